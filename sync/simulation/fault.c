#include "sync/simulation/fault.h"

#include "sync/simulation/centre.h"
#include "sync/simulation/database.h"
#include "sync/simulation/hotel.h"
#include "sync/simulation/world.h"

enum {
    MILLION = 1000000,
    DRIFT_PPM_MAX = 20000, /* a margin of a twentieth covers two clocks that drift apart like this */
};

static const struct {
    const char *name;
    int64_t ppm_max; /* 0: it happens by itself */
} KINDS[FAULT_COUNT] = {
    [FAULT_LOSS] = {"loss", 100000},
    [FAULT_DUPLICATION] = {"duplication", 100000},
    [FAULT_REORDERING] = {"reordering", 200000},
    [FAULT_DELAY] = {"delay", 50000},
    [FAULT_CLOG] = {"clog", 0},
    [FAULT_PARTITION] = {"partition", 0},
    [FAULT_DEAF_HOTEL] = {"deaf-hotel", 0},
    [FAULT_MUTE_HOTEL] = {"mute-hotel", 0},
    [FAULT_CRASH] = {"crash", 0},
    [FAULT_CRASH_IN_COMMIT] = {"crash-in-commit", 1500},
    [FAULT_UNKNOWN_COMMIT] = {"unknown-commit", 20000},
    [FAULT_FAILED_COMMIT] = {"failed-commit", 40000},
    [FAULT_DISK_FULL] = {"disk-full", 0},
    [FAULT_UNSYNCED_LOST] = {"unsynced-lost", MILLION},
    [FAULT_CLOCK_JUMP] = {"clock-jump", 0},
    [FAULT_CLOCK_DRIFT] = {"clock-drift", MILLION},
    [FAULT_REBOOT] = {"reboot", 0},
    [FAULT_DAYLIGHT_SAVING] = {"daylight-saving", MILLION},
    [FAULT_FAILOVER] = {"failover", 0},
    [FAULT_SLOT_LOST] = {"slot-lost", 0},
    [FAULT_BUS_RESTART] = {"bus-restart", 0},
    [FAULT_DIRECTORY_GONE] = {"directory-gone", 0},
    [FAULT_STALL] = {"stall", 0},
};

const char *fault_name(FaultKind kind)
{
    return KINDS[kind].name;
}

static bool bit_of(const char *name, guint64 *ret_bit)
{
    for (int kind = 0; kind < FAULT_COUNT; kind++) {
        if (g_str_equal(KINDS[kind].name, name)) {
            *ret_bit = G_GUINT64_CONSTANT(1) << kind;
            return true;
        }
    }
    return false;
}

bool fault_parse(const char *text, guint64 *ret_allowed)
{
    guint64 all = (G_GUINT64_CONSTANT(1) << FAULT_COUNT) - 1;
    guint64 allowed = 0;
    g_auto(GStrv) names = g_strsplit(text, ",", -1);
    for (gsize i = 0; names[i]; i++) {
        guint64 bit = 0;
        if (g_str_equal(names[i], "all"))
            bit = all;
        else if (!g_str_equal(names[i], "none") && !bit_of(names[i], &bit))
            return false;
        allowed |= bit;
    }
    *ret_allowed = allowed;
    return true;
}

static void draw_drift(World *world)
{
    for (int i = 0; i < NODES; i++) {
        int64_t drift_ppm = world_draw(world, 80001) - 40000;
        world->nodes[i].drift_ppm = CLAMP(drift_ppm, -DRIFT_PPM_MAX, DRIFT_PPM_MAX);
    }
}

void fault_plan(World *world, guint64 allowed)
{
    for (int kind = 0; kind < FAULT_COUNT; kind++) {
        bool spared = world_chance(world, MILLION / 2);
        int64_t ppm = 1 + world_draw(world, KINDS[kind].ppm_max > 0 ? KINDS[kind].ppm_max : 1);
        int64_t every_us = 10 * MINUTE + world_draw(world, 3 * HOUR);
        if (spared || !(allowed >> kind & 1))
            continue;
        world->faults.rate_ppm[kind] = ppm;
        world->faults.every_us[kind] = every_us;
    }
    if (world->faults.rate_ppm[FAULT_CLOCK_DRIFT] > 0)
        draw_drift(world);
    if (world->faults.rate_ppm[FAULT_DAYLIGHT_SAVING] > 0)
        world->settings.zone_change_us = 1 + world_draw(world, world->settings.length_us);
}

bool fault_strikes(World *world, FaultKind kind)
{
    if (world->healing || !world_chance(world, world->faults.rate_ppm[kind]))
        return false;
    world->faults.happened[kind]++;
    return true;
}

static int any_hotel_node(World *world)
{
    return NODE_HOTEL + (int)world_draw(world, HOTELS);
}

/* A hotel's line to all instances, or of one instance to everybody; one way or both. */
static void cut(World *world, int64_t until[NODES][NODES], int node, bool to, bool from, int64_t length_us)
{
    for (int other = 0; other < NODES; other++) {
        if (to)
            until[other][node] = world->now_us + length_us;
        if (from)
            until[node][other] = world->now_us + length_us;
    }
}

