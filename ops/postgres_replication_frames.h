/* The frames of a logical replication stream (pgoutput, protocol 1) as plain values; pure, bytes in and
 * values out. */
#ifndef KEYRACK_OPS_POSTGRES_REPLICATION_FRAMES_H
#define KEYRACK_OPS_POSTGRES_REPLICATION_FRAMES_H

#include "schemas/instant.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PG_FRAME_KEEPALIVE,
    PG_FRAME_BEGIN,
    PG_FRAME_MESSAGE,
    PG_FRAME_COMMIT,
    PG_FRAME_OTHER, /* row changes and the like: none of this reader's business */
} PgFrameKind;

typedef struct {
    PgFrameKind kind;
    uint64_t end_lsn;    /* keepalive, commit */
    uint64_t commit_lsn; /* commit */
    uint64_t lsn;        /* message */
    Instant at;          /* commit */
    bool reply_now;      /* keepalive */
    bool transactional;  /* message */
    const char *prefix;  /* message; points into the frame */
    const char *bytes;   /* message; points into the frame */
    gsize length;        /* message */
} PgFrame;

/* Reads one CopyData message. False when it is cut short or contradicts itself; then *ret_frame is untouched.
 */
bool pg_frame_parse(const void *bytes, gsize length, PgFrame *ret_frame);

/* A standby status update: everything before `position` is delivered. */
enum { PG_FRAME_REPLY_SIZE = 34 };
void pg_frame_reply(uint64_t position, Instant now, char reply[PG_FRAME_REPLY_SIZE]);

#endif
