#ifndef KEYRACK_PROPERTY_INVOICE_MAILING_RULES_H
#define KEYRACK_PROPERTY_INVOICE_MAILING_RULES_H

/* When sending is tried again, and what a guest reads. Pure. */

#include "ops/mail.h"

/* How often and when. */
typedef struct MailingPatience {
    int attempts;       /* before it is given up */
    int64_t first_us;   /* pause after the first failure; doubled after each further one … */
    int64_t longest_us; /* … up to this */
} MailingPatience;

/* The pause after so many attempts (1 or more). */
int64_t mailing_pause_us(const MailingPatience *patience, int attempts);

/* Whether it makes no sense to go on: what is refused stays refused. */
bool mailing_gives_up(const MailingPatience *patience, MailError problem, int attempts);

/* As the store and the API have it: "unreachable", "later", "refused", "untrusted", "login", "address". */
const char *mailing_problem_code(MailError problem);

/* The identity of a message: the same however often the mailing is tried. Free with g_free(). */
char *mailing_message_id(const char *hotel, int64_t mailing_id, Instant asked_at, const char *from);

/* Subject and text. Free with g_free(). */
char *mailing_subject(const char *number, const char *hotel_name, bool chinese);
char *mailing_text(const char *number, const char *hotel_name, bool chinese);

#endif
