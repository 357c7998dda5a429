#ifndef KEYRACK_PROPERTY_STAY_NO_SHOW_H
#define KEYRACK_PROPERTY_STAY_NO_SHOW_H

/* A guest who was expected and did not come. */

#include "ops/odbc.h"
#include "property/copy/copy_rules.h"
#include "property/folio/folio_store.h"

/* Marks one line: a stay without a room, the charge of the hotel's policy if there is one, the news for the
 * centre. In a transaction. `ret_stay` (may be NULL) receives the new stay. */
DatabaseStatus no_show_mark(OdbcConnection *connection, const CopiedReservation *reservation,
                            const CopiedLine *line, const PostingContext *context, Stay **ret_stay,
                            GError **error);

/* Marks the lines that were expected by the business date and have no stay, oldest first, at most `limit`, in
 * the running transaction. `*ret_marked` tells how many. */
DatabaseStatus no_shows_mark_expected(OdbcConnection *connection, int limit, const PostingContext *context,
                                      int *ret_marked, GError **error);

#endif
