#ifndef KEYRACK_PROPERTY_REPORT_REPORT_VARIANCE_STORE_H
#define KEYRACK_PROPERTY_REPORT_REPORT_VARIANCE_STORE_H

#include "property/report/report.h"

/* Nights of the day that were charged at another price than their rate plan has. What a channel sold at its
 * own price has no plan to be compared with. */
extern const ReportDefinition report_rate_variance;

#endif
