#ifndef KEYRACK_PROPERTY_REPORT_REPORT_PAGE_H
#define KEYRACK_PROPERTY_REPORT_REPORT_PAGE_H

/* A report's document as people get it: as a page, as a table for a spreadsheet, printed. Any thread. */

#include "property/report/report.h"
#include "schemas/instant.h"
#include <glib.h>

typedef struct ReportPage {
    const ReportDefinition *definition;
    const ChainHotel *hotel;
    const json_t *document;
    ReportLanguage language;
    bool kept;       /* as it was when the day was closed; otherwise as the day stands now */
    Instant made_at; /* the hotel's time */
} ReportPage;

/* {report, business_date, title, purpose, currency, kept, made_at, columns, rows, totals} in one language;
 * new reference. */
json_t *report_page_json(const ReportPage *page);

/* The text of a file. Free with g_string_free(). */
GString *report_page_csv(const ReportPage *page);

/* The bytes of a PDF file; NULL with an error when it cannot be laid out. Takes milliseconds: not on the desk
 * thread. */
GBytes *report_page_pdf(const ReportPage *page, GError **error);

#endif
