#include "central/reconcile/reconcile_link.h"

#include <string.h>

#include "central/link/hotel_request.h"
#include "central/reconcile/reconcile_memory.h"
#include "central/reconcile/reconcile_store.h"
#include "ops/clock.h"
#include "ops/log.h"
#include "ops/metrics.h"

enum { DAYS_MAX = 62, REPORT_BYTES_MAX = 512 * 1024 };

/* A subscription runs on a thread of its own, so each that asks the database has its connection. */
typedef struct {
    ReconcileLink *link;
    PgConnection *connection;
    BusSubscription *subscription;
} Desk;

struct ReconcileLink {
    Central *central;
    Desk digests;
    Desk rows;
    BusSubscription *reports;
    Counter *questions;
    Counter *withdrawn;
};

static gboolean read_night(const json_t *request, const char *member, Night *ret_night)
{
    const char *text = json_string_value(json_object_get(request, member));
    return text && night_parse(text, ret_night, NULL);
}

/* FALSE after noting it: an unreadable question gets no answer. */
static gboolean question_start(const ReconcileLink *link, const json_t *request, const ChainHotel *hotel,
                               const char *first_day, ReconcileQuestion *ret_question)
{
    counter_add(link->questions, 1);
    *ret_question = (ReconcileQuestion){.chain = link->central->chain, .hotel = hotel};
    if (reconcile_table_parse(json_string_value(json_object_get(request, "table")), &ret_question->table) &&
        read_night(request, first_day, &ret_question->from))
        return TRUE;
    log_their_fault("question about copies cannot be read", log_text("hotel", hotel->code));
    return FALSE;
}

/* Comparing takes no more than half of a thread and of a connection, however many hotels ask: they wait
 * longer, and ask less often the longer they wait. */
static void rest_as_long(int64_t start_us)
{
    clock_sleep_ms((clock_monotonic_us() - start_us) / 1000);
}

static gboolean answer_read(const Desk *desk, const ReconcileQuestion *question, ReconcileAnswer *ret_answer)
{
    g_autoptr(GError) error = NULL;
    if (reconcile_read(desk->connection, question, ret_answer, &error) == DATABASE_OK)
        return TRUE;
    log_our_fault("copies cannot be compared", log_text("hotel", question->hotel->code),
                  log_text("why", error->message));
    return FALSE; /* no answer: the hotel asks again */
}

/* ---- days ---- */

static void answer_digest(const Desk *desk, const BusMessage *message, const ChainHotel *hotel,
                          const json_t *request)
{
    g_autoptr(PgArray) no_keys = pg_array_new();
    g_auto(ReconcileAnswer) answer = {0};
    ReconcileQuestion question;
    if (!question_start(desk->link, request, hotel, "from", &question) ||
        !read_night(request, "until", &question.until))
        return;
    question.until = CLAMP(question.until, question.from, MIN(question.from + DAYS_MAX, RECONCILE_DAY_LAST));
    question.keys = no_keys;
    if (!answer_read(desk, &question, &answer))
        return;
    g_autoptr(GArray) days = reconcile_days_of_rows(answer.rows);
    hotel_request_reply(desk->link->central, message->reply_subject,
                        json_pack("{s:I, s:I, s:o, s:o}", "feed_version", (json_int_t)answer.feed_version,
                                  "applied_entry", (json_int_t)answer.applied_entry, "days",
                                  reconcile_days_to_json(days), "next", json_from_night(answer.next)));
}

static void on_digest(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    const Desk *desk = data;
    const ChainHotel *hotel;
    json_t *request = hotel_request_read(desk->link->central, message, &hotel);
    int64_t start_us = clock_monotonic_us();
    if (request)
        answer_digest(desk, message, hotel, request);
    json_decref(request);
    rest_as_long(start_us);
}

/* ---- rows of a day ---- */

static json_int_t withdraw_all(const Desk *desk, const ChainHotel *hotel, const json_t *list)
{
    g_autoptr(GPtrArray) rows = reconcile_rows_from_json(list);
    json_int_t count = 0;
    for (guint i = 0; rows && i < rows->len; i++) {
        const ReconcileRow *row = rows->pdata[i];
        gboolean removed = FALSE;
        g_autoptr(GError) error = NULL;
        if (reconcile_stay_withdraw(desk->connection, hotel, row, &removed, &error) != DATABASE_OK)
            log_our_fault("stay of no hotel cannot be removed", log_text("hotel", hotel->code),
                          log_text("stay", row->key), log_text("why", error->message));
        if (removed)
            log_warning("copy of a stay removed: its hotel has none", log_text("hotel", hotel->code),
                        log_text("stay", row->key), log_int("version", row->version));
        count += removed ? 1 : 0;
    }
    counter_add(desk->link->withdrawn, (uint64_t)count);
    return count;
}

