#include "tests/isolation/support/tester.h"

#include <string.h>

#include "central/booking/booking_batch.h"
#include "central/report/report_store.h"

enum { SESSIONS_MAX = 4, LOOK_US = 400, STUCK_LOOKS = 20000, RUN_THROUGH = -1 };

typedef struct {
    LaneFixture *fixture;
    Spec *spec;
    Session sessions[SESSIONS_MAX];
    guint session_count;
    CommandNames names;
    TesterResult result;
} Tester;

void tester_prepare(LaneFixture *fixture)
{
    static const char *const statements[] = {
        "SET synchronous_commit = off",
        "SET jit = off",
        "CREATE TABLE isolation_limit AS SELECT hotel_id, room_type, night, sell_limit FROM inventory_cell",
        "CREATE FUNCTION isolation_reset() RETURNS void LANGUAGE sql BEGIN ATOMIC "
        "DELETE FROM stay; DELETE FROM hotel_day; DELETE FROM desk_exception; DELETE FROM reservation_line; "
        "DELETE FROM reservation; DELETE FROM hold; DELETE FROM idempotency; DELETE FROM guest; "
        "UPDATE inventory_cell c SET sold = 0, held = 0, oversell_authorised = 0, granted = 0, "
        "sell_limit = l.sell_limit FROM isolation_limit l "
        "WHERE (c.hotel_id, c.room_type, c.night) = (l.hotel_id, l.room_type, l.night) "
        "AND (c.sold, c.held, c.oversell_authorised, c.granted, c.sell_limit) <> (0, 0, 0, 0, l.sell_limit); "
        "UPDATE hotel SET applied_entry = 0 WHERE applied_entry <> 0; "
        "UPDATE hotel_lease SET renewal = 0, rights_since = 0 WHERE renewal <> 0 OR rights_since <> 0; END",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++)
        pg_result_free(postgres_fixture_run(fixture->connection, statements[i]));
}

/* ---- one order ---- */

static void set_cells(Tester *tester, const SpecCommand *line)
{
    const char *room_type;
    const ChainHotel *hotel = command_room_type(tester->fixture, line->words[1], &room_type);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE inventory_cell SET %s = %s WHERE hotel_id = %d AND room_type = '%s' AND night = date "
        "'1970-01-01' + %d",
        strcmp(line->words[0], "limit") == 0 ? "sell_limit" : "granted", line->words[3], hotel->number,
        room_type, tester->fixture->today + (int)g_ascii_strtoll(line->words[2], NULL, 10));
    pg_result_free(postgres_fixture_run(tester->fixture->connection, sql));
}

static void do_before(Tester *tester, const SpecCommand *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(BookingCommand) command = command_make(tester->fixture, &tester->names, line);
    g_autoptr(GPtrArray) commands = g_ptr_array_new();
    g_ptr_array_add(commands, command);
    g_autoptr(BookingBatch) batch =
        booking_batch_new(tester->fixture->chain, tester->fixture->memory, commands);
    if (booking_batch_run(batch, tester->fixture->connection, &error) != DATABASE_OK)
        g_error("%s: before %s: %s", tester->spec->path, line->name, error->message);
    if (command->outcome.status >= 400)
        g_error("%s: before %s: refused with %d", tester->spec->path, line->name, command->outcome.status);
    command_names_add(&tester->names, line->name, command);
}

static void set_up(Tester *tester)
{
    pg_result_free(postgres_fixture_run(tester->fixture->connection, "SELECT isolation_reset()"));
    g_hash_table_remove_all(tester->names.numbers);
    g_hash_table_remove_all(tester->names.holds);
    for (guint i = 0; i < tester->spec->setup->len; i++) {
        const SpecCommand *line = tester->spec->setup->pdata[i];
        if (strcmp(line->words[0], "limit") == 0 || strcmp(line->words[0], "granted") == 0)
            set_cells(tester, line);
        else
            do_before(tester, line);
    }
    for (guint i = 0; i < tester->session_count; i++)
        session_start(&tester->sessions[i], &tester->names);
}

