/* Night: a calendar date of a hotel, as days since 1970-01-01 (proleptic Gregorian, no zone).
 *
 * A stay covers the nights [arrival, departure). All functions are pure and may be called from any thread. */
#ifndef KEYRACK_SCHEMAS_NIGHT_H
#define KEYRACK_SCHEMAS_NIGHT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef int32_t Night;

/* Representable dates are 0001-01-01 … 9999-12-31. Text from outside is accepted only between 1900 and 2999,
 * so that arithmetic with any sensible number of nights stays inside the representable range. */
#define NIGHT_MIN ((Night)-719162)
#define NIGHT_MAX ((Night)2932896)
#define NIGHT_NONE INT32_MIN /* "no date" in structures that have optional dates */

#define NIGHT_TEXT_SIZE 11 /* "YYYY-MM-DD" and NUL */
#define MONTH_TEXT_SIZE 8  /* "YYYY-MM" and NUL */

#define NIGHT_ERROR night_error_quark()
GQuark night_error_quark(void);

typedef enum {
    NIGHT_ERROR_SYNTAX, /* not of the form YYYY-MM-DD (or YYYY-MM) */
    NIGHT_ERROR_DATE,   /* no such day, or outside 1900 … 2999 */
} NightError;

/* Reads exactly YYYY-MM-DD. */
bool night_parse(const char *text, Night *ret_night, GError **error);

/* Reads exactly YYYY-MM; the answer is the first night of that month. */
bool night_parse_month(const char *text, Night *ret_first_night, GError **error);

/* Writes YYYY-MM-DD. night_format() allocates (free with g_free()), night_write() uses the caller's buffer
 * and returns it. The night is in the representable range. */
char *night_format(Night night);
const char *night_write(Night night, char buffer[NIGHT_TEXT_SIZE]);

/* Writes YYYY-MM of the month the night is in and returns the buffer. */
const char *night_write_month(Night night, char buffer[MONTH_TEXT_SIZE]);

/* True when the triple is a date of the calendar in the representable range. */
bool night_date_is_valid(int year, int month, int day);

/* The date must be valid. Months and days count from 1. */
Night night_from_date(int year, int month, int day);
void night_to_date(Night night, int *ret_year, int *ret_month, int *ret_day);

/* 1 is Monday … 7 is Sunday (ISO 8601). */
int night_weekday(Night night);

/* The night so many days later (earlier when negative). The result must be representable. */
Night night_add(Night night, int32_t days);

/* First night of the month the night is in, and of the month after it. */
Night night_month_start(Night night);
Night night_month_next(Night night);

/* Nights of the stay [arrival, departure); 0 for day use. The departure is not before the arrival. */
int32_t night_count(Night arrival, Night departure);

#endif
