#include "property/ledger/account_command.h"

#include "property/folio/folio_document.h"
#include "property/ledger/city_store.h"

#define POSTINGS_SHOWN 200

DatabaseStatus command_find_account(Command *command, const HttpRequest *request, Account *account,
                                    GError **error)
{
    DatabaseStatus status =
        account_find(command->connection, request_number(request, "account"), account, error);

    if (status == DATABASE_OK && account->account_id < ACCOUNT_FIRST) {
        return command_refuse(command, 404, ACCOUNT_UNKNOWN);
    }
    return status;
}

Stay *stay_of_account(const Account *account, const char *currency)
{
    Stay *stay = stay_new();

    g_assert(account->account_id >= ACCOUNT_FIRST);
    stay->stay_id = account->account_id;
    stay->guest_name = g_strdup(account->name);
    stay->totals.other_minor = account->balance_minor;
    g_strlcpy(stay->currency, currency, sizeof stay->currency);
    return stay;
}

DatabaseStatus account_document(OdbcConnection *connection, const Account *account, json_t **ret_document,
                                GError **error)
{
    g_autoptr(GArray) invoices = NULL;
    json_auto_t *windows = NULL;
    json_auto_t *postings = NULL;

    bool company = account->kind == ACCOUNT_CITY; /* lives for years: its statement tells the rest */
    DatabaseStatus status = DATABASE_OK;

    if (company) {
        windows = json_array();
    } else {
        status = folio_windows_json(connection, account->account_id, &windows, error);
    }
    if (status == DATABASE_OK) {
        status = company
                     ? postings_latest_json(connection, account->account_id, POSTINGS_SHOWN, &postings, error)
                     : postings_json(connection, account->account_id, &postings, error);
    }
    if (status == DATABASE_OK) {
        status = city_open_invoices(connection, account->account_id, &invoices, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_document = account_to_json(account);
    json_object_set(*ret_document, "windows", windows);
    json_object_set(*ret_document, "postings", postings);
    json_object_set_new(*ret_document, "open_invoices", city_open_invoices_json(invoices));
    return DATABASE_OK;
}
