#ifndef KEYRACK_PROPERTY_LEDGER_ACCOUNT_COMMAND_H
#define KEYRACK_PROPERTY_LEDGER_ACCOUNT_COMMAND_H

/* What all routes below /v1/accounts/{account} have in common. */

#include "property/command/command.h"
#include "property/folio/account_store.h"
#include "property/folio/folio_store.h"
#include "property/stay/stay.h"

#define ACCOUNT_UNKNOWN "account_not_found", "This hotel has no such account."

/* Finds the house's account of the path; refuses 404, and 412 when If-Match names another state than its
 * document's. `account` has been zeroed. */
DatabaseStatus command_find_account(Command *command, Account *account, GError **error);

/* A Stay that stands for an account in the functions of folio_store.h: its number and currency, no guest. */
Stay *stay_of_account(const Account *account, const char *currency);

/* The account with its bills, postings and open invoices; new reference. */
DatabaseStatus account_document(OdbcConnection *connection, const Account *account, json_t **ret_document,
                                GError **error);

/* An account that takes postings, as what posts to it, and who posts. */
typedef struct OpenAccount {
    Account account;
    Stay *stay;
    PostingContext context;
} OpenAccount;

void open_account_clear(OpenAccount *open);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OpenAccount, open_account_clear)

/* Finds the account of the path, which has been zeroed; refuses 404 and 409. */
DatabaseStatus open_account(Command *command, OpenAccount *open, GError **error);

/* Answers 201 with the account as it stands after the change. */
DatabaseStatus answer_open_account(Command *command, const OpenAccount *open, GError **error);

#endif
