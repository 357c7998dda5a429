/**
 * Calls granted rooms back from a hotel for commands that are short of them: one round trip over the bus, so
 * that the last room anywhere is sold.
 *
 * One call a hotel at a time; commands that come meanwhile join the next. What the hotel gives back comes as
 * entries of its outbox and is applied as such; then the waiting commands are decided again. A hotel that
 * does not answer has its callers refused, and counts as silent until it is heard again. A command whose call
 * has not begun after a few seconds, because very many hotels are being called, is refused too.
 */
#pragma once

#include "central/central.h"

/** `central` needs its lane, bus and lines for as long as it lives. */
Recaller *recaller_new(Central *central);

/** Lets running calls end, decides whatever waits without them, and takes no more. Before the lane ends. */
void recaller_stop(Recaller *recaller);

/** After the lane has ended. NULL is allowed. */
void recaller_free(Recaller *recaller);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recaller, recaller_free)

/** Can the hotel be called now? Any thread. */
gboolean recaller_can_call(Recaller *recaller, const ChainHotel *hotel);

/** Takes over a command that waits for `command->missing` and gives it back to the lane. Never blocks. */
void recaller_add(Recaller *recaller, BookingCommand *command, const ChainHotel *hotel);
