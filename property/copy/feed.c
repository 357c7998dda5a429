#include "property/copy/feed.h"

#include "ops/clock.h"
#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "property/allotment/allotment_store.h"
#include "property/copy/copy_store.h"
#include "property/copy/link.h"
#include "sync/feed_reader.h"
#include <string.h>

#define LIST_EVERY_MS 5000
#define LIST_TIMEOUT_MS 5000
#define LIST_LIMIT 500
#define WAITING_MESSAGES_MAX 8192
#define MESSAGES_PER_TRANSACTION 64

typedef struct FeedMessage {
    int64_t from;
    int64_t to;
    int64_t applied_entry; /* of this hotel's outbox, as of these changes */
    json_t *document;      /* owns `changes` */
    const json_t *changes; /* NULL: announced only */
} FeedMessage;

/* A page of the list. */
typedef struct FeedPage {
    json_t *document;
    const json_t *changes;
    int64_t after; /* version behind which was asked */
    int64_t end;   /* all changes through here are known once the page is applied */
    int64_t applied_entry;
    bool more;
} FeedPage;

/* What one transaction does: messages to decide on, or a page that was listed. */
typedef struct FeedApply {
    Feed *feed;
    GPtrArray *messages;  /* FeedMessage *, or NULL */
    const FeedPage *page; /* or NULL */
    FeedPass pass;
    DatabaseStatus status;
} FeedApply;

struct Feed {
    Property *property;
    char *feed_subject;
    char *list_subject;
    BusSubscription *subscription;
    GThread *thread;
    GMutex mutex;
    GCond wake;
    bool stopping;
    FeedReader reader; /* of FeedMessage *; under mutex */
    FeedApply heard;   /* the messages that are being applied; desk thread */
    GMutex list_mutex; /* one lister at a time; guards the members below */
    gint asked;        /* how often somebody asked to catch up (atomic) */
    gint answered; /* … of which so many are covered by the last listing, which began after they asked */
    GError *list_error; /* of the last listing; NULL: it succeeded */
    Counter *applied_counter;
    Counter *listed_counter;
    Counter *skipped_counter;
};

static void message_free(gpointer pointer)
{
    FeedMessage *message = pointer;

    json_decref(message->document);
    g_free(message);
}

Feed *feed_new(Property *property)
{
    Feed *feed = g_new0(Feed, 1);

    feed->property = property;
    feed->feed_subject = g_strconcat("keyrack.feed.", property->hotel->code, NULL);
    feed->list_subject = g_strconcat("keyrack.hotel.", property->hotel->code, ".list", NULL);
    g_mutex_init(&feed->mutex);
    g_mutex_init(&feed->list_mutex);
    g_cond_init(&feed->wake);
    feed_reader_init(&feed->reader, WAITING_MESSAGES_MAX, LIST_EVERY_MS * INT64_C(1000), message_free);
    feed->applied_counter =
        metrics_counter("keyrack_property_feed_changes_total", "changes put into the copies", NULL);
    feed->listed_counter =
        metrics_counter("keyrack_property_feed_lists_total", "pages listed from the centre", NULL);
    feed->skipped_counter = metrics_counter("keyrack_property_feed_skipped_total",
                                            "changes that were not of the agreed form", NULL);
    return feed;
}

void feed_free(Feed *feed)
{
    if (feed == NULL) {
        return;
    }
    feed_reader_clear(&feed->reader);
    g_clear_error(&feed->list_error);
    g_cond_clear(&feed->wake);
    g_mutex_clear(&feed->mutex);
    g_mutex_clear(&feed->list_mutex);
    g_free(feed->feed_subject);
    g_free(feed->list_subject);
    g_free(feed);
}

static void apply_waiting(OdbcConnection *connection, gpointer data);
static void waiting_applied(OdbcConnection *connection, gpointer data, bool committed);

/* Does what the reader asks for, after its lock was given back. */
static void act(Feed *feed, FeedAction action)
{
    if (action == FEED_DO_APPLY &&
        !desk_submit_gathered(feed->property->desk, apply_waiting, waiting_applied, feed)) {
        g_mutex_lock(&feed->mutex);
        feed_reader_apply_later(&feed->reader);
        action = feed_reader_want_list(&feed->reader);
        g_mutex_unlock(&feed->mutex);
    }
    if (action == FEED_DO_LIST) {
        g_cond_signal(&feed->wake);
    }
}

void feed_want_list(Feed *feed)
{
    g_mutex_lock(&feed->mutex);
    FeedAction action = feed_reader_want_list(&feed->reader);
    g_mutex_unlock(&feed->mutex);
    act(feed, action);
}

/* ---- applying, on the desk thread ---- */

/* A listed row the hotel cannot read must not stop all others: it is reported and left out, and comparing
 * copies shows it. */
