#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_HOUSEKEEPING_RULES_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_HOUSEKEEPING_RULES_H

/* What a room needs today, what may be done to a task, and whether front desk and housekeeping see the same.
 * Pure: no store, no clock. */

#include "property/room/room_rules.h"
#include "schemas/night.h"
#include "schemas/verdict.h"

typedef enum Service {
    SERVICE_DEPARTURE,  /* after a guest who left */
    SERVICE_STAY_OVER,  /* while the guest stays */
    SERVICE_REFRESH,    /* a light touch before an arrival */
    SERVICE_DEEP_CLEAN, /* planned by hand */
    SERVICE_TURNDOWN,   /* in the evening */
    SERVICE_COUNT,
} Service;

typedef enum TaskStatus {
    TASK_OPEN,
    TASK_STARTED,
    TASK_DONE,
    TASK_DO_NOT_DISTURB, /* the sign hangs on the door: tried again later */
    TASK_DECLINED,       /* the guest wants no service today */
    TASK_STATUS_COUNT,
} TaskStatus;

/* A room as its day begins or goes on. */
typedef struct RoomDay {
    RoomHousekeeping housekeeping;
    bool is_out; /* of order or of service tonight */
    bool occupied;
    Night business_date;
    Night arrival; /* of the guest in it */
    Night departure;
    bool service_declined; /* by that guest, for the whole stay */
    bool linen_declined;
    bool turndown; /* wanted by that guest */
} RoomDay;

/* What front desk and housekeeping make of a room. */
typedef enum Discrepancy {
    DISCREPANCY_NONE,
    DISCREPANCY_SKIP,    /* the desk has a guest in it, nobody is there */
    DISCREPANCY_SLEEP,   /* the desk has nobody in it, somebody is there */
    DISCREPANCY_PERSONS, /* another number of persons than the desk knows */
    DISCREPANCY_COUNT,
} Discrepancy;

typedef enum TaskVerdict {
    TASK_ALLOWED,
    TASK_FINISHED_BEFORE,
    TASK_GUEST_STILL_THERE, /* the desk has not checked the guest out */
    TASK_VERDICT_COUNT,
} TaskVerdict;

const char *service_code(Service service);
bool service_parse(const char *code, Service *ret_service);
const char *task_status_code(TaskStatus status);
bool task_status_parse(const char *code, TaskStatus *ret_status);
const char *discrepancy_code(Discrepancy discrepancy);

/* True when the room needs a service today besides turndown; says which. */
bool room_day_service(const RoomDay *day, Service *ret_service);

/* True when the guest gets a turndown in the evening. */
bool room_day_turndown(const RoomDay *day);

/* Fresh linen: after every departure, and every `linen_nights` nights of a stay (0: never during it) unless
 * the guest declined it. */
bool room_day_linen(const RoomDay *day, Service service, int linen_nights);

/* Whether a task in state `from` may become `to`; `occupied`: the desk has a guest in the room. */
TaskVerdict task_progress_decide(Service service, TaskStatus from, TaskStatus to, bool occupied);

/* The room's status after a task was done: a turndown changes nothing (FALSE). */
bool task_done_housekeeping(Service service, RoomHousekeeping *ret_housekeeping);

/* `persons` -1: not counted. */
Discrepancy discrepancy_decide(bool desk_occupied, int desk_persons, bool seen_occupied, int seen_persons);

/* By TaskVerdict. */
extern const VerdictWords task_verdicts[TASK_VERDICT_COUNT];

#endif
