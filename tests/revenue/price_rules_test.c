#include "revenue/price_rules.h"

#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static Chain *chain;
static const ChainHotel *hotel;

static Night date(int year, int month, int day)
{
    return night_from_date(year, month, day);
}

/* A request for one night on a Wednesday in March 2017, where nothing special holds. */
static PriceRequest request_of(const char *plan, const char *room_type)
{
    return (PriceRequest){.hotel = hotel,
                          .plan = hotel_rate_plan(hotel, plan),
                          .room_type = hotel_room_type(hotel, room_type),
                          .arrival = date(2017, 3, 8),
                          .departure = date(2017, 3, 9),
                          .booked_on = date(2017, 3, 1),
                          .occupancy = {.adults = 2}};
}

static void assert_offered(const PriceRequest *request, int64_t room_minor, int64_t included_minor,
                           int64_t exclusive_minor)
{
    g_auto(PriceBreakdown) offer;
    PriceRefusal refusal = {PRICE_OFFERED, 0, 0};
    price_breakdown_init(&offer, hotel);
    CU_ASSERT_TRUE(price_offer(request, &offer, &refusal));
    CU_ASSERT_EQUAL(offer.room_minor, room_minor);
    CU_ASSERT_EQUAL(offer.included_tax_minor, included_minor);
    CU_ASSERT_EQUAL(offer.exclusive_tax_minor, exclusive_minor);
    CU_ASSERT_EQUAL(offer.total_minor, room_minor + exclusive_minor);
    CU_ASSERT_EQUAL(offer.nights->len, (guint)MAX(request->departure - request->arrival, 1));
    if (offer.room_minor != room_minor)
        g_printerr("room %" G_GINT64_FORMAT ", expected %" G_GINT64_FORMAT "\n", offer.room_minor,
                   room_minor);
}

static void assert_refused(const PriceRequest *request, PriceRefusalCode code, Night night, int32_t bound)
{
    g_auto(PriceBreakdown) offer;
    PriceRefusal refusal = {PRICE_OFFERED, 0, 0};
    price_breakdown_init(&offer, hotel);
    CU_ASSERT_FALSE(price_offer(request, &offer, &refusal));
    CU_ASSERT_EQUAL(refusal.code, code);
    CU_ASSERT_EQUAL(refusal.first_night, night);
    CU_ASSERT_EQUAL(refusal.bound, bound);
    CU_ASSERT_EQUAL(offer.nights->len, 0);
    if (refusal.code != code)
        g_printerr("refused as %s, expected %s\n", price_refusal_code_text(refusal.code),
                   price_refusal_code_text(code));
}

/* ---- night prices -------------------------------------------------------------------------------- */

static void test_base_season_and_day_type(void)
{
    PriceRequest request = request_of("BAR", "STD");
    assert_offered(&request, 10000, 566, 0);
    request.arrival = date(2017, 3, 10); /* Friday: +10 % */
    request.departure = date(2017, 3, 11);
    assert_offered(&request, 11000, 623, 0);
    request.arrival = date(2017, 7, 5); /* Wednesday in summer: +50 % */
    request.departure = date(2017, 7, 6);
    assert_offered(&request, 15000, 849, 0);
    request.arrival = date(2017, 7, 7); /* Friday in summer has an amount for STD … */
    request.departure = date(2017, 7, 8);
    assert_offered(&request, 18000, 1019, 0);
    request.room_type = hotel_room_type(hotel, "STE"); /* … and none for STE, so the season's row decides */
    assert_offered(&request, 30000, 1698, 0);
}

static void test_season_over_new_year(void)
{
    CU_ASSERT_STRING_EQUAL(hotel_season_of_night(hotel, date(2016, 12, 31))->code, "WINTER");
    CU_ASSERT_STRING_EQUAL(hotel_season_of_night(hotel, date(2017, 1, 10))->code, "WINTER");
    CU_ASSERT_PTR_NULL(hotel_season_of_night(hotel, date(2017, 1, 11)));
    CU_ASSERT_PTR_NULL(hotel_season_of_night(hotel, date(2017, 12, 19)));
    CU_ASSERT_STRING_EQUAL(hotel_season_of_night(hotel, date(2017, 8, 31))->code, "SUMMER");
}

