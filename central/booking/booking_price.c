#include "central/booking/booking_price.h"

#include <string.h>

#include "revenue/price_rules.h"

static void refuse_at(BookingCommand *command, guint index, const char *field, int status, const char *code,
                      const char *detail)
{
    g_autofree char *pointer = g_strdup_printf("/rooms/%u/%s", index, field);
    booking_command_refuse(command, status, code, pointer, "%s", detail);
}

/* What the engine says, as a refusal a program can act on: the engine's own code is the member "why". */
static void refuse_price(BookingCommand *command, guint index, const PriceRefusal *refusal)
{
    char night[NIGHT_TEXT_SIZE] = "";
    if (refusal->first_night != NIGHT_NONE)
        night_write(refusal->first_night, night);
    g_autofree char *detail = g_strdup(price_refusal_text_en(refusal->code));
    g_autofree char *bound = g_strdup_printf("%d", refusal->bound);
    GString *text = g_string_new(detail);
    g_string_replace(text, "{night}", night, 0);
    g_string_replace(text, "{bound}", bound, 0);
    refuse_at(command, index, "rate_plan", 409, "rate_not_offered", text->str);
    g_string_free(text, TRUE);
    json_object_set_new(command->outcome.body, "why", json_string(price_refusal_code_text(refusal->code)));
    json_object_set_new(command->outcome.body, "night", json_string(night));
    json_object_set_new(command->outcome.body, "bound", json_integer(refusal->bound));
}

/* What the guest may see: what is named, and the rate they have already (`kept`; may be NULL). A rate of the
 * house is given anew each time. Borrowed strings. */
static GPtrArray *access_of(const BookingCommand *command, const ChainRatePlan *kept)
{
    GPtrArray *access = g_ptr_array_new();
    for (char **named = command->access; named && *named; named++)
        g_ptr_array_add(access, *named);
    if (kept && kept->access && !rate_plan_of_the_house(kept))
        g_ptr_array_add(access, kept->access);
    g_ptr_array_add(access, NULL);
    return access;
}

/* `had_plan` is that of the line before; NULL for a new one. */
static gboolean quote(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                      const char *had_plan, ReservationLine *line, guint index)
{
    const ChainRatePlan *plan = hotel_rate_plan(hotel, line->rate_plan);
    if (!plan) {
        refuse_at(command, index, "rate_plan", 422, "unknown_rate_plan",
                  "the hotel has no rate plan of this code");
        return FALSE;
    }
    gboolean kept = g_strcmp0(had_plan, line->rate_plan) == 0;
    g_autoptr(GPtrArray) access = access_of(command, kept ? plan : NULL);
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(hotel->time_zone);
    g_autoptr(HotelMemory) memory = hotel_memory_open(state->memory, hotel);
    PriceRequest request = {
        .hotel = hotel,
        .plan = plan,
        .room_type = hotel_room_type(hotel, line->room_type),
        .arrival = line->arrival,
        .departure = line->departure,
        .booked_on = MIN(instant_local_date(command->at, zone), hotel_memory_business_date(memory)),
        .occupancy = {.adults = line->adults, .children = line->children, .infants = line->infants},
        .access = (const char *const *)access->pdata,
        .book = hotel_memory_book(memory),
    };
    g_auto(PriceBreakdown) offer;
    price_breakdown_init(&offer, hotel);
    PriceRefusal refusal;
    if (!price_offer(&request, &offer, &refusal)) {
        refuse_price(command, index, &refusal);
        return FALSE;
    }
    g_array_set_size(line->night_prices_minor, 0);
    for (guint i = 0; i < offer.nights->len; i++)
        g_array_append_val(line->night_prices_minor, g_array_index(offer.nights, PriceNight, i).price_minor);
    return TRUE;
}

static gboolean take_channel_prices(BookingCommand *command, ReservationLine *line, const BookingLine *wanted,
                                    guint index)
{
    if (!reservation_line_prices_fit((int)wanted->night_prices_minor->len, line->arrival, line->departure)) {
        refuse_at(command, index, "night_prices_minor", 422, "price_each_night",
                  "give one price for each night of the stay");
        return FALSE;
    }
    line->channel_price = TRUE;
    g_strlcpy(line->rate_plan, RATE_PLAN_CHANNEL, sizeof line->rate_plan);
    g_array_set_size(line->night_prices_minor, 0);
    g_array_append_vals(line->night_prices_minor, wanted->night_prices_minor->data,
                        wanted->night_prices_minor->len);
    return TRUE;
}

