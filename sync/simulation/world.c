#include "sync/simulation/world.h"

#include "sync/simulation/centre.h"
#include "sync/simulation/channel.h"
#include "sync/simulation/checker.h"
#include "sync/simulation/database.h"
#include "sync/simulation/hotel.h"

#include <stdarg.h>
#include <string.h>

typedef struct Event {
    int64_t at_us;
    int64_t sequence;
    const char *name;
    int node;
    int64_t epoch;
    EventFunc func;
    int64_t argument;
    Letter *letter;
} Event;

#define EVENT(World_, Index) (&g_array_index((World_)->events, Event, Index))

static bool event_before(const Event *left, const Event *right)
{
    return left->at_us != right->at_us ? left->at_us < right->at_us : left->sequence < right->sequence;
}

static void events_swap(World *world, guint left, guint right)
{
    Event event = *EVENT(world, left);
    *EVENT(world, left) = *EVENT(world, right);
    *EVENT(world, right) = event;
}

static void events_push(World *world, const Event *event)
{
    g_array_append_vals(world->events, event, 1);
    guint child = world->events->len - 1;
    while (child > 0 && event_before(EVENT(world, child), EVENT(world, (child - 1) / 2))) {
        events_swap(world, child, (child - 1) / 2);
        child = (child - 1) / 2;
    }
}

static Event events_pop(World *world)
{
    Event first = *EVENT(world, 0);
    guint length = world->events->len - 1;
    *EVENT(world, 0) = *EVENT(world, length);
    g_array_set_size(world->events, length);
    for (guint parent = 0;;) {
        guint least = parent;
        for (guint child = 2 * parent + 1; child <= 2 * parent + 2 && child < length; child++)
            if (event_before(EVENT(world, child), EVENT(world, least)))
                least = child;
        if (least == parent)
            return first;
        events_swap(world, parent, least);
        parent = least;
    }
}

int64_t world_draw(World *world, int64_t below)
{
    g_assert(below > 0);
    guint64 high = (guint64)g_rand_int(world->random) << 32;
    return (int64_t)((high | g_rand_int(world->random)) % (guint64)below);
}

bool world_chance(World *world, int64_t ppm)
{
    return ppm > 0 && world_draw(world, 1000000) < ppm;
}

int64_t world_about(World *world, int64_t mean_us)
{
    return mean_us / 10 + world_draw(world, mean_us * 19 / 10 + 1);
}

void world_after(World *world, int64_t delay_us, const char *name, int node, EventFunc func, int64_t argument,
                 Letter *letter)
{
    g_assert(delay_us >= 0);
    Event event = {.at_us = world->now_us + delay_us,
                   .sequence = world->sequence++,
                   .name = name,
                   .node = node,
                   .epoch = node == NO_NODE ? 0 : world->nodes[node].epoch,
                   .func = func,
                   .argument = argument,
                   .letter = letter};
    events_push(world, &event);
}

static void trace_bytes(World *world, const void *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        world->trace = (world->trace ^ ((const guint8 *)bytes)[i]) * G_GUINT64_CONSTANT(1099511628211);
}

void world_note(World *world, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    trace_bytes(world, text, strlen(text));
    if (world->verbose)
        g_printerr("%12.6f %s\n", (double)world->now_us / SECOND, text);
}

static void event_run(World *world, const Event *event)
{
    trace_bytes(world, &event->at_us, sizeof event->at_us);
    trace_bytes(world, event->name, strlen(event->name));
    trace_bytes(world, &event->node, sizeof event->node);
    world->event_count++;
    event->func(world, event->node, event->argument, event->letter);
    checker_look(world);
}

bool world_step(World *world, int64_t until_us)
{
    if (world->events->len == 0 || EVENT(world, 0)->at_us > until_us)
        return false;
    Event event = events_pop(world);
    world->now_us = event.at_us;
    const Node *node = event.node == NO_NODE ? NULL : &world->nodes[event.node];
    if (node && node->stalled_until_us > world->now_us && node->epoch == event.epoch) {
        /* What waited for a stopped process finds it in no particular order. */
        event.at_us = node->stalled_until_us + world_draw(world, 5 * MILLISECOND);
        events_push(world, &event);
        return true;
    }
    if (!node || (node->up && node->epoch == event.epoch))
        event_run(world, &event);
    letter_unref(event.letter);
    return true;
}

static void node_start(World *world, int node)
{
    if (node < NODE_HOTEL)
        instance_start(world, node);
    else if (node < NODE_CHANNEL)
        hotel_start(world, node - NODE_HOTEL);
    else
        channel_start(world, node - NODE_CHANNEL);
}

static void on_restart(World *world, int unused, int64_t argument, Letter *letter)
{
    (void)unused;
    (void)letter;
    Node *node = &world->nodes[argument];
    if (node->up)
        return;
    node->up = true;
    world_note(world, "node %d starts", node->id);
    node_start(world, node->id);
}