static void test_derived_plan_rounds_half_up(void)
{
    PriceRequest request = request_of("EARLY", "STD");
    request.booked_on = date(2017, 1, 1);
    assert_offered(&request, 8500, 481, 0); /* 100.00 - 15 % */
    request.arrival = date(2017, 3, 10);
    request.departure = date(2017, 3, 11);
    assert_offered(&request, 9400, 532, 0); /* 110.00 - 15 % = 93.50, half up to a whole euro */
}

static void test_plan_derived_twice(void)
{
    const char *const member[] = {"MEMBER", NULL};
    PriceRequest request = request_of("MEMBER", "STD");
    request.booked_on = date(2017, 1, 1);
    request.access = member;
    assert_offered(&request, 8100, 458, 0); /* 85.00 - 3.5 % - 1.00 = 81.025, down to 81.00 */
}

static void test_override_reaches_derived_plans(void)
{
    PriceOverride overrides[] = {{"BAR", "STD", date(2017, 3, 8), 20000},
                                 {"BAR", "STD", date(2017, 3, 9), 1}};
    price_overrides_sort(overrides, 2);
    PriceBook book = {.overrides = overrides, .override_count = 2};
    PriceRequest request = request_of("EARLY", "STD");
    request.booked_on = date(2017, 1, 1);
    request.book = &book;
    assert_offered(&request, 17000, 962, 0);
    request.plan = hotel_rate_plan(hotel, "BAR");
    assert_offered(&request, 20000, 1132, 0);
    request.room_type = hotel_room_type(hotel, "STE");
    assert_offered(&request, 20000, 1132, 0); /* untouched: the suite's own amount happens to be the same */
    request.room_type = hotel_room_type(hotel, "STD");
    request.departure = date(2017, 3, 10);
    assert_offered(&request, 20001, 1132, 0); /* an override stands as it is, unrounded */
}

static void test_occupancy_changes_the_price(void)
{
    PriceRequest request = request_of("BAR", "STD");
    request.occupancy = (PriceOccupancy){.adults = 1};
    assert_offered(&request, 8500, 481, 0);
    request.occupancy = (PriceOccupancy){.adults = 1, .children = 1};
    assert_offered(&request, 11000, 623, 0);
    request.occupancy = (PriceOccupancy){.adults = 3, .children = 1, .infants = 2};
    assert_offered(&request, 14000, 792, 0);
}

/* ---- taxes --------------------------------------------------------------------------------------- */

static void test_tax_by_person_and_its_dates(void)
{
    const char *const medical[] = {"medical", NULL};
    PriceRequest request = request_of("BAR", "STD");
    request.arrival = date(2016, 12, 30); /* Friday; the tax ends with the year */
    request.departure = date(2017, 1, 2);
    request.booked_on = date(2016, 12, 1);
    assert_offered(&request, 32000, 623 + 623 + 566, 400);
    request.exemptions = medical;
    assert_offered(&request, 32000, 623 + 623 + 566, 0);
}

static void test_tax_stops_after_its_nights(void)
{
    PriceRequest request = request_of("BAR", "STD");
    request.arrival = date(2016, 5, 2);
    request.departure = date(2016, 5, 7);
    request.booked_on = date(2016, 5, 1);
    request.occupancy.children = 1; /* children do not count */
    assert_offered(&request, 56000, 623 * 4 + 679, 600);
}

