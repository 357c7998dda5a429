#include "central/feed/feed_routes.h"

#include "central/central.h"
#include "central/feed/feed_store.h"
#include "central/feed/feed_watch.h"
#include "central/staff/principal.h"

enum { FEED_LIMIT_DEFAULT = 200 };

/* Who does not operate the chain sees everything that is for sale, but only the reservations it made. */
static const char *sees_only(const HttpRequest *request)
{
    const Principal *principal = request_principal(request);
    return principal->access & ACCESS_OPERATE ? NULL : principal->id;
}

static gboolean question_read(Central *central, HttpRequest *request, FeedQuestion *ret_question)
{
    gint64 after, limit, wait_s;
    const ChainHotel *hotel = central_path_hotel(central, request);
    if (!hotel || !http_request_query_integer(request, "after", 0, G_MAXINT64 - 1, 0, &after) ||
        !http_request_query_integer(request, "limit", 1, FEED_LIST_MAX, FEED_LIMIT_DEFAULT, &limit) ||
        !http_request_query_integer(request, "wait_seconds", 0, FEED_WAIT_SECONDS_MAX, 0, &wait_s))
        return FALSE;
    *ret_question = (FeedQuestion){
        .hotel = hotel,
        .after = after,
        .limit = (guint)limit,
        .wait_s = (guint)wait_s,
        .owner = sees_only(request),
        .client = request_principal(request)->id,
    };
    return TRUE;
}

static void list(Worker *worker, HttpRequest *request, const FeedQuestion *question)
{
    json_t *changes = NULL;
    GError *error = NULL;
    DatabaseStatus status =
        feed_list_for_reader(worker->connection, worker->central->chain, question->hotel, question->after,
                             (int)question->limit, question->owner, &changes, &error);
    if (status == DATABASE_OK)
        http_request_respond_json(request, 200, changes);
    else
        central_respond_database(request, status, error);
}

/* Comes here twice when it must be listed: on the HTTP's thread with the daemon, then on a worker's. */
static void feed(HttpRequest *request, gpointer context)
{
    Central *central = http_request_context(request);
    gboolean on_worker = context != central;
    FeedQuestion question;
    if (!question_read(central, request, &question))
        return;
    if (on_worker)
        list(context, request, &question);
    else
        feed_watch_ask(central->feed, request, &question);
}

const HttpRoute feed_routes[] = {
    {"GET", "/v1/hotels/{hotel}/feed{?after,limit,wait_seconds}", HTTP_LANE_BOOKING,
     ACCESS_OPERATE | ACCESS_READ, HTTP_PLAIN, feed, 0},
};
const gsize feed_route_count = G_N_ELEMENTS(feed_routes);
