/**
 * Opening hotels: the rows of hotels that the database does not know yet, and cells as far ahead as each
 * hotel's configuration says.
 *
 * A chain of thousands of hotels has tens of millions of cells. They are made set by set, a few hotels in one
 * transaction and several transactions at a time. A hotel is opened wholly or not at all; whoever is stopped
 * in the middle begins again with the hotels that are left. Several instances may open at once.
 */
#pragma once

#include "ops/postgres.h"
#include "schemas/chain.h"

typedef struct {
    const Chain *chain;
    Instant now;
    const PgOptions *database; /* for connections beside the given one; NULL: it does all the work */
    guint connections;         /* beside it; 0: as many as the machine has processors */
    /** Hotels opened or extended so far, of those that need it. One call at a time, from any thread; may be
     * NULL. */
    void (*told)(guint hotels, guint of_hotels, gpointer data);
    gpointer data;
} HotelOpening;

/**
 * Makes what is missing; nothing where every hotel reaches its horizon, counted from its business date. Fails
 * when the database has a hotel that the chain lacks, or has it under another number: then the configuration
 * is wrong, not the data.
 */
DatabaseStatus hotel_opening_run(PgConnection *connection, const HotelOpening *opening, GError **error);
