/* Thousands of commands of every kind, from several threads through two instances: afterwards every count is
 * right, the feed has no gap, and whoever copied from it holds, row by row, what the database says. */
#include "tests/central/support/lane_fixture.h"

#include <string.h>

#include "ops/json.h"
#include "schemas/confirmation.h"
#include "sync/copy_digest.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

enum { THREADS = 4, STEPS = 500, INSTANCES = 2, DAYS = 15 };

static LaneFixture fixture;

/* What the threads have made so far. */
typedef struct {
    GMutex mutex;
    GPtrArray *numbers; /* confirmation numbers */
    GPtrArray *holds;
    GHashTable *stays; /* copy key -> digest of the row as it was sent last */
} House;

static House house;

typedef struct {
    BookingLane *lane;
    GRand *random;
    int number;
    int64_t entry;   /* of the hotel's outbox; one thread sends it */
    int64_t walk_in; /* numbers of the hotel's own range that are used */
    int64_t stay_id;
    guint statuses[6]; /* outcomes by their hundred */
} Client;

static int between(Client *client, int low, int high)
{
    return g_rand_int_range(client->random, low, high + 1);
}

static char *any_of(Client *client, const GPtrArray *texts)
{
    g_mutex_lock(&house.mutex);
    char *text = texts->len > 0 ? g_strdup(texts->pdata[between(client, 0, (int)texts->len - 1)]) : NULL;
    g_mutex_unlock(&house.mutex);
    return text;
}

static void note(GPtrArray *texts, const BookingCommand *command, const char *name)
{
    const char *text = json_string_value(json_object_get(command->outcome.body, name));
    g_mutex_lock(&house.mutex);
    if (text && command->outcome.status == 201)
        g_ptr_array_add(texts, g_strdup(text));
    g_mutex_unlock(&house.mutex);
}

static void run(Client *client, BookingCommand *command)
{
    booking_lane_run(client->lane, command);
    client->statuses[CLAMP(command->outcome.status / 100, 0, 5)]++;
    note(command->kind == BOOKING_HOLD ? house.holds : house.numbers, command,
         command->kind == BOOKING_HOLD ? "hold" : "confirmation_number");
    booking_command_free(command);
}

static BookingCommand *command_new(Client *client, BookingKind kind)
{
    g_autofree char *key = g_strdup_printf("%d-%u", client->number, g_rand_int(client->random));
    return lane_command(&fixture, kind, key, "body");
}

static void add_rooms(Client *client, BookingCommand *command, int count)
{
    for (int i = 0; i < count; i++)
        lane_command_add_room(&fixture, command, between(client, 0, 5) ? "STD" : "STE",
                              between(client, 0, DAYS), between(client, 0, 4));
}

static void step_book(Client *client)
{
    BookingCommand *command = command_new(client, between(client, 0, 3) ? BOOKING_BOOK : BOOKING_HOLD);
    add_rooms(client, command, between(client, 1, 3));
    run(client, command);
}

static void step_hold(Client *client)
{
    static const BookingKind kinds[] = {BOOKING_BOOK, BOOKING_BOOK, BOOKING_RELEASE_HOLD,
                                        BOOKING_EXPIRE_HOLD};
    BookingCommand *command = command_new(client, kinds[between(client, 0, 3)]);
    command->hold_id = any_of(client, house.holds);
    if (command->kind == BOOKING_EXPIRE_HOLD)
        command->at += 600 * INSTANT_SECOND;
    if (command->hold_id)
        run(client, command);
    else
        booking_command_free(command);
}

static void step_change(Client *client)
{
    static const BookingKind kinds[] = {BOOKING_MODIFY, BOOKING_MODIFY, BOOKING_CANCEL, BOOKING_REINSTATE};
    BookingCommand *command = command_new(client, kinds[between(client, 0, 3)]);
    command->hotel = NULL;
    command->confirmation_number = any_of(client, house.numbers);
    if (!command->confirmation_number) {
        booking_command_free(command);
        return;
    }
    command->expected_revision = between(client, 0, 3) ? 0 : between(client, 1, 3);
    if (command->kind == BOOKING_MODIFY || between(client, 0, 1))
        add_rooms(client, command, between(client, 1, 2));
    for (guint i = 0; i < command->lines->len; i++)
        ((BookingLine *)command->lines->pdata[i])->line =
            between(client, command->kind == BOOKING_MODIFY ? 0 : 1, 3);
    if (command->kind == BOOKING_MODIFY)
        command->comments = g_strdup("changed");
    run(client, command);
}

