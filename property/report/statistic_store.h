#ifndef KEYRACK_PROPERTY_REPORT_STATISTIC_STORE_H
#define KEYRACK_PROPERTY_REPORT_STATISTIC_STORE_H

/* The figures of each day, counted from stays and postings by their dates, so that they come out the same
 * whenever they are counted. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/report/statistic_rules.h"
#include "schemas/night.h"

/* Does the next part of keeping a day's statistics: how its stays came to the house, its figures, what is on
 * the books. `position` goes from 0 to the end; `*ret_done` when nothing is left. */
DatabaseStatus statistics_keep_next(OdbcConnection *connection, Night business_date, int64_t *position,
                                    bool *ret_done, GError **error);

/* Counts a day, closed or not, without keeping anything. Of the open one whoever is in the house for tonight
 * is occupied, charged or not; revenue is what is posted so far, and what tonight will bring beside it is the
 * expected revenue. The caller frees the day. */
DatabaseStatus statistics_count(OdbcConnection *connection, Night business_date, StatisticDay **ret_day,
                                GError **error);

/* Adds up the kept figures of the house over the days [from, until]; `ret_values` has
 * STATISTIC_MEASURE_COUNT places, zeroed by the caller; those that are kept are filled. */
DatabaseStatus statistics_sum(OdbcConnection *connection, Night from, Night until, int64_t *ret_values,
                              GError **error);

#endif
