/* keyrack chain: checks a chain file, or lists its hotels. */
#include <string.h>

#include "ops/chain_load.h"
#include "ops/cli/cli.h"

static const char CHAIN_DEFAULT[] = "schemas/chain/demo.yaml";

static void print_check(const Chain *chain, const char *path)
{
    guint rooms = 0;
    for (guint index = 0; index < chain->hotels->len; index++) {
        const ChainHotel *hotel = g_ptr_array_index(chain->hotels, index);
        rooms += hotel->rooms->len;
    }
    g_print("%s: good: %u brands, %u hotels, %u rooms\n", path, chain->brands->len, chain->hotels->len,
            rooms);
}

static void print_hotels(const Chain *chain, const char *path)
{
    (void)path;
    for (guint index = 0; index < chain->hotels->len; index++) {
        const ChainHotel *hotel = g_ptr_array_index(chain->hotels, index);
        g_print("%s\t%s\t%s\t%s\t%s\n", hotel->code, hotel->name.en, hotel->time_zone, hotel->currency->code,
                hotel->practice ? "practice" : "real time");
    }
}

static bool chain_with(const char *path, void (*print)(const Chain *chain, const char *path), GError **error)
{
    g_autoptr(Chain) chain = chain_load(path, error);
    if (!chain) {
        return false;
    }
    print(chain, path);
    return true;
}

bool cli_chain(int argc, char **argv, GError **error)
{
    GOptionEntry entries[] = {{NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!cli_options_parse(
            "check FILE | hotels [FILE]",
            "'check' reads a chain file and says what is wrong in it, with file, line and column. "
            "'hotels' lists code, name, time zone, currency and kind of each hotel, separated by tabs.",
            entries, &argc, &argv, error)) {
        return false;
    }
    if (argc == 3 && strcmp(argv[1], "check") == 0) {
        return chain_with(argv[2], print_check, error);
    }
    if ((argc == 2 || argc == 3) && strcmp(argv[1], "hotels") == 0) {
        return chain_with(argc == 3 ? argv[2] : CHAIN_DEFAULT, print_hotels, error);
    }
    g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                "say 'keyrack chain check FILE' or 'keyrack chain hotels [FILE]'");
    return false;
}
