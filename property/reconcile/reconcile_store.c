#include "property/reconcile/reconcile_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/outbox/outbox_store.h"
#include "property/stay/stay_store.h"
#include "sync/copy_digest.h"
#include <string.h>

#define RESERVATION_COLUMNS "confirmation_number, version, document, guest_name, surname_folded, arrival"
#define SETTING_COLUMNS "setting_key, version, document, night"
#define STAY_COLUMNS "stay_id, version, digest, arrival"

static const OdbcStatement newest_stay = {
    "reconcile_newest_stay",
    "SELECT COALESCE(MAX(version), 0) FROM stay",
    0,
};

/* Parameters of a page: day and key behind which it begins, day before which it ends, rows at most. */
static const OdbcStatement page_cells = {
    "reconcile_page_cells",
    "SELECT " COPIED_CELL_COLUMNS
    ", version FROM copied_cell WHERE (night, room_type) > (?, ?) AND night < ? "
    "ORDER BY night, room_type LIMIT ?",
    4,
};

static const OdbcStatement page_reservations = {
    "reconcile_page_reservations",
    "SELECT " RESERVATION_COLUMNS " FROM copied_reservation WHERE (arrival, confirmation_number) > (?, ?) "
    "AND arrival < ? ORDER BY arrival, confirmation_number LIMIT ?",
    4,
};

static const OdbcStatement page_settings = {
    "reconcile_page_settings",
    "SELECT " SETTING_COLUMNS " FROM copied_setting WHERE kind = ? AND (night, setting_key) > (?, ?) AND "
    "night < ? ORDER BY night, setting_key LIMIT ?",
    5,
};

static const OdbcStatement page_stays = {
    "reconcile_page_stays",
    "SELECT " STAY_COLUMNS " FROM stay WHERE (arrival, stay_id) > (?, ?) AND arrival < ? ORDER BY arrival, "
    "stay_id LIMIT ?",
    4,
};

static const OdbcStatement find_cell = {
    "reconcile_find_cell",
    "SELECT " COPIED_CELL_COLUMNS ", version FROM copied_cell WHERE room_type = ? AND night = ?",
    2,
};

static const OdbcStatement find_reservation = {
    "reconcile_find_reservation",
    "SELECT " RESERVATION_COLUMNS " FROM copied_reservation WHERE confirmation_number = ?",
    1,
};

static const OdbcStatement find_setting = {
    "reconcile_find_setting",
    "SELECT " SETTING_COLUMNS " FROM copied_setting WHERE kind = ? AND setting_key = ?",
    2,
};

static const OdbcStatement find_stay_row = {
    "reconcile_find_stay",
    "SELECT " STAY_COLUMNS " FROM stay WHERE stay_id = ?",
    1,
};

static const OdbcStatement read_lines = {
    "reconcile_read_lines",
    "SELECT l.line, l.room_type, l.rate_plan, l.arrival, l.departure, l.adults, l.children, l.infants, "
    "l.total_minor, l.currency, l.status, CASE WHEN s.undone_on IS NULL THEN s.status ELSE 'reserved' END FROM "
    "copied_line l LEFT JOIN stay s ON s.confirmation_number = l.confirmation_number AND s.line = l.line WHERE "
    "l.confirmation_number = ? ORDER BY l.line",
    1,
};

static const OdbcStatement next_cell = {"reconcile_next_cell",
                                        "SELECT MIN(night) FROM copied_cell WHERE night >= ?", 1};
static const OdbcStatement next_reservation = {
    "reconcile_next_reservation", "SELECT MIN(arrival) FROM copied_reservation WHERE arrival >= ?", 1};
static const OdbcStatement next_stay = {"reconcile_next_stay",
                                        "SELECT MIN(arrival) FROM stay WHERE arrival >= ?", 1};
static const OdbcStatement next_setting = {
    "reconcile_next_setting", "SELECT MIN(night) FROM copied_setting WHERE kind = ? AND night >= ?", 2};

static const OdbcStatement delete_cell = {"reconcile_delete_cell",
                                          "DELETE FROM copied_cell WHERE room_type = ? AND night = ?", 2};
static const OdbcStatement delete_lines = {"reconcile_delete_lines",
                                           "DELETE FROM copied_line WHERE confirmation_number = ?", 1};
