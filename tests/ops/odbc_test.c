/* The same tests on both databases a hotel may have: what passes on one and not on the other is not portable.
 */
#include "ops/odbc.h"

#include "ops/clock.h"
#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"

#include <locale.h>
#include <string.h>

static PostgresFixture postgres;
static char *folder;
static char *sqlite_string;

typedef struct {
    OdbcConnection *connection;
    bool sqlite;
} Store;

static Store store_open(bool sqlite)
{
    g_autoptr(GError) error = NULL;
    OdbcOptions options = {.connection_string = sqlite ? sqlite_string : postgres.odbc};
    Store store = {odbc_connection_new(&options, &error), sqlite};
    g_assert_no_error(error);
    return store;
}

/* Runs the test once for each database. */
static void on_both(void (*test)(Store *store))
{
    for (int sqlite = 0; sqlite < 2; sqlite++) {
        Store store = store_open(sqlite == 1);
        test(&store);
        odbc_connection_free(store.connection);
    }
}

static OdbcResult *run_result(Store *store, const char *sql)
{
    g_autoptr(GError) error = NULL;
    OdbcResult *result = NULL;
    odbc_execute_sql(store->connection, sql, NULL, &result, &error);
    g_assert_no_error(error);
    return result;
}

static void run(Store *store, const char *sql)
{
    odbc_result_free(run_result(store, sql));
}

static int64_t number(Store *store, const char *sql)
{
    g_autoptr(OdbcResult) result = run_result(store, sql);
    return odbc_result_int64(result, 0, 0);
}

static void guests_new(Store *store)
{
    run(store, "DROP TABLE IF EXISTS stay");
    run(store, "DROP TABLE IF EXISTS guest");
    run(store, "CREATE TABLE guest (id BIGINT PRIMARY KEY, name TEXT NOT NULL CONSTRAINT name_short CHECK "
               "(length(name) < 400000), "
               "email TEXT UNIQUE, nights INTEGER)");
    run(store, "CREATE TABLE stay (id BIGINT PRIMARY KEY, guest BIGINT NOT NULL CONSTRAINT stay_of_guest "
               "REFERENCES guest (id))");
}

static const OdbcStatement guest_insert = {
    "guest_insert", "INSERT INTO guest (id, name, email, nights) VALUES (?, ?, ?, ?)", 4};
static const OdbcStatement guest_read = {"guest_read",
                                         "SELECT name, email, nights, id FROM guest WHERE id = ?", 1};
static const OdbcStatement guest_upsert = {
    "guest_upsert",
    "INSERT INTO guest (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name", 2};

static OdbcParameters *guest_new(int64_t id, const char *name, const char *email)
{
    OdbcParameters *parameters = odbc_parameters_new();
    odbc_add_int64(parameters, id);
    odbc_add_text(parameters, name);
    odbc_add_text(parameters, email);
    if (id % 2 == 0)
        odbc_add_int64(parameters, id);
    else
        odbc_add_null(parameters);
    return parameters;
}

static DatabaseStatus guest_add(Store *store, int64_t id, const char *name, const char *email, GError **error)
{
    g_autoptr(OdbcParameters) parameters = guest_new(id, name, email);
    return odbc_execute(store->connection, &guest_insert, parameters, NULL, error);
}

static OdbcResult *guest_find(Store *store, int64_t id)
{
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    g_autoptr(GError) error = NULL;
    OdbcResult *result = NULL;
    odbc_add_int64(parameters, id);
    odbc_execute(store->connection, &guest_read, parameters, &result, &error);
    g_assert_no_error(error);
    return result;
}

/* ---- values ---- */

