/* Many hotel files are read side by side; what is told of a slip does not depend on who came first. */
#include "ops/chain_load.h"
#include "ops/yaml.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

#include <string.h>

enum { HOTELS = 40 };

static char *folder;

static void file_write(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, text, -1, NULL));
}

/* The small hotel under another code and number; `spoilt`: it cannot be read. */
static void hotel_write(int file, const char *code, int number, bool spoilt)
{
    g_autoptr(GString) text = g_string_new(chain_fixture_small_text());
    g_autofree char *code_line = g_strdup_printf("code: %s\n", code);
    g_autofree char *number_line = g_strdup_printf("number: %d\n", number);
    g_autofree char *name = g_strdup_printf("h%02d.yaml", file);
    g_string_replace(text, "code: SEA\n", code_line, 1);
    g_string_replace(text, "number: 7\n", number_line, 1);
    if (spoilt)
        g_string_replace(text, "currency: EUR", "currency: EURO", 1);
    file_write(name, text->str);
}

static void hotel_write_own(int file, bool spoilt)
{
    g_autofree char *code = g_strdup_printf("HOTEL%02d", file);
    hotel_write(file, code, 1000 - file, spoilt);
}

/* Writes a good chain. */
static void chain_write(void)
{
    g_autoptr(GString) text = g_string_new(
        "code: TEST\nname: {en: Test, zh: 测试}\nbrands:\n"
        "  - {code: PLAIN, name: {en: Plain, zh: 简}, description: {en: Plain, zh: 简}}\nhotels:\n");
    for (int i = 0; i < HOTELS; i++) {
        hotel_write_own(i, false);
        g_string_append_printf(text, "  - h%02d.yaml\n", i);
    }
    file_write("chain.yaml", text->str);
}

static Chain *load(GError **error)
{
    g_autofree char *path = g_build_filename(folder, "chain.yaml", NULL);
    return chain_load(path, error);
}

static void assert_message(const char *message)
{
    for (int run = 0; run < 10; run++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Chain) chain = load(&error);
        CU_ASSERT_PTR_NULL(chain);
        CU_ASSERT_PTR_NOT_NULL_FATAL(error);
        CU_ASSERT_TRUE(g_str_has_prefix(error->message, folder));
        CU_ASSERT_STRING_EQUAL(error->message + strlen(folder) + 1, message);
    }
}

static void test_hotels_stand_in_the_order_of_the_list(void)
{
    chain_write();
    g_autoptr(GError) error = NULL;
    g_autoptr(Chain) chain = load(&error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL_FATAL(chain->hotels->len, HOTELS);
    for (int i = 0; i < HOTELS; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        CU_ASSERT_EQUAL(hotel->number, 1000 - i);
        CU_ASSERT_PTR_EQUAL(chain_hotel(chain, hotel->code), hotel);
        CU_ASSERT_PTR_EQUAL(chain_hotel_by_number(chain, 1000 - i), hotel);
    }
    g_autoptr(GPtrArray) by_number = chain_hotels_by_number(chain);
    for (int i = 0; i < HOTELS; i++)
        CU_ASSERT_PTR_EQUAL(by_number->pdata[i], chain->hotels->pdata[HOTELS - 1 - i]);
}

static void test_equal_texts_are_one(void)
{
    g_autoptr(Chain) chain = load(NULL);
    const ChainHotel *first = chain->hotels->pdata[0];
    const ChainHotel *last = chain->hotels->pdata[HOTELS - 1];
    CU_ASSERT_PTR_EQUAL(first->name.zh, last->name.zh);
    CU_ASSERT_PTR_EQUAL(first->address.city, last->address.city);
}

static void test_a_code_that_is_taken(void)
{
    chain_write();
    hotel_write(30, "HOTEL04", 77, false);
    assert_message("h30.yaml:1:7: hotel HOTEL04 stands twice; rename or remove one");
}

static void test_a_number_that_is_taken(void)
{
    chain_write();
    hotel_write(30, "HOTEL30", 1000 - 4, false);
    assert_message("h30.yaml:2:9: hotel number 996 belongs to HOTEL04 already; give each hotel its own");
}

static void test_the_first_slip_of_the_list_is_told(void)
{
    static const char message[] = ":11:11: unknown currency 'EURO': use an ISO 4217 code such as EUR";
    chain_write();
    hotel_write_own(12, true);
    hotel_write_own(13, true);
    hotel_write(30, "HOTEL04", 77, false);
    g_autofree char *expected = g_strconcat("h12.yaml", message, NULL);
    assert_message(expected);
    hotel_write(5, "HOTEL04", 78, false);
    assert_message("h05.yaml:1:7: hotel HOTEL04 stands twice; rename or remove one");
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"hotels stand in the order of the list", test_hotels_stand_in_the_order_of_the_list},
        {"equal texts of several hotels are one", test_equal_texts_are_one},
        {"a code that another hotel has", test_a_code_that_is_taken},
        {"a number that another hotel has", test_a_number_that_is_taken},
        {"of several slips the first of the list is told", test_the_first_slip_of_the_list_is_told},
        CU_TEST_INFO_NULL,
    };
    folder = test_folder_new();
    int status = test_main("ops/chain_load_many", tests);
    test_folder_remove(folder);
    return status;
}
