#include "ops/cli/csv_reader.h"

#include <stdarg.h>
#include <string.h>

G_DEFINE_QUARK(keyrack - csv - error, csv_error)

struct CsvReader {
    char *name;
    char *text; /* own copy, cut into fields in place */
    size_t length;
    size_t at;
    unsigned line;      /* of the current record */
    unsigned next_line; /* of the record that would be read next */
    GPtrArray *fields;  /* of the current record, in the order of the file; point into text */
    GArray *position;   /* size_t: wanted column -> index in fields */
    const char *const *columns;
    size_t column_count;
};

void csv_reader_free(CsvReader *reader)
{
    if (!reader) {
        return;
    }
    g_free(reader->name);
    g_free(reader->text);
    g_ptr_array_unref(reader->fields);
    g_array_unref(reader->position);
    g_free(reader);
}

/* Takes a quoted field whose opening quote is at `at`; returns false when the quote never ends. */
static bool take_quoted(CsvReader *reader, char **ret_field)
{
    char *write = reader->text + reader->at;
    *ret_field = write;
    for (size_t read = reader->at + 1; read < reader->length; read++) {
        const char letter = reader->text[read];
        if (letter != '"') {
            reader->next_line += letter == '\n';
            *write++ = letter;
        } else if (reader->text[read + 1] == '"') {
            *write++ = '"';
            read++;
        } else {
            *write = '\0';
            reader->at = read + 1;
            return true;
        }
    }
    return false;
}

static void take_plain(CsvReader *reader, char **ret_field)
{
    *ret_field = reader->text + reader->at;
    while (reader->at < reader->length && !strchr(",\r\n", reader->text[reader->at])) {
        reader->at++;
    }
}

/* Steps over what follows a field: a comma (another field follows), or the end of the line or text. */
static bool take_separator(CsvReader *reader, bool *ret_last)
{
    char *here = reader->text + reader->at;
    const char letter = *here;
    if (letter == '\r' && here[1] == '\n') {
        reader->at++;
        here[0] = '\0';
        here[1] = '\0';
    } else if (letter != ',' && letter != '\n' && reader->at < reader->length) {
        return false;
    }
    *here = '\0';
    *ret_last = letter != ',';
    reader->at += reader->at < reader->length;
    return true;
}

static bool format_error(const CsvReader *reader, GError **error, const char *reason)
{
    g_set_error(error, CSV_ERROR, CSV_ERROR_FORMAT, "%s:%u: %s", reader->name, reader->line, reason);
    return false;
}

static bool take_record(CsvReader *reader, GError **error)
{
    reader->line = reader->next_line;
    g_ptr_array_set_size(reader->fields, 0);
    bool last = false;
    while (!last) {
        char *field = NULL;
        if (reader->text[reader->at] != '"') {
            take_plain(reader, &field);
        } else if (!take_quoted(reader, &field)) {
            return format_error(reader, error, "a quoted field does not end; close it with '\"'");
        }
        if (!take_separator(reader, &last)) {
            return format_error(reader, error,
                                "text stands after a closing quote or a lone carriage return; "
                                "separate fields with ',' and lines with a line feed");
        }
        g_ptr_array_add(reader->fields, field);
    }
    reader->next_line++;
    return true;
}

static bool header_error(const CsvReader *reader, GError **error, const char *format, const char *column)
{
    g_autofree char *reason = g_strdup_printf("%s '%s'", format, column);
    g_set_error(error, CSV_ERROR, CSV_ERROR_COLUMN,
                "%s:%u:%s: %s; the header must name exactly the %" G_GSIZE_FORMAT " known columns",
                reader->name, reader->line, column, reason, reader->column_count);
    return false;
}

static bool column_find(const CsvReader *reader, const char *name, size_t *ret_column)
{
    for (size_t column = 0; column < reader->column_count; column++) {
        if (strcmp(reader->columns[column], name) == 0) {
            *ret_column = column;
            return true;
        }
    }
    return false;
}

static bool take_header(CsvReader *reader, GError **error)
{
    if (!take_record(reader, error)) {
        return false;
    }
    const size_t absent = SIZE_MAX;
    for (size_t column = 0; column < reader->column_count; column++) {
        g_array_append_val(reader->position, absent);
    }
    for (size_t index = 0; index < reader->fields->len; index++) {
        const char *name = g_ptr_array_index(reader->fields, index);
        size_t column = 0;
        if (!column_find(reader, name, &column)) {
            return header_error(reader, error, "unknown column", name);
        }
        size_t *position = &g_array_index(reader->position, size_t, column);
        if (*position != absent) {
            return header_error(reader, error, "a second column", name);
        }
        *position = index;
    }
    for (size_t column = 0; column < reader->column_count; column++) {
        if (g_array_index(reader->position, size_t, column) == absent) {
            return header_error(reader, error, "missing column", reader->columns[column]);
        }
    }
    return true;
}

