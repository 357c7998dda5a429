#ifndef KEYRACK_PROPERTY_ALLOTMENT_CAPABILITY_RULES_H
#define KEYRACK_PROPERTY_ALLOTMENT_CAPABILITY_RULES_H

/* What can be done at the desk now, and why or why not. Pure. The consoles put the codes into words. */

#include <stdbool.h>
#include <stdint.h>

typedef enum CapabilityAction {
    CAPABILITY_CHECK_IN,
    CAPABILITY_WALK_IN,
    CAPABILITY_RESERVATION,
    CAPABILITY_CHANGE_RESERVATION,
    CAPABILITY_MOVE,
    CAPABILITY_CHARGE,
    CAPABILITY_CHECK_OUT,
    CAPABILITY_NIGHT_AUDIT,
    CAPABILITY_OTHER_HOTELS,
    CAPABILITY_NEW_STAFF,
    CAPABILITY_ACTION_COUNT,
} CapabilityAction;

typedef enum CapabilityReason {
    CAPABILITY_AS_USUAL,         /* with the centre, or nothing of it is needed */
    CAPABILITY_FROM_COPIES,      /* from the hotel's own store; what happened elsewhere since is not in it */
    CAPABILITY_WITHIN_RIGHTS,    /* as many rooms as the hotel's rights cover */
    CAPABILITY_ONLY_OVERRIDE,    /* the rights are used up: a manager with a reason */
    CAPABILITY_LEASE_OVER,       /* the rights are not valid any more: a manager with a reason */
    CAPABILITY_CENTRE_NEEDED,    /* only the centre may decide it */
    CAPABILITY_DIRECTORY_NEEDED, /* only who logged in here lately can log in */
} CapabilityReason;

/* How the hotel stands. */
typedef struct CapabilityState {
    bool connected;
    bool directory_silent; /* it did not answer when it was asked last */
    bool lease_live;
    int64_t rooms_tonight; /* the hotel may sell by itself tonight, all types */
    int64_t room_nights;   /* … and over all nights its rights cover */
} CapabilityState;

typedef struct Capability {
    bool possible; /* for a clerk */
    CapabilityReason reason;
} Capability;

Capability capability_of(CapabilityAction action, const CapabilityState *state);

/* Stable codes: "check_in", "from_copies". */
const char *capability_action_code(CapabilityAction action);
const char *capability_reason_code(CapabilityReason reason);

#endif
