/* The hotel's side of comparing copies, on both of its databases: every way to spoil a row shows in its
 * digest, and the owner's row takes its place without losing anything newer. */

#include "property/copy/copy_store.h"
#include "property/reconcile/reconcile_store.h"
#include "tests/property/support/both_stores.h"
#include "tests/support/cunit_main.h"

#define NUMBER "100000000105"
#define OTHER "100000000204"
#define OPENS 15880 /* 2013-06-24, the first business date of H1 */
#define CELL_KEY "A/2013-06-24"
#define RATE_KEY "BAR/A/2013-06-24"

static PostgresFixture postgres;
static PropertyFixture fixture;

static json_t *cell_row(int sold)
{
    return json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:i}", "room_type", "A", "night", "2013-06-24",
                     "sell_limit", 75, "oversell_authorised", 0, "sold", sold, "held", 0, "blocked", 0,
                     "granted", 0);
}

static json_t *rate_row(void)
{
    return json_pack("{s:s, s:s, s:s, s:i}", "rate_plan", "BAR", "room_type", "A", "night", "2013-06-24",
                     "amount_minor", 9900);
}

static DatabaseStatus apply(OdbcConnection *connection, int64_t version, CopyKind kind, const char *key,
                            json_t *row, GError **error)
{
    CopyChange change = {.version = version, .kind = kind, .key = key, .row = row};
    DatabaseStatus status = copy_change_apply(connection, &change, error);

    json_decref(row);
    return status;
}

static DatabaseStatus fill_body(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    json_t *document = property_fixture_document(NUMBER, OPENS, OPENS + 2, "reserved");
    DatabaseStatus status = apply(connection, 1, COPY_RESERVATION, NUMBER, document, error);

    if (status == DATABASE_OK) {
        document = property_fixture_document(OTHER, OPENS + 3, OPENS + 4, "reserved");
        status = apply(connection, 2, COPY_RESERVATION, OTHER, document, error);
    }
    if (status == DATABASE_OK) {
        status = apply(connection, 3, COPY_CELL, CELL_KEY, cell_row(5), error);
    }
    if (status == DATABASE_OK) {
        status = apply(connection, 4, COPY_RATE_OVERRIDE, RATE_KEY, rate_row(), error);
    }
    return status;
}

static void fill(void)
{
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, fill_body, NULL), DATABASE_OK);
}

static DatabaseStatus sql_body(OdbcConnection *connection, gpointer data, GError **error)
{
    return odbc_execute_sql(connection, data, NULL, NULL, error);
}

static void run_sql(const char *sql)
{
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, sql_body, (gpointer)sql), DATABASE_OK);
}

/* ---- reading ---- */

typedef struct Find {
    ReconcileTable table;
    const char *key;
    ReconcileRow *row;
} Find;

static DatabaseStatus find_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Find *find = data;

    g_clear_pointer(&find->row, reconcile_row_free);
    return reconcile_row_read(connection, find->table, find->key, &find->row, error);
}

static ReconcileRow *row_now(ReconcileTable table, const char *key)
{
    Find find = {.table = table, .key = key};

    CU_ASSERT_EQUAL(property_fixture_run(&fixture, find_body, &find), DATABASE_OK);
    return find.row;
}

typedef struct Walk {
    ReconcileTable table;
    Night from;
    Night until;
    GPtrArray *rows;
} Walk;

static DatabaseStatus walk_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Walk *walk = data;
    ReconcileCursor cursor = {walk->table, walk->from, g_strdup(""), walk->until};
    DatabaseStatus status = DATABASE_OK;
    bool more = true;

    g_ptr_array_set_size(walk->rows, 0);
    while (status == DATABASE_OK && more) {
        status = reconcile_page_read(connection, &cursor, 1, walk->rows, &more, error);
    }
    g_free(cursor.key);
    return status;
}

static GPtrArray *rows_between(ReconcileTable table, Night from, Night until)
{
    Walk walk = {.table = table, .from = from, .until = until, .rows = reconcile_rows_new()};

    CU_ASSERT_EQUAL(property_fixture_run(&fixture, walk_body, &walk), DATABASE_OK);
    return walk.rows;
}

