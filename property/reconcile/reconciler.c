#include "property/reconcile/reconciler.h"

#include "ops/json.h"
#include "ops/log.h"
#include "property/copy/copy_rules.h"
#include "property/copy/link.h"
#include "property/outbox/outbox.h"
#include "property/reconcile/reconcile_look.h"
#include "property/reconcile/reconcile_report.h"
#include <string.h>

#define NEAR_EVERY_MS 4000
#define NEAR_BEFORE 1
#define NEAR_AFTER 15
#define SLICE_DAYS 14
#define LOOK_AGAIN_MS 250
#define SHARE 10 /* one part of its time in so many is spent asking */
#define PAUSE_LEAST_MS 20
#define PASS_EVERY_MS 60000
#define NOT_CONNECTED_MS 500
#define LAG_MAX                                                                                              \
    1000 /* versions or entries on their way, beyond which comparing would only slow them down               \
          */
#define MEMBERS_MAX 20
#define ROWS_REPORTED 20

/* A walk through all days of a table. */
typedef struct Sweep {
    Night day;
    int64_t days;
    Instant begun;
    int64_t due_us; /* monotonic: not to be begun earlier */
} Sweep;

/* A row that was put right and has not been seen to agree since. */
typedef struct Attempt {
    ReconcileTable table;
    Night day;
    unsigned count;
    int64_t last_us;
} Attempt;

struct Reconciler {
    Property *property;
    ReconcileReport *report;
    Sweep sweeps[RECONCILE_TABLES];
    GHashTable *attempts; /* "table key" -> Attempt; of the thread alone */
    GThread *thread;
    GMutex mutex;
    GCond wake;
    bool stopping;
};

static void sweep_begin(Reconciler *reconciler, ReconcileTable table, int64_t due_us)
{
    reconciler->sweeps[table] = (Sweep){.day = RECONCILE_DAY_FIRST, .due_us = due_us};
}

Reconciler *reconciler_new(Property *property)
{
    Reconciler *reconciler = g_new0(Reconciler, 1);

    reconciler->property = property;
    reconciler->report = reconcile_report_new();
    reconciler->attempts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_mutex_init(&reconciler->mutex);
    g_cond_init(&reconciler->wake);
    for (unsigned i = 0; i < RECONCILE_TABLES; i++) {
        sweep_begin(reconciler, (ReconcileTable)i, 0);
    }
    return reconciler;
}

void reconciler_free(Reconciler *reconciler)
{
    if (reconciler == NULL) {
        return;
    }
    reconcile_report_free(reconciler->report);
    g_hash_table_unref(reconciler->attempts);
    g_cond_clear(&reconciler->wake);
    g_mutex_clear(&reconciler->mutex);
    g_free(reconciler);
}

json_t *reconciler_report(Reconciler *reconciler, guint rows_max)
{
    return reconcile_report_json(reconciler->report, rows_max, clock_monotonic_us());
}

/* TRUE after the time, FALSE at once when the node is closing. */
static bool rest(Reconciler *reconciler, int64_t duration_ms)
{
    int64_t end_us = clock_monotonic_us() + duration_ms * 1000;

    g_mutex_lock(&reconciler->mutex);
    while (!reconciler->stopping && g_cond_wait_until(&reconciler->wake, &reconciler->mutex, end_us)) {
    }
    bool go_on = !reconciler->stopping;
    g_mutex_unlock(&reconciler->mutex);
    return go_on;
}

/* ---- putting right, on the desk thread ---- */

typedef struct Repair {
    Property *property;
    ReconcileTable table;
    const ReconcileDifference *difference;
    bool done;
    GError *error;
} Repair;

static DatabaseStatus repair_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Repair *repair = data;
    const ReconcileDifference *difference = repair->difference;

    repair->done = false;
    switch (reconcile_repair_of(repair->table, difference->kind)) {
    case RECONCILE_REPLACE:
        return reconcile_replace(connection, repair->table, difference->copy, difference->owner,
                                 &repair->done, error);
    case RECONCILE_REMOVE:
        return reconcile_remove(connection, repair->table, difference->copy, &repair->done, error);
    case RECONCILE_SEND_AGAIN:
        return reconcile_send_again(connection, difference->owner, clock_now(repair->property->clock),
                                    &repair->done, error);
    case RECONCILE_WITHDRAW:
        break;
    }
    return DATABASE_OK; /* the centre's to do */
}

