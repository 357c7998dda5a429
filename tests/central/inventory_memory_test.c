#include "tests/central/support/booking_fixture.h"

#include <string.h>

#include "ops/epoch.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static BookingFixture fixture;
static int64_t reached;

/* A message of one change; takes over `row` (NULL: a message that only announces). */
static FeedDecision tell(int64_t from, int64_t to, const char *kind, json_t *row)
{
    json_t *message =
        json_pack("{s:s, s:I, s:I}", "hotel", "SEA", "from", (json_int_t)from, "to", (json_int_t)to);
    if (row)
        json_object_set_new(message, "changes",
                            json_pack("[{s:I, s:s, s:s, s:o}]", "version", (json_int_t)from, "kind", kind,
                                      "key", "", "row", row));
    FeedDecision decision = inventory_memory_apply(fixture.memory, message);
    json_decref(message);
    return decision;
}

static void tell_next(const char *kind, json_t *row)
{
    reached++;
    CU_ASSERT_EQUAL(tell(reached, reached, kind, row), FEED_APPLY);
    CU_ASSERT_EQUAL(inventory_memory_version(fixture.memory, fixture.hotel), reached);
}

static json_t *cell_row(int days, int sell_limit, int oversell, int sold, int held)
{
    char night[NIGHT_TEXT_SIZE];
    return json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:i}", "room_type", "STD", "night",
                     night_write(fixture.today + days, night), "sell_limit", sell_limit,
                     "oversell_authorised", oversell, "sold", sold, "held", held, "blocked", 0, "granted", 0);
}

static int left(const char *room_type, int days, int nights)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    return hotel_memory_left(memory, hotel_room_type(fixture.hotel, room_type), fixture.today + days,
                             fixture.today + days + nights);
}

static void test_the_next_message_is_taken_and_no_other(void)
{
    reached = inventory_memory_version(fixture.memory, fixture.hotel);
    CU_ASSERT_EQUAL(left("STD", 3, 1), 5);
    tell_next("cell", cell_row(3, 5, 0, 2, 1));
    CU_ASSERT_EQUAL(left("STD", 3, 1), 2);
    CU_ASSERT_EQUAL(tell(reached, reached, "cell", cell_row(3, 5, 0, 5, 0)), FEED_IGNORE);
    CU_ASSERT_EQUAL(tell(reached + 2, reached + 2, "cell", cell_row(3, 5, 0, 5, 0)), FEED_LIST);
    CU_ASSERT_EQUAL(tell(reached + 1, reached + 1, NULL, NULL), FEED_LIST);
    CU_ASSERT_EQUAL(left("STD", 3, 1), 2);
    CU_ASSERT_EQUAL(inventory_memory_version(fixture.memory, fixture.hotel), reached);
    json_t *foreign = json_pack("{s:s, s:i, s:i, s:[]}", "hotel", "ELSE", "from", 1, "to", 1, "changes");
    CU_ASSERT_EQUAL(inventory_memory_apply(fixture.memory, foreign), FEED_IGNORE);
    json_decref(foreign);
}

static void test_a_stay_has_what_its_tightest_night_has(void)
{
    tell_next("cell", cell_row(10, 5, 0, 1, 0));
    tell_next("cell", cell_row(11, 5, 2, 6, 0));
    tell_next("cell", cell_row(12, 5, 0, 5, 1)); /* over its limit: nothing, not less than nothing */
    CU_ASSERT_EQUAL(left("STD", 10, 1), 4);
    CU_ASSERT_EQUAL(left("STD", 10, 2), 1);
    CU_ASSERT_EQUAL(left("STD", 10, 3), 0);
    CU_ASSERT_EQUAL(left("STD", FIXTURE_NIGHTS - 1, 2), 0); /* beyond what is on sale */
    CU_ASSERT_EQUAL(left("STE", 10, 3), 1);
    CU_ASSERT_TRUE(left("STD", 12, 0) > 0); /* day use asks for no night */
    tell_next("cell", cell_row(11, 500, 0, 6, 0));
    CU_ASSERT_EQUAL(left("STD", 11, 1), 494); /* more than the type was opened with */
    tell_next("cell", cell_row(FIXTURE_NIGHTS, 5, 0, 0, 0));
    CU_ASSERT_EQUAL(left("STD", FIXTURE_NIGHTS - 1, 2), 5);
}

