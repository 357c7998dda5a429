#include "property/housekeeping/housekeeping_rules.h"

#include "tests/support/cunit_main.h"

#define TODAY 20000

static RoomDay vacant(RoomHousekeeping housekeeping)
{
    return (RoomDay){
        .housekeeping = housekeeping, .business_date = TODAY, .arrival = NIGHT_NONE, .departure = NIGHT_NONE};
}

static RoomDay occupied(Night arrival, Night departure)
{
    RoomDay day = vacant(ROOM_DIRTY);

    day.occupied = true;
    day.arrival = arrival;
    day.departure = departure;
    return day;
}

/* The service a room needs, SERVICE_COUNT when none. */
static Service service_of(const RoomDay *day)
{
    Service service;

    return room_day_service(day, &service) ? service : SERVICE_COUNT;
}

static void test_what_a_vacant_room_needs(void)
{
    RoomDay dirty = vacant(ROOM_DIRTY);
    RoomDay pickup = vacant(ROOM_PICKUP);
    RoomDay clean = vacant(ROOM_CLEAN);
    RoomDay inspected = vacant(ROOM_INSPECTED);

    CU_ASSERT_EQUAL(service_of(&dirty), SERVICE_DEPARTURE);
    CU_ASSERT_EQUAL(service_of(&pickup), SERVICE_REFRESH);
    CU_ASSERT_EQUAL(service_of(&clean), SERVICE_COUNT);
    CU_ASSERT_EQUAL(service_of(&inspected), SERVICE_COUNT);
    dirty.is_out = true;
    CU_ASSERT_EQUAL(service_of(&dirty), SERVICE_COUNT);
}

static void test_what_a_guest_needs(void)
{
    RoomDay stays = occupied(TODAY - 1, TODAY + 2);
    RoomDay leaves = occupied(TODAY - 1, TODAY);
    RoomDay came = occupied(TODAY, TODAY + 2);

    CU_ASSERT_EQUAL(service_of(&stays), SERVICE_STAY_OVER);
    CU_ASSERT_EQUAL(service_of(&leaves), SERVICE_DEPARTURE);
    CU_ASSERT_EQUAL(service_of(&came), SERVICE_COUNT);
    stays.service_declined = leaves.service_declined = true;
    CU_ASSERT_EQUAL(service_of(&stays), SERVICE_COUNT);
    CU_ASSERT_EQUAL(service_of(&leaves), SERVICE_DEPARTURE);
    CU_ASSERT_FALSE(room_day_turndown(&came));
    came.turndown = leaves.turndown = true;
    CU_ASSERT_TRUE(room_day_turndown(&came));
    CU_ASSERT_FALSE(room_day_turndown(&leaves));
}

static void test_linen(void)
{
    RoomDay day = occupied(TODAY - 3, TODAY + 4);

    CU_ASSERT_TRUE(room_day_linen(&day, SERVICE_STAY_OVER, 3));
    CU_ASSERT_FALSE(room_day_linen(&day, SERVICE_STAY_OVER, 2));
    CU_ASSERT_FALSE(room_day_linen(&day, SERVICE_STAY_OVER, 0));
    CU_ASSERT_TRUE(room_day_linen(&day, SERVICE_DEPARTURE, 0));
    CU_ASSERT_FALSE(room_day_linen(&day, SERVICE_TURNDOWN, 3));
    day.linen_declined = true;
    CU_ASSERT_FALSE(room_day_linen(&day, SERVICE_STAY_OVER, 3));
}

static void test_progress(void)
{
    CU_ASSERT_EQUAL(task_progress_decide(SERVICE_STAY_OVER, TASK_OPEN, TASK_DONE, true), TASK_ALLOWED);
    CU_ASSERT_EQUAL(task_progress_decide(SERVICE_DEPARTURE, TASK_OPEN, TASK_STARTED, true), TASK_ALLOWED);
    CU_ASSERT_EQUAL(task_progress_decide(SERVICE_DEPARTURE, TASK_STARTED, TASK_DONE, true),
                    TASK_GUEST_STILL_THERE);
    CU_ASSERT_EQUAL(task_progress_decide(SERVICE_DEPARTURE, TASK_STARTED, TASK_DONE, false), TASK_ALLOWED);
    CU_ASSERT_EQUAL(task_progress_decide(SERVICE_REFRESH, TASK_DONE, TASK_STARTED, false),
                    TASK_FINISHED_BEFORE);
}

static void test_discrepancies(void)
{
    CU_ASSERT_EQUAL(discrepancy_decide(true, 2, false, -1), DISCREPANCY_SKIP);
    CU_ASSERT_EQUAL(discrepancy_decide(false, 0, true, 1), DISCREPANCY_SLEEP);
    CU_ASSERT_EQUAL(discrepancy_decide(true, 2, true, 3), DISCREPANCY_PERSONS);
    CU_ASSERT_EQUAL(discrepancy_decide(true, 2, true, 2), DISCREPANCY_NONE);
    CU_ASSERT_EQUAL(discrepancy_decide(true, 2, true, -1), DISCREPANCY_NONE);
    CU_ASSERT_EQUAL(discrepancy_decide(false, 0, false, -1), DISCREPANCY_NONE);
}

static void test_codes(void)
{
    Service service;
    TaskStatus status;

    for (unsigned i = 0; i < SERVICE_COUNT; i++) {
        CU_ASSERT_TRUE(service_parse(service_code((Service)i), &service));
        CU_ASSERT_EQUAL(service, i);
    }
    for (unsigned i = 0; i < TASK_STATUS_COUNT; i++) {
        CU_ASSERT_TRUE(task_status_parse(task_status_code((TaskStatus)i), &status));
        CU_ASSERT_EQUAL(status, i);
    }
    CU_ASSERT_FALSE(service_parse("magic", &service));
    CU_ASSERT_FALSE(task_status_parse("gone", &status));
}

static CU_TestInfo tests[] = {
    {"what a vacant room needs", test_what_a_vacant_room_needs},
    {"what a guest needs", test_what_a_guest_needs},
    {"linen", test_linen},
    {"progress", test_progress},
    {"discrepancies", test_discrepancies},
    {"codes", test_codes},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/housekeeping_rules", tests);
}
