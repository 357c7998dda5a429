/* Pages of a copied table, digested, so that two copies can be compared row by row. */
#include <string.h>

#include "central/booking/reservation_store.h"
#include "central/inventory/versioned_rows.h"
#include "central/report/report_store.h"
#include "sync/copy_digest.h"

static const PgStatement reservation_keys = {
    "copy_reservation_keys",
    "SELECT confirmation_number FROM reservation WHERE hotel_id = $1 AND confirmation_number > $2 "
    "ORDER BY confirmation_number LIMIT $3::integer",
    3};

static const PgStatement stay_rows = {
    "copy_stay_rows",
    "SELECT lpad(stay_id::text, 12, '0'), version, row FROM stay WHERE hotel_id = $1 "
    "AND stay_id > coalesce(nullif($2, '')::bigint, 0) ORDER BY stay_id LIMIT $3::integer",
    3};

static const PgStatement cell_rows = {
    "copy_cell_rows",
    "SELECT version, room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted, "
    "out_of_order FROM "
    "inventory_cell "
    "WHERE hotel_id = $1 AND (room_type || '/' || night::text) COLLATE \"C\" > $2 "
    "ORDER BY (room_type || '/' || night::text) COLLATE \"C\" LIMIT $3::integer",
    3};

#define RATE_KEY "(rate_plan || '/' || room_type || '/' || night::text) COLLATE \"C\""

static const PgStatement override_rows = {
    "copy_override_rows",
    "SELECT version, rate_plan, room_type, night, amount_minor FROM rate_override WHERE hotel_id = $1 "
    "AND " RATE_KEY " > $2 ORDER BY " RATE_KEY " LIMIT $3::integer",
    3};

static const PgStatement restriction_rows = {
    "copy_restriction_rows",
    "SELECT version, rate_plan, room_type, night, closed, closed_to_arrival, closed_to_departure, min_stay, "
    "max_stay FROM restriction WHERE hotel_id = $1 "
    "AND " RATE_KEY " > $2 ORDER BY " RATE_KEY " LIMIT $3::integer",
    3};

static void item_add(json_t *items, const char *key, int64_t version, json_t *row)
{
    g_autofree char *digest = copy_digest(row);
    json_array_append_new(
        items, json_pack("{s:s, s:I, s:s}", "key", key, "version", (json_int_t)version, "digest", digest));
    json_decref(row);
}

static DatabaseStatus reservations_page(PgConnection *connection, const CopyPage *page, const PgResult *keys,
                                        json_t *items, GError **error)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    for (guint i = 0; i < pg_result_rows(keys); i++)
        pg_array_add_text(numbers, pg_result_text(keys, i, 0));
    g_autoptr(GPtrArray) reservations = NULL;
    DatabaseStatus status = reservation_load(connection, page->chain, numbers, &reservations, error);
    for (guint i = 0; status == DATABASE_OK && i < reservations->len; i++) {
        const Reservation *reservation = reservations->pdata[i];
        item_add(items, reservation->confirmation_number, reservation->version,
                 reservation_to_json(reservation));
    }
    return status;
}

static void stays_page(const PgResult *rows, json_t *items)
{
    for (guint i = 0; i < pg_result_rows(rows); i++)
        item_add(items, pg_result_text(rows, i, 0), pg_result_int64(rows, i, 1), pg_result_json(rows, i, 2));
}

static void rows_page(const CopyPage *page, const PgResult *rows, VersionedRowRead read_row, json_t *items)
{
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        g_auto(VersionedRow) row = read_row(rows, i, page->hotel);
        item_add(items, row.key, row.version, g_steal_pointer(&row.row));
    }
}

static const PgStatement *table_statement(const char *table)
{
    if (strcmp(table, "reservations") == 0)
        return &reservation_keys;
    if (strcmp(table, "stays") == 0)
        return &stay_rows;
    if (strcmp(table, "rate_overrides") == 0)
        return &override_rows;
    if (strcmp(table, "restrictions") == 0)
        return &restriction_rows;
    return strcmp(table, "cells") == 0 ? &cell_rows : NULL;
}

gboolean copy_table_is_known(const char *table)
{
    return table_statement(table) != NULL;
}

DatabaseStatus copy_page_read(PgConnection *connection, const CopyPage *page, const char *table,
                              json_t **ret_page, GError **error)
{
    const PgStatement *statement = table_statement(table);
    g_assert(statement);
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, page->hotel->number);
    pg_add_text(parameters, page->after);
    pg_add_int64(parameters, page->limit);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, statement, parameters, &rows, error);
    if (status != DATABASE_OK)
        return status;
    json_t *items = json_array();
    if (statement == &reservation_keys)
        status = reservations_page(connection, page, rows, items, error);
    else if (statement == &stay_rows)
        stays_page(rows, items);
    else if (statement == &override_rows)
        rows_page(page, rows, versioned_override, items);
    else if (statement == &restriction_rows)
        rows_page(page, rows, versioned_restriction, items);
    else
        rows_page(page, rows, versioned_cell, items);
    if (status == DATABASE_OK)
        *ret_page = json_pack("{s:o}", "items", items);
    else
        json_decref(items);
    return status;
}
