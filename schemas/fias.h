/* FIAS records: what a hotel's point of sale, telephone exchange, door locks, minibars and televisions say to
 * its property-management system, and how it stands on the line.
 *
 * A record is two letters, then fields, each two letters and a value, every one closed by '|'; on the line it
 * stands between STX and ETX. Fields come in any order, may be empty, may be repeated; case of the letters
 * does not matter; what is unknown is kept. Values are UTF-8 here, in the code page of the device on the
 * line.
 *
 * Pure: no clock, no input or output. A record or reader belongs to one thread at a time. */
#ifndef KEYRACK_SCHEMAS_FIAS_H
#define KEYRACK_SCHEMAS_FIAS_H

#include "schemas/night.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define FIAS_STX 0x02
#define FIAS_ETX 0x03

enum {
    FIAS_ID_SIZE = 3,
    FIAS_RECORD_BYTES_MAX = 4096, /* of the text between STX and ETX */
    FIAS_FIELDS_MAX = 256,        /* those beyond are dropped */
    FIAS_DATE_SIZE = 7,
    FIAS_AMOUNT_DIGITS_MAX = 15,
};

typedef struct FiasField {
    char id[FIAS_ID_SIZE];
    char *value;
} FiasField;

typedef struct FiasRecord {
    char id[FIAS_ID_SIZE];
    GArray *fields; /* FiasField, in the order of the line */
} FiasRecord;

/* A record without fields; `id` is two characters. Never NULL. */
FiasRecord *fias_record_new(const char *id);
void fias_record_free(FiasRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FiasRecord, fias_record_free)

/* Appends a field. What would break the record (bars, control characters) becomes a blank. NULL is an empty
 * value. */
void fias_record_add(FiasRecord *record, const char *field, const char *value);
void fias_record_add_integer(FiasRecord *record, const char *field, int64_t value);

/* Date (YYMMDD) and time (HHMMSS). */
void fias_record_add_date(FiasRecord *record, const char *field, Night date);
void fias_record_add_time(FiasRecord *record, const char *field, int hour, int minute, int second);

/* A time of day as HH:MM, which is how the interface writes a departure (DT). */
void fias_record_add_clock(FiasRecord *record, const char *field, int minute_of_day);

/* The first value of a field, with the blanks around it taken off; NULL when there is none or it is empty. */
const char *fias_record_get(const FiasRecord *record, const char *field);

/* Whether the field came, be it empty. */
bool fias_record_has(const FiasRecord *record, const char *field);

/* Whether a list of fields, two letters each without anything between ("RNG#GN"), names the field `id`. */
bool fias_list_has(const char *fields, const char *id);

/* A copy with only the fields named in `fields`, two letters each without anything between ("RNG#GN"), in the
 * order in which they stand in `record`. */
FiasRecord *fias_record_filter(const FiasRecord *record, const char *fields);

/* Shortens it to at most that many bytes as UTF-8 text, as far as that can be: a list that repeats its fields
 * loses its last entries, then the longest values their ends. */
void fias_record_fit(FiasRecord *record, gsize bytes);

/* Reads the text between STX and ETX. `charset` is a name iconv knows; what is valid UTF-8 is taken as such
 * whatever it says - but for the code pages of Chinese, Japanese and Korean, whose words may be valid UTF-8
 * by chance -, and what is neither as Latin-1. NULL when there are no two letters to begin with. */
FiasRecord *fias_record_parse(const char *bytes, gsize length, const char *charset);

/* "GI|RN101|GNSmith|" in UTF-8. Free with g_free(). */
char *fias_record_text(const FiasRecord *record);

/* Appends the record as it goes onto the line. Characters the code page lacks become '?'. */
void fias_record_frame(const FiasRecord *record, const char *charset, GByteArray *line);

/* ---- values ---- */

/* "241109"; the century is 2000. */
bool fias_date_parse(const char *text, Night *ret_date);
void fias_date_write(Night date, char buffer[FIAS_DATE_SIZE]);

/* "235959", "2359" or "23:59". */
bool fias_time_parse(const char *text, int *ret_hour, int *ret_minute, int *ret_second);

/* A whole number of minor units, such as "1450" or "-1450"; no point, at most 15 digits. */
bool fias_amount_parse(const char *text, int64_t *ret_amount);

/* ---- the line ---- */

/* Takes records out of a stream of bytes, wherever packets begin and end. Bytes outside STX and ETX (check
 * sums, line ends) are passed over; an STX inside a record begins it anew. */
typedef struct FiasReader {
    GByteArray *bytes;
    bool inside;
    bool too_long;
    uint64_t stray_bytes; /* passed over so far */
} FiasReader;

typedef enum FiasRead {
    FIAS_READ_MORE,     /* all bytes are used, no record is complete */
    FIAS_READ_RECORD,   /* `*ret_text` has one, until the reader is used again */
    FIAS_READ_TOO_LONG, /* one ended that was longer than a record may be; it is dropped */
} FiasRead;

void fias_reader_init(FiasReader *reader);
void fias_reader_clear(FiasReader *reader);

/* Uses bytes from `*data` on, moving it and `*length`, until a record ends or there are no more. */
FiasRead fias_reader_next(FiasReader *reader, const uint8_t **data, gsize *length, const char **ret_text,
                          gsize *ret_length);

#endif
