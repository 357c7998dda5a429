/* Logical messages through a slot: all that was committed, in order, nothing that was not, again after a
 * restart. */
#include "ops/postgres_replication.h"

#include "ops/clock.h"
#include "ops/postgres_replication_frames.h"
#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/tcp_proxy.h"

#include <string.h>

static PostgresFixture postgres;

/* A reader in a thread of its own, and what it was given: "text" for each message, "|" between transactions.
 */
typedef struct {
    PgReplicationOptions options;
    PgReplication *replication;
    GThread *thread;
    GMutex mutex;
    GString *seen;
    guint transactions;
    uint64_t delivered_lsn;
    const char *refused; /* a message that is not taken */
    Clock *clock;
    GArray *latencies_us;
    GError *error;
    bool stopped_well;
} Reader;

static bool reader_deliver(const PgReplicationTransaction *transaction, gpointer data, GError **error)
{
    Reader *reader = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&reader->mutex);
    for (guint i = 0; i < transaction->message_count; i++) {
        const PgReplicationMessage *message = &transaction->messages[i];
        if (reader->refused != NULL && strcmp(message->bytes, reader->refused) == 0) {
            g_set_error(error, DATABASE_ERROR, DATABASE_HARD, "refused %s", message->bytes);
            return false;
        }
        g_assert(strlen(message->bytes) == message->length);
        g_string_append_printf(reader->seen, "%s%s", i > 0 ? "," : "", message->bytes);
    }
    int64_t latency_us = clock_now(reader->clock) - transaction->committed_at;
    g_array_append_val(reader->latencies_us, latency_us);
    g_string_append_c(reader->seen, '|');
    reader->transactions++;
    g_assert(transaction->end_lsn > transaction->commit_lsn);
    /* What was delivered before is acknowledged, what is being delivered is not. */
    uint64_t position = pg_replication_position(reader->replication);
    g_assert(position >= reader->delivered_lsn && position < transaction->end_lsn);
    reader->delivered_lsn = transaction->end_lsn;
    return true;
}

static gpointer reader_run(gpointer data)
{
    Reader *reader = data;
    reader->stopped_well = pg_replication_run(reader->replication, reader_deliver, reader, &reader->error);
    return NULL;
}

static void reader_init(Reader *reader, const char *slot)
{
    *reader = (Reader){
        .options = {
            .conninfo = postgres.conninfo, .slot = slot, .publication = "keyrack", .prefix = "keyrack"}};
    reader->options.reply_interval_ms = 50;
    reader->seen = g_string_new(NULL);
    reader->clock = clock_new_real();
    reader->latencies_us = g_array_new(false, false, sizeof(int64_t));
    g_mutex_init(&reader->mutex);
}

/* The server may need a moment until it sees that the reader before is gone. */
static bool reader_opens(gpointer data)
{
    Reader *reader = data;
    g_autoptr(GError) error = NULL;
    reader->replication = pg_replication_open(&reader->options, &error);
    if (!g_error_matches(error, PG_REPLICATION_ERROR, PG_REPLICATION_BUSY))
        g_assert_no_error(error);
    return reader->replication != NULL;
}

static bool slot_drops(gpointer data)
{
    const Reader *reader = data;
    return pg_replication_drop_slot(postgres.conninfo, reader->options.slot, NULL);
}

static void reader_start(Reader *reader)
{
    reader->delivered_lsn = 0;
    g_assert(wait_until(reader_opens, reader, 10000));
    reader->thread = g_thread_new("reader", reader_run, reader);
}

/* Waits for the thread's own end. */
static void reader_join(Reader *reader)
{
    g_thread_join(reader->thread);
    g_clear_pointer(&reader->replication, pg_replication_free);
}

static void reader_stop(Reader *reader)
{
    pg_replication_stop(reader->replication);
    reader_join(reader);
    CU_ASSERT_TRUE(reader->stopped_well);
    TEST_ASSERT_NO_ERROR(reader->error);
}

static void reader_clear(Reader *reader)
{
    CU_ASSERT_TRUE(wait_until(slot_drops, reader, 10000));
    g_clear_error(&reader->error);
    g_string_free(reader->seen, true);
    g_array_unref(reader->latencies_us);
    clock_free(reader->clock);
    g_mutex_clear(&reader->mutex);
}

typedef struct {
    Reader *reader;
    guint transactions;
} Wanted;

