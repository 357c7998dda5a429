/* Reader of PostgreSQL's logical messages (pg_logical_emit_message(true, prefix, bytes)) in commit order,
 * through a replication slot.
 *
 * A transaction is delivered whole, once it has committed. The slot's position moves only behind delivered
 * transactions, so a reader that starts again gets everything that was not acknowledged: at least once, in
 * order. A slot can be lost (failover, max_slot_wal_keep_size): messages are the fast path only, and what
 * they announce must be listable from tables.
 *
 * One thread runs a reader; pg_replication_stop may be called from any thread. */
#ifndef KEYRACK_OPS_POSTGRES_REPLICATION_H
#define KEYRACK_OPS_POSTGRES_REPLICATION_H

#include "schemas/instant.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PG_REPLICATION_CONNECTION, /* server away or connection broken: open again */
    PG_REPLICATION_BUSY,       /* the slot is in use by another reader: try again later */
    PG_REPLICATION_SLOT_LOST,  /* the server removed log that the slot needs: drop the slot, open again, let
                                  readers list */
    PG_REPLICATION_SERVER,     /* the server refused: rights, wal_level, wrong names */
    PG_REPLICATION_PROTOCOL,   /* a frame that this reader does not understand */
} PgReplicationError;

#define PG_REPLICATION_ERROR (pg_replication_error_quark())
GQuark pg_replication_error_quark(void);

typedef struct PgReplication PgReplication;

typedef struct {
    const char *conninfo;    /* as in PgOptions; the role needs REPLICATION */
    const char *slot;        /* [a-z0-9_]+; made when missing */
    const char *publication; /* [a-z0-9_]+; made empty when missing */
    const char *prefix;      /* only messages with exactly this prefix are delivered; NULL = all */
    guint reply_interval_ms; /* how often the position is reported when nobody asks. 0 = 1000; keep below half
                                of wal_sender_timeout */
    bool temporary; /* the slot vanishes with the connection: for a reader that lists first, such as an
                           instance's memory. A slot begins once every transaction that runs has ended; such a
                           reader gives up after 3 s for each, instead of hanging on somebody's open one */
} PgReplicationOptions;

typedef struct {
    uint64_t lsn;
    const char *prefix;
    const char *bytes; /* `length` bytes, followed by a NUL that is not counted */
    gsize length;
} PgReplicationMessage;

typedef struct {
    uint64_t commit_lsn;
    uint64_t end_lsn;
    Instant committed_at;
    const PgReplicationMessage *messages; /* at least one */
    guint message_count;
} PgReplicationTransaction;

/* Called for each committed transaction that has messages of the prefix. true: delivered, it may be
 * acknowledged. false with *error set: not delivered; pg_replication_run ends with that error and the
 * transaction comes again after the next open. Nothing passed in outlives the call. */
typedef bool (*PgReplicationDeliver)(const PgReplicationTransaction *transaction, gpointer data,
                                     GError **error);

/* Connects, makes publication and slot when missing and starts the stream at the confirmed position. Options
 * are copied. Caller frees. */
PgReplication *pg_replication_open(const PgReplicationOptions *options, GError **error);
void pg_replication_free(PgReplication *replication);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgReplication, pg_replication_free)

/* true when pg_replication_open had to make the slot: what was committed before will never be delivered,
 * readers must list. */
bool pg_replication_slot_was_made(const PgReplication *replication);

/* Reads and delivers until pg_replication_stop (true) or an error (false). Reports the last position before
 * it returns. */
bool pg_replication_run(PgReplication *replication, PgReplicationDeliver deliver, gpointer data,
                        GError **error);

/* Makes pg_replication_run return soon. Any thread, also before run was called. */
void pg_replication_stop(PgReplication *replication);

/* End of the last transaction that was delivered and of the idle log behind it; what the server has been or
 * will be told. Any thread. */
uint64_t pg_replication_position(const PgReplication *replication);

/* Drops the slot (PG_REPLICATION_BUSY while a reader uses it); a missing slot is no error. */
bool pg_replication_drop_slot(const char *conninfo, const char *slot, GError **error);

#endif