static void assert_name_returns(Store *store, int64_t id, const char *name)
{
    g_autoptr(GError) error = NULL;
    CU_ASSERT_EQUAL(guest_add(store, id, name, NULL, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    g_autoptr(OdbcResult) result = guest_find(store, id);
    CU_ASSERT_EQUAL_FATAL(odbc_result_rows(result), 1);
    CU_ASSERT_STRING_EQUAL(odbc_result_text(result, 0, 0), name);
    CU_ASSERT_TRUE(odbc_result_is_null(result, 0, 1));
    CU_ASSERT_EQUAL(odbc_result_is_null(result, 0, 2), id % 2 != 0);
    CU_ASSERT_EQUAL(odbc_result_int64(result, 0, 3), id);
}

static void values_round_trip(Store *store)
{
    static const char *const names[] = {
        "", " ", "王小明", "é à ü", "𝄞 😀", "it's \"quoted\" \\ ?", "line\nbreak\ttab", "x"};
    guests_new(store);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        assert_name_returns(store, (int64_t)i, names[i]);
    assert_name_returns(store, INT64_MAX, "largest");
    assert_name_returns(store, INT64_MIN + 1, "smallest");
    /* Around the sizes at which drivers change their ways of handing out a value. */
    static const gsize lengths[] = {1022, 1023, 1024, 1025, 2047, 2048, 8190, 8192, 65536, 300001};
    for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autofree char *name = g_strnfill(lengths[i], 'n');
        assert_name_returns(store, 1000 + (int64_t)i, name);
    }
    CU_ASSERT_EQUAL(number(store, "SELECT length(name) FROM guest WHERE id = 2"), 3);
}

static void test_values_round_trip(void)
{
    on_both(values_round_trip);
}

/* Drivers convert texts by the locale unless they are kept from it. */
static void test_values_in_another_locale(void)
{
    g_assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
    on_both(values_round_trip);
    g_assert(setlocale(LC_ALL, "C") != NULL);
}

static void literals_and_expressions(Store *store)
{
    guests_new(store);
    run(store, "INSERT INTO guest (id, name) VALUES (1, '北京饭店 ''it''s''')");
    g_autoptr(OdbcResult) result =
        run_result(store, "SELECT name, id = 1, id = 2, count(*) OVER (), NULL FROM guest");
    CU_ASSERT_STRING_EQUAL(odbc_result_text(result, 0, 0), "北京饭店 'it's'");
    CU_ASSERT_TRUE(odbc_result_bool(result, 0, 1));
    CU_ASSERT_FALSE(odbc_result_bool(result, 0, 2));
    CU_ASSERT_EQUAL(odbc_result_int64(result, 0, 3), 1);
    CU_ASSERT_TRUE(odbc_result_is_null(result, 0, 4));
    CU_ASSERT_EQUAL(odbc_result_columns(result), 5);
}

static void test_literals_and_expressions(void)
{
    on_both(literals_and_expressions);
}

static void parameters_of_every_kind(Store *store)
{
    static const OdbcStatement select = {
        "kinds",
        "SELECT id, name FROM guest WHERE id >= ? AND (email = ? OR email IS NULL) ORDER BY id LIMIT ?", 3};
    guests_new(store);
    for (int64_t id = 1; id <= 5; id++)
        CU_ASSERT_EQUAL(guest_add(store, id, "n", id == 3 ? "three" : NULL, NULL), DATABASE_OK);
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    for (int round = 0; round < 3; round++) {
        g_autoptr(OdbcResult) result = NULL;
        odbc_parameters_clear(parameters);
        odbc_add_int64(parameters, 2);
        odbc_add_text(parameters, round == 1 ? NULL : "three");
        odbc_add_int64(parameters, 3);
        CU_ASSERT_EQUAL_FATAL(odbc_execute(store->connection, &select, parameters, &result, NULL),
                              DATABASE_OK);
        CU_ASSERT_EQUAL(odbc_result_rows(result), 3);
        CU_ASSERT_EQUAL(odbc_result_int64(result, 1, 0), round == 1 ? 4 : 3);
    }
}

static void test_parameters_of_every_kind(void)
{
    on_both(parameters_of_every_kind);
}

static void json_and_bool(Store *store)
{
    static const OdbcStatement insert = {"document_insert",
                                         "INSERT INTO document (id, body, flag) VALUES (?, ?, ?)", 3};
    json_t *body = json_pack("{s:s,s:[i,i]}", "name", "王 \"q\"", "nights", 1, 2);
    run(store, "DROP TABLE IF EXISTS document");
    run(store, "CREATE TABLE document (id BIGINT PRIMARY KEY, body TEXT, flag INTEGER)");
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    odbc_add_int64(parameters, 1);
    odbc_add_json(parameters, body);
    odbc_add_bool(parameters, true);
    CU_ASSERT_EQUAL(odbc_execute(store->connection, &insert, parameters, NULL, NULL), DATABASE_OK);
    g_autoptr(OdbcResult) result = run_result(store, "SELECT body, flag, NULL FROM document");
    json_t *returned = odbc_result_json(result, 0, 0);
    CU_ASSERT_TRUE(json_equal(returned, body));
    CU_ASSERT_TRUE(odbc_result_bool(result, 0, 1));
    CU_ASSERT_PTR_NULL(odbc_result_json(result, 0, 2));
    json_decref(returned);
    json_decref(body);
}

static void test_json_and_bool(void)
{
    on_both(json_and_bool);
}

static const OdbcStatement guest_add_quietly = {
    "guest_add_quietly", "INSERT INTO guest (id, name) VALUES (?, 'added') ON CONFLICT (id) DO NOTHING", 1};
static const OdbcStatement guests_rename = {"guests_rename", "UPDATE guest SET name = 'x' WHERE id < ?", 1};
static const OdbcStatement guests_remove = {"guests_remove", "DELETE FROM guest WHERE id < ?", 1};

static guint touched(Store *store, const OdbcStatement *statement, int64_t number)
{
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    g_autoptr(OdbcResult) result = NULL;
    odbc_add_int64(parameters, number);
    CU_ASSERT_EQUAL_FATAL(odbc_execute(store->connection, statement, parameters, &result, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(odbc_result_rows(result), 0);
    return odbc_result_affected(result);
}

/* The same prepared statements again and again, each time with the rows of that time. */
static void touched_rows_are_counted(Store *store)
{
    guests_new(store);
    for (int round = 0; round < 3; round++) {
        CU_ASSERT_EQUAL(touched(store, &guest_add_quietly, 1), 1);
        CU_ASSERT_EQUAL(touched(store, &guest_add_quietly, 1), 0);
        CU_ASSERT_EQUAL(touched(store, &guest_add_quietly, 2), 1);
        CU_ASSERT_EQUAL(touched(store, &guest_add_quietly, 3), 1);
        CU_ASSERT_EQUAL(touched(store, &guests_rename, 3), 2);
        CU_ASSERT_EQUAL(touched(store, &guests_rename, 1), 0);
        CU_ASSERT_EQUAL(touched(store, &guests_remove, 4), 3);
        CU_ASSERT_EQUAL(touched(store, &guests_remove, 4), 0);
    }
}

static void test_touched_rows_are_counted(void)
{
    on_both(touched_rows_are_counted);
}

static void upsert_and_counts(Store *store)
{
    guests_new(store);
    for (int round = 0; round < 2; round++) {
        g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
        g_autoptr(OdbcResult) result = NULL;
        odbc_add_int64(parameters, 1);
        odbc_add_text(parameters, round == 0 ? "old" : "new");
        CU_ASSERT_EQUAL_FATAL(odbc_execute(store->connection, &guest_upsert, parameters, &result, NULL),
                              DATABASE_OK);
        CU_ASSERT_EQUAL(odbc_result_affected(result), 1);
    }
    g_autoptr(OdbcResult) guest = guest_find(store, 1);
    CU_ASSERT_STRING_EQUAL(odbc_result_text(guest, 0, 0), "new");
    g_autoptr(OdbcResult) none = run_result(store, "UPDATE guest SET name = 'x' WHERE id = 77");
    CU_ASSERT_EQUAL(odbc_result_affected(none), 0);
    g_autoptr(OdbcResult) deleted = run_result(store, "DELETE FROM guest");
    CU_ASSERT_EQUAL(odbc_result_affected(deleted), 1);
    g_autoptr(OdbcResult) nobody = guest_find(store, 1);
    CU_ASSERT_EQUAL(odbc_result_rows(nobody), 0);
}

static void test_upsert_and_counts(void)
{
    on_both(upsert_and_counts);
}

static void returning_is_refused(Store *store)
{
    static const OdbcStatement insert = {"insert_returning",
                                         "INSERT INTO guest (id, name) VALUES (1, 'x')\nReturning id", 0};
    g_autoptr(GError) error = NULL;
    guests_new(store);
    CU_ASSERT_EQUAL(odbc_execute(store->connection, &insert, NULL, NULL, &error), DATABASE_HARD);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_HARD, "RETURNING");
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM guest"), 0);
}

static void test_returning_is_refused(void)
{
    on_both(returning_is_refused);
}

/* ---- errors ---- */

static void constraints_are_named(Store *store)
{
    static const struct {
        const char *sql;
        DatabaseStatus status;
        const char *sqlite;
        const char *postgres;
    } cases[] = {
        {"INSERT INTO guest (id, name) VALUES (1, 'private')", DATABASE_UNIQUE, "guest.id", "guest_pkey"},
        {"INSERT INTO guest (id, name, email) VALUES (2, 'private', 'private@example.org')", DATABASE_UNIQUE,
         "guest.email", "guest_email_key"},
        {"INSERT INTO guest (id, name) VALUES (2, NULL)", DATABASE_CHECK, "guest.name", "name"},
        {"INSERT INTO short_guest VALUES ('private private')", DATABASE_CHECK, "short_name", "short_name"},
        {"INSERT INTO stay VALUES (1, 99)", DATABASE_CHECK, "", "stay_of_guest"},
        {"SELECT nothing FROM nowhere", DATABASE_HARD, "", ""},
    };
    guests_new(store);
    run(store, "DROP TABLE IF EXISTS short_guest");
    run(store, "CREATE TABLE short_guest (name TEXT CONSTRAINT short_name CHECK (length(name) < 10))");
    run(store, "INSERT INTO guest (id, name, email) VALUES (1, 'private', 'private@example.org')");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        CU_ASSERT_EQUAL(odbc_execute_sql(store->connection, cases[i].sql, NULL, NULL, &error),
                        cases[i].status);
        CU_ASSERT_STRING_EQUAL(database_error_constraint(error),
                               store->sqlite ? cases[i].sqlite : cases[i].postgres);
        CU_ASSERT_PTR_NULL(strstr(error->message, "private"));
    }
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM guest"), 1);
}

static void test_constraints_are_named(void)
{
    on_both(constraints_are_named);
}

/* A statement that failed once must work the next time. */
static void failed_statement_works_again(Store *store)
{
    guests_new(store);
    CU_ASSERT_EQUAL(guest_add(store, 1, "a", "mail", NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(guest_add(store, 2, "b", "mail", NULL), DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(guest_add(store, 2, NULL, "other", NULL), DATABASE_CHECK);
    CU_ASSERT_EQUAL(guest_add(store, 2, "b", "other", NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM guest"), 2);
}

static void test_failed_statement_works_again(void)
{
    on_both(failed_statement_works_again);
}

static void statement_waits_for_its_table(Store *store)
{
    static const OdbcStatement later = {"later", "SELECT count(*) FROM made_later WHERE id = ?", 1};
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    odbc_add_int64(parameters, 1);
    run(store, "DROP TABLE IF EXISTS made_later");
    CU_ASSERT_EQUAL(odbc_execute(store->connection, &later, parameters, NULL, NULL), DATABASE_HARD);
    run(store, "CREATE TABLE made_later (id BIGINT)");
    CU_ASSERT_EQUAL(odbc_execute(store->connection, &later, parameters, NULL, NULL), DATABASE_OK);
}

static void test_statement_waits_for_its_table(void)
{
    on_both(statement_waits_for_its_table);
}

/* ---- transactions ---- */

typedef struct {
    Store *store;
    DatabaseStatus decision;
    bool ignore_error;
    GPtrArray *rows;
} Work;

static DatabaseStatus work_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Work *work = data;
    g_assert(connection == work->store->connection);
    DatabaseStatus status = guest_add(work->store, 10, "in a transaction", NULL, error);
    if (status != DATABASE_OK)
        return status;
    if (work->rows != NULL)
        return odbc_execute_many(connection, &guest_insert, work->rows, error);
    if (work->ignore_error)
        guest_add(work->store, 10, "twice", NULL, NULL);
    return work->decision;
}

static int64_t guests(Store *store)
{
    return number(store, "SELECT count(*) FROM guest");
}

static void transactions_end_as_decided(Store *store)
{
    g_autoptr(GError) error = NULL;
    Work work = {.store = store, .decision = DATABASE_ROLLBACK};
    guests_new(store);
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, &error), DATABASE_ROLLBACK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(guests(store), 0);
    work = (Work){.store = store, .ignore_error = true};
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, &error), DATABASE_HARD);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_HARD, "was in error when it was to be committed");
    CU_ASSERT_EQUAL(guests(store), 0);
    work = (Work){.store = store};
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, &error), DATABASE_OK);
    CU_ASSERT_EQUAL(guests(store), 1);
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, &error), DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(guests(store), 1);
}

