/* keyrack load: drives the running system as fast as it answers, or at a fixed rate, and measures it. */
#include "ops/cli/load.h"

#include <stdio.h>
#include <string.h>

#include "ops/chain_load.h"
#include "ops/cli/api_internal.h"
#include "ops/cli/cli.h"
#include "schemas/instant.h"

enum { CONNECTIONS_MAX = 4000, SECONDS_MAX = 3600, PATIENCE_US = 30 * 1000 * 1000 };

void load_options_init(LoadOptions *options)
{
    *options = (LoadOptions){.days = 300, .nights = 3, .connections = 64, .seconds = 10, .seed = 1};
}

void load_options_clear(LoadOptions *options)
{
    g_free(options->run);
    g_free(options->chain);
    g_free(options->client);
    g_free(options->centre);
    g_free(options->from);
    g_free(options->output);
}

static bool options_check(const LoadOptions *options, GError **error)
{
    if (options->connections >= 1 && options->connections <= CONNECTIONS_MAX && options->seconds >= 1 &&
        options->seconds <= SECONDS_MAX && options->days >= 1 && options->nights >= 1 && options->rate >= 0)
        return true;
    g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                "--connections is 1 to %d, --seconds 1 to %d, --days and --nights at least 1, --rate not "
                "negative",
                CONNECTIONS_MAX, SECONDS_MAX);
    return false;
}

bool load_options_parse(LoadOptions *options, const GOptionEntry *own, gsize own_count, const char *summary,
                        int argc, char **argv, GError **error)
{
    const GOptionEntry shared[] = {
        {"run", 0, 0, G_OPTION_ARG_FILENAME, &options->run, "run folder (default .run)", "FOLDER"},
        {"chain", 0, 0, G_OPTION_ARG_FILENAME, &options->chain, "chain file of that installation", "FILE"},
        {"centre", 0, 0, G_OPTION_ARG_STRING, &options->centre, "http://address:port of another instance",
         "URL"},
        {"client", 0, 0, G_OPTION_ARG_STRING, &options->client, "OAuth client (default website)", "ID"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &options->from, "first day of arrival", "DATE"},
        {"days", 0, 0, G_OPTION_ARG_INT, &options->days, "days of arrival (default 300)", "N"},
        {"nights", 0, 0, G_OPTION_ARG_INT, &options->nights, "nights of a stay, at most (default 3)", "N"},
        {"connections", 0, 0, G_OPTION_ARG_INT, &options->connections, "(default 64)", "N"},
        {"seconds", 0, 0, G_OPTION_ARG_INT, &options->seconds, "(default 10)", "N"},
        {"rate", 0, 0, G_OPTION_ARG_DOUBLE, &options->rate, "requests a second (default: all it answers)",
         "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "of the spread (default 1)", "S"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "JSON (default: standard output)", "FILE"},
    };
    g_autoptr(GArray) entries = g_array_new(TRUE, FALSE, sizeof(GOptionEntry));
    g_array_append_vals(entries, shared, G_N_ELEMENTS(shared));
    g_array_append_vals(entries, own, (guint)own_count);
    g_autofree char *subject = g_strconcat("load ", argv[0], NULL);
    argv[0] = subject;
    bool parsed =
        cli_options_parse(NULL, summary, (GOptionEntry *)(gpointer)entries->data, &argc, &argv, error) &&
        cli_no_more_arguments(argc, argv, error);
    return parsed && cli_require("--chain", options->chain, error) &&
           cli_require("--from", options->from, error) && options_check(options, error);
}

static char **headers_of(RunFolder *folder, const char *client_id, const char *url, GError **error)
{
    g_autofree char *secret = run_folder_client_secret(folder, client_id, error);
    if (!secret)
        return NULL;
    g_autoptr(ApiParty) party = api_party_new_client(url, client_id, secret, "reservations read");
    g_autoptr(HttpClient) client = http_client_new(NULL);
    return api_party_login(party, client, error) == API_LOGIN_DONE ? api_party_headers(party, NULL) : NULL;
}

void load_target_clear(LoadTarget *target)
{
    g_strfreev(target->headers);
    chain_free(target->chain);
    run_folder_free(target->folder);
}

bool load_target_open(const LoadOptions *options, LoadTarget *ret_target, GError **error)
{
    g_auto(LoadTarget) target = {0};
    if (!cli_date_parse("--from", options->from, &target.from, error))
        return false;
    target.folder = run_folder_open(options->run ? options->run : ".run", error);
    target.chain = target.folder ? chain_load(options->chain, error) : NULL;
    if (target.chain)
        target.url = options->centre ? options->centre : run_folder_centre_url(target.folder, error);
    if (target.url)
        target.headers =
            headers_of(target.folder, options->client ? options->client : "website", target.url, error);
    if (!target.headers)
        return false;
    *ret_target = target;
    target = (LoadTarget){0};
    return true;
}

bool load_target_run(const LoadTarget *target, const LoadOptions *options, LoadMake make,
                     LoadAnswered answered, gpointer data, int64_t *ret_elapsed_us, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(target->url, G_URI_FLAGS_NONE, error);
    if (!uri)
        return false;
    LoadLineOptions line = {
        .address = g_uri_get_host(uri),
        .port = (guint)g_uri_get_port(uri),
        .connections = (guint)options->connections,
        .rate_per_second = options->rate,
        .duration_us = (int64_t)options->seconds * INSTANT_SECOND,
        .patience_us = PATIENCE_US,
        .make = make,
        .answered = answered,
        .data = data,
    };
    return load_line_run(&line, ret_elapsed_us, error);
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

json_t *load_latency_report(LatencyTable *latency, unsigned kind)
{
    static const unsigned percents[] = {50, 90, 99, 100};
    json_t *report = json_object();
    for (guint i = 0; i < G_N_ELEMENTS(percents); i++) {
        g_autofree char *name = g_strdup_printf("p%u", percents[i]);
        json_object_set_new(report, name, json_integer(latency_percentile_us(latency, kind, percents[i])));
    }
    return report;
}

bool cli_load(int argc, char **argv, GError **error)
{
    static const struct {
        const char *name;
        bool (*run)(int argc, char **argv, GError **error);
    } subjects[] = {
        {"bookings", load_bookings_command},
        {"searches", load_searches_command},
        {"freshness", load_freshness_command},
        {"desk", load_desk_command},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
        if (argc > 1 && strcmp(argv[1], subjects[i].name) == 0)
            return subjects[i].run(argc - 1, argv + 1, error);
    g_set_error(
        error, CLI_ERROR, CLI_ERROR_USAGE,
        "say what to measure: 'keyrack load bookings', 'searches', 'freshness' or 'desk', each with --help");
    return false;
}
