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
    Instant started_at;
    Instant completed_at;
    json_t *report; /* NULL before it is completed */
} AuditRecord;

void audit_record_clear(AuditRecord *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AuditRecord, audit_record_clear)

/* `ret_record` has been zeroed. */
DatabaseStatus audit_find(OdbcConnection *connection, Night business_date, AuditRecord *ret_record,
                          GError **error);

/* The date whose audit was begun and not finished; NIGHT_NONE when there is none. */
DatabaseStatus audit_find_running(OdbcConnection *connection, Night *ret_business_date, GError **error);

DatabaseStatus audit_begin(OdbcConnection *connection, Night business_date, Instant now, GError **error);
DatabaseStatus audit_set_step(OdbcConnection *connection, Night business_date, AuditStep step,
                              GError **error);
DatabaseStatus audit_complete(OdbcConnection *connection, Night business_date, Instant now,
                              const LedgerDay *ledger, const json_t *report, GError **error);

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

/* Guests in the house past their departure by `business_date`, at most 50; new reference. */
DatabaseStatus audit_overdue_read(OdbcConnection *connection, Night business_date, json_t **ret_overdue,
                                  GError **error);

/* How many nights of the date are to be posted, and how many are. */
DatabaseStatus audit_progress_read(OdbcConnection *connection, Night business_date, int64_t *ret_total,
                                   int64_t *ret_done, GError **error);

#endif
