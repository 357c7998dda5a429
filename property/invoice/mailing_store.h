#ifndef KEYRACK_PROPERTY_INVOICE_MAILING_STORE_H
#define KEYRACK_PROPERTY_INVOICE_MAILING_STORE_H

/* Invoices that are to be sent to guests by e-mail, and whether they were. Keyrack has no mail server of its
 * own: somebody at the desk sends them and says so. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include <jansson.h>
#include <stdbool.h>

/* An invoice is asked for once. */
DatabaseStatus mailing_add(OdbcConnection *connection, int64_t invoice_id, const char *email, Instant at,
                           GError **error);

/* Those that wait, the oldest first, and after them those sent last; at most `limit` of each: [{mailing_id,
 * invoice_id, number, guest_name, email, asked_at, sent_at, sent_by}]; new reference. */
DatabaseStatus mailings_read(OdbcConnection *connection, int limit, json_t **ret_items, GError **error);

/* `*ret_found` is FALSE when none of this number waits. */
DatabaseStatus mailing_sent(OdbcConnection *connection, int64_t mailing_id, const char *staff, Instant at,
                            bool *ret_found, GError **error);

#endif
