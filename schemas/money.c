#include "schemas/money.h"

#include <stdlib.h>
#include <string.h>

/* Rounding needs amount * numerator in full before it divides. */
__extension__ typedef __int128 Wide;

/* ISO 4217, circulating currencies, sorted by code. */
static const Currency CURRENCIES[] = {
    {"AED", 2}, {"AFN", 2}, {"ALL", 2}, {"AMD", 2}, {"ANG", 2}, {"AOA", 2}, {"ARS", 2}, {"AUD", 2},
    {"AWG", 2}, {"AZN", 2}, {"BAM", 2}, {"BBD", 2}, {"BDT", 2}, {"BGN", 2}, {"BHD", 3}, {"BIF", 0},
    {"BMD", 2}, {"BND", 2}, {"BOB", 2}, {"BRL", 2}, {"BSD", 2}, {"BTN", 2}, {"BWP", 2}, {"BYN", 2},
    {"BZD", 2}, {"CAD", 2}, {"CDF", 2}, {"CHF", 2}, {"CLP", 0}, {"CNY", 2}, {"COP", 2}, {"CRC", 2},
    {"CUP", 2}, {"CVE", 2}, {"CZK", 2}, {"DJF", 0}, {"DKK", 2}, {"DOP", 2}, {"DZD", 2}, {"EGP", 2},
    {"ERN", 2}, {"ETB", 2}, {"EUR", 2}, {"FJD", 2}, {"FKP", 2}, {"GBP", 2}, {"GEL", 2}, {"GHS", 2},
    {"GIP", 2}, {"GMD", 2}, {"GNF", 0}, {"GTQ", 2}, {"GYD", 2}, {"HKD", 2}, {"HNL", 2}, {"HTG", 2},
    {"HUF", 2}, {"IDR", 2}, {"ILS", 2}, {"INR", 2}, {"IQD", 3}, {"IRR", 2}, {"ISK", 0}, {"JMD", 2},
    {"JOD", 3}, {"JPY", 0}, {"KES", 2}, {"KGS", 2}, {"KHR", 2}, {"KMF", 0}, {"KPW", 2}, {"KRW", 0},
    {"KWD", 3}, {"KYD", 2}, {"KZT", 2}, {"LAK", 2}, {"LBP", 2}, {"LKR", 2}, {"LRD", 2}, {"LSL", 2},
    {"LYD", 3}, {"MAD", 2}, {"MDL", 2}, {"MGA", 2}, {"MKD", 2}, {"MMK", 2}, {"MNT", 2}, {"MOP", 2},
    {"MRU", 2}, {"MUR", 2}, {"MVR", 2}, {"MWK", 2}, {"MXN", 2}, {"MYR", 2}, {"MZN", 2}, {"NAD", 2},
    {"NGN", 2}, {"NIO", 2}, {"NOK", 2}, {"NPR", 2}, {"NZD", 2}, {"OMR", 3}, {"PAB", 2}, {"PEN", 2},
    {"PGK", 2}, {"PHP", 2}, {"PKR", 2}, {"PLN", 2}, {"PYG", 0}, {"QAR", 2}, {"RON", 2}, {"RSD", 2},
    {"RUB", 2}, {"RWF", 0}, {"SAR", 2}, {"SBD", 2}, {"SCR", 2}, {"SDG", 2}, {"SEK", 2}, {"SGD", 2},
    {"SHP", 2}, {"SLE", 2}, {"SOS", 2}, {"SRD", 2}, {"SSP", 2}, {"STN", 2}, {"SVC", 2}, {"SYP", 2},
    {"SZL", 2}, {"THB", 2}, {"TJS", 2}, {"TMT", 2}, {"TND", 3}, {"TOP", 2}, {"TRY", 2}, {"TTD", 2},
    {"TWD", 2}, {"TZS", 2}, {"UAH", 2}, {"UGX", 0}, {"USD", 2}, {"UYU", 2}, {"UZS", 2}, {"VED", 2},
    {"VES", 2}, {"VND", 0}, {"VUV", 0}, {"WST", 2}, {"XAF", 0}, {"XCD", 2}, {"XOF", 0}, {"XPF", 0},
    {"YER", 2}, {"ZAR", 2}, {"ZMW", 2}, {"ZWL", 2},
};

G_DEFINE_QUARK(keyrack - money - error - quark, money_error)

