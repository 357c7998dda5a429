#include "ops/chain_load.h"

#include "ops/yaml.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

#include <string.h>

/* One slip in the small hotel's file and the whole message it must cause. */
typedef struct Slip {
    const char *old;
    const char *new;
    const char *message;
} Slip;

static void assert_slips(const Slip *slips, gsize slip_count)
{
    for (gsize i = 0; i < slip_count; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Chain) chain = chain_fixture_spoilt(slips[i].old, slips[i].new, &error);
        CU_ASSERT_PTR_NULL(chain);
        const char *message = error != NULL ? error->message : "(none)";
        CU_ASSERT_STRING_EQUAL(message, slips[i].message);
        if (strcmp(message, slips[i].message) != 0)
            g_printerr("slip '%s':\n  message  %s\n  expected %s\n", slips[i].new, message, slips[i].message);
    }
}

/* ---- what is refused ------------------------------------------------------------------------------ */

static void test_slips_in_the_hotel(void)
{
    static const Slip slips[] = {
        {"telephone:", "telefone:", "hotel.yaml:7:1: unknown key 'telefone': did you mean telephone"},
        {"number: 7", "number: 0", "hotel.yaml:2:9: expected a whole number from 1 to 9999, found '0'"},
        {"code: SEA", "code: sea",
         "hotel.yaml:1:7: a hotel code has capital letters, digits only, 'sea' differs at position 1"},
        {"brand: PLAIN", "brand: FANCY", "hotel.yaml:3:8: unknown brand 'FANCY'; known are: PLAIN"},
        {"country: PT", "country: Portugal",
         "hotel.yaml:6:72: country 'Portugal' must be two capital letters of ISO 3166, such as PT"},
        {"city: Lagos, ", "", "hotel.yaml:6:10: key 'city' is missing here: add it"},
        {"latitude: 37.1", "latitude: 97.1", "hotel.yaml:9:11: latitude must be from -90 to 90"},
        {"longitude: -8.67", "longitude: west",
         "hotel.yaml:10:12: longitude must be a decimal number with at most 6 digits after the point"},
        {"currency: EUR", "currency: EURO",
         "hotel.yaml:11:11: unknown currency 'EURO': use an ISO 4217 code such as EUR"},
        {"Europe/Lisbon", "Europe/Lissabon",
         "hotel.yaml:12:12: unknown time zone 'Europe/Lissabon': use an IANA name such as Europe/Lisbon"},
        {"opens: 2015-01-01", "opens: 2015-02-30",
         "hotel.yaml:14:8: '2015-02-30' is not in the calendar between 1900 and 2999"},
        {"horizon_nights: 400", "horizon_nights: many",
         "hotel.yaml:15:17: expected a whole number from 1 to 3650, found 'many'"},
        {"check_in: '15:00'", "check_in: '25:00'",
         "hotel.yaml:16:11: check_in must be a time of day such as \"15:00\""},
        {"name: {en: Sea, zh: 海}", "name: {en: Sea}", "hotel.yaml:4:7: key 'zh' is missing here: add it"},
        {"name: {en: Sea, zh: 海}", "name: Sea",
         "hotel.yaml:4:7: expected a mapping (key: value), found a single value"},
        {"from: 07-01", "from: 02-30", "hotel.yaml:19:26: from must be a month and day such as \"06-24\""},
        {"[friday, saturday]", "[friday, caturday]",
         "hotel.yaml:22:38: expected one of monday, tuesday, wednesday, thursday, friday, saturday, sunday, "
         "found 'caturday'"},
        {"language: pt\n", "language: pt\nlanguage: en\n",
         "hotel.yaml:14:1: key 'language' stands here a second time, its first value is at line 13: keep "
         "one"},
    };
    assert_slips(slips, G_N_ELEMENTS(slips));
}

