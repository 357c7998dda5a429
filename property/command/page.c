#include "property/command/page.h"

#include <string.h>

bool page_limit(HttpRequest *request, int *ret_limit)
{
    gint64 limit;

    if (!http_request_query_integer(request, "limit", 1, PAGE_LIMIT_MAX, PAGE_LIMIT_DEFAULT, &limit)) {
        return false;
    }
    *ret_limit = (int)limit;
    return true;
}

void page_refuse_query(HttpRequest *request, const char *name, const char *detail)
{
    g_autofree char *pointer = g_strconcat("?", name, NULL);
    HttpResponse *problem = http_problem_new(400, "invalid_query", "?%s: %s", name, detail);

    http_problem_add_error(problem, pointer, "%s", detail);
    http_request_respond(request, problem);
}

bool page_night(HttpRequest *request, const char *name, Night fallback, Night *ret_night)
{
    const char *text = http_request_query(request, name);
    g_autoptr(GError) error = NULL;
    Night night = fallback;

    if (text != NULL && !night_parse(text, &night, &error)) {
        page_refuse_query(request, name, error->message);
        return false;
    }
    *ret_night = night;
    return true;
}

/* The same request with the cursor moved on. */
static char *next_target(const HttpRequest *request, int limit, const char *parameter,
                         const char *next_cursor)
{
    static const char *const kept[] = {"date",  "query",  "filter",  "sort",  "room",        "category",
                                       "asset", "vendor", "retired", "state", "technician",  "priority",
                                       "open",  "late",   "mine",    "part",  "plan",        "repeat",
                                       "from",  "until",  "kind",    "stay",  "confirmation"};
    g_autofree char *cursor = g_uri_escape_string(next_cursor, NULL, FALSE);
    const char *template = http_request_route(request)->template;
    const char *brace = strchr(template, '{');
    GString *target = g_string_new_len(template, brace == NULL ? (gssize)strlen(template) : brace - template);

    if (brace != NULL) {
        g_string_append(target, http_request_path_parameter(request, "table"));
    }
    g_string_append_printf(target, "?limit=%d&%s=%s", limit, parameter, cursor);
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
        const char *value = http_request_query(request, kept[i]);
        if (value != NULL) {
            g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);
            g_string_append_printf(target, "&%s=%s", kept[i], escaped);
        }
    }
    return g_string_free(target, FALSE);
}

void page_respond(HttpRequest *request, json_t *items, int limit, const char *parameter,
                  const char *next_cursor)
{
    bool full = json_array_size(items) == (size_t)limit;
    g_autofree char *target =
        full && next_cursor != NULL ? next_target(request, limit, parameter, next_cursor) : NULL;
    HttpResponse *response = http_response_new_json(200, json_pack("{s:o}", "items", items));

    if (target != NULL) {
        http_response_add_link(response, target, "next");
    }
    http_request_respond(request, response);
}

void page_respond_by_number(HttpRequest *request, json_t *items, int limit, const char *key)
{
    size_t count = json_array_size(items);
    json_int_t last =
        count == 0 ? 0 : json_integer_value(json_object_get(json_array_get(items, count - 1), key));
    g_autofree char *cursor = count == 0 ? NULL : g_strdup_printf("%" JSON_INTEGER_FORMAT, last);

    page_respond(request, items, limit, "cursor", cursor);
}
