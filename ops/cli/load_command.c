/* keyrack load bookings | freshness: the options of both, since the second books as the first does. */
#include "ops/cli/cli.h"
#include "ops/cli/load.h"
#include "ops/cli/load_bookings.h"
#include "ops/cli/load_freshness.h"
#include "ops/postgres.h"

enum { FRESHNESS_RATE = 500, FRESHNESS_READERS = 20 };

#define RATE_PLAN "BAR"

/* ---- bookings ---- */

typedef struct {
    LoadOptions shared;
    char **hotels;
    char *room_type;
    int64_t count;
    gboolean until_sold_out;
} BookingsOptions;

static void bookings_options_clear(BookingsOptions *options)
{
    load_options_clear(&options->shared);
    g_strfreev(options->hotels);
    g_free(options->room_type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BookingsOptions, bookings_options_clear)

static bool bookings_options_parse(BookingsOptions *options, int argc, char **argv, GError **error)
{
    const GOptionEntry own[] = {
        {"hotel", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hotels, "book here only; may be repeated",
         "CODE"},
        {"room-type", 0, 0, G_OPTION_ARG_STRING, &options->room_type, "book this type only", "CODE"},
        {"count", 0, 0, G_OPTION_ARG_INT64, &options->count, "stop after so many (default: no limit)", "N"},
        {"until-sold-out", 0, 0, G_OPTION_ARG_NONE, &options->until_sold_out, "stop at the first refusal",
         NULL},
    };
    load_options_init(&options->shared);
    if (!load_options_parse(&options->shared, own, G_N_ELEMENTS(own), "Books as a channel and measures.",
                            argc, argv, error))
        return false;
    if (options->count >= 0)
        return true;
    g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "--count is not negative");
    return false;
}

bool load_bookings_command(int argc, char **argv, GError **error)
{
    g_auto(BookingsOptions) options = {0};
    g_auto(LoadTarget) target = {0};
    if (!bookings_options_parse(&options, argc, argv, error) ||
        !load_target_open(&options.shared, &target, error))
        return false;
    g_autofree char *run = g_uuid_string_random();
    LoadBookingsOptions wanted = {
        .chain = target.chain,
        .hotels = options.hotels,
        .room_type = options.room_type,
        .rate_plan = RATE_PLAN,
        .from = target.from,
        .days = (guint)options.shared.days,
        .nights = (guint)options.shared.nights,
        .seed = (guint32)options.shared.seed,
        .headers = target.headers,
        .run = run,
        .count = (guint64)options.count,
        .until_sold_out = options.until_sold_out,
    };
    g_autoptr(LoadBookings) bookings = load_bookings_new(&wanted, error);
    int64_t elapsed_us = 0;
    return bookings &&
           load_target_run(&target, &options.shared, load_bookings_make, load_bookings_answered, bookings,
                           &elapsed_us, error) &&
           load_report_write(options.shared.output, load_bookings_report(bookings, elapsed_us), error);
}

/* ---- freshness ---- */

typedef struct {
    LoadOptions shared;
    char *second, *hotel_daemon, *database, *bus;
    int readers;
} FreshnessOptions;

static void freshness_options_clear(FreshnessOptions *options)
{
    load_options_clear(&options->shared);
    g_free(options->second);
    g_free(options->hotel_daemon);
    g_free(options->database);
    g_free(options->bus);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FreshnessOptions, freshness_options_clear)

static bool freshness_options_parse(FreshnessOptions *options, int argc, char **argv, GError **error)
{
    const GOptionEntry own[] = {
        {"second", 0, 0, G_OPTION_ARG_STRING, &options->second, "the instance that is searched", "URL"},
        {"hotel-daemon", 0, 0, G_OPTION_ARG_STRING, &options->hotel_daemon,
         "daemon of the chain's first hotel", "URL"},
        {"database", 0, 0, G_OPTION_ARG_STRING, &options->database, "connection string", "TEXT"},
        {"bus", 0, 0, G_OPTION_ARG_STRING, &options->bus, "nats://address:port", "URL"},
        {"readers", 0, 0, G_OPTION_ARG_INT, &options->readers, "readers of feeds (default 20)", "N"},
    };
    load_options_init(&options->shared);
    options->shared.rate = FRESHNESS_RATE;
    options->readers = FRESHNESS_READERS;
    return load_options_parse(
               &options->shared, own, G_N_ELEMENTS(own),
               "Books at a rate (default 500) while all hotels of the chain are connected, and "
               "measures how soon each commit is seen.",
               argc, argv, error) &&
           cli_require("--second", options->second, error) &&
           cli_require("--hotel-daemon", options->hotel_daemon, error) &&
           cli_require("--database", options->database, error) && cli_require("--bus", options->bus, error);
}

/* A secret of the run folder; free with g_free(). */
static char *secret_read(const RunFolder *folder, const char *name, GError **error)
{
    g_autofree char *path = run_folder_path(folder, name);
    char *text = NULL;
    return g_file_get_contents(path, &text, NULL, error) ? g_strchomp(text) : NULL;
}

static json_t *freshness_measure(const FreshnessOptions *options, const LoadTarget *target, GError **error)
{
    g_autofree char *database_password = secret_read(target->folder, "secrets/database_central", error);
    g_autofree char *bus_password =
        database_password ? secret_read(target->folder, "secrets/nats_centre", error) : NULL;
    g_autoptr(GUri) bus = bus_password ? g_uri_parse(options->bus, G_URI_FLAGS_NONE, error) : NULL;
    if (!bus)
        return NULL;
    g_autofree char *conninfo = pg_conninfo_with_password(options->database, database_password);
    g_autofree char *run = g_uuid_string_random();
    LoadFreshness plan = {
        .chain = target->chain,
        .centre = target->url,
        .second = options->second,
        .hotel = options->hotel_daemon,
        .conninfo = conninfo,
        .bus_address = g_uri_get_host(bus),
        .bus_port = (guint)g_uri_get_port(bus),
        .bus_user = "centre",
        .bus_password = bus_password,
        .headers = target->headers,
        .rate_plan = RATE_PLAN,
        .from = target->from,
        .days = (guint)options->shared.days,
        .rate = (guint)options->shared.rate,
        .readers = (guint)options->readers,
        .seconds = (guint)options->shared.seconds,
        .run = run,
    };
    return load_freshness_run(&plan, error);
}

bool load_freshness_command(int argc, char **argv, GError **error)
{
    g_auto(FreshnessOptions) options = {0};
    g_auto(LoadTarget) target = {0};
    if (!freshness_options_parse(&options, argc, argv, error) ||
        !load_target_open(&options.shared, &target, error))
        return false;
    json_t *report = freshness_measure(&options, &target, error);
    return report && load_report_write(options.shared.output, report, error);
}
