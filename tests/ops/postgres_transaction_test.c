/* What becomes of a transaction: conflicts, broken connections, a COMMIT that is never answered. */
#include "ops/metrics.h"
#include "ops/postgres.h"

#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/tcp_proxy.h"

#include <string.h>

static PostgresFixture postgres;

static const PgStatement counter_read = {"counter_read", "SELECT value FROM counter WHERE id = $1", 1};
static const PgStatement counter_write = {"counter_write", "UPDATE counter SET value = $2 WHERE id = $1", 2};
static const PgStatement counter_add_one = {"counter_add",
                                            "UPDATE counter SET value = value + 1 WHERE id = $1", 1};
static const PgStatement entry_insert = {"entry_insert", "INSERT INTO entry (key) VALUES ($1)", 1};

static PgConnection *connect_new(void)
{
    return postgres_fixture_connect(&postgres);
}

static void run(PgConnection *connection, const char *sql)
{
    pg_result_free(postgres_fixture_run(connection, sql));
}

static void tables_new(PgConnection *connection)
{
    run(connection, "DROP TABLE IF EXISTS counter, entry, deferred");
    run(connection, "CREATE TABLE counter (id bigint PRIMARY KEY, value bigint NOT NULL)");
    run(connection, "INSERT INTO counter VALUES (1, 0), (2, 0)");
    run(connection, "CREATE TABLE entry (key text PRIMARY KEY)");
    run(connection,
        "CREATE TABLE deferred (id int CONSTRAINT deferred_once UNIQUE DEFERRABLE INITIALLY DEFERRED)");
}

static int64_t counter_of(PgConnection *connection, int64_t id)
{
    g_autofree char *sql = g_strdup_printf("SELECT value FROM counter WHERE id = %d", (int)id);
    return postgres_fixture_number(connection, sql);
}

static int64_t entries(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    return postgres_fixture_number(connection, "SELECT count(*) FROM entry");
}

static DatabaseStatus entry_write(PgConnection *connection, const char *key, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_text(parameters, key);
    return pg_execute(connection, &entry_insert, parameters, NULL, error);
}

static DatabaseStatus counter_touch(PgConnection *connection, int64_t id, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, id);
    return pg_execute(connection, &counter_add_one, parameters, NULL, error);
}

static uint64_t mishaps(const char *outcome)
{
    return counter_value(metrics_counter("keyrack_database_mishaps_total", "",
                                         METRIC_LABELS({"adapter", "postgres"}, {"outcome", outcome})));
}

/* ---- conflicts ---- */

/* Reads, then writes what it read plus one: loses updates unless conflicts are seen and the body runs again.
 */
static DatabaseStatus increment_body(PgConnection *connection, gpointer data, GError **error)
{
    unsigned *runs = data;
    (*runs)++;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    g_autoptr(PgResult) result = NULL;
    pg_add_int64(parameters, 1);
    DatabaseStatus status = pg_execute(connection, &counter_read, parameters, &result, error);
    if (status != DATABASE_OK)
        return status;
    pg_add_int64(parameters, pg_result_int64(result, 0, 0) + 1);
    return pg_execute(connection, &counter_write, parameters, NULL, error);
}

typedef struct {
    PgIsolation isolation;
    unsigned committed;
    unsigned runs;
} Racer;

static gpointer racer_run(gpointer data)
{
    Racer *racer = data;
    g_autoptr(PgConnection) connection = connect_new();
    for (unsigned i = 0; i < 25; i++)
        if (pg_run_transaction(connection, racer->isolation, increment_body, &racer->runs, NULL) ==
            DATABASE_OK)
            racer->committed++;
    return NULL;
}

static unsigned race(PgIsolation isolation, unsigned *ret_runs)
{
    enum { racers = 4 };
    Racer state[racers];
    GThread *threads[racers];
    unsigned committed = 0;
    *ret_runs = 0;
    for (unsigned i = 0; i < racers; i++) {
        state[i] = (Racer){.isolation = isolation};
        threads[i] = g_thread_new("racer", racer_run, &state[i]);
    }
    for (unsigned i = 0; i < racers; i++) {
        g_thread_join(threads[i]);
        committed += state[i].committed;
        *ret_runs += state[i].runs;
    }
    return committed;
}

