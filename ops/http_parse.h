#pragma once

/*
 * The small texts of HTTP: targets, path templates, header values. Pure functions over hostile input, shared
 * by the server and its fuzz target; nothing here allocates unless it says so.
 */

#include <glib.h>

G_BEGIN_DECLS

#define HTTP_SEGMENTS_MAX 16
#define HTTP_PARAMETERS_MAX 8
#define HTTP_QUERY_MAX 64
#define HTTP_IDEMPOTENCY_KEY_MAX 128

/* Decodes %XX in place ('+' too when `plus_is_space`). FALSE when an escape is broken or the result is not
 * UTF-8 or has control characters; `text` is then undefined. */
gboolean http_percent_decode(char *text, gboolean plus_is_space);

/* Cuts `path` ("/v1/hotels/H1") in place at its slashes and decodes each segment, so that an escaped slash
 * stays inside its segment. "/" has no segments. FALSE when it does not begin with a slash, a segment does
 * not decode, or there are more than HTTP_SEGMENTS_MAX. */
gboolean http_path_split(char *path, const char *segments[HTTP_SEGMENTS_MAX], guint *ret_count);

typedef struct HttpPair {
    const char *name;
    const char *value;
} HttpPair;

/* Cuts a query ("a=1&b=x%20y") in place and decodes it; a name without '=' has the value "". FALSE when a
 * part does not decode or there are more than HTTP_QUERY_MAX. */
gboolean http_query_split(char *query, HttpPair pairs[HTTP_QUERY_MAX], guint *ret_count);

/* Path template, for example "/v1/hotels/{hotel}/cells". */
typedef struct HttpTemplate HttpTemplate;

/* Parses; NULL when malformed (no leading slash, empty or repeated name, too many segments or names). The
 * parameters of the query that may be given stand at the end, as RFC 6570 writes them:
 * "/v1/notes{?kind,date}"; none without. */
HttpTemplate *http_template_new(const char *text);
void http_template_free(HttpTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpTemplate, http_template_free)

/* TRUE when the segments fit; `ret_values` then has the value of each name in order. */
gboolean http_template_match(const HttpTemplate *template, const char *const *segments, guint segment_count,
                             const char *ret_values[HTTP_PARAMETERS_MAX]);

/* The template without the parameters of its query; borrowed. */
const char *http_template_path(const HttpTemplate *template);

/* NULL-terminated names of the parameters that a query may have; borrowed. */
const char *const *http_template_query_names(const HttpTemplate *template);

/* Position of a name in the values, or -1. */
int http_template_name_index(const HttpTemplate *template, const char *name);

/* Sorts literal segments before names, so that the first match is the most exact one; 0 when both match the
 * same paths. */
int http_template_compare(const HttpTemplate *left, const HttpTemplate *right);

#define HTTP_TRACE_ID_LENGTH 32
#define HTTP_TRACEPARENT_LENGTH 55

/* W3C trace context: TRUE when `text` is a valid traceparent; `ret_trace_id` (NUL-terminated) is its trace id
 * and `ret_sampled` its sampled flag. */
gboolean http_traceparent_parse(const char *text, char ret_trace_id[HTTP_TRACE_ID_LENGTH + 1],
                                gboolean *ret_sampled);

/* `Idempotency-Key`: a structured-field string ("\"abc\"") or the same without quotes; 1..128 characters. */
gboolean http_idempotency_key_parse(const char *text, char ret_key[HTTP_IDEMPOTENCY_KEY_MAX + 1]);

/* TRUE when an entity-tag list is "*" or has `tag` (without quotes). `weak`: W/ prefixes compare equal, as
 * If-None-Match asks; otherwise a weak tag never matches, as If-Match asks. */
gboolean http_etag_list_has(const char *list, const char *tag, gboolean weak);

/* `Accept-Encoding` allows gzip. */
gboolean http_accepts_gzip(const char *accept_encoding);

/* `Accept` (NULL: anything) allows a JSON answer. */
gboolean http_accepts_json(const char *accept);

/* `Content-Type` is application/json or …+json, in UTF-8 if it names a charset. */
gboolean http_content_type_is_json(const char *content_type);

/* `Content-Length`: digits only. */
gboolean http_content_length_parse(const char *text, guint64 *ret_length);

/* Value of a cookie in a Cookie header (g_free), or NULL. */
char *http_cookie_find(const char *cookie_header, const char *name);

/* TRUE when no bracket of a JSON text nests deeper than `depth_max`; says nothing about the rest of its
 * syntax. */
gboolean http_json_depth_ok(const char *text, gsize length, guint depth_max);

G_END_DECLS
