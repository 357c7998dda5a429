#include "central/staff/authorise.h"

#include <string.h>

#include "ops/session.h"

typedef struct {
    const char *name;
    guint64 access;
} Grant;

static const Grant SCOPES[] = {
    {"read", ACCESS_READ},
    {"reservations", ACCESS_READ | ACCESS_BOOK | ACCESS_GUESTS},
    {"notifications", ACCESS_READ | ACCESS_NOTIFY},
    {"operator", ACCESS_READ | ACCESS_OPERATE},
};

static const Grant ROLES[] = {
    {"agent", ACCESS_SESSION | ACCESS_READ | ACCESS_BOOK | ACCESS_GUESTS},
    {"manager", ACCESS_SESSION | ACCESS_READ | ACCESS_BOOK | ACCESS_GUESTS | ACCESS_OPERATE},
    {"revenue", ACCESS_SESSION | ACCESS_READ | ACCESS_RATES | ACCESS_OPERATE},
    {"trainer", ACCESS_SESSION | ACCESS_READ | ACCESS_TRAIN | ACCESS_OPERATE},
};

static guint64 access_named(const Grant *grants, gsize count, const char *name, gsize length)
{
    for (gsize i = 0; i < count; i++)
        if (strlen(grants[i].name) == length && memcmp(grants[i].name, name, length) == 0)
            return grants[i].access;
    return 0;
}

/* Asked for every request of a program, so nothing is copied. */
guint64 access_of_scopes(const char *scopes)
{
    guint64 access = 0;
    while (*scopes) {
        gsize length = strcspn(scopes, " ");
        access |= access_named(SCOPES, G_N_ELEMENTS(SCOPES), scopes, length);
        scopes += length + strspn(scopes + length, " ");
    }
    return access;
}

guint64 access_of_role(const char *role)
{
    return access_named(ROLES, G_N_ELEMENTS(ROLES), role, strlen(role));
}

gboolean scope_is_known(const char *scope)
{
    return access_named(SCOPES, G_N_ELEMENTS(SCOPES), scope, strlen(scope)) != 0;
}

static Principal *principal_of_bearer(Central *central, const char *token)
{
    json_auto_t *claims =
        token_open(&central->token_key, ACCESS_TOKEN_PURPOSE, token, clock_now(central->wall), NULL);
    const char *client = json_string_value(json_object_get(claims, "client"));
    const char *scopes = json_string_value(json_object_get(claims, "scope"));
    if (!client || !scopes)
        return NULL;
    g_autofree char *id = g_strconcat("client:", client, NULL);
    return principal_new(id, client, access_of_scopes(scopes));
}

static Principal *principal_of_cookie(Central *central, const char *cookie)
{
    g_autoptr(Session) session = session_open(central->sessions, cookie, clock_now(central->wall));
    if (!session)
        return NULL;
    guint64 access = 0;
    for (guint i = 0; session->roles[i]; i++)
        access |= access_of_role(session->roles[i]);
    g_autofree char *id = g_strconcat("staff:", session->user, NULL);
    Principal *principal = principal_new(id, session->name, access);
    principal->session_id = g_strdup(session->session_id);
    principal->csrf_token = g_strdup(session->csrf_token);
    principal->expires_at = session->expires_at;
    return principal;
}

static void refuse_unknown(HttpRequest *request, gboolean with_token)
{
    HttpResponse *problem = http_problem_new(
        401, with_token ? "invalid_token" : "not_logged_in",
        with_token ? "the access token is not valid any more: ask /v1/oauth/token for a new one"
                   : "log in at /v1/sessions, or send an access token");
    http_response_add_header(problem, "WWW-Authenticate",
                             with_token ? "Bearer error=\"invalid_token\"" : "Bearer");
    http_request_respond(request, problem);
}

static void refuse_access(HttpRequest *request, const Principal *principal)
{
    HttpResponse *problem =
        http_problem_new(403, principal->csrf_token ? "not_permitted" : "insufficient_scope",
                         "%s may not do this: another role or scope is needed", principal->name);
    if (!principal->csrf_token)
        http_response_add_header(problem, "WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
    http_request_respond(request, problem);
}

static gboolean is_write(const HttpRoute *route)
{
    return strcmp(route->method, "GET") != 0;
}

gboolean central_authorise(HttpRequest *request, const HttpRoute *route, gpointer data)
{
    if (route->access == 0)
        return TRUE;
    Central *central = data;
    const char *authorization = http_request_header(request, "Authorization");
    const char *cookie = http_request_cookie(request, SESSION_COOKIE);
    gboolean with_token = authorization && g_ascii_strncasecmp(authorization, "Bearer ", 7) == 0;
    g_autoptr(Principal) principal = with_token ? principal_of_bearer(central, authorization + 7)
                                     : cookie   ? principal_of_cookie(central, cookie)
                                                : NULL;
    if (!principal) {
        refuse_unknown(request, with_token);
        return FALSE;
    }
    if (principal->csrf_token && is_write(route) && !(route->flags & HTTP_NO_CSRF) &&
        !session_csrf_fits(principal->csrf_token, http_request_header(request, "X-CSRF-Token"))) {
        http_request_respond_problem(request, 403, "csrf_token_wrong",
                                     "send the session's csrf_token in the header X-CSRF-Token");
        return FALSE;
    }
    if (!(principal->access & route->access)) {
        refuse_access(request, principal);
        return FALSE;
    }
    const char *id = principal->id;
    http_request_set_principal(request, principal, (GDestroyNotify)principal_free, id);
    g_steal_pointer(&principal);
    return TRUE;
}
