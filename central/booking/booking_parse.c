#include "central/booking/booking_parse.h"

#include <string.h>

#include "central/problem.h"
#include "revenue/price_rules.h"
#include "schemas/money.h"

enum {
    HOLD_SECONDS_DEFAULT = 600,
    HOLD_SECONDS_MAX = 3600,
    MARKET_MEMBERS_MAX = 24,
    MARKET_NAME_MAX = 64,
    MARKET_TEXT_MAX = 255
};

typedef struct {
    int64_t line;
    char *room_type;
    char *rate_plan;
    Night arrival;
    Night departure;
    int64_t adults;
    int64_t children;
    int64_t infants;
    char **night_prices;
    GArray *night_prices_minor;
} RoomForm;

#define ROOM_MEMBERS                                                                                         \
    FIELD_INT("line", RoomForm, line, .min = 1, .max = RESERVATION_LINES_MAX),                               \
        FIELD_TEXT("room_type", RoomForm, room_type, .validate = room_type_code_check),                      \
        FIELD_TEXT("rate_plan", RoomForm, rate_plan, .validate = rate_plan_code_check),                      \
        FIELD_NIGHT("arrival", RoomForm, arrival), FIELD_NIGHT("departure", RoomForm, departure),            \
        FIELD_INT("adults", RoomForm, adults, .min = 0, .max = 99),                                          \
        FIELD_INT("children", RoomForm, children, .min = 0, .max = 99),                                      \
        FIELD_INT("infants", RoomForm, infants, .min = 0, .max = 99)

static const JsonField ROOM_FIELDS[] = {ROOM_MEMBERS};
static const JsonShape ROOM_SHAPE = JSON_SHAPE(RoomForm, ROOM_FIELDS);

/* Only a website's own booking brings prices along; whoever else books pays what the engine says. */
static const JsonField CHANNEL_ROOM_FIELDS[] = {
    ROOM_MEMBERS,
    FIELD_TEXT_LIST("night_prices", RoomForm, night_prices, .max = RESERVATION_NIGHTS_MAX),
    FIELD_INT_LIST("night_prices_minor", RoomForm, night_prices_minor, .max = RESERVATION_NIGHTS_MAX),
};
static const JsonShape CHANNEL_ROOM_SHAPE = JSON_SHAPE(RoomForm, CHANNEL_ROOM_FIELDS);

typedef struct {
    int64_t guest_id;
    char *reference;
    char *given_name;
    char *surname;
    char *email;
    char *telephone;
    char *language;
    char *country;
} GuestForm;

static const JsonField GUEST_FIELDS[] = {
    FIELD_INT("guest_id", GuestForm, guest_id, .min = 1, .max = INT64_MAX),
    FIELD_TEXT("reference", GuestForm, reference, .max_length = 100),
    FIELD_TEXT("given_name", GuestForm, given_name, .allow_empty = true),
    FIELD_TEXT("surname", GuestForm, surname),
    FIELD_TEXT("email", GuestForm, email, .allow_empty = true),
    FIELD_TEXT("telephone", GuestForm, telephone, .allow_empty = true, .max_length = 40),
    FIELD_TEXT("language", GuestForm, language, .allow_empty = true, .max_length = 35),
    FIELD_TEXT("country", GuestForm, country, .allow_empty = true, .max_length = 3),
};
static const JsonShape GUEST_SHAPE = JSON_SHAPE(GuestForm, GUEST_FIELDS);

static const char *const STATUSES[] = {"new", "modified", "cancelled", NULL};
enum { STATUS_NEW, STATUS_MODIFIED, STATUS_CANCELLED };

typedef struct {
    char *hotel;
    char *hold;
    char *channel;
    char *external_id;
    int status;
    Instant booked_at;
    const Currency *currency;
    GuestForm guest;
    bool has_guest;
    GArray *rooms;
    char **access;
    int64_t expected_total_minor;
    char *comments;
    json_t *market;
    char *reason;
    GArray *lines;
    int64_t seconds;
} BookingForm;

