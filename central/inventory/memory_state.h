/**
 * One hotel's state in memory, and how the next one is made from it. Only inventory_memory.c uses this.
 *
 * A state never changes. Its parts (the nights of a room type, the book of prices) are shared by the states
 * that follow until one of them has another; then the part is retired with the state that had it last.
 */
#pragma once

#include "central/inventory/inventory_memory.h"

/** Nights of one room type, by night from the state's first night on. */
typedef struct TypeNights TypeNights;

/** Overrides and restrictions, sorted for the price engine. */
typedef struct MemoryBook MemoryBook;

/** The next state of a hotel while it is made; on the stack of its writer. */
typedef struct {
    const HotelMemory *old;
    HotelMemory *state; /* parts that are not the old state's belong to it */
    MemoryBook *book;   /* the state's own book, once it has one */
} MemoryDraft;

/** A state in which nothing is for sale. */
HotelMemory *memory_state_new(const ChainHotel *hotel);

/** Frees a state with all its parts; no reader may have it. */
void memory_state_free_all(HotelMemory *state);

/** Lets go of a state that was replaced, and of those of its parts that the next state has not taken over. */
void memory_state_retire(HotelMemory *old, const HotelMemory *next);

int64_t memory_state_version(const HotelMemory *state);
gboolean memory_state_connected(const HotelMemory *state);

/** Begins as a copy of `old`; or from a snapshot, with nothing of the old state but whether the hotel is
 * connected. */
void memory_draft_begin(MemoryDraft *draft, const HotelMemory *old);
void memory_draft_load(MemoryDraft *draft, const HotelMemory *old, const InventorySnapshot *snapshot);

/** Applies the changes of a feed message; the state then stands at `version`. What it does not know is passed
 * over. */
void memory_draft_apply(MemoryDraft *draft, const json_t *changes, int64_t version);
void memory_draft_set_connected(MemoryDraft *draft, gboolean connected);

/** The finished state, with a serial number of its own. */
HotelMemory *memory_draft_finish(MemoryDraft *draft);
