/* The small parsers of HTTP: the first byte chooses one, the rest is its text. */
#include "tests/fuzz/fuzz.h"

#include "ops/http_parse.h"

#include <string.h>

static void try_path(char *text)
{
    static HttpTemplate *template;
    const char *segments[HTTP_SEGMENTS_MAX];
    const char *values[HTTP_PARAMETERS_MAX];
    guint count = 0;
    if (template == NULL)
        template = http_template_new("/v1/hotels/{hotel}/cells/{night}");
    if (!http_path_split(text, segments, &count))
        return;
    g_assert(count <= HTTP_SEGMENTS_MAX);
    for (guint i = 0; i < count; i++)
        g_assert(g_utf8_validate(segments[i], -1, NULL));
    if (http_template_match(template, segments, count, values))
        g_assert(strcmp(segments[3], "cells") == 0 && values[0] == segments[2] && values[1] == segments[4]);
}

static void try_query(char *text)
{
    HttpPair pairs[HTTP_QUERY_MAX];
    guint count = 0;
    if (!http_query_split(text, pairs, &count))
        return;
    for (guint i = 0; i < count; i++)
        g_assert(g_utf8_validate(pairs[i].name, -1, NULL) && g_utf8_validate(pairs[i].value, -1, NULL));
}

static void try_template(char *text)
{
    g_autoptr(HttpTemplate) template = http_template_new(text);
    if (template != NULL)
        g_assert(http_template_compare(template, template) == 0);
}

static void try_traceparent(char *text)
{
    char trace_id[HTTP_TRACE_ID_LENGTH + 1];
    gboolean sampled;
    if (http_traceparent_parse(text, trace_id, &sampled))
        g_assert(strlen(trace_id) == HTTP_TRACE_ID_LENGTH);
}

static void try_idempotency_key(char *text)
{
    char key[HTTP_IDEMPOTENCY_KEY_MAX + 1];
    if (!http_idempotency_key_parse(text, key))
        return;
    g_assert(key[0] != '\0');
    for (const char *at = key; *at != '\0'; at++)
        g_assert(g_ascii_isprint(*at));
}

static void try_header_values(char *text)
{
    guint64 length;
    g_autofree char *cookie = http_cookie_find(text, "session");
    g_assert(cookie == NULL || strchr(cookie, ';') == NULL);
    http_etag_list_has(text, "v1", TRUE);
    http_accepts_gzip(text);
    http_accepts_json(text);
    http_content_type_is_json(text);
    http_content_length_parse(text, &length);
    http_json_depth_ok(text, strlen(text), 32);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const PARSERS[])(char *) = {try_path,        try_query,           try_template,
                                              try_traceparent, try_idempotency_key, try_header_values};
    if (size == 0)
        return 0;
    g_autofree char *text = g_strndup((const char *)data + 1, size - 1);
    PARSERS[data[0] % G_N_ELEMENTS(PARSERS)](text);
    return 0;
}
