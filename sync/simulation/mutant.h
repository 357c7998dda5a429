/* Deliberate defects of the protocol, to see that the checkers catch them. They live in the simulator's glue
 * only; the rules are the real ones. */
#ifndef KEYRACK_SYNC_SIMULATION_MUTANT_H
#define KEYRACK_SYNC_SIMULATION_MUTANT_H

#include <glib.h>
#include <stdbool.h>

typedef enum Mutant {
    MUTANT_NONE,
    MUTANT_SKIP_MARGIN,
    MUTANT_LEASE_FROM_ANSWER,
    MUTANT_ACKNOWLEDGE_BEFORE_COMMIT,
    MUTANT_FORGET_DEDUPLICATION,
    MUTANT_FORGET_IDEMPOTENCY,
    MUTANT_APPLY_OVER_GAP,
    MUTANT_SETTLE_AT_ACKNOWLEDGEMENT,
    MUTANT_RECALL_UNWRITTEN,
    MUTANT_RECALL_UNCOUNTED,
    MUTANT_TAKE_BACK_UNCHECKED,
    MUTANT_RELAY_FORGETS,
    MUTANT_REBOOT_KEEPS_LEASE,
    MUTANT_IGNORE_DISK_FULL,
    MUTANT_REUSE_NUMBERS,
    MUTANT_HALF_A_LIST,
    MUTANT_VOID_RIGHTS,
    MUTANT_PUBLISH_UNCOMMITTED,
    MUTANT_ENTRY_IN_TWO_TRANSACTIONS,
    MUTANT_FORGET_WHEN_SENT,
    MUTANT_AUDIT_IN_TWO_STEPS,
    MUTANT_OVERRIDE_UNCOUNTED,
    MUTANT_OUTAGE_UNCOUNTED,
    MUTANT_KEEP_UNCERTAIN,
    MUTANT_KEEP_UNTOLD,
    MUTANT_MOVE_UNCOUNTED,
    MUTANT_COUNT,
} Mutant;

typedef struct MutantInfo {
    const char *name;
    const char *summary;
    int runs; /* within so many runs from any seed it is caught */
} MutantInfo;

const MutantInfo *mutant_info(Mutant mutant);

/* By its name; false when there is none. */
bool mutant_parse(const char *name, Mutant *ret_mutant);

#endif
