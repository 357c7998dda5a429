#include "property/copy/copy_store.h"

#include "ops/json.h"
#include "property/assignment/room_night_store.h"
#include "property/command/statement.h"
#include "property/copy/fact_store.h"
#include "schemas/confirmation.h"
#include "sync/copy_digest.h"
#include <string.h>

static const OdbcStatement read_version = {
    "read_feed_version",
    "SELECT feed_version FROM hotel_state WHERE singleton = 1",
    0,
};

static const OdbcStatement write_version = {
    "write_feed_version",
    "UPDATE hotel_state SET feed_version = ? WHERE singleton = 1",
    1,
};

static const OdbcStatement put_reservation = {
    "put_copied_reservation",
    "INSERT INTO copied_reservation (confirmation_number, version, guest_name, surname_folded, arrival, "
    "document) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (confirmation_number) DO UPDATE SET version = "
    "excluded.version, guest_name = excluded.guest_name, surname_folded = excluded.surname_folded, arrival = "
    "excluded.arrival, document = excluded.document WHERE copied_reservation.version < excluded.version",
    6,
};

static const OdbcStatement put_line = {
    "put_copied_line",
    "INSERT INTO copied_line (confirmation_number, line, room_type, rate_plan, arrival, departure, adults, "
    "children, "
    "infants, status, total_minor, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (confirmation_number, line) DO UPDATE SET room_type = excluded.room_type, "
    "rate_plan = excluded.rate_plan, arrival = excluded.arrival, departure = excluded.departure, "
    "adults = excluded.adults, children = excluded.children, infants = excluded.infants, "
    "status = excluded.status, total_minor = excluded.total_minor, currency = excluded.currency",
    12,
};

/* The day on which the hotel heard of it, for its reports; an expected guest only. */
static const OdbcStatement keep_cancellation = {
    "keep_cancellation",
    "INSERT INTO cancelled_line (confirmation_number, line, business_date, guest_name, room_type, rate_plan, "
    "arrival, departure, total_minor) SELECT l.confirmation_number, l.line, h.business_date, r.guest_name, "
    "l.room_type, l.rate_plan, l.arrival, l.departure, l.total_minor FROM copied_line l JOIN "
    "copied_reservation r ON r.confirmation_number = l.confirmation_number CROSS JOIN hotel_state h "
    "WHERE l.confirmation_number = ? AND l.line = ? AND l.status = 'reserved' "
    "ON CONFLICT (confirmation_number, line) DO UPDATE SET business_date = excluded.business_date",
    2,
};

/* What the desk has done with a guest outranks what the centre says of the line, until the centre has heard of it. */
static const OdbcStatement lines_follow_stays = {
    "copied_lines_follow_stays",
    "UPDATE copied_line SET status = (SELECT CASE WHEN s.undone_on IS NULL THEN s.status WHEN copied_line.status = "
    "'in_house' THEN 'reserved' ELSE copied_line.status END FROM stay s WHERE s.confirmation_number = "
    "copied_line.confirmation_number AND s.line = copied_line.line) WHERE confirmation_number = ? AND EXISTS "
    "(SELECT 1 FROM stay s WHERE s.confirmation_number = copied_line.confirmation_number AND s.line = "
    "copied_line.line)",
    1,
};

static const OdbcStatement set_line_status = {
    "set_copied_line_status",
    "UPDATE copied_line SET status = ? WHERE confirmation_number = ? AND line = ?",
    3,
};

static const OdbcStatement put_cell = {
    "put_copied_cell",
    "INSERT INTO copied_cell (version, " COPIED_CELL_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (room_type, night) DO UPDATE SET version = excluded.version, sell_limit = "
    "excluded.sell_limit, oversell_authorised = excluded.oversell_authorised, sold = excluded.sold, held = "
    "excluded.held, blocked = excluded.blocked, granted = excluded.granted, out_of_order = "
    "excluded.out_of_order "
    "WHERE copied_cell.version < excluded.version",
    10,
};

static const OdbcStatement put_setting = {
    "put_copied_setting",
    "INSERT INTO copied_setting (kind, setting_key, night, version, document) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (kind, setting_key) DO UPDATE SET night = excluded.night, version = excluded.version, "
    "document = excluded.document WHERE copied_setting.version < excluded.version",
    5,
};

static const OdbcStatement find_reservation = {
    "find_copied_reservation",
    "SELECT document FROM copied_reservation WHERE confirmation_number = ?",
    1,
};

static const OdbcStatement find_version = {
    "find_copied_reservation_version",
    "SELECT version FROM copied_reservation WHERE confirmation_number = ?",
    1,
};

