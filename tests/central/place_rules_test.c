#include "central/rate/place_rules.h"

#include <math.h>

#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

static Chain *chain;

static void test_words_begin_words(void)
{
    const ChainHotel *hotel = chain_hotel(chain, "ZRH");
    CU_ASSERT_TRUE(hotel_matches_place(hotel, "zrh"));
    CU_ASSERT_TRUE(hotel_matches_place(hotel, hotel->address.city));
    CU_ASSERT_TRUE(hotel_matches_place(hotel, "zur"));
    CU_ASSERT_TRUE(hotel_matches_place(hotel, "CH"));
    CU_ASSERT_FALSE(hotel_matches_place(hotel, "urich"));
    CU_ASSERT_FALSE(hotel_matches_place(hotel, "zur lisbon"));
    CU_ASSERT_TRUE(hotel_matches_place(chain_hotel(chain, "SHA"), chain_hotel(chain, "SHA")->name.zh));
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

static CU_TestInfo TESTS[] = {
    {"words begin words", test_words_begin_words},
    {"distances", test_distances},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    chain = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    int failed = test_main("central/place_rules", TESTS);
    chain_free(chain);
    return failed;
}
