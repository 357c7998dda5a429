#include "schemas/person_name.h"
#include "tests/support/cunit_main.h"

static void check(const char *surname, const char *given_name, const char *wanted)
{
    g_autofree char *written = person_name_write(surname, given_name);

    CU_ASSERT_STRING_EQUAL(written, wanted);
}

static void test_names_are_written_as_at_home(void)
{
    check("Nunes", "Ana", "Nunes, Ana");
    check("Nunes", "", "Nunes");
    check("Nunes", NULL, "Nunes");
    check("王", "小明", "王小明");
    check("김", "철수", "김철수");
    check("山田", "サーシャ", "山田サーシャ");
    check("王", "Ming", "王, Ming");
    check("Wang", "小明", "Wang, 小明");
    check("王", "", "王");
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"names are written as at home", test_names_are_written_as_at_home},
        CU_TEST_INFO_NULL,
    };
    return test_main("schemas/person_name", tests);
}
