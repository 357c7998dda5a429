#include "ops/postgres_replication.h"
#include "ops/clock.h"
#include "ops/postgres_replication_frames.h"
#include <libpq-fe.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { DEFAULT_REPLY_INTERVAL_MS = 1000 };

struct PgReplication {
    PGconn *handle;
    char *prefix;
    guint reply_interval_ms;
    bool slot_was_made;
    int stop_event; /* eventfd, readable once a stop was asked for */
    Clock *clock;   /* real: the server compares it with its own */
    _Atomic uint64_t position;
    bool in_transaction; /* between a begin and its commit */
    bool reply_asked;
    int64_t replied_us; /* monotonic */
    GArray *messages;   /* PgReplicationMessage of the open transaction; texts are owned */
};

G_DEFINE_QUARK(pg - replication - error - quark, pg_replication_error)

/* ---- errors ---- */

static bool fail_connection(PGconn *handle, GError **error)
{
    g_autofree char *message = g_strdup(handle != NULL ? PQerrorMessage(handle) : "out of memory");
    g_set_error(error, PG_REPLICATION_ERROR, PG_REPLICATION_CONNECTION, "replication stream broke: %s",
                g_strchomp(message));
    return false;
}

static PgReplicationError error_of_sqlstate(const char *sqlstate)
{
    if (sqlstate == NULL)
        return PG_REPLICATION_CONNECTION;
    if (strcmp(sqlstate, "55006") == 0) /* object in use */
        return PG_REPLICATION_BUSY;
    if (strcmp(sqlstate, "55000") == 0) /* object not in prerequisite state: log removed, slot invalidated */
        return PG_REPLICATION_SLOT_LOST;
    if (g_str_has_prefix(sqlstate, "08") || g_str_has_prefix(sqlstate, "57P"))
        return PG_REPLICATION_CONNECTION;
    return PG_REPLICATION_SERVER;
}

static bool fail_result(const PGresult *result, const char *what, GError **error)
{
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    g_set_error(error, PG_REPLICATION_ERROR,
                (gint)error_of_sqlstate(PQresultErrorField(result, PG_DIAG_SQLSTATE)), "%s: %s", what,
                message != NULL ? message : "no message from the server");
    return false;
}

/* ---- opening ---- */

static bool name_is_plain(const char *name)
{
    return name != NULL && *name != '\0' &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static PGconn *handle_open(const char *conninfo, GError **error)
{
    const char *keywords[] = {
        "dbname",           "replication", "application_name", "connect_timeout", "client_encoding",
        "tcp_user_timeout", NULL};
    const char *values[] = {conninfo, "database", "keyrack-relay", "5", "UTF8", "15000", NULL};
    PGconn *handle = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(handle) == CONNECTION_OK)
        return handle;
    fail_connection(handle, error);
    PQfinish(handle);
    return NULL;
}

/* Runs a command whose failure with `tolerated` (an SQLSTATE) is as good as success. */
static bool command_run(PGconn *handle, const char *command, const char *tolerated, GError **error)
{
    PGresult *result = PQexec(handle, command);
    ExecStatusType kind = PQresultStatus(result);
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool done = kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK ||
                (tolerated != NULL && sqlstate != NULL && strcmp(sqlstate, tolerated) == 0);
    if (!done)
        fail_result(result, command, error);
    PQclear(result);
    return done;
}

/* *ret_text is the first column of the only row, or NULL when there is no row. */
static bool query_text(PGconn *handle, const char *query, char **ret_text, GError **error)
{
    PGresult *result = PQexec(handle, query);
    bool done = PQresultStatus(result) == PGRES_TUPLES_OK;
    if (done)
        *ret_text = PQntuples(result) > 0 ? g_strdup(PQgetvalue(result, 0, 0)) : NULL;
    else
        fail_result(result, query, error);
    PQclear(result);
    return done;
}

