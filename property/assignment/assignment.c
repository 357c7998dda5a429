#include "property/assignment/assignment.h"

#include "ops/json.h"
#include "property/copy/copy_store.h"
#include "property/room/room_store.h"
#include "property/stay/share_rate.h"
#include "property/stay/stay_move.h"
#include "property/stay/stay_store.h"
#include <string.h>

/* ---- the guest ---- */

DatabaseStatus command_path_line(Command *command, LineKey *ret_key)
{
    ConfirmationNumber number;
    guint64 line;

    if (!confirmation_parse(http_request_path_parameter(command->request, "confirmation"), &number, NULL) ||
        !g_ascii_string_to_unsigned(http_request_path_parameter(command->request, "line"), 10, 1, 99, &line,
                                    NULL)) {
        return command_refuse(command, 404, "reservation_not_found",
                              "This hotel knows no such room of a reservation. Check the digits.");
    }
    *ret_key = line_key(number.digits, (int)line);
    return DATABASE_OK;
}

void assigned_guest_clear(AssignedGuest *guest)
{
    g_clear_pointer(&guest->stay, stay_free);
}

static void guest_of_stay(AssignedGuest *guest, Stay *stay)
{
    guest->stay = stay;
    g_strlcpy(guest->guest_name, stay->guest_name, sizeof guest->guest_name);
    g_strlcpy(guest->sold_type, stay->sold_type, sizeof guest->sold_type);
    guest->arrival = stay->arrival;
    guest->departure = stay->departure;
}

static DatabaseStatus guest_of_copy(Command *command, const LineKey *key, AssignedGuest *guest,
                                    GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;

    DatabaseStatus status =
        copy_reservation_find(command->connection, key->confirmation_number, &reservation, NULL, error);
    if (status != DATABASE_OK) {
        return status;
    }
    const CopiedLine *line = reservation != NULL ? copied_reservation_line(reservation, key->line) : NULL;
    if (line == NULL) {
        return command_refuse(command, 404, "reservation_not_found",
                              "This hotel knows no such room of a reservation. Check the digits.");
    }
    if (line->status != LINE_RESERVED) {
        return command_refuse(command, 409, "not_expected",
                              "The guest is not expected any more, so no room can be assigned.");
    }
    g_strlcpy(guest->guest_name, reservation->guest_name, sizeof guest->guest_name);
    g_strlcpy(guest->sold_type, line->room_type, sizeof guest->sold_type);
    guest->arrival = line->arrival;
    guest->departure = line->departure;
    return DATABASE_OK;
}

