#ifndef KEYRACK_PROPERTY_AUDIT_AUDIT_STEPS_H
#define KEYRACK_PROPERTY_AUDIT_AUDIT_STEPS_H

/* What each step of the night audit does, in units so small that several fit into one transaction of a few
 * milliseconds. Desk thread only; inside a transaction. */

#include "ops/odbc.h"
#include "property/audit/audit_rules.h"
#include "property/property.h"

/* The audit that a unit belongs to. */
typedef struct AuditTask {
    const Property *property;
    Night business_date; /* the day that is closed */
    Instant now;         /* the hotel's time */
} AuditTask;

typedef struct AuditProgress {
    int64_t position; /* where the step goes on; 0 at its beginning */
    bool done;        /* nothing is left of the step */
} AuditProgress;

/* Does the next unit of a step and moves `progress` on. What it did and where it stands are committed
 * together by the caller, so a step that is killed goes on behind its last unit. */
DatabaseStatus audit_step_work(OdbcConnection *connection, AuditStep step, const AuditTask *task,
                               AuditProgress *progress, GError **error);

#endif
