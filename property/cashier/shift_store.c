#include "property/cashier/shift_store.h"

#include "ops/json.h"
#include "property/cashier/shift_means_store.h"
#include "property/command/statement.h"
#include <string.h>

static const OdbcStatement find_open = {
    "find_open_shift",
    "SELECT shift_id FROM cashier_shift WHERE staff = ? AND status = 'open'",
    1,
};

/* Shifts are never removed, so the next number follows the highest one. */
static const OdbcStatement open_shift = {
    "open_shift",
    "INSERT INTO cashier_shift (shift_id, staff, status, opened_on, opened_at, opened_after) VALUES "
    "((SELECT COALESCE(MAX(shift_id), 0) + 1 FROM cashier_shift), ?, 'open', ?, ?, "
    "(SELECT COALESCE(MAX(posting_number), 0) FROM posting) - CAST(? AS BIGINT))",
    4,
};

static const OdbcStatement add_movement = {
    "add_cash_movement",
    "INSERT INTO cash_movement (movement_id, shift_id, kind, currency, amount_minor, posting_number, note, "
    "moved_at) "
    "VALUES ((SELECT COALESCE(MAX(movement_id), 0) + 1 FROM cash_movement), ?, ?, ?, ?, ?, ?, ?)",
    7,
};

static const OdbcStatement add_tender = {
    "add_tender",
    "INSERT INTO tender (posting_number, currency, tendered_minor, rate_millionths, value_minor, "
    "change_minor) "
    "VALUES (?, ?, ?, ?, ?, ?)",
    6,
};

static const OdbcStatement movements_of_posting = {
    "movements_of_posting",
    "SELECT kind, currency, amount_minor FROM cash_movement WHERE posting_number = ? ORDER BY movement_id",
    1,
};

static const OdbcStatement sum_movements = {
    "sum_cash_movements",
    "SELECT currency, SUM(amount_minor) FROM cash_movement WHERE shift_id = ? GROUP BY currency ORDER BY "
    "currency",
    1,
};

static const OdbcStatement add_count = {
    "add_cash_count",
    "INSERT INTO cash_count (shift_id, currency, expected_minor, counted_minor, variance_minor) VALUES (?, "
    "?, ?, ?, ?)",
    5,
};

static const OdbcStatement close_shift = {
    "close_shift",
    "UPDATE cashier_shift SET status = 'closed', closed_on = ?, closed_at = ?, closed_by = ?, "
    "closed_after = (SELECT COALESCE(MAX(posting_number), 0) FROM posting) WHERE shift_id = ? "
    "AND status = 'open'",
    4,
};

#define SHIFT_COLUMNS "shift_id, staff, status, opened_on, opened_at, closed_on, closed_at, closed_by"

static const OdbcStatement find_shift = {
    "find_shift",
    "SELECT " SHIFT_COLUMNS " FROM cashier_shift WHERE shift_id = ?",
    1,
};

static const OdbcStatement list_shifts = {
    "list_shifts",
    "SELECT " SHIFT_COLUMNS " FROM cashier_shift WHERE status = 'open' OR closed_on = ? ORDER BY shift_id",
    1,
};

static const OdbcStatement list_movements = {
    "list_cash_movements",
    "SELECT m.kind, m.currency, m.amount_minor, m.posting_number, m.note, m.moved_at, p.account_id FROM "
    "cash_movement m "
    "LEFT JOIN posting p ON p.posting_number = m.posting_number WHERE m.shift_id = ? ORDER BY m.movement_id",
    1,
};

static const OdbcStatement list_currencies = {
    "list_drawer_currencies",
    "SELECT DISTINCT currency FROM cash_movement WHERE shift_id = ? ORDER BY currency",
    1,
};

static const OdbcStatement list_counts = {
    "list_cash_counts",
    "SELECT currency, expected_minor, counted_minor, variance_minor FROM cash_count WHERE shift_id = ? ORDER "
    "BY currency",
    1,
};

static const OdbcStatement count_open = {
    "count_open_shifts",
    "SELECT COUNT(*) FROM cashier_shift WHERE status = 'open'",
    0,
};

DatabaseStatus shift_find_open(OdbcConnection *connection, const char *staff, int64_t *ret_shift,
                               GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_open, &result, error, "s", staff);
    if (status == DATABASE_OK) {
        *ret_shift = odbc_result_rows(result) == 0 ? 0 : odbc_result_int64(result, 0, 0);
    }
    return status;
}

/* One movement; a posting of 0 is none. */
static DatabaseStatus move_cash(OdbcConnection *connection, int64_t shift, const char *kind,
                                const char *currency, int64_t amount_minor, int64_t posting, const char *note,
                                Instant now, GError **error)
{
    return statement_run(connection, &add_movement, NULL, error, "lsslksa", shift, kind, currency,
                         amount_minor, posting, note, now);
}