static void test_conflicts_run_again(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    tables_new(connection);
    unsigned runs = 0;
    uint64_t before = mishaps("soft");
    unsigned committed = race(PG_SERIALIZABLE, &runs);
    CU_ASSERT_TRUE(committed > 50);
    CU_ASSERT_EQUAL(counter_of(connection, 1), committed);
    CU_ASSERT_TRUE(runs > committed);
    CU_ASSERT_TRUE(mishaps("soft") - before >= runs - committed);
}

/* The same race without the isolation that sees conflicts: if nothing is lost here, the test above proves
 * nothing. */
static void test_the_race_is_one(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    tables_new(connection);
    unsigned runs = 0;
    unsigned committed = race(PG_READ_COMMITTED, &runs);
    CU_ASSERT_EQUAL(committed, 100);
    CU_ASSERT_TRUE(counter_of(connection, 1) < committed);
}

typedef struct {
    int64_t first;
    int64_t second;
    unsigned runs;
    DatabaseStatus status;
} Crossing;

static DatabaseStatus crossing_body(PgConnection *connection, gpointer data, GError **error)
{
    Crossing *crossing = data;
    crossing->runs++;
    DatabaseStatus status = counter_touch(connection, crossing->first, error);
    if (status != DATABASE_OK)
        return status;
    if (crossing->runs == 1)
        g_usleep(100000);
    return counter_touch(connection, crossing->second, error);
}

static gpointer crossing_run(gpointer data)
{
    Crossing *crossing = data;
    g_autoptr(PgConnection) connection = connect_new();
    crossing->status = pg_run_transaction(connection, PG_READ_COMMITTED, crossing_body, crossing, NULL);
    return NULL;
}

static void test_deadlock_runs_again(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    tables_new(connection);
    Crossing there = {.first = 1, .second = 2};
    Crossing back = {.first = 2, .second = 1};
    GThread *thread = g_thread_new("crossing", crossing_run, &there);
    crossing_run(&back);
    g_thread_join(thread);
    CU_ASSERT_EQUAL(there.status, DATABASE_OK);
    CU_ASSERT_EQUAL(back.status, DATABASE_OK);
    CU_ASSERT_TRUE(there.runs + back.runs > 2);
    CU_ASSERT_EQUAL(counter_of(connection, 1), 2);
    CU_ASSERT_EQUAL(counter_of(connection, 2), 2);
}

static DatabaseStatus always_soft_body(PgConnection *connection, gpointer data, GError **error)
{
    unsigned *runs = data;
    (*runs)++;
    return pg_execute_sql(connection, "DO $$ BEGIN RAISE EXCEPTION 'always' USING ERRCODE = '40001'; END $$",
                          NULL, NULL, error);
}

static void test_conflicts_without_end_are_bounded(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    unsigned runs = 0;
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, always_soft_body, &runs, &error),
                    DATABASE_SOFT);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_SOFT, "always");
    CU_ASSERT_EQUAL(runs, 10);
}

/* ---- endings ---- */

static DatabaseStatus undecided_body(PgConnection *connection, gpointer data, GError **error)
{
    DatabaseStatus status = entry_write(connection, "undone", error);
    return status == DATABASE_OK ? *(DatabaseStatus *)data : status;
}

static void test_decided_rollback_writes_nothing(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    tables_new(connection);
    DatabaseStatus decision = DATABASE_ROLLBACK;
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, undecided_body, &decision, &error),
                    DATABASE_ROLLBACK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(entries(), 0);
    decision = DATABASE_OK;
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, undecided_body, &decision, &error),
                    DATABASE_OK);
    CU_ASSERT_EQUAL(entries(), 1);
}

static DatabaseStatus forgetful_body(PgConnection *connection, gpointer data, GError **error)
{
    (void)data;
    (void)error;
    entry_write(connection, "first", NULL);
    entry_write(connection, "first", NULL);
    return DATABASE_OK;
}