static bool has_wanted(gpointer data)
{
    const Wanted *wanted = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&wanted->reader->mutex);
    return wanted->reader->transactions >= wanted->transactions;
}

static void reader_wait(Reader *reader, guint transactions)
{
    Wanted wanted = {reader, transactions};
    CU_ASSERT_TRUE(wait_until(has_wanted, &wanted, 10000));
}

static void run(PgConnection *connection, const char *sql)
{
    pg_result_free(postgres_fixture_run(connection, sql));
}

static void emit(PgConnection *connection, const char *prefix, const char *text)
{
    g_autofree char *sql = g_strdup_printf("SELECT pg_logical_emit_message(true, '%s', '%s')", prefix, text);
    run(connection, sql);
}

/* ---- delivery ---- */

static void test_commit_order_and_whole_transactions(void)
{
    g_autoptr(PgConnection) first = postgres_fixture_connect(&postgres);
    g_autoptr(PgConnection) second = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "order_slot");
    reader_start(&reader);
    CU_ASSERT_TRUE(pg_replication_slot_was_made(reader.replication));
    run(first, "BEGIN");
    emit(first, "keyrack", "a1");
    run(second, "BEGIN");
    emit(second, "keyrack", "b1");
    emit(first, "keyrack", "a2");
    emit(second, "keyrack", "北京");
    run(second, "COMMIT");
    run(first, "COMMIT");
    reader_wait(&reader, 2);
    reader_stop(&reader);
    CU_ASSERT_STRING_EQUAL(reader.seen->str, "b1,北京|a1,a2|");
    reader_clear(&reader);
}

static void test_other_prefixes_and_rollbacks_never_arrive(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "rollback_slot");
    reader_start(&reader);
    run(connection, "BEGIN");
    emit(connection, "keyrack", "undone");
    run(connection, "ROLLBACK");
    emit(connection, "keyrack_other", "not ours");
    run(connection, "SELECT pg_logical_emit_message(false, 'keyrack', 'not of a transaction')");
    run(connection, "BEGIN");
    run(connection, "SAVEPOINT half");
    emit(connection, "keyrack", "half");
    run(connection, "ROLLBACK TO half");
    emit(connection, "keyrack", "kept");
    run(connection, "COMMIT");
    reader_wait(&reader, 1);
    reader_stop(&reader);
    CU_ASSERT_STRING_EQUAL(reader.seen->str, "kept|");
    reader_clear(&reader);
}

static void test_large_message_arrives_whole(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "large_slot");
    reader_start(&reader);
    run(connection, "SELECT pg_logical_emit_message(true, 'keyrack', repeat('x', 3000000))");
    reader_wait(&reader, 1);
    reader_stop(&reader);
    CU_ASSERT_EQUAL(reader.seen->len, 3000001);
    reader_clear(&reader);
}

static void test_restart_goes_on_where_it_was(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "restart_slot");
    reader_start(&reader);
    emit(connection, "keyrack", "1");
    emit(connection, "keyrack", "2");
    reader_wait(&reader, 2);
    reader_stop(&reader);
    emit(connection, "keyrack", "3");
    emit(connection, "keyrack", "4");
    reader_start(&reader);
    CU_ASSERT_FALSE(pg_replication_slot_was_made(reader.replication));
    reader_wait(&reader, 4);
    reader_stop(&reader);
    CU_ASSERT_STRING_EQUAL(reader.seen->str, "1|2|3|4|");
    reader_clear(&reader);
}

static void test_undelivered_comes_again(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "again_slot");
    reader.refused = "2";
    reader_start(&reader);
    emit(connection, "keyrack", "1");
    emit(connection, "keyrack", "2");
    emit(connection, "keyrack", "3");
    reader_join(&reader);
    CU_ASSERT_FALSE(reader.stopped_well);
    TEST_ASSERT_ERROR(reader.error, DATABASE_ERROR, DATABASE_HARD, "refused 2");
    reader.refused = NULL;
    reader_start(&reader);
    reader_wait(&reader, 3);
    reader_stop(&reader);
    CU_ASSERT_STRING_EQUAL(reader.seen->str, "1|2|3|");
    reader_clear(&reader);
}

static bool has_three(gpointer data)
{
    Reader *reader = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&reader->mutex);
    return g_str_has_suffix(reader->seen->str, "3|");
}

