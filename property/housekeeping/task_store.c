#include "property/housekeeping/task_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

#define TASK_COUNTER "housekeeping_task"
#define IN_HOUSE "s.status = 'in_house' AND s.shares_with IS NULL"
#define TASK_COLUMNS                                                                                         \
    "t.task_id, t.room, t.service, t.status, t.linen, t.credits, t.attendant, t.by_hand, "                   \
    "CASE WHEN EXISTS (SELECT 1 FROM stay s WHERE s.room = t.room AND s.status = 'in_house') THEN 1 ELSE 0 " \
    "END"

static const OdbcStatement read_setting = {
    "read_housekeeping_setting",
    "SELECT inspection_required, linen_nights FROM housekeeping_setting WHERE singleton = 1",
    0,
};

static const OdbcStatement write_setting = {
    "write_housekeeping_setting",
    "UPDATE housekeeping_setting SET inspection_required = ?, linen_nights = ? WHERE singleton = 1",
    2,
};

static const OdbcStatement read_credits = {
    "read_housekeeping_credits",
    "SELECT room_type, service, credits FROM housekeeping_credit ORDER BY room_type, service",
    0,
};

static const OdbcStatement write_credits = {
    "write_housekeeping_credits",
    "INSERT INTO housekeeping_credit (room_type, service, credits) VALUES (?, ?, ?) "
    "ON CONFLICT (room_type, service) DO UPDATE SET credits = excluded.credits",
    3,
};

static const OdbcStatement read_attendants = {
    "read_attendants",
    "SELECT attendant, name, staff, credits, working FROM attendant ORDER BY working DESC, attendant",
    0,
};

static const OdbcStatement write_attendant = {
    "write_attendant",
    "INSERT INTO attendant (attendant, name, staff, credits, working) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (attendant) DO UPDATE SET name = excluded.name, staff = excluded.staff, credits = "
    "excluded.credits, working = excluded.working",
    5,
};

static const OdbcStatement find_attendant = {
    "find_attendant",
    "SELECT 1 FROM attendant WHERE attendant = ?",
    1,
};

static const OdbcStatement read_stay_wishes = {
    "read_stay_housekeeping",
    "SELECT service_declined, linen_declined, turndown FROM stay_housekeeping WHERE stay_id = ?",
    1,
};

static const OdbcStatement write_stay_wishes = {
    "write_stay_housekeeping",
    "INSERT INTO stay_housekeeping (stay_id, service_declined, linen_declined, turndown) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (stay_id) DO UPDATE SET service_declined = excluded.service_declined, linen_declined = "
    "excluded.linen_declined, turndown = excluded.turndown",
    4,
};

static const OdbcStatement read_rooms = {
    "read_rooms_to_do",
    "SELECT r.room, r.room_type, r.floor, r.housekeeping, s.arrival, s.departure, p.service_declined, "
    "p.linen_declined, p.turndown, CASE WHEN n.room IS NULL THEN 0 ELSE 1 END FROM room r "
    "LEFT JOIN stay s ON s.room = r.room AND " IN_HOUSE " "
    "LEFT JOIN stay_housekeeping p ON p.stay_id = s.stay_id "
    "LEFT JOIN room_night n ON n.room = r.room AND n.night = ? AND n.day_use = 0 AND n.outage IS NOT NULL "
    "WHERE r.in_use = 1 ORDER BY r.position",
    1,
};

static const OdbcStatement read_tasks = {
    "read_housekeeping_tasks",
    "SELECT " TASK_COLUMNS
    " FROM housekeeping_task t JOIN room r ON r.room = t.room WHERE t.business_date = ? "
    "ORDER BY r.position, t.service",
    1,
};

static const OdbcStatement find_task = {
    "find_housekeeping_task",
    "SELECT " TASK_COLUMNS " FROM housekeeping_task t WHERE t.task_id = ? AND t.business_date = "
    "(SELECT business_date FROM hotel_state)",
    1,
};

static const OdbcStatement add_task = {
    "add_housekeeping_task",
    "INSERT INTO housekeeping_task (task_id, business_date, room, service, linen, credits, attendant, "
    "by_hand, "
    "status, note, minibar) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', '', '')",
    8,
};

