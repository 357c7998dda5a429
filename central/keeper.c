#include "central/keeper.h"

#include "central/allotment/allotment_keeper.h"
#include "central/booking/hold_store.h"
#include "central/feed/feed_log.h"
#include "central/feed/feed_watch.h"
#include "central/hotel/hotel_store.h"
#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "ops/session.h"
#include "sync/feed_head.h"
#include "sync/feed_reader.h"

enum {
    ROUND_MS = 500,
    COMPARE_ROUNDS = 10,  /* every 5 s: is the memory where the database is? */
    FORGET_ROUNDS = 7200, /* every hour */
    HOLDS_A_ROUND = 500,
    IDEMPOTENCY_DAYS = 90, /* as long as a hotel may be cut off */
};

#define LIST_NEVER_US (INT64_MAX / 2)

struct Keeper {
    Central *central;
    PgConnection *connection;
    BusSubscription *feed;
    FeedLog *log; /* the same messages, sooner */
    GThread *thread;
    GMutex mutex;
    GCond wake;
    GHashTable *behind; /* const ChainHotel * whose memory missed something -> its FeedReader */
    gboolean woken;     /* one of them is new */
    gboolean stopping;
    Counter *reloads;
};

static const PgStatement forget = {"idempotency_forget",
                                   "DELETE FROM idempotency i USING (SELECT scope, key FROM idempotency "
                                   "WHERE created_at < $1 LIMIT 10000) AS old "
                                   "WHERE i.scope = old.scope AND i.key = old.key",
                                   1};

static const PgStatement sessions_ended = {
    "sessions_ended", "SELECT token_id, expires_at FROM revoked_session WHERE expires_at > $1", 1};

static void reader_free(gpointer pointer)
{
    FeedReader *reader = pointer;
    feed_reader_clear(reader);
    g_free(reader);
}

/* The memory applies messages where they arrive and is compared with the database as a whole: of the reader
 * it needs who is to be listed, and that a wish which comes during a listing stands. Mutex held. */
static FeedReader *reader_of(Keeper *keeper, const ChainHotel *hotel)
{
    FeedReader *reader = g_hash_table_lookup(keeper->behind, hotel);
    if (!reader) {
        reader = g_new(FeedReader, 1);
        feed_reader_init(reader, 1, LIST_NEVER_US, g_free);
        g_hash_table_insert(keeper->behind, (gpointer)hotel, reader);
    }
    return reader;
}

void keeper_reload(Keeper *keeper, const ChainHotel *hotel)
{
    g_mutex_lock(&keeper->mutex);
    feed_reader_want_list(reader_of(keeper, hotel));
    keeper->woken = TRUE;
    g_cond_signal(&keeper->wake);
    g_mutex_unlock(&keeper->mutex);
}

void keeper_note(Keeper *keeper, const json_t *message)
{
    feed_watch_take(keeper->central->feed, message);
    allotment_keeper_note(keeper->central->allotment_keeper, message);
}

/* Most messages are about what this instance committed itself, or came by the other way: not worth taking
 * apart. */
static gboolean is_known(Keeper *keeper, const char *bytes, gsize length)
{
    FeedHead head;
    const ChainHotel *hotel =
        feed_head_read(bytes, length, &head) ? chain_hotel(keeper->central->chain, head.hotel) : NULL;
    return hotel && head.to <= inventory_memory_version(keeper->central->memory, hotel) &&
           head.to <= feed_watch_reached(keeper->central->feed, hotel);
}

/* On the log's thread or on the bus's: the memory puts both in order. */
static void on_feed(const char *bytes, gsize length, gpointer data)
{
    Keeper *keeper = data;
    if (is_known(keeper, bytes, length))
        return;
    json_t *document = json_parse(bytes, length, NULL);
    if (!document) {
        log_our_fault("feed message is not JSON", log_int("bytes", (int64_t)length));
        return;
    }
    keeper_note(keeper, document);
    if (inventory_memory_apply(keeper->central->memory, document) == FEED_LIST) {
        const char *code = json_string_value(json_object_get(document, "hotel"));
        keeper_reload(keeper, chain_hotel(keeper->central->chain, code));
    }
    json_decref(document);
}

