/* The hotel's rights on both of its databases: what is granted less what was used since, settled with the
 * copies, resting on a lease that a restart keeps and a reboot does not. */

#include "ops/clock.h"
#include "property/allotment/allotment.h"
#include "property/allotment/capability_rules.h"
#include "property/copy/copy_store.h"
#include "property/outbox/outbox_store.h"
#include "property/sale/asked_sale_store.h"
#include "property/sale/sister_hotels.h"
#include "tests/property/support/both_stores.h"
#include "tests/support/cunit_main.h"
#include <string.h>

#define OPENS 15880 /* 2013-06-24, the first business date of H1 */
#define HOUR_MS (INT64_C(3600) * 1000)

static PostgresFixture postgres;
static PropertyFixture fixture;

#define ASSERT_DONE(Body, Data) CU_ASSERT_EQUAL(property_fixture_run(&fixture, Body, Data), DATABASE_OK)

/* ---- what the tests do to the store ---- */

typedef struct Grant {
    const char *room_type;
    Night night;
    int32_t granted;
    int64_t version;
} Grant;

static DatabaseStatus grant_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const Grant *grant = data;
    CopiedCell cell = {.night = grant->night, .sell_limit = 10, .granted = grant->granted};

    g_strlcpy(cell.room_type, grant->room_type, sizeof cell.room_type);
    json_auto_t *row = copied_cell_to_json(&cell);
    CopyChange change = {.version = grant->version, .kind = COPY_CELL, .key = "", .row = row};
    DatabaseStatus status = copy_change_apply(connection, &change, error);
    return status == DATABASE_OK ? copy_version_write(connection, grant->version, error) : status;
}

static void grant(const char *room_type, Night night, int32_t granted, int64_t version)
{
    Grant change = {room_type, night, granted, version};

    ASSERT_DONE(grant_body, &change);
}

static Lease lease_from_now(int64_t duration_ms, int64_t rights_since)
{
    ClockMoment now;
    Lease lease = {.duration_ms = duration_ms, .rights_since = rights_since};

    clock_machine_moment(&now);
    lease.asked = (LeaseMoment){.boot_us = now.boot_us, .wall = now.wall};
    g_strlcpy(lease.asked.boot_id, now.boot_id, sizeof lease.asked.boot_id);
    return lease;
}

static DatabaseStatus lease_body(OdbcConnection *connection, gpointer data, GError **error)
{
    return allotment_lease_write(connection, data, error);
}

static void hold_lease(Lease lease)
{
    ASSERT_DONE(lease_body, &lease);
}

typedef struct Use {
    const char *room_type;
    int32_t rooms;
    Night nights;
} Use;

/* Sells `rooms` from OPENS on, as the desk does: the entry first, then what it uses. */
static DatabaseStatus use_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const Use *use = data;
    InventoryClaim claim = {.arrival = OPENS, .departure = OPENS + use->nights, .rooms = use->rooms};
    json_auto_t *body = json_object();
    int64_t entry = 0;

    g_strlcpy(claim.room_type, use->room_type, sizeof claim.room_type);
    DatabaseStatus status = outbox_add(connection, "reservation", 1, body, error);
    if (status == DATABASE_OK) {
        status = outbox_last(connection, &entry, error);
    }
    return status == DATABASE_OK ? allotment_use_add(connection, entry, &claim, 1, error) : status;
}

static void use(const char *room_type, int32_t rooms, Night nights)
{
    Use sale = {room_type, rooms, nights};

    ASSERT_DONE(use_body, &sale);
}

static DatabaseStatus settle_body(OdbcConnection *connection, gpointer data, GError **error)
{
    return allotment_settle(connection, *(const int64_t *)data, error);
}

static void settle(int64_t entry)
{
    ASSERT_DONE(settle_body, &entry);
}

typedef struct Reading {
    const char *room_type;
    Night until;
    int32_t left;
    bool live;
} Reading;

static DatabaseStatus rights_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Reading *reading = data;
    g_auto(AllotmentRights) rights = {0};

    DatabaseStatus status = allotment_rights_read(&fixture.property, connection, ALLOTMENT_ALL_CELLS,
                                                  OPENS - 5, OPENS + 5, &rights, error);
    if (status == DATABASE_OK) {
        reading->left = allotment_rooms_left(&rights, reading->room_type, OPENS, reading->until);
        reading->live = rights.live;
    }
    return status;
}

