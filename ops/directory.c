#include "ops/directory.h"

#include <ldap.h>
#include <string.h>
#include <sys/time.h>

G_DEFINE_QUARK(keyrack - directory - error - quark, directory_error)

enum {
    TIMEOUT_DEFAULT_MS = 3000,
    UID_BYTES_MAX = 128,
    PASSWORD_BYTES_MAX = 1024,
    PEOPLE_FOUND_MAX = 2, /* one more than we want, to notice that a uid is not unique */
};

struct Directory {
    char **uris;
    char *people_base;
    char *groups_base;
    char *bind_dn;
    char *bind_password;
    char *ca_certificate;
    bool start_tls;
    struct timeval timeout;
    gint preferred; /* atomic: the server that answered last is asked first */
};

/* One connection to one server, for the length of one call. */
typedef struct DirectorySession {
    const Directory *directory;
    const char *uri;
    LDAP *ldap;
} DirectorySession;

typedef bool (*DirectoryOperation)(DirectorySession *session, gpointer data, GError **error);

static void directory_message_free(LDAPMessage *message)
{
    ldap_msgfree(message);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LDAPMessage, directory_message_free)

/* ---- errors ---- */

static DirectoryError directory_error_code(int result)
{
    switch (result) {
    case LDAP_SERVER_DOWN:
    case LDAP_CONNECT_ERROR:
    case LDAP_TIMEOUT:
    case LDAP_TIMELIMIT_EXCEEDED:
    case LDAP_BUSY:
    case LDAP_UNAVAILABLE:
        return DIRECTORY_ERROR_UNREACHABLE;
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_INAPPROPRIATE_AUTH:
        return DIRECTORY_ERROR_REFUSED;
    default:
        return DIRECTORY_ERROR_FAILED;
    }
}

static bool directory_check(DirectorySession *session, int result, const char *action, GError **error)
{
    if (result == LDAP_SUCCESS)
        return true;
    g_set_error(error, DIRECTORY_ERROR, directory_error_code(result), "cannot %s at directory %s: %s", action,
                session->uri, ldap_err2string(result));
    return false;
}

static bool directory_refuse(DirectorySession *session, GError **error)
{
    g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_REFUSED,
                "directory %s does not accept user and password", session->uri);
    return false;
}

/* ---- one connection ---- */

static int directory_set_options(DirectorySession *session)
{
    const Directory *directory = session->directory;
    const int version = LDAP_VERSION3;
    const int new_context = 0;
    int result = ldap_set_option(session->ldap, LDAP_OPT_PROTOCOL_VERSION, &version);

    if (result == LDAP_OPT_SUCCESS)
        result = ldap_set_option(session->ldap, LDAP_OPT_NETWORK_TIMEOUT, &directory->timeout);
    if (result == LDAP_OPT_SUCCESS)
        result = ldap_set_option(session->ldap, LDAP_OPT_TIMEOUT, &directory->timeout);
    if (result == LDAP_OPT_SUCCESS)
        result = ldap_set_option(session->ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
    if (result == LDAP_OPT_SUCCESS && directory->ca_certificate != NULL)
        result = ldap_set_option(session->ldap, LDAP_OPT_X_TLS_CACERTFILE, directory->ca_certificate);
    if (result == LDAP_OPT_SUCCESS && directory->ca_certificate != NULL)
        result = ldap_set_option(session->ldap, LDAP_OPT_X_TLS_NEWCTX, &new_context);
    return result;
}

static bool directory_session_open(DirectorySession *session, GError **error)
{
    if (!directory_check(session, ldap_initialize(&session->ldap, session->uri), "begin", error) ||
        !directory_check(session, directory_set_options(session), "set options", error))
        return false;
    if (!session->directory->start_tls || !g_str_has_prefix(session->uri, "ldap://"))
        return true;
    return directory_check(session, ldap_start_tls_s(session->ldap, NULL, NULL), "start TLS", error);
}

static void directory_session_close(DirectorySession *session)
{
    if (session->ldap != NULL)
        ldap_unbind_ext_s(session->ldap, NULL, NULL);
    session->ldap = NULL;
}

/* ---- bind ---- */

/* What the password policy adds to the answer of a bind; PP_noError when it is silent. */
static LDAPPasswordPolicyError directory_policy_error(LDAP *ldap, LDAPControl **controls)
{
    LDAPControl *control = ldap_control_find(LDAP_CONTROL_PASSWORDPOLICYRESPONSE, controls, NULL);
    LDAPPasswordPolicyError policy_error = PP_noError;
    ber_int_t expires = -1;
    ber_int_t grace = -1;

    if (control != NULL)
        (void)ldap_parse_passwordpolicy_control(ldap, control, &expires, &grace, &policy_error);
    return policy_error;
}

static bool directory_bind_judge(DirectorySession *session, int result, LDAPPasswordPolicyError policy_error,
                                 GError **error)
{
    if (result == LDAP_INVALID_CREDENTIALS && policy_error == PP_accountLocked) {
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_LOCKED, "the account is locked at directory %s",
                    session->uri);
        return false;
    }
    if (policy_error == PP_passwordExpired || policy_error == PP_changeAfterReset) {
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_EXPIRED,
                    "the password has expired or must be changed at directory %s", session->uri);
        return false;
    }
    if (directory_error_code(result) == DIRECTORY_ERROR_REFUSED)
        return directory_refuse(session, error);
    return directory_check(session, result, "bind", error);
}