static void on_bus(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    on_feed(message->data, message->length, data);
}

static const ChainHotel *next_behind(Keeper *keeper)
{
    GHashTableIter iter;
    gpointer hotel, reader;
    gboolean found = FALSE;
    g_mutex_lock(&keeper->mutex);
    g_hash_table_iter_init(&iter, keeper->behind);
    while (!found && g_hash_table_iter_next(&iter, &hotel, &reader))
        found = feed_reader_list_begin(reader, clock_monotonic_us());
    g_mutex_unlock(&keeper->mutex);
    return found ? hotel : NULL;
}

/* What could not be loaded waits for the next round. */
static void list_ended(Keeper *keeper, const ChainHotel *hotel, gboolean loaded)
{
    g_mutex_lock(&keeper->mutex);
    FeedReader *reader = reader_of(keeper, hotel);
    feed_reader_list_end(reader);
    if (!loaded)
        feed_reader_want_list(reader);
    else if (!reader->list_wanted)
        g_hash_table_remove(keeper->behind, hotel);
    g_mutex_unlock(&keeper->mutex);
}

static gboolean load(Keeper *keeper, const ChainHotel *hotel)
{
    InventoryMemory *memory = keeper->central->memory;
    g_autoptr(GError) error = NULL;
    counter_add(keeper->reloads, 1);
    if (inventory_memory_load(memory, hotel, keeper->connection, &error) == DATABASE_OK) {
        feed_watch_position(keeper->central->feed, hotel, inventory_memory_version(memory, hotel));
        /* What the messages said that are skipped from now on, as known, could have allowed a grant. */
        allotment_keeper_look(keeper->central->allotment_keeper, hotel);
        return TRUE;
    }
    log_warning("memory of a hotel cannot be loaded", log_text("hotel", hotel->code),
                log_text("why", error->message));
    return FALSE;
}

static void reload_behind(Keeper *keeper)
{
    gboolean loaded = TRUE;
    const ChainHotel *hotel = next_behind(keeper);
    while (hotel) {
        loaded = load(keeper, hotel);
        list_ended(keeper, hotel, loaded);
        hotel = loaded ? next_behind(keeper) : NULL;
    }
}

/* The net under the feed: a message that nobody noticed missing shows here. */
static void compare_versions(Keeper *keeper)
{
    g_autoptr(GArray) positions = NULL;
    g_autoptr(GError) error = NULL;
    if (hotel_positions(keeper->connection, &positions, &error) != DATABASE_OK) {
        log_warning("versions cannot be compared", log_text("why", error->message));
        return;
    }
    for (guint i = 0; i < positions->len; i++) {
        const HotelPosition *position = &g_array_index(positions, HotelPosition, i);
        const ChainHotel *hotel = chain_hotel_by_number(keeper->central->chain, position->hotel_id);
        if (hotel && inventory_memory_version(keeper->central->memory, hotel) < position->feed_version)
            keeper_reload(keeper, hotel);
    }
}

static void expired_finish(BookingCommand *command, gpointer data G_GNUC_UNUSED)
{
    booking_command_free(command);
}

static void expire_holds(Keeper *keeper, gboolean practice)
{
    Instant now = clock_now(practice ? keeper->central->practice : keeper->central->wall);
    g_autoptr(GPtrArray) holds = NULL;
    g_autoptr(GError) error = NULL;
    if (hold_list_expired(keeper->connection, practice, now, HOLDS_A_ROUND, &holds, &error) != DATABASE_OK) {
        log_warning("expired holds cannot be listed", log_text("why", error->message));
        return;
    }
    for (guint i = 0; i < holds->len; i++) {
        BookingCommand *command = booking_command_new(BOOKING_EXPIRE_HOLD);
        command->hold_id = g_strdup(holds->pdata[i]);
        command->at = now;
        command->finish = expired_finish;
        booking_lane_submit(keeper->central->lane, command);
    }
}

static void follow_practice_clock(Keeper *keeper)
{
    gboolean set = FALSE;
    Instant now = 0;
    if (practice_clock_load(keeper->connection, &set, &now, NULL) == DATABASE_OK && set)
        clock_set(keeper->central->practice, now, NULL); /* behind ours: another instance will follow us */
}

