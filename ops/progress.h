/* What a long command shows while it runs: one line redrawn on a terminal, a plain line every few seconds
 * elsewhere. Durations come from the monotonic clock. One thread. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct Progress Progress;

/* `total` steps make the whole; `unit` is what they are called ("operations"), static text. The line goes to
 * standard error, so that results on standard output stay clean. */
Progress *progress_new(uint64_t total, const char *unit);

/* Ends the line on a terminal. */
void progress_free(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)

/* Counts steps done. */
void progress_step(Progress *progress, uint64_t steps);

/* Steps that were done before this run; they do not count for the rate. */
void progress_skip(Progress *progress, uint64_t steps);

/* Words shown before the bar ("2015-08-29") and behind it ("12 cancelled"); copied. */
void progress_set_text(Progress *progress, const char *before, const char *behind);

/* Draws when it is time to. Cheap; call often. */
void progress_show(Progress *progress);

/* Draws now, whatever the time: the last line. */
void progress_finish(Progress *progress);
