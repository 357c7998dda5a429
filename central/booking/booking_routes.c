#include "central/booking/booking_routes.h"

#include <string.h>

#include "central/booking/booking_parse.h"
#include "central/problem.h"
#include "central/staff/principal.h"

void booking_command_identify(BookingCommand *command, const char *scope, const char *key,
                              const char *digest_of, const json_t *body)
{
    g_autofree char *canonical = body ? json_canonical(body) : g_strdup("");
    g_autofree char *asked = g_strconcat(digest_of, "\n", canonical, NULL);
    command->scope = g_strdup(scope);
    command->key = g_strdup(key);
    command->request_digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, asked, -1);
}

void booking_command_date(BookingCommand *command, const Central *central)
{
    Instant now = command->hotel ? central_now(central, command->hotel) : clock_now(central->wall);
    command->recorded_at = clock_now(central->wall);
    command->practice_at = clock_now(central->practice);
    if (command->kind != BOOKING_BOOK || command->at == 0 || command->at > now)
        command->at = now;
}

/* ETag and Location follow from the document, so that a stored answer gets them again. */
static void respond_outcome(HttpRequest *request, BookingCommand *command)
{
    const char *number = json_string_value(json_object_get(command->outcome.body, "confirmation_number"));
    const json_t *revision = json_object_get(command->outcome.body, "revision");
    if (command->outcome.status >= 400 || !number) {
        central_respond(request, command->outcome.status, g_steal_pointer(&command->outcome.body));
        return;
    }
    g_autofree char *location = g_strconcat("/v1/reservations/", number, NULL);
    const char *body = booking_command_text(command);
    g_autoptr(GBytes) text = g_bytes_new_take(g_steal_pointer(&command->outcome.text), strlen(body));
    HttpResponse *response =
        http_response_new_bytes((guint)command->outcome.status, "application/json", text);
    if (command->outcome.status == 201)
        http_response_set_location(response, location);
    http_response_set_etag(response, "%" JSON_INTEGER_FORMAT, json_integer_value(revision));
    http_request_respond(request, response);
}

static void finish_request(BookingCommand *command, gpointer data)
{
    respond_outcome(data, command);
    booking_command_free(command);
}

static void submit(Central *central, HttpRequest *request, BookingCommand *command)
{
    const HttpRoute *route = http_request_route(request);
    g_autofree char *digest_of = g_strjoin(" ", route->method, route->template,
                                           command->confirmation_number ? command->confirmation_number : "",
                                           command->hold_id ? command->hold_id : "", NULL);
    booking_command_identify(command, request_principal(request)->id, http_request_idempotency_key(request),
                             digest_of, http_request_json(request));
    booking_command_date(command, central);
    command->finish = finish_request;
    command->finish_data = request;
    booking_lane_submit(central->lane, command);
}

/* The command of a body, or NULL after the request was answered. */
static BookingCommand *parsed(Central *central, HttpRequest *request, BookingKind kind)
{
    int status;
    json_t *problem;
    BookingCommand *command =
        booking_command_parse(kind, http_request_json(request), central->chain, &status, &problem);
    if (!command)
        central_respond(request, status, problem);
    else if (!request_access_fits(request, (const char *const *)command->access))
        g_clear_pointer(&command, booking_command_free);
    return command;
}

static void create(HttpRequest *request, gpointer context)
{
    BookingCommand *command = parsed(context, request, BOOKING_BOOK);
    if (!command)
        return;
    if (!command->channel)
        command->channel = g_strdup("reservation-centre");
    submit(context, request, command);
}

static void hold_create(HttpRequest *request, gpointer context)
{
    BookingCommand *command = parsed(context, request, BOOKING_HOLD);
    if (command)
        submit(context, request, command);
}

static void hold_release(HttpRequest *request, gpointer context)
{
    BookingCommand *command = booking_command_new(BOOKING_RELEASE_HOLD);
    command->hold_id = g_strdup(http_request_path_parameter(request, "hold"));
    submit(context, request, command);
}

static void notify(HttpRequest *request, gpointer context)
{
    Central *central = context;
    int status;
    json_t *problem;
    BookingCommand *command =
        booking_notification_parse(http_request_json(request), central->chain, &status, &problem);
    if (!command)
        central_respond(request, status, problem);
    else
        submit(central, request, command);
}

/* Fills the confirmation number of the path; FALSE when it is none and the request was answered. */
static gboolean take_confirmation(HttpRequest *request, BookingCommand *command)
{
    ConfirmationNumber number;
    g_autoptr(GError) error = NULL;
    if (!confirmation_parse(http_request_path_parameter(request, "confirmation"), &number, &error)) {
        http_request_respond_problem(request, 404, "confirmation_number_invalid", "%s", error->message);
        return FALSE;
    }
    command->confirmation_number = g_strdup(number.digits);
    return TRUE;
}

static void change(HttpRequest *request, Central *central, BookingKind kind)
{
    g_autoptr(BookingCommand) command = parsed(central, request, kind);
    if (!command || !take_confirmation(request, command) ||
        !central_match_revision(request, "reservation_changed", &command->expected_revision))
        return;
    submit(central, request, g_steal_pointer(&command));
}

static void modify(HttpRequest *request, gpointer context)
{
    change(request, context, BOOKING_MODIFY);
}

static void cancel(HttpRequest *request, gpointer context)
{
    change(request, context, BOOKING_CANCEL);
}

static void reinstate(HttpRequest *request, gpointer context)
{
    change(request, context, BOOKING_REINSTATE);
}

const HttpRoute booking_routes[] = {
    {"POST", "/v1/reservations", HTTP_LANE_BOOKING, ACCESS_BOOK, HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     create, 0},
    {"POST", "/v1/reservations/{confirmation}/modify", HTTP_LANE_BOOKING, ACCESS_BOOK,
     HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED, modify, 0},
    {"POST", "/v1/reservations/{confirmation}/cancel", HTTP_LANE_BOOKING, ACCESS_BOOK, HTTP_IDEMPOTENCY_KEY,
     cancel, 0},
    {"POST", "/v1/reservations/{confirmation}/reinstate", HTTP_LANE_BOOKING, ACCESS_BOOK,
     HTTP_IDEMPOTENCY_KEY, reinstate, 0},
    {"POST", "/v1/holds", HTTP_LANE_BOOKING, ACCESS_BOOK, HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     hold_create, 0},
    {"DELETE", "/v1/holds/{hold}", HTTP_LANE_BOOKING, ACCESS_BOOK, HTTP_PLAIN, hold_release, 0},
    {"POST", "/v1/notifications/reservations", HTTP_LANE_BOOKING, ACCESS_NOTIFY,
     HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED, notify, 0},
};
const gsize booking_route_count = G_N_ELEMENTS(booking_routes);
