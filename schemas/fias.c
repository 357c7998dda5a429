#include "schemas/fias.h"

#include <string.h>

#define SEPARATOR '|'
#define UTF8 "UTF-8"
#define LATIN1 "ISO-8859-1"
#define VALUE_BYTES_KEPT 16 /* numbers and dates are never cut */

/* ---- records ---- */

static void clear_field(gpointer field)
{
    g_free(((FiasField *)field)->value);
}

static void copy_id(char target[FIAS_ID_SIZE], const char *id)
{
    target[0] = g_ascii_toupper(id[0]);
    target[1] = g_ascii_toupper(id[1]);
    target[2] = '\0';
}

FiasRecord *fias_record_new(const char *id)
{
    FiasRecord *record = g_new0(FiasRecord, 1);

    g_assert(id[0] != '\0' && id[1] != '\0');
    copy_id(record->id, id);
    record->fields = g_array_new(FALSE, FALSE, sizeof(FiasField));
    g_array_set_clear_func(record->fields, clear_field);
    return record;
}

void fias_record_free(FiasRecord *record)
{
    if (record == NULL) {
        return;
    }
    g_array_unref(record->fields);
    g_free(record);
}

/* Bars and control characters would end the field or the record. */
static char *clean_value(const char *value)
{
    char *clean = g_utf8_make_valid(value, -1);

    for (char *at = clean; *at != '\0'; at++) {
        if (*at == SEPARATOR || g_ascii_iscntrl(*at)) {
            *at = ' ';
        }
    }
    return clean;
}

void fias_record_add(FiasRecord *record, const char *field, const char *value)
{
    FiasField added = {.value = clean_value(value != NULL ? value : "")};

    g_assert(field[0] != '\0' && field[1] != '\0');
    copy_id(added.id, field);
    g_array_append_val(record->fields, added);
}

void fias_record_add_integer(FiasRecord *record, const char *field, int64_t value)
{
    char text[24];

    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
    fias_record_add(record, field, text);
}

void fias_record_add_date(FiasRecord *record, const char *field, Night date)
{
    char text[FIAS_DATE_SIZE];

    fias_date_write(date, text);
    fias_record_add(record, field, text);
}

void fias_record_add_time(FiasRecord *record, const char *field, int hour, int minute, int second)
{
    char text[16];

    g_snprintf(text, sizeof text, "%02d%02d%02d", hour, minute, second);
    fias_record_add(record, field, text);
}

void fias_record_add_clock(FiasRecord *record, const char *field, int minute_of_day)
{
    char text[16];

    g_snprintf(text, sizeof text, "%02d:%02d", minute_of_day / 60, minute_of_day % 60);
    fias_record_add(record, field, text);
}

static const FiasField *find_field(const FiasRecord *record, const char *field)
{
    for (guint i = 0; i < record->fields->len; i++) {
        const FiasField *found = &g_array_index(record->fields, FiasField, i);
        if (found->id[0] == field[0] && found->id[1] == field[1]) {
            return found;
        }
    }
    return NULL;
}

const char *fias_record_get(const FiasRecord *record, const char *field)
{
    const FiasField *found = find_field(record, field);

    return found != NULL && found->value[0] != '\0' ? found->value : NULL;
}

bool fias_record_has(const FiasRecord *record, const char *field)
{
    return find_field(record, field) != NULL;
}

bool fias_list_has(const char *fields, const char *id)
{
    for (; fields[0] != '\0' && fields[1] != '\0'; fields += 2) {
        if (g_ascii_toupper(fields[0]) == id[0] && g_ascii_toupper(fields[1]) == id[1]) {
            return true;
        }
    }
    return false;
}

FiasRecord *fias_record_filter(const FiasRecord *record, const char *fields)
{
    FiasRecord *filtered = fias_record_new(record->id);

    for (guint i = 0; i < record->fields->len; i++) {
        const FiasField *field = &g_array_index(record->fields, FiasField, i);
        if (fias_list_has(fields, field->id)) {
            fias_record_add(filtered, field->id, field->value);
        }
    }
    return filtered;
}

/* ---- length ---- */

static gsize text_bytes(const FiasRecord *record)
{
    gsize bytes = FIAS_ID_SIZE;

    for (guint i = 0; i < record->fields->len; i++) {
        bytes += FIAS_ID_SIZE + strlen(g_array_index(record->fields, FiasField, i).value);
    }
    return bytes;
}

/* Where the last entry of a list begins: at the last return of the first field that returns. 0: no list. */
static guint last_entry(const FiasRecord *record)
{
    for (guint first = 0; first < record->fields->len; first++) {
        const char *id = g_array_index(record->fields, FiasField, first).id;
        for (guint last = record->fields->len - 1; last > first; last--) {
            if (strcmp(g_array_index(record->fields, FiasField, last).id, id) == 0) {
                return last;
            }
        }
    }
    return 0;
}