static void test_transactions_end_as_decided(void)
{
    on_both(transactions_end_as_decided);
}

static void snapshot_reads_and_refuses_writes(Store *store)
{
    g_autoptr(GError) error = NULL;
    Work work = {.store = store};
    guests_new(store);
    CU_ASSERT_EQUAL(odbc_run_snapshot(store->connection, work_body, &work, &error), DATABASE_HARD);
    CU_ASSERT_EQUAL(guests(store), 0);
    g_clear_error(&error);
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(guests(store), 1);
}

static void test_snapshot_reads_and_refuses_writes(void)
{
    on_both(snapshot_reads_and_refuses_writes);
}

/* ---- many ---- */

static GPtrArray *rows_new(gsize count, const char *last_email)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)odbc_parameters_free);
    for (gsize i = 0; i < count; i++) {
        g_autofree char *name = g_strdup_printf("客人 %zu", i);
        g_autofree char *email = g_strdup_printf("%zu@example.org", i);
        const char *own = i % 3 == 0 ? NULL : email;
        g_ptr_array_add(rows,
                        guest_new(100 + (int64_t)i, i == 7 ? "" : name, i + 1 == count ? last_email : own));
    }
    return rows;
}

static void many_rows(Store *store)
{
    g_autoptr(GError) error = NULL;
    guests_new(store);
    g_autoptr(GPtrArray) rows = rows_new(2500, NULL);
    Work work = {.store = store, .rows = rows};
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(guests(store), 2501);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM guest WHERE id >= 100 AND email IS NULL"), 834);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM guest WHERE nights = id"), 1251);
    g_autoptr(OdbcResult) one = guest_find(store, 100 + 2498);
    CU_ASSERT_STRING_EQUAL(odbc_result_text(one, 0, 0), "客人 2498");
    g_autoptr(OdbcResult) empty = guest_find(store, 107);
    CU_ASSERT_STRING_EQUAL(odbc_result_text(empty, 0, 0), "");
}

