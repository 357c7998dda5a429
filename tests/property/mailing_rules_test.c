/* When mail is tried again, and what it is known by. */

#include "property/invoice/mailing_rules.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static const MailingPatience patience = {.attempts = 4, .first_us = 100, .longest_us = 1000};

static void pauses_grow_to_a_limit(void)
{
    static const int64_t pauses_us[] = {100, 200, 400, 800, 1000, 1000};

    for (int attempt = 1; attempt <= (int)G_N_ELEMENTS(pauses_us); attempt++) {
        CU_ASSERT_EQUAL(mailing_pause_us(&patience, attempt), pauses_us[attempt - 1]);
    }
    CU_ASSERT_EQUAL(mailing_pause_us(&patience, 1000000), 1000);
}

static void what_is_refused_stays_refused(void)
{
    static const struct {
        MailError problem;
        const char *code;
        bool at_once;
    } cases[] = {
        {MAIL_ERROR_UNREACHABLE, "unreachable", false},
        {MAIL_ERROR_LATER, "later", false},
        {MAIL_ERROR_REFUSED, "refused", true},
        {MAIL_ERROR_UNTRUSTED, "untrusted", false},
        {MAIL_ERROR_LOGIN, "login", false},
        {MAIL_ERROR_ADDRESS, "address", true},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        CU_ASSERT_STRING_EQUAL(mailing_problem_code(cases[i].problem), cases[i].code);
        CU_ASSERT_EQUAL(mailing_gives_up(&patience, cases[i].problem, 1), cases[i].at_once);
        CU_ASSERT_EQUAL(mailing_gives_up(&patience, cases[i].problem, 3), cases[i].at_once);
        CU_ASSERT_TRUE(mailing_gives_up(&patience, cases[i].problem, 4));
    }
}

static void a_mailing_has_one_identity(void)
{
    g_autofree char *id = mailing_message_id("SHA", 17, 1234, "stay@hotel.example");
    g_autofree char *again = mailing_message_id("SHA", 17, 1234, "stay@hotel.example");
    g_autofree char *other = mailing_message_id("SHA", 17, 1235, "stay@hotel.example");

    CU_ASSERT_STRING_EQUAL(id, "invoice.sha.17.1234@hotel.example");
    CU_ASSERT_STRING_EQUAL(id, again);
    CU_ASSERT_STRING_NOT_EQUAL(id, other);
}

static void the_letter_is_in_the_guests_language(void)
{
    g_autofree char *english = mailing_text("2026-7", "Grand Hotel", false);
    g_autofree char *chinese = mailing_text("2026-7", "大酒店", true);
    g_autofree char *subject = mailing_subject("2026-7", "大酒店", true);

    CU_ASSERT_PTR_NOT_NULL(strstr(english, "Your invoice 2026-7"));
    CU_ASSERT_PTR_NOT_NULL(strstr(chinese, "2026-7"));
    CU_ASSERT_PTR_NOT_NULL(strstr(chinese, "尊敬的宾客"));
    CU_ASSERT_STRING_EQUAL(subject, "您的账单 2026-7 – 大酒店");
}

static CU_TestInfo tests[] = {
    {"pauses grow to a limit", pauses_grow_to_a_limit},
    {"what is refused stays refused", what_is_refused_stays_refused},
    {"a mailing has one identity", a_mailing_has_one_identity},
    {"the letter is in the guest's language", the_letter_is_in_the_guests_language},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/mailing_rules", tests);
}
