/* keyrack load: drives the running system as fast as it answers, or at a fixed rate, and measures it. */
#include <stdio.h>
#include <string.h>

#include "ops/chain_load.h"
#include "ops/cli/api_internal.h"
#include "ops/cli/cli.h"
#include "ops/cli/load.h"
#include "ops/cli/load_bookings.h"
#include "ops/cli/load_freshness.h"
#include "ops/cli/run_folder.h"
#include "ops/postgres.h"

enum { CONNECTIONS_MAX = 4000, SECONDS_MAX = 3600, PATIENCE_US = 30 * 1000 * 1000 };

typedef struct {
    char *run;
    char *chain;
    char *client;
    char *centre;
    char **hotels;
    char *room_type;
    char *rate_plan;
    char *from;
    char *output;
    char *second, *hotel_daemon, *database, *bus;
    int readers;
    int days, nights, connections, seconds;
    int64_t count;
    int64_t seed;
    gboolean until_sold_out;
    double rate;
} Options;

static void options_clear(Options *options)
{
    g_free(options->run);
    g_free(options->chain);
    g_free(options->client);
    g_free(options->centre);
    g_strfreev(options->hotels);
    g_free(options->room_type);
    g_free(options->rate_plan);
    g_free(options->from);
    g_free(options->output);
    g_free(options->second);
    g_free(options->hotel_daemon);
    g_free(options->database);
    g_free(options->bus);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool options_read(Options *options, int argc, char **argv, const char **ret_subject, GError **error)
{
    GOptionEntry entries[] = {
        {"run", 0, 0, G_OPTION_ARG_FILENAME, &options->run, "run folder (default .run)", "FOLDER"},
        {"chain", 0, 0, G_OPTION_ARG_FILENAME, &options->chain, "chain file of that installation", "FILE"},
        {"centre", 0, 0, G_OPTION_ARG_STRING, &options->centre, "http://address:port of another instance",
         "URL"},
        {"client", 0, 0, G_OPTION_ARG_STRING, &options->client, "OAuth client (default website)", "ID"},
        {"hotel", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hotels, "book here only; may be repeated",
         "CODE"},
        {"room-type", 0, 0, G_OPTION_ARG_STRING, &options->room_type, "book this type only", "CODE"},
        {"rate-plan", 0, 0, G_OPTION_ARG_STRING, &options->rate_plan, "(default BAR)", "CODE"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &options->from, "first day of arrival", "DATE"},
        {"days", 0, 0, G_OPTION_ARG_INT, &options->days, "days of arrival (default 300)", "N"},
        {"nights", 0, 0, G_OPTION_ARG_INT, &options->nights, "1 to N nights (default 3)", "N"},
        {"connections", 0, 0, G_OPTION_ARG_INT, &options->connections, "(default 64)", "N"},
        {"seconds", 0, 0, G_OPTION_ARG_INT, &options->seconds, "(default 10)", "N"},
        {"rate", 0, 0, G_OPTION_ARG_DOUBLE, &options->rate, "bookings a second (default: all it answers)",
         "N"},
        {"count", 0, 0, G_OPTION_ARG_INT64, &options->count, "stop after so many (default: no limit)", "N"},
        {"until-sold-out", 0, 0, G_OPTION_ARG_NONE, &options->until_sold_out, "stop at the first refusal",
         NULL},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "of the spread (default 1)", "S"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "JSON (default: standard output)", "FILE"},
        {"second", 0, 0, G_OPTION_ARG_STRING, &options->second, "freshness: the instance that is searched",
         "URL"},
        {"hotel-daemon", 0, 0, G_OPTION_ARG_STRING, &options->hotel_daemon,
         "freshness: daemon of the chain's first hotel", "URL"},
        {"database", 0, 0, G_OPTION_ARG_STRING, &options->database, "freshness: connection string", "TEXT"},
        {"bus", 0, 0, G_OPTION_ARG_STRING, &options->bus, "freshness: nats://address:port", "URL"},
        {"readers", 0, 0, G_OPTION_ARG_INT, &options->readers, "freshness: readers of feeds (default 20)",
         "N"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!cli_options_parse(
            "bookings | freshness",
            "'bookings' books as a channel and measures. 'freshness' books at a rate while all hotels "
            "of the chain are connected, and measures how soon each commit is seen.",
            entries, &argc, &argv, error))
        return false;
    *ret_subject = argc == 2 ? argv[1] : "";
    if (strcmp(*ret_subject, "bookings") != 0 && strcmp(*ret_subject, "freshness") != 0) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                    "say what to measure: 'keyrack load bookings', 'searches' or 'freshness'");
        return false;
    }
    return cli_require("--chain", options->chain, error) && cli_require("--from", options->from, error);
}

static bool options_check(const Options *options, GError **error)
{
    if (options->connections >= 1 && options->connections <= CONNECTIONS_MAX && options->seconds >= 1 &&
        options->seconds <= SECONDS_MAX && options->days >= 1 && options->nights >= 1 && options->rate >= 0 &&
        options->count >= 0)
        return true;
    g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                "--connections is 1 to %d, --seconds 1 to %d, --days and --nights at least 1, --rate and "
                "--count not negative",
                CONNECTIONS_MAX, SECONDS_MAX);
    return false;
}

