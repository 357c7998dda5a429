#include "central/feed/feed_store.h"

#include <string.h>

#include "central/booking/reservation_store.h"
#include "central/feed/feed_message.h"
#include "central/inventory/versioned_rows.h"
#include "ops/json.h"

static const PgStatement list_hotel = {"feed_list_hotel",
                                       "SELECT feed_version, version, business_date, cells_from, "
                                       "cells_until, applied_entry FROM hotel WHERE hotel_id = $1",
                                       1};

static const PgStatement list_reservations = {
    "feed_list_reservations",
    "SELECT version, confirmation_number FROM reservation WHERE hotel_id = $1 AND version > $2::bigint "
    "AND ($4::text IS NULL OR booked_by = $4) ORDER BY version LIMIT $3::integer",
    4};

static const PgStatement list_cells = {
    "feed_list_cells",
    "SELECT version, room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted, "
    "out_of_order FROM "
    "inventory_cell "
    "WHERE hotel_id = $1 AND version > $2::bigint ORDER BY version LIMIT $3::integer",
    3};

static const PgStatement list_overrides = {
    "feed_list_overrides",
    "SELECT version, rate_plan, room_type, night, amount_minor FROM rate_override "
    "WHERE hotel_id = $1 AND version > $2::bigint ORDER BY version LIMIT $3::integer",
    3};

static const PgStatement list_restrictions = {
    "feed_list_restrictions",
    "SELECT version, rate_plan, room_type, night, closed, closed_to_arrival, closed_to_departure, min_stay, "
    "max_stay "
    "FROM restriction WHERE hotel_id = $1 AND version > $2::bigint ORDER BY version LIMIT $3::integer",
    3};

typedef struct {
    const Chain *chain;
    const ChainHotel *hotel;
    int64_t after;
    int limit;
    const char *owner; /* whose reservations are listed; NULL: all */
    int64_t newest;
    json_t *list;
} FeedRead;

typedef struct {
    int64_t version;
    const char *kind;
    char *key;
    json_t *row; /* NULL for a reservation until its document is read */
} Change;

static void change_clear(gpointer data)
{
    Change *change = data;
    g_free(change->key);
    json_decref(change->row);
}

static void take(GArray *changes, int64_t version, const char *kind, char *key, json_t *row)
{
    Change change = {.version = version, .kind = kind, .key = key, .row = row};
    g_array_append_val(changes, change);
}

static void take_hotel(GArray *changes, const FeedRead *read, const PgResult *rows)
{
    int64_t version = pg_result_int64(rows, 0, 1);
    if (version <= read->after)
        return;
    take(changes, version, "hotel", g_strdup(read->hotel->code),
         json_pack("{s:s, s:s, s:s, s:s}", "hotel", read->hotel->code, "business_date",
                   pg_result_text(rows, 0, 2), "cells_from", pg_result_text(rows, 0, 3), "cells_until",
                   pg_result_text(rows, 0, 4)));
}

static void take_rows(GArray *changes, const FeedRead *read, const char *kind, const PgResult *rows,
                      VersionedRowRead read_row)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        VersionedRow row = read_row(rows, i, read->hotel);
        take(changes, row.version, kind, row.key, row.row);
    }
}

static gint by_version(gconstpointer left, gconstpointer right)
{
    int64_t a = ((const Change *)left)->version;
    int64_t b = ((const Change *)right)->version;
    return (a > b) - (a < b);
}

/* Documents of the reservations that made it into the list. */
static DatabaseStatus read_documents(PgConnection *connection, const FeedRead *read, GArray *changes,
                                     GError **error)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < changes->len; i++) {
        Change *change = &g_array_index(changes, Change, i);
        if (change->row)
            continue;
        pg_array_add_text(numbers, change->key);
        g_hash_table_insert(wanted, change->key, change);
    }
    if (pg_array_length(numbers) == 0)
        return DATABASE_OK;
    g_autoptr(GPtrArray) reservations = NULL;
    DatabaseStatus status = reservation_load(connection, read->chain, numbers, &reservations, error);
    if (status != DATABASE_OK)
        return status;
    for (guint i = 0; i < reservations->len; i++) {
        const Reservation *reservation = reservations->pdata[i];
        Change *change = g_hash_table_lookup(wanted, reservation->confirmation_number);
        change->row = reservation_to_json(reservation);
    }
    return DATABASE_OK;
}