/* Waits until every step that was let go is over or blocked. One that ends may set another free, so all are
 * looked at until nothing moves. */
static guint settle(Tester *tester)
{
    for (guint look = 0; look < STUCK_LOOKS; look++) {
        guint busy = 0, blocked = 0;
        for (guint i = 0; i < tester->session_count; i++)
            busy += !session_is_idle(&tester->sessions[i], busy ? 0 : LOOK_US);
        if (busy == 0)
            return 0;
        for (guint i = 0; i < tester->session_count; i++)
            blocked += !session_is_idle(&tester->sessions[i], 0) &&
                       session_is_blocked(&tester->sessions[i], tester->fixture->connection);
        guint busy_now = 0;
        for (guint i = 0; i < tester->session_count; i++)
            busy_now += !session_is_idle(&tester->sessions[i], 0);
        if (blocked == busy_now && busy_now == busy)
            return blocked;
    }
    g_error("%s: a session neither ends nor waits for a lock", tester->spec->path);
}

static Session *session_named(Tester *tester, const char *name)
{
    for (guint i = 0; i < tester->session_count; i++)
        if (strcmp(tester->sessions[i].spec->name, name) == 0)
            return &tester->sessions[i];
    g_error("%s: there is no session %s", tester->spec->path, name);
}

static void do_fault(Tester *tester, const SpecCommand *command)
{
    Session *session = session_named(tester, command->words[1]);
    if (strcmp(command->words[0], "cut") == 0) {
        g_assert(session->proxy);
        tcp_proxy_set(session->proxy, strcmp(command->words[2], "answer") == 0 ? TCP_PROXY_CUT_AT_ANSWER
                                                                               : TCP_PROXY_CUT_AT_REQUEST);
        return;
    }
    g_autofree char *sql = g_strdup_printf(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '%s'",
        session->application);
    pg_result_free(postgres_fixture_run(tester->fixture->connection, sql));
}

/* FALSE: another step could go on, so this one has no business waiting here. */
static gboolean wait_for_turn(Tester *tester, Session *session)
{
    while (!session_is_idle(session, 0)) {
        for (guint i = 0; i < tester->session_count; i++)
            if (session_is_idle(&tester->sessions[i], 0) && !session_is_released(&tester->sessions[i]))
                return FALSE;
        session_is_idle(session, LOOK_US); /* everybody waits: the database has to end a deadlock */
    }
    return TRUE;
}

static void order_finish(Tester *tester)
{
    for (guint i = 0; i < tester->session_count; i++)
        session_release_all(&tester->sessions[i]);
    for (guint i = 0; i < tester->session_count; i++) {
        if (!session_finish(&tester->sessions[i]))
            g_error("%s: session %s never ends", tester->spec->path, tester->sessions[i].spec->name);
        if (tester->sessions[i].proxy)
            tcp_proxy_set(tester->sessions[i].proxy, TCP_PROXY_PASS);
    }
}

/* Index of the step that cannot be taken because its session waits for a lock; RUN_THROUGH when all were. */
static int order_run(Tester *tester, const guint *order, guint count)
{
    set_up(tester);
    for (guint i = 0; i < count; i++) {
        Session *session = &tester->sessions[order[i]];
        settle(tester);
        if (!wait_for_turn(tester, session)) {
            order_finish(tester);
            return (int)i;
        }
        if (session->spec->is_fault)
            do_fault(tester, session->spec->commands->pdata[session->allowed]);
        session_release(session);
    }
    settle(tester);
    order_finish(tester);
    return RUN_THROUGH;
}

/* ---- what came of it ---- */

static char *command_result(const BookingCommand *command)
{
    const char *code = json_string_value(json_object_get(command->outcome.body, "code"));
    if (command->outcome.status < 400)
        return g_strdup_printf("%d", command->outcome.status);
    return g_strdup_printf("%d:%s", command->outcome.status, code ? code : "");
}