static bool publication_ensure(PGconn *handle, const char *publication, GError **error)
{
    g_autofree char *found = NULL;
    g_autofree char *query =
        g_strdup_printf("SELECT pubname FROM pg_publication WHERE pubname = '%s'", publication);
    if (!query_text(handle, query, &found, error))
        return false;
    g_autofree char *command = g_strdup_printf("CREATE PUBLICATION %s", publication);
    return found != NULL || command_run(handle, command, "42710", error);
}

static bool slot_ensure(PGconn *handle, const PgReplicationOptions *options, bool *ret_made, GError **error)
{
    g_autofree char *wal_status = NULL;
    g_autofree char *query =
        g_strdup_printf("SELECT CASE WHEN active THEN 'active' ELSE coalesce(wal_status, '') "
                        "END FROM pg_replication_slots WHERE slot_name = '%s'",
                        options->slot);
    if (!query_text(handle, query, &wal_status, error))
        return false;
    /* Asked first: to those who wait for their turn the slot is busy all day, the server's log would fill. */
    if (g_strcmp0(wal_status, "active") == 0) {
        g_set_error(error, PG_REPLICATION_ERROR, PG_REPLICATION_BUSY,
                    "replication slot %s has another reader", options->slot);
        return false;
    }
    if (g_strcmp0(wal_status, "lost") == 0) {
        g_set_error(
            error, PG_REPLICATION_ERROR, PG_REPLICATION_SLOT_LOST,
            "replication slot %s fell behind max_slot_wal_keep_size and its log is gone: drop it, list again",
            options->slot);
        return false;
    }
    *ret_made = wal_status == NULL;
    if (options->temporary && !command_run(handle, "SET lock_timeout = '3s'", NULL, error))
        return false;
    g_autofree char *command =
        g_strdup_printf("CREATE_REPLICATION_SLOT %s %s LOGICAL pgoutput NOEXPORT_SNAPSHOT", options->slot,
                        options->temporary ? "TEMPORARY" : "");
    return wal_status != NULL || command_run(handle, command, NULL, error);
}

/* Position 0/0 means: where the slot was last confirmed. */
static bool stream_start(PGconn *handle, const PgReplicationOptions *options, GError **error)
{
    g_autofree char *command = g_strdup_printf(
        "START_REPLICATION SLOT %s LOGICAL 0/0 (proto_version '1', publication_names '%s', messages 'true')",
        options->slot, options->publication);
    PGresult *result = PQexec(handle, command);
    bool started = PQresultStatus(result) == PGRES_COPY_BOTH;
    if (!started)
        fail_result(result, command, error);
    PQclear(result);
    return started && (PQsetnonblocking(handle, 1) == 0 || fail_connection(handle, error));
}

static void message_clear(gpointer data)
{
    PgReplicationMessage *message = data;
    g_free((char *)message->prefix);
    g_free((char *)message->bytes);
}

static PgReplication *replication_new(PGconn *handle, const PgReplicationOptions *options)
{
    PgReplication *replication = g_new0(PgReplication, 1);
    replication->handle = handle;
    replication->prefix = g_strdup(options->prefix);
    replication->reply_interval_ms =
        options->reply_interval_ms != 0 ? options->reply_interval_ms : DEFAULT_REPLY_INTERVAL_MS;
    replication->clock = clock_new_real();
    replication->messages = g_array_new(FALSE, FALSE, sizeof(PgReplicationMessage));
    g_array_set_clear_func(replication->messages, message_clear);
    replication->stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    g_assert(replication->stop_event >= 0);
    return replication;
}

PgReplication *pg_replication_open(const PgReplicationOptions *options, GError **error)
{
    if (!name_is_plain(options->slot) || !name_is_plain(options->publication)) {
        g_set_error(error, PG_REPLICATION_ERROR, PG_REPLICATION_SERVER,
                    "names of slot and publication are made of a-z, 0-9 and _ only: %s, %s", options->slot,
                    options->publication);
        return NULL;
    }
    PGconn *handle = handle_open(options->conninfo, error);
    if (handle == NULL)
        return NULL;
    PgReplication *replication = replication_new(handle, options);
    if (publication_ensure(handle, options->publication, error) &&
        slot_ensure(handle, options, &replication->slot_was_made, error) &&
        stream_start(handle, options, error))
        return replication;
    pg_replication_free(replication);
    return NULL;
}

