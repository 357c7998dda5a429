/* Comparisons of the running system after a replay, or at any time: copies row by row, folios, limits,
 * production.
 *
 * Each prints its table on standard output and counts what differs; false with an error means that it could
 * not be compared at all. */
#pragma once

#include "ops/cli/replay_expect.h"
#include "ops/cli/replay_system.h"

/* Waits until every hotel's outbox is empty and its copy is as new as the centre; false with an error that
 * names the hotel when one makes no headway for `patience_ms`. */
bool compare_wait_drained(const System *system, int64_t patience_ms, GError **error);

/* Reads the centre's production report into a table. NULL with an error. The hotels of `system` stand in the
 * order of booking_hotel_code(). */
MonthTable *compare_fetch_production(const System *system, GError **error);

/* Prints expected and found by hotel and month; returns the number of rows that differ. `title` heads the
 * table. */
unsigned compare_production(const char *title, const MonthTable *expected, const MonthTable *found);

/* Compares the tables reservations, stays and cells of each hotel with the centre's copy. */
bool compare_copies(const System *system, unsigned *ret_differences, GError **error);

/* Folios that do not balance, cells over their limit. */
bool compare_checks(const System *system, unsigned *ret_differences, GError **error);
