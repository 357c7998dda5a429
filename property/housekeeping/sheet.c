#include "property/housekeeping/sheet.h"

#include "property/housekeeping/sheet_rules.h"
#include <string.h>

/* What a day's sheets are made from. */
typedef struct SheetWork {
    OdbcConnection *connection;
    Night business_date;
    HousekeepingSetting setting;
    json_t *credits;
    GPtrArray *rooms;      /* RoomToDo */
    GHashTable *by_room;   /* room -> RoomToDo, borrowed */
    GPtrArray *tasks;      /* Task */
    GPtrArray *attendants; /* Attendant; those who work come first */
    guint working;
} SheetWork;

static void sheet_work_clear(SheetWork *work)
{
    json_decref(work->credits);
    g_clear_pointer(&work->by_room, g_hash_table_unref);
    g_clear_pointer(&work->rooms, g_ptr_array_unref);
    g_clear_pointer(&work->tasks, g_ptr_array_unref);
    g_clear_pointer(&work->attendants, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SheetWork, sheet_work_clear)

static DatabaseStatus work_read(SheetWork *work, GError **error)
{
    DatabaseStatus status = housekeeping_setting_read(work->connection, &work->setting, error);

    if (status == DATABASE_OK) {
        status = credits_to_json(work->connection, &work->credits, error);
    }
    if (status == DATABASE_OK) {
        status = rooms_to_do_read(work->connection, work->business_date, &work->rooms, error);
    }
    return status == DATABASE_OK ? attendants_read(work->connection, &work->attendants, error) : status;
}

static void work_index(SheetWork *work)
{
    work->by_room = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < work->rooms->len; i++) {
        RoomToDo *room = g_ptr_array_index(work->rooms, i);
        g_hash_table_insert(work->by_room, room->room, room);
    }
    while (work->working < work->attendants->len &&
           ((const Attendant *)g_ptr_array_index(work->attendants, work->working))->working) {
        work->working++;
    }
}

/* ---- what is to do ---- */

static bool is_needed(const RoomToDo *room, Service service)
{
    Service main_service;

    if (service == SERVICE_TURNDOWN) {
        return room_day_turndown(&room->day);
    }
    return room_day_service(&room->day, &main_service) && main_service == service;
}

/* Nobody has begun it and nobody asked for it: it follows from the room alone. */
static bool is_free_to_change(const Task *task)
{
    return task->status == TASK_OPEN && !task->by_hand;
}

static DatabaseStatus remove_unneeded(SheetWork *work, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = work->tasks->len; i > 0 && status == DATABASE_OK; i--) {
        const Task *task = g_ptr_array_index(work->tasks, i - 1);
        const RoomToDo *room = g_hash_table_lookup(work->by_room, task->room);
        if (is_free_to_change(task) && (room == NULL || !is_needed(room, task->service))) {
            status = task_remove(work->connection, task->task_id, error);
            g_ptr_array_remove_index(work->tasks, i - 1);
        }
    }
    return status;
}

/* A room that was done today and is dirty again, after a guest of the day or by somebody's word. */
static DatabaseStatus reopen_again(SheetWork *work, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < work->tasks->len && status == DATABASE_OK; i++) {
        const Task *task = g_ptr_array_index(work->tasks, i);
        const RoomToDo *room = g_hash_table_lookup(work->by_room, task->room);
        if (task->status == TASK_DONE && room != NULL && !room->day.occupied &&
            is_needed(room, task->service)) {
            status = tasks_reopen(work->connection, task->room, work->business_date, "", error);
        }
    }
    return status;
}

static bool has_task(const GHashTable *known, const char *room, Service service)
{
    g_autofree char *key = g_strconcat(service_code(service), "/", room, NULL);

    return g_hash_table_contains((GHashTable *)known, key);
}

static GHashTable *tasks_by_key(const GPtrArray *tasks)
{
    GHashTable *known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < tasks->len; i++) {
        const Task *task = g_ptr_array_index(tasks, i);
        g_hash_table_add(known, g_strconcat(service_code(task->service), "/", task->room, NULL));
    }
    return known;
}