static const OdbcStatement delete_facts = {"reconcile_delete_facts",
                                           "DELETE FROM reservation_fact WHERE confirmation_number = ?", 1};
static const OdbcStatement delete_reservation = {
    "reconcile_delete_reservation", "DELETE FROM copied_reservation WHERE confirmation_number = ?", 1};
static const OdbcStatement delete_setting = {
    "reconcile_delete_setting", "DELETE FROM copied_setting WHERE kind = ? AND setting_key = ?", 2};

static CopyKind kind_of(ReconcileTable table)
{
    static const CopyKind kinds[] = {
        [RECONCILE_CELLS] = COPY_CELL,
        [RECONCILE_RESERVATIONS] = COPY_RESERVATION,
        [RECONCILE_RATE_OVERRIDES] = COPY_RATE_OVERRIDE,
        [RECONCILE_RESTRICTIONS] = COPY_RESTRICTION,
    };

    g_assert(table < G_N_ELEMENTS(kinds));
    return kinds[table];
}

DatabaseStatus reconcile_position_read(OdbcConnection *connection, ReconcilePosition *ret_position,
                                       GError **error)
{
    ReconcilePosition position;
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = copy_version_read(connection, &position.feed_version, error);
    if (status == DATABASE_OK) {
        status = counter_last(connection, "outbox", &position.last_entry, error);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &newest_stay, &result, error, "");
    }
    if (status == DATABASE_OK) {
        position.stay_version = odbc_result_int64(result, 0, 0);
        *ret_position = position;
    }
    return status;
}

/* ---- rows as they stand ---- */

/* The key by which both sides name a cell. */
static char *cell_key(const CopiedCell *cell)
{
    char night[NIGHT_TEXT_SIZE];

    return g_strconcat(cell->room_type, "/", night_write(cell->night, night), NULL);
}

static ReconcileRow *row_of_cell(const OdbcResult *result, guint row)
{
    CopiedCell cell = copied_cell_of_row(result, row);
    json_auto_t *content = copied_cell_to_json(&cell);
    g_autofree char *key = cell_key(&cell);
    g_autofree char *digest = copy_digest(content);

    return reconcile_row_new(cell.night, key, odbc_result_int64(result, row, COPIED_CELL_COLUMN_COUNT),
                             digest, content);
}

static ReconcileRow *row_of_document(const char *key, Night day, int64_t version, json_t *document,
                                     bool whole)
{
    g_autofree char *digest = whole ? copy_digest(document) : g_strdup("");

    return reconcile_row_new(day, key, version, digest, document);
}

static ReconcileRow *row_of_setting(const OdbcResult *result, guint row)
{
    Night night = statement_night(result, row, 3);
    json_auto_t *document = copied_document(result, row, 2);
    const char *text = json_string_value(json_object_get(document, "night"));
    Night said = NIGHT_NONE;
    bool whole = text != NULL && night_parse(text, &said, NULL) && said == night;

    return row_of_document(odbc_result_text(result, row, 0), night, odbc_result_int64(result, row, 1),
                           document, whole);
}

/* The line is as the document says, or as the desk's own stay does, which may be ahead of it. */
static bool status_fits(const CopiedLine *line, const OdbcResult *lines, guint row)
{
    const char *status = odbc_result_text(lines, row, 10);

    return g_strcmp0(status, line_status_name(line->status)) == 0 ||
           g_strcmp0(status, odbc_result_text(lines, row, 11)) == 0;
}

/* Does a line the desk works with say what the document says? */
static bool line_fits(const CopiedLine *line, const char *currency, const OdbcResult *lines, guint row)
{
    return odbc_result_int64(lines, row, 0) == line->line &&
           g_strcmp0(odbc_result_text(lines, row, 1), line->room_type) == 0 &&
           g_strcmp0(odbc_result_text(lines, row, 2), line->rate_plan) == 0 &&
           odbc_result_int64(lines, row, 3) == line->arrival &&
           odbc_result_int64(lines, row, 4) == line->departure &&
           odbc_result_int64(lines, row, 5) == line->adults &&
           odbc_result_int64(lines, row, 6) == line->children &&
           odbc_result_int64(lines, row, 7) == line->infants &&
           odbc_result_int64(lines, row, 8) == copied_line_total(line) &&
           g_strcmp0(odbc_result_text(lines, row, 9), currency) == 0 && status_fits(line, lines, row);
}

