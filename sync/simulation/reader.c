#include "sync/simulation/centre.h"
#include "sync/simulation/channel.h"
#include "sync/simulation/checker.h"
#include "sync/simulation/copy.h"
#include "sync/simulation/database.h"
#include "sync/simulation/hotel.h"
#include "sync/simulation/line.h"

#define LIST_TIMEOUT (5 * SECOND)

enum { MESSAGES_PER_TRANSACTION = 8 };

static void list_maybe(Reader *reader);

/* Timers know the node and the hotel: the reader is found again when they ring. */
static Reader *reader_find(World *world, int node, int hotel)
{
    if (node < NODE_HOTEL)
        return instance_reader(world, node, hotel);
    if (node < NODE_CHANNEL)
        return hotel_reader(world, node - NODE_HOTEL);
    return channel_reader(world, node - NODE_CHANNEL, hotel);
}

Reader *reader_new(World *world, int node, int hotel, const ReaderKind *kind, Copy *copy)
{
    Reader *reader = g_new0(Reader, 1);
    *reader = (Reader){.world = world, .node = node, .hotel = hotel, .kind = kind, .copy = copy};
    feed_reader_init(&reader->machine, world->settings.queue_capacity,
                     world_mutant(world, MUTANT_RELAY_FORGETS) ? INT64_MAX / 2
                                                               : world->settings.list_every_us,
                     changes_unref);
    return reader;
}

void reader_free(Reader *reader)
{
    feed_reader_clear(&reader->machine);
    g_free(reader);
}

void reader_stop(Reader *reader)
{
    feed_reader_clear(&reader->machine);
    reader->request = 0;
}

static void on_tick(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Reader *reader = reader_find(world, node, (int)argument);
    list_maybe(reader);
    world_after(world, world->settings.list_every_us, "list tick", node, on_tick, argument, NULL);
}

void reader_start(Reader *reader)
{
    feed_reader_init(&reader->machine, reader->machine.capacity, reader->machine.list_every_us,
                     reader->machine.message_free);
    world_after(reader->world, world_draw(reader->world, SECOND), "list tick", reader->node, on_tick,
                reader->hotel, NULL);
}

/* ---- applying */

static void act(Reader *reader, FeedAction action);

/* What one transaction does to the copy. The mutant believes every message that has rows. */
static void apply_messages(Reader *reader, const GPtrArray *messages, FeedPass *pass)
{
    for (guint i = 0; i < messages->len; i++) {
        const Changes *changes = messages->pdata[i];
        FeedDecision decision = feed_pass_message(pass, changes->from, changes->to, changes->rows != NULL);
        if (decision == FEED_LIST && changes->rows && world_mutant(reader->world, MUTANT_APPLY_OVER_GAP)) {
            pass->complete = true;
            decision = FEED_APPLY;
        }
        if (decision != FEED_APPLY)
            continue;
        copy_put_rows(reader->copy, changes->rows, pass->reached);
        feed_pass_applied(pass, changes->to, changes->applied_entry, true);
    }
}

/* False when the process ended in it. */
static bool keep(Reader *reader, const FeedPass *pass, const Changes *page)
{
    reader->copy->reached = pass->reached;
    reader->copy->settled_entry = pass->settled_entry;
    return !reader->kind->keep || reader->kind->keep(reader, pass, page);
}

static void on_apply(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Reader *reader = reader_find(world, node, (int)argument);
    g_autoptr(GPtrArray) messages = feed_reader_take(&reader->machine, MESSAGES_PER_TRANSACTION);
    FeedPass pass = feed_pass(reader->copy->reached, reader->copy->settled_entry);
    bool taken = !reader->kind->begin || reader->kind->begin(reader);
    if (taken) {
        apply_messages(reader, messages, &pass);
        taken = keep(reader, &pass, NULL);
    }
    if (world->nodes[node].up)
        act(reader, feed_reader_applied(&reader->machine, taken && pass.complete));
}

static void act(Reader *reader, FeedAction action)
{
    if (action == FEED_DO_APPLY)
        world_after(reader->world, 200, "apply", reader->node, on_apply, reader->hotel, NULL);
    else if (action == FEED_DO_LIST)
        list_maybe(reader);
}

void reader_message(Reader *reader, Changes *changes)
{
    act(reader, feed_reader_message(&reader->machine, changes_ref(changes)));
    ledger_check(reader->world, g_queue_get_length(&reader->machine.waiting) <= reader->machine.capacity,
                 "queue of a reader over its bound");
}

void reader_want_list(Reader *reader)
{
    act(reader, feed_reader_want_list(&reader->machine));
}

/* ---- listing */

static void on_retry(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    list_maybe(reader_find(world, node, (int)argument));
}

static void list_end(Reader *reader, bool success)
{
    reader->request = 0;
    feed_reader_list_end(&reader->machine);
    if (reader->kind->listed)
        reader->kind->listed(reader, success);
    if (success)
        list_maybe(reader); /* what was missed meanwhile */
    else
        world_after(reader->world, SECOND, "list retry", reader->node, on_retry, reader->hotel, NULL);
}

static void ask_page(Reader *reader);

static void take_page(Reader *reader, const Changes *page)
{
    FeedPass pass = feed_pass(reader->copy->reached, reader->copy->settled_entry);
    reader->request = 0;
    if (reader->kind->begin && !reader->kind->begin(reader)) {
        if (reader->world->nodes[reader->node].up)
            list_end(reader, false);
        return;
    }
    copy_put_rows(reader->copy, page->rows, pass.reached);
    feed_pass_listed(&pass, page->to, page->applied_entry, page->more);
    if (!keep(reader, &pass, page))
        return;
    if (page->more)
        ask_page(reader);
    else
        list_end(reader, true);
}

static void on_timeout(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    Reader *reader = reader_find(world, node, letter->hotel);
    if (reader->request == letter->request)
        list_end(reader, false);
}

static void on_database_page(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Reader *reader = reader_find(world, node, (int)argument);
    Changes *page =
        database_list(world->database, reader->hotel, reader->copy->reached, world->settings.list_limit);
    if (page)
        take_page(reader, page);
    else
        list_end(reader, false);
    changes_unref(page);
}

static void ask_page(Reader *reader)
{
    World *world = reader->world;
    if (reader->kind->from_database) {
        world_after(world, 3 * MILLISECOND, "load", reader->node, on_database_page, reader->hotel, NULL);
        return;
    }
    reader->request = ++world->next_request;
    Letter *question = letter_new(LETTER_LIST, reader->node, line_any_instance(world), reader->request);
    question->hotel = reader->hotel;
    question->after = reader->copy->reached;
    world_after(world, LIST_TIMEOUT, "list timeout", reader->node, on_timeout, 0, letter_ref(question));
    line_send(world, question);
}

static void list_maybe(Reader *reader)
{
    if (feed_reader_list_begin(&reader->machine, reader->world->now_us))
        ask_page(reader);
}

void reader_letter(Reader *reader, const Letter *letter)
{
    if (letter->kind == LETTER_FEED)
        reader_message(reader, letter->changes);
    else if (letter->request == reader->request && reader->request != 0)
        take_page(reader, letter->changes);
}
