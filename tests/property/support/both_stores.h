/* A test of the hotel's store, on each of its databases. */
#ifndef KEYRACK_TESTS_PROPERTY_SUPPORT_BOTH_STORES_H
#define KEYRACK_TESTS_PROPERTY_SUPPORT_BOTH_STORES_H

#include "tests/support/postgres_fixture.h"
#include "tests/support/property_fixture.h"

/* Runs the test on a new SQLite file and on an emptied PostgreSQL database; `fixture` is hotel H1 each time.
 */
void both_stores_run(PostgresFixture *postgres, PropertyFixture *fixture, void (*run)(void));

/* Only the database: a new store of a hotel, whatever was in it. The first call finds it as its cluster made it. */
void both_stores_empty(PostgresFixture *postgres);

#endif
