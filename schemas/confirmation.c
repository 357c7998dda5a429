#include "schemas/confirmation.h"

#include <string.h>

#define LEAD_CENTRAL '1'
#define LEAD_HOTEL '5'

G_DEFINE_QUARK(keyrack - confirmation - error - quark, confirmation_error)

/* Damm's totally anti-symmetric quasigroup of order ten. */
static const char QUASIGROUP[10][10] = {
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
};

static char damm_interim(const char *digits, gsize length)
{
    char interim = 0;

    for (gsize place = 0; place < length; place++) {
        interim = QUASIGROUP[(int)interim][digits[place] - '0'];
    }
    return interim;
}

static void write_digits(char *place, int64_t number, int width)
{
    for (int digit = width - 1; digit >= 0; digit--) {
        place[digit] = (char)('0' + number % 10);
        number /= 10;
    }
}

static int64_t read_digits(const char *place, int width)
{
    int64_t number = 0;

    for (int digit = 0; digit < width; digit++) {
        number = number * 10 + (place[digit] - '0');
    }
    return number;
}

static void confirmation_close(ConfirmationNumber *number)
{
    number->digits[CONFIRMATION_DIGITS - 1] =
        (char)('0' + damm_interim(number->digits, CONFIRMATION_DIGITS - 1));
    number->digits[CONFIRMATION_DIGITS] = '\0';
}

bool confirmation_make_central(int64_t sequence, ConfirmationNumber *ret_number, GError **error)
{
    if (sequence < 1 || sequence > CONFIRMATION_CENTRAL_SEQUENCE_MAX) {
        g_set_error(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_EXHAUSTED,
                    "the centre has no confirmation number for sequence %" G_GINT64_FORMAT, sequence);
        return false;
    }
    ret_number->digits[0] = LEAD_CENTRAL;
    write_digits(ret_number->digits + 1, sequence, 10);
    confirmation_close(ret_number);
    return true;
}

bool confirmation_make_hotel(int hotel_number, int64_t sequence, ConfirmationNumber *ret_number,
                             GError **error)
{
    if (hotel_number < 1 || hotel_number > CONFIRMATION_HOTEL_NUMBER_MAX || sequence < 1 ||
        sequence > CONFIRMATION_HOTEL_SEQUENCE_MAX) {
        g_set_error(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_EXHAUSTED,
                    "hotel number %d has no confirmation number for sequence %" G_GINT64_FORMAT, hotel_number,
                    sequence);
        return false;
    }
    ret_number->digits[0] = LEAD_HOTEL;
    write_digits(ret_number->digits + 1, hotel_number, 4);
    write_digits(ret_number->digits + 5, sequence, 6);
    confirmation_close(ret_number);
    return true;
}

/* Copies the digits and counts them all, also those beyond the twelfth. */
static bool confirmation_collect(const char *text, char digits[CONFIRMATION_DIGITS], gsize *ret_count,
                                 GError **error)
{
    gsize count = 0;

    for (const char *place = text; *place != '\0'; place++) {
        if (*place == ' ' || *place == '-') {
            continue;
        }
        if (!g_ascii_isdigit(*place)) {
            g_set_error(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_CHARACTER,
                        "a confirmation number has only digits, but position %zu has something else",
                        (gsize)(place - text) + 1);
            return false;
        }
        if (count < CONFIRMATION_DIGITS) {
            digits[count] = *place;
        }
        count++;
    }
    *ret_count = count;
    return true;
}

bool confirmation_parse(const char *text, ConfirmationNumber *ret_number, GError **error)
{
    g_assert(text != NULL);
    ConfirmationNumber number = {""};
    gsize count = 0;

    if (!confirmation_collect(text, number.digits, &count, error)) {
        return false;
    }
    if (count != CONFIRMATION_DIGITS) {
        g_set_error(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_LENGTH,
                    "a confirmation number has %d digits, this has %zu", CONFIRMATION_DIGITS, count);
        return false;
    }
    if (number.digits[0] != LEAD_CENTRAL && number.digits[0] != LEAD_HOTEL) {
        g_set_error(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_LEAD,
                    "a confirmation number begins with %c or %c, this with %c", LEAD_CENTRAL, LEAD_HOTEL,
                    number.digits[0]);
        return false;
    }
    if (damm_interim(number.digits, CONFIRMATION_DIGITS) != 0) {
        g_set_error(
            error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_CHECK,
            "the check digit does not fit: a digit is wrong or two are swapped, read the number again");
        return false;
    }
    *ret_number = number;
    return true;
}

const char *confirmation_write(const ConfirmationNumber *number, char buffer[CONFIRMATION_TEXT_SIZE])
{
    g_snprintf(buffer, CONFIRMATION_TEXT_SIZE, "%.4s %.4s %.4s", number->digits, number->digits + 4,
               number->digits + 8);
    return buffer;
}

bool confirmation_equal(const ConfirmationNumber *left, const ConfirmationNumber *right)
{
    return strcmp(left->digits, right->digits) == 0;
}

int confirmation_hotel_number(const ConfirmationNumber *number)
{
    return number->digits[0] == LEAD_HOTEL ? (int)read_digits(number->digits + 1, 4) : 0;
}

int64_t confirmation_sequence(const ConfirmationNumber *number)
{
    return number->digits[0] == LEAD_HOTEL ? read_digits(number->digits + 5, 6)
                                           : read_digits(number->digits + 1, 10);
}
