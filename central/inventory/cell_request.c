#include "central/inventory/cell_request.h"

#include "central/inventory/inventory_store.h"

static const PgStatement cells_read = {
    "cells_read",
    "SELECT room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted, out_of_order "
    "FROM "
    "inventory_cell "
    "WHERE hotel_id = $1 AND night >= $2 AND night < $3 ORDER BY night, room_type",
    3};

static gboolean nights_asked(HttpRequest *request, const CellSpan *span, Night *ret_from, Night *ret_until)
{
    const char *from = http_request_query(request, "from");
    const char *until = http_request_query(request, "to");
    *ret_from = span->first;
    if (from && !night_parse(from, ret_from, NULL))
        return FALSE;
    *ret_until = *ret_from + span->nights;
    if (until && !night_parse(until, ret_until, NULL))
        return FALSE;
    return *ret_until >= *ret_from && *ret_until - *ret_from <= span->nights_max;
}

GArray *cells_requested(HttpRequest *request, Worker *worker, const ChainHotel *hotel, const CellSpan *span)
{
    Night from, until;
    if (!nights_asked(request, span, &from, &until)) {
        g_autofree char *detail =
            g_strdup_printf("from and to are dates, YYYY-MM-DD, at most %d nights apart", span->nights_max);
        central_respond_query(request, "from", detail);
        return NULL;
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, hotel->number);
    pg_add_night(parameters, from);
    pg_add_night(parameters, until);
    g_autoptr(PgResult) rows = NULL;
    GError *error = NULL;
    DatabaseStatus status = pg_execute(worker->connection, &cells_read, parameters, &rows, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return NULL;
    }
    GArray *cells = g_array_sized_new(FALSE, TRUE, sizeof(InventoryCell), pg_result_rows(rows));
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        InventoryCell cell;
        inventory_cell_from_row(rows, i, 0, hotel->code, &cell);
        g_array_append_val(cells, cell);
    }
    return cells;
}
