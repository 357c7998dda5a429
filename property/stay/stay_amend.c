#include "property/stay/stay_amend.h"

#include "ops/json.h"
#include "property/assignment/assignment.h"
#include "property/copy/copy_store.h"
#include "property/copy/fact_store.h"
#include "property/folio/folio_store.h"
#include "property/note/note_store.h"
#include "property/room/room_store.h"
#include "property/stay/check_in.h"
#include "property/stay/desk_agreement_store.h"
#include "property/stay/share_rate.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_move.h"
#include "property/stay/stay_rights.h"
#include "property/stay/stay_store.h"
#include "revenue/policy_rules.h"
#include <string.h>

static DatabaseStatus require_in_house(Command *command, const Stay *stay)
{
    StayVerdict verdict = stay_in_house_decide(stay->status);

    return verdict == STAY_ALLOWED ? DATABASE_OK : command_refuse_verdict(command, verdict);
}

/* ---- upgrade ---- */

static DatabaseStatus change_prices(Command *command, const Stay *stay, int64_t change_minor, json_t *nights,
                                    GError **error)
{
    Night charged_until;

    DatabaseStatus status = folio_charged_until(command->connection, stay->stay_id, &charged_until, error);
    for (Night night = MAX(command->business_date, charged_until);
         status == DATABASE_OK && night < stay->departure; night++) {
        int64_t price_minor;
        status = stay_night_price(command->connection, stay, night, &price_minor, error);
        if (status == DATABASE_OK) {
            int64_t after_minor = MAX(price_minor + change_minor, 0);
            status = stay_night_set(command->connection, stay, night, after_minor, error);
            json_array_append_new(nights, json_pack("{s:o, s:I, s:I}", "night", json_from_night(night),
                                                    "before_minor", (json_int_t)price_minor, "after_minor",
                                                    (json_int_t)after_minor));
        }
    }
    return status;
}

static DatabaseStatus choose_upgrade(Command *command, const Stay *stay, const char *room_type,
                                     const char *room, char **ret_room, GError **error)
{
    RoomNeed need = {.room = room,
                     .room_type = room_type,
                     .from = command->business_date,
                     .until = stay->departure,
                     .confirmation_number = stay->confirmation_number,
                     .line = stay->line};
    char found_type[ROOM_TYPE_CODE_SIZE];
    RoomHousekeeping housekeeping;

    if (hotel_room_type(command->property->hotel, room_type) == NULL) {
        return command_refuse_field(command, "/room_type", "unknown_room_type",
                                    "This hotel has no such room type.");
    }
    return check_in_find_room(command, &need, ret_room, found_type, &housekeeping, error);
}

DatabaseStatus stay_upgrade(Command *command, Stay *stay, const char *room_type, const char *room,
                            int64_t change_minor, const char *reason, GError **error)
{
    g_autofree char *found = NULL;
    json_auto_t *nights = json_array();

    DatabaseStatus status = require_in_house(command, stay);
    if (status == DATABASE_OK) {
        status = choose_upgrade(command, stay, room_type, room, &found, error);
    }
    if (status == DATABASE_OK) {
        status = stay_move(command, stay, found, reason, error);
    }
    if (status == DATABASE_OK) {
        status = change_prices(command, stay, change_minor, nights, error);
    }
    if (status == DATABASE_OK) {
        status = sharing_settle(command, stay, error);
    }
    return status == DATABASE_OK ? stay_change_add(command, stay->stay_id, "upgrade", reason,
                                                   json_pack("{s:s, s:s, s:O}", "room", stay->room,
                                                             "room_type", stay->room_type, "nights", nights),
                                                   error)
                                 : status;
}

/* ---- late check-out ---- */

/* `*ret_exempt`: the guest's tier, when it frees from the fee, or NULL; new string. */
static DatabaseStatus scheduled_fee(const Property *property, OdbcConnection *connection, const Stay *stay,
                                    int until_minute, int64_t *ret_fee_minor, char **ret_exempt,
                                    GError **error)
{
    g_autoptr(GArray) prices_minor = NULL;
    g_autofree char *tier = NULL;

    DatabaseStatus status = stay_night_prices(connection, stay, &prices_minor, error);
    if (status == DATABASE_OK) {
        status = reservation_tier_read(connection, stay->confirmation_number, &tier, error);
    }
    if (status == DATABASE_OK) {
        int64_t last_minor =
            prices_minor->len > 0 ? g_array_index(prices_minor, int64_t, prices_minor->len - 1) : 0;
        *ret_fee_minor =
            policy_late_check_out_minor(property->hotel, stay->departure, until_minute, last_minor, tier);
        *ret_exempt = policy_late_check_out_exempts(property->hotel, stay->departure, tier)
                          ? g_steal_pointer(&tier)
                          : NULL;
    }
    return status;
}

