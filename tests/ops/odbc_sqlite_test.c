/* What only a file can suffer: settings that are not durable, a second writer, a process killed at any
 * moment, a full disk, damage. */
#include "ops/odbc.h"

#include "tests/support/cunit_main.h"
#include "tests/support/server_fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;
static char *database;
static char *connection_string;

static void before_each(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(database, suffixes[i], NULL);
        g_remove(path);
    }
}

static OdbcConnection *open_with(const char *more, bool read_only, GError **error)
{
    g_autofree char *string = g_strconcat(connection_string, more, NULL);
    OdbcOptions options = {.connection_string = string, .read_only = read_only};
    return odbc_connection_new(&options, error);
}

static OdbcConnection *open_new(void)
{
    g_autoptr(GError) error = NULL;
    OdbcConnection *connection = open_with("", false, &error);
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

/* ---- settings ---- */

static void test_settings_are_as_needed(void)
{
    before_each();
    g_autoptr(OdbcConnection) connection = open_new();
    CU_ASSERT_EQUAL(odbc_connection_kind(connection), ODBC_SQLITE);
    g_autoptr(OdbcResult) mode = NULL;
    CU_ASSERT_EQUAL(odbc_execute_sql(connection, "PRAGMA journal_mode", NULL, &mode, NULL), DATABASE_OK);
    CU_ASSERT_STRING_EQUAL(odbc_result_text(mode, 0, 0), "wal");
    CU_ASSERT_EQUAL(number(connection, "PRAGMA synchronous"), 2);
    CU_ASSERT_EQUAL(number(connection, "PRAGMA foreign_keys"), 1);
    GStatBuf status;
    CU_ASSERT_EQUAL(g_stat(database, &status), 0);
    CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
}

static void assert_refused(const char *more, const char *words)
{
    g_autoptr(GError) error = NULL;
    before_each();
    CU_ASSERT_PTR_NULL(open_with(more, false, &error));
    CU_ASSERT_TRUE(error != NULL && strstr(error->message, words) != NULL);
}

static void test_settings_that_lose_commits_are_refused(void)
{
    assert_refused(";JournalMode=DELETE", "JournalMode=DELETE");
    assert_refused(";syncpragma=NORMAL", "SyncPragma=NORMAL");
    assert_refused(";FKSupport=0", "FKSupport=0");
    assert_refused(";NoTXN=1", "NoTXN=1");
    before_each();
    g_autoptr(GError) error = NULL;
    g_autoptr(OdbcConnection) same = open_with(";JournalMode=wal;SyncPragma=full", false, &error);
    TEST_ASSERT_NO_ERROR(error);
}

/* A database that cannot have a log says nothing when it is asked for one: only reading back shows it. */
static void test_settings_are_read_back(void)
{
    OdbcOptions options = {.connection_string = "Driver=SQLite3;Database=:memory:", .read_only = true};
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(odbc_connection_new(&options, &error));
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_HARD,
                      "PRAGMA journal_mode is memory where wal is needed");
}

static void test_unknown_drivers_are_refused(void)
{
    static const char *const strings[] = {"",
                                          "Driver=MySQL;Database=x",
                                          "DSN=hotel",
                                          "Driver=SQLite3",
                                          "Driver=SQLite3;Database=/nowhere/x.db",
                                          "Driver=SQLite3;=;",
                                          "Driver=SQLite3;Database={x"};
    for (gsize i = 0; i < G_N_ELEMENTS(strings); i++) {
        OdbcOptions options = {.connection_string = strings[i]};
        g_autoptr(GError) error = NULL;
        CU_ASSERT_PTR_NULL(odbc_connection_new(&options, &error));
        CU_ASSERT_TRUE(g_error_matches(error, DATABASE_ERROR, DATABASE_HARD));
    }
}

/* ---- one writer ---- */

static void test_one_writer_and_its_readers(void)
{
    before_each();
    g_autoptr(GError) error = NULL;
    OdbcConnection *writer = open_new();
    run(writer, "CREATE TABLE t (id BIGINT PRIMARY KEY)");
    CU_ASSERT_PTR_NULL(open_with("", false, &error));
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_SOFT, "another writer");
    g_autoptr(OdbcConnection) reader = open_with("", true, &error);
    TEST_ASSERT_NO_ERROR(error);
    run(writer, "INSERT INTO t VALUES (1)");
    CU_ASSERT_EQUAL(number(reader, "SELECT count(*) FROM t"), 1);
    CU_ASSERT_EQUAL(odbc_execute_sql(reader, "INSERT INTO t VALUES (2)", NULL, NULL, NULL), DATABASE_HARD);
    odbc_connection_free(writer);
    writer = open_new();
    CU_ASSERT_EQUAL(number(writer, "SELECT count(*) FROM t"), 1);
    odbc_connection_free(writer);
}

