#include "ops/chain_load.h"

#include "ops/chain_load_internal.h"
#include "schemas/instant.h"

#include <string.h>

static const char *brand_code(gconstpointer entry)
{
    return ((const ChainBrand *)entry)->code;
}

/* ---- one hotel ----------------------------------------------------------------------------------- */

static bool load_hotel_identity(Chain *chain, ChainHotel *hotel, const YamlNode *root, GError **error)
{
    const YamlNode *code_node = yaml_require(root, "code", error);
    const char *code = NULL;
    if (code_node == NULL || !yaml_text(code_node, &code, error))
        return false;
    if (!hotel_code_check(code, error)) {
        yaml_prefix_error(error, code_node);
        return false;
    }
    int32_t number = 0;
    if (!load_unique(root, "hotel", code, chain_hotel(chain, code), error) ||
        !load_int(root, "number", true, 1, 9999, &number, error))
        return false;
    const ChainHotel *taken = chain_hotel_by_number(chain, number);
    if (taken != NULL) {
        yaml_set_error(error, yaml_get(root, "number"), YAML_ERROR_VALUE,
                       "hotel number %d belongs to %s already; give each hotel its own", number, taken->code);
        return false;
    }
    g_strlcpy(hotel->code, code, sizeof hotel->code);
    hotel->number = number;
    return true;
}

static bool load_hotel_brand(const Chain *chain, ChainHotel *hotel, const YamlNode *root, GError **error)
{
    const YamlNode *node = yaml_require(root, "brand", error);
    const char *code = NULL;
    if (node == NULL || !yaml_text(node, &code, error))
        return false;
    hotel->brand = chain_brand(chain, code);
    if (hotel->brand == NULL)
        load_unknown(node, "brand", code, chain->brands, brand_code, error);
    return hotel->brand != NULL;
}

static bool load_hotel_address(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    static const char *const keys[] = {"street", "city", "postal_code", "region", "country", NULL};
    ChainAddress *address = &hotel->address;
    const YamlNode *node = yaml_require(root, "address", error);
    if (node == NULL || !yaml_expect(node, YAML_MAP, error) || !yaml_check_keys(node, keys, error) ||
        !load_text(node, "street", true, &address->street, error) ||
        !load_text(node, "city", true, &address->city, error) ||
        !load_text(node, "postal_code", true, &address->postal_code, error) ||
        !load_text(node, "region", false, &address->region, error) ||
        !load_text(node, "country", true, &address->country, error))
        return false;
    if (address->region == NULL)
        address->region = g_strdup("");
    if (strlen(address->country) != 2 || !g_ascii_isupper(address->country[0]) ||
        !g_ascii_isupper(address->country[1])) {
        yaml_set_error(error, yaml_get(node, "country"), YAML_ERROR_VALUE,
                       "country '%s' must be two capital letters of ISO 3166, such as PT", address->country);
        return false;
    }
    return true;
}

static bool load_hotel_currency(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    const YamlNode *node = yaml_require(root, "currency", error);
    const char *code = NULL;
    if (node == NULL || !yaml_text(node, &code, error))
        return false;
    hotel->currency = currency_require(code, error);
    if (hotel->currency == NULL)
        yaml_prefix_error(error, node);
    return hotel->currency != NULL;
}

static bool load_hotel_zone(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    if (!load_text(root, "time_zone", true, &hotel->time_zone, error))
        return false;
    hotel->zone = instant_zone_new(hotel->time_zone, error);
    if (hotel->zone == NULL)
        yaml_prefix_error(error, yaml_get(root, "time_zone"));
    return hotel->zone != NULL;
}

static bool load_hotel_place(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    return load_hotel_address(hotel, root, error) &&
           load_text(root, "telephone", true, &hotel->telephone, error) &&
           load_text(root, "email", true, &hotel->email, error) &&
           load_decimal(root, "latitude", true, 6, -90000000, 90000000, &hotel->latitude_microdegrees,
                        error) &&
           load_decimal(root, "longitude", true, 6, -180000000, 180000000, &hotel->longitude_microdegrees,
                        error) &&
           load_hotel_currency(hotel, root, error) && load_hotel_zone(hotel, root, error) &&
           load_text(root, "language", true, &hotel->language, error);
}

static bool load_hotel_times(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    return load_bool(root, "practice", false, &hotel->practice, error) &&
           load_night(root, "opens", true, &hotel->opens, error) &&
           load_int(root, "horizon_nights", false, 1, 3650, &hotel->horizon_nights, error) &&
           load_minute(root, "check_in", true, &hotel->check_in_minute, error) &&
           load_minute(root, "check_out", true, &hotel->check_out_minute, error);
}

