#include "property/command/page.h"

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

void page_respond(HttpRequest *request, json_t *items, int limit, const char *parameter,
                  const char *next_cursor)
{
    bool full = json_array_size(items) == (size_t)limit;
    g_autofree char *target =
        full && next_cursor != NULL ? http_request_target_with(request, parameter, next_cursor) : NULL;
    HttpResponse *response = http_response_new_json(200, json_pack("{s:o}", "items", items));

    if (target != NULL) {
        http_response_add_link(response, target, "next");
    }
    http_request_respond(request, response);
}

void page_respond_watched(HttpRequest *request, json_t *document)
{
    HttpResponse *response = http_response_new_json(200, document);

    http_response_set_etag_of_body(response);
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