static int64_t cut_length(World *world)
{
    int64_t lease_us = world->settings.lease_ms * MILLISECOND;
    return world_chance(world, MILLION / 2) ? world_about(world, MINUTE) : world_about(world, 3 * lease_us);
}

static void on_line_dies(World *world, int unused, int64_t argument, Letter *letter)
{
    (void)unused;
    (void)letter;
    if (!world->healing)
        cut(world, world->partition_until_us, (int)argument, true, true, cut_length(world));
}

/* Nothing gets through for a while, one way or both, then all of it at once; and then perhaps nothing again.
 */
static void strike_clog(World *world)
{
    int node = any_hotel_node(world);
    int64_t length_us = world_about(world, MINUTE);
    cut(world, world->clog_until_us, node, true, world_chance(world, MILLION / 2), length_us);
    if (world_chance(world, MILLION / 2))
        world_after(world, length_us, "line dies", NO_NODE, on_line_dies, node, NULL);
}

static void strike_line(World *world, FaultKind kind)
{
    int node = kind == FAULT_PARTITION && world_chance(world, MILLION / 5) ? (int)world_draw(world, INSTANCES)
                                                                           : any_hotel_node(world);
    cut(world, world->partition_until_us, node, kind != FAULT_MUTE_HOTEL, kind != FAULT_DEAF_HOTEL,
        cut_length(world));
}

static void strike_machine(World *world, FaultKind kind)
{
    int node = kind == FAULT_REBOOT ? any_hotel_node(world) : (int)world_draw(world, NODES);
    if (kind == FAULT_STALL)
        world->nodes[node].stalled_until_us = world->now_us + cut_length(world);
    else
        world_crash(world, node, kind == FAULT_REBOOT, world_about(world, MINUTE));
    if (kind == FAULT_REBOOT && world_chance(world, MILLION / 2)) /* the power: the line is gone too */
        cut(world, world->partition_until_us, node, true, true, cut_length(world));
}

/* Never further off than a few hours: a wrong day is seen at the desk. */
static void jump(World *world, Node *machine)
{
    int64_t jump_us = machine->jump_us + world_draw(world, 4 * HOUR) - 2 * HOUR;
    machine->jump_us = CLAMP(jump_us, -3 * HOUR, 3 * HOUR);
}

static void strike_hotel(World *world, FaultKind kind)
{
    int node = any_hotel_node(world);
    Node *machine = &world->nodes[node];
    if (kind == FAULT_DISK_FULL)
        hotel_disk_full(world, node - NODE_HOTEL, world_about(world, 10 * MINUTE));
    else
        jump(world, machine);
}

static void strike_centre(World *world, FaultKind kind)
{
    if (kind == FAULT_FAILOVER)
        database_fail_over(world->database, world_about(world, 20 * SECOND));
    else
        database_lose_slot(world->database);
}

static void on_fault(World *world, int unused, int64_t argument, Letter *letter)
{
    (void)unused;
    (void)letter;
    FaultKind kind = (FaultKind)argument;
    if (world->healing)
        return;
    world_note(world, "fault %s", fault_name(kind));
    world->faults.happened[kind]++;
    if (kind == FAULT_CLOG)
        strike_clog(world);
    else if (kind == FAULT_PARTITION || kind == FAULT_DEAF_HOTEL || kind == FAULT_MUTE_HOTEL)
        strike_line(world, kind);
    else if (kind == FAULT_CRASH || kind == FAULT_REBOOT || kind == FAULT_STALL)
        strike_machine(world, kind);
    else if (kind == FAULT_DISK_FULL || kind == FAULT_CLOCK_JUMP)
        strike_hotel(world, kind);
    else if (kind == FAULT_FAILOVER || kind == FAULT_SLOT_LOST)
        strike_centre(world, kind);
    else if (kind == FAULT_BUS_RESTART)
        world->bus_down_until_us = world->now_us + world_about(world, 5 * SECOND);
    else
        world->directory_down_until_us = world->now_us + world_about(world, 6 * HOUR);
    world_after(world, world_about(world, world->faults.every_us[kind]), "fault", NO_NODE, on_fault, kind,
                NULL);
}

void fault_start(World *world)
{
    for (int kind = 0; kind < FAULT_COUNT; kind++)
        if (KINDS[kind].ppm_max == 0 && world->faults.rate_ppm[kind] > 0)
            world_after(world, world_about(world, world->faults.every_us[kind]), "fault", NO_NODE, on_fault,
                        kind, NULL);
    world->faults.happened[FAULT_CLOCK_DRIFT] = world->faults.rate_ppm[FAULT_CLOCK_DRIFT] > 0;
    world->faults.happened[FAULT_DAYLIGHT_SAVING] = world->settings.zone_change_us > 0;
}

void fault_heal(World *world)
{
    world->healing = true;
    world->bus_down_until_us = world->directory_down_until_us = 0;
    for (int node = 0; node < NODES; node++) {
        cut(world, world->partition_until_us, node, true, true, 0);
        cut(world, world->clog_until_us, node, true, true, 0);
        world->nodes[node].stalled_until_us = 0;
    }
    for (int hotel = 0; hotel < HOTELS; hotel++)
        hotel_disk_full(world, hotel, 0);
}
