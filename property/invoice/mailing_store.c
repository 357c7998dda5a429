#include "property/invoice/mailing_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

static const OdbcStatement add = {
    "add_invoice_mailing",
    "INSERT INTO invoice_mailing (mailing_id, invoice_id, email, asked_at) VALUES ((SELECT "
    "COALESCE(MAX(mailing_id), 0) + 1 FROM invoice_mailing), ?, ?, ?)",
    3,
};

#define SELECT_MAILINGS                                                                                      \
    "SELECT m.mailing_id, m.invoice_id, i.number_text, i.payee_name, m.email, m.asked_at, m.sent_at, "       \
    "m.sent_by FROM invoice_mailing m JOIN invoice i ON i.invoice_id = m.invoice_id WHERE m.sent_at IS "

static const OdbcStatement waiting = {
    "waiting_invoice_mailings",
    SELECT_MAILINGS "NULL ORDER BY m.mailing_id LIMIT ?",
    1,
};

static const OdbcStatement sent = {
    "sent_invoice_mailings",
    SELECT_MAILINGS "NOT NULL ORDER BY m.mailing_id DESC LIMIT ?",
    1,
};

static const OdbcStatement mark_sent = {
    "mark_invoice_mailing_sent",
    "UPDATE invoice_mailing SET sent_at = ?, sent_by = ? WHERE mailing_id = ? AND sent_at IS NULL",
    3,
};

DatabaseStatus mailing_add(OdbcConnection *connection, int64_t invoice_id, const char *email, Instant at,
                           GError **error)
{
    return statement_run(connection, &add, NULL, error, "lsa", invoice_id, email, at);
}

static json_t *mailing_of_row(const OdbcResult *result, guint row)
{
    bool open = odbc_result_is_null(result, row, 6);

    return json_pack(
        "{s:I, s:I, s:s, s:o, s:s, s:o, s:o, s:o}", "mailing_id",
        (json_int_t)odbc_result_int64(result, row, 0), "invoice_id",
        (json_int_t)odbc_result_int64(result, row, 1), "number", odbc_result_text(result, row, 2),
        "guest_name", json_from_text(odbc_result_text(result, row, 3)), "email",
        odbc_result_text(result, row, 4), "asked_at", json_from_instant(odbc_result_int64(result, row, 5)),
        "sent_at", open ? json_null() : json_from_instant(odbc_result_int64(result, row, 6)), "sent_by",
        json_from_text(odbc_result_text(result, row, 7)));
}

static DatabaseStatus append(OdbcConnection *connection, const OdbcStatement *statement, int limit,
                             json_t *items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, statement, &result, error, "i", limit);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(items, mailing_of_row(result, row));
    }
    return status;
}

DatabaseStatus mailings_read(OdbcConnection *connection, int limit, json_t **ret_items, GError **error)
{
    json_auto_t *items = json_array();

    DatabaseStatus status = append(connection, &waiting, limit, items, error);
    if (status == DATABASE_OK) {
        status = append(connection, &sent, limit, items, error);
    }
    if (status == DATABASE_OK) {
        *ret_items = json_incref(items);
    }
    return status;
}

DatabaseStatus mailing_sent(OdbcConnection *connection, int64_t mailing_id, const char *staff, Instant at,
                            bool *ret_found, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &mark_sent, &result, error, "asl", at, staff, mailing_id);
    if (status == DATABASE_OK) {
        *ret_found = odbc_result_affected(result) == 1;
    }
    return status;
}
