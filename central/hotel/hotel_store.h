/** The chain's hotels as rows of the database. */
#pragma once

#include "ops/postgres.h"
#include "schemas/chain.h"

/** Newest version of a hotel's feed and its newest applied outbox entry. */
typedef struct {
    int hotel_id;
    int64_t feed_version;
    int64_t applied_entry;
    Night business_date;
} HotelPosition;

/** Of one hotel; *ret_position stays as it is when the database does not know it. */
DatabaseStatus hotel_position(PgConnection *connection, const ChainHotel *hotel, HotelPosition *ret_position,
                              GError **error);

/** HotelPosition of every hotel. */
DatabaseStatus hotel_positions(PgConnection *connection, GArray **ret_positions, GError **error);

/** The stored practice clock; *ret_set is FALSE when it never was set. */
DatabaseStatus practice_clock_load(PgConnection *connection, gboolean *ret_set, Instant *ret_now,
                                   GError **error);

/** Moves the stored practice clock forward; *ret_now is what it shows afterwards (later, if somebody was
 * ahead). */
DatabaseStatus practice_clock_store(PgConnection *connection, Instant now, Instant *ret_now, GError **error);
