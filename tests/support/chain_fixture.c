#include "tests/support/chain_fixture.h"

#include "ops/chain_load.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static const char chain_text[] =
    "code: TEST\n"
    "name: {en: Test, zh: 测试}\n"
    "brands:\n"
    "  - {code: PLAIN, name: {en: Plain, zh: 普通}, description: {en: Plain, zh: 普通}}\n"
    "hotels: [hotel.yaml]\n";

static const char hotel_text[] =
    "code: SEA\n"
    "number: 7\n"
    "brand: PLAIN\n"
    "name: {en: Sea, zh: 海}\n"
    "description: {en: By the sea, zh: 海边}\n"
    "address: {street: Strand 1, city: Lagos, postal_code: '8600', country: PT}\n"
    "telephone: '+351 1'\n"
    "email: sea@keyrack.example\n"
    "latitude: 37.1\n"
    "longitude: -8.67\n"
    "currency: EUR\n"
    "time_zone: Europe/Lisbon\n"
    "language: pt\n"
    "opens: 2015-01-01\n"
    "horizon_nights: 400\n"
    "check_in: '15:00'\n"
    "check_out: '12:00'\n"
    "seasons:\n"
    "  - {code: SUMMER, from: 07-01, until: 08-31}\n"
    "  - {code: WINTER, from: 12-20, until: 01-10}\n"
    "day_types:\n"
    "  - {code: WEEKEND, nights: [friday, saturday]}\n"
    "room_types:\n"
    "  - code: STD\n"
    "    name: {en: Standard, zh: 标准}\n"
    "    description: {en: Standard, zh: 标准}\n"
    "    occupancy: {standard: 2, max: 4, adults: 3, children: 2}\n"
    "    features: [desk]\n"
    "    rooms: 4\n"
    "    sell_limit: 5\n"
    "  - code: STE\n"
    "    name: {en: Suite, zh: 套房}\n"
    "    description: {en: Suite, zh: 套房}\n"
    "    occupancy: {standard: 2, max: 4, adults: 4, children: 2}\n"
    "    rooms: 1\n"
    "    sell_limit: 1\n"
    "rooms:\n"
    "  - {type: STD, floor: 1, numbers: [101-103], connecting: [101+102]}\n"
    "  - {type: STD, floor: 2, numbers: [201], features: [balcony]}\n"
    "  - {type: STE, floor: 2, numbers: [202]}\n"
    "cancellation_policies:\n"
    "  - {code: FLEX, name: {en: Flex, zh: 灵活}, cut_off: '18:00', steps: [{days: 1, charge: {nights: "
    "1}}]}\n"
    "  - {code: STEPS, name: {en: Steps, zh: 阶梯}, steps: [{days: 7, charge: {percent: 30}}, {hours: 24, "
    "charge: all}]}\n"
    "  - {code: STRICT, name: {en: Strict, zh: 严格}, steps: [{always: true, charge: all}]}\n"
    "deposit_policies:\n"
    "  - {code: NONE, name: {en: None, zh: 无}, charge: none}\n"
    "  - {code: HALF, name: {en: Half, zh: 一半}, charge: {percent: 50}, due_days_before_arrival: 14}\n"
    "  - {code: FIX, name: {en: Fixed, zh: 固定}, charge: {amount: '50.00'}}\n"
    "no_show: {name: {en: First night, zh: 首晚}, charge: {nights: 1}}\n"
    "early_departure: {name: {en: One night, zh: 一晚}, charge: {nights: 1}}\n"
    "taxes:\n"
    "  - {code: VAT, name: {en: VAT, zh: 增值税}, kind: inclusive_percent, percent: 6, department: rooms}\n"
    "  - {code: VAT-FOOD, name: {en: VAT, zh: 增值税}, kind: inclusive_percent, percent: 13, department: "
    "food}\n"
    "  - code: CITY\n"
    "    name: {en: City tax, zh: 城市税}\n"
    "    kind: per_person_night\n"
    "    amount: '1.00'\n"
    "    department: rooms\n"
    "    max_nights: 3\n"
    "    exempt: [medical]\n"
    "    valid_from: 2016-01-01\n"
    "    valid_until: 2016-12-31\n"
    "rate_plans:\n"
    "  - code: EARLY\n"
    "    kind: derived\n"
    "    from: BAR\n"
    "    name: {en: Early, zh: 提前}\n"
    "    change_percent: -15\n"
    "    min_advance_days: 21\n"
    "    cancellation: STRICT\n"
    "    deposit: HALF\n"
    "  - code: BAR\n"
    "    kind: best_available\n"
    "    name: {en: Best, zh: 最优}\n"
    "    amounts:\n"
    "      - room_types: {STD: '100.00', STE: '200.00'}\n"
    "      - {season: SUMMER, change_percent: 50}\n"
    "      - {season: SUMMER, day_type: WEEKEND, room_types: {STD: '180.00'}}\n"
    "      - {day_type: WEEKEND, change_percent: 10}\n"
    "    round_to: '1.00'\n"
    "    extra_adult: '30.00'\n"
    "    extra_child: '10.00'\n"
    "    single_reduction: '15.00'\n"
    "    meal: RO\n"
    "    cancellation: FLEX\n"
    "    deposit: NONE\n"
    "  - {code: MEMBER, kind: member, from: EARLY, name: {en: Member, zh: 会员}, change_percent: -3.5, "
    "change_amount: '-1.00', "
    "room_types: [STD]}\n"
    "  - {code: CORP, kind: negotiated, access: ACME, name: {en: Company, zh: 公司}, amounts: [{room_types: "
    "{STD: 88}}], meal: "
    "BB, cancellation: STEPS, deposit: FIX, max_stay: 10}\n"
    "allotment: {nights_ahead: 3, rooms: 2, lease_minutes: 4, room_types: {STE: {percent: 50, keep: 0}}}\n"
    "late_check_out:\n"
    "  - valid_until: 2016-12-31\n"
    "    steps: [{until: '14:00', charge: none}, {until: '18:00', charge: {percent: 50}}]\n"
    "  - exempt_tiers: [gold]\n"
    "    steps: [{until: '18:00', charge: {amount: '20.00'}}, {until: '23:59', charge: all}]\n"
    "packages:\n"
    "  - {name: {en: Breakfast, zh: 早餐}, meals: [BB], department: food, adult: '9.00', child: '4.50'}\n";

