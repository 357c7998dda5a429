/** Questions over the whole of what the centre holds. */
#pragma once

#include <jansson.h>

#include "ops/postgres.h"
#include "schemas/chain.h"

/**
 * Production by hotel and month of arrival: room lines booked, cancelled, no-show, checked out; room nights
 * charged and room revenue of the stays that checked out, as their hotels reported them. `hotel` NULL: all.
 * Months [from, until). New reference.
 */
DatabaseStatus report_production(PgConnection *connection, const Chain *chain, const ChainHotel *hotel,
                                 Night from, Night until, json_t **ret_report, GError **error);

/** {"cells_over_limit", "cells_counted_wrong", "folios_unbalanced", "exceptions", "hotels": [...]}: all the
 * first three must be 0. cells_counted_wrong compares each cell's sold and held rooms with the lines and
 * holds that keep it. */
DatabaseStatus report_checks(PgConnection *connection, json_t **ret_checks, GError **error);

typedef struct {
    const Chain *chain;
    const ChainHotel *hotel;
    const char *after; /* key behind which the page begins; "" for the first */
    int limit;
} CopyPage;

gboolean copy_table_is_known(const char *table);

/** {"items": [{"key", "version", "digest"}]} in order of the key; an empty page is the end. */
DatabaseStatus copy_page_read(PgConnection *connection, const CopyPage *page, const char *table,
                              json_t **ret_page, GError **error);
