#include "ops/cli/replay_plan.h"

#include "ops/cli/cli.h"

/* A day's requests beside those of its bookings: three clocks and two audits. */
enum { OPERATIONS_A_DAY = 5 };

struct ReplayPlan {
    const GArray *bookings;
    Night first;
    Night last;
    GArray *indexes; /* uint32_t, grouped by day and phase */
    GArray *starts;  /* uint32_t: where group day * REPLAY_PHASES + phase starts; one more at the end */
    GArray *guests;  /* uint32_t: row whose guest each booking's guest is */
};

void replay_plan_free(ReplayPlan *plan)
{
    if (!plan) {
        return;
    }
    g_clear_pointer(&plan->indexes, g_array_unref);
    g_clear_pointer(&plan->starts, g_array_unref);
    g_clear_pointer(&plan->guests, g_array_unref);
    g_free(plan);
}

const char *replay_phase_name(ReplayPhase phase)
{
    static const char *const NAMES[] = {"cancel-earlier", "check-out",    "book",   "check-in",
                                        "same-day",       "cancel-today", "no-show"};
    g_assert((size_t)phase < G_N_ELEMENTS(NAMES));
    return NAMES[phase];
}

typedef struct {
    ReplayPhase phase;
    Night day;
} Event;

/* What happens to one booking: its making, and for most one or two events more. Returns how many. */
static size_t booking_events(const BookingRow *booking, Event events[3])
{
    const bool leaves_at_once = booking->status_on == booking->arrival;
    events[0] = (Event){REPLAY_BOOK, booking->booked_on};
    switch (booking->outcome) {
    case BOOKING_CANCELLED:
        events[1].phase =
            booking->status_on == booking->booked_on ? REPLAY_CANCEL_TODAY : REPLAY_CANCEL_EARLIER;
        events[1].day = booking->status_on;
        return 2;
    case BOOKING_NO_SHOW:
        events[1] = (Event){REPLAY_NO_SHOW, booking->arrival};
        return 2;
    default:
        if (leaves_at_once) {
            events[1] = (Event){REPLAY_SAME_DAY, booking->arrival};
            return 2;
        }
        events[1] = (Event){REPLAY_CHECK_IN, booking->arrival};
        events[2] = (Event){REPLAY_CHECK_OUT, booking->status_on};
        return 3;
    }
}

static bool days_find(ReplayPlan *plan, Night opens, Night until, GError **error)
{
    plan->first = opens;
    plan->last = opens - 1;
    for (guint index = 0; index < plan->bookings->len; index++) {
        const BookingRow *booking = &g_array_index(plan->bookings, BookingRow, index);
        if (booking->booked_on < opens) {
            g_autofree char *day = night_format(booking->booked_on);
            g_autofree char *opening = night_format(opens);
            g_set_error(
                error, CLI_ERROR, CLI_ERROR_INPUT,
                "row %u: booked on %s, but the practice hotels open on %s; let them open earlier or take the "
                "row out",
                booking->row, day, opening);
            return false;
        }
        plan->last = MAX(plan->last, MAX(booking->status_on, booking->booked_on));
    }
    /* Nothing to walk is one day before the first, however early `until` lies. */
    plan->last = MAX(MIN(plan->last, until), opens - 1);
    return true;
}

static guint32 *group_counter(ReplayPlan *plan, GArray *counters, const Event *event)
{
    const guint group = (guint)(event->day - plan->first) * REPLAY_PHASES + event->phase;
    return &g_array_index(counters, guint32, group);
}

/* Counts each group at the place behind it; the running sum then gives where each group starts. */
static void groups_count(ReplayPlan *plan)
{
    const guint groups = (guint)(plan->last - plan->first + 1) * REPLAY_PHASES;
    plan->starts = g_array_sized_new(FALSE, TRUE, sizeof(guint32), groups + 1);
    g_array_set_size(plan->starts, groups + 1);
    for (guint index = 0; index < plan->bookings->len; index++) {
        Event events[3];
        const size_t count = booking_events(&g_array_index(plan->bookings, BookingRow, index), events);
        for (size_t at = 0; at < count && events[at].day <= plan->last; at++) {
            group_counter(plan, plan->starts, &events[at])[1]++;
        }
    }
    for (guint group = 0; group < groups; group++) {
        g_array_index(plan->starts, guint32, group + 1) += g_array_index(plan->starts, guint32, group);
    }
}

