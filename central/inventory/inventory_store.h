/**
 * Cells, rate overrides and restrictions in the database, and the rows in which the change feed carries them.
 */
#pragma once

#include <jansson.h>

#include "ops/postgres.h"
#include "revenue/price_rules.h"
#include "sync/inventory_rules.h"

/** What one hotel sells, read in one snapshot. */
typedef struct {
    int64_t version;
    Night business_date;
    GArray *cells;        /* InventoryCell from the business date on */
    GArray *overrides;    /* PriceOverride */
    GArray *restrictions; /* PriceRestriction */
} InventorySnapshot;

void inventory_snapshot_clear(InventorySnapshot *snapshot);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(InventorySnapshot, inventory_snapshot_clear)

/** Reads in a transaction of its own. On success the snapshot's arrays are the caller's. */
DatabaseStatus inventory_snapshot_load(PgConnection *connection, const ChainHotel *hotel,
                                       InventorySnapshot *ret_snapshot, GError **error);

/** Rows of the change feed; new references. */
json_t *inventory_cell_to_json(const InventoryCell *cell);
json_t *rate_override_to_json(const char *rate_plan, const char *room_type, Night night, gboolean withdrawn,
                              int64_t amount_minor);
json_t *restriction_to_json(const PriceRestriction *restriction);

/** A plan or type as the database and the feed write it: "*" for the empty code, which means every one. */
const char *inventory_star_or_code(const char *code);

/** And back; FALSE when the row is not of that form. */
gboolean inventory_cell_from_json(const char *hotel_code, const json_t *row, InventoryCell *ret_cell);
gboolean rate_override_from_json(const json_t *row, PriceOverride *ret_override, gboolean *ret_withdrawn);
gboolean restriction_from_json(const json_t *row, PriceRestriction *ret_restriction);

/** Key of a cell in the change feed, "A/2015-07-01"; free with g_free(). */
char *inventory_cell_key(const InventoryCell *cell);

/** A cell from columns room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted,
 * out_of_order of a result. */
void inventory_cell_from_row(const PgResult *result, guint row, guint first_column, const char *hotel_code,
                             InventoryCell *ret_cell);

/** An override that was not withdrawn, from columns rate_plan, room_type, night, amount_minor. */
void rate_override_from_row(const PgResult *result, guint row, guint first_column,
                            PriceOverride *ret_override);

/** A restriction from columns rate_plan, room_type, night, closed, closed_to_arrival, closed_to_departure,
 * min_stay, max_stay. */
void restriction_from_row(const PgResult *result, guint row, guint first_column,
                          PriceRestriction *ret_restriction);
