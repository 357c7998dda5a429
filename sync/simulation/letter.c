#include "sync/simulation/letter.h"

Changes *changes_new(int hotel)
{
    Changes *changes = g_new0(Changes, 1);
    changes->references = 1;
    changes->hotel = hotel;
    changes->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    return changes;
}

Changes *changes_ref(Changes *changes)
{
    changes->references++;
    return changes;
}

void changes_unref(gpointer pointer)
{
    Changes *changes = pointer;
    if (!changes || --changes->references > 0)
        return;
    g_clear_pointer(&changes->rows, g_array_unref);
    g_free(changes);
}

Entry *entry_new(EntryKind kind, int64_t number, int64_t made_us)
{
    Entry *entry = g_new0(Entry, 1);
    entry->references = 1;
    entry->kind = kind;
    entry->number = number;
    entry->made_us = made_us;
    return entry;
}

Entry *entry_ref(Entry *entry)
{
    entry->references++;
    return entry;
}

void entry_unref(gpointer pointer)
{
    Entry *entry = pointer;
    if (!entry || --entry->references > 0)
        return;
    g_clear_pointer(&entry->cells, g_array_unref);
    g_free(entry);
}

Letter *letter_new(LetterKind kind, int from, int to, int64_t request)
{
    Letter *letter = g_new0(Letter, 1);
    letter->references = 1;
    letter->kind = kind;
    letter->from = from;
    letter->to = to;
    letter->request = request;
    return letter;
}

Letter *letter_ref(Letter *letter)
{
    letter->references++;
    return letter;
}

void letter_unref(gpointer pointer)
{
    Letter *letter = pointer;
    if (!letter || --letter->references > 0)
        return;
    g_clear_pointer(&letter->changes, changes_unref);
    g_clear_pointer(&letter->entries, g_ptr_array_unref);
    g_clear_pointer(&letter->cells, g_array_unref);
    g_free(letter);
}

InventoryClaim claim_of(int hotel, int room_type, Night arrival, Night departure, int32_t rooms)
{
    InventoryClaim claim = {.arrival = arrival, .departure = departure, .rooms = rooms};
    g_assert(hotel >= 0 && hotel < HOTELS && room_type >= 0 && room_type < TYPES);
    claim.hotel[0] = 'H';
    claim.hotel[1] = (char)('1' + hotel);
    claim.room_type[0] = (char)('A' + room_type);
    return claim;
}

InventoryClaim booking_claim(const Booking *booking)
{
    return claim_of(booking->hotel, booking->room_type, booking->arrival, booking->departure, 1);
}

int claim_room_type(const InventoryClaim *claim)
{
    return claim->room_type[0] - 'A';
}
