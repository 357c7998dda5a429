/* The decisions of maintenance: the life of a work order, its clock, service hours, who repairs, when
 * preventive work comes round, and how well an article answers. */

#include "property/maintenance/asset_rules.h"
#include "property/maintenance/knowledge_rules.h"
#include "property/maintenance/plan_rules.h"
#include "property/maintenance/technician_rules.h"
#include "property/maintenance/work_order_rules.h"
#include "tests/support/cunit_main.h"
#include <string.h>

#define MONDAY 20787 /* 2026-11-30 */

static GTimeZone *zone;

/* ---- the life of an order ---- */

/* Written down once more, from what people agreed on: a state, and all that may follow it. */
static const char *const expected_moves[][2] = {
    {"reported", "triaged cancelled duplicate"},
    {"triaged", "assigned waiting_parts waiting_vendor waiting_guest cancelled duplicate"},
    {"assigned",
     "assigned triaged in_progress waiting_parts waiting_vendor waiting_guest cancelled duplicate"},
    {"in_progress", "assigned waiting_parts waiting_vendor waiting_guest repaired cancelled duplicate"},
    {"waiting_parts", "assigned in_progress repaired cancelled duplicate"},
    {"waiting_vendor", "assigned in_progress repaired cancelled duplicate"},
    {"waiting_guest", "assigned in_progress cancelled duplicate"},
    {"repaired", "checked reopened"},
    {"checked", "closed reopened"},
    {"closed", "reopened"},
    {"reopened",
     "triaged assigned in_progress waiting_parts waiting_vendor waiting_guest cancelled duplicate"},
    {"cancelled", ""},
    {"duplicate", "reopened"},
};

static void test_every_move_is_as_agreed(void)
{
    CU_ASSERT_EQUAL(G_N_ELEMENTS(expected_moves), WORK_STATE_COUNT);
    for (unsigned from = 0; from < WORK_STATE_COUNT; from++) {
        CU_ASSERT_STRING_EQUAL(expected_moves[from][0], work_state_codes[from]);
        g_auto(GStrv) after = g_strsplit(expected_moves[from][1], " ", -1);
        for (unsigned to = 0; to < WORK_STATE_COUNT; to++) {
            bool expected = g_strv_contains((const char *const *)after, work_state_codes[to]);
            CU_ASSERT_EQUAL(work_move_exists((WorkState)from, (WorkState)to), expected);
        }
    }
    CU_ASSERT_PTR_NULL(work_state_codes[WORK_STATE_COUNT]);
}

/* From the report every state can be reached, and from every open state the end. */
static void test_no_order_is_lost(void)
{
    unsigned reached = 1U << WORK_REPORTED;
    unsigned ends = 1U << WORK_CLOSED;

    for (unsigned round = 0; round < WORK_STATE_COUNT; round++) {
        for (unsigned from = 0; from < WORK_STATE_COUNT; from++) {
            for (unsigned to = 0; to < WORK_STATE_COUNT; to++) {
                bool moves = work_move_exists((WorkState)from, (WorkState)to);
                reached |= moves && (reached & (1U << from)) != 0 ? 1U << to : 0;
                ends |= moves && (ends & (1U << to)) != 0 ? 1U << from : 0;
            }
        }
    }
    CU_ASSERT_EQUAL(reached, (1U << WORK_STATE_COUNT) - 1);
    for (unsigned state = 0; state < WORK_STATE_COUNT; state++) {
        CU_ASSERT_TRUE(!work_state_is_open((WorkState)state) || (ends & (1U << state)) != 0);
        CU_ASSERT_TRUE(!work_state_counts((WorkState)state) || work_state_is_open((WorkState)state));
    }
    CU_ASSERT_FALSE(work_state_counts(WORK_WAITING_GUEST));
    CU_ASSERT_FALSE(work_state_counts(WORK_WAITING_VENDOR));
    CU_ASSERT_TRUE(work_state_counts(WORK_WAITING_PARTS));
}

/* ---- service hours ---- */

