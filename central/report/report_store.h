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

/**
 * What must never be, counted from the rows themselves: {"<check>": n, …, "findings": [{"check", "hotel",
 * "place", "detail"}], "exceptions", "hotels": […]}. Every check must be 0; the first places of each are
 * named in "findings".
 */
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
