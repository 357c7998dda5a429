/* Work that waits at the desk together is committed together, and who is to hear of it hears what became of
 * it - the night audit among them, which goes on where the store stands. */
#include "ops/clock.h"
#include "ops/metrics.h"
#include "property/audit/audit.h"
#include "property/audit/audit_store.h"
#include "property/audit/business_date.h"
#include "tests/property/support/both_stores.h"
#include "tests/support/cunit_main.h"
#include "tests/support/http_raw.h"
#include <string.h>
#include <unistd.h>

#define OPENS 15880 /* 2013-06-24, the first business date of H1 */
#define PATIENCE_MS 20000

static PostgresFixture postgres;
static PropertyFixture fixture;

/* ---- a desk that is kept busy, so that what comes meanwhile waits together ---- */

typedef struct Gate {
    GMutex mutex;
    GCond changed;
    bool reached;
    bool open;
} Gate;

static void wait_at_gate(OdbcConnection *connection G_GNUC_UNUSED, gpointer data)
{
    Gate *gate = data;

    g_mutex_lock(&gate->mutex);
    gate->reached = true;
    g_cond_broadcast(&gate->changed);
    while (!gate->open) {
        g_cond_wait(&gate->changed, &gate->mutex);
    }
    g_mutex_unlock(&gate->mutex);
}

static void gate_reach(Gate *gate)
{
    CU_ASSERT_TRUE(desk_submit(fixture.property.desk, wait_at_gate, gate));
    g_mutex_lock(&gate->mutex);
    while (!gate->reached) {
        g_cond_wait(&gate->changed, &gate->mutex);
    }
    g_mutex_unlock(&gate->mutex);
}

static void gate_open(Gate *gate)
{
    g_mutex_lock(&gate->mutex);
    gate->open = true;
    g_cond_broadcast(&gate->changed);
    g_mutex_unlock(&gate->mutex);
}

static void do_nothing(OdbcConnection *connection G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static void wait_for_desk(void)
{
    CU_ASSERT_TRUE(desk_call(fixture.property.desk, do_nothing, NULL));
}

/* ---- entries ---- */

typedef struct Entry {
    int64_t id;
    DatabaseStatus decision;
    DatabaseStatus status;
    bool told;
    bool committed;
    guint64 commits; /* of the desk when it was told */
} Entry;

static const OdbcStatement add_entry = {"add_entry", "INSERT INTO entry (id) VALUES (?)", 1};

static DatabaseStatus entry_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const Entry *entry = data;
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();

    odbc_add_int64(parameters, entry->id);
    DatabaseStatus status = odbc_execute(connection, &add_entry, parameters, NULL, error);
    return status == DATABASE_OK ? entry->decision : status;
}

static void enter(OdbcConnection *connection, gpointer data)
{
    Entry *entry = data;

    entry->status = odbc_run_gathered(connection, entry_body, entry, NULL);
}

/* A statement that fails in nobody's transaction spoils what was gathered. */
static void spoil(OdbcConnection *connection, gpointer data)
{
    Entry *entry = data;

    entry->status = odbc_execute_sql(connection, "SELECT nothing FROM nowhere", NULL, NULL, NULL);
}

static void note_done(OdbcConnection *connection, gpointer data, bool committed)
{
    Entry *entry = data;

    entry->told = true;
    entry->committed = committed;
    entry->commits = odbc_connection_commits(connection);
}

static void submit(DeskWork work, Entry *entry)
{
    CU_ASSERT_TRUE(desk_submit_gathered(fixture.property.desk, work, note_done, entry));
}

static DatabaseStatus make_table(OdbcConnection *connection, gpointer data, GError **error)
{
    guint64 *commits = data;

    *commits = odbc_connection_commits(connection) + 1;
    return odbc_execute_sql(connection, "CREATE TABLE entry (id BIGINT PRIMARY KEY)", NULL, NULL, error);
}

