#include "central/inventory/versioned_rows.h"

#include "central/inventory/inventory_store.h"

void versioned_row_clear(VersionedRow *row)
{
    g_clear_pointer(&row->key, g_free);
    g_clear_pointer(&row->row, json_decref);
}

static char *rate_key(const PgResult *result, guint index)
{
    return g_strjoin("/", pg_result_text(result, index, 1), pg_result_text(result, index, 2),
                     pg_result_text(result, index, 3), NULL);
}

VersionedRow versioned_cell(const PgResult *result, guint index, const ChainHotel *hotel)
{
    InventoryCell cell;
    inventory_cell_from_row(result, index, 1, hotel->code, &cell);
    return (VersionedRow){
        .version = pg_result_int64(result, index, 0),
        .night = cell.night,
        .key = inventory_cell_key(&cell),
        .row = inventory_cell_to_json(&cell),
    };
}

VersionedRow versioned_override(const PgResult *result, guint index, const ChainHotel *hotel G_GNUC_UNUSED)
{
    gboolean withdrawn = pg_result_is_null(result, index, 4);
    Night night = pg_result_night(result, index, 3);
    return (VersionedRow){
        .version = pg_result_int64(result, index, 0),
        .night = night,
        .key = rate_key(result, index),
        .row = rate_override_to_json(pg_result_text(result, index, 1), pg_result_text(result, index, 2),
                                     night, withdrawn, withdrawn ? 0 : pg_result_int64(result, index, 4)),
    };
}

VersionedRow versioned_restriction(const PgResult *result, guint index, const ChainHotel *hotel G_GNUC_UNUSED)
{
    PriceRestriction restriction;
    restriction_from_row(result, index, 1, &restriction);
    return (VersionedRow){
        .version = pg_result_int64(result, index, 0),
        .night = restriction.night,
        .key = rate_key(result, index),
        .row = restriction_to_json(&restriction),
    };
}