static void test_tax_lines_name_their_tax(void)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    PriceTerms terms = {hotel, NULL, date(2016, 5, 2), {.adults = 2}, NULL};
    price_night_taxes(&terms, date(2016, 5, 2), 10000, true, lines);
    CU_ASSERT_EQUAL(lines->len, 2);
    const PriceTaxLine *vat = &g_array_index(lines, PriceTaxLine, 0);
    const PriceTaxLine *city = &g_array_index(lines, PriceTaxLine, 1);
    CU_ASSERT_STRING_EQUAL(vat->tax->code, "VAT");
    CU_ASSERT_TRUE(vat->included);
    CU_ASSERT_STRING_EQUAL(city->tax->code, "CITY");
    CU_ASSERT_FALSE(city->included);
    CU_ASSERT_EQUAL(city->amount_minor, 200);
    g_array_set_size(lines, 0);
    price_night_taxes(&terms, date(2016, 5, 2), 10000, false, lines);
    CU_ASSERT_EQUAL(lines->len, 1);
    g_array_set_size(lines, 0);
    price_department_taxes(hotel, "food", date(2016, 5, 2), 1130, NULL, lines);
    CU_ASSERT_EQUAL(lines->len, 1);
    CU_ASSERT_EQUAL(g_array_index(lines, PriceTaxLine, 0).amount_minor, 130);
}

static void test_channel_prices_may_be_odd(void)
{
    const int64_t prices[] = {-638, 0, 540000};
    const int64_t monstrous[] = {INT64_MAX};
    g_auto(PriceBreakdown) breakdown;
    PriceTerms terms = {hotel, NULL, date(2016, 5, 2), {.adults = 0}, NULL}; /* occupancy unknown */
    price_breakdown_init(&breakdown, hotel);
    CU_ASSERT_TRUE(price_of_nights(&terms, prices, 3, &breakdown));
    CU_ASSERT_EQUAL(breakdown.room_minor, 539362);
    CU_ASSERT_EQUAL(breakdown.included_tax_minor, -36 + 30566);
    CU_ASSERT_EQUAL(breakdown.exclusive_tax_minor, 0);
    CU_ASSERT_FALSE(price_of_nights(&terms, monstrous, 1, &breakdown));
    CU_ASSERT_EQUAL(breakdown.room_minor, 539362);
}

static int64_t demo_exclusive_tax(const ChainHotel *demo_hotel, Night night, int64_t price_minor,
                                  int32_t adults)
{
    g_auto(PriceBreakdown) breakdown;
    PriceTerms terms = {demo_hotel, NULL, night, {.adults = adults}, NULL};
    price_breakdown_init(&breakdown, demo_hotel);
    CU_ASSERT_TRUE(price_of_nights(&terms, &price_minor, 1, &breakdown));
    return breakdown.exclusive_tax_minor;
}

static void test_taxes_of_the_demonstration_chain(void)
{
    g_autoptr(Chain) demo = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    Night night = date(2026, 3, 4);
    /* New York: 200.00 * 8.875 % = 17.75, * 5.875 % = 11.75, and 3.50 a night */
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "NYC"), night, 20000, 2), 1775 + 1175 + 350);
    /* Zürich: 3.50 an adult */
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "ZRH"), night, 20000, 2), 700);
    /* Tokyo: in steps of the price a person */
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "TYO"), night, 19999, 2), 0);
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "TYO"), night, 20000, 2), 200);
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "TYO"), night, 30000, 2), 400);
    /* Lisbon: nothing before 2016, then 1.00, 2.00 and 4.00 */
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "H2"), date(2015, 12, 31), 9000, 2), 0);
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "H2"), date(2016, 1, 1), 9000, 2), 200);
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "H2"), date(2024, 8, 31), 9000, 2), 400);
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "H2"), night, 9000, 2), 800);
    /* Shanghai: all contained */
    CU_ASSERT_EQUAL(demo_exclusive_tax(chain_hotel(demo, "SHA"), night, 88000, 2), 0);
}

static int64_t spoilt_exclusive_tax(const char *old, const char *new, Night night, int64_t price_minor,
                                    PriceOccupancy occupancy)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Chain) spoilt = chain_fixture_spoilt(old, new, &error);
    const int64_t prices[] = {price_minor, price_minor};
    g_auto(PriceBreakdown) breakdown;
    PriceTerms terms = {chain_hotel(spoilt, "SEA"), NULL, night, occupancy, NULL};
    price_breakdown_init(&breakdown, terms.hotel);
    CU_ASSERT_TRUE(price_of_nights(&terms, prices, 2, &breakdown));
    return breakdown.exclusive_tax_minor;
}

