#include "central/inventory/inventory_store.h"

#include <string.h>

#include "ops/json.h"

static const PgStatement hotel_version = {
    "inventory_hotel_version", "SELECT feed_version, business_date FROM hotel WHERE hotel_id = $1", 1};

static const PgStatement snapshot_cells = {
    "inventory_snapshot_cells",
    "SELECT c.room_type, c.night, c.sell_limit, c.oversell_authorised, c.sold, c.held, c.blocked, c.granted, "
    "c.out_of_order "
    "FROM inventory_cell c JOIN hotel h USING (hotel_id) WHERE hotel_id = $1 AND c.night >= h.business_date",
    1};

static const PgStatement snapshot_overrides = {
    "inventory_snapshot_overrides",
    "SELECT o.rate_plan, o.room_type, o.night, o.amount_minor FROM rate_override o JOIN hotel h USING "
    "(hotel_id) "
    "WHERE hotel_id = $1 AND o.night >= h.business_date AND o.amount_minor IS NOT NULL",
    1};

static const PgStatement snapshot_restrictions = {
    "inventory_snapshot_restrictions",
    "SELECT r.rate_plan, r.room_type, r.night, r.closed, r.closed_to_arrival, r.closed_to_departure, "
    "r.min_stay, "
    "r.max_stay FROM restriction r JOIN hotel h USING (hotel_id) WHERE hotel_id = $1 AND r.night >= "
    "h.business_date",
    1};

void inventory_snapshot_clear(InventorySnapshot *snapshot)
{
    g_clear_pointer(&snapshot->cells, g_array_unref);
    g_clear_pointer(&snapshot->overrides, g_array_unref);
    g_clear_pointer(&snapshot->restrictions, g_array_unref);
}

void inventory_cell_from_row(const PgResult *result, guint row, guint first_column, const char *hotel_code,
                             InventoryCell *ret_cell)
{
    *ret_cell = (InventoryCell){
        .night = pg_result_night(result, row, first_column + 1),
        .sell_limit = (int32_t)pg_result_int64(result, row, first_column + 2),
        .oversell_authorised = (int32_t)pg_result_int64(result, row, first_column + 3),
        .sold = (int32_t)pg_result_int64(result, row, first_column + 4),
        .held = (int32_t)pg_result_int64(result, row, first_column + 5),
        .blocked = (int32_t)pg_result_int64(result, row, first_column + 6),
        .granted = (int32_t)pg_result_int64(result, row, first_column + 7),
        .out_of_order = (int32_t)pg_result_int64(result, row, first_column + 8),
    };
    g_strlcpy(ret_cell->hotel, hotel_code, sizeof ret_cell->hotel);
    g_strlcpy(ret_cell->room_type, pg_result_text(result, row, first_column), sizeof ret_cell->room_type);
}

/* The database and the feed say '*' for every plan or type, the price engine an empty code. */
static void code_from_star(char *target, gsize size, const char *text)
{
    g_strlcpy(target, strcmp(text, "*") == 0 ? "" : text, size);
}

void restriction_from_row(const PgResult *result, guint row, guint first_column,
                          PriceRestriction *ret_restriction)
{
    *ret_restriction = (PriceRestriction){
        .night = pg_result_night(result, row, first_column + 2),
        .closed = pg_result_bool(result, row, first_column + 3),
        .closed_to_arrival = pg_result_bool(result, row, first_column + 4),
        .closed_to_departure = pg_result_bool(result, row, first_column + 5),
        .min_stay_nights = (int32_t)pg_result_int64(result, row, first_column + 6),
        .max_stay_nights = (int32_t)pg_result_int64(result, row, first_column + 7),
    };
    code_from_star(ret_restriction->rate_plan, sizeof ret_restriction->rate_plan,
                   pg_result_text(result, row, first_column));
    code_from_star(ret_restriction->room_type, sizeof ret_restriction->room_type,
                   pg_result_text(result, row, first_column + 1));
}

