#include "property/stay/stay_rights.h"

#include "property/allotment/allotment_store.h"
#include "property/copy/copy_store.h"
#include "property/copy/link.h"
#include "property/outbox/outbox_store.h"
#include "property/stay/stay_store.h"
#include "schemas/confirmation.h"
#include <string.h>

/* The last entry uses rooms of that type, or gives them to the hotel where `rooms` is below 0. */
static DatabaseStatus use_rooms(Command *command, const char *room_type, Night from, Night until, int32_t rooms,
                                GError **error)
{
    InventoryClaim claim = {.arrival = from, .departure = until, .rooms = rooms};
    int64_t entry;

    g_strlcpy(claim.hotel, command->property->hotel->code, sizeof claim.hotel);
    g_strlcpy(claim.room_type, room_type, sizeof claim.room_type);
    DatabaseStatus status = outbox_last(command->connection, &entry, error);
    return status == DATABASE_OK ? allotment_use_add(command->connection, entry, &claim, 1, error) : status;
}

/* The centre counts the type the guest lives in, whatever was sold. */
static DatabaseStatus tell_moved(Command *command, Stay *stay, const char *kind, Night from, Night until,
                                 int32_t used, GError **error)
{
    json_auto_t *extra = json_pack("{s:b}", "own_right", true);

    DatabaseStatus status = stay_tell(command->connection, stay, kind, extra, command->now, error);
    return status == DATABASE_OK ? use_rooms(command, stay->room_type, from, until, used, error) : status;
}

static bool is_cut_off(const Command *command)
{
    LinkState state;

    link_read(command->property->link, &state);
    return !state.connected;
}

/* Taken in by the hotel alone, in one entry that the centre has not merged yet. */
static bool is_own_walk_in(const Command *command, const Stay *stay, int64_t version, const json_t *document)
{
    ConfirmationNumber number;
    const char *channel = json_string_value(json_object_get(document, "channel"));

    return version == 0 && g_strcmp0(channel, "walk-in") == 0 &&
           confirmation_parse(stay->confirmation_number, &number, NULL) &&
           confirmation_hotel_number(&number) == command->property->hotel->number;
}

/* Whether nights that the guest gives up may stay with the hotel: the line is cut, and nobody at the centre can have
 * changed or cancelled the reservation meanwhile, for it knew that the guest is there, or does not know of it at all.
 * Otherwise others may have bought the same nights already. */
static DatabaseStatus keeps_given_up(Command *command, const Stay *stay, bool *ret_keeps, GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;
    json_auto_t *document = NULL;
    int64_t version;

    *ret_keeps = false;
    if (!is_cut_off(command)) {
        return DATABASE_OK;
    }
    DatabaseStatus status =
        copy_reservation_find(command->connection, stay->confirmation_number, &reservation, &document, error);
    if (status == DATABASE_OK) {
        status = copy_reservation_version(command->connection, stay->confirmation_number, &version, error);
    }
    if (status == DATABASE_OK && reservation != NULL) {
        const CopiedLine *line = copied_reservation_line(reservation, stay->line);
        *ret_keeps = (line != NULL && line->status == LINE_IN_HOUSE) ||
                     is_own_walk_in(command, stay, version, document);
    }
    return status;
}

DatabaseStatus stay_tell_freed(Command *command, Stay *stay, const char *kind, Night from, Night until,
                               GError **error)
{
    bool keeps = false;

    DatabaseStatus status =
        from < until ? keeps_given_up(command, stay, &keeps, error) : DATABASE_OK; /* no night: nothing to ask */
    if (status != DATABASE_OK) {
        return status;
    }
    return keeps ? tell_moved(command, stay, kind, from, until, -1, error)
                 : stay_tell(command->connection, stay, kind, NULL, command->now, error);
}

DatabaseStatus stay_tell_taken(Command *command, Stay *stay, Night from, Night until, GError **error)
{
    return from >= until ? stay_tell(command->connection, stay, "stay_update", NULL, command->now, error)
                         : tell_moved(command, stay, "stay_update", from, until, 1, error);
}

static DatabaseStatus put_told(Command *command, Stay *stay, bool is_new, const char *kind, const json_t *extra,
                               GError **error)
{
    return is_new ? stay_announce(command->connection, stay, kind, extra, command->now, error)
                  : stay_tell(command->connection, stay, kind, extra, command->now, error);
}

static DatabaseStatus tell_other_type(Command *command, Stay *stay, bool is_new, const char *kind,
                                      const json_t *extra, const char *left_type, GError **error)
{
    json_auto_t *with_right = extra != NULL ? json_copy((json_t *)extra) : json_object();
    Night from = MAX(command->business_date, stay->arrival);
    bool keeps_left;

    DatabaseStatus status = keeps_given_up(command, stay, &keeps_left, error);
    if (status == DATABASE_OK) {
        json_object_set_new(with_right, "own_right", json_boolean(keeps_left));
        status = put_told(command, stay, is_new, kind, with_right, error);
    }
    if (status == DATABASE_OK) {
        status = use_rooms(command, stay->room_type, from, stay->departure, 1, error);
    }
    return status == DATABASE_OK && keeps_left
               ? use_rooms(command, left_type, from, stay->departure, -1, error)
               : status;
}

DatabaseStatus stay_tell_placed(Command *command, Stay *stay, bool is_new, const char *kind, const json_t *extra,
                                const char *left_type, GError **error)
{
    bool same = strcmp(left_type, stay->room_type) == 0 || stay->shares_with != 0;

    return same ? put_told(command, stay, is_new, kind, extra, error)
                : tell_other_type(command, stay, is_new, kind, extra, left_type, error);
}
