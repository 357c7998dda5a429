#include "schemas/confirmation.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static ConfirmationNumber central(int64_t sequence)
{
    ConfirmationNumber number = {""};
    CU_ASSERT_TRUE_FATAL(confirmation_make_central(sequence, &number, NULL));
    return number;
}

static void test_known_numbers(void)
{
    ConfirmationNumber hotel = {""};
    ConfirmationNumber first = central(1);
    char buffer[CONFIRMATION_TEXT_SIZE];

    CU_ASSERT_EQUAL(strlen(first.digits), CONFIRMATION_DIGITS);
    CU_ASSERT_NSTRING_EQUAL(first.digits, "10000000001", 11);
    CU_ASSERT_EQUAL(strlen(confirmation_write(&first, buffer)), 14);
    CU_ASSERT_NSTRING_EQUAL(buffer, "1000 0000 001", 13);
    CU_ASSERT_EQUAL(confirmation_hotel_number(&first), 0);
    CU_ASSERT_EQUAL(confirmation_sequence(&first), 1);

    CU_ASSERT_TRUE(confirmation_make_hotel(12, 345, &hotel, NULL));
    CU_ASSERT_NSTRING_EQUAL(hotel.digits, "50012000345", 11);
    CU_ASSERT_EQUAL(confirmation_hotel_number(&hotel), 12);
    CU_ASSERT_EQUAL(confirmation_sequence(&hotel), 345);
    CU_ASSERT_FALSE(confirmation_equal(&first, &hotel));
}

/* The published example: 572 has the check digit 4. A prefix that is closed (interim digit 0) changes
 * nothing, and it is closed exactly when zeros may follow it; so the one prefix that may be followed by 0000
 * may be followed by 5724. */
static void test_published_check_digit(void)
{
    ConfirmationNumber read = {""};
    char zeros[CONFIRMATION_DIGITS + 1];
    char example[CONFIRMATION_DIGITS + 1];
    int closed = 0;

    for (int last = 0; last < 10; last++) {
        g_snprintf(zeros, sizeof zeros, "1000000%d0000", last);
        g_snprintf(example, sizeof example, "1000000%d5724", last);
        bool is_closed = confirmation_parse(zeros, &read, NULL);
        CU_ASSERT_EQUAL(confirmation_parse(example, &read, NULL), is_closed);
        closed += is_closed;
    }
    CU_ASSERT_EQUAL(closed, 1);
    CU_ASSERT_STRING_EQUAL(central(1).digits, "100000000017");
}

static void test_input_forms(void)
{
    ConfirmationNumber number = central(4711);
    ConfirmationNumber read = {""};
    g_autofree char *dashes =
        g_strdup_printf(" %.4s-%.4s - %.4s ", number.digits, number.digits + 4, number.digits + 8);

    CU_ASSERT_TRUE(confirmation_parse(dashes, &read, NULL));
    CU_ASSERT_TRUE(confirmation_equal(&number, &read));
}

