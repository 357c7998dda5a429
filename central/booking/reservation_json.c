#include "central/booking/reservation_json.h"

#include "ops/json.h"
#include "revenue/price_rules.h"

typedef struct {
    int64_t line;
    char *status;
    char *room_type;
    char *rate_plan;
    Night arrival;
    Night departure;
    int64_t adults, children, infants;
    char *price_source;
    GArray *night_prices_minor;
} LineForm;

static const JsonField LINE_FIELDS[] = {
    FIELD_INT("line", LineForm, line, .required = true, .min = 1, .max = RESERVATION_LINES_MAX),
    FIELD_TEXT("status", LineForm, status, .required = true),
    FIELD_TEXT("room_type", LineForm, room_type, .required = true, .validate = room_type_code_check),
    FIELD_TEXT("rate_plan", LineForm, rate_plan, .required = true, .validate = rate_plan_code_check),
    FIELD_NIGHT("arrival", LineForm, arrival, .required = true),
    FIELD_NIGHT("departure", LineForm, departure, .required = true),
    FIELD_INT("adults", LineForm, adults, .min = 0, .max = 99),
    FIELD_INT("children", LineForm, children, .min = 0, .max = 99),
    FIELD_INT("infants", LineForm, infants, .min = 0, .max = 99),
    FIELD_TEXT("price_source", LineForm, price_source),
    FIELD_INT_LIST("night_prices_minor", LineForm, night_prices_minor, .required = true,
                   .max = RESERVATION_NIGHTS_MAX),
};
static const JsonShape LINE_SHAPE = JSON_SHAPE(LineForm, LINE_FIELDS);

typedef struct {
    char *given_name, *surname, *email, *telephone, *language, *country;
} GuestForm;

static const JsonField GUEST_FIELDS[] = {
    FIELD_TEXT("given_name", GuestForm, given_name, .allow_empty = true),
    FIELD_TEXT("surname", GuestForm, surname, .required = true),
    FIELD_TEXT("email", GuestForm, email, .allow_empty = true),
    FIELD_TEXT("telephone", GuestForm, telephone, .allow_empty = true),
    FIELD_TEXT("language", GuestForm, language, .allow_empty = true),
    FIELD_TEXT("country", GuestForm, country, .allow_empty = true),
};
static const JsonShape GUEST_SHAPE = JSON_SHAPE(GuestForm, GUEST_FIELDS);

/* The members the centre needs; a hotel's document may hold more (totals, its own numbers), which is passed
 * over. */
static json_t *only(const json_t *object, const JsonShape *shape)
{
    json_t *kept = json_object();
    for (gsize i = 0; i < shape->field_count; i++) {
        json_t *value = json_object_get(object, shape->fields[i].name);
        if (value)
            json_object_set(kept, shape->fields[i].name, value);
    }
    return kept;
}

static gboolean decode(const json_t *object, const JsonShape *shape, gpointer form, GError **error)
{
    json_t *kept = only(object, shape);
    gboolean read = json_decode_strict(kept, shape, form, error);
    json_decref(kept);
    return read;
}

static gboolean prices_hold(const LineForm *form)
{
    if (form->departure < form->arrival ||
        !reservation_line_prices_fit((int)form->night_prices_minor->len, form->arrival, form->departure))
        return FALSE;
    for (guint i = 0; i < form->night_prices_minor->len; i++) {
        int64_t price_minor = g_array_index(form->night_prices_minor, int64_t, i);
        if (price_minor < -PRICE_NIGHT_MINOR_MAX || price_minor > PRICE_NIGHT_MINOR_MAX)
            return FALSE;
    }
    return TRUE;
}

static gboolean line_fill(ReservationLine *line, const LineForm *form, GError **error)
{
    if (!line_status_parse(form->status, &line->status, error))
        return FALSE;
    if (!prices_hold(form)) {
        g_set_error(error, JSON_ERROR, JSON_ERROR_SHAPE,
                    "/lines: line %" G_GINT64_FORMAT " needs one price a night, of at most 10^12 minor units",
                    form->line);
        return FALSE;
    }
    line->number = (int)form->line;
    g_strlcpy(line->room_type, form->room_type, sizeof line->room_type);
    g_strlcpy(line->rate_plan, form->rate_plan, sizeof line->rate_plan);
    line->arrival = form->arrival;
    line->departure = line->holds_until = form->departure;
    line->adults = (int)form->adults;
    line->children = (int)form->children;
    line->infants = (int)form->infants;
    line->channel_price = g_strcmp0(form->price_source, "channel") == 0;
    g_array_append_vals(line->night_prices_minor, form->night_prices_minor->data,
                        form->night_prices_minor->len);
    return TRUE;
}

static gboolean lines_read(Reservation *reservation, const json_t *lines, GError **error)
{
    size_t index;
    json_t *item;
    json_array_foreach(lines, index, item)
    {
        LineForm form = {0};
        if (!decode(item, &LINE_SHAPE, &form, error))
            return FALSE;
        ReservationLine *line = reservation_line_new();
        gboolean repeated = reservation_line_find(reservation, (int)form.line) != NULL;
        g_ptr_array_add(reservation->lines, line);
        gboolean filled = line_fill(line, &form, error);
        json_shape_clear(&LINE_SHAPE, &form);
        if (!filled)
            return FALSE;
        if (repeated) {
            g_set_error(error, JSON_ERROR, JSON_ERROR_SHAPE, "/lines/%zu/line: line %d stands here twice",
                        index, line->number);
            return FALSE;
        }
    }
    if (reservation->lines->len > 0)
        return TRUE;
    g_set_error(error, JSON_ERROR, JSON_ERROR_SHAPE, "/lines: at least one line is needed");
    return FALSE;
}

static gboolean guest_read(ReservationGuest *guest, const json_t *document, GError **error)
{
    GuestForm form = {0};
    if (!decode(document, &GUEST_SHAPE, &form, error))
        return FALSE;
    *guest = (ReservationGuest){
        .given_name = form.given_name,
        .surname = form.surname,
        .email = form.email,
        .telephone = form.telephone,
        .language = form.language,
        .country = form.country,
    };
    return TRUE;
}

Reservation *reservation_from_json(const json_t *document, const ChainHotel *hotel, GError **error)
{
    g_autoptr(Reservation) reservation = reservation_new();
    ConfirmationNumber number;
    const char *text = json_string_value(json_object_get(document, "confirmation_number"));
    if (!confirmation_parse(text ? text : "", &number, error))
        return NULL;
    const char *booked_at = json_string_value(json_object_get(document, "booked_at"));
    if (!instant_parse(booked_at ? booked_at : "", &reservation->booked_at, error))
        return NULL;
    if (!guest_read(&reservation->guest, json_object_get(document, "guest"), error) ||
        !lines_read(reservation, json_object_get(document, "lines"), error))
        return NULL;
    const char *booked_by = json_string_value(json_object_get(document, "booked_by"));
    const char *comments = json_string_value(json_object_get(document, "comments"));
    reservation->confirmation_number = g_strdup(number.digits);
    reservation->hotel_id = hotel->number;
    g_strlcpy(reservation->hotel_code, hotel->code, sizeof reservation->hotel_code);
    reservation->channel = g_strdup("walk-in");
    reservation->booked_by = g_strdup(booked_by ? booked_by : hotel->code);
    g_strlcpy(reservation->currency, hotel->currency->code, sizeof reservation->currency);
    reservation->comments = g_strdup(comments ? comments : "");
    return g_steal_pointer(&reservation);
}