static gsize overrides(int64_t *ret_amount_minor)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    const PriceBook *book = hotel_memory_book(memory);
    if (book->override_count > 0)
        *ret_amount_minor = book->overrides[0].amount_minor;
    return book->override_count;
}

static json_t *override_row(json_t *amount)
{
    return json_pack("{s:s, s:s, s:s, s:o}", "rate_plan", "BAR", "room_type", "STD", "night", "2016-03-20",
                     "amount_minor", amount);
}

static void test_amounts_are_set_changed_and_withdrawn(void)
{
    int64_t amount_minor = 0;
    tell_next("rate_override", override_row(json_integer(7700)));
    CU_ASSERT_EQUAL(overrides(&amount_minor), 1);
    CU_ASSERT_EQUAL(amount_minor, 7700);
    tell_next("rate_override", override_row(json_integer(8800)));
    CU_ASSERT_EQUAL(overrides(&amount_minor), 1);
    CU_ASSERT_EQUAL(amount_minor, 8800);
    tell_next("rate_override", override_row(json_null()));
    CU_ASSERT_EQUAL(overrides(&amount_minor), 0);
}

static json_t *restriction_row(int min_stay)
{
    return json_pack("{s:s, s:s, s:s, s:b, s:b, s:b, s:i, s:i}", "rate_plan", "*", "room_type", "STD",
                     "night", "2016-03-20", "closed", 0, "closed_to_arrival", 1, "closed_to_departure", 0,
                     "min_stay", min_stay, "max_stay", 0);
}

static void test_restrictions_replace_each_other(void)
{
    tell_next("restriction", restriction_row(2));
    tell_next("restriction", restriction_row(3));
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    const PriceBook *book = hotel_memory_book(memory);
    CU_ASSERT_EQUAL(book->restriction_count, 1);
    CU_ASSERT_EQUAL(book->restrictions[0].min_stay_nights, 3);
    CU_ASSERT_STRING_EQUAL(book->restrictions[0].rate_plan, "");
    CU_ASSERT_STRING_EQUAL(book->restrictions[0].room_type, "STD");
    CU_ASSERT_TRUE(book->restrictions[0].closed_to_arrival);
}

static void test_what_it_does_not_know_is_passed_over(void)
{
    tell_next("reservation", json_object());
    tell_next("cell", json_object());
    tell_next("rate_override", json_object());
    tell_next("restriction", json_object());
    tell_next("hotel", json_pack("{s:s}", "business_date", "2016-03-02"));
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    CU_ASSERT_EQUAL(hotel_memory_business_date(memory), fixture.today + 1);
}

/* ---- granted rooms ---- */

static void test_granted_rooms_count_while_the_hotel_is_connected(void)
{
    json_t *row = cell_row(15, 5, 0, 1, 0);
    json_object_set_new(row, "granted", json_integer(3));
    tell_next("cell", row);
    CU_ASSERT_EQUAL(left("STD", 15, 1), 1);
    inventory_memory_set_connected(fixture.memory, fixture.hotel, TRUE);
    CU_ASSERT_EQUAL(left("STD", 15, 1), 4);
    inventory_memory_set_connected(fixture.memory, fixture.hotel, FALSE);
    CU_ASSERT_EQUAL(left("STD", 15, 1), 1);
}

static guint64 serial_now(void)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    return hotel_memory_serial(memory);
}

static void test_every_state_has_a_number_of_its_own(void)
{
    guint64 before = serial_now();
    CU_ASSERT_EQUAL(serial_now(), before);
    tell_next("cell", cell_row(16, 5, 0, 1, 0));
    guint64 after = serial_now();
    CU_ASSERT_NOT_EQUAL(after, before);
    inventory_memory_set_connected(fixture.memory, fixture.hotel, TRUE);
    CU_ASSERT_NOT_EQUAL(serial_now(), after);
    inventory_memory_set_connected(fixture.memory, fixture.hotel, FALSE);
    CU_ASSERT_NOT_EQUAL(serial_now(), after);
}