static bool directory_bind_result(DirectorySession *session, int message_id, GError **error)
{
    struct timeval timeout = session->directory->timeout;
    g_autoptr(LDAPMessage) message = NULL;
    LDAPControl **controls = NULL;
    LDAPPasswordPolicyError policy_error;
    int result = LDAP_OTHER;
    int kind = ldap_result(session->ldap, message_id, LDAP_MSG_ALL, &timeout, &message);

    if (kind == 0)
        return directory_check(session, LDAP_TIMEOUT, "bind", error);
    if (kind < 0) {
        ldap_get_option(session->ldap, LDAP_OPT_RESULT_CODE, &result);
        return directory_check(session, result, "bind", error);
    }
    kind = ldap_parse_result(session->ldap, message, &result, NULL, NULL, NULL, &controls, 0);
    if (kind != LDAP_SUCCESS)
        return directory_check(session, kind, "bind", error);
    policy_error = directory_policy_error(session->ldap, controls);
    ldap_controls_free(controls);
    return directory_bind_judge(session, result, policy_error, error);
}

/* A simple bind without a password is an anonymous one and succeeds; callers never come here with one. */
static bool directory_bind(DirectorySession *session, const char *dn, const char *password, GError **error)
{
    struct berval credentials = {.bv_len = strlen(password), .bv_val = (char *)password};
    LDAPControl *policy_request = NULL;
    int message_id = 0;
    int result;

    g_assert(credentials.bv_len > 0);
    result = ldap_create_passwordpolicy_control(session->ldap, &policy_request);
    if (result == LDAP_SUCCESS) {
        LDAPControl *controls[] = {policy_request, NULL};
        result =
            ldap_sasl_bind(session->ldap, dn, LDAP_SASL_SIMPLE, &credentials, controls, NULL, &message_id);
        ldap_control_free(policy_request);
    }
    return directory_check(session, result, "bind", error) &&
           directory_bind_result(session, message_id, error);
}

static bool directory_bind_service(DirectorySession *session, GError **error)
{
    const Directory *directory = session->directory;
    g_autoptr(GError) problem = NULL;

    if (directory->bind_dn == NULL ||
        directory_bind(session, directory->bind_dn, directory->bind_password, &problem))
        return true;
    if (g_error_matches(problem, DIRECTORY_ERROR, DIRECTORY_ERROR_UNREACHABLE)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION,
                "directory_bind_dn '%s' cannot search: %s; check its password", directory->bind_dn,
                problem->message);
    return false;
}

/* ---- search ---- */

