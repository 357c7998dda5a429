/**
 * Cells, overrides and restrictions of all hotels in memory: what searches and quotes are answered from.
 *
 * It is a copy like any other: loaded from the database, then kept current by the change feed; a gap in the
 * numbers means load the hotel again. Readers hold a hotel's read lock for the length of one question; a
 * change takes its write lock for a few cells.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "ops/postgres.h"
#include "revenue/price_rules.h"
#include "schemas/chain.h"
#include "sync/feed_rules.h"

typedef struct InventoryMemory InventoryMemory;
typedef struct HotelMemory HotelMemory;

/** An empty memory of the chain's hotels; nothing is for sale until they are loaded. The chain must outlive
 * it. */
InventoryMemory *inventory_memory_new(const Chain *chain);
void inventory_memory_free(InventoryMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InventoryMemory, inventory_memory_free)

/** Loads one hotel afresh from one snapshot of the database. Any thread; readers go on with the old state. */
DatabaseStatus inventory_memory_load(InventoryMemory *memory, const ChainHotel *hotel,
                                     PgConnection *connection, GError **error);

/**
 * Takes one message of the change feed ({"hotel", "from", "to", "changes"}). FEED_LIST: the hotel must be
 * loaded again. A message about a hotel this chain does not have is ignored. Any thread.
 */
FeedDecision inventory_memory_apply(InventoryMemory *memory, const json_t *message);

/** Version up to which the hotel's memory is complete. Any thread. */
int64_t inventory_memory_version(InventoryMemory *memory, const ChainHotel *hotel);

/** Takes the hotel's read lock; give it back with hotel_memory_unlock(). NULL for a hotel of another chain.
 */
HotelMemory *hotel_memory_lock(InventoryMemory *memory, const ChainHotel *hotel);
void hotel_memory_unlock(HotelMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HotelMemory, hotel_memory_unlock)

/** Overrides and restrictions for the price engine; valid while locked. */
const PriceBook *hotel_memory_book(const HotelMemory *memory);

/** The hotel's business date; NIGHT_NONE before the first load. */
Night hotel_memory_business_date(const HotelMemory *memory);

/** Rooms of a type that every night of [arrival, departure) has left; 0 where a night has no cell. Day use
 * asks for no night and is bounded by the type's rooms. */
int32_t hotel_memory_left(const HotelMemory *memory, const ChainRoomType *room_type, Night arrival,
                          Night departure);