static ServiceHours random_hours(GRand *random, GArray *closed)
{
    ServiceHours hours = {.zone = zone, .closed_days = closed};

    for (int weekday = 1; weekday <= 7; weekday++) {
        int from = (int)test_random_between(random, 0, 96) * 15;
        hours.from_minute[weekday] = from;
        hours.until_minute[weekday] = (int)test_random_between(random, from / 15, 96) * 15;
    }
    for (int i = 0; i < 3; i++) {
        Night day = MONDAY + (Night)test_random_between(random, 0, 200);
        g_array_append_val(closed, day);
    }
    return hours;
}

/* The same by looking at every minute on the wall: slow, and written another way. */
static bool minute_counts(const ServiceHours *hours, Instant at)
{
    LocalTime local = instant_to_local(at, hours->zone);
    int minute = local.hour * 60 + local.minute;
    int weekday = night_weekday(local.date);

    for (guint i = 0; i < hours->closed_days->len; i++) {
        if (g_array_index(hours->closed_days, Night, i) == local.date) {
            return false;
        }
    }
    return minute >= hours->from_minute[weekday] && minute < hours->until_minute[weekday];
}

static int64_t minutes_between(const ServiceHours *hours, Instant from, Instant until)
{
    int64_t count = 0;

    for (Instant at = from; at < until; at += INSTANT_MINUTE) {
        count += minute_counts(hours, at) ? 1 : 0;
    }
    return count;
}

/* Days of a change of the clocks are among them: 2027-03-28 in Zurich is 118 days after that Monday. */
static void test_service_time_is_what_the_wall_shows(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int run = 0; run < 60; run++) {
        g_autoptr(GArray) closed = g_array_new(FALSE, FALSE, sizeof(Night));
        ServiceHours hours = random_hours(random, closed);
        Instant from = instant_from_night_utc(MONDAY + (Night)test_random_between(random, 0, 120)) +
                       test_random_between(random, 0, 1439) * INSTANT_MINUTE;
        Instant until = from + test_random_between(random, 0, 6000) * INSTANT_MINUTE;
        CU_ASSERT_EQUAL(service_time_between(&hours, false, from, until) / INSTANT_MINUTE,
                        minutes_between(&hours, from, until));
        CU_ASSERT_EQUAL(service_time_between(&hours, true, from, until), until - from);
    }
}

/* So much service time after an instant is where exactly that much has passed, and not a moment before. */
static void test_service_time_is_added_as_it_is_counted(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int run = 0; run < 300; run++) {
        g_autoptr(GArray) closed = g_array_new(FALSE, FALSE, sizeof(Night));
        ServiceHours hours = random_hours(random, closed);
        Instant from = instant_from_night_utc(MONDAY + (Night)test_random_between(random, 0, 120)) +
                       test_random_between(random, 0, INSTANT_DAY - 1);
        int64_t service_us = test_random_between(random, 1, 5000 * INSTANT_MINUTE);
        Instant until = service_time_add(&hours, false, from, service_us);
        if (until == INSTANT_NONE) {
            continue; /* hardly ever open */
        }
        CU_ASSERT_EQUAL(service_time_between(&hours, false, from, until), service_us);
        CU_ASSERT_EQUAL(service_time_between(&hours, false, from, until - 1), service_us - 1);
    }
}

static void test_a_hotel_that_never_opens_promises_nothing(void)
{
    ServiceHours hours = {.zone = zone};

    CU_ASSERT_EQUAL(service_time_add(&hours, false, 0, 1), INSTANT_NONE);
    CU_ASSERT_EQUAL(service_time_add(&hours, false, 5, 0), 5);
    CU_ASSERT_EQUAL(service_time_between(&hours, false, 0, INSTANT_DAY), 0);
    CU_ASSERT_EQUAL(service_time_between(&hours, true, 7, 3), 0);
}

/* ---- the clock ---- */

/* Any life of an order: its clock shows the service time of the states that count, no more and no less,
 * whatever was waited for, opened again or settled in between, and whenever it is asked. */