static char *cell_result(Tester *tester, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    guint count = g_strv_length(parts);
    const ChainHotel *hotel =
        count == 3 ? chain_hotel(tester->fixture->chain, parts[0]) : tester->fixture->hotel;
    g_autofree char *sql = g_strdup_printf(
        "SELECT sold || '/' || held || '/' || granted || CASE WHEN oversell_authorised > 0 THEN '+' || "
        "oversell_authorised ELSE '' END FROM inventory_cell WHERE hotel_id = %d AND room_type = '%s' AND "
        "night = date '1970-01-01' + %d",
        hotel->number, parts[count - 2],
        tester->fixture->today + (int)g_ascii_strtoll(parts[count - 1], NULL, 10));
    g_autoptr(PgResult) rows = postgres_fixture_run(tester->fixture->connection, sql);
    return g_strdup(pg_result_rows(rows) == 1 ? pg_result_text(rows, 0, 0) : "none");
}

static char *count_result(Tester *tester, const char *table)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", table);
    return g_strdup_printf("%" G_GINT64_FORMAT, postgres_fixture_number(tester->fixture->connection, sql));
}

static char *result_of(Tester *tester, const char *name)
{
    if (strcmp(name, "reservations") == 0)
        return count_result(tester, "reservation");
    if (strcmp(name, "exceptions") == 0)
        return count_result(tester, "desk_exception");
    if (strcmp(name, "rights") == 0)
        return g_strdup(postgres_fixture_number(tester->fixture->connection,
                                                "SELECT max(rights_since) FROM hotel_lease") > 0
                            ? "void"
                            : "stand");
    if (strchr(name, '/'))
        return cell_result(tester, name);
    for (guint i = 0; i < tester->session_count; i++) {
        const Session *session = &tester->sessions[i];
        for (guint j = 0; j < session->commands->len; j++)
            if (strcmp(((const SpecCommand *)session->spec->commands->pdata[j])->name, name) == 0)
                return command_result(session->commands->pdata[j]);
    }
    g_error("%s: an expectation names %s, which is nothing here", tester->spec->path, name);
}

/* "a=201": what it names has this result. */
static gboolean result_is(Tester *tester, const char *expected)
{
    const char *equals = strchr(expected, '=');
    g_assert(equals);
    g_autofree char *name = g_strndup(expected, (gsize)(equals - expected));
    g_autofree char *result = result_of(tester, name);
    return strcmp(result, equals + 1) == 0;
}

static guint place_of(Tester *tester, const guint *order, guint count, const char *label)
{
    guint session, step, taken = 0;
    spec_find_step(tester->spec, label, &session, &step);
    for (guint i = 0; i < count; i++)
        if (order[i] == session && taken++ == step)
            return i;
    g_assert_not_reached();
}

static gboolean applies(Tester *tester, const SpecExpectation *expectation, const guint *order, guint count)
{
    for (char **when = expectation->when; *when; when++) {
        g_auto(GStrv) labels = g_strsplit(*when, "<", 2);
        if (place_of(tester, order, count, labels[0]) > place_of(tester, order, count, labels[1]))
            return FALSE;
    }
    return TRUE;
}

static gboolean came_true(Tester *tester, const SpecExpectation *expectation)
{
    for (char **result = expectation->results; *result; result++)
        if (!result_is(tester, *result))
            return FALSE;
    return TRUE;
}

static char *order_text(Tester *tester, const guint *order, guint count)
{
    guint taken[SESSIONS_MAX] = {0};
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        const SpecSession *session = tester->sessions[order[i]].spec;
        g_string_append_printf(text, " %s.%s", session->name,
                               (const char *)session->steps->pdata[taken[order[i]]++]);
    }
    return g_string_free(text, FALSE);
}

