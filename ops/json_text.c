#include "ops/json_text.h"

static gboolean is_plain(guchar character)
{
    return character >= 0x20 && character != '"' && character != '\\';
}

/* Eight characters at once, none of them the NUL: TRUE when all are plain. Each term has the top bit of a
 * byte set that is below 0x20, a quote or a backslash; what it may set beside such a byte does no harm. */
static gboolean are_plain(const char *characters)
{
    const guint64 ones = 0x0101010101010101;
    guint64 word;
    memcpy(&word, characters, sizeof word);
    guint64 quote = word ^ ones * '"';
    guint64 backslash = word ^ ones * '\\';
    guint64 marks =
        ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash);
    return (marks & ones * 0x80) == 0;
}

static gboolean is_plain_text(const char *value, gsize length)
{
    gsize at = 0;
    for (; at + 8 <= length; at += 8)
        if (!are_plain(value + at))
            return FALSE;
    if (length >= 8) /* the last eight, some of them once more */
        return are_plain(value + length - 8);
    while (at < length && is_plain((guchar)value[at]))
        at++;
    return at == length;
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

static void append_escaped(GString *text, const char *value)
{
    while (*value != '\0') {
        const char *end = value;
        while (is_plain((guchar)*end))
            end++;
        json_text_append(text, value, (gsize)(end - value));
        value = end;
        if (*value != '\0')
            append_escape(text, (guchar)*value++);
    }
}

/* Nearly every text has nothing to escape. */
void json_text_string(GString *text, const char *value)
{
    gsize length = strlen(value);
    g_string_append_c(text, '"');
    if (is_plain_text(value, length))
        json_text_append(text, value, length);
    else
        append_escaped(text, value);
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
