/* Bodies that were good once, spoilt at random places, from the parser to the decision: refused or carried
 * out, never half done, and never the end of the program. */
#include <string.h>

#include "central/booking/booking_parse.h"
#include "ops/json.h"
#include "tests/central/support/booking_fixture.h"
#include "tests/support/cunit_main.h"

#define ROOM                                                                                                 \
    "{\"room_type\":\"STD\",\"rate_plan\":\"BAR\",\"arrival\":\"2016-03-02\",\"departure\":\"2016-03-04\","  \
    "\"adults\":2}"

typedef struct {
    int kind; /* of command; NOTIFICATION: parsed as one */
    const char *body;
} Seed;

enum { NOTIFICATION = 100 };

static const Seed seeds[] = {
    {BOOKING_BOOK,
     "{\"hotel\":\"SEA\",\"guest\":{\"surname\":\"Rossi\",\"email\":\"a@b\"},\"rooms\":[" ROOM "," ROOM
     "],\"expected_total_minor\":40000,\"comments\":\"x\",\"market\":{\"a\":1,\"b\":\"c\"}}"},
    {BOOKING_HOLD, "{\"hotel\":\"SEA\",\"rooms\":[" ROOM "],\"seconds\":60,\"access\":[\"MEMBER\"]}"},
    {BOOKING_MODIFY, "{\"rooms\":[{\"line\":1,\"arrival\":\"2016-03-05\",\"departure\":\"2016-03-07\"}," ROOM
                     "],\"guest\":{\"surname\":\"Neri\"}}"},
    {BOOKING_CANCEL, "{\"lines\":[1],\"reason\":\"ill\"}"},
    {BOOKING_REINSTATE, "{\"lines\":[1]}"},
    {NOTIFICATION,
     "{\"hotel\":\"SEA\",\"channel\":\"web\",\"external_id\":\"1\",\"status\":\"new\",\"currency\":\"EUR\","
     "\"booked_at\":\"2016-02-01T10:00:00Z\",\"guest\":{\"surname\":\"Rossi\",\"reference\":\"r\"},\"rooms\":"
     "[{"
     "\"room_type\":\"STD\",\"arrival\":\"2016-03-02\",\"departure\":\"2016-03-04\",\"adults\":0,"
     "\"night_prices\":[\"96.00\",\"-1.00\"]},{\"room_type\":\"STE\",\"arrival\":\"2016-03-02\","
     "\"departure\":"
     "\"2016-03-03\",\"night_prices_minor\":[0]}],\"market\":{\"x\":true}}"},
    {NOTIFICATION,
     "{\"hotel\":\"SEA\",\"channel\":\"web\",\"external_id\":\"1\",\"status\":\"modified\",\"rooms\":["
     "{\"line\":1,\"departure\":\"2016-03-05\",\"night_prices_minor\":[1,2,3]}]}"},
    {NOTIFICATION, "{\"hotel\":\"SEA\",\"channel\":\"web\",\"external_id\":\"1\",\"status\":\"cancelled\"}"},
};

/* Values that something once could not bear. */
static const char *const values[] = {
    "null",
    "true",
    "0",
    "-1",
    "1",
    "2",
    "99",
    "100",
    "365",
    "9223372036854775807",
    "-9223372036854775808",
    "1e300",
    "0.5",
    "\"\"",
    "\" \"",
    "\"*\"",
    "\"STD\"",
    "\"STE\"",
    "\"BAR\"",
    "\"CORP\"",
    "\"EARLY\"",
    "\"CHANNEL\"",
    "\"SEA\"",
    "\"2016-03-02\"",
    "\"2016-03-03\"",
    "\"2016-02-29\"",
    "\"0001-01-01\"",
    "\"9999-12-31\"",
    "\"2017-02-28\"",
    "\"2016-05-30\"",
    "\"9999-12-31T23:59:59Z\"",
    "\"0001-01-01T00:00:00Z\"",
    "\"1e9\"",
    "\"92233720368547758.07\"",
    "\"new\"",
    "\"modified\"",
    "\"USD\"",
    "\"a\\nb\"",
    "\"\\ud83d\\ude00\"",
    "[]",
    "{}",
    "[[]]",
    "[1,1]",
    "{\"a\":{}}",
};

/* A node at a random place below `node`, told by its container; NULL: none. */
typedef struct {
    json_t *container;
    const char *name;
    size_t index;
} Place;