static void test_rows_are_walked_by_day(void)
{
    fill();
    g_autoptr(GPtrArray) both = rows_between(RECONCILE_RESERVATIONS, OPENS, OPENS + 4);
    g_autoptr(GPtrArray) first = rows_between(RECONCILE_RESERVATIONS, OPENS, OPENS + 3);
    g_autoptr(GPtrArray) cells = rows_between(RECONCILE_CELLS, OPENS, OPENS + 1);
    g_autoptr(GPtrArray) rates = rows_between(RECONCILE_RATE_OVERRIDES, OPENS, OPENS + 1);
    g_autoptr(GPtrArray) none = rows_between(RECONCILE_RESTRICTIONS, OPENS, OPENS + 1);

    CU_ASSERT_EQUAL_FATAL(both->len, 2);
    CU_ASSERT_EQUAL(first->len, 1);
    CU_ASSERT_EQUAL(cells->len, 1);
    CU_ASSERT_EQUAL(rates->len, 1);
    CU_ASSERT_EQUAL(none->len, 0);
    const ReconcileRow *second = g_ptr_array_index(both, 1);
    CU_ASSERT_STRING_EQUAL(second->key, OTHER);
    CU_ASSERT_EQUAL(second->day, OPENS + 3);
    g_autoptr(GArray) days = reconcile_days_of_rows(both);
    CU_ASSERT_EQUAL(days->len, 2);
}

/* ---- every way to spoil a row shows ---- */

typedef struct Spoilt {
    ReconcileTable table;
    const char *key;
    const char *sql;
} Spoilt;

static void test_every_spoilt_row_shows(void)
{
    static const Spoilt ways[] = {
        {RECONCILE_CELLS, CELL_KEY, "UPDATE copied_cell SET sold = 6"},
        {RECONCILE_CELLS, CELL_KEY, "UPDATE copied_cell SET granted = 1"},
        {RECONCILE_CELLS, CELL_KEY, "UPDATE copied_cell SET version = 99"},
        {RECONCILE_RESERVATIONS, NUMBER,
         "UPDATE copied_reservation SET document = replace(document, 'Ana', 'Eva')"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_reservation SET document = '{'"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_reservation SET document = '[]'"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_reservation SET guest_name = 'X'"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_reservation SET surname_folded = 'x'"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_reservation SET arrival = 1"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_line SET room_type = 'B'"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_line SET arrival = arrival - 1"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_line SET total_minor = 0"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_line SET line = 2"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_line SET status = 'cancelled'"},
        {RECONCILE_RESERVATIONS, NUMBER, "UPDATE copied_line SET status = 'in_house'"},
        {RECONCILE_RESERVATIONS, NUMBER, "DELETE FROM copied_line"},
        {RECONCILE_RATE_OVERRIDES, RATE_KEY,
         "UPDATE copied_setting SET document = replace(document, '9900', '9901')"},
        {RECONCILE_RATE_OVERRIDES, RATE_KEY, "UPDATE copied_setting SET night = night + 1"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        run_sql("DELETE FROM copied_line");
        run_sql("DELETE FROM reservation_fact");
        run_sql("DELETE FROM copied_reservation");
        run_sql("DELETE FROM copied_cell");
        run_sql("DELETE FROM copied_setting");
        fill();
        g_autoptr(ReconcileRow) before = row_now(ways[i].table, ways[i].key);
        run_sql(ways[i].sql);
        g_autoptr(ReconcileRow) after = row_now(ways[i].table, ways[i].key);
        if (reconcile_rows_same(before, after)) {
            CU_FAIL("a spoilt row has the digest of a good one");
            g_printerr("    %s\n", ways[i].sql);
        }
    }
}

/* A stay of the first reservation's line, as a check-in leaves it. */
#define CHECK_IN                                                                                                    \
    "INSERT INTO stay (stay_id, version, digest, confirmation_number, line, guest_name, room, room_type, "          \
    "sold_type, rate_plan, status, arrival, departure, adults, children, infants, nights_charged, "                 \
    "room_revenue_minor, tax_minor, other_revenue_minor, payments_minor, balance_minor, currency) SELECT 1, 1, "    \
    "'', confirmation_number, line, '', (SELECT MIN(room) FROM room), room_type, room_type, rate_plan, "            \
    "'in_house', arrival, departure, adults, children, infants, 0, 0, 0, 0, 0, 0, currency FROM copied_line WHERE " \
    "confirmation_number = '" NUMBER "'"
#define OF_THE_LINE " WHERE confirmation_number = '" NUMBER "'"
#define IS(Status) "SELECT COUNT(*) FROM copied_line" OF_THE_LINE " AND status = '" Status "'"

static DatabaseStatus change_body(OdbcConnection *connection, gpointer data, GError **error)
{
    json_t *document = property_fixture_document(NUMBER, OPENS, OPENS + 2, data);

    return apply(connection, 5, COPY_RESERVATION, NUMBER, document, error);
}

/* What the desk does ahead of the centre is no damage. */
static void test_the_desk_may_be_ahead(void)
{
    fill();
    g_autoptr(ReconcileRow) before = row_now(RECONCILE_RESERVATIONS, NUMBER);
    run_sql(CHECK_IN);
    run_sql("UPDATE copied_line SET status = 'in_house'" OF_THE_LINE);
    g_autoptr(ReconcileRow) after = row_now(RECONCILE_RESERVATIONS, NUMBER);
    CU_ASSERT_TRUE(reconcile_rows_same(before, after));
    run_sql("UPDATE copied_line SET status = 'no_show'" OF_THE_LINE);
    g_autoptr(ReconcileRow) spoilt = row_now(RECONCILE_RESERVATIONS, NUMBER);
    CU_ASSERT_FALSE(reconcile_rows_same(before, spoilt));
}

/* ---- putting right ---- */

typedef struct Repair {
    ReconcileTable table;
    const ReconcileRow *seen;
    const ReconcileRow *owner; /* NULL: remove */
    bool done;
} Repair;

static DatabaseStatus repair_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Repair *repair = data;

    repair->done = false;
    return repair->owner != NULL
               ? reconcile_replace(connection, repair->table, repair->seen, repair->owner, &repair->done,
                                   error)
               : reconcile_remove(connection, repair->table, repair->seen, &repair->done, error);
}