DatabaseStatus shift_find(OdbcConnection *connection, int64_t shift, char **ret_staff, bool *ret_is_open,
                          GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_shift, &result, error, "l", shift);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_staff = g_strdup(odbc_result_text(result, 0, 1));
        *ret_is_open = strcmp(odbc_result_text(result, 0, 2), "open") == 0;
    }
    return status;
}

/* `made`: how many of the latest postings are the drawer's own already. */
static DatabaseStatus open_after(OdbcConnection *connection, const CashContext *context, int64_t float_minor,
                                 int made, int64_t *ret_shift, GError **error)
{
    DatabaseStatus status = statement_run(connection, &open_shift, NULL, error, "snai", context->staff,
                                          context->business_date, context->now, made);

    if (status == DATABASE_OK) {
        status = shift_find_open(connection, context->staff, ret_shift, error);
    }
    return status == DATABASE_OK ? move_cash(connection, *ret_shift, "float", context->currency, float_minor,
                                             0, "", context->now, error)
                                 : status;
}

DatabaseStatus shift_open(OdbcConnection *connection, const CashContext *context, int64_t float_minor,
                          int64_t *ret_shift, GError **error)
{
    return open_after(connection, context, float_minor, 0, ret_shift, error);
}

/* The posting that moves the cash is the latest. */
static DatabaseStatus shift_of(OdbcConnection *connection, const CashContext *context, int64_t *ret_shift,
                               GError **error)
{
    DatabaseStatus status = shift_find_open(connection, context->staff, ret_shift, error);

    return status == DATABASE_OK && *ret_shift == 0 ? open_after(connection, context, 0, 1, ret_shift, error)
                                                    : status;
}

static DatabaseStatus keep_tender(OdbcConnection *connection, const CashContext *context, int64_t shift,
                                  int64_t posting_number, const Tender *tender, GError **error)
{
    DatabaseStatus status = statement_run(connection, &add_tender, NULL, error, "lsllll", posting_number,
                                          tender->currency, tender->tendered_minor, tender->rate_millionths,
                                          tender->value_minor, tender->change_minor);
    if (status == DATABASE_OK) {
        status = move_cash(connection, shift, "payment", tender->currency, tender->tendered_minor,
                           posting_number, "", context->now, error);
    }
    if (status == DATABASE_OK && tender->change_minor != 0) {
        status = move_cash(connection, shift, "change", context->currency, -tender->change_minor,
                           posting_number, "", context->now, error);
    }
    return status;
}

DatabaseStatus shift_cash(OdbcConnection *connection, const CashContext *context, int64_t posting_number,
                          int64_t amount_minor, bool paid_out, const Tender *tender, GError **error)
{
    int64_t shift;

    DatabaseStatus status = shift_of(connection, context, &shift, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (tender != NULL) {
        return keep_tender(connection, context, shift, posting_number, tender, error);
    }
    return move_cash(connection, shift, paid_out ? "paid_out" : "payment", context->currency, amount_minor,
                     posting_number, "", context->now, error);
}

DatabaseStatus shift_cash_back(OdbcConnection *connection, const CashContext *context, int64_t posting_number,
                               int64_t corrects, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    int64_t shift;

    DatabaseStatus status = statement_run(connection, &movements_of_posting, &result, error, "l", corrects);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    status = shift_of(connection, context, &shift, error);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        status =
            move_cash(connection, shift, odbc_result_text(result, row, 0), odbc_result_text(result, row, 1),
                      -odbc_result_int64(result, row, 2), posting_number, "", context->now, error);
    }
    return status;
}

DatabaseStatus shift_drop(OdbcConnection *connection, const CashContext *context, int64_t shift,
                          const char *currency, int64_t amount_minor, const char *note, GError **error)
{
    return move_cash(connection, shift, "drop", currency, -amount_minor, 0, note, context->now, error);
}

DatabaseStatus shift_expected(OdbcConnection *connection, int64_t shift, json_t **ret_expected,
                              GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &sum_movements, &result, error, "l", shift);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_expected = json_object();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_object_set_new(*ret_expected, odbc_result_text(result, row, 0),
                            json_integer(odbc_result_int64(result, row, 1)));
    }
    return DATABASE_OK;
}

static DatabaseStatus count_currency(OdbcConnection *connection, int64_t shift, const char *currency,
                                     int64_t expected_minor, int64_t counted_minor, GError **error)
{
    return statement_run(connection, &add_count, NULL, error, "lslll", shift, currency, expected_minor,
                         counted_minor, counted_minor - expected_minor);
}

DatabaseStatus shift_close(OdbcConnection *connection, const CashContext *context, int64_t shift,
                           const json_t *counted, const json_t *counted_means, GError **error)
{
    json_auto_t *expected = NULL;
    const char *currency;
    json_t *amount;

    DatabaseStatus status = shift_expected(connection, shift, &expected, error);
    if (status != DATABASE_OK) {
        return status;
    }
    json_object_foreach(expected, currency, amount)
    {
        if (status == DATABASE_OK) {
            status = count_currency(connection, shift, currency, json_integer_value(amount),
                                    json_integer_value(json_object_get(counted, currency)), error);
        }
    }
    json_object_foreach((json_t *)counted, currency, amount)
    {
        if (status == DATABASE_OK && json_object_get(expected, currency) == NULL) {
            status = count_currency(connection, shift, currency, 0, json_integer_value(amount), error);
        }
    }
    if (status == DATABASE_OK) {
        status = statement_change_one(connection, &close_shift, error, "nasl", context->business_date,
                                      context->now, context->staff, shift);
    }
    return status == DATABASE_OK ? shift_means_close(connection, shift, counted_means, error) : status;
}

