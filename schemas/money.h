/* Money: a signed 64-bit count of minor units together with its currency.
 *
 * No floating point anywhere. Every operation that could leave the 64-bit range reports it, and amounts of
 * different currencies never meet silently. All functions are pure and may be called from any thread. */
#ifndef KEYRACK_SCHEMAS_MONEY_H
#define KEYRACK_SCHEMAS_MONEY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define MONEY_ERROR money_error_quark()
GQuark money_error_quark(void);

typedef enum {
    MONEY_ERROR_CURRENCY,  /* the currency code is not in the table */
    MONEY_ERROR_SYNTAX,    /* the text is not a decimal number */
    MONEY_ERROR_PRECISION, /* more decimals than the currency has */
    MONEY_ERROR_OVERFLOW,  /* the result does not fit 64 bits */
    MONEY_ERROR_MIXED,     /* two different currencies in one operation */
} MoneyError;

/* One line of the ISO 4217 table. Entries are static: pointers to them may be kept and compared. */
typedef struct {
    char code[4];      /* "EUR" */
    unsigned exponent; /* decimals of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD */
} Currency;

typedef struct {
    int64_t amount_minor;
    const Currency *currency; /* never NULL in a valid value */
} Money;

/* Longest text money_format() can produce, with the closing NUL. */
#define MONEY_TEXT_SIZE 32

/* The table entry of an ISO code in upper case, or NULL when the code is unknown. */
const Currency *currency_find(const char *code);

/* As currency_find(), but an unknown code sets MONEY_ERROR_CURRENCY and names the code. */
const Currency *currency_require(const char *code, GError **error);

/* The whole table, sorted by code. */
const Currency *currency_table(gsize *ret_count);

/* Reads a decimal text such as "96", "96.5", "-6.38" or "0.00" exactly. An optional leading minus, at least
 * one digit before the point, no plus, no spaces, no grouping, no exponent. More decimals than the currency
 * has are accepted only when the surplus digits are zeros. */
bool money_parse(const char *text, const Currency *currency, Money *ret_money, GError **error);

/* Writes the amount with all decimals of its currency and without the code, "-6.38". Free with g_free(). */
char *money_format(Money money);

/* Writes the amount followed by the code, "-6.38 EUR". Free with g_free(). */
char *money_format_with_code(Money money);

bool money_add(Money left, Money right, Money *ret_sum, GError **error);
bool money_subtract(Money left, Money right, Money *ret_difference, GError **error);
bool money_multiply(Money money, int64_t factor, Money *ret_product, GError **error);

/* basis_points / 10000 of the amount; 600 is 6 %. Rounded half away from zero to the minor unit. */
bool money_percent(Money money, int64_t basis_points, Money *ret_part, GError **error);

/* True when both amount and currency are equal. */
bool money_equal(Money left, Money right);

/* The same on bare amounts whose currency the caller holds for a whole list. */
bool amount_add(int64_t left_minor, int64_t right_minor, int64_t *ret_sum_minor, GError **error);
bool amount_multiply(int64_t amount_minor, int64_t factor, int64_t *ret_product_minor, GError **error);

/* amount * numerator / denominator, rounded half away from zero. The denominator is positive. The tax of 6 %
 * that is included in a gross price is amount_scale(gross, 600, 10600, …). */
bool amount_scale(int64_t amount_minor, int64_t numerator, int64_t denominator, int64_t *ret_minor,
                  GError **error);

#endif
