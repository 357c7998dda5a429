#ifndef KEYRACK_PROPERTY_AUDIT_AUDIT_RULES_H
#define KEYRACK_PROPERTY_AUDIT_AUDIT_RULES_H

/* The order of the night audit, and the arithmetic of its report. Pure: no store, no clock. */

#include "schemas/night.h"
#include <stdbool.h>
#include <stdint.h>

/* The steps in their order. Until the date is rolled the day is open; what comes after it counts the closed
 * day, while the desk already works in the next. */
typedef enum AuditStep {
    AUDIT_NO_SHOWS,
    AUDIT_ROOM_AND_TAX,
    AUDIT_ROLL_DATE,
    AUDIT_STATISTICS,
    AUDIT_REPORTS,
    AUDIT_DONE,
    AUDIT_STEP_COUNT,
} AuditStep;

typedef enum AuditVerdict {
    AUDIT_START,
    AUDIT_RESUME,
    AUDIT_ALREADY_COMPLETED,
    AUDIT_DATE_NOT_CURRENT,
} AuditVerdict;

typedef enum AuditStart {
    AUDIT_MAY_START,
    AUDIT_IS_BLOCKED,
    AUDIT_FORCE_NOT_ALLOWED, /* a reason was given by somebody who is no manager */
} AuditStart;

typedef struct AuditCounts {
    int64_t rooms_total;        /* physical rooms in use */
    int64_t rooms_out_of_order; /* not for sale tonight */
    int64_t rooms_sold;         /* nights posted for the date */
    int64_t room_revenue_minor; /* as priced, included tax in it */
    int64_t arrivals;
    int64_t departures;
    int64_t no_shows;
    int64_t in_house; /* stays still open when the date is rolled */
} AuditCounts;

typedef struct AuditStatistics {
    int64_t occupancy_basis_points; /* 10,000 = every room that could be sold */
    int64_t average_daily_rate_minor;
    int64_t revenue_per_available_room_minor;
} AuditStatistics;

/* All ledgers together over one business date. */
typedef struct LedgerTrial {
    int64_t opening_minor;
    int64_t charges_minor;
    int64_t payments_minor;
    int64_t closing_minor; /* what the open folios add up to, counted independently */
} LedgerTrial;

const char *audit_step_code(AuditStep step);
bool audit_step_parse(const char *code, AuditStep *ret_step);

/* The step after this one; not to be asked of AUDIT_DONE. */
AuditStep audit_step_next(AuditStep step);

/* Whether a piece of the audit ends before the unit that stands at this place, `taken_us` after it began: who
 * waits at the desk waits a few milliseconds, or for one of the few units that take longer. */
bool audit_piece_ends(AuditStep step, int64_t position, int64_t taken_us, bool somebody_waits);

/* What to do when the audit of `wanted` is asked for. `found` and `completed` tell what the store has of it.
 */
AuditVerdict audit_request_decide(Night wanted, Night business_date, bool found, bool completed);

/* Whether a new audit may begin. `reason_given`: somebody wants it against what stands in the way. */
AuditStart audit_start_decide(bool blocked, bool reason_given, bool may_force);

/* Ratios of the day, rounded half away from zero; 0 when nothing could be, or was, sold. */
AuditStatistics audit_statistics(const AuditCounts *counts);

/* True when opening + charges + payments equals closing. */
bool audit_ledger_balances(const LedgerTrial *trial);

#endif
