/* Records of devices from the line to their fields: what is read is written to a text that reads as the same
 * record, on every code page, and its values read as what they write. */
#include "schemas/fias.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_values(const char *value)
{
    char date[FIAS_DATE_SIZE];
    Night night;
    int64_t amount;
    int hour, minute, second;

    if (fias_date_parse(value, &night)) {
        fias_date_write(night, date);
        g_assert(strcmp(date, value) == 0);
    }
    if (fias_time_parse(value, &hour, &minute, &second)) {
        g_assert(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60);
    }
    if (fias_amount_parse(value, &amount)) {
        g_assert(amount > -INT64_C(1000000000000000) && amount < INT64_C(1000000000000000));
    }
}

static void check_filter(const FiasRecord *record)
{
    g_autoptr(FiasRecord) some = fias_record_filter(record, "RNG#TA");

    for (guint i = 0; i < some->fields->len; i++) {
        const FiasField *field = &g_array_index(some->fields, FiasField, i);
        g_assert(strstr("RN G# TA", field->id) != NULL);
    }
}

/* What is shortened is a record again, no longer than before, and as short as was asked when its values let
 * it. */
static void check_fit(const char *written)
{
    for (gsize bytes = 16; bytes <= 256; bytes *= 2) {
        g_autoptr(FiasRecord) record = fias_record_parse(written, strlen(written), "UTF-8");
        fias_record_fit(record, bytes);
        g_autofree char *shorter = fias_record_text(record);
        g_assert(g_utf8_validate(shorter, -1, NULL));
        g_assert(strlen(shorter) <= strlen(written));
        g_assert(strlen(written) > bytes || strcmp(shorter, written) == 0);
    }
}

static void check_record(const char *text, gsize length, const char *charset)
{
    g_autoptr(FiasRecord) record = fias_record_parse(text, length, charset);

    if (record == NULL) {
        return;
    }
    g_autofree char *written = fias_record_text(record);
    g_autoptr(FiasRecord) again = fias_record_parse(written, strlen(written), "UTF-8");
    g_assert(again != NULL);
    g_autofree char *rewritten = fias_record_text(again);
    g_assert(strcmp(written, rewritten) == 0);
    g_assert(g_utf8_validate(written, -1, NULL));
    g_assert(strpbrk(written, "\x02\x03") == NULL);
    for (guint i = 0; i < record->fields->len; i++) {
        check_values(g_array_index(record->fields, FiasField, i).value);
    }
    check_filter(record);
    check_fit(written);
    g_autoptr(GByteArray) line = g_byte_array_new();
    fias_record_frame(record, charset, line);
    g_assert(line->len >= 2 && line->data[0] == FIAS_STX && line->data[line->len - 1] == FIAS_ETX);
    g_assert(memchr(line->data + 1, FIAS_STX, line->len - 1) == NULL);
}

/* The records found do not depend on where packets end. */
static guint count_records(const uint8_t *data, gsize size, gsize packet, const char *charset)
{
    FiasReader reader;
    const char *text;
    gsize length;
    guint records = 0;

    fias_reader_init(&reader);
    for (gsize start = 0; start < size; start += packet) {
        const uint8_t *at = data + start;
        gsize left = MIN(packet, size - start);
        for (FiasRead read = fias_reader_next(&reader, &at, &left, &text, &length); read != FIAS_READ_MORE;
             read = fias_reader_next(&reader, &at, &left, &text, &length)) {
            records++;
            if (read == FIAS_READ_RECORD) {
                g_assert(length <= FIAS_RECORD_BYTES_MAX);
                check_record(text, length, charset);
            }
        }
        g_assert(left == 0);
    }
    fias_reader_clear(&reader);
    return records;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    guint whole = count_records(data, size, MAX(size, 1), "UTF-8");

    g_assert(count_records(data, size, 1, "CP850") == whole);
    g_assert(count_records(data, size, 7, "GB18030") == whole);
    return 0;
}
