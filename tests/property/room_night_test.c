/* Which room is taken in which night: the store's constraint, who stands in the way, what a change of the
 * reservation gives back, and the plan. Each test runs on SQLite and on PostgreSQL. */

#include "ops/json.h"
#include "property/assignment/assignment_store.h"
#include "property/copy/copy_store.h"
#include "tests/property/support/both_stores.h"
#include "tests/support/cunit_main.h"
#include <string.h>

#define NUMBER "100000000105"
#define OTHER "100000000118"
#define OPENS 15880 /* 2013-06-24, the first business date of H1 */

static PostgresFixture postgres;
static PropertyFixture fixture;

#define ASSERT_DONE(Body, Data) CU_ASSERT_EQUAL(property_fixture_run(&fixture, Body, Data), DATABASE_OK)

/* A guest and the span wanted. */
typedef struct Span {
    const char *number;
    guint room; /* index of the hotel's rooms */
    Night from;
    Night until;
    json_t *found; /* what stood in the way */
} Span;

static const char *room_number(guint index)
{
    return ((const ChainRoom *)g_ptr_array_index(fixture.property.hotel->rooms, index))->number;
}

static DatabaseStatus take(OdbcConnection *connection, gpointer data, GError **error)
{
    const Span *span = data;
    LineKey guest = line_key(span->number, 1);

    return room_nights_take(connection, room_number(span->room), span->from, span->until, &guest, error);
}

static DatabaseStatus look(OdbcConnection *connection, gpointer data, GError **error)
{
    Span *span = data;
    LineKey guest = line_key(span->number, 1);

    return room_nights_conflicts(connection, room_number(span->room), span->from, span->until, &guest,
                                 &span->found, error);
}

static DatabaseStatus release(OdbcConnection *connection, gpointer data, GError **error)
{
    const Span *span = data;
    LineKey guest = line_key(span->number, 1);

    return room_nights_release(connection, &guest, span->from, span->until, error);
}

static DatabaseStatus put_out_of_order(OdbcConnection *connection, gpointer data, GError **error)
{
    const Span *span = data;

    return room_nights_take_outage(connection, room_number(span->room), span->from, span->until, 7, error);
}

static int64_t held(void)
{
    return property_fixture_number(&fixture, "SELECT COUNT(*) FROM room_night");
}

static void test_a_room_is_taken_once(void)
{
    Span first = {.number = NUMBER, .from = OPENS, .until = OPENS + 3};
    Span clash = {.number = OTHER, .from = OPENS + 2, .until = OPENS + 4};
    Span after = {.number = OTHER, .from = OPENS + 3, .until = OPENS + 5};

    ASSERT_DONE(take, &first);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, take, &clash), DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, put_out_of_order, &clash), DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(held(), 3);
    ASSERT_DONE(take, &after);
    CU_ASSERT_EQUAL(held(), 5);
}

static void test_a_guest_has_one_room_a_night(void)
{
    Span here = {.number = NUMBER, .from = OPENS, .until = OPENS + 2};
    Span there = {.number = NUMBER, .room = 1, .from = OPENS + 1, .until = OPENS + 3};
    Span later = {.number = NUMBER, .room = 1, .from = OPENS + 2, .until = OPENS + 3};

    ASSERT_DONE(take, &here);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, take, &there), DATABASE_UNIQUE);
    ASSERT_DONE(take, &later);
    CU_ASSERT_EQUAL(held(), 3);
}

static void test_day_use_leaves_the_night(void)
{
    Span day = {.number = NUMBER, .from = OPENS, .until = OPENS};
    Span night = {.number = OTHER, .from = OPENS, .until = OPENS + 1};
    Span second_day = {.number = "100000000127", .from = OPENS, .until = OPENS};

    ASSERT_DONE(take, &day);
    ASSERT_DONE(take, &night);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, take, &second_day), DATABASE_UNIQUE);
    ASSERT_DONE(release, &day);
    CU_ASSERT_EQUAL(held(), 1);
    ASSERT_DONE(take, &second_day);
}

static const char *text_of(const json_t *list, size_t index, const char *member)
{
    return json_string_value(json_object_get(json_array_get(list, index), member));
}

static DatabaseStatus put(OdbcConnection *connection, gpointer data, GError **error)
{
    const Span *span = data;
    static int64_t version;
    json_auto_t *document = property_fixture_document(span->number, span->from, span->until, "reserved");
    CopyChange change = {
        .version = ++version, .kind = COPY_RESERVATION, .key = span->number, .row = document};

    return copy_change_apply(connection, &change, error);
}

static void test_who_stands_in_the_way_is_named(void)
{
    Span guest = {.number = NUMBER, .from = OPENS, .until = OPENS + 2};
    Span outage = {.from = OPENS + 3, .until = OPENS + 4};
    Span wanted = {.number = OTHER, .from = OPENS + 1, .until = OPENS + 5};
    Span own = {.number = NUMBER, .from = OPENS, .until = OPENS + 2};

    ASSERT_DONE(put, &guest);
    ASSERT_DONE(take, &guest);
    ASSERT_DONE(put_out_of_order, &outage);
    ASSERT_DONE(look, &wanted);
    CU_ASSERT_EQUAL(json_array_size(wanted.found), 2);
    CU_ASSERT_STRING_EQUAL(text_of(wanted.found, 0, "guest_name"), "García, Ana");
    CU_ASSERT_STRING_EQUAL(text_of(wanted.found, 0, "kind"), "assignment");
    CU_ASSERT_STRING_EQUAL(text_of(wanted.found, 0, "night"), "2013-06-25");
    CU_ASSERT_STRING_EQUAL(text_of(wanted.found, 1, "kind"), "outage");
    ASSERT_DONE(look, &own);
    CU_ASSERT_EQUAL(json_array_size(own.found), 0);
    json_decref(wanted.found);
    json_decref(own.found);
}