static void write_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;
    g_file_set_contents(path, text, -1, &error);
    g_assert_no_error(error);
}

/* Messages would otherwise differ from run to run by the folder's name. */
static void error_without_folder(GError *error, const char *folder)
{
    g_autofree char *prefix = g_strconcat(folder, "/", NULL);
    g_autoptr(GString) message = g_string_new(error->message);
    g_string_replace(message, prefix, "", 0);
    g_free(error->message);
    error->message = g_strdup(message->str);
}

/* Takes over the folder. */
static Chain *folder_load(char *folder, const char *chain_file, GError **error)
{
    GError *load_error = NULL;
    g_autofree char *path = g_build_filename(folder, "chain.yaml", NULL);
    write_file(folder, "chain.yaml", chain_file);
    Chain *chain = chain_load(path, &load_error);
    if (load_error != NULL) {
        error_without_folder(load_error, folder);
        g_propagate_error(error, load_error);
    }
    test_folder_remove(folder);
    return chain;
}

Chain *chain_fixture_load(const char *text, GError **error)
{
    char *folder = test_folder_new();
    write_file(folder, "hotel.yaml", text);
    return folder_load(folder, chain_text, error);
}

Chain *chain_fixture_spoilt(const char *old, const char *new, GError **error)
{
    g_autoptr(GString) text = g_string_new(hotel_text);
    guint replaced = g_string_replace(text, old, new, 1);
    g_assert(replaced == 1);
    return chain_fixture_load(text->str, error);
}

const char *chain_fixture_small_text(void)
{
    return hotel_text;
}

/* The error by its address: it is not there yet when the arguments of the call are gathered. */
static Chain *chain_or_abort(Chain *chain, GError **error)
{
    if (chain == NULL)
        g_error("test chain does not load: %s", (*error)->message);
    return chain;
}

Chain *chain_fixture_small(void)
{
    g_autoptr(GError) error = NULL;
    Chain *chain = chain_fixture_load(hotel_text, &error);
    return chain_or_abort(chain, &error);
}

static void replace_once(GString *text, const char *old, const char *new)
{
    guint replaced = g_string_replace(text, old, new, 1);
    g_assert(replaced == 1);
}

Chain *chain_fixture_pair(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) chain_file = g_string_new(chain_text);
    replace_once(chain_file, "[hotel.yaml]", "[hotel.yaml, second.yaml]");
    g_autoptr(GString) first = g_string_new(hotel_text);
    replace_once(first, "horizon_nights: 400", "horizon_nights: 30");
    g_autoptr(GString) second = g_string_new(first->str);
    replace_once(second, "code: SEA", "code: LAK");
    replace_once(second, "number: 7", "number: 3");
    char *folder = test_folder_new();
    write_file(folder, "hotel.yaml", first->str);
    write_file(folder, "second.yaml", second->str);
    return chain_or_abort(folder_load(folder, chain_file->str, &error), &error);
}

Chain *chain_fixture_demo(const char *source_folder)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(source_folder, "schemas", "chain", "demo.yaml", NULL);
    Chain *chain = chain_load(path, &error);
    return chain_or_abort(chain, &error);
}