static void test_slips_in_rooms(void)
{
    static const Slip slips[] = {
        {"rooms: 4", "rooms: 5",
         "hotel.yaml:29:12: room type STD says 5 rooms but 4 are listed; correct the number or the list"},
        {"sell_limit: 5", "sell_limit: -1",
         "hotel.yaml:30:17: expected a whole number from 0 to 10000, found '-1'"},
        {"adults: 3, children: 2", "adults: 5, children: 2",
         "hotel.yaml:27:16: occupancy of STD must keep standard <= adults <= max, but is 2, 5 and 4"},
        {"code: STE", "code: STD", "hotel.yaml:31:11: room type STD stands twice; rename or remove one"},
        {"{type: STE, floor", "{type: STX, floor",
         "hotel.yaml:40:12: unknown room type 'STX'; known are: STD, STE"},
        {"numbers: [201]", "numbers: [101]", "hotel.yaml:39:37: room 101 stands twice; list each room once"},
        {"numbers: [101-103]", "numbers: [103-101]",
         "hotel.yaml:38:37: room range '103-101' must be two numbers of equal length, the lower first, such "
         "as 101-140"},
        {"numbers: [101-103]", "numbers: [99-103]",
         "hotel.yaml:38:37: room range '99-103' must be two numbers of equal length, the lower first, such "
         "as 101-140"},
        {"numbers: [202]", "numbers: ['2 02']",
         "hotel.yaml:40:37: room number '2 02' must be 1 to 8 digits and upper-case letters"},
        {"[101+102]", "[101+104]",
         "hotel.yaml:38:60: connecting rooms '101+104' must be two rooms listed before, such as \"101+102\""},
        {"[101+102]", "[101+102, 102+103]",
         "hotel.yaml:38:69: one of '102+103' connects to another room already"},
    };
    assert_slips(slips, G_N_ELEMENTS(slips));
}

static void test_slips_in_policies_and_taxes(void)
{
    static const Slip slips[] = {
        {"charge: {percent: 30}", "charge: {percent: 130}",
         "hotel.yaml:43:82: percent must be from 0.01 to 100"},
        {"charge: {percent: 30}", "charge: {percent: 30, nights: 1}",
         "hotel.yaml:43:72: charge must be none, all, or exactly one of nights, percent and amount"},
        {"charge: none", "charge: nothing", "hotel.yaml:46:51: expected one of none, all, found 'nothing'"},
        {"{days: 7, ", "{hours: 12, ",
         "hotel.yaml:43:90: cancellation steps must come nearer to arrival one by one; put the earliest "
         "first"},
        {"code: STRICT", "code: FLEX",
         "hotel.yaml:44:12: cancellation policy FLEX stands twice; rename or remove one"},
        {"cut_off: '18:00'", "cut_off: 6pm",
         "hotel.yaml:42:53: cut_off must be a time of day such as \"15:00\""},
        {"due_days_before_arrival: 14", "due_days: 14",
         "hotel.yaml:47:67: unknown key 'due_days': known here are code, name, charge, "
         "due_days_before_arrival"},
        {"percent: 6,", "percent: 6.00001,",
         "hotel.yaml:52:77: percent must be a decimal number with at most 4 digits after the point"},
        {"percent: 13,", "amount: 13,",
         "hotel.yaml:53:81: a tax of kind inclusive_percent has no amount; use percent"},
        {"    amount: '1.00'\n", "", "hotel.yaml:54:5: key 'amount' is missing here: add it"},
        {"amount: '1.00'", "amount: '1.001'", "hotel.yaml:57:13: EUR has 2 decimals, the amount has more"},
        {"per_person_night", "per_person",
         "hotel.yaml:56:11: expected one of inclusive_percent, exclusive_percent, per_night, "
         "per_person_night, per_stay, found 'per_person'"},
        {"valid_until: 2016-12-31", "valid_until: 2015-12-31",
         "hotel.yaml:62:18: valid_until of tax CITY is before its valid_from; exchange or correct them"},
        {"no_show: {name: {en: First night, zh: 首晚}, charge: {nights: 1}}\n", "",
         "hotel.yaml:1:1: key 'no_show' is missing here: add it"},
    };
    assert_slips(slips, G_N_ELEMENTS(slips));
}