DatabaseStatus late_check_out_preview(const Property *property, OdbcConnection *connection, const Stay *stay,
                                      int until_minute, json_t **ret_preview, GError **error)
{
    g_autofree char *next = NULL;
    g_autofree char *exempt = NULL;
    int64_t fee_minor = 0;

    DatabaseStatus status =
        scheduled_fee(property, connection, stay, until_minute, &fee_minor, &exempt, error);
    if (status == DATABASE_OK && stay->room != NULL) {
        status = room_next_guest(connection, stay->room, stay->departure, stay->confirmation_number,
                                 stay->line, &next, error);
    }
    if (status == DATABASE_OK) {
        *ret_preview = json_pack("{s:i, s:I, s:s, s:o, s:o}", "until_minute", until_minute, "fee_minor",
                                 (json_int_t)fee_minor, "currency", stay->currency, "next_guest",
                                 json_from_text(next), "exempt_tier", json_from_text(exempt));
    }
    return status;
}

static DatabaseStatus require_room_unneeded(Command *command, const Stay *stay, bool despite, GError **error)
{
    g_autofree char *next = NULL;

    if (despite) {
        return DATABASE_OK;
    }
    DatabaseStatus status = room_next_guest(command->connection, stay->room, stay->departure,
                                            stay->confirmation_number, stay->line, &next, error);
    return status == DATABASE_OK && next != NULL
               ? command_refuse(command, 409, "room_needed",
                                "Room %s is for %s that night. Assign another room first, or say `despite`.",
                                stay->room, next)
               : status;
}

static DatabaseStatus charge_fee(Command *command, Stay *stay, int until_minute, int64_t fee_minor,
                                 GError **error)
{
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};
    g_autofree char *what =
        g_strdup_printf("Late check-out until %02d:%02d", until_minute / 60, until_minute % 60);

    return fee_minor == 0
               ? DATABASE_OK
               : folio_post_charge(command->connection, stay, FOLIO_ROOM, what, fee_minor, &context, error);
}

DatabaseStatus late_check_out_agree(Command *command, Stay *stay, int until_minute, int64_t fee_minor,
                                    bool despite, const char *reason, GError **error)
{
    g_autofree char *exempt = NULL;
    int64_t charged_minor = 0;
    DatabaseStatus status = require_in_house(command, stay);

    if (status == DATABASE_OK && until_minute <= command->property->hotel->check_out_minute) {
        return command_refuse_field(command, "/until_minute", "not_late",
                                    "That is not after the house's check-out time.");
    }
    if (status == DATABASE_OK) {
        status = require_room_unneeded(command, stay, despite, error);
    }
    if (status == DATABASE_OK && fee_minor < 0) {
        status = scheduled_fee(command->property, command->connection, stay, until_minute, &fee_minor,
                               &exempt, error);
    }
    if (status == DATABASE_OK) {
        status = late_check_out_fee_agreed(command->connection, stay->stay_id, &charged_minor, error);
    }
    if (status == DATABASE_OK) {
        status = late_check_out_put(command->connection, stay->stay_id, until_minute, fee_minor,
                                    command->staff->user, command->now, error);
    }
    if (status == DATABASE_OK) {
        status = charge_fee(command, stay, until_minute, fee_minor - charged_minor, error);
    }
    if (status == DATABASE_OK) {
        status = stay_save(command->connection, stay, error);
    }
    if (status == DATABASE_OK) {
        status = stay_change_add(
            command, stay->stay_id, "late_check_out", reason,
            json_pack("{s:i, s:I}", "until_minute", until_minute, "fee_minor", (json_int_t)fee_minor), error);
    }
    if (status == DATABASE_OK) {
        command->answer = stay_to_json(stay);
    }
    return status;
}

/* ---- taking back ---- */

