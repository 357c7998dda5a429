#include "property/maintenance/work_order.h"

#include "property/audit/business_date.h"
#include "property/maintenance/asset.h"
#include "property/maintenance/work_order_store.h"

#define ID_FIELD(Name, Member) FIELD_INT(Name, WorkOrder, Member, .min = 1, .max = INT64_MAX)
#define COUNT_FIELD(Name, Member) FIELD_INT(Name, WorkOrder, Member, .required = true)

static const JsonField work_order_fields[] = {
    CATALOG_HEAD_FIELDS("work_order", WorkOrder),
    FIELD_CHOICE("state", WorkOrder, state, work_state_codes, .required = true),
    FIELD_CHOICE("origin", WorkOrder, origin, work_origin_codes, .required = true),
    FIELD_CHOICE("priority", WorkOrder, priority, work_priority_codes, .required = true),
    FIELD_CHOICE("category", WorkOrder, category, work_category_codes, .required = true),
    FIELD_TEXT("symptom", WorkOrder, symptom, .required = true),
    FIELD_TEXT("detail", WorkOrder, detail),
    FIELD_TEXT("room", WorkOrder, room),
    FIELD_TEXT("area", WorkOrder, area),
    ID_FIELD("asset", asset),
    ID_FIELD("stay_id", stay_id),
    ID_FIELD("plan", plan),
    ID_FIELD("plan_target", plan_target),
    ID_FIELD("plan_round", plan_round),
    FIELD_NIGHT("preferred_on", WorkOrder, preferred_on),
    ID_FIELD("duplicate_of", duplicate_of),
    ID_FIELD("vendor", vendor),
    FIELD_TEXT("reported_by", WorkOrder, reported_by, .required = true),
    FIELD_INSTANT("reported_at", WorkOrder, reported_at, .required = true),
    ID_FIELD("technician", technician),
    FIELD_INSTANT("scheduled_from", WorkOrder, scheduled_from),
    FIELD_INSTANT("scheduled_until", WorkOrder, scheduled_until),
    COUNT_FIELD("estimated_minutes", estimated_minutes),
    COUNT_FIELD("respond_minutes", promise.respond_minutes),
    COUNT_FIELD("complete_minutes", promise.complete_minutes),
    FIELD_BOOL("around_the_clock", WorkOrder, promise.around_the_clock),
    COUNT_FIELD("clock_used_us", clock.used_us),
    FIELD_INSTANT("clock_since", WorkOrder, clock.since),
    FIELD_INSTANT("responded_at", WorkOrder, clock.responded_at),
    COUNT_FIELD("responded_used_us", clock.responded_used_us),
    FIELD_INSTANT("respond_due_at", WorkOrder, respond_due_at),
    FIELD_INSTANT("due_at", WorkOrder, due_at),
    FIELD_BOOL("room_out", WorkOrder, room_out),
    ID_FIELD("room_outage", room_outage),
    FIELD_TEXT("cause", WorkOrder, cause),
    FIELD_TEXT("remedy", WorkOrder, remedy),
    ID_FIELD("article", article),
    FIELD_TEXT("repaired_by", WorkOrder, repaired_by),
    FIELD_INSTANT("repaired_at", WorkOrder, repaired_at),
    FIELD_TEXT("checked_by", WorkOrder, checked_by),
    FIELD_INSTANT("checked_at", WorkOrder, checked_at),
    FIELD_INSTANT("closed_at", WorkOrder, closed_at),
    COUNT_FIELD("repeat_count", repeat_count),
    COUNT_FIELD("labour_minutes", labour_minutes),
    COUNT_FIELD("labour_minor", labour_minor),
    COUNT_FIELD("parts_minor", parts_minor),
    COUNT_FIELD("vendor_minor", vendor_minor),
};
const JsonShape work_order_row = JSON_SHAPE(WorkOrder, work_order_fields);

void work_order_clear(WorkOrder *order)
{
    json_shape_clear(&work_order_row, order);
}

DatabaseStatus work_order_of_request(Command *command, WorkOrder *order, GError **error)
{
    return catalog_find(command, &work_order_catalog, order, error);
}

/* ---- the document ---- */

