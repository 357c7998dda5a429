/* keyrack generate bookings: a file of made-up bookings, and its reference; keyrack generate chain. */
#include <stdio.h>
#include <string.h>

#include "ops/cli/cli.h"
#include "ops/cli/generate_bookings.h"
#include "ops/cli/generate_chain.h"
#include "ops/cli/replay_expect.h"

enum { ROWS_DEFAULT = 3000, ROWS_MAXIMUM = 1000000, SPAN_MAXIMUM = 1200 };

static const char FROM_DEFAULT[] = "2015-07-01";
static const char UNTIL_DEFAULT[] = "2015-08-29";
static const char OPENS[] = "2013-06-24";

typedef struct {
    int64_t seed;
    int rows;
    char *from;
    char *until;
    char *output;
    char *reference;
} Options;

static void options_clear(Options *options)
{
    g_free(options->from);
    g_free(options->until);
    g_free(options->output);
    g_free(options->reference);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool subject_check(int argc, char **argv, GError **error)
{
    if (argc == 2 && strcmp(argv[1], "bookings") == 0) {
        return true;
    }
    g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                "say what to generate: 'keyrack generate bookings' or 'keyrack generate chain'");
    return false;
}

static bool options_read(Options *options, int argc, char **argv, GError **error)
{
    GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "0 to 4294967295 (default: drawn and printed)",
         "S"},
        {"rows", 0, 0, G_OPTION_ARG_INT, &options->rows, "bookings wanted (default 3000)", "N"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &options->from, "first day of arrival (default 2015-07-01)",
         "DATE"},
        {"until", 0, 0, G_OPTION_ARG_STRING, &options->until, "last day of arrival (default 2015-08-29)",
         "DATE"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "bookings (default: standard output)",
         "FILE"},
        {"reference-output", 0, 0, G_OPTION_ARG_FILENAME, &options->reference,
         "their totals by hotel and month", "FILE"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!cli_options_parse("bookings", "Makes up bookings of the practice hotels for keyrack replay.",
                           entries, &argc, &argv, error) ||
        !subject_check(argc, argv, error)) {
        return false;
    }
    if (options->seed < -1 || options->seed > UINT32_MAX || options->rows < 1 ||
        options->rows > ROWS_MAXIMUM) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                    "--seed is from 0 to 4294967295 and --rows from 1 to %d", ROWS_MAXIMUM);
        return false;
    }
    return true;
}

static bool span_read(const Options *options, GenerateOptions *generate, GError **error)
{
    if (!cli_date_parse("--from", options->from ? options->from : FROM_DEFAULT, &generate->from, error) ||
        !cli_date_parse("--until", options->until ? options->until : UNTIL_DEFAULT, &generate->until,
                        error) ||
        !cli_date_parse("opens", OPENS, &generate->opens, error)) {
        return false;
    }
    if (generate->from < generate->opens || generate->until < generate->from ||
        generate->until - generate->opens > SPAN_MAXIMUM + BOOKING_LEAD_MAXIMUM) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                    "--from and --until: the span must begin on %s or later, and end within six years of it",
                    OPENS);
        return false;
    }
    return true;
}

static bool text_write(const char *path, const char *text, GError **error)
{
    if (path) {
        return g_file_set_contents(path, text, -1, error);
    }
    fputs(text, stdout);
    return true;
}

static bool outputs_write(const Options *options, const GenerateOptions *generate, GError **error)
{
    g_autoptr(GArray) bookings = generate_bookings(generate);
    g_autofree char *csv = generate_csv(bookings, generate->seed);
    g_autofree char *reference = reference_text(bookings);
    g_printerr("seed %u: %u bookings\n", generate->seed, bookings->len);
    return text_write(options->output, csv, error) &&
           (!options->reference || text_write(options->reference, reference, error));
}

static bool bookings_run(int argc, char **argv, GError **error)
{
    g_auto(Options) options = {.seed = -1, .rows = ROWS_DEFAULT};
    GenerateOptions generate = {0};
    if (!options_read(&options, argc, argv, error) || !span_read(&options, &generate, error)) {
        return false;
    }
    generate.seed = options.seed < 0 ? g_random_int() : (uint32_t)options.seed;
    generate.rows = (unsigned)options.rows;
    return outputs_write(&options, &generate, error);
}

bool cli_generate(int argc, char **argv, GError **error)
{
    if (argc > 1 && strcmp(argv[1], "chain") == 0) {
        return generate_chain_run(argc - 1, argv + 1, error);
    }
    return bookings_run(argc, argv, error);
}
