#include "ops/json_text.h"

#include <jansson.h>

#include "tests/support/cunit_main.h"

/* What jansson reads from the text must be what was written. */
static json_t *read_back(const GString *text)
{
    json_t *value = json_loadb(text->str, text->len, JSON_DECODE_ANY, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_EQUAL(strlen(text->str), text->len);
    return value;
}

static void check_string(const char *written)
{
    g_autoptr(GString) text = g_string_sized_new(1);
    json_text_string(text, written);
    json_t *value = read_back(text);
    CU_ASSERT_STRING_EQUAL(json_string_value(value), written);
    json_decref(value);
}

static void test_strings(void)
{
    check_string("");
    check_string("Zürich 钥栈 \"quoted\" back\\slash / \x7f");
    check_string("\x01\x02\b\f\n\r\t\x1f");
    g_autoptr(GRand) random = test_random_new();
    for (int round = 0; round < 500; round++) {
        char written[64];
        gsize length = (gsize)test_random_between(random, 0, sizeof written - 1);
        for (gsize i = 0; i < length; i++)
            written[i] = (char)test_random_between(random, 1, 127);
        written[length] = '\0';
        check_string(written);
    }
}

/* One character among many that need nothing, at every place: words of eight are looked at as a whole. */
static void test_lone_escapes(void)
{
    static const char LONE[] = "\"\\\x01\t\x1f \x7f\xc3";
    for (gsize length = 1; length <= 40; length++)
        for (gsize place = 0; place < length; place++)
            for (gsize i = 0; LONE[i] != '\0'; i++) {
                g_autoptr(GString) written = g_string_new(NULL);
                for (gsize at = 0; at < length; at++)
                    g_string_append(written, at != place         ? "~"
                                             : LONE[i] == '\xc3' ? "\xc3\xbc"
                                                                 : (char[]){LONE[i], 0});
                check_string(written->str);
            }
}

static void test_numbers(void)
{
    static const int64_t NUMBERS[] = {0, 1, -1, 9, 10, 99, 1000, -123456789, INT64_MAX, INT64_MIN};
    for (gsize i = 0; i < G_N_ELEMENTS(NUMBERS); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        json_text_int64(text, NUMBERS[i]);
        g_autofree char *expected = g_strdup_printf("%" G_GINT64_FORMAT, NUMBERS[i]);
        CU_ASSERT_STRING_EQUAL(text->str, expected);
    }
}

static void test_dates(void)
{
    g_autoptr(GString) text = g_string_new("[");
    json_text_night(text, night_from_date(2016, 2, 29));
    json_text_literal(text, ",");
    json_text_night(text, NIGHT_NONE);
    json_text_literal(text, ",");
    json_text_instant(text, instant_from_night_utc(night_from_date(2016, 2, 29)) + 1500000);
    json_text_literal(text, ",");
    json_text_bool(text, TRUE);
    json_text_literal(text, "]");
    CU_ASSERT_STRING_EQUAL(text->str, "[\"2016-02-29\",null,\"2016-02-29T00:00:01.500000Z\",true]");
}

static CU_TestInfo TESTS[] = {
    {"strings", test_strings}, {"lone escapes", test_lone_escapes},
    {"numbers", test_numbers}, {"dates", test_dates},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/json_text", TESTS);
}