static void test_slips_in_late_check_outs_and_packages(void)
{
    static const Slip slips[] = {
        {"'18:00', charge: {percent: 50}", "'18:00', charge: {nights: 1}",
         "hotel.yaml:92:70: a late check-out is charged from the last night: write all, none, percent or "
         "amount"},
        {"until: '14:00', charge: none", "until: '09:00', charge: none",
         "hotel.yaml:92:13: steps of a late check-out begin after the check-out time and come later one by "
         "one"},
        {"meals: [BB], dep", "meals: [BB, TEA], dep",
         "hotel.yaml:96:44: unknown meal 'TEA'; known are BB, HB, FB, AI"},
    };
    assert_slips(slips, G_N_ELEMENTS(slips));
}

static void test_slips_in_rate_plans(void)
{
    static const Slip slips[] = {
        {"from: BAR", "from: BAT",
         "hotel.yaml:66:11: unknown rate plan 'BAT'; known are: EARLY, BAR, MEMBER, CORP"},
        {"    from: BAR\n", "", "hotel.yaml:64:5: key 'from' is missing here: add it"},
        {"kind: best_available", "kind: derived\n    from: MEMBER",
         "hotel.yaml:66:11: rate plans are computed in a circle (EARLY -> BAR -> MEMBER -> EARLY); give one "
         "of them amounts of its own"},
        {"kind: best_available", "kind: best_available\n    from: CORP",
         "hotel.yaml:74:11: a best_available plan has its own amounts; remove from or make it derived"},
        {"kind: derived", "kind: cheap",
         "hotel.yaml:65:11: expected one of best_available, derived, member, negotiated, found 'cheap'"},
        {"deposit: HALF", "deposit: QUARTER",
         "hotel.yaml:71:14: unknown deposit policy 'QUARTER'; known are: NONE, HALF, FIX"},
        {"cancellation: STRICT", "cancellation: STRIKT",
         "hotel.yaml:70:19: unknown cancellation policy 'STRIKT'; known are: FLEX, STEPS, STRICT"},
        {"code: EARLY", "code: BAR", "hotel.yaml:72:11: rate plan BAR stands twice; rename or remove one"},
        {"code: EARLY", "code: early bird",
         "hotel.yaml:64:11: a rate plan code has capital letters, digits and _- only, 'early bird' differs "
         "at position 1"},
        {"{STD: '100.00', STE: '200.00'}", "{STD: '100.00', STX: '200.00'}",
         "hotel.yaml:76:37: unknown room type 'STX'; known are: STD, STE"},
        {"{STD: '100.00', STE: '200.00'}", "{STE: '200.00'}",
         "hotel.yaml:78:9: room type STD has no base amount; add it to the first row of BAR"},
        {"{STD: '100.00', STE: '200.00'}", "{STD: '-1.00', STE: '200.00'}",
         "hotel.yaml:76:27: STD must be from 0.00 to 100000000.00 EUR"},
        {"      - room_types: {STD: '100.00', STE: '200.00'}\n", "",
         "hotel.yaml:76:9: exactly the first row of amounts of BAR must be without season and day_type"},
        {"season: SUMMER, change_percent", "season: SOMMER, change_percent",
         "hotel.yaml:77:18: unknown season 'SOMMER'; known are: SUMMER, WINTER"},
        {"{day_type: WEEKEND, change_percent: 10}", "{day_type: WEEKEND}",
         "hotel.yaml:79:9: give either room_types with amounts or change_percent against the base"},
        {"{day_type: WEEKEND, change_percent: 10}", "{change_percent: 10}",
         "hotel.yaml:79:9: a row without season and day_type is the base: give its amounts under room_types"},
        {"room_types: [STD]}", "room_types: [STX]}",
         "hotel.yaml:87:134: unknown room type of the plan it is from 'STX'; known are: STD, STE"},
        {"access: ACME, ", "", "hotel.yaml:88:5: key 'access' is missing here: add it"},
        {"meal: RO", "meal: XX", "hotel.yaml:84:11: expected one of RO, BB, HB, FB, AI, found 'XX'"},
        {"round_to: '1.00'", "round_to: '0.00'",
         "hotel.yaml:80:15: round_to must be from 0.01 to 100000000.00 EUR"},
        {"max_stay: 10", "max_stay: 10, min_stay: 11",
         "hotel.yaml:88:170: the maximum is below the minimum, so nobody could book CORP"},
        {"change_percent: -15", "change_percent: -115",
         "hotel.yaml:68:21: change_percent must be from -100 to 1000"},
        {"min_advance_days: 21", "min_advance: 21",
         "hotel.yaml:69:5: unknown key 'min_advance': known here are code, kind, name, description, from, "
         "room_types, amounts, change_percent, change_amount, round_to, extra_adult, extra_child, "
         "single_reduction, meal, access, min_stay, max_stay, min_advance_days, max_advance_days, "
         "cancellation, deposit, commissionable"},
        {"    meal: RO\n", "", "hotel.yaml:72:5: key 'meal' is missing here: add it"},
    };
    assert_slips(slips, G_N_ELEMENTS(slips));
}