static const OdbcStatement search_reservations = {
    "search_copied_reservations",
    "SELECT document FROM copied_reservation WHERE surname_folded >= ? AND surname_folded < ? "
    "ORDER BY surname_folded, confirmation_number LIMIT ?",
    3,
};

static const OdbcStatement read_settings = {
    "read_copied_settings",
    "SELECT document FROM copied_setting WHERE kind = ? AND night >= ? AND night <= ?",
    3,
};

static const OdbcStatement page_reservations = {
    "page_copied_reservations",
    "SELECT confirmation_number, version, document FROM copied_reservation WHERE confirmation_number > ? "
    "ORDER BY confirmation_number LIMIT ?",
    2,
};

static const OdbcStatement page_settings = {
    "page_copied_settings",
    "SELECT setting_key, version, document FROM copied_setting WHERE kind = ? AND setting_key > ? "
    "ORDER BY setting_key LIMIT ?",
    3,
};

static const OdbcStatement page_cells = {
    "page_copied_cells",
    "SELECT " COPIED_CELL_COLUMNS
    ", version FROM copied_cell WHERE (room_type, night) > (?, ?) ORDER BY room_type, night LIMIT ?",
    3,
};

json_t *copied_document(const OdbcResult *result, guint row, guint column)
{
    const char *text = odbc_result_text(result, row, column);
    json_t *document = text != NULL ? json_parse(text, strlen(text), NULL) : NULL;

    if (!json_is_object(document)) {
        g_clear_pointer(&document, json_decref);
    }
    return document;
}

DatabaseStatus copy_version_read(OdbcConnection *connection, int64_t *ret_version, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_version, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_version = odbc_result_int64(result, 0, 0);
    }
    return status;
}

DatabaseStatus copy_version_write(OdbcConnection *connection, int64_t version, GError **error)
{
    return statement_change_one(connection, &write_version, error, "l", version);
}

static DatabaseStatus apply_lines(OdbcConnection *connection, const CopiedReservation *reservation,
                                  GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < reservation->lines->len && status == DATABASE_OK; i++) {
        const CopiedLine *line = g_ptr_array_index(reservation->lines, i);
        if (line->status == LINE_CANCELLED) {
            status = statement_run(connection, &keep_cancellation, NULL, error, "si",
                                   reservation->confirmation_number, line->line);
        }
        if (status != DATABASE_OK) {
            return status;
        }
        status = statement_run(
            connection, &put_line, NULL, error, "sissnniiisls", reservation->confirmation_number, line->line,
            line->room_type, line->rate_plan, line->arrival, line->departure, line->adults, line->children,
            line->infants, line_status_name(line->status), copied_line_total(line), reservation->currency);
    }
    return status == DATABASE_OK ? statement_run(connection, &lines_follow_stays, NULL, error, "s",
                                                 reservation->confirmation_number)
                                 : status;
}

static DatabaseStatus apply_reservation(OdbcConnection *connection, const CopyChange *change, GError **error)
{
    g_autoptr(CopiedReservation) reservation = copied_reservation_read(change->row, error);
    g_autoptr(OdbcResult) result = NULL;

    if (reservation == NULL) {
        return DATABASE_ROLLBACK;
    }
    DatabaseStatus status =
        statement_run(connection, &put_reservation, &result, error, "slssnj",
                      reservation->confirmation_number, change->version, reservation->guest_name,
                      reservation->surname_folded, copied_reservation_arrival(reservation), change->row);
    if (status != DATABASE_OK || odbc_result_affected(result) == 0) {
        return status;
    }
    status = apply_lines(connection, reservation, error);
    if (status == DATABASE_OK) {
        status = reservation_facts_put(connection, reservation->confirmation_number, change->row, error);
    }
    return status == DATABASE_OK
               ? room_nights_follow_reservation(connection, reservation->confirmation_number, error)
               : status;
}

static DatabaseStatus apply_cell(OdbcConnection *connection, const CopyChange *change, GError **error)
{
    CopiedCell cell;

    if (!copied_cell_read(change->row, &cell, error)) {
        return DATABASE_ROLLBACK;
    }
    return statement_run(connection, &put_cell, NULL, error, "lsniiiiiii", change->version, cell.room_type,
                         cell.night, cell.sell_limit, cell.oversell_authorised, cell.sold, cell.held,
                         cell.blocked, cell.granted, cell.out_of_order);
}

static DatabaseStatus apply_setting(OdbcConnection *connection, const CopyChange *change, GError **error)
{
    const char *text = json_string_value(json_object_get(change->row, "night"));
    Night night = NIGHT_NONE;

    if (text != NULL && !night_parse(text, &night, error)) {
        return DATABASE_ROLLBACK;
    }
    return statement_run(connection, &put_setting, NULL, error, "ssnlj", copy_kind_name(change->kind),
                         change->key, night, change->version, change->row);
}

