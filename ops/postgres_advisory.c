#include "ops/postgres_internal.h"

static const PgStatement lock_try = {"pg_advisory_try_lock", "SELECT pg_try_advisory_lock($1)", 1};
static const PgStatement lock_release = {"pg_advisory_unlock", "SELECT pg_advisory_unlock($1)", 1};
/* The key's halves are what pg_locks shows; objsubid 1 marks the one-key form. */
static const PgStatement lock_held = {
    "pg_advisory_is_held",
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() "
    "AND objsubid = 1 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = "
    "current_database()) AND (classid::bigint << 32 | objid::bigint) = $1)",
    1};

static DatabaseStatus ask_bool(PgConnection *connection, const PgStatement *statement, int64_t key,
                               bool *ret_answer, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, key);
    g_autoptr(PgResult) result = NULL;
    DatabaseStatus status = pg_execute(connection, statement, parameters, &result, error);
    if (status == DATABASE_OK)
        *ret_answer = pg_result_bool(result, 0, 0);
    return status;
}

DatabaseStatus pg_advisory_try_lock(PgConnection *connection, int64_t key, bool *ret_taken, GError **error)
{
    return ask_bool(connection, &lock_try, key, ret_taken, error);
}

DatabaseStatus pg_advisory_unlock(PgConnection *connection, int64_t key, GError **error)
{
    bool was_held = false;
    return ask_bool(connection, &lock_release, key, &was_held, error);
}

DatabaseStatus pg_advisory_is_held(PgConnection *connection, int64_t key, bool *ret_held, GError **error)
{
    return ask_bool(connection, &lock_held, key, ret_held, error);
}
