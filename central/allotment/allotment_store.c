#include "central/allotment/allotment_store.h"

static const PgStatement policies_read = {
    "allotment_policies_read",
    "SELECT hotel_id, room_type, nights_ahead, rooms, basis_points, keep FROM allotment_policy "
    "ORDER BY hotel_id, room_type",
    0};

static const PgStatement policies_remove = {"allotment_policies_remove",
                                            "DELETE FROM allotment_policy WHERE hotel_id = $1", 1};

/* Two who replace the policies of one hotel do it one after the other. */
static const PgStatement policies_lock = {"allotment_policies_lock",
                                          "SELECT FROM hotel_lease WHERE hotel_id = $1 FOR UPDATE", 1};

static const PgStatement policies_insert = {
    "allotment_policies_insert",
    "INSERT INTO allotment_policy (hotel_id, room_type, nights_ahead, rooms, basis_points, keep, changed_by, "
    "changed_at) SELECT $1::integer, u.*, $7::text, $8::timestamptz FROM unnest($2::text[], $3::integer[], "
    "$4::integer[], $5::integer[], $6::integer[]) u",
    8};

static const PgStatement granted_hotels = {
    "allotment_granted_hotels",
    "SELECT DISTINCT hotel_id FROM inventory_cell WHERE hotel_id = ANY($1::integer[]) AND granted > 0", 1};

static const PgStatement leases_read = {
    "lease_rows",
    "SELECT hotel_id, renewal, heard_at, (extract(epoch FROM clock_timestamp() - heard_at) * 1000)::bigint, "
    "lease_ms, margin_ms FROM hotel_lease",
    0};

/* The answer may be lost: what is left of an earlier, longer lease still counts. */
static const PgStatement leases_renew = {
    "lease_renew",
    "UPDATE hotel_lease l SET renewal = l.renewal + 1, heard_at = clock_timestamp(), margin_ms = "
    "locked.margin_ms, lease_ms = greatest(locked.lease_ms, l.lease_ms - greatest(coalesce((extract(epoch "
    "FROM "
    "clock_timestamp() - l.heard_at) * 1000)::bigint, 0), 0)) FROM (SELECT old.hotel_id, terms.lease_ms, "
    "terms.margin_ms FROM hotel_lease old JOIN unnest($1::integer[], $2::bigint[], $3::bigint[]) AS "
    "terms(hotel_id, lease_ms, margin_ms) USING (hotel_id) ORDER BY old.hotel_id FOR UPDATE OF old) AS "
    "locked "
    "WHERE l.hotel_id = locked.hotel_id RETURNING l.hotel_id, l.renewal, l.rights_since, (SELECT "
    "h.applied_entry FROM hotel h WHERE h.hotel_id = l.hotel_id)",
    3};

DatabaseStatus allotment_policies_load(PgConnection *connection, GArray **ret_rows, GError **error)
{
    g_autoptr(PgParameters) none = pg_parameters_new();
    g_autoptr(PgResult) result = NULL;
    DatabaseStatus status = pg_execute(connection, &policies_read, none, &result, error);
    if (status != DATABASE_OK)
        return status;
    *ret_rows = g_array_new(FALSE, TRUE, sizeof(AllotmentPolicyRow));
    g_array_set_size(*ret_rows, pg_result_rows(result));
    for (guint i = 0; i < pg_result_rows(result); i++) {
        AllotmentPolicyRow *row = &g_array_index(*ret_rows, AllotmentPolicyRow, i);
        row->hotel_id = (int)pg_result_int64(result, i, 0);
        g_strlcpy(row->room_type, pg_result_text(result, i, 1), sizeof row->room_type);
        row->policy.nights_ahead = (int32_t)pg_result_int64(result, i, 2);
        row->policy.rooms = (int32_t)pg_result_int64(result, i, 3);
        row->policy.basis_points = (int32_t)pg_result_int64(result, i, 4);
        row->policy.keep = (int32_t)pg_result_int64(result, i, 5);
    }
    return DATABASE_OK;
}

DatabaseStatus allotment_policies_refresh(PgConnection *connection, AllotmentBook *book,
                                          GPtrArray **ret_changed, GArray **ret_rows, GError **error)
{
    g_autoptr(GArray) rows = NULL;
    allotment_book_refresh_begin(book);
    DatabaseStatus status = allotment_policies_load(connection, &rows, error);
    if (status == DATABASE_OK)
        *ret_changed = allotment_book_take(book, rows);
    allotment_book_refresh_end(book);
    if (status == DATABASE_OK && ret_rows)
        *ret_rows = g_steal_pointer(&rows);
    return status;
}

typedef struct {
    const ChainHotel *hotel;
    const GArray *rows;
    const char *changed_by;
    Instant at;
} PoliciesWrite;

