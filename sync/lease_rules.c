#include "sync/lease_rules.h"

#include <glib.h>
#include <string.h>

enum { MICROSECONDS = 1000 };

int64_t lease_left_ms(const Lease *lease, const LeaseMoment *now)
{
    if (lease->duration_ms <= 0 || strcmp(lease->asked.boot_id, now->boot_id) != 0)
        return 0;
    int64_t elapsed_us = now->boot_us - lease->asked.boot_us;
    if (elapsed_us < 0)
        return 0;
    elapsed_us = MAX(elapsed_us, now->wall - lease->asked.wall);
    return MAX(lease->duration_ms - elapsed_us / MICROSECONDS, 0);
}

void lease_renewed(Lease *lease, const LeaseMoment *asked, int64_t duration_ms, int64_t rights_since)
{
    lease->asked = *asked;
    lease->duration_ms = duration_ms;
    lease->rights_since = MAX(lease->rights_since, rights_since);
}

void lease_listed(Lease *lease, bool more)
{
    lease->listing = more;
}

bool lease_is_live(const Lease *lease, const LeaseMoment *now, int64_t feed_version)
{
    return !lease->listing && feed_version >= lease->rights_since && lease_left_ms(lease, now) > 0;
}

void lease_watch_note(LeaseWatch *watch, int64_t renewal, int64_t now_us)
{
    if (watch->seen_us != 0 && watch->renewal == renewal)
        return;
    watch->renewal = renewal;
    watch->seen_us = now_us;
}

bool lease_watch_is_over(const LeaseWatch *watch, int64_t duration_ms, int64_t margin_ms, int64_t now_us)
{
    g_assert(duration_ms >= 0 && margin_ms >= 0);
    return watch->seen_us != 0 && now_us - watch->seen_us > (duration_ms + margin_ms) * MICROSECONDS;
}
