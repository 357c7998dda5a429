#include "property/folio/account_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

#define ACCOUNT_COLUMNS                                                                                      \
    "account_id, kind, status, confirmation_number, line, name, address, tax_number, credit_limit_minor, "   \
    "terms_days, balance_minor"

static const OdbcStatement add_stay_account = {
    "add_stay_account",
    "INSERT INTO account (account_id, kind, ledger, stay_id, name, address, tax_number, credit_limit_minor, "
    "terms_days, status, opened_at, balance_minor) VALUES (?, 'stay', 'guest', ?, '', '', '', 0, 0, 'open', "
    "?, 0)",
    3,
};

/* Accounts are never removed, so the next number follows the highest one. */
static const OdbcStatement next_account = {
    "next_account",
    "SELECT COALESCE(MAX(account_id), 999999999) + 1 FROM account WHERE account_id >= 1000000000",
    0,
};

static const OdbcStatement add_account = {
    "add_account",
    "INSERT INTO account (account_id, kind, ledger, confirmation_number, line, name, address, tax_number, "
    "credit_limit_minor, terms_days, status, opened_at, balance_minor) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, 0)",
    11,
};

static const OdbcStatement save_account = {
    "save_account",
    "UPDATE account SET name = ?, address = ?, tax_number = ?, credit_limit_minor = ?, terms_days = ?, "
    "status = ? WHERE account_id = ?",
    7,
};

static const OdbcStatement find_account = {
    "find_account",
    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE account_id = ?",
    1,
};

static const OdbcStatement find_deposit = {
    "find_deposit_account",
    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE confirmation_number = ? AND line = ?",
    2,
};

static const OdbcStatement list_accounts = {
    "list_accounts",
    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE kind = ? AND kind <> 'stay' AND account_id > ? "
    "ORDER BY account_id LIMIT ?",
    3,
};

static const struct {
    const char *code;
    Ledger ledger;
} kinds[ACCOUNT_KIND_COUNT] = {
    [ACCOUNT_STAY] = {"stay", LEDGER_GUEST},
    [ACCOUNT_MASTER] = {"master", LEDGER_GUEST},
    [ACCOUNT_DEPOSIT] = {"deposit", LEDGER_DEPOSIT},
    [ACCOUNT_CITY] = {"city", LEDGER_CITY},
};

void account_clear(Account *account)
{
    g_clear_pointer(&account->name, g_free);
    g_clear_pointer(&account->address, g_free);
    g_clear_pointer(&account->tax_number, g_free);
}

const char *account_kind_code(AccountKind kind)
{
    g_assert(kind < ACCOUNT_KIND_COUNT);
    return kinds[kind].code;
}

bool account_kind_parse(const char *code, AccountKind *ret_kind)
{
    for (unsigned i = 0; i < ACCOUNT_KIND_COUNT; i++) {
        if (strcmp(code, kinds[i].code) == 0) {
            *ret_kind = (AccountKind)i;
            return true;
        }
    }
    return false;
}

Ledger account_kind_ledger(AccountKind kind)
{
    g_assert(kind < ACCOUNT_KIND_COUNT);
    return kinds[kind].ledger;
}

DatabaseStatus account_add_stay(OdbcConnection *connection, int64_t stay_id, Instant now, GError **error)
{
    g_assert(stay_id > 0 && stay_id < ACCOUNT_FIRST);
    return statement_run(connection, &add_stay_account, NULL, error, "lll", stay_id, stay_id,
                         now == INSTANT_NONE ? 0 : now);
}

static DatabaseStatus read_next_number(OdbcConnection *connection, int64_t *ret_number, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &next_account, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_number = odbc_result_int64(result, 0, 0);
    }
    return status;
}

static const char *text_or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

DatabaseStatus account_add(OdbcConnection *connection, Account *account, Instant now, GError **error)
{
    g_assert(account->kind != ACCOUNT_STAY);
    DatabaseStatus status = read_next_number(connection, &account->account_id, error);
    if (status != DATABASE_OK) {
        return status;
    }
    bool deposit = account->kind == ACCOUNT_DEPOSIT;
    account->open = true;
    return statement_run(connection, &add_account, NULL, error, "lssskssslia", account->account_id,
                         account_kind_code(account->kind), ledger_code(account_kind_ledger(account->kind)),
                         deposit ? account->confirmation_number : NULL,
                         deposit ? (int64_t)account->line : INT64_C(0), text_or_empty(account->name),
                         text_or_empty(account->address), text_or_empty(account->tax_number),
                         account->credit_limit_minor, account->terms_days, now);
}

DatabaseStatus account_save(OdbcConnection *connection, const Account *account, GError **error)
{
    return statement_change_one(connection, &save_account, error, "ssslisl", account->name, account->address,
                                account->tax_number, account->credit_limit_minor, account->terms_days,
                                account->open ? "open" : "closed", account->account_id);
}

static void read_account(Account *account, const OdbcResult *result, guint row)
{
    account->account_id = odbc_result_int64(result, row, 0);
    g_assert(account_kind_parse(odbc_result_text(result, row, 1), &account->kind));
    account->open = strcmp(odbc_result_text(result, row, 2), "open") == 0;
    if (!odbc_result_is_null(result, row, 3)) {
        g_strlcpy(account->confirmation_number, odbc_result_text(result, row, 3),
                  sizeof account->confirmation_number);
        account->line = (int)odbc_result_int64(result, row, 4);
    }
    account->name = g_strdup(odbc_result_text(result, row, 5));
    account->address = g_strdup(odbc_result_text(result, row, 6));
    account->tax_number = g_strdup(odbc_result_text(result, row, 7));
    account->credit_limit_minor = odbc_result_int64(result, row, 8);
    account->terms_days = (int)odbc_result_int64(result, row, 9);
    account->balance_minor = odbc_result_int64(result, row, 10);
}

DatabaseStatus account_find(OdbcConnection *connection, int64_t account_id, Account *ret_account,
                            GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_account, &result, error, "l", account_id);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        read_account(ret_account, result, 0);
    }
    return status;
}

DatabaseStatus account_find_deposit(OdbcConnection *connection, const char *confirmation_number, int line,
                                    Account *ret_account, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_deposit, &result, error, "si", confirmation_number, line);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        read_account(ret_account, result, 0);
    }
    return status;
}

json_t *account_to_json(const Account *account)
{
    json_t *confirmation =
        account->kind == ACCOUNT_DEPOSIT ? json_string(account->confirmation_number) : json_null();

    return json_pack("{s:I, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:I, s:i, s:I}", "account_id",
                     (json_int_t)account->account_id, "kind", account_kind_code(account->kind), "ledger",
                     ledger_code(account_kind_ledger(account->kind)), "open", account->open,
                     "confirmation_number", confirmation, "name", json_from_text(account->name), "address",
                     json_from_text(account->address), "tax_number", json_from_text(account->tax_number),
                     "credit_limit_minor", (json_int_t)account->credit_limit_minor, "terms_days",
                     account->terms_days, "balance_minor", (json_int_t)account->balance_minor);
}

DatabaseStatus accounts_json(OdbcConnection *connection, AccountKind kind, int64_t after, int limit,
                             json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_accounts, &result, error, "sli",
                                          account_kind_code(kind), after, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_auto(Account) account = {0};
        read_account(&account, result, row);
        json_array_append_new(*ret_items, account_to_json(&account));
    }
    return DATABASE_OK;
}
