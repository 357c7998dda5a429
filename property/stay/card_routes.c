#include "property/stay/card_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/command/page.h"
#include "property/stay/desk_list_store.h"
#include "property/stay/identity_store.h"
#include "property/stay/registration_card.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_command.h"
#include "schemas/confirmation.h"

#define STROKES_MAX 200
#define NUMBERS_MAX 4000

/* FALSE after answering. */
static bool read_language(HttpRequest *request, const char **ret_language)
{
    *ret_language = http_request_query(request, "language");
    if (*ret_language == NULL || g_str_equal(*ret_language, "en") || g_str_equal(*ret_language, "zh")) {
        return true;
    }
    page_refuse_query(request, "language", "en or zh");
    return false;
}

static json_t *read_card(HttpRequest *request, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;
    const char *language;
    json_t *card = NULL;

    if (!read_language(request, &language)) {
        return NULL;
    }
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    if (stay == NULL) {
        return NULL;
    }
    LineKey line = line_key(stay->confirmation_number, stay->line);
    DatabaseStatus status =
        registration_card_read(http_request_context(request), connection, stay, language, &card, &error);
    if (status == DATABASE_OK) {
        status = registration_card_show_identities(connection, &line, card, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return NULL;
    }
    return card;
}

static void get_card(HttpRequest *request, gpointer connection)
{
    json_t *card = read_card(request, connection);

    if (card != NULL) {
        http_request_respond_json(request, 200, card);
    }
}

/* The card of a guest who has not arrived. */
static json_t *read_expected(HttpRequest *request, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;
    const char *language;
    ConfirmationNumber number;
    guint64 line = 0;
    json_t *card = NULL;
    DatabaseStatus status = DATABASE_OK;

    if (!read_language(request, &language)) {
        return NULL;
    }
    if (confirmation_parse(http_request_path_parameter(request, "confirmation"), &number, NULL) &&
        g_ascii_string_to_unsigned(http_request_path_parameter(request, "line"), 10, 1, 99, &line, NULL)) {
        LineKey key = line_key(number.digits, (int)line);
        status = registration_card_expected(http_request_context(request), connection, &key, language, &card,
                                            &error);
        if (status == DATABASE_OK && card != NULL) {
            status = registration_card_show_identities(connection, &key, card, &error);
        }
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (card == NULL) {
        http_request_respond_problem(
            request, 404, "not_expected",
            "Nobody is expected under this number. The card of a guest in the house is "
            "with the stay.");
    }
    return card;
}

static void get_expected(HttpRequest *request, gpointer connection)
{
    json_t *card = read_expected(request, connection);

    if (card != NULL) {
        http_request_respond_json(request, 200, card);
    }
}

/* ---- on paper: laid out by a thread that nobody at the desk waits for ---- */

typedef struct Print {
    HttpRequest *request;
    json_t *(*read)(HttpRequest *request, OdbcConnection *connection);
    json_t *card; /* NULL: answered */
} Print;

static void read_for_print(OdbcConnection *connection, gpointer data)
{
    Print *print = data;

    print->card = print->read(print->request, connection);
}

static void answer_paper(HttpRequest *request, const json_t *cards)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) paper = registration_cards_pdf(cards, &error);

    if (paper == NULL) {
        http_request_respond_problem(request, 500, "internal_error", "The card could not be laid out.");
        return;
    }
    http_request_respond(request, http_response_new_bytes(200, "application/pdf", paper));
}

static void print_one(Property *property, Print *print)
{
    if (!desk_call(property->desk, read_for_print, print)) {
        http_request_respond(print->request, property_busy_problem());
        return;
    }
    if (print->card != NULL) {
        json_auto_t *cards = json_pack("[o]", print->card);
        answer_paper(print->request, cards);
    }
}

static void print_stay(Property *property, HttpRequest *request)
{
    print_one(property, &(Print){.request = request, .read = read_card});
}

static void print_expected(Property *property, HttpRequest *request)
{
    print_one(property, &(Print){.request = request, .read = read_expected});
}

