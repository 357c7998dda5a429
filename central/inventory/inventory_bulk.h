/**
 * Loading the memory of all hotels at once, when the centre starts.
 *
 * One hotel is loaded by four small questions (inventory_store.h); thousands would take minutes that way.
 * Here a few dozen hotels are asked for together, and several connections ask at the same time. Every hotel
 * comes from one snapshot of the database, as it does when it is loaded alone.
 */
#pragma once

#include "central/inventory/inventory_memory.h"

typedef struct {
    const Chain *chain;
    InventoryMemory *memory;
    const PgOptions *database;
    guint connections; /* 0: as many as the machine has processors */
    /** Hotels loaded so far. One call at a time, from any thread; may be NULL. */
    void (*told)(guint hotels, guint of_hotels, gpointer data);
    gpointer data;
} InventoryBulk;

/** Loads every hotel of the chain; all of them are in the database. */
DatabaseStatus inventory_bulk_load(const InventoryBulk *bulk, GError **error);
