/* A crew: a few threads that share one piece of work that is cut into numbered tasks, and end with it.
 *
 * For work that somebody waits for (loading, opening); jobs that arrive one by one belong into a lane
 * (ops/lane.h). */
#ifndef KEYRACK_OPS_CREW_H
#define KEYRACK_OPS_CREW_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    const char *name; /* of its threads; static text */
    guint threads;    /* at most; 0: as many as the machine has processors */
    guint tasks;
    gpointer (*state_new)(gpointer user, GError **error); /* state of one thread, made in it; NULL: none */
    void (*state_free)(gpointer state);                   /* may be NULL */
    bool (*run)(gpointer state, guint task, gpointer user, GError **error);
    gpointer user;
} Crew;

/* Runs every task once, begun in the order of their numbers, and returns when all have ended. After a failure
 * no further task is begun; the error is that of the lowest failed number, so it is the same however the
 * threads ran. One thread needs no other than the caller's. */
bool crew_run(const Crew *crew, GError **error);

#endif
