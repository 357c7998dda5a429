/**
 * The lines to the hotels as this instance sees them: who was heard lately, and whose silence has outlasted
 * its lease.
 *
 * A hotel's renewals reach any instance; all learn of them from the database. What has been heard lately can
 * be asked to give rooms back. Whether a lease is over is judged by this instance's own clock, from when it
 * first saw the newest renewal.
 */
#pragma once

#include "central/allotment/allotment_store.h"
#include "central/inventory/inventory_memory.h"

typedef struct Lines Lines;

/** Every hotel is silent until something is heard. Chain and memory must outlive it; the memory is told whose
 * line is alive. */
Lines *lines_new(const Chain *chain, InventoryMemory *memory);
void lines_free(Lines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lines, lines_free)

/** Notes what the database says (LeaseRow), read at `now_us` of the monotonic clock. Any thread, as are all
 * below. */
void lines_take(Lines *lines, const GArray *rows, int64_t now_us);

/** This instance has just renewed the hotel's lease. */
void lines_heard(Lines *lines, const ChainHotel *hotel, int64_t renewal, Instant at, int64_t now_us);

/** The hotel did not answer: it counts as silent until it renews its lease again. */
void lines_lost(Lines *lines, const ChainHotel *hotel);

gboolean lines_is_heard(Lines *lines, const ChainHotel *hotel, int64_t now_us);

/** Has the hotel been silent for its whole lease and the margin? Then `*ret_renewal` is the newest seen. */
gboolean lines_is_over(Lines *lines, const ChainHotel *hotel, int64_t now_us, int64_t *ret_renewal);

/** Adds to an answer about the hotel what people want to know of its line: "connected" and "heard_at", which
 * is null before it was ever heard. */
void lines_describe(Lines *lines, const ChainHotel *hotel, int64_t now_us, json_t *answer);
