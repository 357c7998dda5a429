#include "central/staff/staff_routes.h"

#include <string.h>

#include "central/staff/authorise.h"
#include "central/staff/client_registry.h"
#include "ops/json.h"
#include "ops/log.h"
#include "ops/session.h"

enum { ACCESS_TOKEN_SECONDS = 3600, PASSWORD_MAX = 256 };

/* ---- sessions of staff ---- */

typedef struct {
    char *user;
    char *password;
} LoginForm;

static const JsonField LOGIN_FIELDS[] = {
    FIELD_TEXT("user", LoginForm, user, .required = true, .max_length = 64),
    FIELD_TEXT("password", LoginForm, password, .required = true, .max_length = PASSWORD_MAX),
};
static const JsonShape LOGIN_SHAPE = JSON_SHAPE(LoginForm, LOGIN_FIELDS);

/* The roles a person holds for the data centre: those of the reservation centre and of the chain office. */
static char **central_roles(const DirectoryPerson *person)
{
    GPtrArray *roles = g_ptr_array_new();
    for (size_t i = 0; i < person->grant_count; i++)
        if (person->grants[i].scope != DIRECTORY_SCOPE_HOTEL && access_of_role(person->grants[i].role))
            g_ptr_array_add(roles, g_strdup(person->grants[i].role));
    g_ptr_array_add(roles, NULL);
    return (char **)g_ptr_array_free(roles, FALSE);
}

static void respond_login_failure(HttpRequest *request, GError *error)
{
    gboolean refused = g_error_matches(error, DIRECTORY_ERROR, DIRECTORY_ERROR_REFUSED) ||
                       g_error_matches(error, DIRECTORY_ERROR, DIRECTORY_ERROR_LOCKED) ||
                       g_error_matches(error, DIRECTORY_ERROR, DIRECTORY_ERROR_EXPIRED);
    log_their_fault("log-in refused", log_text("why", error->message));
    if (refused) {
        http_request_respond_problem(request, 401, "login_refused", "user name or password is wrong");
        return;
    }
    HttpResponse *problem =
        http_problem_new(503, "directory_unavailable", "the staff directory does not answer: try again");
    http_response_set_retry_after(problem, 5);
    http_request_respond(request, problem);
}

static void respond_session(HttpRequest *request, Central *central, const Session *session)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sealed = session_seal(central->sessions, session, &error);
    if (!sealed) {
        log_our_fault("session cannot be sealed", log_text("why", error->message));
        http_request_respond_problem(request, 500, "internal_error", "the session could not be made");
        return;
    }
    g_autofree char *cookie = session_set_cookie(sealed, http_request_is_tls(request));
    HttpResponse *response = http_response_new_json(201, session_to_json(session));
    http_response_add_header(response, "Set-Cookie", cookie);
    http_response_set_location(response, "/v1/sessions/current");
    http_request_respond(request, response);
}

static void login_as(HttpRequest *request, Central *central, const LoginForm *form)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DirectoryPerson) person =
        directory_authenticate(central->directory, form->user, form->password, &error);
    if (!person) {
        respond_login_failure(request, error);
        return;
    }
    g_auto(GStrv) roles = central_roles(person);
    if (!roles[0]) {
        http_request_respond_problem(request, 403, "no_role",
                                     "you hold no role at the data centre: log in at your hotel");
        return;
    }
    g_autoptr(Session) session =
        session_begin(person->uid, person->name, (const char *const *)roles, clock_now(central->wall));
    respond_session(request, central, session);
}

static void login(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    LoginForm form = {0};
    JsonProblem problem = {0};
    if (!json_decode(http_request_json(request), &LOGIN_SHAPE, &form, &problem)) {
        central_respond_form(request, &problem);
        return;
    }
    login_as(request, worker->central, &form);
    json_shape_clear(&LOGIN_SHAPE, &form);
}

static void session_read(HttpRequest *request, gpointer context)
{
    Central *central = context;
    const char *cookie = http_request_cookie(request, SESSION_COOKIE);
    g_autoptr(Session) session = session_open(central->sessions, cookie, clock_now(central->wall));
    if (session)
        http_request_respond_json(request, 200, session_to_json(session));
    else
        http_request_respond_problem(request, 401, "not_logged_in", "the session has ended: log in again");
}

static const PgStatement session_revoke = {
    "session_revoke",
    "INSERT INTO revoked_session (token_id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", 2};

static void logout(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    const Principal *principal = request_principal(request);
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_text(parameters, principal->session_id);
    pg_add_instant(parameters, principal->expires_at);
    GError *error = NULL;
    DatabaseStatus status = pg_execute(worker->connection, &session_revoke, parameters, NULL, &error);
    session_end(worker->central->sessions, principal->session_id, principal->expires_at,
                clock_now(worker->central->wall));
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return;
    }
    g_autofree char *cookie = session_set_cookie(NULL, http_request_is_tls(request));
    HttpResponse *response = http_response_new(204);
    http_response_add_header(response, "Set-Cookie", cookie);
    http_request_respond(request, response);
}

/* ---- access tokens (RFC 6749 §4.4) ---- */

static void respond_oauth_error(HttpRequest *request, guint status, const char *error, gboolean with_basic)
{
    HttpResponse *response = http_response_new_json(status, json_pack("{s:s}", "error", error));
    if (status == 401 && with_basic)
        http_response_add_header(response, "WWW-Authenticate", "Basic realm=\"keyrack\"");
    http_request_respond(request, response);
}

static GHashTable *form_parse(const char *body)
{
    GHashTable *form =
        g_uri_parse_params(body, -1, "&", G_URI_PARAMS_WWW_FORM | G_URI_PARAMS_PARSE_RELAXED, NULL);
    return form ? form : g_hash_table_new(g_str_hash, g_str_equal);
}

