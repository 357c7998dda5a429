#ifndef KEYRACK_PROPERTY_STAFF_STAFF_RULES_H
#define KEYRACK_PROPERTY_STAFF_STAFF_RULES_H

/* Who may do what at the desk, and how long a log-in counts without the directory. Pure: no store, no clock.
 */

#include <stdbool.h>
#include <stdint.h>

/* Roles as bits, so that a person may hold several. */
typedef enum StaffRole {
    STAFF_FRONTDESK = 1 << 0,
    STAFF_MANAGER = 1 << 1,
    STAFF_HOUSEKEEPING = 1 << 2,
    STAFF_TRAINER = 1 << 3,
    STAFF_MAINTENANCE = 1 << 4,
} StaffRole;

typedef enum StaffAction {
    STAFF_LOOK,            /* read anything the consoles show */
    STAFF_SERVE_GUESTS,    /* check in and out, post, take payment, move, cancel, change */
    STAFF_READ_IDENTITIES, /* documents, birth dates and addresses of guests */
    STAFF_CORRECT,         /* correct a posting */
    STAFF_OVERRIDE,        /* sell a walk-in while cut off, against what the copies say */
    STAFF_CARE_FOR_ROOMS,  /* housekeeping status */
    STAFF_TAKE_OUT_ROOMS,  /* out of order */
    STAFF_RUN_AUDIT,
    STAFF_SET_CLOCK,
    STAFF_SEE_MAINTENANCE,  /* work orders and what they need; nothing of a guest */
    STAFF_REPORT_FAULT,     /* report, look at a repair and accept it */
    STAFF_REPAIR,           /* take up, wait, repair, use parts */
    STAFF_PLAN_MAINTENANCE, /* priorities, people, contracts, preventive plans */
    STAFF_ACTION_COUNT,
} StaffAction;

/* How long a password that the directory accepted is good for while the directory cannot be asked. */
#define STAFF_CREDENTIAL_HOURS 72

/* The bit of a role name, 0 when it means nothing at the desk. */
unsigned staff_role_parse(const char *role);

/* The names of the bits set in `roles`, comma separated, for storing. Free with g_free(). */
char *staff_roles_format(unsigned roles);

/* The bits named in a comma separated list. */
unsigned staff_roles_parse(const char *list);

bool staff_may(unsigned roles, StaffAction action);

/* Codes of rate access that somebody of these roles opens at the desk; NULL-terminated, static. */
const char *const *staff_rate_access(unsigned roles);

/* True while a credential verified then still counts now; a clock that went back makes it count no longer. */
bool staff_credential_counts(int64_t verified_at_us, int64_t now_us);

#endif