static void test_an_open_state_stays_as_it_is(void)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    const ChainRoomType *type = hotel_room_type(fixture.hotel, "STD");
    Night night = fixture.today + 17;
    gsize before = hotel_memory_book(memory)->override_count;
    for (int sold = 1; sold <= 5; sold++) {
        tell_next("cell", cell_row(17, 5, 0, sold, 0));
        tell_next("rate_override", json_pack("{s:s, s:s, s:s, s:i}", "rate_plan", "BAR", "room_type", "STD",
                                             "night", "2016-04-20", "amount_minor", 7000 + sold));
        CU_ASSERT_EQUAL(hotel_memory_left(memory, type, night, night + 1), 5);
        CU_ASSERT_EQUAL(hotel_memory_book(memory)->override_count, before);
    }
    CU_ASSERT_EQUAL(left("STD", 17, 1), 0);
}

/* ---- readers while a writer works ---- */

enum { WATCHED_NIGHTS = 8, WATCHED_FROM = 40, LIMIT = 5, WATCHERS = 3 };

typedef struct {
    gint stop;  /* atomic */
    gint looks; /* atomic */
    gint torn;  /* atomic: sums that no state ever had */
} Watch;

/* The writer moves one sold room from night to night, always both nights in one message, and sets one price
 * for all nights: whoever sees half of a message sees another sum, or two prices. */
static gpointer watch_run(gpointer data)
{
    Watch *watch = data;
    const ChainRoomType *type = hotel_room_type(fixture.hotel, "STD");
    while (!g_atomic_int_get(&watch->stop)) {
        g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
        int sum = 0;
        for (int i = 0; i < WATCHED_NIGHTS; i++) {
            Night night = fixture.today + WATCHED_FROM + i;
            sum += hotel_memory_left(memory, type, night, night + 1);
        }
        const PriceBook *book = hotel_memory_book(memory);
        gboolean prices_differ = FALSE;
        for (gsize i = 1; i < book->restriction_count; i++)
            prices_differ |=
                book->restrictions[i].room_type[0] == 'S' &&
                book->restrictions[i].night > fixture.today + WATCHED_FROM &&
                book->restrictions[i].min_stay_nights != book->restrictions[i - 1].min_stay_nights;
        if (sum != WATCHED_NIGHTS * LIMIT - 1 || prices_differ)
            g_atomic_int_inc(&watch->torn);
        g_atomic_int_inc(&watch->looks);
    }
    return NULL;
}

static void change_append(json_t *changes, const char *kind, json_t *row)
{
    json_array_append_new(changes, json_pack("{s:I, s:s, s:s, s:o}", "version", (json_int_t)reached, "kind",
                                             kind, "key", "", "row", row));
}

static void tell_all(json_t *changes)
{
    reached++;
    json_t *message = json_pack("{s:s, s:I, s:I, s:o}", "hotel", "SEA", "from", (json_int_t)reached, "to",
                                (json_int_t)reached, "changes", changes);
    FeedDecision decision = inventory_memory_apply(fixture.memory, message);
    g_assert(decision == FEED_APPLY);
    json_decref(message);
}

static void move_room(int from, int to, int min_stay)
{
    json_t *changes = json_array();
    change_append(changes, "cell", cell_row(WATCHED_FROM + from, LIMIT, 0, 0, 0));
    change_append(changes, "cell", cell_row(WATCHED_FROM + to, LIMIT, 0, 1, 0));
    for (int i = 0; i < WATCHED_NIGHTS; i++) {
        char night[NIGHT_TEXT_SIZE];
        json_t *row = restriction_row(min_stay);
        json_object_set_new(row, "night", json_string(night_write(fixture.today + WATCHED_FROM + i, night)));
        change_append(changes, "restriction", row);
    }
    tell_all(changes);
}