static void test_other_kinds_of_tax(void)
{
    Night night = night_from_date(2016, 5, 2);
    const PriceOccupancy family = {.adults = 2, .children = 1, .infants = 1};
    CU_ASSERT_EQUAL(spoilt_exclusive_tax("per_person_night", "per_stay", night, 10000, family), 100);
    CU_ASSERT_EQUAL(spoilt_exclusive_tax("per_person_night", "per_night", night, 10000, family), 200);
    CU_ASSERT_EQUAL(
        spoilt_exclusive_tax("max_nights: 3", "persons: adults_and_children", night, 10000, family), 600);
    CU_ASSERT_EQUAL(spoilt_exclusive_tax("max_nights: 3", "max_nights: 1", night, 10000, family), 200);
    /* 30.00 a person is exactly 90.00 for three; the children count for the price, the adults for the tax */
    CU_ASSERT_EQUAL(spoilt_exclusive_tax("max_nights: 3", "person_price: {from: 30}", night, 9000, family),
                    400);
    CU_ASSERT_EQUAL(spoilt_exclusive_tax("max_nights: 3", "person_price: {from: 30}", night, 8999, family),
                    0);
    CU_ASSERT_EQUAL(spoilt_exclusive_tax("max_nights: 3", "person_price: {below: 30}", night, 9000, family),
                    0);
    CU_ASSERT_EQUAL(spoilt_exclusive_tax("max_nights: 3", "person_price: {below: 30}", night, 8999, family),
                    400);
    /* with nobody known the price counts as one person's */
    CU_ASSERT_EQUAL(spoilt_exclusive_tax("kind: per_person_night\n    amount: '1.00'",
                                         "person_price: {from: 30}\n    kind: per_night\n    amount: '1.00'",
                                         night, 3000, (PriceOccupancy){0}),
                    200);
}

/* Whatever the breakdown was used for before, the taxes of a night are those of the night by itself. */
static void test_a_breakdown_remembers_no_wrong_taxes(void)
{
    static const char *const RESIDENTS[] = {"residents", NULL};
    static const char *const MEDICAL[] = {"medical", NULL};
    const char *const *const exemptions[] = {NULL, NULL, RESIDENTS, MEDICAL};
    g_autoptr(Chain) demo = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    g_autoptr(GRand) random = test_random_new();
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    g_auto(PriceBreakdown) used;
    price_breakdown_init(&used, hotel);
    for (int round = 0; round < 5000; round++) {
        PriceTerms terms = {demo->hotels->pdata[test_random_between(random, 0, demo->hotels->len - 1)],
                            NULL,
                            date(2013, 1, 1) + (Night)test_random_between(random, 0, 15 * 365),
                            {.adults = 2},
                            exemptions[test_random_between(random, 0, G_N_ELEMENTS(exemptions) - 1)]};
        price_breakdown_reset(&used);
        price_breakdown_add_night(&used, &terms, terms.arrival, 20000, true);
        g_array_set_size(lines, 0);
        price_night_taxes(&terms, terms.arrival, 20000, true, lines);
        CU_ASSERT_EQUAL_FATAL(used.tax_lines->len, lines->len);
        for (guint i = 0; i < lines->len; i++) {
            const PriceTaxLine *line = &g_array_index(used.tax_lines, PriceTaxLine, i);
            CU_ASSERT_PTR_EQUAL(line->tax, g_array_index(lines, PriceTaxLine, i).tax);
            CU_ASSERT_EQUAL(line->amount_minor, g_array_index(lines, PriceTaxLine, i).amount_minor);
        }
    }
}

/* What a night costs in tax at the company's rate when it is one of the house; `says` is what the tax says.
 */