DatabaseStatus copy_change_apply(OdbcConnection *connection, const CopyChange *change, GError **error)
{
    switch (change->kind) {
    case COPY_RESERVATION:
        return apply_reservation(connection, change, error);
    case COPY_CELL:
        return apply_cell(connection, change, error);
    default:
        return apply_setting(connection, change, error);
    }
}

DatabaseStatus copy_reservation_find(OdbcConnection *connection, const char *confirmation_number,
                                     CopiedReservation **ret_reservation, json_t **ret_document,
                                     GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_reservation, &result, error, "s", confirmation_number);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    json_auto_t *document = copied_document(result, 0, 0);
    g_autoptr(CopiedReservation) reservation = copied_reservation_read(document, error);
    if (reservation == NULL) {
        return DATABASE_HARD;
    }
    *ret_reservation = g_steal_pointer(&reservation);
    if (ret_document != NULL) {
        *ret_document = json_incref(document);
    }
    return DATABASE_OK;
}

DatabaseStatus copy_reservation_version(OdbcConnection *connection, const char *confirmation_number,
                                        int64_t *ret_version, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_version, &result, error, "s", confirmation_number);
    if (status == DATABASE_OK) {
        *ret_version = odbc_result_rows(result) > 0 ? odbc_result_int64(result, 0, 0) : -1;
    }
    return status;
}

DatabaseStatus copy_line_set_status(OdbcConnection *connection, const char *confirmation_number, int line,
                                    LineStatus status, GError **error)
{
    return statement_run(connection, &set_line_status, NULL, error, "ssi", line_status_name(status),
                         confirmation_number, line);
}

static json_t *documents_of(const OdbcResult *result)
{
    json_t *documents = json_array();

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(documents, copied_document(result, row, 0)); /* NULL is left out */
    }
    return documents;
}

DatabaseStatus copy_reservations_search(OdbcConnection *connection, const char *query, int limit,
                                        json_t **ret_documents, GError **error)
{
    ConfirmationNumber number;
    g_autoptr(OdbcResult) result = NULL;
    DatabaseStatus status;

    if (confirmation_parse(query, &number, NULL)) {
        status = statement_run(connection, &find_reservation, &result, error, "s", number.digits);
    } else {
        g_autofree char *low = copy_fold_name(query);
        /* U+10FFFF sorts after every letter, so this is the end of all names that begin so. */
        g_autofree char *high = g_strconcat(low, "\xF4\x8F\xBF\xBF", NULL);
        status = statement_run(connection, &search_reservations, &result, error, "ssi", low, high, limit);
    }
    if (status == DATABASE_OK) {
        *ret_documents = documents_of(result);
    }
    return status;
}

CopiedCell copied_cell_of_row(const OdbcResult *result, guint row)
{
    CopiedCell cell = {
        .night = (Night)odbc_result_int64(result, row, 1),
        .sell_limit = (int32_t)odbc_result_int64(result, row, 2),
        .oversell_authorised = (int32_t)odbc_result_int64(result, row, 3),
        .sold = (int32_t)odbc_result_int64(result, row, 4),
        .held = (int32_t)odbc_result_int64(result, row, 5),
        .blocked = (int32_t)odbc_result_int64(result, row, 6),
        .granted = (int32_t)odbc_result_int64(result, row, 7),
        .out_of_order = (int32_t)odbc_result_int64(result, row, 8),
    };

    g_strlcpy(cell.room_type, odbc_result_text(result, row, 0), sizeof cell.room_type);
    return cell;
}

/* '*' stands for all in the centre's rows, an empty code in the price engine. */
static void copy_code(const json_t *row, const char *member, char *ret_code, size_t size)
{
    const char *text = json_string_value(json_object_get(row, member));

    g_strlcpy(ret_code, text == NULL || strcmp(text, "*") == 0 ? "" : text, size);
}

static Night night_of(const json_t *row)
{
    const char *text = json_string_value(json_object_get(row, "night"));
    Night night = NIGHT_NONE;

    if (text != NULL) {
        night_parse(text, &night, NULL);
    }
    return night;
}

static void add_override(const json_t *row, GArray *overrides)
{
    const json_t *amount = json_object_get(row, "amount_minor");
    PriceOverride override = {.night = night_of(row), .amount_minor = json_integer_value(amount)};

    if (!json_is_integer(amount)) {
        return; /* withdrawn: the configured price stands again */
    }
    copy_code(row, "rate_plan", override.rate_plan, sizeof override.rate_plan);
    copy_code(row, "room_type", override.room_type, sizeof override.room_type);
    g_array_append_val(overrides, override);
}

