#include "property/invoice/mailing_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

/* Whom sent_by names when no person did it. */
#define BY_MAIL "mail"

static const OdbcStatement add = {
    "add_invoice_mailing",
    "INSERT INTO invoice_mailing (mailing_id, invoice_id, email, asked_at, next_at) VALUES ((SELECT "
    "COALESCE(MAX(mailing_id), 0) + 1 FROM invoice_mailing), ?, ?, ?, ?)",
    4,
};

#define SELECT_MAILINGS                                                                                      \
    "SELECT m.mailing_id, m.invoice_id, i.number_text, i.payee_name, m.email, m.asked_at, m.sent_at, "       \
    "m.sent_by, m.attempts, m.next_at, m.problem, m.said, m.failed_at FROM invoice_mailing m JOIN invoice "  \
    "i ON i.invoice_id = m.invoice_id WHERE m.sent_at IS "

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
    "UPDATE invoice_mailing SET sent_at = ?, sent_by = ?, next_at = NULL, failed_at = NULL WHERE mailing_id "
    "= ? AND sent_at IS NULL",
    3,
};

static const OdbcStatement send_again = {
    "send_invoice_mailing_again",
    "UPDATE invoice_mailing SET email = COALESCE(?, email), next_at = ?, attempts = 0, failed_at = NULL, "
    "problem = NULL, said = NULL WHERE mailing_id = ? AND sent_at IS NULL",
    3,
};

static const OdbcStatement due_first = {
    "due_invoice_mailing",
    "SELECT mailing_id, invoice_id, email, asked_at, attempts, next_at FROM invoice_mailing WHERE next_at IS "
    "NOT NULL ORDER BY next_at, mailing_id LIMIT 1",
    0,
};

static const OdbcStatement count_attempt = {
    "count_invoice_mailing",
    "UPDATE invoice_mailing SET attempts = attempts + 1, next_at = ? WHERE mailing_id = ?",
    2,
};

static const OdbcStatement taken = {
    "invoice_mailing_taken",
    "UPDATE invoice_mailing SET sent_at = ?, sent_by = ?, next_at = NULL, failed_at = NULL, problem = NULL, "
    "said = NULL WHERE mailing_id = ? AND sent_at IS NULL",
    3,
};

static const OdbcStatement failed = {
    "invoice_mailing_failed",
    "UPDATE invoice_mailing SET problem = ?, said = ?, next_at = ?, failed_at = ? WHERE mailing_id = ? AND "
    "sent_at IS NULL",
    5,
};

DatabaseStatus mailing_add(OdbcConnection *connection, int64_t invoice_id, const char *email, Instant at,
                           Instant next_at, GError **error)
{
    return statement_run(connection, &add, NULL, error, "lsaa", invoice_id, email, at, next_at);
}

static const char *state_of(const OdbcResult *result, guint row)
{
    if (!odbc_result_is_null(result, row, 6)) {
        return strcmp(odbc_result_text(result, row, 7), BY_MAIL) == 0 ? "sent" : "handed_over";
    }
    if (!odbc_result_is_null(result, row, 12)) {
        return "failed";
    }
    return odbc_result_is_null(result, row, 9) ? "by_hand" : "waiting";
}

static json_t *mailing_of_row(const OdbcResult *result, guint row)
{
    return json_pack(
        "{s:I, s:I, s:s, s:o, s:s, s:o, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "mailing_id",
        (json_int_t)odbc_result_int64(result, row, 0), "invoice_id",
        (json_int_t)odbc_result_int64(result, row, 1), "number", odbc_result_text(result, row, 2),
        "guest_name", json_from_text(odbc_result_text(result, row, 3)), "email",
        odbc_result_text(result, row, 4), "asked_at", json_from_instant(odbc_result_int64(result, row, 5)),
        "state", state_of(result, row), "attempts", (json_int_t)odbc_result_int64(result, row, 8), "next_at",
        json_from_instant(statement_instant(result, row, 9)), "problem",
        json_from_text(odbc_result_text(result, row, 10)), "said",
        json_from_text(odbc_result_text(result, row, 11)), "failed_at",
        json_from_instant(statement_instant(result, row, 12)), "sent_at",
        json_from_instant(statement_instant(result, row, 6)), "sent_by",
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

DatabaseStatus mailing_again(OdbcConnection *connection, int64_t mailing_id, const char *email,
                             Instant next_at, bool *ret_found, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &send_again, &result, error, "sal", email, next_at, mailing_id);
    if (status == DATABASE_OK) {
        *ret_found = odbc_result_affected(result) == 1;
    }
    return status;
}

/* ---- for the mailer ---- */

void mailing_due_clear(MailingDue *due)
{
    g_free(due->email);
}

DatabaseStatus mailing_take_due(OdbcConnection *connection, Instant now, MailingDue *ret_due,
                                Instant *ret_next, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    *ret_next = INSTANT_NONE;
    DatabaseStatus status = statement_run(connection, &due_first, &result, error, "");
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    Instant next_at = odbc_result_int64(result, 0, 5);
    if (next_at > now) {
        *ret_next = next_at;
        return DATABASE_OK;
    }
    *ret_due = (MailingDue){
        .mailing_id = odbc_result_int64(result, 0, 0),
        .invoice_id = odbc_result_int64(result, 0, 1),
        .email = g_strdup(odbc_result_text(result, 0, 2)),
        .asked_at = odbc_result_int64(result, 0, 3),
        .attempts = (int)odbc_result_int64(result, 0, 4) + 1,
    };
    return DATABASE_OK;
}

DatabaseStatus mailing_count(OdbcConnection *connection, int64_t mailing_id, Instant next_at, GError **error)
{
    return statement_run(connection, &count_attempt, NULL, error, "al", next_at, mailing_id);
}

DatabaseStatus mailing_taken(OdbcConnection *connection, int64_t mailing_id, Instant at, GError **error)
{
    return statement_run(connection, &taken, NULL, error, "asl", at, BY_MAIL, mailing_id);
}

DatabaseStatus mailing_failed(OdbcConnection *connection, int64_t mailing_id, const MailingFailure *failure,
                              GError **error)
{
    return statement_run(connection, &failed, NULL, error, "ssaal", failure->problem, failure->said,
                         failure->next_at, failure->failed_at, mailing_id);
}
