/* JSON: any bytes give a value or an error; a value is read into a structure or refused with a problem; its
 * canonical text reads back as an equal value. */
#include "ops/json.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

typedef struct {
    char *room_type;
    int64_t adults;
    Night arrival;
    GArray *prices;
} Room;

typedef struct {
    char *hotel;
    GArray *rooms;
    Money deposit;
    Instant booked_at;
    ConfirmationNumber confirmation;
    char **tags;
    json_t *extra;
} Booking;

static const JsonField ROOM_FIELDS[] = {
    FIELD_TEXT("room_type", Room, room_type, .required = true),
    FIELD_INT("adults", Room, adults, .min = 0, .max = 99),
    FIELD_NIGHT("arrival", Room, arrival),
    FIELD_INT_LIST("prices", Room, prices),
};
static const JsonShape ROOM_SHAPE = JSON_SHAPE(Room, ROOM_FIELDS);
static const JsonField BOOKING_FIELDS[] = {
    FIELD_TEXT("hotel", Booking, hotel),
    FIELD_LIST("rooms", Booking, rooms, &ROOM_SHAPE),
    FIELD_MONEY("deposit", Booking, deposit),
    FIELD_INSTANT("booked_at", Booking, booked_at),
    FIELD_CONFIRMATION("confirmation", Booking, confirmation),
    FIELD_TEXT_LIST("tags", Booking, tags),
    FIELD_ANY("extra", Booking, extra),
};
static const JsonShape BOOKING_SHAPE = JSON_SHAPE(Booking, BOOKING_FIELDS);

static void check_canonical(const json_t *value)
{
    g_autofree char *text = json_canonical(value);
    json_t *again = json_parse(text, strlen(text), NULL);

    g_assert(again != NULL && json_equal(value, again));
    json_decref(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    json_t *value = json_parse((const char *)data, size, &error);
    Booking booking = {0};
    JsonProblem problem = {0};

    g_assert((value == NULL) == (error != NULL));
    if (value == NULL) {
        return 0;
    }
    check_canonical(value);
    if (json_decode(value, &BOOKING_SHAPE, &booking, &problem)) {
        json_shape_clear(&BOOKING_SHAPE, &booking);
    } else {
        g_assert(problem.pointer != NULL && problem.code != NULL);
        g_assert(booking.hotel == NULL && booking.rooms == NULL);
        json_problem_clear(&problem);
    }
    json_decref(value);
    return 0;
}