static char *longest_value(const FiasRecord *record)
{
    char *longest = NULL;

    for (guint i = 0; i < record->fields->len; i++) {
        char *value = g_array_index(record->fields, FiasField, i).value;
        if (longest == NULL || strlen(value) > strlen(longest)) {
            longest = value;
        }
    }
    return longest;
}

void fias_record_fit(FiasRecord *record, gsize bytes)
{
    for (guint entry = last_entry(record); entry > 0 && text_bytes(record) > bytes;
         entry = last_entry(record)) {
        g_array_set_size(record->fields, entry);
    }
    for (gsize length = text_bytes(record); length > bytes; length = text_bytes(record)) {
        char *longest = longest_value(record);
        gsize over = MIN(length - bytes, longest != NULL ? strlen(longest) : 0);
        if (over == 0 || strlen(longest) <= VALUE_BYTES_KEPT) {
            break;
        }
        char *end = longest + MAX(strlen(longest) - over, VALUE_BYTES_KEPT);
        while (((guchar)*end & 0xc0) == 0x80) {
            end--; /* never within a character */
        }
        *end = '\0';
    }
}

/* ---- text and bytes ---- */

/* Control characters would end a C text or a line of the log. */
static char *without_controls(const char *bytes, gsize length)
{
    char *copy = g_malloc(length + 1);

    for (gsize i = 0; i < length; i++) {
        copy[i] = (guchar)bytes[i] < ' ' || bytes[i] == 0x7f ? ' ' : bytes[i];
    }
    copy[length] = '\0';
    return copy;
}

/* Whether two bytes write one character there. */
static bool is_pair(const char *charset, const char *bytes)
{
    g_autofree char *text = g_convert(bytes, 2, UTF8, charset, NULL, NULL, NULL);

    return text != NULL && g_utf8_strlen(text, -1) == 1;
}

/* Chinese, Japanese and Korean code pages: some of their words are valid UTF-8 by chance, and mean something
 * else. */
static bool is_double_byte(const char *charset)
{
    return g_ascii_strcasecmp(charset, UTF8) != 0 &&
           (is_pair(charset, "\xb0\xa1") || is_pair(charset, "\x88\x9f"));
}

static bool is_ascii(const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if ((guchar)bytes[i] > 0x7f) {
            return false;
        }
    }
    return true;
}

static char *decode(const char *bytes, gsize length, const char *charset)
{
    g_autofree char *clean = without_controls(bytes, length);

    if (is_ascii(clean, length) ||
        (g_utf8_validate(clean, (gssize)length, NULL) && !is_double_byte(charset))) {
        return g_steal_pointer(&clean);
    }
    g_autofree char *text = g_convert(clean, (gssize)length, UTF8, charset, NULL, NULL, NULL);
    if (text == NULL && g_utf8_validate(clean, (gssize)length, NULL)) {
        return g_steal_pointer(&clean);
    }
    if (text == NULL) {
        text = g_convert(clean, (gssize)length, UTF8, LATIN1, NULL, NULL, NULL);
    }
    return g_utf8_make_valid(text != NULL ? text : "", -1);
}

static bool is_id(const char *text)
{
    return g_ascii_isgraph(text[0]) && g_ascii_isgraph(text[1]);
}

FiasRecord *fias_record_parse(const char *bytes, gsize length, const char *charset)
{
    g_autofree char *text = decode(bytes, length, charset);
    g_auto(GStrv) parts = g_strsplit(text, "|", FIAS_FIELDS_MAX + 1);

    if (parts[0] == NULL) {
        return NULL;
    }
    const char *id = g_strstrip(parts[0]);
    if (strlen(id) != 2 || !g_ascii_isalnum(id[0]) || !g_ascii_isalnum(id[1])) {
        return NULL;
    }
    FiasRecord *record = fias_record_new(id);
    for (guint i = 1; parts[i] != NULL && i < FIAS_FIELDS_MAX; i++) {
        const char *part = g_strstrip(parts[i]);
        if (is_id(part)) {
            g_autofree char *value = g_strdup(part + 2);
            fias_record_add(record, part, g_strstrip(value));
        }
    }
    return record;
}

char *fias_record_text(const FiasRecord *record)
{
    GString *text = g_string_new(record->id);

    g_string_append_c(text, SEPARATOR);
    for (guint i = 0; i < record->fields->len; i++) {
        const FiasField *field = &g_array_index(record->fields, FiasField, i);
        g_string_append(text, field->id);
        g_string_append(text, field->value);
        g_string_append_c(text, SEPARATOR);
    }
    return g_string_free(text, FALSE);
}

