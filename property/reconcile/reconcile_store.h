#ifndef KEYRACK_PROPERTY_RECONCILE_RECONCILE_STORE_H
#define KEYRACK_PROPERTY_RECONCILE_RECONCILE_STORE_H

/* The hotel's side of comparing copies: its rows by day as they stand in the store, and putting a wrong one
 * right. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "sync/reconcile_rules.h"

/* How far the store is. */
typedef struct ReconcilePosition {
    int64_t feed_version; /* the copies have all changes through here */
    int64_t last_entry;   /* of the outbox */
    int64_t stay_version; /* the newest of the hotel's stays */
} ReconcilePosition;

DatabaseStatus reconcile_position_read(OdbcConnection *connection, ReconcilePosition *ret_position,
                                       GError **error);

/* Where a walk through the rows of a table stands: behind this day and key. */
typedef struct ReconcileCursor {
    ReconcileTable table;
    Night day;
    char *key; /* "" : before the day's first row */
    Night until;
} ReconcileCursor;

/* Appends the next rows (ReconcileRow, without what they say) of days before `cursor->until`, moves the
 * cursor on, and tells whether others may follow. A row that contradicts itself has an empty digest. */
DatabaseStatus reconcile_page_read(OdbcConnection *connection, ReconcileCursor *cursor, int limit,
                                   GPtrArray *rows, bool *ret_more, GError **error);

/* One row with what it says; `*ret_row` stays NULL when there is none. */
DatabaseStatus reconcile_row_read(OdbcConnection *connection, ReconcileTable table, const char *key,
                                  ReconcileRow **ret_row, GError **error);

/* The first day from `from` on that has rows; NIGHT_NONE. */
DatabaseStatus reconcile_next_day(OdbcConnection *connection, ReconcileTable table, Night from,
                                  Night *ret_day, GError **error);

/* ---- putting right: inside a transaction ----
 *
 * Each does nothing, and leaves `*ret_done` false, when the row is no longer what was `seen` (NULL: none):
 * then somebody changed it meanwhile, and it is looked at again. */

/* Puts the centre's row in the place of a missing or wrong copy. DATABASE_ROLLBACK with a COPY_ERROR when the
 * centre's row cannot be read. */
DatabaseStatus reconcile_replace(OdbcConnection *connection, ReconcileTable table, const ReconcileRow *seen,
                                 const ReconcileRow *owner, bool *ret_done, GError **error);

/* Nor does it anything to a reservation of version 0, which the hotel made, while the outbox has entries. */
DatabaseStatus reconcile_remove(OdbcConnection *connection, ReconcileTable table, const ReconcileRow *seen,
                                bool *ret_done, GError **error);

/* Tells the centre of a stay once more, under its next version, through the outbox. */
DatabaseStatus reconcile_send_again(OdbcConnection *connection, const ReconcileRow *seen, Instant at,
                                    bool *ret_done, GError **error);

#endif
