/* The small texts of the trade: confirmation numbers, dates, instants, amounts, codes. What is accepted is
 * written back to a form that reads as the same value. */
#include "schemas/codes.h"
#include "schemas/confirmation.h"
#include "schemas/instant.h"
#include "schemas/money.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_confirmation(const char *text)
{
    ConfirmationNumber number;
    ConfirmationNumber again;
    char buffer[CONFIRMATION_TEXT_SIZE];

    if (confirmation_parse(text, &number, NULL)) {
        g_assert(confirmation_parse(confirmation_write(&number, buffer), &again, NULL));
        g_assert(confirmation_equal(&number, &again));
        g_assert(confirmation_hotel_number(&number) <= CONFIRMATION_HOTEL_NUMBER_MAX);
    }
}

static void check_times(const char *text)
{
    char buffer[INSTANT_TEXT_SIZE];
    Instant instant;
    Instant instant_again;
    Night night;

    if (night_parse(text, &night, NULL)) {
        g_assert(strcmp(night_write(night, buffer), text) == 0);
    }
    if (instant_parse(text, &instant, NULL)) {
        g_assert(instant_parse(instant_write(instant, buffer), &instant_again, NULL));
        g_assert(instant == instant_again);
    }
}

static void check_amount(const char *text, const char *code)
{
    Money money;
    Money again;

    if (money_parse(text, currency_find(code), &money, NULL)) {
        g_autofree char *written = money_format(money);
        g_assert(money_parse(written, money.currency, &again, NULL));
        g_assert(money_equal(money, again));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    LineStatus status;

    check_confirmation(text);
    check_times(text);
    check_amount(text, "EUR");
    check_amount(text, "JPY");
    check_amount(text, "KWD");
    hotel_code_check(text, NULL);
    rate_plan_code_check(text, NULL);
    line_status_parse(text, &status, NULL);
    return 0;
}
