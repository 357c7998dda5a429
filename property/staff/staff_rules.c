#include "property/staff/staff_rules.h"

#include "schemas/chain.h"

#include <glib.h>
#include <string.h>

static const struct {
    StaffRole role;
    const char *name;
} role_names[] = {
    {STAFF_FRONTDESK, "frontdesk"}, {STAFF_MANAGER, "manager"},         {STAFF_HOUSEKEEPING, "housekeeping"},
    {STAFF_TRAINER, "trainer"},     {STAFF_MAINTENANCE, "maintenance"},
};

#define EVERYBODY (STAFF_FRONTDESK | STAFF_MANAGER | STAFF_HOUSEKEEPING | STAFF_TRAINER | STAFF_MAINTENANCE)

/* A trainer runs practice hotels, so may do there whatever is taught. */
static const unsigned allowed_roles[STAFF_ACTION_COUNT] = {
    [STAFF_LOOK] = STAFF_FRONTDESK | STAFF_MANAGER | STAFF_HOUSEKEEPING | STAFF_TRAINER,
    [STAFF_SERVE_GUESTS] = STAFF_FRONTDESK | STAFF_MANAGER | STAFF_TRAINER,
    [STAFF_READ_IDENTITIES] = STAFF_FRONTDESK | STAFF_MANAGER | STAFF_TRAINER,
    [STAFF_CORRECT] = STAFF_FRONTDESK | STAFF_MANAGER | STAFF_TRAINER,
    [STAFF_OVERRIDE] = STAFF_MANAGER,
    [STAFF_CARE_FOR_ROOMS] = STAFF_FRONTDESK | STAFF_MANAGER | STAFF_HOUSEKEEPING | STAFF_TRAINER,
    [STAFF_TAKE_OUT_ROOMS] = STAFF_MANAGER | STAFF_HOUSEKEEPING,
    [STAFF_RUN_AUDIT] = STAFF_FRONTDESK | STAFF_MANAGER | STAFF_TRAINER,
    [STAFF_SET_CLOCK] = STAFF_TRAINER,
    [STAFF_SEE_MAINTENANCE] = EVERYBODY,
    [STAFF_REPORT_FAULT] = EVERYBODY,
    [STAFF_REPAIR] = STAFF_MANAGER | STAFF_TRAINER | STAFF_MAINTENANCE,
    [STAFF_PLAN_MAINTENANCE] = STAFF_MANAGER | STAFF_TRAINER,
};

unsigned staff_role_parse(const char *role)
{
    for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
        if (strcmp(role, role_names[i].name) == 0) {
            return role_names[i].role;
        }
    }
    return 0;
}

char *staff_roles_format(unsigned roles)
{
    GString *list = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
        if ((roles & role_names[i].role) == 0) {
            continue;
        }
        if (list->len > 0) {
            g_string_append_c(list, ',');
        }
        g_string_append(list, role_names[i].name);
    }
    return g_string_free(list, FALSE);
}

unsigned staff_roles_parse(const char *list)
{
    g_auto(GStrv) names = g_strsplit(list, ",", -1);
    unsigned roles = 0;

    for (size_t i = 0; names[i] != NULL; i++) {
        roles |= staff_role_parse(names[i]);
    }
    return roles;
}

bool staff_may(unsigned roles, StaffAction action)
{
    g_assert(action < STAFF_ACTION_COUNT);
    return (roles & allowed_roles[action]) != 0;
}

const char *const *staff_rate_access(unsigned roles)
{
    static const char *const of_the_house[] = {CHAIN_ACCESS_STAFF, NULL};

    return staff_may(roles, STAFF_OVERRIDE) ? of_the_house : of_the_house + 1;
}

bool staff_credential_counts(int64_t verified_at_us, int64_t now_us)
{
    const int64_t longest_us = (int64_t)STAFF_CREDENTIAL_HOURS * 3600 * G_USEC_PER_SEC;

    return now_us >= verified_at_us && now_us - verified_at_us <= longest_us;
}
