/* A store's log is taken over beside its writer: nobody waits for it, and the log does not grow without end.
 * This program's own fdatasync() is the one that SQLite finds; so a test sees who waits for the disk, and can
 * let the disk take its time. Nothing is kept by it: no power fails here, and thousands of commits are quick.
 */
#include "ops/clock.h"
#include "ops/odbc.h"

#include "tests/support/cunit_main.h"
#include "tests/support/server_fixture.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOG_BOUND_MB = 200, PATIENCE_S = 60, MANY = 1050 };

static char *database;
static char *log_file;
static char *connection_string;

typedef struct {
    GMutex mutex;
    GCond changed;
    GThread *writer;
    bool holding;   /* the thread's sync of the database file is to wait */
    bool held;      /* it waits */
    guint by_other; /* syncs of the database file by other threads than the writer's */
    guint by_writer;
} Disk;

static Disk disk;

static bool is_database(int descriptor)
{
    char path[64];
    char name[4096];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(path, name, sizeof name - 1);
    if (length < 0)
        return false;
    name[length] = '\0';
    return strcmp(name, database) == 0;
}

int fdatasync(int descriptor);
int fdatasync(int descriptor)
{
    if (database != NULL && is_database(descriptor)) {
        gint64 until = clock_monotonic_us() + PATIENCE_S * G_TIME_SPAN_SECOND;
        bool in_time = true;
        g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&disk.mutex);
        bool other = g_thread_self() != disk.writer;
        *(other ? &disk.by_other : &disk.by_writer) += 1;
        disk.held = disk.held || (other && disk.holding);
        g_cond_broadcast(&disk.changed);
        while (other && disk.holding && in_time)
            in_time = g_cond_wait_until(&disk.changed, &disk.mutex, until);
    }
    return 0;
}

static void disk_hold(bool holding)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&disk.mutex);
    disk.holding = holding;
    disk.held = false;
    g_cond_broadcast(&disk.changed);
}

/* True once another thread than the writer's waits for the disk. */
static bool disk_wait_held(void)
{
    gint64 until = clock_monotonic_us() + PATIENCE_S * G_TIME_SPAN_SECOND;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&disk.mutex);
    while (!disk.held && g_cond_wait_until(&disk.changed, &disk.mutex, until))
        continue;
    return disk.held;
}

static guint disk_count(const guint *counter)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&disk.mutex);
    return *counter;
}

static int64_t log_bytes(void)
{
    struct stat found;
    return stat(log_file, &found) == 0 ? found.st_size : 0;
}

static OdbcConnection *store_open(bool read_only)
{
    g_autoptr(GError) error = NULL;
    OdbcOptions options = {
        .connection_string = connection_string, .read_only = read_only, .log_apart = !read_only};
    OdbcConnection *connection = odbc_connection_new(&options, &error);
    g_assert_no_error(error);
    return connection;
}

static int64_t number(OdbcConnection *connection, const char *sql)
{
    g_autoptr(OdbcResult) result = NULL;
    g_autoptr(GError) error = NULL;
    odbc_execute_sql(connection, sql, NULL, &result, &error);
    g_assert_no_error(error);
    return odbc_result_int64(result, 0, 0);
}

static DatabaseStatus write_body(OdbcConnection *connection, gpointer data, GError **error)
{
    return odbc_execute_sql(connection, data, NULL, NULL, error);
}

static void commit(OdbcConnection *connection, const char *sql)
{
    g_autoptr(GError) error = NULL;
    odbc_run_transaction(connection, write_body, (gpointer)sql, &error);
    g_assert_no_error(error);
}

static OdbcConnection *store_new(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(database, suffixes[i], NULL);
        g_remove(path);
    }
    OdbcConnection *connection = store_open(false);
    commit(connection, "CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT)");
    disk_hold(false);
    disk.by_other = disk.by_writer = 0;
    return connection;
}

#define ENTRY "INSERT INTO entry (text) VALUES ('a posting')"
/* Four megabytes of the log, over and over in the same pages. */
#define BULK                                                                                                 \
    "INSERT INTO entry (id, text) VALUES (1, hex(zeroblob(2000000))) ON CONFLICT (id) DO UPDATE SET "        \
    "text = hex(randomblob(2000000))"

static void commit_some(OdbcConnection *connection, guint count, bool somebody_waits)
{
    for (guint i = 0; i < count; i++) {
        commit(connection, ENTRY);
        odbc_tidy(connection, somebody_waits);
    }
}

static void test_nobody_waits_for_the_file(void)
{
    g_autoptr(OdbcConnection) connection = store_new();
    disk_hold(true);
    commit_some(connection, 40, false);
    CU_ASSERT_TRUE(disk_wait_held());
    commit_some(connection, 20, true);
    CU_ASSERT_EQUAL(number(connection, "SELECT count(*) FROM entry"), 60);
    CU_ASSERT_EQUAL(disk_count(&disk.by_writer), 0);
    disk_hold(false);
}

