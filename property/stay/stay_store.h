#ifndef KEYRACK_PROPERTY_STAY_STAY_STORE_H
#define KEYRACK_PROPERTY_STAY_STAY_STORE_H

/* Stays and the night prices promised with them. Desk thread only; writes inside a transaction.
 *
 * The centre's copy of a stay changes when it is told: at check-in, move, check-out and no-show, not with
 * each posting. stay_tell() gives the row its next version and digest and puts it into the outbox;
 * stay_save() only keeps it. */

#include "ops/odbc.h"
#include "property/stay/stay.h"

/* SQL: nobody has come for the line `l` of a reservation. Whose check-in was undone is expected again. */
#define LINE_NOT_ARRIVED                                                                                     \
    "NOT EXISTS (SELECT 1 FROM stay s WHERE s.confirmation_number = l.confirmation_number AND s.line = "     \
    "l.line AND s.undone_on IS NULL)"

/* `*ret_stay` stays NULL when there is none. */
DatabaseStatus stay_find(OdbcConnection *connection, int64_t stay_id, Stay **ret_stay, GError **error);
DatabaseStatus stay_find_line(OdbcConnection *connection, const char *confirmation_number, int line,
                              Stay **ret_stay, GError **error);

/* The stays of all lines of a reservation: GPtrArray of Stay. */
DatabaseStatus stays_of_reservation(OdbcConnection *connection, const char *confirmation_number,
                                    GPtrArray **ret_stays, GError **error);

/* The guests in the house who share the room of this stay: GPtrArray of Stay. */
DatabaseStatus stays_sharing(OdbcConnection *connection, int64_t stay_id, GPtrArray **ret_stays,
                             GError **error);

/* Gives a new stay its id and first version and writes it with its night prices (int64_t, one a night from
 * arrival). stay_announce() must follow in the same transaction, after whatever is posted with it. */
DatabaseStatus stay_insert(OdbcConnection *connection, Stay *stay, const GArray *night_prices_minor,
                           GError **error);

/* Writes what the guest of an undone check-in booked as it is now, with its night prices; nothing is on the
 * folio. */
DatabaseStatus stay_renew(OdbcConnection *connection, const Stay *stay, const GArray *night_prices_minor,
                          GError **error);

/* Writes all that can change but the totals, which posting keeps (folio/posting_store.h), without telling the
 * centre. */
DatabaseStatus stay_save(OdbcConnection *connection, const Stay *stay, GError **error);

/* Writes, and tells the centre with an outbox entry of `kind`: the stay's row and the members of `extra`
 * (borrowed, may be NULL). For a stay just inserted. */
DatabaseStatus stay_announce(OdbcConnection *connection, Stay *stay, const char *kind, const json_t *extra,
                             Instant at, GError **error);

/* The same under the next version: for a stay the centre has been told of before. */
DatabaseStatus stay_tell(OdbcConnection *connection, Stay *stay, const char *kind, const json_t *extra,
                         Instant at, GError **error);

/* The promised prices of the nights of a stay from arrival on (int64_t). Caller frees with g_array_unref().
 */
DatabaseStatus stay_night_prices(OdbcConnection *connection, const Stay *stay, GArray **ret_prices_minor,
                                 GError **error);

/* The promised price of one night; DATABASE_HARD when the stay does not include it. */
DatabaseStatus stay_night_price(OdbcConnection *connection, const Stay *stay, Night night,
                                int64_t *ret_price_minor, GError **error);

/* Promises the price of one night, anew or for the first time. */
DatabaseStatus stay_night_set(OdbcConnection *connection, const Stay *stay, Night night, int64_t price_minor,
                              GError **error);

/* The stay does not include the nights from `from` on any more. */
DatabaseStatus stay_nights_drop(OdbcConnection *connection, const Stay *stay, Night from, GError **error);

/* Stays in the house that lack the room posting of `night`, from the one after the stay id `after`, at most
 * `limit`: GPtrArray of Stay. */
DatabaseStatus stays_lacking_night(OdbcConnection *connection, Night night, int64_t after, int limit,
                                   GPtrArray **ret_stays, GError **error);

/* Whether the room of this night is on the guest's folio. */
DatabaseStatus stay_night_charged(OdbcConnection *connection, const Stay *stay, Night night,
                                  bool *ret_charged, GError **error);

/* A page of {key, version, digest} after the stay id `after`, for comparing with the centre. */
DatabaseStatus stay_page(OdbcConnection *connection, int64_t after, int limit, json_t **ret_items,
                         GError **error);

#endif
