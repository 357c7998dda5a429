#include "property/report/csv_rules.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define ROW_END "\r\n"

GString *csv_new(void)
{
    return g_string_new(BYTE_ORDER_MARK);
}

static bool looks_like_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r\n", *text) != NULL;
}

static bool begins_row(const GString *csv)
{
    return csv->len == strlen(BYTE_ORDER_MARK) || g_str_has_suffix(csv->str, ROW_END);
}

void csv_add(GString *csv, const char *text, bool typed)
{
    bool guarded = typed && looks_like_formula(text);

    if (!begins_row(csv)) {
        g_string_append_c(csv, ',');
    }
    if (!guarded && *text != '\0' && strpbrk(text, ",\"\r\n") == NULL) {
        g_string_append(csv, text);
        return;
    }
    g_string_append(csv, guarded ? "\"'" : "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            g_string_append_c(csv, '"');
        }
        g_string_append_c(csv, *text);
    }
    g_string_append_c(csv, '"');
}

void csv_end_row(GString *csv)
{
    g_string_append(csv, ROW_END);
}
