#include "sync/relay.h"

#include "ops/clock.h"
#include "ops/log.h"
#include "ops/postgres.h"
#include "ops/postgres_reader.h"
#include "sync/feed_head.h"

enum {
    RETRY_MS = 300, /* between two tries for the slot: how long a take-over takes at most */
    BUS_WAIT_MS = 100,
    LOOK_PATIENCE_MS = 3000,
    BUS_PATIENCE_MS = 1000, /* a leader that is without the bus for longer gives the slot away */
};

struct Relay {
    char *conninfo;
    char *slot;
    char *subject;
    Bus *bus;
    PgReader *reader;
    PgConnection *looking; /* of the reader's thread, while another has the slot */
    Counter *relayed;
    Counter *restarts;
};

/* The hotel decides the subject; the text travels as it is and is not taken apart. */
static char *message_subject(const Relay *relay, const PgReplicationMessage *message)
{
    FeedHead head;
    return feed_head_read(message->bytes, message->length, &head)
               ? g_strconcat(relay->subject, ".", head.hotel, NULL)
               : NULL;
}

static bool publish(Relay *relay, const PgReplicationMessage *message, GError **error)
{
    g_autofree char *subject = message_subject(relay, message);
    if (!subject) {
        log_our_fault("message without a hotel in the change feed",
                      log_int("bytes", (int64_t)message->length));
        return TRUE;
    }
    g_autoptr(GError) refused = NULL;
    int64_t until_us = clock_monotonic_us() + BUS_PATIENCE_MS * INSTANT_MILLISECOND;
    while (!bus_publish(relay->bus, subject, message->bytes, message->length, &refused)) {
        if (!g_error_matches(refused, BUS_ERROR, BUS_ERROR_DISCONNECTED)) {
            log_our_fault("message cannot be published", log_text("subject", subject),
                          log_text("why", refused->message));
            return TRUE; /* it never will be: its readers see the gap and list */
        }
        if (pg_reader_is_stopping(relay->reader) || clock_monotonic_us() > until_us) {
            g_propagate_error(error, g_steal_pointer(&refused));
            return FALSE;
        }
        g_clear_error(&refused);
        bus_wait_connected(relay->bus, BUS_WAIT_MS);
    }
    return TRUE;
}

static bool deliver(const PgReplicationTransaction *transaction, gpointer data, GError **error)
{
    Relay *relay = data;
    for (guint i = 0; i < transaction->message_count; i++)
        if (!publish(relay, &transaction->messages[i], error))
            return FALSE;
    counter_add(relay->relayed, transaction->message_count);
    return TRUE;
}

/* Whether another holds the slot, asked over a connection that stays: a log-in three times a second would
 * cost more than all that is relayed, and of connections for replication the server admits only a few. When
 * the answer does not come, the slot itself has to be tried. */
static bool slot_is_taken(Relay *relay)
{
    static const PgStatement question = {"relay_slot_is_taken",
                                         "SELECT active FROM pg_replication_slots WHERE slot_name = $1", 1};
    PgOptions options = {.conninfo = relay->conninfo,
                         .application_name = "keyrack-relay-waiting",
                         .answer_timeout_ms = LOOK_PATIENCE_MS};
    if (!relay->looking)
        relay->looking = pg_connection_new(&options, NULL);
    if (!relay->looking)
        return FALSE;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    g_autoptr(PgResult) result = NULL;
    pg_add_text(parameters, relay->slot);
    bool taken = pg_execute(relay->looking, &question, parameters, &result, NULL) == DATABASE_OK &&
                 pg_result_rows(result) > 0 && pg_result_bool(result, 0, 0);
    if (!taken)
        g_clear_pointer(&relay->looking, pg_connection_free);
    return taken;
}

/* The slot is for one who can carry its messages on. */
static bool slot_is_wanted(gpointer data)
{
    Relay *relay = data;
    while (!bus_wait_connected(relay->bus, BUS_WAIT_MS))
        if (pg_reader_is_stopping(relay->reader))
            return false;
    return !slot_is_taken(relay);
}

static void on_slot(bool slot_was_made, gpointer data G_GNUC_UNUSED)
{
    log_info("relay has the slot", log_bool("slot_was_made", slot_was_made));
}

static void drop_lost_slot(const Relay *relay)
{
    g_autoptr(GError) error = NULL;
    if (!pg_replication_drop_slot(relay->conninfo, relay->slot, &error))
        log_warning("lost slot cannot be dropped", log_text("why", error->message));
}

static void on_failure(const GError *error, bool repeated, gpointer data)
{
    Relay *relay = data;
    if (!repeated)
        log_warning("relay begins anew", log_text("why", error->message));
    counter_add(relay->restarts, 1);
    if (g_error_matches(error, PG_REPLICATION_ERROR, PG_REPLICATION_SLOT_LOST))
        drop_lost_slot(relay);
}

Relay *relay_new(const RelayOptions *options)
{
    Relay *relay = g_new0(Relay, 1);
    PgReaderOptions reader = {
        .name = "relay",
        .replication = {.conninfo = options->conninfo,
                        .slot = options->slot,
                        .publication = options->publication,
                        .prefix = options->prefix},
        .retry_ms = RETRY_MS,
        .reading = metrics_gauge("keyrack_relay_leader", "1 while this instance relays", NULL),
        .is_wanted = slot_is_wanted,
        .opened = on_slot,
        .deliver = deliver,
        .failed = on_failure,
        .data = relay,
    };
    relay->conninfo = g_strdup(options->conninfo);
    relay->slot = g_strdup(options->slot);
    relay->subject = g_strdup(options->subject);
    relay->bus = options->bus;
    relay->relayed = metrics_counter("keyrack_relay_messages_total", "Feed messages handed to the bus", NULL);
    relay->restarts =
        metrics_counter("keyrack_relay_restarts_total", "Terms of the relay ended by an error", NULL);
    relay->reader = pg_reader_new(&reader);
    pg_reader_start(relay->reader);
    return relay;
}

void relay_free(Relay *relay)
{
    if (!relay)
        return;
    pg_reader_free(relay->reader);
    pg_connection_free(relay->looking);
    g_free(relay->conninfo);
    g_free(relay->slot);
    g_free(relay->subject);
    g_free(relay);
}

gboolean relay_is_leader(const Relay *relay)
{
    return pg_reader_is_reading(relay->reader);
}
