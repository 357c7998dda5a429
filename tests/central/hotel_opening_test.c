#include "central/hotel/hotel_opening.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ops/migrate.h"
#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"

/* More cells than one transaction makes. */
enum { HOTELS = 60, TYPES = 2, NIGHTS = 550, CELLS_A_HOTEL = TYPES * NIGHTS };

static PostgresFixture postgres;
static PgConnection *connection;
static Chain *chain;
static Instant now;

static void hotel_add(int number)
{
    ChainHotel *hotel = chain_hotel_add(chain);
    g_snprintf(hotel->code, sizeof hotel->code, "T%03d", number);
    hotel->number = number;
    hotel->zone = g_time_zone_new_utc();
    hotel->opens = night_from_date(2015, 1, 1);
    hotel->horizon_nights = NIGHTS;
    for (int i = 0; i < TYPES; i++) {
        ChainRoomType *type = hotel_room_type_add(hotel);
        g_strlcpy(type->code, i == 0 ? "STD" : "STE", sizeof type->code);
        type->sell_limit = 5 + i;
    }
}

/* Chain order is not the order of numbers. */
static void chain_make(void)
{
    chain = chain_new();
    for (int i = HOTELS; i > 0; i--)
        hotel_add(i * 7);
}

typedef struct {
    guint hotels;
    guint of_hotels;
    gboolean kill;
} Told;

static void tell(guint hotels, guint of_hotels, gpointer data)
{
    Told *told = data;
    told->hotels = hotels;
    told->of_hotels = of_hotels;
    if (told->kill)
        kill(getpid(), SIGKILL);
}

static DatabaseStatus open_hotels(PgConnection *by, const PgOptions *database, Told *told, GError **error)
{
    HotelOpening opening = {
        .chain = chain, .now = now, .database = database, .connections = 3, .told = tell, .data = told};
    return hotel_opening_run(by, &opening, error);
}

static int64_t number(const char *sql)
{
    return postgres_fixture_number(connection, sql);
}

static void run(const char *sql)
{
    pg_result_free(postgres_fixture_run(connection, sql));
}

static void assert_no_hotel_is_half_open(void)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM hotel h WHERE cells_until <> business_date + %d "
        "OR feed_version <> %d + 1 OR (SELECT count(*) FROM inventory_cell c WHERE c.hotel_id = "
        "h.hotel_id) <> %d OR NOT EXISTS (SELECT FROM hotel_lease l WHERE l.hotel_id = h.hotel_id)",
        NIGHTS, CELLS_A_HOTEL, CELLS_A_HOTEL);
    CU_ASSERT_EQUAL(number(sql), 0);
}

/* ---- killed in the middle --------------------------------------------------------------------------- */

static pid_t opener_start(gboolean kill_after_first)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    Told told = {.kill = kill_after_first};
    g_autoptr(GError) error = NULL;
    PgConnection *own = postgres_fixture_connect(&postgres);
    _exit(open_hotels(own, NULL, &told, &error) == DATABASE_OK ? 0 : 1);
}

