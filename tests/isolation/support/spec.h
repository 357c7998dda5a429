/* An isolation spec: what two or three transactions of the booking lane do to the same rows, phase by phase,
 * in every order, and what may come of it. Modelled on the isolation tester of PostgreSQL.
 *
 *     # comment
 *     limit STE 5 1                    before each order: suites on sale 5 days after the business date
 *     granted STE 5 1                  ... and how many of them are leased to the hotel
 *     before A: book STE 5 1           ... and a command that is done already; it is called A from here on
 *     session one [via proxy]          a transaction, on a connection of its own
 *       a: book STE 5 1 key=k          one command of its batch; more may follow
 *     session fault                    not a transaction: each line is one step, done by the tester
 *       kill one                       ends the backend of a session
 *       cut one answer|request         the next bytes of or to the server never arrive; needs `via proxy`
 *     steps [one:] read lock commit    where the session stops; phases joined by + are one step
 *     again                            attempts may be repeated; without it none may
 *     order one.read two.read ...      only these orders, instead of all
 *     expect [when one.lock<two.lock:] a=201 b=409:sold_out STE/5=1/0/0
 *
 * Phases: read (stored answers; reservations and holds are locked), lock (cells, hotels), write (decided and
 * written), commit. Without `steps` a session stops behind read, behind lock, and at its end.
 *
 * A session whose command is `renew` is not a batch: it renews the hotel's lease, in one step, commit.
 *
 * Of every order the outcome must be one of those expected for it, and every line `expect` must have come
 * true in some order. Left of `=` stand a command (its status, and the code of a refusal), a cell
 * (sold/held/granted, +oversell when limits were raised), `reservations` or `exceptions` (how many there
 * are). */
#ifndef KEYRACK_TESTS_ISOLATION_SUPPORT_SPEC_H
#define KEYRACK_TESTS_ISOLATION_SUPPORT_SPEC_H

#include <glib.h>

typedef enum { PHASE_READ, PHASE_LOCK, PHASE_WRITE, PHASE_COMMIT, PHASE_COUNT } Phase;

typedef struct {
    char *name;   /* "" for a line of setup that has none */
    char **words; /* verb and arguments */
} SpecCommand;

typedef struct {
    char *name;
    gboolean is_fault;
    gboolean via_proxy;
    GPtrArray *commands; /* SpecCommand *; of a fault, one a step */
    GPtrArray *steps;    /* char *: phases joined by '+'; of a fault, the verbs of its commands */
} SpecSession;

typedef struct {
    char **when;    /* "one.lock<two.lock" ...; may be empty */
    char **results; /* "a=201" ... */
    guint seen;
} SpecExpectation;

typedef struct {
    char *path;
    GPtrArray *setup;        /* SpecCommand * */
    GPtrArray *sessions;     /* SpecSession * */
    GPtrArray *orders;       /* char **: "one.read" ...; empty: all */
    GPtrArray *expectations; /* SpecExpectation * */
    gboolean may_repeat;
} Spec;

/* Reads a spec; a mistake in it ends the program, naming file and line. */
Spec *spec_read(const char *path);
void spec_free(Spec *spec);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spec, spec_free)

/* The step of a session in which a phase runs. */
guint spec_step_of_phase(const SpecSession *session, Phase phase);

/* Session and step that "one.lock" names; ends the program when there is none. */
void spec_find_step(const Spec *spec, const char *label, guint *ret_session, guint *ret_step);

#endif
