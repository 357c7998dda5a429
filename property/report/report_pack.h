#ifndef KEYRACK_PROPERTY_REPORT_REPORT_PACK_H
#define KEYRACK_PROPERTY_REPORT_REPORT_PACK_H

/* The reports of each day, kept as they were when the day was closed. Desk thread only; writes inside a
 * transaction. */

#include "property/report/report.h"

/* Makes and keeps the next report of a day that was closed. `position` goes from 0 to the end; `*ret_done`
 * with the last. */
DatabaseStatus report_keep_next(OdbcConnection *connection, const ChainHotel *hotel, Night business_date,
                                int64_t *position, bool *ret_done, GError **error);

/* A report of a day: as it was kept, or of the day that is open as it is now. `*ret_document` stays NULL when
 * the hotel has none of that day (before its first, or still to come). New reference; `*ret_kept` tells which
 * of the two it is. */
DatabaseStatus report_read(OdbcConnection *connection, const ChainHotel *hotel,
                           const ReportDefinition *definition, Night business_date, json_t **ret_document,
                           bool *ret_kept, GError **error);

#endif
