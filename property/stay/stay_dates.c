#include "property/stay/stay_dates.h"

#include "ops/json.h"
#include "property/assignment/assignment.h"
#include "property/audit/business_date.h"
#include "property/command/match.h"
#include "property/copy/feed.h"
#include "property/copy/link.h"
#include "property/folio/folio_store.h"
#include "property/folio/package.h"
#include "property/outbox/outbox_store.h"
#include "property/sale/sale.h"
#include "property/stay/check_in.h"
#include "property/stay/check_out.h"
#include "property/stay/offer.h"
#include "property/stay/share_rate.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_command.h"
#include "property/stay/stay_rights.h"
#include "property/stay/stay_store.h"
#include "sync/outbox_sender.h"

typedef struct DepartureRequest {
    Night departure;
    int64_t price_minor; /* a night, in place of the rate plan's; -1: priced by the plan */
    bool waive_fee;
    char *reason;
    char *override_reason;
} DepartureRequest;

static const JsonField departure_fields[] = {
    FIELD_NIGHT("departure", DepartureRequest, departure, .required = true),
    FIELD_INT("price_minor", DepartureRequest, price_minor, .min = 0, .max = INT64_C(100000000)),
    FIELD_BOOL("waive_fee", DepartureRequest, waive_fee),
    FIELD_TEXT("reason", DepartureRequest, reason, .max_length = 500),
    FIELD_TEXT("override_reason", DepartureRequest, override_reason, .max_length = 500),
};
static const JsonShape departure_shape = JSON_SHAPE(DepartureRequest, departure_fields);

typedef struct DepartureCall {
    HttpRequest *request;
    DepartureRequest wish;
    bool sold_by_centre;
    GArray *prices_minor; /* int64_t for each night gained; NULL before they are known */
} DepartureCall;

/* The package lasts as long as the guest stays. */
static DatabaseStatus follow(Command *command, const Stay *stay, Night before, GError **error)
{
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};

    return package_follow(command->connection, stay, before, &context, error);
}

/* ---- earlier ---- */

static DatabaseStatus charge_early(Command *command, Stay *stay, const DepartureRequest *wish, GError **error)
{
    g_auto(PriceBreakdown) charge;
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};

    price_breakdown_init(&charge, context.hotel);
    if (wish->waive_fee) {
        return staff_may(command->staff->roles, STAFF_OVERRIDE) && wish->reason != NULL
                   ? DATABASE_OK
                   : command_refuse(command, 403, "not_permitted",
                                    "Only a manager may waive the charge of leaving early, with a reason.");
    }
    DatabaseStatus status =
        early_departure_price(command->connection, context.hotel, stay, wish->departure, &charge, error);
    return status == DATABASE_OK ? folio_post_nights(command->connection, stay, &charge, &context, error)
                                 : status;
}

static DatabaseStatus note_dates(Command *command, const Stay *stay, const char *kind, Night before,
                                 const char *reason, GError **error)
{
    return stay_change_add(
        command, stay->stay_id, kind, reason,
        json_pack("{s:o, s:o}", "before", json_from_night(before), "after", json_from_night(stay->departure)),
        error);
}

/* What is to be paid for the nights given up: by those who stay in the room, or as the policy says. */
static DatabaseStatus settle_given_up(Command *command, Stay *stay, const DepartureRequest *wish,
                                      GError **error)
{
    g_autoptr(GPtrArray) guests = NULL;

    DatabaseStatus status = sharing_guests(command->connection, stay, &guests, error);
    if (status == DATABASE_OK) {
        status = sharing_rate_take_over(command, guests, stay, wish->departure, error);
    }
    return status == DATABASE_OK ? charge_early(command, stay, wish, error) : status;
}

