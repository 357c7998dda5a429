/* A real nats-server with the accounts of a chain: users centre, H1 and H2, each restricted to its own
 * subjects in the way ops/lib/nats.sh does it. Passwords are "<user>-secret". */
#ifndef KEYRACK_TESTS_SUPPORT_NATS_FIXTURE_H
#define KEYRACK_TESTS_SUPPORT_NATS_FIXTURE_H

#include "ops/bus.h"
#include "tests/support/server_fixture.h"

typedef struct NatsFixture {
    ServerFixture server;
    char *url;
} NatsFixture;

/* Chooses port and folder and writes the configuration; server_start() runs it. */
void nats_fixture_init(NatsFixture *nats);
void nats_fixture_clear(NatsFixture *nats);

/* Writes the configuration anew, so that a restarted server wants passwords that end in `suffix`. */
void nats_fixture_set_password_suffix(NatsFixture *nats, const char *suffix);

/* Options for a user of the fixture. `ret_strings` owns what they point to; free with g_ptr_array_unref(). */
BusOptions nats_fixture_options(const NatsFixture *nats, const char *user, GPtrArray **ret_strings);

/* A connected bus for a user of the fixture, or one that tries to connect if the server is away. */
Bus *nats_fixture_bus(const NatsFixture *nats, const char *user);

#endif
