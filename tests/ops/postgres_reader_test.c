/* A stream that is kept: it breaks, is busy, is not there, and is read on; what failed is told, and told
 * again after it has worked. */
#include "ops/postgres_reader.h"

#include "ops/clock.h"
#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/tsan_glib.h"

enum { PATIENCE_MS = 10000, RETRY_MS = 20, FOREVER_MS = 3600 * 1000 };

static PostgresFixture postgres;

/* A reader and what it told. */
typedef struct {
    PgReaderOptions options;
    PgReader *reader;
    GMutex mutex;
    GString *seen; /* each message and a comma */
    guint opened;
    guint made;
    guint failed;
    guint told; /* of `failed`, those that were no repetition */
    bool wanted;
    guint asked; /* whether it is wanted */
    const char *refused;
} Kept;

static bool is_wanted(gpointer data)
{
    Kept *kept = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->mutex);
    kept->asked++;
    return kept->wanted;
}

static void on_open(bool slot_was_made, gpointer data)
{
    Kept *kept = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->mutex);
    kept->opened++;
    kept->made += slot_was_made;
}

static bool deliver(const PgReplicationTransaction *transaction, gpointer data, GError **error)
{
    Kept *kept = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->mutex);
    const char *text = transaction->messages[0].bytes;
    if (g_strcmp0(text, kept->refused) == 0) {
        kept->refused = NULL;
        g_set_error(error, DATABASE_ERROR, DATABASE_HARD, "refused %s", text);
        return false;
    }
    g_string_append_printf(kept->seen, "%s,", text);
    return true;
}

static void on_failure(const GError *error, bool repeated, gpointer data)
{
    Kept *kept = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->mutex);
    g_assert(error != NULL);
    kept->failed++;
    kept->told += !repeated;
}

/* Not started: a test may change the options before. */
static void kept_init(Kept *kept, const char *slot)
{
    *kept = (Kept){
        .options = {.name = slot,
                    .replication = {.conninfo = postgres.conninfo,
                                    .slot = slot,
                                    .publication = "keyrack",
                                    .prefix = "keyrack",
                                    .reply_interval_ms = 50},
                    .retry_ms = RETRY_MS,
                    .is_wanted = is_wanted,
                    .opened = on_open,
                    .deliver = deliver,
                    .failed = on_failure,
                    .data = kept},
        .seen = g_string_new(NULL),
        .wanted = true,
    };
    g_mutex_init(&kept->mutex);
}

static void kept_start(Kept *kept)
{
    kept->reader = pg_reader_new(&kept->options);
    pg_reader_start(kept->reader);
}

/* Callbacks ask the reader until it is gone. */
static void kept_stop(Kept *kept)
{
    pg_reader_free(kept->reader);
    kept->reader = NULL;
}

static bool slot_drops(gpointer data)
{
    const Kept *kept = data;
    return pg_replication_drop_slot(postgres.conninfo, kept->options.replication.slot, NULL);
}

static void kept_clear(Kept *kept)
{
    kept_stop(kept);
    CU_ASSERT_TRUE(wait_until(slot_drops, kept, PATIENCE_MS));
    g_string_free(kept->seen, true);
    g_mutex_clear(&kept->mutex);
}

/* ---- waiting ---- */

typedef struct {
    Kept *kept;
    const guint *count; /* under the mutex */
    guint at_least;
} Wanted;

static guint count_now(Kept *kept, const guint *count)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->mutex);
    return *count;
}

static bool has_count(gpointer data)
{
    const Wanted *wanted = data;
    return count_now(wanted->kept, wanted->count) >= wanted->at_least;
}

static void wait_count(Kept *kept, const guint *count, guint at_least)
{
    Wanted wanted = {kept, count, at_least};
    CU_ASSERT_TRUE_FATAL(wait_until(has_count, &wanted, PATIENCE_MS));
}

static bool is_reading(gpointer data)
{
    const Kept *kept = data;
    return pg_reader_is_reading(kept->reader);
}

static bool has_last(gpointer data)
{
    Kept *kept = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept->mutex);
    return g_str_has_suffix(kept->seen->str, "last,");
}

