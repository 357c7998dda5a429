#include "property/housekeeping/sheet_rules.h"

#include <glib.h>

enum { WHOLE = 1000 };

int sheet_fullness(const SheetAttendant *attendant)
{
    return (int)((gint64)attendant->load * WHOLE / attendant->capacity);
}

static void loads_of_fixed(const SheetTask *tasks, size_t task_count, SheetAttendant *attendants,
                           size_t attendant_count)
{
    for (size_t i = 0; i < attendant_count; i++) {
        g_assert(attendants[i].capacity > 0);
        attendants[i].load = 0;
    }
    for (size_t i = 0; i < task_count; i++) {
        if (tasks[i].is_fixed && tasks[i].attendant != SHEET_NOBODY) {
            g_assert((size_t)tasks[i].attendant < attendant_count);
            attendants[tasks[i].attendant].load += tasks[i].credits;
        }
    }
}

static bool fits(const SheetAttendant *attendant, int load, int credits, gint64 limit)
{
    return (gint64)(load + credits) * WHOLE <= limit * attendant->capacity;
}

/* Cuts the house so that nobody is fuller than `limit` thousandths; FALSE when that cannot be. With `write`
 * the tasks are given. */
static bool cut(SheetTask *tasks, size_t task_count, const SheetAttendant *attendants, size_t attendant_count,
                gint64 limit, bool write)
{
    size_t who = 0;
    int load = attendants[0].load;

    for (size_t i = 0; i < task_count; i++) {
        if (tasks[i].is_fixed) {
            continue;
        }
        while (!fits(&attendants[who], load, tasks[i].credits, limit)) {
            if (++who == attendant_count) {
                return false;
            }
            load = attendants[who].load;
        }
        load += tasks[i].credits;
        if (write) {
            tasks[i].attendant = (int)who;
        }
    }
    return true;
}

/* The lowest limit under which the house can be cut. */
static gint64 lowest_limit(SheetTask *tasks, size_t task_count, const SheetAttendant *attendants,
                           size_t attendant_count)
{
    gint64 low = 0;
    gint64 high = WHOLE;

    while (!cut(tasks, task_count, attendants, attendant_count, high, false)) {
        low = high;
        high *= 2;
    }
    while (low < high) {
        gint64 middle = low + (high - low) / 2;
        if (cut(tasks, task_count, attendants, attendant_count, middle, false)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return high;
}

/* ---- handing over single rooms ---- */

/* Compares without rounding: is `left` with `left_load` fuller than `right` with `right_load`? */
static bool is_fuller(const SheetAttendant *left, int left_load, const SheetAttendant *right, int right_load)
{
    return (gint64)left_load * right->capacity > (gint64)right_load * left->capacity;
}

static void find_extremes(const SheetAttendant *attendants, size_t count, size_t *ret_fullest,
                          size_t *ret_emptiest)
{
    size_t fullest = 0;
    size_t emptiest = 0;

    for (size_t i = 1; i < count; i++) {
        if (is_fuller(&attendants[i], attendants[i].load, &attendants[fullest], attendants[fullest].load)) {
            fullest = i;
        }
        if (is_fuller(&attendants[emptiest], attendants[emptiest].load, &attendants[i], attendants[i].load)) {
            emptiest = i;
        }
    }
    *ret_fullest = fullest;
    *ret_emptiest = emptiest;
}

static bool is_on_floor(const SheetTask *tasks, size_t count, int attendant, int floor)
{
    for (size_t i = 0; i < count; i++) {
        if (tasks[i].attendant == attendant && tasks[i].floor == floor) {
            return true;
        }
    }
    return false;
}

/* The room of the fullest that the emptiest takes over: one on a floor of the emptiest if there is one, then
 * the smallest. NULL when no room makes the fullest emptier. */
static SheetTask *room_to_hand_over(SheetTask *tasks, size_t count, const SheetAttendant *attendants,
                                    size_t fullest, size_t emptiest)
{
    const SheetAttendant *giver = &attendants[fullest];
    const SheetAttendant *taker = &attendants[emptiest];
    SheetTask *best = NULL;
    bool best_on_floor = false;

    for (size_t i = 0; i < count; i++) {
        SheetTask *task = &tasks[i];
        if (task->is_fixed || task->attendant != (int)fullest ||
            !is_fuller(giver, giver->load, taker, taker->load + task->credits)) {
            continue;
        }
        bool on_floor = is_on_floor(tasks, count, (int)emptiest, task->floor);
        if (best == NULL || on_floor > best_on_floor ||
            (on_floor == best_on_floor && task->credits < best->credits)) {
            best = task;
            best_on_floor = on_floor;
        }
    }
    return best;
}

static void hand_over(SheetTask *tasks, size_t task_count, SheetAttendant *attendants, size_t attendant_count)
{
    for (size_t round = 0; round < task_count; round++) {
        size_t fullest, emptiest;
        find_extremes(attendants, attendant_count, &fullest, &emptiest);
        SheetTask *task = room_to_hand_over(tasks, task_count, attendants, fullest, emptiest);
        if (task == NULL) {
            return;
        }
        attendants[fullest].load -= task->credits;
        attendants[emptiest].load += task->credits;
        task->attendant = (int)emptiest;
    }
}

void sheets_balance(SheetTask *tasks, size_t task_count, SheetAttendant *attendants, size_t attendant_count)
{
    if (attendant_count == 0) {
        return;
    }
    loads_of_fixed(tasks, task_count, attendants, attendant_count);
    gint64 limit = lowest_limit(tasks, task_count, attendants, attendant_count);
    bool done = cut(tasks, task_count, attendants, attendant_count, limit, true);
    g_assert(done); /* the limit was found by trying */
    for (size_t i = 0; i < task_count; i++) {
        if (!tasks[i].is_fixed) {
            attendants[tasks[i].attendant].load += tasks[i].credits;
        }
    }
    hand_over(tasks, task_count, attendants, attendant_count);
}
