#include "schemas/chain.h"

#include "tests/support/cunit_main.h"

/* A chain built by hand, as the loader builds one. */
static Chain *chain_of_two(void)
{
    Chain *chain = chain_new();
    chain_brand_add(chain)->code = chain_string("PLAIN");
    for (int i = 0; i < 2; i++) {
        ChainHotel *hotel = chain_hotel_add(chain);
        g_snprintf(hotel->code, sizeof hotel->code, "H%d", i + 1);
        hotel->number = 10 + i;
        g_strlcpy(hotel_room_type_add(hotel)->code, "A", ROOM_TYPE_CODE_SIZE);
        g_strlcpy(hotel_room_type_add(hotel)->code, "B", ROOM_TYPE_CODE_SIZE);
    }
    return chain;
}

static void test_look_ups(void)
{
    g_autoptr(Chain) chain = chain_of_two();
    const ChainHotel *second = chain_hotel(chain, "H2");
    CU_ASSERT_PTR_EQUAL(second, chain->hotels->pdata[1]);
    CU_ASSERT_PTR_EQUAL(chain_hotel_by_number(chain, 11), second);
    CU_ASSERT_PTR_NULL(chain_hotel(chain, "H3"));
    CU_ASSERT_PTR_NULL(chain_hotel(chain, ""));
    CU_ASSERT_PTR_NULL(chain_hotel_by_number(chain, 12));
    CU_ASSERT_PTR_NOT_NULL(chain_brand(chain, "PLAIN"));
    CU_ASSERT_PTR_NULL(chain_brand(chain, "FANCY"));
    CU_ASSERT_PTR_EQUAL(hotel_room_type(second, "B"), second->room_types->pdata[1]);
    CU_ASSERT_PTR_NULL(hotel_room_type(second, "C"));
}

static void test_look_ups_in_an_empty_hotel(void)
{
    g_autoptr(Chain) chain = chain_new();
    const ChainHotel *hotel = chain_hotel_add(chain);
    CU_ASSERT_PTR_NULL(hotel_room(hotel, "101"));
    CU_ASSERT_PTR_NULL(hotel_rate_plan(hotel, "BAR"));
    CU_ASSERT_PTR_NULL(hotel_tax(hotel, "VAT"));
    CU_ASSERT_PTR_NULL(hotel_season(hotel, "HIGH"));
    CU_ASSERT_PTR_NULL(hotel_day_type(hotel, "WEEKEND"));
    CU_ASSERT_PTR_NULL(hotel_cancellation_policy(hotel, "FLEX"));
    CU_ASSERT_PTR_NULL(hotel_deposit_policy(hotel, "NONE"));
    CU_ASSERT_PTR_NULL(hotel_season_of_night(hotel, 0));
    CU_ASSERT_PTR_NULL(hotel_day_type_of_night(hotel, 0));
    CU_ASSERT_EQUAL(hotel->horizon_nights, CHAIN_HORIZON_NIGHTS_DEFAULT);
}

static void add_season(ChainHotel *hotel, const char *code, int32_t from, int32_t until)
{
    ChainSeason *season = hotel_season_add(hotel);
    season->code = chain_string(code);
    season->from_month_day = from;
    season->until_month_day = until;
}

static const char *season_on(const ChainHotel *hotel, int month, int day)
{
    const ChainSeason *season = hotel_season_of_night(hotel, night_from_date(2016, month, day));
    return season != NULL ? season->code : "none";
}

