#ifndef KEYRACK_PROPERTY_AUDIT_FINDING_STORE_H
#define KEYRACK_PROPERTY_AUDIT_FINDING_STORE_H

/* The dry run of the night audit: what stands in its way (blockers) and what somebody should look at before
 * it (warnings), each with where it is and what to do. Desk thread only; reads only. */

#include "ops/odbc.h"
#include "property/property.h"
#include <jansson.h>

typedef struct AuditFindings {
    json_t *blockers; /* at most 50 of each kind */
    json_t *warnings;
    int64_t blocker_count; /* all of them */
    int64_t warning_count;
} AuditFindings;

void audit_findings_clear(AuditFindings *findings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AuditFindings, audit_findings_clear)

/* `ret_findings` has been zeroed. Each finding is {code, detail, remedy, stay_id, confirmation_number, room,
 * guest_name, date, amount_minor}; what a kind does not have is null. */
DatabaseStatus audit_findings_read(const Property *property, OdbcConnection *connection, Night business_date,
                                   AuditFindings *ret_findings, GError **error);

#endif
