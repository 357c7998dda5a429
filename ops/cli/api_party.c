#include "ops/cli/api_internal.h"

#include <string.h>

#include "ops/cli/cli.h"

enum { LOGIN_TIMEOUT_MS = 15000 };

static ApiParty *party_new(const char *base_url, const char *name, const char *secret, const char *scope)
{
    ApiParty *party = g_new0(ApiParty, 1);
    party->base_url = g_strdup(base_url);
    party->name = g_strdup(name);
    party->secret = g_strdup(secret);
    party->scope = g_strdup(scope);
    return party;
}

ApiParty *api_party_new_staff(const char *base_url, const char *user, const char *password)
{
    return party_new(base_url, user, password, NULL);
}

ApiParty *api_party_new_client(const char *base_url, const char *client, const char *secret,
                               const char *scope)
{
    return party_new(base_url, client, secret, scope);
}

void api_party_free(ApiParty *party)
{
    if (!party) {
        return;
    }
    g_free(party->base_url);
    g_free(party->name);
    g_free(party->secret);
    g_free(party->scope);
    g_strfreev(party->login_headers);
    g_free(party);
}

const char *api_party_url(const ApiParty *party)
{
    return party->base_url;
}

/* Both kinds of log-in are one POST; what differs is its form and what the answer gives. */
static HttpClientResponse *login_send(const ApiParty *party, HttpClient *client, GError **error)
{
    g_autofree char *url =
        g_strconcat(party->base_url, party->scope ? "/v1/oauth/token" : "/v1/sessions", NULL);
    g_autofree char *body = NULL;
    const char *content_type = "Content-Type: application/json";
    if (party->scope) {
        g_autofree char *name = g_uri_escape_string(party->name, NULL, FALSE);
        g_autofree char *secret = g_uri_escape_string(party->secret, NULL, FALSE);
        g_autofree char *scope = g_uri_escape_string(party->scope, NULL, FALSE);
        body = g_strdup_printf("grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s", name,
                               secret, scope);
        content_type = "Content-Type: application/x-www-form-urlencoded";
    } else {
        json_auto_t *login = json_pack("{ss ss}", "user", party->name, "password", party->secret);
        body = json_dumps(login, JSON_COMPACT);
    }
    g_autofree char *key = g_uuid_string_random();
    g_autofree char *key_header = g_strdup_printf("Idempotency-Key: %s", key);
    const char *const headers[] = {content_type, key_header, NULL};
    const HttpClientRequest request = {.method = "POST",
                                       .url = url,
                                       .headers = headers,
                                       .body = body,
                                       .body_length = strlen(body),
                                       .timeout_ms = LOGIN_TIMEOUT_MS};
    return http_client_perform(client, &request, error);
}

/* "keyrack_session=…" of the Set-Cookie header, without its attributes. */
static char *session_cookie(const HttpClientResponse *response)
{
    for (guint index = 0; index < response->headers->len; index++) {
        const char *header = g_ptr_array_index(response->headers, index);
        if (g_ascii_strncasecmp(header, "Set-Cookie:", strlen("Set-Cookie:")) == 0) {
            const char *value = header + strlen("Set-Cookie:");
            value += strspn(value, " ");
            return g_strndup(value, strcspn(value, ";"));
        }
    }
    return NULL;
}

static char **login_headers(const ApiParty *party, const HttpClientResponse *response)
{
    json_auto_t *body = json_loads(response->body->str, 0, NULL);
    const char *token =
        json_string_value(json_object_get(body, party->scope ? "access_token" : "csrf_token"));
    if (!token) {
        return NULL;
    }
    g_auto(GStrv) headers = g_new0(char *, 3);
    if (party->scope) {
        headers[0] = g_strdup_printf("Authorization: Bearer %s", token);
        return g_steal_pointer(&headers);
    }
    g_autofree char *cookie = session_cookie(response);
    if (!cookie) {
        return NULL;
    }
    headers[0] = g_strdup_printf("Cookie: %s", cookie);
    headers[1] = g_strdup_printf("X-CSRF-Token: %s", token);
    return g_steal_pointer(&headers);
}

ApiLogin api_party_login(ApiParty *party, HttpClient *client, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(HttpClientResponse) response = login_send(party, client, &cause);
    if (!response) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "log-in of %s at %s: %s", party->name,
                    party->base_url, cause->message);
        return API_LOGIN_LATER;
    }
    g_auto(GStrv) headers = response->status / 100 == 2 ? login_headers(party, response) : NULL;
    if (headers) {
        g_strfreev(party->login_headers);
        party->login_headers = g_steal_pointer(&headers);
        party->login_count++;
        return API_LOGIN_DONE;
    }
    g_set_error(
        error, CLI_ERROR, CLI_ERROR_FAILED,
        "log-in of %s at %s was answered with status %u; start the system with ops/up and give its run "
        "folder with --run",
        party->name, party->base_url, response->status);
    const bool passing = response->status >= 500 || response->status == 429 || response->status == 408;
    return passing ? API_LOGIN_LATER : API_LOGIN_REFUSED;
}

char **api_party_headers(const ApiParty *party, const char *idempotency_key)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    if (party->login_headers) {
        g_strv_builder_addv(builder, (const char **)party->login_headers);
    }
    if (idempotency_key) {
        g_autofree char *header = g_strdup_printf("Idempotency-Key: %s", idempotency_key);
        g_strv_builder_add(builder, header);
    }
    return g_strv_builder_end(builder);
}
