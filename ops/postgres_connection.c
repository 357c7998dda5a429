#include "ops/clock.h"
#include "ops/postgres_internal.h"
#include <poll.h>

enum {
    DEFAULT_ANSWER_TIMEOUT_MS = 30000,
    DEFAULT_RECONNECT_MS = 5000,
    CONNECT_TIMEOUT_S = 5,
    PAUSE_LONGEST_MS = 500
};

/* Settings of every session. Dates and times travel as text, so their form must not depend on the server's
 * configuration. */
static const char session_settings[] = "-c datestyle=ISO -c timezone=UTC -c intervalstyle=iso_8601 "
                                       "-c bytea_output=hex -c client_min_messages=warning "
                                       "-c standard_conforming_strings=on";

static void notice_ignore(void *data, const PGresult *result)
{
    (void)data;
    (void)result;
}

/* A dead peer is noticed by TCP within about the answer timeout even while nothing is being sent. */
static PGconn *handle_open(const PgConnection *connection)
{
    g_autofree char *connect_timeout_s = g_strdup_printf("%d", CONNECT_TIMEOUT_S);
    g_autofree char *user_timeout_ms = g_strdup_printf("%u", connection->answer_timeout_ms);
    const char *keywords[] = {
        "dbname",  "application_name", "client_encoding",     "connect_timeout",  "tcp_user_timeout",
        "options", "keepalives_idle",  "keepalives_interval", "keepalives_count", NULL};
    const char *values[] = {connection->conninfo,
                            connection->application_name,
                            "UTF8",
                            connect_timeout_s,
                            user_timeout_ms,
                            session_settings,
                            "10",
                            "3",
                            "3",
                            NULL};
    PGconn *handle = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(handle) == CONNECTION_OK) {
        PQsetNoticeReceiver(handle, notice_ignore, NULL);
        PQsetErrorVerbosity(handle, PQERRORS_SQLSTATE); /* more would quote rows, and rows hold guests */
        PQsetnonblocking(handle, 1);
        PQenterPipelineMode(handle);
    }
    return handle;
}

static void handle_close(PgConnection *connection)
{
    PQfinish(connection->handle);
    connection->handle = NULL;
    g_hash_table_remove_all(connection->prepared);
    pg_queue_forget(connection);
}

static bool connection_open(PgConnection *connection, GError **error)
{
    g_assert(connection->handle == NULL);
    PGconn *handle = handle_open(connection);
    if (handle != NULL && PQstatus(handle) == CONNECTION_OK && PQpipelineStatus(handle) == PQ_PIPELINE_ON) {
        connection->handle = handle;
        connection->generation++;
        return true;
    }
    g_autofree char *message = g_strdup(handle != NULL ? PQerrorMessage(handle) : "out of memory");
    database_fail(error, DATABASE_CONNECTION_LOST, NULL, NULL,
                  "no connection to postgresql: %s; is the server running and conninfo right?",
                  g_strdelimit(g_strchomp(message), "\n\t", ' '));
    PQfinish(handle);
    return false;
}

char *pg_conninfo_with_password(const char *conninfo, const char *password)
{
    if (!password) {
        return g_strdup(conninfo);
    }
    GString *text = g_string_new(conninfo);
    g_string_append(text, " password='");
    for (const char *at = password; *at; at++) {
        if (*at == '\'' || *at == '\\') {
            g_string_append_c(text, '\\');
        }
        g_string_append_c(text, *at);
    }
    g_string_append_c(text, '\'');
    return g_string_free(text, FALSE);
}