static void get_paper(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, print_stay)) {
        http_request_respond(request, property_busy_problem());
    }
}

static void get_expected_paper(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, print_expected)) {
        http_request_respond(request, property_busy_problem());
    }
}

/* ---- a day's arrivals on paper, read a few at a time so that the desk goes on between them ---- */

#define CARDS_PIECE 20

typedef struct DayPrint {
    HttpRequest *request;
    const char *language;
    char *cursor;
    json_t *cards;
    bool answered;
} DayPrint;

static DatabaseStatus add_cards(const Property *property, OdbcConnection *connection, DayPrint *print,
                                const json_t *items, GError **error)
{
    DatabaseStatus status = DATABASE_OK;
    size_t index;
    json_t *item;

    json_array_foreach(items, index, item)
    {
        LineKey key = line_key(json_string_value(json_object_get(item, "confirmation_number")),
                               (int)json_integer_value(json_object_get(item, "line")));
        json_t *card = NULL;
        status = registration_card_expected(property, connection, &key, print->language, &card, error);
        if (status == DATABASE_OK && card != NULL) {
            json_array_append_new(print->cards, card);
            status = registration_card_show_identities(connection, &key, card, error);
        }
    }
    return status;
}

static void read_piece(OdbcConnection *connection, gpointer data)
{
    DayPrint *print = data;
    const Property *property = http_request_context(print->request);
    g_autoptr(GError) error = NULL;
    DeskQuestion question = {.kind = DESK_ARRIVALS,
                             .sort = "name",
                             .minute = -1,
                             .deposit_plans = ",", /* a card does not say what is missing */
                             .limit = CARDS_PIECE};
    DeskList list = {0};
    Night date;

    question.cursor = print->cursor != NULL ? print->cursor : "";
    DatabaseStatus status = business_date_read(connection, &date, &error);
    if (status == DATABASE_OK && !page_night(print->request, "date", date, &question.date)) {
        print->answered = true;
        return;
    }
    if (status == DATABASE_OK) {
        status = desk_list_read(connection, &question, &list, &error);
    }
    if (status == DATABASE_OK) {
        status = add_cards(property, connection, print, list.items, &error);
    }
    g_free(print->cursor);
    print->cursor = json_array_size(list.items) == CARDS_PIECE ? list.next_cursor : NULL;
    if (print->cursor == NULL) {
        g_free(list.next_cursor);
    }
    json_decref(list.items);
    if (status != DATABASE_OK) {
        desk_answer_failure(print->request, status, &error);
        print->answered = true;
    }
}

static void print_day(Property *property, HttpRequest *request)
{
    json_auto_t *cards = json_array();
    DayPrint print = {.request = request, .cards = cards};

    if (!read_language(request, &print.language)) {
        return;
    }
    do {
        if (!desk_call(property->desk, read_piece, &print)) {
            http_request_respond(request, property_busy_problem());
            print.answered = true;
        }
    } while (!print.answered && print.cursor != NULL);
    g_free(print.cursor);
    if (print.answered) {
        return;
    }
    if (json_array_size(cards) == 0) {
        http_request_respond_problem(request, 404, "not_expected", "Nobody is expected on this day.");
        return;
    }
    answer_paper(request, cards);
}

static void get_day_paper(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, print_day)) {
        http_request_respond(request, property_busy_problem());
    }
}

/* ---- signing ---- */

typedef struct Stroke {
    GArray *points; /* int64_t: x, y in turn */
} Stroke;

static const JsonField stroke_fields[] = {
    FIELD_INT_LIST("points", Stroke, points, .required = true, .min = 2, .max = NUMBERS_MAX),
};
static const JsonShape stroke_shape = JSON_SHAPE(Stroke, stroke_fields);

typedef struct SignRequest {
    GArray *strokes; /* Stroke */
    char *language;
} SignRequest;

