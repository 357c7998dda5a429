#include "property/reconcile/reconcile_report.h"

#include "ops/json.h"
#include "ops/metrics.h"
#include <string.h>

#define ROWS_KEPT 200

typedef struct ReportRow {
    ReconcileTable table;
    Night day;
    char *key;
    ReconcileKind kind;
    json_t *members;
    bool done;
    Instant at;
} ReportRow;

typedef struct ReportTable {
    int64_t days_checked;
    int64_t differences;
    int64_t repaired;
    Instant oldest_check;
    Counter *found_counter;
    Counter *repaired_counter;
} ReportTable;

struct ReconcileReport {
    GMutex mutex;
    GPtrArray *rows; /* ReportRow *, the oldest first */
    ReportTable tables[RECONCILE_TABLES];
    Instant checked_at;
    int64_t checked_us;
    Gauge *open_gauge;
};

static void row_free(gpointer pointer)
{
    ReportRow *row = pointer;

    g_free(row->key);
    json_decref(row->members);
    g_free(row);
}

ReconcileReport *reconcile_report_new(void)
{
    ReconcileReport *report = g_new0(ReconcileReport, 1);

    g_mutex_init(&report->mutex);
    report->rows = g_ptr_array_new_with_free_func(row_free);
    report->checked_at = INSTANT_NONE;
    report->open_gauge =
        metrics_gauge("keyrack_property_reconcile_open", "rows that differ and could not be put right", NULL);
    for (unsigned i = 0; i < RECONCILE_TABLES; i++) {
        ReportTable *table = &report->tables[i];
        const MetricLabel *label = METRIC_LABELS({"table", reconcile_table_name((ReconcileTable)i)});
        table->oldest_check = INSTANT_NONE;
        table->found_counter = metrics_counter("keyrack_property_reconcile_differences_total",
                                               "rows found to differ from their owner's", label);
        table->repaired_counter = metrics_counter("keyrack_property_reconcile_repaired_total",
                                                  "rows replaced by their owner's", label);
    }
    return report;
}

void reconcile_report_free(ReconcileReport *report)
{
    if (report == NULL) {
        return;
    }
    g_ptr_array_unref(report->rows);
    g_mutex_clear(&report->mutex);
    g_free(report);
}

static int64_t count_open(const ReconcileReport *report, ReconcileTable table)
{
    int64_t open = 0;

    for (guint i = 0; i < report->rows->len; i++) {
        const ReportRow *row = g_ptr_array_index(report->rows, i);
        open += row->table == table && !row->done ? 1 : 0;
    }
    return open;
}

static void show_open(ReconcileReport *report)
{
    int64_t open = 0;

    for (unsigned i = 0; i < RECONCILE_TABLES; i++) {
        open += count_open(report, (ReconcileTable)i);
    }
    gauge_set(report->open_gauge, open);
}

/* The same row again while it is still open is one difference, not many. */
static ReportRow *open_row(ReconcileReport *report, ReconcileTable table, const char *key)
{
    for (guint i = 0; i < report->rows->len; i++) {
        ReportRow *row = g_ptr_array_index(report->rows, i);
        if (row->table == table && !row->done && strcmp(row->key, key) == 0) {
            return row;
        }
    }
    return NULL;
}

static ReportRow *new_row(ReconcileReport *report, ReconcileTable table, const char *key)
{
    ReportRow *row = g_new0(ReportRow, 1);

    row->table = table;
    row->key = g_strdup(key);
    if (report->rows->len == ROWS_KEPT) {
        g_ptr_array_remove_index(report->rows, 0);
    }
    g_ptr_array_add(report->rows, row);
    report->tables[table].differences++;
    counter_add(report->tables[table].found_counter, 1);
    return row;
}

void reconcile_report_difference(ReconcileReport *report, ReconcileTable table, Night day,
                                 const ReconcileDifference *difference, const json_t *members, bool done,
                                 Instant at)
{
    const char *key = reconcile_difference_key(difference);

    g_mutex_lock(&report->mutex);
    ReportRow *row = open_row(report, table, key);
    if (row == NULL) {
        row = new_row(report, table, key);
    }
    row->day = day;
    row->kind = difference->kind;
    row->done = done;
    row->at = at;
    json_decref(row->members);
    row->members = json_deep_copy(members);
    if (done) {
        report->tables[table].repaired++;
        counter_add(report->tables[table].repaired_counter, 1);
    }
    show_open(report);
    g_mutex_unlock(&report->mutex);
}

