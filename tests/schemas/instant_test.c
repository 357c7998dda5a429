#include "schemas/instant.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static Instant instant_of(const char *text)
{
    GError *error = NULL;
    Instant instant = INSTANT_NONE;

    CU_ASSERT_TRUE(instant_parse(text, &instant, &error));
    TEST_ASSERT_NO_ERROR(error);
    return instant;
}

static GTimeZone *zone_of(const char *name)
{
    GError *error = NULL;
    GTimeZone *zone = instant_zone_new(name, &error);

    g_assert_no_error(error);
    return zone;
}

static void check_text(const char *text, const char *expected)
{
    g_autofree char *written = instant_format(instant_of(text));
    CU_ASSERT_STRING_EQUAL(written, expected);
}

static void test_known_instants(void)
{
    CU_ASSERT_EQUAL(instant_of("1970-01-01T00:00:00Z"), 0);
    CU_ASSERT_EQUAL(instant_of("2015-07-01T06:00:00Z"), INT64_C(1435730400000000));
    CU_ASSERT_EQUAL(instant_of("1969-12-31T23:59:59.999999Z"), -1);
    check_text("2015-07-01T06:00:00Z", "2015-07-01T06:00:00Z");
    check_text("2015-07-01T06:00:00.5Z", "2015-07-01T06:00:00.500000Z");
    check_text("2015-07-01T06:00:00.000000Z", "2015-07-01T06:00:00Z");
    check_text("2015-07-01T08:00:00+02:00", "2015-07-01T06:00:00Z");
    check_text("2015-07-01T00:30:00+05:45", "2015-06-30T18:45:00Z");
    check_text("2015-06-30T23:00:00-07:00", "2015-07-01T06:00:00Z");
    check_text("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z");
}

static void test_bad_instants_are_refused(void)
{
    static const char *const BAD_SYNTAX[] = {
        "",
        "2015-07-01",
        "2015-07-01 06:00:00Z",
        "2015-07-01t06:00:00Z",
        "2015-07-01T06:00Z",
        "2015-07-01T06:00:00",
        "2015-07-01T06:00:00z",
        "2015-07-01T06:00:00.Z",
        "2015-07-01T06:00:00.1234567Z",
        "2015-07-01T06:00:00+0200",
        "2015-07-01T06:00:00+24:00",
        "2015-07-01T06:00:00+02:60",
        "2015-07-01T06:00:00Zx",
        "2015-02-30T06:00:00Z",
        "2015-07-01T6:00:00Z",
    };
    static const char *const BAD_RANGE[] = {"2015-07-01T24:00:00Z", "2015-07-01T23:60:00Z",
                                            "2015-07-01T23:59:60Z"};
    GError *error = NULL;
    Instant instant = 42;

    for (gsize index = 0; index < G_N_ELEMENTS(BAD_SYNTAX); index++) {
        CU_ASSERT_FALSE(instant_parse(BAD_SYNTAX[index], &instant, &error));
        TEST_ASSERT_ERROR(error, INSTANT_ERROR, INSTANT_ERROR_SYNTAX, "2015-07-01T06:00:00Z");
    }
    for (gsize index = 0; index < G_N_ELEMENTS(BAD_RANGE); index++) {
        CU_ASSERT_FALSE(instant_parse(BAD_RANGE[index], &instant, &error));
        TEST_ASSERT_ERROR(error, INSTANT_ERROR, INSTANT_ERROR_RANGE, "no such time");
    }
    CU_ASSERT_FALSE(instant_parse("1900-01-01T00:00:00+23:59", &instant, &error));
    TEST_ASSERT_ERROR(error, INSTANT_ERROR, INSTANT_ERROR_RANGE, "in UTC");
    CU_ASSERT_FALSE(instant_parse("2999-12-31T23:59:59-23:59", &instant, &error));
    TEST_ASSERT_ERROR(error, INSTANT_ERROR, INSTANT_ERROR_RANGE, "in UTC");
    CU_ASSERT_EQUAL(instant, 42);
}

static void test_random_instants_survive_text(void)
{
    g_autoptr(GRand) random = test_random_new();
    char buffer[INSTANT_TEXT_SIZE];

    for (int round = 0; round < 20000; round++) {
        Instant instant = test_random_between(random, instant_from_night_utc(night_from_date(1900, 1, 1)),
                                              instant_from_night_utc(night_from_date(2999, 12, 31)));
        Instant again = INSTANT_NONE;
        CU_ASSERT_TRUE_FATAL(instant_parse(instant_write(instant, buffer), &again, NULL));
        CU_ASSERT_EQUAL_FATAL(again, instant);
    }
}

static void test_local_date_follows_the_zone(void)
{
    g_autoptr(GTimeZone) lisbon = zone_of("Europe/Lisbon");
    g_autoptr(GTimeZone) shanghai = zone_of("Asia/Shanghai");
    g_autoptr(GTimeZone) los_angeles = zone_of("America/Los_Angeles");
    Instant evening = instant_of("2015-07-01T23:30:00Z");

    CU_ASSERT_EQUAL(instant_local_date(evening, lisbon), night_from_date(2015, 7, 2));
    CU_ASSERT_EQUAL(instant_local_date(evening, shanghai), night_from_date(2015, 7, 2));
    CU_ASSERT_EQUAL(instant_local_date(evening, los_angeles), night_from_date(2015, 7, 1));
    LocalTime local = instant_to_local(evening, shanghai);
    CU_ASSERT(local.hour == 7 && local.minute == 30 && local.second == 0);
    CU_ASSERT_EQUAL(local.offset_seconds, 8 * 3600);
    CU_ASSERT_EQUAL(instant_to_local(-1, lisbon).second, 59);
}