static void repair_work(OdbcConnection *connection, gpointer data)
{
    Repair *repair = data;

    if (odbc_run_transaction(connection, repair_body, repair, &repair->error) != DATABASE_OK) {
        repair->done = false;
    }
}

static bool repair_run(Reconciler *reconciler, Repair *repair, Night day)
{
    Property *property = reconciler->property;

    if (reconcile_repair_of(repair->table, repair->difference->kind) == RECONCILE_WITHDRAW) {
        reconcile_withdraw(property, day, repair->difference->copy, &repair->done, &repair->error);
    } else if (desk_call(property->desk, repair_work, repair) && repair->done &&
               reconcile_hotel_owns(repair->table)) {
        outbox_wake(property->outbox);
    }
    return repair->done;
}

/* What a stay says now: pages carry only its digest. */
static void read_stay(OdbcConnection *connection, gpointer data)
{
    ReconcileRow **row = data;
    ReconcileRow *found = NULL;

    reconcile_row_read(connection, RECONCILE_STAYS, (*row)->key, &found, NULL);
    *row = found;
}

static json_t *members_of(Reconciler *reconciler, const Repair *repair)
{
    const ReconcileDifference *difference = repair->difference;
    const json_t *owner = difference->owner != NULL ? difference->owner->row : NULL;
    const json_t *copy = difference->copy != NULL ? difference->copy->row : NULL;
    ReconcileRow named = {.key = (char *)reconcile_difference_key(difference)};
    ReconcileRow *stay = &named;

    if (!reconcile_hotel_owns(repair->table) || difference->owner == NULL) {
        return reconcile_members_differing(owner, copy, MEMBERS_MAX);
    }
    if (!desk_call(reconciler->property->desk, read_stay, &stay) || stay == NULL) {
        return json_array();
    }
    json_t *members = reconcile_members_differing(stay->row, copy, MEMBERS_MAX);
    reconcile_row_free(stay);
    return members;
}

/* FALSE when it was tried so often that it has to wait. */
static bool attempt_due(Reconciler *reconciler, ReconcileTable table, Night day, const char *key)
{
    g_autofree char *name = g_strjoin(" ", reconcile_table_name(table), key, NULL);
    Attempt *attempt = g_hash_table_lookup(reconciler->attempts, name);
    int64_t now_us = clock_monotonic_us();

    if (attempt == NULL) {
        attempt = g_new0(Attempt, 1);
        *attempt = (Attempt){.table = table, .day = day};
        g_hash_table_insert(reconciler->attempts, g_steal_pointer(&name), attempt);
    }
    if (now_us < attempt->last_us + reconcile_retry_ms(attempt->count) * 1000) {
        return false;
    }
    attempt->count++;
    attempt->last_us = now_us;
    return true;
}

static void day_agrees(Reconciler *reconciler, ReconcileTable table, Night day)
{
    GHashTableIter iterator;
    gpointer value;

    g_hash_table_iter_init(&iterator, reconciler->attempts);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const Attempt *attempt = value;
        if (attempt->table == table && attempt->day == day) {
            g_hash_table_iter_remove(&iterator);
        }
    }
    reconcile_report_day_agrees(reconciler->report, table, day);
}

static void put_right(Reconciler *reconciler, ReconcileTable table, Night day,
                      const ReconcileDifference *difference, bool may_repair)
{
    Repair repair = {.property = reconciler->property, .table = table, .difference = difference};
    json_auto_t *members = members_of(reconciler, &repair);
    bool due = may_repair && attempt_due(reconciler, table, day, reconcile_difference_key(difference));
    bool done = due && repair_run(reconciler, &repair, day);

    reconcile_report_difference(reconciler->report, table, day, difference, members, done,
                                clock_now(reconciler->property->wall));
    if (!due) {
        return; /* shown as open, and told to the log when it was tried */
    }
    log_warning("copy differed from its owner", log_text("table", reconcile_table_name(table)),
                log_text("key", reconcile_difference_key(difference)),
                log_text("kind", reconcile_kind_name(difference->kind)),
                log_text("repair", reconcile_repair_name(reconcile_repair_of(table, difference->kind))),
                log_bool("done", done), log_error_text(repair.error));
    g_clear_error(&repair.error);
}

