#include "sync/simulation/centre.h"

#include "sync/simulation/line.h"

static const ReaderKind MEMORY = {.from_database = true};

Instance *instance_new(World *world, int node)
{
    Instance *instance = g_new0(Instance, 1);
    instance->world = world;
    instance->node = node;
    instance->waiting = g_ptr_array_new_with_free_func(job_free);
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        instance->copies[hotel] = copy_new(hotel, world->settings.nights);
        instance->readers[hotel] = reader_new(world, node, hotel, &MEMORY, instance->copies[hotel]);
        instance->recalls[hotel].joined = g_ptr_array_new_with_free_func(job_free);
    }
    return instance;
}

void instance_free(Instance *instance)
{
    instance_stop(instance->world, instance->node);
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        reader_free(instance->readers[hotel]);
        copy_free(instance->copies[hotel]);
        g_ptr_array_unref(instance->recalls[hotel].joined);
    }
    g_ptr_array_unref(instance->waiting);
    g_free(instance);
}

void instance_start(World *world, int node)
{
    Instance *instance = world->instances[node];
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        copy_free(instance->copies[hotel]);
        instance->copies[hotel] = copy_new(hotel, world->settings.nights);
        instance->readers[hotel]->copy = instance->copies[hotel];
        instance->watches[hotel] = (LeaseWatch){0};
        reader_start(instance->readers[hotel]);
    }
    keeper_start(instance);
    relay_start(instance);
}

void instance_stop(World *world, int node)
{
    Instance *instance = world->instances[node];
    g_clear_pointer(&instance->batch, g_ptr_array_unref);
    g_ptr_array_set_size(instance->waiting, 0);
    recall_stop(instance);
    instance->relay_awake = false;
    if (world->database->slot_holder == node)
        world->database->slot_holder = NO_NODE;
    for (int hotel = 0; hotel < HOTELS; hotel++)
        reader_stop(instance->readers[hotel]);
}

Reader *instance_reader(World *world, int node, int hotel)
{
    return world->instances[node]->readers[hotel];
}

static void answer_list(World *world, int node, const Letter *question)
{
    Changes *page =
        database_list(world->database, question->hotel, question->after, world->settings.list_limit);
    if (!page)
        return; /* the database is away: the asker's time runs out */
    Letter *answer = letter_new(LETTER_LIST_ANSWER, node, question->from, question->request);
    answer->hotel = question->hotel;
    answer->changes = page;
    line_send(world, answer);
}

void instance_letter(World *world, int node, const Letter *letter)
{
    Instance *instance = world->instances[node];
    switch (letter->kind) {
    case LETTER_FEED:
        reader_letter(instance->readers[letter->hotel], letter);
        break;
    case LETTER_LIST:
        answer_list(world, node, letter);
        break;
    case LETTER_COMMAND:
        lane_submit(instance, job_new(&letter->command, letter));
        break;
    case LETTER_RECALL_ANSWER:
        recall_answered(instance, letter);
        break;
    default:
        g_assert_not_reached();
    }
}