static void test_the_clock_counts_what_counts(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int run = 0; run < 300; run++) {
        g_autoptr(GArray) closed = g_array_new(FALSE, FALSE, sizeof(Night));
        ServiceHours hours = random_hours(random, closed);
        WorkPromise promise = {60, 600, test_random_between(random, 0, 1) == 1};
        WorkClock clock = {.since = INSTANT_NONE, .responded_at = INSTANT_NONE};
        WorkState state = WORK_REPORTED;
        Instant now = instant_from_night_utc(MONDAY);
        int64_t expected_us = 0;
        Instant first_work = INSTANT_NONE;
        work_clock_settle(&clock, &promise, &hours, state, now);
        for (int step = 0; step < 25; step++) {
            Instant then = now + test_random_between(random, 0, 2 * INSTANT_DAY);
            if (work_state_counts(state)) {
                expected_us += service_time_between(&hours, promise.around_the_clock, now, then);
            }
            now = then;
            CU_ASSERT_EQUAL(work_clock_used(&clock, &promise, &hours, now), expected_us);
            WorkState next = (WorkState)test_random_between(random, 0, WORK_STATE_COUNT - 1);
            state = work_move_exists(state, next) ? next : state;
            work_clock_settle(&clock, &promise, &hours, state, now);
            first_work = first_work == INSTANT_NONE && state == WORK_IN_PROGRESS ? now : first_work;
            CU_ASSERT_EQUAL(clock.used_us, expected_us);
            CU_ASSERT_EQUAL(clock.since == INSTANT_NONE, !work_state_counts(state));
            CU_ASSERT_EQUAL(clock.responded_at, first_work);
        }
    }
}

/* When it will be too late is where the promise is used up, and nowhere while the clock stands. */
static void test_the_promise_ends_where_it_is_used_up(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int run = 0; run < 200; run++) {
        g_autoptr(GArray) closed = g_array_new(FALSE, FALSE, sizeof(Night));
        ServiceHours hours = random_hours(random, closed);
        WorkPromise promise = {30, test_random_between(random, 31, 3000), false};
        Instant begun = instant_from_night_utc(MONDAY) + test_random_between(random, 0, INSTANT_DAY);
        WorkClock clock = {.used_us = test_random_between(random, 0, 30 * INSTANT_MINUTE),
                           .since = begun,
                           .responded_at = INSTANT_NONE};
        Instant due = work_clock_due(&clock, &promise, &hours);
        if (due != INSTANT_NONE) {
            CU_ASSERT_EQUAL(work_clock_used(&clock, &promise, &hours, due),
                            promise.complete_minutes * INSTANT_MINUTE);
        }
        Instant respond = work_clock_respond_due(&clock, &promise, &hours);
        CU_ASSERT_TRUE(respond == INSTANT_NONE || due == INSTANT_NONE || respond <= due);
        clock.since = INSTANT_NONE;
        CU_ASSERT_EQUAL(work_clock_due(&clock, &promise, &hours), INSTANT_NONE);
    }
}

static void test_reliability(void)
{
    WorkReliability three = work_reliability(3, 0, 2 * INSTANT_DAY, 2, 90 * INSTANT_MINUTE);

    CU_ASSERT_EQUAL(three.mean_repair_minutes, 45);
    CU_ASSERT_EQUAL(three.mean_between_minutes, 1440);
    WorkReliability one = work_reliability(1, 5, 5, 0, 0);
    CU_ASSERT_EQUAL(one.mean_repair_minutes, 0);
    CU_ASSERT_EQUAL(one.mean_between_minutes, 0);
    CU_ASSERT_TRUE(work_is_repeat(3, 3));
    CU_ASSERT_FALSE(work_is_repeat(2, 3));
}

/* ---- who, and when ---- */

static TechnicianView technician(int64_t number, int level, const GArray *busy)
{
    TechnicianView view = {.technician = number, .level = level, .hours = {.zone = zone}, .busy = busy};

    for (int weekday = 1; weekday <= 5; weekday++) {
        view.hours.from_minute[weekday] = 480;
        view.hours.until_minute[weekday] = 1020;
    }
    return view;
}

static Instant local(Night day, int hour, int minute)
{
    return instant_from_local(day, hour, minute, zone);
}

