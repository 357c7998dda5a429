#ifndef KEYRACK_PROPERTY_COPY_CHECK_STORE_H
#define KEYRACK_PROPERTY_COPY_CHECK_STORE_H

/* Counting what must never be: read from the rows themselves, not from what the code believes. Desk thread
 * only. */

#include "ops/odbc.h"
#include <jansson.h>
#include <stdbool.h>

typedef struct CheckCounts {
    int64_t stays;                 /* looked at */
    int64_t folios_unbalanced;     /* guests who left without having settled, and were not charged later */
    int64_t folios_misadded;       /* stays whose totals differ from their postings */
    int64_t rooms_doubly_occupied; /* rooms with more than one stay in the house */
    int64_t rights_overused;       /* cells of which more was sold in the hotel's right than was granted */
    int64_t outbox_gaps;           /* entries that should wait in the outbox and do not */
    int64_t last_entry;            /* number of the outbox's last entry */
    json_t *findings;              /* [{"check", "place", "detail"}] of the first of each, or NULL */
} CheckCounts;

/* Looks at the next folios after `*after`, adds to `counts` and moves `*after` on. `*ret_more`: there are
 * others. */
DatabaseStatus check_folios(OdbcConnection *connection, int limit, int64_t *after, CheckCounts *counts,
                            bool *ret_more, GError **error);

DatabaseStatus check_rooms(OdbcConnection *connection, CheckCounts *counts, GError **error);

/* What the hotel used of its rights against what the centre granted. */
DatabaseStatus check_rights(OdbcConnection *connection, CheckCounts *counts, GError **error);

/* Numbers of the outbox have no gap. */
DatabaseStatus check_outbox(OdbcConnection *connection, CheckCounts *counts, GError **error);

#endif
