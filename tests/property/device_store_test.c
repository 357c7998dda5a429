/* What is kept for devices that are away: nothing is lost, nothing grows without end, and what was missed for
 * good is told anew. On SQLite, and on PostgreSQL in the system tests. */
#include "property/device/device_event.h"
#include "property/device/device_store.h"
#include "tests/support/cunit_main.h"
#include "tests/support/property_fixture.h"
#include <string.h>

typedef DatabaseStatus (*Step)(OdbcConnection *connection, GError **error);

static DeviceConfig *config;
static Instant now = INT64_C(1700000000000000);

static DatabaseStatus run_step(OdbcConnection *connection, gpointer data, GError **error)
{
    return (*(Step *)data)(connection, error);
}

static void run(PropertyFixture *fixture, Step step)
{
    CU_ASSERT_EQUAL(property_fixture_run(fixture, run_step, &step), DATABASE_OK);
}

static void open_house(PropertyFixture *fixture)
{
    g_autoptr(GError) error = NULL;

    config = device_config_load(KEYRACK_SOURCE_DIR "/schemas/devices/demo.yaml", &error);
    g_assert_no_error(error);
    property_fixture_init(fixture, KEYRACK_SOURCE_DIR, NULL, "SHA");
}

static void close_house(PropertyFixture *fixture)
{
    property_fixture_clear(fixture);
    g_clear_pointer(&config, device_config_free);
}

static DatabaseStatus configure(OdbcConnection *connection, GError **error)
{
    return device_interfaces_configure(connection, config, error);
}

static DatabaseStatus configure_none(OdbcConnection *connection, GError **error)
{
    return device_interfaces_configure(connection, NULL, error);
}

static DatabaseStatus tell_audit(OdbcConnection *connection, GError **error)
{
    return device_event_audit(connection, true, now, error);
}

static DatabaseStatus begin_pos(OdbcConnection *connection, GError **error)
{
    DatabaseStatus status = device_resync_begin(connection, "POS1", error);

    return status == DATABASE_OK ? device_resync_end(connection, "POS1", error) : status;
}

static DatabaseStatus keep_house(OdbcConnection *connection, GError **error)
{
    return device_keep_house(connection, now, error);
}

static DatabaseStatus deliver_one(OdbcConnection *connection, GError **error)
{
    return device_set_delivered(connection, "POS1", 1, error);
}

static DatabaseStatus tell_many(OdbcConnection *connection, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (int i = 0; i <= DEVICE_QUEUE_MAX && status == DATABASE_OK; i++) {
        status = tell_audit(connection, error);
    }
    return status;
}

static int64_t events(PropertyFixture *fixture)
{
    return property_fixture_number(fixture, "SELECT COUNT(*) FROM device_event");
}

static int64_t resync(PropertyFixture *fixture)
{
    return property_fixture_number(fixture, "SELECT resync FROM device_interface WHERE interface = 'POS1'");
}

static void nothing_is_kept_for_nobody(void)
{
    PropertyFixture fixture;

    open_house(&fixture);
    run(&fixture, tell_audit);
    run(&fixture, configure);
    run(&fixture, tell_audit);
    CU_ASSERT_EQUAL(events(&fixture), 0);
    CU_ASSERT_EQUAL(resync(&fixture), DEVICE_RESYNC_NEEDED);
    close_house(&fixture);
}

static void what_was_delivered_is_forgotten_and_the_rest_kept(void)
{
    PropertyFixture fixture;

    open_house(&fixture);
    run(&fixture, configure);
    run(&fixture, begin_pos);
    run(&fixture, tell_audit);
    run(&fixture, tell_audit);
    run(&fixture, keep_house);
    CU_ASSERT_EQUAL(events(&fixture), 2);
    run(&fixture, deliver_one);
    run(&fixture, keep_house);
    CU_ASSERT_EQUAL(events(&fixture), 1);
    CU_ASSERT_EQUAL(resync(&fixture), DEVICE_IN_STEP);
    /* A restart changes nothing for it. */
    run(&fixture, configure);
    CU_ASSERT_EQUAL(resync(&fixture), DEVICE_IN_STEP);
    close_house(&fixture);
}

static void a_queue_that_is_too_old_is_given_up(void)
{
    PropertyFixture fixture;

    open_house(&fixture);
    run(&fixture, configure);
    run(&fixture, begin_pos);
    run(&fixture, tell_audit);
    now += DEVICE_QUEUE_AGE + 1;
    run(&fixture, keep_house);
    CU_ASSERT_EQUAL(resync(&fixture), DEVICE_RESYNC_NEEDED);
    CU_ASSERT_EQUAL(events(&fixture), 0);
    run(&fixture, tell_audit);
    CU_ASSERT_EQUAL(events(&fixture), 0);
    close_house(&fixture);
}

static void a_queue_that_is_too_long_is_given_up(void)
{
    PropertyFixture fixture;

    open_house(&fixture);
    run(&fixture, configure);
    run(&fixture, begin_pos);
    run(&fixture, tell_many);
    run(&fixture, keep_house);
    CU_ASSERT_EQUAL(resync(&fixture), DEVICE_RESYNC_NEEDED);
    CU_ASSERT_EQUAL(events(&fixture), 0);
    close_house(&fixture);
}

static void a_device_that_was_taken_away_is_told_everything_when_it_comes_back(void)
{
    PropertyFixture fixture;

    open_house(&fixture);
    run(&fixture, configure);
    run(&fixture, begin_pos);
    run(&fixture, configure_none);
    run(&fixture, tell_audit);
    CU_ASSERT_EQUAL(events(&fixture), 0);
    run(&fixture, configure);
    CU_ASSERT_EQUAL(resync(&fixture), DEVICE_RESYNC_NEEDED);
    close_house(&fixture);
}

static CU_TestInfo tests[] = {
    {"nothing is kept for nobody", nothing_is_kept_for_nobody},
    {"what was delivered is forgotten and the rest kept", what_was_delivered_is_forgotten_and_the_rest_kept},
    {"a queue that is too old is given up", a_queue_that_is_too_old_is_given_up},
    {"a queue that is too long is given up", a_queue_that_is_too_long_is_given_up},
    {"a device that was taken away is told everything when it comes back",
     a_device_that_was_taken_away_is_told_everything_when_it_comes_back},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/device_store", tests);
}
