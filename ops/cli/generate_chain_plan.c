#include "ops/cli/generate_chain.h"

#include <string.h>

static const GenerateBrand BRANDS[] = {
    {"GRAND", "Keyrack Grand", "钥栈大酒店", "Large hotels with lounge and ballroom",
     "设行政酒廊与宴会厅的大型酒店", 7, 320, 289, "KNG TWN ACC STE DLX CLB VUE FAM QUE", true},
    {"COURT", "Keyrack Court", "钥栈雅苑", "Full-service hotels in the city", "城市全服务酒店", 18, 230, 199,
     "KNG DBQ ACC STE DLX TWN VUE CLB FAM", true},
    {"SUITES", "Keyrack Suites", "钥栈套房", "Houses of suites with kitchens, for longer stays",
     "带厨房的套房式酒店，适合长住", 20, 120, 159, "STU STE ACC DBQ FAM VUE KNG TWN DLX", false},
    {"GARDEN", "Keyrack Garden", "钥栈花园", "Bright hotels for business and weekends",
     "商务与周末皆宜的明亮酒店", 25, 125, 149, "KNG DBQ ACC QUE DLX STE TWN FAM VUE", true},
    {"LODGE", "Keyrack Lodge", "钥栈驿居", "Small houses with the essentials done well", "小而精的驿居", 30,
     95, 109, "QUE DBQ ACC KNG FAM TWN STE DLX VUE", false},
};

static const GenerateRoomType TYPES[] = {
    {"QUE", "Queen Room", "大床房", "Queen bed, writing desk, shower", "大床，书桌，淋浴",
     "{standard: 2, max: 3, adults: 2, children: 1}", "[desk, shower]", 30, 100},
    {"KNG", "King Room", "特大床房", "King bed, armchair, writing desk, bath", "特大床，扶手椅，书桌，浴缸",
     "{standard: 2, max: 3, adults: 2, children: 1}", "[desk, bath]", 35, 108},
    {"TWN", "Twin Room", "双床房", "Two single beds, writing desk, shower", "两张单人床，书桌，淋浴",
     "{standard: 2, max: 3, adults: 2, children: 1}", "[desk, shower, twin_beds]", 20, 100},
    {"DBQ", "Double Queen Room", "双大床房", "Two queen beds, writing desk", "两张大床，书桌",
     "{standard: 2, max: 5, adults: 4, children: 3}", "[desk, bath]", 30, 114},
    {"STU", "Studio", "开放式套房", "King bed, kitchen, dining table", "特大床，厨房，餐桌",
     "{standard: 2, max: 3, adults: 2, children: 1}", "[kitchen, desk, shower]", 40, 100},
    {"DLX", "Deluxe Room", "豪华房", "King bed, sitting corner and more space", "特大床，休息区，空间更大",
     "{standard: 2, max: 4, adults: 3, children: 2}", "[desk, bath, sofa_bed]", 15, 128},
    {"VUE", "Room with a View", "景观房", "King bed and the better view", "特大床，景观更佳",
     "{standard: 2, max: 3, adults: 2, children: 1}", "[desk, bath, view]", 10, 135},
    {"CLB", "Club Room", "行政房", "High floor, breakfast and evening drinks in the lounge",
     "高楼层，含行政酒廊早餐及晚间酒水", "{standard: 2, max: 3, adults: 2, children: 1}",
     "[desk, bath, lounge, view]", 10, 165},
    {"FAM", "Family Room", "家庭房", "King bed and a corner with bunk beds", "特大床及上下铺角落",
     "{standard: 3, max: 6, adults: 4, children: 4}", "[bunk_beds, bath]", 8, 132},
    {"ACC", "Accessible Room", "无障碍客房", "Step-free, wide doors, roll-in shower",
     "无台阶，宽门，无障碍淋浴", "{standard: 2, max: 3, adults: 2, children: 1}", "[accessible, shower]", 3,
     100},
    {"STE", "Suite", "套房", "Separate bedroom and living room", "独立卧室与客厅",
     "{standard: 2, max: 5, adults: 4, children: 3}", "[sofa_bed, bath, living_room]", 7, 195},
};

enum { TYPES_IN_EVERY_HOUSE = 4 };

static const GenerateRoomType *room_type_find(const char *code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        if (strcmp(TYPES[i].code, code) == 0) {
            return &TYPES[i];
        }
    }
    g_assert_not_reached();
}

static const GenerateBrand *brand_draw(GRand *random)
{
    int drawn = g_rand_int_range(random, 0, 100);
    for (size_t i = 0; i < G_N_ELEMENTS(BRANDS); i++) {
        drawn -= BRANDS[i].share;
        if (drawn < 0) {
            return &BRANDS[i];
        }
    }
    g_assert_not_reached();
}

static const GenerateCity *city_draw(GRand *random)
{
    size_t count = 0;
    const GenerateCity *cities = generate_cities(&count);
    int total = 0;
    for (size_t i = 0; i < count; i++) {
        total += cities[i].weight;
    }
    int drawn = g_rand_int_range(random, 0, total);
    for (size_t i = 0; i < count; i++) {
        drawn -= cities[i].weight;
        if (drawn < 0) {
            return &cities[i];
        }
    }
    g_assert_not_reached();
}