void reconcile_report_day_agrees(ReconcileReport *report, ReconcileTable table, Night day)
{
    g_mutex_lock(&report->mutex);
    for (guint i = 0; i < report->rows->len; i++) {
        ReportRow *row = g_ptr_array_index(report->rows, i);
        if (row->table == table && row->day == day) {
            row->done = true;
        }
    }
    show_open(report);
    g_mutex_unlock(&report->mutex);
}

void reconcile_report_round(ReconcileReport *report, Instant at, int64_t monotonic_us)
{
    g_mutex_lock(&report->mutex);
    report->checked_at = at;
    report->checked_us = monotonic_us;
    g_mutex_unlock(&report->mutex);
}

void reconcile_report_pass(ReconcileReport *report, ReconcileTable table, int64_t days, Instant begun)
{
    g_mutex_lock(&report->mutex);
    report->tables[table].days_checked = days;
    report->tables[table].oldest_check = begun;
    g_mutex_unlock(&report->mutex);
}

/* ---- as JSON ---- */

/* Whose value is the hotel's: it owns stays, and keeps a copy of everything else. */
static json_t *members_json(const ReportRow *row)
{
    const char *mine = reconcile_hotel_owns(row->table) ? "owner" : "copy";
    const char *theirs = reconcile_hotel_owns(row->table) ? "copy" : "owner";
    json_t *list = json_array();
    size_t index;
    const json_t *member;

    json_array_foreach(row->members, index, member)
    {
        json_array_append_new(list, json_pack("{s:O, s:O, s:O}", "member", json_object_get(member, "member"),
                                              "mine", json_object_get(member, mine), "theirs",
                                              json_object_get(member, theirs)));
    }
    return list;
}

static json_t *row_json(const ReportRow *row)
{
    ReconcileRepair repair = reconcile_repair_of(row->table, row->kind);
    const char *done = row->done ? reconcile_repair_name(repair) : "open";

    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:o}", "table", reconcile_table_name(row->table),
                     "key", row->key, "day", json_from_night(row->day), "kind",
                     reconcile_kind_name(row->kind), "owner",
                     reconcile_hotel_owns(row->table) ? "hotel" : "centre", "repair", done, "at",
                     json_from_instant(row->at), "members", members_json(row));
}

static json_t *table_json(const ReconcileReport *report, ReconcileTable table)
{
    const ReportTable *counts = &report->tables[table];

    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:o}", "table", reconcile_table_name(table), "days_checked",
                     (json_int_t)counts->days_checked, "differences", (json_int_t)counts->differences,
                     "repaired", (json_int_t)counts->repaired, "open", (json_int_t)count_open(report, table),
                     "oldest_check", json_from_instant(counts->oldest_check));
}

static json_t *tables_json(const ReconcileReport *report, bool *ret_agrees)
{
    json_t *tables = json_array();

    *ret_agrees = true;
    for (unsigned i = 0; i < RECONCILE_TABLES; i++) {
        json_array_append_new(tables, table_json(report, (ReconcileTable)i));
        *ret_agrees = *ret_agrees && count_open(report, (ReconcileTable)i) == 0;
    }
    return tables;
}

json_t *reconcile_report_json(ReconcileReport *report, guint rows_max, int64_t monotonic_us)
{
    json_t *rows = json_array();
    bool agrees;

    g_mutex_lock(&report->mutex);
    json_t *tables = tables_json(report, &agrees);
    for (guint i = report->rows->len; i-- > 0 && json_array_size(rows) < rows_max;) {
        json_array_append_new(rows, row_json(g_ptr_array_index(report->rows, i)));
    }
    bool checked = report->checked_at != INSTANT_NONE;
    json_t *json =
        json_pack("{s:o, s:o, s:o, s:o, s:o}", "agrees", checked ? json_boolean(agrees) : json_null(),
                  "checked_at", json_from_instant(report->checked_at), "age_ms",
                  checked ? json_integer(MAX(monotonic_us - report->checked_us, 0) / 1000) : json_null(),
                  "tables", tables, "rows", rows);
    g_mutex_unlock(&report->mutex);
    return json;
}
