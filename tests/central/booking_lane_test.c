#include "tests/central/support/lane_fixture.h"

#include <string.h>

#include "central/feed/feed_store.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tcp_proxy.h"
#include "tests/support/tsan_glib.h"

static LaneFixture fixture;

static const char *number_of(const BookingCommand *command)
{
    const char *text = json_string_value(json_object_get(command->outcome.body, "confirmation_number"));
    return text ? text : "";
}

static const char *code_of(const BookingCommand *command)
{
    const char *text = json_string_value(json_object_get(command->outcome.body, "code"));
    return text ? text : "";
}

static int64_t reservations(void)
{
    return postgres_fixture_number(fixture.connection, "SELECT count(*) FROM reservation");
}

/* ---- one key, one answer ---- */

static void test_the_same_key_gets_the_first_answer(void)
{
    lane_fixture_reset(&fixture);
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 2);
    g_autoptr(BookingCommand) first = lane_wish(&fixture, BOOKING_BOOK, "k1", "STE", 3, 2);
    CU_ASSERT_EQUAL(lane_run_status(lane, first), 201);
    g_autoptr(BookingCommand) again = lane_command_again(first);
    CU_ASSERT_EQUAL(lane_run_status(lane, again), 201);
    CU_ASSERT_TRUE(json_equal(first->outcome.body, again->outcome.body));
    g_autoptr(BookingCommand) refused = lane_wish(&fixture, BOOKING_BOOK, "k2", "STE", 4, 1);
    CU_ASSERT_EQUAL(lane_run_status(lane, refused), 409);
    g_autoptr(BookingCommand) cancel = lane_command(&fixture, BOOKING_CANCEL, "k3", "cancel");
    cancel->confirmation_number = g_strdup(number_of(first));
    CU_ASSERT_EQUAL(lane_run_status(lane, cancel), 200);
    g_autoptr(BookingCommand) same = lane_command_again(refused); /* free by now, but that was the answer */
    CU_ASSERT_EQUAL(lane_run_status(lane, same), 409);
    CU_ASSERT_STRING_EQUAL(code_of(same), "sold_out");
    g_autoptr(BookingCommand) other = lane_command_again(first);
    g_free(other->request_digest);
    other->request_digest = g_strdup("another body");
    CU_ASSERT_EQUAL(lane_run_status(lane, other), 422);
    CU_ASSERT_STRING_EQUAL(code_of(other), "idempotency_key_reused");
    g_autoptr(BookingCommand) somebody = lane_command_again(first);
    g_free(somebody->scope);
    somebody->scope = g_strdup("client:website");
    CU_ASSERT_EQUAL(lane_run_status(lane, somebody), 201); /* keys are everybody's own */
    CU_ASSERT_EQUAL(reservations(), 2);
    lane_fixture_check(&fixture);
}

/* ---- many threads ---- */

typedef struct {
    BookingLane *lane;
    BookingCommand *command;
} Job;

static gpointer job_run(gpointer data)
{
    Job *job = data;
    booking_lane_run(job->lane, job->command);
    return NULL;
}

/* Runs all commands (BookingCommand *) at once, each on a thread of its own, by turns on the lanes. */
static void run_at_once(BookingLane **lanes, guint lane_count, GPtrArray *commands)
{
    g_autofree Job *jobs = g_new0(Job, commands->len);
    g_autoptr(GPtrArray) threads = g_ptr_array_new();
    for (guint i = 0; i < commands->len; i++) {
        jobs[i] = (Job){.lane = lanes[i % lane_count], .command = commands->pdata[i]};
        g_ptr_array_add(threads, g_thread_new("client", job_run, &jobs[i]));
    }
    for (guint i = 0; i < threads->len; i++)
        g_thread_join(threads->pdata[i]);
}

static GPtrArray *commands_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)booking_command_free);
}

static guint count_status(const GPtrArray *commands, int status)
{
    guint count = 0;
    for (guint i = 0; i < commands->len; i++)
        count += ((const BookingCommand *)commands->pdata[i])->outcome.status == status;
    return count;
}

/* Three instances of the centre, 200 clients, one room. */
static void test_one_winner_and_199_refusals(void)
{
    enum { CLIENTS = 200, INSTANCES = 3 };
    lane_fixture_reset(&fixture);
    BookingLane *lanes[INSTANCES];
    for (int i = 0; i < INSTANCES; i++)
        lanes[i] = lane_fixture_lane(&fixture, NULL, 2);
    g_autoptr(GPtrArray) commands = commands_new();
    for (int i = 0; i < CLIENTS; i++) {
        g_autofree char *key = g_strdup_printf("race-%d", i);
        g_ptr_array_add(commands, lane_wish(&fixture, BOOKING_BOOK, key, "STE", 5, 2));
    }
    run_at_once(lanes, INSTANCES, commands);
    CU_ASSERT_EQUAL(count_status(commands, 201), 1);
    CU_ASSERT_EQUAL(count_status(commands, 409), CLIENTS - 1);
    for (guint i = 0; i < commands->len; i++) {
        const BookingCommand *command = commands->pdata[i];
        if (command->outcome.status == 409) {
            CU_ASSERT_STRING_EQUAL(code_of(command), "sold_out");
            CU_ASSERT_TRUE(json_array_size(json_object_get(command->outcome.body, "alternatives")) == 1);
        }
    }
    CU_ASSERT_EQUAL(reservations(), 1);
    lane_fixture_check(&fixture);
    for (int i = 0; i < INSTANCES; i++)
        booking_lane_free(lanes[i]);
}