/* What the hotel has already need not travel. */
static void leave_out_equal(GPtrArray *rows, const GPtrArray *have)
{
    for (guint i = 0; i < rows->len; i++) {
        ReconcileRow *row = rows->pdata[i];
        const ReconcileRow *own = reconcile_rows_find(have, row->key);
        if (own && own->version == row->version && g_str_equal(own->digest, row->digest))
            g_clear_pointer(&row->row, json_decref);
    }
}

static void answer_rows(const Desk *desk, const BusMessage *message, const ChainHotel *hotel,
                        const json_t *request)
{
    g_autoptr(GPtrArray) have = reconcile_rows_from_json(json_object_get(request, "have"));
    g_autoptr(PgArray) keys = pg_array_new();
    g_auto(ReconcileAnswer) answer = {0};
    ReconcileQuestion question;
    if (!have || !question_start(desk->link, request, hotel, "day", &question))
        return;
    for (guint i = 0; i < have->len; i++)
        pg_array_add_text(keys, ((const ReconcileRow *)have->pdata[i])->key);
    question.until = question.from + 1;
    question.keys = keys;
    json_int_t withdrawn = question.table == RECONCILE_STAYS
                               ? withdraw_all(desk, hotel, json_object_get(request, "withdraw"))
                               : 0;
    if (!answer_read(desk, &question, &answer))
        return;
    leave_out_equal(answer.rows, have);
    hotel_request_reply(desk->link->central, message->reply_subject,
                        json_pack("{s:I, s:I, s:o, s:I}", "feed_version", (json_int_t)answer.feed_version,
                                  "applied_entry", (json_int_t)answer.applied_entry, "rows",
                                  reconcile_rows_to_json(answer.rows), "withdrawn", withdrawn));
}

static void on_rows(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    const Desk *desk = data;
    const ChainHotel *hotel;
    json_t *request = hotel_request_read(desk->link->central, message, &hotel);
    if (request)
        answer_rows(desk, message, hotel, request);
    json_decref(request);
}

/* ---- reports ---- */

static void on_report(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    Central *central = data;
    const ChainHotel *hotel = hotel_request_hotel(central, message->subject);
    json_t *report =
        message->length <= REPORT_BYTES_MAX ? json_parse(message->data, message->length, NULL) : NULL;
    if (hotel && json_is_object(report))
        reconcile_memory_put(central->reconciled, hotel, report, clock_now(central->wall));
    else
        json_decref(report);
}

/* ---- life ---- */

static gboolean desk_open(ReconcileLink *link, Desk *desk, const char *subject, BusHandler handler,
                          GError **error)
{
    PgOptions options = link->central->database;
    options.application_name = "keyrack reconciliation";
    desk->link = link;
    desk->connection = pg_connection_new(&options, error);
    if (!desk->connection)
        return FALSE;
    desk->subscription = bus_subscribe(link->central->bus, subject, "central", handler, desk, error);
    return desk->subscription != NULL;
}

ReconcileLink *reconcile_link_new(Central *central, GError **error)
{
    g_autoptr(ReconcileLink) link = g_new0(ReconcileLink, 1);
    link->central = central;
    link->questions =
        metrics_counter("keyrack_reconcile_questions_total", "Questions of hotels about their copies", NULL);
    link->withdrawn = metrics_counter("keyrack_reconcile_withdrawn_total",
                                      "Copies of stays removed because their hotel has none", NULL);
    if (!desk_open(link, &link->digests, "keyrack.hotel.*.digest", on_digest, error) ||
        !desk_open(link, &link->rows, "keyrack.hotel.*.rows", on_rows, error))
        return NULL;
    link->reports =
        bus_subscribe(central->bus, "keyrack.hotel.*.reconciled", NULL, on_report, central, error);
    return link->reports ? g_steal_pointer(&link) : NULL;
}

void reconcile_link_free(ReconcileLink *link)
{
    if (!link)
        return;
    bus_subscription_free(link->digests.subscription);
    bus_subscription_free(link->rows.subscription);
    bus_subscription_free(link->reports);
    pg_connection_free(link->digests.connection);
    pg_connection_free(link->rows.connection);
    g_free(link);
}
