#ifndef KEYRACK_PROPERTY_FOLIO_ACCOUNT_STORE_H
#define KEYRACK_PROPERTY_FOLIO_ACCOUNT_STORE_H

/* Accounts: where debts stand. The folio of a stay, a house account (posting master), the deposit of a booked
 * room, a company on direct bill. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/ledger/ledger_rules.h"
#include "schemas/confirmation.h"
#include "schemas/instant.h"
#include <jansson.h>
#include <stdbool.h>

/* A stay's account bears the stay's number; all others are numbered from here on. */
#define ACCOUNT_FIRST INT64_C(1000000000)

typedef enum AccountKind {
    ACCOUNT_STAY,
    ACCOUNT_MASTER,
    ACCOUNT_DEPOSIT,
    ACCOUNT_CITY,
    ACCOUNT_KIND_COUNT,
} AccountKind;

typedef struct Account {
    int64_t account_id; /* 0: none */
    AccountKind kind;
    bool open;
    char confirmation_number[CONFIRMATION_DIGITS + 1]; /* of a deposit; "" */
    int line;
    char *name;
    char *address;
    char *tax_number;
    int64_t credit_limit_minor; /* of a company on direct bill */
    int terms_days;             /* until its invoices are due */
    int64_t balance_minor;      /* positive: owed to the house */
} Account;

void account_clear(Account *account);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Account, account_clear)

const char *account_kind_code(AccountKind kind);
bool account_kind_parse(const char *code, AccountKind *ret_kind);
Ledger account_kind_ledger(AccountKind kind);

/* The account of a new stay. */
DatabaseStatus account_add_stay(OdbcConnection *connection, int64_t stay_id, Instant now, GError **error);

/* Any other account; gives it its number. */
DatabaseStatus account_add(OdbcConnection *connection, Account *account, Instant now, GError **error);

/* Name, address, tax number, limit, terms and whether it is open. */
DatabaseStatus account_save(OdbcConnection *connection, const Account *account, GError **error);

/* `ret_account` has been zeroed; its account_id stays 0 when there is none. */
DatabaseStatus account_find(OdbcConnection *connection, int64_t account_id, Account *ret_account,
                            GError **error);
DatabaseStatus account_find_deposit(OdbcConnection *connection, const char *confirmation_number, int line,
                                    Account *ret_account, GError **error);

/* The house's accounts of one kind by number after `after`, at most `limit`; new reference. */
DatabaseStatus accounts_json(OdbcConnection *connection, AccountKind kind, int64_t after, int limit,
                             json_t **ret_items, GError **error);

/* As the API shows it; new reference. */
json_t *account_to_json(const Account *account);

#endif