typedef struct {
    OdbcConnection *connection;
    guint done;
    guint runs;
} Increments;

static DatabaseStatus read_then_write(OdbcConnection *connection, gpointer data, GError **error)
{
    Increments *increments = data;
    increments->runs++;
    static const OdbcStatement read = {"read", "SELECT value FROM counter", 0};
    static const OdbcStatement write = {"write", "UPDATE counter SET value = ?", 1};
    g_autoptr(OdbcResult) result = NULL;
    DatabaseStatus status = odbc_execute(connection, &read, NULL, &result, error);
    if (status != DATABASE_OK)
        return status;
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    odbc_add_int64(parameters, odbc_result_int64(result, 0, 0) + 1);
    return odbc_execute(connection, &write, parameters, NULL, error);
}

static gpointer increments_run(gpointer data)
{
    Increments *increments = data;
    for (guint i = 0; i < 100; i++)
        if (odbc_run_transaction(increments->connection, read_then_write, increments, NULL) == DATABASE_OK)
            increments->done++;
    return NULL;
}

/* A tool from outside knows nothing of our lock file. A transaction that reads before it writes must still
 * have the write lock from its beginning: a deferred one would be refused at its first write without having
 * waited. */
static void test_write_lock_is_taken_at_the_beginning(void)
{
    before_each();
    g_autofree char *lock = g_strconcat(database, ".lock", NULL);
    g_autoptr(OdbcConnection) first = open_new();
    run(first, "CREATE TABLE counter (value BIGINT)");
    run(first, "INSERT INTO counter VALUES (0)");
    g_assert(g_remove(lock) == 0);
    g_autoptr(OdbcConnection) second = open_new();
    Increments here = {.connection = first};
    Increments there = {.connection = second};
    GThread *thread = g_thread_new("second", increments_run, &there);
    increments_run(&here);
    g_thread_join(thread);
    CU_ASSERT_EQUAL(here.done + there.done, 200);
    CU_ASSERT_EQUAL(here.runs + there.runs, 200);
    CU_ASSERT_EQUAL(number(first, "SELECT value FROM counter"), 200);
}

/* ---- kill -9 ---- */

static DatabaseStatus append_body(OdbcConnection *connection, gpointer data, GError **error)
{
    static const OdbcStatement insert = {"append", "INSERT INTO log (id, half) VALUES (?, ?)", 2};
    const int64_t *next = data;
    for (int64_t half = 0; half < 2; half++) {
        g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
        odbc_add_int64(parameters, *next);
        odbc_add_int64(parameters, half);
        DatabaseStatus status = odbc_execute(connection, &insert, parameters, NULL, error);
        if (status != DATABASE_OK)
            return status;
    }
    return DATABASE_OK;
}

/* The child: commits as fast as it can and says so after each commit, until it is killed. */
static void append_until_killed(int64_t next, int answers)
{
    OdbcConnection *connection = open_new();
    for (;; next++) {
        DatabaseStatus status = odbc_run_transaction(connection, append_body, &next, NULL);
        if (status != DATABASE_OK || write(answers, &next, sizeof next) != (ssize_t)sizeof next)
            _exit(1);
    }
}

