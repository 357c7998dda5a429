#include "tests/support/property_fixture.h"

#include "ops/json.h"
#include "ops/migrate.h"
#include "property/copy/link.h"
#include "property/opening.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

/* However slow the machine is: what waits together is committed together. */
#define TOGETHER_US INT64_C(60000000)

static char *store_text(const PropertyFixture *fixture, const char *store)
{
    return store != NULL ? g_strdup(store)
                         : g_strdup_printf("Driver=SQLite3;Database=%s/hotel.sqlite", fixture->folder);
}

void property_fixture_migrate(const char *source_folder, const char *store)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *schema_folder = g_build_filename(source_folder, "schemas/property", NULL);
    OdbcOptions options = {.connection_string = store};
    g_autoptr(OdbcConnection) connection = odbc_connection_new(&options, &error);

    g_assert_no_error(error);
    MigrateTarget target = migrate_target_odbc(connection);
    migrate_apply(&target, schema_folder, NULL, &error);
    g_assert_no_error(error);
}

/* A new store is a copy of the first one of this program: its tables are made once. */
static void new_file(const PropertyFixture *fixture, const char *source_folder)
{
    static char *first;
    static gsize length;
    g_autofree char *text = store_text(fixture, NULL);
    g_autofree char *path = g_build_filename(fixture->folder, "hotel.sqlite", NULL);
    g_autoptr(GError) error = NULL;

    if (first == NULL) {
        property_fixture_migrate(source_folder, text);
        g_file_get_contents(path, &first, &length, &error);
    } else {
        g_file_set_contents_full(path, first, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
    }
    g_assert_no_error(error);
}

static void open_desk(PropertyFixture *fixture, const char *source_folder, const char *store)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = store_text(fixture, store);
    g_autofree char *schema_folder = g_build_filename(source_folder, "schemas/property", NULL);
    DeskOptions options = {.store = text, .schema_folder = schema_folder, .together_us = TOGETHER_US};
    ExitStatus status;

    property_fixture_migrate(source_folder, text);
    g_clear_pointer(&fixture->property.clock, clock_free);
    property_open_store(&fixture->property, &options, &status, &error);
    g_assert_no_error(error);
}

void property_fixture_init(PropertyFixture *fixture, const char *source_folder, const char *store,
                           const char *hotel)
{
    g_autoptr(GError) error = NULL;

    *fixture = (PropertyFixture){.chain = chain_fixture_demo(source_folder), .folder = test_folder_new()};
    Property *property = &fixture->property;
    property->chain = fixture->chain;
    property->hotel = chain_hotel(fixture->chain, hotel);
    property->zone = instant_zone_new(property->hotel->time_zone, &error);
    g_assert_no_error(error);
    property->wall = clock_new_real();
    property->link = link_new(clock_now(property->wall));
    if (store == NULL) {
        new_file(fixture, source_folder);
    }
    open_desk(fixture, source_folder, store);
}

void property_fixture_restart(PropertyFixture *fixture, const char *source_folder, const char *store)
{
    desk_stop(fixture->property.desk);
    g_clear_pointer(&fixture->property.desk, desk_free);
    open_desk(fixture, source_folder, store);
}

void property_fixture_clear(PropertyFixture *fixture)
{
    Property *property = &fixture->property;

    desk_stop(property->desk);
    desk_free(property->desk);
    link_free(property->link);
    clock_free(property->clock);
    clock_free(property->wall);
    g_time_zone_unref(property->zone);
    chain_free(fixture->chain);
    test_folder_remove(fixture->folder);
}

typedef struct Run {
    OdbcTransactionBody body;
    gpointer data;
    DatabaseStatus status;
} Run;

static void run_work(OdbcConnection *connection, gpointer data)
{
    Run *run = data;
    g_autoptr(GError) error = NULL;

    run->status = odbc_run_transaction(connection, run->body, run->data, &error);
    if (error != NULL) {
        g_printerr("    %s: %s\n", database_status_name(run->status), error->message);
    }
}

DatabaseStatus property_fixture_run(PropertyFixture *fixture, OdbcTransactionBody body, gpointer data)
{
    Run run = {.body = body, .data = data, .status = DATABASE_HARD};

    g_assert_true(desk_call(fixture->property.desk, run_work, &run));
    return run.status;
}

typedef struct Query {
    const char *sql;
    int64_t number;
} Query;

static DatabaseStatus query_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Query *query = data;
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = odbc_execute_sql(connection, query->sql, NULL, &result, error);
    if (status == DATABASE_OK) {
        query->number = odbc_result_int64(result, 0, 0);
    }
    return status;
}

int64_t property_fixture_number(PropertyFixture *fixture, const char *sql)
{
    Query query = {.sql = sql, .number = -1};

    g_assert_cmpint(property_fixture_run(fixture, query_body, &query), ==, DATABASE_OK);
    return query.number;
}

json_t *property_fixture_document(const char *confirmation_number, Night arrival, Night departure,
                                  const char *status)
{
    json_t *prices = json_array();

    for (Night night = arrival; night < departure; night++) {
        json_array_append_new(prices, json_integer(10000));
    }
    return json_pack(
        "{s:s, s:s, s:s, s:{s:s, s:s}, s:i, s:[{s:i, s:s, s:s, s:s, s:o, s:o, s:i, s:i, s:i, s:o}]}",
        "confirmation_number", confirmation_number, "hotel", "H1", "currency", "EUR", "guest", "given_name",
        "Ana", "surname", "García", "revision", 1, "lines", "line", 1, "status", status, "room_type", "A",
        "rate_plan", "CHANNEL", "arrival", json_from_night(arrival), "departure", json_from_night(departure),
        "adults", 2, "children", 0, "infants", 0, "night_prices_minor", prices);
}

json_t *property_fixture_change(int64_t version, const char *kind, const char *key, json_t *row)
{
    return json_pack("{s:I, s:s, s:s, s:o}", "version", (json_int_t)version, "kind", kind, "key", key, "row",
                     row);
}
