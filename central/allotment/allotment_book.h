/**
 * The allotment policies in force: what people set in the console, and what the chain's configuration says
 * where they set nothing. Kept in memory, read from the database every few seconds.
 *
 * For a room type counts, in this order: what was set for it, what was set for all types ('*'), what the
 * configuration says for it, what the configuration says for the hotel.
 */
#pragma once

#include <glib.h>

#include "schemas/chain.h"
#include "sync/allotment_rules.h"

typedef struct AllotmentBook AllotmentBook;

/** What was set for a room type of a hotel; "*": for every type without a row of its own. */
typedef struct {
    int hotel_id;
    char room_type[ROOM_TYPE_CODE_SIZE];
    AllotmentPolicy policy;
} AllotmentPolicyRow;

/** The chain must outlive it. */
AllotmentBook *allotment_book_new(const Chain *chain);
void allotment_book_free(AllotmentBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AllotmentBook, allotment_book_free)

/**
 * Takes all rows there are (AllotmentPolicyRow). Answers the hotels whose rows are others than before (const
 * ChainHotel *); free with g_ptr_array_unref(). Any thread.
 */
GPtrArray *allotment_book_take(AllotmentBook *book, const GArray *rows);

/**
 * Around reading the rows and taking them: one at a time, so that rows read earlier are never taken after
 * rows read later. Any thread.
 */
void allotment_book_refresh_begin(AllotmentBook *book);
void allotment_book_refresh_end(AllotmentBook *book);

/** The policy in force for a room type. Any thread. */
AllotmentPolicy allotment_book_policy(AllotmentBook *book, const ChainHotel *hotel,
                                      const ChainRoomType *room_type);

/** Nights ahead of the type that has most; 0: the hotel is granted nothing. Any thread. */
int32_t allotment_book_nights(AllotmentBook *book, const ChainHotel *hotel);