/* COMMIT of a failed transaction is answered without an error: it must not be taken for one that wrote. */
static void test_ignored_error_is_no_commit(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    tables_new(connection);
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, forgetful_body, NULL, &error),
                    DATABASE_HARD);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_HARD, "was in error when it was to be committed");
    CU_ASSERT_EQUAL(entries(), 0);
}

static DatabaseStatus deferred_body(PgConnection *connection, gpointer data, GError **error)
{
    (void)data;
    return pg_execute_sql(connection, "INSERT INTO deferred VALUES (1), (1)", NULL, NULL, error);
}

static void test_commit_can_be_refused(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    tables_new(connection);
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, deferred_body, NULL, &error),
                    DATABASE_UNIQUE);
    CU_ASSERT_STRING_EQUAL(database_error_constraint(error), "deferred_once");
    CU_ASSERT_EQUAL(postgres_fixture_number(connection, "SELECT count(*) FROM deferred"), 0);
}

static void queue_entry(PgConnection *connection, const char *key)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_text(parameters, key);
    pg_queue(connection, &entry_insert, parameters);
}

static DatabaseStatus queued_commit_body(PgConnection *connection, gpointer data, GError **error)
{
    const char *const *keys = data;
    for (; *keys != NULL; keys++)
        queue_entry(connection, *keys);
    pg_queue_commit(connection);
    return pg_collect(connection, NULL, error);
}

static void test_queued_commit_takes_its_statements_along(void)
{
    const char *good[] = {"a", "b", NULL};
    const char *bad[] = {"c", "a", "d", NULL};
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    tables_new(connection);
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, queued_commit_body, good, &error),
                    DATABASE_OK);
    CU_ASSERT_EQUAL(entries(), 2);
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, queued_commit_body, bad, &error),
                    DATABASE_UNIQUE);
    CU_ASSERT_STRING_EQUAL(database_error_constraint(error), "entry_pkey");
    CU_ASSERT_EQUAL(entries(), 2);
    g_clear_error(&error);
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, queued_commit_body, bad + 2, &error),
                    DATABASE_OK);
    CU_ASSERT_EQUAL(entries(), 3);
}

static DatabaseStatus leaving_body(PgConnection *connection, gpointer data, GError **error)
{
    (void)error;
    queue_entry(connection, "left behind");
    return *(DatabaseStatus *)data;
}

static void test_what_is_queued_and_not_collected_belongs_to_the_transaction(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    tables_new(connection);
    DatabaseStatus decision = DATABASE_ROLLBACK;
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, leaving_body, &decision, NULL),
                    DATABASE_ROLLBACK);
    CU_ASSERT_EQUAL(entries(), 0);
    decision = DATABASE_OK;
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, leaving_body, &decision, NULL),
                    DATABASE_OK);
    CU_ASSERT_EQUAL(entries(), 1);
}

static DatabaseStatus write_in_snapshot_body(PgConnection *connection, gpointer data, GError **error)
{
    (void)data;
    return entry_write(connection, "x", error);
}

static void test_snapshot_refuses_writes(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    tables_new(connection);
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_SNAPSHOT_READ_ONLY, write_in_snapshot_body, NULL, NULL),
                    DATABASE_HARD);
    CU_ASSERT_EQUAL(entries(), 0);
}

/* ---- broken connections ---- */

typedef struct {
    unsigned runs;
    unsigned break_runs; /* in how many runs the connection is broken */
    bool pipelined;
} Breaking;

/* The backend is ended while the statements of the pipeline are on their way. */
static DatabaseStatus breaking_body(PgConnection *connection, gpointer data, GError **error)
{
    Breaking *breaking = data;
    DatabaseStatus status = entry_write(connection, "before", error);
    if (status != DATABASE_OK)
        return status;
    for (int i = 0; breaking->pipelined && i < 100; i++) {
        g_autofree char *key = g_strdup_printf("%d", i);
        queue_entry(connection, key);
    }
    if (breaking->runs++ < breaking->break_runs)
        postgres_fixture_terminate(&postgres, pg_connection_backend_pid(connection));
    if (!breaking->pipelined)
        return entry_write(connection, "after", error);
    return pg_collect(connection, NULL, error);
}