static const OdbcStatement remove_task = {
    "remove_housekeeping_task",
    "DELETE FROM housekeeping_task WHERE task_id = ?",
    1,
};

static const OdbcStatement give_task = {
    "give_housekeeping_task",
    "UPDATE housekeeping_task SET attendant = ?, by_hand = ?, credits = ?, linen = ? WHERE task_id = ?",
    5,
};

static const OdbcStatement set_status = {
    "set_housekeeping_task_status",
    "UPDATE housekeeping_task SET status = ?, changed_by = ?, note = COALESCE(?, note), minibar = "
    "COALESCE(?, "
    "minibar), started_at = COALESCE(started_at, ?), finished_at = ? WHERE task_id = ?",
    7,
};

static const OdbcStatement reopen_tasks = {
    "reopen_housekeeping_tasks",
    "UPDATE housekeeping_task SET status = 'open', finished_at = NULL, note = ? WHERE room = ? AND "
    "business_date = ? AND status = 'done' AND service <> 'turndown'",
    3,
};

static const OdbcStatement list_sheets = {
    "list_housekeeping_sheets",
    "SELECT t.attendant, t.task_id, t.room, r.room_type, r.floor, r.housekeeping, t.service, t.linen, "
    "t.credits, t.status, t.by_hand, t.note, t.minibar, t.changed_by, t.started_at, t.finished_at, "
    "s.departure, s.adults + s.children + s.infants, CASE WHEN EXISTS (SELECT 1 FROM room_night n JOIN "
    "copied_line l ON l.confirmation_number = n.confirmation_number AND l.line = n.line WHERE n.room = "
    "t.room "
    "AND n.night = t.business_date AND l.status = 'reserved') THEN 1 ELSE 0 END FROM housekeeping_task t "
    "JOIN "
    "room r ON r.room = t.room LEFT JOIN stay s ON s.room = t.room AND " IN_HOUSE
    " WHERE t.business_date = ? ORDER BY r.position, t.service",
    1,
};

static const OdbcStatement make_dirty = {
    "make_stay_overs_dirty",
    "UPDATE room SET housekeeping = 'dirty', changed_at = ? WHERE housekeeping <> 'dirty' AND room IN "
    "(SELECT "
    "s.room FROM stay s WHERE s.status = 'in_house') AND NOT EXISTS (SELECT 1 FROM stay s JOIN "
    "stay_housekeeping p ON p.stay_id = s.stay_id WHERE s.room = room.room AND " IN_HOUSE
    " AND s.departure > ? AND p.service_declined = 1)",
    2,
};

static const OdbcStatement forget_tasks = {
    "forget_housekeeping_tasks",
    "DELETE FROM housekeeping_task WHERE business_date < ?",
    1,
};

void room_to_do_free(RoomToDo *room)
{
    g_free(room->room);
    g_free(room);
}

void task_free(Task *task)
{
    if (task == NULL) {
        return;
    }
    g_free(task->room);
    g_free(task->attendant);
    g_free(task);
}

void attendant_free(Attendant *attendant)
{
    g_free(attendant->attendant);
    g_free(attendant->name);
    g_free(attendant->staff);
    g_free(attendant);
}

static bool flag_of(const OdbcResult *result, guint row, guint column)
{
    return !odbc_result_is_null(result, row, column) && odbc_result_int64(result, row, column) != 0;
}

/* ---- settings ---- */

DatabaseStatus housekeeping_setting_read(OdbcConnection *connection, HousekeepingSetting *ret_setting,
                                         GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_setting, &result, error, "");
    if (status == DATABASE_OK) {
        ret_setting->inspection_required = flag_of(result, 0, 0);
        ret_setting->linen_nights = (int)odbc_result_int64(result, 0, 1);
    }
    return status;
}

DatabaseStatus housekeeping_setting_write(OdbcConnection *connection, const HousekeepingSetting *setting,
                                          GError **error)
{
    return statement_change_one(connection, &write_setting, error, "ii", setting->inspection_required ? 1 : 0,
                                setting->linen_nights);
}