static void put_all_right(Reconciler *reconciler, ReconcileTable table, Night day, const GArray *differences)
{
    unsigned extra = 0;

    for (guint i = 0; i < differences->len; i++) {
        extra += g_array_index(differences, ReconcileDifference, i).kind == RECONCILE_EXTRA ? 1 : 0;
    }
    for (guint i = 0; i < differences->len; i++) {
        const ReconcileDifference *difference = &g_array_index(differences, ReconcileDifference, i);
        bool withdraw = reconcile_repair_of(table, difference->kind) == RECONCILE_WITHDRAW;
        put_right(reconciler, table, day, difference, !withdraw || reconcile_may_withdraw(extra));
    }
}

/* ---- looking ---- */

typedef struct FillRead {
    ReconcileTable table;
    ReconcileRow *row;
} FillRead;

static void fill_row(OdbcConnection *connection, gpointer data)
{
    FillRead *fill = data;
    g_autoptr(ReconcileRow) now = NULL;

    reconcile_row_read(connection, fill->table, fill->row->key, &now, NULL);
    if (now != NULL && fill->row->row == NULL) {
        fill->row->row = json_incref(now->row);
    }
}

/* Rows of a page have no content; those that are shown need it. */
static void fill_copies(Reconciler *reconciler, ReconcileTable table, const GArray *differences)
{
    for (guint i = 0; i < differences->len && !reconcile_hotel_owns(table); i++) {
        const ReconcileDifference *difference = &g_array_index(differences, ReconcileDifference, i);
        FillRead fill = {table, (ReconcileRow *)difference->copy};
        if (difference->copy != NULL) {
            desk_call(reconciler->property->desk, fill_row, &fill);
        }
    }
}

/* A day whose digests differ: looked at row by row, twice. FALSE when it could not be settled now. */
static bool settle_day(Reconciler *reconciler, ReconcileTable table, Night day, GError **error)
{
    g_auto(ReconcileLook) first = {0};
    g_auto(ReconcileLook) second = {0};

    if (!reconcile_look_at_day(reconciler->property, table, day, &first, error)) {
        return false;
    }
    if (first.differences->len > 0) {
        if (!rest(reconciler, LOOK_AGAIN_MS) ||
            !reconcile_look_at_day(reconciler->property, table, day, &second, error)) {
            return false;
        }
        g_autoptr(GArray) persisting =
            reconcile_differences_persisting(first.differences, second.differences);
        fill_copies(reconciler, table, persisting);
        put_all_right(reconciler, table, day, persisting);
        if (persisting->len > 0) {
            return true;
        }
    }
    day_agrees(reconciler, table, day);
    return true;
}

static void note_failure(ReconcileTable table, const GError *error)
{
    if (error != NULL && !g_error_matches(error, RECONCILE_ERROR, RECONCILE_ERROR_BEHIND)) {
        log_info("copies not compared", log_text("table", reconcile_table_name(table)),
                 log_error_text(error));
    }
}

/* All days but those that differed agree. */
static void note_agreement(Reconciler *reconciler, ReconcileTable table, Night from, Night until,
                           const GArray *differing)
{
    guint next = 0;

    for (Night day = from; day < until; day++) {
        if (next < differing->len && g_array_index(differing, Night, next) == day) {
            next++;
        } else {
            day_agrees(reconciler, table, day);
        }
    }
}

/* FALSE when not all of the days could be settled. */
static bool compare_days(Reconciler *reconciler, ReconcileTable table, Night from, Night until,
                         ReconcileDays *days)
{
    g_autoptr(GError) error = NULL;
    bool settled = reconcile_look_at_days(reconciler->property, table, from, until, days, &error);

    for (guint i = 0; settled && i < days->differing->len; i++) {
        settled = settle_day(reconciler, table, g_array_index(days->differing, Night, i), &error);
    }
    if (settled) {
        note_agreement(reconciler, table, from, until, days->differing);
    }
    note_failure(table, error);
    return settled;
}

/* Worth asking: the line is there and little is on its way. */
static bool can_compare(Reconciler *reconciler, LinkState *ret_state)
{
    link_read(reconciler->property->link, ret_state);
    return ret_state->connected && ret_state->business_date != NIGHT_NONE &&
           ret_state->centre_version - ret_state->feed_version <= LAG_MAX &&
           ret_state->outbox_pending <= LAG_MAX;
}

static void tell_centre(Reconciler *reconciler)
{
    Property *property = reconciler->property;
    g_autofree char *subject = g_strconcat("keyrack.hotel.", property->hotel->code, ".reconciled", NULL);
    json_auto_t *report = reconciler_report(reconciler, ROWS_REPORTED);
    g_autofree char *text = json_canonical(report);

    bus_publish(property->bus, subject, text, strlen(text), NULL); /* lost: told again with the next round */
}

