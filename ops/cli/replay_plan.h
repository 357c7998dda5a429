/* The order of a replay: which bookings do what on which day.
 *
 * Within one day the phases follow one another for both hotels, and inside a phase the order does not matter:
 * whoever leaves gives room before the next one takes it, so authorised limits and physical rooms suffice in
 * exactly this order. Pure: no clock, no I/O. */
#pragma once

#include "ops/cli/bookings_csv.h"

typedef enum {
    REPLAY_CANCEL_EARLIER, /* cancellations of bookings made on earlier days */
    REPLAY_CHECK_OUT,      /* check-outs of guests who arrived on earlier days */
    REPLAY_BOOK,           /* bookings made today */
    REPLAY_CHECK_IN,       /* arrivals who stay past today */
    REPLAY_SAME_DAY, /* arrivals who leave today (day use, early departures): in and out, one after another */
    REPLAY_CANCEL_TODAY, /* cancellations of bookings made today */
    REPLAY_NO_SHOW,      /* arrivals who did not come */
    REPLAY_PHASES
} ReplayPhase;

typedef struct ReplayPlan ReplayPlan;

/* Sorts the bookings (BookingRow) into days and phases. `opens`: first day to walk; it must not lie after the
 * first booking's day (NULL with `error` naming the row). `until`: last day to walk; days after the last fact
 * are left out. The bookings are borrowed. Free with replay_plan_free(). */
ReplayPlan *replay_plan_new(const GArray *bookings, Night opens, Night until, GError **error);
void replay_plan_free(ReplayPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplayPlan, replay_plan_free)

/* First and last day to walk. */
Night replay_plan_first(const ReplayPlan *plan);
Night replay_plan_last(const ReplayPlan *plan);

/* Number of requests that one day, and the whole plan, make, clock and audits included: for progress only. */
uint64_t replay_plan_day_operations(const ReplayPlan *plan, Night day);
uint64_t replay_plan_operations(const ReplayPlan *plan);

/* Bookings of one phase of one day: indexes into the array of bookings, in file order. *ret_count of them. */
const uint32_t *replay_plan_phase(const ReplayPlan *plan, Night day, ReplayPhase phase, size_t *ret_count);

/* Row whose synthetic guest this booking's guest is: its own row, or for a repeat guest the row of a booking
 * that was made on an earlier day at the same hotel. Deterministic. */
uint32_t replay_plan_guest(const ReplayPlan *plan, uint32_t index);

/* Short lower-case word for a phase ("book", "check-in" …). Static. */
const char *replay_phase_name(ReplayPhase phase);
