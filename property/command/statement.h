#ifndef KEYRACK_PROPERTY_COMMAND_STATEMENT_H
#define KEYRACK_PROPERTY_COMMAND_STATEMENT_H

/* A short way to execute a statement of the hotel's store with its parameters, and the numbers drawn from it.
 * To be called on the desk thread only. */

#include "ops/odbc.h"
#include <stdarg.h>
#include <stdint.h>

/* Executes `statement` with one parameter for each letter of `types`:
 *   i  int (counts, line numbers)          n  Night; NIGHT_NONE is NULL
 *   l  int64_t (money, versions, ids)      a  Instant; INSTANT_NONE is NULL
 *   k  int64_t key of another row; 0 is NULL
 *   s  text; NULL is NULL                  j  json_t *; NULL is NULL
 * `ret_result` may be NULL. */
DatabaseStatus statement_run(OdbcConnection *connection, const OdbcStatement *statement,
                             OdbcResult **ret_result, GError **error, const char *types, ...);

/* The same with the parameters of a caller that takes any number itself. */
DatabaseStatus statement_run_list(OdbcConnection *connection, const OdbcStatement *statement,
                                  OdbcResult **ret_result, GError **error, const char *types, va_list values);

/* As statement_run(), but the statement must touch exactly one row: anything else is DATABASE_HARD. */
DatabaseStatus statement_change_one(OdbcConnection *connection, const OdbcStatement *statement,
                                    GError **error, const char *types, ...);

/* Values of a result where a column may be NULL. */
int32_t statement_night(const OdbcResult *result, guint row, guint column);
int64_t statement_instant(const OdbcResult *result, guint row, guint column);

/* Takes the next number of a gap-free sequence inside the running transaction; counter_last() then gives it.
 * A sequence that nobody has used begins at 1. */
DatabaseStatus counter_advance(OdbcConnection *connection, const char *name, GError **error);

/* The last number taken; 0 when none was. */
DatabaseStatus counter_last(OdbcConnection *connection, const char *name, int64_t *ret_last, GError **error);

#endif