PgConnection *pg_connection_new(const PgOptions *options, GError **error)
{
    g_assert(options != NULL && options->conninfo != NULL);
    PgConnection *connection = g_new0(PgConnection, 1);
    connection->conninfo = g_strdup(options->conninfo);
    connection->application_name =
        g_strdup(options->application_name != NULL ? options->application_name : "keyrack");
    connection->answer_timeout_ms =
        options->answer_timeout_ms != 0 ? options->answer_timeout_ms : DEFAULT_ANSWER_TIMEOUT_MS;
    connection->reconnect_ms = options->reconnect_ms != 0 ? options->reconnect_ms : DEFAULT_RECONNECT_MS;
    connection->prepared = g_hash_table_new(g_str_hash, g_str_equal);
    connection->entries = g_array_new(false, false, sizeof(PgEntry));
    if (connection_open(connection, error))
        return connection;
    pg_connection_free(connection);
    return NULL;
}

void pg_connection_free(PgConnection *connection)
{
    if (connection == NULL)
        return;
    g_assert(!connection->in_transaction);
    handle_close(connection);
    g_hash_table_unref(connection->prepared);
    g_array_unref(connection->entries);
    g_free(connection->application_name);
    g_free(connection->conninfo);
    g_free(connection);
}

bool pg_connection_is_alive(const PgConnection *connection)
{
    return connection->handle != NULL && PQstatus(connection->handle) == CONNECTION_OK;
}

guint pg_connection_generation(const PgConnection *connection)
{
    return connection->generation;
}

int pg_connection_backend_pid(const PgConnection *connection)
{
    return connection->handle != NULL ? PQbackendPID(connection->handle) : 0;
}

/* Between statements a server has little to say: mostly that it is gone. Reading it here spares the next
 * statement an unknown outcome. */
static void farewell_read(PgConnection *connection)
{
    struct pollfd descriptor = {.fd = PQsocket(connection->handle), .events = POLLIN};
    while (pg_connection_is_alive(connection) && poll(&descriptor, 1, 0) > 0)
        if (PQconsumeInput(connection->handle) == 0)
            break;
}

bool pg_connection_ensure(PgConnection *connection, GError **error)
{
    if (pg_connection_is_alive(connection) && !connection->in_transaction)
        farewell_read(connection);
    if (pg_connection_is_alive(connection))
        return true;
    g_assert(!connection->in_transaction); /* what the transaction wrote is gone with the old session */
    handle_close(connection);
    const int64_t deadline_us = clock_monotonic_us() + (int64_t)connection->reconnect_ms * 1000;
    for (guint attempt = 2;; attempt++) {
        g_autoptr(GError) failure = NULL;
        if (connection_open(connection, &failure))
            return true;
        if (clock_monotonic_us() >= deadline_us) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        database_pause_before(attempt, PAUSE_LONGEST_MS);
    }
}

/* Gives the connection up: the server may still be working on what was sent, so the handle cannot be used
 * again. */
DatabaseStatus pg_connection_lose(PgConnection *connection, DatabaseStatus status, GError **error)
{
    g_autofree char *message = g_strdup(connection->handle != NULL ? PQerrorMessage(connection->handle) : "");
    g_strchomp(message);
    if (connection->queue_failure != NULL && *message == '\0') {
        g_free(message);
        message = g_strdup(connection->queue_failure);
    }
    handle_close(connection);
    return database_fail(error, status, NULL, NULL, "connection to postgresql broke%s: %s",
                         status == DATABASE_UNKNOWN ? " before the outcome was known" : "",
                         *message != '\0' ? message : "no answer in time");
}

/* Waits until the socket is ready or answer_timeout_ms passed without any sign of life. false on timeout and
 * on a broken poll. */
bool pg_connection_wait(PgConnection *connection, short events, short *ret_happened)
{
    struct pollfd descriptor = {.fd = PQsocket(connection->handle), .events = events};
    if (descriptor.fd < 0)
        return false;
    int ready;
    do
        ready = poll(&descriptor, 1, (int)MIN(connection->answer_timeout_ms, (guint)G_MAXINT));
    while (ready < 0 && errno == EINTR);
    if (ready <= 0)
        return false;
    *ret_happened = descriptor.revents;
    return true;
}