static void test_many_rows(void)
{
    on_both(many_rows);
}

static void many_rows_with_a_bad_one(Store *store)
{
    g_autoptr(GError) error = NULL;
    guests_new(store);
    g_autoptr(GPtrArray) rows = rows_new(1500, "1@example.org");
    Work work = {.store = store, .rows = rows};
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, &error), DATABASE_UNIQUE);
    CU_ASSERT_STRING_EQUAL(database_error_constraint(error),
                           store->sqlite ? "guest.email" : "guest_email_key");
    CU_ASSERT_EQUAL(guests(store), 0);
    /* And the statement is as good as before. */
    CU_ASSERT_EQUAL(guest_add(store, 1, "a", NULL, NULL), DATABASE_OK);
}

static void test_many_rows_with_a_bad_one(void)
{
    on_both(many_rows_with_a_bad_one);
}

static void many_rows_of_unequal_length(Store *store)
{
    g_autoptr(GError) error = NULL;
    guests_new(store);
    g_autoptr(GPtrArray) rows = rows_new(200, NULL);
    g_autofree char *large = g_strnfill(300000, 'L');
    for (int64_t i = 0; i < 20; i++)
        g_ptr_array_add(rows, guest_new(5000 + i, large, NULL));
    Work work = {.store = store, .rows = rows};
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM guest WHERE length(name) = 300000"), 20);
    CU_ASSERT_EQUAL(guests(store), 221);
}

