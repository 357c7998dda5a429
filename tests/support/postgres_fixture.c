#include "tests/support/postgres_fixture.h"

#include "tests/support/cunit_main.h"

#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define POSTGRES_BIN "/usr/lib/postgresql/15/bin/"

enum { READY_TIMEOUT_MS = 20000 };

/* PostgreSQL refuses to run as root. */
static const struct passwd *unprivileged_user(void)
{
    const struct passwd *user = getpwnam("postgres");
    if (user == NULL)
        user = getpwnam("nobody");
    g_assert(user != NULL);
    return user;
}

/* Begins a command line; as root one that first becomes somebody else. A changed identity forgets the signal
 * at the parent's death, so it is asked for again. */
static GPtrArray *command_new(const char *program)
{
    GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
    if (geteuid() == 0) {
        const struct passwd *user = unprivileged_user();
        g_ptr_array_add(argv, g_strdup("setpriv"));
        g_ptr_array_add(argv, g_strdup_printf("--reuid=%u", user->pw_uid));
        g_ptr_array_add(argv, g_strdup_printf("--regid=%u", user->pw_gid));
        g_ptr_array_add(argv, g_strdup("--clear-groups"));
        g_ptr_array_add(argv, g_strdup("--pdeathsig=KILL"));
    }
    g_ptr_array_add(argv, g_strconcat(POSTGRES_BIN, program, NULL));
    return argv;
}

static char **command_finish(GPtrArray *argv, const char *const *arguments)
{
    for (; *arguments != NULL; arguments++)
        g_ptr_array_add(argv, g_strdup(*arguments));
    g_ptr_array_add(argv, NULL);
    return (char **)g_ptr_array_free(argv, false);
}

static void cluster_make(const char *data)
{
    const char *const arguments[] = {"-D",        data, "-U",   "keyrack",          "-A",
                                     "trust",     "-E", "UTF8", "--locale=C.UTF-8", "--lc-collate=C",
                                     "--no-sync", NULL};
    g_auto(GStrv) argv = command_finish(command_new("initdb"), arguments);
    server_run_tool((const char *const *)argv);
}

static char **server_argv(const char *data, int port)
{
    g_autofree char *port_setting = g_strdup_printf("port=%d", port);
    const char *const arguments[] = {
        "-D", data,
        "-c", port_setting,
        "-c", "listen_addresses=127.0.0.1",
        "-c", "unix_socket_directories=",
        "-c", "wal_level=logical",
        "-c", "max_connections=50",
        "-c", "shared_buffers=16MB",
        "-c", "dynamic_shared_memory_type=mmap",
        "-c", "deadlock_timeout=100ms",
        NULL,
    };
    return command_finish(command_new("postgres"), arguments);
}

static bool database_answers(gpointer data)
{
    const PostgresFixture *postgres = data;
    PgOptions options = {.conninfo = postgres->conninfo};
    g_autoptr(PgConnection) connection = pg_connection_new(&options, NULL);
    return connection != NULL;
}

/* From another database, as nobody can make or copy the one they are connected to. */
static void maintain(const PostgresFixture *postgres, const char *const *statements)
{
    g_autofree char *conninfo =
        g_strdup_printf("host=127.0.0.1 port=%d user=keyrack dbname=postgres", postgres->server.port);
    PostgresFixture maintenance = {.conninfo = conninfo};
    if (!wait_until(database_answers, &maintenance, READY_TIMEOUT_MS))
        g_error("postgres does not answer on port %d", postgres->server.port);
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&maintenance);
    for (; *statements != NULL; statements++)
        pg_result_free(postgres_fixture_run(connection, *statements));
}

static void database_make(const PostgresFixture *postgres)
{
    maintain(postgres, (const char *const[]){"CREATE DATABASE keyrack", NULL});
}

void postgres_fixture_keep(PostgresFixture *postgres)
{
    maintain(postgres, (const char *const[]){"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                             "'keyrack'",
                                             "CREATE DATABASE kept TEMPLATE keyrack", NULL});
    postgres->kept = true;
}

