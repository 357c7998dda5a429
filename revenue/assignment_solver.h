#ifndef KEYRACK_REVENUE_ASSIGNMENT_SOLVER_H
#define KEYRACK_REVENUE_ASSIGNMENT_SOLVER_H

/* Who gets which room at the least cost, solved exactly with GLPK. Guests and rooms are numbers from 0; what
 * a room costs a guest is for the caller to say. Pure: no store, no clock. Any thread; each call is by
 * itself. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A room that would do for a guest; pairs that are not named are impossible. Cost 0..ASSIGNMENT_COST_MAX. */
typedef struct AssignmentArc {
    int32_t guest;
    int32_t room;
    int32_t cost;
} AssignmentArc;

#define ASSIGNMENT_COST_MAX 10000
#define ASSIGNMENT_NO_ROOM_COST 1000000 /* of leaving a guest without a room */
#define ASSIGNMENT_TUPLE_MAX 10

/* Gives each guest at most one room and each room at most one guest, at the least sum of costs.
 * `ret_rooms[guest]` becomes the room, or -1. Returns the sum. */
int64_t assignment_solve(int32_t guest_count, int32_t room_count, const AssignmentArc *arcs, gsize arc_count,
                         int32_t *ret_rooms);

/* Rooms that together would do for a party, one for each of its guests. */
typedef struct AssignmentTuple {
    int32_t party;
    int32_t room_count;
    int32_t rooms[ASSIGNMENT_TUPLE_MAX];
    int32_t cost;
} AssignmentTuple;

/* Gives each party at most one tuple and each room at most one party, at the least sum of costs.
 * `ret_tuples[party]` becomes the index of the tuple, or -1. Stops after `limit_ms` with the best found till
 * then. Returns the sum. */
int64_t assignment_solve_parties(int32_t party_count, int32_t room_count, const AssignmentTuple *tuples,
                                 gsize tuple_count, int limit_ms, int32_t *ret_tuples);

#endif
