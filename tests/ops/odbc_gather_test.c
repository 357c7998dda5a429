/* Several transactions in one commit, on both databases a hotel may have. */
#include "ops/odbc.h"

#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"

static PostgresFixture postgres;
static char *folder;
static char *sqlite_string;

typedef struct {
    OdbcConnection *connection;
    bool sqlite;
} Store;

static Store store_open(bool sqlite, bool read_only)
{
    g_autoptr(GError) error = NULL;
    OdbcOptions options = {.connection_string = sqlite ? sqlite_string : postgres.odbc,
                           .read_only = read_only};
    Store store = {odbc_connection_new(&options, &error), sqlite};
    g_assert_no_error(error);
    return store;
}

/* Runs the test once for each database, each time with an empty table. */
static void on_both(void (*test)(Store *store))
{
    for (int sqlite = 0; sqlite < 2; sqlite++) {
        Store store = store_open(sqlite == 1, false);
        odbc_execute_sql(store.connection, "DROP TABLE IF EXISTS entry", NULL, NULL, NULL);
        odbc_execute_sql(store.connection, "CREATE TABLE entry (id BIGINT PRIMARY KEY)", NULL, NULL, NULL);
        test(&store);
        odbc_connection_free(store.connection);
    }
}

static int64_t number(Store *store, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OdbcResult) result = NULL;
    odbc_execute_sql(store->connection, sql, NULL, &result, &error);
    g_assert_no_error(error);
    return odbc_result_int64(result, 0, 0);
}

static int64_t entries(Store *store)
{
    return number(store, "SELECT count(*) FROM entry");
}

typedef struct {
    int64_t id;
    DatabaseStatus decision;
} Entry;

static const OdbcStatement entry_insert = {"entry_insert", "INSERT INTO entry (id) VALUES (?)", 1};

static DatabaseStatus entry_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const Entry *entry = data;
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    odbc_add_int64(parameters, entry->id);
    DatabaseStatus status = odbc_execute(connection, &entry_insert, parameters, NULL, error);
    return status == DATABASE_OK ? entry->decision : status;
}

static DatabaseStatus gather(Store *store, int64_t id, DatabaseStatus decision)
{
    Entry entry = {id, decision};
    return odbc_run_gathered(store->connection, entry_body, &entry, NULL);
}

static void gathered_in_one_commit(Store *store)
{
    g_autoptr(GError) error = NULL;
    guint64 commits = odbc_connection_commits(store->connection);
    odbc_gather_begin(store->connection);
    CU_ASSERT_FALSE(odbc_has_gathered(store->connection));
    CU_ASSERT_EQUAL(gather(store, 1, DATABASE_OK), DATABASE_OK);
    CU_ASSERT_TRUE(odbc_has_gathered(store->connection));
    CU_ASSERT_EQUAL(gather(store, 1, DATABASE_OK), DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(gather(store, 2, DATABASE_ROLLBACK), DATABASE_ROLLBACK);
    CU_ASSERT_EQUAL(gather(store, 3, DATABASE_OK), DATABASE_OK);
    CU_ASSERT_EQUAL(entries(store), 2);
    Store other = store_open(store->sqlite, true);
    CU_ASSERT_EQUAL(entries(&other), 0);
    CU_ASSERT_EQUAL(odbc_gather_commit(store->connection, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(entries(&other), 2);
    CU_ASSERT_EQUAL(odbc_connection_commits(store->connection), commits + 1);
    odbc_connection_free(other.connection);
    CU_ASSERT_EQUAL(gather(store, 4, DATABASE_OK), DATABASE_OK); /* nothing is gathered any more */
    CU_ASSERT_EQUAL(odbc_connection_commits(store->connection), commits + 2);
}

static void test_gathered_in_one_commit(void)
{
    on_both(gathered_in_one_commit);
}

static void gathered_before_a_transaction(Store *store)
{
    Entry plain = {10, DATABASE_OK};
    guint64 commits = odbc_connection_commits(store->connection);
    odbc_gather_begin(store->connection);
    CU_ASSERT_EQUAL(gather(store, 1, DATABASE_OK), DATABASE_OK);
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, entry_body, &plain, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(odbc_connection_commits(store->connection), commits + 2);
    CU_ASSERT_FALSE(odbc_has_gathered(store->connection));
    CU_ASSERT_EQUAL(gather(store, 2, DATABASE_OK), DATABASE_OK);
    CU_ASSERT_EQUAL(odbc_gather_commit(store->connection, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(entries(store), 3);
}

static void test_gathered_before_a_transaction(void)
{
    on_both(gathered_before_a_transaction);
}

/* A statement that fails outside a body spoils all, and whoever waits is told so. */
static void gathered_and_broken(Store *store)
{
    g_autoptr(GError) error = NULL;
    Entry plain = {10, DATABASE_OK};
    odbc_gather_begin(store->connection);
    CU_ASSERT_EQUAL(gather(store, 1, DATABASE_OK), DATABASE_OK);
    CU_ASSERT_EQUAL(odbc_execute_sql(store->connection, "SELECT nothing FROM nowhere", NULL, NULL, NULL),
                    DATABASE_HARD);
    CU_ASSERT_EQUAL(gather(store, 2, DATABASE_OK), DATABASE_SOFT);
    CU_ASSERT_EQUAL(odbc_run_transaction(store->connection, entry_body, &plain, &error), DATABASE_HARD);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_HARD, "was in error when it was to be committed");
    CU_ASSERT_TRUE(odbc_has_gathered(store->connection));
    CU_ASSERT_EQUAL(gather(store, 3, DATABASE_OK), DATABASE_OK);
    CU_ASSERT_EQUAL(odbc_gather_commit(store->connection, &error), DATABASE_UNKNOWN);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_UNKNOWN,
                      "a part of what was gathered was not committed");
    CU_ASSERT_EQUAL(number(store, "SELECT sum(id) FROM entry"), 3);
}

static void test_gathered_and_broken(void)
{
    on_both(gathered_and_broken);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"gathered in one commit", test_gathered_in_one_commit},
        {"gathered before a transaction", test_gathered_before_a_transaction},
        {"gathered and broken", test_gathered_and_broken},
        CU_TEST_INFO_NULL,
    };
    postgres_fixture_init(&postgres);
    folder = test_folder_new();
    sqlite_string = g_strdup_printf("Driver=SQLite3;Database=%s/hotel.db", folder);
    int status = test_main("ops/odbc_gather", tests);
    g_free(sqlite_string);
    test_folder_remove(folder);
    postgres_fixture_clear(&postgres);
    return status;
}
