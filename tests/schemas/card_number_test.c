#include "schemas/card_number.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static void test_a_card_number_is_seen(void)
{
    CU_ASSERT_TRUE(card_number_find("4111111111111111", false, NULL, NULL));
    CU_ASSERT_TRUE(card_number_find("4111 1111 1111 1111", false, NULL, NULL));
    CU_ASSERT_TRUE(card_number_find("visa 3782-822463-10005.", false, NULL, NULL));
    CU_ASSERT_TRUE(
        card_number_find("slip 0042 4111 1111 1111 1111", false, NULL, NULL)); /* behind another number */
    CU_ASSERT_TRUE(card_number_find("6011000990139424 ok", false, NULL, NULL));
    CU_ASSERT_FALSE(
        card_number_find("4111111111111112", false, NULL, NULL)); /* a remittance, by its check digit */
    CU_ASSERT_TRUE(card_number_find("4111111111111112", true, NULL, NULL)); /* a card, mistyped */
    CU_ASSERT_FALSE(card_number_find("0042", true, NULL, NULL));
    CU_ASSERT_TRUE(
        card_number_find("T1-778899001122", true, NULL, NULL)); /* better asked twice than kept once */
    CU_ASSERT_FALSE(card_number_find("RRN 778899001122", true, NULL, NULL));
    CU_ASSERT_FALSE(card_number_find("", true, NULL, NULL));
    CU_ASSERT_FALSE(
        card_number_find("41111111111111111111111", false, NULL, NULL)); /* longer than any card's */
}

/* However the digits of a card are parted, and whatever stands around them. */
static void test_any_card_number_is_seen(void)
{
    GRand *random = test_random_new();

    for (int round = 0; round < 2000; round++) {
        g_autoptr(GString) text = g_string_new("no. ");
        int length = (int)test_random_between(random, 13, 19);
        int sum = 0;
        for (int i = 0; i < length - 1; i++) {
            int digit = (int)test_random_between(random, i == 0 ? 3 : 0, i == 0 ? 6 : 9);
            int weighed = (length - 1 - i) % 2 == 0 ? digit : 2 * digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
            g_string_append_printf(text, "%d", digit);
            if (test_random_between(random, 0, 3) == 0) {
                g_string_append_c(text, " -./"[test_random_between(random, 0, 3)]);
            }
        }
        g_string_append_printf(text, "%d", (10 - sum % 10) % 10);
        CU_ASSERT_TRUE(card_number_find(text->str, false, NULL, NULL));
    }
    g_rand_free(random);
}

static void assert_found(const char *text, const char *number)
{
    gsize start = 0;
    gsize length = 0;

    CU_ASSERT_TRUE_FATAL(card_number_find(text, false, &start, &length));
    CU_ASSERT_EQUAL(length, strlen(number));
    CU_ASSERT_EQUAL(strncmp(text + start, number, length), 0);
}

static void test_its_place_is_told(void)
{
    assert_found("4111111111111111", "4111111111111111");
    assert_found("Visa 4111 1111-1111 1111, late", "4111 1111-1111 1111");
    assert_found("例, 花子 3782 822463 10005.", "3782 822463 10005");
    assert_found("first 4111111111111111, then 378282246310005", "4111111111111111");
    /* A shorter one that fits as well would leave three digits of it standing. */
    assert_found("4000 0000 0000 0002 010", "4000 0000 0000 0002 010");
}

/* A telephone number, dates, a confirmation number and a terminal's reference whose last digit would fit. */
static void test_other_numbers_are_left_alone(void)
{
    static const char *const texts[] = {"+86 138 0013 8000", "2027-03-01 to 2027-03-04", "1000 0000 0008",
                                        "790000000009"};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        CU_ASSERT_FALSE(card_number_find(texts[i], false, NULL, NULL));
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"a card number is seen", test_a_card_number_is_seen},
        {"any card number is seen", test_any_card_number_is_seen},
        {"its place is told", test_its_place_is_told},
        {"other numbers are left alone", test_other_numbers_are_left_alone},
        CU_TEST_INFO_NULL,
    };
    return test_main("schemas/card_number", tests);
}
