/* Do two copies of a table agree? Digests of days, and the rows of a day where those differ. Pure.
 *
 * One side owns a row, the other keeps a copy. Digests of days are compared first; equal days agree. A day
 * that differs is only a suspicion: rows may be on their way. Then the rows are compared, and a row counts as
 * wrong only when the copy has come to the version at which the owner was read, and the row says something
 * else than the owner said then. What is seen so twice is a difference, and the owner's row replaces the
 * copy. */
#ifndef KEYRACK_SYNC_RECONCILE_RULES_H
#define KEYRACK_SYNC_RECONCILE_RULES_H

#include "schemas/night.h"
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum ReconcileTable {
    RECONCILE_CELLS,
    RECONCILE_RESERVATIONS,
    RECONCILE_RATE_OVERRIDES,
    RECONCILE_RESTRICTIONS,
    RECONCILE_STAYS,
} ReconcileTable;

#define RECONCILE_TABLES 5

/* "cells", "reservations", "rate_overrides", "restrictions", "stays". */
const char *reconcile_table_name(ReconcileTable table);
bool reconcile_table_parse(const char *name, ReconcileTable *ret_table);

/* ---- days ---- */

/* Days that can be compared: those that dates from outside may have, 1900-01-01 … 2999-12-31. */
#define RECONCILE_DAY_FIRST ((Night)-25567)
#define RECONCILE_DAY_LAST ((Night)376199)

/* The rows of a day (a cell's night, a reservation's first arrival, a stay's arrival), in any order: their
 * number and the sum of their hashes modulo 2^256. A sum, unlike exclusive or, does not cancel out when the
 * same change happens twice. */
typedef struct ReconcileDay {
    Night day;
    int64_t rows;
    uint8_t sum[32]; /* big endian */
} ReconcileDay;

void reconcile_day_add(ReconcileDay *day, const char *key, int64_t version, const char *digest);

/* The day of `days` (GArray of ReconcileDay, ascending), appended when it is the first row of that day. */
ReconcileDay *reconcile_days_at(GArray *days, Night day);

/* [{"day", "rows", "digest"}]; new reference. */
json_t *reconcile_days_to_json(const GArray *days);

/* And back: GArray of ReconcileDay. NULL when it is not of that form, or not ascending. */
GArray *reconcile_days_from_json(const json_t *list);

/* The days (GArray of Night, ascending) that only one of two ascending lists has, or that they have
 * differently. */
GArray *reconcile_days_differing(const GArray *mine, const GArray *theirs);

/* ---- rows of a day ---- */

typedef struct ReconcileRow {
    char *key;
    int64_t version;
    char *digest; /* "" for a row that contradicts itself: equal to no row of an owner */
    json_t *row;  /* what it says; NULL when it was not asked for or cannot be read */
    Night day;    /* it is compared under; NIGHT_NONE where that is not known, after it travelled */
} ReconcileRow;

/* `row` is borrowed and may be NULL. */
ReconcileRow *reconcile_row_new(Night day, const char *key, int64_t version, const char *digest, json_t *row);
void reconcile_row_free(ReconcileRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReconcileRow, reconcile_row_free)

/* The same version and digest; NULL (no row) is the same as NULL only. */
bool reconcile_rows_same(const ReconcileRow *left, const ReconcileRow *right);

/* An empty list of rows that owns them. */
GPtrArray *reconcile_rows_new(void);

/* Orders rows by day and key. */
void reconcile_rows_sort(GPtrArray *rows);

/* GArray of ReconcileDay of rows in that order. */
GArray *reconcile_days_of_rows(const GPtrArray *rows);

/* [{"key", "version", "digest", "row"?}], `row` where there is one; new reference. */
json_t *reconcile_rows_to_json(const GPtrArray *rows);

/* And back: GPtrArray of ReconcileRow; NULL when it is not of that form. */
GPtrArray *reconcile_rows_from_json(const json_t *list);

/* The row of that key, or NULL. */
const ReconcileRow *reconcile_rows_find(const GPtrArray *rows, const char *key);

typedef enum ReconcileKind {
    RECONCILE_MISSING,   /* the copy lacks a row of the owner */
    RECONCILE_EXTRA,     /* the owner has no such row */
    RECONCILE_DIFFERENT, /* the copy says something else */
} ReconcileKind;

const char *reconcile_kind_name(ReconcileKind kind);

/* Rows are borrowed from the lists that were compared. */
typedef struct ReconcileDifference {
    ReconcileKind kind;
    const ReconcileRow *owner; /* NULL: extra */
    const ReconcileRow *copy;  /* NULL: missing */
} ReconcileDifference;

const char *reconcile_difference_key(const ReconcileDifference *difference);

/* Compares what the owner had at its version `owner_version` with what the copy had when it had come to
 * `copy_version`, which must not be less. Rows of the copy that are newer than the owner's answer are no
 * difference; rows that claim to be newer than the copy itself are. GArray of ReconcileDifference. */
GArray *reconcile_rows_compare(const GPtrArray *owner, int64_t owner_version, const GPtrArray *copy,
                               int64_t copy_version);

/* Those of `second` that were seen in the same way at the `first` look. */
GArray *reconcile_differences_persisting(const GArray *first, const GArray *second);

/* ---- what to do ---- */

typedef enum ReconcileRepair {
    RECONCILE_REPLACE,    /* the hotel takes the centre's row */
    RECONCILE_REMOVE,     /* the hotel drops a row the centre does not have */
    RECONCILE_SEND_AGAIN, /* the hotel sends its row to the centre once more */
    RECONCILE_WITHDRAW,   /* the hotel has the centre drop a row that is not the hotel's */
} ReconcileRepair;

const char *reconcile_repair_name(ReconcileRepair repair);

/* The centre owns everything but stays, and those are the hotel's. */
bool reconcile_hotel_owns(ReconcileTable table);
ReconcileRepair reconcile_repair_of(ReconcileTable table, ReconcileKind kind);

/* How long to wait before a row is put right once more that was put right so many times and differs again:
 * the other side may refuse it, and then repeating it every few seconds would only pile up refusals. */
int64_t reconcile_retry_ms(unsigned attempts);

/* A few copies of stays too many in a day are spoilt rows. Many of them mean that the hotel has lost its
 * store, and then the centre's copies are all there is: a person must look before any is withdrawn. */
bool reconcile_may_withdraw(unsigned extra_rows);

/* Where two rows differ, for people: [{"member": "/guest/surname", "owner": …, "copy": …}], at most `limit`.
 * Either may be NULL. `version` is left out. New reference. */
json_t *reconcile_members_differing(const json_t *owner, const json_t *copy, size_t limit);

#endif