void rate_override_from_row(const PgResult *result, guint row, guint first_column,
                            PriceOverride *ret_override)
{
    *ret_override = (PriceOverride){
        .night = pg_result_night(result, row, first_column + 2),
        .amount_minor = pg_result_int64(result, row, first_column + 3),
    };
    g_strlcpy(ret_override->rate_plan, pg_result_text(result, row, first_column),
              sizeof ret_override->rate_plan);
    g_strlcpy(ret_override->room_type, pg_result_text(result, row, first_column + 1),
              sizeof ret_override->room_type);
}

typedef struct {
    const ChainHotel *hotel;
    InventorySnapshot *snapshot;
} SnapshotRead;

static void snapshot_fill(const SnapshotRead *read, GPtrArray *results)
{
    InventorySnapshot *snapshot = read->snapshot;
    inventory_snapshot_clear(snapshot);
    snapshot->version = pg_result_int64(results->pdata[0], 0, 0);
    snapshot->business_date = pg_result_night(results->pdata[0], 0, 1);
    guint cells = pg_result_rows(results->pdata[1]);
    snapshot->cells = g_array_sized_new(FALSE, TRUE, sizeof(InventoryCell), cells);
    g_array_set_size(snapshot->cells, cells);
    for (guint i = 0; i < cells; i++)
        inventory_cell_from_row(results->pdata[1], i, 0, read->hotel->code,
                                &g_array_index(snapshot->cells, InventoryCell, i));
    guint overrides = pg_result_rows(results->pdata[2]);
    snapshot->overrides = g_array_new(FALSE, TRUE, sizeof(PriceOverride));
    g_array_set_size(snapshot->overrides, overrides);
    for (guint i = 0; i < overrides; i++)
        rate_override_from_row(results->pdata[2], i, 0,
                               &g_array_index(snapshot->overrides, PriceOverride, i));
    guint restrictions = pg_result_rows(results->pdata[3]);
    snapshot->restrictions = g_array_new(FALSE, TRUE, sizeof(PriceRestriction));
    g_array_set_size(snapshot->restrictions, restrictions);
    for (guint i = 0; i < restrictions; i++)
        restriction_from_row(results->pdata[3], i, 0,
                             &g_array_index(snapshot->restrictions, PriceRestriction, i));
}

static DatabaseStatus snapshot_body(PgConnection *connection, gpointer data, GError **error)
{
    SnapshotRead *read = data;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, read->hotel->number);
    pg_queue(connection, &hotel_version, parameters);
    pg_queue(connection, &snapshot_cells, parameters);
    pg_queue(connection, &snapshot_overrides, parameters);
    pg_queue(connection, &snapshot_restrictions, parameters);
    g_autoptr(GPtrArray) results = NULL;
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status != DATABASE_OK)
        return status;
    if (pg_result_rows(results->pdata[0]) == 0)
        return database_fail(error, DATABASE_HARD, NULL, NULL, "hotel %s is not in the database",
                             read->hotel->code);
    snapshot_fill(read, results);
    return DATABASE_OK;
}

DatabaseStatus inventory_snapshot_load(PgConnection *connection, const ChainHotel *hotel,
                                       InventorySnapshot *ret_snapshot, GError **error)
{
    SnapshotRead read = {.hotel = hotel, .snapshot = ret_snapshot};
    return pg_run_transaction(connection, PG_SNAPSHOT_READ_ONLY, snapshot_body, &read, error);
}

json_t *inventory_cell_to_json(const InventoryCell *cell)
{
    return json_pack("{s:s, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "room_type", cell->room_type, "night",
                     json_from_night(cell->night), "sell_limit", cell->sell_limit, "oversell_authorised",
                     cell->oversell_authorised, "sold", cell->sold, "held", cell->held, "blocked",
                     cell->blocked, "granted", cell->granted, "out_of_order", cell->out_of_order);
}