static void test_first_season_that_fits(void)
{
    g_autoptr(Chain) chain = chain_new();
    ChainHotel *hotel = chain_hotel_add(chain);
    add_season(hotel, "FAIR", 704, 704);
    add_season(hotel, "SUMMER", 701, 831);
    add_season(hotel, "HOLIDAY", 1227, 102);
    CU_ASSERT_STRING_EQUAL(season_on(hotel, 6, 30), "none");
    CU_ASSERT_STRING_EQUAL(season_on(hotel, 7, 1), "SUMMER");
    CU_ASSERT_STRING_EQUAL(season_on(hotel, 7, 4), "FAIR");
    CU_ASSERT_STRING_EQUAL(season_on(hotel, 8, 31), "SUMMER");
    CU_ASSERT_STRING_EQUAL(season_on(hotel, 12, 26), "none");
    CU_ASSERT_STRING_EQUAL(season_on(hotel, 12, 27), "HOLIDAY");
    CU_ASSERT_STRING_EQUAL(season_on(hotel, 1, 2), "HOLIDAY");
    CU_ASSERT_STRING_EQUAL(season_on(hotel, 1, 3), "none");
}

static void test_day_types_by_weekday(void)
{
    g_autoptr(Chain) chain = chain_new();
    ChainHotel *hotel = chain_hotel_add(chain);
    ChainDayType *weekend = hotel_day_type_add(hotel);
    Night monday = night_from_date(2016, 6, 6);
    weekend->code = chain_string("WEEKEND");
    weekend->weekdays = 1U << 4 | 1U << 5; /* Friday and Saturday */
    for (Night night = monday; night < monday + 7; night++) {
        bool expected = night == monday + 4 || night == monday + 5;
        CU_ASSERT_EQUAL(hotel_day_type_of_night(hotel, night) != NULL, expected);
    }
}

static void test_amounts_of_a_row(void)
{
    g_autoptr(Chain) chain = chain_of_two();
    ChainHotel *hotel = chain->hotels->pdata[0];
    const ChainRoomType *first = hotel->room_types->pdata[0];
    const ChainRoomType *second = hotel->room_types->pdata[1];
    ChainAmountRow *row = rate_plan_amount_row_add(hotel_rate_plan_add(hotel));
    int64_t amount_minor = -1;
    CU_ASSERT_FALSE(amount_row_get(row, first, &amount_minor));
    amount_row_set(row, first, 9600);
    CU_ASSERT_FALSE(amount_row_get(row, second, &amount_minor));
    CU_ASSERT_EQUAL(amount_minor, -1);
    CU_ASSERT_TRUE(amount_row_get(row, first, &amount_minor));
    CU_ASSERT_EQUAL(amount_minor, 9600);
}

static void test_access_opens_plans(void)
{
    g_autoptr(Chain) chain = chain_new();
    ChainRatePlan *plan = hotel_rate_plan_add(chain_hotel_add(chain));
    const char *const none[] = {NULL};
    const char *const member[] = {"CORP", "MEMBER", NULL};
    CU_ASSERT_TRUE(rate_plan_open_to(plan, NULL));
    plan->access = chain_string("MEMBER");
    CU_ASSERT_FALSE(rate_plan_open_to(plan, NULL));
    CU_ASSERT_FALSE(rate_plan_open_to(plan, none));
    CU_ASSERT_TRUE(rate_plan_open_to(plan, member));
}

static void test_kinds_have_texts(void)
{
    CU_ASSERT_STRING_EQUAL(chain_rate_plan_kind_text(CHAIN_RATE_PLAN_NEGOTIATED), "negotiated");
    CU_ASSERT_STRING_EQUAL(chain_tax_kind_text(CHAIN_TAX_PER_STAY), "per_stay");
    CU_ASSERT_STRING_EQUAL(chain_charge_kind_text(CHAIN_CHARGE_ALL), "all");
}

static CU_TestInfo TESTS[] = {
    {"look-ups by code and number", test_look_ups},
    {"look-ups in an empty hotel", test_look_ups_in_an_empty_hotel},
    {"the first season that fits", test_first_season_that_fits},
    {"day types by weekday", test_day_types_by_weekday},
    {"amounts of a row", test_amounts_of_a_row},
    {"access opens plans", test_access_opens_plans},
    {"kinds have texts", test_kinds_have_texts},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("schemas/chain", TESTS);
}
