#include "ops/cli/generate_chain.h"

static const char CALENDAR[] = "seasons:\n"
                               "  - {code: SUMMER, from: \"06-15\", until: \"09-05\"}\n"
                               "  - {code: HOLIDAY, from: \"12-20\", until: \"01-03\"}\n"
                               "  - {code: WINTER, from: \"01-04\", until: \"03-05\"}\n"
                               "day_types:\n"
                               "  - {code: WEEKEND, nights: [friday, saturday]}\n\n";

static const char POLICIES[] =
    "cancellation_policies:\n"
    "  - code: FLEX\n"
    "    name: {en: \"Free until 18:00 the day before arrival\", zh: \"到店前一日18:00前免费取消\"}\n"
    "    cut_off: \"18:00\"\n"
    "    steps:\n"
    "      - {days: 1, charge: {nights: 1}}\n"
    "  - code: MODERATE\n"
    "    name: {en: \"Free until a week before arrival, then half\", zh: "
    "\"到店前七日免费取消，其后收取半数房费\"}\n"
    "    cut_off: \"18:00\"\n"
    "    steps:\n"
    "      - {days: 7, charge: {percent: 50}}\n"
    "  - code: STRICT\n"
    "    name: {en: \"Cannot be refunded\", zh: \"不可退款\"}\n"
    "    steps:\n"
    "      - {always: true, charge: all}\n"
    "deposit_policies:\n"
    "  - {code: NONE, name: {en: \"No deposit\", zh: \"无需订金\"}, charge: none}\n"
    "  - {code: FIRST-NIGHT, name: {en: \"First night at booking\", zh: \"预订时支付首晚房费\"}, charge: "
    "{nights: "
    "1}}\n"
    "  - {code: PREPAID, name: {en: \"Whole stay at booking\", zh: \"预订时支付全部房费\"}, charge: all}\n"
    "no_show:\n"
    "  name: {en: \"No-show: first night\", zh: \"未到店：收取首晚房费\"}\n"
    "  charge: {nights: 1}\n"
    "early_departure:\n"
    "  name: {en: \"Early departure: one more night is charged\", zh: \"提前离店：加收一晚房费\"}\n"
    "  charge: {nights: 1}\n"
    "late_check_out:\n"
    "  - steps:\n"
    "      - {until: \"14:00\", charge: none}\n"
    "      - {until: \"18:00\", charge: {percent: 50}}\n"
    "      - {until: \"23:59\", charge: all}\n\n";

static const char COMPUTED_PLANS[] =
    "  - code: ADVANCE\n"
    "    kind: derived\n"
    "    from: BAR\n"
    "    name: {en: \"Book early and save\", zh: \"提前预订优惠\"}\n"
    "    description: {en: \"Two weeks ahead, paid at booking, cannot be refunded\", zh: "
    "\"提前两周预订，预付，不可退款\"}\n"
    "    change_percent: -15\n"
    "    min_advance_days: 14\n"
    "    cancellation: STRICT\n"
    "    deposit: PREPAID\n"
    "  - code: LONGSTAY\n"
    "    kind: derived\n"
    "    from: BAR\n"
    "    name: {en: \"Stay longer\", zh: \"连住优惠\"}\n"
    "    change_percent: -12.5\n"
    "    min_stay: 5\n"
    "    cancellation: MODERATE\n"
    "    deposit: FIRST-NIGHT\n"
    "  - code: MEMBER\n"
    "    kind: member\n"
    "    from: BAR\n"
    "    name: {en: \"Member rate\", zh: \"会员价\"}\n"
    "    change_percent: -8\n"
    "    commissionable: false\n"
    "  - code: CORPORATE\n"
    "    kind: negotiated\n"
    "    access: CORP10\n"
    "    from: BAR\n"
    "    name: {en: \"Corporate partners\", zh: \"企业协议价\"}\n"
    "    change_percent: -10\n"
    "    max_stay: 28\n"
    "    commissionable: false\n";

/* Whole units of the currency that a price is rounded to: the largest power of ten below a dollar's worth. */
static int64_t round_units(const GenerateCountry *country)
{
    int64_t units = 1;
    while (units * 1000 <= country->per_dollar) {
        units *= 10;
    }
    return units;
}

static char *units_text(const GenerateHotel *hotel, int64_t units)
{
    int64_t minor = units;
    for (unsigned i = 0; i < hotel->currency->exponent; i++) {
        minor *= 10;
    }
    return money_format((Money){minor, hotel->currency});
}

/* A price in cents of a dollar as the hotel writes it. */
static char *price_text(const GenerateHotel *hotel, int64_t cents)
{
    const int64_t round = round_units(hotel->country);
    const int64_t units = cents * hotel->country->per_dollar / 10000;
    return units_text(hotel, MAX(1, (units + round / 2) / round) * round);
}

