/**
 * The messages of the change feed: made by whoever changes copied rows, carried by the relay, read by hotels,
 * by the memories of the central instances, and by channels.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "ops/postgres.h"
#include "schemas/chain.h"

/** Prefix under which messages travel in the database's log. */
#define FEED_PREFIX "keyrack"

enum {
    /** A message over this size is sent without its rows: the readers list. The bus carries at most 1 MiB. */
    FEED_MESSAGE_BYTES_MAX = 512 * 1024,
};

/** Changes of one hotel in one transaction, numbered as they are added. */
typedef struct {
    const ChainHotel *hotel;
    int64_t from;
    int64_t to;            /* from - 1: nothing yet */
    int64_t applied_entry; /* entries of the hotel's outbox that are applied as of this transaction */
    json_t *changes;
} FeedMessage;

/** A message behind the hotel's version `reached`, in a transaction that leaves its outbox applied through
 * `applied_entry`. */
FeedMessage *feed_message_new(const ChainHotel *hotel, int64_t reached, int64_t applied_entry);
void feed_message_free(FeedMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FeedMessage, feed_message_free)

/** Adds a row, takes over the reference, and returns the version it was given. */
int64_t feed_message_add(FeedMessage *message, const char *kind, const char *key, json_t *row);

/** {"hotel", "from", "to", "applied_entry", "changes"}; new reference. */
json_t *feed_message_to_json(const FeedMessage *message);

/** Queues the statement that puts the messages (FeedMessage *) into the log inside the running transaction.
 */
void feed_emit_queue(PgConnection *connection, GPtrArray *messages);

/** Subject on the bus of a hotel's feed; free with g_free(). */
char *feed_subject(const char *hotel_code);