static void test_many_rows_of_unequal_length(void)
{
    on_both(many_rows_of_unequal_length);
}

/* ---- figures ---- */

static void figures(Store *store)
{
    enum { inserts = 20000, commits = 100 };
    guests_new(store);
    g_autoptr(GPtrArray) rows = rows_new(inserts, NULL);
    Work work = {.store = store, .rows = rows};
    int64_t began_us = clock_monotonic_us();
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, NULL), DATABASE_OK);
    int64_t many_us = clock_monotonic_us() - began_us;
    run(store, "DELETE FROM guest");
    began_us = clock_monotonic_us();
    work = (Work){.store = store};
    for (int i = 0; i < commits; i++) {
        CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, work_body, &work, NULL), DATABASE_OK);
        run(store, "DELETE FROM guest");
    }
    int64_t commits_us = clock_monotonic_us() - began_us;
    began_us = clock_monotonic_us();
    for (int i = 0; i < 1000; i++)
        odbc_result_free(guest_find(store, 10));
    int64_t reads_us = clock_monotonic_us() - began_us;
    printf("odbc %s: %.0f inserts/s in one transaction, %.0f durable commits/s, %.0f single reads/s\n",
           store->sqlite ? "sqlite" : "postgres", inserts * 1e6 / (double)many_us,
           2 * commits * 1e6 / (double)commits_us, 1000 * 1e6 / (double)reads_us);
}