static int64_t tax_of_the_house(const char *says, int64_t price_minor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(chain_fixture_small_text());
    g_auto(PriceBreakdown) breakdown;
    g_string_replace(text, "access: ACME", "access: STAFF", 1);
    g_string_replace(text, "max_nights: 3", says, 1);
    g_autoptr(Chain) house = chain_fixture_load(text->str, &error);
    g_assert_no_error(error);
    const ChainHotel *sea = chain_hotel(house, "SEA");
    PriceTerms terms = {sea, hotel_rate_plan(sea, "CORP"), night_from_date(2016, 5, 2), {.adults = 2}, NULL};
    price_breakdown_init(&breakdown, sea);
    CU_ASSERT_TRUE(price_of_nights(&terms, &price_minor, 1, &breakdown));
    terms.plan = hotel_rate_plan(sea, "BAR");
    int64_t house_minor = breakdown.exclusive_tax_minor;
    CU_ASSERT_TRUE(price_of_nights(&terms, &price_minor, 1, &breakdown));
    CU_ASSERT_EQUAL(breakdown.exclusive_tax_minor, 200); /* a guest's night of no price is slept and taxed */
    return house_minor;
}

static void test_no_tax_on_nights_the_house_gives(void)
{
    CU_ASSERT_EQUAL(tax_of_the_house("max_nights: 3", 0), 0);
    CU_ASSERT_EQUAL(tax_of_the_house("max_nights: 3", 1), 200); /* a rate for staff that they pay */
    CU_ASSERT_EQUAL(tax_of_the_house("complimentary: false", 0), 0);
    CU_ASSERT_EQUAL(tax_of_the_house("complimentary: true", 0), 200);
}

static void test_several_included_taxes_share_the_price(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Chain) spoilt =
        chain_fixture_spoilt("percent: 13, department: food", "percent: 4, department: rooms", &error);
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    PriceTerms terms = {chain_hotel(spoilt, "SEA"), NULL, night_from_date(2015, 5, 2), {.adults = 2}, NULL};
    price_night_taxes(&terms, terms.arrival, 11000, true, lines);
    CU_ASSERT_EQUAL(lines->len, 2);
    CU_ASSERT_EQUAL(g_array_index(lines, PriceTaxLine, 0).amount_minor, 600);
    CU_ASSERT_EQUAL(g_array_index(lines, PriceTaxLine, 1).amount_minor, 400);
    g_array_set_size(lines, 0);
    price_night_taxes(&terms, terms.arrival, 0, true, lines);
    CU_ASSERT_EQUAL(lines->len, 0); /* taxes of nothing are not written down */
}

static void test_prices_at_their_bounds(void)
{
    const int64_t prices[] = {PRICE_NIGHT_MINOR_MAX, -PRICE_NIGHT_MINOR_MAX, PRICE_NIGHT_MINOR_MAX + 1,
                              -PRICE_NIGHT_MINOR_MAX - 1};
    g_autofree int64_t *many = g_new0(int64_t, PRICE_NIGHTS_MAX + 1);
    g_auto(PriceBreakdown) breakdown;
    PriceTerms terms = {hotel, NULL, date(2016, 5, 2), {.adults = 2}, NULL};
    price_breakdown_init(&breakdown, hotel);
    CU_ASSERT_TRUE(price_of_nights(&terms, prices, 2, &breakdown));
    CU_ASSERT_FALSE(price_of_nights(&terms, prices, 3, &breakdown));
    CU_ASSERT_FALSE(price_of_nights(&terms, prices + 3, 1, &breakdown));
    CU_ASSERT_TRUE(price_of_nights(&terms, many, PRICE_NIGHTS_MAX, &breakdown));
    CU_ASSERT_FALSE(price_of_nights(&terms, many, PRICE_NIGHTS_MAX + 1, &breakdown));
}

