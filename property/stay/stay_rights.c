#include "property/stay/stay_rights.h"

#include "property/allotment/allotment_store.h"
#include "property/copy/link.h"
#include "property/outbox/outbox_store.h"
#include "property/stay/stay_store.h"

/* The line at the centre is of the type that was sold, whatever room the guest was given. */
static DatabaseStatus tell_moved(Command *command, Stay *stay, const char *kind, Night from, Night until,
                                 int32_t used, GError **error)
{
    json_auto_t *extra = json_pack("{s:b}", "own_right", true);
    InventoryClaim claim = {.arrival = from, .departure = until, .rooms = used};
    int64_t entry;

    g_strlcpy(claim.hotel, command->property->hotel->code, sizeof claim.hotel);
    g_strlcpy(claim.room_type, stay->sold_type, sizeof claim.room_type);
    DatabaseStatus status = stay_tell(command->connection, stay, kind, extra, command->now, error);
    if (status == DATABASE_OK) {
        status = outbox_last(command->connection, &entry, error);
    }
    return status == DATABASE_OK ? allotment_use_add(command->connection, entry, &claim, 1, error) : status;
}

DatabaseStatus stay_tell_freed(Command *command, Stay *stay, const char *kind, Night from, Night until,
                               GError **error)
{
    LinkState state;

    link_read(command->property->link, &state);
    return state.connected || from >= until
               ? stay_tell(command->connection, stay, kind, NULL, command->now, error)
               : tell_moved(command, stay, kind, from, until, -1, error);
}

DatabaseStatus stay_tell_taken(Command *command, Stay *stay, Night from, Night until, GError **error)
{
    return from >= until ? stay_tell(command->connection, stay, "stay_update", NULL, command->now, error)
                         : tell_moved(command, stay, "stay_update", from, until, 1, error);
}
