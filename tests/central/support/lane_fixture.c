#include "tests/central/support/lane_fixture.h"

#include <string.h>

#include "central/hotel/hotel_opening.h"
#include "central/report/report_store.h"
#include "ops/json.h"
#include "ops/migrate.h"
#include "sync/copy_digest.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

static void require(DatabaseStatus status, GError *error)
{
    if (status != DATABASE_OK)
        g_error("%s: %s", database_status_name(status), error ? error->message : "");
}

static void tables_make(LaneFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    MigrateTarget target = migrate_target_postgres(fixture->connection);
    if (!migrate_apply(&target, KEYRACK_SOURCE_DIR "/schemas/central", NULL, &error))
        g_error("migrations: %s", error->message);
    HotelOpening opening = {.chain = fixture->chain, .now = fixture->now};
    require(hotel_opening_run(fixture->connection, &opening, &error), error);
    for (guint i = 0; i < fixture->chain->hotels->len; i++)
        require(inventory_memory_load(fixture->memory, fixture->chain->hotels->pdata[i], fixture->connection,
                                      &error),
                error);
}

void lane_fixture_init(LaneFixture *fixture)
{
    lane_fixture_init_with(fixture, chain_fixture_small());
}

void lane_fixture_init_with(LaneFixture *fixture, Chain *chain)
{
    postgres_fixture_init(&fixture->postgres);
    fixture->connection = postgres_fixture_connect(&fixture->postgres);
    fixture->chain = chain;
    fixture->hotel = chain_hotel(fixture->chain, "SEA");
    fixture->memory = inventory_memory_new(fixture->chain);
    fixture->today = night_from_date(2016, 3, 1);
    fixture->now = instant_from_night_utc(fixture->today) + 10 * INSTANT_HOUR;
    tables_make(fixture);
    pg_result_free(postgres_fixture_run(
        fixture->connection, "SELECT pg_create_logical_replication_slot('test', 'test_decoding')"));
}

void lane_fixture_clear(LaneFixture *fixture)
{
    inventory_memory_free(fixture->memory);
    chain_free(fixture->chain);
    pg_connection_free(fixture->connection);
    postgres_fixture_clear(&fixture->postgres);
}

void lane_fixture_reset(LaneFixture *fixture)
{
    static const char *const statements[] = {
        "TRUNCATE stay, hotel_day, desk_exception, reservation_line, reservation, hold, idempotency, guest",
        "UPDATE inventory_cell SET sold = 0, held = 0, granted = 0, oversell_authorised = 0",
        "UPDATE hotel SET applied_entry = 0",
    };
    g_autoptr(GError) error = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++)
        pg_result_free(postgres_fixture_run(fixture->connection, statements[i]));
    g_ptr_array_unref(lane_fixture_messages(fixture));
    require(inventory_memory_load(fixture->memory, fixture->hotel, fixture->connection, &error), error);
}

BookingLane *lane_fixture_lane(const LaneFixture *fixture, const char *conninfo, unsigned lanes)
{
    BookingLaneOptions options = {
        .chain = fixture->chain,
        .memory = fixture->memory,
        .database = {.conninfo = conninfo ? conninfo : fixture->postgres.conninfo,
                     .answer_timeout_ms = 60000},
        .lanes = lanes,
        .capacity = 4096,
        .batch_max = 64,
    };
    g_autoptr(GError) error = NULL;
    BookingLane *lane = booking_lane_new(&options, &error);
    if (!lane)
        g_error("lane: %s", error->message);
    return lane;
}

BookingCommand *lane_command(const LaneFixture *fixture, BookingKind kind, const char *key, const char *body)
{
    BookingCommand *command = booking_command_new(kind);
    command->at = command->recorded_at = command->practice_at = fixture->now;
    command->scope = g_strdup("staff:agent");
    command->key = g_strdup(key);
    command->request_digest = g_strdup(body);
    command->hotel = fixture->hotel;
    command->hold_seconds = 600;
    if (kind == BOOKING_BOOK) {
        command->channel = g_strdup("reservation-centre");
        command->guest.surname = g_strdup("Rossi");
    }
    return command;
}

void lane_command_add_room(const LaneFixture *fixture, BookingCommand *command, const char *room_type,
                           int days, int nights)
{
    BookingLine *line = booking_line_new();
    g_strlcpy(line->room_type, room_type, sizeof line->room_type);
    g_strlcpy(line->rate_plan, "BAR", sizeof line->rate_plan);
    line->arrival = fixture->today + days;
    line->departure = line->arrival + nights;
    line->adults = 2;
    g_ptr_array_add(command->lines, line);
}

BookingCommand *lane_wish(const LaneFixture *fixture, BookingKind kind, const char *key,
                          const char *room_type, int days, int nights)
{
    BookingCommand *command = lane_command(fixture, kind, key, "body");
    lane_command_add_room(fixture, command, room_type, days, nights);
    return command;
}

static BookingLine *line_again(const BookingLine *line)
{
    BookingLine *copy = g_memdup2(line, sizeof *line);
    if (line->night_prices_minor)
        copy->night_prices_minor = g_array_copy(line->night_prices_minor);
    return copy;
}

