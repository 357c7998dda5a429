#include "property/stay/stay_store.h"

#include "property/command/statement.h"
#include "property/device/device_event.h"
#include "property/folio/account_store.h"
#include "property/note/note_store.h"
#include "property/outbox/outbox_store.h"
#include "sync/copy_digest.h"

#define STAY_COLUMNS                                                                                         \
    "s.stay_id, s.version, s.digest, s.confirmation_number, s.line, s.guest_name, s.room, s.room_type, "     \
    "s.sold_type, s.rate_plan, s.status, s.arrival, s.departure, s.adults, s.children, s.infants, "          \
    "s.checked_in_on, s.checked_in_at, s.checked_out_on, s.checked_out_at, s.nights_charged, "               \
    "s.room_revenue_minor, s.tax_minor, s.other_revenue_minor, s.payments_minor, s.currency, "               \
    "s.shares_with, s.undone_on"

/* Stays are never removed, so the next numbers follow the highest ones. */
static const OdbcStatement next_numbers = {
    "next_stay_numbers",
    "SELECT COALESCE((SELECT MAX(stay_id) FROM stay), 0) + 1, COALESCE((SELECT MAX(version) FROM stay), 0) + "
    "1",
    0,
};

static const OdbcStatement find_stay = {
    "find_stay",
    "SELECT " STAY_COLUMNS " FROM stay s WHERE s.stay_id = ?",
    1,
};

static const OdbcStatement find_stay_of_line = {
    "find_stay_of_line",
    "SELECT " STAY_COLUMNS " FROM stay s WHERE s.confirmation_number = ? AND s.line = ?",
    2,
};

static const OdbcStatement find_stays_of_reservation = {
    "find_stays_of_reservation",
    "SELECT " STAY_COLUMNS " FROM stay s WHERE s.confirmation_number = ? ORDER BY s.line",
    1,
};

static const OdbcStatement add_stay = {
    "add_stay",
    "INSERT INTO stay (stay_id, version, digest, confirmation_number, line, guest_name, room, room_type, "
    "sold_type, "
    "rate_plan, status, arrival, departure, adults, children, infants, checked_in_on, checked_in_at, "
    "nights_charged, room_revenue_minor, tax_minor, other_revenue_minor, payments_minor, balance_minor, "
    "currency, shares_with) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    26,
};

static const OdbcStatement save_stay = {
    "save_stay",
    "UPDATE stay SET version = ?, digest = ?, room = ?, room_type = ?, status = ?, adults = ?, checked_in_on "
    "= ?, "
    "checked_in_at = ?, checked_out_on = ?, checked_out_at = ?, nights_charged = ?, departure = ?, "
    "shares_with = ?, undone_on = ? WHERE stay_id = ?",
    15,
};

static const OdbcStatement find_sharers = {
    "find_sharers",
    "SELECT " STAY_COLUMNS " FROM stay s WHERE s.shares_with = ? AND s.status = 'in_house' ORDER BY "
    "s.stay_id",
    1,
};

static const OdbcStatement add_night = {
    "add_stay_night",
    "INSERT INTO stay_night (stay_id, night, price_minor) VALUES (?, ?, ?)",
    3,
};

static const OdbcStatement set_night = {
    "set_stay_night",
    "INSERT INTO stay_night (stay_id, night, price_minor) VALUES (?, ?, ?) "
    "ON CONFLICT (stay_id, night) DO UPDATE SET price_minor = excluded.price_minor",
    3,
};

static const OdbcStatement renew_stay = {
    "renew_stay",
    "UPDATE stay SET guest_name = ?, room_type = ?, sold_type = ?, rate_plan = ?, arrival = ?, departure = "
    "?, "
    "adults = ?, children = ?, infants = ? WHERE stay_id = ?",
    10,
};

static const OdbcStatement drop_nights = {
    "drop_stay_nights",
    "DELETE FROM stay_night WHERE stay_id = ? AND night >= ?",
    2,
};

static const OdbcStatement read_nights = {
    "read_stay_nights",
    "SELECT price_minor FROM stay_night WHERE stay_id = ? ORDER BY night",
    1,
};

static const OdbcStatement read_night = {
    "read_stay_night",
    "SELECT price_minor FROM stay_night WHERE stay_id = ? AND night = ?",
    2,
};