static void test_crash_of_the_server_loses_nothing(void)
{
    Reader reader;
    reader_init(&reader, "crash_slot");
    reader_start(&reader);
    PgConnection *connection = postgres_fixture_connect(&postgres);
    emit(connection, "keyrack", "1");
    reader_wait(&reader, 1);
    pg_connection_free(connection);
    postgres_fixture_crash(&postgres);
    reader_join(&reader);
    CU_ASSERT_FALSE(reader.stopped_well);
    CU_ASSERT_TRUE(g_error_matches(reader.error, PG_REPLICATION_ERROR, PG_REPLICATION_CONNECTION));
    g_clear_error(&reader.error);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(pg_replication_open(&reader.options, &error));
    TEST_ASSERT_ERROR(error, PG_REPLICATION_ERROR, PG_REPLICATION_CONNECTION, "replication stream");
    postgres_fixture_start(&postgres);
    connection = postgres_fixture_connect(&postgres);
    emit(connection, "keyrack", "2");
    reader_start(&reader);
    emit(connection, "keyrack", "3");
    CU_ASSERT_TRUE(wait_until(has_three, &reader, 10000));
    reader_stop(&reader);
    /* At least once: what was not acknowledged before the crash may come a second time. */
    CU_ASSERT_TRUE(g_str_has_suffix(reader.seen->str, "2|3|"));
    CU_ASSERT_TRUE(g_str_has_prefix(reader.seen->str, "1|"));
    pg_connection_free(connection);
    reader_clear(&reader);
}

static void test_ended_walsender_is_told(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "ended_slot");
    reader_start(&reader);
    run(connection,
        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = 'ended_slot'");
    reader_join(&reader);
    CU_ASSERT_FALSE(reader.stopped_well);
    CU_ASSERT_TRUE(g_error_matches(reader.error, PG_REPLICATION_ERROR, PG_REPLICATION_CONNECTION));
    reader_clear(&reader);
}

/* ---- slots ---- */

static void test_slot_has_one_reader(void)
{
    Reader reader;
    reader_init(&reader, "busy_slot");
    reader_start(&reader);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(pg_replication_open(&reader.options, &error));
    TEST_ASSERT_ERROR(error, PG_REPLICATION_ERROR, PG_REPLICATION_BUSY, "busy_slot");
    reader_stop(&reader);
    reader_clear(&reader);
}

static bool no_temporary_slot(gpointer data)
{
    return postgres_fixture_number(data, "SELECT count(*) FROM pg_replication_slots WHERE temporary") == 0;
}

static void test_temporary_slot_goes_with_its_reader(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "temporary_slot");
    reader.options.temporary = true;
    reader_start(&reader);
    emit(connection, "keyrack", "1");
    reader_wait(&reader, 1);
    reader_stop(&reader);
    CU_ASSERT_TRUE(wait_until(no_temporary_slot, connection, 5000));
    reader_clear(&reader);
}

static void test_lost_slot_is_told_and_made_anew(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    g_autoptr(GError) error = NULL;
    Reader reader;
    reader_init(&reader, "lost_slot");
    reader_start(&reader);
    reader_stop(&reader);
    run(connection, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
    run(connection, "SELECT pg_reload_conf()");
    for (int i = 0; i < 4; i++) {
        emit(connection, "keyrack", "filler");
        run(connection, "SELECT pg_switch_wal()");
    }
    run(connection, "CHECKPOINT");
    CU_ASSERT_PTR_NULL(pg_replication_open(&reader.options, &error));
    TEST_ASSERT_ERROR(error, PG_REPLICATION_ERROR, PG_REPLICATION_SLOT_LOST, "lost_slot");
    CU_ASSERT_TRUE(wait_until(slot_drops, &reader, 10000));
    reader_start(&reader);
    CU_ASSERT_TRUE(pg_replication_slot_was_made(reader.replication));
    emit(connection, "keyrack", "new");
    reader_wait(&reader, 1);
    reader_stop(&reader);
    CU_ASSERT_STRING_EQUAL(reader.seen->str, "new|");
    run(connection, "ALTER SYSTEM RESET max_slot_wal_keep_size");
    run(connection, "SELECT pg_reload_conf()");
    reader_clear(&reader);
}

static void test_odd_names_are_refused(void)
{
    PgReplicationOptions options = {
        .conninfo = postgres.conninfo, .slot = "x; DROP", .publication = "keyrack"};
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(pg_replication_open(&options, &error));
    TEST_ASSERT_ERROR(error, PG_REPLICATION_ERROR, PG_REPLICATION_SERVER, "a-z");
}

/* ---- position ---- */

static bool slot_caught_up(gpointer data)
{
    return postgres_fixture_number(
               data, "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'idle_slot' AND "
                     "confirmed_flush_lsn >= (SELECT at FROM mark)") == 1;
}

/* Nobody emits a message, others write: the slot must follow, or it keeps the log for ever. */
static void test_idle_reader_lets_the_log_go(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "idle_slot");
    reader_start(&reader);
    run(connection, "CREATE TABLE noise AS SELECT generate_series(1, 50000) AS id");
    run(connection, "CREATE TABLE mark AS SELECT pg_current_wal_lsn() AS at");
    CU_ASSERT_TRUE(wait_until(slot_caught_up, connection, 5000));
    CU_ASSERT_EQUAL(reader.transactions, 0);
    reader_stop(&reader);
    run(connection, "DROP TABLE noise, mark");
    reader_clear(&reader);
}