static DatabaseStatus add_missing_of(SheetWork *work, const GHashTable *known, const RoomToDo *room,
                                     Service service, GError **error)
{
    if (!is_needed(room, service) || has_task(known, room->room, service)) {
        return DATABASE_OK;
    }
    g_autoptr(Task) task = g_new0(Task, 1);
    task->room = g_strdup(room->room);
    task->service = service;
    task->linen = room_day_linen(&room->day, service, work->setting.linen_nights);
    task->credits = credits_find(work->credits, room->room_type, service);
    return task_insert(work->connection, task, work->business_date, error);
}

static DatabaseStatus add_missing(SheetWork *work, GError **error)
{
    g_autoptr(GHashTable) known = tasks_by_key(work->tasks);
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < work->rooms->len; i++) {
        for (unsigned service = 0; service < SERVICE_COUNT && status == DATABASE_OK; service++) {
            status = add_missing_of(work, known, g_ptr_array_index(work->rooms, i), (Service)service, error);
        }
    }
    g_clear_pointer(&work->tasks, g_ptr_array_unref);
    return status == DATABASE_OK ? tasks_read(work->connection, work->business_date, &work->tasks, error)
                                 : status;
}

/* ---- who does it ---- */

static int working_index(const SheetWork *work, const char *code)
{
    for (guint i = 0; code != NULL && i < work->working; i++) {
        if (strcmp(((const Attendant *)g_ptr_array_index(work->attendants, i))->attendant, code) == 0) {
            return (int)i;
        }
    }
    return SHEET_NOBODY;
}

static SheetTask *sheet_tasks(const SheetWork *work)
{
    SheetTask *tasks = g_new0(SheetTask, work->tasks->len);

    for (guint i = 0; i < work->tasks->len; i++) {
        const Task *task = g_ptr_array_index(work->tasks, i);
        const RoomToDo *room = g_hash_table_lookup(work->by_room, task->room);
        bool was_given = task->attendant != NULL && (task->by_hand || task->status != TASK_OPEN);
        tasks[i] = (SheetTask){
            .floor = room == NULL ? 0 : room->floor,
            .credits = task->credits,
            .is_fixed = was_given || task->status != TASK_OPEN,
            .attendant = was_given ? working_index(work, task->attendant) : SHEET_NOBODY,
        };
    }
    return tasks;
}

static DatabaseStatus give_out(SheetWork *work, const SheetTask *given, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < work->tasks->len && status == DATABASE_OK; i++) {
        const Task *task = g_ptr_array_index(work->tasks, i);
        const RoomToDo *room = g_hash_table_lookup(work->by_room, task->room);
        if (given[i].is_fixed || room == NULL) {
            continue;
        }
        const Attendant *attendant = given[i].attendant == SHEET_NOBODY
                                         ? NULL
                                         : g_ptr_array_index(work->attendants, (guint)given[i].attendant);
        status = task_give(work->connection, task->task_id, attendant == NULL ? NULL : attendant->attendant,
                           task->by_hand, credits_find(work->credits, room->room_type, task->service),
                           room_day_linen(&room->day, task->service, work->setting.linen_nights), error);
    }
    return status;
}

static DatabaseStatus balance(SheetWork *work, GError **error)
{
    g_autofree SheetTask *tasks = sheet_tasks(work);
    g_autofree SheetAttendant *attendants = g_new0(SheetAttendant, MAX(work->working, 1));

    for (guint i = 0; i < work->working; i++) {
        attendants[i].capacity = ((const Attendant *)g_ptr_array_index(work->attendants, i))->credits;
    }
    sheets_balance(tasks, work->tasks->len, attendants, work->working);
    return give_out(work, tasks, error);
}

DatabaseStatus sheets_make(OdbcConnection *connection, Night business_date, GError **error)
{
    g_auto(SheetWork) work = {.connection = connection, .business_date = business_date};

    DatabaseStatus status = work_read(&work, error);
    if (status == DATABASE_OK) {
        work_index(&work);
        status = tasks_read(connection, business_date, &work.tasks, error);
    }
    if (status == DATABASE_OK) {
        status = remove_unneeded(&work, error);
    }
    if (status == DATABASE_OK) {
        status = reopen_again(&work, error);
    }
    if (status == DATABASE_OK) {
        status = add_missing(&work, error);
    }
    return status == DATABASE_OK ? balance(&work, error) : status;
}
