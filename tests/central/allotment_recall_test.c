/* Calling granted rooms back over a real bus: the last room anywhere is sold, and a hotel that does not
 * answer holds nobody up for long. */
#include "central/allotment/recall.h"

#include <string.h>

#include "central/allotment/lines.h"
#include "central/link/hotel_link.h"
#include "central/link/renewal.h"
#include "ops/json.h"
#include "tests/central/support/lane_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/nats_fixture.h"
#include "tests/support/tsan_glib.h"

/* How the hotel's end of the line behaves. */
typedef enum { HOTEL_GIVES, HOTEL_SOLD_IT, HOTEL_MUTE } HotelManner;

/* A hotel that answers recalls as HotelManner says; its outbox begins where the centre stands. */
typedef struct {
    Bus *bus;
    BusSubscription *subscription;
    gint manner; /* atomic: HotelManner */
    gint calls;  /* atomic */
    int64_t entry;
} FakeHotel;

static LaneFixture fixture;
static NatsFixture nats;
static Central central;
static FakeHotel fake;

static int64_t number(const char *question)
{
    return postgres_fixture_number(fixture.connection, question);
}

/* ---- the hotel's end ---- */

static json_t *entry_json(const char *kind, json_t *body)
{
    return json_pack("{s:I, s:s, s:s, s:o}", "number", (json_int_t)++fake.entry, "kind", kind, "at",
                     "2016-03-01T11:00:00Z", "body", body);
}

static json_t *sold_body(void)
{
    json_t *line = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:i, s:[i]}", "line", 1, "status", "reserved",
                             "room_type", "STE", "rate_plan", "BAR", "arrival", "2016-03-01", "departure",
                             "2016-03-02", "adults", 1, "night_prices_minor", 9000);
    ConfirmationNumber own;
    bool made = confirmation_make_hotel(fixture.hotel->number, 100 + fake.entry, &own, NULL);
    g_assert(made);
    return json_pack("{s:{s:s, s:s, s:s, s:{s:s, s:s}, s:[o]}}", "reservation", "confirmation_number",
                     own.digits, "hotel", "SEA", "booked_at", "2016-03-01T10:30:00Z", "guest", "given_name",
                     "Ana", "surname", "Silva", "lines", line);
}

static void on_recall(Bus *bus, const BusMessage *message, gpointer data G_GNUC_UNUSED)
{
    g_atomic_int_inc(&fake.calls);
    HotelManner manner = (HotelManner)g_atomic_int_get(&fake.manner);
    if (manner == HOTEL_MUTE)
        return;
    json_t *asked = json_parse(message->data, message->length, NULL);
    json_t *entries = json_array();
    if (manner == HOTEL_SOLD_IT)
        json_array_append_new(entries, entry_json("reservation", sold_body()));
    else
        json_array_append_new(entries, entry_json("allotment_return", json_incref(asked)));
    json_decref(asked);
    json_t *answer = json_pack("{s:o}", "entries", entries);
    g_autofree char *text = json_canonical(answer);
    json_decref(answer);
    bus_reply(bus, message, text, strlen(text), NULL);
}

/* ---- the centre's end ---- */

static gboolean recall_possible(const ChainHotel *hotel, gpointer data G_GNUC_UNUSED)
{
    return central.recaller && recaller_can_call(central.recaller, hotel);
}

static void recall(BookingCommand *command, const ChainHotel *hotel, gpointer data G_GNUC_UNUSED)
{
    recaller_add(central.recaller, command, hotel);
}

static void centre_start(void)
{
    BookingLaneOptions options = {
        .chain = fixture.chain,
        .memory = fixture.memory,
        .database = central.database,
        .lanes = 2,
        .capacity = 4096,
        .batch_max = 64,
        .recall_possible = recall_possible,
        .recall = recall,
    };
    central.lines = lines_new(fixture.chain, fixture.memory);
    central.lane = booking_lane_new(&options, NULL);
    g_assert(central.lane);
    central.recaller = recaller_new(&central);
}

static void centre_stop(void)
{
    recaller_stop(central.recaller);
    g_clear_pointer(&central.lane, booking_lane_free);
    g_clear_pointer(&central.recaller, recaller_free);
    g_clear_pointer(&central.lines, lines_free);
}

