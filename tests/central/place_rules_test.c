#include "central/rate/place_rules.h"

#include <math.h>

#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

static Chain *chain;
static PlaceIndex *places;

static gboolean found_by_words(const char *hotel, const char *place)
{
    g_autoptr(GArray) found = place_index_by_words(places, place);
    for (guint i = 0; i < found->len; i++)
        if (g_array_index(found, PlaceFound, i).hotel == chain_hotel(chain, hotel))
            return TRUE;
    return FALSE;
}

static void test_words_begin_words(void)
{
    CU_ASSERT_TRUE(found_by_words("ZRH", "zrh"));
    CU_ASSERT_TRUE(found_by_words("ZRH", chain_hotel(chain, "ZRH")->address.city));
    CU_ASSERT_TRUE(found_by_words("ZRH", "zur"));
    CU_ASSERT_TRUE(found_by_words("ZRH", "CH"));
    CU_ASSERT_TRUE(found_by_words("ZRH", "ch zrh zur"));
    CU_ASSERT_FALSE(found_by_words("ZRH", "urich"));
    CU_ASSERT_FALSE(found_by_words("ZRH", "zur lisbon"));
    CU_ASSERT_FALSE(found_by_words("ZRH", ""));
    CU_ASSERT_FALSE(found_by_words("ZRH", "%"));
    CU_ASSERT_TRUE(found_by_words("SHA", chain_hotel(chain, "SHA")->name.zh));
}

/* What GLib finds when it looks at every hotel. */
static gboolean matches_plainly(const ChainHotel *hotel, const char *place)
{
    g_autofree char *about = g_strjoin(" ", hotel->code, hotel->name.en, hotel->name.zh, hotel->address.city,
                                       hotel->address.region, hotel->address.country, NULL);
    return g_str_match_string(place, about, TRUE);
}

static void test_words_find_what_looking_at_every_hotel_finds(void)
{
    static const char *const PLACES[] = {"a",         "h",     "key", "keyrack grand", "lisb",   "gr",
                                         "grand sha", "hotel", "pt",  "faro",          "resort", "new",
                                         "new yo",    "\u4e0a"};
    for (guint p = 0; p < G_N_ELEMENTS(PLACES); p++)
        for (guint i = 0; i < chain->hotels->len; i++) {
            const ChainHotel *hotel = chain->hotels->pdata[i];
            CU_ASSERT_EQUAL(found_by_words(hotel->code, PLACES[p]), matches_plainly(hotel, PLACES[p]));
        }
}

static double kilometres(const char *hotel, double latitude, double longitude)
{
    return hotel_distance_m(chain_hotel(chain, hotel), latitude, longitude) / 1000;
}

static void test_distances(void)
{
    const ChainHotel *hotel = chain_hotel(chain, "ZRH");
    double latitude = hotel->latitude_microdegrees / 1e6;
    double longitude = hotel->longitude_microdegrees / 1e6;
    CU_ASSERT_TRUE(kilometres("ZRH", latitude, longitude) < 0.001);
    /* A degree of latitude is 111.195 km on this sphere. */
    CU_ASSERT_DOUBLE_EQUAL(kilometres("ZRH", latitude + 1, longitude), 111.195, 0.001);
    CU_ASSERT_DOUBLE_EQUAL(kilometres("ZRH", latitude, longitude + 1), 111.195 * cos(latitude * G_PI / 180),
                           0.01);
    /* The other side of the world is half a circumference away, and no distance is longer. */
    CU_ASSERT_DOUBLE_EQUAL(kilometres("ZRH", -latitude, longitude - 180), G_PI * 6371.0088, 0.01);
    CU_ASSERT_TRUE(isfinite(kilometres("ZRH", 90, 180)));
    CU_ASSERT_DOUBLE_EQUAL(kilometres("ZRH", 90, 0), kilometres("ZRH", 90, 123), 1e-6);
    /* Across the date line: the short way round. */
    CU_ASSERT_TRUE(kilometres("TYO", 35.6, -179) < 4000);
}

/* Hotels all over the world, many of them near a pole or the date line. */
static Chain *scattered_chain(GRand *random, guint hotels)
{
    Chain *scattered = chain_new();
    for (guint i = 0; i < hotels; i++) {
        ChainHotel *hotel = chain_hotel_add(scattered);
        hotel->number = (int32_t)i + 1;
        hotel->name = (ChainText){chain_string("Inn"), chain_string("Inn")};
        hotel->address =
            (ChainAddress){.city = chain_string(""), .region = chain_string(""), .country = chain_string("")};
        gint64 edge = test_random_between(random, 0, 3);
        hotel->latitude_microdegrees =
            (int32_t)test_random_between(random, edge == 0 ? 85000000 : -90000000, 90000000);
        hotel->longitude_microdegrees =
            (int32_t)test_random_between(random, edge == 1 ? 179000000 : -180000000, 180000000);
    }
    return scattered;
}

static void test_near_finds_what_measuring_every_hotel_finds(void)
{
    g_autoptr(GRand) random = test_random_new();
    g_autoptr(Chain) scattered = scattered_chain(random, 500);
    g_autoptr(PlaceIndex) index = place_index_new(scattered);
    for (int round = 0; round < 300; round++) {
        double latitude = test_random_between(random, round % 3 == 0 ? 80 : -90, 90);
        double longitude = test_random_between(random, -180, 180);
        double radius_m = test_random_between(random, 0, round % 2 == 0 ? 300000 : 20040000);
        guint expected = 0;
        for (guint i = 0; i < scattered->hotels->len; i++)
            expected += hotel_distance_m(scattered->hotels->pdata[i], latitude, longitude) <= radius_m;
        g_autoptr(GArray) found = place_index_near(index, latitude, longitude, radius_m);
        CU_ASSERT_EQUAL(found->len, expected);
        for (guint i = 1; i < found->len; i++)
            CU_ASSERT_TRUE(g_array_index(found, PlaceFound, i - 1).distance_m <=
                           g_array_index(found, PlaceFound, i).distance_m);
    }
}

static CU_TestInfo TESTS[] = {
    {"words begin words", test_words_begin_words},
    {"words find what looking at every hotel finds", test_words_find_what_looking_at_every_hotel_finds},
    {"near finds what measuring every hotel finds", test_near_finds_what_measuring_every_hotel_finds},
    {"distances", test_distances},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    chain = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    places = place_index_new(chain);
    int failed = test_main("central/place_rules", TESTS);
    place_index_free(places);
    chain_free(chain);
    return failed;
}
