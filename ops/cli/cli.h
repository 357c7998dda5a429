/* The `keyrack` program: one command a file, found by name in one table. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "schemas/night.h"

/* What a command's exit status means; documented by `keyrack help`. */
typedef enum {
    CLI_EXIT_OK = 0,
    CLI_EXIT_DIFFERS = 1, /* the command ran, and what it compared does not agree */
    CLI_EXIT_USAGE = 2,   /* unknown command or option */
    CLI_EXIT_INPUT = 3,   /* a file or value given to it is wrong; nothing was changed */
    CLI_EXIT_FAILED = 4,  /* a part of the system refused or could not be reached */
} CliExit;

#define CLI_ERROR (cli_error_quark())
GQuark cli_error_quark(void);

/* Codes of CLI_ERROR; each leads to the exit status of the same name. */
typedef enum {
    CLI_ERROR_DIFFERS,
    CLI_ERROR_USAGE,
    CLI_ERROR_INPUT,
    CLI_ERROR_FAILED,
} CliError;

/* One sub-command. `run` gets the arguments from the command's own name on; it prints its results on standard
 * output and returns true, or false with an error that main() prints. */
typedef struct {
    const char *name;
    const char *summary;
    bool (*run)(int argc, char **argv, GError **error);
} CliCommand;

bool cli_migrate(int argc, char **argv, GError **error);
bool cli_replay(int argc, char **argv, GError **error);
bool cli_generate(int argc, char **argv, GError **error);
bool cli_seed(int argc, char **argv, GError **error);
bool cli_chain(int argc, char **argv, GError **error);
bool cli_load(int argc, char **argv, GError **error);
bool cli_check(int argc, char **argv, GError **error);
bool cli_device(int argc, char **argv, GError **error);

/* Finds and runs the command named by argv[1], one of these here or of `more`, which the program brings from
 * the floors above; returns the program's exit status. */
int cli_main(int argc, char **argv, const CliCommand *more, size_t more_count);

/* Parses a command's options (GOption), leaving other arguments in place. `summary` is shown by --help;
 * `usage` names the other arguments ("FILE"). False with CLI_ERROR_USAGE. */
bool cli_options_parse(const char *usage, const char *summary, GOptionEntry *entries, int *argc, char ***argv,
                       GError **error);

/* False with CLI_ERROR_USAGE when anything but options was given. */
bool cli_no_more_arguments(int argc, char **argv, GError **error);

/* False with CLI_ERROR_USAGE when the value of a required option is NULL. */
bool cli_require(const char *option, const char *value, GError **error);

/* Parses "2015-08-29" given to option `option`; false with CLI_ERROR_INPUT. */
bool cli_date_parse(const char *option, const char *text, Night *ret_night, GError **error);