/* What came meanwhile is little, and the writer's: only then can the log begin anew. */
static void test_the_rest_is_the_writers(void)
{
    g_autoptr(OdbcConnection) connection = store_new();
    disk_hold(true);
    commit_some(connection, 40, false);
    CU_ASSERT_TRUE(disk_wait_held());
    commit_some(connection, 3, true);
    disk_hold(false);
    for (guint i = 0; i < 1000 * PATIENCE_S && disk_count(&disk.by_writer) == 0; i++) {
        g_usleep(1000);
        odbc_tidy(connection, true);
    }
    CU_ASSERT_EQUAL(disk_count(&disk.by_writer), 1);
    int64_t before = log_bytes();
    commit_some(connection, 20, true);
    CU_ASSERT_EQUAL(log_bytes(), before);
}

static void test_many_commits_need_no_pause(void)
{
    g_autoptr(OdbcConnection) connection = store_new();
    disk_hold(true);
    for (guint i = 0; i < MANY; i += 10)
        commit_some(connection, 10, true);
    CU_ASSERT_TRUE(disk_wait_held());
    CU_ASSERT_EQUAL(disk_count(&disk.by_writer), 0);
    disk_hold(false);
}

static void test_little_is_left_in_the_log(void)
{
    g_autoptr(OdbcConnection) connection = store_new();
    commit_some(connection, 20, false);
    CU_ASSERT_EQUAL(disk_count(&disk.by_other) + disk_count(&disk.by_writer), 0);
}

/* Beginning on a log of which nothing is left would be what the packaged SQLite has a fault in. */
static void test_nothing_new_is_not_taken_over(void)
{
    g_autoptr(OdbcConnection) connection = store_new();
    disk_hold(true);
    commit_some(connection, 40, false);
    CU_ASSERT_TRUE(disk_wait_held());
    commit(connection, ENTRY);
    disk_hold(false);
    for (guint i = 0; i < 1000 * PATIENCE_S && disk_count(&disk.by_writer) == 0; i++) {
        g_usleep(1000);
        odbc_tidy(connection, false);
    }
    guint before = disk_count(&disk.by_other);
    for (guint i = 0; i < 100; i++) {
        g_usleep(1000);
        odbc_tidy(connection, false);
    }
    CU_ASSERT_EQUAL(disk_count(&disk.by_other), before);
    CU_ASSERT_EQUAL(disk_count(&disk.by_writer), 1);
}

static void test_the_log_stays_bounded(void)
{
    OdbcConnection *connection = store_new();
    int64_t longest = 0;
    for (guint i = 0; i < 80; i++) { /* 320 MB */
        commit(connection, BULK);
        commit_some(connection, 4, true);
        longest = MAX(longest, log_bytes());
    }
    CU_ASSERT_TRUE(longest < LOG_BOUND_MB * (int64_t)1048576);
    CU_ASSERT_TRUE(disk_count(&disk.by_other) >= 2);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_TRUE(odbc_check_integrity(connection, false, &error));
    TEST_ASSERT_NO_ERROR(error);
    odbc_connection_free(connection);
    CU_ASSERT_EQUAL(log_bytes(), 0);
}

static DatabaseStatus looking_body(OdbcConnection *reader, gpointer data, GError **error)
{
    (void)error;
    OdbcConnection *connection = data;
    int64_t seen = number(reader, "SELECT count(*) FROM entry");
    commit_some(connection, 100, false);
    CU_ASSERT_EQUAL(number(reader, "SELECT count(*) FROM entry"), seen);
    return DATABASE_OK;
}

/* Who does not let go keeps the log from beginning anew, but holds nobody up; afterwards it does. */
static void test_a_reader_that_does_not_let_go(void)
{
    g_autoptr(OdbcConnection) connection = store_new();
    g_autoptr(GError) error = NULL;
    commit_some(connection, 40, true);
    OdbcConnection *reader = store_open(true);
    odbc_run_snapshot(reader, looking_body, connection, &error);
    TEST_ASSERT_NO_ERROR(error);
    odbc_connection_free(reader);
    guint without_growth = 0;
    for (guint i = 0; i < 5000 && without_growth < 20; i++) {
        int64_t before = log_bytes();
        commit_some(connection, 1, false);
        without_growth = log_bytes() == before ? without_growth + 1 : 0;
    }
    CU_ASSERT_EQUAL(without_growth, 20);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"nobody waits for the file", test_nobody_waits_for_the_file},
        {"the rest is the writer's", test_the_rest_is_the_writers},
        {"many commits need no pause", test_many_commits_need_no_pause},
        {"little is left in the log", test_little_is_left_in_the_log},
        {"nothing new is not taken over", test_nothing_new_is_not_taken_over},
        {"the log stays bounded", test_the_log_stays_bounded},
        {"a reader that does not let go", test_a_reader_that_does_not_let_go},
        CU_TEST_INFO_NULL,
    };
    disk.writer = g_thread_self();
    char *folder = test_folder_new();
    database = g_build_filename(folder, "hotel.db", NULL);
    log_file = g_strconcat(database, "-wal", NULL);
    connection_string = g_strdup_printf("Driver=SQLite3;Database=%s", database);
    int status = test_main("ops/odbc_takeover", tests);
    g_free(connection_string);
    g_free(log_file);
    g_free(g_steal_pointer(&database));
    test_folder_remove(folder);
    return status;
}