static void policies_queue(PgConnection *connection, const PoliciesWrite *write)
{
    enum { COLUMNS = 5 };
    PgArray *columns[COLUMNS];
    for (guint i = 0; i < COLUMNS; i++)
        columns[i] = pg_array_new();
    for (guint i = 0; i < write->rows->len; i++) {
        const AllotmentPolicyRow *row = &g_array_index(write->rows, AllotmentPolicyRow, i);
        pg_array_add_text(columns[0], row->room_type);
        pg_array_add_int64(columns[1], row->policy.nights_ahead);
        pg_array_add_int64(columns[2], row->policy.rooms);
        pg_array_add_int64(columns[3], row->policy.basis_points);
        pg_array_add_int64(columns[4], row->policy.keep);
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, write->hotel->number);
    pg_queue(connection, &policies_lock, parameters);
    pg_queue(connection, &policies_remove, parameters);
    for (guint i = 0; i < COLUMNS; i++) {
        pg_add_array(parameters, columns[i]);
        pg_array_free(columns[i]);
    }
    pg_add_text(parameters, write->changed_by);
    pg_add_instant(parameters, write->at);
    pg_queue(connection, &policies_insert, parameters);
}

static DatabaseStatus policies_body(PgConnection *connection, gpointer data, GError **error)
{
    policies_queue(connection, data);
    return pg_collect(connection, NULL, error);
}

DatabaseStatus allotment_policies_write(PgConnection *connection, const ChainHotel *hotel, const GArray *rows,
                                        const char *changed_by, Instant at, GError **error)
{
    PoliciesWrite write = {.hotel = hotel, .rows = rows, .changed_by = changed_by, .at = at};
    return pg_run_transaction(connection, PG_READ_COMMITTED, policies_body, &write, error);
}

static void add_hotels(PgParameters *parameters, const GArray *hotels)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    for (guint i = 0; i < hotels->len; i++)
        pg_array_add_int64(numbers, g_array_index(hotels, int, i));
    pg_add_array(parameters, numbers);
}

DatabaseStatus allotment_granted_hotels(PgConnection *connection, const GArray *hotels, GArray **ret_granted,
                                        GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    add_hotels(parameters, hotels);
    g_autoptr(PgResult) result = NULL;
    DatabaseStatus status = pg_execute(connection, &granted_hotels, parameters, &result, error);
    if (status != DATABASE_OK)
        return status;
    *ret_granted = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < pg_result_rows(result); i++) {
        int number = (int)pg_result_int64(result, i, 0);
        g_array_append_val(*ret_granted, number);
    }
    return DATABASE_OK;
}

DatabaseStatus lease_rows_load(PgConnection *connection, GArray **ret_rows, GError **error)
{
    g_autoptr(PgParameters) none = pg_parameters_new();
    g_autoptr(PgResult) result = NULL;
    DatabaseStatus status = pg_execute(connection, &leases_read, none, &result, error);
    if (status != DATABASE_OK)
        return status;
    *ret_rows = g_array_sized_new(FALSE, FALSE, sizeof(LeaseRow), pg_result_rows(result));
    for (guint i = 0; i < pg_result_rows(result); i++) {
        gboolean never = pg_result_is_null(result, i, 2);
        LeaseRow row = {
            .hotel_id = (int)pg_result_int64(result, i, 0),
            .renewal = pg_result_int64(result, i, 1),
            .heard_at = never ? 0 : pg_result_instant(result, i, 2),
            .age_ms = never ? -1 : MAX(pg_result_int64(result, i, 3), 0),
            .given = {.lease_ms = pg_result_int64(result, i, 4), .margin_ms = pg_result_int64(result, i, 5)},
        };
        g_array_append_val(*ret_rows, row);
    }
    return DATABASE_OK;
}

LeaseTerms lease_terms(const ChainHotel *hotel)
{
    enum { MINUTE_MS = 60000 };
    return (LeaseTerms){
        .lease_ms = (int64_t)hotel->allotment.lease_minutes * MINUTE_MS,
        .margin_ms = (int64_t)hotel->allotment.margin_minutes * MINUTE_MS,
    };
}

static void add_terms(PgParameters *parameters, const GPtrArray *hotels)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    g_autoptr(PgArray) leases = pg_array_new();
    g_autoptr(PgArray) margins = pg_array_new();
    for (guint i = 0; i < hotels->len; i++) {
        const ChainHotel *hotel = hotels->pdata[i];
        LeaseTerms terms = lease_terms(hotel);
        pg_array_add_int64(numbers, hotel->number);
        pg_array_add_int64(leases, terms.lease_ms);
        pg_array_add_int64(margins, terms.margin_ms);
    }
    pg_add_array(parameters, numbers);
    pg_add_array(parameters, leases);
    pg_add_array(parameters, margins);
}

DatabaseStatus lease_renew(PgConnection *connection, const GPtrArray *hotels, GArray **ret_renewals,
                           GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    add_terms(parameters, hotels);
    g_autoptr(PgResult) result = NULL;
    DatabaseStatus status = pg_execute(connection, &leases_renew, parameters, &result, error);
    if (status != DATABASE_OK)
        return status;
    *ret_renewals = g_array_new(FALSE, FALSE, sizeof(LeaseRenewal));
    for (guint i = 0; i < pg_result_rows(result); i++) {
        LeaseRenewal renewal = {
            .hotel_id = (int)pg_result_int64(result, i, 0),
            .renewal = pg_result_int64(result, i, 1),
            .rights_since = pg_result_int64(result, i, 2),
            .applied_entry = pg_result_int64(result, i, 3),
        };
        g_array_append_val(*ret_renewals, renewal);
    }
    return DATABASE_OK;
}
