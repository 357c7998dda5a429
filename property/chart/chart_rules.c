#include "property/chart/chart_rules.h"

#include <glib.h>
#include <string.h>

static const char *const state_codes[] = {
    [CHART_EXPECTED] = "expected", [CHART_IN_HOUSE] = "in_house",       [CHART_DUE_OUT] = "due_out",
    [CHART_OVERDUE] = "overdue",   [CHART_MOVING] = "moving",           [CHART_CHECKED_OUT] = "checked_out",
    [CHART_OUTAGE] = "outage",
};

const char *chart_state_code(ChartState state)
{
    return state_codes[state];
}

static ChartState state_in_house(const ChartHolder *holder, Night business_date)
{
    if (g_strcmp0(holder->stay_room, holder->room) != 0) {
        return CHART_MOVING;
    }
    if (holder->departure < business_date) {
        return CHART_OVERDUE;
    }
    return holder->departure == business_date ? CHART_DUE_OUT : CHART_IN_HOUSE;
}

ChartState chart_state(const ChartHolder *holder, Night business_date)
{
    if (holder->outage) {
        return CHART_OUTAGE;
    }
    if (holder->stay_status == NULL) {
        return CHART_EXPECTED;
    }
    return strcmp(holder->stay_status, "in_house") == 0 ? state_in_house(holder, business_date)
                                                        : CHART_CHECKED_OUT;
}

const char *chart_group(const json_t *market)
{
    const char *name = json_string_value(json_object_get(market, "group"));
    const char *segment = json_string_value(json_object_get(market, "segment"));

    return name == NULL && g_strcmp0(segment, "Groups") == 0 ? segment : name;
}

const char *chart_tier(const json_t *market)
{
    return json_string_value(json_object_get(market, "tier"));
}