/* The centre shortens the stay, then cancels it: what is not needed any more is free. */
static void test_nights_follow_the_reservation(void)
{
    Span booked = {.number = NUMBER, .from = OPENS, .until = OPENS + 4};
    Span shorter = {.number = NUMBER, .from = OPENS + 1, .until = OPENS + 3};
    Span elsewhere = {.number = NUMBER, .from = OPENS + 8, .until = OPENS + 9};

    ASSERT_DONE(put, &booked);
    ASSERT_DONE(take, &booked);
    ASSERT_DONE(put, &shorter);
    CU_ASSERT_EQUAL(held(), 2);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT MIN(night) FROM room_night"), OPENS + 1);
    ASSERT_DONE(put, &elsewhere);
    CU_ASSERT_EQUAL(held(), 0);
}

static DatabaseStatus read_plan(OdbcConnection *connection, gpointer data, GError **error)
{
    return room_nights_plan(connection, OPENS, OPENS + 10, OPENS, 0, 100, data, error);
}

static void test_the_plan_has_unbroken_blocks(void)
{
    Span first = {.number = NUMBER, .from = OPENS, .until = OPENS + 2};
    Span change_of_rooms = {.number = NUMBER, .room = 1, .from = OPENS + 2, .until = OPENS + 3};
    Span back_again = {.number = NUMBER, .from = OPENS + 3, .until = OPENS + 5};
    Span booked = {.number = NUMBER, .from = OPENS, .until = OPENS + 5};
    Span outage = {.room = 1, .from = OPENS, .until = OPENS + 2};
    json_t *blocks = NULL;

    ASSERT_DONE(put, &booked);
    ASSERT_DONE(take, &first);
    ASSERT_DONE(take, &change_of_rooms);
    ASSERT_DONE(take, &back_again);
    ASSERT_DONE(put_out_of_order, &outage);
    ASSERT_DONE(read_plan, &blocks);
    CU_ASSERT_EQUAL(json_array_size(blocks), 4);
    CU_ASSERT_STRING_EQUAL(text_of(blocks, 0, "from"), "2013-06-24");
    CU_ASSERT_STRING_EQUAL(text_of(blocks, 0, "until"), "2013-06-26");
    CU_ASSERT_STRING_EQUAL(text_of(blocks, 1, "from"), "2013-06-27");
    CU_ASSERT_STRING_EQUAL(text_of(blocks, 1, "room"), room_number(0));
    CU_ASSERT_STRING_EQUAL(text_of(blocks, 2, "kind"), "outage");
    CU_ASSERT_STRING_EQUAL(text_of(blocks, 3, "guest_name"), "García, Ana");
    CU_ASSERT_STRING_EQUAL(text_of(blocks, 3, "departure"), "2013-06-29");
    json_decref(blocks);
}

static DatabaseStatus pin_without_reason(OdbcConnection *connection, gpointer data G_GNUC_UNUSED,
                                         GError **error)
{
    LineKey guest = line_key(NUMBER, 1);
    AssignmentNote note = {.assigned_by = "h1-desk1", .assigned_at = 1, .do_not_move = true};

    return assignment_note_put(connection, &guest, &note, error);
}

static void test_a_pin_has_a_reason(void)
{
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, pin_without_reason, NULL), DATABASE_CHECK);
}

#define ON_BOTH(Name)                                                                                        \
    static void Name##_on_both(void)                                                                         \
    {                                                                                                        \
        both_stores_run(&postgres, &fixture, Name);                                                          \
    }

ON_BOTH(test_a_room_is_taken_once)
ON_BOTH(test_a_guest_has_one_room_a_night)
ON_BOTH(test_day_use_leaves_the_night)
ON_BOTH(test_who_stands_in_the_way_is_named)
ON_BOTH(test_nights_follow_the_reservation)
ON_BOTH(test_the_plan_has_unbroken_blocks)
ON_BOTH(test_a_pin_has_a_reason)

static CU_TestInfo tests[] = {
    {"a room is taken once", test_a_room_is_taken_once_on_both},
    {"a guest has one room a night", test_a_guest_has_one_room_a_night_on_both},
    {"day use leaves the night", test_day_use_leaves_the_night_on_both},
    {"who stands in the way is named", test_who_stands_in_the_way_is_named_on_both},
    {"nights follow the reservation", test_nights_follow_the_reservation_on_both},
    {"the plan has unbroken blocks", test_the_plan_has_unbroken_blocks_on_both},
    {"a pin has a reason", test_a_pin_has_a_reason_on_both},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    postgres_fixture_init(&postgres);
    int failed = test_main("property/room nights", tests);
    postgres_fixture_clear(&postgres);
    return failed;
}