static bool lines_fit(const CopiedReservation *reservation, const OdbcResult *lines)
{
    bool fit = odbc_result_rows(lines) == reservation->lines->len;

    for (guint i = 0; fit && i < reservation->lines->len; i++) {
        int number = (int)odbc_result_int64(lines, i, 0);
        const CopiedLine *line = copied_reservation_line(reservation, number);
        fit = line != NULL && line_fits(line, reservation->currency, lines, i);
    }
    return fit;
}

static bool reservation_fits(const OdbcResult *result, guint row, const CopiedReservation *reservation,
                             const OdbcResult *lines)
{
    return g_strcmp0(odbc_result_text(result, row, 0), reservation->confirmation_number) == 0 &&
           g_strcmp0(odbc_result_text(result, row, 3), reservation->guest_name) == 0 &&
           g_strcmp0(odbc_result_text(result, row, 4), reservation->surname_folded) == 0 &&
           odbc_result_int64(result, row, 5) == copied_reservation_arrival(reservation) &&
           lines_fit(reservation, lines);
}

static DatabaseStatus row_of_reservation(OdbcConnection *connection, const OdbcResult *result, guint row,
                                         ReconcileRow **ret_row, GError **error)
{
    json_auto_t *document = copied_document(result, row, 2);
    g_autoptr(CopiedReservation) reservation =
        document != NULL ? copied_reservation_read(document, NULL) : NULL;
    const char *key = odbc_result_text(result, row, 0);
    g_autoptr(OdbcResult) lines = NULL;

    DatabaseStatus status = statement_run(connection, &read_lines, &lines, error, "s", key);
    if (status == DATABASE_OK) {
        bool whole = reservation != NULL && reservation_fits(result, row, reservation, lines);
        *ret_row = row_of_document(key, (Night)odbc_result_int64(result, row, 5),
                                   odbc_result_int64(result, row, 1), document, whole);
    }
    return status;
}

static ReconcileRow *row_of_stay(const OdbcResult *result, guint row)
{
    /* Padded, so that text and number sort alike. */
    g_autofree char *key = g_strdup_printf("%012" G_GINT64_FORMAT, odbc_result_int64(result, row, 0));

    return reconcile_row_new((Night)odbc_result_int64(result, row, 3), key, odbc_result_int64(result, row, 1),
                             odbc_result_text(result, row, 2), NULL);
}

static DatabaseStatus row_of_result(OdbcConnection *connection, ReconcileTable table,
                                    const OdbcResult *result, guint row, ReconcileRow **ret_row,
                                    GError **error)
{
    switch (table) {
    case RECONCILE_RESERVATIONS:
        return row_of_reservation(connection, result, row, ret_row, error);
    case RECONCILE_CELLS:
        *ret_row = row_of_cell(result, row);
        return DATABASE_OK;
    case RECONCILE_STAYS:
        *ret_row = row_of_stay(result, row);
        return DATABASE_OK;
    default:
        *ret_row = row_of_setting(result, row);
        return DATABASE_OK;
    }
}

/* ---- walking through the days ---- */

static int64_t stay_id_of(const char *key)
{
    return g_ascii_strtoll(key, NULL, 10);
}

/* Cells are named "A/2015-07-01" but walked by type within the night. */
static char *type_of_cell(const char *key)
{
    const char *slash = strchr(key, '/');

    return g_strndup(key, slash != NULL ? (gsize)(slash - key) : strlen(key));
}

static DatabaseStatus run_page(OdbcConnection *connection, const ReconcileCursor *cursor, int limit,
                               OdbcResult **ret_result, GError **error)
{
    g_autofree char *room_type = type_of_cell(cursor->key);

    switch (cursor->table) {
    case RECONCILE_CELLS:
        return statement_run(connection, &page_cells, ret_result, error, "nsni", cursor->day, room_type,
                             cursor->until, limit);
    case RECONCILE_RESERVATIONS:
        return statement_run(connection, &page_reservations, ret_result, error, "nsni", cursor->day,
                             cursor->key, cursor->until, limit);
    case RECONCILE_STAYS:
        return statement_run(connection, &page_stays, ret_result, error, "nlni", cursor->day,
                             stay_id_of(cursor->key), cursor->until, limit);
    default:
        return statement_run(connection, &page_settings, ret_result, error, "snsni",
                             copy_kind_name(kind_of(cursor->table)), cursor->day, cursor->key, cursor->until,
                             limit);
    }
}

