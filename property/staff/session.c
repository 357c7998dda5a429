#include "property/staff/session.h"

#include "ops/json.h"
#include "property/property.h"
#include <string.h>

#define SESSION_PURPOSE "property-session"
#define SESSION_ID_BYTES 16

struct Sessions {
    TokenKey key;
    char *hotel;
    GMutex mutex;
    GHashTable *ended; /* session id -> Instant it would have run out */
};

typedef struct SessionClaims {
    char *session_id;
    char *hotel;
    char *user;
    char *name;
    char *roles;
    char *csrf_token;
    Instant expires_at;
} SessionClaims;

static const JsonField claim_fields[] = {
    FIELD_TEXT("id", SessionClaims, session_id, .required = true),
    FIELD_TEXT("hotel", SessionClaims, hotel, .required = true),
    FIELD_TEXT("user", SessionClaims, user, .required = true),
    FIELD_TEXT("name", SessionClaims, name, .required = true, .allow_empty = true),
    FIELD_TEXT("roles", SessionClaims, roles, .required = true),
    FIELD_TEXT("csrf", SessionClaims, csrf_token, .required = true),
    FIELD_INSTANT("expires_at", SessionClaims, expires_at, .required = true),
};
static const JsonShape claim_shape = JSON_SHAPE(SessionClaims, claim_fields);

void staff_session_free(StaffSession *session)
{
    if (session == NULL) {
        return;
    }
    g_free(session->session_id);
    g_free(session->user);
    g_free(session->name);
    g_free(session->csrf_token);
    g_free(session);
}

static void free_session(gpointer session)
{
    staff_session_free(session);
}

Sessions *sessions_new(const TokenKey *key, const char *hotel)
{
    Sessions *sessions = g_new0(Sessions, 1);

    sessions->key = *key;
    sessions->hotel = g_strdup(hotel);
    g_mutex_init(&sessions->mutex);
    sessions->ended = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return sessions;
}

void sessions_free(Sessions *sessions)
{
    if (sessions == NULL) {
        return;
    }
    token_key_clear(&sessions->key);
    g_hash_table_unref(sessions->ended);
    g_mutex_clear(&sessions->mutex);
    g_free(sessions->hotel);
    g_free(sessions);
}

StaffSession *session_begin(const char *user, const char *name, unsigned roles, Instant now)
{
    StaffSession *session = g_new0(StaffSession, 1);

    session->session_id = token_random_id(SESSION_ID_BYTES);
    session->user = g_strdup(user);
    session->name = g_strdup(name);
    session->roles = roles;
    session->csrf_token = token_random_id(SESSION_ID_BYTES);
    session->expires_at = now + SESSION_HOURS * INSTANT_HOUR;
    return session;
}

char *session_seal(Sessions *sessions, const StaffSession *session, GError **error)
{
    g_autofree char *roles = staff_roles_format(session->roles);
    json_auto_t *claims = json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:o}", "id", session->session_id, "hotel",
                                    sessions->hotel, "user", session->user, "name", json_from_text(session->name),
                                    "roles", roles, "csrf", session->csrf_token, "expires_at",
                                    json_from_instant(session->expires_at));

    return token_seal(&sessions->key, SESSION_PURPOSE, claims, session->expires_at, error);
}

static bool was_ended(Sessions *sessions, const char *session_id)
{
    g_mutex_lock(&sessions->mutex);
    bool ended = g_hash_table_contains(sessions->ended, session_id);
    g_mutex_unlock(&sessions->mutex);
    return ended;
}

static StaffSession *session_from_claims(const SessionClaims *claims)
{
    StaffSession *session = g_new0(StaffSession, 1);

    session->session_id = g_strdup(claims->session_id);
    session->user = g_strdup(claims->user);
    session->name = g_strdup(claims->name);
    session->roles = staff_roles_parse(claims->roles);
    session->csrf_token = g_strdup(claims->csrf_token);
    session->expires_at = claims->expires_at;
    return session;
}

StaffSession *session_open(Sessions *sessions, const char *cookie, Instant now)
{
    SessionClaims claims = {0};
    StaffSession *session = NULL;
    json_auto_t *opened = token_open(&sessions->key, SESSION_PURPOSE, cookie, now, NULL);

    if (opened == NULL || !json_decode(opened, &claim_shape, &claims, NULL)) {
        return NULL;
    }
    if (strcmp(claims.hotel, sessions->hotel) == 0 && !was_ended(sessions, claims.session_id)) {
        session = session_from_claims(&claims);
    }
    json_shape_clear(&claim_shape, &claims);
    return session;
}

static gboolean has_run_out(gpointer key G_GNUC_UNUSED, gpointer value, gpointer now)
{
    return *(const Instant *)value <= *(const Instant *)now;
}

void session_end(Sessions *sessions, const StaffSession *session, Instant now)
{
    g_mutex_lock(&sessions->mutex);
    g_hash_table_foreach_remove(sessions->ended, has_run_out, &now);
    g_hash_table_insert(sessions->ended, g_strdup(session->session_id),
                        g_memdup2(&session->expires_at, sizeof session->expires_at));
    g_mutex_unlock(&sessions->mutex);
}

json_t *session_to_json(const StaffSession *session)
{
    g_autofree char *list = staff_roles_format(session->roles);
    g_auto(GStrv) names = g_strsplit(list, ",", -1);
    json_t *roles = json_array();

    for (guint i = 0; names[i] != NULL; i++) {
        json_array_append_new(roles, json_string(names[i]));
    }
    return json_pack("{s:s, s:o, s:o, s:s, s:o}", "user", session->user, "name", json_from_text(session->name),
                     "roles", roles, "csrf_token", session->csrf_token, "expires_at",
                     json_from_instant(session->expires_at));
}

static bool is_write(const HttpRequest *request)
{
    const char *method = http_request_method(request);

    return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

static bool csrf_fits(const HttpRequest *request, const StaffSession *session)
{
    const char *token = http_request_header(request, "X-CSRF-Token");

    return token != NULL && token_text_equal(token, session->csrf_token);
}

static bool may_act(const StaffSession *session, guint64 access)
{
    for (unsigned action = 0; action < STAFF_ACTION_COUNT; action++) {
        if ((access & (UINT64_C(1) << action)) != 0 && staff_may(session->roles, (StaffAction)action)) {
            return true;
        }
    }
    return false;
}

gboolean session_authorise(HttpRequest *request, const HttpRoute *route, gpointer data)
{
    const Property *property = data;
    const char *cookie = http_request_cookie(request, SESSION_COOKIE);

    if (route->access == 0) {
        return TRUE;
    }
    g_autoptr(StaffSession) session =
        cookie == NULL ? NULL : session_open(property->sessions, cookie, clock_now(property->wall));
    if (session == NULL) {
        http_request_respond_problem(request, 401, "not_logged_in", "Log in first: POST /v1/sessions.");
        return FALSE;
    }
    if (is_write(request) && (route->flags & HTTP_NO_CSRF) == 0 && !csrf_fits(request, session)) {
        http_request_respond_problem(request, 403, "csrf_token_wrong",
                                     "Send the session's csrf_token in the header X-CSRF-Token.");
        return FALSE;
    }
    if (!may_act(session, route->access)) {
        http_request_respond_problem(request, 403, "not_permitted", "Your role does not permit this. Ask a manager.");
        return FALSE;
    }
    const char *user = session->user;
    http_request_set_principal(request, session, free_session, user);
    g_steal_pointer(&session);
    return TRUE;
}
