#ifndef KEYRACK_PROPERTY_INVOICE_MAILER_H
#define KEYRACK_PROPERTY_INVOICE_MAILER_H

/* The sender of invoices by e-mail: a thread of its own takes those that are due, one after the other, draws
 * the paper, and hands it to the hotel's mail server. What became of each attempt is written before the next.
 *
 * A mailing that the server took is not sent again. When the node dies between the server's answer and the
 * store, it is: with the same Message-ID, by which mail programs show it once. */

#include "property/invoice/mailing_rules.h"
#include "property/property.h"

typedef struct MailerOptions {
    MailServer server; /* texts are borrowed, and must outlive the mailer */
    const char *from;  /* the address guests see */
    MailingPatience patience;
} MailerOptions;

Mailer *mailer_new(Property *property, const MailerOptions *options);

/* Starts the thread. */
void mailer_start(Mailer *mailer);

/* Ends the thread; an exchange with the server that is under way ends first. */
void mailer_stop(Mailer *mailer);

/* NULL is allowed. */
void mailer_free(Mailer *mailer);

/* Something is to be sent. Any thread. NULL is allowed. */
void mailer_wake(Mailer *mailer);

/* When what is asked for now is tried first; INSTANT_NONE without a mailer (NULL): a person sends it. */
Instant mailer_due(const Mailer *mailer);

#endif