static void test_price_is_never_below_zero(void)
{
    PriceOverride cheap = {"BAR", "STD", date(2017, 3, 8), 1000};
    PriceBook book = {.overrides = &cheap, .override_count = 1};
    PriceRequest request = request_of("BAR", "STD");
    request.book = &book;
    request.occupancy.adults = 1; /* 10.00 less 15.00 for one adult */
    assert_offered(&request, 0, 0, 0);
    cheap.amount_minor = 0;
    request.plan = hotel_rate_plan(hotel, "MEMBER"); /* nothing, less a percentage, less 1.00 */
    request.booked_on = request.arrival - 30;
    request.access = (const char *const[]){"MEMBER", NULL};
    request.occupancy.adults = 2;
    assert_offered(&request, 0, 0, 0);
}

/* ---- why not ------------------------------------------------------------------------------------- */

static void test_dates_that_are_refused(void)
{
    PriceRequest request = request_of("BAR", "STD");
    request.departure = request.arrival - 1;
    assert_refused(&request, PRICE_REFUSED_DATES, request.arrival, 0);
    request = request_of("BAR", "STD");
    request.booked_on = request.arrival + 1;
    assert_refused(&request, PRICE_REFUSED_DATES, request.arrival, 0);
    request = request_of("BAR", "STD");
    request.arrival = date(2014, 12, 31);
    request.booked_on = request.arrival;
    assert_refused(&request, PRICE_REFUSED_NOT_OPEN, request.arrival, 0);
    request = request_of("BAR", "STD");
    request.booked_on = request.departure - 400;
    assert_offered(&request, 10000, 566, 0); /* the last night of the horizon is sold */
    request.booked_on--;
    assert_refused(&request, PRICE_REFUSED_HORIZON, request.arrival, 400);
}

static void test_dates_that_are_just_in_time(void)
{
    PriceRequest request = request_of("BAR", "STD");
    request.booked_on = request.arrival;
    assert_offered(&request, 10000, 566, 0);
    request.departure = request.arrival; /* day use costs what the night would */
    assert_offered(&request, 10000, 566, 0);
    request = request_of("BAR", "STD");
    request.arrival = hotel->opens; /* a Thursday in the winter season, which has no row of its own */
    request.departure = request.arrival + 1;
    request.booked_on = request.arrival - 1;
    assert_offered(&request, 10000, 566, 0);
    request = request_of("EARLY", "STD");
    request.booked_on = request.arrival - 21;
    assert_offered(&request, 8500, 481, 0);
}

static void test_limits_of_a_plan(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Chain) spoilt =
        chain_fixture_spoilt("max_stay: 10", "min_stay: 2, max_stay: 3, max_advance_days: 5", &error);
    PriceRequest request = request_of("CORP", "STD");
    request.hotel = chain_hotel(spoilt, "SEA");
    request.plan = hotel_rate_plan(request.hotel, "CORP");
    request.room_type = hotel_room_type(request.hotel, "STD");
    request.access = (const char *const[]){"ACME", NULL};
    request.booked_on = request.arrival - 5;
    assert_refused(&request, PRICE_REFUSED_MIN_STAY, request.arrival, 2);
    request.departure = request.arrival + 2;
    assert_offered(&request, 17600, 996, 0);
    request.departure = request.arrival + 3;
    assert_offered(&request, 26400, 1494, 0);
    request.departure = request.arrival + 4;
    assert_refused(&request, PRICE_REFUSED_MAX_STAY, request.arrival, 3);
    request.booked_on = request.arrival - 6;
    assert_refused(&request, PRICE_REFUSED_MAX_ADVANCE, request.arrival, 5);
}

/* Nothing, not a floor: neither the single guest's reduction nor the third guest's supplement stands beside
 * it. */
static void test_rates_of_the_house_cost_nothing(void)
{
    static const char *const codes[] = {"HOUSE", "COMP"};
    static const PriceOccupancy occupancies[] = {{1, 0, 0}, {2, 0, 0}, {2, 1, 0}, {3, 0, 1}};
    g_autoptr(Chain) demo = chain_fixture_demo(KEYRACK_SOURCE_DIR);

    for (guint h = 0; h < demo->hotels->len; h++) {
        const ChainHotel *demo_hotel = demo->hotels->pdata[h];
        for (guint p = 0; p < G_N_ELEMENTS(codes); p++) {
            const ChainRatePlan *plan = hotel_rate_plan(demo_hotel, codes[p]);
            for (guint t = 0; t < plan->room_types->len; t++)
                for (guint o = 0; o < G_N_ELEMENTS(occupancies); o++)
                    CU_ASSERT_EQUAL(price_of_night(demo_hotel, plan, plan->room_types->pdata[t],
                                                   date(2026, 7, 17), occupancies[o], NULL),
                                    0);
        }
    }
}

