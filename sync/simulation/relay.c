#include "sync/simulation/centre.h"

#include "sync/simulation/line.h"

/* Whoever has the slot carries the log to the bus, and acknowledges only what it has carried. */

#define TRY_EVERY (40 * SECOND)

enum { AT_ONCE_MAX = 50 };

static bool has_slot(const Instance *instance)
{
    const Database *database = instance->world->database;
    return !database->down && database->slot_exists && database->slot_holder == instance->node;
}

static void publish_to(World *world, int from, int to, Changes *message)
{
    Letter *letter = letter_new(LETTER_FEED, from, to, 0);
    letter->hotel = message->hotel;
    letter->changes = changes_ref(message);
    line_send(world, letter);
}

static void publish(Instance *instance, Changes *message)
{
    World *world = instance->world;
    for (int other = 0; other < INSTANCES; other++)
        publish_to(world, instance->node, other, message);
    publish_to(world, instance->node, NODE_HOTEL + message->hotel, message);
    for (int channel = 0; channel < CHANNELS; channel++)
        publish_to(world, instance->node, NODE_CHANNEL + channel, message);
}

static void acknowledge(Instance *instance, guint count)
{
    GPtrArray *log = instance->world->database->log;
    g_ptr_array_remove_range(log, 0, MIN(count, log->len));
}

static void on_acknowledge(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Instance *instance = world->instances[node];
    if (has_slot(instance))
        acknowledge(instance, (guint)argument);
    instance->relay_awake = false;
    relay_wake(world);
}

static void on_relay(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Instance *instance = world->instances[node];
    if (!has_slot(instance) || world->bus_down_until_us > world->now_us || world->database->log->len == 0) {
        instance->relay_awake = false;
        return;
    }
    GPtrArray *log = world->database->log;
    guint count = MIN(log->len, AT_ONCE_MAX);
    bool forgets = world_mutant(world, MUTANT_RELAY_FORGETS) && world_chance(world, 150000);
    for (guint i = 0; i < count && !forgets; i++)
        publish(instance, log->pdata[i]);
    world_after(world, MILLISECOND, "acknowledge", node, on_acknowledge, count, NULL);
}

void relay_wake(World *world)
{
    int holder = world->database->slot_holder;
    if (holder == NO_NODE || !world->nodes[holder].up || world->instances[holder]->relay_awake ||
        world->database->log->len == 0)
        return;
    world->instances[holder]->relay_awake = true;
    world_after(world, MILLISECOND / 5, "relay", holder, on_relay, 0, NULL);
}

/* The others try again and again, and take over when the holder is gone. */
static void on_try(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Database *database = world->database;
    if (!database->down && (!database->slot_exists || database->slot_holder == NO_NODE)) {
        database->slot_exists = true;
        database->slot_holder = node;
    }
    relay_wake(world);
    world_after(world, TRY_EVERY, "slot", node, on_try, 0, NULL);
}

void relay_start(Instance *instance)
{
    world_after(instance->world, world_draw(instance->world, TRY_EVERY), "slot", instance->node, on_try, 0,
                NULL);
}
