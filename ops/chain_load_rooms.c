#include "ops/chain_load_internal.h"

#include <string.h>

enum {
    ROOM_NUMBER_LENGTH_MAX = CHAIN_ROOM_NUMBER_SIZE - 1,
    ROOMS_MAX = 10000,
};

static const char *room_type_code(gconstpointer entry)
{
    return ((const ChainRoomType *)entry)->code;
}

/* ---- room types ---------------------------------------------------------------------------------- */

static bool read_occupancy(ChainRoomType *room_type, const YamlNode *entry, GError **error)
{
    static const char *const keys[] = {"standard", "max", "adults", "children", NULL};
    const YamlNode *node = yaml_require(entry, "occupancy", error);
    if (node == NULL || !yaml_expect(node, YAML_MAP, error) || !yaml_check_keys(node, keys, error) ||
        !load_int(node, "standard", true, 1, 99, &room_type->standard_occupancy, error) ||
        !load_int(node, "max", true, 1, 99, &room_type->max_occupancy, error) ||
        !load_int(node, "adults", true, 1, 99, &room_type->max_adults, error) ||
        !load_int(node, "children", true, 0, 99, &room_type->max_children, error))
        return false;
    if (room_type->standard_occupancy > room_type->max_adults ||
        room_type->max_adults > room_type->max_occupancy) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "occupancy of %s must keep standard <= adults <= max, but is %d, %d and %d",
                       room_type->code, room_type->standard_occupancy, room_type->max_adults,
                       room_type->max_occupancy);
        return false;
    }
    return true;
}

static bool read_room_type(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    const YamlNode *code_node = yaml_require(entry, "code", error);
    const char *code = NULL;
    if (code_node == NULL || !yaml_text(code_node, &code, error))
        return false;
    if (!room_type_code_check(code, error)) {
        yaml_prefix_error(error, code_node);
        return false;
    }
    if (!load_unique(entry, "room type", code, hotel_room_type(hotel, code), error))
        return false;
    ChainRoomType *room_type = hotel_room_type_add(hotel);
    g_strlcpy(room_type->code, code, sizeof room_type->code);
    return load_texts(entry, "name", true, &room_type->name, error) &&
           load_texts(entry, "description", true, &room_type->description, error) &&
           read_occupancy(room_type, entry, error) &&
           load_words(entry, "features", &room_type->features, error) &&
           load_int(entry, "rooms", true, 0, ROOMS_MAX, &room_type->room_count, error) &&
           load_int(entry, "sell_limit", true, 0, ROOMS_MAX, &room_type->sell_limit, error);
}

/* ---- rooms --------------------------------------------------------------------------------------- */

/* What the rooms of one entry share. */
typedef struct RoomEntry {
    const YamlNode *node; /* of the number being read */
    const ChainRoomType *room_type;
    int32_t floor;
    char **features;
} RoomEntry;

static bool room_add(ChainHotel *hotel, const RoomEntry *entry, const char *number, GError **error)
{
    gsize length = strlen(number);
    if (length == 0 || length > ROOM_NUMBER_LENGTH_MAX ||
        strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != length) {
        yaml_set_error(error, entry->node, YAML_ERROR_VALUE,
                       "room number '%s' must be 1 to %d digits and upper-case letters", number,
                       ROOM_NUMBER_LENGTH_MAX);
        return false;
    }
    if (hotel_room(hotel, number) != NULL) {
        yaml_set_error(error, entry->node, YAML_ERROR_VALUE, "room %s stands twice; list each room once",
                       number);
        return false;
    }
    ChainRoom *room = hotel_room_add(hotel);
    g_strlcpy(room->number, number, sizeof room->number);
    room->room_type = entry->room_type;
    room->floor = entry->floor;
    room->features = entry->features;
    return true;
}

static bool range_refuse(const RoomEntry *entry, const char *range, GError **error)
{
    yaml_set_error(error, entry->node, YAML_ERROR_VALUE,
                   "room range '%s' must be two numbers of equal length, the lower first, such as 101-140",
                   range);
    return false;
}

/* "101-140": numbers keep the width of the first, so "001-020" works. */
static bool room_range_add(ChainHotel *hotel, const RoomEntry *entry, const char *range, GError **error)
{
    g_auto(GStrv) ends = g_strsplit(range, "-", 2);
    guint64 first = 0;
    guint64 last = 0;
    if (strlen(ends[0]) != strlen(ends[1]) ||
        !g_ascii_string_to_unsigned(ends[0], 10, 0, G_MAXUINT32, &first, NULL) ||
        !g_ascii_string_to_unsigned(ends[1], 10, 0, G_MAXUINT32, &last, NULL) || first > last ||
        last - first >= ROOMS_MAX)
        return range_refuse(entry, range, error);
    for (guint64 number = first; number <= last; number++) {
        g_autofree char *text = g_strdup_printf("%0*" G_GUINT64_FORMAT, (int)strlen(ends[0]), number);
        if (!room_add(hotel, entry, text, error))
            return false;
    }
    return true;
}

