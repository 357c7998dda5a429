#include "sync/simulation/hotel.h"

#include "sync/simulation/checker.h"
#include "sync/simulation/line.h"

/* The front desk: sales, rooms out of order, and the night audit. */

#define FORWARD_TIMEOUT (3 * SECOND)
#define AUDIT_EVERY (10 * MINUTE)
#define AUDIT_HOUR (2 * HOUR)

enum { FORWARDS_MAX = 5, ROOM_RATE_MINOR = 10000 };

/* Local time since the epoch: its day is the date, its rest the time of the day. */
static int64_t local_us(const Hotel *hotel)
{
    const Settings *settings = &hotel->world->settings;
    bool changed = settings->zone_change_us > 0 && hotel->world->now_us >= settings->zone_change_us;
    /* One of the hotels puts its clocks back, the others put them forward. */
    int64_t offset_us = !changed ? 0 : hotel->index == 0 ? -HOUR : HOUR;
    return node_wall_us(hotel->world, hotel->node) + offset_us;
}

/* While the directory is away a log-in counts for a bounded time, by the clock since boot. */
static bool staff_may_work(Hotel *hotel)
{
    int64_t now_us = node_boot_us(hotel->world, hotel->node);
    if (hotel->world->directory_down_until_us <= hotel->world->now_us && hotel->connected)
        hotel->verified_us = now_us;
    return now_us - hotel->verified_us <= hotel->world->settings.credential_us &&
           now_us >= hotel->verified_us;
}

/* ---- sales */

static Booking wanted_booking(Hotel *hotel)
{
    World *world = hotel->world;
    Night last = FIRST_NIGHT + world->settings.nights - 1;
    Night arrival = hotel->business_date + (Night)world_draw(world, 3);
    Night departure = 1 + (Night)world_draw(world, 2) + MIN(arrival, last);
    return (Booking){.hotel = hotel->index,
                     .room_type = (int)world_draw(world, TYPES),
                     .arrival = MIN(arrival, last),
                     .departure = MIN(departure, last + 1)};
}

/* ---- sales at the centre */

static void on_forward_timeout(World *world, int node, int64_t argument, Letter *letter);

static void forward_send(Hotel *hotel, Forward *forward)
{
    World *world = hotel->world;
    Letter *question =
        letter_new(LETTER_COMMAND, hotel->node, line_any_instance(world), ++world->next_request);
    question->hotel = hotel->index;
    question->command = forward->command;
    forward->request = question->request;
    world_after(world, FORWARD_TIMEOUT, "forward timeout", hotel->node, on_forward_timeout, forward->request,
                NULL);
    line_send(world, question);
}

static Forward *forward_find(Hotel *hotel, int64_t request, guint *ret_index)
{
    for (guint i = 0; i < hotel->forwards->len; i++) {
        Forward *forward = hotel->forwards->pdata[i];
        if (forward->request == request) {
            *ret_index = i;
            return forward;
        }
    }
    return NULL;
}

/* Nobody knows what became of it: the same key again, until somebody does. */
static void on_forward_timeout(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Hotel *hotel = world->hotels[node - NODE_HOTEL];
    guint index;
    Forward *forward = forward_find(hotel, argument, &index);
    if (forward)
        forward_send(hotel, forward);
}

void desk_answered(Hotel *hotel, const Letter *letter)
{
    guint index;
    Forward *forward = forward_find(hotel, letter->request, &index);
    if (!forward || letter->answer.status == ANSWER_RETRY)
        return;
    if (letter->answer.status == ANSWER_DONE) {
        Booking booking = {.number = letter->answer.number,
                           .key = forward->command.key,
                           .hotel = hotel->index,
                           .room_type = forward->command.room_type,
                           .arrival = forward->command.arrival,
                           .departure = forward->command.departure};
        ledger_promise(hotel->world, &booking);
    }
    ledger_count(hotel->world, letter->answer.status == ANSWER_DONE ? COUNT_BOOKED : COUNT_REFUSED);
    g_ptr_array_remove_index(hotel->forwards, index);
}

