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

/* ---- the linen schedule, day by day, and ways to get it wrong ---- */

typedef bool (*LinenRule)(const RoomDay *day, Service service, int linen_nights);

/* Counts the nights from arrival one after the other, as a housekeeper would with a calendar. */
static bool linen_by_calendar(const RoomDay *day, Service service, int linen_nights)
{
    int since_change = 0;

    if (service == SERVICE_DEPARTURE || service == SERVICE_DEEP_CLEAN) {
        return true;
    }
    if (service != SERVICE_STAY_OVER || day->linen_declined || linen_nights <= 0) {
        return false;
    }
    bool due = false;
    for (Night morning = day->arrival + 1; morning <= day->business_date; morning++) {
        since_change++;
        due = since_change == linen_nights;
        since_change = due ? 0 : since_change;
    }
    return due;
}

/* Every stay of up to forty nights under every schedule; the number of days that come out otherwise. */
static int linen_differences(LinenRule rule)
{
    int differences = 0;

    for (int nights = 0; nights <= 30; nights++) {
        for (int slept = 0; slept <= 40; slept++) {
            for (int kind = 0; kind < SERVICE_COUNT * 2; kind++) {
                RoomDay day = {.occupied = true,
                               .business_date = 20000 + slept,
                               .arrival = 20000,
                               .departure = 20060,
                               .linen_declined = kind % 2 == 1};
                Service service = (Service)(kind / 2);
                differences += rule(&day, service, nights) != linen_by_calendar(&day, service, nights);
            }
        }
    }
    return differences;
}

static bool linen_on_arrival(const RoomDay *day, Service service, int linen_nights)
{
    bool first = service == SERVICE_STAY_OVER && day->business_date == day->arrival && linen_nights > 0;
    return (first && !day->linen_declined) || room_day_linen(day, service, linen_nights);
}

static bool linen_a_day_late(const RoomDay *day, Service service, int linen_nights)
{
    RoomDay before = *day;
    before.business_date--;
    return room_day_linen(&before, service, linen_nights);
}

static bool linen_once(const RoomDay *day, Service service, int linen_nights)
{
    bool again = service == SERVICE_STAY_OVER && day->business_date - day->arrival > linen_nights;
    return !again && room_day_linen(day, service, linen_nights);
}

static bool linen_every_day_after(const RoomDay *day, Service service, int linen_nights)
{
    bool covered = service == SERVICE_STAY_OVER && linen_nights > 0 && !day->linen_declined &&
                   day->business_date - day->arrival >= linen_nights;
    return covered || room_day_linen(day, service, linen_nights);
}

static bool linen_despite_wish(const RoomDay *day, Service service, int linen_nights)
{
    RoomDay other = *day;
    other.linen_declined = false;
    return room_day_linen(&other, service, linen_nights);
}

static void test_linen_schedule(void)
{
    static const LinenRule mutants[] = {linen_on_arrival, linen_a_day_late, linen_once, linen_every_day_after,
                                        linen_despite_wish};

    CU_ASSERT_EQUAL(linen_differences(room_day_linen), 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(mutants); i++) {
        CU_ASSERT(linen_differences(mutants[i]) > 0);
    }
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
    {"linen schedule", test_linen_schedule},
    {"progress", test_progress},
    {"discrepancies", test_discrepancies},
    {"codes", test_codes},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/housekeeping_rules", tests);
}