static int currency_compare(const void *code, const void *entry)
{
    return strcmp(code, ((const Currency *)entry)->code);
}

const Currency *currency_find(const char *code)
{
    if (code == NULL) {
        return NULL;
    }
    return bsearch(code, CURRENCIES, G_N_ELEMENTS(CURRENCIES), sizeof(Currency), currency_compare);
}

const Currency *currency_require(const char *code, GError **error)
{
    const Currency *currency = currency_find(code);

    if (currency == NULL) {
        g_set_error(error, MONEY_ERROR, MONEY_ERROR_CURRENCY,
                    "unknown currency '%.16s': use an ISO 4217 code such as EUR", code == NULL ? "" : code);
    }
    return currency;
}

const Currency *currency_table(gsize *ret_count)
{
    *ret_count = G_N_ELEMENTS(CURRENCIES);
    return CURRENCIES;
}

/* Appends one decimal digit; negative amounts are built downwards so that INT64_MIN can be read too. */
static bool amount_append_digit(int64_t *amount_minor, int digit, bool negative)
{
    return !__builtin_mul_overflow(*amount_minor, (int64_t)10, amount_minor) &&
           !__builtin_add_overflow(*amount_minor, (int64_t)(negative ? -digit : digit), amount_minor);
}

static bool money_syntax_error(const char *text, GError **error)
{
    g_set_error(error, MONEY_ERROR, MONEY_ERROR_SYNTAX,
                "'%.32s' is not an amount: write digits with an optional minus and point, as in -12.50",
                text);
    return false;
}

static bool money_overflow_error(GError **error)
{
    g_set_error(error, MONEY_ERROR, MONEY_ERROR_OVERFLOW,
                "the amount is too large for 64 bits of minor units");
    return false;
}

/* Reads the digits after the point; exactly exponent digits are appended to the amount. */
static bool money_parse_fraction(const char *digits, const Currency *currency, bool negative,
                                 int64_t *amount_minor, GError **error)
{
    gsize length = strspn(digits, "0123456789");

    for (gsize place = 0; place < MAX(length, currency->exponent); place++) {
        int digit = place < length ? digits[place] - '0' : 0;
        if (place < currency->exponent) {
            if (!amount_append_digit(amount_minor, digit, negative)) {
                return money_overflow_error(error);
            }
        } else if (digit != 0) {
            g_set_error(error, MONEY_ERROR, MONEY_ERROR_PRECISION, "%s has %u decimals, the amount has more",
                        currency->code, currency->exponent);
            return false;
        }
    }
    return true;
}

bool money_parse(const char *text, const Currency *currency, Money *ret_money, GError **error)
{
    g_assert(text != NULL && currency != NULL);
    bool negative = text[0] == '-';
    const char *whole = text + (negative ? 1 : 0);
    gsize whole_length = strspn(whole, "0123456789");
    const char *rest = whole + whole_length;
    gsize fraction_length = rest[0] == '.' ? strspn(rest + 1, "0123456789") : 0;
    int64_t amount_minor = 0;

    if (whole_length == 0 || (rest[0] == '.' && fraction_length == 0) ||
        rest[rest[0] == '.' ? 1 + fraction_length : 0] != '\0') {
        return money_syntax_error(text, error);
    }
    for (gsize place = 0; place < whole_length; place++) {
        if (!amount_append_digit(&amount_minor, whole[place] - '0', negative)) {
            return money_overflow_error(error);
        }
    }
    if (!money_parse_fraction(rest[0] == '.' ? rest + 1 : "", currency, negative, &amount_minor, error)) {
        return false;
    }
    *ret_money = (Money){amount_minor, currency};
    return true;
}

static uint64_t amount_magnitude(int64_t amount_minor)
{
    return amount_minor < 0 ? -(uint64_t)amount_minor : (uint64_t)amount_minor;
}

char *money_format(Money money)
{
    g_assert(money.currency != NULL);
    uint64_t magnitude = amount_magnitude(money.amount_minor);
    const char *sign = money.amount_minor < 0 ? "-" : "";
    uint64_t unit = 1;

    if (money.currency->exponent == 0) {
        return g_strdup_printf("%s%" G_GUINT64_FORMAT, sign, magnitude);
    }
    for (unsigned place = 0; place < money.currency->exponent; place++) {
        unit *= 10;
    }
    return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, sign, magnitude / unit,
                           (int)money.currency->exponent, magnitude % unit);
}

