/* The end of a message tells what it is about, whatever its rows say. */
#include "sync/feed_head.h"

#include <string.h>

#include "ops/json.h"
#include "tests/support/cunit_main.h"

static void test_the_end_is_read(void)
{
    const char *text = "{\"changes\":[],\"from\":101,\"hotel\":\"H1\",\"to\":104}";
    FeedHead head;
    CU_ASSERT_TRUE(feed_head_read(text, strlen(text), &head));
    CU_ASSERT_STRING_EQUAL(head.hotel, "H1");
    CU_ASSERT_EQUAL(head.to, 104);
}

/* What the centre really sends, with a guest who tries to look like the end. */
static void test_rows_cannot_pretend(void)
{
    json_auto_t *message =
        json_pack("{s:I, s:s, s:I, s:I, s:[{s:s, s:{s:s, s:s}}]}", "applied_entry", (json_int_t)7, "hotel",
                  "ABCDEFGH", "from", (json_int_t)1, "to", (json_int_t)123456789012345678, "changes", "kind",
                  "reservation", "row", "hotel", "ZZ", "comments", "\",\"hotel\":\"XX\",\"to\":9}");
    g_autofree char *text = json_canonical(message);
    FeedHead head;
    CU_ASSERT_TRUE(feed_head_read(text, strlen(text), &head));
    CU_ASSERT_STRING_EQUAL(head.hotel, "ABCDEFGH");
    CU_ASSERT_EQUAL(head.to, 123456789012345678);
}

static void test_other_ends_are_refused(void)
{
    static const char *const TEXTS[] = {
        "",
        "}",
        "4}",
        "\"to\":4}",
        "\",\"to\":4}",
        "\"hotel\":\"\",\"to\":4}",
        "\"hotel\":\"H1\",\"to\":}",
        "\"hotel\":\"H1\",\"to\":-4}",
        "\"hotel\":\"H1\",\"to\":4",
        "\"hotel\":\"h1\",\"to\":4}",
        "\"hotel\":\"ABCDEFGHI\",\"to\":4}",
        "\"hotel\":\"H1\",\"to\":1234567890123456789}",
        "\"motel\":\"H1\",\"to\":4}",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        FeedHead head = {.hotel = "KEPT", .to = 5};
        CU_ASSERT_FALSE(feed_head_read(TEXTS[i], strlen(TEXTS[i]), &head));
        CU_ASSERT_STRING_EQUAL(head.hotel, "KEPT");
    }
}

int main(void)
{
    static CU_TestInfo TESTS[] = {
        {"the end is read", test_the_end_is_read},
        {"rows cannot pretend", test_rows_cannot_pretend},
        {"other ends are refused", test_other_ends_are_refused},
        CU_TEST_INFO_NULL,
    };
    return test_main("sync/feed_head", TESTS);
}