static void tell(Tester *tester, const guint *order, guint count, const char *finding)
{
    g_autofree char *name = g_path_get_basename(tester->spec->path);
    g_autofree char *steps = order_text(tester, order, count);
    g_autoptr(GString) results = g_string_new(NULL);
    for (guint i = 0; i < tester->session_count; i++) {
        const Session *session = &tester->sessions[i];
        for (guint j = 0; j < session->commands->len; j++) {
            g_autofree char *result = command_result(session->commands->pdata[j]);
            g_string_append_printf(results, " %s=%s",
                                   ((const SpecCommand *)session->spec->commands->pdata[j])->name, result);
        }
        if (!session->spec->is_fault)
            g_string_append_printf(results, " (%u attempts, %s)", session->attempts,
                                   database_status_name(session->status));
    }
    for (guint i = 0; i < tester->spec->expectations->len; i++) {
        const SpecExpectation *expectation = tester->spec->expectations->pdata[i];
        for (char **expected = expectation->results; *expected; expected++) {
            g_auto(GStrv) pair = g_strsplit(*expected, "=", 2);
            g_autofree char *word = result_of(tester, pair[0]);
            g_autofree char *token = g_strdup_printf(" %s=%s", pair[0], word);
            if (!strstr(results->str, token))
                g_string_append(results, token);
        }
    }
    g_print("%s:%s: %s:%s\n", name, steps, finding, results->str);
    tester->result.findings++;
}

static gboolean invariants_hold(Tester *tester)
{
    g_autoptr(GError) error = NULL;
    json_t *checks = NULL;
    if (report_checks(tester->fixture->connection, &checks, &error) != DATABASE_OK)
        g_error("checks: %s", error->message);
    gboolean hold = json_integer_value(json_object_get(checks, "cells_over_limit")) == 0 &&
                    json_integer_value(json_object_get(checks, "cells_counted_wrong")) == 0;
    json_decref(checks);
    return hold && postgres_fixture_number(
                       tester->fixture->connection,
                       "SELECT count(*) FROM (SELECT 1 FROM idempotency WHERE status = 201 AND "
                       "answer LIKE '%confirmation_number%' GROUP BY answer HAVING count(*) > 1) d") == 0;
}

static void judge(Tester *tester, const guint *order, guint count)
{
    gboolean expected = FALSE;
    for (guint i = 0; i < tester->spec->expectations->len; i++) {
        SpecExpectation *expectation = tester->spec->expectations->pdata[i];
        if (applies(tester, expectation, order, count) && came_true(tester, expectation)) {
            expectation->seen++;
            expected = TRUE;
        }
    }
    if (!expected)
        tell(tester, order, count, "nobody expected this");
    for (guint i = 0; i < tester->session_count; i++) {
        const Session *session = &tester->sessions[i];
        if (session->spec->is_fault)
            continue;
        if (session->status != DATABASE_OK)
            tell(tester, order, count, "a session failed");
        else if (session->attempts > 1 && !tester->spec->may_repeat)
            tell(tester, order, count, "an attempt was repeated");
    }
    if (!invariants_hold(tester))
        tell(tester, order, count, "rooms are counted wrong, or a key stands for two reservations");
}

/* ---- all orders ---- */

/* The next order of the same steps in the sense of the sessions' numbers; FALSE after the last. */
static gboolean order_next(guint *order, guint count)
{
    guint pivot = count - 1;
    while (pivot > 0 && order[pivot - 1] >= order[pivot])
        pivot--;
    if (pivot == 0)
        return FALSE;
    guint other = count - 1;
    while (order[other] <= order[pivot - 1])
        other--;
    guint swapped = order[pivot - 1];
    order[pivot - 1] = order[other];
    order[other] = swapped;
    for (guint low = pivot, high = count - 1; low < high; low++, high--) {
        swapped = order[low];
        order[low] = order[high];
        order[high] = swapped;
    }
    return TRUE;
}