static void test_readers_see_whole_states_while_a_writer_works(void)
{
    Watch watch = {0};
    GThread *threads[WATCHERS];
    int at = 0;
    move_room(1, at, 1);
    for (guint i = 0; i < WATCHERS; i++)
        threads[i] = g_thread_new("watch", watch_run, &watch);
    for (int round = 0; round < 2000 || g_atomic_int_get(&watch.looks) < 2000; round++) {
        int next = (at + 1 + round % (WATCHED_NIGHTS - 1)) % WATCHED_NIGHTS;
        move_room(at, next, 1 + round % 7);
        at = next;
    }
    g_atomic_int_set(&watch.stop, TRUE);
    for (guint i = 0; i < WATCHERS; i++)
        g_thread_join(threads[i]);
    CU_ASSERT_EQUAL(watch.torn, 0);
    CU_ASSERT_EQUAL(epoch_collect(), 0);
}

/* ---- against plain counting ---- */

typedef struct {
    int own[FIXTURE_NIGHTS];
    int granted[FIXTURE_NIGHTS];
    gboolean connected;
} PlainCells;

static int plain_left(const PlainCells *plain, int from, int nights, int bound)
{
    int least = nights > 0 ? G_MAXINT32 : bound;
    for (int day = from; day < from + nights; day++) {
        int here = day < FIXTURE_NIGHTS ? plain->own[day] + (plain->connected ? plain->granted[day] : 0) : 0;
        least = MIN(least, MAX(here, 0));
    }
    return least;
}

static void plain_change(PlainCells *plain, GRand *random)
{
    if (test_random_between(random, 0, 9) == 0) {
        plain->connected = !plain->connected;
        inventory_memory_set_connected(fixture.memory, fixture.hotel, plain->connected);
        return;
    }
    json_t *changes = json_array();
    for (int64_t count = test_random_between(random, 1, 4); count > 0; count--) {
        int day = (int)test_random_between(random, 0, FIXTURE_NIGHTS - 1);
        int sold = (int)test_random_between(random, 0, 5), held = (int)test_random_between(random, 0, 2);
        int granted = (int)test_random_between(random, 0, 3), over = (int)test_random_between(random, 0, 2);
        json_t *row = cell_row(day, 5, over, sold, held);
        json_object_set_new(row, "granted", json_integer(granted));
        change_append(changes, "cell", row);
        plain->own[day] = 5 + over - sold - held - granted;
        plain->granted[day] = granted;
    }
    tell_all(changes);
}

static void test_what_is_left_agrees_with_plain_counting(void)
{
    g_autoptr(GRand) random = test_random_new();
    PlainCells plain = {0};
    for (int day = 0; day < FIXTURE_NIGHTS; day++) {
        tell_next("cell", cell_row(day, 5, 0, 0, 0));
        plain.own[day] = 5;
    }
    const ChainRoomType *type = hotel_room_type(fixture.hotel, "STD");
    int bound = MAX(type->sell_limit, type->room_count);
    for (int round = 0; round < 3000; round++) {
        plain_change(&plain, random);
        int from = (int)test_random_between(random, 0, FIXTURE_NIGHTS - 1);
        int nights = (int)test_random_between(random, 0, 6);
        if (from + nights <= FIXTURE_NIGHTS)
            CU_ASSERT_EQUAL(left("STD", from, nights), plain_left(&plain, from, nights, bound));
    }
    inventory_memory_set_connected(fixture.memory, fixture.hotel, FALSE);
}

static CU_TestInfo TESTS[] = {
    {"the next message is taken and no other", test_the_next_message_is_taken_and_no_other},
    {"a stay has what its tightest night has", test_a_stay_has_what_its_tightest_night_has},
    {"amounts are set, changed and withdrawn", test_amounts_are_set_changed_and_withdrawn},
    {"restrictions replace each other", test_restrictions_replace_each_other},
    {"what it does not know is passed over", test_what_it_does_not_know_is_passed_over},
    {"granted rooms count while the hotel is connected",
     test_granted_rooms_count_while_the_hotel_is_connected},
    {"every state has a number of its own", test_every_state_has_a_number_of_its_own},
    {"an open state stays as it is", test_an_open_state_stays_as_it_is},
    {"readers see whole states while a writer works", test_readers_see_whole_states_while_a_writer_works},
    {"what is left agrees with plain counting", test_what_is_left_agrees_with_plain_counting},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    booking_fixture_init(&fixture);
    int failed = test_main("central/inventory_memory", TESTS);
    booking_fixture_clear(&fixture);
    return failed;
}