char **load_headers(RunFolder *folder, const char *client_id, const char *url, GError **error)
{
    const char *id = client_id ? client_id : "website";
    g_autofree char *secret = run_folder_client_secret(folder, id, error);
    if (!secret)
        return NULL;
    g_autoptr(ApiParty) party = api_party_new_client(url, id, secret, "reservations read");
    g_autoptr(HttpClient) client = http_client_new(NULL);
    return api_party_login(party, client, error) == API_LOGIN_DONE ? api_party_headers(party, NULL) : NULL;
}

bool load_report_write(const char *path, json_t *report, GError **error)
{
    g_autofree char *text = json_dumps(report, JSON_INDENT(2));
    json_decref(report);
    if (path)
        return g_file_set_contents(path, text, -1, error);
    puts(text);
    return true;
}

static bool load_run(const Options *options, LoadBookingsOptions *wanted, const char *url, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, error);
    g_autoptr(LoadBookings) bookings = uri ? load_bookings_new(wanted, error) : NULL;
    if (!bookings)
        return false;
    LoadLineOptions line = {
        .address = g_uri_get_host(uri),
        .port = (guint)g_uri_get_port(uri),
        .connections = (guint)options->connections,
        .rate_per_second = options->rate,
        .duration_us = (int64_t)options->seconds * 1000 * 1000,
        .patience_us = PATIENCE_US,
        .make = load_bookings_make,
        .answered = load_bookings_answered,
        .data = bookings,
    };
    int64_t elapsed_us = 0;
    if (!load_line_run(&line, &elapsed_us, error))
        return false;
    return load_report_write(options->output, load_bookings_report(bookings, elapsed_us), error);
}

/* A secret of the run folder; free with g_free(). */
static char *secret_read(const RunFolder *folder, const char *name, GError **error)
{
    g_autofree char *path = run_folder_path(folder, name);
    char *text = NULL;
    return g_file_get_contents(path, &text, NULL, error) ? g_strchomp(text) : NULL;
}

static bool freshness_options_check(const Options *options, GError **error)
{
    return cli_require("--second", options->second, error) &&
           cli_require("--hotel-daemon", options->hotel_daemon, error) &&
           cli_require("--database", options->database, error) && cli_require("--bus", options->bus, error);
}

static bool freshness_run(const Options *options, const LoadBookingsOptions *wanted, const RunFolder *folder,
                          const char *url, GError **error)
{
    if (!freshness_options_check(options, error))
        return false;
    g_autofree char *database_password = secret_read(folder, "secrets/database_central", error);
    g_autofree char *bus_password =
        database_password ? secret_read(folder, "secrets/nats_centre", error) : NULL;
    g_autoptr(GUri) bus = bus_password ? g_uri_parse(options->bus, G_URI_FLAGS_NONE, error) : NULL;
    if (!bus)
        return false;
    g_autofree char *conninfo = pg_conninfo_with_password(options->database, database_password);
    LoadFreshness plan = {
        .chain = wanted->chain,
        .centre = url,
        .second = options->second,
        .hotel = options->hotel_daemon,
        .conninfo = conninfo,
        .bus_address = g_uri_get_host(bus),
        .bus_port = (guint)g_uri_get_port(bus),
        .bus_user = "centre",
        .bus_password = bus_password,
        .headers = wanted->headers,
        .rate_plan = wanted->rate_plan,
        .from = wanted->from,
        .days = wanted->days,
        .rate = options->rate > 0 ? (guint)options->rate : 500,
        .readers = (guint)options->readers,
        .seconds = (guint)options->seconds,
        .run = wanted->run,
    };
    json_t *report = load_freshness_run(&plan, error);
    return report && load_report_write(options->output, report, error);
}

bool cli_load(int argc, char **argv, GError **error)
{
    if (argc > 1 && strcmp(argv[1], "searches") == 0)
        return load_searches_run(argc - 1, argv + 1, error);
    g_auto(Options)
        options = {.days = 300, .nights = 3, .connections = 64, .seconds = 10, .seed = 1, .readers = 20};
    const char *subject;
    Night from;
    if (!options_read(&options, argc, argv, &subject, error) || !options_check(&options, error) ||
        !cli_date_parse("--from", options.from, &from, error))
        return false;
    g_autoptr(RunFolder) folder = run_folder_open(options.run ? options.run : ".run", error);
    g_autoptr(Chain) chain = folder ? chain_load(options.chain, error) : NULL;
    const char *url = !chain ? NULL : options.centre ? options.centre : run_folder_centre_url(folder, error);
    g_auto(GStrv) headers = url ? load_headers(folder, options.client, url, error) : NULL;
    if (!headers)
        return false;
    g_autofree char *run = g_uuid_string_random();
    LoadBookingsOptions wanted = {
        .chain = chain,
        .hotels = options.hotels,
        .room_type = options.room_type,
        .rate_plan = options.rate_plan ? options.rate_plan : "BAR",
        .from = from,
        .days = (guint)options.days,
        .nights = (guint)options.nights,
        .seed = (guint32)options.seed,
        .headers = headers,
        .run = run,
        .count = (guint64)options.count,
        .until_sold_out = options.until_sold_out,
    };
    if (strcmp(subject, "freshness") == 0)
        return freshness_run(&options, &wanted, folder, url, error);
    return load_run(&options, &wanted, url, error);
}