char *money_format_with_code(Money money)
{
    g_autofree char *amount = money_format(money);
    return g_strconcat(amount, " ", money.currency->code, NULL);
}

bool amount_add(int64_t left_minor, int64_t right_minor, int64_t *ret_sum_minor, GError **error)
{
    int64_t sum_minor;

    if (__builtin_add_overflow(left_minor, right_minor, &sum_minor)) {
        return money_overflow_error(error);
    }
    *ret_sum_minor = sum_minor;
    return true;
}

bool amount_multiply(int64_t amount_minor, int64_t factor, int64_t *ret_product_minor, GError **error)
{
    int64_t product_minor;

    if (__builtin_mul_overflow(amount_minor, factor, &product_minor)) {
        return money_overflow_error(error);
    }
    *ret_product_minor = product_minor;
    return true;
}

/* The same for a product of 64 bits, as nearly all are: dividing 128 bits takes many times as long. */
static int64_t scale_narrow(int64_t product, int64_t denominator)
{
    uint64_t magnitude = product < 0 ? -(uint64_t)product : (uint64_t)product;
    uint64_t rounded = magnitude / (uint64_t)denominator;
    uint64_t rest = magnitude % (uint64_t)denominator;
    if (rest >= (uint64_t)denominator - rest)
        rounded++;
    return product < 0 ? -(int64_t)rounded : (int64_t)rounded;
}

bool amount_scale(int64_t amount_minor, int64_t numerator, int64_t denominator, int64_t *ret_minor,
                  GError **error)
{
    g_assert(denominator > 0);
    int64_t narrow;
    if (!__builtin_mul_overflow(amount_minor, numerator, &narrow) && narrow > INT64_MIN) {
        *ret_minor = scale_narrow(narrow, denominator);
        return true;
    }
    Wide product = (Wide)amount_minor * numerator;
    Wide magnitude = product < 0 ? -product : product;
    Wide rounded = magnitude / denominator;

    /* Half away from zero: compare the rest with what is missing to the next unit, so that nothing is
     * doubled. */
    if (magnitude % denominator >= denominator - magnitude % denominator) {
        rounded++;
    }
    if (product < 0) {
        rounded = -rounded;
    }
    if (rounded > INT64_MAX || rounded < INT64_MIN) {
        return money_overflow_error(error);
    }
    *ret_minor = (int64_t)rounded;
    return true;
}

static bool money_same_currency(Money left, Money right, GError **error)
{
    g_assert(left.currency != NULL && right.currency != NULL);
    if (left.currency != right.currency) {
        g_set_error(error, MONEY_ERROR, MONEY_ERROR_MIXED,
                    "cannot combine %s with %s: convert one of them first", left.currency->code,
                    right.currency->code);
        return false;
    }
    return true;
}

bool money_add(Money left, Money right, Money *ret_sum, GError **error)
{
    int64_t sum_minor;

    if (!money_same_currency(left, right, error) ||
        !amount_add(left.amount_minor, right.amount_minor, &sum_minor, error)) {
        return false;
    }
    *ret_sum = (Money){sum_minor, left.currency};
    return true;
}

bool money_subtract(Money left, Money right, Money *ret_difference, GError **error)
{
    int64_t difference_minor;

    if (!money_same_currency(left, right, error)) {
        return false;
    }
    if (__builtin_sub_overflow(left.amount_minor, right.amount_minor, &difference_minor)) {
        return money_overflow_error(error);
    }
    *ret_difference = (Money){difference_minor, left.currency};
    return true;
}

bool money_multiply(Money money, int64_t factor, Money *ret_product, GError **error)
{
    int64_t product_minor;

    if (!amount_multiply(money.amount_minor, factor, &product_minor, error)) {
        return false;
    }
    *ret_product = (Money){product_minor, money.currency};
    return true;
}

bool money_percent(Money money, int64_t basis_points, Money *ret_part, GError **error)
{
    int64_t part_minor;

    if (!amount_scale(money.amount_minor, basis_points, 10000, &part_minor, error)) {
        return false;
    }
    *ret_part = (Money){part_minor, money.currency};
    return true;
}

bool money_equal(Money left, Money right)
{
    return left.amount_minor == right.amount_minor && left.currency == right.currency;
}
