#include "property/downtime/downtime_store.h"

#include "property/audit/business_date.h"
#include "property/command/statement.h"

/* Guests who share a room stand under it one after the other. */
static const OdbcStatement read_rooms = {
    "downtime_rooms",
    "SELECT r.room, r.room_type, r.housekeeping, o.reason, s.guest_name, s.confirmation_number, s.arrival, "
    "s.departure, s.adults, s.children + s.infants, s.rate_plan, s.balance_minor FROM room r CROSS JOIN "
    "hotel_state h LEFT JOIN stay s ON s.room = r.room AND s.status = 'in_house' LEFT JOIN room_night n ON "
    "n.room = r.room AND n.night = h.business_date AND n.day_use = 0 AND n.outage IS NOT NULL LEFT JOIN "
    "room_outage o ON o.outage_id = n.outage WHERE r.in_use = 1 "
    "ORDER BY r.position, r.room, s.stay_id",
    0,
};

static const OdbcStatement read_arrivals = {
    "downtime_arrivals",
    "SELECT r.guest_name, l.confirmation_number, l.room_type, l.arrival, l.departure, l.adults, l.children + "
    "l.infants, l.rate_plan, l.total_minor, (SELECT n.room FROM room_night n WHERE n.confirmation_number = "
    "l.confirmation_number AND n.line = l.line AND n.night = l.arrival) FROM copied_line l JOIN "
    "copied_reservation r ON r.confirmation_number = l.confirmation_number WHERE l.status = 'reserved' AND "
    "l.arrival <= ? AND NOT EXISTS (SELECT 1 FROM stay s WHERE s.confirmation_number = l.confirmation_number "
    "AND s.line = l.line) ORDER BY r.guest_name, l.confirmation_number, l.line",
    1,
};

static DatabaseStatus read_body(OdbcConnection *connection, gpointer user, GError **error)
{
    DowntimeData *data = user;

    g_clear_pointer(&data->rooms, odbc_result_free);
    g_clear_pointer(&data->arrivals, odbc_result_free);
    DatabaseStatus status = business_date_read(connection, &data->business_date, error);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_rooms, &data->rooms, error, "");
    }
    return status == DATABASE_OK
               ? statement_run(connection, &read_arrivals, &data->arrivals, error, "n", data->business_date)
               : status;
}

DatabaseStatus downtime_read(OdbcConnection *connection, DowntimeData **ret_data, GError **error)
{
    g_autoptr(DowntimeData) data = g_new0(DowntimeData, 1);

    data->references = 1;
    DatabaseStatus status = odbc_run_snapshot(connection, read_body, data, error);
    if (status == DATABASE_OK) {
        *ret_data = g_steal_pointer(&data);
    }
    return status;
}

DowntimeData *downtime_data_ref(DowntimeData *data)
{
    g_atomic_int_inc(&data->references);
    return data;
}

void downtime_data_unref(DowntimeData *data)
{
    if (data == NULL || !g_atomic_int_dec_and_test(&data->references)) {
        return;
    }
    odbc_result_free(data->rooms);
    odbc_result_free(data->arrivals);
    g_free(data);
}