static gboolean dates_are_sane(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                               const ReservationLine *line, guint index)
{
    const StateHotel *row = booking_state_hotel(state, hotel->number);
    if (line->departure < line->arrival) {
        refuse_at(command, index, "departure", 422, "departure_before_arrival",
                  "departure lies before arrival");
        return FALSE;
    }
    if (reservation_line_nights(line) > RESERVATION_NIGHTS_MAX) {
        refuse_at(command, index, "departure", 422, "stay_too_long", "a stay has at most 365 nights");
        return FALSE;
    }
    if (row && line->arrival < row->business_date) {
        refuse_at(command, index, "arrival", 422, "arrival_in_past",
                  "arrival lies before the hotel's business date");
        return FALSE;
    }
    return TRUE;
}

ReservationLine *booking_line_price(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                                    const BookingLine *wanted, guint index)
{
    g_autoptr(ReservationLine) line = reservation_line_new();
    line->status = LINE_RESERVED;
    g_strlcpy(line->room_type, wanted->room_type, sizeof line->room_type);
    g_strlcpy(line->rate_plan, wanted->rate_plan, sizeof line->rate_plan);
    line->arrival = wanted->arrival;
    line->departure = line->holds_until = wanted->departure;
    line->adults = MAX(wanted->adults, 0);
    line->children = MAX(wanted->children, 0);
    line->infants = MAX(wanted->infants, 0);
    if (!hotel_room_type(hotel, line->room_type)) {
        refuse_at(command, index, "room_type", 422, "unknown_room_type",
                  "the hotel has no room type of this code");
        return NULL;
    }
    if (!dates_are_sane(state, command, hotel, line, index))
        return NULL;
    if (wanted->night_prices_minor ? !take_channel_prices(command, line, wanted, index)
                                   : !quote(state, command, hotel, NULL, line, index))
        return NULL;
    return g_steal_pointer(&line);
}

static void keep_sold_prices(const ReservationLine *before, ReservationLine *after)
{
    if (strcmp(before->room_type, after->room_type) != 0 ||
        strcmp(before->rate_plan, after->rate_plan) != 0 || before->adults != after->adults ||
        before->children != after->children)
        return;
    if (before->arrival == after->arrival && reservation_line_nights(before) == 0 &&
        reservation_line_nights(after) == 0) {
        g_array_set_size(after->night_prices_minor, 0);
        g_array_append_vals(after->night_prices_minor, before->night_prices_minor->data,
                            before->night_prices_minor->len);
    }
    for (Night night = MAX(before->arrival, after->arrival); night < MIN(before->departure, after->departure);
         night++)
        g_array_index(after->night_prices_minor, int64_t, night - after->arrival) =
            g_array_index(before->night_prices_minor, int64_t, night - before->arrival);
}

static gboolean reprice(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                        const ReservationLine *before, ReservationLine *after, const BookingLine *wanted,
                        guint index)
{
    if (wanted->night_prices_minor)
        return take_channel_prices(command, after, wanted, index);
    gboolean same_nights = before->arrival == after->arrival && before->departure == after->departure;
    if (after->channel_price && !wanted->rate_plan[0]) {
        if (same_nights)
            return TRUE;
        refuse_at(
            command, index, "night_prices_minor", 422, "price_each_night",
            "the channel's own price stands for the old nights: give one for each new night, or a rate plan");
        return FALSE;
    }
    after->channel_price = FALSE;
    if (!quote(state, command, hotel, before->rate_plan, after, index))
        return FALSE;
    keep_sold_prices(before, after);
    return TRUE;
}

static void apply_wishes(ReservationLine *line, const BookingLine *wanted)
{
    if (wanted->room_type[0])
        g_strlcpy(line->room_type, wanted->room_type, sizeof line->room_type);
    if (wanted->rate_plan[0])
        g_strlcpy(line->rate_plan, wanted->rate_plan, sizeof line->rate_plan);
    if (wanted->arrival != NIGHT_NONE)
        line->arrival = wanted->arrival;
    if (wanted->departure != NIGHT_NONE)
        line->departure = wanted->departure;
    line->holds_until = line->departure;
    if (wanted->adults >= 0)
        line->adults = wanted->adults;
    if (wanted->children >= 0)
        line->children = wanted->children;
    if (wanted->infants >= 0)
        line->infants = wanted->infants;
}

ReservationLine *booking_line_reprice(BookingState *state, BookingCommand *command, const ChainHotel *hotel,
                                      const ReservationLine *line, const BookingLine *wanted, guint index)
{
    g_autoptr(ReservationLine) changed = reservation_line_copy(line);
    reservation_line_forget_moves(changed);
    apply_wishes(changed, wanted);
    if (!hotel_room_type(hotel, changed->room_type)) {
        refuse_at(command, index, "room_type", 422, "unknown_room_type",
                  "the hotel has no room type of this code");
        return NULL;
    }
    if (!dates_are_sane(state, command, hotel, changed, index))
        return NULL;
    if (!reprice(state, command, hotel, line, changed, wanted, index))
        return NULL;
    return g_steal_pointer(&changed);
}