static void emit(PgConnection *connection, const char *text)
{
    g_autofree char *sql = g_strdup_printf("SELECT pg_logical_emit_message(true, 'keyrack', '%s')", text);
    pg_result_free(postgres_fixture_run(connection, sql));
}

/* ---- the tests ---- */

static void test_reads_until_it_is_freed(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Gauge *gauge = metrics_gauge("reader_test_reading", "1 while it reads", NULL);
    Kept kept;
    kept_init(&kept, "reads_slot");
    kept.options.reading = gauge;
    kept_start(&kept);
    CU_ASSERT_TRUE(wait_until(is_reading, &kept, PATIENCE_MS));
    CU_ASSERT_FALSE(pg_reader_is_stopping(kept.reader));
    emit(connection, "first");
    emit(connection, "last");
    CU_ASSERT_TRUE(wait_until(has_last, &kept, PATIENCE_MS));
    CU_ASSERT_EQUAL(gauge_value(gauge), 1);
    kept_stop(&kept);
    CU_ASSERT_EQUAL(gauge_value(gauge), 0);
    CU_ASSERT_STRING_EQUAL(kept.seen->str, "first,last,");
    CU_ASSERT_EQUAL(kept.opened, 1);
    CU_ASSERT_EQUAL(kept.made, 1);
    CU_ASSERT_EQUAL(kept.failed, 0);
    kept_clear(&kept);
}

static void stream_break(PgConnection *connection)
{
    pg_result_free(postgres_fixture_run(connection,
                                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots "
                                        "WHERE slot_name = 'broken_slot'"));
}

/* Twice for the same reason: it worked in between, so both are told. */
static void test_a_broken_stream_is_read_on(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Kept kept;
    kept_init(&kept, "broken_slot");
    kept_start(&kept);
    for (guint broken = 1; broken <= 2; broken++) {
        CU_ASSERT_TRUE(wait_until(is_reading, &kept, PATIENCE_MS));
        stream_break(connection);
        wait_count(&kept, &kept.opened, broken + 1);
    }
    emit(connection, "last");
    CU_ASSERT_TRUE(wait_until(has_last, &kept, PATIENCE_MS));
    CU_ASSERT_EQUAL(count_now(&kept, &kept.made), 1);
    CU_ASSERT_EQUAL(count_now(&kept, &kept.told), 2);
    kept_clear(&kept);
}

static void test_what_was_refused_comes_again(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Kept kept;
    kept_init(&kept, "refused_slot");
    kept.refused = "once";
    kept_start(&kept);
    CU_ASSERT_TRUE(wait_until(is_reading, &kept, PATIENCE_MS));
    emit(connection, "once");
    emit(connection, "last");
    CU_ASSERT_TRUE(wait_until(has_last, &kept, PATIENCE_MS));
    kept_stop(&kept);
    CU_ASSERT_STRING_EQUAL(kept.seen->str, "once,last,");
    CU_ASSERT_EQUAL(kept.failed, 1);
    kept_clear(&kept);
}

/* The server is away for a while, works, and is away again. */
static void test_a_server_that_is_away_is_told_once(void)
{
    Kept kept;
    kept_init(&kept, "away_slot");
    postgres_fixture_crash(&postgres);
    int64_t began_us = clock_monotonic_us();
    kept_start(&kept);
    wait_count(&kept, &kept.failed, 5);
    /* It asks less and less often. */
    CU_ASSERT_TRUE(clock_monotonic_us() - began_us >= (1 + 2 + 4 + 4) * RETRY_MS * INSTANT_MILLISECOND);
    CU_ASSERT_EQUAL(count_now(&kept, &kept.told), 1);
    postgres_fixture_start(&postgres);
    CU_ASSERT_TRUE(wait_until(is_reading, &kept, PATIENCE_MS));
    guint told = count_now(&kept, &kept.told); /* a server that starts says so */
    postgres_fixture_crash(&postgres);
    wait_count(&kept, &kept.told, told + 2); /* the stream broke, and there is no server */
    guint failed = count_now(&kept, &kept.failed);
    wait_count(&kept, &kept.failed, failed + 2);
    CU_ASSERT_EQUAL(count_now(&kept, &kept.told), told + 2);
    postgres_fixture_start(&postgres);
    CU_ASSERT_TRUE(wait_until(is_reading, &kept, PATIENCE_MS));
    kept_clear(&kept);
}

