#include "ops/database.h"
#include "ops/clock.h"
#include "ops/metrics.h"
#include <string.h>

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

const char *database_message_to_tell(const char *sqlstate, const char *message)
{
    if (message == NULL)
        return "no message";
    if (sqlstate != NULL && g_str_has_prefix(sqlstate, "22"))
        return "a value does not fit its type";
    return message;
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

DatabaseStatus database_status_of_sqlstate(const char *sqlstate)
{
    if (sqlstate == NULL)
        return DATABASE_HARD;
    for (guint i = 0; i < G_N_ELEMENTS(meanings); i++)
        if (strncmp(sqlstate, meanings[i].sqlstate, strlen(meanings[i].sqlstate)) == 0)
            return meanings[i].status;
    return DATABASE_HARD;
}

static void outcome_count(const char *adapter, DatabaseStatus status)
{
    if (!database_status_may_repeat(status) && status != DATABASE_UNKNOWN)
        return;
    const MetricLabel labels[] = {
        {"adapter", adapter}, {"outcome", database_status_name(status)}, {NULL, NULL}};
    counter_add(metrics_counter("keyrack_database_mishaps_total",
                                "Transactions that met a conflict (soft), lost their connection, or whose "
                                "COMMIT was never answered.",
                                labels),
                1);
}

DatabaseStatus database_repeat(const char *adapter, DatabaseAttempt attempt, gpointer data, GError **error)
{
    enum { runs_max = 10, pause_longest_ms = 250, patience_ms = 10000 };
    const int64_t deadline_us = clock_monotonic_us() + (int64_t)patience_ms * 1000;
    for (guint run = 1;; run++) {
        g_autoptr(GError) failure = NULL;
        bool final = false;
        DatabaseStatus status = attempt(data, &final, &failure);
        outcome_count(adapter, status);
        bool patient = !final && run < runs_max && clock_monotonic_us() < deadline_us;
        if (!patient || !database_status_may_repeat(status)) {
            if (failure != NULL)
                g_propagate_error(error, g_steal_pointer(&failure));
            return status;
        }
        database_pause_before(run + 1, pause_longest_ms);
    }
}