static void sell_at_centre(Hotel *hotel, const Booking *wanted)
{
    if (hotel->forwards->len >= FORWARDS_MAX)
        return;
    Forward *forward = g_new0(Forward, 1);
    forward->command = (Command){.kind = COMMAND_BOOK,
                                 .key = ++hotel->world->next_request,
                                 .hotel = hotel->index,
                                 .room_type = wanted->room_type,
                                 .arrival = wanted->arrival,
                                 .departure = wanted->departure};
    g_ptr_array_add(hotel->forwards, forward);
    forward_send(hotel, forward);
}

/* Cells as the hotel may use them: what is granted in them is its right. */
static bool right_suffices(const Hotel *hotel, const InventoryClaim *claim)
{
    int count = TYPES * hotel->copy->nights;
    bool live = hotel_lease_is_live(hotel);
    g_autofree InventoryCell *cells = g_memdup2(hotel->copy->cells, (gsize)count * sizeof(InventoryCell));
    for (int i = 0; i < count; i++)
        cells[i].granted = live ? hotel_right(hotel, i) : 0;
    InventoryCommand command = {
        .kind = INVENTORY_USE_GRANT, .from = claim, .from_count = 1, .to = claim, .to_count = 1};
    InventoryAnswer answer;
    return hotel->copy->reached > 0 && inventory_decide(cells, (gsize)count, &command, &answer);
}

static Entry *write_sale(Hotel *hotel, const Booking *wanted, bool override)
{
    Entry *entry = hotel_entry(hotel, ENTRY_SALE);
    entry->booking = *wanted;
    entry->override = override;
    Booking *own = g_memdup2(wanted, sizeof *wanted);
    g_hash_table_replace(hotel->copy->bookings, &own->number, own);
    /* A night beyond the right too: what is granted before the centre merges this, it takes. */
    bool counted = !override || !world_mutant(hotel->world, MUTANT_OVERRIDE_UNCOUNTED);
    for (Night night = wanted->arrival; night < wanted->departure && counted; night++)
        hotel_use(hotel, entry->number, cell_index(hotel->copy->nights, wanted->room_type, night), 1);
    return entry;
}

static void sell_alone(Hotel *hotel, const Booking *wanted)
{
    World *world = hotel->world;
    Booking booking = *wanted;
    InventoryClaim claim = booking_claim(wanted);
    bool in_right = right_suffices(hotel, &claim);
    if (!in_right && !world_chance(world, 150000))
        return; /* sold out, and no manager who overrides */
    bool written = hotel_store_begin(hotel);
    if (!world->nodes[hotel->node].up)
        return;
    bool believed = !written && world_mutant(world, MUTANT_IGNORE_DISK_FULL);
    if (!written && !believed)
        return;
    booking.number = INT64_C(500000000000) + (hotel->index + 1) * INT64_C(10000000) + ++hotel->last_number;
    booking.key = booking.number;
    if (written) {
        write_sale(hotel, &booking, !in_right);
        if (!hotel_store_end(hotel))
            return; /* nobody was told: the guest asks again or goes */
    }
    ledger_promise(world, &booking);
    ledger_count(world, in_right ? COUNT_SOLD_CUT_OFF : COUNT_OVERRIDES);
    outbox_sender_added(&hotel->sender, world->now_us);
    uplink_step(hotel);
}

static void sell(Hotel *hotel)
{
    Booking wanted = wanted_booking(hotel);
    if (wanted.arrival >= wanted.departure)
        return;
    if (hotel->connected)
        sell_at_centre(hotel, &wanted);
    else
        sell_alone(hotel, &wanted);
}

void desk_told(Hotel *hotel)
{
    outbox_sender_added(&hotel->sender, hotel->world->now_us);
    uplink_step(hotel);
}

/* ---- rooms out of order */

static void outage_write(Hotel *hotel, EntryKind kind, int room_type, Night from, Night until)
{
    Entry *entry = hotel_entry(hotel, kind);
    entry->booking =
        (Booking){.hotel = hotel->index, .room_type = room_type, .arrival = from, .departure = until};
    bool counted = kind == ENTRY_TAKE_OUT && !world_mutant(hotel->world, MUTANT_OUTAGE_UNCOUNTED);
    for (Night night = from; night < until && counted; night++)
        hotel_use(hotel, entry->number, cell_index(hotel->copy->nights, room_type, night), 1);
}

