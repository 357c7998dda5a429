#ifndef KEYRACK_PROPERTY_AUDIT_AUDIT_RULES_H
#define KEYRACK_PROPERTY_AUDIT_AUDIT_RULES_H

/* The order of the night audit, and the arithmetic of its report. Pure: no store, no clock. */

#include "schemas/night.h"
#include <stdbool.h>
#include <stdint.h>

/* The steps in their order. Each is made of small transactions. */
typedef enum AuditStep {
    AUDIT_NO_SHOWS,
    AUDIT_ROOM_AND_TAX,
    AUDIT_ROLL_DATE,
    AUDIT_DONE,
    AUDIT_STEP_COUNT,
} AuditStep;

typedef enum AuditVerdict {
    AUDIT_START,
    AUDIT_RESUME,
    AUDIT_ALREADY_COMPLETED,
    AUDIT_DATE_NOT_CURRENT,
} AuditVerdict;

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

/* The next step follows from what is left to do, so an audit killed anywhere goes on where it was, and a
 * guest who checks in or a reservation that arrives in the middle of it is not forgotten. */
AuditStep audit_step_decide(bool no_shows_left, bool nights_left);

/* What to do when the audit of `wanted` is asked for. `found` and `completed` tell what the store has of it.
 */
AuditVerdict audit_request_decide(Night wanted, Night business_date, bool found, bool completed);

/* Ratios of the day, rounded half away from zero; 0 when nothing could be, or was, sold. */
AuditStatistics audit_statistics(const AuditCounts *counts);

/* True when opening + charges + payments equals closing. */
bool audit_ledger_balances(const LedgerTrial *trial);

#endif
