#include "sync/simulation/hotel.h"

#include "sync/simulation/checker.h"

/* Guests in the house: they arrive, move, and leave on the day that was booked or before. */

static Stay *stay_find(const Hotel *hotel, int64_t number)
{
    for (guint i = 0; i < hotel->stays->len; i++)
        if (((const Stay *)hotel->stays->pdata[i])->number == number)
            return hotel->stays->pdata[i];
    return NULL;
}

static bool is_in_house(const Stay *stay)
{
    return stay->departure == INT32_MAX;
}

static const Booking *next_arrival(const Hotel *hotel)
{
    GHashTableIter iter;
    gpointer value;
    const Booking *found = NULL;
    g_hash_table_iter_init(&iter, hotel->copy->bookings);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Booking *booking = value;
        if (booking->status == STATUS_RESERVED && booking->arrival <= hotel->business_date &&
            booking->departure > hotel->business_date && !stay_find(hotel, booking->number) &&
            (!found || booking->number < found->number))
            found = booking;
    }
    return found;
}

static void stay_end(Hotel *hotel)
{
    if (!hotel_store_end(hotel))
        return;
    ledger_count(hotel->world, COUNT_STAYS);
    desk_told(hotel);
}

void stay_check_in(Hotel *hotel)
{
    const Booking *booking = next_arrival(hotel);
    if (!booking || !hotel_store_begin(hotel))
        return;
    Stay *stay = g_new0(Stay, 1);
    *stay = (Stay){.number = booking->number,
                   .booking = *booking,
                   .arrival = hotel->business_date,
                   .departure = INT32_MAX,
                   .charges = g_array_new(FALSE, FALSE, sizeof(Night))};
    g_ptr_array_add(hotel->stays, stay);
    hotel_entry(hotel, ENTRY_CHECK_IN)->booking = *booking;
    stay_end(hotel);
    /* The defect would show once in fifty days: guests who change their mind at the desk show it sooner. */
    if (world_mutant(hotel->world, MUTANT_KEEP_UNCERTAIN) && !hotel->connected && hotel->world->nodes[hotel->node].up)
        stay_leave_early(hotel);
}

static void leave(Hotel *hotel, Stay *stay)
{
    stay->departure = hotel->business_date;
    stay->paid_minor = stay->charged_minor;
}

void stay_check_out(Hotel *hotel)
{
    for (guint i = 0; i < hotel->stays->len; i++) {
        Stay *stay = hotel->stays->pdata[i];
        if (!is_in_house(stay) || stay->booking.departure > hotel->business_date)
            continue;
        if (!hotel_store_begin(hotel))
            return;
        leave(hotel, stay);
        hotel_entry(hotel, ENTRY_CHECK_OUT)->booking = stay->booking;
        stay_end(hotel);
        return;
    }
}

/* ---- nights given up */

/* A guest who has nights left, drawn: more often one who came lately, of whom the centre may not know yet. */
static Stay *any_staying(Hotel *hotel)
{
    g_autoptr(GPtrArray) staying = g_ptr_array_new();
    for (guint i = 0; i < hotel->stays->len; i++) {
        Stay *stay = hotel->stays->pdata[i];
        if (is_in_house(stay) && stay->booking.departure > hotel->business_date)
            g_ptr_array_add(staying, stay);
    }
    if (staying->len == 0)
        return NULL;
    bool newest = world_draw(hotel->world, 2) == 0;
    return staying->pdata[newest ? staying->len - 1 : world_draw(hotel->world, staying->len)];
}

/* The nights stay with a hotel that is cut off where the centre knew that the guest is there: nobody can have changed the
 * reservation since. */
static bool keeps_given_up(const Hotel *hotel, const Stay *stay)
{
    const Booking *known = copy_booking(hotel->copy, stay->number);
    bool certain = (known && known->status == STATUS_IN_HOUSE) ||
                   world_mutant(hotel->world, MUTANT_KEEP_UNCERTAIN);
    return !hotel->connected && certain;
}

/* `rooms` below 0: the hotel has more of them to sell. */
static void use_nights(Hotel *hotel, const Entry *entry, const Booking *booking, int32_t rooms)
{
    for (Night night = hotel->business_date; night < booking->departure; night++)
        hotel_use(hotel, entry->number, cell_index(hotel->copy->nights, booking_type(booking, night), night), rooms);
}

void stay_leave_early(Hotel *hotel)
{
    Stay *stay = any_staying(hotel);
    if (!stay || !hotel_store_begin(hotel))
        return;
    Entry *entry = hotel_entry(hotel, ENTRY_LEAVE_EARLY);
    bool keeps = keeps_given_up(hotel, stay);
    entry->own_right = keeps && !world_mutant(hotel->world, MUTANT_KEEP_UNTOLD);
    if (keeps)
        use_nights(hotel, entry, &stay->booking, -1);
    stay->booking.departure = hotel->business_date;
    entry->booking = stay->booking;
    leave(hotel, stay);
    stay_end(hotel);
}

/* Once a stay: what it lived in before is told by what was sold. */
void stay_give_other_type(Hotel *hotel)
{
    Stay *stay = any_staying(hotel);
    if (!stay || stay->booking.moved_on != 0 || !hotel_store_begin(hotel))
        return;
    Entry *entry = hotel_entry(hotel, ENTRY_OTHER_TYPE);
    entry->own_right = keeps_given_up(hotel, stay);
    if (entry->own_right)
        use_nights(hotel, entry, &stay->booking, -1);
    stay->booking.lives_in = (stay->booking.room_type + 1) % TYPES;
    stay->booking.moved_on = hotel->business_date;
    if (!world_mutant(hotel->world, MUTANT_MOVE_UNCOUNTED))
        use_nights(hotel, entry, &stay->booking, 1);
    entry->booking = stay->booking;
    stay_end(hotel);
}