static void test_the_first_gap_is_found(void)
{
    g_autoptr(GArray) busy = g_array_new(FALSE, FALSE, sizeof(BusySpan));
    TechnicianView view = technician(1, 1, busy);
    BusySpan spans[] = {{local(MONDAY, 8, 0), local(MONDAY, 10, 0)},
                        {local(MONDAY, 10, 30), local(MONDAY, 16, 30)}};

    g_array_append_vals(busy, spans, 2);
    CU_ASSERT_EQUAL(technician_free_from(&view, local(MONDAY, 6, 0), 30), local(MONDAY, 10, 0));
    CU_ASSERT_EQUAL(technician_free_from(&view, local(MONDAY, 10, 1), 30), local(MONDAY, 16, 30));
    CU_ASSERT_EQUAL(technician_free_from(&view, local(MONDAY, 6, 0), 31), local(MONDAY + 1, 8, 0));
    CU_ASSERT_EQUAL(technician_free_from(&view, local(MONDAY + 4, 17, 0), 10), local(MONDAY + 7, 8, 0));
    CU_ASSERT_EQUAL(technician_free_from(&view, local(MONDAY + 1, 6, 0), 100000), local(MONDAY + 1, 8, 0));
}

/* Whatever is planned already: what is offered lies in working hours, later than now, and meets nothing. */
static void test_offers_are_free(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int run = 0; run < 500; run++) {
        g_autoptr(GArray) busy = g_array_new(FALSE, FALSE, sizeof(BusySpan));
        TechnicianView view = technician(1, 2, busy);
        Instant at = local(MONDAY, 0, 0);
        for (int i = 0; i < 12; i++) {
            BusySpan span = {.from = at + test_random_between(random, 0, 300) * INSTANT_MINUTE};
            span.until = at = span.from + test_random_between(random, 5, 400) * INSTANT_MINUTE;
            g_array_append_val(busy, span);
        }
        Instant now = local(MONDAY, 0, 0) + test_random_between(random, 0, 4 * INSTANT_DAY);
        int64_t minutes = test_random_between(random, 1, 500);
        Instant from = technician_free_from(&view, now, minutes);
        CU_ASSERT_TRUE(from >= now);
        CU_ASSERT_EQUAL(service_time_between(&view.hours, false, from, from + minutes * INSTANT_MINUTE),
                        minutes * INSTANT_MINUTE);
        for (guint i = 0; i < busy->len; i++) {
            const BusySpan *span = &g_array_index(busy, BusySpan, i);
            CU_ASSERT_TRUE(span->until <= from || span->from >= from + minutes * INSTANT_MINUTE);
        }
    }
}

static void test_skill_time_and_load_decide(void)
{
    Instant now = local(MONDAY, 9, 0);
    TechnicianView master = technician(1, 3, NULL);
    TechnicianView novice = technician(2, 1, NULL);
    TechnicianView stranger = technician(3, 0, NULL);
    TechnicianView laden = technician(4, 3, NULL);

    laden.load_minutes = 2000;
    int64_t best = technician_offer(&master, now, 60, INSTANT_NONE).cost;
    CU_ASSERT_TRUE(best < technician_offer(&novice, now, 60, INSTANT_NONE).cost);
    CU_ASSERT_TRUE(best < technician_offer(&laden, now, 60, INSTANT_NONE).cost);
    CU_ASSERT_TRUE(technician_offer(&laden, now, 60, INSTANT_NONE).cost <
                   technician_offer(&stranger, now, 60, INSTANT_NONE).cost);
    CU_ASSERT_TRUE(technician_offer(&master, now, 60, now + INSTANT_HOUR).in_time);
    CU_ASSERT_FALSE(technician_offer(&master, now, 61, now + INSTANT_HOUR).in_time);
}

/* ---- preventive work, cover ---- */

