/* The booking lane on a real database: a private PostgreSQL with the centre's tables and the small chain's
 * hotel SEA (STD with limit 5, STE with limit 1), which stands at 2016-03-01. */
#ifndef KEYRACK_TESTS_CENTRAL_SUPPORT_LANE_FIXTURE_H
#define KEYRACK_TESTS_CENTRAL_SUPPORT_LANE_FIXTURE_H

#include "central/booking/booking_lane.h"
#include "tests/support/postgres_fixture.h"

typedef struct {
    PostgresFixture postgres;
    Chain *chain;
    const ChainHotel *hotel;
    InventoryMemory *memory;
    PgConnection *connection; /* the test's own */
    Night today;
    Instant now;
} LaneFixture;

/* Makes cluster, tables and cells, and a slot "test" that keeps every message of the change feed. */
void lane_fixture_init(LaneFixture *fixture);

/* The same with another chain, which has a hotel SEA; takes the chain over. */
void lane_fixture_init_with(LaneFixture *fixture, Chain *chain);
void lane_fixture_clear(LaneFixture *fixture);

/* Empties reservations, holds, stays and answers and gives all rooms back, for the next test. */
void lane_fixture_reset(LaneFixture *fixture);

/* A lane as one instance of the centre has it; `conninfo` NULL: the fixture's own. */
BookingLane *lane_fixture_lane(const LaneFixture *fixture, const char *conninfo, unsigned lanes);

/* A command of agent "staff:agent" with this idempotency key (NULL: none); its digest is `body`. */
BookingCommand *lane_command(const LaneFixture *fixture, BookingKind kind, const char *key, const char *body);

/* A new booking or hold of one room from `days` after today for `nights`, under the plan BAR. */
BookingCommand *lane_wish(const LaneFixture *fixture, BookingKind kind, const char *key,
                          const char *room_type, int days, int nights);
void lane_command_add_room(const LaneFixture *fixture, BookingCommand *command, const char *room_type,
                           int days, int nights);

/* The same command once more, not yet answered. */
BookingCommand *lane_command_again(const BookingCommand *command);

/* Runs and returns the HTTP status. */
int lane_run_status(BookingLane *lane, BookingCommand *command);

/* Messages of the change feed since the last call, in order of their commits: JSON documents, to be freed
 * with g_ptr_array_unref(). */
GPtrArray *lane_fixture_messages(LaneFixture *fixture);

/* Asserts that the messages number the changes of the hotel without a gap from `after` on, and returns the
 * last. */
int64_t lane_check_gap_free(const GPtrArray *messages, int64_t after);

/* Asserts the constraint, the counts of every cell, sold and held, and that no idempotency key stands for two
 * reservations. */
void lane_fixture_check(LaneFixture *fixture);

/* The digest of each row of a kind as the messages carried it last, by its key. */
GHashTable *feed_digests(const GPtrArray *messages, const char *kind);

/* Asserts that every row of a table ("reservations") whose key is among the digests has that digest in the
 * database, and returns how many those were. */
guint lane_compare_copies(LaneFixture *fixture, const char *table, GHashTable *digests);

#endif
