#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_TASK_STORE_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_TASK_STORE_H

/* The work of housekeeping, day by day, and who does it. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "property/housekeeping/housekeeping_rules.h"
#include "schemas/codes.h"
#include "schemas/instant.h"
#include <jansson.h>

/* How long finished work is kept, in days. */
#define TASK_KEEP_DAYS 90

typedef struct HousekeepingSetting {
    bool inspection_required;
    int linen_nights;
} HousekeepingSetting;

/* A room in the order of the house with what its day needs. */
typedef struct RoomToDo {
    char *room;
    char room_type[ROOM_TYPE_CODE_SIZE];
    int floor;
    RoomDay day;
} RoomToDo;

typedef struct Task {
    int64_t task_id; /* 0: none was found */
    char *room;
    Service service;
    TaskStatus status;
    bool linen;
    int credits;
    char *attendant; /* NULL: nobody yet */
    bool by_hand;
    bool occupied; /* the desk has a guest in the room now */
} Task;

typedef struct Attendant {
    char *attendant;
    char *name;
    char *staff; /* log-in; NULL: a section under a name */
    int credits;
    bool working;
} Attendant;

void room_to_do_free(RoomToDo *room);
void task_free(Task *task);
void attendant_free(Attendant *attendant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Task, task_free)

DatabaseStatus housekeeping_setting_read(OdbcConnection *connection, HousekeepingSetting *ret_setting,
                                         GError **error);
DatabaseStatus housekeeping_setting_write(OdbcConnection *connection, const HousekeepingSetting *setting,
                                          GError **error);

/* [{room_type, service, credits}]; new reference. */
DatabaseStatus credits_to_json(OdbcConnection *connection, json_t **ret_credits, GError **error);
DatabaseStatus credits_write(OdbcConnection *connection, const char *room_type, Service service, int credits,
                             GError **error);

/* The credits of a service in a room of a type, from what credits_to_json() gave. */
int credits_find(const json_t *credits, const char *room_type, Service service);

/* GPtrArray of Attendant, by code; those who work today first. */
DatabaseStatus attendants_read(OdbcConnection *connection, GPtrArray **ret_attendants, GError **error);
DatabaseStatus attendant_write(OdbcConnection *connection, const Attendant *attendant, GError **error);
DatabaseStatus attendant_exists(OdbcConnection *connection, const char *attendant, bool *ret_exists,
                                GError **error);

/* What the guest of a stay wants. */
DatabaseStatus stay_housekeeping_write(OdbcConnection *connection, int64_t stay_id, bool service_declined,
                                       bool linen_declined, bool turndown, GError **error);

/* As the API shows them; without a note, the usual. New reference. */
DatabaseStatus stay_housekeeping_to_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_wishes,
                                         GError **error);

/* GPtrArray of RoomToDo: all rooms in the order of the house. */
DatabaseStatus rooms_to_do_read(OdbcConnection *connection, Night business_date, GPtrArray **ret_rooms,
                                GError **error);

/* GPtrArray of Task: the day's, in the order of the house. */
DatabaseStatus tasks_read(OdbcConnection *connection, Night business_date, GPtrArray **ret_tasks,
                          GError **error);

/* `*ret_task` stays NULL when there is none. */
DatabaseStatus task_find(OdbcConnection *connection, int64_t task_id, Task **ret_task, GError **error);

/* Draws its id. A task of the same day, room and service is DATABASE_UNIQUE. */
DatabaseStatus task_insert(OdbcConnection *connection, Task *task, Night business_date, GError **error);
DatabaseStatus task_remove(OdbcConnection *connection, int64_t task_id, GError **error);
DatabaseStatus task_give(OdbcConnection *connection, int64_t task_id, const char *attendant, bool by_hand,
                         int credits, bool linen, GError **error);
/* `note` and `minibar` NULL: unchanged. */
DatabaseStatus task_set_status(OdbcConnection *connection, int64_t task_id, TaskStatus status,
                               const char *staff, const char *note, const char *minibar, Instant now,
                               GError **error);

/* The work on a room that an inspection did not let pass begins again. */
DatabaseStatus tasks_reopen(OdbcConnection *connection, const char *room, Night business_date,
                            const char *note, GError **error);

/* Sheets of a day as the API shows them: {business_date, inspection_required, sheets: […], unassigned: […]};
 * new reference. */
DatabaseStatus sheets_to_json(OdbcConnection *connection, Night business_date, json_t **ret_sheets,
                              GError **error);

/* Guests who stay make their rooms dirty with the new day, but for those who want no service; work that is
 * long done is forgotten. */
DatabaseStatus tasks_day_begin(OdbcConnection *connection, Night date, Instant now, GError **error);

#endif