/* Returns the last number that was acknowledged before the kill. */
static int64_t append_and_kill(int64_t next, guint life_ms)
{
    int answers[2];
    g_assert(pipe(answers) == 0);
    pid_t child = fork();
    g_assert(child >= 0);
    if (child == 0) {
        close(answers[0]);
        append_until_killed(next, answers[1]);
    }
    close(answers[1]);
    int64_t acknowledged = next - 1;
    g_assert(read(answers[0], &acknowledged, sizeof acknowledged) == (ssize_t)sizeof acknowledged);
    g_usleep(life_ms * 1000UL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    while (read(answers[0], &acknowledged, sizeof acknowledged) == (ssize_t)sizeof acknowledged)
        continue;
    close(answers[0]);
    return acknowledged;
}

static void test_acknowledged_commits_survive_kill(void)
{
    before_each();
    OdbcConnection *connection = open_new();
    run(connection, "CREATE TABLE log (id BIGINT, half INTEGER, PRIMARY KEY (id, half))");
    odbc_connection_free(connection);
    g_autoptr(GRand) random = test_random_new();
    int64_t present = 0;
    for (guint round = 0; round < 8; round++) {
        int64_t acknowledged = append_and_kill(present + 1, (guint)test_random_between(random, 0, 60));
        connection = open_new();
        g_autoptr(GError) error = NULL;
        CU_ASSERT_TRUE(odbc_check_integrity(connection, false, &error));
        TEST_ASSERT_NO_ERROR(error);
        int64_t last = number(connection, "SELECT max(id) FROM log");
        CU_ASSERT_TRUE(last == acknowledged || last == acknowledged + 1);
        CU_ASSERT_EQUAL(number(connection, "SELECT count(*) FROM log"), 2 * last);
        CU_ASSERT_TRUE(last > present);
        present = last;
        odbc_connection_free(connection);
    }
}

/* ---- full disk, damage ---- */

static DatabaseStatus fill_body(OdbcConnection *connection, gpointer data, GError **error)
{
    (void)data;
    DatabaseStatus status =
        odbc_execute_sql(connection, "INSERT INTO big VALUES ('small')", NULL, NULL, error);
    if (status != DATABASE_OK)
        return status;
    return odbc_execute_sql(connection, "INSERT INTO big VALUES (hex(randomblob(1000000)))", NULL, NULL,
                            error);
}

static void test_full_disk_writes_nothing(void)
{
    before_each();
    g_autoptr(OdbcConnection) connection = open_new();
    g_autoptr(GError) error = NULL;
    run(connection, "CREATE TABLE big (text TEXT)");
    run(connection, "PRAGMA max_page_count = 20");
    CU_ASSERT_EQUAL(odbc_run_transaction(connection, fill_body, NULL, &error), DATABASE_DISK_FULL);
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_DISK_FULL, "full");
    CU_ASSERT_EQUAL(number(connection, "SELECT count(*) FROM big"), 0);
    run(connection, "PRAGMA max_page_count = 100000");
    CU_ASSERT_EQUAL(odbc_run_transaction(connection, fill_body, NULL, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
}

static void file_damage(void)
{
    char garbage[512];
    memset(garbage, 0x5a, sizeof garbage);
    FILE *file = fopen(database, "r+b");
    g_assert(file != NULL);
    g_assert(fseek(file, 4096 + 1024, SEEK_SET) == 0 && fwrite(garbage, sizeof garbage, 1, file) == 1);
    g_assert(fseek(file, 12288, SEEK_SET) == 0 && fwrite(garbage, sizeof garbage, 1, file) == 1);
    fclose(file);
}

static void test_damage_is_found(void)
{
    before_each();
    OdbcConnection *connection = open_new();
    g_autoptr(GError) error = NULL;
    run(connection, "CREATE TABLE t (id BIGINT PRIMARY KEY, name TEXT UNIQUE)");
    run(connection, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT "
                    "INTO t SELECT i, 'name ' || i FROM n");
    CU_ASSERT_TRUE(odbc_check_integrity(connection, true, &error));
    odbc_connection_free(connection);
    file_damage();
    connection = open_new();
    CU_ASSERT_FALSE(odbc_check_integrity(connection, false, &error));
    CU_ASSERT_TRUE(g_error_matches(error, DATABASE_ERROR, DATABASE_HARD));
    odbc_connection_free(connection);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"settings are as needed", test_settings_are_as_needed},
        {"settings that lose commits are refused", test_settings_that_lose_commits_are_refused},
        {"settings are read back", test_settings_are_read_back},
        {"unknown drivers are refused", test_unknown_drivers_are_refused},
        {"one writer and its readers", test_one_writer_and_its_readers},
        {"write lock is taken at the beginning", test_write_lock_is_taken_at_the_beginning},
        {"acknowledged commits survive kill", test_acknowledged_commits_survive_kill},
        {"full disk writes nothing", test_full_disk_writes_nothing},
        {"damage is found", test_damage_is_found},
        CU_TEST_INFO_NULL,
    };
    folder = test_folder_new();
    database = g_build_filename(folder, "hotel.db", NULL);
    connection_string = g_strdup_printf("Driver=SQLite3;Database=%s", database);
    int status = test_main("ops/odbc_sqlite", tests);
    g_free(connection_string);
    g_free(database);
    test_folder_remove(folder);
    return status;
}