static DatabaseStatus apply_change(OdbcConnection *connection, Feed *feed, const CopyChange *change,
                                   bool *ret_skipped, GError **error)
{
    g_autoptr(GError) local = NULL;

    DatabaseStatus status = copy_change_apply(connection, change, &local);
    if (status == DATABASE_ROLLBACK) {
        log_their_fault("change of the feed skipped", log_text("key", change->key),
                        log_int("version", change->version), log_error_text(local));
        counter_add(feed->skipped_counter, 1);
        *ret_skipped = true;
        return DATABASE_OK;
    }
    if (local != NULL) {
        g_propagate_error(error, g_steal_pointer(&local));
    }
    return status;
}

static DatabaseStatus apply_changes(OdbcConnection *connection, Feed *feed, const json_t *changes,
                                    int64_t newer_than, bool *ret_skipped, GError **error)
{
    for (size_t i = 0; i < json_array_size(changes); i++) {
        g_autoptr(GError) local = NULL;
        CopyChange change;

        if (!copy_change_read(json_array_get(changes, i), &change, &local)) {
            log_their_fault("change of the feed not read", log_error_text(local));
            counter_add(feed->skipped_counter, 1);
            *ret_skipped = true;
            continue;
        }
        if (change.version <= newer_than) {
            continue;
        }
        DatabaseStatus status = apply_change(connection, feed, &change, ret_skipped, error);
        if (status != DATABASE_OK) {
            return status;
        }
        counter_add(feed->applied_counter, 1);
    }
    return DATABASE_OK;
}

static DatabaseStatus apply_messages(OdbcConnection *connection, FeedApply *apply, GError **error)
{
    for (guint i = 0; i < apply->messages->len; i++) {
        const FeedMessage *message = g_ptr_array_index(apply->messages, i);
        FeedDecision decision =
            feed_pass_message(&apply->pass, message->from, message->to, message->changes != NULL);

        if (decision == FEED_LIST) {
            return DATABASE_OK;
        }
        if (decision == FEED_IGNORE) {
            continue;
        }
        bool skipped = !json_is_array(message->changes);
        DatabaseStatus status =
            apply_changes(connection, apply->feed, message->changes, apply->pass.reached, &skipped, error);
        if (status != DATABASE_OK) {
            return status;
        }
        /* What cannot be read is not what the centre remembers: ask it. */
        feed_pass_applied(&apply->pass, message->to, message->applied_entry, !skipped);
    }
    return DATABASE_OK;
}

/* The centre has never come to where the copies say they are: it was restored, or that number is spoilt. Messages it sends
 * from now on would seem old, so everything is listed anew; rows that claim to be newer still are for the comparison of
 * copies. */
static bool page_is_behind(const FeedPage *page)
{
    return page->end < page->after;
}

static DatabaseStatus apply_page(OdbcConnection *connection, FeedApply *apply, GError **error)
{
    const FeedPage *page = apply->page;
    bool skipped = false;

    if (page_is_behind(page)) {
        apply->pass.reached = 0;
        return allotment_listed(connection, true, error);
    }
    DatabaseStatus status =
        apply_changes(connection, apply->feed, page->changes, apply->pass.reached, &skipped, error);
    feed_pass_listed(&apply->pass, page->end, page->applied_entry, page->more);
    return status == DATABASE_OK ? allotment_listed(connection, page->more, error) : status;
}

/* How far the copies are now: their version, and the hotel's own doing that is in them. */
static DatabaseStatus keep_reached(OdbcConnection *connection, const AllotmentState *before,
                                   const FeedPass *pass, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    if (pass->reached != before->feed_version) {
        status = copy_version_write(connection, pass->reached, error);
    }
    if (status == DATABASE_OK && pass->settled_entry != before->settled_entry) {
        status = allotment_settle(connection, pass->settled_entry, error);
    }
    return status;
}

static DatabaseStatus apply_body(OdbcConnection *connection, gpointer data, GError **error)
{
    FeedApply *apply = data;
    AllotmentState before;

    DatabaseStatus status = allotment_state_read(connection, &before, error);
    if (status != DATABASE_OK) {
        return status;
    }
    apply->pass = feed_pass(before.feed_version, before.settled_entry);
    status =
        apply->page != NULL ? apply_page(connection, apply, error) : apply_messages(connection, apply, error);
    return status == DATABASE_OK ? keep_reached(connection, &before, &apply->pass, error) : status;
}

static void run_apply(OdbcConnection *connection, FeedApply *apply)
{
    g_autoptr(GError) error = NULL;

    apply->status = odbc_run_gathered(connection, apply_body, apply, &error);
    if (apply->status != DATABASE_OK) {
        log_error("feed not applied", log_text("status", database_status_name(apply->status)),
                  log_error_text(error));
    }
}

