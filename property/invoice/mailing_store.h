#ifndef KEYRACK_PROPERTY_INVOICE_MAILING_STORE_H
#define KEYRACK_PROPERTY_INVOICE_MAILING_STORE_H

/* Invoices that are to be sent to guests by e-mail, and what became of them. The hotel's mail server sends
 * them (mailer.h); without one, or when it was given up, somebody at the desk does and says so. Desk thread
 * only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include <jansson.h>
#include <stdbool.h>

/* An invoice is asked for once. `next_at`: when the mail server gets it; INSTANT_NONE: a person sends it. */
DatabaseStatus mailing_add(OdbcConnection *connection, int64_t invoice_id, const char *email, Instant at,
                           Instant next_at, GError **error);

/* Those that wait, the oldest first, and after them those sent last; at most `limit` of each: [{mailing_id,
 * invoice_id, number, guest_name, email, asked_at, state, attempts, next_at, problem, said, failed_at,
 * sent_at, sent_by}]; new reference. */
DatabaseStatus mailings_read(OdbcConnection *connection, int limit, json_t **ret_items, GError **error);

/* Somebody has sent it otherwise. `*ret_found` is FALSE when none of this number waits. */
DatabaseStatus mailing_sent(OdbcConnection *connection, int64_t mailing_id, const char *staff, Instant at,
                            bool *ret_found, GError **error);

/* To be sent by the mail server (again) from `next_at` on, as if for the first time; `email` NULL: to the
 * same address. `*ret_found` is FALSE when none of this number waits. */
DatabaseStatus mailing_again(OdbcConnection *connection, int64_t mailing_id, const char *email,
                             Instant next_at, bool *ret_found, GError **error);

/* ---- for the mailer ---- */

typedef struct MailingDue {
    int64_t mailing_id; /* 0: none */
    int64_t invoice_id;
    char *email;
    Instant asked_at;
    int attempts; /* with this one */
} MailingDue;

void mailing_due_clear(MailingDue *due);

/* The one that is due the longest; `ret_due` has been zeroed. When none is, `*ret_next` is when the next one
 * will be, or INSTANT_NONE. */
DatabaseStatus mailing_take_due(OdbcConnection *connection, Instant now, MailingDue *ret_due,
                                Instant *ret_next, GError **error);

/* An attempt begins; should nothing more be heard of it, it is due again at `next_at`. */
DatabaseStatus mailing_count(OdbcConnection *connection, int64_t mailing_id, Instant next_at, GError **error);

/* The mail server took it. Nothing when somebody has said meanwhile that it was sent. */
DatabaseStatus mailing_taken(OdbcConnection *connection, int64_t mailing_id, Instant at, GError **error);

/* Texts are borrowed. */
typedef struct MailingFailure {
    const char *problem; /* mailing_problem_code() */
    const char *said;    /* by the server; NULL */
    Instant next_at;     /* INSTANT_NONE: given up */
    Instant failed_at;   /* INSTANT_NONE: not yet */
} MailingFailure;

/* Nothing when somebody has said meanwhile that it was sent. */
DatabaseStatus mailing_failed(OdbcConnection *connection, int64_t mailing_id, const MailingFailure *failure,
                              GError **error);

#endif