static bool repair_done(ReconcileTable table, const ReconcileRow *seen, const ReconcileRow *owner)
{
    Repair repair = {.table = table, .seen = seen, .owner = owner};

    return property_fixture_run(&fixture, repair_body, &repair) == DATABASE_OK && repair.done;
}

/* A change that was made before the centre heard of the guest does not send the guest back to the arrivals. */
static void test_a_change_leaves_the_guest_where_the_desk_put_them(void)
{
    fill();
    run_sql(CHECK_IN);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, change_body, (gpointer) "reserved"), DATABASE_OK);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, IS("in_house")), 1);
}

/* The check-in was taken back: the guest is expected again, also where the centre has not heard of that yet. */
static void test_an_undone_check_in_is_an_arrival_again(void)
{
    fill();
    run_sql(CHECK_IN);
    run_sql("UPDATE stay SET status = 'no_show', undone_on = arrival");
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, change_body, (gpointer) "in_house"), DATABASE_OK);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, IS("reserved")), 1);
    g_autoptr(ReconcileRow) owner = row_now(RECONCILE_RESERVATIONS, NUMBER);
    CU_ASSERT_STRING_NOT_EQUAL(owner->digest, "");
    run_sql("UPDATE copied_line SET adults = adults + 1" OF_THE_LINE);
    g_autoptr(ReconcileRow) spoilt = row_now(RECONCILE_RESERVATIONS, NUMBER);
    CU_ASSERT_TRUE(repair_done(RECONCILE_RESERVATIONS, spoilt, owner));
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, IS("reserved")), 1);
}

static void test_the_owners_row_takes_its_place(void)
{
    fill();
    g_autoptr(ReconcileRow) cell = row_now(RECONCILE_CELLS, CELL_KEY);
    g_autoptr(ReconcileRow) reservation = row_now(RECONCILE_RESERVATIONS, NUMBER);
    run_sql("UPDATE copied_cell SET sold = 60, version = 999999");
    run_sql("UPDATE copied_line SET departure = departure + 7");
    g_autoptr(ReconcileRow) spoilt_cell = row_now(RECONCILE_CELLS, CELL_KEY);
    g_autoptr(ReconcileRow) spoilt = row_now(RECONCILE_RESERVATIONS, NUMBER);
    CU_ASSERT_TRUE(repair_done(RECONCILE_CELLS, spoilt_cell, cell));
    CU_ASSERT_TRUE(repair_done(RECONCILE_RESERVATIONS, spoilt, reservation));
    g_autoptr(ReconcileRow) good_cell = row_now(RECONCILE_CELLS, CELL_KEY);
    g_autoptr(ReconcileRow) good = row_now(RECONCILE_RESERVATIONS, NUMBER);
    CU_ASSERT_TRUE(reconcile_rows_same(good_cell, cell));
    CU_ASSERT_TRUE(reconcile_rows_same(good, reservation));
}

