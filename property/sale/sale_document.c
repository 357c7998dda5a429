#include "property/sale/sale.h"

#include "revenue/price_rules.h"

static const JsonField guest_fields[] = {
    FIELD_TEXT("given_name", SaleGuest, given_name, .allow_empty = true),
    FIELD_TEXT("surname", SaleGuest, surname, .required = true),
    FIELD_TEXT("email", SaleGuest, email, .allow_empty = true),
    FIELD_TEXT("telephone", SaleGuest, telephone, .allow_empty = true, .max_length = 40),
    FIELD_TEXT("language", SaleGuest, language, .allow_empty = true, .max_length = 35),
    FIELD_TEXT("country", SaleGuest, country, .allow_empty = true, .max_length = 3),
};
const JsonShape sale_guest_shape = JSON_SHAPE(SaleGuest, guest_fields);

static json_t *guest_json(const SaleGuest *guest)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "given_name", json_from_text(guest->given_name ?: ""),
                     "surname", json_from_text(guest->surname), "email", json_from_text(guest->email ?: ""),
                     "telephone", json_from_text(guest->telephone ?: ""), "language",
                     json_from_text(guest->language ?: ""), "country", json_from_text(guest->country ?: ""));
}

/* What is the same in the question to the centre and in the reservation the hotel makes. */
static json_t *room_json(const SaleRoom *room)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:I}", "room_type", room->room_type, "rate_plan",
                     room->rate_plan, "arrival", json_from_night(room->arrival), "departure",
                     json_from_night(room->departure), "adults", (json_int_t)room->adults, "children",
                     (json_int_t)room->children, "infants", (json_int_t)room->infants);
}

HttpResponse *sale_access_problem(const Sale *sale)
{
    const StaffSession *staff = http_request_principal(sale->request);

    if (sale->access == NULL || !g_strv_contains((const char *const *)sale->access, CHAIN_ACCESS_STAFF) ||
        staff_may(staff->roles, STAFF_OVERRIDE)) {
        return NULL;
    }
    return staff_rate_problem("/access");
}

static void add_codes(GPtrArray *codes, const char *const *added)
{
    for (; added != NULL && *added != NULL; added++) {
        g_ptr_array_add(codes, (gpointer)*added);
    }
}

const char **sale_access(const Sale *sale, unsigned roles)
{
    GPtrArray *codes = g_ptr_array_new();

    add_codes(codes, (const char *const *)sale->access);
    add_codes(codes, staff_rate_access(roles));
    g_ptr_array_add(codes, NULL);
    return (const char **)g_ptr_array_free(codes, FALSE);
}

/* NULL without any. */
static json_t *access_json(const Sale *sale, unsigned roles)
{
    g_autofree const char **access = sale_access(sale, roles);
    json_t *codes = *access == NULL ? NULL : json_array();

    for (const char **code = access; *code != NULL; code++) {
        json_array_append_new(codes, json_from_text(*code));
    }
    return codes;
}

json_t *sale_book_body(const Sale *sale)
{
    const StaffSession *staff = http_request_principal(sale->request);
    json_t *rooms = json_array();

    for (gsize i = 0; i < sale->room_count; i++) {
        json_array_append_new(rooms, room_json(&sale->rooms[i]));
    }
    json_t *body = json_pack("{s:s, s:o, s:o, s:o*}", "hotel", sale->property->hotel->code, "guest",
                             guest_json(sale->guest), "rooms", rooms, "access",
                             access_json(sale, staff->roles));
    if (sale->comments != NULL) {
        json_object_set_new(body, "comments", json_from_text(sale->comments));
    }
    return body;
}

static json_t *line_json(int line, const SaleRoom *room, const PriceBreakdown *price)
{
    json_t *nights = json_array();
    json_t *document = room_json(room);

    for (guint i = 0; i < price->nights->len; i++) {
        json_array_append_new(nights, json_integer(g_array_index(price->nights, PriceNight, i).price_minor));
    }
    json_object_update_new(document,
                           json_pack("{s:i, s:s, s:o, s:s, s:o, s:I, s:i, s:s}", "line", line, "status",
                                     "reserved", "holds_until", json_from_night(room->departure),
                                     "price_source", "quoted", "night_prices_minor", nights, "total_minor",
                                     (json_int_t)price->room_minor, "penalty_minor", 0, "reason", ""));
    return document;
}

json_t *sale_document(const Command *command, const Sale *sale, const char *number, const GPtrArray *prices)
{
    Night arrival = sale->rooms[0].arrival;
    Night departure = sale->rooms[0].departure;
    json_t *lines = json_array();

    for (gsize i = 0; i < sale->room_count; i++) {
        arrival = MIN(arrival, sale->rooms[i].arrival);
        departure = MAX(departure, sale->rooms[i].departure);
        json_array_append_new(lines, line_json((int)i + 1, &sale->rooms[i], g_ptr_array_index(prices, i)));
    }
    return json_pack("{s:s, s:s, s:s, s:n, s:o, s:s, s:o, s:o, s:s, s:o, s:{}, s:o, s:o, s:i}",
                     "confirmation_number", number, "hotel", sale->property->hotel->code, "channel",
                     sale->channel, "external_id", "booked_at", json_from_instant(command->now), "booked_by",
                     command->staff->user, "arrival", json_from_night(arrival), "departure",
                     json_from_night(departure), "currency", sale->property->hotel->currency->code,
                     "comments", json_from_text(sale->comments ?: ""), "market", "guest",
                     guest_json(sale->guest), "lines", lines, "revision", 1);
}