static bool directory_search(DirectorySession *session, const char *base, int scope, const char *filter,
                             const char *attribute, int size_limit, LDAPMessage **ret_found, GError **error)
{
    struct timeval timeout = session->directory->timeout;
    char *attributes[] = {(char *)"uid", (char *)attribute, NULL};
    g_autoptr(LDAPMessage) found = NULL;
    int result = ldap_search_ext_s(session->ldap, base, scope, filter, attributes, 0, NULL, NULL, &timeout,
                                   size_limit, &found);

    if (!directory_check(session, result, "search", error))
        return false;
    *ret_found = g_steal_pointer(&found);
    return true;
}

/* The first value of an attribute, or NULL. Free with g_free(). */
static char *directory_value(LDAP *ldap, LDAPMessage *entry, const char *attribute)
{
    struct berval **values = ldap_get_values_len(ldap, entry, attribute);
    char *value = NULL;

    if (values != NULL && values[0] != NULL)
        value = g_strndup(values[0]->bv_val, values[0]->bv_len);
    ldap_value_free_len(values);
    return value;
}

/* Finds the one entry of `uid`; REFUSED if there is none. Free `*ret_dn` with g_free(). */
static bool directory_find_dn(DirectorySession *session, const char *uid, char **ret_dn, GError **error)
{
    g_autofree char *escaped = directory_filter_escape(uid);
    g_autofree char *filter = g_strdup_printf("(&(objectClass=inetOrgPerson)(uid=%s))", escaped);
    g_autoptr(LDAPMessage) found = NULL;
    char *dn;

    if (!directory_search(session, session->directory->people_base, LDAP_SCOPE_SUBTREE, filter, NULL,
                          PEOPLE_FOUND_MAX, &found, error))
        return false;
    if (ldap_count_entries(session->ldap, found) == 0)
        return directory_refuse(session, error);
    if (ldap_count_entries(session->ldap, found) > 1) {
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_FAILED,
                    "directory %s holds several people with the same uid under %s", session->uri,
                    session->directory->people_base);
        return false;
    }
    dn = ldap_get_dn(session->ldap, ldap_first_entry(session->ldap, found));
    *ret_dn = g_strdup(dn);
    ldap_memfree(dn);
    return true;
}

static gint directory_grant_compare(gconstpointer left, gconstpointer right)
{
    const DirectoryGrant *a = left;
    const DirectoryGrant *b = right;

    if (a->scope != b->scope)
        return a->scope < b->scope ? -1 : 1;
    if (g_strcmp0(a->hotel, b->hotel) != 0)
        return g_strcmp0(a->hotel, b->hotel);
    return g_strcmp0(a->role, b->role);
}

/* memberOf is not asked: it stays empty for entries loaded offline, and other servers name it differently. */
static bool directory_read_grants(DirectorySession *session, const char *dn, DirectoryPerson *person,
                                  GError **error)
{
    g_autofree char *escaped = directory_filter_escape(dn);
    g_autofree char *filter = g_strdup_printf("(&(objectClass=groupOfNames)(member=%s))", escaped);
    g_autoptr(GArray) grants = g_array_new(FALSE, FALSE, sizeof(DirectoryGrant));
    g_autoptr(LDAPMessage) found = NULL;

    if (!directory_search(session, session->directory->groups_base, LDAP_SCOPE_SUBTREE, filter, "cn",
                          LDAP_NO_LIMIT, &found, error))
        return false;
    for (LDAPMessage *entry = ldap_first_entry(session->ldap, found); entry != NULL;
         entry = ldap_next_entry(session->ldap, entry)) {
        g_autofree char *name = directory_value(session->ldap, entry, "cn");
        DirectoryGrant grant;
        if (name != NULL && directory_grant_parse(name, &grant))
            g_array_append_val(grants, grant);
    }
    g_array_sort(grants, directory_grant_compare);
    person->grant_count = grants->len;
    person->grants = (DirectoryGrant *)(void *)g_array_free(g_steal_pointer(&grants), FALSE);
    return true;
}