static DatabaseStatus add_checklist(OdbcConnection *connection, json_t *document, GError **error)
{
    const char *category = json_string_value(json_object_get(document, "category"));
    g_autofree char *points_en = NULL;
    g_autofree char *points_zh = NULL;

    DatabaseStatus status = checklist_points(connection, category, &points_en, &points_zh, error);
    if (status == DATABASE_OK) {
        json_object_set_new(
            document, "checklist",
            json_pack("{s:o, s:o}", "en", checklist_lines(points_en), "zh", checklist_lines(points_zh)));
    }
    return status;
}

static DatabaseStatus add_cover(OdbcConnection *connection, json_t *document, GError **error)
{
    json_int_t asset = json_integer_value(json_object_get(document, "asset"));
    json_t *cover = NULL;
    Night today;

    DatabaseStatus status = business_date_read(connection, &today, error);
    if (status == DATABASE_OK) {
        status = asset_cover_to_json(connection, asset, today, &cover, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "cover", cover);
    }
    return status;
}

/* A repeated failure whose repair nobody has written down yet is worth an article. */
static DatabaseStatus add_repeat(OdbcConnection *connection, json_t *document, GError **error)
{
    g_auto(MaintenanceSettings) settings = {0};
    bool written = json_is_integer(json_object_get(document, "article"));
    bool repaired = json_is_string(json_object_get(document, "remedy"));

    DatabaseStatus status = maintenance_settings_read(connection, NULL, &settings, error);
    if (status == DATABASE_OK) {
        bool repeat = work_is_repeat(json_integer_value(json_object_get(document, "repeat_count")),
                                     settings.repeat_failures);
        json_object_set_new(document, "repeat", json_boolean(repeat));
        json_object_set_new(document, "article_wanted", json_boolean(repeat && repaired && !written));
    }
    return status;
}

static DatabaseStatus complete_work_order(OdbcConnection *connection, int64_t key, json_t *document,
                                          GError **error)
{
    DatabaseStatus status = work_order_details(connection, key, document, error);

    if (status == DATABASE_OK) {
        status = add_checklist(connection, document, error);
    }
    if (status == DATABASE_OK) {
        status = add_cover(connection, document, error);
    }
    return status == DATABASE_OK ? add_repeat(connection, document, error) : status;
}

const Catalog work_order_catalog = {
    .table = "work_order", .row = &work_order_row, .body = &work_order_row, .complete = complete_work_order};

/* ---- its life ---- */

void work_order_enter(WorkOrder *order, WorkState state, const MaintenanceSettings *settings, Instant now)
{
    const ServiceHours *hours = &settings->hours;

    work_clock_settle(&order->clock, &order->promise, hours, state, now);
    order->state = (int)state;
    order->promise = settings->promises[order->priority];
    order->due_at = work_clock_due(&order->clock, &order->promise, hours);
    order->respond_due_at = work_clock_respond_due(&order->clock, &order->promise, hours);
}

static DatabaseStatus count_repeats(OdbcConnection *connection, WorkOrder *order,
                                    const MaintenanceSettings *settings, GError **error)
{
    Instant since = order->reported_at - settings->repeat_days * INSTANT_DAY;
    int64_t earlier = 0;

    if (order->room == NULL || order->origin == WORK_ORIGIN_PLAN) {
        return DATABASE_OK;
    }
    DatabaseStatus status = work_orders_failures(
        connection, order->room, work_category_codes[order->category], since, &earlier, error);
    order->repeat_count = earlier + 1;
    return status;
}

DatabaseStatus work_order_open(OdbcConnection *connection, WorkOrder *order, WorkState state,
                               const MaintenanceSettings *settings, const char *staff, Instant now,
                               GError **error)
{
    order->head.revision = 1;
    order->head.changed_at = order->reported_at = now;
    order->clock = (WorkClock){.since = INSTANT_NONE, .responded_at = INSTANT_NONE};
    work_order_enter(order, state, settings, now);
    DatabaseStatus status = count_repeats(connection, order, settings, error);
    if (status == DATABASE_OK) {
        status = record_number(connection, "work_order", &order->head.key, error);
    }
    if (status == DATABASE_OK) {
        status = record_insert(connection, "work_order", &work_order_row, order, error);
    }
    WorkOrderEvent event = {.work_order = order->head.key,
                            .at = now,
                            .staff = staff,
                            .kind = "state",
                            .to_state = work_state_codes[state]};
    return status == DATABASE_OK ? work_order_event_add(connection, &event, error) : status;
}

