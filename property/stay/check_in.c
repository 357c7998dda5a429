#include "property/stay/check_in.h"

#include "property/assignment/assignment.h"
#include "property/copy/copy_store.h"
#include "property/folio/deposit.h"
#include "property/folio/folio_store.h"
#include "property/folio/package.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_rights.h"
#include "property/stay/stay_store.h"
#include <string.h>

/* The room that was found for a guest. */
typedef struct GivenRoom {
    char *room;
    char room_type[ROOM_TYPE_CODE_SIZE];
    char counted_type[ROOM_TYPE_CODE_SIZE]; /* the type that the stay counted for before */
    RoomHousekeeping housekeeping;
} GivenRoom;

DatabaseStatus command_refuse_verdict(Command *command, StayVerdict verdict)
{
    return command_refuse_words(command, 409, &stay_verdicts[verdict]);
}

static DatabaseStatus refuse_room(Command *command, RoomVerdict verdict)
{
    return command_refuse_words(command, verdict == ROOM_UNKNOWN ? 422 : 409, &room_verdicts[verdict]);
}

static DatabaseStatus named_room(OdbcConnection *connection, const RoomNeed *need, RoomList *list,
                                 const Room **ret_room, RoomVerdict *ret_verdict, GError **error)
{
    DatabaseStatus status = room_find(connection, need->room, list, error);

    if (status == DATABASE_OK) {
        *ret_room = list->rooms->len == 1 ? &g_array_index(list->rooms, Room, 0) : NULL;
        *ret_verdict = room_check(*ret_room, need->room_type);
    }
    return status;
}

/* States are asked for from the best to the worst, so a full house is not read for one room. */
static DatabaseStatus chosen_room(OdbcConnection *connection, const RoomNeed *need, RoomList *list,
                                  const Room **ret_room, RoomVerdict *ret_verdict, GError **error)
{
    DatabaseStatus status = DATABASE_OK;
    const Room *room = NULL;

    for (unsigned state = 0; state < ROOM_HOUSEKEEPING_COUNT && room == NULL && status == DATABASE_OK;
         state++) {
        room_list_clear(list);
        status = rooms_free(connection, need, (RoomHousekeeping)state, 1, list, error);
        room = status == DATABASE_OK ? room_choose((const Room *)(const void *)list->rooms->data,
                                                   list->rooms->len, need->room_type)
                                     : NULL;
    }
    *ret_room = room;
    *ret_verdict = room != NULL ? ROOM_FREE : ROOM_NONE_FREE;
    return status;
}

static DatabaseStatus find_room(OdbcConnection *connection, const RoomNeed *need, RoomList *list,
                                const Room **ret_room, RoomVerdict *ret_verdict, GError **error)
{
    return need->room != NULL ? named_room(connection, need, list, ret_room, ret_verdict, error)
                              : chosen_room(connection, need, list, ret_room, ret_verdict, error);
}

DatabaseStatus check_in_room_verdict(OdbcConnection *connection, const RoomNeed *need,
                                     RoomVerdict *ret_verdict, GError **error)
{
    g_auto(RoomList) list = {0};
    const Room *found = NULL;

    return find_room(connection, need, &list, &found, ret_verdict, error);
}