static DatabaseStatus shorten(Command *command, Stay *stay, const DepartureRequest *wish, GError **error)
{
    LineKey key = line_key(stay->confirmation_number, stay->line);
    g_autoptr(GPtrArray) sharers = NULL;
    Night before = stay->departure;
    Night charged_until;

    DatabaseStatus status = folio_charged_until(command->connection, stay->stay_id, &charged_until, error);
    if (status == DATABASE_OK && wish->departure < MAX(charged_until, command->business_date)) {
        return command_refuse_field(
            command, "/departure", "departure_in_past",
            "The guest cannot leave before today, nor before the nights on the folio.");
    }
    if (status == DATABASE_OK) {
        status = settle_given_up(command, stay, wish, error);
    }
    if (status == DATABASE_OK) {
        status = stay_nights_drop(command->connection, stay, wish->departure, error);
    }
    if (status == DATABASE_OK) {
        status = room_nights_release(command->connection, &key, wish->departure, before, error);
    }
    if (status == DATABASE_OK) {
        status = stays_sharing(command->connection, stay->stay_id, &sharers, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    bool kept = sharers->len > 0 || stay->shares_with != 0;
    stay->departure = wish->departure;
    status = stay_tell_freed(command, stay, "stay_update", kept ? before : stay->departure, before, error);
    if (status == DATABASE_OK) {
        status = follow(command, stay, before, error);
    }
    if (status == DATABASE_OK) {
        status = sharing_settle(command, stay, error);
    }
    return status == DATABASE_OK ? note_dates(command, stay, "shorten", before, wish->reason, error) : status;
}

/* ---- later ---- */

static DatabaseStatus refuse_price(Command *command)
{
    return command_refuse_field(command, "/price_minor", "price_needed",
                                "The rate plan has no price for these nights here. Name a price a night.");
}

/* Nights that others in the room stay anyway are paid for: they cost nothing more. */
static DatabaseStatus begin_prices(Command *command, const Stay *stay, DepartureCall *call, Night *ret_from,
                                   GError **error)
{
    const int64_t nothing = 0;
    Night covered_until;

    g_clear_pointer(&call->prices_minor, g_array_unref);
    call->prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DatabaseStatus status = sharing_covered_until(command->connection, stay, &covered_until, error);
    *ret_from = CLAMP(covered_until, stay->departure, call->wish.departure);
    for (Night night = stay->departure; night < *ret_from; night++) {
        g_array_append_val(call->prices_minor, nothing);
    }
    return status;
}

/* Another price than the plan's is a manager's to give, as at check-in. */
static DatabaseStatus check_named_price(Command *command, const DepartureRequest *wish)
{
    if (!staff_may(command->staff->roles, STAFF_OVERRIDE)) {
        return command_refuse(command, 403, "not_permitted",
                              "Only a manager lets a guest stay on at another price than the rate plan's.");
    }
    return wish->reason != NULL ? DATABASE_OK
                                : command_refuse_field(command, "/reason", "reason_missing",
                                                       "Say why the nights cost another price.");
}

static void take_named_price(DepartureCall *call, Night from)
{
    for (Night night = from; night < call->wish.departure; night++) {
        g_array_append_val(call->prices_minor, call->wish.price_minor);
    }
}

/* The prices of the nights gained: of the guest's plan, or named. */
static DatabaseStatus price_nights(Command *command, const Stay *stay, DepartureCall *call, GError **error)
{
    const ChainHotel *hotel = command->property->hotel;
    const ChainRatePlan *plan = hotel_rate_plan(hotel, stay->rate_plan);
    const ChainRoomType *type = hotel_room_type(hotel, stay->sold_type);
    const char *const access[] = {plan == NULL ? NULL : plan->access,
                                  NULL}; /* the guest has the rate already */
    OfferQuestion question = {.departure = call->wish.departure,
                              .occupancy = {stay->adults, stay->children, stay->infants},
                              .business_date = command->business_date,
                              .access = access};
    g_auto(PriceBreakdown) price;
    PriceRefusal refusal;
    bool offered = false;
    bool named = call->wish.price_minor >= 0;

    price_breakdown_init(&price, hotel);
    DatabaseStatus status = begin_prices(command, stay, call, &question.arrival, error);
    if (status != DATABASE_OK || question.arrival == question.departure) {
        return status;
    }
    if (plan != NULL && type != NULL) {
        status = offer_price(command->property, command->connection, &question, plan, type, &price, &offered,
                             &refusal, error);
    }
    if (status == DATABASE_OK && named && offered) {
        status = check_named_price(command, &call->wish);
    }
    if (status == DATABASE_OK && named) {
        take_named_price(call, question.arrival);
        return DATABASE_OK;
    }
    if (status != DATABASE_OK || !offered) {
        return status == DATABASE_OK ? refuse_price(command) : status;
    }
    for (guint i = 0; i < price.nights->len; i++) {
        g_array_append_val(call->prices_minor, g_array_index(price.nights, PriceNight, i).price_minor);
    }
    return DATABASE_OK;
}

static json_t *prices_json(const GArray *prices_minor)
{
    json_t *prices = json_array();

    for (guint i = 0; i < prices_minor->len; i++) {
        json_array_append_new(prices, json_integer(g_array_index(prices_minor, int64_t, i)));
    }
    return prices;
}

static Sale extension_sale(Command *command, const Stay *stay, const DepartureCall *call, SaleRoom *room)
{
    *room = (SaleRoom){.room_type = (char *)stay->room_type,
                       .rate_plan = (char *)stay->rate_plan,
                       .arrival = stay->departure,
                       .departure = call->wish.departure,
                       .adults = MAX(stay->adults, 1)};
    return (Sale){.property = command->property,
                  .request = call->request,
                  .rooms = room,
                  .room_count = 1,
                  .channel = "front-desk",
                  .override_reason = call->wish.override_reason,
                  .room_pointer = ""};
}

/* The entry carries the nights gained, so that a centre that did not sell them learns of them. */
static DatabaseStatus tell_extension(Command *command, Stay *stay, Night before, const DepartureCall *call,
                                     GError **error)
{
    json_auto_t *extra =
        json_pack("{s:{s:s, s:o, s:o, s:o}}", "extension", "room_type", stay->room_type, "from",
                  json_from_night(before), "departure", json_from_night(stay->departure),
                  "night_prices_minor", prices_json(call->prices_minor));

    if (call->wish.override_reason != NULL) {
        json_object_set_new(extra, "override_reason", json_string(call->wish.override_reason));
    }
    return stay_tell(command->connection, stay, "stay_update", extra, command->now, error);
}

/* Who has the room in the nights gained, other than those who share it; empty when nobody. */
static DatabaseStatus nights_in_the_way(OdbcConnection *connection, const Stay *stay, Night departure,
                                        json_t **ret_conflicts, GError **error)
{
    LineKey key = line_key(stay->confirmation_number, stay->line);
    Night covered_until;

    DatabaseStatus status = sharing_covered_until(connection, stay, &covered_until, error);
    Night from = MAX(stay->departure, covered_until);
    if (status == DATABASE_OK && from >= departure) {
        *ret_conflicts = json_array();
        return DATABASE_OK;
    }
    return status == DATABASE_OK
               ? room_nights_conflicts(connection, stay->room, from, departure, &key, ret_conflicts, error)
               : status;
}

static DatabaseStatus keep_extension(Command *command, Stay *stay, const DepartureCall *call, GError **error)
{
    LineKey key = line_key(stay->confirmation_number, stay->line);
    Night before = stay->departure;
    Night from = MAX(before, command->business_date);
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < call->prices_minor->len && status == DATABASE_OK; i++) {
        status = stay_night_set(command->connection, stay, before + (Night)i,
                                g_array_index(call->prices_minor, int64_t, i), error);
    }
    stay->departure = call->wish.departure;
    if (status == DATABASE_OK) {
        status = sharing_let_go(command, stay, error);
    }
    if (status == DATABASE_OK && stay->shares_with == 0) {
        status = room_nights_take(command->connection, stay->room, from, stay->departure, &key, error);
    }
    if (status == DATABASE_OK) {
        status = tell_extension(command, stay, before, call, error);
    }
    if (status == DATABASE_OK) {
        status = follow(command, stay, before, error);
    }
    if (status == DATABASE_OK) {
        status = sharing_settle(command, stay, error);
    }
    return status == DATABASE_OK ? note_dates(command, stay, "extend", before, call->wish.reason, error)
                                 : status;
}

/* Within the hotel's rights, as the centre certainly does not answer. */
static DatabaseStatus extend_here(Command *command, Stay *stay, DepartureCall *call, GError **error)
{
    g_auto(SoldHere) sold = {0};
    SaleRoom room;
    Sale sale = extension_sale(command, stay, call, &room);

    DatabaseStatus status = sale_claim_here(command, &sale, &sold, error);
    if (status != DATABASE_OK || command->answer != NULL) {
        return status;
    }
    status = keep_extension(command, stay, call, error);
    return status == DATABASE_OK ? sale_use(command, &sold, error) : status;
}

static DatabaseStatus extend(Command *command, Stay *stay, DepartureCall *call, GError **error)
{
    if (call->wish.departure - stay->arrival > 365) {
        return command_refuse_field(command, "/departure", "stay_too_long", "A stay has at most 365 nights.");
    }
    if (stay->arrival == stay->departure) {
        return command_refuse(command, 409, "day_use",
                              "A day-use stay has no nights: sell the night as a walk-in.");
    }
    json_auto_t *conflicts = NULL;
    DatabaseStatus status =
        nights_in_the_way(command->connection, stay, call->wish.departure, &conflicts, error);
    if (status == DATABASE_OK && json_array_size(conflicts) > 0) {
        return command_refuse_room_taken(command, stay->room, conflicts);
    }
    if (status == DATABASE_OK) {
        status = price_nights(command, stay, call, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (call->sold_by_centre || stay->shares_with != 0) {
        return keep_extension(command, stay, call, error);
    }
    return extend_here(command, stay, call, error);
}

static DatabaseStatus change_body(Command *command, gpointer data, GError **error)
{
    DepartureCall *call = data;
    g_autoptr(Stay) stay = NULL;

    /* What the centre has sold is kept, whoever changed the stay since it was asked. */
    DatabaseStatus status = call->sold_by_centre ? command_find_stay_above(command, &stay, error)
                                                 : command_find_stay(command, &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_in_house_decide(stay->status);
    if (verdict != STAY_ALLOWED) {
        return command_refuse_verdict(command, verdict);
    }
    if (call->wish.departure == stay->departure) {
        return command_refuse_field(command, "/departure", "departure_unchanged",
                                    "The guest leaves on that day already.");
    }
    status = call->wish.departure < stay->departure ? shorten(command, stay, &call->wish, error)
                                                    : extend(command, stay, call, error);
    if (status == DATABASE_OK && command->answer == NULL) {
        command->answer = stay_to_json(stay);
    }
    return status;
}

/* ---- with the centre ---- */

/* What is to be asked for, found out on the desk thread before the question. */
typedef struct Question {
    DepartureCall *call;
    Property *property;
    bool needed; /* the nights are to be sold */
    char number[CONFIRMATION_DIGITS + 1];
    int line;
    json_t *prices;
    json_t *entries; /* of the outbox, that the centre is to know first; NULL: none */
} Question;

/* Whether the request has seen the stay as it is. */
static bool is_up_to_date(const HttpRequest *request, const Stay *stay)
{
    HttpResponse *problem = match_problem(request, stay_to_json(stay));
    bool is = problem == NULL;

    g_clear_pointer(&problem, http_response_free);
    return is;
}

/* Only what the hotel itself would accept is asked for: later on it must not be refused here. */
static bool is_extension(OdbcConnection *connection, const Stay *stay, Night departure)
{
    json_auto_t *conflicts = NULL;

    return stay != NULL && stay->status == STAY_IN_HOUSE && stay->shares_with == 0 &&
           departure > stay->departure && stay->arrival < stay->departure &&
           departure - stay->arrival <= 365 &&
           nights_in_the_way(connection, stay, departure, &conflicts, NULL) == DATABASE_OK &&
           json_array_size(conflicts) == 0;
}

static void prepare(OdbcConnection *connection, gpointer data)
{
    Question *question = data;
    DepartureCall call = *question->call;
    Command command = {.property = question->property,
                       .connection = connection,
                       .staff = http_request_principal(call.request)};
    g_autoptr(Stay) stay = NULL;

    call.prices_minor = NULL;
    if (stay_find(connection, request_number(call.request, "stay"), &stay, NULL) != DATABASE_OK ||
        business_date_read(connection, &command.business_date, NULL) != DATABASE_OK ||
        !is_extension(connection, stay, call.wish.departure) || !is_up_to_date(call.request, stay)) {
        return;
    }
    if (price_nights(&command, stay, &call, NULL) == DATABASE_OK &&
        outbox_read(connection, OUTBOX_BATCH_MAX, &question->entries, NULL) == DATABASE_OK) {
        question->needed = true;
        g_strlcpy(question->number, stay->confirmation_number, sizeof question->number);
        question->line = stay->line;
        question->prices = prices_json(call.prices_minor);
    }
    g_clear_pointer(&call.prices_minor, g_array_unref);
    g_clear_pointer(&command.refusal, http_response_free);
}

static ForwardOutcome forward_extension(Property *property, const DepartureCall *call,
                                        const Question *question, ForwardAnswer *ret_answer)
{
    json_auto_t *body =
        json_pack("{s:[{s:i, s:o, s:O}]}", "rooms", "line", question->line, "departure",
                  json_from_night(call->wish.departure), "night_prices_minor", question->prices);
    Forward forward = {.command = "extend",
                       .confirmation_number = question->number,
                       .body = body,
                       .entries = question->entries};

    return forward_command(property, call->request, &forward, ret_answer);
}

static void change_with_centre(Property *property, DepartureCall *call)
{
    g_auto(ForwardAnswer) answer = {0};
    Question question = {.call = call, .property = property};
    ForwardOutcome outcome = FORWARD_UNREACHABLE;

    desk_call(property->desk, prepare, &question);
    if (question.needed) {
        outcome = forward_extension(property, call, &question, &answer);
    }
    g_clear_pointer(&question.prices, json_decref);
    g_clear_pointer(&question.entries, json_decref);
    call->sold_by_centre = outcome == FORWARD_DONE;
    if (outcome == FORWARD_DONE || outcome == FORWARD_UNREACHABLE) {
        command_resume(property, call->request, change_body, call);
    } else {
        command_abandon(property, call->request,
                        forward_problem(outcome, &answer, "Send the same request again in a moment."));
    }
}

static void ask_centre(Property *property, HttpRequest *request)
{
    DepartureCall call = {.request = request, .wish = {.price_minor = -1}};

    if (command_answered_before(property, request, NULL, NULL)) {
        return;
    }
    HttpResponse *problem = request_decode_problem(request, &departure_shape, &call.wish);
    if (problem != NULL) {
        command_abandon(property, request, problem);
        return;
    }
    change_with_centre(property, &call);
    g_clear_pointer(&call.prices_minor, g_array_unref);
    json_shape_clear(&departure_shape, &call.wish);
}

void stay_departure_post(HttpRequest *request, gpointer context)
{
    command_call_out(context, request, ask_centre);
}
