/* Statements, parameters, results, transactions and the pool against a real server. */
#include "ops/postgres.h"

#include "ops/clock.h"
#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"

#include <string.h>

static PostgresFixture postgres;

static PgConnection *connect_new(void)
{
    return postgres_fixture_connect(&postgres);
}

static void run(PgConnection *connection, const char *sql)
{
    pg_result_free(postgres_fixture_run(connection, sql));
}

/* ---- values there and back ---- */

static const PgStatement echo_all = {"echo_all",
                                     "SELECT $1::bigint, $2::boolean, $3::text, $4::date, $5::timestamptz, "
                                     "$6::jsonb, $7::text, $8::bytea, $9::bytea",
                                     9};

static void test_values_round_trip(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    json_t *document = json_pack("{s:s, s:[i,i]}", "guest", "王小明 \"O'Neil\\\"", "nights", 1, 2);
    pg_add_int64(parameters, INT64_MIN);
    pg_add_bool(parameters, true);
    pg_add_text(parameters, "北京饭店 é 𝄞 'quoted' \\ $1");
    pg_add_night(parameters, night_from_date(2015, 7, 1));
    pg_add_instant(parameters, INT64_C(1435732200123456));
    pg_add_json(parameters, document);
    pg_add_text(parameters, NULL);
    pg_add_bytes(parameters, "\0\xff\x10", 3);
    pg_add_hex(parameters, "00ff10");

    g_autoptr(PgResult) result = NULL;
    g_autoptr(GError) error = NULL;
    CU_ASSERT_EQUAL(pg_execute(connection, &echo_all, parameters, &result, &error), DATABASE_OK);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL_FATAL(pg_result_rows(result), 1);
    CU_ASSERT_EQUAL(pg_result_columns(result), 9);
    CU_ASSERT_EQUAL(pg_result_int64(result, 0, 0), INT64_MIN);
    CU_ASSERT_TRUE(pg_result_bool(result, 0, 1));
    CU_ASSERT_STRING_EQUAL(pg_result_text(result, 0, 2), "北京饭店 é 𝄞 'quoted' \\ $1");
    CU_ASSERT_EQUAL(pg_result_night(result, 0, 3), night_from_date(2015, 7, 1));
    CU_ASSERT_EQUAL(pg_result_instant(result, 0, 4), INT64_C(1435732200123456));
    json_t *returned = pg_result_json(result, 0, 5);
    CU_ASSERT_TRUE(json_equal(returned, document));
    CU_ASSERT_TRUE(pg_result_is_null(result, 0, 6));
    CU_ASSERT_PTR_NULL(pg_result_text(result, 0, 6));
    g_autoptr(GBytes) bytes = pg_result_bytes(result, 0, 7);
    g_autoptr(GBytes) digest = pg_result_bytes(result, 0, 8);
    CU_ASSERT_TRUE(g_bytes_equal(bytes, digest));
    CU_ASSERT_EQUAL(g_bytes_get_size(bytes), 3);
    json_decref(returned);
    json_decref(document);
}

static void test_instants_at_the_edges(void)
{
    static const Instant edges[] = {0, -1, INSTANT_SECOND, INT64_C(32503679999999999),
                                    INT64_C(-2208988800000000)};
    static const PgStatement echo = {"echo_instant", "SELECT $1::timestamptz", 1};
    g_autoptr(PgConnection) connection = connect_new();
    for (guint i = 0; i < G_N_ELEMENTS(edges); i++) {
        g_autoptr(PgParameters) parameters = pg_parameters_new();
        g_autoptr(PgResult) result = NULL;
        pg_add_instant(parameters, edges[i]);
        CU_ASSERT_EQUAL_FATAL(pg_execute(connection, &echo, parameters, &result, NULL), DATABASE_OK);
        CU_ASSERT_EQUAL(pg_result_instant(result, 0, 0), edges[i]);
    }
}