static bool directory_read_person(DirectorySession *session, const char *dn, DirectoryPerson **ret_person,
                                  GError **error)
{
    g_autoptr(DirectoryPerson) person = g_new0(DirectoryPerson, 1);
    g_autoptr(LDAPMessage) found = NULL;
    LDAPMessage *entry;

    if (!directory_search(session, dn, LDAP_SCOPE_BASE, "(objectClass=inetOrgPerson)", "cn", 1, &found,
                          error))
        return false;
    entry = ldap_first_entry(session->ldap, found);
    if (entry != NULL) {
        person->uid = directory_value(session->ldap, entry, "uid");
        person->name = directory_value(session->ldap, entry, "cn");
    }
    if (person->uid == NULL || person->name == NULL) {
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_FAILED,
                    "directory %s does not let a person read their own uid and cn; check its access rules",
                    session->uri);
        return false;
    }
    if (!directory_read_grants(session, dn, person, error))
        return false;
    *ret_person = g_steal_pointer(&person);
    return true;
}

/* ---- the list of servers ---- */

static bool directory_try(Directory *directory, guint index, DirectoryOperation operation, gpointer data,
                          GError **error)
{
    DirectorySession session = {.directory = directory, .uri = directory->uris[index]};
    bool done = directory_session_open(&session, error) && operation(&session, data, error);

    directory_session_close(&session);
    return done;
}

/* libldap would walk the list by itself, but only when a connect fails; a server that accepts and then hangs
 * would hold every log-in. So each server gets the whole operation, and only its silence leads to the next.
 */
static bool directory_run(Directory *directory, DirectoryOperation operation, gpointer data, GError **error)
{
    guint count = g_strv_length(directory->uris);
    guint first = (guint)g_atomic_int_get(&directory->preferred);
    g_autoptr(GError) problem = NULL;

    for (guint i = 0; i < count; i++) {
        guint index = (first + i) % count;
        g_clear_error(&problem);
        if (directory_try(directory, index, operation, data, &problem)) {
            g_atomic_int_set(&directory->preferred, (gint)index);
            return true;
        }
        if (!g_error_matches(problem, DIRECTORY_ERROR, DIRECTORY_ERROR_UNREACHABLE))
            break;
    }
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

/* ---- life cycle ---- */

static bool directory_host_is_loopback(const char *host)
{
    return host == NULL || *host == '\0' || g_str_equal(host, "localhost") || g_str_equal(host, "::1") ||
           g_str_has_prefix(host, "127.");
}

static bool directory_check_uri(const char *uri, bool start_tls, GError **error)
{
    LDAPURLDesc *parts = NULL;
    bool protected_link;

    if (ldap_url_parse(uri, &parts) != LDAP_URL_SUCCESS) {
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION,
                    "directory_uri '%s' is not a list of ldap://host:port separated by commas", uri);
        return false;
    }
    protected_link =
        start_tls || !g_str_equal(parts->lud_scheme, "ldap") || directory_host_is_loopback(parts->lud_host);
    ldap_free_urldesc(parts);
    if (!protected_link)
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION,
                    "directory_uri '%s' would send passwords in clear beyond this machine; use ldaps:// or "
                    "directory_start_tls",
                    uri);
    return protected_link;
}

static char **directory_split_uris(const char *uris)
{
    g_auto(GStrv) pieces = g_strsplit_set(uris, ", ", -1);
    GPtrArray *kept = g_ptr_array_new();

    for (char **piece = pieces; *piece != NULL; piece++)
        if (**piece != '\0')
            g_ptr_array_add(kept, g_strdup(*piece));
    g_ptr_array_add(kept, NULL);
    return (char **)g_ptr_array_free(kept, FALSE);
}

static bool directory_check_uris(char **uris, bool start_tls, GError **error)
{
    if (uris[0] == NULL)
        return directory_check_uri("", start_tls, error);
    for (char **uri = uris; *uri != NULL; uri++)
        if (!directory_check_uri(*uri, start_tls, error))
            return false;
    return true;
}

