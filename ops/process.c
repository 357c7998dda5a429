#include "ops/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

G_DEFINE_QUARK(keyrack - process - error - quark, process_error)

static int signal_descriptor = -1;
static int stop_descriptor = -1;
static atomic_bool stopping;

static bool system_error(GError **error, const char *what)
{
    int failure = errno;

    g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_SYSTEM, "%s: %s", what, g_strerror(failure));
    return false;
}

bool process_signals_init(GError **error)
{
    sigset_t signals;

    g_assert(signal_descriptor < 0);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || pthread_sigmask(SIG_BLOCK, &signals, NULL) != 0) {
        return system_error(error, "cannot set up signals");
    }
    signal_descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    stop_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (signal_descriptor < 0 || stop_descriptor < 0) {
        return system_error(error, "cannot open a descriptor for signals");
    }
    return true;
}

/* The next signal that is waiting, or 0. */
static int next_signal(void)
{
    struct signalfd_siginfo information;

    return read(signal_descriptor, &information, sizeof information) == (ssize_t)sizeof information
               ? (int)information.ssi_signo
               : 0;
}

int process_wait(void (*on_reload)(gpointer user), gpointer user)
{
    g_assert(signal_descriptor >= 0);
    struct pollfd descriptors[] = {{.fd = signal_descriptor, .events = POLLIN},
                                   {.fd = stop_descriptor, .events = POLLIN}};

    for (;;) {
        int number = next_signal();
        if (number == SIGTERM || number == SIGINT) {
            atomic_store(&stopping, true);
            return number;
        }
        if (number == SIGHUP && on_reload != NULL) {
            on_reload(user);
        }
        if (atomic_load(&stopping)) {
            return 0;
        }
        if (number == 0) {
            poll(descriptors, G_N_ELEMENTS(descriptors), -1);
        }
    }
}

void process_stop(void)
{
    uint64_t one = 1;

    atomic_store(&stopping, true);
    /* A full counter would mean that a stop is already noted. */
    if (stop_descriptor >= 0 && write(stop_descriptor, &one, sizeof one) < 0) {
        g_assert(errno == EAGAIN);
    }
}

bool process_is_stopping(void)
{
    return atomic_load(&stopping);
}

/* Until the other end is closed; FALSE when reading failed. */
static bool read_all(int descriptor, GByteArray *bytes, GError **error)
{
    uint8_t piece[65536];
    ssize_t count;

    do {
        count = read(descriptor, piece, sizeof piece);
        if (count > 0)
            g_byte_array_append(bytes, piece, (guint)count);
    } while (count > 0 || (count < 0 && errno == EINTR));
    return count == 0 || system_error(error, "read");
}

GBytes *process_output(const char *const *command, GError **error)
{
    GByteArray *bytes = g_byte_array_new();
    GPid child = 0;
    int output = -1;
    int status = 0;

    if (!g_spawn_async_with_pipes(NULL, (char **)command, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child,
                                  NULL, &output, NULL, error)) {
        g_byte_array_unref(bytes);
        return NULL;
    }
    bool whole = read_all(output, bytes, error);
    close(output);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    g_spawn_close_pid(child);
    if (!whole || !g_spawn_check_wait_status(status, error)) {
        g_byte_array_unref(bytes);
        return NULL;
    }
    return g_byte_array_free_to_bytes(bytes);
}

void process_end_with_parent(void)
{
    int done = prctl(PR_SET_PDEATHSIG, SIGKILL);
    g_assert(done == 0);
}
