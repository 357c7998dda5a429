#include "ops/chain_load.h"

#include "ops/chain_load_internal.h"
#include "ops/crew.h"
#include "schemas/instant.h"

#include <string.h>

static const char *brand_code(gconstpointer entry)
{
    return ((const ChainBrand *)entry)->code;
}

/* ---- one hotel ----------------------------------------------------------------------------------- */

static bool load_hotel_identity(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    const YamlNode *code_node = yaml_require(root, "code", error);
    const char *code = NULL;
    if (code_node == NULL || !yaml_text(code_node, &code, error))
        return false;
    if (!hotel_code_check(code, error)) {
        yaml_prefix_error(error, code_node);
        return false;
    }
    if (!load_int(root, "number", true, 1, 9999, &hotel->number, error))
        return false;
    g_strlcpy(hotel->code, code, sizeof hotel->code);
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
        address->region = chain_string("");
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
    hotel->cash_step_minor = 1;
    return hotel->currency != NULL &&
           load_amount(root, "cash_step", false, hotel->currency, 1, &hotel->cash_step_minor, error);
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

/* Some countries want none on an invoice. */
static bool load_hotel_tax_number(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    if (yaml_get(root, "tax_number") != NULL)
        return load_text(root, "tax_number", true, &hotel->tax_number, error);
    hotel->tax_number = chain_string("");
    return true;
}

static bool load_hotel_place(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    return load_hotel_address(hotel, root, error) &&
           load_text(root, "telephone", true, &hotel->telephone, error) &&
           load_text(root, "email", true, &hotel->email, error) &&
           load_hotel_tax_number(hotel, root, error) &&
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

static bool load_hotel(const Chain *chain, ChainHotel *hotel, const YamlNode *root, GError **error)
{
    static const char *const keys[] = {"code",
                                       "number",
                                       "brand",
                                       "name",
                                       "description",
                                       "address",
                                       "telephone",
                                       "email",
                                       "tax_number",
                                       "latitude",
                                       "longitude",
                                       "currency",
                                       "cash_step",
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
                                       "late_check_out",
                                       "packages",
                                       "taxes",
                                       "rate_plans",
                                       "allotment",
                                       NULL};
    if (!yaml_expect(root, YAML_MAP, error) || !yaml_check_keys(root, keys, error))
        return false;
    return load_hotel_identity(hotel, root, error) && load_hotel_brand(chain, hotel, root, error) &&
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
    g_autoptr(GRefString) code = NULL;
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

static bool check_registration_fields(const YamlNode *entry, char *const *fields, GError **error)
{
    for (gsize i = 0; fields != NULL && fields[i] != NULL; i++)
        if (!g_strv_contains((const gchar *const *)chain_registration_fields, fields[i])) {
            g_autofree char *known = g_strjoinv(", ", (char **)chain_registration_fields);
            yaml_set_error(error, yaml_at(yaml_get(entry, "required"), i), YAML_ERROR_VALUE,
                           "a registration card has no field '%s'; known are %s", fields[i], known);
            return false;
        }
    return true;
}

static bool load_registration(Chain *chain, const YamlNode *entry, GError **error)
{
    static const char *const keys[] = {"country", "required", "keep_days", NULL};
    if (!yaml_expect(entry, YAML_MAP, error) || !yaml_check_keys(entry, keys, error))
        return false;
    ChainRegistration *registration = chain_registration_add(chain);
    return load_text(entry, "country", true, &registration->country, error) &&
           load_words(entry, "required", &registration->required, error) &&
           load_int(entry, "keep_days", false, 0, 3650, &registration->keep_days, error) &&
           check_registration_fields(entry, registration->required, error);
}

/* By country, since the law is; a country that is not listed asks for nothing. */
static bool load_registrations(Chain *chain, const YamlNode *root, GError **error)
{
    const YamlNode *list = yaml_get(root, "registration");
    if (list == NULL)
        return true;
    if (!yaml_expect(list, YAML_LIST, error))
        return false;
    for (gsize i = 0; i < yaml_count(list); i++)
        if (!load_registration(chain, yaml_at(list, i), error))
            return false;
    return true;
}

/* Hotel files are read side by side: the chain's brands are there by then, and nothing else of it is needed.
 */
typedef struct {
    const Chain *chain;
    const char *folder; /* that the files' names are relative to */
    const YamlNode *list;
    ChainHotel **hotels; /* NULL where it could not be read */
} HotelFiles;

static char *hotel_file_path(const HotelFiles *files, gsize index, GError **error)
{
    const YamlNode *entry = yaml_at(files->list, index);
    const char *name = NULL;
    if (!yaml_text(entry, &name, error))
        return NULL;
    g_autofree char *path =
        g_path_is_absolute(name) ? g_strdup(name) : g_build_filename(files->folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer(&path);
    yaml_set_error(error, entry, YAML_ERROR_FILE,
                   "there is no hotel file %s; correct the name or add the file", path);
    return NULL;
}

static bool load_hotel_file(gpointer state, guint index, gpointer user, GError **error)
{
    (void)state;
    HotelFiles *files = user;
    g_autofree char *path = hotel_file_path(files, index, error);
    g_autoptr(YamlFile) file = path != NULL ? yaml_file_load(path, error) : NULL;
    g_autoptr(ChainHotel) hotel = chain_hotel_new();
    if (file == NULL || !load_hotel(files->chain, hotel, yaml_file_root(file), error))
        return false;
    files->hotels[index] = g_steal_pointer(&hotel);
    return true;
}

/* The file of a hotel whose code or number is taken is read once more, to say where that stands. */
static bool hotel_taken_refuse(const HotelFiles *files, gsize index, const ChainHotel *same_code,
                               const ChainHotel *same_number, GError **error)
{
    g_autofree char *path = hotel_file_path(files, index, error);
    g_autoptr(YamlFile) file = path != NULL ? yaml_file_load(path, error) : NULL;
    if (file == NULL ||
        !load_unique(yaml_file_root(file), "hotel", files->hotels[index]->code, same_code, error))
        return false;
    yaml_set_error(error, yaml_get(yaml_file_root(file), "number"), YAML_ERROR_VALUE,
                   "hotel number %d belongs to %s already; give each hotel its own", same_number->number,
                   same_number->code);
    return false;
}

/* In the order of the list; where one is missing, the list ends. Says whether all of them joined. */
static bool hotels_join(Chain *chain, HotelFiles *files, gsize count, GError **error)
{
    g_autoptr(GHashTable) codes = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) numbers = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (gsize i = 0; i < count && files->hotels[i] != NULL; i++) {
        ChainHotel *hotel = files->hotels[i];
        const ChainHotel *same_code = g_hash_table_lookup(codes, hotel->code);
        const ChainHotel *same_number = g_hash_table_lookup(numbers, GINT_TO_POINTER(hotel->number));
        if (same_code != NULL || same_number != NULL)
            return hotel_taken_refuse(files, i, same_code, same_number, error);
        g_hash_table_insert(codes, hotel->code, hotel);
        g_hash_table_insert(numbers, GINT_TO_POINTER(hotel->number), hotel);
        chain_hotel_join(chain, hotel);
        files->hotels[i] = NULL;
    }
    return true;
}

static bool load_hotel_files(Chain *chain, HotelFiles *files, gsize count, GError **error)
{
    const Crew crew = {.name = "hotel files", .tasks = (guint)count, .run = load_hotel_file, .user = files};
    g_autoptr(GError) unread = NULL;
    crew_run(&crew, &unread);
    bool good = hotels_join(chain, files, count, error);
    /* Two hotels of one code before the file that could not be read: the first slip of the list is told. */
    if (good && unread != NULL)
        g_propagate_error(error, g_steal_pointer(&unread));
    for (gsize i = 0; i < count; i++)
        chain_hotel_free(files->hotels[i]);
    return good && chain->hotels->len == count;
}

static bool load_hotels(Chain *chain, const char *file_name, const YamlNode *root, GError **error)
{
    const YamlNode *list = yaml_require(root, "hotels", error);
    if (list == NULL || !yaml_expect(list, YAML_LIST, error))
        return false;
    const gsize count = yaml_count(list);
    if (count == 0) {
        yaml_set_error(error, list, YAML_ERROR_VALUE,
                       "the chain has no hotels; list at least one hotel file");
        return false;
    }
    g_autofree char *folder = g_path_get_dirname(file_name);
    g_autofree ChainHotel **hotels = g_new0(ChainHotel *, count);
    HotelFiles files = {.chain = chain, .folder = folder, .list = list, .hotels = hotels};
    return load_hotel_files(chain, &files, count, error);
}

Chain *chain_load(const char *file_name, GError **error)
{
    static const char *const keys[] = {"code", "name", "brands", "registration", "hotels", NULL};
    g_autoptr(Chain) chain = chain_new();
    g_autoptr(YamlFile) file = yaml_file_load(file_name, error);
    if (file == NULL)
        return NULL;
    const YamlNode *root = yaml_file_root(file);
    if (!yaml_check_keys(root, keys, error) || !load_code(root, "chain", &chain->code, error) ||
        !load_texts(root, "name", true, &chain->name, error) || !load_brands(chain, root, error) ||
        !load_registrations(chain, root, error) || !load_hotels(chain, file_name, root, error))
        return NULL;
    chain_index(chain);
    return g_steal_pointer(&chain);
}