/* The same key at two instances at the same moment: the database's unique key decides, one booking. */
static void test_the_same_key_at_every_instance(void)
{
    enum { INSTANCES = 3, ROUNDS = 20 };
    lane_fixture_reset(&fixture);
    BookingLane *lanes[INSTANCES];
    for (int i = 0; i < INSTANCES; i++)
        lanes[i] = lane_fixture_lane(&fixture, NULL, 1);
    for (int round = 0; round < ROUNDS; round++) {
        g_autofree char *key = g_strdup_printf("same-%d", round);
        g_autoptr(GPtrArray) commands = commands_new();
        for (int i = 0; i < INSTANCES; i++) {
            BookingCommand *command = lane_wish(&fixture, BOOKING_BOOK, key, "STD", 10 + round, 1);
            command->external_id = g_strdup(key);
            g_ptr_array_add(commands, command);
        }
        run_at_once(lanes, INSTANCES, commands);
        CU_ASSERT_EQUAL(count_status(commands, 201), INSTANCES);
        CU_ASSERT_STRING_EQUAL(number_of(commands->pdata[0]), number_of(commands->pdata[1]));
        CU_ASSERT_STRING_EQUAL(number_of(commands->pdata[0]), number_of(commands->pdata[2]));
    }
    CU_ASSERT_EQUAL(reservations(), ROUNDS);
    lane_fixture_check(&fixture);
    for (int i = 0; i < INSTANCES; i++)
        booking_lane_free(lanes[i]);
}

/* ---- one poisonous command among its neighbours ---- */

typedef struct {
    GMutex mutex;
    GCond changed;
    guint finished;
} Finished;

static void count_finish(BookingCommand *command G_GNUC_UNUSED, gpointer data)
{
    Finished *finished = data;
    g_mutex_lock(&finished->mutex);
    finished->finished++;
    g_cond_signal(&finished->changed);
    g_mutex_unlock(&finished->mutex);
}

/* More adults than the column can hold: no route lets it through, and the database refuses the whole batch.
 */
static BookingCommand *poison(void)
{
    BookingCommand *command = lane_wish(&fixture, BOOKING_BOOK, "poison", "STD", 20, 1);
    BookingLine *line = command->lines->pdata[0];
    int64_t price_minor = 1;
    line->night_prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_val(line->night_prices_minor, price_minor);
    line->adults = 40000;
    return command;
}

static void test_a_poisonous_command_does_not_harm_its_neighbours(void)
{
    enum { NEIGHBOURS = 30 };
    lane_fixture_reset(&fixture);
    g_autoptr(BookingLane) lane = lane_fixture_lane(&fixture, NULL, 1);
    g_autoptr(GPtrArray) commands = commands_new();
    Finished finished = {.finished = 0};
    g_mutex_init(&finished.mutex);
    g_cond_init(&finished.changed);
    for (int i = 0; i <= NEIGHBOURS; i++) {
        g_autofree char *key = g_strdup_printf("neighbour-%d", i);
        BookingCommand *command =
            i == NEIGHBOURS / 2 ? poison() : lane_wish(&fixture, BOOKING_BOOK, key, "STD", 30 + i, 1);
        command->finish = count_finish;
        command->finish_data = &finished;
        g_ptr_array_add(commands, command);
    }
    /* While the test holds the hotel's row the first batch waits and the others gather into one behind it. */
    pg_result_free(postgres_fixture_run(fixture.connection, "BEGIN"));
    pg_result_free(postgres_fixture_run(fixture.connection, "SELECT 1 FROM hotel FOR UPDATE"));
    for (guint i = 0; i < commands->len; i++)
        booking_lane_submit(lane, commands->pdata[i]);
    pg_result_free(postgres_fixture_run(fixture.connection, "COMMIT"));
    g_mutex_lock(&finished.mutex);
    while (finished.finished <= NEIGHBOURS)
        g_cond_wait(&finished.changed, &finished.mutex);
    g_mutex_unlock(&finished.mutex);
    CU_ASSERT_EQUAL(count_status(commands, 201), NEIGHBOURS);
    CU_ASSERT_EQUAL(count_status(commands, 500), 1);
    CU_ASSERT_EQUAL(reservations(), NEIGHBOURS);
    CU_ASSERT_EQUAL(
        postgres_fixture_number(fixture.connection, "SELECT count(*) FROM idempotency WHERE key = 'poison'"),
        0);
    lane_fixture_check(&fixture);
    g_mutex_clear(&finished.mutex);
    g_cond_clear(&finished.changed);
}

