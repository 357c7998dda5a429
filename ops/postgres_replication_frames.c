#include "ops/postgres_replication_frames.h"
#include <string.h>

/* PostgreSQL counts microseconds from 2000-01-01. */
#define POSTGRES_EPOCH (INT64_C(10957) * INSTANT_DAY)

/* Reads from the front; once something is missing, everything reads as zero and `broken` stays. */
typedef struct {
    const guint8 *at;
    gsize left;
    bool broken;
} Reader;

static const guint8 *read_bytes(Reader *reader, gsize length)
{
    if (reader->broken || reader->left < length) {
        reader->broken = true;
        return NULL;
    }
    const guint8 *bytes = reader->at;
    reader->at += length;
    reader->left -= length;
    return bytes;
}

static uint64_t read_number(Reader *reader, gsize length)
{
    const guint8 *bytes = read_bytes(reader, length);
    uint64_t number = 0;
    for (gsize i = 0; bytes != NULL && i < length; i++)
        number = number << 8 | bytes[i];
    return number;
}

static const char *read_text(Reader *reader)
{
    const guint8 *end = reader->left > 0 ? memchr(reader->at, '\0', reader->left) : NULL;
    if (end == NULL) {
        reader->broken = true;
        return NULL;
    }
    return (const char *)read_bytes(reader, (gsize)(end - reader->at) + 1);
}

/* Wraps instead of overflowing: the number comes from outside. */
static Instant read_time(Reader *reader)
{
    return (Instant)(read_number(reader, 8) + (uint64_t)POSTGRES_EPOCH);
}

static void parse_keepalive(Reader *reader, PgFrame *frame)
{
    frame->kind = PG_FRAME_KEEPALIVE;
    frame->end_lsn = read_number(reader, 8);
    read_number(reader, 8);
    frame->reply_now = read_number(reader, 1) != 0;
}

static void parse_message(Reader *reader, PgFrame *frame)
{
    frame->kind = PG_FRAME_MESSAGE;
    frame->transactional = (read_number(reader, 1) & 1) != 0;
    frame->lsn = read_number(reader, 8);
    frame->prefix = read_text(reader);
    frame->length = (gsize)read_number(reader, 4);
    frame->bytes = (const char *)read_bytes(reader, frame->length);
}

static void parse_commit(Reader *reader, PgFrame *frame)
{
    frame->kind = PG_FRAME_COMMIT;
    read_number(reader, 1);
    frame->commit_lsn = read_number(reader, 8);
    frame->end_lsn = read_number(reader, 8);
    frame->at = read_time(reader);
}

static void parse_change(Reader *reader, PgFrame *frame)
{
    read_bytes(reader, 24); /* start, end, time of the log data: the change says it better */
    switch (read_number(reader, 1)) {
    case 'B':
        frame->kind = PG_FRAME_BEGIN;
        read_bytes(reader, 20);
        break;
    case 'M':
        parse_message(reader, frame);
        break;
    case 'C':
        parse_commit(reader, frame);
        break;
    default:
        break;
    }
}

bool pg_frame_parse(const void *bytes, gsize length, PgFrame *ret_frame)
{
    Reader reader = {.at = bytes, .left = length};
    PgFrame frame = {.kind = PG_FRAME_OTHER};
    switch (read_number(&reader, 1)) {
    case 'k':
        parse_keepalive(&reader, &frame);
        break;
    case 'w':
        parse_change(&reader, &frame);
        break;
    default:
        return false;
    }
    if (reader.broken)
        return false;
    *ret_frame = frame;
    return true;
}

static void write_number(char **at, uint64_t number)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        *(*at)++ = (char)(number >> shift & 0xff);
}

void pg_frame_reply(uint64_t position, Instant now, char reply[PG_FRAME_REPLY_SIZE])
{
    char *at = reply;
    *at++ = 'r';
    write_number(&at, position); /* written */
    write_number(&at, position); /* flushed */
    write_number(&at, position); /* applied */
    write_number(&at, (uint64_t)(now - POSTGRES_EPOCH));
    *at++ = 0; /* no answer wanted */
    g_assert(at == reply + PG_FRAME_REPLY_SIZE);
}
