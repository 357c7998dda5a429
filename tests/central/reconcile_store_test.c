/* The centre's side of comparing copies: what it says of its rows, and which copies of stays it gives up. */
#include "central/reconcile/reconcile_store.h"

#include <string.h>

#include "tests/central/support/lane_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static LaneFixture fixture;
static BookingLane *lane;
static int64_t entries;

static void ask(ReconcileTable table, Night from, Night until, const char *key, ReconcileAnswer *answer)
{
    g_autoptr(PgArray) keys = pg_array_new();
    g_autoptr(GError) error = NULL;
    if (key)
        pg_array_add_text(keys, key);
    ReconcileQuestion question = {.chain = fixture.chain,
                                  .hotel = fixture.hotel,
                                  .table = table,
                                  .from = from,
                                  .until = until,
                                  .keys = keys};
    reconcile_answer_clear(answer);
    CU_ASSERT_EQUAL(reconcile_read(fixture.connection, &question, answer, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
}

static char *book(const char *key, int days)
{
    g_autoptr(BookingCommand) command = lane_wish(&fixture, BOOKING_BOOK, key, "STD", days, 2);
    CU_ASSERT_EQUAL(lane_run_status(lane, command), 201);
    return g_strdup(json_string_value(json_object_get(command->outcome.body, "confirmation_number")));
}

static void tell_stay(const char *number, int days)
{
    char arrival[NIGHT_TEXT_SIZE], departure[NIGHT_TEXT_SIZE];
    entries++;
    json_t *stay = json_pack("{s:I, s:s, s:i, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:I}", "stay_id",
                             (json_int_t)entries, "confirmation_number", number, "line", 1, "room", "101",
                             "status", "in_house", "arrival", night_write(fixture.today + days, arrival),
                             "departure", night_write(fixture.today + days + 2, departure), "nights_charged",
                             0, "room_revenue_minor", 0, "balance_minor", 0, "version", (json_int_t)entries);
    json_t *body = json_pack("{s:o}", "stay", stay);
    g_autoptr(BookingCommand) command = lane_command(&fixture, BOOKING_OUTBOX, NULL, "outbox");
    g_ptr_array_add(command->entries, booking_entry_new(entries, "check_in", fixture.now, body));
    json_decref(body);
    CU_ASSERT_EQUAL(lane_run_status(lane, command), 200);
}

static void begin(void)
{
    lane_fixture_reset(&fixture);
    entries = 0;
}

static void run_sql(const char *sql)
{
    pg_result_free(postgres_fixture_run(fixture.connection, sql));
}

/* What the feed said of a row is what comparing says of it. */
static void test_rows_are_those_of_the_feed(void)
{
    begin();
    g_autoptr(GPtrArray) earlier = lane_fixture_messages(&fixture);
    g_autofree char *number = book("r1", 5);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    g_autoptr(GHashTable) reservations = feed_digests(messages, "reservation");
    g_autoptr(GHashTable) cells = feed_digests(messages, "cell");
    g_auto(ReconcileAnswer) answer = {0};
    ask(RECONCILE_RESERVATIONS, fixture.today + 5, fixture.today + 6, NULL, &answer);
    CU_ASSERT_EQUAL_FATAL(answer.rows->len, 1);
    const ReconcileRow *row = answer.rows->pdata[0];
    CU_ASSERT_STRING_EQUAL(row->key, number);
    CU_ASSERT_STRING_EQUAL(row->digest, g_hash_table_lookup(reservations, number));
    CU_ASSERT_EQUAL(row->day, fixture.today + 5);
    CU_ASSERT_TRUE(row->version <= answer.feed_version);
    ask(RECONCILE_CELLS, fixture.today + 5, fixture.today + 6, NULL, &answer);
    CU_ASSERT_EQUAL_FATAL(answer.rows->len, 2); /* STD, STE */
    row = answer.rows->pdata[0];
    CU_ASSERT_STRING_EQUAL(row->digest, g_hash_table_lookup(cells, row->key));
    CU_ASSERT_EQUAL(answer.next, fixture.today + 6);
}

static void test_a_row_is_found_by_key_whatever_its_day(void)
{
    begin();
    g_autofree char *number = book("k1", 5);
    g_auto(ReconcileAnswer) answer = {0};
    ask(RECONCILE_RESERVATIONS, fixture.today, fixture.today + 1, NULL, &answer);
    CU_ASSERT_EQUAL(answer.rows->len, 0);
    CU_ASSERT_EQUAL(answer.next, fixture.today + 5);
    ask(RECONCILE_RESERVATIONS, fixture.today, fixture.today + 1, number, &answer);
    CU_ASSERT_EQUAL(answer.rows->len, 1);
    ask(RECONCILE_RESERVATIONS, fixture.today + 6, fixture.today + 7, NULL, &answer);
    CU_ASSERT_EQUAL(answer.next, NIGHT_NONE);
}

/* Columns that contradict the row are as wrong as a wrong row. */
static void test_a_stay_that_contradicts_itself_has_no_digest(void)
{
    static const char *const spoils[] = {
        "UPDATE stay SET room = 'X'",         "UPDATE stay SET status = 'checked_out'",
        "UPDATE stay SET balance_minor = 1",  "UPDATE stay SET version = version + 1",
        "UPDATE stay SET row = row - 'line'", "UPDATE stay SET arrival = arrival - 1",
        "UPDATE stay SET row = '\"stay\"'",
    };
    begin();
    g_autofree char *number = book("s1", 5);
    tell_stay(number, 5);
    g_auto(ReconcileAnswer) answer = {0};
    for (guint i = 0; i < G_N_ELEMENTS(spoils); i++) {
        run_sql("CREATE TEMPORARY TABLE kept AS SELECT * FROM stay");
        ask(RECONCILE_STAYS, fixture.today + 5, fixture.today + 6, "000000000001", &answer);
        CU_ASSERT_EQUAL_FATAL(answer.rows->len, 1);
        CU_ASSERT_EQUAL(strlen(((ReconcileRow *)answer.rows->pdata[0])->digest), 64);
        CU_ASSERT_EQUAL(answer.applied_entry, entries);
        run_sql(spoils[i]);
        ask(RECONCILE_STAYS, fixture.today + 5, fixture.today + 6, "000000000001", &answer);
        CU_ASSERT_EQUAL_FATAL(answer.rows->len, 1);
        CU_ASSERT_STRING_EQUAL(((ReconcileRow *)answer.rows->pdata[0])->digest, "");
        run_sql("DELETE FROM stay");
        run_sql("INSERT INTO stay SELECT * FROM kept");
        run_sql("DROP TABLE kept");
    }
}

static gboolean withdraw(const ReconcileRow *row)
{
    gboolean removed = FALSE;
    g_autoptr(GError) error = NULL;
    CU_ASSERT_EQUAL(reconcile_stay_withdraw(fixture.connection, fixture.hotel, row, &removed, &error),
                    DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    return removed;
}

static void test_a_stay_is_withdrawn_only_as_it_was_seen(void)
{
    begin();
    g_autofree char *number = book("w1", 5);
    tell_stay(number, 5);
    g_auto(ReconcileAnswer) answer = {0};
    ask(RECONCILE_STAYS, fixture.today + 5, fixture.today + 6, NULL, &answer);
    CU_ASSERT_EQUAL_FATAL(answer.rows->len, 1);
    ReconcileRow *seen = answer.rows->pdata[0];
    seen->version++; /* told anew meanwhile */
    CU_ASSERT_FALSE(withdraw(seen));
    seen->version--;
    CU_ASSERT_TRUE(withdraw(seen));
    CU_ASSERT_FALSE(withdraw(seen)); /* gone: once is enough */
    CU_ASSERT_EQUAL(postgres_fixture_number(fixture.connection, "SELECT count(*) FROM stay"), 0);
}

static CU_TestInfo TESTS[] = {
    {"rows are those of the feed", test_rows_are_those_of_the_feed},
    {"a row is found by key whatever its day", test_a_row_is_found_by_key_whatever_its_day},
    {"a stay that contradicts itself has no digest", test_a_stay_that_contradicts_itself_has_no_digest},
    {"a stay is withdrawn only as it was seen", test_a_stay_is_withdrawn_only_as_it_was_seen},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    lane = lane_fixture_lane(&fixture, NULL, 1);
    int failed = test_main("central/reconcile_store", TESTS);
    booking_lane_free(lane);
    lane_fixture_clear(&fixture);
    return failed;
}
