#include "property/allotment/capability_rules.h"

#include <glib.h>

static Capability selling(const CapabilityState *state, int64_t rooms)
{
    if (state->connected) {
        return (Capability){true, CAPABILITY_AS_USUAL};
    }
    if (!state->lease_live) {
        return (Capability){false, CAPABILITY_LEASE_OVER};
    }
    return rooms > 0 ? (Capability){true, CAPABILITY_WITHIN_RIGHTS}
                     : (Capability){false, CAPABILITY_ONLY_OVERRIDE};
}

Capability capability_of(CapabilityAction action, const CapabilityState *state)
{
    switch (action) {
    case CAPABILITY_CHECK_IN:
        return (Capability){true, state->connected ? CAPABILITY_AS_USUAL : CAPABILITY_FROM_COPIES};
    case CAPABILITY_WALK_IN:
        return selling(state, state->rooms_tonight);
    case CAPABILITY_RESERVATION:
        return selling(state, state->room_nights);
    case CAPABILITY_CHANGE_RESERVATION:
    case CAPABILITY_OTHER_HOTELS:
        return state->connected ? (Capability){true, CAPABILITY_AS_USUAL}
                                : (Capability){false, CAPABILITY_CENTRE_NEEDED};
    case CAPABILITY_NEW_STAFF:
        return state->directory_silent ? (Capability){false, CAPABILITY_DIRECTORY_NEEDED}
                                       : (Capability){true, CAPABILITY_AS_USUAL};
    case CAPABILITY_MOVE:
    case CAPABILITY_CHARGE:
    case CAPABILITY_CHECK_OUT:
    case CAPABILITY_NIGHT_AUDIT:
        return (Capability){true, CAPABILITY_AS_USUAL};
    case CAPABILITY_ACTION_COUNT:
        break;
    }
    g_assert_not_reached();
}

const char *capability_action_code(CapabilityAction action)
{
    static const char *const codes[CAPABILITY_ACTION_COUNT] = {
        [CAPABILITY_CHECK_IN] = "check_in",
        [CAPABILITY_WALK_IN] = "walk_in",
        [CAPABILITY_RESERVATION] = "reservation",
        [CAPABILITY_CHANGE_RESERVATION] = "change_reservation",
        [CAPABILITY_MOVE] = "move",
        [CAPABILITY_CHARGE] = "charge",
        [CAPABILITY_CHECK_OUT] = "check_out",
        [CAPABILITY_NIGHT_AUDIT] = "night_audit",
        [CAPABILITY_OTHER_HOTELS] = "other_hotels",
        [CAPABILITY_NEW_STAFF] = "new_staff",
    };

    return codes[action];
}

const char *capability_reason_code(CapabilityReason reason)
{
    static const char *const codes[] = {
        [CAPABILITY_AS_USUAL] = "as_usual",
        [CAPABILITY_FROM_COPIES] = "from_copies",
        [CAPABILITY_WITHIN_RIGHTS] = "within_rights",
        [CAPABILITY_ONLY_OVERRIDE] = "only_override",
        [CAPABILITY_LEASE_OVER] = "lease_over",
        [CAPABILITY_CENTRE_NEEDED] = "centre_needed",
        [CAPABILITY_DIRECTORY_NEEDED] = "directory_needed",
    };

    return codes[reason];
}