static guint64 begin_entries(void)
{
    guint64 commits = 0;

    CU_ASSERT_EQUAL(property_fixture_run(&fixture, make_table, &commits), DATABASE_OK);
    return commits;
}

/* ---- together ---- */

static void test_told_after_the_one_commit(void)
{
    guint64 commits = begin_entries();
    Gate gate = {0};
    Entry first = {.id = 1};
    Entry same = {.id = 1};
    Entry withdrawn = {.id = 2, .decision = DATABASE_ROLLBACK};
    Entry last = {.id = 3};

    gate_reach(&gate);
    CU_ASSERT_FALSE(desk_somebody_waits(fixture.property.desk));
    submit(enter, &first);
    submit(enter, &same);
    submit(enter, &withdrawn);
    submit(enter, &last);
    CU_ASSERT_TRUE(desk_somebody_waits(fixture.property.desk));
    gate_open(&gate);
    wait_for_desk();
    CU_ASSERT_EQUAL(first.status, DATABASE_OK);
    CU_ASSERT_EQUAL(same.status, DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(withdrawn.status, DATABASE_ROLLBACK);
    CU_ASSERT_EQUAL(last.status, DATABASE_OK);
    CU_ASSERT_TRUE(first.committed && same.committed && withdrawn.committed && last.committed);
    CU_ASSERT_EQUAL(first.commits, commits + 1);
    CU_ASSERT_EQUAL(last.commits, commits + 1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT sum(id) FROM entry"), 4);
}

static void test_told_of_what_was_lost(void)
{
    begin_entries();
    Gate gate = {0};
    Entry lost = {.id = 1};
    Entry spoils = {0};
    Entry kept = {.id = 2};

    gate_reach(&gate);
    submit(enter, &lost);
    submit(spoil, &spoils);
    gate_open(&gate);
    wait_for_desk();
    CU_ASSERT_EQUAL(lost.status, DATABASE_OK);
    CU_ASSERT_TRUE(lost.told && spoils.told);
    CU_ASSERT_FALSE(lost.committed || spoils.committed);
    submit(enter, &kept);
    wait_for_desk();
    CU_ASSERT_TRUE(kept.committed);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT sum(id) FROM entry"), 2);
}

/* ---- readers ---- */

static char *order; /* of what ran, a letter each; desk thread, and the test after it */

static void note(char letter)
{
    g_autofree char *before = order;

    order = g_strdup_printf("%s%c", before, letter);
}

static void handle_read(HttpRequest *request, gpointer state G_GNUC_UNUSED)
{
    note('r');
    http_request_respond_json(request, 200, json_object());
}

static void handle_write(HttpRequest *request, gpointer state)
{
    Entry entry = {.id = 1};

    note('w');
    enter(state, &entry);
    http_request_respond_json(request, entry.status == DATABASE_OK ? 201 : 500, json_object());
}

static const HttpRoute routes[] = {
    {"GET", "/v1/entries", HTTP_LANE_WORKER, 0, HTTP_PLAIN, handle_read, 0},
    {"POST", "/v1/entries", HTTP_LANE_WORKER, 0, HTTP_PLAIN, handle_write, 0},
};

static HttpServer *entries_server(void)
{
    g_autoptr(GError) error = NULL;
    HttpServerOptions options;

    http_server_options_init(&options);
    options.access_log = FALSE;
    options.submit = desk_submit_request;
    options.submit_data = fixture.property.desk;
    HttpServer *server = http_server_new(&options);
    http_server_add_routes(server, routes, G_N_ELEMENTS(routes), NULL);
    http_server_start(server, &error);
    g_assert_no_error(error);
    return server;
}

static void wait_for_depth(int depth)
{
    g_autofree char *line = g_strdup_printf("keyrack_lane_depth{lane=\"desk\"} %d\n", depth);

    for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms++) {
        g_autofree char *metrics = metrics_render();
        if (strstr(metrics, line) != NULL) {
            return;
        }
        clock_sleep_ms(1);
    }
    CU_FAIL("the requests do not wait at the desk");
}

static void test_readers_go_first(void)
{
    begin_entries();
    Gate gate = {0};
    g_autoptr(HttpServer) server = entries_server();
    int writer = raw_connect(http_server_port(server));
    int reader = raw_connect(http_server_port(server));

    order = g_strdup("");
    gate_reach(&gate);
    raw_send(writer, "POST /v1/entries HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                     "Content-Length: 2\r\n\r\n{}");
    wait_for_depth(1);
    raw_send(reader, GET("/v1/entries"));
    wait_for_depth(2);
    gate_open(&gate);
    g_autofree char *written = raw_read_answer(writer);
    g_autofree char *read = raw_read_answer(reader);
    CU_ASSERT_EQUAL(raw_status(written), 201);
    CU_ASSERT_EQUAL(raw_status(read), 200);
    wait_for_desk();
    CU_ASSERT_STRING_EQUAL(order, "rw");
    g_clear_pointer(&order, g_free);
    close(writer);
    close(reader);
}

/* ---- the night audit in such company ---- */

static DatabaseStatus begin_audit(OdbcConnection *connection, gpointer data, GError **error)
{
    const AuditForce nobody = {0};

    return audit_begin(connection, OPENS, *(const Instant *)data, &nobody, error);
}

static void wait_for_audit(void)
{
    for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 10) {
        if (property_fixture_number(&fixture,
                                    "SELECT count(*) FROM night_audit WHERE status = 'completed'") == 1) {
            return;
        }
        clock_sleep_ms(10);
    }
    CU_FAIL("the audit did not come to its end");
}

/* Its first piece is lost with what it was gathered with. */
static void test_audit_goes_on_after_a_lost_piece(void)
{
    g_autoptr(GError) error = NULL;
    Instant now = clock_now(fixture.property.clock);
    Gate before = {0};
    Gate behind = {0};
    Entry spoils = {0};
    Audit *audit = audit_new(&fixture.property);

    CU_ASSERT_EQUAL(property_fixture_run(&fixture, begin_audit, &now), DATABASE_OK);
    gate_reach(&before);
    audit_resume(audit);
    CU_ASSERT_TRUE(desk_submit(fixture.property.desk, wait_at_gate, &behind));
    gate_open(&before);
    g_mutex_lock(&behind.mutex);
    while (!behind.reached) {
        g_cond_wait(&behind.changed, &behind.mutex);
    }
    g_mutex_unlock(&behind.mutex);
    submit(spoil, &spoils); /* the audit's piece waits already */
    gate_open(&behind);
    wait_for_audit();
    CU_ASSERT_TRUE(spoils.told);
    CU_ASSERT_FALSE(spoils.committed);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT business_date FROM hotel_state"), OPENS + 1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT count(*) FROM outbox"), 1);
    wait_for_desk();
    audit_free(audit);
}

#define ON_BOTH(Test)                                                                                        \
    static void Test##_on_both(void)                                                                         \
    {                                                                                                        \
        both_stores_run(&postgres, &fixture, Test);                                                          \
    }

ON_BOTH(test_told_after_the_one_commit)
ON_BOTH(test_told_of_what_was_lost)
ON_BOTH(test_readers_go_first)
ON_BOTH(test_audit_goes_on_after_a_lost_piece)

int main(void)
{
    static CU_TestInfo tests[] = {
        {"told after the one commit", test_told_after_the_one_commit_on_both},
        {"told of what was lost", test_told_of_what_was_lost_on_both},
        {"readers go first", test_readers_go_first_on_both},
        {"the audit goes on after a lost piece", test_audit_goes_on_after_a_lost_piece_on_both},
        CU_TEST_INFO_NULL,
    };

    postgres_fixture_init(&postgres);
    int failed = test_main("property/desk_gather", tests);
    postgres_fixture_clear(&postgres);
    return failed;
}
