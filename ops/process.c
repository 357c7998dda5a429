#include "ops/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(keyrack - process - error - quark, process_error)

struct PidFile {
    char *path;
    int descriptor;
};

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

static bool running_error(int descriptor, const char *path, GError **error)
{
    char text[24] = "";

    if (pread(descriptor, text, sizeof text - 1, 0) < 0) {
        text[0] = '\0';
    }
    g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_RUNNING,
                "already running as process %s (%s): stop it first", g_strstrip(text), path);
    return false;
}

/* Opens and locks the file. It may be removed between the two by the process that held it; then the lock is
 * on a file that nobody sees any more, and *ret_stale says to try again. */
static bool pid_file_lock(const char *path, int *ret_descriptor, bool *ret_stale, GError **error)
{
    struct stat opened;
    struct stat named;
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

    *ret_stale = false;
    if (descriptor < 0) {
        g_autofree char *what = g_strdup_printf("cannot open the pid file %s", path);
        return system_error(error, what);
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        running_error(descriptor, path, error);
        close(descriptor);
        return false;
    }
    if (fstat(descriptor, &opened) != 0 || stat(path, &named) != 0 || opened.st_ino != named.st_ino) {
        close(descriptor);
        *ret_stale = true;
        return true;
    }
    *ret_descriptor = descriptor;
    return true;
}

PidFile *pid_file_new(const char *path, GError **error)
{
    g_assert(path != NULL);
    char text[24];
    int descriptor = -1;
    bool stale = true;

    while (stale) {
        if (!pid_file_lock(path, &descriptor, &stale, error)) {
            return NULL;
        }
    }
    int length = g_snprintf(text, sizeof text, "%d\n", (int)getpid());
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, text, (gsize)length, 0) != length) {
        g_autofree char *what = g_strdup_printf("cannot write the pid file %s", path);
        system_error(error, what);
        close(descriptor);
        return NULL;
    }
    PidFile *pid_file = g_new(PidFile, 1);
    *pid_file = (PidFile){g_strdup(path), descriptor};
    return pid_file;
}

void pid_file_free(PidFile *pid_file)
{
    if (pid_file != NULL) {
        unlink(pid_file->path);
        close(pid_file->descriptor);
        g_free(pid_file->path);
        g_free(pid_file);
    }
}