static void test_each_mistake_has_its_message(void)
{
    ConfirmationNumber number = central(4711);
    ConfirmationNumber read = {"untouched"};
    GError *error = NULL;
    g_autofree char *letter = g_strdup_printf("%.11sO", number.digits);
    g_autofree char *short_by_one = g_strndup(number.digits, 11);
    g_autofree char *long_by_one = g_strdup_printf("%s0", number.digits);
    g_autofree char *lead = g_strdup_printf("2%s", number.digits + 1);
    g_autofree char *check = g_strdup(number.digits);

    check[11] = check[11] == '9' ? '0' : (char)(check[11] + 1);
    CU_ASSERT_FALSE(confirmation_parse(letter, &read, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_CHARACTER, "position 12");
    CU_ASSERT_FALSE(confirmation_parse(short_by_one, &read, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_LENGTH, "this has 11");
    CU_ASSERT_FALSE(confirmation_parse(long_by_one, &read, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_LENGTH, "this has 13");
    CU_ASSERT_FALSE(confirmation_parse("", &read, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_LENGTH, "this has 0");
    CU_ASSERT_FALSE(confirmation_parse(lead, &read, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_LEAD, "this with 2");
    CU_ASSERT_FALSE(confirmation_parse(check, &read, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_CHECK, "read the number again");
    CU_ASSERT_STRING_EQUAL(read.digits, "untouched");
}

static ConfirmationNumber random_number(GRand *random)
{
    ConfirmationNumber number = {""};

    if (g_rand_boolean(random)) {
        return central(test_random_between(random, 1, CONFIRMATION_CENTRAL_SEQUENCE_MAX));
    }
    CU_ASSERT_TRUE_FATAL(confirmation_make_hotel((int)test_random_between(random, 1, 9999),
                                                 test_random_between(random, 1, 999999), &number, NULL));
    return number;
}

static void test_every_single_digit_error_is_caught(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int round = 0; round < 2000; round++) {
        ConfirmationNumber number = random_number(random);
        CU_ASSERT_TRUE_FATAL(confirmation_parse(number.digits, &number, NULL));
        for (int place = 0; place < CONFIRMATION_DIGITS; place++) {
            ConfirmationNumber wrong = number;
            ConfirmationNumber read;
            for (char digit = '0'; digit <= '9'; digit++) {
                wrong.digits[place] = digit;
                CU_ASSERT_EQUAL_FATAL(confirmation_parse(wrong.digits, &read, NULL),
                                      digit == number.digits[place]);
            }
        }
    }
}

static void test_every_neighbour_swap_is_caught(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int round = 0; round < 20000; round++) {
        ConfirmationNumber number = random_number(random);
        for (int place = 0; place + 1 < CONFIRMATION_DIGITS; place++) {
            ConfirmationNumber swapped = number;
            ConfirmationNumber read;
            swapped.digits[place] = number.digits[place + 1];
            swapped.digits[place + 1] = number.digits[place];
            CU_ASSERT_EQUAL_FATAL(confirmation_parse(swapped.digits, &read, NULL),
                                  number.digits[place] == number.digits[place + 1]);
        }
    }
}

static void test_ranges_do_not_overlap_and_end(void)
{
    ConfirmationNumber number = {"untouched"};
    GError *error = NULL;

    CU_ASSERT_FALSE(confirmation_make_central(0, &number, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_EXHAUSTED, "sequence 0");
    CU_ASSERT_FALSE(confirmation_make_central(CONFIRMATION_CENTRAL_SEQUENCE_MAX + 1, &number, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_EXHAUSTED, "10000000000");
    CU_ASSERT_FALSE(confirmation_make_hotel(10000, 1, &number, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_EXHAUSTED, "10000");
    CU_ASSERT_FALSE(confirmation_make_hotel(1, 1000000, &number, &error));
    TEST_ASSERT_ERROR(error, CONFIRMATION_ERROR, CONFIRMATION_ERROR_EXHAUSTED, "1000000");
    CU_ASSERT_STRING_EQUAL(number.digits, "untouched");
    CU_ASSERT_TRUE(confirmation_make_central(CONFIRMATION_CENTRAL_SEQUENCE_MAX, &number, NULL));
    CU_ASSERT_EQUAL(confirmation_sequence(&number), CONFIRMATION_CENTRAL_SEQUENCE_MAX);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"known numbers", test_known_numbers},
        {"published check digit", test_published_check_digit},
        {"input forms", test_input_forms},
        {"each mistake has its message", test_each_mistake_has_its_message},
        {"every single digit error is caught", test_every_single_digit_error_is_caught},
        {"every neighbour swap is caught", test_every_neighbour_swap_is_caught},
        {"ranges do not overlap and end", test_ranges_do_not_overlap_and_end},
        CU_TEST_INFO_NULL,
    };
    return test_main("schemas/confirmation", tests);
}
