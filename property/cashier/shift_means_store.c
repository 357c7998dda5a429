#include "property/cashier/shift_means_store.h"

#include "property/command/statement.h"
#include <string.h>

/* By the numbers between which the drawer was open: a range of the latest postings, whatever the clock says. */
static const OdbcStatement sum_means = {
    "sum_shift_means",
    "SELECT p.code, COUNT(*), SUM(CASE WHEN p.amount_minor < 0 THEN -p.amount_minor ELSE 0 END), "
    "SUM(CASE WHEN p.amount_minor > 0 THEN p.amount_minor ELSE 0 END), MIN(COALESCE(m.kind, 'cash')) "
    "FROM cashier_shift s JOIN posting p ON p.posting_number > s.opened_after AND (s.closed_after IS NULL OR "
    "p.posting_number <= s.closed_after) AND p.staff = s.staff AND p.department = 'payment' "
    "LEFT JOIN payment_means m ON m.code = p.code WHERE s.shift_id = ? GROUP BY p.code ORDER BY p.code",
    1,
};

static const OdbcStatement add_count = {
    "add_means_count",
    "INSERT INTO means_count (shift_id, means, postings, received_minor, given_back_minor, counted_minor) "
    "VALUES (?, ?, ?, ?, ?, CAST(? AS BIGINT))",
    6,
};

static const OdbcStatement list_counts = {
    "list_means_counts",
    "SELECT c.means, c.postings, c.received_minor, c.given_back_minor, c.counted_minor, COALESCE(m.kind, "
    "'cash') FROM means_count c LEFT JOIN payment_means m ON m.code = c.means WHERE c.shift_id = ? ORDER BY "
    "c.means",
    1,
};

static DatabaseStatus keep(OdbcConnection *connection, int64_t shift, const char *means, int64_t postings,
                           int64_t received_minor, int64_t given_back_minor, const json_t *counted,
                           GError **error)
{
    g_autofree char *text =
        counted == NULL ? NULL : g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(counted));

    return statement_run(connection, &add_count, NULL, error, "lsllls", shift, means, postings,
                         received_minor, given_back_minor, text);
}

/* What somebody counted of a means that nobody was paid with. */
static DatabaseStatus keep_others(OdbcConnection *connection, int64_t shift, const json_t *counted,
                                  const json_t *kept, GError **error)
{
    DatabaseStatus status = DATABASE_OK;
    const char *means;
    json_t *amount;

    json_object_foreach((json_t *)counted, means, amount)
    {
        if (status == DATABASE_OK && json_object_get(kept, means) == NULL) {
            status = keep(connection, shift, means, 0, 0, 0, amount, error);
        }
    }
    return status;
}

DatabaseStatus shift_means_close(OdbcConnection *connection, int64_t shift, const json_t *counted,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_auto_t *kept = json_object();
    json_auto_t *nothing = json_integer(0);

    DatabaseStatus status = statement_run(connection, &sum_means, &result, error, "l", shift);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        const char *means = odbc_result_text(result, row, 0);
        bool cash = strcmp(odbc_result_text(result, row, 4), "cash") == 0;
        const json_t *amount = cash || counted == NULL ? NULL : json_object_get(counted, means);
        json_object_set(kept, means, nothing);
        status = keep(connection, shift, means, odbc_result_int64(result, row, 1),
                      odbc_result_int64(result, row, 2), odbc_result_int64(result, row, 3),
                      amount == NULL && !cash && counted != NULL ? nothing : amount, error);
    }
    return status == DATABASE_OK ? keep_others(connection, shift, counted, kept, error) : status;
}

static json_t *count_of_row(const OdbcResult *result, guint row)
{
    int64_t net_minor = odbc_result_int64(result, row, 2) - odbc_result_int64(result, row, 3);
    bool counted = !odbc_result_is_null(result, row, 4);
    int64_t counted_minor = counted ? odbc_result_int64(result, row, 4) : 0;

    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "means", odbc_result_text(result, row, 0),
                     "kind", odbc_result_text(result, row, 5), "postings",
                     (json_int_t)odbc_result_int64(result, row, 1), "received_minor",
                     (json_int_t)odbc_result_int64(result, row, 2), "given_back_minor",
                     (json_int_t)odbc_result_int64(result, row, 3), "net_minor", (json_int_t)net_minor,
                     "counted_minor", counted ? json_integer(counted_minor) : json_null(), "variance_minor",
                     counted ? json_integer(counted_minor - net_minor) : json_null());
}

static DatabaseStatus add_closed(OdbcConnection *connection, int64_t shift, json_t *document, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_t *items = json_array();

    DatabaseStatus status = statement_run(connection, &list_counts, &result, error, "l", shift);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(items, count_of_row(result, row));
    }
    json_object_set_new(document, "means", items);
    return status;
}

DatabaseStatus shift_means_json(OdbcConnection *connection, int64_t shift, json_t *document, GError **error)
{
    bool open = strcmp(json_string_value(json_object_get(document, "status")), "open") == 0;
    g_autoptr(OdbcResult) result = NULL;
    json_t *to_count = json_array();
    DatabaseStatus status = DATABASE_OK;

    if (open) {
        status = statement_run(connection, &sum_means, &result, error, "l", shift);
    }
    for (guint row = 0; open && status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        if (strcmp(odbc_result_text(result, row, 4), "cash") != 0) {
            json_array_append_new(to_count, json_string(odbc_result_text(result, row, 0)));
        }
    }
    json_object_set_new(document, "means_to_count", to_count);
    return status == DATABASE_OK ? add_closed(connection, shift, document, error) : status;
}