static void assert_killed(pid_t child)
{
    int status = 0;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void await_blocked_opener(void)
{
    for (int i = 0; i < 1000; i++) {
        if (number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0)
            return;
        g_usleep(10000);
    }
    CU_FAIL("no opener waits for the lock");
}

static void test_killed_within_a_transaction(void)
{
    g_autoptr(PgConnection) holder = postgres_fixture_connect(&postgres);
    pg_result_free(postgres_fixture_run(holder, "BEGIN"));
    pg_result_free(postgres_fixture_run(holder, "LOCK TABLE inventory_cell IN EXCLUSIVE MODE"));
    pid_t child = opener_start(FALSE);
    await_blocked_opener();
    kill(child, SIGKILL);
    assert_killed(child);
    pg_result_free(postgres_fixture_run(holder, "COMMIT"));
    /* The server learns of the death when it has inserted the cells and wants to answer. */
    for (int i = 0; i < 1000 && number("SELECT count(*) FROM pg_stat_activity WHERE state = 'active'") > 1;
         i++)
        g_usleep(10000);
    CU_ASSERT_TRUE(number("SELECT count(*) FROM hotel") < HOTELS);
    assert_no_hotel_is_half_open();
}

static void test_killed_between_transactions(void)
{
    run("TRUNCATE hotel, inventory_cell, hotel_lease CASCADE");
    assert_killed(opener_start(TRUE));
    int64_t opened = number("SELECT count(*) FROM hotel");
    CU_ASSERT_TRUE(opened > 0 && opened < HOTELS);
    assert_no_hotel_is_half_open();
}

static void test_the_rest_is_opened(void)
{
    int64_t opened = number("SELECT count(*) FROM hotel");
    Told told = {0};
    g_autoptr(GError) error = NULL;
    CU_ASSERT_EQUAL(open_hotels(connection, NULL, &told, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(told.of_hotels, HOTELS - opened);
    CU_ASSERT_EQUAL(told.hotels, told.of_hotels);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM hotel"), HOTELS);
    assert_no_hotel_is_half_open();
}

/* ---- what is made ------------------------------------------------------------------------------------ */

static void test_cells_are_numbered_without_a_gap(void)
{
    CU_ASSERT_EQUAL(
        number("SELECT count(*) FROM (SELECT hotel_id FROM inventory_cell GROUP BY hotel_id HAVING "
               "min(version) <> 1 OR max(version) <> count(*) OR count(DISTINCT version) <> count(*)) x"),
        0);
    CU_ASSERT_EQUAL(
        number("SELECT count(*) FROM inventory_cell c JOIN hotel h USING (hotel_id) WHERE night < "
               "cells_from OR night >= cells_until OR sell_limit <> CASE room_type WHEN 'STD' THEN 5 "
               "ELSE 6 END"),
        0);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM hotel WHERE business_date <> date '2016-03-01'"), 0);
}

static void test_nothing_to_do(void)
{
    Told told = {0};
    g_autoptr(GError) error = NULL;
    CU_ASSERT_EQUAL(open_hotels(connection, NULL, &told, &error), DATABASE_OK);
    CU_ASSERT_EQUAL(told.of_hotels, 0);
}

static void test_the_horizon_moves_with_the_business_date(void)
{
    Told told = {0};
    g_autoptr(GError) error = NULL;
    run("UPDATE hotel SET business_date = business_date + 2 WHERE hotel_id = 14");
    CU_ASSERT_EQUAL(open_hotels(connection, NULL, &told, &error), DATABASE_OK);
    CU_ASSERT_EQUAL(told.of_hotels, 1);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM inventory_cell WHERE hotel_id = 14"),
                    CELLS_A_HOTEL + 2 * TYPES);
    CU_ASSERT_EQUAL(number("SELECT feed_version FROM hotel WHERE hotel_id = 14"),
                    CELLS_A_HOTEL + 1 + 2 * TYPES + 1);
    CU_ASSERT_EQUAL(number("SELECT count(DISTINCT version) FROM inventory_cell WHERE hotel_id = 14"),
                    CELLS_A_HOTEL + 2 * TYPES);
}

/* ---- several at once --------------------------------------------------------------------------------- */

static gpointer open_as_an_instance(gpointer data)
{
    (void)data;
    Told told = {0};
    GError *error = NULL;
    PgOptions options = {.conninfo = postgres.conninfo};
    g_autoptr(PgConnection) own = postgres_fixture_connect(&postgres);
    open_hotels(own, &options, &told, &error);
    return error;
}

static void test_instances_open_the_same_hotels(void)
{
    run("TRUNCATE hotel, inventory_cell, hotel_lease CASCADE");
    GThread *threads[3];
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("instance", open_as_an_instance, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++) {
        g_autoptr(GError) error = g_thread_join(threads[i]);
        TEST_ASSERT_NO_ERROR(error);
    }
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM hotel"), HOTELS);
    assert_no_hotel_is_half_open();
}

static void test_a_foreign_hotel_is_refused(void)
{
    run("UPDATE hotel SET hotel_code = 'ELSE' WHERE hotel_id = 7");
    Told told = {0};
    g_autoptr(GError) error = NULL;
    CU_ASSERT_EQUAL(open_hotels(connection, NULL, &told, &error), DATABASE_HARD);
    CU_ASSERT_STRING_EQUAL(error->message,
                           "the database has hotel ELSE under number 7, the chain's configuration "
                           "does not: put it back there");
}

static void suite_init(void)
{
    g_autoptr(GError) error = NULL;
    postgres_fixture_init(&postgres);
    connection = postgres_fixture_connect(&postgres);
    MigrateTarget target = migrate_target_postgres(connection);
    if (!migrate_apply(&target, KEYRACK_SOURCE_DIR "/schemas/central", NULL, &error))
        g_error("migrations: %s", error->message);
    chain_make();
    now = instant_from_night_utc(night_from_date(2016, 3, 1)) + 10 * INSTANT_HOUR;
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"an opener killed within a transaction leaves no half of a hotel", test_killed_within_a_transaction},
        {"nor does one killed between two", test_killed_between_transactions},
        {"the next opener opens the hotels that are left", test_the_rest_is_opened},
        {"cells are numbered from the first to the last without a gap",
         test_cells_are_numbered_without_a_gap},
        {"a chain that is open is left alone", test_nothing_to_do},
        {"the horizon moves with the business date", test_the_horizon_moves_with_the_business_date},
        {"several instances open the same hotels together", test_instances_open_the_same_hotels},
        {"a hotel that the configuration lacks is refused", test_a_foreign_hotel_is_refused},
        CU_TEST_INFO_NULL,
    };
    suite_init();
    int status = test_main("hotel_opening", tests);
    chain_free(chain);
    pg_connection_free(connection);
    postgres_fixture_clear(&postgres);
    return status;
}