DatabaseStatus credits_to_json(OdbcConnection *connection, json_t **ret_credits, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_credits, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_credits = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_credits,
                              json_pack("{s:s, s:s, s:I}", "room_type", odbc_result_text(result, row, 0),
                                        "service", odbc_result_text(result, row, 1), "credits",
                                        (json_int_t)odbc_result_int64(result, row, 2)));
    }
    return DATABASE_OK;
}

DatabaseStatus credits_write(OdbcConnection *connection, const char *room_type, Service service, int credits,
                             GError **error)
{
    return statement_run(connection, &write_credits, NULL, error, "ssi", room_type, service_code(service),
                         credits);
}

int credits_find(const json_t *credits, const char *room_type, Service service)
{
    size_t index;
    json_t *item;
    int found = 1;

    json_array_foreach(credits, index, item)
    {
        const char *type = json_string_value(json_object_get(item, "room_type"));
        if (strcmp(json_string_value(json_object_get(item, "service")), service_code(service)) != 0) {
            continue;
        }
        if (strcmp(type, room_type) == 0) {
            return (int)json_integer_value(json_object_get(item, "credits"));
        }
        if (strcmp(type, "*") == 0) {
            found = (int)json_integer_value(json_object_get(item, "credits"));
        }
    }
    return found;
}

DatabaseStatus attendants_read(OdbcConnection *connection, GPtrArray **ret_attendants, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_attendants, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_attendants = g_ptr_array_new_with_free_func((GDestroyNotify)attendant_free);
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        Attendant *attendant = g_new0(Attendant, 1);
        attendant->attendant = g_strdup(odbc_result_text(result, row, 0));
        attendant->name = g_strdup(odbc_result_text(result, row, 1));
        attendant->staff = g_strdup(odbc_result_text(result, row, 2));
        attendant->credits = (int)odbc_result_int64(result, row, 3);
        attendant->working = flag_of(result, row, 4);
        g_ptr_array_add(*ret_attendants, attendant);
    }
    return DATABASE_OK;
}

DatabaseStatus attendant_write(OdbcConnection *connection, const Attendant *attendant, GError **error)
{
    return statement_run(connection, &write_attendant, NULL, error, "sssii", attendant->attendant,
                         attendant->name, attendant->staff, attendant->credits, attendant->working ? 1 : 0);
}

DatabaseStatus attendant_exists(OdbcConnection *connection, const char *attendant, bool *ret_exists,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_attendant, &result, error, "s", attendant);
    *ret_exists = status == DATABASE_OK && odbc_result_rows(result) > 0;
    return status;
}

DatabaseStatus stay_housekeeping_write(OdbcConnection *connection, int64_t stay_id, bool service_declined,
                                       bool linen_declined, bool turndown, GError **error)
{
    return statement_run(connection, &write_stay_wishes, NULL, error, "liii", stay_id,
                         service_declined ? 1 : 0, linen_declined ? 1 : 0, turndown ? 1 : 0);
}

DatabaseStatus stay_housekeeping_to_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_wishes,
                                         GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_stay_wishes, &result, error, "l", stay_id);
    if (status == DATABASE_OK) {
        bool noted = odbc_result_rows(result) == 1;
        *ret_wishes = json_pack("{s:I, s:b, s:b, s:b}", "stay_id", (json_int_t)stay_id, "service_declined",
                                noted && odbc_result_bool(result, 0, 0), "linen_declined",
                                noted && odbc_result_bool(result, 0, 1), "turndown",
                                noted && odbc_result_bool(result, 0, 2));
    }
    return status;
}

/* ---- rooms and tasks ---- */

static RoomToDo *room_of_row(const OdbcResult *result, guint row, Night business_date)
{
    RoomToDo *room = g_new0(RoomToDo, 1);
    bool read = room_housekeeping_parse(odbc_result_text(result, row, 3), &room->day.housekeeping);

    g_assert(read); /* the store's constraint holds it */
    room->room = g_strdup(odbc_result_text(result, row, 0));
    g_strlcpy(room->room_type, odbc_result_text(result, row, 1), sizeof room->room_type);
    room->floor = (int)odbc_result_int64(result, row, 2);
    room->day.business_date = business_date;
    room->day.arrival = statement_night(result, row, 4);
    room->day.departure = statement_night(result, row, 5);
    room->day.occupied = room->day.departure != NIGHT_NONE;
    room->day.service_declined = flag_of(result, row, 6);
    room->day.linen_declined = flag_of(result, row, 7);
    room->day.turndown = flag_of(result, row, 8);
    room->day.is_out = flag_of(result, row, 9);
    return room;
}