#define FIELD_HOTEL FIELD_TEXT("hotel", BookingForm, hotel, .required = true, .validate = hotel_code_check)
#define FIELD_GUEST(Required)                                                                                \
    FIELD_OBJECT("guest", BookingForm, guest, &GUEST_SHAPE, .required = (Required),                          \
                 .present_offset = offsetof(BookingForm, has_guest))
#define FIELD_ROOMS(Required, Shape)                                                                         \
    FIELD_LIST("rooms", BookingForm, rooms, Shape, .required = (Required), .min = 1,                         \
               .max = RESERVATION_LINES_MAX)
#define FIELD_ACCESS FIELD_TEXT_LIST("access", BookingForm, access, .max = 10)
#define FIELD_EXPECTED                                                                                       \
    FIELD_INT("expected_total_minor", BookingForm, expected_total_minor, .min = 0, .max = INT64_MAX)
#define FIELD_COMMENTS FIELD_TEXT("comments", BookingForm, comments, .allow_empty = true, .max_length = 4000)
#define FIELD_MARKET FIELD_ANY("market", BookingForm, market)
#define FIELD_REASON FIELD_TEXT("reason", BookingForm, reason, .allow_empty = true, .max_length = 1000)
#define FIELD_LINES FIELD_INT_LIST("lines", BookingForm, lines, .min = 1, .max = RESERVATION_LINES_MAX)

static const JsonField BOOK_FIELDS[] = {
    FIELD_HOTEL,
    FIELD_TEXT("hold", BookingForm, hold, .max_length = 64),
    FIELD_TEXT("channel", BookingForm, channel, .max_length = 40),
    FIELD_TEXT("external_id", BookingForm, external_id, .max_length = 100),
    FIELD_GUEST(true),
    FIELD_ROOMS(false, &ROOM_SHAPE),
    FIELD_ACCESS,
    FIELD_EXPECTED,
    FIELD_COMMENTS,
    FIELD_MARKET,
};
static const JsonField HOLD_FIELDS[] = {
    FIELD_HOTEL,
    FIELD_ROOMS(true, &ROOM_SHAPE),
    FIELD_ACCESS,
    FIELD_EXPECTED,
    FIELD_INT("seconds", BookingForm, seconds, .min = 30, .max = HOLD_SECONDS_MAX),
};
static const JsonField MODIFY_FIELDS[] = {
    FIELD_GUEST(false), FIELD_ROOMS(false, &ROOM_SHAPE), FIELD_ACCESS, FIELD_EXPECTED, FIELD_COMMENTS,
    FIELD_MARKET,
};
static const JsonField CANCEL_FIELDS[] = {FIELD_REASON, FIELD_LINES};
static const JsonField NOTIFICATION_FIELDS[] = {
    FIELD_HOTEL,
    FIELD_TEXT("channel", BookingForm, channel, .required = true, .max_length = 40),
    FIELD_TEXT("external_id", BookingForm, external_id, .required = true, .max_length = 100),
    FIELD_CHOICE("status", BookingForm, status, STATUSES, .required = true),
    FIELD_INSTANT("booked_at", BookingForm, booked_at),
    FIELD_CURRENCY("currency", BookingForm, currency),
    FIELD_GUEST(false),
    FIELD_ROOMS(false, &CHANNEL_ROOM_SHAPE),
    FIELD_COMMENTS,
    FIELD_MARKET,
    FIELD_REASON,
};

static const JsonShape BOOK_SHAPE = JSON_SHAPE(BookingForm, BOOK_FIELDS);
static const JsonShape HOLD_SHAPE = JSON_SHAPE(BookingForm, HOLD_FIELDS);
static const JsonShape MODIFY_SHAPE = JSON_SHAPE(BookingForm, MODIFY_FIELDS);
static const JsonShape CANCEL_SHAPE = JSON_SHAPE(BookingForm, CANCEL_FIELDS);
static const JsonShape NOTIFICATION_SHAPE = JSON_SHAPE(BookingForm, NOTIFICATION_FIELDS);