static Reading read_rights(const char *room_type, Night nights)
{
    Reading reading = {.room_type = room_type, .until = OPENS + nights};

    ASSERT_DONE(rights_body, &reading);
    return reading;
}

/* ---- rights ---- */

static void test_what_was_used_since_is_taken_off(void)
{
    hold_lease(lease_from_now(HOUR_MS, 1));
    grant("A", OPENS, 3, 1);
    grant("A", OPENS + 1, 2, 2);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 3);
    CU_ASSERT_EQUAL(read_rights("A", 2).left, 2);
    CU_ASSERT_EQUAL(read_rights("A", 3).left, 0); /* a night without a cell */
    CU_ASSERT_EQUAL(read_rights("B", 1).left, 0);
    use("A", 1, 2);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 2);
    CU_ASSERT_EQUAL(read_rights("A", 2).left, 1);
    use("A", 1, 2);
    CU_ASSERT_EQUAL(read_rights("A", 2).left, 0);
}

/* The centre has merged the first sale: its row grants less, and only the second still counts here. */
static void test_merged_sales_are_not_counted_twice(void)
{
    hold_lease(lease_from_now(HOUR_MS, 1));
    grant("A", OPENS, 3, 1);
    use("A", 1, 1);
    use("A", 1, 1);
    grant("A", OPENS, 2, 2);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0); /* between the row and its number: less, never more */
    settle(1);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 1);
    settle(1);
    settle(0);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM allotment_use"), 1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT settled_entry FROM lease"), 1);
}

/* ---- the lease ---- */

static void test_rights_rest_on_the_lease(void)
{
    grant("A", OPENS, 3, 4);
    CU_ASSERT_FALSE(read_rights("A", 1).live); /* never had one */
    hold_lease(lease_from_now(HOUR_MS, 1));
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 3);

    Lease short_lease = lease_from_now(20, 1);
    hold_lease(short_lease);
    clock_sleep_ms(30);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);

    hold_lease(
        lease_from_now(HOUR_MS, 5)); /* what was granted before version 5 is void, the copies are at 4 */
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);

    Lease other_boot = lease_from_now(HOUR_MS, 1);
    g_strlcpy(other_boot.asked.boot_id, "another-run-of-the-machine", sizeof other_boot.asked.boot_id);
    hold_lease(other_boot);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);
}

static DatabaseStatus listed_body(OdbcConnection *connection, gpointer data, GError **error)
{
    return allotment_listed(connection, *(const bool *)data, error);
}

static void test_half_a_list_gives_no_rights(void)
{
    bool more = true;

    hold_lease(lease_from_now(HOUR_MS, 1));
    grant("A", OPENS, 3, 9);
    ASSERT_DONE(listed_body, &more);
    CU_ASSERT_FALSE(read_rights("A", 1).live);
    more = false;
    ASSERT_DONE(listed_body, &more);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 3);
}

/* ---- giving back ---- */

typedef struct GiveBack {
    int32_t rooms;
    json_t *entries;
} GiveBack;

static DatabaseStatus give_back_body(OdbcConnection *connection, gpointer data, GError **error)
{
    GiveBack *give = data;
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    InventoryClaim claim = {.arrival = OPENS, .departure = OPENS + 1, .rooms = give->rooms, .room_type = "A"};

    g_array_append_val(claims, claim);
    g_clear_pointer(&give->entries, json_decref);
    return allotment_give_back(connection, claims, 1, &give->entries, error);
}

static json_int_t given_in_last(const json_t *entries)
{
    const json_t *last = json_array_get(entries, json_array_size(entries) - 1);
    const json_t *cells = json_object_get(json_object_get(last, "body"), "cells");

    return json_integer_value(json_object_get(json_array_get(cells, 0), "rooms"));
}

/* A guest leaves early while the line is cut: the night is the hotel's at once, and once it is in the grant it does
 * not count a second time. */
