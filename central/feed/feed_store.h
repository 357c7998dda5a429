/**
 * "Everything newer than V" of one hotel: what a reader asks when it starts, or when it missed a message.
 *
 * Rows are as they are now, each under the version of its last change; versions of rows that changed again
 * are not repeated. A reader that has applied a whole list stands at its head.
 */
#pragma once

#include <jansson.h>

#include "ops/postgres.h"
#include "schemas/chain.h"

enum { FEED_LIST_MAX = 1000 };

/**
 * {"head": V2, "applied_entry": N, "changes": [{"version", "kind", "key", "row"} …], "more": bool}; at most
 * `limit` changes, in order of their versions. With more to come, head is the version of the last change
 * listed. New reference.
 */
DatabaseStatus feed_list(PgConnection *connection, const Chain *chain, const ChainHotel *hotel, int64_t after,
                         int limit, json_t **ret_list, GError **error);

/**
 * The same for a reader over HTTP: {"hotel", "from", "to", "head", "changes", "more"}. It stands at `to` when
 * it has applied the answer; head is the newest version. Reservations only of `owner` (who booked them);
 * NULL: all.
 */
DatabaseStatus feed_list_for_reader(PgConnection *connection, const Chain *chain, const ChainHotel *hotel,
                                    int64_t after, int limit, const char *owner, json_t **ret_list,
                                    GError **error);
