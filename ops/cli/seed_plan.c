#include "ops/cli/seed_plan.h"

#include <string.h>

enum {
    ARRIVALS_TODAY = 12,
    IN_HOUSE_OF_TODAY = 8,
    DAY_USE_TODAY = 3,
    ARRIVALS_LATER = 45,
    DAYS_AHEAD = 40,
    CANCELLED_EVERY = 11,
    LONGEST_STAY = 6,
};

/* Nobody real: the surname says "example" in the guest's own language. */
static const struct {
    const char *given_name;
    const char *surname;
    const char *language;
    const char *country;
} GUESTS[] = {
    {"Ana", "Exemplo", "pt", "PT"},     {"Grace", "Example", "en", "GB"},  {"Jean", "Exemple", "fr", "FR"},
    {"Erika", "Beispiel", "de", "DE"},  {"梅", "示例", "zh", "CN"},        {"Lucía", "Ejemplo", "es", "ES"},
    {"花子", "例", "ja", "JP"},         {"Marco", "Esempio", "it", "IT"},  {"Sanne", "Voorbeeld", "nl", "NL"},
    {"민준", "보기", "ko", "KR"},       {"Zofia", "Przykład", "pl", "PL"}, {"Noah", "Sample", "en", "US"},
    {"建国", "样本", "zh", "CN"},       {"Ingrid", "Exempel", "sv", "SE"}, {"Omar", "Mithal", "ar", "AE"},
    {"Beatriz", "Amostra", "pt", "BR"},
};

typedef struct {
    const ChainHotel *hotel;
    GRand *random;
    GArray *bookings;
} Planner;

static int between(Planner *planner, int low, int high)
{
    return g_rand_int_range(planner->random, low, high + 1);
}

/* A type with enough rooms that a demonstration never runs into its limit. */
static const ChainRoomType *draw_room_type(Planner *planner)
{
    const ChainRoomType *roomiest = g_ptr_array_index(planner->hotel->room_types, 0);
    for (int attempt = 0; attempt < 10; attempt++) {
        const ChainRoomType *type = g_ptr_array_index(
            planner->hotel->room_types, between(planner, 0, (int)planner->hotel->room_types->len - 1));
        if (type->room_count >= 10) {
            return type;
        }
        roomiest = type->room_count > roomiest->room_count ? type : roomiest;
    }
    return roomiest;
}

/* The best available rate, open to everybody and without conditions on the stay. */
static const ChainRatePlan *plan_for(const ChainHotel *hotel, const ChainRoomType *type)
{
    for (guint index = 0; index < hotel->rate_plans->len; index++) {
        const ChainRatePlan *plan = g_ptr_array_index(hotel->rate_plans, index);
        if (plan->kind == CHAIN_RATE_PLAN_BEST_AVAILABLE && !plan->access && rate_plan_sells(plan, type) &&
            plan->min_stay_nights <= 1 && plan->min_advance_days == 0) {
            return plan;
        }
    }
    return NULL;
}

static void add_booking(Planner *planner, Night arrival, int nights, bool checked_in)
{
    SeedBooking booking = {.number = planner->bookings->len + 1,
                           .channel = (SeedChannel)between(planner, SEED_PHONE, SEED_NOTIFICATION),
                           .room_type = draw_room_type(planner),
                           .arrival = arrival,
                           .departure = arrival + nights,
                           .checked_in = checked_in};
    booking.rate_plan = plan_for(planner->hotel, booking.room_type);
    if (!booking.rate_plan || nights == 0) {
        booking.channel = SEED_NOTIFICATION;
    }
    booking.adults = between(planner, 1, MAX(1, MIN(2, booking.room_type->max_adults)));
    booking.children = booking.room_type->max_occupancy > booking.adults &&
                       booking.room_type->max_children > 0 && between(planner, 1, 6) == 1;
    booking.cancelled = !checked_in && booking.number % CANCELLED_EVERY == 0;
    g_array_append_val(planner->bookings, booking);
}