DatabaseStatus check_in_find_room(Command *command, const RoomNeed *need, char **ret_room,
                                  char *ret_room_type, RoomHousekeeping *ret_housekeeping, GError **error)
{
    g_auto(RoomList) list = {0};
    const Room *found = NULL;
    RoomVerdict verdict;

    DatabaseStatus status = find_room(command->connection, need, &list, &found, &verdict, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (verdict != ROOM_FREE) {
        return refuse_room(command, verdict);
    }
    g_assert(found != NULL);
    *ret_room = g_strdup(found->room);
    g_strlcpy(ret_room_type, found->room_type, ROOM_TYPE_CODE_SIZE);
    *ret_housekeeping = found->housekeeping;
    return DATABASE_OK;
}

Stay *stay_of_line(const CopiedReservation *reservation, const CopiedLine *line)
{
    Stay *stay = stay_new();

    g_strlcpy(stay->confirmation_number, reservation->confirmation_number, sizeof stay->confirmation_number);
    stay->line = line->line;
    stay->guest_name = g_strdup(reservation->guest_name);
    g_strlcpy(stay->room_type, line->room_type, sizeof stay->room_type);
    g_strlcpy(stay->sold_type, line->room_type, sizeof stay->sold_type);
    g_strlcpy(stay->rate_plan, line->rate_plan, sizeof stay->rate_plan);
    g_strlcpy(stay->currency, reservation->currency, sizeof stay->currency);
    stay->arrival = line->arrival;
    stay->departure = line->departure;
    stay->adults = line->adults;
    stay->children = line->children;
    stay->infants = line->infants;
    return stay;
}

static void move_in(Stay *stay, const Command *command, const CheckInWish *wish, GivenRoom *given)
{
    g_strlcpy(given->counted_type, stay->room_type, sizeof given->counted_type);
    stay->status = STAY_IN_HOUSE;
    stay->undone_on = NIGHT_NONE;
    g_free(stay->room);
    stay->room = g_steal_pointer(&given->room);
    g_strlcpy(stay->room_type, given->room_type, sizeof stay->room_type);
    stay->checked_in_on = command->business_date;
    stay->checked_in_at = command->now;
    if (wish->adults >= 0) {
        stay->adults = wish->adults;
    }
}

/* A day-use guest has no night for the audit to charge: the day goes on the folio at once, at the price it was sold for. */
static DatabaseStatus post_day_use(Command *command, Stay *stay, const CopiedLine *line, const CheckInWish *wish,
                                   GError **error)
{
    int64_t sold_minor =
        line->night_prices_minor->len == 0 ? 0 : g_array_index(line->night_prices_minor, int64_t, 0);
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};

    return folio_post_slept_night(command->connection, stay, stay->arrival,
                                  wish->price_reason != NULL ? wish->price_minor : sold_minor, &context, error);
}

/* The nights at the price they were sold for, or at another that somebody answers for. */
static GArray *prices_asked(const CopiedLine *line, const CheckInWish *wish)
{
    GArray *prices_minor = g_array_copy(line->night_prices_minor);

    for (guint i = 0; wish->price_reason != NULL && i < prices_minor->len; i++) {
        g_array_index(prices_minor, int64_t, i) = wish->price_minor;
    }
    return prices_minor;
}

static DatabaseStatus note_price(Command *command, const Stay *stay, const CheckInWish *wish, GError **error)
{
    return wish->price_reason != NULL
               ? stay_change_add(command, stay->stay_id, "price", wish->price_reason,
                                 json_pack("{s:I}", "price_minor", (json_int_t)wish->price_minor), error)
               : DATABASE_OK;
}

static DatabaseStatus insert_priced(Command *command, Stay *stay, const CopiedLine *line,
                                    const CheckInWish *wish, GError **error)
{
    g_autoptr(GArray) prices_minor = prices_asked(line, wish);

    DatabaseStatus status = stay_insert(command->connection, stay, prices_minor, error);
    return status == DATABASE_OK ? note_price(command, stay, wish, error) : status;
}

static DatabaseStatus keep_new_stay(Command *command, Stay *stay, const CopiedLine *line,
                                    const CheckInWish *wish, const GivenRoom *given, GError **error)
{
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};

    DatabaseStatus status = insert_priced(command, stay, line, wish, error);
    if (status == DATABASE_OK) {
        status = deposit_move_in(command->connection, stay, &context, error);
    }

    if (status == DATABASE_OK && stay->arrival == stay->departure) {
        status = post_day_use(command, stay, line, wish, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    return stay_tell_placed(command, stay, true, wish->kind, wish->extra, given->counted_type, error);
}

static DatabaseStatus begin_package(Command *command, const Stay *stay, GError **error)
{
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};

    return package_begin(command->connection, stay, &context, error);
}

