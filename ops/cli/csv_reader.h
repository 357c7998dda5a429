/* Strict reader of comma-separated text with a header line.
 *
 * The whole file is held in memory (its maximum size is fixed), plain or xz-compressed. Fields may be quoted
 * with '"' ('""' inside stands for one quote); lines end with LF or CRLF. Every message has the form
 * file:line:column-name so that the reader of the message finds the place. Not thread-safe: one reader, one
 * thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define CSV_ERROR (csv_error_quark())
GQuark csv_error_quark(void);

typedef enum {
    CSV_ERROR_OPEN,   /* the file could not be read or unpacked */
    CSV_ERROR_FORMAT, /* the text is not CSV: a quote that does not end, a zero byte, no header */
    CSV_ERROR_COLUMN, /* a column is missing, unknown or given twice */
    CSV_ERROR_VALUE,  /* a field's value is not acceptable */
} CsvError;

typedef struct CsvReader CsvReader;

/* Reads `path`; a name that ends with ".xz" is unpacked. `columns` names every column that the file must
 * have, in any order, and no other; `column_count` of them. The array must outlive the reader. NULL with
 * `error` set when the file cannot be read or its header is not exactly these columns. Free with
 * csv_reader_free(). */
CsvReader *csv_reader_open(const char *path, const char *const *columns, size_t column_count, GError **error);

/* The same over text in memory; `name` stands for the file in messages. Takes ownership of `text`. */
CsvReader *csv_reader_new(const char *name, GBytes *text, const char *const *columns, size_t column_count,
                          GError **error);

void csv_reader_free(CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)

/* Steps to the next record. *ret_more is false at the end of the text. Blank lines are refused, except at the
 * end. False with `error` set when the record has not as many fields as the header. */
bool csv_reader_next(CsvReader *reader, bool *ret_more, GError **error);

/* Line of the current record in the file, from 1. */
unsigned csv_reader_line(const CsvReader *reader);

/* Field of the current record by the index of its name in `columns`; owned by the reader until the next step.
 */
const char *csv_reader_field(const CsvReader *reader, size_t column);

/* Integer field within [minimum, maximum]; decimal digits with an optional minus only. */
bool csv_reader_integer(const CsvReader *reader, size_t column, int64_t minimum, int64_t maximum,
                        int64_t *ret_value, GError **error);

/* Amount with at most two decimals, as minor units (96.5 -> 9650), within [minimum_minor, maximum_minor]. */
bool csv_reader_amount(const CsvReader *reader, size_t column, int64_t minimum_minor, int64_t maximum_minor,
                       int64_t *ret_minor, GError **error);

/* Index of the field's text in `choices`. */
bool csv_reader_choice(const CsvReader *reader, size_t column, const char *const *choices,
                       size_t choice_count, size_t *ret_choice, GError **error);

/* Sets a CSV_ERROR_VALUE error about a field of the current record: "file:line:column: <message>". */
void csv_reader_refuse(const CsvReader *reader, size_t column, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Reads a whole file, unpacking it when the name ends with ".xz"; at most 256 MiB unpacked. */
GBytes *csv_file_contents(const char *path, GError **error);