static void node_stop(World *world, int node)
{
    if (node < NODE_HOTEL)
        instance_stop(world, node);
    else if (node < NODE_CHANNEL)
        hotel_stop(world, node - NODE_HOTEL);
    else
        channel_stop(world, node - NODE_CHANNEL);
}

void world_crash(World *world, int node_id, bool reboot, int64_t pause_us)
{
    Node *node = &world->nodes[node_id];
    if (!node->up)
        return;
    world_note(world, "node %d %s", node_id, reboot ? "reboots" : "crashes");
    node->up = false;
    node->epoch++;
    node->stalled_until_us = 0;
    node_stop(world, node_id);
    if (reboot) {
        node->boots++;
        node->booted_us = world->now_us;
    }
    world_after(world, pause_us, "restart", NO_NODE, on_restart, node_id, NULL);
}

bool world_crash_here(World *world, int node)
{
    if (!fault_strikes(world, FAULT_CRASH_IN_COMMIT))
        return false;
    world_crash(world, node, false, world_about(world, 20 * SECOND));
    return true;
}

int64_t node_boot_us(const World *world, int node_id)
{
    const Node *node = &world->nodes[node_id];
    int64_t true_us = world->now_us - node->booted_us;
    return SECOND + true_us + true_us / 1000000 * node->drift_ppm;
}

int64_t node_wall_us(const World *world, int node_id)
{
    const Node *node = &world->nodes[node_id];
    return FIRST_NIGHT * DAY + DAY / 2 + world->now_us + world->now_us / 1000000 * node->drift_ppm +
           node->jump_us;
}

static void settings_draw(World *world, int days)
{
    Settings *settings = &world->settings;
    settings->length_us = days * DAY;
    settings->nights = days + 6;
    g_assert(settings->nights <= NIGHTS_MAX);
    settings->lease_ms = (1 + world_draw(world, 12)) * MINUTE / MILLISECOND;
    settings->margin_ms = settings->lease_ms * 5 / 100 + 200;
    settings->renew_timeout_us = (5 + world_draw(world, 60)) * SECOND;
    settings->renew_every_us = (20 + world_draw(world, 50)) * SECOND;
    settings->list_every_us = (120 + world_draw(world, 300)) * SECOND;
    settings->list_limit = 1 + (int)world_draw(world, 4);
    settings->command_every_us = (60 + world_draw(world, 600)) * SECOND;
    settings->desk_every_us = (40 + world_draw(world, 300)) * SECOND;
    settings->queue_capacity = 1 + (guint)world_draw(world, 30);
    settings->changes_max = 2 + (int)world_draw(world, 30);
    settings->policy = (AllotmentPolicy){.nights_ahead = 2 + (int32_t)world_draw(world, 2),
                                         .rooms = (int32_t)world_draw(world, 4),
                                         .basis_points = 2000,
                                         .keep = (int32_t)world_draw(world, 2)};
    settings->credential_us = (1 + world_draw(world, 12)) * HOUR;
}

World *world_new(guint64 seed, int days, guint64 allowed_faults, Mutant mutant, bool verbose)
{
    World *world = g_new0(World, 1);
    const guint32 seeds[] = {(guint32)seed, (guint32)(seed >> 32)};
    world->random = g_rand_new_with_seed_array(seeds, G_N_ELEMENTS(seeds));
    world->events = g_array_new(FALSE, FALSE, sizeof(Event));
    world->trace = G_GUINT64_CONSTANT(14695981039346656037);
    world->mutant = mutant;
    world->verbose = verbose;
    settings_draw(world, days);
    for (int i = 0; i < NODES; i++)
        world->nodes[i] = (Node){.id = i, .up = true};
    fault_plan(world, allowed_faults);
    world->ledger = ledger_new();
    world->database = database_new(world);
    for (int i = 0; i < INSTANCES; i++)
        world->instances[i] = instance_new(world, i);
    for (int i = 0; i < HOTELS; i++)
        world->hotels[i] = hotel_new(world, i);
    for (int i = 0; i < CHANNELS; i++)
        world->channels[i] = channel_new(world, i);
    for (int i = 0; i < NODES; i++)
        node_start(world, i);
    fault_start(world);
    return world;
}

void world_free(World *world)
{
    for (int i = 0; i < CHANNELS; i++)
        channel_free(world->channels[i]);
    for (int i = 0; i < HOTELS; i++)
        hotel_free(world->hotels[i]);
    for (int i = 0; i < INSTANCES; i++)
        instance_free(world->instances[i]);
    database_free(world->database);
    ledger_free(world->ledger);
    for (guint i = 0; i < world->events->len; i++)
        letter_unref(EVENT(world, i)->letter);
    g_array_unref(world->events);
    g_rand_free(world->random);
    g_free(world);
}