BookingCommand *lane_command_again(const BookingCommand *command)
{
    BookingCommand *copy = booking_command_new(command->kind);
    copy->at = command->at;
    copy->recorded_at = command->recorded_at;
    copy->practice_at = command->practice_at;
    copy->scope = g_strdup(command->scope);
    copy->key = g_strdup(command->key);
    copy->request_digest = g_strdup(command->request_digest);
    copy->hotel = command->hotel;
    copy->confirmation_number = g_strdup(command->confirmation_number);
    copy->channel = g_strdup(command->channel);
    copy->external_id = g_strdup(command->external_id);
    copy->hold_id = g_strdup(command->hold_id);
    copy->hold_seconds = command->hold_seconds;
    if (command->kind == BOOKING_BOOK)
        copy->guest.surname = g_strdup("Rossi");
    for (guint i = 0; i < command->lines->len; i++)
        g_ptr_array_add(copy->lines, line_again(command->lines->pdata[i]));
    return copy;
}

int lane_run_status(BookingLane *lane, BookingCommand *command)
{
    booking_lane_run(lane, command);
    return command->outcome.status;
}

/* A line of test_decoding: "message: transactional: 1 prefix: keyrack, sz: 99 content:{…}". */
static json_t *message_read(const char *line)
{
    const char *content = strstr(line, " content:");
    if (!g_str_has_prefix(line, "message: transactional: 1 prefix: keyrack,") || !content)
        return NULL;
    content += strlen(" content:");
    g_autoptr(GError) error = NULL;
    json_t *document = json_parse(content, strlen(content), &error);
    if (!document)
        g_error("message: %s", error->message);
    return document;
}

GPtrArray *lane_fixture_messages(LaneFixture *fixture)
{
    GPtrArray *messages = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
    g_autoptr(PgResult) rows = postgres_fixture_run(
        fixture->connection, "SELECT data FROM pg_logical_slot_get_changes('test', NULL, NULL)");
    for (guint i = 0; i < pg_result_rows(rows); i++) {
        json_t *document = message_read(pg_result_text(rows, i, 0));
        if (document)
            g_ptr_array_add(messages, document);
    }
    return messages;
}

static int64_t member(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

int64_t lane_check_gap_free(const GPtrArray *messages, int64_t after)
{
    for (guint i = 0; i < messages->len; i++) {
        const json_t *message = messages->pdata[i];
        CU_ASSERT_EQUAL(member(message, "from"), after + 1);
        size_t index;
        json_t *change;
        int64_t version = after;
        json_array_foreach(json_object_get(message, "changes"), index, change)
        {
            CU_ASSERT_EQUAL(member(change, "version"), ++version);
        }
        if (json_object_get(message, "changes"))
            CU_ASSERT_EQUAL(version, member(message, "to"));
        after = member(message, "to");
    }
    return after;
}

void lane_fixture_check(LaneFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    json_t *checks = NULL;
    require(report_checks(fixture->connection, &checks, &error), error);
    CU_ASSERT_EQUAL(member(checks, "cells_over_limit"), 0);
    CU_ASSERT_EQUAL(member(checks, "cells_counted_wrong"), 0);
    CU_ASSERT_EQUAL(member(checks, "folios_unbalanced"), 0);
    json_decref(checks);
    CU_ASSERT_EQUAL(postgres_fixture_number(
                        fixture->connection,
                        "SELECT count(*) FROM (SELECT answer::jsonb->>'confirmation_number' AS number "
                        "FROM idempotency WHERE status = 201 AND answer LIKE '%confirmation_number%' "
                        "GROUP BY 1 HAVING count(*) > 1) twice"),
                    0);
}

GHashTable *feed_digests(const GPtrArray *messages, const char *kind)
{
    GHashTable *digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < messages->len; i++) {
        size_t index;
        json_t *change;
        json_array_foreach(json_object_get(messages->pdata[i], "changes"), index,
                           change) if (strcmp(json_string_value(json_object_get(change, "kind")), kind) == 0)
            g_hash_table_replace(digests, g_strdup(json_string_value(json_object_get(change, "key"))),
                                 copy_digest(json_object_get(change, "row")));
    }
    return digests;
}

guint lane_compare_copies(LaneFixture *fixture, const char *table, GHashTable *digests)
{
    guint compared = 0;
    g_autofree char *after = g_strdup("");
    for (gboolean more = TRUE; more;) {
        CopyPage page = {.chain = fixture->chain, .hotel = fixture->hotel, .after = after, .limit = 500};
        json_t *answer = NULL;
        DatabaseStatus status = copy_page_read(fixture->connection, &page, table, &answer, NULL);
        g_assert(status == DATABASE_OK);
        size_t index;
        json_t *item;
        more = FALSE;
        json_array_foreach(json_object_get(answer, "items"), index, item)
        {
            const char *key = json_string_value(json_object_get(item, "key"));
            const char *expected = g_hash_table_lookup(digests, key);
            if (expected) {
                compared++;
                CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(item, "digest")), expected);
            }
            g_free(after);
            after = g_strdup(key);
            more = TRUE;
        }
        json_decref(answer);
    }
    return compared;
}