/* Where a form is wrong; the first finding stands. */
typedef struct {
    int status;
    json_t *document;
} Finding;

static void find(Finding *finding, int status, const char *code, const char *pointer, const char *detail)
{
    if (finding->document)
        return;
    finding->status = status;
    finding->document = problem_json(status, code, pointer, detail);
}

/* `prefix` and a member's name, escaped as RFC 6901 says. */
static char *pointer_to(const char *prefix, const char *name)
{
    GString *pointer = g_string_new(name);
    g_string_replace(pointer, "~", "~0", 0);
    g_string_replace(pointer, "/", "~1", 0);
    g_string_prepend(pointer, prefix);
    return g_string_free(pointer, FALSE);
}

static void find_in_room(Finding *finding, guint index, const char *field, const char *code,
                         const char *detail)
{
    g_autofree char *pointer = g_strdup_printf("/rooms/%u/%s", index, field);
    find(finding, 400, code, pointer, detail);
}

static GArray *prices_from_texts(char **texts, const Currency *currency, guint index, Finding *finding)
{
    GArray *prices = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; texts[i]; i++) {
        Money money;
        g_autoptr(GError) error = NULL;
        if (!money_parse(texts[i], currency, &money, &error)) {
            g_autofree char *field = g_strdup_printf("night_prices/%u", i);
            find_in_room(finding, index, field, "invalid_value", error->message);
            break;
        }
        g_array_append_val(prices, money.amount_minor);
    }
    return prices;
}

/* Beyond what the engine itself may charge, sums of a stay could leave 64 bits. */
static void check_prices(const GArray *prices, guint index, Finding *finding)
{
    for (guint i = 0; i < prices->len; i++) {
        int64_t price_minor = g_array_index(prices, int64_t, i);
        if (price_minor < -PRICE_NIGHT_MINOR_MAX || price_minor > PRICE_NIGHT_MINOR_MAX) {
            g_autofree char *field = g_strdup_printf("night_prices_minor/%u", i);
            find_in_room(finding, index, field, "out_of_range", "a night costs at most 10^12 minor units");
        }
    }
}

static BookingLine *line_from_form(RoomForm *form, gboolean is_new, const Currency *currency, guint index,
                                   Finding *finding)
{
    BookingLine *line = booking_line_new();
    line->line = (int)form->line;
    g_strlcpy(line->room_type, form->room_type ? form->room_type : "", sizeof line->room_type);
    g_strlcpy(line->rate_plan, form->rate_plan ? form->rate_plan : "", sizeof line->rate_plan);
    line->arrival = form->arrival;
    line->departure = form->departure;
    line->adults = (int)form->adults;
    line->children = (int)form->children;
    line->infants = (int)form->infants;
    if (form->night_prices_minor)
        line->night_prices_minor = g_array_ref(form->night_prices_minor);
    else if (form->night_prices)
        line->night_prices_minor = prices_from_texts(form->night_prices, currency, index, finding);
    if (line->night_prices_minor)
        check_prices(line->night_prices_minor, index, finding);
    if (!is_new)
        return line;
    if (!form->room_type)
        find_in_room(finding, index, "room_type", "required", "say which room type");
    if (form->arrival == NIGHT_NONE)
        find_in_room(finding, index, "arrival", "required", "say the date of arrival, YYYY-MM-DD");
    if (form->departure == NIGHT_NONE)
        find_in_room(finding, index, "departure", "required", "say the date of departure, YYYY-MM-DD");
    if (!form->rate_plan && !line->night_prices_minor)
        find_in_room(finding, index, "rate_plan", "required", "say which rate plan");
    return line;
}

static void take_rooms(BookingCommand *command, BookingForm *form, const Currency *currency, Finding *finding)
{
    for (guint i = 0; form->rooms && i < form->rooms->len; i++) {
        RoomForm *room = &g_array_index(form->rooms, RoomForm, i);
        gboolean is_new = command->kind != BOOKING_MODIFY || room->line == 0;
        g_ptr_array_add(command->lines, line_from_form(room, is_new, currency, i, finding));
    }
    for (guint i = 0; form->lines && i < form->lines->len; i++) {
        BookingLine *line = booking_line_new();
        line->line = (int)g_array_index(form->lines, int64_t, i);
        g_ptr_array_add(command->lines, line);
    }
}

