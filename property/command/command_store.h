#ifndef KEYRACK_PROPERTY_COMMAND_COMMAND_STORE_H
#define KEYRACK_PROPERTY_COMMAND_COMMAND_STORE_H

/* The answers already given, by idempotency key. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/instant.h"

/* How long an answer is remembered: as long as anybody may be cut off and send it again. */
#define COMMAND_RECORD_DAYS 90

typedef struct CommandRecord {
    char *request_digest; /* NULL: there is no record */
    guint status;
    char *body;
} CommandRecord;

void command_record_clear(CommandRecord *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandRecord, command_record_clear)

/* Fills `ret_record`, which the caller has zeroed. */
DatabaseStatus command_record_find(OdbcConnection *connection, const char *key, CommandRecord *ret_record,
                                   GError **error);
DatabaseStatus command_record_add(OdbcConnection *connection, const char *key, const CommandRecord *record,
                                  Instant now, GError **error);

/* Forgets records older than `before`, the oldest first and at most `limit` of them. */
DatabaseStatus command_record_prune(OdbcConnection *connection, Instant before, int limit, int *ret_forgotten,
                                    GError **error);

#endif