/* Each reply makes the server send a keepalive: a reply for each keepalive would be a storm. */
static void test_replies_follow_the_timer(void)
{
    g_autoptr(TcpProxy) proxy = tcp_proxy_new(postgres.server.port);
    g_autofree char *conninfo =
        g_strdup_printf("host=127.0.0.1 port=%d user=keyrack dbname=keyrack", tcp_proxy_port(proxy));
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "timer_slot");
    reader.options.conninfo = conninfo;
    reader.options.reply_interval_ms = 100;
    reader_start(&reader);
    guint before = tcp_proxy_requests(proxy);
    int64_t began_us = clock_monotonic_us();
    for (int i = 0; i < 500; i++) {
        emit(connection, "keyrack", "m");
        emit(connection, "other", "n");
    }
    reader_wait(&reader, 500);
    int64_t passed_ms = (clock_monotonic_us() - began_us) / 1000;
    CU_ASSERT_TRUE(tcp_proxy_requests(proxy) - before <= 2 * (guint)(passed_ms / 100) + 5);
    CU_ASSERT_TRUE(tcp_proxy_requests(proxy) - before >= 1);
    reader_stop(&reader);
    reader_clear(&reader);
}

static void test_stop_before_run(void)
{
    Reader reader;
    reader_init(&reader, "stop_slot");
    g_autoptr(GError) error = NULL;
    reader.replication = pg_replication_open(&reader.options, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(reader.replication);
    pg_replication_stop(reader.replication);
    CU_ASSERT_TRUE(pg_replication_run(reader.replication, reader_deliver, &reader, &error));
    pg_replication_free(reader.replication);
    reader_clear(&reader);
}

/* ---- frames ---- */

static const char begin_frame[] = "w\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\3"
                                  "B\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\6\0\0\0\7";
static const char message_frame[] = "w\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\3"
                                    "M\1\0\0\0\0\0\0\1\2keyrack\0\0\0\0\3abc";
static const char commit_frame[] = "w\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\3"
                                   "C\0\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\6\0\0\0\0\0\0\0\0";
static const char keepalive_frame[] = "k\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\3\1";

static void test_frames_are_read(void)
{
    PgFrame frame;
    CU_ASSERT_TRUE(pg_frame_parse(begin_frame, sizeof begin_frame - 1, &frame));
    CU_ASSERT_EQUAL(frame.kind, PG_FRAME_BEGIN);
    CU_ASSERT_TRUE(pg_frame_parse(message_frame, sizeof message_frame - 1, &frame));
    CU_ASSERT_EQUAL(frame.kind, PG_FRAME_MESSAGE);
    CU_ASSERT_TRUE(frame.transactional);
    CU_ASSERT_EQUAL(frame.lsn, 0x102);
    CU_ASSERT_STRING_EQUAL(frame.prefix, "keyrack");
    CU_ASSERT_EQUAL(frame.length, 3);
    CU_ASSERT_EQUAL(memcmp(frame.bytes, "abc", 3), 0);
    CU_ASSERT_TRUE(pg_frame_parse(commit_frame, sizeof commit_frame - 1, &frame));
    CU_ASSERT_EQUAL(frame.kind, PG_FRAME_COMMIT);
    CU_ASSERT_EQUAL(frame.commit_lsn, 5);
    CU_ASSERT_EQUAL(frame.end_lsn, 6);
    CU_ASSERT_EQUAL(frame.at, INT64_C(946684800000000));
    CU_ASSERT_TRUE(pg_frame_parse(keepalive_frame, sizeof keepalive_frame - 1, &frame));
    CU_ASSERT_EQUAL(frame.kind, PG_FRAME_KEEPALIVE);
    CU_ASSERT_EQUAL(frame.end_lsn, 256);
    CU_ASSERT_TRUE(frame.reply_now);
}

static void assert_no_prefix_is_read(const char *bytes, gsize length)
{
    for (gsize cut = 0; cut < length; cut++) {
        /* A copy of exactly that size, so that a sanitizer sees a read beyond it. */
        g_autofree char *exact = g_memdup2(bytes, cut);
        PgFrame frame = {.kind = PG_FRAME_OTHER};
        bool read = pg_frame_parse(exact, cut, &frame);
        CU_ASSERT_TRUE(!read || frame.kind == PG_FRAME_OTHER);
    }
}

static void test_cut_frames_are_refused(void)
{
    assert_no_prefix_is_read(begin_frame, sizeof begin_frame - 1);
    assert_no_prefix_is_read(message_frame, sizeof message_frame - 1);
    assert_no_prefix_is_read(commit_frame, sizeof commit_frame - 1);
    assert_no_prefix_is_read(keepalive_frame, sizeof keepalive_frame - 1);
    PgFrame frame;
    CU_ASSERT_FALSE(pg_frame_parse("z", 1, &frame));
}

static void test_reply_is_written(void)
{
    static const char wanted[] = "r\1\2\3\4\5\6\7\10\1\2\3\4\5\6\7\10\1\2\3\4\5\6\7\10\0\0\0\0\0\0\0\1\0";
    char reply[PG_FRAME_REPLY_SIZE];
    pg_frame_reply(UINT64_C(0x0102030405060708), INT64_C(946684800000001), reply);
    CU_ASSERT_EQUAL(sizeof wanted - 1, PG_FRAME_REPLY_SIZE);
    CU_ASSERT_EQUAL(memcmp(reply, wanted, PG_FRAME_REPLY_SIZE), 0);
}

static int compare_int64(gconstpointer first, gconstpointer second)
{
    int64_t left = *(const int64_t *)first;
    int64_t right = *(const int64_t *)second;
    return left < right ? -1 : left > right;
}

/* Not a limit, a figure: printed, so that a change for the worse can be seen. */
static void test_figures(void)
{
    enum { messages = 1000 };
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    Reader reader;
    reader_init(&reader, "figure_slot");
    reader_start(&reader);
    for (int i = 0; i < messages; i++)
        emit(connection, "keyrack", "a change of a cell");
    reader_wait(&reader, messages);
    reader_stop(&reader);
    g_array_sort(reader.latencies_us, compare_int64);
    printf("replication: commit to reader p50 %d us, p99 %d us\n",
           (int)g_array_index(reader.latencies_us, int64_t, messages / 2),
           (int)g_array_index(reader.latencies_us, int64_t, messages * 99 / 100));
    reader_clear(&reader);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"commit order and whole transactions", test_commit_order_and_whole_transactions},
        {"other prefixes and rollbacks never arrive", test_other_prefixes_and_rollbacks_never_arrive},
        {"large message arrives whole", test_large_message_arrives_whole},
        {"restart goes on where it was", test_restart_goes_on_where_it_was},
        {"undelivered comes again", test_undelivered_comes_again},
        {"crash of the server loses nothing", test_crash_of_the_server_loses_nothing},
        {"ended walsender is told", test_ended_walsender_is_told},
        {"slot has one reader", test_slot_has_one_reader},
        {"temporary slot goes with its reader", test_temporary_slot_goes_with_its_reader},
        {"lost slot is told and made anew", test_lost_slot_is_told_and_made_anew},
        {"odd names are refused", test_odd_names_are_refused},
        {"idle reader lets the log go", test_idle_reader_lets_the_log_go},
        {"replies follow the timer", test_replies_follow_the_timer},
        {"stop before run", test_stop_before_run},
        {"frames are read", test_frames_are_read},
        {"cut frames are refused", test_cut_frames_are_refused},
        {"reply is written", test_reply_is_written},
        {"figures", test_figures},
        CU_TEST_INFO_NULL,
    };
    postgres_fixture_init(&postgres);
    int status = test_main("ops/postgres_replication", tests);
    postgres_fixture_clear(&postgres);
    return status;
}
