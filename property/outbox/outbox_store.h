#ifndef KEYRACK_PROPERTY_OUTBOX_OUTBOX_STORE_H
#define KEYRACK_PROPERTY_OUTBOX_OUTBOX_STORE_H

/* What the hotel did and the centre has not yet acknowledged, numbered without gaps. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include <jansson.h>

/* Adds an entry in the transaction of its effect. `body` is borrowed. */
DatabaseStatus outbox_add(OdbcConnection *connection, const char *kind, Instant at, const json_t *body,
                          GError **error);

/* The number of the newest entry: in the transaction of outbox_add(), that of the entry just added. */
DatabaseStatus outbox_last(OdbcConnection *connection, int64_t *ret_number, GError **error);

/* The oldest entries, at most `limit`, as the centre takes them: [{number, kind, at, body}]. */
DatabaseStatus outbox_read(OdbcConnection *connection, int limit, json_t **ret_entries, GError **error);

/* Entries not yet acknowledged. */
DatabaseStatus outbox_pending(OdbcConnection *connection, int64_t *ret_pending, GError **error);

/* The centre has applied all entries through this one: they are no longer needed. */
DatabaseStatus outbox_acknowledge(OdbcConnection *connection, int64_t applied_through, GError **error);

#endif
