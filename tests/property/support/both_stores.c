#include "tests/property/support/both_stores.h"

static void on_store(PropertyFixture *fixture, const char *store, void (*run)(void))
{
    property_fixture_init(fixture, KEYRACK_SOURCE_DIR, store, "H1");
    run();
    property_fixture_clear(fixture);
}

void both_stores_run(PostgresFixture *postgres, PropertyFixture *fixture, void (*run)(void))
{
    on_store(fixture, NULL, run);
    PgConnection *connection = postgres_fixture_connect(postgres);
    pg_result_free(postgres_fixture_run(connection, "DROP SCHEMA public CASCADE"));
    pg_result_free(postgres_fixture_run(connection, "CREATE SCHEMA public"));
    pg_connection_free(connection);
    on_store(fixture, postgres->odbc, run);
}
