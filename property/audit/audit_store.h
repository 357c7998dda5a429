#ifndef KEYRACK_PROPERTY_AUDIT_AUDIT_STORE_H
#define KEYRACK_PROPERTY_AUDIT_AUDIT_STORE_H

/* What the store knows of night audits, and the sums of a day. Desk thread only. Every query here costs as
 * much as the house is full or the day was busy, never as much as there is history. */

#include "ops/odbc.h"
#include "property/audit/audit_rules.h"
#include "property/ledger/ledger_store.h"
#include "schemas/instant.h"
#include <jansson.h>

typedef struct AuditRecord {
    bool found;
    bool completed;
    AuditStep step;
    int64_t position; /* within the step */
    Instant started_at;
    Instant completed_at;
    json_t *report;  /* NULL before the date is rolled */
    char *forced_by; /* who ran it against what stood in the way; NULL */
    char *force_reason;
} AuditRecord;

void audit_record_clear(AuditRecord *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AuditRecord, audit_record_clear)

/* `ret_record` has been zeroed. */
DatabaseStatus audit_find(OdbcConnection *connection, Night business_date, AuditRecord *ret_record,
                          GError **error);

/* The date whose audit was begun and not finished; NIGHT_NONE when there is none. */
DatabaseStatus audit_find_running(OdbcConnection *connection, Night *ret_business_date, GError **error);

/* Who ran an audit against what stood in its way, and why; both NULL when nothing did. Borrowed. */
typedef struct AuditForce {
    const char *by;
    const char *reason;
} AuditForce;

DatabaseStatus audit_begin(OdbcConnection *connection, Night business_date, Instant now,
                           const AuditForce *force, GError **error);

/* Where the audit goes on: in the transaction of what was done before that place. */
DatabaseStatus audit_set_place(OdbcConnection *connection, Night business_date, AuditStep step,
                               int64_t position, GError **error);

/* Closes the ledgers of the day and keeps its report. */
DatabaseStatus audit_keep_report(OdbcConnection *connection, Night business_date, const LedgerDay *ledger,
                                 const json_t *report, GError **error);
DatabaseStatus audit_complete(OdbcConnection *connection, Night business_date, Instant now, GError **error);

/* The figures of a day, counted from stays and postings. */
typedef struct AuditDay {
    AuditCounts counts;
    LedgerDay ledger;
    LedgerTrial trial; /* of the three ledgers together */
    int64_t tax_minor;
    json_t *departments; /* {"room": 12345, …} */
    json_t *overdue;     /* guests in the house past their departure, the first few */
    json_t *unbalanced;  /* folios of guests who left that are not settled, the first few */
} AuditDay;

void audit_day_clear(AuditDay *day);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AuditDay, audit_day_clear)

/* `ret_day` has been zeroed. */
DatabaseStatus audit_day_read(OdbcConnection *connection, Night business_date, AuditDay *ret_day,
                              GError **error);

/* How many nights of the date are to be posted, and how many are. */
DatabaseStatus audit_progress_read(OdbcConnection *connection, Night business_date, int64_t *ret_total,
                                   int64_t *ret_done, GError **error);

#endif
