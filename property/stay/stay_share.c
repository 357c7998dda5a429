#include "property/stay/stay_share.h"

#include "property/assignment/assignment.h"
#include "property/copy/copy_store.h"
#include "property/folio/deposit.h"
#include "property/folio/folio_store.h"
#include "property/folio/package.h"
#include "property/room/room_store.h"
#include "property/stay/check_in.h"
#include "property/stay/share_rate.h"
#include "property/stay/share_store.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_rights.h"
#include "property/stay/stay_store.h"
#include <string.h>

/* ---- joining ---- */

static DatabaseStatus require_host(Command *command, const Stay *host)
{
    if (host->status != STAY_IN_HOUSE) {
        return command_refuse_verdict(command, stay_in_house_decide(host->status));
    }
    if (host->shares_with != 0) {
        return command_refuse(command, 409, "shares_room",
                              "This guest shares another guest's room: name the guest who has it.");
    }
    return host->arrival == host->departure
               ? command_refuse(command, 409, "day_use", "A day-use room is not shared.")
               : DATABASE_OK;
}

static void bind(Stay *sharer, const Stay *host)
{
    sharer->shares_with = host->stay_id;
    g_free(sharer->room);
    sharer->room = g_strdup(host->room);
    g_strlcpy(sharer->room_type, host->room_type, sizeof sharer->room_type);
}

/* The bond, and how who joins pays: whoever splits, splits with all. */
static DatabaseStatus bind_shares(Command *command, const Stay *sharer, const ShareWish *wish, GError **error)
{
    DatabaseStatus status = share_add(command->connection, sharer, wish->basis, wish->share_minor, error);

    return status == DATABASE_OK && wish->basis == SHARE_SPLIT
               ? shares_split(command->connection, sharer->shares_with, error)
               : status;
}

/* The sharer is written; now the bond, the rate, the record. `guests` are those already in the room. */
static DatabaseStatus seal(Command *command, const Stay *host, const GPtrArray *guests, const Stay *sharer,
                           const ShareWish *wish, GError **error)
{
    DatabaseStatus status = bind_shares(command, sharer, wish, error);

    if (status == DATABASE_OK) {
        status = sharing_rate_join(command, guests, sharer, error);
    }
    if (status == DATABASE_OK) {
        status = sharing_settle(command, host, error);
    }
    if (status == DATABASE_OK) {
        status =
            stay_change_add(command, sharer->stay_id, "share", wish->reason,
                            json_pack("{s:s, s:s, s:I}", "room", host->room, "basis",
                                      share_basis_code(wish->basis), "with_stay", (json_int_t)host->stay_id),
                            error);
    }
    if (status == DATABASE_OK) {
        command->answer = stay_to_json(sharer);
    }
    return status;
}

DatabaseStatus sharing_join(Command *command, Stay *host, Stay *joining, const ShareWish *wish,
                            GError **error)
{
    LineKey key = line_key(joining->confirmation_number, joining->line);
    g_autoptr(GPtrArray) guests = NULL;
    g_autoptr(GPtrArray) sharers = NULL;
    g_autofree char *left = g_strdup(joining->room);

    DatabaseStatus status = require_host(command, host);
    if (status == DATABASE_OK) {
        status = require_host(command, joining);
    }
    if (status == DATABASE_OK) {
        status = stays_sharing(command->connection, joining->stay_id, &sharers, error);
    }
    if (status == DATABASE_OK && (sharers->len > 0 || joining->stay_id == host->stay_id)) {
        return command_refuse(command, 409, "shares_room",
                              "Others share this guest's room: they would have to join first.");
    }
    if (status == DATABASE_OK) {
        status = sharing_guests(command->connection, host, &guests, error);
    }
    if (status == DATABASE_OK) {
        status = room_nights_release(command->connection, &key, command->business_date, NIGHT_MAX, error);
    }
    if (status == DATABASE_OK) {
        status = room_set_housekeeping(command->connection, left, ROOM_DIRTY, command->now, error);
    }
    if (status == DATABASE_OK) {
        bind(joining, host);
        status = stay_tell(command->connection, joining, "room_move", NULL, command->now, error);
    }
    return status == DATABASE_OK ? seal(command, host, guests, joining, wish, error) : status;
}