static void test_rounds(void)
{
    Night first = night_from_date(2026, 1, 31);
    Night due = first;
    static const int days[] = {28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31};
    Night leap = night_from_date(2024, 2, 29);

    CU_ASSERT_EQUAL(plan_next_due(PLAN_DAY, 3, MONDAY, MONDAY, MONDAY), MONDAY + 3);
    CU_ASSERT_EQUAL(plan_next_due(PLAN_WEEK, 2, MONDAY, MONDAY, MONDAY - 5), MONDAY + 14);
    CU_ASSERT_EQUAL(plan_next_due(PLAN_DAY, 7, MONDAY, MONDAY, MONDAY + 70),
                    MONDAY + 77);              /* ten rounds missed, one is made */
    for (int month = 0; month < 12; month++) { /* the 31st stays the 31st where there is one */
        due = plan_next_due(PLAN_MONTH, 1, first, due, due);
        CU_ASSERT_EQUAL(due, night_from_date(2026 + (month + 1) / 12, (month + 1) % 12 + 1, days[month]));
    }
    CU_ASSERT_EQUAL(plan_next_due(PLAN_MONTH, 1, first, first, night_from_date(2026, 3, 1)),
                    night_from_date(2026, 3, 31));
    CU_ASSERT_EQUAL(plan_next_due(PLAN_MONTH, 12, leap, leap, leap + 1), night_from_date(2025, 2, 28));
    CU_ASSERT_EQUAL(plan_next_due(PLAN_MONTH, 12, leap, night_from_date(2027, 2, 28), leap),
                    night_from_date(2028, 2, 29));
    CU_ASSERT_EQUAL(plan_next_meter(500, 1000, 1000), 1500);
    CU_ASSERT_EQUAL(plan_next_meter(500, 1000, 2600), 3000);
    CU_ASSERT_EQUAL(plan_next_meter(500, 1000, 10), 1500);
}

static void test_a_vacant_room_is_preferred(void)
{
    CU_ASSERT_EQUAL(plan_preferred_day(MONDAY, 7, NIGHT_NONE, MONDAY - 1), MONDAY - 1);
    CU_ASSERT_EQUAL(plan_preferred_day(MONDAY, 7, MONDAY + 3, MONDAY), MONDAY + 3);
    CU_ASSERT_EQUAL(plan_preferred_day(MONDAY, 2, MONDAY + 3, MONDAY), MONDAY);
    CU_ASSERT_EQUAL(plan_preferred_day(MONDAY, 7, MONDAY - 2, MONDAY), MONDAY);
}

static void test_cover(void)
{
    CU_ASSERT_EQUAL(asset_cover_decide(MONDAY, MONDAY - 9, MONDAY + 9, MONDAY), COVER_WARRANTY);
    CU_ASSERT_EQUAL(asset_cover_decide(MONDAY - 1, MONDAY - 9, MONDAY, MONDAY), COVER_CONTRACT);
    CU_ASSERT_EQUAL(asset_cover_decide(MONDAY - 1, MONDAY, MONDAY + 9, MONDAY), COVER_CONTRACT);
    CU_ASSERT_EQUAL(asset_cover_decide(MONDAY - 1, MONDAY + 1, MONDAY + 9, MONDAY), COVER_NONE);
    CU_ASSERT_EQUAL(asset_cover_decide(MONDAY - 1, MONDAY - 9, MONDAY - 1, MONDAY), COVER_NONE);
    CU_ASSERT_EQUAL(asset_cover_decide(NIGHT_NONE, NIGHT_NONE, NIGHT_NONE, MONDAY), COVER_NONE);
}

/* ---- words ---- */

static char *terms_of(const char *text)
{
    g_autoptr(GHashTable) weights = knowledge_terms_new();
    g_autoptr(GList) terms = NULL;
    GString *all = g_string_new(NULL);

    knowledge_add_terms(weights, text, 1);
    terms = g_list_sort(g_hash_table_get_keys(weights), (GCompareFunc)strcmp);
    for (GList *each = terms; each != NULL; each = each->next) {
        g_string_append_printf(all, "%s%s", all->len == 0 ? "" : " ", (char *)each->data);
    }
    return g_string_free(all, FALSE);
}

