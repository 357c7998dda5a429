#ifndef KEYRACK_PROPERTY_COPY_COPY_STORE_H
#define KEYRACK_PROPERTY_COPY_COPY_STORE_H

/* The hotel's copies of what the centre owns. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/copy/copy_rules.h"
#include "revenue/price_rules.h"

/* All changes through this version are in the copies. */
DatabaseStatus copy_version_read(OdbcConnection *connection, int64_t *ret_version, GError **error);
DatabaseStatus copy_version_write(OdbcConnection *connection, int64_t version, GError **error);

/* Puts one change into the copies, unless a newer one is there already. A row that is not of the agreed form
 * is DATABASE_ROLLBACK with a COPY_ERROR: the centre's fault, to be reported, and nothing of the message is
 * kept. */
DatabaseStatus copy_change_apply(OdbcConnection *connection, const CopyChange *change, GError **error);

/* The document of a column, or NULL when it cannot be read: what is in the store may have been spoilt there,
 * and is put right from its owner (reconcile/). New reference. */
json_t *copied_document(const OdbcResult *result, guint row, guint column);

/* `*ret_reservation` stays NULL when there is no copy. `ret_document` (may be NULL) receives a new reference.
 */
DatabaseStatus copy_reservation_find(OdbcConnection *connection, const char *confirmation_number,
                                     CopiedReservation **ret_reservation, json_t **ret_document,
                                     GError **error);

/* The centre's version of a copy; 0 when the hotel made the reservation and it is not merged yet, -1
 * when there is none. */
DatabaseStatus copy_reservation_version(OdbcConnection *connection, const char *confirmation_number,
                                        int64_t *ret_version, GError **error);

/* The desk's own knowledge of a line, ahead of the centre's answer, so that lists of expected guests stay
 * short. */
DatabaseStatus copy_line_set_status(OdbcConnection *connection, const char *confirmation_number, int line,
                                    LineStatus status, GError **error);

/* Reservations by the beginning of a surname, or by confirmation number; at most `limit`, as JSON documents.
 */
DatabaseStatus copy_reservations_search(OdbcConnection *connection, const char *query, int limit,
                                        json_t **ret_documents, GError **error);

/* What a query selects so that copied_cell_of_row() can read it, and how many columns that are. */
#define COPIED_CELL_COLUMNS                                                                                  \
    "room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted, out_of_order"
#define COPIED_CELL_COLUMN_COUNT 9

CopiedCell copied_cell_of_row(const OdbcResult *result, guint row);

/* Appends overrides (PriceOverride) and restrictions (PriceRestriction) of [from, until], sorted for a
 * PriceBook. */
DatabaseStatus copy_prices_read(OdbcConnection *connection, Night from, Night until, GArray *overrides,
                                GArray *restrictions, GError **error);

/* A page of {key, version, digest} after the key `after` ("" for the first), for comparing with the centre.
 */
DatabaseStatus copy_reservation_page(OdbcConnection *connection, const char *after, int limit,
                                     json_t **ret_items, GError **error);
DatabaseStatus copy_setting_page(OdbcConnection *connection, CopyKind kind, const char *after, int limit,
                                 json_t **ret_items, GError **error);
DatabaseStatus copy_cell_page(OdbcConnection *connection, const char *after, int limit, json_t **ret_items,
                              GError **error);

#endif
