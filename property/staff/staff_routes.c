#include "property/staff/staff_routes.h"

#include "ops/log.h"
#include "ops/password.h"
#include "property/command/command.h"
#include "property/copy/link.h"
#include "property/staff/staff_store.h"
#include <string.h>

typedef struct LoginRequest {
    char *user;
    char *password;
} LoginRequest;

static const JsonField login_fields[] = {
    FIELD_TEXT("user", LoginRequest, user, .required = true, .max_length = 64),
    FIELD_TEXT("password", LoginRequest, password, .required = true, .max_length = 256),
};
static const JsonShape login_shape = JSON_SHAPE(LoginRequest, login_fields);

typedef enum LoginOutcome {
    LOGIN_ACCEPTED,
    LOGIN_REFUSED,
    LOGIN_NO_ROLE,
    LOGIN_UNREACHABLE,
} LoginOutcome;

/* One log-in on its way between a caller's thread and the desk. */
typedef struct Login {
    Property *property;
    char *user;
    StaffCredential credential;
    DatabaseStatus status;
} Login;

static DatabaseStatus keep_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Login *login = data;

    return staff_credential_put(connection, login->user, &login->credential, error);
}

static DatabaseStatus forget_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Login *login = data;

    return staff_credential_forget(connection, login->user, error);
}

static void run_kept(OdbcConnection *connection, OdbcTransactionBody body, Login *login)
{
    g_autoptr(GError) error = NULL;

    login->status = odbc_run_transaction(connection, body, login, &error);
    if (login->status != DATABASE_OK) {
        log_error("staff credential not kept", log_error_text(error));
    }
}

static void keep_work(OdbcConnection *connection, gpointer data)
{
    run_kept(connection, keep_body, data);
}

static void forget_work(OdbcConnection *connection, gpointer data)
{
    run_kept(connection, forget_body, data);
}

static void find_work(OdbcConnection *connection, gpointer data)
{
    Login *login = data;
    g_autoptr(GError) error = NULL;

    login->status = staff_credential_find(connection, login->user, &login->credential, &error);
    if (login->status != DATABASE_OK) {
        log_error("staff credential not read", log_error_text(error));
    }
}

/* The bits of all that the person may do in this hotel; the chain's trainers and managers may in every hotel.
 */
static unsigned roles_here(const DirectoryPerson *person, const char *hotel)
{
    unsigned roles = 0;

    for (size_t i = 0; i < person->grant_count; i++) {
        const DirectoryGrant *grant = &person->grants[i];
        if (grant->scope == DIRECTORY_SCOPE_CHAIN ||
            (grant->scope == DIRECTORY_SCOPE_HOTEL && strcmp(grant->hotel, hotel) == 0)) {
            roles |= staff_role_parse(grant->role);
        }
    }
    return roles;
}

static LoginOutcome accept_person(Login *login, const DirectoryPerson *person, const char *password)
{
    unsigned roles = roles_here(person, login->property->hotel->code);

    if (roles == 0) {
        desk_call(login->property->desk, forget_work, login);
        return LOGIN_NO_ROLE;
    }
    g_free(login->user);
    login->user = g_strdup(person->uid);
    login->credential = (StaffCredential){
        .name = g_strdup(person->name),
        .roles = roles,
        .password_hash = password_hash(password),
        .verified_at = clock_now(login->property->wall),
    };
    if (login->credential.password_hash != NULL) {
        desk_call(login->property->desk, keep_work, login);
    }
    return LOGIN_ACCEPTED;
}

static LoginOutcome log_in_without_directory(Login *login, const char *password)
{
    if (!desk_call(login->property->desk, find_work, login) || login->credential.name == NULL) {
        return LOGIN_UNREACHABLE;
    }
    if (!staff_credential_counts(login->credential.verified_at, clock_now(login->property->wall))) {
        return LOGIN_UNREACHABLE;
    }
    return password_verify(login->credential.password_hash, password) ? LOGIN_ACCEPTED : LOGIN_REFUSED;
}

static bool cannot_be_asked(const GError *error)
{
    return g_error_matches(error, DIRECTORY_ERROR, DIRECTORY_ERROR_UNREACHABLE) ||
           g_error_matches(error, DIRECTORY_ERROR, DIRECTORY_ERROR_FAILED) ||
           g_error_matches(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION);
}

