#ifndef KEYRACK_PROPERTY_ASSIGNMENT_CANDIDATE_STORE_H
#define KEYRACK_PROPERTY_ASSIGNMENT_CANDIDATE_STORE_H

/* What the automatic assignment needs to know of one day of arrival, read in pieces so that nobody at the
 * desk waits: afterwards it is worked with on another thread. Reading: desk thread only. */

#include "ops/odbc.h"
#include "property/assignment/assignment_rules.h"
#include "property/assignment/room_night_store.h"

/* Nights before the arrival and after the last departure that are looked at for gaps. */
#define CANDIDATE_MARGIN 14

typedef struct Candidate {
    CandidateGuest guest; /* its strings belong to this */
    LineKey key;
    bool held;          /* has nights already, which are given back */
    bool complete;      /* for every night */
    GArray *held_rooms; /* int32_t: the rooms of these nights */
} Candidate;

typedef struct Candidates {
    const ChainHotel *hotel;
    Night arrival;
    Night business_date;
    Night first_night;
    int32_t night_count;
    GPtrArray *guests;     /* Candidate */
    CandidateRoom *rooms;  /* as many as the hotel has, in its order */
    uint8_t *taken;        /* room_count × night_count */
    GHashTable *positions; /* room number → index + 1 */
    GHashTable *by_key;    /* LineKey → Candidate */
} Candidates;

Candidates *candidates_new(const ChainHotel *hotel, Night arrival, Night business_date);
void candidates_free(Candidates *candidates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Candidates, candidates_free)

/* Index of a room, or -1. */
int32_t candidates_room(const Candidates *candidates, const char *room);

/* First: the guests who arrive and lack a room for some night; with `again` also those the house assigned and
 * nobody pinned. Sets the nights to look at. */
DatabaseStatus candidates_read_guests(OdbcConnection *connection, Candidates *candidates, bool again,
                                      GError **error);

/* Then: the state of all rooms. */
DatabaseStatus candidates_read_rooms(OdbcConnection *connection, Candidates *candidates, GError **error);

/* Then, piece by piece: who has the rooms with positions (after, after + count]. */
DatabaseStatus candidates_read_nights(OdbcConnection *connection, Candidates *candidates, int after,
                                      int count, GError **error);

/* The guest of a line, NULL when it is not among them. */
Candidate *candidates_guest(const Candidates *candidates, const char *confirmation_number, int line);

/* Whether the line is expected still, and has not arrived. */
DatabaseStatus candidate_still_expected(OdbcConnection *connection, const LineKey *key, bool *ret_expected,
                                        GError **error);

#endif