static void test_a_night_given_up_is_the_hotels_at_once(void)
{
    GiveBack give = {.rooms = 5};

    hold_lease(lease_from_now(HOUR_MS, 1));
    grant("A", OPENS, 0, 1);
    grant("A", OPENS + 1, 1, 2);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);
    use("A", -1, 2);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 1);
    CU_ASSERT_EQUAL(read_rights("A", 2).left, 1);
    use("A", 1, 1);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);
    grant("A", OPENS, 1, 3);
    settle(1); /* the centre has the guest who left, not the one who came */
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);
    grant("A", OPENS, 0, 4);
    settle(2);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);
    use("A", -1, 1);
    ASSERT_DONE(give_back_body, &give);
    CU_ASSERT_EQUAL(given_in_last(give.entries), 1); /* the centre may call it like any other */
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);
    json_decref(give.entries);
}

/* Lease or no lease: what the hotel did not sell it cannot keep from the centre. */
static void test_only_what_is_unsold_is_given_back(void)
{
    GiveBack give = {.rooms = 5};

    grant("A", OPENS, 3, 1);
    use("A", 1, 1);
    ASSERT_DONE(give_back_body, &give);
    CU_ASSERT_EQUAL(json_array_size(give.entries), 2); /* the sale comes along, and before it */
    CU_ASSERT_EQUAL(given_in_last(give.entries), 2);
    ASSERT_DONE(give_back_body, &give);
    CU_ASSERT_EQUAL(json_array_size(give.entries), 2); /* nothing more to give, no new entry */
    hold_lease(lease_from_now(HOUR_MS, 1));
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 0);
    json_decref(give.entries);
}

static void test_what_was_given_back_is_gone_after_a_restart(const char *store)
{
    GiveBack give = {.rooms = 1};

    hold_lease(lease_from_now(HOUR_MS, 1));
    grant("A", OPENS, 3, 1);
    ASSERT_DONE(give_back_body, &give);
    use("A", 1, 1);
    property_fixture_restart(&fixture, KEYRACK_SOURCE_DIR, store);
    CU_ASSERT_EQUAL(read_rights("A", 1).left, 1);
    CU_ASSERT_TRUE(read_rights("A", 1).live);
    json_decref(give.entries);
}

/* ---- sales the centre was asked for ---- */

typedef struct Asked {
    const char *key;
    bool before;
} Asked;

static DatabaseStatus ask_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Asked *asked = data;

    return asked_sale_add(connection, asked->key, 7, &asked->before, error);
}

static DatabaseStatus forget_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const Asked *asked = data;

    return asked_sale_forget(connection, asked->key, error);
}

typedef struct Pruning {
    Instant before;
    int forgotten;
} Pruning;

static DatabaseStatus prune_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Pruning *pruning = data;

    return asked_sale_prune(connection, pruning->before, 2, &pruning->forgotten, error);
}

static void test_what_was_asked_is_remembered(void)
{
    Asked asked = {.key = "k1"};
    Pruning pruning = {.before = 7};

    ASSERT_DONE(ask_body, &asked);
    CU_ASSERT_FALSE(asked.before);
    ASSERT_DONE(ask_body, &asked);
    CU_ASSERT_TRUE(asked.before);
    ASSERT_DONE(forget_body, &asked);
    ASSERT_DONE(ask_body, &asked);
    CU_ASSERT_FALSE(asked.before);
    ASSERT_DONE(ask_body, &(Asked){.key = "k2"});
    ASSERT_DONE(ask_body, &(Asked){.key = "k3"});
    ASSERT_DONE(prune_body, &pruning);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM asked_sale"), 3);
    pruning.before = 8;
    ASSERT_DONE(prune_body, &pruning);
    CU_ASSERT_EQUAL(pruning.forgotten, 2);
    ASSERT_DONE(prune_body, &pruning);
    CU_ASSERT_EQUAL(pruning.forgotten, 1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM asked_sale"), 0);
}

/* ---- pure ---- */

static void test_what_can_be_done(void)
{
    CapabilityState state = {.connected = true};

    CU_ASSERT_EQUAL(capability_of(CAPABILITY_WALK_IN, &state).reason, CAPABILITY_AS_USUAL);
    CU_ASSERT_TRUE(capability_of(CAPABILITY_NEW_STAFF, &state).possible);
    state.directory_silent = true;
    CU_ASSERT_FALSE(capability_of(CAPABILITY_NEW_STAFF, &state).possible);
    state = (CapabilityState){.lease_live = true, .room_nights = 2};
    CU_ASSERT_EQUAL(capability_of(CAPABILITY_WALK_IN, &state).reason, CAPABILITY_ONLY_OVERRIDE);
    CU_ASSERT_TRUE(capability_of(CAPABILITY_RESERVATION, &state).possible);
    CU_ASSERT_EQUAL(capability_of(CAPABILITY_CHECK_IN, &state).reason, CAPABILITY_FROM_COPIES);
    CU_ASSERT_FALSE(capability_of(CAPABILITY_CHANGE_RESERVATION, &state).possible);
    CU_ASSERT_TRUE(capability_of(CAPABILITY_NIGHT_AUDIT, &state).possible);
    state = (CapabilityState){.rooms_tonight = 2, .room_nights = 2};
    CU_ASSERT_EQUAL(capability_of(CAPABILITY_WALK_IN, &state).reason, CAPABILITY_LEASE_OVER);
    for (int i = 0; i < CAPABILITY_ACTION_COUNT; i++) {
        CU_ASSERT_PTR_NOT_NULL(capability_action_code((CapabilityAction)i));
    }
}

static void test_the_nearest_sister_hotels(void)
{
    const Chain *chain = fixture.chain;
    json_auto_t *of_zurich = sister_hotels_json(chain, chain_hotel(chain, "ZRH"));
    json_auto_t *of_practice = sister_hotels_json(chain, chain_hotel(chain, "H1"));

    CU_ASSERT_EQUAL(json_array_size(of_zurich), SISTER_HOTELS_MAX);
    double last_km = 0;
    for (size_t i = 0; i < json_array_size(of_zurich); i++) {
        double km = json_number_value(json_object_get(json_array_get(of_zurich, i), "distance_km"));
        CU_ASSERT_TRUE(km >= last_km);
        last_km = km;
    }
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_array_get(of_zurich, 0), "hotel")), "NYC");
    CU_ASSERT_EQUAL(json_array_size(of_practice), 1);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_array_get(of_practice, 0), "hotel")), "H2");
}

