#include "ops/http_client_private.h"

#include "ops/curl_handle.h"
#include "ops/http.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Settings ----------------------------------------------------------------------------------------------
 */

void http_client_settings_init(HttpClientSettings *settings, const HttpClientOptions *options)
{
    static const HttpClientOptions NO_OPTIONS = {0};
    if (options == NULL)
        options = &NO_OPTIONS;
    *settings = (HttpClientSettings){
        .timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : 30000,
        .connect_timeout_ms = options->connect_timeout_ms > 0 ? options->connect_timeout_ms : 5000,
        .ca_file = g_strdup(options->ca_file),
        .cookie_file = g_strdup(options->cookie_file),
        .unix_socket = g_strdup(options->unix_socket),
        .user_agent = g_strdup(options->user_agent != NULL ? options->user_agent : "keyrack"),
        .body_limit_bytes =
            options->body_limit_bytes > 0 ? options->body_limit_bytes : (gsize)64 * 1024 * 1024,
    };
}

void http_client_settings_clear(HttpClientSettings *settings)
{
    g_free(settings->ca_file);
    g_free(settings->cookie_file);
    g_free(settings->unix_socket);
    g_free(settings->user_agent);
}

/* --- One exchange ------------------------------------------------------------------------------------------
 */

static HttpClientResponse *response_new(void)
{
    HttpClientResponse *response = g_new0(HttpClientResponse, 1);
    response->body = g_string_new(NULL);
    response->headers = g_ptr_array_new_with_free_func(g_free);
    return response;
}

void http_client_response_free(HttpClientResponse *response)
{
    if (response == NULL)
        return;
    g_string_free(response->body, TRUE);
    g_ptr_array_unref(response->headers);
    g_free(response);
}

const char *http_client_response_header(const HttpClientResponse *response, const char *name)
{
    gsize length = strlen(name);
    for (guint i = 0; i < response->headers->len; i++) {
        const char *header = g_ptr_array_index(response->headers, i);
        if (g_ascii_strncasecmp(header, name, length) == 0 && header[length] == ':')
            return header + length + 1 + strspn(header + length + 1, " \t");
    }
    return NULL;
}

static size_t take_body(char *data, size_t size, size_t count, void *slot)
{
    HttpExchange *exchange = slot;
    gsize length = size * count;
    if (exchange->response->body->len + length > exchange->body_limit_bytes) {
        exchange->too_long = TRUE;
        return 0;
    }
    g_string_append_len(exchange->response->body, data, (gssize)length);
    return length;
}

static size_t take_header(char *data, size_t size, size_t count, void *slot)
{
    HttpExchange *exchange = slot;
    gsize length = size * count;
    g_autofree char *header = g_strchomp(g_strndup(data, length));
    /* A status line begins the headers of another answer: what came before it was an interim one (100). */
    if (g_str_has_prefix(header, "HTTP/"))
        g_ptr_array_set_size(exchange->response->headers, 0);
    else if (header[0] != '\0')
        g_ptr_array_add(exchange->response->headers, g_steal_pointer(&header));
    return length;
}

static const char *request_method(const HttpClientRequest *request)
{
    if (request->method != NULL)
        return request->method;
    return request->body != NULL ? "POST" : "GET";
}

static gboolean exchange_set_place(HttpExchange *exchange, const HttpClientRequest *request, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(request->url, G_URI_FLAGS_ENCODED, NULL);
    const char *scheme = uri == NULL ? "" : g_uri_get_scheme(uri);
    if ((strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) || g_uri_get_host(uri) == NULL) {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_INVALID,
                    "http client: the address must begin with http:// or https://");
        return FALSE;
    }
    exchange->place =
        g_uri_get_port(uri) < 0
            ? g_strdup_printf("%s %s://%s", request_method(request), scheme, g_uri_get_host(uri))
            : g_strdup_printf("%s %s://%s:%d", request_method(request), scheme, g_uri_get_host(uri),
                              g_uri_get_port(uri));
    return TRUE;
}

static void exchange_set_headers(HttpExchange *exchange, CURL *handle, const HttpClientRequest *request)
{
    gboolean has_type = FALSE;
    for (const char *const *header = request->headers; header != NULL && *header != NULL; header++) {
        exchange->headers = curl_slist_append(exchange->headers, *header);
        has_type = has_type || g_ascii_strncasecmp(*header, "Content-Type:", 13) == 0;
    }
    if (request->body != NULL && !has_type)
        exchange->headers = curl_slist_append(exchange->headers, "Content-Type: application/json");
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, exchange->headers);
}

static void exchange_set_body(CURL *handle, const HttpClientRequest *request)
{
    const char *method = request_method(request);
    /* The handle may come from another request: what is not set below is GET again. */
    curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, NULL);
    if (strcmp(method, "HEAD") == 0) {
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (request->body != NULL || strcmp(method, "GET") != 0) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body != NULL ? request->body : "");
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method);
    }
}

static void exchange_set_limits(HttpExchange *exchange, CURL *handle, const HttpClientSettings *settings,
                                guint timeout_ms)
{
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)(timeout_ms > 0 ? timeout_ms : settings->timeout_ms));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->connect_timeout_ms);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    /* The chain's own machines are reached directly, whatever proxy the shell of an operator names. */
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    exchange->body_limit_bytes = settings->body_limit_bytes;
}

