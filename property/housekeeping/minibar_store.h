#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_MINIBAR_STORE_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_MINIBAR_STORE_H

/* What stands in the minibars, what was taken, and what is to be filled up. Desk thread only; writes inside a
 * transaction. */

#include "ops/odbc.h"
#include "property/folio/folio_rules.h"
#include "schemas/chain.h"
#include "schemas/instant.h"
#include <jansson.h>

typedef struct MinibarItem {
    char *item;
    char *english;
    char *chinese;
    int64_t price_minor;
    char *department; /* code of a FolioDepartment */
} MinibarItem;

void minibar_item_clear(MinibarItem *item);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MinibarItem, minibar_item_clear)

/* The list as the API shows it, with the taxes of each price on a day; new reference. */
DatabaseStatus minibar_items_to_json(OdbcConnection *connection, const ChainHotel *hotel, Night date,
                                     json_t **ret_items, GError **error);

/* Replaces the list with an array of MinibarItem. */
DatabaseStatus minibar_items_write(OdbcConnection *connection, const GArray *items, GError **error);

/* An item of the list; its `item` stays NULL when there is none. `ret_item` has been zeroed. */
DatabaseStatus minibar_item_find(OdbcConnection *connection, const char *item, MinibarItem *ret_item,
                                 GError **error);

/* The stay that pays for a room: of the guest in it, else of the last one who left since `left_from`; 0:
 * none.
 */
DatabaseStatus minibar_payer_find(OdbcConnection *connection, const char *room, Night left_from,
                                  int64_t *ret_stay_id, GError **error);

/* Whether the guest of a stay has the room, or had it in a night since `from`. */
DatabaseStatus minibar_had_room(OdbcConnection *connection, int64_t stay_id, const char *room, Night from,
                                bool *ret_had, GError **error);

typedef struct MinibarUse {
    Night business_date;
    const char *room;
    int64_t stay_id;
    const char *item;
    int quantity;
    int64_t amount_minor;
    int64_t posting_number;
    bool late;
    const char *noted_by;
    Instant noted_at;
} MinibarUse;

DatabaseStatus minibar_use_add(OdbcConnection *connection, const MinibarUse *use, GError **error);

/* Everything of a room is filled up. */
DatabaseStatus minibar_refilled(OdbcConnection *connection, const char *room, const char *staff, Instant now,
                                GError **error);

/* What a phone must know to work alone: who left lately, [{room, stay_id, left_at}], the stays that
 * charge nothing to their room, and what is to be filled up, [{room, item, quantity}]. New references. */
DatabaseStatus minibar_left_to_json(OdbcConnection *connection, Night left_from, json_t **ret_left,
                                    GError **error);
DatabaseStatus minibar_no_post_to_json(OdbcConnection *connection, Night left_from, json_t **ret_stays,
                                       GError **error);
DatabaseStatus minibar_refills_to_json(OdbcConnection *connection, json_t **ret_refills, GError **error);

/* What was taken on a day and, with `open`, what is still to be filled up from earlier days, by room; new
 * reference. */
DatabaseStatus minibar_uses_to_json(OdbcConnection *connection, Night date, bool open, json_t **ret_uses,
                                    GError **error);

#endif