static void test_the_constraint_stands_behind_the_code(void)
{
    lane_fixture_reset(&fixture);
    g_autoptr(GError) error = NULL;
    static const char *const attempts[] = {
        "UPDATE inventory_cell SET sold = sell_limit + oversell_authorised + 1 WHERE night = '2016-03-05'",
        "UPDATE inventory_cell SET held = sell_limit + 1 WHERE night = '2016-03-05'",
        "UPDATE inventory_cell SET sold = -1 WHERE night = '2016-03-05'",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(attempts); i++) {
        DatabaseStatus status = pg_execute_sql(fixture.connection, attempts[i], NULL, NULL, &error);
        CU_ASSERT_EQUAL(status, DATABASE_CHECK);
        g_clear_error(&error);
    }
}

/* ---- a line that breaks at any moment ---- */

typedef struct {
    TcpProxy *proxy;
    gboolean stopping;
    guint cuts;
    uint32_t seed;
} Saboteur;

static gpointer sabotage(gpointer data)
{
    Saboteur *saboteur = data;
    GRand *random = g_rand_new_with_seed(saboteur->seed);
    PgConnection *connection = postgres_fixture_connect(&fixture.postgres);
    while (!g_atomic_int_get(&saboteur->stopping)) {
        g_usleep((gulong)g_rand_int_range(random, 10000, 120000));
        switch (g_rand_int_range(random, 0, 3)) {
        case 0:
            tcp_proxy_set(saboteur->proxy, TCP_PROXY_CUT_AT_ANSWER);
            break;
        case 1:
            tcp_proxy_set(saboteur->proxy, TCP_PROXY_CUT_AT_REQUEST);
            break;
        default:
            pg_result_free(postgres_fixture_run(connection,
                                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                                "WHERE application_name = 'keyrack booking lane'"));
        }
        saboteur->cuts++;
    }
    tcp_proxy_set(saboteur->proxy, TCP_PROXY_PASS);
    pg_connection_free(connection);
    g_rand_free(random);
    return NULL;
}

/* As a client does: the same request again, with the same key, until there is an answer that says something.
 */
static void insist(BookingLane *lane, BookingCommand **command)
{
    for (int attempt = 0; attempt < 200; attempt++) {
        int status = lane_run_status(lane, *command);
        if (status < 500)
            return;
        BookingCommand *again = lane_command_again(*command);
        booking_command_free(*command);
        *command = again;
    }
    CU_FAIL("the command never got an answer");
}