static bool near_round(Reconciler *reconciler)
{
    LinkState state;
    bool settled = can_compare(reconciler, &state);

    for (unsigned i = 0; settled && i < RECONCILE_TABLES; i++) {
        g_auto(ReconcileDays) days = {0};
        settled = compare_days(reconciler, (ReconcileTable)i, state.business_date - NEAR_BEFORE,
                               state.business_date + NEAR_AFTER, &days);
    }
    if (settled) {
        reconcile_report_round(reconciler->report, clock_now(reconciler->property->wall),
                               clock_monotonic_us());
    }
    tell_centre(reconciler);
    return settled;
}

/* The next days of a table that have rows at either end. */
static bool sweep_step(Reconciler *reconciler, ReconcileTable table)
{
    Sweep *sweep = &reconciler->sweeps[table];
    g_auto(ReconcileDays) days = {0};
    LinkState state;
    if (sweep->day == RECONCILE_DAY_FIRST) {
        sweep->begun = clock_now(reconciler->property->wall);
        sweep->due_us = clock_monotonic_us();
    }
    Night until = MIN(sweep->day + SLICE_DAYS, RECONCILE_DAY_LAST);

    if (!can_compare(reconciler, &state) || !compare_days(reconciler, table, sweep->day, until, &days)) {
        return false; /* the same days again */
    }
    sweep->days += days.compared;
    if (days.next != NIGHT_NONE && until < RECONCILE_DAY_LAST) {
        sweep->day = days.next;
        return true;
    }
    reconcile_report_pass(reconciler->report, table, sweep->days, sweep->begun);
    sweep_begin(reconciler, table, sweep->due_us + PASS_EVERY_MS * INT64_C(1000));
    return true;
}

static int64_t since_ms(int64_t start_us)
{
    return (clock_monotonic_us() - start_us) / 1000;
}

/* The next table in turn whose walk is due; FALSE when all have been walked through lately. */
static bool next_due(Reconciler *reconciler, ReconcileTable *table)
{
    int64_t now_us = clock_monotonic_us();

    for (unsigned i = 1; i <= RECONCILE_TABLES; i++) {
        ReconcileTable candidate = (ReconcileTable)((*table + i) % RECONCILE_TABLES);
        if (reconciler->sweeps[candidate].due_us <= now_us) {
            *table = candidate;
            return true;
        }
    }
    return false;
}

/* Sweeps until the near days are due again. FALSE when the node is closing. */
static bool sweep_until(Reconciler *reconciler, int64_t end_us, ReconcileTable *table)
{
    while (clock_monotonic_us() < end_us) {
        int64_t start_us = clock_monotonic_us();
        bool went_on = next_due(reconciler, table) && sweep_step(reconciler, *table);
        int64_t pause_ms = went_on ? MAX((SHARE - 1) * since_ms(start_us), PAUSE_LEAST_MS) : NOT_CONNECTED_MS;
        int64_t left_ms = MAX((end_us - clock_monotonic_us()) / 1000, 0);
        if (!rest(reconciler, MIN(pause_ms, left_ms + 1))) {
            return false;
        }
    }
    return true;
}

static gpointer go_round(gpointer data)
{
    Reconciler *reconciler = data;
    ReconcileTable table = RECONCILE_CELLS;
    bool go_on = true;

    while (go_on) {
        int64_t start_us = clock_monotonic_us();
        bool settled = near_round(reconciler);
        int64_t fair_ms = (SHARE - 1) * since_ms(start_us);
        go_on = settled ? sweep_until(reconciler, start_us + MAX(fair_ms, NEAR_EVERY_MS) * 1000, &table)
                        : rest(reconciler, MAX(fair_ms, NOT_CONNECTED_MS));
    }
    return NULL;
}

void reconciler_start(Reconciler *reconciler)
{
    reconciler->thread = g_thread_new("reconciler", go_round, reconciler);
}

void reconciler_stop(Reconciler *reconciler)
{
    g_mutex_lock(&reconciler->mutex);
    reconciler->stopping = true;
    g_cond_signal(&reconciler->wake);
    g_mutex_unlock(&reconciler->mutex);
    g_clear_pointer(&reconciler->thread, g_thread_join);
}