static void check_local(const char *zone_name, Night date, int hour, int minute, const char *expected)
{
    g_autoptr(GTimeZone) zone = zone_of(zone_name);
    g_autofree char *text = instant_format(instant_from_local(date, hour, minute, zone));

    CU_ASSERT_STRING_EQUAL(text, expected);
}

static void test_nights_when_clocks_change(void)
{
    Night spring = night_from_date(2016, 3, 27);
    Night autumn = night_from_date(2016, 10, 30);

    /* Lisbon: 01:00 jumps to 02:00 in spring, 02:00 falls back to 01:00 in autumn. */
    check_local("Europe/Lisbon", spring, 0, 59, "2016-03-27T00:59:00Z");
    check_local("Europe/Lisbon", spring, 1, 0, "2016-03-27T01:00:00Z");
    check_local("Europe/Lisbon", spring, 1, 30, "2016-03-27T01:00:00Z");
    check_local("Europe/Lisbon", spring, 2, 0, "2016-03-27T01:00:00Z");
    check_local("Europe/Lisbon", spring, 3, 0, "2016-03-27T02:00:00Z");
    check_local("Europe/Lisbon", autumn, 0, 30, "2016-10-29T23:30:00Z");
    check_local("Europe/Lisbon", autumn, 1, 30, "2016-10-30T00:30:00Z");
    check_local("Europe/Lisbon", autumn, 2, 0, "2016-10-30T02:00:00Z");
    /* New York at 02:00, Lord Howe by half an hour, Apia leaves a whole day out. */
    check_local("America/New_York", night_from_date(2016, 3, 13), 2, 30, "2016-03-13T07:00:00Z");
    check_local("America/New_York", night_from_date(2016, 11, 6), 1, 30, "2016-11-06T05:30:00Z");
    check_local("Australia/Lord_Howe", night_from_date(2016, 10, 2), 2, 15, "2016-10-01T15:30:00Z");
    check_local("Pacific/Apia", night_from_date(2011, 12, 30), 12, 0, "2011-12-30T10:00:00Z");
    check_local("Pacific/Apia", night_from_date(2011, 12, 31), 0, 0, "2011-12-30T10:00:00Z");
    check_local("UTC", night_from_date(2016, 3, 27), 1, 30, "2016-03-27T01:30:00Z");
}

/* A night audit runs for each date once: local midnight to local midnight is 23, 24 or 25 hours, and each
 * midnight belongs to its own date. */
static void test_every_local_day_of_three_years(void)
{
    static const char *const ZONES[] = {"Europe/Lisbon", "Europe/Paris", "Asia/Shanghai", "America/New_York",
                                        "Australia/Sydney"};
    int changes = 0;

    for (gsize index = 0; index < G_N_ELEMENTS(ZONES); index++) {
        g_autoptr(GTimeZone) zone = zone_of(ZONES[index]);
        for (Night date = night_from_date(2015, 1, 1); date < night_from_date(2018, 1, 1); date++) {
            Instant start = instant_from_local(date, 0, 0, zone);
            int64_t hours = (instant_from_local(date + 1, 0, 0, zone) - start) / INSTANT_HOUR;
            CU_ASSERT_EQUAL_FATAL(instant_local_date(start, zone), date);
            CU_ASSERT_EQUAL_FATAL(instant_local_date(start - 1, zone), date - 1);
            CU_ASSERT_FATAL(hours >= 23 && hours <= 25);
            changes += hours != 24;
        }
    }
    CU_ASSERT_EQUAL(changes, 4 * 3 * 2);
}

static void test_random_wall_times_come_back(void)
{
    static const char *const ZONES[] = {"Europe/Lisbon", "Asia/Kolkata", "America/Sao_Paulo",
                                        "Australia/Lord_Howe"};
    g_autoptr(GRand) random = test_random_new();

    for (gsize index = 0; index < G_N_ELEMENTS(ZONES); index++) {
        g_autoptr(GTimeZone) zone = zone_of(ZONES[index]);
        for (int round = 0; round < 3000; round++) {
            Instant instant = test_random_between(random, 16000, 18500) * INSTANT_DAY +
                              test_random_between(random, 0, 1439) * INSTANT_MINUTE;
            LocalTime local = instant_to_local(instant, zone);
            Instant again = instant_from_local(local.date, local.hour, local.minute, zone);
            LocalTime local_again = instant_to_local(again, zone);
            CU_ASSERT_FATAL(again <= instant);
            CU_ASSERT_FATAL(local_again.date == local.date && local_again.hour == local.hour &&
                            local_again.minute == local.minute);
        }
    }
}

static void test_unknown_zones_are_refused(void)
{
    static const char *const BAD[] = {"",          "Europe/Lisboa",    "+02:00",
                                      "CET-1CEST", "../../etc/passwd", "lisbon"};
    GError *error = NULL;

    for (gsize index = 0; index < G_N_ELEMENTS(BAD); index++) {
        CU_ASSERT_PTR_NULL(instant_zone_new(BAD[index], &error));
        TEST_ASSERT_ERROR(error, INSTANT_ERROR, INSTANT_ERROR_ZONE, "use an IANA name");
    }
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"known instants", test_known_instants},
        {"bad instants are refused", test_bad_instants_are_refused},
        {"random instants survive text", test_random_instants_survive_text},
        {"local date follows the zone", test_local_date_follows_the_zone},
        {"nights when clocks change", test_nights_when_clocks_change},
        {"every local day of three years", test_every_local_day_of_three_years},
        {"random wall times come back", test_random_wall_times_come_back},
        {"unknown zones are refused", test_unknown_zones_are_refused},
        CU_TEST_INFO_NULL,
    };
    return test_main("schemas/instant", tests);
}
