#include "central/rate/rate_store.h"

#include "central/inventory/inventory_store.h"

static const PgStatement hotel_lock = {
    "rate_hotel_lock", "SELECT feed_version, applied_entry FROM hotel WHERE hotel_id = $1 FOR UPDATE", 1};

static const PgStatement overrides_write = {
    "rate_overrides_write",
    "INSERT INTO rate_override (hotel_id, rate_plan, room_type, night, amount_minor, version) "
    "SELECT $1::integer, u.* FROM unnest($2::text[], $3::text[], $4::date[], $5::bigint[], $6::bigint[]) u "
    "ON CONFLICT (hotel_id, rate_plan, room_type, night) "
    "DO UPDATE SET amount_minor = excluded.amount_minor, version = excluded.version",
    6};

static const PgStatement restrictions_write = {
    "restrictions_write",
    "INSERT INTO restriction (hotel_id, rate_plan, room_type, night, closed, closed_to_arrival, "
    "closed_to_departure, "
    "min_stay, max_stay, version) SELECT $1::integer, u.* FROM unnest($2::text[], $3::text[], $4::date[], "
    "$5::boolean[], "
    "$6::boolean[], $7::boolean[], $8::integer[], $9::integer[], $10::bigint[]) u "
    "ON CONFLICT (hotel_id, rate_plan, room_type, night) DO UPDATE SET closed = excluded.closed, "
    "closed_to_arrival = excluded.closed_to_arrival, closed_to_departure = excluded.closed_to_departure, "
    "min_stay = excluded.min_stay, max_stay = excluded.max_stay, version = excluded.version",
    10};

static const PgStatement version_write = {"rate_version_write",
                                          "UPDATE hotel SET feed_version = $2 WHERE hotel_id = $1", 2};

typedef struct {
    const ChainHotel *hotel;
    const GArray *changes;
    const GArray *restrictions;
    FeedMessage *message;
} RateWrite;

static char *rate_key(const char *rate_plan, const char *room_type, Night night)
{
    char text[NIGHT_TEXT_SIZE];
    return g_strjoin("/", inventory_star_or_code(rate_plan), inventory_star_or_code(room_type),
                     night_write(night, text), NULL);
}

static void queue_columns(PgConnection *connection, const PgStatement *statement, const ChainHotel *hotel,
                          PgArray **columns, guint count)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, hotel->number);
    for (guint i = 0; i < count; i++) {
        pg_add_array(parameters, columns[i]);
        pg_array_free(columns[i]);
    }
    pg_queue(connection, statement, parameters);
}

static void queue_overrides(PgConnection *connection, const RateWrite *write)
{
    PgArray *columns[5];
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        columns[i] = pg_array_new();
    for (guint i = 0; i < write->changes->len; i++) {
        const RateChange *change = &g_array_index(write->changes, RateChange, i);
        g_autofree char *key = rate_key(change->rate_plan, change->room_type, change->night);
        json_t *row = rate_override_to_json(change->rate_plan, change->room_type, change->night,
                                            change->withdrawn, change->amount_minor);
        int64_t version = feed_message_add(write->message, "rate_override", key, row);
        pg_array_add_text(columns[0], change->rate_plan);
        pg_array_add_text(columns[1], change->room_type);
        pg_array_add_night(columns[2], change->night);
        if (change->withdrawn)
            pg_array_add_null(columns[3]);
        else
            pg_array_add_int64(columns[3], change->amount_minor);
        pg_array_add_int64(columns[4], version);
    }
    queue_columns(connection, &overrides_write, write->hotel, columns, G_N_ELEMENTS(columns));
}

static void queue_restrictions(PgConnection *connection, const RateWrite *write)
{
    PgArray *columns[9];
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        columns[i] = pg_array_new();
    for (guint i = 0; i < write->restrictions->len; i++) {
        const PriceRestriction *restriction = &g_array_index(write->restrictions, PriceRestriction, i);
        g_autofree char *key = rate_key(restriction->rate_plan, restriction->room_type, restriction->night);
        int64_t version =
            feed_message_add(write->message, "restriction", key, restriction_to_json(restriction));
        pg_array_add_text(columns[0], inventory_star_or_code(restriction->rate_plan));
        pg_array_add_text(columns[1], inventory_star_or_code(restriction->room_type));
        pg_array_add_night(columns[2], restriction->night);
        pg_array_add_bool(columns[3], restriction->closed);
        pg_array_add_bool(columns[4], restriction->closed_to_arrival);
        pg_array_add_bool(columns[5], restriction->closed_to_departure);
        pg_array_add_int64(columns[6], restriction->min_stay_nights);
        pg_array_add_int64(columns[7], restriction->max_stay_nights);
        pg_array_add_int64(columns[8], version);
    }
    queue_columns(connection, &restrictions_write, write->hotel, columns, G_N_ELEMENTS(columns));
}

static DatabaseStatus write_body(PgConnection *connection, gpointer data, GError **error)
{
    RateWrite *write = data;
    g_clear_pointer(&write->message, feed_message_free);
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, write->hotel->number);
    g_autoptr(PgResult) locked = NULL;
    DatabaseStatus status = pg_execute(connection, &hotel_lock, parameters, &locked, error);
    if (status != DATABASE_OK)
        return status;
    write->message =
        feed_message_new(write->hotel, pg_result_int64(locked, 0, 0), pg_result_int64(locked, 0, 1));
    queue_overrides(connection, write);
    queue_restrictions(connection, write);
    pg_add_int64(parameters, write->message->to);
    pg_queue(connection, &version_write, parameters);
    g_autoptr(GPtrArray) messages = g_ptr_array_new();
    g_ptr_array_add(messages, write->message);
    feed_emit_queue(connection, messages);
    return pg_collect(connection, NULL, error);
}

DatabaseStatus rate_changes_write(PgConnection *connection, const ChainHotel *hotel, const GArray *changes,
                                  const GArray *restrictions, FeedMessage **ret_message, GError **error)
{
    RateWrite write = {.hotel = hotel, .changes = changes, .restrictions = restrictions};
    DatabaseStatus status = pg_run_transaction(connection, PG_READ_COMMITTED, write_body, &write, error);
    if (status == DATABASE_OK)
        *ret_message = write.message;
    else
        feed_message_free(write.message);
    return status;
}
