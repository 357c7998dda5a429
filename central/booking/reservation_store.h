/**
 * Reservations, their lines and guests in the database. The lane writes many rows with one statement each;
 * readers get the same Reservation whichever way they look it up.
 */
#pragma once

#include "central/booking/reservation.h"
#include "ops/postgres.h"
#include "schemas/chain.h"

/** Queues the two statements that lock and read reservations by confirmation number and by (channel, external
 * id); their results go to reservation_rows_read() in the same order. Locks in order of the confirmation
 * number. Returns the number of the first of the two results. */
guint reservation_lock_queue(PgConnection *connection, const PgArray *confirmations, const PgArray *channels,
                             const PgArray *external_ids);

/** Reservation * from the results of the reservation rows and of their lines. Free with g_ptr_array_unref().
 */
GPtrArray *reservation_rows_read(const Chain *chain, const PgResult *rows, const PgResult *lines);

/** Reads reservations by confirmation number without locking; unknown numbers are left out. In a transaction
 * of the caller, or outside one. */
DatabaseStatus reservation_load(PgConnection *connection, const Chain *chain, const PgArray *confirmations,
                                GPtrArray **ret_reservations, GError **error);

/** Queues the statements that write reservations with all their lines: new ones, or such as are there. */
void reservation_write_queue(PgConnection *connection, GPtrArray *reservations, gboolean are_new);

/** Queues the insertion of new guests (ReservationGuest *), written at `at`. */
void guest_insert_queue(PgConnection *connection, GPtrArray *guests, Instant at);

/** A guest from columns guest_id, reference, given_name, surname, email, telephone, language, country. */
void guest_from_row(const PgResult *result, guint row, guint first_column, ReservationGuest *ret_guest);
