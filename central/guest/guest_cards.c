#include "central/guest/guest_cards.h"

#include "central/booking/reservation_store.h"
#include "central/feed/feed_message.h"

static const PgStatement reservations_lock = {
    "guest_cards_lock",
    "SELECT confirmation_number FROM reservation WHERE guest_id = $1 ORDER BY confirmation_number FOR UPDATE",
    1};

static const PgStatement reservations_count = {"guest_cards_count",
                                               "SELECT count(*) FROM reservation WHERE guest_id = $1", 1};

static const PgStatement revisions_write = {
    "guest_cards_revisions",
    "UPDATE reservation SET revision = revision + 1 WHERE guest_id = $1 RETURNING confirmation_number", 1};

static const PgStatement hotels_lock = {
    "guest_cards_hotels",
    "SELECT hotel_id, feed_version, applied_entry FROM hotel WHERE hotel_id IN (SELECT hotel_id FROM "
    "reservation "
    "WHERE confirmation_number = ANY($1::text[])) ORDER BY hotel_id FOR UPDATE",
    1};

static const PgStatement reservation_versions = {"guest_cards_versions",
                                                 "UPDATE reservation r SET version = u.version FROM "
                                                 "unnest($1::text[], $2::bigint[]) AS u(number, version) "
                                                 "WHERE r.confirmation_number = u.number",
                                                 2};

static const PgStatement hotel_versions = {"guest_cards_hotel_versions",
                                           "UPDATE hotel h SET feed_version = u.version FROM "
                                           "unnest($1::integer[], $2::bigint[]) AS u(hotel_id, version) "
                                           "WHERE h.hotel_id = u.hotel_id",
                                           2};

DatabaseStatus guest_cards_lock(PgConnection *connection, int64_t guest_id, int64_t *ret_count,
                                GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, guest_id);
    g_autoptr(PgResult) locked = NULL;
    DatabaseStatus status = pg_execute(connection, &reservations_lock, parameters, &locked, error);
    if (status == DATABASE_OK)
        *ret_count = pg_result_rows(locked);
    return status;
}

static DatabaseStatus check_count(PgConnection *connection, const PgParameters *guest, int64_t count,
                                  GError **error)
{
    g_autoptr(PgResult) counted = NULL;
    DatabaseStatus status = pg_execute(connection, &reservations_count, guest, &counted, error);
    if (status != DATABASE_OK || pg_result_int64(counted, 0, 0) == count)
        return status;
    return database_fail(error, DATABASE_SOFT, NULL, NULL, "a reservation was made for the guest meanwhile");
}

/* A message for each hotel, behind the version its row has. */
static GHashTable *messages_begin(const Chain *chain, const PgResult *rows)
{
    GHashTable *messages =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)feed_message_free);
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        int hotel_id = (int)pg_result_int64(rows, i, 0);
        g_hash_table_insert(messages, GINT_TO_POINTER(hotel_id),
                            feed_message_new(chain_hotel_by_number(chain, hotel_id),
                                             pg_result_int64(rows, i, 1), pg_result_int64(rows, i, 2)));
    }
    return messages;
}

static void versions_queue(PgConnection *connection, GHashTable *messages, const GPtrArray *reservations)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    g_autoptr(PgArray) versions = pg_array_new();
    for (guint i = 0; i < reservations->len; i++) {
        const Reservation *reservation = reservations->pdata[i];
        FeedMessage *message = g_hash_table_lookup(messages, GINT_TO_POINTER(reservation->hotel_id));
        pg_array_add_text(numbers, reservation->confirmation_number);
        pg_array_add_int64(versions,
                           feed_message_add(message, "reservation", reservation->confirmation_number,
                                            reservation_to_json(reservation)));
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, numbers);
    pg_add_array(parameters, versions);
    pg_queue(connection, &reservation_versions, parameters);
}

static void messages_queue(PgConnection *connection, GHashTable *messages)
{
    g_autoptr(PgArray) hotels = pg_array_new();
    g_autoptr(PgArray) versions = pg_array_new();
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    GHashTableIter iter;
    gpointer hotel_id, message;
    g_hash_table_iter_init(&iter, messages);
    while (g_hash_table_iter_next(&iter, &hotel_id, &message)) {
        pg_array_add_int64(hotels, GPOINTER_TO_INT(hotel_id));
        pg_array_add_int64(versions, ((const FeedMessage *)message)->to);
        g_ptr_array_add(list, message);
    }
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, hotels);
    pg_add_array(parameters, versions);
    pg_queue(connection, &hotel_versions, parameters);
    feed_emit_queue(connection, list);
}

/* Tells of the reservations whose numbers are given, as they are now. */
static DatabaseStatus tell(PgConnection *connection, const Chain *chain, const PgArray *numbers,
                           GError **error)
{
    g_autoptr(GPtrArray) reservations = NULL;
    DatabaseStatus status = reservation_load(connection, chain, numbers, &reservations, error);
    if (status != DATABASE_OK)
        return status;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, numbers);
    g_autoptr(PgResult) hotels = NULL;
    status = pg_execute(connection, &hotels_lock, parameters, &hotels, error);
    if (status != DATABASE_OK)
        return status;
    g_autoptr(GHashTable) messages = messages_begin(chain, hotels);
    versions_queue(connection, messages, reservations);
    messages_queue(connection, messages);
    return pg_collect(connection, NULL, error);
}

DatabaseStatus guest_cards_renew(PgConnection *connection, const Chain *chain, int64_t guest_id,
                                 int64_t count, GError **error)
{
    g_autoptr(PgParameters) guest = pg_parameters_new();
    pg_add_int64(guest, guest_id);
    DatabaseStatus status = check_count(connection, guest, count, error);
    g_autoptr(PgResult) renewed = NULL;
    if (status == DATABASE_OK)
        status = pg_execute(connection, &revisions_write, guest, &renewed, error);
    if (status != DATABASE_OK || pg_result_rows(renewed) == 0)
        return status;
    g_autoptr(PgArray) numbers = pg_array_new();
    for (guint i = 0; i < pg_result_rows(renewed); i++)
        pg_array_add_text(numbers, pg_result_text(renewed, i, 0));
    return tell(connection, chain, numbers, error);
}
