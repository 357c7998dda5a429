/* A hotel's node without its HTTP server: the demonstration hotel H1 with a real store, clocks and desk, and
 * whatever of its lines a test asks for. */
#ifndef KEYRACK_TESTS_SUPPORT_PROPERTY_FIXTURE_H
#define KEYRACK_TESTS_SUPPORT_PROPERTY_FIXTURE_H

#include "ops/odbc.h"
#include "property/property.h"
#include <jansson.h>

typedef struct PropertyFixture {
    Property property;
    Chain *chain;
    char *folder;
} PropertyFixture;

/* `store` NULL: a new SQLite file; otherwise an ODBC string of an empty PostgreSQL database. `hotel` is a
 * code of the demonstration chain. */
void property_fixture_init(PropertyFixture *fixture, const char *source_folder, const char *store,
                           const char *hotel);
/* Gives a store its tables, as they are now. */
void property_fixture_migrate(const char *source_folder, const char *store);

void property_fixture_clear(PropertyFixture *fixture);

/* Ends the desk and opens it again, as a restart does. */
void property_fixture_restart(PropertyFixture *fixture, const char *source_folder, const char *store);

/* Runs the body as a transaction on the desk thread; the answer is its status. Prints the error of an
 * unexpected one. */
DatabaseStatus property_fixture_run(PropertyFixture *fixture, OdbcTransactionBody body, gpointer data);

/* The number a query gives: one row, one column. */
int64_t property_fixture_number(PropertyFixture *fixture, const char *sql);

/* A reservation document of one line as the centre sends it: nights at 100.00 each. New reference. */
json_t *property_fixture_document(const char *confirmation_number, Night arrival, Night departure,
                                  const char *status);

/* The change that carries it. */
json_t *property_fixture_change(int64_t version, const char *kind, const char *key, json_t *row);

#endif
