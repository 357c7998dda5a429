#include "ops/crew.h"

#include <stdatomic.h>

typedef struct {
    const Crew *crew;
    atomic_uint next;
    atomic_bool failed;
    GMutex mutex;
    guint failed_task;
    GError *error; /* of failed_task */
} CrewRun;

static void crew_fail(CrewRun *run, guint task, GError *error)
{
    atomic_store(&run->failed, true);
    g_mutex_lock(&run->mutex);
    if (!run->error || task < run->failed_task) {
        g_clear_error(&run->error);
        run->error = g_steal_pointer(&error);
        run->failed_task = task;
    }
    g_mutex_unlock(&run->mutex);
    g_clear_error(&error);
}

static void crew_tasks(CrewRun *run, gpointer state)
{
    const Crew *crew = run->crew;
    while (!atomic_load(&run->failed)) {
        GError *error = NULL;
        const guint task = atomic_fetch_add(&run->next, 1);
        if (task >= crew->tasks) {
            return;
        }
        if (!crew->run(state, task, crew->user, &error)) {
            crew_fail(run, task, error);
        }
    }
}

static gpointer crew_thread(gpointer data)
{
    CrewRun *run = data;
    const Crew *crew = run->crew;
    GError *error = NULL;
    gpointer state = crew->state_new ? crew->state_new(crew->user, &error) : NULL;
    if (error) {
        crew_fail(run, crew->tasks, error);
        return NULL;
    }
    crew_tasks(run, state);
    if (crew->state_free) {
        crew->state_free(state);
    }
    return NULL;
}

/* GLib makes its C locale at the first number it reads; a thread that waits for another to make it comes back
 * with errno set, and g_ascii_string_to_signed() then takes a good number for a bad one. So it is made here.
 */
static void number_reading_prepare(void)
{
    g_ascii_strtoll("0", NULL, 10);
}

bool crew_run(const Crew *crew, GError **error)
{
    const guint wanted = crew->threads > 0 ? crew->threads : g_get_num_processors();
    const guint threads = MIN(wanted, crew->tasks);
    CrewRun run = {.crew = crew};
    number_reading_prepare();
    g_mutex_init(&run.mutex);
    if (threads == 1) {
        crew_thread(&run);
    } else {
        g_autoptr(GPtrArray) started = g_ptr_array_new();
        for (guint i = 0; i < threads; i++) {
            g_ptr_array_add(started, g_thread_new(crew->name, crew_thread, &run));
        }
        for (guint i = 0; i < threads; i++) {
            g_thread_join(started->pdata[i]);
        }
    }
    g_mutex_clear(&run.mutex);
    if (!run.error) {
        return true;
    }
    g_propagate_error(error, run.error);
    return false;
}
