#ifndef KEYRACK_PROPERTY_NOTE_NOTE_RULES_H
#define KEYRACK_PROPERTY_NOTE_NOTE_RULES_H

/* What people at a hotel write down for each other and for guests, and what each kind of note needs. Pure: no
 * store, no clock. */

#include "schemas/night.h"
#include "schemas/verdict.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum NoteKind {
    NOTE_TRACE,   /* work for a department on a date, often for a guest */
    NOTE_ALERT,   /* pops up when the guest checks in, checks out, or both */
    NOTE_MESSAGE, /* for a guest; the light of the telephone tells that it is there, from check-in on */
    NOTE_WAKE_UP, /* a call at a time, made by the telephone exchange or by a person */
    NOTE_LOCATOR, /* where the guest can be found meanwhile */
    NOTE_LOG,     /* the shift's log: for whoever comes next */
    NOTE_LOST,    /* a guest misses something */
    NOTE_FOUND,   /* something was found */
    NOTE_LUGGAGE, /* bags that are kept */
    NOTE_VALET,   /* a car that is parked */
    NOTE_KIND_COUNT,
} NoteKind;

extern const char *const note_kind_codes[]; /* NULL-terminated, in the order of NoteKind */

/* Departments a trace may be for. NULL-terminated. */
extern const char *const note_departments[];

/* When an alert pops up. NULL-terminated. */
extern const char *const note_occasions[];

enum { NOTE_TEXT_MAX = 1000, NOTE_PLACE_MAX = 80 };

/* A note as somebody wants to write it; NULL, NIGHT_NONE and -1: not said. */
typedef struct NoteWish {
    NoteKind kind;
    const char *department;
    const char *occasion;
    const char *text;
    const char *place; /* where it is, was found, was lost, or the guest can be found */
    const char *tag;   /* number of the luggage ticket or the plate of the car */
    bool for_stay;     /* of a guest in the house */
    bool for_reservation;
    Night due_on;
    int due_minute; /* of the day */
} NoteWish;

typedef enum NoteVerdict {
    NOTE_ACCEPTED,
    NOTE_TEXT_MISSING,
    NOTE_DEPARTMENT_MISSING,
    NOTE_OCCASION_MISSING,
    NOTE_STAY_MISSING,
    NOTE_GUEST_MISSING,
    NOTE_DATE_MISSING,
    NOTE_TIME_MISSING,
    NOTE_DATE_PAST,
    NOTE_PLACE_MISSING,
    NOTE_TAG_MISSING,
} NoteVerdict;

/* Whether the note says what its kind needs. */
NoteVerdict note_check(const NoteWish *wish, Night business_date);

/* By NoteVerdict. */
extern const VerdictWords note_verdicts[];

/* How a wake-up call ended, as the telephone exchange says (OK, NR, BY, UR); "failed" for anything else. */
const char *note_wake_up_outcome(const char *answer);

/* Whether a call that ended so is done with; otherwise a person must go. */
bool note_wake_up_done(const char *outcome);

#endif