static void begin(HotelManner manner)
{
    lane_fixture_reset(&fixture);
    g_atomic_int_set(&fake.manner, manner);
    g_atomic_int_set(&fake.calls, 0);
    fake.entry = 0;
    centre_start();
    lines_heard(central.lines, fixture.hotel, 1, fixture.now, clock_monotonic_us());
    pg_result_free(postgres_fixture_run(
        fixture.connection, "UPDATE inventory_cell SET granted = CASE room_type WHEN 'STE' THEN 1 ELSE 2 END "
                            "WHERE night < '2016-03-03'"));
}

static void end(void)
{
    centre_stop();
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM inventory_cell WHERE centre_right < 0"), 0);
    lane_fixture_check(&fixture);
}

static const char *code_of(const BookingCommand *command)
{
    const char *code = json_string_value(json_object_get(command->outcome.body, "code"));
    return code ? code : "";
}

/* ---- tests ---- */

static void test_the_last_room_is_sold(void)
{
    begin(HOTEL_GIVES);
    g_autoptr(BookingCommand) command = lane_wish(&fixture, BOOKING_BOOK, "last", "STE", 0, 2);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, command), 201);
    CU_ASSERT_EQUAL(g_atomic_int_get(&fake.calls), 1);
    g_autoptr(BookingCommand) again = lane_command_again(command);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, again), 201);
    CU_ASSERT_TRUE(json_equal(command->outcome.body, again->outcome.body));
    CU_ASSERT_EQUAL(number("SELECT sum(sold) FROM inventory_cell"), 2);
    CU_ASSERT_EQUAL(number("SELECT sum(granted) FROM inventory_cell WHERE room_type = 'STE'"), 0);
    CU_ASSERT_EQUAL(number("SELECT applied_entry FROM hotel"), 1);
    g_autoptr(BookingCommand) late = lane_wish(&fixture, BOOKING_BOOK, "late", "STE", 0, 1);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, late), 409); /* nothing is granted: nobody is asked */
    CU_ASSERT_EQUAL(g_atomic_int_get(&fake.calls), 1);
    end();
}

static void test_the_hotel_was_quicker(void)
{
    begin(HOTEL_SOLD_IT);
    g_autoptr(BookingCommand) command = lane_wish(&fixture, BOOKING_BOOK, "slow", "STE", 0, 1);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, command), 409);
    CU_ASSERT_STRING_EQUAL(code_of(command), "sold_out");
    CU_ASSERT_EQUAL(g_atomic_int_get(&fake.calls), 1);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM reservation WHERE channel = 'telephone'"), 1);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM desk_exception"), 0);
    end();
}

static void test_a_mute_hotel_holds_nobody_up(void)
{
    begin(HOTEL_MUTE);
    g_autoptr(BookingCommand) command = lane_wish(&fixture, BOOKING_BOOK, "mute", "STE", 0, 1);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, command), 409);
    CU_ASSERT_STRING_EQUAL(code_of(command), "sold_out");
    CU_ASSERT_PTR_NOT_NULL(json_object_get(command->outcome.body, "alternatives"));
    CU_ASSERT_EQUAL(g_atomic_int_get(&fake.calls), 1);
    g_autoptr(BookingCommand) next = lane_wish(&fixture, BOOKING_BOOK, "next", "STE", 0, 1);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, next), 409); /* silent until it is heard again */
    CU_ASSERT_EQUAL(g_atomic_int_get(&fake.calls), 1);
    g_atomic_int_set(&fake.manner, HOTEL_GIVES);
    lines_heard(central.lines, fixture.hotel, 2, fixture.now, clock_monotonic_us());
    g_autoptr(BookingCommand) heard = lane_wish(&fixture, BOOKING_BOOK, "heard", "STE", 0, 1);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, heard), 201);
    end();
}

static gpointer run_one(gpointer data)
{
    booking_lane_run(central.lane, data);
    return NULL;
}

/* Callers who come while a hotel is not answering wait no longer than the first of them. */
static void test_a_mute_hotel_is_asked_once_for_all(void)
{
    enum { CLIENTS = 20 };
    begin(HOTEL_MUTE);
    BookingCommand *commands[CLIENTS];
    GThread *threads[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        g_autofree char *key = g_strdup_printf("mute-%d", i);
        commands[i] = lane_wish(&fixture, BOOKING_BOOK, key, "STE", 0, 1);
        threads[i] = g_thread_new("client", run_one, commands[i]);
        g_usleep(10000);
    }
    for (int i = 0; i < CLIENTS; i++) {
        g_thread_join(threads[i]);
        CU_ASSERT_EQUAL(commands[i]->outcome.status, 409);
        booking_command_free(commands[i]);
    }
    CU_ASSERT_EQUAL(g_atomic_int_get(&fake.calls), 1);
    end();
}

