#include "ops/json_text.h"

static gboolean is_plain(guchar character)
{
    return character >= 0x20 && character != '"' && character != '\\';
}

static void append_escape(GString *text, guchar character)
{
    char escape[7];
    if (character == '"' || character == '\\')
        g_snprintf(escape, sizeof escape, "\\%c", character);
    else
        g_snprintf(escape, sizeof escape, "\\u%04X", character);
    g_string_append(text, escape);
}

void json_text_string(GString *text, const char *value)
{
    g_string_append_c(text, '"');
    while (*value != '\0') {
        const char *end = value;
        while (is_plain((guchar)*end))
            end++;
        json_text_append(text, value, (gsize)(end - value));
        value = end;
        if (*value != '\0')
            append_escape(text, (guchar)*value++);
    }
    g_string_append_c(text, '"');
}

void json_text_int64(GString *text, int64_t value)
{
    char digits[20];
    gsize length = 0;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[sizeof digits - ++length] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        g_string_append_c(text, '-');
    json_text_append(text, digits + sizeof digits - length, length);
}

void json_text_bool(GString *text, gboolean value)
{
    g_string_append(text, value ? "true" : "false");
}

void json_text_night(GString *text, Night night)
{
    char buffer[NIGHT_TEXT_SIZE];
    if (night == NIGHT_NONE) {
        json_text_literal(text, "null");
        return;
    }
    g_string_append_c(text, '"');
    json_text_append(text, night_write(night, buffer), NIGHT_TEXT_SIZE - 1);
    g_string_append_c(text, '"');
}

void json_text_instant(GString *text, Instant instant)
{
    char buffer[INSTANT_TEXT_SIZE];
    g_string_append_c(text, '"');
    instant_write(instant, buffer);
    json_text_append(text, buffer, strlen(buffer));
    g_string_append_c(text, '"');
}
