/* A private PostgreSQL cluster for a test program: made with initdb in a folder of its own,
 * wal_level=logical, on a port of its own, run as an unprivileged user when the tests run as root, gone with
 * the fixture. The role and the database are "keyrack". */
#ifndef KEYRACK_TESTS_SUPPORT_POSTGRES_FIXTURE_H
#define KEYRACK_TESTS_SUPPORT_POSTGRES_FIXTURE_H

#include "ops/postgres.h"
#include "tests/support/server_fixture.h"

typedef struct PostgresFixture {
    ServerFixture server;
    char *conninfo;
    char *odbc; /* connection string for ops/odbc.h */
    bool kept;  /* postgres_fixture_keep() was called */
} PostgresFixture;

/* Makes the cluster and starts it. */
void postgres_fixture_init(PostgresFixture *postgres);

/* Stops it and removes its folder. */
void postgres_fixture_clear(PostgresFixture *postgres);

/* Keeps the database as it stands; afterwards postgres_fixture_renew() makes it like that again, which is much
 * quicker than making all its tables. Nobody is connected, or is thrown out. */
void postgres_fixture_keep(PostgresFixture *postgres);
void postgres_fixture_renew(const PostgresFixture *postgres);

/* As if the machine had died, and back again. */
void postgres_fixture_crash(PostgresFixture *postgres);
void postgres_fixture_start(PostgresFixture *postgres);

/* A new connection; aborts the test program when there is none. */
PgConnection *postgres_fixture_connect(const PostgresFixture *postgres);

/* Runs SQL that must succeed: statements without parameters, one at a time. The result belongs to the caller.
 */
PgResult *postgres_fixture_run(PgConnection *connection, const char *sql);
int64_t postgres_fixture_number(PgConnection *connection, const char *sql);

/* Ends a backend of the server from another session, as an administrator would. */
void postgres_fixture_terminate(const PostgresFixture *postgres, int backend_pid);

#endif
