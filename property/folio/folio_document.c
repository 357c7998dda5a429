#include "property/folio/folio_document.h"

#include "ops/json.h"
#include "property/command/statement.h"

static const OdbcStatement list_payees = {
    "list_payees",
    "SELECT folio_window, name, address, tax_number FROM folio_payee WHERE account_id = ? ORDER BY "
    "folio_window",
    1,
};

static const OdbcStatement save_payee = {
    "save_payee",
    "INSERT INTO folio_payee (account_id, folio_window, name, address, tax_number) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (account_id, folio_window) DO UPDATE SET name = excluded.name, address = excluded.address, "
    "tax_number = excluded.tax_number",
    5,
};

static const OdbcStatement name_account = {
    "name_account",
    "SELECT a.account_id, COALESCE(s.guest_name, a.name), s.room FROM account a LEFT JOIN stay s ON "
    "s.stay_id = "
    "a.stay_id WHERE a.account_id = ?",
    1,
};

json_t *folio_item_json(const FolioItem *item, const json_t *from)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:I, s:I, s:O?, s:o, s:o}", "posting_number",
                     (json_int_t)item->root, "entry", folio_entry_code(item->entry), "department",
                     folio_department_code(item->department), "usali",
                     folio_department_usali(item->department), "code", item->code, "description",
                     json_from_text(item->description), "service_date", json_from_night(item->service_date),
                     "amount_minor", (json_int_t)item->amount_minor, "included_tax_minor",
                     (json_int_t)item->included_tax_minor, "from", from, "reference",
                     json_from_text(item->reference), "last_four", json_from_text(item->last_four));
}

static DatabaseStatus account_name_json(OdbcConnection *connection, int64_t account_id, json_t **ret_name,
                                        GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &name_account, &result, error, "l", account_id);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_name = json_pack("{s:I, s:o, s:o}", "account_id", (json_int_t)odbc_result_int64(result, 0, 0),
                              "name", json_from_text(odbc_result_text(result, 0, 1)), "room",
                              json_from_text(odbc_result_text(result, 0, 2)));
    }
    return status;
}

static json_t *payee_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:o, s:o, s:o}", "name", json_from_text(odbc_result_text(result, row, 1)), "address",
                     json_from_text(odbc_result_text(result, row, 2)), "tax_number",
                     json_from_text(odbc_result_text(result, row, 3)));
}

/* The window's object, made when it is not there yet. Borrowed. */
static json_t *window_at(json_t *windows[], int window)
{
    if (windows[window] == NULL) {
        windows[window] = json_pack("{s:i, s:n, s:I, s:[]}", "window", window, "payee", "balance_minor",
                                    (json_int_t)0, "items");
    }
    return windows[window];
}

static DatabaseStatus add_items(OdbcConnection *connection, int64_t account_id, json_t *windows[],
                                GError **error)
{
    g_autoptr(GArray) items = NULL;

    DatabaseStatus status = folio_items_read(connection, account_id, 0, &items, error);
    for (guint i = 0; status == DATABASE_OK && i < items->len; i++) {
        const FolioItem *item = &g_array_index(items, FolioItem, i);
        json_auto_t *from = NULL;
        json_t *window = window_at(windows, item->place.window);
        json_t *balance = json_object_get(window, "balance_minor");
        if (item->root_account != account_id) {
            status = account_name_json(connection, item->root_account, &from, error);
        }
        json_integer_set(balance, json_integer_value(balance) + item->amount_minor);
        json_array_append_new(json_object_get(window, "items"), folio_item_json(item, from));
    }
    return status;
}

static DatabaseStatus add_payees(OdbcConnection *connection, int64_t account_id, json_t *windows[],
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_payees, &result, error, "l", account_id);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_object_set_new(window_at(windows, (int)odbc_result_int64(result, row, 0)), "payee",
                            payee_of_row(result, row));
    }
    return status;
}

DatabaseStatus folio_windows_json(OdbcConnection *connection, int64_t account_id, json_t **ret_windows,
                                  GError **error)
{
    json_t *windows[FOLIO_WINDOW_MAX + 1] = {NULL};

    window_at(windows, 1);
    DatabaseStatus status = add_items(connection, account_id, windows, error);
    if (status == DATABASE_OK) {
        status = add_payees(connection, account_id, windows, error);
    }
    *ret_windows = json_array();
    for (int window = 1; window <= FOLIO_WINDOW_MAX; window++) {
        if (windows[window] != NULL) {
            json_array_append_new(*ret_windows, windows[window]);
        }
    }
    if (status != DATABASE_OK) {
        g_clear_pointer(ret_windows, json_decref);
    }
    return status;
}

DatabaseStatus folio_payee_json(OdbcConnection *connection, FolioPlace place, json_t **ret_payee,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_payees, &result, error, "l", place.account_id);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        if (odbc_result_int64(result, row, 0) == place.window) {
            *ret_payee = payee_of_row(result, row);
        }
    }
    return status;
}

DatabaseStatus folio_payee_save(OdbcConnection *connection, FolioPlace place, const char *name,
                                const char *address, const char *tax_number, GError **error)
{
    return statement_run(connection, &save_payee, NULL, error, "lisss", place.account_id, place.window, name,
                         address, tax_number);
}