DatabaseStatus reconcile_page_read(OdbcConnection *connection, ReconcileCursor *cursor, int limit,
                                   GPtrArray *rows, bool *ret_more, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = run_page(connection, cursor, limit, &result, error);
    for (guint i = 0; status == DATABASE_OK && i < odbc_result_rows(result); i++) {
        ReconcileRow *row = NULL;
        status = row_of_result(connection, cursor->table, result, i, &row, error);
        if (status != DATABASE_OK) {
            break;
        }
        g_clear_pointer(&row->row, json_decref); /* only its digest is asked for */
        cursor->day = row->day;
        g_free(cursor->key);
        cursor->key = g_strdup(row->key);
        g_ptr_array_add(rows, row);
    }
    if (status == DATABASE_OK) {
        *ret_more = odbc_result_rows(result) == (guint)limit;
    }
    return status;
}

DatabaseStatus reconcile_next_day(OdbcConnection *connection, ReconcileTable table, Night from,
                                  Night *ret_day, GError **error)
{
    static const OdbcStatement *const statements[] = {
        [RECONCILE_CELLS] = &next_cell,
        [RECONCILE_RESERVATIONS] = &next_reservation,
        [RECONCILE_RATE_OVERRIDES] = &next_setting,
        [RECONCILE_RESTRICTIONS] = &next_setting,
        [RECONCILE_STAYS] = &next_stay,
    };
    g_autoptr(OdbcResult) result = NULL;
    bool setting = statements[table] == &next_setting;

    DatabaseStatus status = setting ? statement_run(connection, statements[table], &result, error, "sn",
                                                    copy_kind_name(kind_of(table)), from)
                                    : statement_run(connection, statements[table], &result, error, "n", from);
    if (status == DATABASE_OK) {
        Night day = statement_night(result, 0, 0);
        *ret_day = day <= RECONCILE_DAY_LAST ? day : NIGHT_NONE;
    }
    return status;
}

/* ---- one row ---- */

static DatabaseStatus run_find(OdbcConnection *connection, ReconcileTable table, const char *key,
                               OdbcResult **ret_result, GError **error)
{
    g_autofree char *room_type = type_of_cell(key);
    const char *slash = strchr(key, '/');
    Night night = NIGHT_MIN;

    switch (table) {
    case RECONCILE_CELLS:
        if (slash != NULL && !night_parse(slash + 1, &night, NULL)) {
            night = NIGHT_MIN; /* no cell has such a key */
        }
        return statement_run(connection, &find_cell, ret_result, error, "sn", room_type, night);
    case RECONCILE_RESERVATIONS:
        return statement_run(connection, &find_reservation, ret_result, error, "s", key);
    case RECONCILE_STAYS:
        return statement_run(connection, &find_stay_row, ret_result, error, "l", stay_id_of(key));
    default:
        return statement_run(connection, &find_setting, ret_result, error, "ss",
                             copy_kind_name(kind_of(table)), key);
    }
}

/* What the hotel would tell the centre of a stay now. */
static DatabaseStatus add_stay_content(OdbcConnection *connection, ReconcileRow *row, GError **error)
{
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = stay_find(connection, stay_id_of(row->key), &stay, error);
    if (status == DATABASE_OK && stay != NULL) {
        row->row = stay_row_json(stay);
    }
    return status;
}

DatabaseStatus reconcile_row_read(OdbcConnection *connection, ReconcileTable table, const char *key,
                                  ReconcileRow **ret_row, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    ReconcileRow *row = NULL;

    DatabaseStatus status = run_find(connection, table, key, &result, error);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        status = row_of_result(connection, table, result, 0, &row, error);
    }
    if (status == DATABASE_OK && row != NULL && table == RECONCILE_STAYS) {
        status = add_stay_content(connection, row, error);
    }
    if (status == DATABASE_OK) {
        *ret_row = row;
    } else {
        reconcile_row_free(row);
    }
    return status;
}

