/* From SQLSTATE to what the caller does next. */
#include "ops/postgres_internal.h"
#include <string.h>

static const struct {
    const char *sqlstate; /* a whole code, or the two characters of its class */
    DatabaseStatus status;
} meanings[] = {
    {"40001", DATABASE_SOFT},            /* serialization failure */
    {"40P01", DATABASE_SOFT},            /* deadlock */
    {"55P03", DATABASE_SOFT},            /* lock not available */
    {"23505", DATABASE_UNIQUE},          /* unique */
    {"23P01", DATABASE_UNIQUE},          /* exclusion */
    {"23", DATABASE_CHECK},              /* check, not null, foreign key */
    {"53100", DATABASE_DISK_FULL},       /* disk full */
    {"53300", DATABASE_CONNECTION_LOST}, /* too many connections */
    {"57P01", DATABASE_CONNECTION_LOST}, /* administrator ended the backend */
    {"57P02", DATABASE_CONNECTION_LOST}, /* another backend crashed */
    {"57P03", DATABASE_CONNECTION_LOST}, /* starting up or shutting down */
    {"57P05", DATABASE_CONNECTION_LOST}, /* idle session timeout */
    {"25P03", DATABASE_CONNECTION_LOST}, /* idle in transaction timeout */
    {"08", DATABASE_CONNECTION_LOST},    /* connection exceptions */
};

DatabaseStatus pg_status_of_sqlstate(const char *sqlstate)
{
    if (sqlstate == NULL)
        return DATABASE_HARD;
    for (guint i = 0; i < G_N_ELEMENTS(meanings); i++)
        if (strncmp(sqlstate, meanings[i].sqlstate, strlen(meanings[i].sqlstate)) == 0)
            return meanings[i].status;
    return DATABASE_HARD;
}

/* DETAIL is left out on purpose: it quotes the row, and rows hold guests. */
DatabaseStatus pg_result_fail(const PGresult *result, const char *what, GError **error)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (constraint == NULL)
        constraint = PQresultErrorField(result, PG_DIAG_COLUMN_NAME); /* not-null has no name of its own */
    return database_fail(error, pg_status_of_sqlstate(sqlstate), sqlstate, constraint, "%s: %s (sqlstate %s)",
                         what, message != NULL ? message : "no message from the server",
                         sqlstate != NULL ? sqlstate : "none");
}
