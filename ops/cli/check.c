/* keyrack check: do all copies of the chain agree, do rights, sold rooms and folios add up? */
#include "ops/cli/cli.h"
#include "ops/cli/compare.h"

enum { CHECK_CONNECTIONS = 4, DRAIN_PATIENCE_MS = 30000 };

static bool check_all(const System *system, GError **error)
{
    unsigned copies = 0;
    unsigned checks = 0;
    g_autoptr(Progress) progress = progress_new(compare_steps(system), "checks");
    g_autoptr(GString) table = compare_table_new();
    if (!compare_wait_drained(system, DRAIN_PATIENCE_MS, error) ||
        !compare_copies(system, progress, table, &copies, error) ||
        !compare_checks(system, progress, table, &checks, error)) {
        return false;
    }
    progress_finish(progress);
    g_print("%s", table->str);
    if (copies + checks > 0) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_DIFFERS,
                    "%u rows and %u checks do not agree; the table names them", copies, checks);
        return false;
    }
    g_print("\nall copies agree, all rights and folios add up, no cell is over its limit\n");
    return true;
}

bool cli_check(int argc, char **argv, GError **error)
{
    g_autofree char *run = NULL;
    GOptionEntry entries[] = {
        {"run", 0, 0, G_OPTION_ARG_FILENAME, &run, "run folder of the installation (default .run)", "DIR"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!cli_options_parse("",
                           "Compares every hotel's copies with the centre, row by row, and proves that "
                           "rights, sold rooms and "
                           "folios add up.",
                           entries, &argc, &argv, error) ||
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
