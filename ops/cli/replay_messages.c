#include "ops/cli/replay_messages.h"

#include <string.h>

/* The synthetic guests: the word for "guest" in the language of the booking's country, and a number. */
static const struct {
    const char *country;
    const char *language;
    const char *given_name;
} LANGUAGES[] = {
    {"PRT", "pt", "Hóspede"},    {"BRA", "pt", "Hóspede"}, {"FRA", "fr", "Hôte"},  {"BEL", "fr", "Hôte"},
    {"ESP", "es", "Huésped"},    {"DEU", "de", "Gast"},    {"AUT", "de", "Gast"},  {"CHE", "de", "Gast"},
    {"ITA", "it", "Ospite"},     {"NLD", "nl", "Gast"},    {"CHN", "zh", "客人"},  {"CN", "zh", "客人"},
    {"JPN", "ja", "お客様"},     {"KOR", "ko", "손님"},    {"RUS", "ru", "Гость"}, {"POL", "pl", "Gość"},
    {"GRC", "el", "Επισκέπτης"},
};

const char *replay_send_name(ReplaySend send)
{
    static const char *const NAMES[] = {"clock",     "book",    "cancel", "check-in",
                                        "check-out", "no-show", "audit"};
    G_STATIC_ASSERT(G_N_ELEMENTS(NAMES) == REPLAY_SENDS);
    g_assert((size_t)send < G_N_ELEMENTS(NAMES));
    return NAMES[send];
}

char *replay_key(const char *fingerprint, uint32_t row, ReplaySend send)
{
    return g_strdup_printf("replay-%s-%06u-%s", fingerprint, row, replay_send_name(send));
}

char *replay_audit_key(const char *fingerprint, unsigned hotel, Night day)
{
    char date[NIGHT_TEXT_SIZE];
    return g_strdup_printf("replay-%s-%s-%s-audit", fingerprint, booking_hotel_code(hotel),
                           night_write(day, date));
}

static json_t *guest_json(const char *fingerprint, const BookingRow *guest)
{
    const char *language = "en";
    const char *given_name = "Guest";
    for (size_t index = 0; guest->country && index < G_N_ELEMENTS(LANGUAGES); index++) {
        if (strcmp(guest->country, LANGUAGES[index].country) == 0) {
            language = LANGUAGES[index].language;
            given_name = LANGUAGES[index].given_name;
        }
    }
    g_autofree char *surname = g_strdup_printf("%06u", guest->row);
    g_autofree char *reference = g_strdup_printf("replay-%s-guest-%06u", fingerprint, guest->row);
    return json_pack("{ss ss ss ss}", "given_name", given_name, "surname", surname, "language", language,
                     "reference", reference);
}

/* What the file does not know is left out, not made up. */
static void set_known_text(json_t *object, const char *member, const char *text)
{
    if (text) {
        json_object_set_new(object, member, json_string(text));
    }
}

static json_t *market_json(const BookingRow *booking)
{
    json_t *market = json_pack("{ss ss ss ss ss sb}", "segment", booking->segment, "distribution_channel",
                               booking->distribution, "meal", booking->meal, "deposit_type", booking->deposit,
                               "customer_type", booking->customer, "repeated_guest", booking->repeated_guest);
    set_known_text(market, "country", booking->country);
    set_known_text(market, "agent", booking->agent);
    set_known_text(market, "company", booking->company);
    return market;
}

static json_t *room_json(const BookingRow *booking)
{
    char arrival[NIGHT_TEXT_SIZE];
    char departure[NIGHT_TEXT_SIZE];
    json_t *prices = json_array();
    for (int night = 0; night < booking_row_nights(booking); night++) {
        json_array_append_new(prices, json_integer(booking->rate_minor));
    }
    return json_pack("{ss ss ss si si si so}", "room_type", booking->room_type, "arrival",
                     night_write(booking->arrival, arrival), "departure",
                     night_write(booking->departure, departure), "adults", (int)booking->adults, "children",
                     MAX((int)booking->children, 0), "infants", (int)booking->infants, "night_prices_minor",
                     prices);
}

static char *morning_of(Night day)
{
    char date[NIGHT_TEXT_SIZE];
    return g_strdup_printf("%sT06:00:00Z", night_write(day, date));
}

json_t *replay_notification(const char *fingerprint, const BookingRow *booking, const BookingRow *guest)
{
    g_autofree char *external = g_strdup_printf("%s-%06u", fingerprint, booking->row);
    g_autofree char *booked_at = morning_of(booking->booked_on);
    return json_pack("{ss ss ss ss ss ss so s[o] so}", "channel", "replay", "external_id", external, "status",
                     "new", "hotel", booking_hotel_code(booking->hotel), "booked_at", booked_at, "currency",
                     "EUR", "guest", guest_json(fingerprint, guest), "rooms", room_json(booking), "market",
                     market_json(booking));
}

json_t *replay_check_in(const BookingRow *booking)
{
    return json_pack("{si ss}", "line", 1, "room_type", booking->assigned_type);
}

json_t *replay_check_out(void)
{
    return json_pack("{s{ss}}", "settle", "method", "card");
}

json_t *replay_cancellation(void)
{
    return json_pack("{ss}", "reason", "cancelled by the booking channel");
}

json_t *replay_no_show(void)
{
    return json_pack("{si}", "line", 1);
}

json_t *replay_audit(Night day)
{
    char date[NIGHT_TEXT_SIZE];
    return json_pack("{ss}", "business_date", night_write(day, date));
}

json_t *replay_clock(Night day)
{
    g_autofree char *now = morning_of(day);
    return json_pack("{ss}", "now", now);
}
