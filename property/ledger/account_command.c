#include "property/ledger/account_command.h"

#include "property/command/match.h"
#include "property/folio/folio_command.h"
#include "property/folio/folio_document.h"
#include "property/ledger/city_store.h"

#define POSTINGS_SHOWN 200

/* A company's document is long; it is made up only for who asks. */
static DatabaseStatus match_account(Command *command, const Account *account, GError **error)
{
    json_t *document = NULL;

    if (http_request_header(command->request, "If-Match") == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status = account_document(command->connection, account, &document, error);
    return status == DATABASE_OK ? command_match(command, document) : status;
}

DatabaseStatus command_find_account(Command *command, Account *account, GError **error)
{
    DatabaseStatus status =
        account_find(command->connection, request_number(command->request, "account"), account, error);

    if (status == DATABASE_OK && account->account_id < ACCOUNT_FIRST) {
        return command_refuse(command, 404, ACCOUNT_UNKNOWN);
    }
    return status == DATABASE_OK ? match_account(command, account, error) : status;
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
    json_auto_t *unapplied = NULL;

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
    if (status == DATABASE_OK && company) {
        status = city_unapplied_json(connection, account->account_id, &unapplied, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_document = account_to_json(account);
    json_object_set(*ret_document, "windows", windows);
    json_object_set(*ret_document, "postings", postings);
    json_object_set_new(*ret_document, "open_invoices", city_open_invoices_json(invoices));
    json_object_set_new(*ret_document, "unapplied", company ? json_incref(unapplied) : json_array());
    return DATABASE_OK;
}

/* ---- an account that takes postings ---- */

void open_account_clear(OpenAccount *open)
{
    account_clear(&open->account);
    stay_free(open->stay);
}

DatabaseStatus open_account(Command *command, OpenAccount *open, GError **error)
{
    DatabaseStatus status = command_find_account(command, &open->account, error);

    if (status != DATABASE_OK) {
        return status;
    }
    if (!open->account.open || open->account.kind == ACCOUNT_DEPOSIT) {
        return command_refuse(command, 409, "account_closed", "The account is closed, or is a deposit.");
    }
    open->stay = stay_of_account(&open->account, command->property->hotel->currency->code);
    open->context = command_posting_context(command);
    return DATABASE_OK;
}

DatabaseStatus answer_open_account(Command *command, const OpenAccount *open, GError **error)
{
    g_auto(Account) account = {0};

    DatabaseStatus status = account_find(command->connection, open->account.account_id, &account, error);
    if (status == DATABASE_OK) {
        command->answer_status = 201;
        status = account_document(command->connection, &account, &command->answer, error);
    }
    return status;
}