static void types_draw(GenerateHotel *hotel, GRand *random)
{
    g_auto(GStrv) codes = g_strsplit(hotel->brand->types, " ", -1);
    const int available = (int)g_strv_length(codes);
    hotel->type_count = (size_t)g_rand_int_range(random, TYPES_IN_EVERY_HOUSE, available + 1);
    for (size_t i = 0; i < hotel->type_count; i++) {
        hotel->types[i] = room_type_find(codes[i]);
    }
}

static void hotel_draw(GenerateHotel *hotel, int number, GHashTable *hotels_in_city, GRand *random)
{
    hotel->number = number;
    hotel->brand = brand_draw(random);
    hotel->city = city_draw(random);
    hotel->country = generate_country(hotel->city->country);
    hotel->currency = currency_require(hotel->country->currency, NULL);
    hotel->in_city = GPOINTER_TO_INT(g_hash_table_lookup(hotels_in_city, hotel->city)) + 1;
    g_hash_table_insert(hotels_in_city, (gpointer)hotel->city, GINT_TO_POINTER(hotel->in_city));
    g_snprintf(hotel->code, sizeof hotel->code, "%s%03d", hotel->city->code, hotel->in_city);
    hotel->price_percent = g_rand_int_range(random, 75, 151);
    /* For the time being the weight of this house; rooms_share() makes rooms of it. */
    hotel->rooms = hotel->brand->size * g_rand_int_range(random, 50, 201);
    types_draw(hotel, random);
}

/* Every house has the smallest number of rooms, and of the others as many as its weight is of the sum. */
static void rooms_share(GArray *hotels, int rooms)
{
    const int64_t shared = rooms - (int64_t)hotels->len * GENERATE_ROOMS_A_HOTEL_MIN;
    int64_t weights = 0;
    int64_t weight_passed = 0;
    int64_t given = 0;
    for (guint i = 0; i < hotels->len; i++) {
        weights += g_array_index(hotels, GenerateHotel, i).rooms;
    }
    for (guint i = 0; i < hotels->len; i++) {
        GenerateHotel *hotel = &g_array_index(hotels, GenerateHotel, i);
        weight_passed += hotel->rooms;
        const int64_t until_here = shared * weight_passed / weights;
        hotel->rooms = GENERATE_ROOMS_A_HOTEL_MIN + (int)(until_here - given);
        given = until_here;
    }
}

/* As many of each type as its share says, one at least; the first type has what is left. */
static void type_rooms_share(GenerateHotel *hotel)
{
    int shares = 0;
    int left = hotel->rooms;
    for (size_t i = 0; i < hotel->type_count; i++) {
        shares += hotel->types[i]->share;
    }
    for (size_t i = 1; i < hotel->type_count; i++) {
        hotel->type_rooms[i] = MAX(1, hotel->rooms * hotel->types[i]->share / shares);
        left -= hotel->type_rooms[i];
    }
    hotel->type_rooms[0] = left;
    g_assert(left > 0);
}

GArray *generate_chain_plan(const GenerateChainOptions *options, GRand *random)
{
    g_autoptr(GHashTable) hotels_in_city = g_hash_table_new(g_direct_hash, g_direct_equal);
    GArray *hotels = g_array_new(FALSE, TRUE, sizeof(GenerateHotel));
    g_array_set_size(hotels, (guint)options->hotels);
    for (guint i = 0; i < hotels->len; i++) {
        hotel_draw(&g_array_index(hotels, GenerateHotel, i), (int)i + 1, hotels_in_city, random);
    }
    rooms_share(hotels, options->rooms);
    for (guint i = 0; i < hotels->len; i++) {
        type_rooms_share(&g_array_index(hotels, GenerateHotel, i));
    }
    return hotels;
}

char *generate_hotel_path(const GenerateHotel *hotel)
{
    return g_strdup_printf("%s/%s.yaml", hotel->country->code, hotel->code);
}

char *generate_chain_text(const GenerateChainOptions *options, const GArray *hotels)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text,
                           "# Made up by: keyrack generate chain --hotels %d --rooms %d --seed %u\n"
                           "code: KEYRACK\nname: {en: \"Keyrack Hotels\", zh: \"钥栈酒店集团\"}\nbrands:\n",
                           options->hotels, options->rooms, options->seed);
    for (size_t i = 0; i < G_N_ELEMENTS(BRANDS); i++) {
        g_string_append_printf(text,
                               "  - code: %s\n    name: {en: \"%s\", zh: \"%s\"}\n"
                               "    description: {en: \"%s\", zh: \"%s\"}\n",
                               BRANDS[i].code, BRANDS[i].name_en, BRANDS[i].name_zh, BRANDS[i].description_en,
                               BRANDS[i].description_zh);
    }
    g_string_append(text, "hotels:\n");
    for (guint i = 0; i < hotels->len; i++) {
        g_autofree char *path = generate_hotel_path(&g_array_index(hotels, GenerateHotel, i));
        g_string_append_printf(text, "  - %s\n", path);
    }
    return g_string_free(text, FALSE);
}
