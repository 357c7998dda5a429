#include "schemas/card_number.h"

#include <string.h>

enum { DIGITS_MIN = 13, DIGITS_MAX = 19 };

static bool passes_check_digit(const char *digits, gsize length)
{
    int sum = 0;

    for (gsize i = 0; i < length; i++) {
        int digit = digits[length - 1 - i] - '0';
        int weighed = i % 2 == 0 ? digit : 2 * digit;
        sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
}

static bool parts_groups(char character)
{
    return character != '\0' && strchr(" -./", character) != NULL;
}

/* The length of the longest number of whole groups that begins here; 0: none does. */
static gsize number_length(const char *text, bool mistyped)
{
    char digits[DIGITS_MAX];
    gsize count = 0;
    gsize longest = 0;

    for (gsize at = 0; g_ascii_isdigit(text[at]) || parts_groups(text[at]); at++) {
        if (!g_ascii_isdigit(text[at])) {
            continue;
        }
        if (count == DIGITS_MAX) {
            break;
        }
        digits[count++] = text[at];
        if (count >= DIGITS_MIN && !g_ascii_isdigit(text[at + 1]) &&
            (mistyped || passes_check_digit(digits, count))) {
            longest = at + 1;
        }
    }
    return longest;
}

bool card_number_find(const char *text, bool mistyped, gsize *ret_start, gsize *ret_length)
{
    for (gsize at = 0; text[at] != '\0'; at++) {
        bool begins = g_ascii_isdigit(text[at]) && (at == 0 || !g_ascii_isdigit(text[at - 1]));
        gsize length = begins ? number_length(text + at, mistyped) : 0;
        if (length > 0) {
            if (ret_start != NULL) {
                *ret_start = at;
                *ret_length = length;
            }
            return true;
        }
    }
    return false;
}
