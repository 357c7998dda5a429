/* keyrack generate chain: a chain of any size as configuration files. */
#include "ops/cli/generate_chain.h"

#include <errno.h>
#include <string.h>

#include "ops/cli/cli.h"

enum { HOTELS_DEFAULT = 300 };

typedef struct {
    int64_t seed;
    int hotels;
    int rooms;
    char *output;
} Options;

static void options_clear(Options *options)
{
    g_free(options->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool options_read(Options *options, int argc, char **argv, GError **error)
{
    GOptionEntry entries[] = {
        {"hotels", 0, 0, G_OPTION_ARG_INT, &options->hotels, "number of hotels (default 300)", "N"},
        {"rooms", 0, 0, G_OPTION_ARG_INT, &options->rooms,
         "rooms of all hotels together (default: 148 a hotel)", "TOTAL"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "0 to 4294967295 (default: drawn and printed)",
         "S"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
         "folder for chain.yaml and a folder of hotel files a country; made when missing", "DIR"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return cli_options_parse("- a chain in real places", "Makes up a chain of hotels as configuration files.",
                             entries, &argc, &argv, error) &&
           cli_no_more_arguments(argc, argv, error) && cli_require("--output", options->output, error);
}

static bool options_check(Options *options, GError **error)
{
    if (options->seed < -1 || options->seed > UINT32_MAX || options->hotels < 1 ||
        options->hotels > GENERATE_HOTELS_MAX) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                    "--seed is from 0 to 4294967295 and --hotels from 1 to %d", GENERATE_HOTELS_MAX);
        return false;
    }
    if (options->rooms == 0) {
        options->rooms = options->hotels * 148;
    }
    if (options->rooms < options->hotels * GENERATE_ROOMS_A_HOTEL_MIN ||
        options->rooms > options->hotels * GENERATE_ROOMS_A_HOTEL_MAX) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "--rooms of %d hotels is from %d to %d",
                    options->hotels, options->hotels * GENERATE_ROOMS_A_HOTEL_MIN,
                    options->hotels * GENERATE_ROOMS_A_HOTEL_MAX);
        return false;
    }
    return true;
}

static bool file_write(const char *folder, const char *name, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    if (g_mkdir_with_parents(parent, 0755) != 0) {
        const int reason = errno;
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "cannot make the folder %s: %s", parent,
                    g_strerror(reason));
        return false;
    }
    /* Without waiting for the disk: thousands of files that can be made again. */
    return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, error);
}

/* The chain file comes last: while it is missing, so is something else. */
static bool chain_write(const GenerateChainOptions *options, const char *folder, GError **error)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(options->seed);
    g_autoptr(GArray) hotels = generate_chain_plan(options, random);
    for (guint i = 0; i < hotels->len; i++) {
        const GenerateHotel *hotel = &g_array_index(hotels, GenerateHotel, i);
        g_autofree char *path = generate_hotel_path(hotel);
        g_autofree char *text = generate_hotel_text(hotel, random);
        if (!file_write(folder, path, text, error)) {
            return false;
        }
    }
    g_autofree char *text = generate_chain_text(options, hotels);
    return file_write(folder, "chain.yaml", text, error);
}

bool generate_chain_run(int argc, char **argv, GError **error)
{
    g_auto(Options) options = {.seed = -1, .hotels = HOTELS_DEFAULT};
    if (!options_read(&options, argc, argv, error) || !options_check(&options, error)) {
        return false;
    }
    const GenerateChainOptions chain = {
        .seed = options.seed < 0 ? g_random_int() : (uint32_t)options.seed,
        .hotels = options.hotels,
        .rooms = options.rooms,
    };
    g_printerr("seed %u: %d hotels, %d rooms\n", chain.seed, chain.hotels, chain.rooms);
    return chain_write(&chain, options.output, error);
}
