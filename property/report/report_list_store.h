#ifndef KEYRACK_PROPERTY_REPORT_REPORT_LIST_STORE_H
#define KEYRACK_PROPERTY_REPORT_REPORT_LIST_STORE_H

/* Reports that are one list out of the store. They go by the dates in stays and postings, so a day that is
 * closed gives the same rows whenever it is asked. */

#include "property/report/report.h"

extern const ReportDefinition report_arrivals;
extern const ReportDefinition report_departures;
extern const ReportDefinition report_in_house;
extern const ReportDefinition report_no_shows;
extern const ReportDefinition report_cancellations;
extern const ReportDefinition report_high_balance;
extern const ReportDefinition report_corrections;
extern const ReportDefinition report_cashier;
extern const ReportDefinition report_out_of_order;

/* What the stay `s` owed, and which stays were in the house, when the day `?` ended. */
#define REPORT_BALANCE_AT_CLOSE                                                                              \
    "s.balance_minor - COALESCE((SELECT SUM(p.amount_minor) FROM posting p WHERE p.account_id = s.stay_id "  \
    "AND "                                                                                                   \
    "p.business_date > ?), 0)"
#define REPORT_STAYS_AT_CLOSE                                                                                \
    "(SELECT a.* FROM stay a WHERE a.status = 'in_house' AND a.checked_in_on <= ? UNION ALL "                \
    "SELECT b.* FROM stay b WHERE b.status = 'checked_out' AND b.checked_out_on > ? AND b.checked_in_on <= " \
    "?)"

#endif
