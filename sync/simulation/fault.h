/* What goes wrong in a run: kinds, the rates drawn for them, and making them happen. */
#ifndef KEYRACK_SYNC_SIMULATION_FAULT_H
#define KEYRACK_SYNC_SIMULATION_FAULT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum FaultKind {
    FAULT_LOSS,
    FAULT_DUPLICATION,
    FAULT_REORDERING,
    FAULT_DELAY,
    FAULT_CLOG,
    FAULT_PARTITION,
    FAULT_DEAF_HOTEL,
    FAULT_MUTE_HOTEL,
    FAULT_CRASH,
    FAULT_CRASH_IN_COMMIT,
    FAULT_UNKNOWN_COMMIT,
    FAULT_FAILED_COMMIT,
    FAULT_DISK_FULL,
    FAULT_UNSYNCED_LOST,
    FAULT_CLOCK_JUMP,
    FAULT_CLOCK_DRIFT,
    FAULT_REBOOT,
    FAULT_DAYLIGHT_SAVING,
    FAULT_FAILOVER,
    FAULT_SLOT_LOST,
    FAULT_BUS_RESTART,
    FAULT_DIRECTORY_GONE,
    FAULT_STALL,
    FAULT_COUNT,
} FaultKind;

/* Of every kind: 0 when this run is spared; otherwise parts of a million for what is drawn each time, or the
 * mean time between two for what happens by itself. */
typedef struct FaultPlan {
    int64_t rate_ppm[FAULT_COUNT];
    int64_t every_us[FAULT_COUNT];
    int64_t happened[FAULT_COUNT];
} FaultPlan;

struct World;

/* Draws which kinds this run has, and how often. Only kinds whose bit is in `allowed`. */
void fault_plan(struct World *world, guint64 allowed);

/* The first of every kind that happens by itself. */
void fault_start(struct World *world);

/* Draws whether this one goes wrong now; never while healing. */
bool fault_strikes(struct World *world, FaultKind kind);

/* All is well from now on: lines open, processes up, clocks right. */
void fault_heal(struct World *world);

const char *fault_name(FaultKind kind);

/* "loss,crash", "all" or "none" to bits; false when a name is unknown. */
bool fault_parse(const char *text, guint64 *ret_allowed);

#endif