static const OdbcStatement lacking_night = {
    "stays_lacking_night",
    "SELECT " STAY_COLUMNS " FROM stay s WHERE s.status = 'in_house' AND s.stay_id > ? AND s.arrival <= ? "
    "AND s.departure > ? AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.account_id = s.stay_id AND p.night "
    "= ? "
    "AND p.code = 'ROOM' "
    "AND +p.corrects IS NULL AND NOT EXISTS (SELECT 1 FROM posting c WHERE c.corrects "
    "= "
    "p.posting_number)) ORDER BY s.stay_id LIMIT ?",
    5,
};

/* As above, for one. */
static const OdbcStatement night_charged = {
    "stay_night_charged",
    "SELECT 1 FROM posting p WHERE p.account_id = ? AND p.night = ? AND p.code = 'ROOM' "
    "AND +p.corrects IS NULL AND NOT EXISTS (SELECT 1 FROM posting c WHERE c.corrects = p.posting_number)",
    2,
};

static const OdbcStatement page_stays = {
    "page_stays",
    "SELECT stay_id, version, digest FROM stay WHERE stay_id > ? ORDER BY stay_id LIMIT ?",
    2,
};

static void read_identity(Stay *stay, const OdbcResult *result, guint row)
{
    stay->stay_id = odbc_result_int64(result, row, 0);
    stay->version = odbc_result_int64(result, row, 1);
    stay->digest = g_strdup(odbc_result_text(result, row, 2));
    g_strlcpy(stay->confirmation_number, odbc_result_text(result, row, 3), sizeof stay->confirmation_number);
    stay->line = (int)odbc_result_int64(result, row, 4);
    stay->guest_name = g_strdup(odbc_result_text(result, row, 5));
    stay->room = g_strdup(odbc_result_text(result, row, 6));
    g_strlcpy(stay->room_type, odbc_result_text(result, row, 7), sizeof stay->room_type);
    g_strlcpy(stay->sold_type, odbc_result_text(result, row, 8), sizeof stay->sold_type);
    g_strlcpy(stay->rate_plan, odbc_result_text(result, row, 9), sizeof stay->rate_plan);
    g_assert(stay_status_parse(odbc_result_text(result, row, 10), &stay->status));
}

static Stay *stay_of_row(const OdbcResult *result, guint row)
{
    Stay *stay = stay_new();

    read_identity(stay, result, row);
    stay->arrival = (Night)odbc_result_int64(result, row, 11);
    stay->departure = (Night)odbc_result_int64(result, row, 12);
    stay->adults = (int)odbc_result_int64(result, row, 13);
    stay->children = (int)odbc_result_int64(result, row, 14);
    stay->infants = (int)odbc_result_int64(result, row, 15);
    stay->checked_in_on = statement_night(result, row, 16);
    stay->checked_in_at = statement_instant(result, row, 17);
    stay->checked_out_on = statement_night(result, row, 18);
    stay->checked_out_at = statement_instant(result, row, 19);
    stay->nights_charged = (int)odbc_result_int64(result, row, 20);
    stay->totals = (FolioTotals){
        .room_minor = odbc_result_int64(result, row, 21),
        .tax_minor = odbc_result_int64(result, row, 22),
        .other_minor = odbc_result_int64(result, row, 23),
        .payments_minor = odbc_result_int64(result, row, 24),
    };
    g_strlcpy(stay->currency, odbc_result_text(result, row, 25), sizeof stay->currency);
    stay->shares_with = odbc_result_is_null(result, row, 26) ? 0 : odbc_result_int64(result, row, 26);
    stay->undone_on = statement_night(result, row, 27);
    return stay;
}

DatabaseStatus stay_find(OdbcConnection *connection, int64_t stay_id, Stay **ret_stay, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_stay, &result, error, "l", stay_id);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_stay = stay_of_row(result, 0);
    }
    return status;
}

DatabaseStatus stay_find_line(OdbcConnection *connection, const char *confirmation_number, int line,
                              Stay **ret_stay, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_stay_of_line, &result, error, "si", confirmation_number, line);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_stay = stay_of_row(result, 0);
    }
    return status;
}

