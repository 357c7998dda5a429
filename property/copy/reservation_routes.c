#include "property/copy/reservation_routes.h"

#include "property/command/page.h"
#include "property/copy/copy_store.h"
#include "property/copy/feed.h"
#include "property/copy/forward.h"
#include "property/outbox/outbox_store.h"
#include "property/stay/stay_store.h"
#include "schemas/confirmation.h"
#include "sync/outbox_sender.h"
#include <string.h>

#define REFRESH_TIMEOUT_MS 3000
#define NOT_FOUND                                                                                            \
    "reservation_not_found", "This hotel knows no reservation with this number. Check the digits."
#define CALL_THE_CENTRE "Ask the guest to call the reservation centre, or try again when the line is back."

static bool read_number(const HttpRequest *request, ConfirmationNumber *ret_number)
{
    return confirmation_parse(http_request_path_parameter(request, "confirmation"), ret_number, NULL);
}

bool reservation_number_valid(const HttpRequest *request)
{
    ConfirmationNumber number;

    return read_number(request, &number);
}

DatabaseStatus command_find_reservation(Command *command, CopiedReservation **ret_reservation, GError **error)
{
    ConfirmationNumber number;
    CopiedReservation *reservation = NULL;

    if (!read_number(command->request, &number)) {
        return command_refuse(command, 404, NOT_FOUND);
    }
    DatabaseStatus status =
        copy_reservation_find(command->connection, number.digits, &reservation, NULL, error);
    if (status == DATABASE_OK && reservation == NULL) {
        return command_refuse(command, 404, NOT_FOUND);
    }
    if (status == DATABASE_OK) {
        *ret_reservation = reservation;
    }
    return status;
}

/* ---- reading ---- */

static json_t *line_of_document(json_t *document, int line)
{
    json_t *lines = json_object_get(document, "lines");

    for (size_t i = 0; i < json_array_size(lines); i++) {
        json_t *candidate = json_array_get(lines, i);
        if (json_integer_value(json_object_get(candidate, "line")) == line) {
            return candidate;
        }
    }
    return NULL;
}

/* Whether the copy does not know yet that the guest is here no more. */
static bool is_here_in_copy(const json_t *line)
{
    return g_strcmp0(json_string_value(json_object_get(line, "status")), line_status_name(LINE_IN_HOUSE)) ==
           0;
}

/* The hotel's own knowledge of its guests outranks the copy; whose check-in was undone is the centre's again.
 */
static void add_stay(json_t *document, const Stay *stay)
{
    json_t *line = line_of_document(document, stay->line);

    if (line != NULL && !stay_has_arrived(stay) && !is_here_in_copy(line)) {
        return;
    }
    if (line != NULL && !stay_has_arrived(stay)) {
        json_object_set_new(line, "status", json_string(line_status_name(LINE_RESERVED)));
    } else if (line != NULL) {
        json_object_set_new(line, "status", json_string(stay_status_code(stay->status)));
        json_object_set_new(line, "stay_id", json_integer(stay->stay_id));
        json_object_set_new(line, "room", stay->room != NULL ? json_string(stay->room) : json_null());
    }
}

static DatabaseStatus add_stays(OdbcConnection *connection, json_t *document, GError **error)
{
    const char *number = json_string_value(json_object_get(document, "confirmation_number"));
    g_autoptr(GPtrArray) stays = NULL;

    DatabaseStatus status = stays_of_reservation(connection, number, &stays, error);
    for (guint i = 0; status == DATABASE_OK && i < stays->len; i++) {
        add_stay(document, g_ptr_array_index(stays, i));
    }
    return status;
}

/* The revision leads, so that a change can be forwarded with the condition under which it was asked for. */
static void respond_document(HttpRequest *request, json_t *document)
{
    g_autofree char *digest = json_digest(document);
    json_int_t revision = json_integer_value(json_object_get(document, "revision"));
    HttpResponse *response = http_response_new_json(200, document);

    http_response_set_etag(response, "%d.%.16s", (int)revision, digest);
    http_request_respond(request, response);
}