DatabaseStatus rooms_to_do_read(OdbcConnection *connection, Night business_date, GPtrArray **ret_rooms,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_rooms, &result, error, "n", business_date);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_rooms = g_ptr_array_new_with_free_func((GDestroyNotify)room_to_do_free);
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_ptr_array_add(*ret_rooms, room_of_row(result, row, business_date));
    }
    return DATABASE_OK;
}

static Task *task_of_row(const OdbcResult *result, guint row)
{
    Task *task = g_new0(Task, 1);
    bool read = service_parse(odbc_result_text(result, row, 2), &task->service) &&
                task_status_parse(odbc_result_text(result, row, 3), &task->status);

    g_assert(read); /* the store's constraints hold both */
    task->task_id = odbc_result_int64(result, row, 0);
    task->room = g_strdup(odbc_result_text(result, row, 1));
    task->linen = flag_of(result, row, 4);
    task->credits = (int)odbc_result_int64(result, row, 5);
    task->attendant = g_strdup(odbc_result_text(result, row, 6));
    task->by_hand = flag_of(result, row, 7);
    task->occupied = flag_of(result, row, 8);
    return task;
}

DatabaseStatus tasks_read(OdbcConnection *connection, Night business_date, GPtrArray **ret_tasks,
                          GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_tasks, &result, error, "n", business_date);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_tasks = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_ptr_array_add(*ret_tasks, task_of_row(result, row));
    }
    return DATABASE_OK;
}

DatabaseStatus task_find(OdbcConnection *connection, int64_t task_id, Task **ret_task, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_task, &result, error, "l", task_id);
    if (status == DATABASE_OK && odbc_result_rows(result) > 0) {
        *ret_task = task_of_row(result, 0);
    }
    return status;
}

DatabaseStatus task_insert(OdbcConnection *connection, Task *task, Night business_date, GError **error)
{
    DatabaseStatus status = counter_advance(connection, TASK_COUNTER, error);

    if (status == DATABASE_OK) {
        status = counter_last(connection, TASK_COUNTER, &task->task_id, error);
    }
    return status == DATABASE_OK
               ? statement_run(connection, &add_task, NULL, error, "lnssiisi", task->task_id, business_date,
                               task->room, service_code(task->service), task->linen ? 1 : 0, task->credits,
                               task->attendant, task->by_hand ? 1 : 0)
               : status;
}

DatabaseStatus task_remove(OdbcConnection *connection, int64_t task_id, GError **error)
{
    return statement_change_one(connection, &remove_task, error, "l", task_id);
}

DatabaseStatus task_give(OdbcConnection *connection, int64_t task_id, const char *attendant, bool by_hand,
                         int credits, bool linen, GError **error)
{
    return statement_change_one(connection, &give_task, error, "siiil", attendant, by_hand ? 1 : 0, credits,
                                linen ? 1 : 0, task_id);
}

DatabaseStatus task_set_status(OdbcConnection *connection, int64_t task_id, TaskStatus status,
                               const char *staff, const char *note, const char *minibar, Instant now,
                               GError **error)
{
    bool begun = status == TASK_STARTED || status == TASK_DONE;

    return statement_change_one(connection, &set_status, error, "ssssaal", task_status_code(status), staff,
                                note, minibar, begun ? now : INSTANT_NONE,
                                status == TASK_DONE ? now : INSTANT_NONE, task_id);
}

DatabaseStatus tasks_reopen(OdbcConnection *connection, const char *room, Night business_date,
                            const char *note, GError **error)
{
    return statement_run(connection, &reopen_tasks, NULL, error, "ssn", note, room, business_date);
}

DatabaseStatus tasks_day_begin(OdbcConnection *connection, Night date, Instant now, GError **error)
{
    DatabaseStatus status = statement_run(connection, &make_dirty, NULL, error, "an", now, date);

    return status == DATABASE_OK
               ? statement_run(connection, &forget_tasks, NULL, error, "n", date - TASK_KEEP_DAYS)
               : status;
}