GArray *seed_plan(const ChainHotel *hotel, Night today)
{
    Planner planner = {.hotel = hotel,
                       .random = g_rand_new_with_seed((guint32)hotel->number * 100003U + (guint32)today),
                       .bookings = g_array_new(FALSE, TRUE, sizeof(SeedBooking))};
    for (int index = 0; index < ARRIVALS_TODAY; index++) {
        add_booking(&planner, today, between(&planner, 1, LONGEST_STAY), index < IN_HOUSE_OF_TODAY);
    }
    /* Day use makes today's departures. */
    for (int index = 0; index < DAY_USE_TODAY; index++) {
        add_booking(&planner, today, 0, true);
    }
    for (int index = 0; index < ARRIVALS_LATER; index++) {
        add_booking(&planner, today + between(&planner, 1, DAYS_AHEAD), between(&planner, 1, LONGEST_STAY),
                    false);
    }
    g_rand_free(planner.random);
    return planner.bookings;
}

/* ---- bodies ---------------------------------------------------------------------------------------- */

static json_t *guest_json(const ChainHotel *hotel, const SeedBooking *booking)
{
    const size_t guest = (booking->number * 7 + (unsigned)hotel->number) % G_N_ELEMENTS(GUESTS);
    g_autofree char *email = g_strdup_printf("guest%u.%s@example.com", booking->number, hotel->code);
    return json_pack("{ss ss ss ss ss}", "given_name", GUESTS[guest].given_name, "surname",
                     GUESTS[guest].surname, "email", email, "language", GUESTS[guest].language, "country",
                     GUESTS[guest].country);
}

static json_t *room_json(const SeedBooking *booking)
{
    char arrival[NIGHT_TEXT_SIZE];
    char departure[NIGHT_TEXT_SIZE];
    return json_pack("{ss ss ss si si si}", "room_type", booking->room_type->code, "arrival",
                     night_write(booking->arrival, arrival), "departure",
                     night_write(booking->departure, departure), "adults", booking->adults, "children",
                     booking->children, "infants", 0);
}

/* A booking website's own price: a round sum that suits the currency. */
static int64_t website_price_minor(const ChainHotel *hotel, const SeedBooking *booking)
{
    const int64_t whole = 90 + 10 * (booking->number % 9);
    const int64_t unit = hotel->currency->exponent == 0 ? 150 : 100;
    return strcmp(hotel->currency->code, "CNY") == 0 ? whole * unit * 7 : whole * unit;
}

static json_t *notification_json(const ChainHotel *hotel, const SeedBooking *booking, Night today)
{
    char date[NIGHT_TEXT_SIZE];
    g_autofree char *external =
        g_strdup_printf("demo-%s-%s-%03u", hotel->code, night_write(today, date), booking->number);
    json_t *room = room_json(booking);
    json_t *prices = json_array();
    for (Night night = booking->arrival; night < booking->departure; night++) {
        json_array_append_new(prices, json_integer(website_price_minor(hotel, booking)));
    }
    json_object_set_new(room, "night_prices_minor", prices);
    return json_pack("{ss ss ss ss ss so s[o]}", "channel", "roomfinder", "external_id", external, "status",
                     "new", "hotel", hotel->code, "currency", hotel->currency->code, "guest",
                     guest_json(hotel, booking), "rooms", room);
}

json_t *seed_booking_json(const ChainHotel *hotel, const SeedBooking *booking, Night today)
{
    if (booking->channel == SEED_NOTIFICATION) {
        return notification_json(hotel, booking, today);
    }
    json_t *room = room_json(booking);
    json_object_set_new(room, "rate_plan", json_string(booking->rate_plan->code));
    return json_pack("{ss so s[o]}", "hotel", hotel->code, "guest", guest_json(hotel, booking), "rooms",
                     room);
}