/* A website's own numbers, few enough to meet again. */
static void step_notification(Client *client)
{
    static const BookingKind kinds[] = {BOOKING_BOOK, BOOKING_BOOK, BOOKING_MODIFY, BOOKING_CANCEL};
    BookingCommand *command = command_new(client, kinds[between(client, 0, 3)]);
    g_free(command->channel);
    command->channel = g_strdup("website");
    command->external_id = g_strdup_printf("web-%d", between(client, 1, 60));
    command->guest.reference =
        command->kind == BOOKING_BOOK ? g_strdup_printf("guest-%d", between(client, 1, 20)) : NULL;
    command->market =
        json_pack("{s:s, s:b, s:i}", "agent", "9", "repeated_guest", 1, "rooms", between(client, 0, 9));
    add_rooms(client, command, command->kind == BOOKING_CANCEL ? 0 : between(client, 1, 2));
    for (guint i = 0; i < command->lines->len; i++) {
        BookingLine *line = command->lines->pdata[i];
        line->line = (int)i + 1;
        line->adults = between(client, 0, 2);
        line->night_prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
        for (Night night = line->arrival; night < line->departure; night++) {
            int64_t price_minor = between(client, -100, 20000);
            g_array_append_val(line->night_prices_minor, price_minor);
        }
    }
    run(client, command);
}

static void step_limits(Client *client)
{
    char night[NIGHT_TEXT_SIZE];
    BookingCommand *command = lane_command(&fixture, BOOKING_LIMITS, NULL, "limits");
    command->limits = json_pack("[{s:s, s:s, s:i}]", "room_type", "STD", "night",
                                night_write(fixture.today + between(client, 0, DAYS), night), "sell_limit",
                                between(client, 2, 8));
    run(client, command);
}

/* ---- the hotel ---- */

static json_t *stay_row(Client *client, const char *number, int line, const char *status)
{
    char arrival[NIGHT_TEXT_SIZE], departure[NIGHT_TEXT_SIZE];
    int from = between(client, 0, DAYS);
    client->stay_id++;
    json_t *row =
        json_pack("{s:I, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:I}", "stay_id",
                  (json_int_t)client->stay_id, "confirmation_number", number, "line", line, "room", "101",
                  "room_type", "STD", "status", status, "arrival", night_write(fixture.today + from, arrival),
                  "departure", night_write(fixture.today + from + between(client, 0, 3), departure),
                  "nights_charged", 1, "room_revenue_minor", between(client, 0, 50000), "balance_minor", 0,
                  "version", (json_int_t)client->stay_id);
    return row;
}

static json_t *walk_in_body(Client *client)
{
    ConfirmationNumber number;
    bool made = confirmation_make_hotel(fixture.hotel->number, ++client->walk_in, &number, NULL);
    g_assert(made);
    char arrival[NIGHT_TEXT_SIZE], departure[NIGHT_TEXT_SIZE];
    int day = between(client, 0, DAYS);
    json_t *line = json_pack(
        "{s:i, s:s, s:s, s:s, s:s, s:s, s:i, s:[i]}", "line", 1, "status", "in_house", "room_type", "STE",
        "rate_plan", "BAR", "arrival", night_write(fixture.today + day, arrival), "departure",
        night_write(fixture.today + day + 1, departure), "adults", 1, "night_prices_minor", 9000);
    json_t *reservation =
        json_pack("{s:s, s:s, s:{s:s}, s:[o]}", "confirmation_number", number.digits, "booked_at",
                  "2016-03-01T22:00:00Z", "guest", "surname", "Silva", "lines", line);
    return json_pack("{s:o, s:o, s:s}", "reservation", reservation, "stay",
                     stay_row(client, number.digits, 1, "in_house"), "override_reason", "line cut");
}

static const char *entry_make(Client *client, json_t **ret_body)
{
    static const char *const kinds[] = {"check_in", "check_out", "no_show"};
    static const char *const statuses[] = {"in_house", "checked_out", "no_show"};
    g_autofree char *number = any_of(client, house.numbers);
    int kind = between(client, 0, 3);
    if (!number || kind == 3) {
        *ret_body = walk_in_body(client);
        return "walk_in";
    }
    *ret_body = json_pack("{s:o}", "stay", stay_row(client, number, between(client, 1, 2), statuses[kind]));
    return kinds[kind];
}

