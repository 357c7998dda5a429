#include "ops/cli/cli.h"

#include <locale.h>
#include <string.h>

G_DEFINE_QUARK(keyrack - cli - error, cli_error)

static const CliCommand COMMANDS[] = {
    {"migrate", "bring a database to the shape that this version expects", cli_migrate},
    {"replay", "drive the running system with a file of bookings and compare the result", cli_replay},
    {"generate", "make a file of bookings, or a chain of any size", cli_generate},
    {"seed", "fill the demonstration chain with bookings around today", cli_seed},
    {"load", "book as many clients at once, and measure", cli_load},
    {"chain", "check a chain file, or list its hotels", cli_chain},
    {"device", "simulate a point of sale, telephone exchange, door-lock encoder or minibar", cli_device},
    {"check", "compare all copies, folios and limits of the running system", cli_check},
};

static void print_commands(const CliCommand *commands, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        g_print("  %-10s %s\n", commands[index].name, commands[index].summary);
    }
}

static void print_help(const CliCommand *more, size_t more_count)
{
    g_print("usage: keyrack COMMAND [OPTION …]\n\ncommands:\n");
    print_commands(COMMANDS, G_N_ELEMENTS(COMMANDS));
    print_commands(more, more_count);
    g_print("  %-10s %s\n", "help", "this text");
    g_print("\n'keyrack COMMAND --help' explains a command and its options.\n\n"
            "exit status:\n"
            "  0  done, everything agrees\n"
            "  1  the comparison found differences\n"
            "  2  unknown command or option\n"
            "  3  a file or value is wrong; nothing was changed\n"
            "  4  a part of the system refused or could not be reached\n");
}

static const CliCommand *command_find(const CliCommand *commands, size_t count, const char *name)
{
    for (size_t index = 0; index < count; index++) {
        if (strcmp(commands[index].name, name) == 0) {
            return &commands[index];
        }
    }
    return NULL;
}

static int exit_status(const GError *error)
{
    if (error->domain != CLI_ERROR) {
        return CLI_EXIT_INPUT;
    }
    switch ((CliError)error->code) {
    case CLI_ERROR_DIFFERS:
        return CLI_EXIT_DIFFERS;
    case CLI_ERROR_USAGE:
        return CLI_EXIT_USAGE;
    case CLI_ERROR_FAILED:
        return CLI_EXIT_FAILED;
    default:
        return CLI_EXIT_INPUT;
    }
}

int cli_main(int argc, char **argv, const CliCommand *more, size_t more_count)
{
    setlocale(LC_ALL, "");
    const char *name = argc > 1 ? argv[1] : "help";
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_help(more, more_count);
        return argc > 1 ? CLI_EXIT_OK : CLI_EXIT_USAGE;
    }
    const CliCommand *command = command_find(COMMANDS, G_N_ELEMENTS(COMMANDS), name);
    if (!command) {
        command = command_find(more, more_count, name);
    }
    if (!command) {
        g_printerr("keyrack: unknown command '%s'; 'keyrack help' lists them\n", name);
        return CLI_EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    if (command->run(argc - 1, argv + 1, &error)) {
        return CLI_EXIT_OK;
    }
    g_printerr("keyrack %s: %s\n", name, error->message);
    return exit_status(error);
}

bool cli_options_parse(const char *usage, const char *summary, GOptionEntry *entries, int *argc, char ***argv,
                       GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, entries, NULL);
    g_autofree char *program = g_strdup_printf("keyrack %s", (*argv)[0]);
    g_set_prgname(program);
    g_autoptr(GError) cause = NULL;
    if (!g_option_context_parse(context, argc, argv, &cause)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "%s; '%s --help' lists the options", cause->message,
                    program);
        return false;
    }
    return true;
}

bool cli_no_more_arguments(int argc, char **argv, GError **error)
{
    if (argc > 1) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                    "unexpected argument '%s'; '%s --help' lists the options", argv[1], g_get_prgname());
        return false;
    }
    return true;
}

bool cli_require(const char *option, const char *value, GError **error)
{
    if (!value) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "%s is missing; '%s --help' explains it", option,
                    g_get_prgname());
        return false;
    }
    return true;
}

bool cli_date_parse(const char *option, const char *text, Night *ret_night, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (!night_parse(text, ret_night, &cause)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "%s: %s; write the date like 2015-08-29", option,
                    cause->message);
        return false;
    }
    return true;
}
