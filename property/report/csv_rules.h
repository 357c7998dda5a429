#ifndef KEYRACK_PROPERTY_REPORT_CSV_RULES_H
#define KEYRACK_PROPERTY_REPORT_CSV_RULES_H

/* Tables for spreadsheets: RFC 4180 with a byte order mark, without which they take UTF-8 for something else.
 * Pure: no store, no clock. */

#include <glib.h>
#include <stdbool.h>

/* Begins a file. */
GString *csv_new(void);

/* Appends a cell. Texts that people typed in may begin like a formula ("=HYPERLINK(…)"), which a spreadsheet
 * would run: with `typed` they get an apostrophe in front. Numbers of ours may begin with a minus. */
void csv_add(GString *csv, const char *text, bool typed);

/* Ends the row. */
void csv_end_row(GString *csv);

#endif
