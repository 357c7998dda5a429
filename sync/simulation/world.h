/*
 * The simulated world: one virtual clock, one queue of events, one source of chance. Everything that happens
 * in a run follows from its seed, so a run that failed can be had again.
 *
 * The parts: line (the network and the bus on it), database and centre (two instances), hotel (three),
 * channel (two), fault (what goes wrong), checker (what must never be). They are glue: every decision is
 * taken by the rules and machines of sync, unchanged.
 */
#ifndef KEYRACK_SYNC_SIMULATION_WORLD_H
#define KEYRACK_SYNC_SIMULATION_WORLD_H

#include "sync/simulation/fault.h"
#include "sync/simulation/letter.h"
#include "sync/simulation/mutant.h"

#include <glib.h>

#define MILLISECOND INT64_C(1000)
#define SECOND (1000 * MILLISECOND)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

enum {
    INSTANCES = 2,
    CHANNELS = 2,
    NODE_HOTEL = INSTANCES,             /* the first hotel; the instances come before … */
    NODE_CHANNEL = NODE_HOTEL + HOTELS, /* … and the channels after */
    NODES = NODE_CHANNEL + CHANNELS,
    NO_NODE = -1, /* of an event that belongs to no process */
};

typedef struct World World;
typedef struct Database Database;
typedef struct Instance Instance;
typedef struct Hotel Hotel;
typedef struct Channel Channel;
typedef struct Ledger Ledger;

/* `letter` is borrowed. */
typedef void (*EventFunc)(World *world, int node, int64_t argument, Letter *letter);

/* A process and the machine under it. */
typedef struct Node {
    int id;
    bool up;
    int64_t epoch;            /* runs of the process: an event of an earlier run never happens */
    int64_t stalled_until_us; /* stopped and going on later */
    int64_t boots;            /* runs of the machine */
    int64_t booted_us;        /* when the machine started, true time */
    int64_t drift_ppm;        /* how much too fast its clocks run */
    int64_t jump_us;          /* how far its wall clock was set off */
} Node;

/* What this run is like; drawn from the seed. */
typedef struct Settings {
    int64_t length_us; /* then everything is healed */
    int nights;        /* for which there are cells */
    int64_t lease_ms;
    int64_t margin_ms;
    int64_t renew_every_us;
    int64_t renew_timeout_us;
    int64_t list_every_us;
    int list_limit;
    int64_t command_every_us; /* of one channel, on average */
    int64_t desk_every_us;    /* of one hotel, on average */
    guint queue_capacity;
    int changes_max; /* a message with more is sent without its rows */
    AllotmentPolicy policy;
    int64_t credential_us;  /* how long a log-in is good while the directory is away */
    int64_t zone_change_us; /* when the hotels' zone changes its offset; 0: never */
} Settings;

struct World {
    GRand *random;
    int64_t now_us;
    int64_t sequence;
    GArray *events; /* a heap of Event */
    guint64 trace;  /* digest of all that happened */
    int64_t event_count;
    bool verbose;
    bool healing;
    Mutant mutant;
    Settings settings;
    int64_t next_request;
    Node nodes[NODES];
    FaultPlan faults;
    int64_t partition_until_us[NODES][NODES];
    int64_t clog_until_us[NODES][NODES];
    int64_t last_arrival_us[NODES][NODES];
    int64_t bus_down_until_us;
    int64_t directory_down_until_us;
    Database *database;
    Instance *instances[INSTANCES];
    Hotel *hotels[HOTELS];
    Channel *channels[CHANNELS];
    Ledger *ledger;
    bool changed[HOTELS]; /* rights must be looked at again */
};

/* A number in [0, below). */
int64_t world_draw(World *world, int64_t below);

/* True in `ppm` of a million cases. */
bool world_chance(World *world, int64_t ppm);

/* A time around `mean_us`, between a tenth and twice of it. */
int64_t world_about(World *world, int64_t mean_us);

/* `func` happens to `node` after `delay_us`, unless its process ends before. `name` is static; the letter's
 * reference is taken over. */
void world_after(World *world, int64_t delay_us, const char *name, int node, EventFunc func, int64_t argument,
                 Letter *letter);

/* Lets the next event happen; false when there is none before `until_us`. */
bool world_step(World *world, int64_t until_us);

/* Into the trace, and to standard error when the run is verbose. */
void world_note(World *world, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The process ends at once; it starts again after `pause_us`. `reboot`: the machine too. */
void world_crash(World *world, int node, bool reboot, int64_t pause_us);

/* Inside a write: does the process end here? Then it is down when this returns true. */
bool world_crash_here(World *world, int node);

/* Microseconds since the node's machine started, by its own clock; and its wall clock. */
int64_t node_boot_us(const World *world, int node);
int64_t node_wall_us(const World *world, int node);

static inline bool world_mutant(const World *world, Mutant mutant)
{
    return world->mutant == mutant;
}

World *world_new(guint64 seed, int days, guint64 allowed_faults, Mutant mutant, bool verbose);
void world_free(World *world);

#endif
