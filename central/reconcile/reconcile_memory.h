/**
 * What each hotel last said about comparing its copies. Hotels repeat it every few seconds to all instances,
 * so it is kept in memory only. Any thread.
 */
#pragma once

#include <jansson.h>

#include "schemas/chain.h"
#include "schemas/instant.h"

typedef struct ReconcileMemory ReconcileMemory;

ReconcileMemory *reconcile_memory_new(void);
void reconcile_memory_free(ReconcileMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReconcileMemory, reconcile_memory_free)

/** Keeps a hotel's report, heard at `now`; takes over the reference. */
void reconcile_memory_put(ReconcileMemory *memory, const ChainHotel *hotel, json_t *report, Instant now);

/** The hotel's report with "hotel", "heard_at" and its age as of `now`; a hotel not heard yet says nothing
 * but its name. New reference. */
json_t *reconcile_memory_report(ReconcileMemory *memory, const ChainHotel *hotel, Instant now);

/** The same in one line: {"hotel", "heard_at", "agrees", "checked_at", "age_ms", "open", "repaired"}. */
json_t *reconcile_memory_line(ReconcileMemory *memory, const ChainHotel *hotel, Instant now);