static DatabaseStatus insert_stay(OdbcConnection *connection, const Stay *stay, GError **error)
{
    return statement_run(
        connection, &add_stay, NULL, error, "llssissssssnniiinailllllsk", stay->stay_id, stay->version, "",
        stay->confirmation_number, stay->line, stay->guest_name, stay->room, stay->room_type, stay->sold_type,
        stay->rate_plan, stay_status_code(stay->status), stay->arrival, stay->departure, stay->adults,
        stay->children, stay->infants, stay->checked_in_on, stay->checked_in_at, stay->nights_charged,
        stay->totals.room_minor, stay->totals.tax_minor, stay->totals.other_minor,
        stay->totals.payments_minor, folio_totals_balance(&stay->totals), stay->currency, stay->shares_with);
}

static DatabaseStatus insert_nights(OdbcConnection *connection, const Stay *stay, const GArray *prices_minor,
                                    GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    guint nights = (guint)night_count(stay->arrival, stay->departure);

    g_assert(prices_minor->len == nights || nights == 0); /* the price of a day is no night's */
    for (guint i = 0; i < nights && status == DATABASE_OK; i++) {
        status = statement_run(connection, &add_night, NULL, error, "lnl", stay->stay_id,
                               stay->arrival + (Night)i, g_array_index(prices_minor, int64_t, i));
    }
    return status;
}

static DatabaseStatus put_into_outbox(OdbcConnection *connection, const Stay *stay, json_t *row,
                                      const char *kind, const json_t *extra, Instant at, GError **error)
{
    json_auto_t *body = json_pack("{s:s, s:i, s:O}", "confirmation_number", stay->confirmation_number, "line",
                                  stay->line, "stay", row);

    if (stay->undone_on != NIGHT_NONE) {
        json_object_set_new(body, "undone", json_true()); /* no no-show: the guest is expected again */
    }
    if (extra != NULL) {
        json_object_update(body, (json_t *)extra); /* jansson counts references, so it takes no const */
    }
    return outbox_add(connection, kind, at, body, error);
}

static DatabaseStatus read_next_numbers(OdbcConnection *connection, int64_t *ret_stay_id,
                                        int64_t *ret_version, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &next_numbers, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_stay_id = odbc_result_int64(result, 0, 0);
        *ret_version = odbc_result_int64(result, 0, 1);
    }
    return status;
}

DatabaseStatus stay_insert(OdbcConnection *connection, Stay *stay, const GArray *night_prices_minor,
                           GError **error)
{
    DatabaseStatus status = read_next_numbers(connection, &stay->stay_id, &stay->version, error);

    if (status == DATABASE_OK) {
        status = insert_stay(connection, stay, error);
    }
    if (status == DATABASE_OK) {
        status = account_add_stay(connection, stay->stay_id, stay->checked_in_at, error);
    }
    return status == DATABASE_OK ? insert_nights(connection, stay, night_prices_minor, error) : status;
}

DatabaseStatus stay_renew(OdbcConnection *connection, const Stay *stay, const GArray *night_prices_minor,
                          GError **error)
{
    DatabaseStatus status =
        statement_change_one(connection, &renew_stay, error, "ssssnniiil", stay->guest_name, stay->room_type,
                             stay->sold_type, stay->rate_plan, stay->arrival, stay->departure, stay->adults,
                             stay->children, stay->infants, stay->stay_id);

    if (status == DATABASE_OK) {
        status = stay_nights_drop(connection, stay, NIGHT_MIN, error);
    }
    return status == DATABASE_OK ? insert_nights(connection, stay, night_prices_minor, error) : status;
}

DatabaseStatus stay_save(OdbcConnection *connection, const Stay *stay, GError **error)
{
    return statement_change_one(connection, &save_stay, error, "lssssinanainknl", stay->version, stay->digest,
                                stay->room, stay->room_type, stay_status_code(stay->status), stay->adults,
                                stay->checked_in_on, stay->checked_in_at, stay->checked_out_on,
                                stay->checked_out_at, stay->nights_charged, stay->departure,
                                stay->shares_with, stay->undone_on, stay->stay_id);
}

DatabaseStatus stay_announce(OdbcConnection *connection, Stay *stay, const char *kind, const json_t *extra,
                             Instant at, GError **error)
{
    json_auto_t *row = stay_row_json(stay);

    g_free(stay->digest);
    stay->digest = copy_digest(row);
    DatabaseStatus status = stay_save(connection, stay, error);
    if (status == DATABASE_OK) {
        status = device_event_stay(connection, stay, at, error);
    }
    if (status == DATABASE_OK) {
        status = note_stay_changed(connection, stay, at, error);
    }
    return status == DATABASE_OK ? put_into_outbox(connection, stay, row, kind, extra, at, error) : status;
}

