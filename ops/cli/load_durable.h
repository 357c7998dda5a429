/* When the database's log was safe on disk up to a place.
 *
 * The server tells the place whenever it is asked; a thread asks it once a millisecond. A moment is answered
 * from below: the last one at which the place was surely not yet on disk, so a time that begins there is
 * never too short, and too long by the asking's millisecond at most. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "schemas/instant.h"

typedef struct LoadDurable LoadDurable;

/* Connects and starts the thread; NULL with an error when the server cannot be reached. */
LoadDurable *load_durable_new(const char *conninfo, GError **error);
void load_durable_free(LoadDurable *durable);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoadDurable, load_durable_free)

/* The last moment at which the log up to `lsn` was not on disk; INSTANT_NONE if it was from the first asking.
 * For a place that is on disk now. Places are asked in rising order; any thread, one at a time. */
Instant load_durable_moment(LoadDurable *durable, uint64_t lsn);
