/* keyrack load searches: guests who look for a room, at a fixed rate. */
#include <string.h>

#include "ops/chain_load.h"
#include "ops/cli/cli.h"
#include "ops/cli/load.h"
#include "ops/cli/load_line.h"
#include "ops/clock.h"
#include "schemas/night.h"

enum { PATIENCE_US = 10 * 1000 * 1000, RADIUS_KM = 10 };

typedef struct {
    char *run;
    char *chain;
    char *centre;
    char *client;
    char *from;
    char *output;
    int days, nights, connections, seconds, seed, place_percent, offers;
    double rate;
} Options;

typedef struct {
    const Options *options;
    const Chain *chain;
    Night from;
    char **headers;
    GRand *random;
    LatencyTable *latency;
    guint64 requests;
    guint64 answered; /* with 200 */
    guint64 bytes;    /* of their bodies */
} Searches;

static void options_clear(Options *options)
{
    g_free(options->run);
    g_free(options->chain);
    g_free(options->centre);
    g_free(options->client);
    g_free(options->from);
    g_free(options->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static void searches_clear(Searches *searches)
{
    g_clear_pointer(&searches->random, g_rand_free);
    g_clear_pointer(&searches->latency, latency_table_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Searches, searches_clear)

static bool options_read(Options *options, int argc, char **argv, GError **error)
{
    GOptionEntry entries[] = {
        {"run", 0, 0, G_OPTION_ARG_FILENAME, &options->run, "run folder (default .run)", "FOLDER"},
        {"chain", 0, 0, G_OPTION_ARG_FILENAME, &options->chain, "chain file of that installation", "FILE"},
        {"centre", 0, 0, G_OPTION_ARG_STRING, &options->centre, "http://address:port of another instance",
         "URL"},
        {"client", 0, 0, G_OPTION_ARG_STRING, &options->client, "OAuth client (default website)", "ID"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &options->from, "first day of arrival", "DATE"},
        {"days", 0, 0, G_OPTION_ARG_INT, &options->days, "days of arrival (default 300)", "N"},
        {"nights", 0, 0, G_OPTION_ARG_INT, &options->nights, "nights of a stay (default 3)", "N"},
        {"place-percent", 0, 0, G_OPTION_ARG_INT, &options->place_percent,
         "so many ask for all hotels within 10 km, the others for one hotel (default 0)", "P"},
        {"offers", 0, 0, G_OPTION_ARG_INT, &options->offers,
         "of each hotel so many, the cheapest (default all)", "N"},
        {"connections", 0, 0, G_OPTION_ARG_INT, &options->connections, "(default 64)", "N"},
        {"seconds", 0, 0, G_OPTION_ARG_INT, &options->seconds, "(default 10)", "N"},
        {"rate", 0, 0, G_OPTION_ARG_DOUBLE, &options->rate, "searches a second (default: all it answers)",
         "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT, &options->seed, "of the spread (default 1)", "S"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "JSON (default: standard output)", "FILE"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!cli_options_parse("- looks for rooms", "Searches as a channel and measures.", entries, &argc, &argv,
                           error) ||
        !cli_no_more_arguments(argc, argv, error) || !cli_require("--chain", options->chain, error) ||
        !cli_require("--from", options->from, error))
        return false;
    if (options->connections >= 1 && options->seconds >= 1 && options->days >= 1 && options->nights >= 1 &&
        options->rate >= 0 && options->place_percent >= 0 && options->place_percent <= 100)
        return true;
    g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                "--connections, --seconds, --days and --nights are at least 1, --rate is not negative, "
                "--place-percent is 0 to 100");
    return false;
}

static void append_place(GString *request, const ChainHotel *hotel)
{
    char latitude[G_ASCII_DTOSTR_BUF_SIZE], longitude[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(latitude, sizeof latitude, "%.6f", hotel->latitude_microdegrees / 1e6);
    g_ascii_formatd(longitude, sizeof longitude, "%.6f", hotel->longitude_microdegrees / 1e6);
    g_string_append_printf(request, "latitude=%s&longitude=%s&radius_km=%d", latitude, longitude, RADIUS_KM);
}

static bool search_make(guint64 number, GString *request, gpointer data)
{
    (void)number;
    Searches *searches = data;
    const Options *options = searches->options;
    const GPtrArray *hotels = searches->chain->hotels;
    const ChainHotel *hotel = hotels->pdata[g_rand_int_range(searches->random, 0, (gint32)hotels->len)];
    const Night arrival = searches->from + g_rand_int_range(searches->random, 0, options->days);
    char from[NIGHT_TEXT_SIZE], until[NIGHT_TEXT_SIZE];
    night_write(arrival, from);
    night_write(arrival + options->nights, until);
    g_string_append(request, "GET /v1/availability?");
    if (g_rand_int_range(searches->random, 0, 100) < options->place_percent)
        append_place(request, hotel);
    else
        g_string_append_printf(request, "hotel=%s", hotel->code);
    g_string_append_printf(request, "&arrival=%s&departure=%s&adults=2", from, until);
    if (options->offers > 0)
        g_string_append_printf(request, "&order=price&offers=%d", options->offers);
    g_string_append(request, " HTTP/1.1\r\nHost: centre\r\n");
    for (char **header = searches->headers; *header; header++)
        g_string_append_printf(request, "%s\r\n", *header);
    g_string_append(request, "\r\n");
    return true;
}

static void search_answered(const LoadAnswer *answer, gpointer data)
{
    Searches *searches = data;
    searches->requests++;
    if (answer->status != 200)
        return;
    searches->answered++;
    searches->bytes += answer->length;
    latency_add(searches->latency, 0, answer->answered_us - answer->due_us);
}

static json_t *report(const Searches *searches, int64_t elapsed_us)
{
    const double seconds = (double)MAX(elapsed_us, 1) / 1e6;
    return json_pack("{s:I, s:I, s:f, s:f, s:f, s:o}", "requests", (json_int_t)searches->requests, "answered",
                     (json_int_t)searches->answered, "elapsed_s", seconds, "per_second",
                     (double)searches->answered / seconds, "bytes_each",
                     (double)searches->bytes / (double)MAX(searches->answered, 1), "latency_us",
                     load_latency_report(searches->latency));
}

static bool searches_run(Searches *searches, const char *url, GError **error)
{
    const Options *options = searches->options;
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, error);
    if (!uri)
        return false;
    LoadLineOptions line = {
        .address = g_uri_get_host(uri),
        .port = (guint)g_uri_get_port(uri),
        .connections = (guint)options->connections,
        .rate_per_second = options->rate,
        .duration_us = (int64_t)options->seconds * 1000 * 1000,
        .patience_us = PATIENCE_US,
        .make = search_make,
        .answered = search_answered,
        .data = searches,
    };
    int64_t elapsed_us = 0;
    return load_line_run(&line, &elapsed_us, error) &&
           load_report_write(options->output, report(searches, elapsed_us), error);
}

bool load_searches_run(int argc, char **argv, GError **error)
{
    g_auto(Options) options = {.days = 300, .nights = 3, .connections = 64, .seconds = 10, .seed = 1};
    g_auto(Searches) searches = {.options = &options};
    if (!options_read(&options, argc, argv, error) ||
        !cli_date_parse("--from", options.from, &searches.from, error))
        return false;
    g_autoptr(RunFolder) folder = run_folder_open(options.run ? options.run : ".run", error);
    g_autoptr(Chain) chain = folder ? chain_load(options.chain, error) : NULL;
    const char *url = !chain ? NULL : options.centre ? options.centre : run_folder_centre_url(folder, error);
    g_auto(GStrv) headers = url ? load_headers(folder, options.client, url, error) : NULL;
    if (!headers)
        return false;
    searches.chain = chain;
    searches.headers = headers;
    searches.random = g_rand_new_with_seed((guint32)options.seed);
    searches.latency = latency_table_new(1);
    return searches_run(&searches, url, error);
}
