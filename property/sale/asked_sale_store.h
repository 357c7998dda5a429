#ifndef KEYRACK_PROPERTY_SALE_ASKED_SALE_STORE_H
#define KEYRACK_PROPERTY_SALE_ASKED_SALE_STORE_H

/* Sales the centre was asked for and has not answered, by idempotency key. Written before the question is
 * sent, so that even after a power cut the hotel knows which sales may have been made elsewhere. Desk thread
 * only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/instant.h"

/* `*ret_before` tells whether the key was there already: an earlier question has no answer yet. */
DatabaseStatus asked_sale_add(OdbcConnection *connection, const char *key, Instant at, bool *ret_before,
                              GError **error);

DatabaseStatus asked_sale_find(OdbcConnection *connection, const char *key, bool *ret_found, GError **error);

/* The answer is known. */
DatabaseStatus asked_sale_forget(OdbcConnection *connection, const char *key, GError **error);

/* Forgets at most `limit` sales that were asked for before `before`: by then no client repeats its request.
 */
DatabaseStatus asked_sale_prune(OdbcConnection *connection, Instant before, int limit, int *ret_forgotten,
                                GError **error);

#endif
