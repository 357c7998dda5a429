/** The chain's hotels as rows of the database: made from the configuration, kept as far ahead as it says. */
#pragma once

#include "ops/postgres.h"
#include "schemas/chain.h"

/**
 * Makes the rows of hotels that the database does not know yet, and cells up to each hotel's horizon, counted
 * from its business date. Fails when the database has a hotel that the chain lacks, or has it under another
 * number: then the configuration is wrong, not the data. Several instances may do this at once.
 */
DatabaseStatus hotel_catalogue_write(PgConnection *connection, const Chain *chain, Instant now,
                                     GError **error);

/** Newest version of a hotel's feed and its newest applied outbox entry. */
typedef struct {
    int hotel_id;
    int64_t feed_version;
    int64_t applied_entry;
    Night business_date;
} HotelPosition;

/** HotelPosition of every hotel. */
DatabaseStatus hotel_positions(PgConnection *connection, GArray **ret_positions, GError **error);

/** The stored practice clock; *ret_set is FALSE when it never was set. */
DatabaseStatus practice_clock_load(PgConnection *connection, gboolean *ret_set, Instant *ret_now,
                                   GError **error);

/** Moves the stored practice clock forward; *ret_now is what it shows afterwards (later, if somebody was
 * ahead). */
DatabaseStatus practice_clock_store(PgConnection *connection, Instant now, Instant *ret_now, GError **error);
