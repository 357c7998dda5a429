/* The requests of a replay: bodies, paths and idempotency keys. Pure; the same booking gives the same bytes
 * every time, so that an interrupted replay may send everything again. */
#pragma once

#include <jansson.h>

#include "ops/cli/replay_plan.h"

typedef enum {
    REPLAY_SEND_CLOCK,
    REPLAY_SEND_BOOK,
    REPLAY_SEND_CANCEL,
    REPLAY_SEND_CHECK_IN,
    REPLAY_SEND_CHECK_OUT,
    REPLAY_SEND_NO_SHOW,
    REPLAY_SEND_AUDIT,
    REPLAY_SENDS
} ReplaySend;

/* Short lower-case word ("book", "check-in" …). Static. */
const char *replay_send_name(ReplaySend send);

/* Idempotency-Key of an operation on a row. Free with g_free(). */
char *replay_key(const char *fingerprint, uint32_t row, ReplaySend send);

/* Idempotency-Key of a hotel's audit of one day. Free with g_free(). */
char *replay_audit_key(const char *fingerprint, unsigned hotel, Night day);

/* Body of the notification about a new booking. `guest` is the booking whose synthetic guest it is. New
 * reference. */
json_t *replay_notification(const char *fingerprint, const BookingRow *booking, const BookingRow *guest);

json_t *replay_check_in(const BookingRow *booking);
json_t *replay_check_out(void);
json_t *replay_cancellation(void);
json_t *replay_no_show(void);
json_t *replay_audit(Night day);
json_t *replay_clock(Night day);