static void take_guest(BookingCommand *command, BookingForm *form, Finding *finding)
{
    if (!form->has_guest)
        return;
    if (!form->guest.guest_id && !form->guest.surname)
        find(finding, 400, "required", "/guest/surname",
             "give the guest's surname, or the number of a known guest");
    command->guest = (ReservationGuest){
        .guest_id = form->guest.guest_id,
        .reference = g_steal_pointer(&form->guest.reference),
        .given_name = g_steal_pointer(&form->guest.given_name),
        .surname = g_steal_pointer(&form->guest.surname),
        .email = g_steal_pointer(&form->guest.email),
        .telephone = g_steal_pointer(&form->guest.telephone),
        .language = g_steal_pointer(&form->guest.language),
        .country = g_steal_pointer(&form->guest.country),
    };
}

/* What a channel says about where a booking comes from: flat, short, and nothing to compute with. Fractions
 * are refused, because a database writes them in another form than they came in, and copies would seem to
 * differ. */
static void check_market(const json_t *market, Finding *finding)
{
    if (!market)
        return;
    if (!json_is_object(market) || json_object_size(market) > MARKET_MEMBERS_MAX) {
        find(finding, 400, "wrong_type", "/market", "an object of at most 24 texts, numbers and booleans");
        return;
    }
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)market, name, value)
    {
        if (strlen(name) > MARKET_NAME_MAX) {
            find(finding, 400, "too_long", "/market", "the name of a member has at most 64 bytes");
            return;
        }
        gboolean plain = json_is_boolean(value) || json_is_integer(value) || json_is_null(value) ||
                         (json_is_string(value) && json_string_length(value) <= MARKET_TEXT_MAX);
        if (!plain) {
            g_autofree char *pointer = pointer_to("/market/", name);
            find(finding, 400, "wrong_type", pointer,
                 "a text of at most 255 bytes, a whole number or a boolean");
        }
    }
}

static void check_hotel(BookingCommand *command, const BookingForm *form, const Chain *chain,
                        Finding *finding)
{
    if (!form->hotel)
        return;
    command->hotel = chain_hotel(chain, form->hotel);
    if (!command->hotel)
        find(finding, 422, "hotel_not_found", "/hotel",
             "the chain has no hotel of this code: see /v1/hotels");
    else if (form->currency && strcmp(form->currency->code, command->hotel->currency->code) != 0)
        find(finding, 422, "wrong_currency", "/currency",
             "the hotel sells in another currency: see /v1/hotels");
}

static gboolean form_read(const json_t *body, const JsonShape *shape, BookingForm *form, Finding *finding)
{
    JsonProblem problem = {0};
    json_t *empty = json_object();
    gboolean read = json_decode(body ? body : empty, shape, form, &problem);
    json_decref(empty);
    if (!read)
        find(finding, 400, problem.code, problem.pointer, problem.message);
    json_problem_clear(&problem);
    return read;
}

/* Initial values of list entries are zero, so "not said" is put in before decoding where zero means
 * something. */
static void rooms_mark_unsaid(const json_t *body, BookingForm *form)
{
    size_t index;
    json_t *room;
    json_array_foreach(json_object_get(body, "rooms"), index, room)
    {
        RoomForm *target = &g_array_index(form->rooms, RoomForm, index);
        if (!json_is_string(json_object_get(room, "arrival")))
            target->arrival = NIGHT_NONE;
        if (!json_is_string(json_object_get(room, "departure")))
            target->departure = NIGHT_NONE;
        if (!json_is_integer(json_object_get(room, "adults")))
            target->adults = -1;
        if (!json_is_integer(json_object_get(room, "children")))
            target->children = -1;
        if (!json_is_integer(json_object_get(room, "infants")))
            target->infants = -1;
    }
}