static void test_slips_in_the_allotment(void)
{
    static const Slip slips[] = {
        {"nights_ahead: 3", "nights_ahead: 61",
         "hotel.yaml:89:27: expected a whole number from 0 to 60, found '61'"},
        {"nights_ahead: 3", "nights: 3",
         "hotel.yaml:89:13: unknown key 'nights': known here are nights_ahead, rooms, percent, keep, "
         "lease_minutes, margin_minutes, room_types"},
        {"rooms: 2, lease", "rooms: 2, percent: 5, lease",
         "hotel.yaml:89:49: an allotment is a number of rooms or a percentage of the limit; keep one of the "
         "two"},
        {"lease_minutes: 4", "lease_minutes: 0",
         "hotel.yaml:89:55: expected a whole number from 1 to 129600, found '0'"},
        {"{STE: {percent: 50", "{STX: {percent: 50",
         "hotel.yaml:89:71: unknown room type 'STX'; known are: STD, STE"},
        {"percent: 50, keep", "percent: 150, keep", "hotel.yaml:89:86: percent must be from 0 to 100"},
        {"keep: 0", "lease_minutes: 5",
         "hotel.yaml:89:90: unknown key 'lease_minutes': known here are nights_ahead, rooms, percent, keep"},
    };
    assert_slips(slips, G_N_ELEMENTS(slips));
}

