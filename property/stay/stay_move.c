#include "property/stay/stay_move.h"

#include "property/assignment/assignment.h"
#include "property/room/room_store.h"
#include "property/stay/check_in.h"
#include "property/stay/share_rate.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_rights.h"
#include "property/stay/stay_store.h"
#include <string.h>

static void put_into(Stay *stay, const char *room, const char *room_type)
{
    g_free(stay->room);
    stay->room = g_strdup(room);
    g_strlcpy(stay->room_type, room_type, sizeof stay->room_type);
}

/* The sharers follow: the store would not let the first guest go alone. */
static DatabaseStatus take_along(Command *command, const Stay *stay, GError **error)
{
    g_autoptr(GPtrArray) sharers = NULL;

    DatabaseStatus status = stays_sharing(command->connection, stay->stay_id, &sharers, error);
    for (guint i = 0; status == DATABASE_OK && i < sharers->len; i++) {
        Stay *sharer = g_ptr_array_index(sharers, i);
        put_into(sharer, stay->room, stay->room_type);
        status = stay_tell(command->connection, sharer, "room_move", NULL, command->now, error);
    }
    return status;
}

static DatabaseStatus note_move(Command *command, const Stay *stay, const char *kind, const char *left,
                                const char *reason, GError **error)
{
    json_t *detail =
        json_pack("{s:s, s:s, s:s}", "from_room", left, "to_room", stay->room, "room_type", stay->room_type);

    return stay_change_add(command, stay->stay_id, kind, reason, detail, error);
}

static DatabaseStatus move_to_found(Command *command, Stay *stay, const char *left, const char *left_type,
                                    const char *reason, GError **error)
{
    LineKey key = line_key(stay->confirmation_number, stay->line);

    DatabaseStatus status = assignment_occupy(command, &key, stay->room, stay->arrival,
                                              command->business_date, stay->departure, error);
    if (status == DATABASE_OK) {
        status = room_set_housekeeping(command->connection, left, ROOM_DIRTY, command->now, error);
    }
    if (status == DATABASE_OK) {
        status = stay_tell_placed(command, stay, false, "room_move", NULL, left_type, error);
    }
    if (status == DATABASE_OK) {
        status = take_along(command, stay, error);
    }
    if (status == DATABASE_OK) {
        status = sharing_settle(command, stay, error);
    }
    return status == DATABASE_OK ? note_move(command, stay, "move", left, reason, error) : status;
}

DatabaseStatus stay_move(Command *command, Stay *stay, const char *room, const char *reason, GError **error)
{
    g_autofree char *left = g_steal_pointer(&stay->room);
    g_autofree char *left_type = g_strdup(stay->room_type);
    RoomHousekeeping housekeeping;

    if (stay->shares_with != 0) {
        stay->room = g_steal_pointer(&left);
        return command_refuse(command, 409, "shares_room",
                              "The guest shares another guest's room: move that guest, or part them first.");
    }
    RoomNeed anywhere = {.room = room};
    DatabaseStatus status =
        check_in_find_room(command, &anywhere, &stay->room, stay->room_type, &housekeeping, error);
    if (status == DATABASE_OK) {
        status = move_to_found(command, stay, left, left_type, reason, error);
    }
    if (status == DATABASE_OK) {
        command->answer = stay_to_json(stay);
        json_object_set_new(command->answer, "room_status",
                            json_string(room_housekeeping_code(housekeeping)));
    }
    return status;
}

/* ---- exchanging ---- */

static DatabaseStatus room_type_of(Command *command, const char *room, char *ret_room_type, GError **error)
{
    g_auto(RoomList) list = {0};

    DatabaseStatus status = room_find(command->connection, room, &list, error);
    if (status == DATABASE_OK) {
        g_assert(list.rooms->len == 1);
        g_strlcpy(ret_room_type, g_array_index(list.rooms, Room, 0).room_type, ROOM_TYPE_CODE_SIZE);
    }
    return status;
}

/* Who is still in the room of a guest to come has to leave it first. */
static DatabaseStatus require_empty(Command *command, const char *room, GError **error)
{
    RoomNeed need = {.room = room};
    RoomVerdict verdict;

    DatabaseStatus status = check_in_room_verdict(command->connection, &need, &verdict, error);
    return status == DATABASE_OK && verdict != ROOM_FREE
               ? command_refuse_words(command, 409, &room_verdicts[verdict])
               : status;
}

static DatabaseStatus exchange_one(Command *command, Stay *stay, const char *room, const char *reason,
                                   GError **error)
{
    g_autofree char *left = g_strdup(stay->room);
    g_autofree char *left_type = g_strdup(stay->room_type);
    char room_type[ROOM_TYPE_CODE_SIZE];

    DatabaseStatus status = room_type_of(command, room, room_type, error);
    if (status != DATABASE_OK) {
        return status;
    }
    put_into(stay, room, room_type);
    status = stay_tell_placed(command, stay, false, "room_move", NULL, left_type, error);
    if (status == DATABASE_OK) {
        status = take_along(command, stay, error);
    }
    if (status == DATABASE_OK) {
        status = room_set_housekeeping(command->connection, left, ROOM_DIRTY, command->now, error);
    }
    return status == DATABASE_OK ? note_move(command, stay, "swap", left, reason, error) : status;
}

/* For a moment the first guest is in the other's room: as one who shares it, which the store allows. */
static DatabaseStatus step_aside(Command *command, Stay *first, const Stay *second, GError **error)
{
    first->shares_with = second->stay_id;
    DatabaseStatus status = stay_save(command->connection, first, error);
    first->shares_with = 0;
    return status;
}

DatabaseStatus stays_exchange_rooms(Command *command, Stay *first, const char *first_to, Stay *second,
                                    const char *second_to, const char *reason, GError **error)
{
    bool both = first != NULL && second != NULL;

    DatabaseStatus status = both ? step_aside(command, first, second, error)
                                 : require_empty(command, first != NULL ? first_to : second_to, error);
    if (status == DATABASE_OK && second != NULL) {
        status = exchange_one(command, second, second_to, reason, error);
    }
    if (status == DATABASE_OK && first != NULL) {
        status = exchange_one(command, first, first_to, reason, error);
    }
    if (status == DATABASE_OK && second != NULL) {
        status = sharing_settle(command, second, error);
    }
    return status == DATABASE_OK && first != NULL ? sharing_settle(command, first, error) : status;
}