static void test_a_busy_slot_is_waited_for_in_silence(void)
{
    Kept first, second;
    kept_init(&first, "taken_slot");
    kept_init(&second, "taken_slot");
    kept_start(&first);
    CU_ASSERT_TRUE(wait_until(is_reading, &first, PATIENCE_MS));
    kept_start(&second);
    wait_count(&second, &second.asked, 3);
    CU_ASSERT_FALSE(pg_reader_is_reading(second.reader));
    kept_stop(&first);
    CU_ASSERT_TRUE(wait_until(is_reading, &second, PATIENCE_MS));
    CU_ASSERT_EQUAL(second.failed, 0);
    kept_clear(&second);
    kept_clear(&first);
}

static void test_it_opens_once_it_is_wanted(void)
{
    Kept kept;
    kept_init(&kept, "wanted_slot");
    kept.wanted = false;
    kept_start(&kept);
    wait_count(&kept, &kept.asked, 3);
    CU_ASSERT_EQUAL(count_now(&kept, &kept.opened), 0);
    g_mutex_lock(&kept.mutex);
    kept.wanted = true;
    g_mutex_unlock(&kept.mutex);
    CU_ASSERT_TRUE(wait_until(is_reading, &kept, PATIENCE_MS));
    kept_clear(&kept);
}

/* Would take an hour if it were waited for. */
static void test_it_is_stopped_while_it_pauses(void)
{
    Kept kept;
    kept_init(&kept, "paused_slot");
    kept.wanted = false;
    kept.options.retry_ms = FOREVER_MS;
    kept_start(&kept);
    wait_count(&kept, &kept.asked, 1);
    kept_stop(&kept);
    CU_ASSERT_EQUAL(kept.opened, 0);
    kept_clear(&kept);
}

static bool wants_until_stopped(gpointer data)
{
    Kept *kept = data;
    is_wanted(kept);
    while (!pg_reader_is_stopping(kept->reader))
        clock_sleep_ms(1);
    return true;
}

/* A stop that comes just before the stream opens ends that as well. */
static void test_it_is_stopped_while_it_opens(void)
{
    Kept kept;
    kept_init(&kept, "early_slot");
    kept.options.is_wanted = wants_until_stopped;
    kept_start(&kept);
    wait_count(&kept, &kept.asked, 1);
    kept_stop(&kept);
    CU_ASSERT_EQUAL(kept.opened, 1);
    CU_ASSERT_EQUAL(kept.failed, 0);
    kept_clear(&kept);
}

static void test_one_that_never_started_is_freed(void)
{
    Kept kept;
    kept_init(&kept, "unused_slot");
    kept.reader = pg_reader_new(&kept.options);
    CU_ASSERT_FALSE(pg_reader_is_reading(kept.reader));
    kept_clear(&kept);
    pg_reader_free(NULL);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"reads until it is freed", test_reads_until_it_is_freed},
        {"a broken stream is read on", test_a_broken_stream_is_read_on},
        {"what was refused comes again", test_what_was_refused_comes_again},
        {"a server that is away is told once", test_a_server_that_is_away_is_told_once},
        {"a busy slot is waited for in silence", test_a_busy_slot_is_waited_for_in_silence},
        {"it opens once it is wanted", test_it_opens_once_it_is_wanted},
        {"it is stopped while it pauses", test_it_is_stopped_while_it_pauses},
        {"it is stopped while it opens", test_it_is_stopped_while_it_opens},
        {"one that never started is freed", test_one_that_never_started_is_freed},
        CU_TEST_INFO_NULL,
    };
    postgres_fixture_init(&postgres);
    int status = test_main("ops/postgres_reader", tests);
    postgres_fixture_clear(&postgres);
    return status;
}
