#include "tests/property/support/both_stores.h"

static void on_store(PropertyFixture *fixture, const char *store, void (*run)(void))
{
    property_fixture_init(fixture, KEYRACK_SOURCE_DIR, store, "H1");
    run();
    property_fixture_clear(fixture);
}

void both_stores_empty(PostgresFixture *postgres)
{
    if (postgres->kept) {
        postgres_fixture_renew(postgres);
        return;
    }
    property_fixture_migrate(KEYRACK_SOURCE_DIR, postgres->odbc);
    postgres_fixture_keep(postgres);
}

void both_stores_run(PostgresFixture *postgres, PropertyFixture *fixture, void (*run)(void))
{
    on_store(fixture, NULL, run);
    both_stores_empty(postgres);
    on_store(fixture, postgres->odbc, run);
}
