/** Who may use which route of the data centre, decided on the HTTP thread from the request alone. */
#pragma once

#include "central/central.h"
#include "central/staff/principal.h"

/** HttpAuthorise: `data` is the Central. A bearer token names a program, the session cookie a member of
 * staff; a member of staff repeats the session's CSRF token in X-CSRF-Token on every write. */
gboolean central_authorise(HttpRequest *request, const HttpRoute *route, gpointer data);

/** Access bits of OAuth scopes ("reservations read", separated by spaces) and of staff roles. Pure. */
guint64 access_of_scopes(const char *scopes);
guint64 access_of_role(const char *role);

/** TRUE for a scope that a client can ask for. Pure. */
gboolean scope_is_known(const char *scope);

/** Purpose under which access tokens are sealed. */
#define ACCESS_TOKEN_PURPOSE "access-token"
