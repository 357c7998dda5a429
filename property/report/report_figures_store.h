#ifndef KEYRACK_PROPERTY_REPORT_REPORT_FIGURES_STORE_H
#define KEYRACK_PROPERTY_REPORT_REPORT_FIGURES_STORE_H

/* Reports that are made of the day's figures: the manager's report, the trial balance, revenue by department,
 * segments, pickup. */

#include "property/report/report.h"

extern const ReportDefinition report_manager;
extern const ReportDefinition report_trial_balance;
extern const ReportDefinition report_revenue;
extern const ReportDefinition report_segments;
extern const ReportDefinition report_pickup;

#endif
