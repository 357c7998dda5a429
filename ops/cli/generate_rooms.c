#include "ops/cli/generate_rooms.h"

#include <string.h>

/* Rooms, and bookings by reserved type that were on the books at once, of the two real hotels. */
static const GenerateType RESORT[] = {
    {"A", 75, 151, 580}, {"B", 2, 1, 1},    {"C", 13, 14, 25}, {"D", 53, 80, 190},
    {"E", 33, 42, 120},  {"F", 13, 12, 28}, {"G", 9, 11, 40},  {"H", 4, 5, 15},
    {"I", 8, 8, 0},      {"L", 0, 2, 1},    {"P", 0, 0, 0},
};
static const GenerateType CITY[] = {
    {"A", 146, 308, 780}, {"B", 15, 19, 14}, {"C", 3, 2, 1}, {"D", 57, 71, 150}, {"E", 10, 13, 20},
    {"F", 8, 10, 22},     {"G", 5, 5, 6},    {"K", 8, 8, 0}, {"P", 0, 1, 0},
};

enum { TYPES_MAXIMUM = 12 };

struct GenerateRooms {
    Night first_day;
    int days; /* of booking and of staying alike */
    /* Bookings on the books of a hotel and type for a night, as they stand on the day of booking while the
     * largest number is on the books. [((hotel * TYPES_MAXIMUM + type) * days + night) * days + day] */
    uint16_t *on_books;
    uint16_t
        *occupied;   /* rooms by assigned type and night; [(hotel * TYPES_MAXIMUM + type) * days + night] */
    uint8_t *passes; /* somebody comes and leaves on that day and needs one more room for a moment */
};

const GenerateType *generate_types(unsigned hotel, size_t *ret_count)
{
    g_assert(hotel < BOOKING_HOTELS);
    *ret_count = hotel == 0 ? G_N_ELEMENTS(RESORT) : G_N_ELEMENTS(CITY);
    return hotel == 0 ? RESORT : CITY;
}

GenerateRooms *generate_rooms_new(Night first_day, Night last_night)
{
    g_assert(first_day <= last_night);
    GenerateRooms *rooms = g_new0(GenerateRooms, 1);
    rooms->first_day = first_day;
    rooms->days = last_night - first_day + 1;
    const size_t lanes = (size_t)BOOKING_HOTELS * TYPES_MAXIMUM * (size_t)rooms->days;
    rooms->on_books = g_new0(uint16_t, lanes * (size_t)rooms->days);
    rooms->occupied = g_new0(uint16_t, lanes);
    rooms->passes = g_new0(uint8_t, lanes);
    return rooms;
}

void generate_rooms_free(GenerateRooms *rooms)
{
    if (rooms) {
        g_free(rooms->on_books);
        g_free(rooms->occupied);
        g_free(rooms->passes);
        g_free(rooms);
    }
}

static size_t type_find(unsigned hotel, const char *letter)
{
    size_t count = 0;
    const GenerateType *types = generate_types(hotel, &count);
    size_t type = 0;
    while (type < count && strcmp(types[type].letter, letter) != 0) {
        type++;
    }
    g_assert(type < count && count <= TYPES_MAXIMUM);
    return type;
}

static size_t lane(const GenerateRooms *rooms, unsigned hotel, size_t type, Night night)
{
    const int at = night - rooms->first_day;
    g_assert(at >= 0 && at < rooms->days);
    return ((size_t)hotel * TYPES_MAXIMUM + type) * (size_t)rooms->days + (size_t)at;
}

/* Days of booking on which the booking stands on the books, [first, end): it makes room before the bookings
 * of the day it is cancelled on, unless it was made that same day. */
static void books_span(const GenerateRooms *rooms, const BookingRow *booking, int *ret_first, int *ret_end)
{
    *ret_first = booking->booked_on - rooms->first_day;
    *ret_end = rooms->days;
    if (booking->outcome == BOOKING_CANCELLED) {
        *ret_end = MAX(booking->status_on - rooms->first_day, *ret_first + 1);
    }
}

static bool books_fit(const GenerateRooms *rooms, const BookingRow *booking, size_t type)
{
    size_t count = 0;
    const int limit = generate_types(booking->hotel, &count)[type].limit;
    int first = 0;
    int end = 0;
    books_span(rooms, booking, &first, &end);
    for (Night night = booking->arrival; night < booking->departure; night++) {
        const uint16_t *days =
            rooms->on_books + lane(rooms, booking->hotel, type, night) * (size_t)rooms->days;
        for (int day = first; day < end; day++) {
            if (days[day] >= limit) {
                return false;
            }
        }
    }
    return true;
}

static void books_add(GenerateRooms *rooms, const BookingRow *booking, size_t type)
{
    int first = 0;
    int end = 0;
    books_span(rooms, booking, &first, &end);
    for (Night night = booking->arrival; night < booking->departure; night++) {
        uint16_t *days = rooms->on_books + lane(rooms, booking->hotel, type, night) * (size_t)rooms->days;
        for (int day = first; day < end; day++) {
            days[day]++;
        }
    }
}

static bool stay_fits(const GenerateRooms *rooms, const BookingRow *booking, size_t type)
{
    size_t count = 0;
    const int free_rooms = generate_types(booking->hotel, &count)[type].rooms;
    if (booking->status_on == booking->arrival) {
        return rooms->occupied[lane(rooms, booking->hotel, type, booking->arrival)] < free_rooms;
    }
    for (Night night = booking->arrival; night < booking->status_on; night++) {
        const size_t at = lane(rooms, booking->hotel, type, night);
        if (rooms->occupied[at] + rooms->passes[at] >= free_rooms) {
            return false;
        }
    }
    return true;
}

static void stay_add(GenerateRooms *rooms, const BookingRow *booking, size_t type)
{
    if (booking->status_on == booking->arrival) {
        rooms->passes[lane(rooms, booking->hotel, type, booking->arrival)] = 1;
    }
    for (Night night = booking->arrival; night < booking->status_on; night++) {
        rooms->occupied[lane(rooms, booking->hotel, type, night)]++;
    }
}

bool generate_rooms_take(GenerateRooms *rooms, const BookingRow *booking)
{
    const size_t reserved = type_find(booking->hotel, booking->room_type);
    const size_t assigned = type_find(booking->hotel, booking->assigned_type);
    const bool stays = booking->outcome == BOOKING_CHECKED_OUT;
    if (!books_fit(rooms, booking, reserved) || (stays && !stay_fits(rooms, booking, assigned))) {
        return false;
    }
    books_add(rooms, booking, reserved);
    if (stays) {
        stay_add(rooms, booking, assigned);
    }
    return true;
}