static void place_find(json_t *node, GRand *random, guint *seen, Place *place)
{
    const char *name;
    json_t *child;
    size_t index;
    json_object_foreach(node, name, child)
    {
        if (g_rand_int_range(random, 0, (gint32)++ * seen) == 0)
            *place = (Place){.container = node, .name = name};
        place_find(child, random, seen, place);
    }
    json_array_foreach(node, index, child)
    {
        if (g_rand_int_range(random, 0, (gint32)++ * seen) == 0)
            *place = (Place){.container = node, .index = index};
        place_find(child, random, seen, place);
    }
}

static void spoil(json_t *body, GRand *random)
{
    Place place = {0};
    guint seen = 0;
    place_find(body, random, &seen, &place);
    if (!place.container)
        return;
    json_t *value =
        json_loads(values[g_rand_int_range(random, 0, G_N_ELEMENTS(values))], JSON_DECODE_ANY, NULL);
    g_assert(value);
    gboolean in_object = json_is_object(place.container);
    switch (g_rand_int_range(random, 0, 3)) {
    case 0: /* gone */
        in_object ? json_object_del(place.container, place.name)
                  : json_array_remove(place.container, place.index);
        json_decref(value);
        return;
    case 1: /* one more, or under a name that nobody knows */
        in_object ? json_object_set_new(place.container, "unknown", value)
                  : json_array_append_new(place.container, value);
        return;
    default: /* another value */
        in_object ? json_object_set_new(place.container, place.name, value)
                  : json_array_set_new(place.container, place.index, value);
    }
}

static BookingCommand *parse(const BookingFixture *fixture, const Seed *seed, const json_t *body)
{
    int status = 0;
    json_t *problem = NULL;
    BookingCommand *command =
        seed->kind == NOTIFICATION
            ? booking_notification_parse(body, fixture->chain, &status, &problem)
            : booking_command_parse((BookingKind)seed->kind, body, fixture->chain, &status, &problem);
    CU_ASSERT_TRUE(command != NULL || (problem != NULL && (status == 400 || status == 422)));
    CU_ASSERT_TRUE(command == NULL || problem == NULL);
    json_decref(problem);
    return command;
}

static void complete(const BookingFixture *fixture, BookingCommand *command, const BookingCommand *booked)
{
    command->scope = g_strdup("staff:agent");
    command->recorded_at = command->practice_at = fixture->now;
    if (command->at == 0)
        command->at = fixture->now;
    if (!command->channel)
        command->channel = g_strdup("reservation-centre");
    if (!command->hotel && !command->external_id)
        command->confirmation_number = g_strdup(outcome_text(booked, "confirmation_number"));
}

static void run(BookingFixture *fixture, GRand *random, const BookingCommand *booked)
{
    const Seed *seed = &seeds[g_rand_int_range(random, 0, G_N_ELEMENTS(seeds))];
    json_t *body = json_loads(seed->body, 0, NULL);
    g_assert(body);
    for (int times = g_rand_int_range(random, 0, 4); times > 0; times--)
        spoil(body, random);
    g_autoptr(BookingCommand) command = parse(fixture, seed, body);
    if (command) {
        complete(fixture, command, booked);
        int status = booking_fixture_decide(fixture, command);
        CU_ASSERT_TRUE(status >= 200 && status < 500);
        CU_ASSERT_TRUE(json_is_object(command->outcome.body));
    }
    json_decref(body);
}

static void test_spoilt_bodies_change_all_or_nothing(void)
{
    enum { HOUSES = 60, BODIES = 150 };
    GRand *random = test_random_new();
    for (int house = 0; house < HOUSES; house++) {
        g_auto(BookingFixture) fixture;
        booking_fixture_init(&fixture);
        g_autoptr(BookingCommand) booked = booking_fixture_wish(&fixture, BOOKING_BOOK, "STD", 1, 2);
        CU_ASSERT_EQUAL(booking_fixture_decide(&fixture, booked), 201);
        for (int i = 0; i < BODIES; i++)
            run(&fixture, random, booked);
        booking_fixture_check(&fixture);
    }
    g_rand_free(random);
}

static CU_TestInfo TESTS[] = {
    {"spoilt bodies change all or nothing", test_spoilt_bodies_change_all_or_nothing},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/booking_mutation", TESTS);
}