static void test_missing_files(void)
{
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(chain_load("/nonexistent/chain.yaml", &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_FILE, "/nonexistent/chain.yaml");
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "chain.yaml", NULL);
    const char *text = "code: TEST\nname: {en: Test, zh: 测试}\nbrands: []\nhotels: [gone.yaml]\n";
    CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
    CU_ASSERT_PTR_NULL(chain_load(path, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_FILE, "chain.yaml:4:10: there is no hotel file ");
    test_folder_remove(folder);
}

static void test_slips_in_what_a_card_asks_for(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "chain.yaml", NULL);
    const char *text = "code: TEST\nname: {en: Test, zh: 测试}\nbrands: []\nregistration:\n"
                       "  - {country: CN, required: [nationality, shoe_size]}\nhotels: [gone.yaml]\n";

    CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
    CU_ASSERT_PTR_NULL(chain_load(path, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_VALUE, "no field 'shoe_size'; known are nationality, ");
    test_folder_remove(folder);
}

/* ---- what is read --------------------------------------------------------------------------------- */

static void test_small_hotel_is_read(void)
{
    g_autoptr(Chain) chain = chain_fixture_small();
    const ChainHotel *hotel = chain_hotel(chain, "SEA");
    CU_ASSERT_PTR_EQUAL(chain_hotel_by_number(chain, 7), hotel);
    CU_ASSERT_STRING_EQUAL(hotel->brand->code, "PLAIN");
    CU_ASSERT_STRING_EQUAL(hotel->name.zh, "海");
    CU_ASSERT_EQUAL(hotel->latitude_microdegrees, 37100000);
    CU_ASSERT_EQUAL(hotel->longitude_microdegrees, -8670000);
    CU_ASSERT_PTR_EQUAL(hotel->currency, currency_find("EUR"));
    CU_ASSERT_FALSE(hotel->practice);
    CU_ASSERT_EQUAL(hotel->horizon_nights, 400);
    CU_ASSERT_EQUAL(hotel->check_in_minute, 15 * 60);
    CU_ASSERT_EQUAL(hotel->rooms->len, 5);
    const ChainRoom *room = hotel_room(hotel, "101");
    CU_ASSERT_PTR_EQUAL(room->connecting, hotel_room(hotel, "102"));
    CU_ASSERT_PTR_EQUAL(room->connecting->connecting, room);
    CU_ASSERT_STRING_EQUAL(hotel_room(hotel, "201")->features[0], "balcony");
    CU_ASSERT_EQUAL(hotel_room_type(hotel, "STD")->sell_limit, 5);
    CU_ASSERT_PTR_NULL(hotel_room_type(hotel, "STX"));
}

static void test_small_allotment_is_read(void)
{
    g_autoptr(Chain) chain = chain_fixture_small();
    const ChainHotel *hotel = chain_hotel(chain, "SEA");
    CU_ASSERT_EQUAL(hotel->allotment.lease_minutes, 4);
    CU_ASSERT_EQUAL(hotel->allotment.margin_minutes, 15);
    const ChainAllotmentRule *standard = &hotel_room_type(hotel, "STD")->allotment;
    CU_ASSERT_EQUAL(standard->nights_ahead, 3);
    CU_ASSERT_EQUAL(standard->rooms, 2);
    CU_ASSERT_EQUAL(standard->keep, 1);
    const ChainAllotmentRule *suite = &hotel_room_type(hotel, "STE")->allotment;
    CU_ASSERT_EQUAL(suite->nights_ahead, 3);
    CU_ASSERT_EQUAL(suite->rooms, 0);
    CU_ASSERT_EQUAL(suite->basis_points, 5000);
    CU_ASSERT_EQUAL(suite->keep, 0);
}

static void test_a_hotel_without_a_word_has_two_nights(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Chain) chain = chain_fixture_spoilt(
        "allotment: {nights_ahead: 3, rooms: 2, lease_minutes: 4, room_types: {STE: {percent: 50, keep: 0}}}",
        "", &error);
    const ChainHotel *hotel = chain_hotel(chain, "SEA");
    const ChainAllotmentRule *rule = &hotel_room_type(hotel, "STE")->allotment;
    CU_ASSERT_EQUAL(rule->nights_ahead, 2);
    CU_ASSERT_EQUAL(rule->rooms, 0);
    CU_ASSERT_EQUAL(rule->basis_points, 1000);
    CU_ASSERT_EQUAL(hotel->allotment.lease_minutes, 5760);
}

static void test_small_policies_and_taxes_are_read(void)
{
    g_autoptr(Chain) chain = chain_fixture_small();
    const ChainHotel *hotel = chain_hotel(chain, "SEA");
    const ChainCancellationPolicy *steps = hotel_cancellation_policy(hotel, "STEPS");
    CU_ASSERT_EQUAL(steps->cut_off_minute, hotel->check_in_minute);
    CU_ASSERT_EQUAL(hotel_cancellation_policy(hotel, "FLEX")->cut_off_minute, 18 * 60);
    const ChainCancellationStep *first = &g_array_index(steps->steps, ChainCancellationStep, 0);
    CU_ASSERT_EQUAL(first->charge.kind, CHAIN_CHARGE_PERCENT);
    CU_ASSERT_EQUAL(first->charge.percent_basis_points, 3000);
    CU_ASSERT_EQUAL(hotel_deposit_policy(hotel, "FIX")->charge.amount_minor, 5000);
    CU_ASSERT_EQUAL(hotel_deposit_policy(hotel, "FIX")->due_days_before_arrival, -1);
    CU_ASSERT_EQUAL(hotel_tax(hotel, "VAT")->rate_millionths, 60000);
    CU_ASSERT_EQUAL(hotel_tax(hotel, "VAT")->valid_until, INT32_MAX);
    CU_ASSERT_EQUAL(hotel_tax(hotel, "CITY")->valid_from, night_from_date(2016, 1, 1));
    CU_ASSERT_STRING_EQUAL(chain_tax_kind_text(hotel_tax(hotel, "CITY")->kind), "per_person_night");
}

