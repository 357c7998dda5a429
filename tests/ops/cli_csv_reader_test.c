#include "ops/cli/csv_reader.h"

#include <string.h>

#include "tests/support/cunit_main.h"

static const char *const COLUMNS[] = {"name", "count", "amount"};

static CsvReader *reader_of(const char *text, GError **error)
{
    return csv_reader_new("x.csv", g_bytes_new(text, strlen(text)), COLUMNS, G_N_ELEMENTS(COLUMNS), error);
}

static void assert_refused(const char *text, int code, const char *message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvReader) reader = reader_of(text, &error);
    bool more = true;
    while (reader && more && csv_reader_next(reader, &more, &error)) {
    }
    CU_ASSERT_TRUE(g_error_matches(error, CSV_ERROR, code));
    if (!error || !strstr(error->message, message)) {
        g_printerr("    message is: %s\n", error ? error->message : "(none)");
        CU_FAIL("message differs");
    }
}

static void test_columns_in_any_order(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvReader) reader = reader_of("amount,name,count\r\n1.50,\"a \"\"b\"\", c\",7\r\n", &error);
    TEST_ASSERT_NO_ERROR(error);
    bool more = false;
    CU_ASSERT_TRUE(csv_reader_next(reader, &more, &error));
    CU_ASSERT_TRUE_FATAL(more);
    int64_t count = 0;
    int64_t amount = 0;
    CU_ASSERT_STRING_EQUAL(csv_reader_field(reader, 0), "a \"b\", c");
    CU_ASSERT_TRUE(csv_reader_integer(reader, 1, 0, 10, &count, &error));
    CU_ASSERT_EQUAL(count, 7);
    CU_ASSERT_TRUE(csv_reader_amount(reader, 2, 0, 1000, &amount, &error));
    CU_ASSERT_EQUAL(amount, 150);
    CU_ASSERT_TRUE(csv_reader_next(reader, &more, &error));
    CU_ASSERT_FALSE(more);
}

static void test_header_is_exact(void)
{
    assert_refused("", CSV_ERROR_FORMAT, "x.csv:1: the file is empty");
    assert_refused("name,count\n", CSV_ERROR_COLUMN, "x.csv:1:amount: missing column");
    assert_refused("name,count,amount,colour\n", CSV_ERROR_COLUMN, "x.csv:1:colour: unknown column");
    assert_refused("name,count,amount,name\n", CSV_ERROR_COLUMN, "x.csv:1:name: a second column");
}

static void test_form_is_checked(void)
{
    assert_refused("name,count,amount\na,1\n", CSV_ERROR_FORMAT,
                   "x.csv:2: 2 fields where the header names 3");
    assert_refused("name,count,amount\n\na,1,2\n", CSV_ERROR_FORMAT, "x.csv:2: 1 fields");
    assert_refused("name,count,amount\n\"a,1,2\n", CSV_ERROR_FORMAT, "x.csv:2: a quoted field does not end");
    assert_refused("name,count,amount\n\"a\"b,1,2\n", CSV_ERROR_FORMAT, "x.csv:2: text stands after");
    assert_refused("name,count,amount\na\rb,1,2\n", CSV_ERROR_FORMAT, "x.csv:2: text stands after");
}

static void test_lines_are_counted_through_quotes(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvReader) reader = reader_of("name,count,amount\n\"two\nlines\",1,2\nb,2,3", &error);
    bool more = false;
    CU_ASSERT_TRUE(csv_reader_next(reader, &more, &error));
    CU_ASSERT_EQUAL(csv_reader_line(reader), 2);
    CU_ASSERT_TRUE(csv_reader_next(reader, &more, &error));
    CU_ASSERT_EQUAL(csv_reader_line(reader), 4);
    CU_ASSERT_STRING_EQUAL(csv_reader_field(reader, 2), "3");
}

static bool amount_of(const char *text, int64_t *ret_minor)
{
    g_autofree char *file = g_strdup_printf("name,count,amount\na,1,\"%s\"\n", text);
    g_autoptr(CsvReader) reader = reader_of(file, NULL);
    bool more = false;
    CU_ASSERT_TRUE(csv_reader_next(reader, &more, NULL));
    return csv_reader_amount(reader, 2, -1000000, 1000000, ret_minor, NULL);
}

static void test_amounts_are_exact(void)
{
    static const struct {
        const char *text;
        int64_t minor;
    } GOOD[] = {{"0", 0}, {"-6.38", -638}, {"5400", 540000}, {"96.5", 9650}, {"0.07", 7}, {"-0.01", -1}};
    static const char *const BAD[] = {"",      "-",        ".5",  "5.",   "1.234", "+5",
                                      " 5",    "5 ",       "1e3", "NaN",  "1,5",   "--5",
                                      "5.5.5", "10000.01", "٣",   "0x10", "1_0",   "9999999999999999999"};
    for (size_t index = 0; index < G_N_ELEMENTS(GOOD); index++) {
        int64_t minor = -1;
        CU_ASSERT_TRUE(amount_of(GOOD[index].text, &minor));
        CU_ASSERT_EQUAL(minor, GOOD[index].minor);
    }
    for (size_t index = 0; index < G_N_ELEMENTS(BAD); index++) {
        int64_t minor = 77;
        CU_ASSERT_FALSE(amount_of(BAD[index], &minor));
        CU_ASSERT_EQUAL(minor, 77);
    }
}

