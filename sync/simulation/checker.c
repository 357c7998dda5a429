#include "sync/simulation/checker.h"

#include "sync/simulation/centre.h"
#include "sync/simulation/channel.h"
#include "sync/simulation/database.h"
#include "sync/simulation/hotel.h"

enum { VIOLATIONS_SHOWN = 10, ROOM_RATE_MINOR = 10000 };

Ledger *ledger_new(void)
{
    Ledger *ledger = g_new0(Ledger, 1);
    ledger->violations = g_ptr_array_new_with_free_func(g_free);
    ledger->promises = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    return ledger;
}

void ledger_free(Ledger *ledger)
{
    g_ptr_array_unref(ledger->violations);
    g_hash_table_unref(ledger->promises);
    g_free(ledger);
}

void ledger_check(World *world, bool holds, const char *what)
{
    if (holds)
        return;
    Ledger *ledger = world->ledger;
    world_note(world, "VIOLATION %s", what);
    if (ledger->violation_count++ < VIOLATIONS_SHOWN)
        g_ptr_array_add(ledger->violations,
                        g_strdup_printf("%s (after %.3f s)", what, (double)world->now_us / SECOND));
}

void ledger_count(World *world, LedgerCount count)
{
    world->ledger->counts[count]++;
}

void ledger_promise(World *world, const Booking *booking)
{
    const Booking *known = g_hash_table_lookup(world->ledger->promises, &booking->number);
    ledger_check(world, !known || known->key == booking->key, "a confirmation number was given twice");
    Booking *promise = g_memdup2(booking, sizeof *booking);
    g_hash_table_replace(world->ledger->promises, &promise->number, promise);
}

/* ---- during the run */

/* Rooms of a cell the hotel used or gave back in entries the centre has not applied. */
static int32_t untold(const Hotel *hotel, int cell, int64_t applied_entry)
{
    int32_t rooms = 0;
    for (guint i = 0; i < hotel->uses->len; i++) {
        const Use *use = &g_array_index(hotel->uses, Use, i);
        if (use->cell == cell && use->entry > applied_entry)
            rooms += use->rooms;
    }
    return rooms;
}

static void check_rights(World *world, int index)
{
    const Hotel *hotel = world->hotels[index];
    const HotelRow *row = &world->database->hotels[index];
    if (!hotel_lease_is_live(hotel))
        return;
    for (int cell = 0; cell < TYPES * world->settings.nights; cell++) {
        int32_t right = hotel_right(hotel, cell);
        int32_t promised = untold(hotel, cell, row->applied_entry);
        if (row->cells[cell].night < hotel->business_date)
            continue; /* the hotel sells it no more */
        if (right > 0 && right + promised > row->cells[cell].granted) {
            world_note(world, "hotel %d cell %d: right %d, untold %d, granted %d", index, cell, right,
                       promised, row->cells[cell].granted);
            ledger_check(world, false, "a hotel has a living right that the centre does not count");
            return;
        }
    }
}

void checker_look(World *world)
{
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        if (world->changed[hotel])
            check_rights(world, hotel);
        world->changed[hotel] = false;
    }
}

/* ---- at rest */

static bool hotel_at_rest(const World *world, int index)
{
    const Hotel *hotel = world->hotels[index];
    const HotelRow *row = &world->database->hotels[index];
    bool at_head = hotel->copy->reached == row->feed_version;
    for (int i = 0; i < INSTANCES; i++)
        at_head = at_head && world->instances[i]->copies[index]->reached == row->feed_version;
    for (int i = 0; i < CHANNELS; i++)
        at_head = at_head && world->channels[i]->copies[index]->reached == row->feed_version;
    return at_head && hotel->entries->len == 0 && hotel->forwards->len == 0 &&
           row->applied_entry == hotel->last_entry && hotel_lease_is_live(hotel);
}

bool checker_at_rest(World *world)
{
    bool rest = !world->database->down;
    for (int i = 0; i < NODES; i++)
        rest = rest && world->nodes[i].up;
    for (int i = 0; i < INSTANCES && rest; i++)
        rest = world->instances[i]->waiting->len == 0 && !world->instances[i]->batch;
    for (int i = 0; i < CHANNELS && rest; i++)
        rest = world->channels[i]->errands->len == 0;
    for (int i = 0; i < HOTELS && rest; i++)
        rest = hotel_at_rest(world, i);
    return rest;
}

/* ---- after the run */

static void check_copy(World *world, const char *owner, const Copy *copy, const char *digest)
{
    g_autofree char *own = copy_text_digest(copy);
    if (!g_str_equal(own, digest))
        world_note(world, "copy of hotel %d at %s differs", copy->hotel, owner);
    ledger_check(world, g_str_equal(own, digest), "copies differ after healing");
}

static void check_copies(World *world, int hotel)
{
    Copy *truth = copy_new(hotel, world->settings.nights);
    Changes *all = database_list(world->database, hotel, 0, INT32_MAX);
    copy_put_rows(truth, all->rows, 0);
    changes_unref(all);
    g_autofree char *digest = copy_text_digest(truth);
    copy_free(truth);
    check_copy(world, "the hotel", world->hotels[hotel]->copy, digest);
    for (int i = 0; i < INSTANCES; i++)
        check_copy(world, "an instance", world->instances[i]->copies[hotel], digest);
    for (int i = 0; i < CHANNELS; i++)
        check_copy(world, "a channel", world->channels[i]->copies[hotel], digest);
}