/* Not a limit, a figure: printed, so that a change for the worse can be seen. */
static void test_figures(void)
{
    on_both(figures);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"values round trip", test_values_round_trip},
        {"values in another locale", test_values_in_another_locale},
        {"literals and expressions", test_literals_and_expressions},
        {"parameters of every kind", test_parameters_of_every_kind},
        {"json and bool", test_json_and_bool},
        {"touched rows are counted", test_touched_rows_are_counted},
        {"upsert and counts", test_upsert_and_counts},
        {"returning is refused", test_returning_is_refused},
        {"constraints are named", test_constraints_are_named},
        {"failed statement works again", test_failed_statement_works_again},
        {"statement waits for its table", test_statement_waits_for_its_table},
        {"transactions end as decided", test_transactions_end_as_decided},
        {"snapshot reads and refuses writes", test_snapshot_reads_and_refuses_writes},
        {"many rows", test_many_rows},
        {"many rows with a bad one", test_many_rows_with_a_bad_one},
        {"many rows of unequal length", test_many_rows_of_unequal_length},
        {"figures", test_figures},
        CU_TEST_INFO_NULL,
    };
    postgres_fixture_init(&postgres);
    folder = test_folder_new();
    sqlite_string = g_strdup_printf("Driver=SQLite3;Database=%s/hotel.db", folder);
    int status = test_main("ops/odbc", tests);
    g_free(sqlite_string);
    test_folder_remove(folder);
    postgres_fixture_clear(&postgres);
    return status;
}