/* Only what the store keeps is known: what is not in it is listed again. */
static void apply_end(FeedApply *apply, bool committed)
{
    if (committed && apply->status == DATABASE_OK) {
        link_set_feed_version(apply->feed->property->link, apply->pass.reached);
    } else {
        apply->pass.complete = false;
    }
}

static void apply_waiting(OdbcConnection *connection, gpointer data)
{
    Feed *feed = data;

    feed->heard = (FeedApply){.feed = feed};
    g_mutex_lock(&feed->mutex);
    feed->heard.messages = feed_reader_take(&feed->reader, MESSAGES_PER_TRANSACTION);
    g_mutex_unlock(&feed->mutex);
    run_apply(connection, &feed->heard);
}

static void waiting_applied(OdbcConnection *connection G_GNUC_UNUSED, gpointer data, bool committed)
{
    Feed *feed = data;

    apply_end(&feed->heard, committed);
    g_clear_pointer(&feed->heard.messages, g_ptr_array_unref);
    g_mutex_lock(&feed->mutex);
    FeedAction action = feed_reader_applied(&feed->reader, feed->heard.pass.complete);
    g_mutex_unlock(&feed->mutex);
    act(feed, action);
}

/* ---- watching, on the subscription's thread ---- */

static FeedMessage *message_read(const BusMessage *bus_message)
{
    g_autoptr(GError) error = NULL;
    json_t *document = json_parse(bus_message->data, bus_message->length, &error);

    if (document == NULL) {
        log_their_fault("feed message not read", log_error_text(error));
        return NULL;
    }
    FeedMessage *message = g_new0(FeedMessage, 1);
    message->document = document;
    message->from = json_integer_value(json_object_get(document, "from"));
    message->to = json_integer_value(json_object_get(document, "to"));
    message->applied_entry = json_integer_value(json_object_get(document, "applied_entry"));
    message->changes = json_object_get(document, "changes");
    return message;
}

static void on_message(Bus *bus G_GNUC_UNUSED, const BusMessage *bus_message, gpointer user_data)
{
    Feed *feed = user_data;
    FeedMessage *message = message_read(bus_message);

    if (message != NULL) {
        link_heard_version(feed->property->link, message->to);
    }
    g_mutex_lock(&feed->mutex);
    FeedAction action = feed_reader_message(&feed->reader, message);
    g_mutex_unlock(&feed->mutex);
    act(feed, action);
}

/* ---- listing, on threads that may wait ---- */

static bool page_read(const char *text, size_t length, FeedPage *ret_page, GError **error)
{
    json_t *document = json_parse(text, length, error);

    if (document == NULL) {
        return false;
    }
    const json_t *changes = json_object_get(document, "changes");
    const json_t *head = json_object_get(document, "head");
    bool more = json_is_true(json_object_get(document, "more"));
    size_t count = json_array_size(changes);
    if (!json_is_array(changes) || !json_is_integer(head) || (more && count == 0)) {
        g_set_error(error, COPY_ERROR, COPY_ERROR_FORM,
                    "list: members `head`, `changes`, `more` are not as agreed");
        json_decref(document);
        return false;
    }
    const json_t *last = more ? json_object_get(json_array_get(changes, count - 1), "version") : head;
    *ret_page = (FeedPage){.document = document,
                           .changes = changes,
                           .end = json_integer_value(last),
                           .applied_entry = json_integer_value(json_object_get(document, "applied_entry")),
                           .more = more};
    return true;
}

static bool request_page(Feed *feed, int64_t after, unsigned timeout_ms, FeedPage *ret_page, GError **error)
{
    g_autofree char *request =
        g_strdup_printf("{\"after\":%" G_GINT64_FORMAT ",\"limit\":%d}", after, LIST_LIMIT);
    g_autofree char *answer = NULL;
    size_t length;

    if (!bus_request(feed->property->bus, feed->list_subject, request, strlen(request), timeout_ms, &answer,
                     &length, error)) {
        return false;
    }
    return page_read(answer, length, ret_page, error);
}

static void apply_page_work(OdbcConnection *connection, gpointer data)
{
    run_apply(connection, data);
    apply_end(data, true);
}

/* Lists one page and applies it. `*ret_more` when another should follow. */
static bool list_page(Feed *feed, unsigned timeout_ms, bool *ret_more, GError **error)
{
    LinkState state;
    FeedPage page;

    link_read(feed->property->link, &state);
    if (!request_page(feed, state.feed_version, timeout_ms, &page, error)) {
        return false;
    }
    page.after = state.feed_version;
    link_heard_version(feed->property->link, page.end);
    counter_add(feed->listed_counter, 1);
    FeedApply apply = {.feed = feed, .page = &page};
    bool applied = desk_call(feed->property->desk, apply_page_work, &apply) && apply.status == DATABASE_OK;
    json_decref(page.document);
    if (applied && page_is_behind(&page)) {
        log_their_fault("the centre is behind the copies: all is listed anew", log_int("copies", page.after),
                        log_int("centre", page.end));
        link_begin_anew(feed->property->link, page.end);
    }
    *ret_more = page.more || page_is_behind(&page);
    if (!applied) {
        g_set_error(error, COPY_ERROR, COPY_ERROR_FORM, "list: the store did not take the page");
    }
    return applied;
}