gboolean inventory_cell_from_json(const char *hotel_code, const json_t *row, InventoryCell *ret_cell)
{
    const char *room_type, *night;
    InventoryCell cell = {0};
    if (json_unpack((json_t *)row, "{s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:i, s?i}", "room_type", &room_type,
                    "night", &night, "sell_limit", &cell.sell_limit, "oversell_authorised",
                    &cell.oversell_authorised, "sold", &cell.sold, "held", &cell.held, "blocked",
                    &cell.blocked, "granted", &cell.granted, "out_of_order", &cell.out_of_order) != 0 ||
        !night_parse(night, &cell.night, NULL))
        return FALSE;
    g_strlcpy(cell.hotel, hotel_code, sizeof cell.hotel);
    g_strlcpy(cell.room_type, room_type, sizeof cell.room_type);
    *ret_cell = cell;
    return TRUE;
}

json_t *rate_override_to_json(const char *rate_plan, const char *room_type, Night night, gboolean withdrawn,
                              int64_t amount_minor)
{
    return json_pack("{s:s, s:s, s:o, s:o}", "rate_plan", rate_plan, "room_type", room_type, "night",
                     json_from_night(night), "amount_minor",
                     withdrawn ? json_null() : json_integer(amount_minor));
}

gboolean rate_override_from_json(const json_t *row, PriceOverride *ret_override, gboolean *ret_withdrawn)
{
    const char *rate_plan, *room_type, *night;
    json_t *amount;
    PriceOverride override = {0};
    if (json_unpack((json_t *)row, "{s:s, s:s, s:s, s:o}", "rate_plan", &rate_plan, "room_type", &room_type,
                    "night", &night, "amount_minor", &amount) != 0 ||
        !night_parse(night, &override.night, NULL))
        return FALSE;
    g_strlcpy(override.rate_plan, rate_plan, sizeof override.rate_plan);
    g_strlcpy(override.room_type, room_type, sizeof override.room_type);
    override.amount_minor = json_integer_value(amount);
    *ret_override = override;
    *ret_withdrawn = json_is_null(amount);
    return TRUE;
}

const char *inventory_star_or_code(const char *code)
{
    return code[0] ? code : "*";
}

json_t *restriction_to_json(const PriceRestriction *restriction)
{
    return json_pack("{s:s, s:s, s:o, s:b, s:b, s:b, s:i, s:i}", "rate_plan",
                     inventory_star_or_code(restriction->rate_plan), "room_type",
                     inventory_star_or_code(restriction->room_type), "night",
                     json_from_night(restriction->night), "closed", restriction->closed, "closed_to_arrival",
                     restriction->closed_to_arrival, "closed_to_departure", restriction->closed_to_departure,
                     "min_stay", restriction->min_stay_nights, "max_stay", restriction->max_stay_nights);
}

gboolean restriction_from_json(const json_t *row, PriceRestriction *ret_restriction)
{
    const char *rate_plan, *room_type, *night;
    int closed, to_arrival, to_departure, min_stay, max_stay;
    PriceRestriction restriction = {0};
    if (json_unpack((json_t *)row, "{s:s, s:s, s:s, s:b, s:b, s:b, s:i, s:i}", "rate_plan", &rate_plan,
                    "room_type", &room_type, "night", &night, "closed", &closed, "closed_to_arrival",
                    &to_arrival, "closed_to_departure", &to_departure, "min_stay", &min_stay, "max_stay",
                    &max_stay) != 0 ||
        !night_parse(night, &restriction.night, NULL))
        return FALSE;
    code_from_star(restriction.rate_plan, sizeof restriction.rate_plan, rate_plan);
    code_from_star(restriction.room_type, sizeof restriction.room_type, room_type);
    restriction.closed = closed;
    restriction.closed_to_arrival = to_arrival;
    restriction.closed_to_departure = to_departure;
    restriction.min_stay_nights = min_stay;
    restriction.max_stay_nights = max_stay;
    *ret_restriction = restriction;
    return TRUE;
}

char *inventory_cell_key(const InventoryCell *cell)
{
    char night[NIGHT_TEXT_SIZE];
    return g_strdup_printf("%s/%s", cell->room_type, night_write(cell->night, night));
}