DatabaseStatus assigned_guest_find(Command *command, const LineKey *key, AssignedGuest *ret_guest,
                                   GError **error)
{
    Stay *stay = NULL;

    ret_guest->key = *key;
    DatabaseStatus status =
        stay_find_line(command->connection, key->confirmation_number, key->line, &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (!stay_has_arrived(stay)) {
        g_clear_pointer(&stay, stay_free);
        return guest_of_copy(command, key, ret_guest, error);
    }
    guest_of_stay(ret_guest, stay);
    return stay->status == STAY_IN_HOUSE ? DATABASE_OK
                                         : command_refuse(command, 409, "not_expected",
                                                          "The guest is neither expected nor in the house.");
}

/* ---- reading ---- */

static json_t *spans_of(const GArray *nights)
{
    json_t *spans = json_array();

    for (guint i = 0; i < nights->len;) {
        const RoomNight *first = &g_array_index(nights, RoomNight, i);
        guint next = i + 1;
        while (next < nights->len && strcmp(g_array_index(nights, RoomNight, next).room, first->room) == 0 &&
               g_array_index(nights, RoomNight, next).night == first->night + (Night)(next - i)) {
            next++;
        }
        json_array_append_new(spans, json_pack("{s:s, s:o, s:o}", "room", first->room, "from",
                                               json_from_night(first->night), "until",
                                               json_from_night(first->night + (Night)(next - i))));
        i = next;
    }
    return spans;
}

DatabaseStatus assignment_to_json(OdbcConnection *connection, const AssignedGuest *guest,
                                  json_t **ret_assignment, GError **error)
{
    g_autoptr(GArray) nights = NULL;
    json_t *note = NULL;

    DatabaseStatus status = room_nights_of(connection, &guest->key, guest->arrival, &nights, error);
    if (status == DATABASE_OK) {
        status = assignment_note_read(connection, &guest->key, &note, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_assignment = json_pack(
        "{s:s, s:i, s:s, s:s, s:o, s:o, s:o, s:o}", "confirmation_number", guest->key.confirmation_number,
        "line", guest->key.line, "guest_name", guest->guest_name, "room_type", guest->sold_type, "arrival",
        json_from_night(guest->arrival), "departure", json_from_night(guest->departure), "rooms",
        spans_of(nights), "note", note != NULL ? note : json_null());
    return DATABASE_OK;
}

DatabaseStatus assignment_room(OdbcConnection *connection, const LineKey *key, Night night, char **ret_room,
                               GError **error)
{
    g_autoptr(GArray) nights = NULL;

    DatabaseStatus status = room_nights_of(connection, key, night, &nights, error);
    if (status == DATABASE_OK && nights->len > 0 && g_array_index(nights, RoomNight, 0).night == night) {
        *ret_room = g_strdup(g_array_index(nights, RoomNight, 0).room);
    }
    return status;
}

/* ---- refusals ---- */

DatabaseStatus command_refuse_room_taken(Command *command, const char *room, json_t *conflicts)
{
    const json_t *first = json_array_get(conflicts, 0);
    const char *name = json_string_value(json_object_get(first, "guest_name"));
    bool outage = strcmp(json_string_value(json_object_get(first, "kind")), "outage") == 0;

    command_refuse(command, 409, "room_taken",
                   "Room %s is taken in the night of %s: %s. Choose another room, or move that first.", room,
                   json_string_value(json_object_get(first, "night")),
                   outage         ? "it is out of order"
                   : name != NULL ? name
                                  : "another guest");
    http_problem_set_member(command->refusal, "conflicts", json_incref(conflicts));
    return DATABASE_ROLLBACK;
}

static DatabaseStatus require_free(Command *command, const char *room, Night from, Night until,
                                   const LineKey *except, GError **error)
{
    json_auto_t *conflicts = NULL;

    DatabaseStatus status =
        room_nights_conflicts(command->connection, room, from, until, except, &conflicts, error);
    if (status == DATABASE_OK && json_array_size(conflicts) > 0) {
        return command_refuse_room_taken(command, room, conflicts);
    }
    return status;
}

static DatabaseStatus require_room(Command *command, const AssignedGuest *guest, const AssignmentWish *wish,
                                   Night from, GError **error)
{
    g_auto(RoomList) list = {0};

    DatabaseStatus status = room_find(command->connection, wish->room, &list, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (list.rooms->len == 0) {
        return command_refuse_field(command, "/room", room_verdicts[ROOM_UNKNOWN].code,
                                    room_verdicts[ROOM_UNKNOWN].text);
    }
    const Room *room = &g_array_index(list.rooms, Room, 0);
    if (room->out_of_order && from <= command->business_date) {
        return command_refuse_words(command, 409, &room_verdicts[ROOM_OUT_OF_ORDER]);
    }
    if (!wish->another_type && strcmp(room->room_type, guest->sold_type) != 0) {
        return command_refuse(command, 409, "room_of_another_type",
                              "Room %s is of type %s, and %s was sold. Say `another_type` to give it all the "
                              "same.",
                              room->room, room->room_type, guest->sold_type);
    }
    return DATABASE_OK;
}

/* ---- by hand ---- */

static DatabaseStatus require_nights(Command *command, const AssignedGuest *guest, Night from, Night until)
{
    bool day_use = guest->arrival == guest->departure && from == until && from == guest->arrival;

    if (!day_use && (from >= until || from < guest->arrival || until > guest->departure)) {
        return command_refuse_field(command, "/from", "nights_outside_stay",
                                    "The nights must lie within the stay.");
    }
    if (guest->stay != NULL && from <= command->business_date) {
        return command_refuse(
            command, 409, "guest_in_house",
            "The guest is in the house: move the guest, or assign a room for later nights.");
    }
    return DATABASE_OK;
}

static DatabaseStatus write_note(Command *command, const LineKey *key, const AssignmentWish *wish,
                                 GError **error)
{
    AssignmentNote note = {.assigned_by = command->staff->user,
                           .assigned_at = command->now,
                           .automatic = wish->because != NULL,
                           .do_not_move = wish->do_not_move,
                           .reason = wish->reason,
                           .explanation = wish->because};

    return assignment_note_put(command->connection, key, &note, error);
}

static DatabaseStatus take(Command *command, const AssignedGuest *guest, const AssignmentWish *wish,
                           Night from, Night until, GError **error)
{
    DatabaseStatus status = room_nights_release(command->connection, &guest->key, from, until, error);

    if (status == DATABASE_OK) {
        status = room_nights_take(command->connection, wish->room, from, until, &guest->key, error);
    }
    if (status == DATABASE_OK) {
        status = write_note(command, &guest->key, wish, error);
    }
    return status == DATABASE_OK ? assignment_to_json(command->connection, guest, &command->answer, error)
                                 : status;
}

DatabaseStatus assignment_assign(Command *command, const LineKey *key, const AssignmentWish *wish,
                                 GError **error)
{
    g_auto(AssignedGuest) guest = {0};

    if (wish->do_not_move && wish->reason == NULL) {
        return command_refuse_field(command, "/reason", "reason_missing",
                                    "Say why the guest must not be moved.");
    }
    DatabaseStatus status = assigned_guest_find(command, key, &guest, error);
    if (status != DATABASE_OK) {
        return status;
    }
    Night begin = guest.stay != NULL ? command->business_date + 1 : guest.arrival;
    Night from = wish->from != NIGHT_NONE ? wish->from : begin;
    Night until = wish->until != NIGHT_NONE ? wish->until : guest.departure;
    status = require_nights(command, &guest, from, until);
    if (status == DATABASE_OK) {
        status = require_room(command, &guest, wish, from, error);
    }
    if (status == DATABASE_OK) {
        status = require_free(command, wish->room, from, until, key, error);
    }
    return status == DATABASE_OK ? take(command, &guest, wish, from, until, error) : status;
}

static DatabaseStatus require_movable(Command *command, const LineKey *key, bool released, GError **error)
{
    json_auto_t *note = NULL;

    DatabaseStatus status = assignment_note_read(command->connection, key, &note, error);
    if (status == DATABASE_OK && !released && json_is_true(json_object_get(note, "do_not_move"))) {
        return command_refuse(command, 409, "do_not_move",
                              "The room is not to be changed: %s. Say `released` when that no longer holds.",
                              json_string_value(json_object_get(note, "reason")));
    }
    return status;
}

DatabaseStatus assignment_unassign(Command *command, const LineKey *key, bool released, GError **error)
{
    g_auto(AssignedGuest) guest = {0};

    DatabaseStatus status = assigned_guest_find(command, key, &guest, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (guest.stay != NULL) {
        return command_refuse(command, 409, "guest_in_house",
                              "The guest is in the house and keeps a room: move the guest.");
    }
    status = require_movable(command, key, released, error);
    if (status == DATABASE_OK) {
        status = room_nights_release(command->connection, key, guest.arrival, guest.departure, error);
    }
    if (status == DATABASE_OK) {
        status = assignment_note_remove(command->connection, key, error);
    }
    return status == DATABASE_OK ? assignment_to_json(command->connection, &guest, &command->answer, error)
                                 : status;
}

/* ---- moving in ---- */

/* The first night from which the guest holds another room than this: a change of rooms that was assigned. */
static Night stays_until(const GArray *nights, const char *room, Night from, Night departure)
{
    if (nights->len == 0 || g_array_index(nights, RoomNight, 0).night != from ||
        strcmp(g_array_index(nights, RoomNight, 0).room, room) != 0) {
        return departure;
    }
    for (guint i = 0; i < nights->len; i++) {
        const RoomNight *night = &g_array_index(nights, RoomNight, i);
        if (strcmp(night->room, room) != 0) {
            return night->night;
        }
    }
    return departure;
}

DatabaseStatus assignment_occupy(Command *command, const LineKey *key, const char *room, Night arrival,
                                 Night from, Night departure, GError **error)
{
    g_autoptr(GArray) nights = NULL;
    bool day_use = arrival == departure;

    if (!day_use && from >= departure) {
        return DATABASE_OK; /* the guest should have left: there is no night to hold */
    }
    DatabaseStatus status = room_nights_of(command->connection, key, from, &nights, error);
    if (status != DATABASE_OK) {
        return status;
    }
    Night until = stays_until(nights, room, from, departure);
    status = require_free(command, room, from, until, key, error);
    if (status == DATABASE_OK) {
        status = room_nights_release(command->connection, key, from, until, error);
    }
    return status == DATABASE_OK ? room_nights_take(command->connection, room, from, until, key, error)
                                 : status;
}

/* ---- swapping ---- */

/* The nights of a guest that are exchanged: all from tonight on. */
static DatabaseStatus tonight_room(Command *command, const AssignedGuest *guest, Night from, char **ret_room,
                                   GError **error)
{
    DatabaseStatus status = assignment_room(command->connection, &guest->key, from, ret_room, error);

    if (status == DATABASE_OK && *ret_room == NULL) {
        return command_refuse(command, 409, "no_room_assigned",
                              "%s has no room yet to exchange: assign one first.", guest->guest_name);
    }
    return status;
}

/* What those who share hold after the guest's departure is in nobody's way: it moves along. */
static DatabaseStatus let_sharers_go(Command *command, const AssignedGuest *guest, GError **error)
{
    if (guest->stay == NULL) {
        return DATABASE_OK;
    }
    return guest->stay->shares_with == 0
               ? sharing_let_go(command, guest->stay, error)
               : command_refuse(command, 409, "shares_room",
                                "%s shares another guest's room: exchange the rooms of that guest.",
                                guest->guest_name);
}

static Night swaps_from(const Command *command, const AssignedGuest *guest)
{
    return MAX(guest->arrival, command->business_date);
}

static DatabaseStatus settle_in(Command *command, const AssignedGuest *guest, const char *room,
                                const char *reason, GError **error)
{
    Night from = swaps_from(command, guest);
    Night until = guest->departure;
    AssignmentWish wish = {.room = room, .reason = reason};

    DatabaseStatus status = require_free(command, room, from, until, &guest->key, error);
    if (status == DATABASE_OK) {
        status = room_nights_take(command->connection, room, from, until, &guest->key, error);
    }
    return status == DATABASE_OK && guest->stay == NULL ? write_note(command, &guest->key, &wish, error)
                                                        : status;
}

static DatabaseStatus exchange_nights(Command *command, const AssignedGuest *first, const char *first_room,
                                      const AssignedGuest *second, const char *second_room,
                                      const char *reason, GError **error)
{
    DatabaseStatus status = room_nights_release(command->connection, &first->key, swaps_from(command, first),
                                                first->departure, error);

    if (status == DATABASE_OK) {
        status = room_nights_release(command->connection, &second->key, swaps_from(command, second),
                                     second->departure, error);
    }
    if (status == DATABASE_OK) {
        status = settle_in(command, first, second_room, reason, error);
    }
    return status == DATABASE_OK ? settle_in(command, second, first_room, reason, error) : status;
}

static DatabaseStatus answer_both(Command *command, const AssignedGuest *first, const AssignedGuest *second,
                                  GError **error)
{
    json_t *one = NULL;
    json_t *other = NULL;

    DatabaseStatus status = assignment_to_json(command->connection, first, &one, error);
    if (status == DATABASE_OK) {
        status = assignment_to_json(command->connection, second, &other, error);
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:[o, o]}", "items", one, other);
    } else {
        json_decref(one);
    }
    return status;
}

static DatabaseStatus swap_found(Command *command, AssignedGuest *first, AssignedGuest *second,
                                 const char *reason, GError **error)
{
    g_autofree char *first_room = NULL;
    g_autofree char *second_room = NULL;

    DatabaseStatus status = tonight_room(command, first, swaps_from(command, first), &first_room, error);
    if (status == DATABASE_OK) {
        status = tonight_room(command, second, swaps_from(command, second), &second_room, error);
    }
    if (status == DATABASE_OK && strcmp(first_room, second_room) == 0) {
        return command_refuse(command, 409, "same_room", "Both guests have the same room.");
    }
    if (status == DATABASE_OK) {
        status = let_sharers_go(command, first, error);
    }
    if (status == DATABASE_OK) {
        status = let_sharers_go(command, second, error);
    }
    if (status == DATABASE_OK) {
        status = exchange_nights(command, first, first_room, second, second_room, reason, error);
    }
    if (status == DATABASE_OK) {
        status =
            stays_exchange_rooms(command, first->stay, second_room, second->stay, first_room, reason, error);
    }
    return status == DATABASE_OK ? answer_both(command, first, second, error) : status;
}

DatabaseStatus assignment_swap(Command *command, const LineKey *first, const LineKey *second,
                               const char *reason, GError **error)
{
    g_auto(AssignedGuest) one = {0};
    g_auto(AssignedGuest) other = {0};

    DatabaseStatus status = assigned_guest_find(command, first, &one, error);
    if (status == DATABASE_OK) {
        status = assigned_guest_find(command, second, &other, error);
    }
    if (status == DATABASE_OK) {
        status = require_movable(command, first, false, error);
    }
    if (status == DATABASE_OK) {
        status = require_movable(command, second, false, error);
    }
    return status == DATABASE_OK ? swap_found(command, &one, &other, reason, error) : status;
}