static void test_ended_backend_runs_again(void)
{
    for (int pipelined = 0; pipelined < 2; pipelined++) {
        g_autoptr(PgConnection) connection = connect_new();
        g_autoptr(GError) error = NULL;
        tables_new(connection);
        Breaking breaking = {.break_runs = 2, .pipelined = pipelined == 1};
        CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, breaking_body, &breaking, &error),
                        DATABASE_OK);
        TEST_ASSERT_NO_ERROR(error);
        CU_ASSERT_EQUAL(breaking.runs, 3);
        CU_ASSERT_EQUAL(pg_connection_generation(connection), 3);
        CU_ASSERT_EQUAL(entries(), pipelined == 1 ? 101 : 2);
    }
}

static void test_lone_statement_on_an_ended_backend(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    tables_new(connection);
    postgres_fixture_terminate(&postgres, pg_connection_backend_pid(connection));
    DatabaseStatus status = entry_write(connection, "lone", &error);
    CU_ASSERT_TRUE(status == DATABASE_CONNECTION_LOST || status == DATABASE_UNKNOWN);
    CU_ASSERT_FALSE(pg_connection_is_alive(connection));
    CU_ASSERT_EQUAL(entry_write(connection, "lone", NULL), DATABASE_CONNECTION_LOST);
    CU_ASSERT_TRUE(pg_connection_ensure(connection, NULL));
    CU_ASSERT_EQUAL(entry_write(connection, "lone", NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(entries(), 1);
}

typedef struct {
    TcpProxy *proxy;
    TcpProxyMode mode;
    bool before_statement;
    bool queued_commit;
    unsigned runs;
} Cutting;

static DatabaseStatus cutting_body(PgConnection *connection, gpointer data, GError **error)
{
    Cutting *cutting = data;
    bool first = cutting->runs++ == 0;
    if (first && cutting->before_statement)
        tcp_proxy_set(cutting->proxy, cutting->mode);
    DatabaseStatus status = entry_write(connection, "cut", error);
    if (status != DATABASE_OK)
        return status;
    if (first && !cutting->before_statement)
        tcp_proxy_set(cutting->proxy, cutting->mode);
    if (!cutting->queued_commit)
        return DATABASE_OK;
    queue_entry(connection, "with the commit");
    pg_queue_commit(connection);
    return pg_collect(connection, NULL, error);
}

static DatabaseStatus cut(Cutting *cutting, GError **error)
{
    g_autoptr(PgConnection) direct = connect_new();
    tables_new(direct);
    cutting->proxy = tcp_proxy_new(postgres.server.port);
    g_autofree char *conninfo =
        g_strdup_printf("host=127.0.0.1 port=%d user=keyrack dbname=keyrack", tcp_proxy_port(cutting->proxy));
    PgOptions options = {.conninfo = conninfo, .answer_timeout_ms = 300};
    g_autoptr(PgConnection) connection = pg_connection_new(&options, error);
    g_assert(connection != NULL);
    DatabaseStatus status = pg_run_transaction(connection, PG_READ_COMMITTED, cutting_body, cutting, error);
    tcp_proxy_free(cutting->proxy);
    return status;
}

/* The commit arrived, its answer did not: it happened, but nobody may say so. */
static void test_commit_without_an_answer_is_unknown(void)
{
    for (int queued = 0; queued < 2; queued++) {
        g_autoptr(GError) error = NULL;
        uint64_t before = mishaps("unknown");
        Cutting cutting = {.mode = TCP_PROXY_CUT_AT_ANSWER, .queued_commit = queued == 1};
        CU_ASSERT_EQUAL(cut(&cutting, &error), DATABASE_UNKNOWN);
        TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_UNKNOWN, "before the outcome was known");
        CU_ASSERT_EQUAL(cutting.runs, 1);
        CU_ASSERT_EQUAL(entries(), 1 + queued);
        CU_ASSERT_EQUAL(mishaps("unknown"), before + 1);
    }
}

/* The commit never arrived; the client cannot tell this from the case above. */
static void test_commit_that_got_lost_is_unknown_too(void)
{
    g_autoptr(GError) error = NULL;
    Cutting cutting = {.mode = TCP_PROXY_CUT_AT_REQUEST};
    CU_ASSERT_EQUAL(cut(&cutting, &error), DATABASE_UNKNOWN);
    CU_ASSERT_EQUAL(cutting.runs, 1);
    CU_ASSERT_EQUAL(entries(), 0);
}

static void test_silent_server_is_given_up(void)
{
    g_autoptr(GError) error = NULL;
    Cutting cutting = {.mode = TCP_PROXY_SILENT};
    CU_ASSERT_EQUAL(cut(&cutting, &error), DATABASE_UNKNOWN);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_UNKNOWN, "no answer in time");
    CU_ASSERT_EQUAL(cutting.runs, 1);
}

