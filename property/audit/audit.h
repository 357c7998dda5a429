#ifndef KEYRACK_PROPERTY_AUDIT_AUDIT_H
#define KEYRACK_PROPERTY_AUDIT_AUDIT_H

/* The night audit at work. It is a chain of small pieces of desk work: each does as many units of the steps
 * (audit_steps.h) as fit into a few milliseconds, in one transaction with the place it came to, and queues
 * the next piece behind whoever waits at the desk. So it may be killed anywhere and goes on where it was. */

#include "property/property.h"

Audit *audit_new(Property *property);

/* After the desk has stopped. NULL is allowed. */
void audit_free(Audit *audit);

/* Goes on with an audit that a former process had begun. After the desk has been opened. */
void audit_resume(Audit *audit);

/* What somebody asks for. Borrowed. */
typedef struct AuditWish {
    Night business_date;
    const char *override_reason; /* why it is to run against what stands in the way; NULL */
    const char *staff;
    bool may_force;
} AuditWish;

/* Desk thread: asks for the audit of a date and answers the request when it is complete, or at once when it
 * already was or cannot be. */
void audit_request(Audit *audit, OdbcConnection *connection, HttpRequest *request, const AuditWish *wish);

/* An audit as the API shows it: {business_date, status, step, started_at, completed_at, forced_by,
 * force_reason, report}; new reference. Desk thread. NULL with DATABASE_OK when there is none of that date.
 */
DatabaseStatus audit_to_json(OdbcConnection *connection, Night business_date, json_t **ret_audit,
                             GError **error);

#endif
