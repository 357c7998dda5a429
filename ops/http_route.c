#include "ops/http_private.h"

#include <string.h>

static void route_entry_free(gpointer data)
{
    HttpRouteEntry *entry = data;
    http_template_free(entry->template);
    g_free(entry);
}

void http_route_table_init(HttpRouteTable *table)
{
    table->entries = g_ptr_array_new_with_free_func(route_entry_free);
}

void http_route_table_clear(HttpRouteTable *table)
{
    g_clear_pointer(&table->entries, g_ptr_array_unref);
}

void http_route_metrics_init(HttpRouteMetrics *metrics, const char *method, const char *template)
{
    static const char *const CLASSES[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    for (guint i = 0; i < G_N_ELEMENTS(CLASSES); i++) {
        metrics->codes[i] =
            metrics_counter("keyrack_http_requests_total", "HTTP requests answered.",
                            METRIC_LABELS({"method", method}, {"route", template}, {"status", CLASSES[i]}));
    }
    metrics->duration =
        metrics_histogram_us("keyrack_http_request_seconds", "From the request line to the answer sent.",
                             METRIC_LABELS({"method", method}, {"route", template}));
}

void http_route_table_add(HttpRouteTable *table, const HttpRoute *route, gpointer context)
{
    HttpTemplate *template = http_template_new(route->template);
    g_assert(template != NULL && route->handler != NULL);
    g_assert(strstr(" GET POST PUT PATCH DELETE ", route->method) != NULL);
    guint position = 0;
    for (; position < table->entries->len; position++) {
        const HttpRouteEntry *other = g_ptr_array_index(table->entries, position);
        int order = http_template_compare(template, other->template);
        g_assert(order != 0 || strcmp(route->method, other->route->method) != 0);
        if (order < 0)
            break;
    }
    HttpRouteEntry *entry = g_new0(HttpRouteEntry, 1);
    *entry = (HttpRouteEntry){.route = route, .template = template, .context = context};
    http_route_metrics_init(&entry->metrics, route->method, http_template_path(template));
    g_ptr_array_insert(table->entries, (int)position, entry);
}

/* Lists the methods of all entries whose template equals that of the entry at `position`. */
static char *route_table_allow(const HttpRouteTable *table, guint position)
{
    const HttpRouteEntry *first = g_ptr_array_index(table->entries, position);
    GString *allow = g_string_new(NULL);
    for (guint i = position; i < table->entries->len; i++) {
        const HttpRouteEntry *entry = g_ptr_array_index(table->entries, i);
        if (http_template_compare(entry->template, first->template) != 0)
            break;
        gboolean is_get = strcmp(entry->route->method, "GET") == 0;
        g_string_append_printf(allow, "%s%s%s", allow->len > 0 ? ", " : "", entry->route->method,
                               is_get ? ", HEAD" : "");
    }
    return g_string_free(allow, FALSE);
}

const HttpRouteEntry *http_route_table_find(const HttpRouteTable *table, const char *method,
                                            const char *const *segments, guint segment_count,
                                            const char *ret_values[HTTP_PARAMETERS_MAX], char **ret_allow)
{
    int first = -1;
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    for (guint i = 0; i < table->entries->len; i++) {
        const HttpRouteEntry *entry = g_ptr_array_index(table->entries, i);
        const char *values[HTTP_PARAMETERS_MAX];
        if (!http_template_match(entry->template, segments, segment_count, values))
            continue;
        if (strcmp(entry->route->method, wanted) == 0) {
            memcpy(ret_values, values, sizeof values);
            return entry;
        }
        if (first < 0)
            first = (int)i;
    }
    *ret_allow = first < 0 ? NULL : route_table_allow(table, (guint)first);
    return NULL;
}

gboolean http_route_table_needs_authorise(const HttpRouteTable *table)
{
    for (guint i = 0; i < table->entries->len; i++) {
        if (((const HttpRouteEntry *)g_ptr_array_index(table->entries, i))->route->access != 0)
            return TRUE;
    }
    return FALSE;
}

gboolean http_route_table_needs_submit(const HttpRouteTable *table)
{
    for (guint i = 0; i < table->entries->len; i++) {
        if (((const HttpRouteEntry *)g_ptr_array_index(table->entries, i))->route->lane == HTTP_LANE_WORKER)
            return TRUE;
    }
    return FALSE;
}