/* ---- each on both databases ---- */

#define ON_BOTH(Test)                                                                                        \
    static void Test##_on_both(void)                                                                         \
    {                                                                                                        \
        both_stores_run(&postgres, &fixture, Test);                                                          \
    }

ON_BOTH(test_what_was_used_since_is_taken_off)
ON_BOTH(test_merged_sales_are_not_counted_twice)
ON_BOTH(test_rights_rest_on_the_lease)
ON_BOTH(test_half_a_list_gives_no_rights)
ON_BOTH(test_only_what_is_unsold_is_given_back)
ON_BOTH(test_a_night_given_up_is_the_hotels_at_once)
ON_BOTH(test_what_was_asked_is_remembered)

static void test_restart_on_both(void)
{
    property_fixture_init(&fixture, KEYRACK_SOURCE_DIR, NULL, "H1");
    test_what_was_given_back_is_gone_after_a_restart(NULL);
    property_fixture_clear(&fixture);
    both_stores_empty(&postgres);
    property_fixture_init(&fixture, KEYRACK_SOURCE_DIR, postgres.odbc, "H1");
    test_what_was_given_back_is_gone_after_a_restart(postgres.odbc);
    property_fixture_clear(&fixture);
}

static void test_sisters_of_the_demonstration(void)
{
    property_fixture_init(&fixture, KEYRACK_SOURCE_DIR, NULL, "H1");
    test_the_nearest_sister_hotels();
    property_fixture_clear(&fixture);
}

static CU_TestInfo tests[] = {
    {"what was used since is taken off", test_what_was_used_since_is_taken_off_on_both},
    {"merged sales are not counted twice", test_merged_sales_are_not_counted_twice_on_both},
    {"rights rest on the lease", test_rights_rest_on_the_lease_on_both},
    {"half a list gives no rights", test_half_a_list_gives_no_rights_on_both},
    {"only what is unsold is given back", test_only_what_is_unsold_is_given_back_on_both},
    {"a night given up is the hotel's at once", test_a_night_given_up_is_the_hotels_at_once_on_both},
    {"what was given back is gone after a restart", test_restart_on_both},
    {"what the centre was asked for is remembered", test_what_was_asked_is_remembered_on_both},
    {"what can be done", test_what_can_be_done},
    {"the nearest sister hotels", test_sisters_of_the_demonstration},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    postgres_fixture_init(&postgres);
    int failed = test_main("property/allotment", tests);
    postgres_fixture_clear(&postgres);
    return failed;
}