static DatabaseStatus read_document(OdbcConnection *connection, const char *number, json_t **ret_document,
                                    GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;

    DatabaseStatus status = copy_reservation_find(connection, number, &reservation, ret_document, error);
    if (status == DATABASE_OK && *ret_document != NULL) {
        status = add_stays(connection, *ret_document, error);
    }
    return status;
}

static void get_reservation(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    ConfirmationNumber number;
    json_t *document = NULL;
    DatabaseStatus status = DATABASE_OK;

    if (read_number(request, &number)) {
        status = read_document(connection, number.digits, &document, &error);
    }
    if (status != DATABASE_OK) {
        json_decref(document);
        desk_answer_failure(request, status, &error);
    } else if (document == NULL) {
        http_request_respond_problem(request, 404, NOT_FOUND);
    } else {
        respond_document(request, document);
    }
}

static void get_reservations(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    const char *query = http_request_query(request, "query");
    json_t *documents = NULL;
    int limit;

    if (query == NULL || query[0] == '\0') {
        page_refuse_query(request, "query", "say what to look for: the beginning of a surname, or a number");
        return;
    }
    if (!page_limit(request, &limit)) {
        return;
    }
    DatabaseStatus status = copy_reservations_search(connection, query, limit, &documents, &error);
    for (size_t i = 0; status == DATABASE_OK && i < json_array_size(documents); i++) {
        status = add_stays(connection, json_array_get(documents, i), &error);
    }
    if (status != DATABASE_OK) {
        json_decref(documents);
        desk_answer_failure(request, status, &error);
        return;
    }
    page_respond(request, documents, limit, "cursor", NULL);
}

/* ---- changes before arrival ---- */

/* What the desk knows before it asks the centre. */
typedef struct ChangeCheck {
    const HttpRequest *request;
    char number[CONFIRMATION_DIGITS + 1];
    bool arrived;
    int64_t version; /* 0: made here, and the centre does not have it yet */
    json_t *entries; /* of the outbox, that the centre is to know first */
    DatabaseStatus status;
} ChangeCheck;

static void check_change(OdbcConnection *connection, gpointer data)
{
    ChangeCheck *check = data;
    g_autoptr(GPtrArray) stays = NULL;

    check->status = copy_reservation_version(connection, check->number, &check->version, NULL);
    if (check->status == DATABASE_OK) {
        check->status = stays_of_reservation(connection, check->number, &stays, NULL);
    }
    for (guint i = 0; check->status == DATABASE_OK && i < stays->len; i++) {
        const Stay *stay = g_ptr_array_index(stays, i);
        check->arrived |= stay->status != STAY_NO_SHOW;
    }
    if (check->status == DATABASE_OK) {
        check->status = outbox_read(connection, OUTBOX_BATCH_MAX, &check->entries, NULL);
    }
}

static DatabaseStatus keep_answer(Command *command, gpointer data, GError **error G_GNUC_UNUSED)
{
    const ForwardAnswer *answer = data;

    command->answer_status = answer->status;
    command->answer = json_incref(answer->body);
    return DATABASE_OK;
}

static int expected_revision(const HttpRequest *request)
{
    const char *tag = http_request_header(request, "If-Match");

    return tag == NULL || tag[0] != '"' ? 0 : (int)g_ascii_strtoll(tag + 1, NULL, 10);
}

static HttpResponse *change_refusal(Property *property, const HttpRequest *request, ChangeCheck *check)
{
    ConfirmationNumber number;

    if (!read_number(request, &number)) {
        return http_problem_new(404, NOT_FOUND);
    }
    g_strlcpy(check->number, number.digits, sizeof check->number);
    if (!desk_call(property->desk, check_change, check) || check->status != DATABASE_OK) {
        return http_problem_new(503, "store_unavailable",
                                "The hotel's store did not answer. Send the request again.");
    }
    if (check->arrived) {
        return http_problem_new(
            409, "owned_by_hotel",
            "A guest of this reservation has arrived. Change the stay at the desk instead.");
    }
    if (check->version == 0 && confirmation_hotel_number(&number) == property->hotel->number) {
        return http_problem_new(
            409, "not_merged_yet",
            "This hotel made the reservation while it was cut off, and the centre does not have it yet. It "
            "keeps its rooms and can be changed or cancelled as soon as the line is back: note what the "
            "guest wishes.");
    }
    return NULL;
}