void pg_replication_free(PgReplication *replication)
{
    if (replication == NULL)
        return;
    PQfinish(replication->handle);
    close(replication->stop_event);
    g_array_unref(replication->messages);
    clock_free(replication->clock);
    g_free(replication->prefix);
    g_free(replication);
}

bool pg_replication_slot_was_made(const PgReplication *replication)
{
    return replication->slot_was_made;
}

uint64_t pg_replication_position(const PgReplication *replication)
{
    return atomic_load(&replication->position);
}

void pg_replication_stop(PgReplication *replication)
{
    uint64_t one = 1;
    ssize_t written = write(replication->stop_event, &one, sizeof one);
    g_assert(written == sizeof one);
}

/* ---- frames ---- */

static void message_add(PgReplication *replication, const PgFrame *frame)
{
    /* Every message of the database arrives; one that is not transactional would survive a rollback. */
    if (!frame->transactional ||
        (replication->prefix != NULL && strcmp(replication->prefix, frame->prefix) != 0))
        return;
    char *bytes = g_malloc(frame->length + 1);
    memcpy(bytes, frame->bytes, frame->length);
    bytes[frame->length] = '\0';
    PgReplicationMessage message = {
        .lsn = frame->lsn,
        .prefix = g_strdup(frame->prefix),
        .bytes = bytes,
        .length = frame->length,
    };
    g_array_append_val(replication->messages, message);
}

static void position_advance(PgReplication *replication, uint64_t lsn)
{
    if (lsn > atomic_load(&replication->position))
        atomic_store(&replication->position, lsn);
}

static bool transaction_deliver(PgReplication *replication, const PgFrame *frame,
                                PgReplicationDeliver deliver, gpointer data, GError **error)
{
    PgReplicationTransaction transaction = {
        .commit_lsn = frame->commit_lsn,
        .end_lsn = frame->end_lsn,
        .committed_at = frame->at,
        .messages = (const PgReplicationMessage *)(gpointer)replication->messages->data,
        .message_count = replication->messages->len,
    };
    if (transaction.message_count > 0 && !deliver(&transaction, data, error))
        return false;
    replication->in_transaction = false;
    g_array_set_size(replication->messages, 0);
    position_advance(replication, frame->end_lsn);
    return true;
}

/* What a keepalive calls its end has all been sent, so between transactions it has all been delivered:
 * without following it, an idle reader would pin the server's log for ever. */
static void keepalive_note(PgReplication *replication, const PgFrame *frame)
{
    if (!replication->in_transaction)
        position_advance(replication, frame->end_lsn);
    if (frame->reply_now)
        replication->reply_asked = true;
}

static bool frame_handle(PgReplication *replication, const PgFrame *frame, PgReplicationDeliver deliver,
                         gpointer data, GError **error)
{
    switch (frame->kind) {
    case PG_FRAME_KEEPALIVE:
        keepalive_note(replication, frame);
        break;
    case PG_FRAME_BEGIN:
        replication->in_transaction = true;
        g_array_set_size(replication->messages, 0);
        break;
    case PG_FRAME_MESSAGE:
        message_add(replication, frame);
        break;
    case PG_FRAME_COMMIT:
        return transaction_deliver(replication, frame, deliver, data, error);
    case PG_FRAME_OTHER:
        break;
    }
    return true;
}

static bool bytes_handle(PgReplication *replication, const char *bytes, gsize length,
                         PgReplicationDeliver deliver, gpointer data, GError **error)
{
    PgFrame frame;
    if (pg_frame_parse(bytes, length, &frame))
        return frame_handle(replication, &frame, deliver, data, error);
    g_set_error(error, PG_REPLICATION_ERROR, PG_REPLICATION_PROTOCOL,
                "replication frame of %zu bytes cannot be read: is the server a postgresql 14 or newer?",
                length);
    return false;
}

/* ---- the loop ---- */

