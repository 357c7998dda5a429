#ifndef KEYRACK_PROPERTY_ROOM_OUTAGE_RULES_H
#define KEYRACK_PROPERTY_ROOM_OUTAGE_RULES_H

/* Taking a room out for some nights, and when that may be changed. Pure: no store, no clock. */

#include "property/room/room_rules.h"
#include "schemas/night.h"
#include "schemas/verdict.h"

/* The longest an outage may be planned; a longer one is planned as two. */
#define OUTAGE_NIGHTS_MAX 365

/* How long a room is out when nobody said until when, unless it is put back before. */
#define OUTAGE_NIGHTS_DEFAULT 14

typedef enum OutageKind {
    OUTAGE_OUT_OF_ORDER,   /* not for sale */
    OUTAGE_OUT_OF_SERVICE, /* still for sale, but given to nobody */
    OUTAGE_KIND_COUNT,
} OutageKind;

/* The nights [from, until). */
typedef struct OutageNights {
    Night from;
    Night until;
} OutageNights;

/* What stands in the way of a plan. Nights are NIGHT_NONE where there is nothing. */
typedef struct OutageSituation {
    Night business_date;
    Night guest_leaves;   /* of the guest in the room now */
    Night guest_expected; /* the first night from which the room is promised to a guest who has not come */
    Night other_outage;   /* the first night in which the room is out already */
} OutageSituation;

typedef enum OutageVerdict {
    OUTAGE_ALLOWED,
    OUTAGE_NO_NIGHTS, /* ends before it begins */
    OUTAGE_TOO_LONG,
    OUTAGE_IN_THE_PAST,
    OUTAGE_ROOM_OCCUPIED, /* the guest in the room stays into it */
    OUTAGE_ROOM_PROMISED, /* the room is assigned to a guest who comes in it */
    OUTAGE_OVERLAPS,
    OUTAGE_OVER, /* it has ended: nothing of it can be changed */
    OUTAGE_VERDICT_COUNT,
} OutageVerdict;

const char *outage_kind_code(OutageKind kind);
bool outage_kind_parse(const char *code, OutageKind *ret_kind);

/* Whether a room may be taken out for these nights. */
OutageVerdict outage_plan_decide(const OutageNights *nights, const OutageSituation *situation);

/* Whether an outage may end on `until` instead: nights that are over stay as they were. `situation` is about
 * the nights that would be added. */
OutageVerdict outage_change_decide(const OutageNights *nights, Night until, const OutageSituation *situation);

/* The end of an outage that is ended now: the business date, or its beginning when it has not begun. */
Night outage_return_night(const OutageNights *nights, Night business_date);

/* True when the room is out in the night of the business date. */
bool outage_is_on(const OutageNights *nights, Night business_date);

/* By OutageVerdict. */
extern const VerdictWords outage_verdicts[OUTAGE_VERDICT_COUNT];

#endif