static LoginOutcome log_in(Login *login, const char *password)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DirectoryPerson) person =
        directory_authenticate(login->property->directory, login->user, password, &error);
    bool unreachable = person == NULL && cannot_be_asked(error);

    link_set_directory(login->property->link,
                       unreachable ? DIRECTORY_STATE_UNREACHABLE : DIRECTORY_STATE_REACHED,
                       clock_now(login->property->wall));
    if (person != NULL) {
        return accept_person(login, person, password);
    }
    if (unreachable) {
        log_warning("directory unreachable at log-in", log_error_text(error));
        return log_in_without_directory(login, password);
    }
    return LOGIN_REFUSED;
}

static void add_cookie(HttpResponse *response, const HttpRequest *request, const char *cookie)
{
    g_autofree char *header = session_set_cookie(cookie, http_request_is_tls(request));

    http_response_add_header(response, "Set-Cookie", header);
}

static HttpResponse *session_response(Login *login, HttpRequest *request)
{
    Property *property = login->property;
    g_autoptr(GError) error = NULL;
    g_autofree char *list = staff_roles_format(login->credential.roles);
    g_auto(GStrv) roles = g_strsplit(list, ",", -1);
    g_autoptr(Session) session = session_begin(login->user, login->credential.name,
                                               (const char *const *)roles, clock_now(property->wall));
    g_autofree char *cookie = session_seal(property->sessions, session, &error);

    if (cookie == NULL) {
        log_error("session not sealed", log_error_text(error));
        return http_problem_new(500, "session_failed", "The session could not be made.");
    }
    HttpResponse *response = http_response_new_json(201, session_to_json(session));
    add_cookie(response, request, cookie);
    return response;
}

static HttpResponse *login_response(Login *login, HttpRequest *request, LoginOutcome outcome)
{
    switch (outcome) {
    case LOGIN_ACCEPTED:
        return session_response(login, request);
    case LOGIN_NO_ROLE:
        return http_problem_new(403, "no_role",
                                "You have no role in this hotel. Ask the manager to add you.");
    case LOGIN_UNREACHABLE: {
        HttpResponse *problem = http_problem_new(
            503, "directory_unavailable",
            "The staff directory cannot be reached, and you have not logged in here in the last "
            "72 hours. Ask a colleague who has.");
        http_response_set_retry_after(problem, 10);
        return problem;
    }
    default:
        return http_problem_new(401, "login_refused", "User or password is wrong.");
    }
}

static void log_in_waiting(Property *property, HttpRequest *request)
{
    LoginRequest body = {0};

    if (!request_decode(request, &login_shape, &body)) {
        return;
    }
    Login login = {.property = property, .user = g_strdup(body.user)};
    LoginOutcome outcome = log_in(&login, body.password);
    http_request_respond(request, login_response(&login, request, outcome));
    staff_credential_clear(&login.credential);
    g_free(login.user);
    json_shape_clear(&login_shape, &body);
}

static void post_session(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, log_in_waiting)) {
        http_request_respond(request, property_busy_problem());
    }
}

static void get_session(HttpRequest *request, gpointer context G_GNUC_UNUSED)
{
    const StaffSession *staff = http_request_principal(request);

    http_request_respond_json(request, 200, session_to_json(staff->session));
}

static void delete_session(HttpRequest *request, gpointer context)
{
    const Property *property = context;
    const Session *session = ((const StaffSession *)http_request_principal(request))->session;
    HttpResponse *response = http_response_new(204);

    session_end(property->sessions, session->session_id, session->expires_at, clock_now(property->wall));
    add_cookie(response, request, NULL);
    http_request_respond(request, response);
}

const HttpRoute staff_routes[] = {
    {.method = "POST",
     .template = "/v1/sessions",
     .lane = HTTP_LANE_BOOKING,
     .flags = HTTP_NO_CSRF | HTTP_BODY_REQUIRED,
     .handler = post_session,
     .body_limit_bytes = 4096},
    {.method = "GET",
     .template = "/v1/sessions/current",
     .lane = HTTP_LANE_MEMORY,
     .access = UINT64_C(1) << STAFF_SEE_MAINTENANCE, /* everybody's */
     .handler = get_session},
    {.method = "DELETE",
     .template = "/v1/sessions/current",
     .lane = HTTP_LANE_MEMORY,
     .access = UINT64_C(1) << STAFF_SEE_MAINTENANCE, /* everybody's */
     .handler = delete_session},
};
const gsize staff_route_count = G_N_ELEMENTS(staff_routes);