static int reply_due_ms(const PgReplication *replication)
{
    int64_t passed_ms = (clock_monotonic_us() - replication->replied_us) / 1000;
    return (int)MAX((int64_t)replication->reply_interval_ms - passed_ms, 0);
}

/* On the timer or when asked, never for each keepalive: each reply makes the server send the next one. */
static bool reply_send(PgReplication *replication, GError **error)
{
    char reply[PG_FRAME_REPLY_SIZE];
    pg_frame_reply(atomic_load(&replication->position), clock_now(replication->clock), reply);
    int put = PQputCopyData(replication->handle, reply, sizeof reply);
    if (put < 0 || PQflush(replication->handle) < 0)
        return fail_connection(replication->handle, error);
    if (put == 1) {
        replication->reply_asked = false;
        replication->replied_us = clock_monotonic_us();
    }
    return true;
}

static bool reply_if_due(PgReplication *replication, GError **error)
{
    return (!replication->reply_asked && reply_due_ms(replication) > 0) || reply_send(replication, error);
}

static bool stop_is_asked(const PgReplication *replication)
{
    struct pollfd descriptor = {.fd = replication->stop_event, .events = POLLIN};
    return poll(&descriptor, 1, 0) > 0;
}

/* The server ended the stream: its last result says why. */
static bool stream_ended(PgReplication *replication, GError **error)
{
    PGresult *result = PQgetResult(replication->handle);
    bool refused = PQresultStatus(result) == PGRES_FATAL_ERROR;
    if (refused)
        fail_result(result, "replication stream", error);
    else
        fail_connection(replication->handle, error);
    PQclear(result);
    return false;
}

/* Handles everything that has arrived; *ret_stop tells that a stop was asked for in between. */
static bool input_drain(PgReplication *replication, PgReplicationDeliver deliver, gpointer data,
                        bool *ret_stop, GError **error)
{
    for (;;) {
        char *bytes = NULL;
        int length = PQgetCopyData(replication->handle, &bytes, 1);
        if (length == 0)
            return reply_if_due(replication, error);
        if (length == -1)
            return stream_ended(replication, error);
        if (length < 0)
            return fail_connection(replication->handle, error);
        bool handled = bytes_handle(replication, bytes, (gsize)length, deliver, data, error);
        PQfreemem(bytes);
        if (!handled || !reply_if_due(replication, error))
            return false;
        *ret_stop = stop_is_asked(replication);
        if (*ret_stop)
            return true;
    }
}

static bool input_wait(PgReplication *replication, GError **error)
{
    bool output_left = PQflush(replication->handle) == 1;
    struct pollfd descriptors[] = {
        {.fd = PQsocket(replication->handle), .events = (short)(POLLIN | (output_left ? POLLOUT : 0))},
        {.fd = replication->stop_event, .events = POLLIN},
    };
    int ready = poll(descriptors, G_N_ELEMENTS(descriptors), MAX(reply_due_ms(replication), 1));
    if (ready < 0 && errno != EINTR)
        return fail_connection(replication->handle, error);
    if (descriptors[0].revents != 0 && PQconsumeInput(replication->handle) == 0)
        return fail_connection(replication->handle, error);
    return true;
}

bool pg_replication_run(PgReplication *replication, PgReplicationDeliver deliver, gpointer data,
                        GError **error)
{
    bool stop = stop_is_asked(replication);
    bool well = true;
    while (well && !stop) {
        well = input_drain(replication, deliver, data, &stop, error);
        if (well && !stop)
            well = input_wait(replication, error);
        stop = stop || stop_is_asked(replication);
    }
    /* A last word, so that the next reader does not get again what was delivered; when it fails, it gets it
     * again. */
    reply_send(replication, NULL);
    return well;
}

bool pg_replication_drop_slot(const char *conninfo, const char *slot, GError **error)
{
    g_assert(name_is_plain(slot));
    PGconn *handle = handle_open(conninfo, error);
    if (handle == NULL)
        return false;
    g_autofree char *command = g_strdup_printf("DROP_REPLICATION_SLOT %s", slot);
    bool dropped = command_run(handle, command, "42704", error);
    PQfinish(handle);
    return dropped;
}
