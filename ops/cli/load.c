/* keyrack load: drives the running system as fast as it answers, or at a fixed rate, and measures it. */
#include <stdio.h>
#include <string.h>

#include "ops/chain_load.h"
#include "ops/cli/api_internal.h"
#include "ops/cli/cli.h"
#include "ops/cli/load.h"
#include "ops/cli/load_bookings.h"
#include "ops/cli/run_folder.h"
#include "ops/clock.h"

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
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool options_read(Options *options, int argc, char **argv, GError **error)
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
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!cli_options_parse("bookings", "Books as a channel and measures.", entries, &argc, &argv, error))
        return false;
    if (argc != 2 || strcmp(argv[1], "bookings") != 0) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                    "say what to load: 'keyrack load bookings' or 'keyrack load searches'");
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

bool cli_load(int argc, char **argv, GError **error)
{
    if (argc > 1 && strcmp(argv[1], "searches") == 0)
        return load_searches_run(argc - 1, argv + 1, error);
    g_auto(Options) options = {.days = 300, .nights = 3, .connections = 64, .seconds = 10, .seed = 1};
    Night from;
    if (!options_read(&options, argc, argv, error) || !options_check(&options, error) ||
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
    return load_run(&options, &wanted, url, error);
}
