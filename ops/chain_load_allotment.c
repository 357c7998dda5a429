/* The rooms a hotel is granted for itself, so that it can go on selling when its line is cut. */
#include "ops/chain_load_internal.h"

enum {
    NIGHTS_AHEAD_MAX = 60,
    ROOMS_MAX = 9999,
    PERCENT_DECIMALS = 2,
    BASIS_POINTS_MAX = 10000,
    LEASE_MINUTES_MAX = 60 * 24 * 90, /* as long as the centre remembers what a hotel asked */
    MARGIN_MINUTES_MAX = 60 * 24,
};

/* Two nights of a tenth of the limit last over a line that is cut until a technician comes; four days of
 * lease outlive them, so nothing the hotel has been granted is sold twice. */
static const ChainAllotment allotment_default = {
    .rule = {.nights_ahead = 2, .basis_points = 1000, .keep = 1},
    .lease_minutes = 5760,
    .margin_minutes = 15,
};

static bool read_rule(const YamlNode *node, ChainAllotmentRule *rule, GError **error)
{
    if (yaml_get(node, "rooms") != NULL && yaml_get(node, "percent") != NULL) {
        yaml_set_error(error, yaml_get(node, "percent"), YAML_ERROR_VALUE,
                       "an allotment is a number of rooms or a percentage of the limit; keep one of the two");
        return false;
    }
    if (yaml_get(node, "percent") != NULL)
        rule->rooms = 0;
    return load_int(node, "nights_ahead", false, 0, NIGHTS_AHEAD_MAX, &rule->nights_ahead, error) &&
           load_int(node, "rooms", false, 0, ROOMS_MAX, &rule->rooms, error) &&
           load_decimal(node, "percent", false, PERCENT_DECIMALS, 0, BASIS_POINTS_MAX, &rule->basis_points,
                        error) &&
           load_int(node, "keep", false, 0, ROOMS_MAX, &rule->keep, error);
}

static const char *room_type_code(gconstpointer entry)
{
    return ((const ChainRoomType *)entry)->code;
}

static bool read_room_type(ChainHotel *hotel, const YamlNode *map, gsize index, GError **error)
{
    static const char *const keys[] = {"nights_ahead", "rooms", "percent", "keep", NULL};
    const char *code = yaml_key_at(map, index);
    ChainRoomType *type = NULL;
    for (guint i = 0; i < hotel->room_types->len && type == NULL; i++)
        if (g_str_equal(room_type_code(hotel->room_types->pdata[i]), code))
            type = hotel->room_types->pdata[i];
    if (type == NULL) {
        load_unknown(yaml_key_node_at(map, index), "room type", code, hotel->room_types, room_type_code,
                     error);
        return false;
    }
    const YamlNode *node = yaml_at(map, index);
    return yaml_expect(node, YAML_MAP, error) && yaml_check_keys(node, keys, error) &&
           read_rule(node, &type->allotment, error);
}

static bool read_room_types(ChainHotel *hotel, const YamlNode *node, GError **error)
{
    const YamlNode *map = yaml_get(node, "room_types");
    if (map == NULL)
        return true;
    if (!yaml_expect(map, YAML_MAP, error))
        return false;
    for (gsize i = 0; i < yaml_count(map); i++)
        if (!read_room_type(hotel, map, i, error))
            return false;
    return true;
}

static bool read_allotment(const YamlNode *node, ChainAllotment *allotment, GError **error)
{
    static const char *const keys[] = {"nights_ahead",  "rooms",          "percent",    "keep",
                                       "lease_minutes", "margin_minutes", "room_types", NULL};
    return yaml_expect(node, YAML_MAP, error) && yaml_check_keys(node, keys, error) &&
           read_rule(node, &allotment->rule, error) &&
           load_int(node, "lease_minutes", false, 1, LEASE_MINUTES_MAX, &allotment->lease_minutes, error) &&
           load_int(node, "margin_minutes", false, 1, MARGIN_MINUTES_MAX, &allotment->margin_minutes, error);
}

bool load_hotel_allotment(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    const YamlNode *node = yaml_get(root, "allotment");
    hotel->allotment = allotment_default;
    if (node != NULL && !read_allotment(node, &hotel->allotment, error))
        return false;
    for (guint i = 0; i < hotel->room_types->len; i++)
        ((ChainRoomType *)hotel->room_types->pdata[i])->allotment = hotel->allotment.rule;
    return node == NULL || read_room_types(hotel, node, error);
}
