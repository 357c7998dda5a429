#include "property/downtime/downtime_store.h"

#include "property/audit/business_date.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/room/room_store.h"
#include "property/stay/stay_store.h"
#include "revenue/price_rules.h"

/* Guests who share a room stand under it one after the other. */
static const OdbcStatement read_rooms = {
    "downtime_rooms",
    "SELECT r.room, r.room_type, r.housekeeping, o.reason, s.guest_name, s.confirmation_number, s.arrival, "
    "s.departure, s.adults, s.children + s.infants, s.rate_plan, s.balance_minor, CASE WHEN " ROOM_READY(
        "r.housekeeping") " THEN 1 ELSE 0 END FROM room r CROSS JOIN "
                          "hotel_state h LEFT JOIN stay s ON s.room = r.room AND s.status = 'in_house' LEFT "
                          "JOIN room_night n ON "
                          "n.room = r.room AND n.night = h.business_date AND n.day_use = 0 AND n.outage IS "
                          "NOT NULL LEFT JOIN "
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
    "l.arrival <= ? AND " LINE_NOT_ARRIVED " ORDER BY r.guest_name, l.confirmation_number, l.line",
    1,
};

/* Lists that people write into are cut where a pack would grow without bound. */
#define LINES_MAX 500

static const OdbcStatement read_calls = {
    "downtime_calls",
    "SELECT n.due_on, n.due_minute, n.room, s.guest_name, n.text FROM note n LEFT JOIN stay s ON s.stay_id = "
    "n.stay_id WHERE n.kind = 'wake_up' AND n.closed_at IS NULL AND n.due_on <= ? ORDER BY n.due_on, "
    "n.due_minute, n.note_id LIMIT ?",
    2,
};

static const OdbcStatement read_notes = {
    "downtime_notes",
    "SELECT n.kind, n.room, r.guest_name, n.text, n.due_on FROM note n LEFT JOIN copied_reservation r ON "
    "r.confirmation_number = n.confirmation_number WHERE n.kind IN ('alert', 'message', 'trace') AND "
    "n.closed_at "
    "IS NULL AND (n.due_on IS NULL OR n.due_on <= ?) AND (n.confirmation_number IS NULL OR n.stay_id IS NOT "
    "NULL OR "
    "EXISTS (SELECT 1 FROM copied_line l WHERE l.confirmation_number = n.confirmation_number AND l.status IN "
    "('reserved', 'in_house') AND l.arrival <= ?)) ORDER BY n.kind, n.room, n.note_id LIMIT ?",
    3,
};

/* The first of the hotel's plans that sells the type in that night: what a walk-in pays. */
static int64_t walk_in_price(const ChainHotel *hotel, const ChainRoomType *type, Night night,
                             Night business_date, const PriceBook *book)
{
    for (guint i = 0; i < hotel->rate_plans->len; i++) {
        g_auto(PriceBreakdown) price;
        PriceRefusal refusal;
        PriceRequest request = {
            .hotel = hotel,
            .plan = g_ptr_array_index(hotel->rate_plans, i),
            .room_type = type,
            .arrival = night,
            .departure = night + 1,
            .booked_on = business_date,
            .occupancy = {.adults = 2},
            .book = book,
        };
        price_breakdown_init(&price, hotel);
        if (g_ptr_array_find(request.plan->room_types, type, NULL) &&
            price_offer(&request, &price, &refusal)) {
            return price.total_minor;
        }
    }
    return DOWNTIME_NO_PRICE;
}

static DatabaseStatus read_prices(OdbcConnection *connection, DowntimeData *data, GError **error)
{
    const ChainHotel *hotel = data->hotel;
    Night from = data->business_date;
    g_autoptr(GArray) overrides = g_array_new(FALSE, FALSE, sizeof(PriceOverride));
    g_autoptr(GArray) restrictions = g_array_new(FALSE, FALSE, sizeof(PriceRestriction));

    DatabaseStatus status =
        copy_prices_read(connection, from, from + DOWNTIME_PRICE_NIGHTS, overrides, restrictions, error);
    if (status != DATABASE_OK) {
        return status;
    }
    PriceBook book = {
        .overrides = (const PriceOverride *)(const void *)overrides->data,
        .override_count = overrides->len,
        .restrictions = (const PriceRestriction *)(const void *)restrictions->data,
        .restriction_count = restrictions->len,
    };
    g_free(data->prices);
    data->prices = g_new(int64_t, hotel->room_types->len * DOWNTIME_PRICE_NIGHTS);
    for (guint i = 0; i < hotel->room_types->len * DOWNTIME_PRICE_NIGHTS; i++) {
        data->prices[i] =
            walk_in_price(hotel, g_ptr_array_index(hotel->room_types, i / DOWNTIME_PRICE_NIGHTS),
                          from + (Night)(i % DOWNTIME_PRICE_NIGHTS), from, &book);
    }
    return DATABASE_OK;
}

static DatabaseStatus read_body(OdbcConnection *connection, gpointer user, GError **error)
{
    DowntimeData *data = user;

    g_clear_pointer(&data->rooms, odbc_result_free);
    g_clear_pointer(&data->arrivals, odbc_result_free);
    g_clear_pointer(&data->calls, odbc_result_free);
    g_clear_pointer(&data->notes, odbc_result_free);
    DatabaseStatus status = business_date_read(connection, &data->business_date, error);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_rooms, &data->rooms, error, "");
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_arrivals, &data->arrivals, error, "n", data->business_date);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_calls, &data->calls, error, "ni", data->business_date + 1,
                               LINES_MAX);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_notes, &data->notes, error, "nni", data->business_date + 1,
                               data->business_date, LINES_MAX);
    }
    return status == DATABASE_OK ? read_prices(connection, data, error) : status;
}

DatabaseStatus downtime_read(OdbcConnection *connection, const ChainHotel *hotel, DowntimeData **ret_data,
                             GError **error)
{
    g_autoptr(DowntimeData) data = g_new0(DowntimeData, 1);

    data->references = 1;
    data->hotel = hotel;
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
    odbc_result_free(data->calls);
    odbc_result_free(data->notes);
    g_free(data->prices);
    g_free(data);
}