static void take_out(Hotel *hotel)
{
    Booking wanted = wanted_booking(hotel);
    if (wanted.arrival >= wanted.departure || !hotel_store_begin(hotel))
        return;
    Outage outage = {.room_type = wanted.room_type, .from = wanted.arrival, .until = wanted.departure};
    g_array_append_val(hotel->outages, outage);
    outage_write(hotel, ENTRY_TAKE_OUT, outage.room_type, outage.from, outage.until);
    if (hotel_store_end(hotel))
        desk_told(hotel);
}

/* The room is in order before it was thought to be. */
static void put_back(Hotel *hotel)
{
    for (guint i = 0; i < hotel->outages->len; i++) {
        Outage *outage = &g_array_index(hotel->outages, Outage, i);
        Night from = MAX(outage->from, hotel->business_date);
        if (from >= outage->until)
            continue;
        if (!hotel_store_begin(hotel))
            return;
        outage_write(hotel, ENTRY_PUT_BACK, outage->room_type, from, outage->until);
        outage->until = from;
        if (hotel_store_end(hotel))
            desk_told(hotel);
        return;
    }
}

/* ---- the night audit */

static void post_charges(Hotel *hotel)
{
    for (guint i = 0; i < hotel->stays->len; i++) {
        Stay *stay = hotel->stays->pdata[i];
        if (stay->departure != INT32_MAX)
            continue;
        g_array_append_val(stay->charges, hotel->business_date);
        stay->charged_minor += ROOM_RATE_MINOR;
    }
}

static void close_date(Hotel *hotel)
{
    hotel_entry(hotel, ENTRY_BUSINESS_DATE)->business_date = ++hotel->business_date;
}

static void on_date(World *world, int node, int64_t argument, Letter *letter)
{
    (void)letter;
    Hotel *hotel = world->hotels[node - NODE_HOTEL];
    if (hotel->business_date == argument)
        close_date(hotel);
}

static void audit(Hotel *hotel)
{
    World *world = hotel->world;
    bool due = local_us(hotel) >= (hotel->business_date + 1) * DAY + AUDIT_HOUR;
    if (!due || hotel->business_date + 3 >= FIRST_NIGHT + world->settings.nights || !hotel_store_begin(hotel))
        return;
    post_charges(hotel);
    if (world_mutant(world, MUTANT_AUDIT_IN_TWO_STEPS))
        world_after(world, world_about(world, AUDIT_EVERY), "date", hotel->node, on_date,
                    hotel->business_date, NULL);
    else
        close_date(hotel);
    if (hotel_store_end(hotel))
        desk_told(hotel);
}

static void on_audit(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    world_after(world, AUDIT_EVERY, "audit", node, on_audit, 0, NULL);
    audit(world->hotels[node - NODE_HOTEL]);
}

/* ---- the day */

static void on_guest(World *world, int node, int64_t argument, Letter *letter)
{
    (void)argument;
    (void)letter;
    Hotel *hotel = world->hotels[node - NODE_HOTEL];
    world_after(world, world_about(world, world->settings.desk_every_us), "guest", node, on_guest, 0, NULL);
    if (world->healing || !staff_may_work(hotel))
        return;
    int64_t what = world_draw(world, 100);
    if (what < 50)
        sell(hotel);
    else if (what < 53)
        take_out(hotel);
    else if (what < 55)
        put_back(hotel);
    else if (what < 80)
        stay_check_in(hotel);
    else if (what < 90)
        stay_check_out(hotel);
    else if (what < 96)
        stay_leave_early(hotel);
    else
        stay_give_other_type(hotel);
}

void desk_start(Hotel *hotel)
{
    World *world = hotel->world;
    world_after(world, world_draw(world, world->settings.desk_every_us), "guest", hotel->node, on_guest, 0,
                NULL);
    world_after(world, world_draw(world, AUDIT_EVERY), "audit", hotel->node, on_audit, 0, NULL);
}