static void test_words(void)
{
    static const char *const cases[][2] = {
        {"The taps are LEAKING", "leak tap"},
        {"leaks; leaked, leak", "leak"},
        {"Wi-Fi café", "caf fi wi"},
        {"空调漏水", "漏水 空调 调漏"},
        {"热", "热"},
        {"TV黑屏 no signal", "signal tv 黑屏"},
        {"", ""},
        {"the of 、。!", ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *terms = terms_of(cases[i][0]);
        CU_ASSERT_STRING_EQUAL(terms, cases[i][1]);
    }
    g_autofree char *broken = terms_of("\xff\xfe leak");
    CU_ASSERT_STRING_EQUAL(broken, "");
}

/* Bytes from anywhere: no crash, and what is added is what is said to be added. */
static void test_any_text_gives_terms(void)
{
    g_autoptr(GRand) random = test_random_new();
    static const char *const pieces[] = {"a", "é",  "漏", "水", " ", "ing", "s", "\xf0\x9f\x9a\xbf",
                                         "́",  "한", "1",  "-"};

    for (int run = 0; run < 2000; run++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GHashTable) weights = knowledge_terms_new();
        GHashTableIter iterator;
        gpointer weight;
        int64_t sum = 0;
        for (int64_t i = test_random_between(random, 0, 40); i > 0; i--) {
            g_string_append(text, pieces[test_random_between(random, 0, G_N_ELEMENTS(pieces) - 1)]);
        }
        int64_t added = knowledge_add_terms(weights, text->str, 2);
        g_hash_table_iter_init(&iterator, weights);
        while (g_hash_table_iter_next(&iterator, NULL, &weight)) {
            sum += GPOINTER_TO_INT(weight);
        }
        CU_ASSERT_EQUAL(sum, added);
    }
}

static void test_scores(void)
{
    KnowledgeCorpus corpus = {1000, 50000};

    CU_ASSERT_TRUE(knowledge_term_score(&corpus, 2, 3, 50) > knowledge_term_score(&corpus, 500, 3, 50));
    CU_ASSERT_TRUE(knowledge_term_score(&corpus, 2, 3, 50) > knowledge_term_score(&corpus, 2, 1, 50));
    CU_ASSERT_TRUE(knowledge_term_score(&corpus, 2, 3, 20) > knowledge_term_score(&corpus, 2, 3, 200));
    CU_ASSERT_TRUE(knowledge_term_score(&corpus, 1000, 1, 50) > 0);
    CU_ASSERT_TRUE(knowledge_vote_factor(0, 0) == 1);
    CU_ASSERT_TRUE(knowledge_vote_factor(10, 0) > knowledge_vote_factor(1, 0));
    CU_ASSERT_TRUE(knowledge_vote_factor(0, 10) < 1);
    CU_ASSERT_TRUE(knowledge_vote_factor(1000000, 0) < 1.41);
}

static CU_TestInfo TESTS[] = {
    {"every move is as agreed", test_every_move_is_as_agreed},
    {"no order is lost", test_no_order_is_lost},
    {"service time is what the wall shows", test_service_time_is_what_the_wall_shows},
    {"service time is added as it is counted", test_service_time_is_added_as_it_is_counted},
    {"a hotel that never opens promises nothing", test_a_hotel_that_never_opens_promises_nothing},
    {"the clock counts what counts", test_the_clock_counts_what_counts},
    {"the promise ends where it is used up", test_the_promise_ends_where_it_is_used_up},
    {"reliability", test_reliability},
    {"the first gap is found", test_the_first_gap_is_found},
    {"offers are free", test_offers_are_free},
    {"skill, time and load decide", test_skill_time_and_load_decide},
    {"rounds", test_rounds},
    {"a vacant room is preferred", test_a_vacant_room_is_preferred},
    {"cover", test_cover},
    {"words", test_words},
    {"any text gives terms", test_any_text_gives_terms},
    {"scores", test_scores},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    g_autoptr(GError) error = NULL;

    zone = instant_zone_new("Europe/Zurich", &error);
    g_assert_no_error(error);
    int result = test_main("property/maintenance_rules", TESTS);
    g_time_zone_unref(zone);
    return result;
}