static bool names_rate_of_the_house(const json_t *access)
{
    size_t index;
    const json_t *each;

    json_array_foreach(access, index, each)
    {
        if (g_strcmp0(json_string_value(each), CHAIN_ACCESS_STAFF) == 0) {
            return true;
        }
    }
    return false;
}

/* The centre takes the hotel's word for who may have a rate. Those of the house are a manager's to give and
 * to move to other dates, without saying so; NULL when somebody else names them. New reference. */
static json_t *body_as_permitted(const HttpRequest *request)
{
    const StaffSession *staff = http_request_principal(request);
    json_t *body = http_request_json(request);
    json_t *access = json_object_get(body, "access");
    bool named = names_rate_of_the_house(access);

    if (!staff_may(staff->roles, STAFF_OVERRIDE)) {
        return named ? NULL : json_incref(body);
    }
    json_t *permitted = json_copy(body);
    if (!named && (access == NULL || json_is_array(access))) {
        json_t *wider = access != NULL ? json_copy(access) : json_array();
        json_array_append_new(wider, json_string(CHAIN_ACCESS_STAFF));
        json_object_set_new(permitted, "access", wider);
    }
    return permitted;
}

static void forward_change(Property *property, HttpRequest *request, const char *command, json_t *body)
{
    ChangeCheck check = {.request = request};
    g_auto(ForwardAnswer) answer = {0};

    if (command_answered_before(property, request, NULL, NULL)) {
        return;
    }
    HttpResponse *refusal = change_refusal(property, request, &check);
    json_auto_t *entries = check.entries;
    if (refusal != NULL) {
        command_abandon(property, request, refusal);
        return;
    }
    Forward forward = {command, check.number, expected_revision(request), body, entries};
    ForwardOutcome outcome = forward_command(property, request, &forward, &answer);
    if (outcome != FORWARD_DONE) {
        command_abandon(property, request, forward_problem(outcome, &answer, CALL_THE_CENTRE));
        return;
    }
    /* The screen is to be right at once; if this fails the feed will see to it. */
    feed_catch_up(property->feed, REFRESH_TIMEOUT_MS, NULL);
    command_resume(property, request, keep_answer, &answer);
}

static void cancel_waiting(Property *property, HttpRequest *request)
{
    json_auto_t *empty = json_object();
    json_t *body = http_request_json(request);

    forward_change(property, request, "cancel", body != NULL ? body : empty);
}

static void modify_waiting(Property *property, HttpRequest *request)
{
    json_auto_t *body = body_as_permitted(request);

    if (body != NULL) {
        forward_change(property, request, "modify", body);
        return;
    }
    command_abandon(property, request, staff_rate_problem("/access"));
}

static void post_cancel(HttpRequest *request, gpointer context)
{
    command_call_out(context, request, cancel_waiting);
}

static void post_modify(HttpRequest *request, gpointer context)
{
    command_call_out(context, request, modify_waiting);
}

#define LOOK (UINT64_C(1) << STAFF_LOOK)
#define SERVE (UINT64_C(1) << STAFF_SERVE_GUESTS)

const HttpRoute reservation_routes[] = {
    {.method = "GET",
     .template = "/v1/reservations{?query,limit}",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_reservations},
    {.method = "GET",
     .template = "/v1/reservations/{confirmation}",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_reservation},
    {.method = "POST",
     .template = "/v1/reservations/{confirmation}/cancel",
     .lane = HTTP_LANE_BOOKING,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY,
     .handler = post_cancel},
    {.method = "POST",
     .template = "/v1/reservations/{confirmation}/modify",
     .lane = HTTP_LANE_BOOKING,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_modify},
};
const gsize reservation_route_count = G_N_ELEMENTS(reservation_routes);
