#include "central/booking/booking_lane.h"

#include "central/booking/booking_batch.h"
#include "central/feed/feed_message.h"
#include "ops/clock.h"
#include "ops/lane.h"
#include "ops/log.h"
#include "ops/metrics.h"

enum { RUNS_MAX = 5 };

struct BookingLane {
    BookingLaneOptions options;
    BookingRecall recall;
    char *conninfo;
    BatchLane **lanes;
    GMutex mutex;
    GHashTable *in_flight; /* "scope\nkey" of commands taken and not finished */
    Histogram *batch_size;
    Histogram *batch_time;
    Counter *outcomes[3]; /* accepted, refused, failed */
};

static char *flight_name(const BookingCommand *command)
{
    return command->key ? g_strconcat(command->scope, "\n", command->key, NULL) : NULL;
}

/* FALSE: the same key is being worked on at this moment. */
static gboolean flight_begin(BookingLane *lane, const BookingCommand *command)
{
    char *name = flight_name(command);
    if (!name)
        return TRUE;
    g_mutex_lock(&lane->mutex);
    gboolean first = !g_hash_table_contains(lane->in_flight, name);
    if (first)
        g_hash_table_add(lane->in_flight, name);
    else
        g_free(name);
    g_mutex_unlock(&lane->mutex);
    return first;
}

static void flight_end(BookingLane *lane, const BookingCommand *command)
{
    g_autofree char *name = flight_name(command);
    if (!name)
        return;
    g_mutex_lock(&lane->mutex);
    g_hash_table_remove(lane->in_flight, name);
    g_mutex_unlock(&lane->mutex);
}

static void command_finish(BookingLane *lane, BookingCommand *command)
{
    g_assert(command->outcome.status != 0);
    flight_end(lane, command);
    counter_add(lane->outcomes[command->outcome.status < 400 ? 0 : command->outcome.status < 500 ? 1 : 2], 1);
    command->finish(command, command->finish_data);
}

static void memory_catch_up(BookingLane *lane, GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++) {
        const FeedMessage *message = messages->pdata[i];
        json_t *document = feed_message_to_json(message);
        FeedDecision decision = inventory_memory_apply(lane->options.memory, document);
        if (lane->options.committed)
            lane->options.committed(document, lane->options.data);
        json_decref(document);
        if (decision == FEED_LIST && lane->options.memory_behind)
            lane->options.memory_behind(message->hotel, lane->options.data);
    }
}

static void refuse_all(BookingLane *lane, GPtrArray *commands, DatabaseStatus status, const GError *error)
{
    log_our_fault("booking batch failed", log_text("status", database_status_name(status)),
                  log_text("why", error ? error->message : ""), log_int("commands", commands->len));
    for (guint i = 0; i < commands->len; i++) {
        BookingCommand *command = commands->pdata[i];
        if (status == DATABASE_HARD || status == DATABASE_CHECK)
            booking_command_refuse(command, 500, "internal_error", NULL,
                                   "the request could not be carried out; nothing was written");
        else
            booking_command_refuse(command, 503, "database_unavailable", NULL,
                                   "the database does not answer: send the same request again with the same "
                                   "Idempotency-Key");
        command_finish(lane, command);
    }
    g_ptr_array_set_size(commands, 0);
}

/* The hotel that has to give rooms back is the one of the first of them: a command is about one hotel. */
static void command_recall(BookingLane *lane, BookingCommand *command)
{
    const char *code = g_array_index(command->missing, InventoryClaim, 0).hotel;
    lane->options.recall(command, chain_hotel(lane->options.chain, code), lane->options.data);
}

/* Finishes what was decided; what had to wait stays in `commands`, unless it waits for the hotel. */
static void finish_decided(BookingLane *lane, BookingBatch *batch, GPtrArray *commands)
{
    g_autoptr(GPtrArray) all = g_ptr_array_copy(commands, NULL, NULL);
    g_ptr_array_set_size(commands, 0);
    for (guint i = 0; i < all->len; i++) {
        if (booking_batch_is_deferred(batch, all->pdata[i]))
            g_ptr_array_add(commands, all->pdata[i]);
        else if (((BookingCommand *)all->pdata[i])->missing)
            command_recall(lane, all->pdata[i]);
        else
            command_finish(lane, all->pdata[i]);
    }
}

/* A command that breaks the whole batch must not take its neighbours with it: each is run alone. */
static void run_alone(BookingLane *lane, PgConnection *connection, GPtrArray *commands);

static void run_batch(BookingLane *lane, PgConnection *connection, GPtrArray *commands)
{
    DatabaseStatus status = DATABASE_OK;
    g_autoptr(GError) error = NULL;
    for (int run = 0; run < RUNS_MAX && commands->len > 0; run++) {
        g_clear_error(&error);
        g_autoptr(BookingBatch) batch =
            booking_batch_new(lane->options.chain, lane->options.memory, commands);
        if (lane->options.recall)
            booking_batch_allow_recall(batch, &lane->recall);
        status = booking_batch_run(batch, connection, &error);
        if (status == DATABASE_OK) {
            memory_catch_up(lane, booking_batch_messages(batch));
            finish_decided(lane, batch, commands);
            run = -1; /* the deferred ones begin anew */
        } else if (status != DATABASE_UNKNOWN && status != DATABASE_UNIQUE) {
            break;
        }
    }
    if (commands->len == 0)
        return;
    if (commands->len > 1 &&
        (status == DATABASE_HARD || status == DATABASE_CHECK || status == DATABASE_UNIQUE))
        run_alone(lane, connection, commands);
    else
        refuse_all(lane, commands, status, error);
}

