#include "central/guest/guest_store.h"

#include <string.h>

#include "tests/central/support/lane_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static LaneFixture fixture;

static int64_t guest_new(const char *key, const char *digest, const char *surname, int *ret_status)
{
    ReservationGuest guest = {.surname = (char *)surname};
    GuestCreation creation = {
        .scope = "staff:agent", .key = key, .request_digest = digest, .guest = &guest, .at = fixture.now};
    PgConnection *connection = postgres_fixture_connect(&fixture.postgres);
    g_autoptr(GError) error = NULL;
    json_t *answer = NULL;
    DatabaseStatus status = guest_create(connection, &creation, ret_status, &answer, &error);
    g_assert(status == DATABASE_OK);
    int64_t guest_id = json_integer_value(json_object_get(answer, "guest_id"));
    json_decref(answer);
    pg_connection_free(connection);
    return guest_id;
}

static void test_one_key_makes_one_guest(void)
{
    lane_fixture_reset(&fixture);
    int status;
    int64_t first = guest_new("g1", "body", "Rossi", &status);
    CU_ASSERT_EQUAL(status, 201);
    CU_ASSERT_EQUAL(guest_new("g1", "body", "Rossi", &status), first);
    CU_ASSERT_EQUAL(status, 201);
    guest_new("g1", "another body", "Bianchi", &status);
    CU_ASSERT_EQUAL(status, 422);
    CU_ASSERT_EQUAL(postgres_fixture_number(fixture.connection, "SELECT count(*) FROM guest"), 1);
}

static gpointer create_same(gpointer data)
{
    int status;
    int64_t guest_id = guest_new(data, "body", "Rossi", &status);
    CU_ASSERT_EQUAL(status, 201);
    return GINT_TO_POINTER((int)guest_id);
}

static void test_one_key_at_once_makes_one_guest(void)
{
    enum { ROUNDS = 5, THREADS = 4 };
    lane_fixture_reset(&fixture);
    for (int round = 0; round < ROUNDS; round++) {
        g_autofree char *key = g_strdup_printf("at-once-%d", round);
        GThread *threads[THREADS];
        for (int i = 0; i < THREADS; i++)
            threads[i] = g_thread_new("guest", create_same, key);
        gpointer first = g_thread_join(threads[0]);
        for (int i = 1; i < THREADS; i++)
            CU_ASSERT_PTR_EQUAL(g_thread_join(threads[i]), first);
    }
    CU_ASSERT_EQUAL(postgres_fixture_number(fixture.connection, "SELECT count(*) FROM guest"), ROUNDS);
}

static DatabaseStatus change(PgConnection *connection, int64_t guest_id, const char *surname, int revision,
                             gboolean *ret_stale, json_t **ret_guest)
{
    ReservationGuest changes = {.guest_id = guest_id, .surname = (char *)surname};
    g_autoptr(GError) error = NULL;
    *ret_guest = NULL;
    DatabaseStatus status = guest_change(connection, fixture.chain, &changes, revision, fixture.now,
                                         ret_stale, ret_guest, &error);
    TEST_ASSERT_NO_ERROR(error);
    return status;
}

static BookingCommand *book_for(int64_t guest_id, const char *key, int days)
{
    BookingCommand *command = lane_wish(&fixture, BOOKING_BOOK, key, "STD", days, 1);
    g_clear_pointer(&command->guest.surname, g_free);
    command->guest.guest_id = guest_id;
    return command;
}

static void test_changes_check_the_revision(void)
{
    lane_fixture_reset(&fixture);
    int status;
    int64_t guest_id = guest_new("g1", "body", "Rossi", &status);
    gboolean stale;
    json_t *guest;
    change(fixture.connection, guest_id, "Bianchi", 1, &stale, &guest);
    CU_ASSERT_FALSE(stale);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(guest, "revision")), 2);
    json_decref(guest);
    change(fixture.connection, guest_id, "Verdi", 1, &stale, &guest);
    CU_ASSERT_TRUE(stale);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(guest, "surname")), "Bianchi");
    json_decref(guest);
    change(fixture.connection, 999999, "Verdi", 0, &stale, &guest);
    CU_ASSERT_PTR_NULL(guest);
}