static char *form_decode(const char *text)
{
    g_autofree char *spaced = g_strdelimit(g_strdup(text), "+", ' ');
    return g_uri_unescape_string(spaced, NULL);
}

/* Client id and secret stand in the header form-encoded before they are put together (RFC 6749 §2.3.1). */
static gboolean basic_credentials(const char *authorization, char **ret_id, char **ret_secret)
{
    if (!authorization || g_ascii_strncasecmp(authorization, "Basic ", 6) != 0)
        return FALSE;
    gsize length;
    g_autofree guchar *decoded = g_base64_decode(authorization + 6, &length);
    g_autofree char *text = decoded ? g_strndup((const char *)decoded, length) : g_strdup("");
    g_auto(GStrv) parts = g_strsplit(text, ":", 2);
    if (!parts[0] || !parts[1])
        return FALSE;
    *ret_id = form_decode(parts[0]);
    *ret_secret = form_decode(parts[1]);
    return *ret_id && *ret_secret;
}

/* The scopes asked for, or all the client has; NULL when one of them is not its. */
static char *granted_scopes(const Client *client, const char *asked)
{
    if (!asked || !asked[0])
        return g_strjoinv(" ", client->scopes);
    g_auto(GStrv) names = g_strsplit(asked, " ", -1);
    for (guint i = 0; names[i]; i++)
        if (!scope_is_known(names[i]) || !client_has_scope(client, names[i]))
            return NULL;
    return g_strdup(asked);
}

static void respond_token(HttpRequest *request, Central *central, const Client *client, const char *scopes)
{
    json_auto_t *claims = json_pack("{s:s, s:s}", "client", client->id, "scope", scopes);
    g_autoptr(GError) error = NULL;
    g_autofree char *token =
        token_seal(&central->token_key, ACCESS_TOKEN_PURPOSE, claims,
                   clock_now(central->wall) + ACCESS_TOKEN_SECONDS * INSTANT_SECOND, &error);
    if (!token) {
        log_our_fault("access token cannot be sealed", log_text("why", error->message));
        respond_oauth_error(request, 500, "server_error", FALSE);
        return;
    }
    http_request_respond_json(request, 200,
                              json_pack("{s:s, s:s, s:i, s:s}", "access_token", token, "token_type", "Bearer",
                                        "expires_in", ACCESS_TOKEN_SECONDS, "scope", scopes));
}

static void token(HttpRequest *request, gpointer context)
{
    Central *central = context;
    gsize length;
    g_autoptr(GHashTable) form = form_parse(http_request_body(request, &length));
    const char *authorization = http_request_header(request, "Authorization");
    g_autofree char *id = NULL;
    g_autofree char *secret = NULL;
    gboolean with_basic = basic_credentials(authorization, &id, &secret);
    if (!with_basic) {
        g_free(id);
        g_free(secret);
        id = g_strdup(g_hash_table_lookup(form, "client_id"));
        secret = g_strdup(g_hash_table_lookup(form, "client_secret"));
    }
    const char *grant = g_hash_table_lookup(form, "grant_type");
    const Client *client = id && secret ? client_registry_verify(central->clients, id, secret) : NULL;
    if (!grant) {
        respond_oauth_error(request, 400, "invalid_request", FALSE);
        return;
    }
    if (!client) {
        respond_oauth_error(request, 401, "invalid_client", authorization != NULL);
        return;
    }
    if (strcmp(grant, "client_credentials") != 0) {
        respond_oauth_error(request, 400, "unsupported_grant_type", FALSE);
        return;
    }
    g_autofree char *scopes = granted_scopes(client, g_hash_table_lookup(form, "scope"));
    if (!scopes)
        respond_oauth_error(request, 400, "invalid_scope", FALSE);
    else
        respond_token(request, central, client, scopes);
}

/* RFC 8414: a client that knows only our address finds the token endpoint. */
static void metadata(HttpRequest *request, gpointer context)
{
    Central *central = context;
    const char *host = http_request_header(request, "Host");
    g_autofree char *issuer = central->issuer
                                  ? g_strdup(central->issuer)
                                  : g_strconcat(http_request_is_tls(request) ? "https://" : "http://",
                                                host ? host : "localhost", NULL);
    g_autofree char *endpoint = g_strconcat(issuer, "/v1/oauth/token", NULL);
    http_request_respond_json(request, 200,
                              json_pack("{s:s, s:s, s:[s], s:[s, s], s:[s, s, s, s], s:[]}", "issuer", issuer,
                                        "token_endpoint", endpoint, "grant_types_supported",
                                        "client_credentials", "token_endpoint_auth_methods_supported",
                                        "client_secret_basic", "client_secret_post", "scopes_supported",
                                        "read", "reservations", "notifications", "operator",
                                        "response_types_supported"));
}

const HttpRoute staff_routes[] = {
    {"POST", "/v1/sessions", HTTP_LANE_WORKER, 0, HTTP_BODY_REQUIRED | HTTP_NO_CSRF, login, 4096},
    {"GET", "/v1/sessions/current", HTTP_LANE_MEMORY, ACCESS_SESSION, HTTP_PLAIN, session_read, 0},
    {"DELETE", "/v1/sessions/current", HTTP_LANE_WORKER, ACCESS_SESSION, HTTP_PLAIN, logout, 0},
    {"POST", "/v1/oauth/token", HTTP_LANE_MEMORY, 0, HTTP_RAW_BODY | HTTP_NO_CSRF, token, 8192},
    {"GET", "/.well-known/oauth-authorization-server", HTTP_LANE_MEMORY, 0, HTTP_PLAIN, metadata, 0},
};
const gsize staff_route_count = G_N_ELEMENTS(staff_routes);
