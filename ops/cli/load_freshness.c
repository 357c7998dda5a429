#include "ops/cli/load_freshness.h"

#include "ops/cli/cli.h"
#include "ops/cli/load_bookings.h"
#include "ops/cli/load_commits.h"
#include "ops/cli/load_fleet.h"
#include "ops/cli/load_watch.h"
#include "ops/clock.h"

/* Of all bookings, one in PROBE_SHARE is for the one cell that the search is asked about. */
enum { SETTLE_SECONDS = 3, PROBE_SHARE = 10, CONNECTIONS = 32, YARDSTICK_SECONDS = 3 };

typedef enum { SEEN_SEARCH, SEEN_HOTEL, SEEN_FEED, SEEN_KINDS } Seen;

/* Kinds of the latency table: what is seen, from each moment of a commit; and the bus by itself. */
enum { BUS_KIND = SEEN_KINDS * LOAD_COMMIT_MOMENTS, LATENCY_KINDS };

/* A stream of bookings on a thread of its own. */
typedef struct {
    LoadBookingsOptions options;
    const LoadFreshness *plan;
    double rate;
    json_t *report;
    GError *error;
    GThread *thread;
} Stream;

typedef struct {
    const LoadFreshness *plan;
    const ChainHotel *probe;
    const char *room_type;
    LoadFleet *fleet;
    LoadCommits *commits;
    LoadWatch *search, *hotel, *feeds;
    LatencyTable *latency;
    guint unseen[SEEN_KINDS];
} Freshness;

static gpointer stream_run(gpointer data)
{
    Stream *stream = data;
    g_autoptr(GUri) uri = g_uri_parse(stream->plan->centre, G_URI_FLAGS_NONE, &stream->error);
    g_autoptr(LoadBookings) bookings = uri ? load_bookings_new(&stream->options, &stream->error) : NULL;
    if (!bookings)
        return NULL;
    LoadLineOptions line = {
        .address = g_uri_get_host(uri),
        .port = (guint)g_uri_get_port(uri),
        .connections = CONNECTIONS,
        .rate_per_second = stream->rate,
        .duration_us = stream->plan->seconds * INSTANT_SECOND,
        .patience_us = 10 * INSTANT_SECOND,
        .make = load_bookings_make,
        .answered = load_bookings_answered,
        .data = bookings,
    };
    int64_t elapsed_us;
    if (load_line_run(&line, &elapsed_us, &stream->error))
        stream->report = load_bookings_report(bookings, elapsed_us);
    return NULL;
}

static void stream_init(Stream *stream, const Freshness *freshness, char **hotels, const char *run)
{
    const LoadFreshness *plan = freshness->plan;
    gboolean is_probe = hotels != NULL;
    *stream = (Stream){.plan = plan};
    stream->rate = (double)plan->rate / PROBE_SHARE * (is_probe ? 1 : PROBE_SHARE - 1);
    stream->options = (LoadBookingsOptions){
        .chain = plan->chain,
        .hotels = hotels,
        .room_type = is_probe ? freshness->room_type : NULL,
        .rate_plan = plan->rate_plan,
        .from = is_probe ? plan->from : plan->from + 1,
        .days = is_probe ? 1 : plan->days,
        .nights = is_probe ? 1 : 3,
        .seed = is_probe ? 1 : 2,
        .headers = plan->headers,
        .run = run,
    };
}