/* ---- sheets ---- */

static json_t *task_json(const OdbcResult *result, guint row)
{
    json_t *persons =
        odbc_result_is_null(result, row, 17) ? json_null() : json_integer(odbc_result_int64(result, row, 17));
    json_t *task = json_pack(
        "{s:I, s:s, s:s, s:I, s:s, s:s, s:b, s:I, s:s, s:b, s:s, s:s}", "task_id",
        (json_int_t)odbc_result_int64(result, row, 1), "room", odbc_result_text(result, row, 2), "room_type",
        odbc_result_text(result, row, 3), "floor", (json_int_t)odbc_result_int64(result, row, 4),
        "housekeeping", odbc_result_text(result, row, 5), "service", odbc_result_text(result, row, 6),
        "linen", flag_of(result, row, 7), "credits", (json_int_t)odbc_result_int64(result, row, 8), "status",
        odbc_result_text(result, row, 9), "by_hand", flag_of(result, row, 10), "note",
        odbc_result_text(result, row, 11), "minibar", odbc_result_text(result, row, 12));

    json_object_set_new(task, "changed_by", json_from_text(odbc_result_text(result, row, 13)));
    json_object_set_new(task, "started_at", json_from_instant(statement_instant(result, row, 14)));
    json_object_set_new(task, "finished_at", json_from_instant(statement_instant(result, row, 15)));
    json_object_set_new(task, "departure", json_from_night(statement_night(result, row, 16)));
    json_object_set_new(task, "persons", persons);
    json_object_set_new(task, "arrival_today", json_boolean(flag_of(result, row, 18)));
    return task;
}

static json_t *sheet_json(const Attendant *attendant)
{
    return json_pack("{s:s, s:s, s:o, s:i, s:b, s:i, s:[]}", "attendant", attendant->attendant, "name",
                     attendant->name, "staff", json_from_text(attendant->staff), "capacity",
                     attendant->credits, "working", attendant->working, "credits", 0, "tasks");
}

static void sheet_add(json_t *sheet, json_t *task)
{
    json_int_t credits = json_integer_value(json_object_get(sheet, "credits"));

    json_object_set_new(sheet, "credits",
                        json_integer(credits + json_integer_value(json_object_get(task, "credits"))));
    json_array_append_new(json_object_get(sheet, "tasks"), task);
}

static json_t *sheets_of(const GPtrArray *attendants, const OdbcResult *result, json_t *unassigned)
{
    json_t *sheets = json_array();
    g_autoptr(GHashTable) by_code = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < attendants->len; i++) {
        const Attendant *attendant = g_ptr_array_index(attendants, i);
        json_t *sheet = sheet_json(attendant);
        g_hash_table_insert(by_code, attendant->attendant, sheet);
        json_array_append_new(sheets, sheet);
    }
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        const char *code = odbc_result_text(result, row, 0);
        json_t *sheet = code == NULL ? NULL : g_hash_table_lookup(by_code, code);
        if (sheet != NULL) {
            sheet_add(sheet, task_json(result, row));
        } else {
            json_array_append_new(unassigned, task_json(result, row));
        }
    }
    return sheets;
}

DatabaseStatus sheets_to_json(OdbcConnection *connection, Night business_date, json_t **ret_sheets,
                              GError **error)
{
    g_autoptr(GPtrArray) attendants = NULL;
    g_autoptr(OdbcResult) result = NULL;
    HousekeepingSetting setting = {0};

    DatabaseStatus status = attendants_read(connection, &attendants, error);
    if (status == DATABASE_OK) {
        status = housekeeping_setting_read(connection, &setting, error);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &list_sheets, &result, error, "n", business_date);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    json_t *unassigned = json_array();
    json_t *sheets = sheets_of(attendants, result, unassigned);
    *ret_sheets = json_pack("{s:o, s:b, s:o, s:o}", "business_date", json_from_night(business_date),
                            "inspection_required", setting.inspection_required, "sheets", sheets,
                            "unassigned", unassigned);
    return DATABASE_OK;
}
