/*
 * How long a hotel may use its allotment without hearing from the centre, and when the centre may take it
 * back. Pure: the hotel, the centre and the simulator call it unchanged.
 *
 * The hotel counts its lease from the moment it *asked* for it, the centre counts silence from the moment it
 * *saw* the renewal, which is later; and it waits a margin more, for clocks that run at different speeds. No
 * wall clock of one machine is compared with that of another.
 */
#ifndef KEYRACK_SYNC_LEASE_RULES_H
#define KEYRACK_SYNC_LEASE_RULES_H

#include "schemas/instant.h"

#include <stdbool.h>
#include <stdint.h>

enum { LEASE_BOOT_ID_SIZE = 40 };

/* A moment as one machine sees it. */
typedef struct LeaseMoment {
    int64_t boot_us;                  /* since the machine started, suspension included */
    Instant wall;                     /* only ever compared with another moment of the same machine */
    char boot_id[LEASE_BOOT_ID_SIZE]; /* names this run of the machine */
} LeaseMoment;

/* What a hotel holds. All zero: never had one. */
typedef struct Lease {
    LeaseMoment asked;    /* when the request that renewed it was sent */
    int64_t duration_ms;  /* 0: no lease */
    int64_t rights_since; /* feed version up to which the copies must have come: rights granted before the
                           * centre's last taking back are void */
    bool listing;         /* the copies are put together from a list of which the last page is not there */
} Lease;

/*
 * Milliseconds the lease still has; 0 when it is over. It errs on the safe side: after a restart of the
 * machine, or when its clock since boot went backwards, it is over; where wall clock and clock since boot
 * disagree on how much time has passed, the longer time counts.
 */
int64_t lease_left_ms(const Lease *lease, const LeaseMoment *now);

/*
 * A renewal was answered: the lease counts from `asked`. `rights_since` never falls: an older answer that
 * comes late must not make void rights valid. Whether a list is under way makes no difference.
 */
void lease_renewed(Lease *lease, const LeaseMoment *asked, int64_t duration_ms, int64_t rights_since);

/*
 * A page of a list was put into the copies. Until the last page is there the copies are no state the centre
 * ever had - a cell that changed twice may still say what was taken back long ago - and no right may rest on
 * them. Belongs into the page's own transaction. With the last page the rights are what they were: those void
 * since a taking back after the list was read wait until the copies have come to it.
 */
void lease_listed(Lease *lease, bool more);

/* May the hotel use its rights now? Its copies have come to `feed_version`. */
bool lease_is_live(const Lease *lease, const LeaseMoment *now, int64_t feed_version);

/* What one central instance has seen of a hotel's renewals; zeroed: nothing yet. */
typedef struct LeaseWatch {
    int64_t renewal; /* number of the newest renewal seen, and … */
    int64_t seen_us; /* … when this instance first saw it, by its own monotonic clock */
} LeaseWatch;

/* Notes the newest renewal as the database has it. A new number starts the time anew. */
void lease_watch_note(LeaseWatch *watch, int64_t renewal, int64_t now_us);

/*
 * May the rights of a hotel that is silent be taken back? Only when the whole lease and the margin have
 * passed since this instance saw the newest renewal. An instance that has just started waits the whole time
 * again.
 */
bool lease_watch_is_over(const LeaseWatch *watch, int64_t duration_ms, int64_t margin_ms, int64_t now_us);

#endif
