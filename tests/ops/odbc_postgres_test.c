/* What only a server can do to a hotel's store: conflicts between sessions, ended backends, a COMMIT without
 * an answer. */
#include "ops/odbc.h"

#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/tcp_proxy.h"

#include <string.h>

static PostgresFixture postgres;

static OdbcConnection *open_port(int port, GError **error)
{
    g_autofree char *string = g_strdup_printf(
        "Driver=PostgreSQL "
        "Unicode;Server=127.0.0.1;Port=%d;Database=keyrack;Username=keyrack;Password={very-;secret}",
        port);
    OdbcOptions options = {.connection_string = string, .reconnect_ms = 300};
    return odbc_connection_new(&options, error);
}

static OdbcConnection *open_new(void)
{
    g_autoptr(GError) error = NULL;
    OdbcConnection *connection = open_port(postgres.server.port, &error);
    g_assert_no_error(error);
    return connection;
}

static void run(OdbcConnection *connection, const char *sql)
{
    g_autoptr(GError) error = NULL;
    odbc_execute_sql(connection, sql, NULL, NULL, &error);
    g_assert_no_error(error);
}

static int64_t number(OdbcConnection *connection, const char *sql)
{
    g_autoptr(OdbcResult) result = NULL;
    g_autoptr(GError) error = NULL;
    odbc_execute_sql(connection, sql, NULL, &result, &error);
    g_assert_no_error(error);
    return odbc_result_int64(result, 0, 0);
}

static void tables_new(OdbcConnection *connection)
{
    run(connection, "DROP TABLE IF EXISTS counter");
    run(connection, "CREATE TABLE counter (value BIGINT)");
    run(connection, "INSERT INTO counter VALUES (0)");
}

static const OdbcStatement counter_read = {"counter_read", "SELECT value FROM counter", 0};
static const OdbcStatement counter_write = {"counter_write", "UPDATE counter SET value = ?", 1};

typedef struct {
    guint runs;
    guint break_runs; /* the backend is ended in so many runs */
    TcpProxy *proxy;  /* the line is cut behind the statements of the first run */
    TcpProxyMode mode;
} Work;

static DatabaseStatus increment_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Work *work = data;
    g_autoptr(OdbcResult) result = NULL;
    DatabaseStatus status = odbc_execute(connection, &counter_read, NULL, &result, error);
    if (status != DATABASE_OK)
        return status;
    if (work->runs++ < work->break_runs)
        postgres_fixture_terminate(&postgres, (int)number(connection, "SELECT pg_backend_pid()"));
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    odbc_add_int64(parameters, odbc_result_int64(result, 0, 0) + 1);
    status = odbc_execute(connection, &counter_write, parameters, NULL, error);
    if (work->proxy != NULL && work->runs == 1)
        tcp_proxy_set(work->proxy, work->mode);
    return status;
}

static gpointer increments_run(gpointer data)
{
    Work *work = data;
    g_autoptr(OdbcConnection) connection = open_new();
    guint done = 0;
    for (guint i = 0; i < 30; i++)
        if (odbc_run_transaction(connection, increment_body, work, NULL) == DATABASE_OK)
            done++;
    return GUINT_TO_POINTER(done);
}

static void test_conflicts_run_again(void)
{
    g_autoptr(OdbcConnection) connection = open_new();
    tables_new(connection);
    Work first = {0};
    Work second = {0};
    GThread *thread = g_thread_new("second", increments_run, &second);
    guint done = GPOINTER_TO_UINT(increments_run(&first));
    done += GPOINTER_TO_UINT(g_thread_join(thread));
    CU_ASSERT_TRUE(done > 30);
    CU_ASSERT_EQUAL(number(connection, "SELECT value FROM counter"), done);
    CU_ASSERT_TRUE(first.runs + second.runs > done);
}

static void test_ended_backend_runs_again(void)
{
    g_autoptr(OdbcConnection) connection = open_new();
    g_autoptr(GError) error = NULL;
    tables_new(connection);
    Work work = {.break_runs = 2};
    CU_ASSERT_EQUAL(odbc_run_transaction(connection, increment_body, &work, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(work.runs, 3);
    CU_ASSERT_EQUAL(number(connection, "SELECT value FROM counter"), 1);
}

static void test_lone_statement_on_an_ended_backend(void)
{
    g_autoptr(OdbcConnection) connection = open_new();
    tables_new(connection);
    postgres_fixture_terminate(&postgres, (int)number(connection, "SELECT pg_backend_pid()"));
    CU_ASSERT_EQUAL(odbc_execute(connection, &counter_read, NULL, NULL, NULL), DATABASE_CONNECTION_LOST);
    CU_ASSERT_EQUAL(odbc_execute(connection, &counter_read, NULL, NULL, NULL), DATABASE_OK);
}

static void assert_unknown(TcpProxyMode mode, int64_t value)
{
    g_autoptr(OdbcConnection) direct = open_new();
    tables_new(direct);
    g_autoptr(TcpProxy) proxy = tcp_proxy_new(postgres.server.port);
    g_autoptr(GError) error = NULL;
    g_autoptr(OdbcConnection) connection = open_port(tcp_proxy_port(proxy), &error);
    TEST_ASSERT_NO_ERROR(error);
    Work work = {.proxy = proxy, .mode = mode};
    CU_ASSERT_EQUAL(odbc_run_transaction(connection, increment_body, &work, &error), DATABASE_UNKNOWN);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_UNKNOWN, "outcome of COMMIT");
    CU_ASSERT_EQUAL(work.runs, 1);
    CU_ASSERT_EQUAL(number(direct, "SELECT value FROM counter"), value);
    CU_ASSERT_EQUAL(odbc_run_transaction(connection, increment_body, &work, &error), DATABASE_OK);
}

static void test_commit_without_an_answer_is_unknown(void)
{
    assert_unknown(TCP_PROXY_CUT_AT_ANSWER, 1);
    assert_unknown(TCP_PROXY_CUT_AT_REQUEST, 0);
}

static void test_no_server_is_said_without_the_password(void)
{
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(open_port(1, &error));
    CU_ASSERT_PTR_NULL(strstr(error->message, "secret"));
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_CONNECTION_LOST, "cannot open the database");
}

