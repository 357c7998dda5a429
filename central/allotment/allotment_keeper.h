/**
 * Keeps every hotel that is heard supplied with the rooms its policy wants, and takes back what was granted
 * to one that has been silent for longer than its lease.
 *
 * Both are commands of the booking lane, decided under the locks of the cells: any number of instances may
 * ask for the same thing at once. What asks is a change that could allow a grant (a new business date, a
 * cancellation, a sale in the hotel's right), a policy that was changed, a hotel heard again, and now and
 * then nothing at all, as the net under these.
 */
#pragma once

#include "central/central.h"

/** Starts the thread. `central` needs its lane, memory, lines and book. NULL and an error when the database
 * cannot be reached. */
AllotmentKeeper *allotment_keeper_new(Central *central, GError **error);

/** Ends the thread; before the lane ends. NULL is allowed. */
void allotment_keeper_stop(AllotmentKeeper *keeper);

/** After the last note of the change feed. NULL is allowed. */
void allotment_keeper_free(AllotmentKeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AllotmentKeeper, allotment_keeper_free)

/** Looks at a message of the change feed for what could allow a grant. Any thread. */
void allotment_keeper_note(AllotmentKeeper *keeper, const json_t *message);

/** Looks at the hotel's grants soon. Any thread. */
void allotment_keeper_look(AllotmentKeeper *keeper, const ChainHotel *hotel);

/** A command that grants the hotel what its policies want now; NULL: they want nothing. Pure but for the
 * book and the memory. */
BookingCommand *allotment_grant_command(Central *central, const ChainHotel *hotel);

/** A command that takes back what the hotel is granted, unless it has renewed its lease since. */
BookingCommand *allotment_take_back_command(Central *central, const ChainHotel *hotel, int64_t renewal);
