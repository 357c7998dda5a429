/* keyrack device pos | pbx | lock | minibar: a simulated device at a hotel's device port, told what to do
 * from the keyboard or by a script. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ops/cli/cli.h"
#include "ops/cli/device_script.h"
#include "ops/clock.h"

enum { PATIENCE_MS = 30000, ATTEMPTS = 5, LINE_MAX_BYTES = 4096, NUMBER_SPAN = 90000000 };

typedef struct {
    char *host;
    char *script;
    int port;
    int patience_ms;
    int attempts;
    int64_t seed;
    int64_t number;
    gboolean quiet;
} DeviceOptions;

static bool options_parse(DeviceOptions *options, int *argc, char ***argv, GError **error)
{
    GOptionEntry entries[] = {
        {"host", 0, 0, G_OPTION_ARG_STRING, &options->host, "address of the hotel's node (127.0.0.1)",
         "ADDRESS"},
        {"port", 'p', 0, G_OPTION_ARG_INT, &options->port, "its device port (ops/status tells it)", "PORT"},
        {"script", 's', 0, G_OPTION_ARG_FILENAME, &options->script,
         "do what the file says instead of what is typed; - is standard input", "FILE"},
        {"patience", 0, 0, G_OPTION_ARG_INT, &options->patience_ms,
         "time for an answer before a record is sent again (30000)", "MS"},
        {"attempts", 0, 0, G_OPTION_ARG_INT, &options->attempts, "how often a record is sent at most (5)",
         "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "of what is drawn at random (printed)", "N"},
        {"number", 0, 0, G_OPTION_ARG_INT64, &options->number, "of the first posting (drawn)", "N"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, "do not print the records", NULL},
        G_OPTION_ENTRY_NULL,
    };

    return cli_options_parse("KIND",
                             "Simulates a device of a hotel that speaks FIAS: pos, pbx, lock or minibar.",
                             entries, argc, argv, error);
}

static const DeviceKind *kind_of(int argc, char **argv, GError **error)
{
    const DeviceKind *kind = argc == 2 ? device_kind_find(argv[1]) : NULL;

    if (kind == NULL) {
        g_print("kinds of devices:\n");
        device_kinds_print();
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE, "say which device: keyrack device KIND --port PORT");
    }
    return kind;
}

static bool run_line(DeviceSession *session, const char *text, guint number, bool prompted, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (device_session_do(session, text, &cause)) {
        return true;
    }
    if (prompted) {
        g_printerr("%s\n", cause->message);
        return true;
    }
    g_set_error(error, cause->domain, cause->code, "line %u: %s", number, cause->message);
    return false;
}

static bool run_script(DeviceSession *session, const char *path, GError **error)
{
    char text[LINE_MAX_BYTES];
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    bool done = file != NULL;

    if (!done) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "%s cannot be read", path);
        return false;
    }
    for (guint number = 1; done && fgets(text, sizeof text, file) != NULL; number++) {
        done = run_line(session, text, number, false, error);
    }
    if (file != stdin) {
        fclose(file);
    }
    return done;
}

/* Waits for the keyboard, and shows what the hotel says meanwhile. */
static void wait_for_keyboard(DeviceSession *session)
{
    for (;;) {
        struct pollfd waits[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                 {.fd = device_line_fd(session->line), .events = POLLIN}};
        if (poll(waits, G_N_ELEMENTS(waits), -1) < 0 || waits[0].revents != 0) {
            return;
        }
        g_autoptr(GError) lost = NULL;
        fias_record_free(device_line_receive(session->line, 0, &lost));
        if (lost != NULL) {
            g_printerr("%s; 'link' connects again\n", lost->message);
        }
    }
}

static bool run_keyboard(DeviceSession *session, GError **error)
{
    char text[LINE_MAX_BYTES];

    setvbuf(stdin, NULL, _IONBF, 0); /* what is read ahead, poll() would not see */
    g_print("what can be said:\n");
    device_session_help(session->kind);
    g_print("  help, quit\n");
    for (;;) {
        wait_for_keyboard(session);
        if (fgets(text, sizeof text, stdin) == NULL || strcmp(text, "quit\n") == 0) {
            return true;
        }
        if (strcmp(text, "help\n") == 0) {
            device_session_help(session->kind);
        } else if (!run_line(session, text, 0, true, error)) {
            return false;
        }
    }
}

static bool run_device(const DeviceOptions *options, const DeviceKind *kind, GError **error)
{
    DeviceLineOptions line_options = {
        .host = options->host != NULL ? options->host : "127.0.0.1",
        .port = (guint)options->port,
        .family = kind->family,
        .wishes = kind->wishes,
        .patience_ms = (guint)options->patience_ms,
        .attempts = (guint)options->attempts,
        .show = !options->quiet,
    };
    g_autoptr(DeviceLine) line = device_line_new(&line_options);
    guint32 seed = options->seed >= 0 ? (guint32)options->seed : (guint32)clock_monotonic_us();
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_auto(DeviceSession) session = {
        .line = line,
        .kind = kind,
        .patience_ms = line_options.patience_ms,
        .random = random,
        .number = options->number > 0 ? options->number - 1 : g_rand_int_range(random, 1, NUMBER_SPAN),
    };

    g_print("seed %u\n", seed);
    if (!device_line_link(line, error)) {
        return false;
    }
    bool done = options->script != NULL ? run_script(&session, options->script, error)
                                        : run_keyboard(&session, error);
    device_line_end(line);
    return done;
}

bool cli_device(int argc, char **argv, GError **error)
{
    DeviceOptions options = {.seed = -1, .patience_ms = PATIENCE_MS, .attempts = ATTEMPTS};
    bool done = options_parse(&options, &argc, &argv, error);
    const DeviceKind *kind = done ? kind_of(argc, argv, error) : NULL;

    if (kind != NULL &&
        (options.port < 1 || options.port > UINT16_MAX || options.patience_ms < 1 || options.attempts < 1)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_USAGE,
                    "--port is missing or no port, or --patience or --attempts is not positive");
        kind = NULL;
    }
    done = kind != NULL && run_device(&options, kind, error);
    g_free(options.host);
    g_free(options.script);
    return done;
}
