#ifndef KEYRACK_PROPERTY_MAINTENANCE_RECORD_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_RECORD_STORE_H

/* Rows of maintenance tables as C structures. One JsonShape says what a row is: the names of its fields are
 * the columns, the member they fill is the C value, and the same table writes the JSON of an answer. So a
 * column is named once, and the statements that write all columns are made from it. The first field is the
 * key.
 *
 * NULL in the store is NULL for texts, NIGHT_NONE and INSTANT_NONE, 0 for an optional number that is at least
 * 1 (the key of another row), -1 for an optional choice. Desk thread only; writes inside a transaction. */

#include "ops/json.h"
#include "ops/odbc.h"

/* Sets what is not zero when it is absent: nights, instants and optional choices. */
void record_init(const JsonShape *shape, gpointer record);

DatabaseStatus record_insert(OdbcConnection *connection, const char *table, const JsonShape *shape,
                             gconstpointer record, GError **error);

/* Writes every column of the row with the record's key; exactly one, or DATABASE_HARD. */
DatabaseStatus record_update(OdbcConnection *connection, const char *table, const JsonShape *shape,
                             gconstpointer record, GError **error);

/* "SELECT <columns> FROM " and `tail`, which begins with the table. `parameters` may be NULL. */
DatabaseStatus record_select(OdbcConnection *connection, const JsonShape *shape, const char *tail,
                             const OdbcParameters *parameters, OdbcResult **ret_result, GError **error);

/* Fills a record that json_shape_clear() will free from a row of record_select(). */
void record_read(const OdbcResult *result, guint row, const JsonShape *shape, gpointer record);

/* The row with this key; `ret_found` FALSE and `record` untouched when there is none. */
DatabaseStatus record_find(OdbcConnection *connection, const char *table, const JsonShape *shape, int64_t key,
                           gpointer record, bool *ret_found, GError **error);

/* All fields under their names; new reference. */
json_t *record_to_json(const JsonShape *shape, gconstpointer record);

/* All rows of record_select() as an array; new reference. */
DatabaseStatus record_list(OdbcConnection *connection, const JsonShape *shape, const char *tail,
                           const OdbcParameters *parameters, json_t **ret_items, GError **error);

/* Takes the next number of the table's own gap-free sequence. */
DatabaseStatus record_number(OdbcConnection *connection, const char *table, int64_t *ret_number,
                             GError **error);

/* The number a query of one row and column gives; 0 for NULL and for no row. */
DatabaseStatus record_count(OdbcConnection *connection, const OdbcStatement *statement, int64_t *ret_number,
                            GError **error, const char *types, ...);

#endif
