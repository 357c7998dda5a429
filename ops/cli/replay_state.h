/* The journal of a replay: what the system answered, so that an interrupted run goes on with the day it was
 * in.
 *
 * Only an optimisation: without it everything is sent again and answered idempotently. Whoever loads it asks
 * the system whether it is true. One thread. */
#pragma once

#include "ops/cli/bookings_csv.h"

enum { REPLAY_CONFIRMATION_SIZE = 16 };

/* What is known of one booking once it was sent. */
typedef struct {
    char confirmation[REPLAY_CONFIRMATION_SIZE]; /* "" before */
    int64_t stay;                                /* 0 before check-in */
} ReplayRecord;

typedef struct ReplayState ReplayState;

/* Reads the journal at `path` into records[record_count]. *ret_last_day is the last day that was finished, or
 * NIGHT_NONE; records of a day that was not are left out. A file that is missing or damaged counts as empty.
 */
ReplayState *replay_state_load(const char *path, ReplayRecord *records, size_t record_count,
                               Night *ret_last_day);

/* Nothing of the journal holds: begins an empty one. */
void replay_state_reset(ReplayState *state, ReplayRecord *records, size_t record_count);

/* Notes an answer; it is written with the end of the day. */
void replay_state_note(ReplayState *state, size_t index, const ReplayRecord *record);

/* The day is finished. False with an error when the journal cannot be written. */
bool replay_state_finish_day(ReplayState *state, Night day, GError **error);

void replay_state_free(ReplayState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplayState, replay_state_free)
