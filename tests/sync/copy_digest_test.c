#include "sync/copy_digest.h"

#include "tests/support/cunit_main.h"

#include <stdbool.h>
#include <string.h>

static char *digest_of(const char *text)
{
    json_t *row = json_loads(text, 0, NULL);
    char *digest = copy_digest(row);
    json_decref(row);
    return digest;
}

static void assert_same(const char *left, const char *right, bool same)
{
    g_autofree char *left_digest = digest_of(left);
    g_autofree char *right_digest = digest_of(right);
    CU_ASSERT_EQUAL(strcmp(left_digest, right_digest) == 0, same);
}

static void test_order_and_version_do_not_matter(void)
{
    assert_same("{\"a\":1,\"b\":[1,2],\"version\":7}", "{\"version\":9, \"b\":[1,2], \"a\":1}", true);
    assert_same("{\"a\":1}", "{\"a\":1,\"version\":1}", true);
}

static void test_content_matters(void)
{
    assert_same("{\"a\":1}", "{\"a\":2}", false);
    assert_same("{\"a\":1}", "{\"a\":\"1\"}", false);
    assert_same("{\"a\":1}", "{\"a\":1,\"b\":null}", false);
    assert_same("{\"a\":[1,2]}", "{\"a\":[2,1]}", false);
    assert_same("{\"a\":{\"version\":1}}", "{\"a\":{\"version\":2}}", false);
}

static void test_form_and_row_are_kept(void)
{
    json_t *row = json_pack("{s:i, s:i}", "a", 1, "version", 3);
    g_autofree char *digest = copy_digest(row);
    CU_ASSERT_EQUAL(strlen(digest), 64);
    CU_ASSERT_EQUAL(strspn(digest, "0123456789abcdef"), 64);
    CU_ASSERT_PTR_NOT_NULL(json_object_get(row, "version"));
    /* sha256 of {"a":1} */
    CU_ASSERT_STRING_EQUAL(digest, "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
    json_decref(row);
}

static CU_TestInfo TESTS[] = {
    {"order and version do not matter", test_order_and_version_do_not_matter},
    {"content matters", test_content_matters},
    {"the form is fixed and the row is kept", test_form_and_row_are_kept},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("sync/copy_digest", TESTS);
}