static void test_rows_come_back_and_go(void)
{
    fill();
    g_autoptr(ReconcileRow) cell = row_now(RECONCILE_CELLS, CELL_KEY);
    g_autoptr(ReconcileRow) reservation = row_now(RECONCILE_RESERVATIONS, NUMBER);
    CU_ASSERT_TRUE(repair_done(RECONCILE_CELLS, cell, NULL));
    CU_ASSERT_TRUE(repair_done(RECONCILE_RESERVATIONS, reservation, NULL));
    CU_ASSERT_PTR_NULL(row_now(RECONCILE_CELLS, CELL_KEY));
    CU_ASSERT_PTR_NULL(row_now(RECONCILE_RESERVATIONS, NUMBER));
    CU_ASSERT_TRUE(repair_done(RECONCILE_CELLS, NULL, cell));
    CU_ASSERT_TRUE(repair_done(RECONCILE_RESERVATIONS, NULL, reservation));
    g_autoptr(ReconcileRow) again = row_now(RECONCILE_RESERVATIONS, NUMBER);
    CU_ASSERT_TRUE(reconcile_rows_same(again, reservation));
}

static DatabaseStatus newer_body(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    return apply(connection, 77, COPY_CELL, CELL_KEY, cell_row(8), error);
}

/* Between the look and the repair the feed brings a change: the repair must not undo it. */
static void test_a_newer_change_is_not_lost(void)
{
    fill();
    g_autoptr(ReconcileRow) owner = row_now(RECONCILE_CELLS, CELL_KEY);
    run_sql("UPDATE copied_cell SET sold = 6");
    g_autoptr(ReconcileRow) seen = row_now(RECONCILE_CELLS, CELL_KEY);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, newer_body, NULL), DATABASE_OK);
    CU_ASSERT_FALSE(repair_done(RECONCILE_CELLS, seen, owner));
    CU_ASSERT_FALSE(repair_done(RECONCILE_CELLS, NULL, owner));
    CU_ASSERT_FALSE(repair_done(RECONCILE_CELLS, seen, NULL));
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT sold FROM copied_cell"), 8);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT version FROM copied_cell"), 77);
}

/* ---- on both databases ---- */

#define ON_BOTH(Name)                                                                                        \
    static void Name##_on_both(void)                                                                         \
    {                                                                                                        \
        both_stores_run(&postgres, &fixture, Name);                                                          \
    }

ON_BOTH(test_rows_are_walked_by_day)
ON_BOTH(test_every_spoilt_row_shows)
ON_BOTH(test_the_desk_may_be_ahead)
ON_BOTH(test_a_change_leaves_the_guest_where_the_desk_put_them)
ON_BOTH(test_an_undone_check_in_is_an_arrival_again)
ON_BOTH(test_the_owners_row_takes_its_place)
ON_BOTH(test_rows_come_back_and_go)
ON_BOTH(test_a_newer_change_is_not_lost)

static CU_TestInfo tests[] = {
    {"rows are walked by day", test_rows_are_walked_by_day_on_both},
    {"every spoilt row shows", test_every_spoilt_row_shows_on_both},
    {"the desk may be ahead", test_the_desk_may_be_ahead_on_both},
    {"a change leaves the guest where they are", test_a_change_leaves_the_guest_where_the_desk_put_them_on_both},
    {"an undone check-in is an arrival again", test_an_undone_check_in_is_an_arrival_again_on_both},
    {"the owner's row takes its place", test_the_owners_row_takes_its_place_on_both},
    {"rows come back and go", test_rows_come_back_and_go_on_both},
    {"a newer change is not lost", test_a_newer_change_is_not_lost_on_both},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    postgres_fixture_init(&postgres);
    int failed = test_main("property/reconcile_store", tests);
    postgres_fixture_clear(&postgres);
    return failed;
}
