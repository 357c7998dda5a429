#include "central/booking/reservation_json.h"

#include <string.h>

#include "ops/json.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

static Chain *chain;

static void line_add(Reservation *reservation, GRand *random)
{
    ReservationLine *line = reservation_line_new();
    line->number = (int)reservation->lines->len + 1;
    line->status = (LineStatus)g_rand_int_range(random, LINE_RESERVED, LINE_CHECKED_OUT + 1);
    g_strlcpy(line->room_type, "STD", sizeof line->room_type);
    g_strlcpy(line->rate_plan, "BAR", sizeof line->rate_plan);
    line->arrival = night_from_date(2016, 3, 1) + g_rand_int_range(random, 0, 300);
    line->departure = line->holds_until = line->arrival + g_rand_int_range(random, 0, 9);
    line->adults = g_rand_int_range(random, 0, 5);
    line->children = g_rand_int_range(random, 0, 5);
    line->infants = g_rand_int_range(random, 0, 5);
    line->channel_price = g_rand_boolean(random);
    for (Night night = line->arrival; night < line->departure; night++) {
        int64_t price_minor = g_rand_int_range(random, -1000, 1000000);
        g_array_append_val(line->night_prices_minor, price_minor);
    }
    g_ptr_array_add(reservation->lines, line);
}

/* A reservation as a hotel makes one while it is cut off. */
static Reservation *made_by_hotel(GRand *random)
{
    Reservation *reservation = reservation_new();
    ConfirmationNumber number;
    bool made = confirmation_make_hotel(7, g_rand_int_range(random, 1, 999999), &number, NULL);
    g_assert(made);
    reservation->confirmation_number = g_strdup(number.digits);
    reservation->hotel_id = 7;
    g_strlcpy(reservation->hotel_code, "SEA", sizeof reservation->hotel_code);
    reservation->guest.surname = g_strdup("名字 O'Hara \"Ü\"");
    reservation->guest.given_name = g_strdup("");
    reservation->guest.email = g_strdup("a@example.com");
    reservation->guest.telephone = g_strdup("+351 1");
    reservation->guest.language = g_strdup("pt");
    reservation->guest.country = g_strdup("PRT");
    reservation->channel = g_strdup("walk-in");
    reservation->booked_at = instant_from_night_utc(night_from_date(2016, 3, 1)) + 22 * INSTANT_HOUR;
    reservation->booked_by = g_strdup("sea-desk1");
    g_strlcpy(reservation->currency, "EUR", sizeof reservation->currency);
    reservation->comments = g_strdup("late\nat night");
    for (int lines = g_rand_int_range(random, 1, 5); lines > 0; lines--)
        line_add(reservation, random);
    return reservation;
}

static void test_a_document_read_back_is_the_same_document(void)
{
    GRand *random = test_random_new();
    const ChainHotel *hotel = chain_hotel(chain, "SEA");
    for (int i = 0; i < 200; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Reservation) reservation = made_by_hotel(random);
        json_auto_t *document = reservation_to_json(reservation);
        g_autoptr(Reservation) read = reservation_from_json(document, hotel, &error);
        TEST_ASSERT_NO_ERROR(error);
        json_auto_t *again = reservation_to_json(read);
        CU_ASSERT_TRUE(json_equal(document, again));
    }
    g_rand_free(random);
}

/* Changes one member of a line (or of the document, with line NULL) and expects a refusal. */
typedef struct {
    const char *object; /* "line", "guest" or "" */
    const char *member;
    const char *value; /* JSON; NULL: removed */
    const char *message;
} Spoilt;

static void test_what_is_spoilt_is_named(void)
{
    static const Spoilt spoilt[] = {
        {"", "confirmation_number", "\"512345678901\"", "check digit"},
        {"", "confirmation_number", NULL, ""},
        {"", "booked_at", "\"tonight\"", ""},
        {"", "booked_at", NULL, ""},
        {"", "guest", NULL, ""},
        {"", "lines", "[]", "at least one line"},
        {"", "lines", NULL, "at least one line"},
        {"guest", "surname", NULL, "/surname"},
        {"line", "line", "0", "/line"},
        {"line", "line", "100", "/line"},
        {"line", "status", "\"asleep\"", ""},
        {"line", "room_type", "\"std!\"", "/room_type"},
        {"line", "arrival", NULL, "/arrival"},
        {"line", "departure", "\"2015-01-01\"", "one price a night"},
        {"line", "night_prices_minor", "[1,2,3,4,5,6,7,8,9,10,11]", "one price a night"},
        {"line", "adults", "100", "/adults"},
    };
    GRand *random = test_random_new();
    const ChainHotel *hotel = chain_hotel(chain, "SEA");
    for (gsize i = 0; i < G_N_ELEMENTS(spoilt); i++) {
        g_autoptr(Reservation) reservation = made_by_hotel(random);
        json_auto_t *document = reservation_to_json(reservation);
        json_t *object = strcmp(spoilt[i].object, "line") == 0
                             ? json_array_get(json_object_get(document, "lines"), 0)
                         : strcmp(spoilt[i].object, "guest") == 0 ? json_object_get(document, "guest")
                                                                  : document;
        if (spoilt[i].value)
            json_object_set_new(object, spoilt[i].member, json_loads(spoilt[i].value, JSON_DECODE_ANY, NULL));
        else
            json_object_del(object, spoilt[i].member);
        GError *error = NULL;
        Reservation *read = reservation_from_json(document, hotel, &error);
        CU_ASSERT_PTR_NULL(read);
        if (!error || !strstr(error->message, spoilt[i].message))
            g_printerr("    %s: %s\n", spoilt[i].member, error ? error->message : "accepted");
        CU_ASSERT_TRUE(error && strstr(error->message, spoilt[i].message));
        g_clear_error(&error);
    }
    g_rand_free(random);
}

static void test_prices_beyond_all_bounds_and_lines_twice(void)
{
    GRand *random = test_random_new();
    const ChainHotel *hotel = chain_hotel(chain, "SEA");
    g_autoptr(Reservation) reservation = made_by_hotel(random);
    line_add(reservation, random);
    json_auto_t *twice = reservation_to_json(reservation);
    json_object_set_new(json_array_get(json_object_get(twice, "lines"), 1), "line", json_integer(1));
    GError *error = NULL;
    CU_ASSERT_PTR_NULL(reservation_from_json(twice, hotel, &error));
    TEST_ASSERT_ERROR(error, JSON_ERROR, JSON_ERROR_SHAPE, "line 1 stands here twice");
    ReservationLine *line = reservation->lines->pdata[0];
    line->departure = line->holds_until = line->arrival + 1;
    int64_t price_minor = INT64_C(1000000000001);
    g_array_set_size(line->night_prices_minor, 0);
    g_array_append_val(line->night_prices_minor, price_minor);
    json_auto_t *dear = reservation_to_json(reservation);
    CU_ASSERT_PTR_NULL(reservation_from_json(dear, hotel, &error));
    TEST_ASSERT_ERROR(error, JSON_ERROR, JSON_ERROR_SHAPE, "10^12");
    g_rand_free(random);
}

static CU_TestInfo TESTS[] = {
    {"a document read back is the same document", test_a_document_read_back_is_the_same_document},
    {"what is spoilt is named", test_what_is_spoilt_is_named},
    {"prices beyond all bounds, lines twice", test_prices_beyond_all_bounds_and_lines_twice},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    chain = chain_fixture_small();
    int failed = test_main("central/reservation_json", TESTS);
    chain_free(chain);
    return failed;
}
