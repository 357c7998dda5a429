/* keyrack check: do all copies agree, do all folios balance, is every cell within its limit? */
#include "ops/cli/cli.h"
#include "ops/cli/compare.h"

enum { CHECK_CONNECTIONS = 4, DRAIN_PATIENCE_MS = 30000 };

static bool check_all(const System *system, GError **error)
{
    unsigned copies = 0;
    unsigned checks = 0;
    if (!compare_wait_drained(system, DRAIN_PATIENCE_MS, error) || !compare_copies(system, &copies, error) ||
        !compare_checks(system, &checks, error)) {
        return false;
    }
    if (copies + checks > 0) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_DIFFERS,
                    "%u rows and %u checks do not agree; the table names them", copies, checks);
        return false;
    }
    g_print("\nall copies agree, all folios balance, no cell is over its limit\n");
    return true;
}

bool cli_check(int argc, char **argv, GError **error)
{
    g_autofree char *run = NULL;
    GOptionEntry entries[] = {
        {"run", 0, 0, G_OPTION_ARG_FILENAME, &run, "run folder of the installation (default .run)", "DIR"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!cli_options_parse("", "Compares every hotel's copies with the centre, row by row.", entries, &argc,
                           &argv, error) ||
        !cli_no_more_arguments(argc, argv, error)) {
        return false;
    }
    g_autoptr(RunFolder) folder = run_folder_open(run ? run : ".run", error);
    if (!folder) {
        return false;
    }
    g_auto(GStrv) hotels = run_folder_hotels(folder);
    g_autoptr(System) system =
        system_new(folder, (const char *const *)hotels, false, CHECK_CONNECTIONS, error);
    return system && check_all(system, error);
}