static DatabaseStatus require_undoable(Command *command, const Stay *stay, GError **error)
{
    g_autoptr(GPtrArray) sharers = NULL;
    const FolioTotals *totals = &stay->totals;
    bool charged = totals->room_minor != 0 || totals->tax_minor != 0 || totals->other_minor != 0 ||
                   totals->payments_minor != 0;

    if (stay->checked_in_on != command->business_date) {
        return command_refuse(command, 409, "not_today", "Only a check-in of today can be taken back.");
    }
    if (charged) {
        return command_refuse(command, 409, "folio_not_empty",
                              "Something stands on the folio. Correct it first, or check the guest out.");
    }
    DatabaseStatus status = stays_sharing(command->connection, stay->stay_id, &sharers, error);
    return status == DATABASE_OK && (sharers->len > 0 || stay->shares_with != 0)
               ? command_refuse(command, 409, "shares_room", "The room is shared: part the guests first.")
               : status;
}

DatabaseStatus stay_undo_check_in(Command *command, Stay *stay, bool room_used, const char *reason,
                                  GError **error)
{
    DatabaseStatus status = require_in_house(command, stay);

    if (status == DATABASE_OK) {
        status = require_undoable(command, stay, error);
    }
    if (status == DATABASE_OK && room_used) {
        status = room_set_housekeeping(command->connection, stay->room, ROOM_DIRTY, command->now, error);
    }
    if (status == DATABASE_OK) {
        status = stay_change_add(command, stay->stay_id, "undo_check_in", reason,
                                 json_pack("{s:s}", "room", stay->room), error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    char lived_type[ROOM_TYPE_CODE_SIZE];
    g_strlcpy(lived_type, stay->room_type, sizeof lived_type);
    g_strlcpy(stay->room_type, stay->sold_type, sizeof stay->room_type);
    stay->status = STAY_NO_SHOW;
    stay->undone_on = command->business_date;
    g_clear_pointer(&stay->room, g_free);
    status = stay_tell_placed(command, stay, false, "stay_update", NULL, lived_type, error);
    if (status == DATABASE_OK) {
        status = copy_line_set_status(command->connection, stay->confirmation_number, stay->line,
                                      LINE_RESERVED, error);
    }
    if (status == DATABASE_OK) {
        command->answer = stay_to_json(stay);
    }
    return status;
}

static DatabaseStatus move_back_in(Command *command, Stay *stay, const char *room, GError **error)
{
    LineKey key = line_key(stay->confirmation_number, stay->line);
    g_autofree char *wanted = g_strdup(room != NULL ? room : stay->room);
    RoomNeed need = {.room = wanted};
    RoomHousekeeping housekeeping;

    g_clear_pointer(&stay->room, g_free);
    DatabaseStatus status =
        check_in_find_room(command, &need, &stay->room, stay->room_type, &housekeeping, error);
    return status == DATABASE_OK ? assignment_occupy(command, &key, stay->room, stay->arrival,
                                                     command->business_date, stay->departure, error)
                                 : status;
}

DatabaseStatus stay_reinstate(Command *command, Stay *stay, const char *room, const char *reason,
                              GError **error)
{
    if (stay->status != STAY_CHECKED_OUT || stay->checked_out_on != command->business_date) {
        return command_refuse(command, 409, "not_checked_out_today",
                              "Only a check-out of today can be taken back.");
    }
    DatabaseStatus status = move_back_in(command, stay, room, error);
    if (status != DATABASE_OK) {
        return status;
    }
    stay->status = STAY_IN_HOUSE;
    stay->shares_with = 0;
    stay->checked_out_on = NIGHT_NONE;
    stay->checked_out_at = INSTANT_NONE;
    status = copy_line_set_status(command->connection, stay->confirmation_number, stay->line, LINE_IN_HOUSE,
                                  error);
    if (status == DATABASE_OK) {
        status = stay_change_add(command, stay->stay_id, "reinstate", reason,
                                 json_pack("{s:s}", "room", stay->room), error);
    }
    if (status == DATABASE_OK) {
        status = stay_tell_taken(command, stay, MAX(command->business_date, stay->arrival), stay->departure,
                                 error);
    }
    if (status == DATABASE_OK) {
        command->answer = stay_to_json(stay);
    }
    return status;
}