/* What a cell counts must be what reservations and holds take of it. */
static void check_counts(World *world, int hotel)
{
    const HotelRow *row = &world->database->hotels[hotel];
    int32_t sold[CELLS_MAX] = {0};
    for (guint i = 0; i < row->in_order->len; i++) {
        const Booking *booking = row->in_order->pdata[i];
        for (Night night = booking->arrival; night < booking->departure; night++)
            if (booking->status != STATUS_CANCELLED)
                sold[cell_index(world->settings.nights, booking_type(booking, night), night)]++;
    }
    const GArray *outages = world->hotels[hotel]->outages;
    int32_t out[CELLS_MAX] = {0};
    for (guint i = 0; i < outages->len; i++) {
        const Outage *outage = &g_array_index(outages, Outage, i);
        for (Night night = outage->from; night < outage->until; night++)
            out[cell_index(world->settings.nights, outage->room_type, night)]++;
    }
    for (int i = 0; i < TYPES * world->settings.nights; i++) {
        const InventoryCell *cell = &row->cells[i];
        int64_t taken = (int64_t)cell->sold + cell->held + cell->blocked + cell->granted + cell->out_of_order;
        ledger_check(world, cell->sold == sold[i], "a cell does not count its reservations");
        ledger_check(world, cell->out_of_order == out[i], "a cell does not count its rooms out of order");
        ledger_check(world, taken <= cell->sell_limit + cell->oversell_authorised,
                     "a cell is over its limit");
        ledger_check(world, cell->oversell_authorised == MAX(taken - cell->sell_limit, 0),
                     "a limit stays raised for nobody");
        ledger_check(world, cell->granted == 0 || cell->night >= row->business_date,
                     "a night that is over is granted");
    }
}

static void check_oversold(World *world)
{
    int64_t raised = world->ledger->oversold_ended;
    for (int hotel = 0; hotel < HOTELS; hotel++)
        for (int i = 0; i < TYPES * world->settings.nights; i++)
            raised += world->database->hotels[hotel].cells[i].oversell_authorised;
    for (int cause = 0; cause < OVERSOLD_CAUSES; cause++)
        raised -= world->ledger->oversold[cause];
    ledger_check(world, raised == 0, "an oversell that nothing explains");
}

static bool nights_are_same(const Booking *one, const Booking *other)
{
    return one->room_type == other->room_type && one->arrival == other->arrival &&
           one->departure == other->departure && one->moved_on == other->moved_on &&
           one->lives_in == other->lives_in;
}

static void check_promise(World *world, const Booking *told)
{
    const Booking *kept = g_hash_table_lookup(world->database->hotels[told->hotel].bookings, &told->number);
    ledger_check(world, kept != NULL, "an acknowledged reservation is lost");
    if (!kept)
        return;
    bool came = kept->status == STATUS_IN_HOUSE || kept->status == STATUS_CHECKED_OUT;
    ledger_check(world, kept->key == told->key, "a number is that of another reservation");
    ledger_check(world, kept->status == told->status || came, "an acknowledged change is lost");
    ledger_check(world, came || nights_are_same(kept, told), "an acknowledged change of nights is lost");
}

static void check_promises(World *world)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, world->ledger->promises);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        check_promise(world, value);
}

/* No request has made two reservations. */
static void check_doubles(World *world)
{
    g_autoptr(GHashTable) keys = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (int hotel = 0; hotel < HOTELS; hotel++) {
        const GPtrArray *bookings = world->database->hotels[hotel].in_order;
        for (guint i = 0; i < bookings->len; i++) {
            const Booking *booking = bookings->pdata[i];
            ledger_check(world, g_hash_table_add(keys, (gpointer)&booking->key),
                         "a reservation was made twice");
        }
    }
}

static bool dates_differ(const GArray *dates)
{
    for (guint i = 1; i < dates->len; i++)
        if (g_array_index(dates, Night, i) <= g_array_index(dates, Night, i - 1))
            return false;
    return true;
}

static void check_folios(World *world, const Hotel *hotel)
{
    for (guint i = 0; i < hotel->stays->len; i++) {
        const Stay *stay = hotel->stays->pdata[i];
        Night until = MIN(stay->departure, hotel->business_date);
        ledger_check(world, dates_differ(stay->charges), "a night was charged twice");
        ledger_check(world, stay->charges->len == (guint)(until - stay->arrival), "a night was not charged");
        ledger_check(world, stay->charged_minor == (int64_t)stay->charges->len * ROOM_RATE_MINOR,
                     "a folio does not add up");
        ledger_check(world, stay->departure == INT32_MAX || stay->paid_minor == stay->charged_minor,
                     "a folio of a guest who left does not balance");
    }
}

static void check_stays(World *world, const Hotel *hotel)
{
    for (guint i = 0; i < hotel->stays->len; i++) {
        const Stay *stay = hotel->stays->pdata[i];
        const Booking *booking =
            g_hash_table_lookup(world->database->hotels[hotel->index].bookings, &stay->number);
        BookingStatus expected = stay->departure == INT32_MAX ? STATUS_IN_HOUSE : STATUS_CHECKED_OUT;
        ledger_check(world, booking && booking->status == expected && nights_are_same(booking, &stay->booking),
                     "the centre does not know of a stay as it is");
    }
    ledger_check(world, world->database->hotels[hotel->index].business_date == hotel->business_date,
                 "the business date did not arrive");
}

void checker_finish(World *world)
{
    ledger_check(world, checker_at_rest(world), "the world does not come to rest after healing");
    for (int hotel = 0; hotel < HOTELS && !world->database->down; hotel++) {
        check_copies(world, hotel);
        check_counts(world, hotel);
        check_folios(world, world->hotels[hotel]);
        check_stays(world, world->hotels[hotel]);
    }
    check_oversold(world);
    check_promises(world);
    check_doubles(world);
}
