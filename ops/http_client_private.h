#pragma once

/* What the two forms of the HTTP client share: one exchange on one handle of libcurl. */

#include "ops/http_client.h"

#include <curl/curl.h>

G_BEGIN_DECLS

/* Options with defaults filled in and strings copied. */
typedef struct HttpClientSettings {
    guint timeout_ms;
    guint connect_timeout_ms;
    char *ca_file;
    char *cookie_file;
    char *unix_socket;
    char *user_agent;
    gsize body_limit_bytes;
} HttpClientSettings;

void http_client_settings_init(HttpClientSettings *settings, const HttpClientOptions *options);
void http_client_settings_clear(HttpClientSettings *settings);

typedef struct HttpExchange {
    struct curl_slist *headers;
    char *place; /* "POST http://127.0.0.1:7400": for errors; paths may name guests */
    HttpClientResponse *response;
    gsize body_limit_bytes;
    gboolean too_long;
    char error_text[CURL_ERROR_SIZE];
} HttpExchange;

/* Makes a handle ready. The request's body must stay where it is until the end of the exchange. FALSE with
 * HTTP_ERROR_INVALID. Clear the exchange in any case. */
gboolean http_exchange_prepare(HttpExchange *exchange, CURL *handle, const HttpClientSettings *settings,
                               const HttpClientRequest *request, GError **error);

/* The answer, which the caller then owns, or NULL with an error. */
HttpClientResponse *http_exchange_finish(HttpExchange *exchange, CURL *handle, CURLcode outcome,
                                         GError **error);
void http_exchange_clear(HttpExchange *exchange);

G_END_DECLS