static void test_a_commit_whose_answer_was_lost_happened_once(void)
{
    enum { BOOKINGS = 60 };
    lane_fixture_reset(&fixture);
    int64_t after = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    Saboteur saboteur = {.proxy = tcp_proxy_new(fixture.postgres.server.port), .seed = test_seed()};
    g_autofree char *conninfo =
        g_strdup_printf("%s port=%d", fixture.postgres.conninfo, tcp_proxy_port(saboteur.proxy));
    BookingLane *lane = lane_fixture_lane(&fixture, conninfo, 1);
    GThread *thread = g_thread_new("saboteur", sabotage, &saboteur);
    for (int i = 0; i < BOOKINGS; i++) {
        g_autofree char *key = g_strdup_printf("lost-%d", i);
        BookingCommand *command = lane_wish(&fixture, BOOKING_BOOK, key, "STD", i, 1);
        insist(lane, &command);
        CU_ASSERT_EQUAL(command->outcome.status, 201);
        booking_command_free(command);
    }
    g_atomic_int_set(&saboteur.stopping, TRUE);
    g_thread_join(thread);
    booking_lane_free(lane);
    tcp_proxy_free(saboteur.proxy);
    CU_ASSERT_TRUE(saboteur.cuts > 2);
    CU_ASSERT_EQUAL(reservations(), BOOKINGS);
    CU_ASSERT_EQUAL(postgres_fixture_number(fixture.connection, "SELECT max(sold) FROM inventory_cell"), 1);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    CU_ASSERT_EQUAL(lane_check_gap_free(messages, after),
                    postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel"));
    lane_fixture_check(&fixture);
}

/* ---- a reader of the feed while rooms are sold ---- */

static json_t *list_after(PgConnection *connection, int64_t after)
{
    json_t *list = NULL;
    g_autoptr(GError) error = NULL;
    DatabaseStatus status = feed_list(connection, fixture.chain, fixture.hotel, after, 37, &list, &error);
    g_assert(status == DATABASE_OK);
    return list;
}

/* Reads on from `after`, puts what it was told into `rows` (key -> version), and returns where it stands. */
static int64_t read_on(PgConnection *connection, int64_t after, GHashTable *rows)
{
    for (gboolean more = TRUE; more;) {
        json_t *list = list_after(connection, after);
        int64_t head = json_integer_value(json_object_get(list, "head"));
        int64_t version = after;
        size_t index;
        json_t *change;
        json_array_foreach(json_object_get(list, "changes"), index, change)
        {
            int64_t next = json_integer_value(json_object_get(change, "version"));
            CU_ASSERT_TRUE(next > version);
            version = next;
            g_hash_table_insert(rows,
                                g_strconcat(json_string_value(json_object_get(change, "kind")), " ",
                                            json_string_value(json_object_get(change, "key")), NULL),
                                GINT_TO_POINTER((int)version));
        }
        CU_ASSERT_TRUE(head >= version);
        more = json_boolean_value(json_object_get(list, "more"));
        after = head;
        json_decref(list);
    }
    return after;
}

typedef struct {
    GHashTable *rows;
    gboolean stopping;
    int64_t reached;
} Reader;

static gpointer read_along(gpointer data)
{
    Reader *reader = data;
    PgConnection *connection = postgres_fixture_connect(&fixture.postgres);
    while (!g_atomic_int_get(&reader->stopping))
        reader->reached = read_on(connection, reader->reached, reader->rows);
    reader->reached = read_on(connection, reader->reached, reader->rows);
    pg_connection_free(connection);
    return NULL;
}

static void test_a_reader_misses_nothing_while_rooms_are_sold(void)
{
    enum { ROUNDS = 6, AT_ONCE = 40, INSTANCES = 2 };
    lane_fixture_reset(&fixture);
    int64_t before = postgres_fixture_number(fixture.connection, "SELECT feed_version FROM hotel");
    Reader reader = {.rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    BookingLane *lanes[INSTANCES] = {lane_fixture_lane(&fixture, NULL, 1),
                                     lane_fixture_lane(&fixture, NULL, 1)};
    GThread *thread = g_thread_new("reader", read_along, &reader);
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(GPtrArray) commands = commands_new();
        for (int i = 0; i < AT_ONCE; i++) {
            g_autofree char *key = g_strdup_printf("read-%d-%d", round, i);
            g_ptr_array_add(commands, lane_wish(&fixture, BOOKING_BOOK, key, "STD", i % 10, 1 + i % 4));
        }
        run_at_once(lanes, INSTANCES, commands);
    }
    g_atomic_int_set(&reader.stopping, TRUE);
    g_thread_join(thread);
    for (int i = 0; i < INSTANCES; i++)
        booking_lane_free(lanes[i]);
    g_autoptr(GPtrArray) messages = lane_fixture_messages(&fixture);
    CU_ASSERT_EQUAL(lane_check_gap_free(messages, before), reader.reached);
    /* Who listened all along and who begins now know the same rows under the same versions. */
    g_autoptr(GHashTable) fresh = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    CU_ASSERT_EQUAL(read_on(fixture.connection, 0, fresh), reader.reached);
    CU_ASSERT_EQUAL(g_hash_table_size(fresh), g_hash_table_size(reader.rows));
    CU_ASSERT_EQUAL(g_hash_table_size(fresh),
                    postgres_fixture_number(fixture.connection, "SELECT (SELECT count(*) FROM reservation) + "
                                                                "(SELECT count(*) FROM inventory_cell) + 1"));
    GHashTableIter iter;
    gpointer key, version;
    g_hash_table_iter_init(&iter, fresh);
    while (g_hash_table_iter_next(&iter, &key, &version))
        CU_ASSERT_PTR_EQUAL(g_hash_table_lookup(reader.rows, key), version);
    g_hash_table_unref(reader.rows);
    lane_fixture_check(&fixture);
}

static CU_TestInfo TESTS[] = {
    {"the same key gets the first answer", test_the_same_key_gets_the_first_answer},
    {"one winner and 199 refusals", test_one_winner_and_199_refusals},
    {"the same key at every instance", test_the_same_key_at_every_instance},
    {"a poisonous command does not harm its neighbours",
     test_a_poisonous_command_does_not_harm_its_neighbours},
    {"the constraint stands behind the code", test_the_constraint_stands_behind_the_code},
    {"a commit whose answer was lost happened once", test_a_commit_whose_answer_was_lost_happened_once},
    {"a reader misses nothing while rooms are sold", test_a_reader_misses_nothing_while_rooms_are_sold},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    lane_fixture_init(&fixture);
    int failed = test_main("central/booking_lane", TESTS);
    lane_fixture_clear(&fixture);
    return failed;
}