static void test_plans_follow_the_plans_they_are_from(void)
{
    g_autoptr(Chain) chain = chain_fixture_small();
    const ChainHotel *hotel = chain_hotel(chain, "SEA");
    const char *const order[] = {"BAR", "CORP", "EARLY", "MEMBER"};
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        CU_ASSERT_STRING_EQUAL(((ChainRatePlan *)hotel->rate_plans->pdata[i])->code, order[i]);
    const ChainRatePlan *member = hotel_rate_plan(hotel, "MEMBER");
    CU_ASSERT_PTR_EQUAL(member->from, hotel_rate_plan(hotel, "EARLY"));
    CU_ASSERT_STRING_EQUAL(member->access, "MEMBER");
    CU_ASSERT_EQUAL(member->change_basis_points, -350);
    CU_ASSERT_EQUAL(member->change_minor, -100);
    CU_ASSERT_EQUAL(member->extra_adult_minor, 3000); /* from BAR through EARLY */
    CU_ASSERT_STRING_EQUAL(member->cancellation_policy->code, "STRICT");
    CU_ASSERT_STRING_EQUAL(member->meal, "RO");
    CU_ASSERT_TRUE(rate_plan_sells(member, hotel_room_type(hotel, "STD")));
    CU_ASSERT_FALSE(rate_plan_sells(member, hotel_room_type(hotel, "STE")));
}

/* What is given away costs nothing, whoever sleeps there; what the plan says itself stands. */
static void test_a_plan_may_give_everything_away(void)
{
    static const struct {
        const char *text;
        int64_t extra_adult_minor;
    } cases[] = {{"change_percent: -100", 0}, {"change_percent: -100, extra_adult: '7.00'", 700}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Chain) chain = chain_fixture_spoilt("change_percent: -3.5", cases[i].text, &error);
        CU_ASSERT_PTR_NOT_NULL_FATAL(chain);
        const ChainRatePlan *plan = hotel_rate_plan(chain_hotel(chain, "SEA"), "MEMBER");
        CU_ASSERT_EQUAL(plan->change_basis_points, -10000);
        CU_ASSERT_EQUAL(plan->extra_adult_minor, cases[i].extra_adult_minor);
        CU_ASSERT_EQUAL(plan->extra_child_minor, 0);
        CU_ASSERT_EQUAL(plan->single_reduction_minor, 0);
    }
}

static void test_demonstration_hotels_have_rates_of_the_house(void)
{
    g_autoptr(Chain) chain = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        const ChainRatePlan *const plans[] = {hotel_rate_plan(hotel, "HOUSE"), hotel_rate_plan(hotel, "COMP")};
        for (guint p = 0; p < G_N_ELEMENTS(plans); p++) {
            CU_ASSERT_PTR_NOT_NULL_FATAL(plans[p]);
            CU_ASSERT_STRING_EQUAL(plans[p]->access, CHAIN_ACCESS_STAFF);
            CU_ASSERT_FALSE(rate_plan_open_to(plans[p], NULL));
        }
    }
}

/* ---- the demonstration chain ---------------------------------------------------------------------- */

static void assert_sizes(const ChainHotel *hotel, const char *const *types, const int (*sizes)[2],
                         guint type_count)
{
    CU_ASSERT_EQUAL(hotel->room_types->len, type_count);
    for (guint i = 0; i < type_count; i++) {
        const ChainRoomType *room_type = hotel_room_type(hotel, types[i]);
        CU_ASSERT_EQUAL(room_type->room_count, sizes[i][0]);
        CU_ASSERT_EQUAL(room_type->sell_limit, sizes[i][1]);
    }
}