gboolean http_exchange_prepare(HttpExchange *exchange, CURL *handle, const HttpClientSettings *settings,
                               const HttpClientRequest *request, GError **error)
{
    *exchange = (HttpExchange){.response = response_new()};
    if (!exchange_set_place(exchange, request, error))
        return FALSE;
    curl_easy_setopt(handle, CURLOPT_URL, request->url);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, settings->user_agent);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, exchange->error_text);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, exchange);
    if (settings->ca_file != NULL)
        curl_easy_setopt(handle, CURLOPT_CAINFO, settings->ca_file);
    if (settings->unix_socket != NULL)
        curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, settings->unix_socket);
    exchange_set_limits(exchange, handle, settings, request->timeout_ms);
    exchange_set_headers(exchange, handle, request);
    exchange_set_body(handle, request);
    return TRUE;
}

HttpClientResponse *http_exchange_finish(HttpExchange *exchange, CURL *handle, CURLcode outcome,
                                         GError **error)
{
    if (outcome == CURLE_OK) {
        long status = 0;
        curl_off_t elapsed_us = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(handle, CURLINFO_TOTAL_TIME_T, &elapsed_us);
        exchange->response->status = (guint)status;
        exchange->response->elapsed_us = elapsed_us;
        return g_steal_pointer(&exchange->response);
    }
    if (exchange->too_long)
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_NETWORK,
                    "%s: the answer is longer than %" G_GSIZE_FORMAT " bytes", exchange->place,
                    exchange->body_limit_bytes);
    else
        g_set_error(error, HTTP_ERROR,
                    outcome == CURLE_OPERATION_TIMEDOUT ? HTTP_ERROR_TIMEOUT : HTTP_ERROR_NETWORK, "%s: %s",
                    exchange->place,
                    exchange->error_text[0] != '\0' ? exchange->error_text : curl_easy_strerror(outcome));
    return NULL;
}

void http_exchange_clear(HttpExchange *exchange)
{
    g_clear_pointer(&exchange->headers, curl_slist_free_all);
    g_clear_pointer(&exchange->place, g_free);
    g_clear_pointer(&exchange->response, http_client_response_free);
}

/* --- One at a time -----------------------------------------------------------------------------------------
 */

struct HttpClient {
    HttpClientSettings settings;
    CURL *handle;
};

HttpClient *http_client_new(const HttpClientOptions *options)
{
    HttpClient *client = g_new0(HttpClient, 1);
    http_client_settings_init(&client->settings, options);
    client->handle = curl_handle_new();
    curl_easy_setopt(client->handle, CURLOPT_COOKIEFILE,
                     client->settings.cookie_file != NULL ? client->settings.cookie_file : "");
    if (client->settings.cookie_file != NULL)
        curl_easy_setopt(client->handle, CURLOPT_COOKIEJAR, client->settings.cookie_file);
    return client;
}

/* Cookies open sessions: nobody else may read them. libcurl keeps the mode of a file that is there. */
static gboolean cookie_file_secure(const char *path, GError **error)
{
    int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    gboolean secured = file >= 0 && fchmod(file, S_IRUSR | S_IWUSR) == 0;
    if (!secured)
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_FILE, "cannot keep cookies in %s: %s", path,
                    g_strerror(errno));
    if (file >= 0)
        close(file);
    return secured;
}

HttpClientResponse *http_client_perform(HttpClient *client, const HttpClientRequest *request, GError **error)
{
    const char *cookie_file = client->settings.cookie_file;
    HttpExchange exchange;
    HttpClientResponse *response = NULL;
    if (cookie_file != NULL && !cookie_file_secure(cookie_file, error))
        return NULL;
    if (http_exchange_prepare(&exchange, client->handle, &client->settings, request, error)) {
        CURLcode outcome = curl_easy_perform(client->handle);
        response = http_exchange_finish(&exchange, client->handle, outcome, error);
        if (cookie_file != NULL)
            curl_easy_setopt(client->handle, CURLOPT_COOKIELIST, "FLUSH");
        curl_easy_setopt(client->handle, CURLOPT_HTTPHEADER, NULL);
        curl_easy_setopt(client->handle, CURLOPT_ERRORBUFFER, NULL);
    }
    http_exchange_clear(&exchange);
    return response;
}

HttpClientResponse *http_client_send(HttpClient *client, const char *method, const char *url,
                                     const char *body_json, GError **error)
{
    HttpClientRequest request = {
        .method = method,
        .url = url,
        .body = body_json,
        .body_length = body_json == NULL ? 0 : strlen(body_json),
    };
    return http_client_perform(client, &request, error);
}

/* A line of libcurl's cookie list: domain, tail match, path, secure, expiry, name, value. */
static char *cookie_line_value(const char *line, const char *host, const char *name)
{
    if (g_str_has_prefix(line, "#HttpOnly_"))
        line += strlen("#HttpOnly_");
    g_auto(GStrv) fields = g_strsplit(line, "\t", 7);
    if (g_strv_length(fields) != 7 || g_ascii_strcasecmp(fields[0], host) != 0 ||
        strcmp(fields[5], name) != 0)
        return NULL;
    return g_strdup(fields[6]);
}

char *http_client_cookie(HttpClient *client, const char *host, const char *name)
{
    struct curl_slist *list = NULL;
    char *value = NULL;
    curl_easy_getinfo(client->handle, CURLINFO_COOKIELIST, &list);
    for (const struct curl_slist *line = list; line != NULL && value == NULL; line = line->next)
        value = cookie_line_value(line->data, host, name);
    curl_slist_free_all(list);
    return value;
}

void http_client_free(HttpClient *client)
{
    if (client == NULL)
        return;
    curl_easy_cleanup(client->handle);
    http_client_settings_clear(&client->settings);
    g_free(client);
}
