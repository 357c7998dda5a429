#include "ops/postgres_internal.h"

/* DETAIL is left out on purpose: it quotes the row, and rows hold guests. */
DatabaseStatus pg_result_fail(const PGresult *result, const char *what, GError **error)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (constraint == NULL)
        constraint = PQresultErrorField(result, PG_DIAG_COLUMN_NAME); /* not-null has no name of its own */
    return database_fail(error, database_status_of_sqlstate(sqlstate), sqlstate, constraint,
                         "%s: %s (sqlstate %s)", what, database_message_to_tell(sqlstate, message),
                         sqlstate != NULL ? sqlstate : "none");
}
