#include "sync/feed_rules.h"

FeedDecision feed_decide(int64_t reached, int64_t from, int64_t to, bool has_changes)
{
    if (from < 1 || to < from)
        return FEED_LIST;
    if (to <= reached)
        return FEED_IGNORE;
    return from == reached + 1 && has_changes ? FEED_APPLY : FEED_LIST;
}
