#ifndef KEYRACK_PROPERTY_STAFF_SESSION_H
#define KEYRACK_PROPERTY_STAFF_SESSION_H

/* Staff sessions: a sealed cookie that needs no store, and a CSRF token that each write must repeat in a header.
 * Sessions follow the wall clock, also in a practice hotel whose own time jumps. Any thread. */

#include "ops/http.h"
#include "ops/token.h"
#include "property/staff/staff_rules.h"

#define SESSION_COOKIE "keyrack_session"
#define SESSION_HOURS 12

typedef struct Sessions Sessions;

typedef struct StaffSession {
    char *session_id;
    char *user;
    char *name;
    unsigned roles; /* StaffRole bits */
    char *csrf_token;
    Instant expires_at;
} StaffSession;

void staff_session_free(StaffSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StaffSession, staff_session_free)

/* `hotel` is copied: a cookie of another hotel's node opens nothing here. */
Sessions *sessions_new(const TokenKey *key, const char *hotel);
void sessions_free(Sessions *sessions);

/* A new session from now on; never NULL. */
StaffSession *session_begin(const char *user, const char *name, unsigned roles, Instant now);

/* The cookie text of a session. Free with g_free(). NULL when the name is too long to seal. */
char *session_seal(Sessions *sessions, const StaffSession *session, GError **error);

/* Reads a cookie; NULL when it is not one of ours, has run out or was ended. */
StaffSession *session_open(Sessions *sessions, const char *cookie, Instant now);

/* Ends a session before its time. */
void session_end(Sessions *sessions, const StaffSession *session, Instant now);

/* The session as the API shows it; new reference. */
json_t *session_to_json(const StaffSession *session);

/* HttpAuthorise: `data` is the Property. A route's access mask is 1 << StaffAction, 0 for everybody. */
gboolean session_authorise(HttpRequest *request, const HttpRoute *route, gpointer data);

#endif