static const char *const awkward_texts[] = {"plain", "",   "NULL",    "null", "a,b",         "{x}",
                                            "\"",    "\\", " blank ", "北京", "line\nbreak", "it's"};

static void test_text_arrays_keep_every_text(void)
{
    static const PgStatement unnest = {
        "unnest_text", "SELECT t, t IS NULL FROM unnest($1::text[]) WITH ORDINALITY AS u (t, n) ORDER BY n",
        1};
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(PgArray) array = pg_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(awkward_texts); i++)
        pg_array_add_text(array, awkward_texts[i]);
    pg_array_add_text(array, NULL);
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, array);
    g_autoptr(PgResult) result = NULL;
    CU_ASSERT_EQUAL_FATAL(pg_execute(connection, &unnest, parameters, &result, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL_FATAL(pg_result_rows(result), G_N_ELEMENTS(awkward_texts) + 1);
    for (guint i = 0; i < G_N_ELEMENTS(awkward_texts); i++)
        CU_ASSERT_STRING_EQUAL(pg_result_text(result, i, 0), awkward_texts[i]);
    CU_ASSERT_TRUE(pg_result_bool(result, G_N_ELEMENTS(awkward_texts), 1));
}

static void test_typed_arrays_batch_insert(void)
{
    static const PgStatement insert = {
        "array_insert",
        "INSERT INTO batch (id, night, at, flag, doc) SELECT * FROM unnest($1::bigint[], $2::date[], "
        "$3::timestamptz[], $4::boolean[], $5::jsonb[])",
        5};
    g_autoptr(PgConnection) connection = connect_new();
    run(connection,
        "CREATE TEMPORARY TABLE batch (id bigint, night date, at timestamptz, flag boolean, doc jsonb)");
    g_autoptr(PgArray) ids = pg_array_new();
    g_autoptr(PgArray) nights = pg_array_new();
    g_autoptr(PgArray) instants = pg_array_new();
    g_autoptr(PgArray) flags = pg_array_new();
    g_autoptr(PgArray) documents = pg_array_new();
    json_t *document = json_pack("{s:s}", "name", "a \"b\" {c}, d\\");
    for (int i = 0; i < 1000; i++) {
        pg_array_add_int64(ids, i);
        pg_array_add_night(nights, 16000 + i);
        pg_array_add_instant(instants, i * INSTANT_DAY);
        pg_array_add_bool(flags, i % 2 == 0);
        pg_array_add_json(documents, i == 7 ? NULL : document);
    }
    CU_ASSERT_EQUAL(pg_array_length(ids), 1000);
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, ids);
    pg_add_array(parameters, nights);
    pg_add_array(parameters, instants);
    pg_add_array(parameters, flags);
    pg_add_array(parameters, documents);
    g_autoptr(PgResult) inserted = NULL;
    g_autoptr(GError) error = NULL;
    pg_execute(connection, &insert, parameters, &inserted, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(pg_result_affected(inserted), 1000);
    CU_ASSERT_EQUAL(postgres_fixture_number(
                        connection, "SELECT count(*) FROM batch WHERE doc->>'name' = 'a \"b\" {c}, d\\'"),
                    999);
    CU_ASSERT_EQUAL(
        postgres_fixture_number(
            connection,
            "SELECT count(*) FROM batch WHERE flag AND night = date '1970-01-01' + 16000 + id::int"),
        500);
    json_decref(document);
}

static void test_int64_arrays_come_back(void)
{
    static const PgStatement echo = {"echo_arrays",
                                     "SELECT $1::bigint[], $2::text[], $3::date[], '{}'::bigint[]", 3};
    const int64_t prices_minor[] = {9600, -1, INT64_MAX};
    const char *const words[] = {"a", "b"};
    const Night nights[] = {0, 1};
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64_array(parameters, prices_minor, G_N_ELEMENTS(prices_minor));
    pg_add_text_array(parameters, words, G_N_ELEMENTS(words));
    pg_add_night_array(parameters, nights, G_N_ELEMENTS(nights));
    g_autoptr(PgResult) result = NULL;
    CU_ASSERT_EQUAL_FATAL(pg_execute(connection, &echo, parameters, &result, NULL), DATABASE_OK);
    g_autoptr(GArray) prices = pg_result_int64_array(result, 0, 0);
    g_autoptr(GArray) none = pg_result_int64_array(result, 0, 3);
    CU_ASSERT_EQUAL_FATAL(prices->len, 3);
    CU_ASSERT_EQUAL(memcmp(prices->data, prices_minor, sizeof prices_minor), 0);
    CU_ASSERT_EQUAL(none->len, 0);
    CU_ASSERT_STRING_EQUAL(pg_result_text(result, 0, 1), "{a,b}");
    CU_ASSERT_STRING_EQUAL(pg_result_text(result, 0, 2), "{1970-01-01,1970-01-02}");
}

/* ---- errors ---- */

static DatabaseStatus fail_with(PgConnection *connection, const char *sql, GError **error)
{
    return pg_execute_sql(connection, sql, NULL, NULL, error);
}

static void test_constraints_are_named(void)
{
    static const struct {
        const char *sql;
        DatabaseStatus status;
        const char *constraint;
    } cases[] = {
        {"INSERT INTO room VALUES (1, 1, 1, '[1,2)')", DATABASE_UNIQUE, "room_pkey"},
        {"INSERT INTO room VALUES (2, 9, 1, '[5,6)')", DATABASE_CHECK, "room_within_limit"},
        {"INSERT INTO room VALUES (2, 1, 1, '[1,2)')", DATABASE_UNIQUE, "room_no_overlap"},
        {"INSERT INTO room VALUES (2, 1, 7, '[5,6)')", DATABASE_CHECK, "room_of_type"},
        {"INSERT INTO room VALUES (2, NULL, 1, '[5,6)')", DATABASE_CHECK, "sold"},
        {"SELECT 1/0", DATABASE_HARD, ""},
        {"SELECT nothing FROM nowhere", DATABASE_HARD, ""},
        {"SELECT 1; SELECT 2", DATABASE_HARD, ""},
    };
    g_autoptr(PgConnection) connection = connect_new();
    run(connection, "CREATE TEMPORARY TABLE room_type (id int PRIMARY KEY)");
    run(connection, "INSERT INTO room_type VALUES (1)");
    run(connection, "CREATE TEMPORARY TABLE room (id int PRIMARY KEY, sold int NOT NULL CONSTRAINT "
                    "room_within_limit CHECK (sold <= 5), "
                    "type int CONSTRAINT room_of_type REFERENCES room_type, days int4range, CONSTRAINT "
                    "room_no_overlap EXCLUDE USING gist (days WITH &&))");
    run(connection, "INSERT INTO room VALUES (1, 1, 1, '[1,2)')");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        CU_ASSERT_EQUAL(fail_with(connection, cases[i].sql, &error), cases[i].status);
        CU_ASSERT_TRUE(g_error_matches(error, DATABASE_ERROR, (int)cases[i].status));
        CU_ASSERT_STRING_EQUAL(database_error_constraint(error), cases[i].constraint);
        CU_ASSERT_EQUAL(strlen(database_error_sqlstate(error)), 5);
    }
    CU_ASSERT_EQUAL(postgres_fixture_number(connection, "SELECT count(*) FROM room"), 1);
}

