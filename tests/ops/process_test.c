#include "ops/clock.h"
#include "ops/process.h"
#include "tests/support/cunit_main.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void count_reload(gpointer user)
{
    int *reloads = user;

    (*reloads)++;
    kill(getpid(), SIGTERM);
}

/* Runs the body in a child, because signal masks and descriptors are set up once a process. Returns its exit
 * status, -1 when it was killed. */
static int in_child(int (*body)(void))
{
    pid_t child = fork();

    g_assert(child >= 0);
    if (child == 0) {
        _exit(body());
    }
    int status = 0;
    g_assert(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int child_reload_then_terminate(void)
{
    int reloads = 0;

    if (!process_signals_init(NULL) || process_is_stopping()) {
        return 10;
    }
    kill(getpid(), SIGHUP);
    if (process_wait(count_reload, &reloads) != SIGTERM || reloads != 1) {
        return 11;
    }
    return process_is_stopping() ? 0 : 12;
}

static gpointer stop_soon(gpointer data G_GNUC_UNUSED)
{
    clock_sleep_ms(20);
    process_stop();
    return NULL;
}

static int child_stop_from_thread(void)
{
    if (!process_signals_init(NULL)) {
        return 10;
    }
    GThread *thread = g_thread_new("stopper", stop_soon, NULL);
    int number = process_wait(NULL, NULL);
    g_thread_join(thread);
    return number == 0 && process_is_stopping() ? 0 : 11;
}

static int child_ignores_broken_pipe(void)
{
    int ends[2];

    if (!process_signals_init(NULL) || pipe(ends) != 0) {
        return 10;
    }
    close(ends[0]);
    return write(ends[1], "x", 1) < 0 ? 0 : 11;
}

/* The end of a pipe is held by a grandchild that would wait for ever: it is closed when the child is killed.
 */
static void test_program_ends_with_its_parent(void)
{
    int ends[2];
    char byte;

    g_assert(pipe(ends) == 0);
    pid_t child = fork();
    g_assert(child >= 0);
    if (child == 0) {
        if (fork() == 0) {
            process_end_with_parent();
            g_assert(write(ends[1], "r", 1) == 1);
            for (;;) {
                pause();
            }
        }
        for (;;) {
            pause();
        }
    }
    close(ends[1]);
    CU_ASSERT_EQUAL_FATAL(read(ends[0], &byte, 1), 1);
    kill(child, SIGKILL);
    g_assert(waitpid(child, NULL, 0) == child);
    CU_ASSERT_EQUAL(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

static void test_signals_stop_and_reload(void)
{
    CU_ASSERT_EQUAL(in_child(child_reload_then_terminate), 0);
}

static void test_any_thread_may_stop(void)
{
    CU_ASSERT_EQUAL(in_child(child_stop_from_thread), 0);
}

static void test_broken_pipe_is_only_an_error(void)
{
    CU_ASSERT_EQUAL(in_child(child_ignores_broken_pipe), 0);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"signals stop and reload", test_signals_stop_and_reload},
        {"a program ends with its parent", test_program_ends_with_its_parent},
        {"any thread may stop", test_any_thread_may_stop},
        {"broken pipe is only an error", test_broken_pipe_is_only_an_error},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/process", tests);
}
