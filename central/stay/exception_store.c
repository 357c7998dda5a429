#include "central/stay/exception_store.h"

static const PgStatement exceptions_read = {
    "desk_exceptions",
    "SELECT e.exception_id, e.hotel_id, e.entry, e.kind, e.confirmation_number, e.detail, e.at, e.room_type, "
    "e.first_night, e.nights, e.rooms, "
    "(SELECT coalesce(max(c.sold + c.held + c.blocked + c.out_of_order - c.sell_limit), 0) FROM "
    "inventory_cell c "
    "WHERE c.hotel_id = e.hotel_id AND c.room_type = e.room_type AND c.night >= h.business_date "
    "AND c.night >= e.first_night AND c.night < e.first_night + e.nights), h.business_date, e.reason "
    "FROM desk_exception e JOIN hotel h USING (hotel_id) "
    "WHERE ($1::integer = 0 OR e.hotel_id = $1) AND ($2::bigint = 0 OR e.exception_id < $2) "
    "ORDER BY e.exception_id DESC LIMIT $3::integer",
    3};

static void exception_free(gpointer data)
{
    DeskException *exception = data;
    g_free(exception->kind);
    g_free(exception->confirmation_number);
    g_free(exception->reason);
    g_free(exception->detail);
    g_free(exception);
}

static DeskException *exception_from_row(const PgResult *rows, guint row)
{
    DeskException *exception = g_new0(DeskException, 1);
    exception->exception_id = pg_result_int64(rows, row, 0);
    exception->hotel_id = (int)pg_result_int64(rows, row, 1);
    exception->entry = pg_result_int64(rows, row, 2);
    exception->kind = g_strdup(pg_result_text(rows, row, 3));
    exception->confirmation_number = g_strdup(pg_result_text(rows, row, 4));
    exception->reason = g_strdup(pg_result_text(rows, row, 13));
    exception->detail = g_strdup(pg_result_text(rows, row, 5));
    exception->at = pg_result_instant(rows, row, 6);
    g_strlcpy(exception->room_type, pg_result_text(rows, row, 7), sizeof exception->room_type);
    exception->nights = (int)pg_result_int64(rows, row, 9);
    exception->first_night = exception->nights > 0 ? pg_result_night(rows, row, 8) : NIGHT_NONE;
    exception->rooms = (int)pg_result_int64(rows, row, 10);
    exception->rooms_over_now = (int)MAX(pg_result_int64(rows, row, 11), 0);
    exception->business_date = pg_result_night(rows, row, 12);
    return exception;
}

DatabaseStatus exception_list(PgConnection *connection, const ChainHotel *hotel, int64_t before, int limit,
                              GPtrArray **ret_exceptions, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, hotel ? hotel->number : 0);
    pg_add_int64(parameters, before);
    pg_add_int64(parameters, limit);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &exceptions_read, parameters, &rows, error);
    if (status != DATABASE_OK)
        return status;
    *ret_exceptions = g_ptr_array_new_with_free_func(exception_free);
    for (guint i = 0; i < pg_result_rows(rows); i++)
        g_ptr_array_add(*ret_exceptions, exception_from_row(rows, i));
    return DATABASE_OK;
}
