#include "ops/crew.h"

#include <stdatomic.h>

#include "tests/support/cunit_main.h"

enum { TASKS = 1000 };

typedef struct {
    atomic_int ran[TASKS];
    atomic_int states;
    atomic_int states_freed;
    guint fail_from; /* tasks of this number and above fail */
    bool no_state;
} Work;

static gpointer state_new(gpointer user, GError **error)
{
    Work *work = user;
    if (work->no_state) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no state");
        return NULL;
    }
    atomic_fetch_add(&work->states, 1);
    return work;
}

static void state_free(gpointer state)
{
    Work *work = state;
    atomic_fetch_add(&work->states_freed, 1);
}

static bool run(gpointer state, guint task, gpointer user, GError **error)
{
    Work *work = user;
    CU_ASSERT_PTR_EQUAL(state, user);
    atomic_fetch_add(&work->ran[task], 1);
    if (task < work->fail_from) {
        return true;
    }
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "task %u", task);
    return false;
}

static Crew crew_of(Work *work, guint threads)
{
    return (Crew){.name = "test",
                  .threads = threads,
                  .tasks = TASKS,
                  .state_new = state_new,
                  .state_free = state_free,
                  .run = run,
                  .user = work};
}

static void test_every_task_runs_once(void)
{
    for (guint threads = 0; threads <= 4; threads++) {
        Work work = {.fail_from = TASKS};
        const Crew crew = crew_of(&work, threads);
        g_autoptr(GError) error = NULL;
        CU_ASSERT_TRUE(crew_run(&crew, &error));
        TEST_ASSERT_NO_ERROR(error);
        for (guint task = 0; task < TASKS; task++) {
            CU_ASSERT_EQUAL(atomic_load(&work.ran[task]), 1);
        }
        CU_ASSERT_EQUAL(atomic_load(&work.states), atomic_load(&work.states_freed));
        CU_ASSERT_TRUE(atomic_load(&work.states) > 0);
    }
}

static void test_the_lowest_failure_is_told(void)
{
    for (guint threads = 1; threads <= 4; threads++) {
        Work work = {.fail_from = 17};
        const Crew crew = crew_of(&work, threads);
        g_autoptr(GError) error = NULL;
        CU_ASSERT_FALSE(crew_run(&crew, &error));
        CU_ASSERT_STRING_EQUAL(error->message, "task 17");
        CU_ASSERT_EQUAL(atomic_load(&work.ran[17 + threads]), 0);
        CU_ASSERT_EQUAL(atomic_load(&work.states), atomic_load(&work.states_freed));
    }
}

static void test_a_state_that_cannot_be_made(void)
{
    Work work = {.fail_from = TASKS, .no_state = true};
    const Crew crew = crew_of(&work, 2);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_FALSE(crew_run(&crew, &error));
    CU_ASSERT_STRING_EQUAL(error->message, "no state");
    CU_ASSERT_EQUAL(atomic_load(&work.ran[0]), 0);
}

static void test_nothing_to_do(void)
{
    const Crew crew = {.name = "test", .run = run};
    g_autoptr(GError) error = NULL;
    CU_ASSERT_TRUE(crew_run(&crew, &error));
    TEST_ASSERT_NO_ERROR(error);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"every task runs once, with any number of threads", test_every_task_runs_once},
        {"the error is that of the lowest failed task", test_the_lowest_failure_is_told},
        {"a thread without its state ends the work", test_a_state_that_cannot_be_made},
        {"no task is no work", test_nothing_to_do},
        CU_TEST_INFO_NULL,
    };
    return test_main("crew", tests);
}