DatabaseStatus work_order_finish(Command *command, WorkOrder *order, guint status_code, GError **error)
{
    DatabaseStatus status = catalog_save(command, &work_order_catalog, order, error);

    return status == DATABASE_OK
               ? catalog_answer(command, &work_order_catalog, order->head.key, status_code, error)
               : status;
}

/* ---- its room ---- */

static DatabaseStatus record_room(Command *command, const WorkOrder *order, const char *note, GError **error)
{
    WorkOrderEvent event = {.work_order = order->head.key,
                            .at = command->now,
                            .staff = command->staff->user,
                            .kind = "room",
                            .note = note};

    return work_order_event_add(command->connection, &event, error);
}

/* Until a guest to whom the room is promised comes, or it is out anyway: a repair that takes longer is known
 * by then. */
static Night out_until(Night today, const OutageSituation *situation)
{
    Night until = today + OUTAGE_NIGHTS_DEFAULT;

    until = situation->guest_expected == NIGHT_NONE ? until : MIN(until, situation->guest_expected);
    until = situation->other_outage == NIGHT_NONE ? until : MIN(until, situation->other_outage);
    return MAX(until, today + 1);
}

static DatabaseStatus take_out_now(Command *command, WorkOrder *order, OutageKind kind, GError **error)
{
    g_autofree char *reason = g_strdup_printf("#%" G_GINT64_FORMAT " %s", order->head.key, order->symptom);
    Night today = command->business_date;
    OutageSituation situation;

    DatabaseStatus status =
        outage_situation_read(command->connection, order->room, today, today, &situation, error);
    if (status != DATABASE_OK) {
        return status;
    }
    OutageWish wish = {
        .room = order->room,
        .kind = kind,
        .nights = {today, out_until(today, &situation)},
        .reason = reason,
        .return_status = ROOM_DIRTY,
    };
    return room_take_out(command, &wish, &order->room_outage, error);
}

/* Somebody may have taken the room out for another reason: then that outage is not this order's to end. */
DatabaseStatus work_order_take_room(Command *command, WorkOrder *order, OutageKind kind, GError **error)
{
    g_auto(Outage) outage = {0};

    if (order->room == NULL) {
        return command_refuse(command, 409, "no_room", "This order is not about a room.");
    }
    DatabaseStatus status =
        outage_of_night(command->connection, order->room, command->business_date, &outage, error);
    if (status == DATABASE_OK && order->room_out && outage.outage_id != 0) {
        return DATABASE_OK;
    }
    if (status == DATABASE_OK && outage.outage_id == 0) { /* never out, or not any more */
        status = take_out_now(command, order, kind, error);
    }
    order->room_out = true;
    return status == DATABASE_OK ? record_room(command, order, outage_kind_code(kind), error) : status;
}

/* An outage that has run out by itself, or that somebody ended, is not there any more. Putting the room back
 * notes it with the order. */
static DatabaseStatus end_outage(Command *command, WorkOrder *order, GError **error)
{
    const RoomHousekeeping to_clean = ROOM_DIRTY;
    g_auto(Outage) outage = {0};
    int64_t own = order->room_outage;

    order->room_outage = 0;
    if (own == 0) {
        return DATABASE_OK;
    }
    DatabaseStatus status =
        outage_of_night(command->connection, order->room, command->business_date, &outage, error);
    if (status != DATABASE_OK || outage.outage_id != own) {
        return status;
    }
    return room_put_back(command, own, &to_clean, error);
}

DatabaseStatus work_order_give_room_back(Command *command, WorkOrder *order, GError **error)
{
    int64_t other = 0;

    if (!order->room_out) {
        return DATABASE_OK;
    }
    order->room_out = false;
    DatabaseStatus status =
        work_order_holding_room(command->connection, order->room, order->head.key, &other, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (other == 0) {
        return end_outage(command, order, error);
    }
    int64_t outage = order->room_outage;
    order->room_outage = 0;
    return outage == 0 ? DATABASE_OK : work_order_inherit_outage(command->connection, other, outage, error);
}