DatabaseStatus stay_tell(OdbcConnection *connection, Stay *stay, const char *kind, const json_t *extra,
                         Instant at, GError **error)
{
    int64_t next_stay_id;

    DatabaseStatus status = read_next_numbers(connection, &next_stay_id, &stay->version, error);
    return status == DATABASE_OK ? stay_announce(connection, stay, kind, extra, at, error) : status;
}

DatabaseStatus stay_night_prices(OdbcConnection *connection, const Stay *stay, GArray **ret_prices_minor,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_nights, &result, error, "l", stay->stay_id);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        int64_t price_minor = odbc_result_int64(result, row, 0);
        g_array_append_val(*ret_prices_minor, price_minor);
    }
    return DATABASE_OK;
}

DatabaseStatus stay_night_price(OdbcConnection *connection, const Stay *stay, Night night,
                                int64_t *ret_price_minor, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &read_night, &result, error, "ln", stay->stay_id, night);
    if (status != DATABASE_OK) {
        return status;
    }
    if (odbc_result_rows(result) != 1) {
        return database_fail(error, DATABASE_HARD, NULL, NULL,
                             "stay %" G_GINT64_FORMAT " has no price for a night", stay->stay_id);
    }
    *ret_price_minor = odbc_result_int64(result, 0, 0);
    return DATABASE_OK;
}

static void free_stay(gpointer stay)
{
    stay_free(stay);
}

static GPtrArray *stays_of_result(const OdbcResult *result)
{
    GPtrArray *stays = g_ptr_array_new_with_free_func(free_stay);

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_ptr_array_add(stays, stay_of_row(result, row));
    }
    return stays;
}

DatabaseStatus stays_of_reservation(OdbcConnection *connection, const char *confirmation_number,
                                    GPtrArray **ret_stays, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_stays_of_reservation, &result, error, "s", confirmation_number);
    if (status == DATABASE_OK) {
        *ret_stays = stays_of_result(result);
    }
    return status;
}

DatabaseStatus stay_night_set(OdbcConnection *connection, const Stay *stay, Night night, int64_t price_minor,
                              GError **error)
{
    return statement_run(connection, &set_night, NULL, error, "lnl", stay->stay_id, night, price_minor);
}

DatabaseStatus stay_nights_drop(OdbcConnection *connection, const Stay *stay, Night from, GError **error)
{
    return statement_run(connection, &drop_nights, NULL, error, "ln", stay->stay_id, from);
}

DatabaseStatus stays_sharing(OdbcConnection *connection, int64_t stay_id, GPtrArray **ret_stays,
                             GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_sharers, &result, error, "l", stay_id);
    if (status == DATABASE_OK) {
        *ret_stays = stays_of_result(result);
    }
    return status;
}

DatabaseStatus stays_lacking_night(OdbcConnection *connection, Night night, int64_t after, int limit,
                                   GPtrArray **ret_stays, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &lacking_night, &result, error, "lnnni", after, night, night, night, limit);
    if (status == DATABASE_OK) {
        *ret_stays = stays_of_result(result);
    }
    return status;
}

DatabaseStatus stay_night_charged(OdbcConnection *connection, const Stay *stay, Night night,
                                  bool *ret_charged, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &night_charged, &result, error, "ln", stay->stay_id, night);
    if (status == DATABASE_OK) {
        *ret_charged = odbc_result_rows(result) > 0;
    }
    return status;
}

DatabaseStatus stay_page(OdbcConnection *connection, int64_t after, int limit, json_t **ret_items,
                         GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &page_stays, &result, error, "li", after, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        /* Padded, so that text and number sort alike. */
        g_autofree char *key = g_strdup_printf("%012" G_GINT64_FORMAT, odbc_result_int64(result, row, 0));
        json_array_append_new(*ret_items, json_pack("{s:s, s:I, s:s}", "key", key, "version",
                                                    (json_int_t)odbc_result_int64(result, row, 1), "digest",
                                                    odbc_result_text(result, row, 2)));
    }
    return DATABASE_OK;
}