static void test_cut_before_the_commit_runs_again(void)
{
    static const TcpProxyMode modes[] = {TCP_PROXY_CUT_AT_REQUEST, TCP_PROXY_CUT_AT_ANSWER};
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
        g_autoptr(GError) error = NULL;
        Cutting cutting = {.mode = modes[i], .before_statement = true};
        CU_ASSERT_EQUAL(cut(&cutting, &error), DATABASE_OK);
        TEST_ASSERT_NO_ERROR(error);
        CU_ASSERT_EQUAL(cutting.runs, 2);
        CU_ASSERT_EQUAL(entries(), 1);
    }
}

/* What was acknowledged is there after a crash of the server, and a waiting client finds it again. */
static void test_crash_of_the_server(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    tables_new(connection);
    DatabaseStatus decision = DATABASE_OK;
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, undecided_body, &decision, NULL),
                    DATABASE_OK);
    postgres_fixture_crash(&postgres);
    postgres_fixture_start(&postgres);
    CU_ASSERT_EQUAL(entries(), 1);
    unsigned runs = 0;
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, increment_body, &runs, NULL),
                    DATABASE_OK);
    CU_ASSERT_EQUAL(counter_of(connection, 1), 1);
}

static void test_absent_server_is_given_up_in_time(void)
{
    PgOptions options = {.conninfo = postgres.conninfo, .reconnect_ms = 100};
    g_autoptr(GError) error = NULL;
    g_autoptr(PgConnection) connection = pg_connection_new(&options, &error);
    TEST_ASSERT_NO_ERROR(error);
    postgres_fixture_crash(&postgres);
    unsigned runs = 0;
    CU_ASSERT_EQUAL(pg_run_transaction(connection, PG_READ_COMMITTED, increment_body, &runs, &error),
                    DATABASE_CONNECTION_LOST);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_CONNECTION_LOST, "no connection to postgresql");
    postgres_fixture_start(&postgres);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"conflicts run again", test_conflicts_run_again},
        {"the race is one", test_the_race_is_one},
        {"deadlock runs again", test_deadlock_runs_again},
        {"conflicts without end are bounded", test_conflicts_without_end_are_bounded},
        {"decided rollback writes nothing", test_decided_rollback_writes_nothing},
        {"ignored error is no commit", test_ignored_error_is_no_commit},
        {"commit can be refused", test_commit_can_be_refused},
        {"queued commit takes its statements along", test_queued_commit_takes_its_statements_along},
        {"queued and not collected", test_what_is_queued_and_not_collected_belongs_to_the_transaction},
        {"snapshot refuses writes", test_snapshot_refuses_writes},
        {"ended backend runs again", test_ended_backend_runs_again},
        {"lone statement on an ended backend", test_lone_statement_on_an_ended_backend},
        {"commit without an answer is unknown", test_commit_without_an_answer_is_unknown},
        {"commit that got lost is unknown too", test_commit_that_got_lost_is_unknown_too},
        {"silent server is given up", test_silent_server_is_given_up},
        {"cut before the commit runs again", test_cut_before_the_commit_runs_again},
        {"crash of the server", test_crash_of_the_server},
        {"absent server is given up in time", test_absent_server_is_given_up_in_time},
        CU_TEST_INFO_NULL,
    };
    postgres_fixture_init(&postgres);
    int status = test_main("ops/postgres_transaction", tests);
    postgres_fixture_clear(&postgres);
    return status;
}