CsvReader *csv_reader_new(const char *name, GBytes *text, const char *const *columns, size_t column_count,
                          GError **error)
{
    g_autoptr(CsvReader) reader = g_new0(CsvReader, 1);
    size_t length = 0;
    const char *data = g_bytes_get_data(text, &length);
    reader->name = g_strdup(name);
    /* Two zero bytes behind the text let the scanner look one letter ahead without asking for the end. */
    reader->text = g_malloc0(length + 2);
    if (length > 0) {
        memcpy(reader->text, data, length);
    }
    reader->length = length;
    reader->line = 1;
    reader->next_line = 1;
    reader->fields = g_ptr_array_new();
    reader->position = g_array_new(FALSE, FALSE, sizeof(size_t));
    reader->columns = columns;
    reader->column_count = column_count;
    g_bytes_unref(text);
    if (memchr(reader->text, '\0', length)) {
        format_error(reader, error, "the text has a zero byte; save it as plain UTF-8 text");
        return NULL;
    }
    if (length == 0) {
        format_error(reader, error, "the file is empty; its first line must name the columns");
        return NULL;
    }
    return take_header(reader, error) ? g_steal_pointer(&reader) : NULL;
}

CsvReader *csv_reader_open(const char *path, const char *const *columns, size_t column_count, GError **error)
{
    GBytes *text = csv_file_contents(path, error);
    return text ? csv_reader_new(path, text, columns, column_count, error) : NULL;
}

static bool only_line_ends_left(const CsvReader *reader)
{
    return strspn(reader->text + reader->at, "\r\n") == reader->length - reader->at;
}

bool csv_reader_next(CsvReader *reader, bool *ret_more, GError **error)
{
    if (only_line_ends_left(reader)) {
        *ret_more = false;
        return true;
    }
    if (!take_record(reader, error)) {
        return false;
    }
    if (reader->fields->len != reader->column_count) {
        g_set_error(error, CSV_ERROR, CSV_ERROR_FORMAT,
                    "%s:%u: %u fields where the header names %" G_GSIZE_FORMAT
                    "; complete or remove the line",
                    reader->name, reader->line, reader->fields->len, reader->column_count);
        return false;
    }
    *ret_more = true;
    return true;
}

unsigned csv_reader_line(const CsvReader *reader)
{
    return reader->line;
}

const char *csv_reader_field(const CsvReader *reader, size_t column)
{
    g_assert(column < reader->column_count);
    const size_t index = g_array_index(reader->position, size_t, column);
    g_assert(index < reader->fields->len);
    return g_ptr_array_index(reader->fields, index);
}

void csv_reader_refuse(const CsvReader *reader, size_t column, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, CSV_ERROR, CSV_ERROR_VALUE, "%s:%u:%s: %s", reader->name, reader->line,
                reader->columns[column], message);
}

bool csv_reader_integer(const CsvReader *reader, size_t column, int64_t minimum, int64_t maximum,
                        int64_t *ret_value, GError **error)
{
    const char *field = csv_reader_field(reader, column);
    gint64 value = 0;
    /* g_ascii_string_to_signed() takes neither spaces nor a plus sign, and checks the range. */
    if (!g_ascii_string_to_signed(field, 10, minimum, maximum, &value, NULL)) {
        csv_reader_refuse(reader, column, error,
                          "'%.40s' is not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                          "; correct the field",
                          field, minimum, maximum);
        return false;
    }
    *ret_value = value;
    return true;
}

/* "-6.38" -> -638; at most nine digits before the point and two behind it. */
static bool amount_parse(const char *text, int64_t *ret_minor)
{
    const bool negative = *text == '-';
    const char *at = text + negative;
    const size_t whole = strspn(at, "0123456789");
    if (whole < 1 || whole > 9) {
        return false;
    }
    const char *point = at + whole;
    const size_t decimals = *point == '.' ? strspn(point + 1, "0123456789") : 0;
    if (decimals > 2 || (*point == '.' && decimals == 0) || point[decimals + (*point == '.')] != '\0') {
        return false;
    }
    int64_t minor = 0;
    for (const char *digit = at; *digit; digit++) {
        minor = *digit == '.' ? minor : minor * 10 + (*digit - '0');
    }
    for (size_t missing = decimals; missing < 2; missing++) {
        minor *= 10;
    }
    *ret_minor = negative ? -minor : minor;
    return true;
}

bool csv_reader_amount(const CsvReader *reader, size_t column, int64_t minimum_minor, int64_t maximum_minor,
                       int64_t *ret_minor, GError **error)
{
    const char *field = csv_reader_field(reader, column);
    int64_t minor = 0;
    if (!amount_parse(field, &minor) || minor < minimum_minor || minor > maximum_minor) {
        csv_reader_refuse(reader, column, error,
                          "'%.40s' is not an amount from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                          "; write it with at most two decimals, like 96.50",
                          field, minimum_minor / 100, maximum_minor / 100);
        return false;
    }
    *ret_minor = minor;
    return true;
}

bool csv_reader_choice(const CsvReader *reader, size_t column, const char *const *choices,
                       size_t choice_count, size_t *ret_choice, GError **error)
{
    const char *field = csv_reader_field(reader, column);
    for (size_t choice = 0; choice < choice_count; choice++) {
        if (strcmp(field, choices[choice]) == 0) {
            *ret_choice = choice;
            return true;
        }
    }
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t choice = 0; choice < choice_count; choice++) {
        g_string_append_printf(list, "%s%s", choice ? ", " : "", choices[choice]);
    }
    csv_reader_refuse(reader, column, error, "'%.40s' is not known; use one of: %s", field, list->str);
    return false;
}
