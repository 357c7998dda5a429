/* keyrack load searches: guests who look for a room, at a fixed rate. */
#include <string.h>

#include "ops/cli/cli.h"
#include "ops/cli/load.h"

enum { RADIUS_KM = 10 };

typedef struct {
    LoadOptions shared;
    int place_percent, offers;
} Options;

typedef struct {
    const Options *options;
    LoadTarget target;
    GRand *random;
    LatencyTable *latency;
    guint64 requests;
    guint64 answered; /* with 200 */
    guint64 bytes;    /* of their bodies */
} Searches;

static void options_clear(Options *options)
{
    load_options_clear(&options->shared);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static void searches_clear(Searches *searches)
{
    load_target_clear(&searches->target);
    g_clear_pointer(&searches->random, g_rand_free);
    g_clear_pointer(&searches->latency, latency_table_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Searches, searches_clear)

static bool options_read(Options *options, int argc, char **argv, GError **error)
{
    const GOptionEntry own[] = {
        {"place-percent", 0, 0, G_OPTION_ARG_INT, &options->place_percent,
         "so many ask for all hotels within 10 km, the others for one hotel (default 0)", "P"},
        {"offers", 0, 0, G_OPTION_ARG_INT, &options->offers,
         "of each hotel so many, the cheapest (default all)", "N"},
    };
    load_options_init(&options->shared);
    if (!load_options_parse(&options->shared, own, G_N_ELEMENTS(own), "Searches as a channel and measures.",
                            argc, argv, error))
        return false;
    if (options->place_percent >= 0 && options->place_percent <= 100)
        return true;
    g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "--place-percent is 0 to 100");
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
    const GPtrArray *hotels = searches->target.chain->hotels;
    const ChainHotel *hotel = hotels->pdata[g_rand_int_range(searches->random, 0, (gint32)hotels->len)];
    const Night arrival = searches->target.from + g_rand_int_range(searches->random, 0, options->shared.days);
    char from[NIGHT_TEXT_SIZE], until[NIGHT_TEXT_SIZE];
    night_write(arrival, from);
    night_write(arrival + options->shared.nights, until);
    g_string_append(request, "GET /v1/availability?");
    if (g_rand_int_range(searches->random, 0, 100) < options->place_percent)
        append_place(request, hotel);
    else
        g_string_append_printf(request, "hotel=%s", hotel->code);
    g_string_append_printf(request, "&arrival=%s&departure=%s&adults=2", from, until);
    if (options->offers > 0)
        g_string_append_printf(request, "&order=price&offers=%d", options->offers);
    g_string_append(request, " HTTP/1.1\r\nHost: centre\r\n");
    for (char **header = searches->target.headers; *header; header++)
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
                     load_latency_report(searches->latency, 0));
}

bool load_searches_command(int argc, char **argv, GError **error)
{
    g_auto(Options) options = {0};
    g_auto(Searches) searches = {.options = &options};
    if (!options_read(&options, argc, argv, error) ||
        !load_target_open(&options.shared, &searches.target, error))
        return false;
    searches.random = g_rand_new_with_seed((guint32)options.shared.seed);
    searches.latency = latency_table_new(1);
    int64_t elapsed_us = 0;
    return load_target_run(&searches.target, &options.shared, search_make, search_answered, &searches,
                           &elapsed_us, error) &&
           load_report_write(options.shared.output, report(&searches, elapsed_us), error);
}