static void test_errors_quote_no_row(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    run(connection, "CREATE TEMPORARY TABLE guest (email text PRIMARY KEY)");
    run(connection, "INSERT INTO guest VALUES ('private@example.org')");
    CU_ASSERT_EQUAL(fail_with(connection, "INSERT INTO guest VALUES ('private@example.org')", &error),
                    DATABASE_UNIQUE);
    CU_ASSERT_PTR_NULL(strstr(error->message, "private"));
    g_clear_error(&error);
    CU_ASSERT_EQUAL(fail_with(connection, "SELECT 'private'::int", &error), DATABASE_HARD);
    CU_ASSERT_STRING_EQUAL(database_error_sqlstate(error), "22P02");
    CU_ASSERT_PTR_NULL(strstr(error->message, "private"));
}

static void test_statement_that_failed_to_prepare_prepares_later(void)
{
    static const PgStatement later = {"later", "SELECT count(*) FROM made_later", 0};
    g_autoptr(PgConnection) connection = connect_new();
    CU_ASSERT_EQUAL(pg_execute(connection, &later, NULL, NULL, NULL), DATABASE_HARD);
    run(connection, "CREATE TEMPORARY TABLE made_later (id int)");
    CU_ASSERT_EQUAL(pg_execute(connection, &later, NULL, NULL, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(pg_execute(connection, &later, NULL, NULL, NULL), DATABASE_OK);
}

/* A deferred constraint refuses only when the lone statement commits, behind its own result. */
static void test_deferred_constraint_of_a_lone_statement(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    run(connection,
        "CREATE TABLE deferred (id int CONSTRAINT deferred_once UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    CU_ASSERT_EQUAL(fail_with(connection, "INSERT INTO deferred VALUES (1), (1)", &error), DATABASE_UNIQUE);
    CU_ASSERT_STRING_EQUAL(database_error_constraint(error), "deferred_once");
    CU_ASSERT_TRUE(pg_connection_is_alive(connection));
    CU_ASSERT_EQUAL(postgres_fixture_number(connection, "SELECT count(*) FROM deferred"), 0);
    run(connection, "DROP TABLE deferred");
}

/* ---- pipeline ---- */

static const PgStatement note_insert = {"note_insert", "INSERT INTO note (id) VALUES ($1)", 1};
static const PgStatement note_count = {"note_count", "SELECT count(*) FROM note", 0};

static void queue_note(PgConnection *connection, int64_t id)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, id);
    pg_queue(connection, &note_insert, parameters);
}

static void notes_new(PgConnection *connection)
{
    run(connection, "DROP TABLE IF EXISTS note");
    run(connection, "CREATE TABLE note (id bigint PRIMARY KEY CONSTRAINT note_small CHECK (id < 1000000))");
}

static void test_pipeline_gives_results_in_order(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    notes_new(connection);
    for (guint i = 0; i < 500; i++) {
        queue_note(connection, i);
        guint place = pg_queue(connection, &note_count, NULL);
        CU_ASSERT_EQUAL(place, 2 * i + 1);
    }
    g_autoptr(GPtrArray) results = NULL;
    CU_ASSERT_EQUAL_FATAL(pg_collect(connection, &results, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL_FATAL(results->len, 1000);
    for (guint i = 0; i < 500; i++)
        CU_ASSERT_EQUAL(pg_result_int64(g_ptr_array_index(results, 2 * i + 1), 0, 0), i + 1);
}

static void test_pipeline_stops_at_the_first_error(void)
{
    g_autoptr(PgConnection) connection = connect_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = NULL;
    notes_new(connection);
    queue_note(connection, 1);
    queue_note(connection, 1000001);
    queue_note(connection, 2);
    CU_ASSERT_EQUAL(pg_collect(connection, &results, &error), DATABASE_CHECK);
    CU_ASSERT_STRING_EQUAL(database_error_constraint(error), "note_small");
    CU_ASSERT_PTR_NULL(results);
    CU_ASSERT_EQUAL(postgres_fixture_number(connection, "SELECT count(*) FROM note"), 0);
    queue_note(connection, 3);
    CU_ASSERT_EQUAL(pg_collect(connection, NULL, NULL), DATABASE_OK);
}

/* Both directions are larger than all buffers: whoever only writes, or only reads, waits for ever. */
static void test_pipeline_larger_than_all_buffers(void)
{
    static const PgStatement echo = {"echo_large", "SELECT $1::text", 1};
    g_autoptr(PgConnection) connection = connect_new();
    g_autofree char *large = g_strnfill((gsize)256 * 1024, 'x');
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_text(parameters, large);
    for (guint i = 0; i < 200; i++)
        pg_queue(connection, &echo, parameters);
    g_autoptr(GPtrArray) results = NULL;
    CU_ASSERT_EQUAL_FATAL(pg_collect(connection, &results, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(results->len, 200);
    CU_ASSERT_EQUAL(strlen(pg_result_text(g_ptr_array_index(results, 199), 0, 0)), (gsize)256 * 1024);
}

/* ---- pool and locks ---- */

static void test_pool_bounds_and_rolls_back(void)
{
    PgOptions options = {.conninfo = postgres.conninfo};
    g_autoptr(PgPool) pool = pg_pool_new(&options, 2);
    g_autoptr(GError) error = NULL;
    PgConnection *first = pg_pool_acquire(pool, 100, &error);
    PgConnection *second = pg_pool_acquire(pool, 100, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_PTR_NULL(pg_pool_acquire(pool, 20, &error));
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_SOFT, "all 2 database connections");
    notes_new(first);
    run(first, "BEGIN");
    run(first, "INSERT INTO note VALUES (1)");
    pg_pool_release(pool, first);
    CU_ASSERT_EQUAL(postgres_fixture_number(second, "SELECT count(*) FROM note"), 0);
    CU_ASSERT_PTR_EQUAL(pg_pool_acquire(pool, 100, NULL), first);
    pg_pool_release(pool, first);
    pg_pool_release(pool, second);
}

static void test_pool_repairs_a_broken_connection(void)
{
    PgOptions options = {.conninfo = postgres.conninfo};
    g_autoptr(PgPool) pool = pg_pool_new(&options, 1);
    PgConnection *connection = pg_pool_acquire(pool, 100, NULL);
    postgres_fixture_terminate(&postgres, pg_connection_backend_pid(connection));
    CU_ASSERT_NOT_EQUAL(pg_execute_sql(connection, "SELECT 1", NULL, NULL, NULL), DATABASE_OK);
    pg_pool_release(pool, connection);
    connection = pg_pool_acquire(pool, 100, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(connection);
    CU_ASSERT_EQUAL(pg_connection_generation(connection), 2);
    CU_ASSERT_EQUAL(pg_execute(connection, &note_count, NULL, NULL, NULL), DATABASE_OK);
    pg_pool_release(pool, connection);
}

/* The server ended the session while nobody used it: the next borrower must not find out by losing a
 * statement. */
static void test_pool_notices_a_silent_end(void)
{
    PgOptions options = {.conninfo = postgres.conninfo};
    g_autoptr(PgPool) pool = pg_pool_new(&options, 1);
    PgConnection *connection = pg_pool_acquire(pool, 100, NULL);
    int backend_pid = pg_connection_backend_pid(connection);
    pg_pool_release(pool, connection);
    postgres_fixture_terminate(&postgres, backend_pid);
    connection = pg_pool_acquire(pool, 100, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(connection);
    CU_ASSERT_EQUAL(pg_connection_generation(connection), 2);
    CU_ASSERT_EQUAL(pg_execute_sql(connection, "SELECT 1", NULL, NULL, NULL), DATABASE_OK);
    pg_pool_release(pool, connection);
}

static void test_advisory_lock_has_one_holder(void)
{
    const int64_t key = INT64_C(-77000000001);
    g_autoptr(PgConnection) first = connect_new();
    g_autoptr(PgConnection) second = connect_new();
    bool taken = false;
    CU_ASSERT_EQUAL(pg_advisory_try_lock(first, key, &taken, NULL), DATABASE_OK);
    CU_ASSERT_TRUE(taken);
    CU_ASSERT_EQUAL(pg_advisory_try_lock(second, key, &taken, NULL), DATABASE_OK);
    CU_ASSERT_FALSE(taken);
    bool held = false;
    CU_ASSERT_EQUAL(pg_advisory_is_held(first, key, &held, NULL), DATABASE_OK);
    CU_ASSERT_TRUE(held);
    CU_ASSERT_EQUAL(pg_advisory_is_held(second, key, &held, NULL), DATABASE_OK);
    CU_ASSERT_FALSE(held);
    CU_ASSERT_EQUAL(pg_advisory_unlock(first, key, NULL), DATABASE_OK);
    CU_ASSERT_EQUAL(pg_advisory_try_lock(second, key, &taken, NULL), DATABASE_OK);
    CU_ASSERT_TRUE(taken);
}

static void test_no_server_is_said_without_the_password(void)
{
    PgOptions options = {.conninfo =
                             "host=127.0.0.1 port=1 user=keyrack dbname=keyrack password=very-secret"};
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(pg_connection_new(&options, &error));
    CU_ASSERT_PTR_NULL(strstr(error->message, "very-secret"));
    TEST_ASSERT_ERROR(error, DATABASE_ERROR, DATABASE_CONNECTION_LOST, "no connection to postgresql");
}

/* Not a limit, a figure: printed, so that a change for the worse can be seen. */
static void test_figures(void)
{
    enum { rounds = 50, batch = 64 };
    g_autoptr(PgConnection) connection = connect_new();
    notes_new(connection);
    int64_t began_us = clock_monotonic_us();
    for (int64_t round = 0; round < rounds; round++) {
        for (int64_t i = 0; i < batch; i++)
            queue_note(connection, round * batch + i);
        CU_ASSERT_EQUAL(pg_collect(connection, NULL, NULL), DATABASE_OK);
    }
    int64_t piped_us = clock_monotonic_us() - began_us;
    began_us = clock_monotonic_us();
    for (int64_t i = 0; i < 500; i++)
        CU_ASSERT_EQUAL(pg_execute(connection, &note_count, NULL, NULL, NULL), DATABASE_OK);
    int64_t single_us = clock_monotonic_us() - began_us;
    printf("postgres: %d writes in durable batches of %d: %.0f/s; single reads: %.0f/s\n", rounds * batch,
           batch, rounds * batch * 1e6 / (double)piped_us, 500 * 1e6 / (double)single_us);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"values round trip", test_values_round_trip},
        {"instants at the edges", test_instants_at_the_edges},
        {"text arrays keep every text", test_text_arrays_keep_every_text},
        {"typed arrays batch insert", test_typed_arrays_batch_insert},
        {"int64 arrays come back", test_int64_arrays_come_back},
        {"constraints are named", test_constraints_are_named},
        {"errors quote no row", test_errors_quote_no_row},
        {"failed preparation is repeated", test_statement_that_failed_to_prepare_prepares_later},
        {"deferred constraint of a lone statement", test_deferred_constraint_of_a_lone_statement},
        {"pipeline results in order", test_pipeline_gives_results_in_order},
        {"pipeline stops at the first error", test_pipeline_stops_at_the_first_error},
        {"pipeline larger than all buffers", test_pipeline_larger_than_all_buffers},
        {"pool bounds and rolls back", test_pool_bounds_and_rolls_back},
        {"pool repairs a broken connection", test_pool_repairs_a_broken_connection},
        {"pool notices a silent end", test_pool_notices_a_silent_end},
        {"advisory lock has one holder", test_advisory_lock_has_one_holder},
        {"no server, no password", test_no_server_is_said_without_the_password},
        {"figures", test_figures},
        CU_TEST_INFO_NULL,
    };
    postgres_fixture_init(&postgres);
    int status = test_main("ops/postgres", tests);
    postgres_fixture_clear(&postgres);
    return status;
}
