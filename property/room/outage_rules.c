#include "property/room/outage_rules.h"

#include "schemas/codes.h"
#include <glib.h>

static const char *const kind_codes[OUTAGE_KIND_COUNT] = {
    [OUTAGE_OUT_OF_ORDER] = "out_of_order",
    [OUTAGE_OUT_OF_SERVICE] = "out_of_service",
};

const VerdictWords outage_verdicts[OUTAGE_VERDICT_COUNT] = {
    [OUTAGE_ALLOWED] = {"allowed", "The room can be taken out."},
    [OUTAGE_NO_NIGHTS] = {"outage_without_nights",
                          "The outage ends before it begins. Choose an end after its first night."},
    [OUTAGE_TOO_LONG] = {"outage_too_long", "A room is taken out for at most 365 nights at a time. Plan the "
                                            "rest as another outage."},
    [OUTAGE_IN_THE_PAST] = {"outage_in_the_past",
                            "Nights before the business date are over. Choose today or a later date."},
    [OUTAGE_ROOM_OCCUPIED] = {"room_occupied",
                              "A guest is in the room in one of these nights. Move the guest first, or begin "
                              "after the departure."},
    [OUTAGE_ROOM_PROMISED] = {"room_promised",
                              "The room is assigned to a guest who arrives in these nights. Give that guest "
                              "another room first."},
    [OUTAGE_OVERLAPS] = {"outage_overlaps",
                         "The room is out already in one of these nights. Change that outage instead."},
    [OUTAGE_OVER] = {"outage_over", "This outage is over. Plan a new one."},
};

const char *outage_kind_code(OutageKind kind)
{
    g_assert(kind < OUTAGE_KIND_COUNT);
    return kind_codes[kind];
}

bool outage_kind_parse(const char *code, OutageKind *ret_kind)
{
    int index = code_index(kind_codes, OUTAGE_KIND_COUNT, code);

    if (index >= 0) {
        *ret_kind = (OutageKind)index;
    }
    return index >= 0;
}

/* Who or what is in the room in the nights [from, until). */
static OutageVerdict nights_free(Night from, Night until, const OutageSituation *situation)
{
    Night leaves = situation->guest_leaves;
    bool in_the_room_tonight = leaves != NIGHT_NONE && from <= situation->business_date;

    if (leaves != NIGHT_NONE && (leaves > from || in_the_room_tonight)) {
        return OUTAGE_ROOM_OCCUPIED;
    }
    if (situation->guest_expected != NIGHT_NONE && situation->guest_expected < until) {
        return OUTAGE_ROOM_PROMISED;
    }
    return situation->other_outage != NIGHT_NONE && situation->other_outage < until ? OUTAGE_OVERLAPS
                                                                                    : OUTAGE_ALLOWED;
}

OutageVerdict outage_plan_decide(const OutageNights *nights, const OutageSituation *situation)
{
    if (nights->until <= nights->from) {
        return OUTAGE_NO_NIGHTS;
    }
    if (nights->from < situation->business_date) {
        return OUTAGE_IN_THE_PAST;
    }
    if (nights->until - nights->from > OUTAGE_NIGHTS_MAX) {
        return OUTAGE_TOO_LONG;
    }
    return nights_free(nights->from, nights->until, situation);
}

OutageVerdict outage_change_decide(const OutageNights *nights, Night until, const OutageSituation *situation)
{
    if (nights->until <= situation->business_date) {
        return OUTAGE_OVER;
    }
    if (until <= nights->from) {
        return OUTAGE_NO_NIGHTS;
    }
    if (until <= situation->business_date) {
        return OUTAGE_IN_THE_PAST;
    }
    if (until - nights->from > OUTAGE_NIGHTS_MAX) {
        return OUTAGE_TOO_LONG;
    }
    return until <= nights->until ? OUTAGE_ALLOWED : nights_free(nights->until, until, situation);
}

Night outage_return_night(const OutageNights *nights, Night business_date)
{
    return MIN(MAX(nights->from, business_date), nights->until);
}

bool outage_is_on(const OutageNights *nights, Night business_date)
{
    return business_date >= nights->from && business_date < nights->until;
}
