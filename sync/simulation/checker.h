/* What must never be, looked at during a run and after it. */
#ifndef KEYRACK_SYNC_SIMULATION_CHECKER_H
#define KEYRACK_SYNC_SIMULATION_CHECKER_H

#include "sync/simulation/world.h"

/* Why a limit was raised. */
typedef enum OversoldCause {
    OVERSOLD_OVERRIDE,     /* a manager sold beyond the hotel's right */
    OVERSOLD_LATE,         /* told after the hotel's lease had run out and its rights were taken back */
    OVERSOLD_GUEST_THERE,  /* cancelled at the centre, but the guest had arrived */
    OVERSOLD_OUT_OF_ORDER, /* sold already when the room went out of order */
    OVERSOLD_CAUSES,
} OversoldCause;

typedef enum LedgerCount {
    COUNT_BOOKED,
    COUNT_REFUSED,
    COUNT_CHANGED,
    COUNT_SOLD_CUT_OFF,
    COUNT_OVERRIDES,
    COUNT_RECALLED,
    COUNT_TAKEN_BACK,
    COUNT_STAYS,
    LEDGER_COUNTS,
} LedgerCount;

struct Ledger {
    GPtrArray *violations; /* text, the first few */
    int64_t violation_count;
    int64_t oversold[OVERSOLD_CAUSES];
    int64_t oversold_ended;
    GHashTable *promises; /* number -> Booking, as it was last acknowledged */
    int64_t counts[LEDGER_COUNTS];
};

Ledger *ledger_new(void);
void ledger_free(Ledger *ledger);

/* Notes a violation unless `holds`. */
void ledger_check(World *world, bool holds, const char *what);

void ledger_count(World *world, LedgerCount count);

/* An acknowledged reservation: new, or as it is after an acknowledged change. */
void ledger_promise(World *world, const Booking *booking);

/* After every event: the rights of hotels where something changed. A right that is used anywhere must stand
 * in the centre's book: what a hotel with a living lease may still sell, and what it sold but has not told,
 * is granted. */
void checker_look(World *world);

/* Has everything come to rest: outboxes told, questions answered, copies at the head? */
bool checker_at_rest(World *world);

/* After the run. */
void checker_finish(World *world);

#endif
