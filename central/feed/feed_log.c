#include "central/feed/feed_log.h"

#include "central/feed/feed_message.h"
#include "ops/log.h"
#include "ops/postgres_reader.h"
#include "ops/token.h"

enum { RETRY_MS = 1000 };

struct FeedLog {
    FeedLogHeard heard;
    gpointer data;
    PgReader *reader;
};

static bool deliver(const PgReplicationTransaction *transaction, gpointer data, GError **error G_GNUC_UNUSED)
{
    FeedLog *log = data;
    for (guint i = 0; i < transaction->message_count; i++)
        log->heard(transaction->messages[i].bytes, transaction->messages[i].length, log->data);
    return true;
}

/* The same reason, second after second, is said once. */
static void on_failure(const GError *error, bool repeated, gpointer data G_GNUC_UNUSED)
{
    if (!repeated)
        log_warning("the log is not read, changes come over the bus", log_text("why", error->message));
}

FeedLog *feed_log_new(const char *conninfo, FeedLogHeard heard, gpointer data)
{
    FeedLog *log = g_new0(FeedLog, 1);
    g_autofree char *slot = g_strdup_printf("keyrack_memory_%08x%08x", token_random_below(UINT32_MAX),
                                            token_random_below(UINT32_MAX));
    PgReaderOptions options = {
        .name = "feed log",
        .replication = {.conninfo = conninfo,
                        .slot = slot,
                        .publication = "keyrack",
                        .prefix = FEED_PREFIX,
                        .temporary = true},
        .retry_ms = RETRY_MS,
        .reading = metrics_gauge("keyrack_feed_log_reading",
                                 "1 while this instance reads changes from the database's log", NULL),
        .deliver = deliver,
        .failed = on_failure,
        .data = log,
    };
    log->heard = heard;
    log->data = data;
    log->reader = pg_reader_new(&options);
    pg_reader_start(log->reader);
    return log;
}

void feed_log_free(FeedLog *log)
{
    if (!log)
        return;
    pg_reader_free(log->reader);
    g_free(log);
}
