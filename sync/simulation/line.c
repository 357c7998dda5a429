#include "sync/simulation/line.h"

#include "sync/simulation/centre.h"
#include "sync/simulation/channel.h"
#include "sync/simulation/hotel.h"

static void on_arrival(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    if (world->bus_down_until_us > world->now_us)
        return;
    if (node < NODE_HOTEL)
        instance_letter(world, node, letter);
    else if (node < NODE_CHANNEL)
        hotel_letter(world, node - NODE_HOTEL, letter);
    else
        channel_letter(world, node - NODE_CHANNEL, letter);
}

static void on_flight_end(World *world, int unused, int64_t argument, Letter *letter)
{
    (void)unused;
    (void)argument;
    /* Only now is it known whether somebody runs there; a stopped process finds it when it goes on. */
    if (world->nodes[letter->to].up)
        world_after(world, 0, "arrival", letter->to, on_arrival, 0, letter_ref(letter));
}

static void deliver(World *world, Letter *letter)
{
    int64_t arrival_us = world->now_us + MILLISECOND / 2 + world_draw(world, 20 * MILLISECOND);
    if (fault_strikes(world, FAULT_DELAY))
        arrival_us += world_draw(world, 8 * SECOND);
    arrival_us = MAX(arrival_us, world->clog_until_us[letter->from][letter->to]);
    int64_t *last_us = &world->last_arrival_us[letter->from][letter->to];
    if (!fault_strikes(world, FAULT_REORDERING))
        arrival_us = MAX(arrival_us, *last_us);
    *last_us = MAX(*last_us, arrival_us);
    world_after(world, arrival_us - world->now_us, "flight", NO_NODE, on_flight_end, 0, letter_ref(letter));
}

void line_send(World *world, Letter *letter)
{
    bool lost = world->bus_down_until_us > world->now_us ||
                world->partition_until_us[letter->from][letter->to] > world->now_us ||
                fault_strikes(world, FAULT_LOSS);
    if (!lost)
        deliver(world, letter);
    if (!lost && fault_strikes(world, FAULT_DUPLICATION))
        deliver(world, letter);
    letter_unref(letter);
}

int line_any_instance(World *world)
{
    int first = (int)world_draw(world, INSTANCES);
    for (int i = 0; i < INSTANCES; i++)
        if (world->nodes[(first + i) % INSTANCES].up)
            return (first + i) % INSTANCES;
    return first;
}