/* Both streams at once; bookings answered 201, or false with an error. */
static bool book(const Freshness *freshness, json_int_t *ret_booked, GError **error)
{
    const LoadFreshness *plan = freshness->plan;
    char *only[] = {(char *)freshness->probe->code, NULL};
    g_autofree char *probe_run = g_strconcat(plan->run, "-probe", NULL);
    Stream streams[2];
    stream_init(&streams[0], freshness, only, probe_run);
    stream_init(&streams[1], freshness, NULL, plan->run);
    for (guint i = 0; i < G_N_ELEMENTS(streams); i++)
        streams[i].thread = g_thread_new("bookings", stream_run, &streams[i]);
    *ret_booked = 0;
    bool booked = true;
    for (guint i = 0; i < G_N_ELEMENTS(streams); i++) {
        g_thread_join(streams[i].thread);
        *ret_booked += json_integer_value(json_object_get(streams[i].report, "booked"));
        json_decref(streams[i].report);
        if (streams[i].error && booked)
            g_propagate_error(error, g_steal_pointer(&streams[i].error));
        booked = booked && *ret_booked > 0;
        g_clear_error(&streams[i].error);
    }
    if (!booked && error && !*error)
        g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "nothing could be booked");
    return booked;
}

static LoadFleetOptions fleet_options(const LoadFreshness *plan)
{
    return (LoadFleetOptions){
        .address = plan->bus_address,
        .port = plan->bus_port,
        .user = plan->bus_user,
        .password = plan->bus_password,
        .chain = plan->chain,
        .first = 1,
        .count = plan->chain->hotels->len - 1,
    };
}

static bool everybody_watches(Freshness *freshness, GError **error)
{
    const LoadFreshness *plan = freshness->plan;
    LoadFleetOptions fleet = fleet_options(plan);
    freshness->fleet = load_fleet_new(&fleet, error);
    if (!freshness->fleet)
        return false;
    int64_t duration_us =
        (SETTLE_SECONDS + plan->seconds + 4) * INSTANT_SECOND; /* what is booked last, too */
    LoadWatchOptions second = {.url = plan->second, .headers = plan->headers, .duration_us = duration_us};
    LoadWatchOptions hotel = {.url = plan->hotel, .duration_us = duration_us};
    freshness->search =
        load_watch_search(&second, freshness->probe, freshness->room_type, plan->rate_plan, plan->from);
    freshness->hotel = load_watch_hotel(&hotel);
    freshness->feeds = load_watch_feeds(&second, plan->chain, 0, plan->readers);
    clock_sleep_ms(SETTLE_SECONDS * 1000); /* readers list what is old, leases are renewed once */
    LoadCommitsOptions commits = {
        .conninfo = plan->conninfo,
        .chain = plan->chain,
        .hotel = freshness->probe,
        .room_type = freshness->room_type,
        .night = plan->from,
    };
    freshness->commits = load_commits_new(&commits, error);
    return freshness->commits != NULL;
}

static bool everybody_finishes(Freshness *freshness, GError **error)
{
    bool finished = load_watch_finish(freshness->search, error);
    finished = load_watch_finish(freshness->hotel, finished ? error : NULL) && finished;
    finished = load_watch_finish(freshness->feeds, finished ? error : NULL) && finished;
    load_commits_stop(freshness->commits);
    return finished;
}

static unsigned seen_kind(Seen seen, LoadCommitMoment moment)
{
    return (unsigned)seen * LOAD_COMMIT_MOMENTS + moment;
}

static void compare_from(Freshness *freshness, LoadCommitMoment moment)
{
    const LoadSeries *first = load_commits_versions(freshness->commits, moment, 0);
    freshness->unseen[SEEN_SEARCH] = load_series_match(load_commits_rooms(freshness->commits, moment),
                                                       load_watch_seen(freshness->search, 0),
                                                       freshness->latency, seen_kind(SEEN_SEARCH, moment));
    freshness->unseen[SEEN_HOTEL] = load_series_match(first, load_watch_seen(freshness->hotel, 0),
                                                      freshness->latency, seen_kind(SEEN_HOTEL, moment));
    freshness->unseen[SEEN_FEED] = 0;
    for (guint i = 0; i < freshness->plan->readers; i++)
        freshness->unseen[SEEN_FEED] += load_series_match(
            load_commits_versions(freshness->commits, moment, i), load_watch_seen(freshness->feeds, i),
            freshness->latency, seen_kind(SEEN_FEED, moment));
}

