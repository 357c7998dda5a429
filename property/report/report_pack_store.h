#ifndef KEYRACK_PROPERTY_REPORT_REPORT_PACK_STORE_H
#define KEYRACK_PROPERTY_REPORT_REPORT_PACK_STORE_H

/* The kept documents of reports, and from which balance on a guest owes much. Desk thread only; writes inside
 * a transaction. */

#include "ops/odbc.h"
#include "schemas/night.h"
#include <jansson.h>

DatabaseStatus report_document_keep(OdbcConnection *connection, Night business_date, const char *report,
                                    const json_t *document, GError **error);

/* `*ret_document` stays NULL when none was kept; new reference. */
DatabaseStatus report_document_find(OdbcConnection *connection, Night business_date, const char *report,
                                    json_t **ret_document, GError **error);

/* The last days whose reports are kept, the latest first, as dates; new reference. */
DatabaseStatus report_days(OdbcConnection *connection, int limit, json_t **ret_days, GError **error);

DatabaseStatus report_high_balance_read(OdbcConnection *connection, int64_t *ret_minor, GError **error);
DatabaseStatus report_high_balance_write(OdbcConnection *connection, int64_t minor, GError **error);

#endif