/* An order that is impossible after `length` steps makes every order with that beginning impossible. */
static void run_all_orders(Tester *tester)
{
    g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < tester->session_count; i++)
        for (guint step = 0; step < tester->sessions[i].spec->steps->len; step++)
            g_array_append_val(order, i);
    guint *steps = (guint *)(gpointer)order->data;
    g_autofree guint *impossible = g_new0(guint, order->len);
    gsize length = 0;
    do {
        if (length > 0 && memcmp(steps, impossible, length * sizeof *steps) == 0)
            continue;
        int stopped = order_run(tester, steps, order->len);
        length = stopped == RUN_THROUGH ? 0 : (gsize)stopped + 1;
        memcpy(impossible, steps, length * sizeof *steps);
        if (stopped == RUN_THROUGH) {
            tester->result.orders++;
            judge(tester, steps, order->len);
        }
    } while (order_next(steps, order->len));
}

static void run_listed_orders(Tester *tester)
{
    for (guint i = 0; i < tester->spec->orders->len; i++) {
        char **labels = tester->spec->orders->pdata[i];
        guint count = g_strv_length(labels);
        g_autofree guint *steps = g_new0(guint, count);
        guint step;
        for (guint j = 0; j < count; j++)
            spec_find_step(tester->spec, labels[j], &steps[j], &step);
        if (order_run(tester, steps, count) == RUN_THROUGH) {
            tester->result.orders++;
            judge(tester, steps, count);
        } else {
            tell(tester, steps, count, "this order is impossible: a step waits for another session");
        }
    }
}

/* Everything the spec wrote, hotel by hotel: numbered without a gap, in the order of the commits. */
static void check_versions(Tester *tester)
{
    g_autoptr(GPtrArray) messages = lane_fixture_messages(tester->fixture);
    g_autoptr(GHashTable) reached = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < messages->len; i++) {
        const char *hotel = json_string_value(json_object_get(messages->pdata[i], "hotel"));
        gint64 from = json_integer_value(json_object_get(messages->pdata[i], "from"));
        gint64 to = json_integer_value(json_object_get(messages->pdata[i], "to"));
        gpointer before = g_hash_table_lookup(reached, hotel);
        if (before && GPOINTER_TO_SIZE(before) + 1 != (gsize)from) {
            g_print("%s: the feed of %s goes from %zu to %" G_GINT64_FORMAT "\n", tester->spec->path, hotel,
                    GPOINTER_TO_SIZE(before), from);
            tester->result.findings++;
        }
        g_hash_table_insert(reached, (gpointer)hotel, GSIZE_TO_POINTER((gsize)to));
    }
}

static void check_expectations(Tester *tester)
{
    for (guint i = 0; i < tester->spec->expectations->len; i++) {
        const SpecExpectation *expectation = tester->spec->expectations->pdata[i];
        if (expectation->seen > 0)
            continue;
        g_autofree char *results = g_strjoinv(" ", expectation->results);
        g_autofree char *when = g_strjoinv(" ", expectation->when);
        g_print("%s: never came true: %s: %s\n", tester->spec->path, when, results);
        tester->result.findings++;
    }
}

TesterResult tester_run(LaneFixture *fixture, const char *path)
{
    g_autoptr(Spec) spec = spec_read(path);
    Tester tester = {.fixture = fixture, .spec = spec, .session_count = spec->sessions->len};
    g_assert(tester.session_count <= SESSIONS_MAX);
    g_ptr_array_unref(lane_fixture_messages(fixture));
    command_names_init(&tester.names);
    for (guint i = 0; i < tester.session_count; i++)
        session_init(&tester.sessions[i], fixture, spec->sessions->pdata[i]);
    if (spec->orders->len > 0)
        run_listed_orders(&tester);
    else
        run_all_orders(&tester);
    check_versions(&tester);
    check_expectations(&tester);
    for (guint i = 0; i < tester.session_count; i++)
        session_clear(&tester.sessions[i]);
    command_names_clear(&tester.names);
    return tester.result;
}
