/* What a listed-then-watched reader does with one message of the change feed. Pure. */
#ifndef KEYRACK_SYNC_FEED_RULES_H
#define KEYRACK_SYNC_FEED_RULES_H

#include <stdbool.h>
#include <stdint.h>

typedef enum FeedDecision {
    FEED_APPLY,  /* it is the next one: apply its changes, then stand at `to` */
    FEED_IGNORE, /* known already: delivered twice or late */
    FEED_LIST,   /* something was missed, or the message carries no rows: ask for all newer than `reached` */
} FeedDecision;

/*
 * A reader that has all changes through version `reached` receives a message covering versions from..to.
 * `has_changes` is false for a message that only announces versions. A message that makes no sense
 * (to < from, from < 1) asks for a list: that is always safe.
 */
FeedDecision feed_decide(int64_t reached, int64_t from, int64_t to, bool has_changes);

#endif