static void step_outbox(Client *client)
{
    BookingCommand *command = lane_command(&fixture, BOOKING_OUTBOX, NULL, "outbox");
    for (int i = between(client, 1, 4); i > 0; i--) {
        json_t *body;
        const char *kind = entry_make(client, &body);
        g_ptr_array_add(command->entries, booking_entry_new(++client->entry, kind, fixture.now, body));
        const json_t *stay = json_object_get(body, "stay");
        g_hash_table_insert(
            house.stays,
            g_strdup_printf("%012" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(stay, "stay_id"))),
            copy_digest(stay));
        json_decref(body);
    }
    run(client, command);
}

static gpointer client_run(gpointer data)
{
    Client *client = data;
    static void (*const steps[])(Client *) = {step_book,   step_book,         step_hold,         step_change,
                                              step_change, step_notification, step_notification, step_limits};
    for (int i = 0; i < STEPS; i++) {
        if (client->number == 0 && between(client, 0, 4) == 0)
            step_outbox(client);
        else
            steps[between(client, 0, G_N_ELEMENTS(steps) - 1)](client);
    }
    return NULL;
}

static void clients_run(void)
{
    BookingLane *lanes[INSTANCES];
    Client clients[THREADS] = {0};
    GThread *threads[THREADS];
    for (int i = 0; i < INSTANCES; i++)
        lanes[i] = lane_fixture_lane(&fixture, NULL, 2);
    for (int i = 0; i < THREADS; i++) {
        clients[i] = (Client){.lane = lanes[i % INSTANCES],
                              .random = g_rand_new_with_seed(test_seed() + (guint32)i),
                              .number = i};
        threads[i] = g_thread_new("client", client_run, &clients[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        g_thread_join(threads[i]);
        CU_ASSERT_EQUAL(clients[i].statuses[5] + clients[i].statuses[0], 0);
        CU_ASSERT_TRUE(clients[i].statuses[2] > 50);
        CU_ASSERT_TRUE(clients[i].statuses[4] > 20);
        g_rand_free(clients[i].random);
    }
    for (int i = 0; i < INSTANCES; i++)
        booking_lane_free(lanes[i]);
}

/* ---- afterwards ---- */

static void check_copies(const GPtrArray *messages)
{
    g_autoptr(GHashTable) reservations = feed_digests(messages, "reservation");
    g_autoptr(GHashTable) cells = feed_digests(messages, "cell");
    CU_ASSERT_TRUE(g_hash_table_size(reservations) > 50);
    CU_ASSERT_EQUAL(lane_compare_copies(&fixture, "reservations", reservations),
                    g_hash_table_size(reservations));
    CU_ASSERT_EQUAL(lane_compare_copies(&fixture, "cells", cells), g_hash_table_size(cells));
    guint stays = lane_compare_copies(&fixture, "stays", house.stays);
    CU_ASSERT_TRUE(stays > 20);
    CU_ASSERT_EQUAL(stays, postgres_fixture_number(fixture.connection, "SELECT count(*) FROM stay"));
}

static void test_everything_agrees_after_thousands_of_commands(void)
{
    lane_fixture_reset(&fixture);
    int64_t after = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    clients_run();
    lane_fixture_check(&fixture);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    CU_ASSERT_EQUAL(lane_check_gap_free(messages, after),
                    postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel"));
    check_copies(messages);
    CU_ASSERT_EQUAL(postgres_fixture_number(fixture.connection,
                                            "SELECT count(*) FROM reservation WHERE channel = 'website'"),
                    postgres_fixture_number(
                        fixture.connection,
                        "SELECT count(DISTINCT external_id) FROM reservation WHERE channel = 'website'"));
}

static CU_TestInfo TESTS[] = {
    {"everything agrees after thousands of commands", test_everything_agrees_after_thousands_of_commands},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    g_mutex_init(&house.mutex);
    house.numbers = g_ptr_array_new_with_free_func(g_free);
    house.holds = g_ptr_array_new_with_free_func(g_free);
    house.stays = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    int failed = test_main("central/booking_sequence", TESTS);
    g_ptr_array_unref(house.numbers);
    g_ptr_array_unref(house.holds);
    g_hash_table_unref(house.stays);
    g_mutex_clear(&house.mutex);
    lane_fixture_clear(&fixture);
    return failed;
}
