#include "ops/mail.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static void addresses_that_can_be_written_to(void)
{
    static const char *const good[] = {"a@b", "ada.lovelace+hotel@guest.example", "grüße@hotel.example"};
    static const char *const bad[] = {
        "",      "nobody",  "@b",          "a@",    "a@b@c",   "a b@c",   "a@b ",
        "<a@b>", "a@b,c@d", "a@b\r\nDATA", "a@b\n", "\"a\"@b", "a@b\xff",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        CU_ASSERT_TRUE(mail_address_is_valid(good[i]));
    }
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        CU_ASSERT_FALSE(mail_address_is_valid(bad[i]));
    }
}

/* What a mail program makes of it. */
static char *decoded(const char *header)
{
    GString *text = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit(header, "\r\n ", -1);

    for (guint i = 0; words[i] != NULL; i++) {
        CU_ASSERT(strlen(words[i]) <= 75);
        CU_ASSERT_TRUE(g_str_has_prefix(words[i], "=?UTF-8?B?") && g_str_has_suffix(words[i], "?="));
        g_autofree char *base64 = g_strndup(words[i] + 10, strlen(words[i]) - 12);
        gsize length;
        g_autofree guchar *bytes = g_base64_decode(base64, &length);
        CU_ASSERT_TRUE(g_utf8_validate((const char *)bytes, (gssize)length, NULL));
        g_string_append_len(text, (const char *)bytes, (gssize)length);
    }
    return g_string_free(text, FALSE);
}

static void headers_are_one_line_of_ascii(void)
{
    static const char *const others[] = {
        "Ihre Rechnung für Zimmer 7",
        "您的账单 2026-000017 – 上海外滩酒店，感谢您的入住，欢迎再次光临",
        "=?forged?=",
        "é",
        "a very long subject that is plain until the very last of its letters, which is one of these: ü",
    };
    g_autofree char *plain = mail_header_text("Your invoice 17");
    g_autofree char *forged = mail_header_text("Hello\r\nBcc: all@guests.example");

    CU_ASSERT_STRING_EQUAL(plain, "Your invoice 17");
    CU_ASSERT_STRING_EQUAL(forged, "Hello  Bcc: all@guests.example");
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autofree char *header = mail_header_text(others[i]);
        g_autofree char *back = decoded(header);
        CU_ASSERT_STRING_EQUAL(back, others[i]);
        CU_ASSERT_TRUE(g_str_is_ascii(header));
    }
}

static void an_address_that_is_none_is_not_tried(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    MailServer server = {.host = "127.0.0.1", .port = 9, .security = MAIL_OPEN};
    Mail mail = {
        .from = "a@b", .to = "secret person@guest.example", .subject = "s", .text = "t", .message_id = "i@b"};

    CU_ASSERT_FALSE(mail_send(&server, &mail, &said, &error));
    CU_ASSERT_TRUE(g_error_matches(error, MAIL_ERROR, MAIL_ERROR_ADDRESS));
    g_clear_error(&error);
    mail.to = "secret@guest.example";
    CU_ASSERT_FALSE(mail_send(&server, &mail, &said, &error));
    CU_ASSERT_TRUE(g_error_matches(error, MAIL_ERROR, MAIL_ERROR_UNREACHABLE));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "mail server 127.0.0.1:9"));
    CU_ASSERT_PTR_NULL(strstr(error->message, "secret"));
    CU_ASSERT_PTR_NULL(said);
}

static CU_TestInfo tests[] = {
    {"addresses that can be written to", addresses_that_can_be_written_to},
    {"headers are one line of ASCII", headers_are_one_line_of_ascii},
    {"an address that is none is not tried", an_address_that_is_none_is_not_tried},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/mail", tests);
}
