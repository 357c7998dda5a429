#ifndef KEYRACK_PROPERTY_LEDGER_ACCOUNT_COMMAND_H
#define KEYRACK_PROPERTY_LEDGER_ACCOUNT_COMMAND_H

/* What all routes below /v1/accounts/{account} have in common. */

#include "property/command/command.h"
#include "property/folio/account_store.h"
#include "property/stay/stay.h"

#define ACCOUNT_UNKNOWN "account_not_found", "This hotel has no such account."

/* Finds the house's account of the path; refuses 404. `account` has been zeroed. */
DatabaseStatus command_find_account(Command *command, const HttpRequest *request, Account *account,
                                    GError **error);

/* A Stay that stands for an account in the functions of folio_store.h: its number and currency, no guest. */
Stay *stay_of_account(const Account *account, const char *currency);

/* The account with its bills, postings and open invoices; new reference. */
DatabaseStatus account_document(OdbcConnection *connection, const Account *account, json_t **ret_document,
                                GError **error);

#endif