static bool list_all(Feed *feed, unsigned timeout_ms, GError **error)
{
    int64_t deadline_us = clock_monotonic_us() + (int64_t)timeout_ms * 1000;
    bool more = true;

    while (more && !process_is_stopping()) {
        int64_t left_ms = (deadline_us - clock_monotonic_us()) / 1000;
        if (left_ms <= 0) {
            g_set_error(error, BUS_ERROR, BUS_ERROR_TIMEOUT, "list: more to copy than fits the time allowed");
            return false;
        }
        if (!list_page(feed, (unsigned)left_ms, &more, error)) {
            return false;
        }
    }
    return true;
}

/* Many may wait at once; one listing serves all who asked before it began. */
static bool list_for_all(Feed *feed, gint ticket, unsigned timeout_ms)
{
    if (ticket - feed->answered <= 0) {
        return feed->list_error == NULL;
    }
    feed->answered = g_atomic_int_get(&feed->asked);
    g_clear_error(&feed->list_error);
    bool caught_up = list_all(feed, timeout_ms, &feed->list_error);
    link_set_connected(feed->property->link, caught_up, clock_now(feed->property->wall));
    return caught_up;
}

bool feed_catch_up(Feed *feed, unsigned timeout_ms, GError **error)
{
    gint ticket = g_atomic_int_add(&feed->asked, 1) + 1;

    g_mutex_lock(&feed->list_mutex);
    bool caught_up = list_for_all(feed, ticket, timeout_ms);
    if (!caught_up && error != NULL) {
        *error = g_error_copy(feed->list_error);
    }
    g_mutex_unlock(&feed->list_mutex);
    return caught_up;
}

/* TRUE when it is time to list, FALSE when the node is closing. */
static bool wait_for_list(Feed *feed)
{
    g_mutex_lock(&feed->mutex);
    while (!feed->stopping && !feed_reader_list_begin(&feed->reader, clock_monotonic_us())) {
        g_cond_wait_until(&feed->wake, &feed->mutex, feed_reader_list_due_us(&feed->reader));
    }
    bool go_on = !feed->stopping;
    g_mutex_unlock(&feed->mutex);
    return go_on;
}

static void list_ended(Feed *feed)
{
    g_mutex_lock(&feed->mutex);
    feed_reader_list_end(&feed->reader);
    g_mutex_unlock(&feed->mutex);
}

static void log_change(bool before, bool now, const GError *error)
{
    if (before != now) {
        if (now) {
            log_info("centre reached");
        } else if (!process_is_stopping()) {
            log_warning("centre not reached", log_error_text(error));
        }
    }
}

static gpointer list_for_ever(gpointer data)
{
    Feed *feed = data;
    bool connected = false;

    while (wait_for_list(feed)) {
        g_autoptr(GError) error = NULL;
        bool now = feed_catch_up(feed, LIST_TIMEOUT_MS, &error);
        list_ended(feed);
        log_change(connected, now, error);
        connected = now;
    }
    return NULL;
}

/* ---- life ---- */

static void read_reached(OdbcConnection *connection, gpointer data)
{
    FeedApply *apply = data;

    apply->status = copy_version_read(connection, &apply->pass.reached, NULL);
}

bool feed_start(Feed *feed, GError **error)
{
    FeedApply apply = {.feed = feed};

    if (!desk_call(feed->property->desk, read_reached, &apply) || apply.status != DATABASE_OK) {
        g_set_error(error, COPY_ERROR, COPY_ERROR_FORM,
                    "the version of the copies cannot be read from the store");
        return false;
    }
    link_set_feed_version(feed->property->link, apply.pass.reached);
    feed->subscription =
        bus_subscribe(feed->property->bus, feed->feed_subject, NULL, on_message, feed, error);
    if (feed->subscription == NULL) {
        return false;
    }
    feed->thread = g_thread_new("feed", list_for_ever, feed);
    return true;
}

void feed_stop(Feed *feed)
{
    g_mutex_lock(&feed->mutex);
    feed->stopping = true;
    g_cond_signal(&feed->wake);
    g_mutex_unlock(&feed->mutex);
    g_clear_pointer(&feed->subscription, bus_subscription_free);
    g_clear_pointer(&feed->thread, g_thread_join);
}
