/* Comparisons of the running system after a replay, or at any time: copies row by row, rights, folios,
 * limits, production.
 *
 * Each counts what differs; false with an error means that it could not be compared at all. Production prints
 * a table of its own on standard output; the others add their rows to one table, which the caller prints. */
#pragma once

#include "ops/cli/replay_expect.h"
#include "ops/cli/replay_system.h"
#include "ops/progress.h"

/* Waits until every hotel's outbox is empty and its copy is as new as the centre; false with an error that
 * names the hotel when one makes no headway for `patience_ms`. */
bool compare_wait_drained(const System *system, int64_t patience_ms, GError **error);

/* Reads the centre's production report into a table. NULL with an error. The hotels of `system` stand in the
 * order of booking_hotel_code(). */
MonthTable *compare_fetch_production(const System *system, GError **error);

/* Prints expected and found by hotel and month; returns the number of rows that differ. `title` heads the
 * table. */
unsigned compare_production(const char *title, const MonthTable *expected, const MonthTable *found);

/* A row of the table: where, what, the number of rows at the centre and at the hotel, the verdict. */
#define COMPARE_ROW "%-7s %-32s %9s %9s  %s\n"

/* A table with its heading; free with g_string_free(). */
GString *compare_table_new(void);

/* Steps of compare_copies() and compare_checks() together. */
uint64_t compare_steps(const System *system);

/* One step is done; NULL is allowed. */
void compare_progress(Progress *progress, const char *what);

/* Compares every copied table of each hotel with the centre's, row by row. `progress` may be NULL. What
 * differs is looked at again before it counts: rows may have been on their way. */
bool compare_copies(const System *system, Progress *progress, GString *table, unsigned *ret_differences,
                    GError **error);

/* Rights that do not add up, cells over their limit, folios that do not balance, numbers with gaps: with the
 * place and the remedy. */
bool compare_checks(const System *system, Progress *progress, GString *table, unsigned *ret_differences,
                    GError **error);