static json_t *list_make(GArray *changes, int64_t head, int64_t applied_entry, gboolean more)
{
    json_t *list = json_array();
    for (guint i = 0; i < changes->len; i++) {
        const Change *change = &g_array_index(changes, Change, i);
        json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:O}", "version", (json_int_t)change->version,
                                              "kind", change->kind, "key", change->key, "row", change->row));
    }
    return json_pack("{s:I, s:I, s:o, s:b}", "head", (json_int_t)head, "applied_entry",
                     (json_int_t)applied_entry, "changes", list, "more", more);
}

static void queue_lists(PgConnection *connection, const FeedRead *read)
{
    static const PgStatement *const lists[] = {&list_cells, &list_overrides, &list_restrictions};
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, read->hotel->number);
    pg_queue(connection, &list_hotel, parameters);
    pg_add_int64(parameters, read->after);
    pg_add_int64(parameters, read->limit + 1); /* one more than asked tells whether more is to come */
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        pg_queue(connection, lists[i], parameters);
    pg_add_text(parameters, read->owner);
    pg_queue(connection, &list_reservations, parameters);
}

static DatabaseStatus list_body(PgConnection *connection, gpointer data, GError **error)
{
    FeedRead *read = data;
    g_clear_pointer(&read->list, json_decref);
    queue_lists(connection, read);
    g_autoptr(GPtrArray) results = NULL;
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status != DATABASE_OK)
        return status;
    if (pg_result_rows(results->pdata[0]) == 0)
        return database_fail(error, DATABASE_HARD, NULL, NULL, "hotel %s is not in the database",
                             read->hotel->code);
    g_autoptr(GArray) changes = g_array_new(FALSE, TRUE, sizeof(Change));
    g_array_set_clear_func(changes, change_clear);
    take_hotel(changes, read, results->pdata[0]);
    take_rows(changes, read, "cell", results->pdata[1], versioned_cell);
    take_rows(changes, read, "rate_override", results->pdata[2], versioned_override);
    take_rows(changes, read, "restriction", results->pdata[3], versioned_restriction);
    for (guint i = 0; i < pg_result_rows(results->pdata[4]); i++)
        take(changes, pg_result_int64(results->pdata[4], i, 0), "reservation",
             g_strdup(pg_result_text(results->pdata[4], i, 1)), NULL);
    g_array_sort(changes, by_version);
    gboolean more = changes->len > (guint)read->limit;
    if (more)
        g_array_set_size(changes, (guint)read->limit);
    status = read_documents(connection, read, changes, error);
    if (status != DATABASE_OK)
        return status;
    read->newest = pg_result_int64(results->pdata[0], 0, 0);
    int64_t head = more ? g_array_index(changes, Change, changes->len - 1).version : read->newest;
    read->list = list_make(changes, head, pg_result_int64(results->pdata[0], 0, 5), more);
    return DATABASE_OK;
}

static DatabaseStatus list_read(PgConnection *connection, FeedRead *read, GError **error)
{
    g_assert(read->limit > 0 && read->limit <= FEED_LIST_MAX);
    DatabaseStatus status = pg_run_transaction(connection, PG_SNAPSHOT_READ_ONLY, list_body, read, error);
    if (status != DATABASE_OK)
        g_clear_pointer(&read->list, json_decref);
    return status;
}

DatabaseStatus feed_list(PgConnection *connection, const Chain *chain, const ChainHotel *hotel, int64_t after,
                         int limit, json_t **ret_list, GError **error)
{
    FeedRead read = {.chain = chain, .hotel = hotel, .after = after, .limit = limit};
    DatabaseStatus status = list_read(connection, &read, error);
    if (status == DATABASE_OK)
        *ret_list = read.list;
    return status;
}

DatabaseStatus feed_list_for_reader(PgConnection *connection, const Chain *chain, const ChainHotel *hotel,
                                    int64_t after, int limit, const char *owner, json_t **ret_list,
                                    GError **error)
{
    FeedRead read = {.chain = chain, .hotel = hotel, .after = after, .limit = limit, .owner = owner};
    DatabaseStatus status = list_read(connection, &read, error);
    if (status != DATABASE_OK)
        return status;
    int64_t reached = MAX(json_integer_value(json_object_get(read.list, "head")), after);
    json_object_del(read.list, "applied_entry"); /* between the hotel and the centre */
    json_object_set_new(read.list, "hotel", json_string(hotel->code));
    json_object_set_new(read.list, "from", json_integer(after + 1));
    json_object_set_new(read.list, "to", json_integer(reached));
    json_object_set_new(read.list, "head", json_integer(read.newest));
    *ret_list = read.list;
    return DATABASE_OK;
}