/* A log-out at another instance, or before this one started, ends the session here too. */
static void follow_ended_sessions(Keeper *keeper)
{
    Instant now = clock_now(keeper->central->wall);
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_instant(parameters, now);
    g_autoptr(PgResult) rows = NULL;
    if (pg_execute(keeper->connection, &sessions_ended, parameters, &rows, NULL) != DATABASE_OK)
        return; /* again in the next round */
    for (guint i = 0; i < pg_result_rows(rows); i++)
        session_end(keeper->central->sessions, pg_result_text(rows, i, 0), pg_result_instant(rows, i, 1),
                    now);
}

static void forget_old_answers(Keeper *keeper)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_instant(parameters, clock_now(keeper->central->wall) - IDEMPOTENCY_DAYS * INSTANT_DAY);
    g_autoptr(GError) error = NULL;
    if (pg_execute(keeper->connection, &forget, parameters, NULL, &error) != DATABASE_OK)
        log_warning("old idempotency records cannot be removed", log_text("why", error->message));
}

static void keeper_round(Keeper *keeper, guint64 round)
{
    gboolean answers = pg_connection_ensure(keeper->connection, NULL);
    g_atomic_int_set(&keeper->central->database_answers, answers);
    if (!answers)
        return;
    if (round % COMPARE_ROUNDS == 0) {
        follow_practice_clock(keeper);
        follow_ended_sessions(keeper);
        compare_versions(keeper);
    }
    reload_behind(keeper);
    expire_holds(keeper, FALSE);
    expire_holds(keeper, TRUE);
    if (round % FORGET_ROUNDS == 0)
        forget_old_answers(keeper);
}

static gboolean keeper_sleep(Keeper *keeper)
{
    gint64 until = clock_monotonic_us() + ROUND_MS * INSTANT_MILLISECOND;
    g_mutex_lock(&keeper->mutex);
    if (!keeper->stopping && !keeper->woken)
        g_cond_wait_until(&keeper->wake, &keeper->mutex, until);
    keeper->woken = FALSE;
    gboolean stopping = keeper->stopping;
    g_mutex_unlock(&keeper->mutex);
    return !stopping;
}

static gpointer keeper_run(gpointer data)
{
    Keeper *keeper = data;
    for (guint64 round = 1; keeper_sleep(keeper); round++)
        keeper_round(keeper, round);
    return NULL;
}

Keeper *keeper_new(Central *central, gboolean read_log, GError **error)
{
    PgOptions options = central->database;
    options.application_name = "keyrack keeper";
    PgConnection *connection = pg_connection_new(&options, error);
    if (!connection)
        return NULL;
    Keeper *keeper = g_new0(Keeper, 1);
    keeper->central = central;
    keeper->connection = connection;
    keeper->behind = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, reader_free);
    keeper->reloads = metrics_counter("keyrack_memory_reloads_total", "Hotels loaded anew into memory", NULL);
    g_mutex_init(&keeper->mutex);
    g_cond_init(&keeper->wake);
    keeper->thread = g_thread_new("keeper", keeper_run, keeper);
    keeper->feed = bus_subscribe(central->bus, "keyrack.feed.>", NULL, on_bus, keeper, error);
    if (!keeper->feed)
        g_clear_pointer(&keeper, keeper_free);
    else if (read_log)
        keeper->log = feed_log_new(central->database.conninfo, on_feed, keeper);
    return keeper;
}

void keeper_free(Keeper *keeper)
{
    if (!keeper)
        return;
    feed_log_free(keeper->log);
    bus_subscription_free(keeper->feed);
    g_mutex_lock(&keeper->mutex);
    keeper->stopping = TRUE;
    g_cond_signal(&keeper->wake);
    g_mutex_unlock(&keeper->mutex);
    g_thread_join(keeper->thread);
    pg_connection_free(keeper->connection);
    g_hash_table_unref(keeper->behind);
    g_mutex_clear(&keeper->mutex);
    g_cond_clear(&keeper->wake);
    g_free(keeper);
}
