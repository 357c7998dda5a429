#include "property/room/outage.h"

#include "ops/json.h"
#include "property/allotment/allotment_store.h"
#include "property/maintenance/work_order_store.h"
#include "property/outbox/outbox_store.h"
#include "property/room/room_store.h"

static DatabaseStatus refuse_verdict(Command *command, OutageVerdict verdict,
                                     const OutageSituation *situation)
{
    guint http_status =
        verdict == OUTAGE_NO_NIGHTS || verdict == OUTAGE_TOO_LONG || verdict == OUTAGE_IN_THE_PAST ? 422
                                                                                                   : 409;

    command_refuse_words(command, http_status, &outage_verdicts[verdict]);
    if (verdict == OUTAGE_ROOM_OCCUPIED) {
        http_problem_set_member(command->refusal, "departure", json_from_night(situation->guest_leaves));
    }
    if (verdict == OUTAGE_OVERLAPS) {
        http_problem_set_member(command->refusal, "night", json_from_night(situation->other_outage));
    }
    return DATABASE_ROLLBACK;
}

/* ---- telling the centre ---- */

static json_t *nights_to_json(const OutageNights *nights)
{
    return json_pack("{s:o, s:o}", "from", json_from_night(nights->from), "until",
                     json_from_night(nights->until));
}

/* What goes out of order is not the hotel's to sell any more, whatever it is granted. */
static DatabaseStatus use_grant(OdbcConnection *connection, const char *hotel, const Outage *outage,
                                Night from, int64_t entry, GError **error)
{
    InventoryClaim claim = {.arrival = from, .departure = outage->nights.until, .rooms = 1};

    if (outage->kind != OUTAGE_OUT_OF_ORDER || claim.arrival >= claim.departure) {
        return DATABASE_OK;
    }
    g_strlcpy(claim.hotel, hotel, sizeof claim.hotel);
    g_strlcpy(claim.room_type, outage->room_type, sizeof claim.room_type);
    return allotment_use_add(connection, entry, &claim, 1, error);
}

/* `added_from`: the first night that is new in it. */
static DatabaseStatus tell(OdbcConnection *connection, const char *hotel, const Outage *outage,
                           const OutageNights *was, Night added_from, Instant now, GError **error)
{
    json_auto_t *body = json_pack("{s:o, s:o}", "outage", outage_to_json(outage, NIGHT_NONE), "was",
                                  was == NULL ? json_null() : nights_to_json(was));
    int64_t entry;

    DatabaseStatus status = outbox_add(connection, "room_outage", now, body, error);
    if (status == DATABASE_OK) {
        status = outbox_last(connection, &entry, error);
    }
    if (status == DATABASE_OK) {
        status = outage_note_told(connection, outage->outage_id, entry, error);
    }
    return status == DATABASE_OK ? use_grant(connection, hotel, outage, added_from, entry, error) : status;
}

DatabaseStatus outages_tell(OdbcConnection *connection, const char *hotel, Night business_date, Instant now,
                            GError **error)
{
    g_autoptr(GArray) untold = NULL;

    DatabaseStatus status = outages_untold(connection, &untold, error);
    for (guint i = 0; status == DATABASE_OK && i < untold->len; i++) {
        g_auto(Outage) outage = {0};
        status = outage_find(connection, g_array_index(untold, int64_t, i), &outage, error);
        if (status == DATABASE_OK) {
            status =
                tell(connection, hotel, &outage, NULL, MAX(outage.nights.from, business_date), now, error);
        }
    }
    return status;
}

/* ---- taking out ---- */

static DatabaseStatus plan_allowed(Command *command, const OutageWish *wish, GError **error)
{
    OutageSituation situation;

    DatabaseStatus status = outage_situation_read(command->connection, wish->room, wish->nights.from,
                                                  command->business_date, &situation, error);
    if (status != DATABASE_OK) {
        return status;
    }
    OutageVerdict verdict = outage_plan_decide(&wish->nights, &situation);
    return verdict == OUTAGE_ALLOWED ? DATABASE_OK : refuse_verdict(command, verdict, &situation);
}