Directory *directory_new(const DirectoryOptions *options, GError **error)
{
    unsigned timeout_ms = options->timeout_ms != 0 ? options->timeout_ms : TIMEOUT_DEFAULT_MS;
    g_auto(GStrv) uris = directory_split_uris(options->uris != NULL ? options->uris : "");
    Directory *directory;

    if (!directory_check_uris(uris, options->start_tls, error))
        return NULL;
    if (options->base == NULL || *options->base == '\0' ||
        (options->bind_dn != NULL && (options->bind_password == NULL || *options->bind_password == '\0'))) {
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION,
                    "directory_base is missing, or directory_bind_dn is given without its password");
        return NULL;
    }
    directory = g_new0(Directory, 1);
    directory->uris = g_steal_pointer(&uris);
    directory->people_base = g_strdup_printf("ou=people,%s", options->base);
    directory->groups_base = g_strdup_printf("ou=groups,%s", options->base);
    directory->bind_dn = g_strdup(options->bind_dn);
    directory->bind_password = g_strdup(options->bind_password);
    directory->ca_certificate = g_strdup(options->ca_certificate);
    directory->start_tls = options->start_tls;
    directory->timeout.tv_sec = timeout_ms / 1000;
    directory->timeout.tv_usec = (timeout_ms % 1000) * 1000;
    return directory;
}

void directory_free(Directory *directory)
{
    if (directory == NULL)
        return;
    g_strfreev(directory->uris);
    g_free(directory->people_base);
    g_free(directory->groups_base);
    g_free(directory->bind_dn);
    g_free(directory->bind_password);
    g_free(directory->ca_certificate);
    g_free(directory);
}

/* ---- what is asked ---- */

typedef struct DirectoryQuestion {
    const char *uid;
    const char *password; /* NULL: look up only */
    DirectoryPerson *person;
} DirectoryQuestion;

static bool directory_answer(DirectorySession *session, gpointer data, GError **error)
{
    DirectoryQuestion *question = data;
    g_autofree char *dn = NULL;

    if (!directory_bind_service(session, error) || !directory_find_dn(session, question->uid, &dn, error))
        return false;
    if (question->password != NULL && !directory_bind(session, dn, question->password, error))
        return false;
    return directory_read_person(session, dn, &question->person, error);
}

static bool directory_input_valid(const char *text, size_t bytes_max)
{
    return text != NULL && *text != '\0' && strnlen(text, bytes_max + 1) <= bytes_max &&
           g_utf8_validate(text, -1, NULL);
}

DirectoryPerson *directory_authenticate(Directory *directory, const char *uid, const char *password,
                                        GError **error)
{
    DirectoryQuestion question = {.uid = uid, .password = password};

    g_assert(directory != NULL);
    if (!directory_input_valid(uid, UID_BYTES_MAX) || !directory_input_valid(password, PASSWORD_BYTES_MAX)) {
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_REFUSED,
                    "user or password is empty or malformed");
        return NULL;
    }
    return directory_run(directory, directory_answer, &question, error) ? question.person : NULL;
}

DirectoryPerson *directory_find(Directory *directory, const char *uid, GError **error)
{
    DirectoryQuestion question = {.uid = uid};

    g_assert(directory != NULL);
    if (!directory_input_valid(uid, UID_BYTES_MAX)) {
        g_set_error(error, DIRECTORY_ERROR, DIRECTORY_ERROR_REFUSED, "user is empty or malformed");
        return NULL;
    }
    return directory_run(directory, directory_answer, &question, error) ? question.person : NULL;
}

static bool directory_answer_ping(DirectorySession *session, gpointer data, GError **error)
{
    g_autoptr(LDAPMessage) found = NULL;

    (void)data;
    return directory_search(session, "", LDAP_SCOPE_BASE, "(objectClass=*)", NULL, 1, &found, error);
}

bool directory_ping(Directory *directory, GError **error)
{
    return directory_run(directory, directory_answer_ping, NULL, error);
}