static BookingCommand *command_make(BookingKind kind, const json_t *body, const JsonShape *shape,
                                    const Chain *chain, BookingForm *form, Finding *finding)
{
    g_autoptr(BookingCommand) command = booking_command_new(kind);
    if (form->rooms)
        rooms_mark_unsaid(body, form);
    check_hotel(command, form, chain, finding);
    const Currency *currency = form->currency   ? form->currency
                               : command->hotel ? command->hotel->currency
                                                : NULL;
    if (!finding->document)
        take_rooms(command, form, currency, finding);
    take_guest(command, form, finding);
    check_market(form->market, finding);
    command->market = json_incref(form->market);
    command->access = g_steal_pointer(&form->access);
    command->hold_id = g_steal_pointer(&form->hold);
    command->channel = g_steal_pointer(&form->channel);
    command->external_id = g_steal_pointer(&form->external_id);
    command->comments = g_steal_pointer(&form->comments);
    command->reason = g_steal_pointer(&form->reason);
    command->expected_total_minor = form->expected_total_minor;
    command->hold_seconds = (int)form->seconds;
    if (form->booked_at != INSTANT_NONE)
        command->at = form->booked_at;
    json_shape_clear(shape, form);
    return finding->document ? NULL : g_steal_pointer(&command);
}

static const JsonShape *shape_of(BookingKind kind)
{
    switch (kind) {
    case BOOKING_BOOK:
        return &BOOK_SHAPE;
    case BOOKING_HOLD:
        return &HOLD_SHAPE;
    case BOOKING_MODIFY:
        return &MODIFY_SHAPE;
    default:
        return &CANCEL_SHAPE;
    }
}

static BookingForm form_initial(void)
{
    return (BookingForm){
        .expected_total_minor = -1, .seconds = HOLD_SECONDS_DEFAULT, .booked_at = INSTANT_NONE};
}

BookingCommand *booking_command_parse(BookingKind kind, const json_t *body, const Chain *chain,
                                      int *ret_status, json_t **ret_problem)
{
    Finding finding = {0};
    BookingForm form = form_initial();
    const JsonShape *shape = shape_of(kind);
    BookingCommand *command = form_read(body, shape, &form, &finding)
                                  ? command_make(kind, body, shape, chain, &form, &finding)
                                  : NULL;
    if (command && kind == BOOKING_BOOK && !command->hold_id && command->lines->len == 0) {
        find(&finding, 400, "required", "/rooms", "say which rooms, or which hold");
        g_clear_pointer(&command, booking_command_free);
    }
    *ret_status = finding.status;
    *ret_problem = finding.document;
    return command;
}

/* Websites that do not number their rooms send them in one order. */
static void rooms_number(BookingForm *form)
{
    for (guint i = 0; form->rooms && i < form->rooms->len; i++) {
        RoomForm *room = &g_array_index(form->rooms, RoomForm, i);
        if (room->line == 0)
            room->line = (int64_t)i + 1;
    }
}

BookingCommand *booking_notification_parse(const json_t *body, const Chain *chain, int *ret_status,
                                           json_t **ret_problem)
{
    static const BookingKind kinds[] = {BOOKING_BOOK, BOOKING_MODIFY, BOOKING_CANCEL};
    Finding finding = {0};
    BookingForm form = form_initial();
    BookingCommand *command = NULL;
    if (form_read(body, &NOTIFICATION_SHAPE, &form, &finding)) {
        BookingKind kind = kinds[form.status];
        if (kind == BOOKING_BOOK && !form.has_guest)
            find(&finding, 400, "required", "/guest", "a new booking needs its guest");
        if (kind == BOOKING_BOOK && !form.rooms)
            find(&finding, 400, "required", "/rooms", "a new booking needs its rooms");
        if (kind == BOOKING_MODIFY)
            rooms_number(&form);
        command = command_make(kind, body, &NOTIFICATION_SHAPE, chain, &form, &finding);
    }
    *ret_status = finding.status;
    *ret_problem = finding.document;
    return command;
}