static DatabaseStatus keep_outage(Command *command, const OutageWish *wish, const Room *room,
                                  int64_t *ret_outage_id, GError **error)
{
    g_auto(Outage) outage = {
        .room = g_strdup(wish->room),
        .kind = wish->kind,
        .nights = wish->nights,
        .reason = g_strdup(wish->reason),
        .return_status = wish->return_status,
    };

    g_strlcpy(outage.room_type, room->room_type, sizeof outage.room_type);
    DatabaseStatus status =
        outage_insert(command->connection, &outage, command->staff->user, command->now, error);
    if (status == DATABASE_OK) {
        status = tell(command->connection, command->property->hotel->code, &outage, NULL, outage.nights.from,
                      command->now, error);
    }
    *ret_outage_id = outage.outage_id;
    return status;
}

DatabaseStatus room_take_out(Command *command, const OutageWish *wish, int64_t *ret_outage_id, GError **error)
{
    g_auto(RoomList) list = {0};

    DatabaseStatus status = room_find(command->connection, wish->room, &list, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (list.rooms->len == 0) {
        return command_refuse_words(command, 404, &room_verdicts[ROOM_UNKNOWN]);
    }
    status = plan_allowed(command, wish, error);
    return status == DATABASE_OK
               ? keep_outage(command, wish, &g_array_index(list.rooms, Room, 0), ret_outage_id, error)
               : status;
}

/* ---- changing and putting back ---- */

static DatabaseStatus find_or_refuse(Command *command, int64_t outage_id, Outage *outage, GError **error)
{
    DatabaseStatus status = outage_find(command->connection, outage_id, outage, error);

    if (status == DATABASE_OK && outage->outage_id == 0) {
        return command_refuse(command, 404, OUTAGE_UNKNOWN);
    }
    return status;
}

static DatabaseStatus save_and_tell(Command *command, Outage *outage, Night until, GError **error)
{
    OutageNights was = outage->nights;

    outage->nights.until = until;
    DatabaseStatus status = outage_save(command->connection, outage, was.until, error);
    return status == DATABASE_OK ? tell(command->connection, command->property->hotel->code, outage, &was,
                                        was.until, command->now, error)
                                 : status;
}

static DatabaseStatus change_allowed(Command *command, const Outage *outage, Night until, GError **error)
{
    OutageSituation situation;

    DatabaseStatus status = outage_situation_read(command->connection, outage->room, outage->nights.until,
                                                  command->business_date, &situation, error);
    if (status != DATABASE_OK) {
        return status;
    }
    OutageVerdict verdict = outage_change_decide(&outage->nights, until, &situation);
    return verdict == OUTAGE_ALLOWED ? DATABASE_OK : refuse_verdict(command, verdict, &situation);
}

DatabaseStatus room_outage_change(Command *command, int64_t outage_id, Night until, const char *reason,
                                  const RoomHousekeeping *return_status, GError **error)
{
    g_auto(Outage) outage = {0};

    DatabaseStatus status = find_or_refuse(command, outage_id, &outage, error);
    if (status != DATABASE_OK) {
        return status;
    }
    Night end = until == NIGHT_NONE ? outage.nights.until : until;
    status = change_allowed(command, &outage, end, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (reason != NULL) {
        g_free(outage.reason);
        outage.reason = g_strdup(reason);
    }
    if (return_status != NULL) {
        outage.return_status = *return_status;
    }
    return save_and_tell(command, &outage, end, error);
}

DatabaseStatus room_put_back(Command *command, int64_t outage_id, const RoomHousekeeping *status_wanted,
                             GError **error)
{
    g_auto(Outage) outage = {0};

    DatabaseStatus status = find_or_refuse(command, outage_id, &outage, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (outage.nights.until <= command->business_date) {
        return command_refuse_words(command, 409, &outage_verdicts[OUTAGE_OVER]);
    }
    bool was_on = outage_is_on(&outage.nights, command->business_date);
    if (status_wanted != NULL) {
        outage.return_status = *status_wanted;
    }
    status =
        save_and_tell(command, &outage, outage_return_night(&outage.nights, command->business_date), error);
    if (status == DATABASE_OK) {
        status =
            outage_note_return(command->connection, outage_id, command->staff->user, command->now, error);
    }
    if (status != DATABASE_OK || !was_on) {
        return status;
    }
    status = work_orders_let_rooms_go(command->connection, command->business_date, command->staff->user,
                                      command->now, error);
    return status == DATABASE_OK ? room_set_housekeeping(command->connection, outage.room,
                                                         outage.return_status, command->now, error)
                                 : status;
}
