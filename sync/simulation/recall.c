#include "sync/simulation/centre.h"

#include "sync/simulation/line.h"

#define RECALL_TIMEOUT (1500 * MILLISECOND)

static void recall_begin(Instance *instance, int hotel);

/* The commands that waited are decided again, behind what the hotel sent. */
static void recall_end(Instance *instance, int hotel, bool answered)
{
    Recall *recall = &instance->recalls[hotel];
    g_autoptr(GPtrArray) asked = g_steal_pointer(&recall->asked);
    recall->request = 0;
    g_ptr_array_set_free_func(asked, NULL);
    for (guint i = 0; i < asked->len; i++) {
        Job *job = asked->pdata[i];
        job->command.recalls = answered ? job->command.recalls + 1 : RECALLS_MAX;
        g_clear_pointer(&job->missing, g_array_unref);
        lane_submit(instance, job);
    }
    if (recall->joined->len > 0)
        recall_begin(instance, hotel);
}

static void on_timeout(World *world, int node, int64_t argument, Letter *letter)
{
    Instance *instance = world->instances[node];
    if (instance->recalls[letter->hotel].request == argument)
        recall_end(instance, letter->hotel, false);
}

static void recall_begin(Instance *instance, int hotel)
{
    World *world = instance->world;
    Recall *recall = &instance->recalls[hotel];
    recall->asked = g_steal_pointer(&recall->joined);
    recall->joined = g_ptr_array_new_with_free_func(job_free);
    recall->request = ++world->next_request;
    Letter *letter = letter_new(LETTER_RECALL, instance->node, NODE_HOTEL + hotel, recall->request);
    letter->hotel = hotel;
    letter->cells = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    for (guint i = 0; i < recall->asked->len; i++) {
        const Job *job = recall->asked->pdata[i];
        g_array_append_vals(letter->cells, job->missing->data, job->missing->len);
    }
    world_after(world, RECALL_TIMEOUT, "recall timeout", instance->node, on_timeout, recall->request,
                letter_ref(letter));
    line_send(world, letter);
}

void recall_join(Instance *instance, Job *job)
{
    Recall *recall = &instance->recalls[job->command.hotel];
    g_ptr_array_add(recall->joined, job);
    if (recall->request == 0)
        recall_begin(instance, job->command.hotel);
}

void recall_answered(Instance *instance, const Letter *letter)
{
    if (instance->recalls[letter->hotel].request != letter->request)
        return;
    if (letter->entries && letter->entries->len > 0) {
        Job *job = job_new(&(Command){.kind = COMMAND_ENTRIES, .hotel = letter->hotel}, NULL);
        job->entries = g_ptr_array_ref(letter->entries);
        lane_submit(instance, job);
    }
    recall_end(instance, letter->hotel, true);
}

void recall_stop(Instance *instance)
{
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        Recall *recall = &instance->recalls[hotel];
        recall->request = 0;
        g_clear_pointer(&recall->asked, g_ptr_array_unref);
        g_ptr_array_set_size(recall->joined, 0);
    }
}
