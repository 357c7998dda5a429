/* Staff sessions: a sealed cookie that needs no store, and a CSRF token that each write repeats in a header.
 *
 * The cookie says who it is, with which roles, until when, and at which service (audience): a cookie of one
 * hotel's node opens nothing at another's. Sessions follow the machine's time, also where a hotel lives in
 * its own. An ended session is remembered until it would have run out. Any thread. */
#ifndef KEYRACK_OPS_SESSION_H
#define KEYRACK_OPS_SESSION_H

#include "ops/token.h"

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#define SESSION_COOKIE "keyrack_session"
#define SESSION_HOURS 12

typedef struct SessionBook SessionBook;

typedef struct {
    char *session_id;
    char *user;
    char *name;
    char **roles; /* names, NULL-terminated */
    char *csrf_token;
    Instant expires_at;
} Session;

void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

/* Key and audience are copied. */
SessionBook *session_book_new(const TokenKey *key, const char *audience);
void session_book_free(SessionBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SessionBook, session_book_free)

/* A new session from now on; never NULL. */
Session *session_begin(const char *user, const char *name, const char *const *roles, Instant now);

/* The cookie text of a session. Free with g_free(). NULL when it is too large to seal. */
char *session_seal(SessionBook *book, const Session *session, GError **error);

/* Reads a cookie; NULL when it is not one of ours, has run out or was ended. */
Session *session_open(SessionBook *book, const char *cookie, Instant now);

/* Ends a session before its time. Ending it twice, or one that another instance ended, is fine. */
void session_end(SessionBook *book, const char *session_id, Instant expires_at, Instant now);

/* Value of the Set-Cookie header that gives the cookie to a browser, or with a NULL cookie takes it back. */
char *session_set_cookie(const char *cookie, bool secure);

/* True when `token`, as a header brought it, is the session's CSRF token. `token` may be NULL. */
bool session_csrf_fits(const char *csrf_token, const char *token);

/* The session as the API shows it; new reference. */
json_t *session_to_json(const Session *session);

#endif