/* The guest's card is part of the document that hotels copy. */
static void test_a_changed_guest_reaches_every_copy_of_their_reservations(void)
{
    lane_fixture_reset(&fixture);
    int64_t after = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    int status;
    int64_t guest_id = guest_new("g1", "body", "Rossi", &status);
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 1);
    g_autoptr(BookingCommand) first = book_for(guest_id, "b1", 3);
    g_autoptr(BookingCommand) second = book_for(guest_id, "b2", 4);
    CU_ASSERT_EQUAL(lane_run_status(lane, first), 201);
    CU_ASSERT_EQUAL(lane_run_status(lane, second), 201);
    gboolean stale;
    json_t *guest;
    change(fixture.connection, guest_id, "Bianchi", 0, &stale, &guest);
    json_decref(guest);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    CU_ASSERT_EQUAL(lane_check_gap_free(messages, after),
                    postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel"));
    const json_t *changes = json_object_get(messages->pdata[messages->len - 1], "changes");
    CU_ASSERT_EQUAL(json_array_size(changes), 2);
    const json_t *row = json_object_get(json_array_get(changes, 0), "row");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_object_get(row, "guest"), "surname")),
                           "Bianchi");
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(row, "revision")), 2);
    g_autoptr(GHashTable) digests = feed_digests(messages, "reservation");
    CU_ASSERT_EQUAL(lane_compare_copies(&fixture, "reservations", digests), 2);
}

typedef struct {
    int64_t guest_id;
    BookingLane *lane;
} Renaming;

static gpointer rename_often(gpointer data)
{
    const Renaming *renaming = data;
    PgConnection *connection = postgres_fixture_connect(&fixture.postgres);
    for (int i = 0; i < 40; i++) {
        g_autofree char *surname = g_strdup_printf("Name %d", i);
        gboolean stale;
        json_t *guest;
        CU_ASSERT_EQUAL(change(connection, renaming->guest_id, surname, 0, &stale, &guest), DATABASE_OK);
        json_decref(guest);
    }
    pg_connection_free(connection);
    return NULL;
}

static gpointer book_often(gpointer data)
{
    const Renaming *renaming = data;
    for (int i = 0; i < 60; i++) {
        g_autofree char *key = g_strdup_printf("often-%d", i);
        g_autofree char *later = g_strdup_printf("later-%d", i);
        g_autoptr(BookingCommand) book = book_for(renaming->guest_id, key, i);
        CU_ASSERT_EQUAL(lane_run_status(renaming->lane, book), 201);
        g_autoptr(BookingCommand) modify = lane_command(&fixture, BOOKING_MODIFY, later, "later");
        modify->hotel = NULL;
        modify->confirmation_number =
            g_strdup(json_string_value(json_object_get(book->outcome.body, "confirmation_number")));
        modify->comments = g_strdup("late");
        CU_ASSERT_EQUAL(lane_run_status(renaming->lane, modify), 200);
    }
    return NULL;
}

static void test_a_guest_renamed_while_rooms_are_booked_for_them(void)
{
    lane_fixture_reset(&fixture);
    int64_t after = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    int status;
    Renaming renaming = {.guest_id = guest_new("g1", "body", "Rossi", &status)};
    renaming.lane = lane_fixture_lane(&fixture, NULL, 2);
    GThread *renamer = g_thread_new("renamer", rename_often, &renaming);
    GThread *booker = g_thread_new("booker", book_often, &renaming);
    g_thread_join(renamer);
    g_thread_join(booker);
    booking_lane_free(renaming.lane);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    lane_check_gap_free(messages, after);
    g_autoptr(GHashTable) digests = feed_digests(messages, "reservation");
    CU_ASSERT_EQUAL(lane_compare_copies(&fixture, "reservations", digests), 60);
    lane_fixture_check(&fixture);
}

static CU_TestInfo TESTS[] = {
    {"one key makes one guest", test_one_key_makes_one_guest},
    {"one key at once makes one guest", test_one_key_at_once_makes_one_guest},
    {"changes check the revision", test_changes_check_the_revision},
    {"a changed guest reaches every copy", test_a_changed_guest_reaches_every_copy_of_their_reservations},
    {"a guest renamed while rooms are booked for them", test_a_guest_renamed_while_rooms_are_booked_for_them},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    int failed = test_main("central/guest_store", TESTS);
    lane_fixture_clear(&fixture);
    return failed;
}
