/* Confirmation numbers: twelve digits, the last a Damm check digit.
 *
 *   centre   1 ssssssssss c          ten-digit sequence
 *   hotel    5 hhhh ssssss c         four-digit hotel number, six-digit sequence (drawn while cut off)
 *
 * The Damm digit finds every single wrong digit and every swap of two neighbours, which is how numbers read
 * over the telephone go wrong. People see them as 4-4-4. Pure functions, any thread. */
#ifndef KEYRACK_SCHEMAS_CONFIRMATION_H
#define KEYRACK_SCHEMAS_CONFIRMATION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define CONFIRMATION_DIGITS 12
#define CONFIRMATION_TEXT_SIZE 15 /* "1000 0000 0017" and NUL */
#define CONFIRMATION_CENTRAL_SEQUENCE_MAX INT64_C(9999999999)
#define CONFIRMATION_HOTEL_SEQUENCE_MAX INT64_C(999999)
#define CONFIRMATION_HOTEL_NUMBER_MAX 9999

#define CONFIRMATION_ERROR confirmation_error_quark()
GQuark confirmation_error_quark(void);

typedef enum {
    CONFIRMATION_ERROR_CHARACTER, /* something other than digits, spaces and dashes */
    CONFIRMATION_ERROR_LENGTH,    /* not twelve digits */
    CONFIRMATION_ERROR_LEAD,      /* first digit is neither 1 nor 5 */
    CONFIRMATION_ERROR_CHECK,     /* check digit does not fit: a digit is wrong or two are swapped */
    CONFIRMATION_ERROR_EXHAUSTED, /* sequence or hotel number outside its range */
} ConfirmationError;

typedef struct {
    char digits[CONFIRMATION_DIGITS + 1]; /* normal form: digits only, NUL at the end */
} ConfirmationNumber;

/* sequence is 1 … CONFIRMATION_CENTRAL_SEQUENCE_MAX. */
bool confirmation_make_central(int64_t sequence, ConfirmationNumber *ret_number, GError **error);

/* hotel_number is 1 … 9999, sequence 1 … CONFIRMATION_HOTEL_SEQUENCE_MAX. */
bool confirmation_make_hotel(int hotel_number, int64_t sequence, ConfirmationNumber *ret_number,
                             GError **error);

/* Reads what a person typed: spaces and dashes are ignored anywhere, everything else must fit. The message
 * says what is wrong (a character, the length, the first digit, the check digit). */
bool confirmation_parse(const char *text, ConfirmationNumber *ret_number, GError **error);

/* Writes the 4-4-4 form and returns the buffer. */
const char *confirmation_write(const ConfirmationNumber *number, char buffer[CONFIRMATION_TEXT_SIZE]);

bool confirmation_equal(const ConfirmationNumber *left, const ConfirmationNumber *right);

/* The hotel number of a number drawn by a hotel, 0 for one drawn by the centre. */
int confirmation_hotel_number(const ConfirmationNumber *number);

/* The sequence it was made from. */
int64_t confirmation_sequence(const ConfirmationNumber *number);

#endif