static void test_a_hotel_not_on_the_bus_is_refused_at_once(void)
{
    begin(HOTEL_GIVES);
    g_clear_pointer(&fake.subscription, bus_subscription_free);
    bus_flush(fake.bus, 5000, NULL);
    g_autoptr(BookingCommand) command = lane_wish(&fixture, BOOKING_BOOK, "gone", "STE", 0, 1);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, command), 409);
    fake.subscription = bus_subscribe(fake.bus, "keyrack.property.SEA.recall", NULL, on_recall, NULL, NULL);
    bus_flush(fake.bus, 5000, NULL);
    end();
}

/* All rooms of a night go, the granted ones too, and nobody is refused while one is left. */
static void test_many_callers_join_few_calls(void)
{
    enum { CLIENTS = 60, ROOMS = 5 };
    begin(HOTEL_GIVES);
    BookingCommand *commands[CLIENTS];
    GThread *threads[CLIENTS];
    guint sold = 0;
    for (int i = 0; i < CLIENTS; i++) {
        g_autofree char *key = g_strdup_printf("many-%d", i);
        commands[i] = lane_wish(&fixture, BOOKING_BOOK, key, "STD", 0, 1);
        threads[i] = g_thread_new("client", run_one, commands[i]);
    }
    for (int i = 0; i < CLIENTS; i++) {
        g_thread_join(threads[i]);
        sold += commands[i]->outcome.status == 201;
        booking_command_free(commands[i]);
    }
    CU_ASSERT_EQUAL(sold, ROOMS);
    CU_ASSERT_TRUE(g_atomic_int_get(&fake.calls) <= 3);
    end();
}

static void test_a_lower_limit_calls_rooms_back(void)
{
    begin(HOTEL_GIVES);
    g_autoptr(BookingCommand) low = lane_command(&fixture, BOOKING_LIMITS, NULL, NULL);
    low->limits = json_pack("[{s:s, s:s, s:i}]", "room_type", "STD", "night", "2016-03-01", "sell_limit", 1);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, low), 200);
    CU_ASSERT_EQUAL(number("SELECT granted FROM inventory_cell WHERE room_type = 'STD' AND night = "
                           "'2016-03-01'"),
                    1);
    g_autoptr(BookingCommand) back = lane_command(&fixture, BOOKING_LIMITS, NULL, NULL);
    back->limits = json_pack("[{s:s, s:s, s:i}]", "room_type", "STD", "night", "2016-03-01", "sell_limit", 5);
    CU_ASSERT_EQUAL(lane_run_status(central.lane, back), 200);
    end();
}

/* The programme stops while a hotel is being called: the caller is answered. */
static void test_stopping_answers_who_waits(void)
{
    begin(HOTEL_MUTE);
    BookingCommand *command = lane_wish(&fixture, BOOKING_BOOK, "stop", "STE", 0, 1);
    GThread *client = g_thread_new("client", run_one, command);
    while (g_atomic_int_get(&fake.calls) == 0)
        g_usleep(1000);
    recaller_stop(central.recaller);
    g_thread_join(client);
    CU_ASSERT_EQUAL(command->outcome.status, 409);
    booking_command_free(command);
    end();
}

static void test_a_lease_is_renewed_over_the_bus(void)
{
    begin(HOTEL_GIVES);
    g_autoptr(RenewalDesk) desk = renewal_desk_new(&central, NULL);
    g_assert(desk);
    bus_flush(central.bus, 5000, NULL);
    int64_t before = number("SELECT renewal FROM hotel_lease");
    g_autofree char *text = NULL;
    size_t length;
    CU_ASSERT_TRUE(bus_request(fake.bus, "keyrack.hotel.SEA.renew", "{}", 2, 5000, &text, &length, NULL));
    json_auto_t *answer = json_parse(text, length, NULL);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(answer, "lease_ms")), 4 * 60000);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(answer, "rights_since")), 0);
    CU_ASSERT_PTR_NOT_NULL(json_object_get(answer, "feed_version"));
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(answer, "applied_entry")),
                    number("SELECT applied_entry FROM hotel"));
    CU_ASSERT_EQUAL(number("SELECT lease_ms FROM hotel_lease"), 4 * 60000);
    CU_ASSERT_EQUAL(number("SELECT margin_ms FROM hotel_lease"), 15 * 60000);
    CU_ASSERT_EQUAL(number("SELECT renewal FROM hotel_lease"), before + 1);
    CU_ASSERT_TRUE(lines_is_heard(central.lines, fixture.hotel, clock_monotonic_us()));
    g_clear_pointer(&desk, renewal_desk_free);
    end();
}

