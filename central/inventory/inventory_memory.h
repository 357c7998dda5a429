/**
 * Cells, overrides and restrictions of all hotels in memory: what searches and quotes are answered from.
 *
 * It is a copy like any other: loaded from the database, then kept current by the change feed; a gap in the
 * numbers means load the hotel again.
 *
 * What is known of a hotel at one version is a HotelMemory, which never changes. A change makes a new one
 * that shares with the old what stayed the same (the nights of the other room types, the prices) and puts it
 * in its place; the old one is freed when its last reader has left (ops/epoch.h). So a reader waits for
 * nobody, sees either all of a change or nothing of it, and delays no writer.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "central/inventory/inventory_store.h"
#include "ops/postgres.h"
#include "revenue/price_rules.h"
#include "schemas/chain.h"
#include "sync/feed_rules.h"

typedef struct InventoryMemory InventoryMemory;
typedef struct HotelMemory HotelMemory;

/** An empty memory of the chain's hotels; nothing is for sale until they are loaded. The chain must outlive
 * it. */
InventoryMemory *inventory_memory_new(const Chain *chain);

/** No reader may be left. NULL does nothing. */
void inventory_memory_free(InventoryMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InventoryMemory, inventory_memory_free)

/** Loads one hotel afresh from one snapshot of the database. Any thread; readers go on with the old state. */
DatabaseStatus inventory_memory_load(InventoryMemory *memory, const ChainHotel *hotel,
                                     PgConnection *connection, GError **error);

/** Takes a snapshot that was read already, unless a newer state is there. Any thread. */
void inventory_memory_take(InventoryMemory *memory, const ChainHotel *hotel,
                           const InventorySnapshot *snapshot);

/**
 * Takes one message of the change feed ({"hotel", "from", "to", "changes"}). FEED_LIST: the hotel must be
 * loaded again. A message about a hotel this chain does not have is ignored. Any thread.
 */
FeedDecision inventory_memory_apply(InventoryMemory *memory, const json_t *message);

/** Whether the hotel's line is alive: then rooms granted to it can be called back, and count as left. Not
 * connected until it is said. Any thread. */
void inventory_memory_set_connected(InventoryMemory *memory, const ChainHotel *hotel, gboolean connected);

/** Version up to which the hotel's memory is complete. Any thread. */
int64_t inventory_memory_version(InventoryMemory *memory, const ChainHotel *hotel);

/** What is known of a hotel now; it stays as it is until hotel_memory_close(), on the same thread and soon.
 * Any number at once, of one hotel or several. Never waits. NULL for a hotel of another chain. */
HotelMemory *hotel_memory_open(InventoryMemory *memory, const ChainHotel *hotel);
void hotel_memory_close(HotelMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HotelMemory, hotel_memory_close)

/** Overrides and restrictions for the price engine; valid until closed. */
const PriceBook *hotel_memory_book(const HotelMemory *memory);

/** The hotel's business date; NIGHT_NONE before the first load. */
Night hotel_memory_business_date(const HotelMemory *memory);

/** A number that no other state of any hotel has in this process: what was computed from a state may be kept
 * and given again as long as the hotel is found in a state of the same number. */
guint64 hotel_memory_serial(const HotelMemory *memory);

/** Rooms of a type that every night of [arrival, departure) has left; 0 where a night has no cell. Rooms
 * granted to the hotel count while it is connected. Day use asks for no night and is bounded by the type's
 * rooms. */
int32_t hotel_memory_left(const HotelMemory *memory, const ChainRoomType *room_type, Night arrival,
                          Night departure);

/** Rooms of all types that are granted to the hotel for a night. */
int32_t hotel_memory_granted(const HotelMemory *memory, Night night);