/* ---- showing ---- */

static json_t *movement_of_row(const OdbcResult *result, guint row)
{
    json_t *posting =
        odbc_result_is_null(result, row, 3) ? json_null() : json_integer(odbc_result_int64(result, row, 3));
    json_t *account =
        odbc_result_is_null(result, row, 6) ? json_null() : json_integer(odbc_result_int64(result, row, 6));

    return json_pack("{s:s, s:s, s:I, s:o, s:s, s:o, s:o}", "kind", odbc_result_text(result, row, 0),
                     "currency", odbc_result_text(result, row, 1), "amount_minor",
                     (json_int_t)odbc_result_int64(result, row, 2), "posting_number", posting, "note",
                     odbc_result_text(result, row, 4), "moved_at",
                     json_from_instant(odbc_result_int64(result, row, 5)), "account_id", account);
}

static DatabaseStatus add_movements(OdbcConnection *connection, int64_t shift, json_t *document,
                                    GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_t *items = json_array();

    DatabaseStatus status = statement_run(connection, &list_movements, &result, error, "l", shift);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(items, movement_of_row(result, row));
    }
    json_object_set_new(document, "movements", items);
    return status;
}

static DatabaseStatus add_counts(OdbcConnection *connection, int64_t shift, json_t *document, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_t *items = json_array();

    DatabaseStatus status = statement_run(connection, &list_counts, &result, error, "l", shift);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(items,
                              json_pack("{s:s, s:I, s:I, s:I}", "currency", odbc_result_text(result, row, 0),
                                        "expected_minor", (json_int_t)odbc_result_int64(result, row, 1),
                                        "counted_minor", (json_int_t)odbc_result_int64(result, row, 2),
                                        "variance_minor", (json_int_t)odbc_result_int64(result, row, 3)));
    }
    json_object_set_new(document, "counts", items);
    return status;
}

static json_t *shift_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:s?}", "shift_id",
                     (json_int_t)odbc_result_int64(result, row, 0), "staff", odbc_result_text(result, row, 1),
                     "status", odbc_result_text(result, row, 2), "opened_on",
                     json_from_night(statement_night(result, row, 3)), "opened_at",
                     json_from_instant(statement_instant(result, row, 4)), "closed_on",
                     json_from_night(statement_night(result, row, 5)), "closed_at",
                     json_from_instant(statement_instant(result, row, 6)), "closed_by",
                     odbc_result_is_null(result, row, 7) ? NULL : odbc_result_text(result, row, 7));
}

/* Which notes are to be counted; how much of each nobody is told before. */
static DatabaseStatus add_currencies(OdbcConnection *connection, int64_t shift, json_t *document,
                                     GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_t *items = json_array();

    DatabaseStatus status = statement_run(connection, &list_currencies, &result, error, "l", shift);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(items, json_string(odbc_result_text(result, row, 0)));
    }
    json_object_set_new(document, "currencies", items);
    return status;
}

/* An open drawer shows what its owner did, never what it adds up to. */
DatabaseStatus shift_json(OdbcConnection *connection, int64_t shift, json_t **ret_shift, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_auto_t *document = NULL;

    DatabaseStatus status = statement_run(connection, &find_shift, &result, error, "l", shift);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    document = shift_of_row(result, 0);
    status = add_movements(connection, shift, document, error);
    if (status == DATABASE_OK) {
        status = add_counts(connection, shift, document, error);
    }
    if (status == DATABASE_OK) {
        status = shift_means_json(connection, shift, document, error);
    }
    if (status == DATABASE_OK) {
        *ret_shift = g_steal_pointer(&document);
    }
    return status;
}

DatabaseStatus shifts_json(OdbcConnection *connection, Night date, json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_shifts, &result, error, "n", date);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result) && status == DATABASE_OK; row++) {
        json_t *shift = shift_of_row(result, row);
        json_array_append_new(*ret_items, shift);
        status = add_counts(connection, odbc_result_int64(result, row, 0), shift, error);
        if (status == DATABASE_OK) {
            status = add_currencies(connection, odbc_result_int64(result, row, 0), shift, error);
        }
        if (status == DATABASE_OK) {
            status = shift_means_json(connection, odbc_result_int64(result, row, 0), shift, error);
        }
    }
    return status;
}

DatabaseStatus shifts_count_open(OdbcConnection *connection, int64_t *ret_count, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_open, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_count = odbc_result_int64(result, 0, 0);
    }
    return status;
}
