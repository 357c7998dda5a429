#include "sync/simulation/hotel.h"

#include "sync/simulation/checker.h"
#include "sync/simulation/line.h"

/* The hotel's end of the line: it renews its lease, sends its outbox, and gives rooms back when it is asked.
 */

#define OUTBOX_TIMEOUT (10 * SECOND)

enum { STORED_EVERY = 4, RECALL_ENTRIES_MAX = 200 };

static const OutboxPause PAUSE = {.gather_us = 3000, .failed_us = 500000, .idle_us = 60 * SECOND};

void uplink_heard(Hotel *hotel, bool heard)
{
    if (heard && !hotel->connected) {
        outbox_sender_reconnected(&hotel->sender, hotel->world->now_us);
        hotel->connected = true;
        uplink_step(hotel);
    }
    hotel->connected = heard;
}

static Letter *question_new(Hotel *hotel, CommandKind kind)
{
    Letter *letter = letter_new(LETTER_COMMAND, hotel->node, line_any_instance(hotel->world),
                                ++hotel->world->next_request);
    letter->hotel = hotel->index;
    letter->command = (Command){.kind = kind, .hotel = hotel->index};
    return letter;
}

/* ---- the lease */

static void on_renew_timeout(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Hotel *hotel = world->hotels[node - NODE_HOTEL];
    if (hotel->renew_request != argument)
        return;
    hotel->renew_request = 0;
    uplink_heard(hotel, false);
}

static void on_renew(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Hotel *hotel = world->hotels[node - NODE_HOTEL];
    world_after(world, world->settings.renew_every_us, "renew", node, on_renew, 0, NULL);
    if (hotel->renew_request != 0)
        return;
    Letter *question = question_new(hotel, COMMAND_RENEW);
    hotel->renew_request = question->request;
    hotel->renew_asked = hotel_moment(hotel);
    world_after(world, world->settings.renew_timeout_us, "renew timeout", node, on_renew_timeout,
                question->request, NULL);
    line_send(world, question);
}

/* An older `asked` on the disk is the safe side, so not every renewal is written. */
static void keep_lease(Hotel *hotel)
{
    bool lazy =
        hotel->world->faults.rate_ppm[FAULT_UNSYNCED_LOST] > 0 && ++hotel->renewals % STORED_EVERY != 0;
    if (!lazy && hotel_store_begin(hotel)) {
        hotel->stored_lease = hotel->lease;
        hotel_store_end(hotel);
    }
}

static void renewed(Hotel *hotel, const Answer *answer)
{
    hotel->renew_request = 0;
    if (answer->status != ANSWER_DONE)
        return;
    LeaseMoment asked =
        world_mutant(hotel->world, MUTANT_LEASE_FROM_ANSWER) ? hotel_moment(hotel) : hotel->renew_asked;
    lease_renewed(&hotel->lease, &asked, hotel->world->settings.lease_ms, answer->rights_since);
    hotel->world->changed[hotel->index] = true;
    keep_lease(hotel);
    if (hotel->world->nodes[hotel->node].up)
        uplink_heard(hotel, true);
}

/* ---- the outbox */

static void on_outbox(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Hotel *hotel = world->hotels[node - NODE_HOTEL];
    if (hotel->outbox_wake_us == argument)
        hotel->outbox_wake_us = 0;
    uplink_step(hotel);
}

static void wake_at(Hotel *hotel, int64_t at_us)
{
    if (at_us == INT64_MAX || (hotel->outbox_wake_us != 0 && hotel->outbox_wake_us <= at_us))
        return;
    hotel->outbox_wake_us = at_us;
    world_after(hotel->world, MAX(at_us - hotel->world->now_us, 0), "outbox", hotel->node, on_outbox, at_us,
                NULL);
}

static void stored(Hotel *hotel)
{
    const Entry *first = hotel->entries->len > 0 ? hotel->entries->pdata[0] : NULL;
    outbox_sender_stored(&hotel->sender, first ? first->number : hotel->last_entry + 1, hotel->entries->len,
                         hotel->world->now_us);
}

static void on_outbox_timeout(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Hotel *hotel = world->hotels[node - NODE_HOTEL];
    if (hotel->outbox_request != argument)
        return;
    hotel->outbox_request = 0;
    outbox_sender_failed(&hotel->sender, world->now_us);
    uplink_step(hotel);
}

static GPtrArray *entries_copy(const Hotel *hotel, int64_t at_most)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(entry_unref);
    for (guint i = 0; i < hotel->entries->len && (int64_t)i < at_most; i++)
        g_ptr_array_add(entries, entry_ref(hotel->entries->pdata[i]));
    return entries;
}

static void send(Hotel *hotel, const OutboxAction *action)
{
    Letter *question = question_new(hotel, COMMAND_ENTRIES);
    question->entries = entries_copy(hotel, action->at_most);
    hotel->outbox_request = question->request;
    world_after(hotel->world, OUTBOX_TIMEOUT, "outbox timeout", hotel->node, on_outbox_timeout,
                question->request, NULL);
    if (world_mutant(hotel->world, MUTANT_FORGET_WHEN_SENT))
        g_ptr_array_set_size(hotel->entries, 0);
    line_send(hotel->world, question);
}

