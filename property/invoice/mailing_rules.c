#include "property/invoice/mailing_rules.h"

#include <string.h>

int64_t mailing_pause_us(const MailingPatience *patience, int attempts)
{
    int64_t pause_us = patience->first_us;

    for (int i = 1; i < attempts && pause_us < patience->longest_us; i++) {
        pause_us *= 2;
    }
    return MIN(pause_us, patience->longest_us);
}

bool mailing_gives_up(const MailingPatience *patience, MailError problem, int attempts)
{
    return problem == MAIL_ERROR_REFUSED || problem == MAIL_ERROR_ADDRESS || attempts >= patience->attempts;
}

const char *mailing_problem_code(MailError problem)
{
    switch (problem) {
    case MAIL_ERROR_LATER:
        return "later";
    case MAIL_ERROR_REFUSED:
        return "refused";
    case MAIL_ERROR_UNTRUSTED:
        return "untrusted";
    case MAIL_ERROR_LOGIN:
        return "login";
    case MAIL_ERROR_ADDRESS:
        return "address";
    default: /* MAIL_ERROR_UNREACHABLE */
        return "unreachable";
    }
}

char *mailing_message_id(const char *hotel, int64_t mailing_id, Instant asked_at, const char *from)
{
    const char *at = strrchr(from, '@');
    g_autofree char *code = g_ascii_strdown(hotel, -1);

    return g_strdup_printf("invoice.%s.%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT "@%s", code, mailing_id,
                           asked_at, at != NULL ? at + 1 : from);
}

char *mailing_subject(const char *number, const char *hotel_name, bool chinese)
{
    return g_strdup_printf(chinese ? "您的账单 %s – %s" : "Your invoice %s – %s", number, hotel_name);
}

char *mailing_text(const char *number, const char *hotel_name, bool chinese)
{
    return g_strdup_printf(chinese ? "尊敬的宾客：\r\n\r\n感谢您的入住。随信附上您的账单 %s。\r\n\r\n%s\r\n"
                                   : "Dear guest,\r\n\r\nthank you for staying with us. Your invoice %s is "
                                     "attached.\r\n\r\n%s\r\n",
                           number, hotel_name);
}
