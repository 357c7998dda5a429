#ifndef KEYRACK_PROPERTY_RECONCILE_RECONCILE_REPORT_H
#define KEYRACK_PROPERTY_RECONCILE_RECONCILE_REPORT_H

/* What came of comparing this hotel's copies, for the desk's console and the centre: kept in memory, any
 * thread. The rows it names may hold a guest's data; it never goes into a log. */

#include "schemas/instant.h"
#include "sync/reconcile_rules.h"

typedef struct ReconcileReport ReconcileReport;

ReconcileReport *reconcile_report_new(void);
void reconcile_report_free(ReconcileReport *report);

/* A row that differed. `done`: it was put right; otherwise it stays open until its day agrees. `members`
 * (borrowed) is what reconcile_members_differing() said. */
void reconcile_report_difference(ReconcileReport *report, ReconcileTable table, Night day,
                                 const ReconcileDifference *difference, const json_t *members, bool done,
                                 Instant at);

/* The day agrees: nothing of it is open any more. */
void reconcile_report_day_agrees(ReconcileReport *report, ReconcileTable table, Night day);

/* Near days of all tables have been compared and settled. `at` by the wall clock. */
void reconcile_report_round(ReconcileReport *report, Instant at, int64_t monotonic_us);

/* A walk through all days of a table, begun at `begun`, is complete. */
void reconcile_report_pass(ReconcileReport *report, ReconcileTable table, int64_t days, Instant begun);

/* {"agrees", "checked_at", "age_ms", "tables": […], "rows": […]}, at most `rows_max` rows, the latest first.
 * New reference. `monotonic_us` is now. */
json_t *reconcile_report_json(ReconcileReport *report, guint rows_max, int64_t monotonic_us);

#endif