void uplink_step(Hotel *hotel)
{
    OutboxAction action = outbox_sender_next(&hotel->sender, hotel->world->now_us);
    while (action.what == OUTBOX_DO_LOOK) {
        stored(hotel);
        action = outbox_sender_next(&hotel->sender, hotel->world->now_us);
    }
    if (action.what == OUTBOX_DO_SEND)
        send(hotel, &action);
    else
        wake_at(hotel, action.until_us);
}

static bool forget(Hotel *hotel, int64_t applied_through)
{
    if (!hotel_store_begin(hotel))
        return false;
    while (hotel->entries->len > 0 && ((const Entry *)hotel->entries->pdata[0])->number <= applied_through)
        g_ptr_array_remove_index(hotel->entries, 0);
    if (world_mutant(hotel->world, MUTANT_SETTLE_AT_ACKNOWLEDGEMENT))
        for (guint i = hotel->uses->len; i > 0; i--)
            if (g_array_index(hotel->uses, Use, i - 1).entry <= applied_through)
                g_array_remove_index(hotel->uses, i - 1);
    return hotel_store_end(hotel);
}

static void outbox_answered(Hotel *hotel, const Answer *answer)
{
    World *world = hotel->world;
    hotel->outbox_request = 0;
    if (answer->status != ANSWER_DONE) {
        outbox_sender_failed(&hotel->sender, world->now_us);
    } else {
        OutboxAnswer outcome = outbox_sender_answered(&hotel->sender, answer->through, world->now_us);
        ledger_check(world, outcome != OUTBOX_IMPLAUSIBLE, "the centre lacks entries it had acknowledged");
        if (outcome == OUTBOX_FORGET && forget(hotel, answer->through))
            stored(hotel);
        else if (outcome == OUTBOX_FORGET)
            outbox_sender_failed(&hotel->sender, world->now_us);
    }
    if (world->nodes[hotel->node].up)
        uplink_step(hotel);
}

/* ---- giving rooms back */

static int32_t give(Hotel *hotel, Entry *entry, const InventoryClaim *wanted)
{
    int cell = cell_index(hotel->copy->nights, claim_room_type(wanted), wanted->arrival);
    InventoryClaim given = *wanted;
    given.rooms = MIN(wanted->rooms, hotel_right(hotel, cell));
    if (given.rooms <= 0)
        return 0;
    g_array_append_val(entry->cells, given);
    if (!world_mutant(hotel->world, MUTANT_RECALL_UNCOUNTED))
        hotel_use(hotel, entry->number, cell, given.rooms);
    return given.rooms;
}

/* False when nothing is given: then no entry is left behind. */
static bool give_all(Hotel *hotel, const GArray *wanted)
{
    Entry *entry = hotel_entry(hotel, ENTRY_RETURN);
    int32_t given = 0;
    entry->cells = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    for (guint i = 0; i < wanted->len; i++)
        given += give(hotel, entry, &g_array_index(wanted, InventoryClaim, i));
    if (given > 0)
        return true;
    hotel->last_entry--;
    g_ptr_array_remove_index(hotel->entries, hotel->entries->len - 1);
    return false;
}

static void unwrite(Hotel *hotel)
{
    int64_t number = hotel->last_entry--;
    g_ptr_array_remove_index(hotel->entries, hotel->entries->len - 1);
    for (guint i = hotel->uses->len; i > 0; i--)
        if (g_array_index(hotel->uses, Use, i - 1).entry == number)
            g_array_remove_index(hotel->uses, i - 1);
}

void uplink_recall(Hotel *hotel, const Letter *letter)
{
    World *world = hotel->world;
    if (!hotel_store_begin(hotel))
        return; /* no answer: the centre refuses what it has not */
    bool given = give_all(hotel, letter->cells);
    Letter *answer = letter_new(LETTER_RECALL_ANSWER, hotel->node, letter->from, letter->request);
    answer->hotel = hotel->index;
    answer->entries = entries_copy(hotel, RECALL_ENTRIES_MAX);
    if (given && world_mutant(world, MUTANT_RECALL_UNWRITTEN))
        unwrite(hotel);
    if (!hotel_store_end(hotel)) {
        letter_unref(answer);
        return;
    }
    if (given) {
        ledger_count(world, COUNT_RECALLED);
        outbox_sender_added(&hotel->sender, world->now_us);
        uplink_step(hotel);
    }
    line_send(world, answer);
}

/* ---- life */

void uplink_answered(Hotel *hotel, const Letter *letter)
{
    if (letter->request == hotel->renew_request)
        renewed(hotel, &letter->answer);
    else if (letter->request == hotel->outbox_request)
        outbox_answered(hotel, &letter->answer);
    else
        desk_answered(hotel, letter);
}

void uplink_start(Hotel *hotel)
{
    outbox_sender_init(&hotel->sender, &PAUSE);
    world_after(hotel->world, world_draw(hotel->world, SECOND), "renew", hotel->node, on_renew, 0, NULL);
    uplink_step(hotel);
}
