#include "sync/simulation/hotel.h"

#include "sync/simulation/checker.h"
#include "sync/simulation/line.h"

/* ---- the store */

void hotel_disk_full(World *world, int index, int64_t length_us)
{
    world->hotels[index]->disk_full_until_us = world->now_us + length_us;
}

bool hotel_store_begin(Hotel *hotel)
{
    return hotel->disk_full_until_us <= hotel->world->now_us && !world_crash_here(hotel->world, hotel->node);
}

bool hotel_store_end(Hotel *hotel)
{
    hotel->world->changed[hotel->index] = true;
    return !world_crash_here(hotel->world, hotel->node);
}

Entry *hotel_entry(Hotel *hotel, EntryKind kind)
{
    Entry *entry = entry_new(kind, ++hotel->last_entry, hotel->world->now_us);
    g_ptr_array_add(hotel->entries, entry);
    return entry;
}

static void settle(Hotel *hotel, int64_t settled_entry)
{
    for (guint i = hotel->uses->len; i > 0; i--)
        if (g_array_index(hotel->uses, Use, i - 1).entry <= settled_entry)
            g_array_remove_index(hotel->uses, i - 1);
}

static bool reader_begin(Reader *reader)
{
    return hotel_store_begin(reader->world->hotels[reader->hotel]);
}

static bool reader_keep(Reader *reader, const FeedPass *pass, const Changes *page)
{
    Hotel *hotel = reader->world->hotels[reader->hotel];
    if (page && !world_mutant(hotel->world, MUTANT_HALF_A_LIST)) {
        lease_listed(&hotel->lease, page->more);
        lease_listed(&hotel->stored_lease, page->more);
    }
    settle(hotel, pass->settled_entry);
    return hotel_store_end(hotel);
}

static void reader_listed(Reader *reader, bool success)
{
    uplink_heard(reader->world->hotels[reader->hotel], success);
}

static const ReaderKind STORE = {.begin = reader_begin, .keep = reader_keep, .listed = reader_listed};

/* ---- rights */

LeaseMoment hotel_moment(const Hotel *hotel)
{
    LeaseMoment moment = {.boot_us = node_boot_us(hotel->world, hotel->node),
                          .wall = node_wall_us(hotel->world, hotel->node)};
    g_snprintf(moment.boot_id, sizeof moment.boot_id, "boot %" G_GINT64_FORMAT,
               hotel->world->nodes[hotel->node].boots);
    return moment;
}

bool hotel_lease_is_live(const Hotel *hotel)
{
    LeaseMoment now = hotel_moment(hotel);
    bool ignore_version = world_mutant(hotel->world, MUTANT_VOID_RIGHTS);
    return lease_is_live(&hotel->lease, &now, ignore_version ? INT64_MAX : hotel->copy->reached);
}

int32_t hotel_right(const Hotel *hotel, int cell)
{
    int32_t used = 0;
    for (guint i = 0; i < hotel->uses->len; i++) {
        const Use *use = &g_array_index(hotel->uses, Use, i);
        if (use->cell == cell && use->entry > hotel->copy->settled_entry)
            used += use->rooms;
    }
    return allotment_right(hotel->copy->cells[cell].granted, used);
}

void hotel_use(Hotel *hotel, int64_t entry, int cell, int32_t rooms)
{
    Use use = {.entry = entry, .cell = cell, .rooms = rooms};
    g_array_append_val(hotel->uses, use);
}

/* ---- life */

static void stay_free(gpointer pointer)
{
    Stay *stay = pointer;
    g_array_unref(stay->charges);
    g_free(stay);
}

Hotel *hotel_new(World *world, int index)
{
    Hotel *hotel = g_new0(Hotel, 1);
    hotel->world = world;
    hotel->node = NODE_HOTEL + index;
    hotel->index = index;
    hotel->copy = copy_new(index, world->settings.nights);
    hotel->entries = g_ptr_array_new_with_free_func(entry_unref);
    hotel->uses = g_array_new(FALSE, FALSE, sizeof(Use));
    hotel->stays = g_ptr_array_new_with_free_func(stay_free);
    hotel->outages = g_array_new(FALSE, FALSE, sizeof(Outage));
    hotel->forwards = g_ptr_array_new_with_free_func(g_free);
    hotel->business_date = FIRST_NIGHT;
    hotel->reader = reader_new(world, hotel->node, index, &STORE, hotel->copy);
    return hotel;
}

void hotel_free(Hotel *hotel)
{
    reader_free(hotel->reader);
    copy_free(hotel->copy);
    g_ptr_array_unref(hotel->entries);
    g_array_unref(hotel->uses);
    g_ptr_array_unref(hotel->stays);
    g_array_unref(hotel->outages);
    g_ptr_array_unref(hotel->forwards);
    g_free(hotel);
}

/* A defect of its own: the count begins anew with the machine, and so does the lease. */
static void keep_lease_over_reboot(Hotel *hotel)
{
    LeaseMoment now = hotel_moment(hotel);
    if (hotel->lease.duration_ms > 0 && !g_str_equal(hotel->lease.asked.boot_id, now.boot_id))
        hotel->lease.asked = now;
}

void hotel_start(World *world, int index)
{
    Hotel *hotel = world->hotels[index];
    hotel->lease = hotel->stored_lease;
    hotel->verified_us = INT64_MIN / 2;
    if (world_mutant(world, MUTANT_REBOOT_KEEPS_LEASE))
        keep_lease_over_reboot(hotel);
    if (world_mutant(world, MUTANT_REUSE_NUMBERS))
        hotel->last_number = 0;
    world->changed[index] = true;
    reader_start(hotel->reader);
    uplink_start(hotel);
    desk_start(hotel);
}

void hotel_stop(World *world, int index)
{
    Hotel *hotel = world->hotels[index];
    reader_stop(hotel->reader);
    hotel->connected = false;
    hotel->outbox_request = hotel->renew_request = 0;
    hotel->outbox_wake_us = 0;
    if (hotel->lease.asked.boot_us != hotel->stored_lease.asked.boot_us)
        world->faults.happened[FAULT_UNSYNCED_LOST]++;
    hotel->lease = hotel->stored_lease;
    g_ptr_array_set_size(hotel->forwards, 0);
}

Reader *hotel_reader(World *world, int index)
{
    return world->hotels[index]->reader;
}

void hotel_letter(World *world, int index, const Letter *letter)
{
    Hotel *hotel = world->hotels[index];
    switch (letter->kind) {
    case LETTER_FEED:
    case LETTER_LIST_ANSWER:
        reader_letter(hotel->reader, letter);
        break;
    case LETTER_COMMAND_ANSWER:
        uplink_answered(hotel, letter);
        break;
    case LETTER_RECALL:
        uplink_recall(hotel, letter);
        break;
    default:
        g_assert_not_reached();
    }
}