void fias_record_frame(const FiasRecord *record, const char *charset, GByteArray *line)
{
    static const guint8 start = FIAS_STX;
    static const guint8 end = FIAS_ETX;
    g_autofree char *text = fias_record_text(record);
    gsize length = 0;
    g_autofree char *bytes = g_convert_with_fallback(text, -1, charset, UTF8, "?", NULL, &length, NULL);

    if (bytes == NULL) {
        bytes = g_strdup(text);
        length = strlen(text);
    }
    g_byte_array_append(line, &start, 1);
    g_byte_array_append(line, (const guint8 *)bytes, (guint)length);
    g_byte_array_append(line, &end, 1);
}

/* ---- values ---- */

/* The number that `count` digits write; -1 when they are none. */
static int digits(const char *text, gsize count)
{
    int number = 0;

    for (gsize i = 0; i < count; i++) {
        if (!g_ascii_isdigit(text[i])) {
            return -1;
        }
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

bool fias_date_parse(const char *text, Night *ret_date)
{
    if (strlen(text) != FIAS_DATE_SIZE - 1 || digits(text, FIAS_DATE_SIZE - 1) < 0) {
        return false;
    }
    int year = 2000 + digits(text, 2);
    int month = digits(text + 2, 2);
    int day = digits(text + 4, 2);
    if (!night_date_is_valid(year, month, day)) {
        return false;
    }
    *ret_date = night_from_date(year, month, day);
    return true;
}

void fias_date_write(Night date, char buffer[FIAS_DATE_SIZE])
{
    int year, month, day;

    night_to_date(date, &year, &month, &day);
    g_snprintf(buffer, FIAS_DATE_SIZE, "%02d%02d%02d", year % 100, month % 100, day % 100);
}

bool fias_time_parse(const char *written, int *ret_hour, int *ret_minute, int *ret_second)
{
    const char without_colon[] = {written[0], written[0] != '\0' ? written[1] : '\0', '\0'};
    bool colon = strlen(written) == 5 && written[2] == ':';
    g_autofree char *text = colon ? g_strconcat(without_colon, written + 3, NULL) : g_strdup(written);
    gsize length = strlen(text);

    if ((length != 4 && length != 6) || digits(text, length) < 0) {
        return false;
    }
    int hour = digits(text, 2);
    int minute = digits(text + 2, 2);
    int second = length == 6 ? digits(text + 4, 2) : 0;
    if (hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    *ret_hour = hour;
    *ret_minute = minute;
    *ret_second = second;
    return true;
}

bool fias_amount_parse(const char *text, int64_t *ret_amount)
{
    bool negative = text[0] == '-';
    const char *number = negative || text[0] == '+' ? text + 1 : text;
    gsize length = strlen(number);
    int64_t amount = 0;

    if (length == 0 || length > FIAS_AMOUNT_DIGITS_MAX) {
        return false;
    }
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isdigit(number[i])) {
            return false;
        }
        amount = amount * 10 + (number[i] - '0');
    }
    *ret_amount = negative ? -amount : amount;
    return true;
}

/* ---- the line ---- */

void fias_reader_init(FiasReader *reader)
{
    *reader = (FiasReader){.bytes = g_byte_array_new()};
}

void fias_reader_clear(FiasReader *reader)
{
    g_clear_pointer(&reader->bytes, g_byte_array_unref);
}

static void take_byte(FiasReader *reader, uint8_t byte)
{
    if (byte == FIAS_STX) {
        reader->stray_bytes += reader->bytes->len;
        g_byte_array_set_size(reader->bytes, 0);
        reader->inside = true;
        reader->too_long = false;
    } else if (!reader->inside) {
        reader->stray_bytes++;
    } else if (reader->bytes->len < FIAS_RECORD_BYTES_MAX) {
        g_byte_array_append(reader->bytes, &byte, 1);
    } else {
        reader->too_long = true;
    }
}

FiasRead fias_reader_next(FiasReader *reader, const uint8_t **data, gsize *length, const char **ret_text,
                          gsize *ret_length)
{
    if (!reader->inside) {
        g_byte_array_set_size(reader->bytes, 0);
    }
    while (*length > 0) {
        uint8_t byte = **data;
        (*data)++;
        (*length)--;
        if (byte != FIAS_ETX || !reader->inside) {
            take_byte(reader, byte);
            continue;
        }
        reader->inside = false;
        if (reader->too_long) {
            return FIAS_READ_TOO_LONG;
        }
        *ret_text = (const char *)reader->bytes->data;
        *ret_length = reader->bytes->len;
        return FIAS_READ_RECORD;
    }
    return FIAS_READ_MORE;
}
