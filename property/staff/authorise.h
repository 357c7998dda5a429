#ifndef KEYRACK_PROPERTY_STAFF_AUTHORISE_H
#define KEYRACK_PROPERTY_STAFF_AUTHORISE_H

/* Who is asking, and whether their role permits it. Any thread. */

#include "ops/http.h"
#include "ops/session.h"
#include "property/staff/staff_rules.h"

/* The principal of a request: a staff session with its roles as bits. */
typedef struct StaffSession {
    Session *session;
    const char *user; /* borrowed from `session` */
    unsigned roles;   /* StaffRole bits */
} StaffSession;

void staff_session_free(StaffSession *staff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StaffSession, staff_session_free)

/* HttpAuthorise: `data` is the Property. A route's access mask is 1 << StaffAction, 0 for everybody. */
gboolean staff_authorise(HttpRequest *request, const HttpRoute *route, gpointer data);

/* 403 for who names a rate of the house itself and does not give its rooms away. `pointer` is where it is
 * named in the body; NULL: not there. */
HttpResponse *staff_rate_problem(const char *pointer);

#endif
