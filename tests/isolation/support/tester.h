/* Runs a spec: every order of its steps, each on fresh rows. */
#ifndef KEYRACK_TESTS_ISOLATION_SUPPORT_TESTER_H
#define KEYRACK_TESTS_ISOLATION_SUPPORT_TESTER_H

#include "tests/isolation/support/session.h"

typedef struct {
    guint orders;   /* run to their end */
    guint findings; /* outcomes nobody expected, expectations never met, invariants broken */
} TesterResult;

/* Prepares the database of a fixture with two hotels for tester_run(). */
void tester_prepare(LaneFixture *fixture);

/* Runs the spec and tells each finding on standard output. */
TesterResult tester_run(LaneFixture *fixture, const char *path);

#endif
