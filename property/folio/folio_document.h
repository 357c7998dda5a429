#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_DOCUMENT_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_DOCUMENT_H

/* The bills of an account as the desk and the guest read them. Desk thread only. */

#include "ops/odbc.h"
#include "property/folio/posting_store.h"
#include <jansson.h>

/* Each window that has items, a balance or a payee: {"window", "payee", "balance_minor", "items": […]},
 * window 1 always; new reference. */
DatabaseStatus folio_windows_json(OdbcConnection *connection, int64_t account_id, json_t **ret_windows,
                                  GError **error);

/* Who pays a window: {"name", "address", "tax_number"}; NULL when nobody was named. New reference. */
DatabaseStatus folio_payee_json(OdbcConnection *connection, FolioPlace place, json_t **ret_payee,
                                GError **error);

DatabaseStatus folio_payee_save(OdbcConnection *connection, FolioPlace place, const char *name,
                                const char *address, const char *tax_number, GError **error);

/* One item; `from` (borrowed, may be NULL) names the account it came from. New reference. */
json_t *folio_item_json(const FolioItem *item, const json_t *from);

#endif
