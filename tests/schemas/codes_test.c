#include "schemas/codes.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static void test_good_codes(void)
{
    CU_ASSERT_TRUE(hotel_code_check("H1", NULL));
    CU_ASSERT_TRUE(hotel_code_check("LISBOA01", NULL));
    CU_ASSERT_TRUE(room_type_code_check("A", NULL));
    CU_ASSERT_TRUE(rate_plan_code_check("BAR", NULL));
    CU_ASSERT_TRUE(rate_plan_code_check("CORP-ACME_2015", NULL));
}

static void test_bad_codes(void)
{
    GError *error = NULL;

    CU_ASSERT_FALSE(hotel_code_check("H", &error));
    TEST_ASSERT_ERROR(error, CODE_ERROR, CODE_ERROR_LENGTH, "2 to 8 characters");
    CU_ASSERT_FALSE(hotel_code_check("LISBOA012", &error));
    TEST_ASSERT_ERROR(error, CODE_ERROR, CODE_ERROR_LENGTH, "has 9");
    CU_ASSERT_FALSE(hotel_code_check("H-1", &error));
    TEST_ASSERT_ERROR(error, CODE_ERROR, CODE_ERROR_CHARACTER, "position 2");
    CU_ASSERT_FALSE(room_type_code_check("", &error));
    TEST_ASSERT_ERROR(error, CODE_ERROR, CODE_ERROR_LENGTH, "room type");
    CU_ASSERT_FALSE(room_type_code_check("a", &error));
    TEST_ASSERT_ERROR(error, CODE_ERROR, CODE_ERROR_CHARACTER, "position 1");
    CU_ASSERT_FALSE(rate_plan_code_check("BAR 1", &error));
    TEST_ASSERT_ERROR(error, CODE_ERROR, CODE_ERROR_CHARACTER, "position 4");
    CU_ASSERT_FALSE(rate_plan_code_check("\xc3\x89T\xc3\x89", &error));
    TEST_ASSERT_ERROR(error, CODE_ERROR, CODE_ERROR_CHARACTER, "position 1");
}

static void test_line_states_and_words(void)
{
    GError *error = NULL;
    LineStatus read = LINE_IN_HOUSE;

    for (int status = 0; status < LINE_STATUS_COUNT; status++) {
        LineStatus again = LINE_RESERVED;
        CU_ASSERT_TRUE(line_status_parse(line_status_name((LineStatus)status), &again, NULL));
        CU_ASSERT_EQUAL((int)again, status);
    }
    CU_ASSERT_FALSE(line_status_parse("Reserved", &read, &error));
    TEST_ASSERT_ERROR(error, CODE_ERROR, CODE_ERROR_UNKNOWN, "'Reserved'");
    CU_ASSERT_EQUAL(read, LINE_IN_HOUSE);
    CU_ASSERT_TRUE(line_status_holds_rooms(LINE_RESERVED));
    CU_ASSERT_TRUE(line_status_holds_rooms(LINE_CHECKED_OUT));
    CU_ASSERT_FALSE(line_status_holds_rooms(LINE_CANCELLED));
    CU_ASSERT_FALSE(line_status_holds_rooms(LINE_NO_SHOW));
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"good codes", test_good_codes},
        {"bad codes", test_bad_codes},
        {"line states and words", test_line_states_and_words},
        CU_TEST_INFO_NULL,
    };
    return test_main("schemas/codes", tests);
}