static void run_alone(BookingLane *lane, PgConnection *connection, GPtrArray *commands)
{
    for (guint i = 0; i < commands->len; i++) {
        g_autoptr(GPtrArray) one = g_ptr_array_new();
        g_ptr_array_add(one, commands->pdata[i]);
        run_batch(lane, connection, one);
    }
    g_ptr_array_set_size(commands, 0);
}

static void lane_run(gpointer state, gpointer *jobs, gsize count, gpointer user)
{
    BookingLane *lane = user;
    g_autoptr(GPtrArray) commands = g_ptr_array_sized_new((guint)count);
    for (gsize i = 0; i < count; i++)
        g_ptr_array_add(commands, jobs[i]);
    int64_t begun = clock_monotonic_us();
    run_batch(lane, state, commands);
    histogram_observe(lane->batch_size, (int64_t)count);
    histogram_observe(lane->batch_time, clock_monotonic_us() - begun);
}

static gpointer lane_state_new(gpointer user, GError **error)
{
    BookingLane *lane = user;
    PgOptions options = lane->options.database;
    options.conninfo = lane->conninfo;
    options.application_name = "keyrack booking lane";
    return pg_connection_new(&options, error);
}

static void lane_state_free(gpointer state)
{
    pg_connection_free(state);
}

static void lane_metrics(BookingLane *lane)
{
    static const char *const results[] = {"accepted", "refused", "failed"};
    lane->batch_size =
        metrics_histogram_count("keyrack_booking_batch_commands", "Commands in one transaction", NULL);
    lane->batch_time = metrics_histogram_us("keyrack_booking_batch_seconds", "Time of one batch", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(results); i++)
        lane->outcomes[i] = metrics_counter("keyrack_booking_commands_total", "Commands by outcome",
                                            METRIC_LABELS({"outcome", results[i]}));
}

BookingLane *booking_lane_new(const BookingLaneOptions *options, GError **error)
{
    g_autoptr(BookingLane) lane = g_new0(BookingLane, 1);
    lane->options = *options;
    lane->recall = (BookingRecall){.possible = options->recall_possible, .data = options->data};
    lane->conninfo = g_strdup(options->database.conninfo);
    lane->in_flight = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_mutex_init(&lane->mutex);
    lane_metrics(lane);
    lane->lanes = g_new0(BatchLane *, options->lanes);
    for (unsigned i = 0; i < options->lanes; i++) {
        BatchLaneOptions batch = {
            .name = "booking",
            .capacity = options->capacity,
            .batch_max = options->batch_max,
            .state_new = lane_state_new,
            .state_free = lane_state_free,
            .run = lane_run,
            .user = lane,
        };
        lane->lanes[i] = batch_lane_new(&batch, error);
        if (!lane->lanes[i])
            return NULL;
    }
    return g_steal_pointer(&lane);
}

void booking_lane_free(BookingLane *lane)
{
    if (!lane)
        return;
    for (unsigned i = 0; i < lane->options.lanes; i++)
        if (lane->lanes[i])
            batch_lane_free(lane->lanes[i]);
    g_free(lane->lanes);
    g_hash_table_unref(lane->in_flight);
    g_mutex_clear(&lane->mutex);
    g_free(lane->conninfo);
    g_free(lane);
}

/* By hotel where it is known: what contends for the same cells then meets in one batch instead of at a lock.
 */
static BatchLane *lane_for(BookingLane *lane, const BookingCommand *command)
{
    guint spread = command->hotel                 ? (guint)command->hotel->number
                   : command->confirmation_number ? g_str_hash(command->confirmation_number)
                   : command->hold_id             ? g_str_hash(command->hold_id)
                                                  : 0;
    return lane->lanes[spread % lane->options.lanes];
}

void booking_lane_submit(BookingLane *lane, BookingCommand *command)
{
    if (!flight_begin(lane, command)) {
        booking_command_refuse(command, 409, "request_in_progress", NULL,
                               "the first request with this Idempotency-Key is still being worked on");
        command->finish(command, command->finish_data);
        return;
    }
    booking_lane_resume(lane, command);
}

void booking_lane_resume(BookingLane *lane, BookingCommand *command)
{
    if (batch_lane_submit(lane_for(lane, command), command))
        return;
    flight_end(lane, command);
    booking_command_refuse(command, 503, "busy", NULL,
                           "too many bookings are waiting: try again in a second");
    command->finish(command, command->finish_data);
}

typedef struct {
    GMutex mutex;
    GCond done;
    gboolean finished;
} Waiting;

static void waiting_finish(BookingCommand *command, gpointer data)
{
    (void)command;
    Waiting *waiting = data;
    g_mutex_lock(&waiting->mutex);
    waiting->finished = TRUE;
    g_cond_signal(&waiting->done);
    g_mutex_unlock(&waiting->mutex);
}

void booking_lane_run(BookingLane *lane, BookingCommand *command)
{
    Waiting waiting = {.finished = FALSE};
    g_mutex_init(&waiting.mutex);
    g_cond_init(&waiting.done);
    command->finish = waiting_finish;
    command->finish_data = &waiting;
    booking_lane_submit(lane, command);
    g_mutex_lock(&waiting.mutex);
    while (!waiting.finished)
        g_cond_wait(&waiting.done, &waiting.mutex);
    g_mutex_unlock(&waiting.mutex);
    g_mutex_clear(&waiting.mutex);
    g_cond_clear(&waiting.done);
}
