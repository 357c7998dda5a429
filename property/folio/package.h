#ifndef KEYRACK_PROPERTY_FOLIO_PACKAGE_H
#define KEYRACK_PROPERTY_FOLIO_PACKAGE_H

/* What the meals of a guest's rate plan move from the room to other departments, as the chain's data says:
 * charges of each night that the room's price contains. Desk thread only; writes inside a transaction. */

#include "property/folio/posting_store.h"
#include "property/stay/stay.h"

/* For a guest who checks in; nothing when the stay has its package already, or the plan none. */
DatabaseStatus package_begin(OdbcConnection *connection, const Stay *stay, const PostingContext *context,
                             GError **error);

/* The guest, who was to leave on `before`, leaves on `stay->departure`: so long the package lasts, with what
 * belongs to it only in the nights gained. */
DatabaseStatus package_follow(OdbcConnection *connection, const Stay *stay, Night before,
                              const PostingContext *context, GError **error);

#endif