static void test_plans_that_are_refused(void)
{
    const char *const other[] = {"MEMBER", NULL};
    const char *const company[] = {"MEMBER", "ACME", NULL};
    PriceRequest request = request_of("CORP", "STD");
    assert_refused(&request, PRICE_REFUSED_ACCESS, request.arrival, 0);
    request.access = other;
    assert_refused(&request, PRICE_REFUSED_ACCESS, request.arrival, 0);
    request.access = company;
    assert_offered(&request, 8800, 498, 0);
    request.room_type = hotel_room_type(hotel, "STE");
    assert_refused(&request, PRICE_REFUSED_ROOM_TYPE, request.arrival, 0);
    request.room_type = hotel_room_type(hotel, "STD");
    request.departure = request.arrival + 11;
    assert_refused(&request, PRICE_REFUSED_MAX_STAY, request.arrival, 10);
    request = request_of("EARLY", "STD");
    request.booked_on = request.arrival - 20;
    assert_refused(&request, PRICE_REFUSED_MIN_ADVANCE, request.arrival, 21);
}

static void test_occupancy_that_is_refused(void)
{
    const PriceOccupancy wrong[] = {{.adults = 0},
                                    {.adults = 4},
                                    {.adults = 1, .children = 3},
                                    {.adults = 3, .children = 2},
                                    {.adults = 2, .infants = -1}};
    const int32_t bounds[] = {3, 3, 2, 4, 3};
    PriceRequest request = request_of("BAR", "STD");
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        request.occupancy = wrong[i];
        assert_refused(&request, PRICE_REFUSED_OCCUPANCY, request.arrival, bounds[i]);
    }
}

static void assert_restricted(PriceRestriction restriction, const char *plan, PriceRefusalCode code,
                              Night night, int32_t bound)
{
    PriceBook book = {.restrictions = &restriction, .restriction_count = 1};
    PriceRequest request = request_of(plan, "STD");
    request.departure = request.arrival + 3;
    request.booked_on = date(2017, 1, 1);
    request.book = &book;
    assert_refused(&request, code, night, bound);
}

static void test_restrictions(void)
{
    Night arrival = date(2017, 3, 8);
    assert_restricted((PriceRestriction){"", "", arrival + 1, .closed = true}, "BAR", PRICE_REFUSED_CLOSED,
                      arrival + 1, 0);
    assert_restricted((PriceRestriction){"BAR", "", arrival + 2, .closed = true}, "BAR", PRICE_REFUSED_CLOSED,
                      arrival + 2, 0);
    assert_restricted((PriceRestriction){"BAR", "STD", arrival, .closed = true}, "EARLY",
                      PRICE_REFUSED_CLOSED, arrival, 0);
    assert_restricted((PriceRestriction){"", "STD", arrival, .closed_to_arrival = true}, "BAR",
                      PRICE_REFUSED_CLOSED_TO_ARRIVAL, arrival, 0);
    assert_restricted((PriceRestriction){"", "", arrival + 3, .closed_to_departure = true}, "BAR",
                      PRICE_REFUSED_CLOSED_TO_DEPARTURE, arrival + 3, 0);
    assert_restricted((PriceRestriction){"", "", arrival, .min_stay_nights = 4}, "BAR",
                      PRICE_REFUSED_MIN_STAY, arrival, 4);
    assert_restricted((PriceRestriction){"BAR", "", arrival, .max_stay_nights = 2}, "BAR",
                      PRICE_REFUSED_MAX_STAY, arrival, 2);
}