static void groups_fill(ReplayPlan *plan)
{
    g_autoptr(GArray) next = g_array_copy(plan->starts);
    const guint32 total = g_array_index(plan->starts, guint32, plan->starts->len - 1);
    plan->indexes = g_array_sized_new(FALSE, TRUE, sizeof(guint32), total);
    g_array_set_size(plan->indexes, total);
    for (guint32 index = 0; index < plan->bookings->len; index++) {
        Event events[3];
        const size_t count = booking_events(&g_array_index(plan->bookings, BookingRow, index), events);
        for (size_t at = 0; at < count && events[at].day <= plan->last; at++) {
            guint32 *place = group_counter(plan, next, &events[at]);
            g_array_index(plan->indexes, guint32, *place) = index;
            (*place)++;
        }
    }
}

/* Spreads repeat guests over the hotel's earlier guests: a fixed multiplier makes a well mixed, repeatable
 * choice. */
static uint32_t earlier_guest(const GArray *earlier, uint32_t row)
{
    const uint64_t mixed = (uint64_t)row * 2654435761U;
    return g_array_index(earlier, uint32_t, (mixed >> 7) % earlier->len);
}

static void day_guests(ReplayPlan *plan, Night day, GArray *const earlier[BOOKING_HOTELS])
{
    size_t count = 0;
    const uint32_t *booked = replay_plan_phase(plan, day, REPLAY_BOOK, &count);
    for (size_t at = 0; at < count; at++) {
        const BookingRow *booking = &g_array_index(plan->bookings, BookingRow, booked[at]);
        const bool repeats = booking->repeated_guest && earlier[booking->hotel]->len > 0;
        g_array_index(plan->guests, uint32_t, booked[at]) =
            repeats ? earlier_guest(earlier[booking->hotel], booking->row) : booking->row;
    }
    for (size_t at = 0; at < count; at++) {
        const BookingRow *booking = &g_array_index(plan->bookings, BookingRow, booked[at]);
        if (g_array_index(plan->guests, uint32_t, booked[at]) == booking->row) {
            g_array_append_val(earlier[booking->hotel], booking->row);
        }
    }
}

static void guests_assign(ReplayPlan *plan)
{
    plan->guests = g_array_sized_new(FALSE, TRUE, sizeof(uint32_t), plan->bookings->len);
    g_array_set_size(plan->guests, plan->bookings->len);
    GArray *earlier[BOOKING_HOTELS];
    for (unsigned hotel = 0; hotel < BOOKING_HOTELS; hotel++) {
        earlier[hotel] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    }
    for (Night day = plan->first; day <= plan->last; day++) {
        day_guests(plan, day, earlier);
    }
    for (unsigned hotel = 0; hotel < BOOKING_HOTELS; hotel++) {
        g_array_unref(earlier[hotel]);
    }
}

ReplayPlan *replay_plan_new(const GArray *bookings, Night opens, Night until, GError **error)
{
    g_autoptr(ReplayPlan) plan = g_new0(ReplayPlan, 1);
    plan->bookings = bookings;
    if (!days_find(plan, opens, until, error)) {
        return NULL;
    }
    groups_count(plan);
    groups_fill(plan);
    guests_assign(plan);
    return g_steal_pointer(&plan);
}

Night replay_plan_first(const ReplayPlan *plan)
{
    return plan->first;
}

Night replay_plan_last(const ReplayPlan *plan)
{
    return plan->last;
}

uint64_t replay_plan_day_operations(const ReplayPlan *plan, Night day)
{
    uint64_t operations = OPERATIONS_A_DAY;
    for (ReplayPhase phase = 0; phase < REPLAY_PHASES; phase++) {
        size_t count = 0;
        replay_plan_phase(plan, day, phase, &count);
        /* Who leaves on the day of arrival is checked in and out. */
        operations += phase == REPLAY_SAME_DAY ? 2 * count : count;
    }
    return operations;
}

uint64_t replay_plan_operations(const ReplayPlan *plan)
{
    uint64_t operations = 0;
    for (Night day = plan->first; day <= plan->last; day++) {
        operations += replay_plan_day_operations(plan, day);
    }
    return operations;
}

const uint32_t *replay_plan_phase(const ReplayPlan *plan, Night day, ReplayPhase phase, size_t *ret_count)
{
    g_assert(day >= plan->first && day <= plan->last);
    const guint group = (guint)(day - plan->first) * REPLAY_PHASES + phase;
    const guint32 start = g_array_index(plan->starts, guint32, group);
    *ret_count = g_array_index(plan->starts, guint32, group + 1) - start;
    return *ret_count > 0 ? &g_array_index(plan->indexes, guint32, start) : NULL;
}

uint32_t replay_plan_guest(const ReplayPlan *plan, uint32_t index)
{
    return g_array_index(plan->guests, uint32_t, index);
}
