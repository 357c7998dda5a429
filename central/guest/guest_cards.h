/** The guest's card stands in the document of every reservation made for them: when it changes, so do all
 * copies. */
#pragma once

#include "ops/postgres.h"
#include "schemas/chain.h"

/** Locks the guest's reservations in the order of their numbers and says how many there are. To be called
 * before the guest is locked, as the booking lane does, or the two would wait for each other. */
DatabaseStatus guest_cards_lock(PgConnection *connection, int64_t guest_id, int64_t *ret_count,
                                GError **error);

/** Gives the guest's reservations new revisions and versions and tells it in the change feed. Inside the
 * transaction that has changed the guest, as its last reads and writes. DATABASE_SOFT when there are not
 * `count` of them any more: one was being made while the guest was waited for, and the transaction has to
 * begin anew. */
DatabaseStatus guest_cards_renew(PgConnection *connection, const Chain *chain, int64_t guest_id,
                                 int64_t count, GError **error);