/* Writes the new stay, or the one of a guest who had been given up as a no-show. */
static DatabaseStatus keep_stay(Command *command, Stay *stay, const CopiedLine *line, const CheckInWish *wish,
                                const GivenRoom *given, GError **error)
{
    DatabaseStatus status = stay->stay_id == 0
                                ? keep_new_stay(command, stay, line, wish, given, error)
                                : stay_tell_placed(command, stay, false, wish->kind, wish->extra,
                                                   given->counted_type, error);

    if (status == DATABASE_OK) {
        status = begin_package(command, stay, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    return copy_line_set_status(command->connection, stay->confirmation_number, stay->line, LINE_IN_HOUSE,
                                error);
}

static void answer_stay(Command *command, const Stay *stay, RoomHousekeeping housekeeping)
{
    command->answer_status = 201;
    command->answer = stay_to_json(stay);
    json_object_set_new(command->answer, "room_status", json_string(room_housekeeping_code(housekeeping)));
}

/* The room that was assigned, unless another one, or another type, is wanted now. */
static DatabaseStatus assigned_room(Command *command, const CopiedLine *line, const CheckInWish *wish,
                                    const LineKey *key, char **ret_room, GError **error)
{
    if (wish->room != NULL || (wish->room_type != NULL && strcmp(wish->room_type, line->room_type) != 0)) {
        *ret_room = g_strdup(wish->room);
        return DATABASE_OK;
    }
    return assignment_room(command->connection, key, command->business_date, ret_room, error);
}

static DatabaseStatus find_given(Command *command, const CopiedLine *line, const CheckInWish *wish,
                                 const LineKey *key, GivenRoom *given, GError **error)
{
    g_autofree char *room = NULL;

    DatabaseStatus status = assigned_room(command, line, wish, key, &room, error);
    if (status != DATABASE_OK) {
        return status;
    }
    bool assigned = room != NULL && wish->room == NULL;
    RoomNeed need = {.room = room,
                     .room_type = assigned                  ? NULL
                                  : wish->room_type != NULL ? wish->room_type
                                                            : line->room_type,
                     .from = command->business_date,
                     .until = MAX(line->departure, command->business_date),
                     .confirmation_number = key->confirmation_number,
                     .line = key->line};
    return check_in_find_room(command, &need, &given->room, given->room_type, &given->housekeeping, error);
}

static DatabaseStatus check_in_allowed(Command *command, Stay *stay, const CopiedLine *line,
                                       const CheckInWish *wish, GError **error)
{
    LineKey key = line_key(stay->confirmation_number, stay->line);
    GivenRoom given = {0};

    DatabaseStatus status = find_given(command, line, wish, &key, &given, error);
    if (status == DATABASE_OK) {
        status = assignment_occupy(command, &key, given.room, stay->arrival, command->business_date,
                                   stay->departure, error);
    }
    if (status != DATABASE_OK) {
        g_free(given.room);
        return status;
    }
    move_in(stay, command, wish, &given);
    status = keep_stay(command, stay, line, wish, &given, error);
    if (status == DATABASE_OK) {
        answer_stay(command, stay, given.housekeeping);
    }
    return status;
}

DatabaseStatus stay_begin_anew(OdbcConnection *connection, const CopiedReservation *reservation,
                               const CopiedLine *line, const GArray *night_prices_minor, Stay **stay,
                               GError **error)
{
    Stay *anew = stay_of_line(reservation, line);

    anew->stay_id = (*stay)->stay_id;
    anew->version = (*stay)->version;
    stay_free(*stay);
    *stay = anew;
    return stay_renew(connection, anew, night_prices_minor, error);
}

static DatabaseStatus check_in_anew(Command *command, const CopiedReservation *reservation,
                                    const CopiedLine *line, const CheckInWish *wish, Stay **stay,
                                    GError **error)
{
    g_autoptr(GArray) prices_minor = prices_asked(line, wish);
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};

    DatabaseStatus status =
        stay_begin_anew(command->connection, reservation, line, prices_minor, stay, error);
    if (status == DATABASE_OK) {
        status = note_price(command, *stay, wish, error);
    }
    return status == DATABASE_OK ? deposit_move_in(command->connection, *stay, &context, error) : status;
}

DatabaseStatus check_in_line(Command *command, const CopiedReservation *reservation, const CheckInWish *wish,
                             GError **error)
{
    const CopiedLine *line = copied_reservation_line(reservation, wish->line);
    g_autoptr(Stay) stay = NULL;

    if (line == NULL) {
        return command_refuse(command, 404, "line_not_found", "The reservation has no room line %d.",
                              wish->line);
    }
    DatabaseStatus status =
        stay_find_line(command->connection, reservation->confirmation_number, wish->line, &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_check_in_decide(line->status, stay == NULL ? STAY_NONE : stay->status,
                                               line->arrival, line->departure, command->business_date);
    if (verdict != STAY_ALLOWED) {
        return command_refuse_verdict(command, verdict);
    }
    if (stay == NULL) {
        stay = stay_of_line(reservation, line);
    } else if (stay->undone_on != NIGHT_NONE) {
        status = check_in_anew(command, reservation, line, wish, &stay, error);
    }
    return status == DATABASE_OK ? check_in_allowed(command, stay, line, wish, error) : status;
}