void postgres_fixture_renew(const PostgresFixture *postgres)
{
    maintain(postgres, (const char *const[]){"DROP DATABASE keyrack WITH (FORCE)",
                                             "CREATE DATABASE keyrack TEMPLATE kept", NULL});
}

void postgres_fixture_init(PostgresFixture *postgres)
{
    *postgres = (PostgresFixture){.server = {.folder = test_folder_new(), .port = server_free_port()}};
    int port = postgres->server.port;
    g_autofree char *data = g_build_filename(postgres->server.folder, "data", NULL);
    if (geteuid() == 0) {
        const struct passwd *user = unprivileged_user();
        g_assert(chown(postgres->server.folder, user->pw_uid, user->pw_gid) == 0);
    }
    cluster_make(data);
    postgres->server.argv = server_argv(data, port);
    postgres->conninfo = g_strdup_printf("host=127.0.0.1 port=%d user=keyrack dbname=keyrack", port);
    postgres->odbc = g_strdup_printf(
        "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=%d;Database=keyrack;Username=keyrack", port);
    server_start(&postgres->server);
    database_make(postgres);
}

void postgres_fixture_start(PostgresFixture *postgres)
{
    server_start(&postgres->server);
    if (!wait_until(database_answers, postgres, READY_TIMEOUT_MS))
        g_error("postgres does not answer on port %d", postgres->server.port);
}

/* Pids of the backends, as the kernel lists them. */
static char **children_of(GPid pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", pid, pid);
    g_autofree char *list = NULL;
    g_assert(g_file_get_contents(path, &list, NULL, NULL));
    return g_strsplit(g_strstrip(list), " ", -1);
}

/* A process that is dead, though perhaps not yet buried, has no program any more. */
static bool process_is_dead(gpointer data)
{
    char program[8];
    g_autofree char *path = g_strdup_printf("/proc/%s/exe", (const char *)data);
    return readlink(path, program, sizeof program) < 0;
}

/* The backends die with the server: one that lives on would hold the shared memory, and the server could not
 * start again. */
void postgres_fixture_crash(PostgresFixture *postgres)
{
    g_auto(GStrv) backends = children_of(postgres->server.pid);
    server_kill(&postgres->server);
    for (char **backend = backends; *backend != NULL; backend++) {
        if (**backend == '\0')
            continue;
        kill((pid_t)g_ascii_strtoll(*backend, NULL, 10), SIGKILL);
        g_assert(wait_until(process_is_dead, *backend, READY_TIMEOUT_MS));
    }
}

/* A fast shutdown, so that nothing of it stays in the machine's shared memory. */
static void server_end(ServerFixture *server)
{
    if (server->pid == 0)
        return;
    kill(server->pid, SIGINT);
    waitpid(server->pid, NULL, 0);
    g_spawn_close_pid(server->pid);
    server->pid = 0;
}

void postgres_fixture_clear(PostgresFixture *postgres)
{
    server_end(&postgres->server);
    server_clear(&postgres->server);
    g_clear_pointer(&postgres->conninfo, g_free);
    g_clear_pointer(&postgres->odbc, g_free);
}

PgConnection *postgres_fixture_connect(const PostgresFixture *postgres)
{
    g_autoptr(GError) error = NULL;
    PgOptions options = {.conninfo = postgres->conninfo, .application_name = "test"};
    PgConnection *connection = pg_connection_new(&options, &error);
    g_assert_no_error(error);
    return connection;
}

PgResult *postgres_fixture_run(PgConnection *connection, const char *sql)
{
    g_autoptr(GError) error = NULL;
    PgResult *result = NULL;
    pg_execute_sql(connection, sql, NULL, &result, &error);
    g_assert_no_error(error);
    return result;
}

int64_t postgres_fixture_number(PgConnection *connection, const char *sql)
{
    g_autoptr(PgResult) result = postgres_fixture_run(connection, sql);
    return pg_result_int64(result, 0, 0);
}

void postgres_fixture_terminate(const PostgresFixture *postgres, int backend_pid)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(postgres);
    g_autofree char *sql = g_strdup_printf("SELECT pg_terminate_backend(%d, 5000)::int", backend_pid);
    g_assert(postgres_fixture_number(connection, sql) == 1);
}
