#include "sync/outbox_rules.h"

OutboxDecision outbox_decide(int64_t applied_through, int64_t number)
{
    if (number <= applied_through)
        return OUTBOX_DUPLICATE;
    return number == applied_through + 1 ? OUTBOX_APPLY : OUTBOX_GAP;
}