static const JsonField sign_fields[] = {
    FIELD_LIST("strokes", SignRequest, strokes, &stroke_shape, .required = true, .min = 1,
               .max = STROKES_MAX),
    FIELD_TEXT("language", SignRequest, language, .max_length = 2),
};
static const JsonShape sign_shape = JSON_SHAPE(SignRequest, sign_fields);

static json_t *strokes_json(const GArray *strokes)
{
    json_t *list = json_array();

    for (guint i = 0; i < strokes->len; i++) {
        const GArray *points = g_array_index(strokes, Stroke, i).points;
        json_t *numbers = json_array();
        for (guint k = 0; k < points->len; k++) {
            json_array_append_new(numbers, json_integer(CLAMP(g_array_index(points, int64_t, k), 0, 10000)));
        }
        json_array_append_new(list, json_pack("{s:o}", "points", numbers));
    }
    return list;
}

static DatabaseStatus keep_signature(Command *command, const Stay *stay, const json_t *card,
                                     const json_t *strokes, GError **error)
{
    if (!json_is_null(json_object_get(card, "signature"))) {
        return command_refuse(command, 409, "already_signed", "The card is signed and cannot be changed.");
    }
    g_autofree char *digest = NULL;
    LineKey line = line_key(stay->confirmation_number, stay->line);
    DatabaseStatus status = identities_digest(command->connection, &line, &digest, error);
    if (digest != NULL) {
        json_object_set_new(json_object_get(card, "content"), "identity_digest", json_string(digest));
    }
    if (status == DATABASE_OK) {
        status = registration_card_sign(command->connection, stay->stay_id, json_object_get(card, "content"),
                                        strokes, command->now, command->staff->user, error);
    }
    return status == DATABASE_OK
               ? stay_change_add(command, stay->stay_id, "signed", NULL, json_object(), error)
               : status;
}

static DatabaseStatus sign_body(Command *command, gpointer data, GError **error)
{
    const SignRequest *body = data;
    g_autoptr(Stay) stay = NULL;
    json_auto_t *strokes = strokes_json(body->strokes);
    json_auto_t *card = NULL;

    DatabaseStatus status = command_find_stay(command, &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_in_house_decide(stay->status);
    if (verdict != STAY_ALLOWED) {
        return command_refuse_words(command, 409, &stay_verdicts[verdict]);
    }
    status =
        registration_card_read(command->property, command->connection, stay, body->language, &card, error);
    if (status == DATABASE_OK) {
        status = keep_signature(command, stay, card, strokes, error);
    }
    return status == DATABASE_OK ? registration_card_read(command->property, command->connection, stay, NULL,
                                                          &command->answer, error)
                                 : status;
}

static void post_signature(HttpRequest *request, gpointer connection)
{
    SignRequest body = {0};

    command_run_decoded(request, connection, &sign_shape, &body, sign_body);
}

/* What guests said of themselves stands on it. */
#define LOOK (UINT64_C(1) << STAFF_READ_IDENTITIES)

const HttpRoute card_routes[] = {
    {.method = "GET",
     .template = "/v1/stays/{stay}/registration-card{?language}",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_card},
    {.method = "GET",
     .template = "/v1/stays/{stay}/registration-card.pdf{?language}",
     .lane = HTTP_LANE_BOOKING,
     .access = LOOK,
     .handler = get_paper},
    {.method = "GET",
     .template = "/v1/reservations/{confirmation}/lines/{line}/registration-card{?language}",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_expected},
    {.method = "GET",
     .template = "/v1/reservations/{confirmation}/lines/{line}/registration-card.pdf{?language}",
     .lane = HTTP_LANE_BOOKING,
     .access = LOOK,
     .handler = get_expected_paper},
    {.method = "GET",
     .template = "/v1/arrivals/registration-cards.pdf{?date,language}",
     .lane = HTTP_LANE_BOOKING,
     .access = LOOK,
     .handler = get_day_paper},
    {.method = "POST",
     .template = "/v1/stays/{stay}/registration-card/signature",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_signature},
};
const gsize card_route_count = G_N_ELEMENTS(card_routes);
