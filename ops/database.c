#include "ops/database.h"
#include "ops/clock.h"

/* A GError that remembers which constraint refused, so that callers never search message texts. */
typedef struct {
    char *constraint;
    char *sqlstate;
} DatabaseErrorPrivate;

static void database_error_private_init(DatabaseErrorPrivate *private)
{
    private->constraint = NULL;
    private->sqlstate = NULL;
}

static void database_error_private_copy(const DatabaseErrorPrivate *source, DatabaseErrorPrivate *target)
{
    target->constraint = g_strdup(source->constraint);
    target->sqlstate = g_strdup(source->sqlstate);
}

static void database_error_private_clear(DatabaseErrorPrivate *private)
{
    g_free(private->constraint);
    g_free(private->sqlstate);
}

G_DEFINE_EXTENDED_ERROR(DatabaseError, database_error)

const char *database_error_constraint(const GError *error)
{
    if (error == NULL || error->domain != DATABASE_ERROR)
        return "";
    const char *constraint = database_error_get_private(error)->constraint;
    return constraint != NULL ? constraint : "";
}

const char *database_error_sqlstate(const GError *error)
{
    if (error == NULL || error->domain != DATABASE_ERROR)
        return "";
    const char *sqlstate = database_error_get_private(error)->sqlstate;
    return sqlstate != NULL ? sqlstate : "";
}

const char *database_status_name(DatabaseStatus status)
{
    static const char *const names[] = {
        [DATABASE_OK] = "ok",           [DATABASE_ROLLBACK] = "rollback",
        [DATABASE_SOFT] = "soft",       [DATABASE_UNIQUE] = "unique",
        [DATABASE_CHECK] = "check",     [DATABASE_CONNECTION_LOST] = "connection_lost",
        [DATABASE_UNKNOWN] = "unknown", [DATABASE_DISK_FULL] = "disk_full",
        [DATABASE_HARD] = "hard",
    };
    g_assert(status < G_N_ELEMENTS(names));
    return names[status];
}

bool database_status_may_repeat(DatabaseStatus status)
{
    return status == DATABASE_SOFT || status == DATABASE_CONNECTION_LOST;
}

DatabaseStatus database_fail(GError **error, DatabaseStatus status, const char *sqlstate,
                             const char *constraint, const char *format, ...)
{
    g_assert(status != DATABASE_OK);
    if (error == NULL)
        return status;
    va_list arguments;
    va_start(arguments, format);
    *error = g_error_new_valist(DATABASE_ERROR, (gint)status, format, arguments);
    va_end(arguments);
    DatabaseErrorPrivate *private = database_error_get_private(*error);
    private->constraint = g_strdup(constraint);
    private->sqlstate = g_strdup(sqlstate);
    return status;
}

void database_pause_before(guint attempt, guint longest_ms)
{
    enum { shortest_ms = 4, doublings_max = 16 };
    g_assert(attempt >= 2);
    guint doublings = MIN(attempt - 2, (guint)doublings_max);
    guint bound_ms = MIN((guint)shortest_ms << doublings, MAX(longest_ms, 1U));
    /* Full jitter: rivals that met once should not meet again. */
    clock_sleep_ms(g_random_int_range(1, (gint32)bound_ms + 1));
}
