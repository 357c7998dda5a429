#include "ops/session.h"

#include "ops/json.h"
#include <string.h>

#define SESSION_PURPOSE "session"
#define SESSION_ID_BYTES 16

struct SessionBook {
    TokenKey key;
    char *audience;
    GMutex mutex;
    GHashTable *ended; /* session id -> Instant at which it would have run out */
};

typedef struct {
    char *session_id;
    char *audience;
    char *user;
    char *name;
    char **roles;
    char *csrf_token;
    Instant expires_at;
} SessionClaims;

static const JsonField CLAIM_FIELDS[] = {
    FIELD_TEXT("id", SessionClaims, session_id, .required = true),
    FIELD_TEXT("audience", SessionClaims, audience, .required = true),
    FIELD_TEXT("user", SessionClaims, user, .required = true),
    FIELD_TEXT("name", SessionClaims, name, .required = true, .allow_empty = true),
    FIELD_TEXT_LIST("roles", SessionClaims, roles, .required = true),
    FIELD_TEXT("csrf", SessionClaims, csrf_token, .required = true),
    FIELD_INSTANT("expires_at", SessionClaims, expires_at, .required = true),
};
static const JsonShape CLAIM_SHAPE = JSON_SHAPE(SessionClaims, CLAIM_FIELDS);

void session_free(Session *session)
{
    if (!session)
        return;
    g_free(session->session_id);
    g_free(session->user);
    g_free(session->name);
    g_strfreev(session->roles);
    g_free(session->csrf_token);
    g_free(session);
}

SessionBook *session_book_new(const TokenKey *key, const char *audience)
{
    SessionBook *book = g_new0(SessionBook, 1);
    book->key = *key;
    book->audience = g_strdup(audience);
    g_mutex_init(&book->mutex);
    book->ended = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return book;
}

void session_book_free(SessionBook *book)
{
    if (!book)
        return;
    token_key_clear(&book->key);
    g_hash_table_unref(book->ended);
    g_mutex_clear(&book->mutex);
    g_free(book->audience);
    g_free(book);
}

Session *session_begin(const char *user, const char *name, const char *const *roles, Instant now)
{
    Session *session = g_new0(Session, 1);
    session->session_id = token_random_id(SESSION_ID_BYTES);
    session->user = g_strdup(user);
    session->name = g_strdup(name);
    session->roles = g_strdupv((char **)roles);
    session->csrf_token = token_random_id(SESSION_ID_BYTES);
    session->expires_at = now + SESSION_HOURS * INSTANT_HOUR;
    return session;
}

static json_t *roles_to_json(char *const *roles)
{
    json_t *list = json_array();
    for (guint i = 0; roles[i]; i++)
        json_array_append_new(list, json_string(roles[i]));
    return list;
}

char *session_seal(SessionBook *book, const Session *session, GError **error)
{
    json_auto_t *claims = json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:s, s:o}", "id", session->session_id, "audience", book->audience, "user",
        session->user, "name", json_from_text(session->name), "roles", roles_to_json(session->roles), "csrf",
        session->csrf_token, "expires_at", json_from_instant(session->expires_at));
    return token_seal(&book->key, SESSION_PURPOSE, claims, session->expires_at, error);
}

static bool was_ended(SessionBook *book, const char *session_id)
{
    g_mutex_lock(&book->mutex);
    bool ended = g_hash_table_contains(book->ended, session_id);
    g_mutex_unlock(&book->mutex);
    return ended;
}

static Session *session_from_claims(SessionClaims *claims)
{
    Session *session = g_new0(Session, 1);
    session->session_id = g_steal_pointer(&claims->session_id);
    session->user = g_steal_pointer(&claims->user);
    session->name = g_steal_pointer(&claims->name);
    session->roles = g_steal_pointer(&claims->roles);
    session->csrf_token = g_steal_pointer(&claims->csrf_token);
    session->expires_at = claims->expires_at;
    return session;
}

Session *session_open(SessionBook *book, const char *cookie, Instant now)
{
    SessionClaims claims = {0};
    Session *session = NULL;
    json_auto_t *opened = token_open(&book->key, SESSION_PURPOSE, cookie, now, NULL);
    if (!opened || !json_decode(opened, &CLAIM_SHAPE, &claims, NULL))
        return NULL;
    if (strcmp(claims.audience, book->audience) == 0 && !was_ended(book, claims.session_id))
        session = session_from_claims(&claims);
    json_shape_clear(&CLAIM_SHAPE, &claims);
    return session;
}

static gboolean has_run_out(gpointer key G_GNUC_UNUSED, gpointer value, gpointer now)
{
    return *(const Instant *)value <= *(const Instant *)now;
}

void session_end(SessionBook *book, const char *session_id, Instant expires_at, Instant now)
{
    g_mutex_lock(&book->mutex);
    g_hash_table_foreach_remove(book->ended, has_run_out, &now);
    g_hash_table_insert(book->ended, g_strdup(session_id), g_memdup2(&expires_at, sizeof expires_at));
    g_mutex_unlock(&book->mutex);
}

char *session_set_cookie(const char *cookie, bool secure)
{
    return g_strdup_printf(SESSION_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s",
                           cookie ? cookie : "", cookie ? SESSION_HOURS * 3600 : 0, secure ? "; Secure" : "");
}

bool session_csrf_fits(const char *csrf_token, const char *token)
{
    return token && token_text_equal(token, csrf_token);
}

json_t *session_to_json(const Session *session)
{
    return json_pack("{s:s, s:o, s:o, s:s, s:o}", "user", session->user, "name",
                     json_from_text(session->name), "roles", roles_to_json(session->roles), "csrf_token",
                     session->csrf_token, "expires_at", json_from_instant(session->expires_at));
}
