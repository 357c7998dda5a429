#ifndef KEYRACK_PROPERTY_LEDGER_CITY_STORE_H
#define KEYRACK_PROPERTY_LEDGER_CITY_STORE_H

/* Companies and agents on direct bill: what is open, how old it is, what was paid. Desk thread only; writes
 * inside a transaction. */

#include "ops/odbc.h"
#include "property/folio/account_store.h"
#include "schemas/night.h"
#include <glib.h>
#include <jansson.h>

/* An invoice that is not paid in full. */
typedef struct OpenInvoice {
    int64_t invoice_id;
    int64_t account_id;
    char *number_text;
    Night business_date;
    int64_t due_minor;
    int64_t open_minor;
} OpenInvoice;

/* Open invoices of an account (0: of all), oldest first: GArray of OpenInvoice. */
DatabaseStatus city_open_invoices(OdbcConnection *connection, int64_t account_id, GArray **ret_invoices,
                                  GError **error);

/* A new invoice on direct bill. */
DatabaseStatus city_open_add(OdbcConnection *connection, int64_t invoice_id, int64_t account_id,
                             int64_t due_minor, GError **error);

/* Applies a part of a payment to an invoice; the store holds that no more is applied than is open. */
DatabaseStatus city_apply(OdbcConnection *connection, int64_t posting_number, int64_t invoice_id,
                          int64_t amount_minor, GError **error);

/* What of the payments of an account has paid no invoice yet, oldest first: [{posting_number, business_date,
 * amount_minor, unapplied_minor}]; new reference. */
DatabaseStatus city_unapplied_json(OdbcConnection *connection, int64_t account_id, json_t **ret_payments,
                                   GError **error);

/* The same of one payment; 0 when it is none of the account, was taken back, or is used up. */
DatabaseStatus city_unapplied(OdbcConnection *connection, int64_t account_id, int64_t posting_number,
                              int64_t *ret_unapplied_minor, GError **error);

/* What a payment had paid is open again, for a payment that is taken back; nothing for any other posting. */
DatabaseStatus city_take_back(OdbcConnection *connection, int64_t posting_number, GError **error);

json_t *city_open_invoices_json(const GArray *invoices);

/* Accounts with what they owe by age on a date: {"items": […], "total": {…}}; new reference. */
DatabaseStatus city_aging_json(OdbcConnection *connection, Night on, json_t **ret_aging, GError **error);

/* The same sums of one account, whose open invoices are given; new reference. */
json_t *city_account_aging_json(const Account *account, const GArray *invoices, Night on);

/* What happened on an account in [from, until]: opening, lines, closing; new reference. */
DatabaseStatus city_statement_json(OdbcConnection *connection, int64_t account_id, Night from, Night until,
                                   json_t **ret_statement, GError **error);

#endif
