#ifndef KEYRACK_SCHEMAS_CARD_NUMBER_H
#define KEYRACK_SCHEMAS_CARD_NUMBER_H

/* The number of a payment card, looked for where somebody may have typed it. Pure.
 *
 * It has 13 to 19 digits, the last a check digit (Luhn), in groups that single or several spaces, dashes,
 * dots or strokes part. ISO/IEC 7812 knows twelve digits as well, but no such card is issued any more, and
 * twelve is what confirmation numbers and the reference of every card terminal (ISO 8583, field 37) have: one
 * in ten of them would be taken for a card's. */

#include <glib.h>
#include <stdbool.h>

/* Finds the first one, as long as it can be: `*ret_start` and `*ret_length` in bytes, NULL when only whether
 * there is one is of interest. `mistyped`: also one whose check digit does not fit. */
bool card_number_find(const char *text, bool mistyped, gsize *ret_start, gsize *ret_length);

#endif