static bool read_room_numbers(ChainHotel *hotel, RoomEntry *shared, const YamlNode *entry, GError **error)
{
    const YamlNode *list = yaml_require(entry, "numbers", error);
    if (list == NULL || !yaml_expect(list, YAML_LIST, error))
        return false;
    for (gsize i = 0; i < yaml_count(list); i++) {
        const char *text = NULL;
        shared->node = yaml_at(list, i);
        if (!yaml_text(shared->node, &text, error))
            return false;
        bool added = strchr(text, '-') != NULL ? room_range_add(hotel, shared, text, error)
                                               : room_add(hotel, shared, text, error);
        if (!added)
            return false;
    }
    return true;
}

static bool read_connecting_pair(ChainHotel *hotel, const YamlNode *node, GError **error)
{
    const char *text = NULL;
    if (!yaml_text(node, &text, error))
        return false;
    g_auto(GStrv) numbers = g_strsplit(text, "+", 2);
    ChainRoom *rooms[2] = {NULL, NULL};
    for (int i = 0; i < 2 && numbers[i] != NULL; i++)
        rooms[i] = (ChainRoom *)hotel_room(hotel, numbers[i]);
    if (rooms[0] == NULL || rooms[1] == NULL || rooms[0] == rooms[1]) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "connecting rooms '%s' must be two rooms listed before, such as \"101+102\"", text);
        return false;
    }
    if (rooms[0]->connecting != NULL || rooms[1]->connecting != NULL) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "one of '%s' connects to another room already", text);
        return false;
    }
    rooms[0]->connecting = rooms[1];
    rooms[1]->connecting = rooms[0];
    return true;
}

static bool read_connecting(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    const YamlNode *list = yaml_get(entry, "connecting");
    if (list != NULL && !yaml_expect(list, YAML_LIST, error))
        return false;
    for (gsize i = 0; list != NULL && i < yaml_count(list); i++)
        if (!read_connecting_pair(hotel, yaml_at(list, i), error))
            return false;
    return true;
}

static bool read_rooms(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    const YamlNode *type_node = yaml_require(entry, "type", error);
    const char *code = NULL;
    g_auto(GStrv) features = NULL;
    if (type_node == NULL || !yaml_text(type_node, &code, error))
        return false;
    RoomEntry shared = {.room_type = hotel_room_type(hotel, code)};
    if (shared.room_type == NULL) {
        load_unknown(type_node, "room type", code, hotel->room_types, room_type_code, error);
        return false;
    }
    if (!load_int(entry, "floor", true, -9, 200, &shared.floor, error) ||
        !load_words(entry, "features", &features, error))
        return false;
    shared.features = features;
    g_ptr_array_add(hotel->room_features, g_steal_pointer(&features));
    return read_room_numbers(hotel, &shared, entry, error) && read_connecting(hotel, entry, error);
}

/* The count is stated beside the list on purpose: a slip in a range must not silently change what is sold. */
static bool rooms_check(const ChainHotel *hotel, const YamlNode *root, GError **error)
{
    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *room_type = hotel->room_types->pdata[i];
        int32_t listed = 0;
        for (guint j = 0; j < hotel->rooms->len; j++)
            listed += ((const ChainRoom *)hotel->rooms->pdata[j])->room_type == room_type ? 1 : 0;
        if (listed != room_type->room_count) {
            const YamlNode *entry = yaml_at(yaml_get(root, "room_types"), i);
            yaml_set_error(error, yaml_get(entry, "rooms"), YAML_ERROR_VALUE,
                           "room type %s says %d rooms but %d are listed; correct the number or the list",
                           room_type->code, room_type->room_count, listed);
            return false;
        }
    }
    return true;
}

bool load_hotel_rooms(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    static const char *const type_keys[] = {"code",     "name",  "description", "occupancy",
                                            "features", "rooms", "sell_limit",  NULL};
    static const char *const room_keys[] = {"type", "floor", "numbers", "features", "connecting", NULL};
    return load_list(hotel, root, "room_types", true, type_keys, read_room_type, error) &&
           load_list(hotel, root, "rooms", true, room_keys, read_rooms, error) &&
           rooms_check(hotel, root, error);
}
