#ifndef KEYRACK_PROPERTY_REPORT_REPORT_H
#define KEYRACK_PROPERTY_REPORT_REPORT_H

/* The reports of a day. Each is defined once, as data: its columns with their types and titles, and where its
 * rows come from. The page, the table for a spreadsheet and the printed page are all made from that.
 *
 * A report's document is free of any language: {"report", "business_date", "rows": [[cell, …], …]}. Cells are
 * text or null, whole numbers, dates and times as texts; a cell of a REPORT_VALUE column is an object with
 * one member that names its type: {"count": 3}, {"money": 1250} or {"share": 7512}. */

#include "ops/odbc.h"
#include "schemas/chain.h"
#include "schemas/night.h"
#include <jansson.h>

typedef enum ReportKind {
    REPORT_TEXT,
    REPORT_LABEL, /* a code that stands for words of ours: report_label() */
    REPORT_COUNT,
    REPORT_MONEY, /* minor units of the hotel's currency */
    REPORT_SHARE, /* basis points */
    REPORT_NIGHT,
    REPORT_VALUE, /* count, money or share, row by row */
    REPORT_KIND_COUNT,
} ReportKind;

typedef enum ReportLanguage {
    REPORT_ENGLISH,
    REPORT_CHINESE,
    REPORT_LANGUAGE_COUNT,
} ReportLanguage;

typedef struct ReportWords {
    const char *in[REPORT_LANGUAGE_COUNT];
} ReportWords;

typedef struct ReportColumn {
    const char *key;
    ReportKind kind;
    ReportWords title;
    bool total; /* its sum stands below it */
} ReportColumn;

/* Which day is reported, and of which hotel. */
typedef struct ReportDay {
    const ChainHotel *hotel;
    Night business_date;
    bool closed; /* its statistics are kept */
} ReportDay;

typedef struct ReportDefinition ReportDefinition;

/* Appends the rows of a day to `rows`. Desk thread, or any that owns the connection; reads only. */
typedef DatabaseStatus (*ReportRows)(OdbcConnection *connection, const ReportDay *day, json_t *rows,
                                     GError **error);

struct ReportDefinition {
    const char *code;
    ReportWords title;
    ReportWords purpose; /* one sentence: what it shows, and how an empty one is meant */
    const ReportColumn *columns;
    guint column_count;
    ReportRows rows;                /* NULL: they are those of `statement` */
    const OdbcStatement *statement; /* a column for each column; every parameter is the business date */
};

/* The definitions in the order of the pack. */
const ReportDefinition *const *report_definitions(guint *ret_count);
const ReportDefinition *report_find(const char *code);

/* The document of a day as its stays and postings tell it; new reference. */
DatabaseStatus report_build(OdbcConnection *connection, const ReportDefinition *definition,
                            const ReportDay *day, json_t **ret_document, GError **error);

/* The words a code stands for; the code itself when it is none of ours. */
const char *report_label(const char *code, ReportLanguage language);

const char *report_kind_code(ReportKind kind);

/* "en" or "zh". */
bool report_language_parse(const char *text, ReportLanguage *ret_language);

/* Cells of REPORT_VALUE columns; new references. */
json_t *report_count(int64_t count);
json_t *report_money(int64_t amount_minor);
json_t *report_share(int64_t basis_points);

#endif
