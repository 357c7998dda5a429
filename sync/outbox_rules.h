/* What the centre does with one numbered entry of a hotel's outbox. Pure. */
#ifndef KEYRACK_SYNC_OUTBOX_RULES_H
#define KEYRACK_SYNC_OUTBOX_RULES_H

#include <stdint.h>

typedef enum OutboxDecision {
    OUTBOX_APPLY,     /* the next one */
    OUTBOX_DUPLICATE, /* applied before: acknowledge, do nothing */
    OUTBOX_GAP, /* one before it is missing: apply nothing, answer applied_through so the hotel repeats */
} OutboxDecision;

/* The centre has applied all entries through `applied_through` (0: none) and receives entry `number`. */
OutboxDecision outbox_decide(int64_t applied_through, int64_t number);

#endif
