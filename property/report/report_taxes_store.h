#ifndef KEYRACK_PROPERTY_REPORT_REPORT_TAXES_STORE_H
#define KEYRACK_PROPERTY_REPORT_REPORT_TAXES_STORE_H

#include "property/report/report.h"

/* Every tax of the day, contained in prices or added to them, as the tax return wants it: rate, what it is on,
 * amount. */
extern const ReportDefinition report_taxes;

#endif