static bool load_hotel(Chain *chain, const YamlNode *root, GError **error)
{
    static const char *const keys[] = {"code",
                                       "number",
                                       "brand",
                                       "name",
                                       "description",
                                       "address",
                                       "telephone",
                                       "email",
                                       "latitude",
                                       "longitude",
                                       "currency",
                                       "time_zone",
                                       "language",
                                       "practice",
                                       "opens",
                                       "horizon_nights",
                                       "check_in",
                                       "check_out",
                                       "seasons",
                                       "day_types",
                                       "room_types",
                                       "rooms",
                                       "cancellation_policies",
                                       "deposit_policies",
                                       "no_show",
                                       "early_departure",
                                       "taxes",
                                       "rate_plans",
                                       "allotment",
                                       NULL};
    if (!yaml_expect(root, YAML_MAP, error) || !yaml_check_keys(root, keys, error))
        return false;
    /* The hotel joins the chain first, so that a failure frees it with the chain; it has no code yet, so it
     * cannot be taken for another hotel of the same code. */
    ChainHotel *hotel = chain_hotel_add(chain);
    return load_hotel_identity(chain, hotel, root, error) && load_hotel_brand(chain, hotel, root, error) &&
           load_texts(root, "name", true, &hotel->name, error) &&
           load_texts(root, "description", true, &hotel->description, error) &&
           load_hotel_place(hotel, root, error) && load_hotel_times(hotel, root, error) &&
           load_hotel_calendar(hotel, root, error) && load_hotel_rooms(hotel, root, error) &&
           load_hotel_policies(hotel, root, error) && load_hotel_taxes(hotel, root, error) &&
           load_hotel_rate_plans(hotel, root, error) && load_hotel_allotment(hotel, root, error);
}

/* ---- the chain ----------------------------------------------------------------------------------- */

static bool load_brand(Chain *chain, const YamlNode *entry, GError **error)
{
    static const char *const keys[] = {"code", "name", "description", NULL};
    g_autofree char *code = NULL;
    if (!yaml_expect(entry, YAML_MAP, error) || !yaml_check_keys(entry, keys, error) ||
        !load_code(entry, "brand", &code, error) ||
        !load_unique(entry, "brand", code, chain_brand(chain, code), error))
        return false;
    ChainBrand *brand = chain_brand_add(chain);
    brand->code = g_steal_pointer(&code);
    return load_texts(entry, "name", true, &brand->name, error) &&
           load_texts(entry, "description", true, &brand->description, error);
}

static bool load_brands(Chain *chain, const YamlNode *root, GError **error)
{
    const YamlNode *list = yaml_require(root, "brands", error);
    if (list == NULL || !yaml_expect(list, YAML_LIST, error))
        return false;
    for (gsize i = 0; i < yaml_count(list); i++)
        if (!load_brand(chain, yaml_at(list, i), error))
            return false;
    return true;
}

static bool load_hotel_file(Chain *chain, const char *folder, const YamlNode *entry, GError **error)
{
    const char *name = NULL;
    if (!yaml_text(entry, &name, error))
        return false;
    g_autofree char *path = g_path_is_absolute(name) ? g_strdup(name) : g_build_filename(folder, name, NULL);
    g_autoptr(YamlFile) file = NULL;
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        yaml_set_error(error, entry, YAML_ERROR_FILE,
                       "there is no hotel file %s; correct the name or add the file", path);
        return false;
    }
    file = yaml_file_load(path, error);
    return file != NULL && load_hotel(chain, yaml_file_root(file), error);
}

static bool load_hotels(Chain *chain, const char *file_name, const YamlNode *root, GError **error)
{
    const YamlNode *list = yaml_require(root, "hotels", error);
    if (list == NULL || !yaml_expect(list, YAML_LIST, error))
        return false;
    if (yaml_count(list) == 0) {
        yaml_set_error(error, list, YAML_ERROR_VALUE,
                       "the chain has no hotels; list at least one hotel file");
        return false;
    }
    g_autofree char *folder = g_path_get_dirname(file_name);
    for (gsize i = 0; i < yaml_count(list); i++)
        if (!load_hotel_file(chain, folder, yaml_at(list, i), error))
            return false;
    return true;
}

Chain *chain_load(const char *file_name, GError **error)
{
    static const char *const keys[] = {"code", "name", "brands", "hotels", NULL};
    g_autoptr(Chain) chain = chain_new();
    g_autoptr(YamlFile) file = yaml_file_load(file_name, error);
    if (file == NULL)
        return NULL;
    const YamlNode *root = yaml_file_root(file);
    if (!yaml_check_keys(root, keys, error) || !load_code(root, "chain", &chain->code, error) ||
        !load_texts(root, "name", true, &chain->name, error) || !load_brands(chain, root, error) ||
        !load_hotels(chain, file_name, root, error))
        return NULL;
    chain_index(chain);
    return g_steal_pointer(&chain);
}
