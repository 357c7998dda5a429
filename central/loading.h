/**
 * What the centre does with the database once, before it serves: hotels are opened, then the memory is
 * loaded. Either may take minutes for a chain of thousands of hotels, so they tell how far they are: in the
 * log every few seconds, or, when somebody waits at a terminal, by a progress bar.
 */
#pragma once

#include "central/central.h"

/** Opens what the database lacks of the chain. */
DatabaseStatus central_open_hotels(Central *central, PgConnection *connection, gboolean with_bar,
                                   GError **error);

/** Loads every hotel into the memory. */
DatabaseStatus central_load_memory(Central *central, GError **error);
