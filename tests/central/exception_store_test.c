/* What people must look at, page by page, and whether a night is still over its limit. */
#include "central/stay/exception_store.h"

#include "tests/central/support/lane_fixture.h"
#include "tests/support/cunit_main.h"

static LaneFixture fixture;

static void run(const char *statement)
{
    pg_result_free(postgres_fixture_run(fixture.connection, statement));
}

static GPtrArray *list(const ChainHotel *hotel, int64_t before, int limit)
{
    GPtrArray *exceptions = NULL;
    g_autoptr(GError) error = NULL;
    DatabaseStatus status = exception_list(fixture.connection, hotel, before, limit, &exceptions, &error);
    CU_ASSERT_EQUAL_FATAL(status, DATABASE_OK);
    return exceptions;
}

static void reset(void)
{
    lane_fixture_reset(&fixture);
    run("INSERT INTO desk_exception (hotel_id, entry, kind, confirmation_number, detail, at, room_type, "
        "first_night, nights, rooms, reason) VALUES "
        "(7, 1, 'check_out', '', 'cannot be read', '2016-03-01', '', NULL, 0, 0, 'unreadable'), "
        "(7, 2, 'walk_in', '500070000017', 'STE over the limit', '2016-03-01', 'STE', '2016-02-28', 3, 1, "
        "'sold_by_manager'), "
        "(7, 3, 'walk_in', '500070000025', 'STE over the limit', '2016-03-01', 'STE', '2016-03-05', 2, 1, "
        "'sold_by_manager')");
}

static void test_the_newest_come_first_page_by_page(void)
{
    reset();
    g_autoptr(GPtrArray) first = list(NULL, 0, 2);
    CU_ASSERT_EQUAL_FATAL(first->len, 2);
    const DeskException *newest = first->pdata[0];
    const DeskException *last = first->pdata[1];
    CU_ASSERT_EQUAL(newest->entry, 3);
    CU_ASSERT_STRING_EQUAL(newest->reason, "sold_by_manager");
    CU_ASSERT_EQUAL(newest->first_night, fixture.today + 4);
    CU_ASSERT_EQUAL(newest->nights, 2);
    g_autoptr(GPtrArray) second = list(fixture.hotel, last->exception_id, 2);
    CU_ASSERT_EQUAL_FATAL(second->len, 1);
    const DeskException *oldest = second->pdata[0];
    CU_ASSERT_EQUAL(oldest->entry, 1);
    CU_ASSERT_EQUAL(oldest->first_night, NIGHT_NONE);
    CU_ASSERT_STRING_EQUAL(oldest->confirmation_number, "");
    ChainHotel other = {.number = 8};
    g_autoptr(GPtrArray) elsewhere = list(&other, 0, 2);
    CU_ASSERT_EQUAL(elsewhere->len, 0);
}

/* Only what is not past counts, and only what is over the limit still. */
static void test_rooms_over_now(void)
{
    reset();
    run("UPDATE inventory_cell SET oversell_authorised = 1, sold = 2 WHERE room_type = 'STE' AND night IN "
        "('2016-03-01', '2016-03-06')");
    g_autoptr(GPtrArray) exceptions = list(NULL, 0, 5);
    CU_ASSERT_EQUAL(((const DeskException *)exceptions->pdata[0])->rooms_over_now, 1);
    CU_ASSERT_EQUAL(((const DeskException *)exceptions->pdata[1])->rooms_over_now, 1); /* tonight */
    CU_ASSERT_EQUAL(((const DeskException *)exceptions->pdata[2])->rooms_over_now, 0);
    run("UPDATE inventory_cell SET sold = 1, granted = 1 WHERE room_type = 'STE' AND night IN ('2016-03-01', "
        "'2016-03-06')");
    g_autoptr(GPtrArray) granted = list(NULL, 0, 5); /* a room that is granted and not used is there */
    CU_ASSERT_EQUAL(((const DeskException *)granted->pdata[1])->rooms_over_now, 0);
    run("UPDATE inventory_cell SET sold = 1, granted = 0 WHERE room_type = 'STE'"); /* somebody has cancelled
                                                                                     */
    run("UPDATE hotel SET business_date = '2016-03-02'");
    g_autoptr(GPtrArray) later = list(NULL, 0, 5);
    CU_ASSERT_EQUAL(((const DeskException *)later->pdata[0])->rooms_over_now, 0);
    CU_ASSERT_EQUAL(((const DeskException *)later->pdata[1])->rooms_over_now, 0);
    run("UPDATE hotel SET business_date = '2016-03-01'");
}

static CU_TestInfo TESTS[] = {
    {"the newest come first, page by page", test_the_newest_come_first_page_by_page},
    {"rooms over the limit now", test_rooms_over_now},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    int status = test_main("central/exception_store", TESTS);
    lane_fixture_clear(&fixture);
    return status;
}