/* ---- putting right ---- */

static DatabaseStatus still_as_seen(OdbcConnection *connection, ReconcileTable table, const char *key,
                                    const ReconcileRow *seen, bool *ret_same, GError **error)
{
    g_autoptr(ReconcileRow) now = NULL;

    DatabaseStatus status = reconcile_row_read(connection, table, key, &now, error);
    if (status == DATABASE_OK) {
        *ret_same = reconcile_rows_same(now, seen);
    }
    return status;
}

static DatabaseStatus delete_row(OdbcConnection *connection, ReconcileTable table, const char *key,
                                 GError **error)
{
    g_autofree char *room_type = type_of_cell(key);
    const char *slash = strchr(key, '/');
    Night night = NIGHT_MIN;

    if (table == RECONCILE_CELLS) {
        return slash != NULL && night_parse(slash + 1, &night, error)
                   ? statement_run(connection, &delete_cell, NULL, error, "sn", room_type, night)
                   : DATABASE_ROLLBACK;
    }
    if (table != RECONCILE_RESERVATIONS) {
        return statement_run(connection, &delete_setting, NULL, error, "ss", copy_kind_name(kind_of(table)),
                             key);
    }
    DatabaseStatus status = statement_run(connection, &delete_lines, NULL, error, "s", key);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &delete_facts, NULL, error, "s", key);
    }
    return status == DATABASE_OK ? statement_run(connection, &delete_reservation, NULL, error, "s", key)
                                 : status;
}

DatabaseStatus reconcile_replace(OdbcConnection *connection, ReconcileTable table, const ReconcileRow *seen,
                                 const ReconcileRow *owner, bool *ret_done, GError **error)
{
    CopyChange change = {
        .version = owner->version, .kind = kind_of(table), .key = owner->key, .row = owner->row};
    bool same = false;

    DatabaseStatus status = still_as_seen(connection, table, owner->key, seen, &same, error);
    if (status != DATABASE_OK || !same || owner->row == NULL) {
        return status;
    }
    status = delete_row(connection, table, owner->key, error);
    if (status == DATABASE_OK) {
        status = copy_change_apply(connection, &change, error);
    }
    if (status == DATABASE_OK) {
        *ret_done = true;
    }
    return status;
}

/* A reservation the hotel sold by itself, or may have: the centre is still to be told of it. */
static DatabaseStatus may_be_unmerged(OdbcConnection *connection, ReconcileTable table,
                                      const ReconcileRow *seen, bool *ret_unmerged, GError **error)
{
    int64_t pending = 0;

    if (table != RECONCILE_RESERVATIONS || seen->version != 0) {
        *ret_unmerged = false;
        return DATABASE_OK;
    }
    DatabaseStatus status = outbox_pending(connection, &pending, error);
    if (status == DATABASE_OK) {
        *ret_unmerged = pending > 0;
    }
    return status;
}

DatabaseStatus reconcile_remove(OdbcConnection *connection, ReconcileTable table, const ReconcileRow *seen,
                                bool *ret_done, GError **error)
{
    bool same = false;
    bool unmerged = true;

    DatabaseStatus status = still_as_seen(connection, table, seen->key, seen, &same, error);
    if (status == DATABASE_OK && same) {
        status = may_be_unmerged(connection, table, seen, &unmerged, error);
    }
    if (status == DATABASE_OK && same && !unmerged) {
        status = delete_row(connection, table, seen->key, error);
        *ret_done = status == DATABASE_OK;
    }
    return status;
}

DatabaseStatus reconcile_send_again(OdbcConnection *connection, const ReconcileRow *seen, Instant at,
                                    bool *ret_done, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    bool same = false;

    DatabaseStatus status = still_as_seen(connection, RECONCILE_STAYS, seen->key, seen, &same, error);
    if (status != DATABASE_OK || !same) {
        return status;
    }
    status = stay_find(connection, stay_id_of(seen->key), &stay, error);
    if (status == DATABASE_OK && stay != NULL) {
        status = stay_tell(connection, stay, "stay_update", NULL, at, error);
        *ret_done = status == DATABASE_OK;
    }
    return status;
}