static void test_restrictions_that_do_not_concern(void)
{
    Night arrival = date(2017, 3, 8);
    PriceRestriction restrictions[] = {
        {"", "", arrival + 1, .closed = true},    /* the day of departure is no night of the stay */
        {"", "", arrival - 1, .closed = true},    /* the night before */
        {"", "STE", arrival, .closed = true},     /* another type */
        {"EARLY", "", arrival, .closed = true},   /* a plan computed from this one */
        {"CORP", "STD", arrival, .closed = true}, /* another plan */
        {"BAR", "", arrival + 1, .closed_to_arrival = true}, /* not arriving then */
        {"BAR", "STD", arrival, .min_stay_nights = 1},       /* just long enough */
        {"", "STD", arrival, .max_stay_nights = 1},          /* just short enough */
        {"BAR", "STD", arrival + 1, .min_stay_nights = 9},   /* not arriving then */
    };
    price_restrictions_sort(restrictions, G_N_ELEMENTS(restrictions));
    PriceBook book = {.restrictions = restrictions, .restriction_count = G_N_ELEMENTS(restrictions)};
    PriceRequest request = request_of("BAR", "STD");
    request.book = &book;
    assert_offered(&request, 10000, 566, 0);
}

static void test_every_refusal_has_code_and_texts(void)
{
    g_autoptr(GHashTable) codes = g_hash_table_new(g_str_hash, g_str_equal);
    for (int code = PRICE_OFFERED; code <= PRICE_REFUSED_CLOSED_TO_DEPARTURE; code++) {
        CU_ASSERT_TRUE(g_hash_table_add(codes, (gpointer)price_refusal_code_text((PriceRefusalCode)code)));
        CU_ASSERT_TRUE(strlen(price_refusal_text_en((PriceRefusalCode)code)) > 0);
        CU_ASSERT_TRUE(g_utf8_validate(price_refusal_text_zh((PriceRefusalCode)code), -1, NULL));
    }
}

static CU_TestInfo TESTS[] = {
    {"base, season and day type", test_base_season_and_day_type},
    {"a season runs over New Year", test_season_over_new_year},
    {"a derived plan rounds half up", test_derived_plan_rounds_half_up},
    {"a plan may be derived twice", test_plan_derived_twice},
    {"an override reaches derived plans", test_override_reaches_derived_plans},
    {"occupancy changes the price", test_occupancy_changes_the_price},
    {"tax by person, within its dates", test_tax_by_person_and_its_dates},
    {"tax stops after its nights", test_tax_stops_after_its_nights},
    {"tax lines name their tax", test_tax_lines_name_their_tax},
    {"channel prices may be odd", test_channel_prices_may_be_odd},
    {"taxes of the demonstration chain", test_taxes_of_the_demonstration_chain},
    {"other kinds of tax", test_other_kinds_of_tax},
    {"no tax on nights the house gives", test_no_tax_on_nights_the_house_gives},
    {"several included taxes share the price", test_several_included_taxes_share_the_price},
    {"a breakdown remembers no wrong taxes", test_a_breakdown_remembers_no_wrong_taxes},
    {"prices at their bounds", test_prices_at_their_bounds},
    {"a price is never below zero", test_price_is_never_below_zero},
    {"dates that are just in time", test_dates_that_are_just_in_time},
    {"limits of a plan", test_limits_of_a_plan},
    {"dates that are refused", test_dates_that_are_refused},
    {"plans that are refused", test_plans_that_are_refused},
    {"rates of the house cost nothing", test_rates_of_the_house_cost_nothing},
    {"occupancy that is refused", test_occupancy_that_is_refused},
    {"restrictions", test_restrictions},
    {"restrictions that do not concern a stay", test_restrictions_that_do_not_concern},
    {"every refusal has a code and texts", test_every_refusal_has_code_and_texts},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    chain = chain_fixture_small();
    hotel = chain_hotel(chain, "SEA");
    int status = test_main("revenue/price_rules", TESTS);
    chain_free(chain);
    return status;
}