/* The limits are what those hotels had on their books by type, a guest from arrival on in the type that was lived in. */
static void test_practice_hotels_have_the_sizes_of_the_real_data(void)
{
    static const char *const resort_types[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "L", "P"};
    static const int resort_sizes[][2] = {{75, 151}, {2, 2}, {13, 15}, {53, 80}, {33, 42}, {13, 13},
                                          {9, 12},   {4, 5}, {8, 8},   {0, 2},   {0, 1}};
    static const char *const city_types[] = {"A", "B", "C", "D", "E", "F", "G", "K", "P"};
    static const int city_sizes[][2] = {{146, 308}, {15, 19}, {3, 3}, {57, 72}, {10, 14},
                                        {8, 10},    {5, 6},   {8, 8}, {0, 1}};
    g_autoptr(Chain) chain = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    const ChainHotel *resort = chain_hotel(chain, "H1");
    const ChainHotel *city = chain_hotel(chain, "H2");
    assert_sizes(resort, resort_types, resort_sizes, G_N_ELEMENTS(resort_types));
    assert_sizes(city, city_types, city_sizes, G_N_ELEMENTS(city_types));
    CU_ASSERT_TRUE(resort->practice && city->practice);
    CU_ASSERT_EQUAL(resort->opens, night_from_date(2013, 6, 24));
    CU_ASSERT_EQUAL(city->horizon_nights, 760);
    CU_ASSERT_EQUAL(resort->early_departure_policy.charge.kind, CHAIN_CHARGE_ALL);
}

static void test_demonstration_chain_is_broad(void)
{
    g_autoptr(Chain) chain = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    g_autoptr(GHashTable) currencies = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GHashTable) zones = g_hash_table_new(g_str_hash, g_str_equal);
    CU_ASSERT_EQUAL(chain->brands->len, 4);
    CU_ASSERT_EQUAL(chain->hotels->len, 6);
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        bool kinds[CHAIN_RATE_PLAN_NEGOTIATED + 1] = {false};
        g_hash_table_add(currencies, (gpointer)hotel->currency);
        g_hash_table_add(zones, hotel->time_zone);
        for (guint p = 0; p < hotel->rate_plans->len; p++)
            kinds[((ChainRatePlan *)hotel->rate_plans->pdata[p])->kind] = true;
        CU_ASSERT_TRUE(kinds[CHAIN_RATE_PLAN_BEST_AVAILABLE] && kinds[CHAIN_RATE_PLAN_DERIVED] &&
                       kinds[CHAIN_RATE_PLAN_MEMBER] && kinds[CHAIN_RATE_PLAN_NEGOTIATED]);
        CU_ASSERT_EQUAL(hotel->practice, i < 2);
        CU_ASSERT_TRUE(hotel->rooms->len >= 40 && hotel->rooms->len <= 320);
    }
    CU_ASSERT_EQUAL(g_hash_table_size(currencies), 5);
    CU_ASSERT_EQUAL(g_hash_table_size(zones), 5);
}

static CU_TestInfo TESTS[] = {
    {"slips in the hotel are named by place", test_slips_in_the_hotel},
    {"slips in rooms are named by place", test_slips_in_rooms},
    {"slips in policies and taxes are named by place", test_slips_in_policies_and_taxes},
    {"slips in rate plans are named by place", test_slips_in_rate_plans},
    {"a plan may give everything away", test_a_plan_may_give_everything_away},
    {"demonstration hotels have rates of the house", test_demonstration_hotels_have_rates_of_the_house},
    {"slips in late check-outs and packages are named", test_slips_in_late_check_outs_and_packages},
    {"slips in the allotment are named by place", test_slips_in_the_allotment},
    {"missing files are named", test_missing_files},
    {"slips in what a card asks for", test_slips_in_what_a_card_asks_for},
    {"the small hotel is read", test_small_hotel_is_read},
    {"its allotment is read", test_small_allotment_is_read},
    {"a hotel without a word has two nights", test_a_hotel_without_a_word_has_two_nights},
    {"its policies and taxes are read", test_small_policies_and_taxes_are_read},
    {"plans follow the plans they are from", test_plans_follow_the_plans_they_are_from},
    {"practice hotels have the sizes of the real data", test_practice_hotels_have_the_sizes_of_the_real_data},
    {"the demonstration chain is broad", test_demonstration_chain_is_broad},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/chain_load", TESTS);
}