static void test_server_that_would_lose_commits_is_refused(void)
{
    g_autoptr(OdbcConnection) connection = open_new();
    g_autoptr(GError) error = NULL;
    run(connection, "ALTER ROLE keyrack SET synchronous_commit = off");
    CU_ASSERT_PTR_NULL(open_port(postgres.server.port, &error));
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_HARD, "SHOW synchronous_commit is off");
    run(connection, "ALTER ROLE keyrack RESET synchronous_commit");
    OdbcConnection *again = open_port(postgres.server.port, &error);
    TEST_ASSERT_NO_ERROR(error);
    odbc_connection_free(again);
}

static void test_crash_of_the_server(void)
{
    g_autoptr(OdbcConnection) connection = open_new();
    g_autoptr(GError) error = NULL;
    tables_new(connection);
    Work work = {0};
    CU_ASSERT_EQUAL(odbc_run_transaction(connection, increment_body, &work, NULL), DATABASE_OK);
    postgres_fixture_crash(&postgres);
    CU_ASSERT_EQUAL(odbc_run_transaction(connection, increment_body, &work, &error),
                    DATABASE_CONNECTION_LOST);
    postgres_fixture_start(&postgres);
    CU_ASSERT_EQUAL(odbc_run_transaction(connection, increment_body, &work, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(number(connection, "SELECT value FROM counter"), 2);
}

static OdbcConnection *open_writer(const char *password, GError **error)
{
    OdbcOptions options = {
        .connection_string = postgres.odbc, .password = password, .sole_writer = true, .reconnect_ms = 300};

    return odbc_connection_new(&options, error);
}

/* Also after the server ended the session that had the lock: whoever connects again takes it again. */
static void test_one_sole_writer(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OdbcConnection) reader = open_new();
    OdbcConnection *writer = open_writer("any", &error);

    g_assert_no_error(error);
    for (int round = 0; round < 2; round++) {
        CU_ASSERT_PTR_NULL(open_writer(NULL, &error));
        TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_SOFT, "another writer already");
        postgres_fixture_terminate(&postgres, (int)number(writer, "SELECT pg_backend_pid()"));
        run(reader, "SELECT pg_sleep(0.2)");
        g_autoptr(GError) lost = NULL;
        odbc_execute_sql(writer, "SELECT 1", NULL, NULL, &lost);
        CU_ASSERT_EQUAL(number(writer, "SELECT 2"), 2);
    }
    odbc_connection_free(writer);
    g_autoptr(OdbcConnection) next = open_writer(NULL, &error);
    g_assert_no_error(error);
    CU_ASSERT_EQUAL(number(next, "SELECT 1"), 1);
}

static void test_a_doubtful_password_is_refused(void)
{
    g_autoptr(GError) error = NULL;
    OdbcOptions twice = {.connection_string = "Driver=PostgreSQL Unicode;Server=127.0.0.1;PWD=one",
                         .password = "secret-two"};
    OdbcOptions brace = {.connection_string = postgres.odbc, .password = "secret}two"};

    CU_ASSERT_PTR_NULL(odbc_connection_new(&twice, &error));
    CU_ASSERT_PTR_NULL(strstr(error->message, "secret"));
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_HARD, "leave one out");
    CU_ASSERT_PTR_NULL(odbc_connection_new(&brace, &error));
    CU_ASSERT_PTR_NULL(strstr(error->message, "secret"));
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_HARD, "cannot be given");
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"conflicts run again", test_conflicts_run_again},
        {"ended backend runs again", test_ended_backend_runs_again},
        {"lone statement on an ended backend", test_lone_statement_on_an_ended_backend},
        {"commit without an answer is unknown", test_commit_without_an_answer_is_unknown},
        {"no server, no password", test_no_server_is_said_without_the_password},
        {"server that would lose commits is refused", test_server_that_would_lose_commits_is_refused},
        {"crash of the server", test_crash_of_the_server},
        {"one sole writer", test_one_sole_writer},
        {"a doubtful password is refused", test_a_doubtful_password_is_refused},
        CU_TEST_INFO_NULL,
    };
    postgres_fixture_init(&postgres);
    int status = test_main("ops/odbc_postgres", tests);
    postgres_fixture_clear(&postgres);
    return status;
}
