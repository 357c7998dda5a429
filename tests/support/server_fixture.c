#include "tests/support/server_fixture.h"

#include "ops/clock.h"
#include "tests/support/cunit_main.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_TIMEOUT_MS = 15000 };

static struct sockaddr_in loopback_address(int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

int server_free_port(void)
{
    struct sockaddr_in address = loopback_address(0);
    socklen_t length = sizeof address;
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_assert(handle >= 0);
    g_assert(bind(handle, (struct sockaddr *)&address, sizeof address) == 0);
    g_assert(getsockname(handle, (struct sockaddr *)&address, &length) == 0);
    close(handle);
    return ntohs(address.sin_port);
}

static bool port_accepts(gpointer data)
{
    const ServerFixture *server = data;
    struct sockaddr_in address = loopback_address(server->port);
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool accepted = connect(handle, (struct sockaddr *)&address, sizeof address) == 0;

    close(handle);
    return accepted;
}

bool wait_until(bool (*condition)(gpointer data), gpointer data, unsigned timeout_ms)
{
    gint64 deadline_us = clock_monotonic_us() + timeout_ms * G_TIME_SPAN_MILLISECOND;

    while (!condition(data)) {
        if (clock_monotonic_us() > deadline_us)
            return false;
        g_usleep(5000);
    }
    return true;
}

/* A test program that is killed must not leave its servers behind. */
static void die_with_parent(gpointer data)
{
    (void)data;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void server_start(ServerFixture *server)
{
    g_autoptr(GError) error = NULL;

    g_assert(server->pid == 0);
    g_spawn_async(server->folder, server->argv, NULL,
                  G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                      G_SPAWN_STDERR_TO_DEV_NULL,
                  die_with_parent, NULL, &server->pid, &error);
    g_assert_no_error(error);
    if (!wait_until(port_accepts, server, START_TIMEOUT_MS))
        g_error("%s did not listen on port %d", server->argv[0], server->port);
}

void server_kill(ServerFixture *server)
{
    if (server->pid == 0)
        return;
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    g_spawn_close_pid(server->pid);
    server->pid = 0;
}

void server_pause(ServerFixture *server)
{
    kill(server->pid, SIGSTOP);
}

void server_resume(ServerFixture *server)
{
    kill(server->pid, SIGCONT);
}

void server_clear(ServerFixture *server)
{
    server_kill(server);
    g_clear_pointer(&server->argv, g_strfreev);
    g_clear_pointer(&server->folder, test_folder_remove);
}

char *server_write_file(const ServerFixture *server, const char *name, const char *content)
{
    g_autoptr(GError) error = NULL;
    char *path = g_build_filename(server->folder, name, NULL);

    g_file_set_contents(path, content, -1, &error);
    g_assert_no_error(error);
    return path;
}

void server_run_tool(const char *const *argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *output = NULL;
    g_autofree char *problems = NULL;
    int status = -1;

    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &problems, &status,
                 &error);
    g_assert_no_error(error);
    if (!g_spawn_check_wait_status(status, &error))
        g_error("%s: %s\n%s\n%s", argv[0], error->message, output, problems);
}
