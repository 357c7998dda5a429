#ifndef KEYRACK_PROPERTY_REPORT_REPORT_RULES_H
#define KEYRACK_PROPERTY_REPORT_REPORT_RULES_H

/* What stands in the manager's report and how it follows from a day's counts, and the words and texts of
 * cells. Pure: no store, no clock. */

#include "property/report/report.h"
#include "schemas/money.h"

/* The figures in their order. */
guint report_figure_count(void);
const char *report_figure_code(guint index);

/* Whether the figure only tells of a day that is open: what will have been posted by its end. */
bool report_figure_of_open_day(guint index);

/* A figure of a day or a period, from its counts (STATISTIC_MEASURE_COUNT of them); a REPORT_VALUE cell, new
 * reference. */
json_t *report_figure_value(guint index, const int64_t *values);

/* The department of the Uniform System of Accounts that one of ours belongs to; a label. */
const char *report_usali_department(const char *department);

/* The same date a year earlier; 28 February for the 29th. */
Night report_last_year(Night date);
Night report_year_start(Night date);

/* The text of a cell for people: money with the decimals of its currency, shares as "75.1 %". Empty for null.
 * Free with g_free(). */
char *report_cell_text(const json_t *cell, ReportKind kind, const Currency *currency,
                       ReportLanguage language);

/* The sums below the columns that have one, a cell for each column; NULL when none has. New reference. */
json_t *report_totals(const ReportDefinition *definition, const json_t *rows);

#endif