static void add_restriction(const json_t *row, GArray *restrictions)
{
    PriceRestriction restriction = {
        .night = night_of(row),
        .closed = json_is_true(json_object_get(row, "closed")),
        .closed_to_arrival = json_is_true(json_object_get(row, "closed_to_arrival")),
        .closed_to_departure = json_is_true(json_object_get(row, "closed_to_departure")),
        .min_stay_nights = (int32_t)json_integer_value(json_object_get(row, "min_stay")),
        .max_stay_nights = (int32_t)json_integer_value(json_object_get(row, "max_stay")),
    };

    copy_code(row, "rate_plan", restriction.rate_plan, sizeof restriction.rate_plan);
    copy_code(row, "room_type", restriction.room_type, sizeof restriction.room_type);
    g_array_append_val(restrictions, restriction);
}

static DatabaseStatus read_kind(OdbcConnection *connection, CopyKind kind, Night from, Night until,
                                void (*add)(const json_t *, GArray *), GArray *list, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &read_settings, &result, error, "snn", copy_kind_name(kind), from, until);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_auto_t *document = copied_document(result, row, 0);
        if (document != NULL) {
            add(document, list);
        }
    }
    return status;
}

DatabaseStatus copy_prices_read(OdbcConnection *connection, Night from, Night until, GArray *overrides,
                                GArray *restrictions, GError **error)
{
    DatabaseStatus status =
        read_kind(connection, COPY_RATE_OVERRIDE, from, until, add_override, overrides, error);

    if (status == DATABASE_OK) {
        status = read_kind(connection, COPY_RESTRICTION, from, until, add_restriction, restrictions, error);
    }
    if (status == DATABASE_OK) {
        price_overrides_sort((PriceOverride *)(void *)overrides->data, overrides->len);
        price_restrictions_sort((PriceRestriction *)(void *)restrictions->data, restrictions->len);
    }
    return status;
}

/* A row that cannot be read has the digest of nothing: it is equal to no other. */
static json_t *page_item(const char *key, int64_t version, const json_t *row)
{
    g_autofree char *digest = row != NULL ? copy_digest(row) : g_strnfill(64, '0');

    return json_pack("{s:s, s:I, s:s}", "key", key, "version", (json_int_t)version, "digest", digest);
}

/* Items of rows that have key, version and document as their columns. */
static json_t *page_of_documents(const OdbcResult *result)
{
    json_t *items = json_array();

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_auto_t *document = copied_document(result, row, 2);
        json_array_append_new(
            items, page_item(odbc_result_text(result, row, 0), odbc_result_int64(result, row, 1), document));
    }
    return items;
}

DatabaseStatus copy_reservation_page(OdbcConnection *connection, const char *after, int limit,
                                     json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &page_reservations, &result, error, "si", after, limit);
    if (status == DATABASE_OK) {
        *ret_items = page_of_documents(result);
    }
    return status;
}

DatabaseStatus copy_setting_page(OdbcConnection *connection, CopyKind kind, const char *after, int limit,
                                 json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &page_settings, &result, error, "ssi", copy_kind_name(kind), after, limit);
    if (status == DATABASE_OK) {
        *ret_items = page_of_documents(result);
    }
    return status;
}

/* Splits "A/2015-07-01"; anything else stands before the first cell. */
static void split_cell_key(const char *key, char *ret_room_type, size_t size, Night *ret_night)
{
    const char *slash = strchr(key, '/');

    ret_room_type[0] = '\0';
    *ret_night = NIGHT_MIN;
    if (slash != NULL && (size_t)(slash - key) < size && night_parse(slash + 1, ret_night, NULL)) {
        g_strlcpy(ret_room_type, key, (size_t)(slash - key) + 1);
    }
}

DatabaseStatus copy_cell_page(OdbcConnection *connection, const char *after, int limit, json_t **ret_items,
                              GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    char room_type[ROOM_TYPE_CODE_SIZE];
    Night night;

    split_cell_key(after, room_type, sizeof room_type, &night);
    DatabaseStatus status =
        statement_run(connection, &page_cells, &result, error, "sni", room_type, night, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        CopiedCell cell = copied_cell_of_row(result, row);
        json_auto_t *cell_row = copied_cell_to_json(&cell);
        char text[NIGHT_TEXT_SIZE];
        g_autofree char *key = g_strconcat(cell.room_type, "/", night_write(cell.night, text), NULL);
        json_array_append_new(
            *ret_items, page_item(key, odbc_result_int64(result, row, COPIED_CELL_COLUMN_COUNT), cell_row));
    }
    return DATABASE_OK;
}