/* The answer over the bus; a new reference. */
static json_t *ask(const char *what, json_t *question)
{
    g_autofree char *subject = g_strconcat("keyrack.hotel.SEA.", what, NULL);
    g_autofree char *request = json_canonical(question);
    g_autofree char *text = NULL;
    size_t length = 0;
    json_decref(question);
    CU_ASSERT_TRUE(bus_request(fake.bus, subject, request, strlen(request), 5000, &text, &length, NULL));
    return text ? json_parse(text, length, NULL) : json_object();
}

static json_t *desk_question(const char *staff)
{
    return json_pack("{s:s, s:s, s:s, s:{s:s, s:{s:s, s:s}, s:[{s:s, s:s, s:s, s:s, s:i}]}}",
                     "idempotency_key", "the key", "staff", staff, "command", "book", "body", "hotel", "SEA",
                     "guest", "given_name", "Ana", "surname", "Silva", "rooms", "room_type", "STD",
                     "rate_plan", "BAR", "arrival", "2016-03-01", "departure", "2016-03-02", "adults", 2);
}

/* A hotel repeats a command under its key, whoever sits at the desk by then; and lists what it missed. */
static void test_questions_of_a_desk_over_the_bus(void)
{
    begin(HOTEL_GIVES);
    g_autoptr(HotelLink) link = hotel_link_new(&central, NULL);
    g_assert(link);
    bus_flush(central.bus, 5000, NULL);
    json_auto_t *first = ask("command", desk_question("ana"));
    json_auto_t *again = ask("command", desk_question("ben"));
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(first, "status")), 201);
    CU_ASSERT_TRUE(json_equal(first, again));
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM reservation WHERE booked_by = 'hotel:SEA:ana'"), 1);
    CU_ASSERT_EQUAL(number("SELECT count(*) FROM reservation"), 1);
    json_auto_t *list = ask("list", json_pack("{s:i, s:i}", "after", 0, "limit", 5));
    CU_ASSERT_TRUE(json_array_size(json_object_get(list, "changes")) > 0);
    g_clear_pointer(&link, hotel_link_free);
    end();
}

static CU_TestInfo TESTS[] = {
    {"the last room is sold", test_the_last_room_is_sold},
    {"the hotel was quicker", test_the_hotel_was_quicker},
    {"a mute hotel holds nobody up", test_a_mute_hotel_holds_nobody_up},
    {"a mute hotel is asked once for all", test_a_mute_hotel_is_asked_once_for_all},
    {"a hotel not on the bus is refused at once", test_a_hotel_not_on_the_bus_is_refused_at_once},
    {"many callers join few calls", test_many_callers_join_few_calls},
    {"a lower limit calls rooms back", test_a_lower_limit_calls_rooms_back},
    {"stopping answers who waits", test_stopping_answers_who_waits},
    {"a lease is renewed over the bus", test_a_lease_is_renewed_over_the_bus},
    {"questions of a desk over the bus", test_questions_of_a_desk_over_the_bus},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    nats_fixture_init(&nats);
    server_start(&nats.server);
    central.chain = fixture.chain;
    central.memory = fixture.memory;
    central.database = (PgOptions){.conninfo = fixture.postgres.conninfo, .application_name = "recall"};
    central.wall = clock_new_controlled(fixture.now);
    central.practice = central.wall;
    central.bus = nats_fixture_bus(&nats, "centre");
    fake.bus = nats_fixture_bus(&nats, "centre");
    fake.subscription = bus_subscribe(fake.bus, "keyrack.property.SEA.recall", NULL, on_recall, NULL, NULL);
    bus_flush(fake.bus, 5000, NULL);
    int status = test_main("central/allotment_recall", TESTS);
    bus_subscription_free(fake.subscription);
    bus_free(fake.bus);
    bus_free(central.bus);
    bus_library_close();
    clock_free(central.wall);
    nats_fixture_clear(&nats);
    lane_fixture_clear(&fixture);
    return status;
}