static void append_price(GString *text, const GenerateHotel *hotel, const char *key, int64_t cents)
{
    g_autofree char *amount = price_text(hotel, cents);
    g_string_append_printf(text, "    %s: \"%s\"\n", key, amount);
}

static void append_amounts(GString *text, const GenerateHotel *hotel, size_t types, int percent)
{
    g_string_append(text, "    amounts:\n      - room_types: {");
    for (size_t i = 0; i < types; i++) {
        const int64_t cents = (int64_t)hotel->brand->base_dollars * hotel->price_percent *
                              hotel->types[i]->price_percent * percent / 10000;
        g_autofree char *amount = price_text(hotel, cents);
        g_string_append_printf(text, "%s%s: \"%s\"", i == 0 ? "" : ", ", hotel->types[i]->code, amount);
    }
    g_string_append(text, "}\n");
}

static void append_own_terms(GString *text, const GenerateHotel *hotel)
{
    g_autofree char *round = units_text(hotel, round_units(hotel->country));
    g_string_append_printf(text, "    round_to: \"%s\"\n", round);
    append_price(text, hotel, "extra_adult", 3000);
    append_price(text, hotel, "extra_child", 1500);
    g_string_append(text, "    cancellation: FLEX\n    deposit: NONE\n");
}

static void append_best_available(GString *text, const GenerateHotel *hotel)
{
    g_string_append(text,
                    "rate_plans:\n"
                    "  - code: BAR\n"
                    "    kind: best_available\n"
                    "    name: {en: \"Best available rate\", zh: \"最优弹性价\"}\n"
                    "    description: {en: \"Our best price without conditions, pay at the hotel\", zh: "
                    "\"无附加条件的最优价格，到店付款\"}\n");
    append_amounts(text, hotel, hotel->type_count, 100);
    g_string_append(text, "      - {season: SUMMER, change_percent: 20}\n"
                          "      - {season: HOLIDAY, change_percent: 45}\n"
                          "      - {season: WINTER, change_percent: -15}\n"
                          "      - {season: SUMMER, day_type: WEEKEND, change_percent: 35}\n"
                          "      - {day_type: WEEKEND, change_percent: 10}\n");
    append_own_terms(text, hotel);
    g_string_append(text, "    meal: RO\n    commissionable: true\n");
}

static void append_breakfast(GString *text, const GenerateHotel *hotel)
{
    g_string_append(text, "  - code: BREAKFAST\n"
                          "    kind: derived\n"
                          "    from: BAR\n"
                          "    name: {en: \"Bed and breakfast\", zh: \"含早餐\"}\n");
    append_price(text, hotel, "change_amount", 2800);
    append_price(text, hotel, "extra_adult", 4400);
    append_price(text, hotel, "extra_child", 2200);
    g_string_append(text, "    meal: BB\n");
}

static void append_government(GString *text, const GenerateHotel *hotel)
{
    g_string_append(text, "  - code: GOVERNMENT\n"
                          "    kind: negotiated\n"
                          "    access: GOV\n"
                          "    name: {en: \"Government and military\", zh: \"政府及军队协议价\"}\n");
    append_amounts(text, hotel, 2, 80);
    append_own_terms(text, hotel);
    g_string_append(text, "    meal: RO\n");
}

static void append_taxes(GString *text, const GenerateHotel *hotel)
{
    const GenerateCountry *country = hotel->country;
    g_string_append_printf(
        text,
        "taxes:\n"
        "  - {code: %s, name: {en: \"Tax on rooms\", zh: \"客房税\"}, kind: %s, percent: %s, department: "
        "rooms}\n"
        "  - {code: FOOD, name: {en: \"Tax on food\", zh: \"餐饮税\"}, kind: %s, percent: %s, department: "
        "food}\n",
        country->tax_code, country->tax_included ? "inclusive_percent" : "exclusive_percent",
        country->tax_percent, country->tax_included ? "inclusive_percent" : "exclusive_percent",
        country->other_tax_percent);
    if (country->tourist_tax_cents > 0) {
        g_autofree char *amount = price_text(hotel, country->tourist_tax_cents);
        g_string_append_printf(text,
                               "  - {code: TOURIST, name: {en: \"Tourist tax\", zh: \"旅游税\"}, kind: "
                               "per_person_night, amount: \"%s\", department: rooms, persons: adults, "
                               "max_nights: 7}\n",
                               amount);
    }
    g_string_append_c(text, '\n');
}

void generate_rates_append(GString *text, const GenerateHotel *hotel)
{
    g_string_append(text, CALENDAR);
    g_string_append(text, POLICIES);
    append_taxes(text, hotel);
    append_best_available(text, hotel);
    append_breakfast(text, hotel);
    g_string_append(text, COMPUTED_PLANS);
    if (hotel->brand->government) {
        append_government(text, hotel);
    }
}
