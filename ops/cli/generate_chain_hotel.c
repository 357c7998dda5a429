#include "ops/cli/generate_chain.h"

enum {
    ROOMS_A_FLOOR = 24,
    FLOORS_MAX = 50, /* of a house whose floors are not full */
    ROOMS_A_FLOOR_MAX = 99,
    OVERBOOKING_PERCENT = 3,
    SPREAD_DEGREES = 30, /* hundredths of a degree that a house lies from its city's middle, at most */
};

static void append_place(GString *text, const GenerateHotel *hotel, GRand *random)
{
    static const char *const streets[] = {"Station Road",    "Market Street", "Airport Boulevard",
                                          "Park Avenue",     "River Street",  "Convention Way",
                                          "University Drive"};
    const GenerateCity *city = hotel->city;
    /* The sum of two draws lies near the middle more often than far out. */
    const int spread = SPREAD_DEGREES / 2;
    const int north = g_rand_int_range(random, -spread * 100, spread * 100) +
                      g_rand_int_range(random, -spread * 100, spread * 100);
    const int east = g_rand_int_range(random, -spread * 100, spread * 100) +
                     g_rand_int_range(random, -spread * 100, spread * 100);
    const int latitude = city->latitude * 100 + north;
    const int longitude = city->longitude * 100 + east;
    g_string_append_printf(text, "address: {street: \"%d %s\", city: \"%s\", postal_code: \"%05d\"",
                           g_rand_int_range(random, 1, 9000),
                           streets[g_rand_int_range(random, 0, G_N_ELEMENTS(streets))], city->name_en,
                           g_rand_int_range(random, 1000, 99999));
    if (city->region[0] != '\0') {
        g_string_append_printf(text, ", region: \"%s\"", city->region);
    }
    g_string_append_printf(text,
                           ", country: %s}\ntelephone: \"%s 555 %03d %04d\"\nemail: %s@keyrack.example\n"
                           "latitude: %s%d.%04d\nlongitude: %s%d.%04d\n",
                           city->country, hotel->country->telephone, hotel->number / 100,
                           hotel->number % 100 * 100, hotel->code, latitude < 0 ? "-" : "",
                           ABS(latitude) / 10000, ABS(latitude) % 10000, longitude < 0 ? "-" : "",
                           ABS(longitude) / 10000, ABS(longitude) % 10000);
}

static void append_identity(GString *text, const GenerateHotel *hotel, GRand *random)
{
    const GenerateBrand *brand = hotel->brand;
    const GenerateCity *city = hotel->city;
    g_string_append_printf(text,
                           "code: %s\nnumber: %d\nbrand: %s\nname: {en: \"%s %s %d\", zh: \"%s(%s %d)\"}\n"
                           "description: {en: \"%s\", zh: \"%s\"}\n",
                           hotel->code, hotel->number, brand->code, brand->name_en, city->name_en,
                           hotel->in_city, brand->name_zh, city->name_zh, hotel->in_city,
                           brand->description_en, brand->description_zh);
    append_place(text, hotel, random);
    g_string_append_printf(
        text,
        "currency: %s\ntime_zone: %s\nlanguage: %s\nopens: %d-%02d-01\nhorizon_nights: 550\n"
        "check_in: \"%d:00\"\ncheck_out: \"%d:00\"\n\n",
        hotel->country->currency, city->time_zone, hotel->country->language,
        g_rand_int_range(random, 1985, 2025), g_rand_int_range(random, 1, 13),
        g_rand_int_range(random, 14, 17), g_rand_int_range(random, 11, 13));
}

static void append_room_types(GString *text, const GenerateHotel *hotel)
{
    g_string_append(text, "room_types:\n");
    for (size_t i = 0; i < hotel->type_count; i++) {
        const GenerateRoomType *type = hotel->types[i];
        const int rooms = hotel->type_rooms[i];
        g_string_append_printf(text,
                               "  - code: %s\n    name: {en: \"%s\", zh: \"%s\"}\n"
                               "    description: {en: \"%s\", zh: \"%s\"}\n    occupancy: %s\n"
                               "    features: %s\n    rooms: %d\n    sell_limit: %d\n",
                               type->code, type->name_en, type->name_zh, type->description_en,
                               type->description_zh, type->occupancy, type->features, rooms,
                               rooms + rooms * OVERBOOKING_PERCENT / 100);
    }
}

/* Rooms 101, 102 … 201 …, the types one after the other from the ground up. */
static void append_rooms(GString *text, const GenerateHotel *hotel)
{
    const int floors = MAX(CLAMP(hotel->rooms / ROOMS_A_FLOOR, 2, FLOORS_MAX),
                           (hotel->rooms + ROOMS_A_FLOOR_MAX - 1) / ROOMS_A_FLOOR_MAX);
    const int a_floor = (hotel->rooms + floors - 1) / floors;
    int floor = 1;
    int taken = 0; /* of this floor */
    g_string_append(text, "rooms:\n");
    for (size_t i = 0; i < hotel->type_count; i++) {
        for (int left = hotel->type_rooms[i]; left > 0;) {
            const int here = MIN(left, a_floor - taken);
            const int first = floor * 100 + taken + 1;
            g_string_append_printf(text, "  - {type: %s, floor: %d, numbers: [\"%d-%d\"]}\n",
                                   hotel->types[i]->code, floor, first, first + here - 1);
            left -= here;
            taken += here;
            if (taken == a_floor) {
                floor++;
                taken = 0;
            }
        }
    }
    g_string_append_c(text, '\n');
}

char *generate_hotel_text(const GenerateHotel *hotel, GRand *random)
{
    GString *text = g_string_sized_new(10000);
    append_identity(text, hotel, random);
    append_room_types(text, hotel);
    append_rooms(text, hotel);
    generate_rates_append(text, hotel);
    return g_string_free(text, FALSE);
}