static void compare(Freshness *freshness)
{
    for (unsigned moment = 0; moment < LOAD_COMMIT_MOMENTS; moment++)
        compare_from(freshness, (LoadCommitMoment)moment);
}

static json_t *latency_report(const Freshness *freshness, unsigned kind)
{
    json_t *report = json_object();
    const unsigned percents[] = {50, 90, 99, 100};
    for (guint i = 0; i < G_N_ELEMENTS(percents); i++) {
        char name[8];
        g_snprintf(name, sizeof name, "p%u", percents[i]);
        json_object_set_new(report, name,
                            json_integer(latency_percentile_us(freshness->latency, kind, percents[i])));
    }
    return report;
}

static json_t *seen_report(const Freshness *freshness, Seen seen)
{
    const unsigned begun = seen_kind(seen, LOAD_COMMIT_BEGUN);
    const unsigned durable = seen_kind(seen, LOAD_COMMIT_DURABLE);
    return json_pack("{s:I, s:i, s:o, s:o}", "count", (json_int_t)latency_count(freshness->latency, begun),
                     "unseen", (int)freshness->unseen[seen], "begun", latency_report(freshness, begun),
                     "durable", latency_report(freshness, durable));
}

static json_t *report(Freshness *freshness, json_int_t booked)
{
    gsize bytes;
    guint64 messages = load_commits_count(freshness->commits, &bytes);
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I}", "search",
                     seen_report(freshness, SEEN_SEARCH), "hotel", seen_report(freshness, SEEN_HOTEL), "feed",
                     seen_report(freshness, SEEN_FEED), "bus", latency_report(freshness, BUS_KIND),
                     "bookings", booked, "messages", (json_int_t)messages, "message_bytes", (json_int_t)bytes,
                     "fleet_received", (json_int_t)load_fleet_received(freshness->fleet));
}

static json_t *freshness_measure(Freshness *freshness, GError **error)
{
    json_int_t booked;
    gsize bytes;
    if (!everybody_watches(freshness, error) || !book(freshness, &booked, error) ||
        !everybody_finishes(freshness, error))
        return NULL;
    compare(freshness);
    load_commits_count(freshness->commits, &bytes);
    LoadFleetOptions fleet = fleet_options(freshness->plan);
    if (!load_fleet_yardstick(&fleet, MAX(bytes, 1), freshness->plan->rate, YARDSTICK_SECONDS,
                              freshness->latency, BUS_KIND, error))
        return NULL;
    return report(freshness, booked);
}

static const char *first_type(const ChainHotel *hotel, const char *rate_plan)
{
    const ChainRatePlan *plan = hotel_rate_plan(hotel, rate_plan);
    for (guint i = 0; plan && i < hotel->room_types->len; i++) {
        const ChainRoomType *type = hotel->room_types->pdata[i];
        if (type->sell_limit > 0 && rate_plan_sells(plan, type))
            return type->code;
    }
    return NULL;
}

json_t *load_freshness_run(const LoadFreshness *plan, GError **error)
{
    Freshness freshness = {.plan = plan, .probe = plan->chain->hotels->pdata[0]};
    freshness.room_type = first_type(freshness.probe, plan->rate_plan);
    if (!freshness.room_type || plan->readers > plan->chain->hotels->len || plan->chain->hotels->len < 2) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                    "the chain needs two hotels, as many as there are readers, and rooms sold as %s",
                    plan->rate_plan);
        return NULL;
    }
    freshness.latency = latency_table_new(LATENCY_KINDS);
    json_t *measured = freshness_measure(&freshness, error);
    load_watch_free(freshness.search);
    load_watch_free(freshness.hotel);
    load_watch_free(freshness.feeds);
    load_commits_free(freshness.commits);
    load_fleet_free(freshness.fleet);
    latency_table_free(freshness.latency);
    return measured;
}