static void test_values_name_their_place(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvReader) reader = reader_of("name,count,amount\na,11,x\n", &error);
    static const char *const CHOICES[] = {"b", "c"};
    bool more = false;
    int64_t number = 0;
    size_t choice = 0;
    CU_ASSERT_TRUE(csv_reader_next(reader, &more, &error));
    CU_ASSERT_FALSE(csv_reader_integer(reader, 1, 0, 10, &number, &error));
    TEST_ASSERT_ERROR(error, CSV_ERROR, CSV_ERROR_VALUE,
                      "x.csv:2:count: '11' is not a whole number from 0 to 10");
    CU_ASSERT_FALSE(csv_reader_amount(reader, 2, 0, 10, &number, &error));
    TEST_ASSERT_ERROR(error, CSV_ERROR, CSV_ERROR_VALUE, "x.csv:2:amount: 'x' is not an amount");
    CU_ASSERT_FALSE(csv_reader_choice(reader, 0, CHOICES, G_N_ELEMENTS(CHOICES), &choice, &error));
    TEST_ASSERT_ERROR(error, CSV_ERROR, CSV_ERROR_VALUE, "x.csv:2:name: 'a' is not known; use one of: b, c");
}

static void test_zero_byte_is_refused(void)
{
    g_autoptr(GError) error = NULL;
    static const char TEXT[] = "name,count,amount\na,1\0,2\n";
    g_autoptr(CsvReader) reader = csv_reader_new("x.csv", g_bytes_new_static(TEXT, sizeof TEXT - 1), COLUMNS,
                                                 G_N_ELEMENTS(COLUMNS), &error);
    CU_ASSERT_PTR_NULL(reader);
    TEST_ASSERT_ERROR(error, CSV_ERROR, CSV_ERROR_FORMAT, "zero byte");
}

static void test_files_that_cannot_be_read(void)
{
    char *folder = test_folder_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *missing = g_build_filename(folder, "missing.csv", NULL);
    CU_ASSERT_PTR_NULL(csv_file_contents(missing, &error));
    TEST_ASSERT_ERROR(error, CSV_ERROR, CSV_ERROR_OPEN, "check the path");
    g_autofree char *packed = g_build_filename(folder, "bad.csv.xz", NULL);
    CU_ASSERT_TRUE(g_file_set_contents(packed, "this is no archive at all", -1, NULL));
    CU_ASSERT_PTR_NULL(csv_file_contents(packed, &error));
    TEST_ASSERT_ERROR(error, CSV_ERROR, CSV_ERROR_OPEN, "it is not an xz file");
    test_folder_remove(folder);
}

/* Whatever the bytes are: either records of three fields or an error, never a crash. */
static void read_anything(const char *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvReader) reader =
        csv_reader_new("x.csv", g_bytes_new(bytes, length), COLUMNS, G_N_ELEMENTS(COLUMNS), &error);
    bool more = reader != NULL;
    CU_ASSERT_TRUE(reader || error);
    while (more && csv_reader_next(reader, &more, &error)) {
        int64_t value = 0;
        if (more) {
            (void)csv_reader_integer(reader, 1, INT64_MIN, INT64_MAX, &value, NULL);
            (void)csv_reader_amount(reader, 2, INT64_MIN, INT64_MAX, &value, NULL);
        }
    }
    CU_ASSERT_TRUE(!more || error);
}

static void test_any_bytes(void)
{
    static const char LETTERS[] = "a1\",\r\n.- \xff";
    GRand *random = test_random_new();
    for (int round = 0; round < 20000; round++) {
        g_autoptr(GString) text = g_string_new(round % 2 ? "name,count,amount\n" : "");
        for (int64_t left = test_random_between(random, 0, 40); left > 0; left--) {
            g_string_append_c(text, LETTERS[test_random_between(random, 0, (int64_t)sizeof LETTERS - 1)]);
        }
        read_anything(text->str, text->len);
    }
    g_rand_free(random);
}

static CU_TestInfo TESTS[] = {
    {"columns stand in any order", test_columns_in_any_order},
    {"the header names exactly the columns", test_header_is_exact},
    {"the form is checked", test_form_is_checked},
    {"lines are counted through quotes", test_lines_are_counted_through_quotes},
    {"amounts are exact", test_amounts_are_exact},
    {"bad values name their place", test_values_name_their_place},
    {"a zero byte is refused", test_zero_byte_is_refused},
    {"files that cannot be read", test_files_that_cannot_be_read},
    {"any bytes at all", test_any_bytes},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli csv reader", TESTS);
}