static DatabaseStatus insert_sharer(Command *command, Stay *host, Stay *sharer, const GArray *prices_minor,
                                    const char *kind, const json_t *extra, GError **error)
{
    sharer->status = STAY_IN_HOUSE;
    sharer->checked_in_on = command->business_date;
    sharer->checked_in_at = command->now;
    bind(sharer, host);
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};

    DatabaseStatus status = stay_insert(command->connection, sharer, prices_minor, error);
    if (status == DATABASE_OK) {
        status = deposit_move_in(command->connection, sharer, &context, error);
    }
    if (status == DATABASE_OK) {
        status = package_begin(command->connection, sharer, &context, error);
    }
    if (status == DATABASE_OK) {
        status = stay_announce(command->connection, sharer, kind, extra, command->now, error);
    }
    if (status == DATABASE_OK) {
        status = copy_line_set_status(command->connection, sharer->confirmation_number, sharer->line,
                                      LINE_IN_HOUSE, error);
    }
    if (status == DATABASE_OK) {
        command->answer_status = 201;
    }
    return status;
}

DatabaseStatus sharing_check_in(Command *command, Stay *host, const CopiedReservation *reservation, int line,
                                const ShareWish *wish, GError **error)
{
    const CopiedLine *found = copied_reservation_line(reservation, line);
    LineKey key = line_key(reservation->confirmation_number, line);
    g_autoptr(GPtrArray) guests = NULL;
    g_autoptr(Stay) stay = NULL;

    if (found == NULL) {
        return command_refuse(command, 404, "line_not_found", "The reservation has no such room line.");
    }
    DatabaseStatus status = require_host(command, host);
    if (status == DATABASE_OK) {
        status = stay_find_line(command->connection, reservation->confirmation_number, line, &stay, error);
    }
    if (status == DATABASE_OK) {
        status = sharing_guests(command->connection, host, &guests, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_check_in_decide(found->status, stay == NULL ? STAY_NONE : stay->status,
                                               found->arrival, found->departure, command->business_date);
    if (verdict != STAY_ALLOWED || stay != NULL) {
        return command_refuse_verdict(command, verdict != STAY_ALLOWED ? verdict : STAY_ALREADY_NO_SHOW);
    }
    stay = stay_of_line(reservation, found);
    status = room_nights_release(command->connection, &key, found->arrival, NIGHT_MAX, error);
    if (status == DATABASE_OK) {
        status = assignment_note_remove(command->connection, &key, error);
    }
    if (status == DATABASE_OK) {
        status = insert_sharer(command, host, stay, found->night_prices_minor, "check_in", NULL, error);
    }
    return status == DATABASE_OK ? seal(command, host, guests, stay, wish, error) : status;
}

DatabaseStatus sharing_walk_in(Command *command, Stay *host, const SaleGuest *guest,
                               const HttpRequest *request, const ShareWish *wish, GError **error)
{
    SaleRoom room = {.room_type = host->sold_type,
                     .rate_plan = host->rate_plan,
                     .arrival = command->business_date,
                     .departure = host->departure,
                     .adults = 1};
    Sale sale = {.property = command->property,
                 .request = (HttpRequest *)request,
                 .guest = guest,
                 .rooms = &room,
                 .room_count = 1,
                 .channel = "walk-in"};
    g_auto(SoldHere) sold = {0};
    g_autoptr(CopiedReservation) reservation = NULL;
    g_autoptr(GPtrArray) guests = NULL;

    DatabaseStatus status = require_host(command, host);
    if (status == DATABASE_OK && host->departure <= command->business_date) {
        return command_refuse(command, 409, "after_departure",
                              "The guest who has the room leaves today: change the departure first.");
    }
    if (status == DATABASE_OK) {
        status = sharing_guests(command->connection, host, &guests, error);
    }
    if (status == DATABASE_OK) {
        status = sale_without_room(command, &sale, &sold, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    reservation = copied_reservation_read(sold.document, error);
    if (reservation == NULL) {
        return DATABASE_HARD;
    }
    const CopiedLine *line = copied_reservation_line(reservation, 1);
    g_autoptr(Stay) stay = stay_of_line(reservation, line);
    status = insert_sharer(command, host, stay, line->night_prices_minor, "walk_in", sold.extra, error);
    return status == DATABASE_OK ? seal(command, host, guests, stay, wish, error) : status;
}

/* ---- parting ---- */

/* The first of those who share has the room from now on, with the nights of the one who leaves it. */
static DatabaseStatus hand_over(Command *command, const Stay *leaving, const GPtrArray *sharers,
                                GError **error)
{
    const Stay *heir = g_ptr_array_index(sharers, 0);
    LineKey from = line_key(leaving->confirmation_number, leaving->line);
    LineKey to = line_key(heir->confirmation_number, heir->line);

    DatabaseStatus status = sharing_let_go(command, leaving, error);
    if (status == DATABASE_OK) {
        status = sharing_rate_take_over(command, sharers, leaving, command->business_date, error);
    }
    if (status == DATABASE_OK) {
        status = share_remove(command->connection, heir->stay_id, error);
    }
    if (status == DATABASE_OK) {
        status = room_nights_release(command->connection, &from, command->business_date, NIGHT_MAX, error);
    }
    if (status == DATABASE_OK) {
        status = assignment_occupy(command, &to, heir->room, heir->arrival, command->business_date,
                                   heir->departure, error);
    }
    return status == DATABASE_OK
               ? share_hand_over(command->connection, leaving->stay_id, heir->stay_id, error)
               : status;
}

/* Others name the heir; the heir names nobody. The one who leaves must not be in the room as its owner any
 * more. */
static DatabaseStatus rename_owner(Command *command, GPtrArray *sharers, GError **error)
{
    Stay *heir = g_ptr_array_index(sharers, 0);
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < sharers->len && status == DATABASE_OK; i++) {
        Stay *sharer = g_ptr_array_index(sharers, i);
        sharer->shares_with = i == 0 ? 0 : heir->stay_id;
        status = stay_tell(command->connection, sharer, "stay_update", NULL, command->now, error);
    }
    return status;
}

/* The nights to come are paid by those who stay. */
static DatabaseStatus sharer_leave(Command *command, const Stay *sharer, GError **error)
{
    LineKey key = line_key(sharer->confirmation_number, sharer->line);
    g_autoptr(GPtrArray) guests = NULL;

    DatabaseStatus status = sharing_guests(command->connection, sharer, &guests, error);
    if (status == DATABASE_OK) {
        status = sharing_rate_take_over(command, guests, sharer, command->business_date, error);
    }
    if (status == DATABASE_OK) {
        status = room_nights_release(command->connection, &key, command->business_date, NIGHT_MAX, error);
    }
    return status == DATABASE_OK ? share_remove(command->connection, sharer->stay_id, error) : status;
}

/* The others, once the guest who shared with them is written as somebody who does not any more. */
static DatabaseStatus settle_others(Command *command, int64_t host_id, GError **error)
{
    g_autoptr(Stay) host = NULL;

    DatabaseStatus status = stay_find(command->connection, host_id, &host, error);
    return status == DATABASE_OK ? sharing_settle(command, host, error) : status;
}

/* A guest who shares leaves the room and is kept as `stay` says now. */
static DatabaseStatus sharer_check_out(Command *command, const Stay *stay, GError **error)
{
    DatabaseStatus status = sharer_leave(command, stay, error);

    if (status == DATABASE_OK) {
        status = stay_save(command->connection, stay, error);
    }
    return status == DATABASE_OK ? settle_others(command, stay->shares_with, error) : status;
}

DatabaseStatus sharing_leave(Command *command, Stay *stay, bool *ret_kept, GError **error)
{
    g_autoptr(GPtrArray) sharers = NULL;

    *ret_kept = stay->shares_with != 0;
    if (*ret_kept) {
        return sharer_check_out(command, stay, error);
    }
    DatabaseStatus status = stays_sharing(command->connection, stay->stay_id, &sharers, error);
    if (status != DATABASE_OK || sharers->len == 0) {
        return status;
    }
    *ret_kept = true;
    status = hand_over(command, stay, sharers, error);
    if (status == DATABASE_OK) {
        status = stay_save(command->connection, stay, error); /* out of the room, before another has it */
    }
    if (status == DATABASE_OK) {
        status = rename_owner(command, sharers, error);
    }
    return status == DATABASE_OK ? sharing_settle(command, g_ptr_array_index(sharers, 0), error) : status;
}

/* For a moment whoever moves out shares with the heir, as the room has one owner only. */
static DatabaseStatus step_down(Command *command, Stay *stay, GPtrArray *sharers, GError **error)
{
    const Stay *heir = g_ptr_array_index(sharers, 0);

    DatabaseStatus status = hand_over(command, stay, sharers, error);
    if (status == DATABASE_OK) {
        stay->shares_with = heir->stay_id;
        status = stay_save(command->connection, stay, error);
    }
    return status == DATABASE_OK ? rename_owner(command, sharers, error) : status;
}

static DatabaseStatus leave_sharing(Command *command, Stay *stay, GError **error)
{
    g_autoptr(GPtrArray) sharers = NULL;

    if (stay->shares_with != 0) {
        return sharer_leave(command, stay, error);
    }
    DatabaseStatus status = stays_sharing(command->connection, stay->stay_id, &sharers, error);
    if (status != DATABASE_OK) {
        return status;
    }
    return sharers->len > 0 ? step_down(command, stay, sharers, error)
                            : command_refuse(command, 409, "not_sharing", "The guest shares no room.");
}

static DatabaseStatus own_rate(Command *command, const Stay *stay, int64_t price_minor, GError **error)
{
    Night charged_until;

    DatabaseStatus status = folio_charged_until(command->connection, stay->stay_id, &charged_until, error);
    for (Night night = MAX(command->business_date, charged_until);
         status == DATABASE_OK && night < stay->departure; night++) {
        status = stay_night_set(command->connection, stay, night, price_minor, error);
    }
    return status;
}

/* `counted_type`: of the room the guest had until now; NULL: it was another guest's. */
static DatabaseStatus own_room(Command *command, Stay *stay, const char *room, const char *counted_type,
                               GError **error)
{
    LineKey key = line_key(stay->confirmation_number, stay->line);
    RoomNeed need = {.room = room,
                     .room_type = room == NULL ? stay->sold_type : NULL,
                     .from = command->business_date,
                     .until = stay->departure,
                     .confirmation_number = stay->confirmation_number,
                     .line = stay->line};
    RoomHousekeeping housekeeping;

    g_clear_pointer(&stay->room, g_free);
    DatabaseStatus status =
        check_in_find_room(command, &need, &stay->room, stay->room_type, &housekeeping, error);
    if (status == DATABASE_OK) {
        status = assignment_occupy(command, &key, stay->room, stay->arrival, command->business_date,
                                   stay->departure, error);
    }
    if (status == DATABASE_OK) {
        stay->shares_with = 0;
        status = stay_tell_placed(command, stay, false, "room_move", NULL,
                                  counted_type != NULL ? counted_type : stay->room_type, error);
    }
    return status;
}

DatabaseStatus sharing_part(Command *command, Stay *stay, const char *room, int64_t price_minor,
                            const char *reason, GError **error)
{
    g_autofree char *left = g_strdup(stay->room);
    g_autofree char *counted_type = stay->shares_with == 0 ? g_strdup(stay->room_type) : NULL;

    if (stay->status != STAY_IN_HOUSE) {
        return command_refuse_verdict(command, stay_in_house_decide(stay->status));
    }
    DatabaseStatus status = leave_sharing(command, stay, error);
    int64_t left_with = stay->shares_with;
    if (status == DATABASE_OK) {
        status = own_room(command, stay, room, counted_type, error);
    }
    if (status == DATABASE_OK) {
        status = own_rate(command, stay, price_minor, error);
    }
    if (status == DATABASE_OK) {
        status = settle_others(command, left_with, error);
    }
    if (status == DATABASE_OK) {
        status = stay_change_add(command, stay->stay_id, "part", reason,
                                 json_pack("{s:s, s:s, s:I}", "from_room", left, "to_room", stay->room,
                                           "price_minor", (json_int_t)price_minor),
                                 error);
    }
    if (status == DATABASE_OK) {
        command->answer = stay_to_json(stay);
    }
    return status;
}
