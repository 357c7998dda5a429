#include "central/inventory/inventory_bulk.h"

#include <string.h>

#include "central/hotel/hotel_opening.h"
#include "ops/migrate.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"

/* Hotels in the right order and the wrong one, empty ones and such with all kinds of cells. */
static PostgresFixture postgres;
static PgConnection *connection;
static Chain *chain;
static PgOptions database;

static void run(const char *sql)
{
    pg_result_free(postgres_fixture_run(connection, sql));
}

static InventoryMemory *load_one_by_one(void)
{
    InventoryMemory *memory = inventory_memory_new(chain);
    for (guint i = 0; i < chain->hotels->len; i++) {
        g_autoptr(GError) error = NULL;
        CU_ASSERT_EQUAL(inventory_memory_load(memory, chain->hotels->pdata[i], connection, &error),
                        DATABASE_OK);
        TEST_ASSERT_NO_ERROR(error);
    }
    return memory;
}

static InventoryMemory *load_in_bulk(void)
{
    InventoryMemory *memory = inventory_memory_new(chain);
    InventoryBulk bulk = {.chain = chain, .memory = memory, .database = &database, .connections = 2};
    g_autoptr(GError) error = NULL;
    CU_ASSERT_EQUAL(inventory_bulk_load(&bulk, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    return memory;
}

static void assert_same_rooms(HotelMemory *one, HotelMemory *other, const ChainHotel *hotel)
{
    Night from = hotel_memory_business_date(one);
    for (guint t = 0; t < hotel->room_types->len; t++)
        for (Night night = from - 3; night < from + hotel->horizon_nights + 3; night++)
            CU_ASSERT_EQUAL(hotel_memory_left(one, hotel->room_types->pdata[t], night, night + 1),
                            hotel_memory_left(other, hotel->room_types->pdata[t], night, night + 1));
}

static void assert_same_book(const PriceBook *one, const PriceBook *other)
{
    CU_ASSERT_EQUAL_FATAL(one->override_count, other->override_count);
    for (gsize i = 0; i < one->override_count; i++) {
        CU_ASSERT_EQUAL(price_override_compare(&one->overrides[i], &other->overrides[i]), 0);
        CU_ASSERT_EQUAL(one->overrides[i].amount_minor, other->overrides[i].amount_minor);
    }
    CU_ASSERT_EQUAL_FATAL(one->restriction_count, other->restriction_count);
    for (gsize i = 0; i < one->restriction_count; i++) {
        CU_ASSERT_EQUAL(price_restriction_compare(&one->restrictions[i], &other->restrictions[i]), 0);
        CU_ASSERT_EQUAL(one->restrictions[i].min_stay_nights, other->restrictions[i].min_stay_nights);
        CU_ASSERT_EQUAL(one->restrictions[i].closed, other->restrictions[i].closed);
    }
}

/* Rooms are compared with granted ones counting as left, and without. */
static void assert_same(InventoryMemory *one, InventoryMemory *other)
{
    for (guint i = 0; i < 2 * chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i / 2];
        inventory_memory_set_connected(one, hotel, i % 2 == 1);
        inventory_memory_set_connected(other, hotel, i % 2 == 1);
        CU_ASSERT_EQUAL(inventory_memory_version(one, hotel), inventory_memory_version(other, hotel));
        g_autoptr(HotelMemory) first = hotel_memory_open(one, hotel);
        g_autoptr(HotelMemory) second = hotel_memory_open(other, hotel);
        CU_ASSERT_EQUAL(hotel_memory_business_date(first), hotel_memory_business_date(second));
        assert_same_rooms(first, second, hotel);
        assert_same_book(hotel_memory_book(first), hotel_memory_book(second));
    }
}

static void compare(void)
{
    g_autoptr(InventoryMemory) one = load_one_by_one();
    g_autoptr(InventoryMemory) other = load_in_bulk();
    assert_same(one, other);
}

static void test_fresh_hotels(void)
{
    compare();
}

static void test_cells_of_every_kind(void)
{
    g_autofree char *seed = g_strdup_printf("SELECT setseed(%u / 4294967296.0)", test_seed());
    run(seed);
    run("UPDATE inventory_cell SET sell_limit = 20, sold = random() * 12 WHERE random() < 0.7");
    run("UPDATE inventory_cell SET held = random() * 2, blocked = random() * 3, granted = random() * 3, "
        "sell_limit = 20 WHERE random() < 0.3");
    run("UPDATE inventory_cell SET oversell_authorised = 3, sold = 3 + sell_limit - held - blocked - granted "
        "WHERE random() < 0.1");
    run("UPDATE inventory_cell SET sell_limit = 3000000, sold = 1048575 + random() * 2 WHERE random() < 0.1");
    run("UPDATE inventory_cell SET sell_limit = 1048575 + random() * 2, sold = random() * 1000 WHERE "
        "random() < 0.1");
    run("DELETE FROM inventory_cell WHERE random() < 0.1");
    compare();
}

static void test_prices_and_conditions(void)
{
    run("INSERT INTO rate_override (hotel_id, rate_plan, room_type, night, amount_minor, version) "
        "SELECT hotel_id, 'BAR', room_type, night, CASE WHEN random() < 0.8 THEN 9900 END, 1 FROM "
        "inventory_cell "
        "WHERE random() < 0.2");
    run("INSERT INTO restriction (hotel_id, rate_plan, room_type, night, closed, min_stay, version) "
        "SELECT hotel_id, CASE WHEN random() < 0.5 THEN '*' ELSE 'BAR' END, room_type, night, random() < "
        "0.3, "
        "(random() * 4)::integer, 1 FROM inventory_cell WHERE random() < 0.2");
    compare();
}

/* Each hotel stands at a date of its own, with cells and prices of nights that are over. */
static void test_business_dates_of_their_own(void)
{
    run("UPDATE hotel SET business_date = business_date + hotel_id % 5");
    compare();
}

static void test_a_hotel_that_is_not_there(void)
{
    g_autoptr(InventoryMemory) memory = inventory_memory_new(chain);
    InventoryBulk bulk = {.chain = chain, .memory = memory, .database = &database};
    g_autoptr(GError) error = NULL;
    run("TRUNCATE hotel CASCADE");
    CU_ASSERT_EQUAL(inventory_bulk_load(&bulk, &error), DATABASE_HARD);
    CU_ASSERT_TRUE(g_str_has_suffix(error->message, " is not in the database"));
}

static void fixture_init(void)
{
    g_autoptr(GError) error = NULL;
    postgres_fixture_init(&postgres);
    connection = postgres_fixture_connect(&postgres);
    database = (PgOptions){.conninfo = postgres.conninfo};
    chain = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    MigrateTarget target = migrate_target_postgres(connection);
    HotelOpening opening = {.chain = chain, .now = instant_from_night_utc(night_from_date(2026, 3, 1))};
    if (!migrate_apply(&target, KEYRACK_SOURCE_DIR "/schemas/central", NULL, &error) ||
        hotel_opening_run(connection, &opening, &error) != DATABASE_OK)
        g_error("tables: %s", error->message);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"hotels just opened", test_fresh_hotels},
        {"cells of every kind, and cells that are missing", test_cells_of_every_kind},
        {"amounts and restrictions, withdrawn ones too", test_prices_and_conditions},
        {"each hotel from its own business date on", test_business_dates_of_their_own},
        {"a hotel that is not in the database is named", test_a_hotel_that_is_not_there},
        CU_TEST_INFO_NULL,
    };
    fixture_init();
    int status = test_main("inventory_bulk", tests);
    chain_free(chain);
    pg_connection_free(connection);
    postgres_fixture_clear(&postgres);
    return status;
}
