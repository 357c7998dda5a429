#include "central/guest/guest_routes.h"

#include <string.h>

#include "central/guest/guest_store.h"
#include "central/staff/principal.h"

enum { PAGE_MAX = 200, PAGE_DEFAULT = 50 };

typedef struct {
    char *given_name, *surname, *email, *telephone, *language, *country;
} GuestForm;

#define GUEST_MEMBERS(SurnameRequired)                                                                       \
    FIELD_TEXT("given_name", GuestForm, given_name, .allow_empty = true),                                    \
        FIELD_TEXT("surname", GuestForm, surname, .required = (SurnameRequired)),                            \
        FIELD_TEXT("email", GuestForm, email, .allow_empty = true),                                          \
        FIELD_TEXT("telephone", GuestForm, telephone, .allow_empty = true, .max_length = 40),                \
        FIELD_TEXT("language", GuestForm, language, .allow_empty = true, .max_length = 35),                  \
        FIELD_TEXT("country", GuestForm, country, .allow_empty = true, .max_length = 3)

static const JsonField CREATE_FIELDS[] = {GUEST_MEMBERS(true)};
static const JsonField CHANGE_FIELDS[] = {GUEST_MEMBERS(false)};
static const JsonShape CREATE_SHAPE = JSON_SHAPE(GuestForm, CREATE_FIELDS);
static const JsonShape CHANGE_SHAPE = JSON_SHAPE(GuestForm, CHANGE_FIELDS);

static ReservationGuest guest_of_form(const GuestForm *form)
{
    return (ReservationGuest){
        .given_name = form->given_name,
        .surname = form->surname,
        .email = form->email,
        .telephone = form->telephone,
        .language = form->language,
        .country = form->country,
    };
}

static void respond_guest(HttpRequest *request, int status, json_t *guest)
{
    json_int_t revision = json_integer_value(json_object_get(guest, "revision"));
    HttpResponse *response = http_response_new_json((guint)status, guest);
    http_response_set_etag(response, "%" JSON_INTEGER_FORMAT, revision);
    http_request_respond(request, response);
}

static void search(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    gint64 limit, after;
    if (!http_request_query_integer(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit) ||
        !http_request_query_integer(request, "cursor", 0, G_MAXINT64, 0, &after))
        return;
    GuestSearch wanted = {
        .surname = http_request_query(request, "surname"),
        .email = http_request_query(request, "email"),
        .telephone = http_request_query(request, "telephone"),
        .after = after,
        .limit = (int)limit,
    };
    json_t *items = NULL;
    GError *error = NULL;
    DatabaseStatus status = guest_search(worker->connection, &wanted, &items, &error);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
        return;
    }
    json_t *last = json_array_get(items, json_array_size(items) - 1);
    json_int_t cursor =
        json_array_size(items) == (size_t)limit ? json_integer_value(json_object_get(last, "guest_id")) : 0;
    central_respond_page(request, items, cursor);
}

static void create(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    GuestForm form = {0};
    JsonProblem problem = {0};
    if (!json_decode(http_request_json(request), &CREATE_SHAPE, &form, &problem)) {
        central_respond_form(request, &problem);
        return;
    }
    ReservationGuest guest = guest_of_form(&form);
    g_autofree char *digest = json_digest(http_request_json(request));
    GuestCreation creation = {
        .scope = request_principal(request)->id,
        .key = http_request_idempotency_key(request),
        .request_digest = digest,
        .guest = &guest,
        .at = clock_now(worker->central->wall),
    };
    int http_status = 0;
    json_t *answer = NULL;
    GError *error = NULL;
    DatabaseStatus status = guest_create(worker->connection, &creation, &http_status, &answer, &error);
    if (status != DATABASE_OK)
        central_respond_database(request, status, error);
    else if (http_status < 400)
        respond_guest(request, http_status, answer);
    else
        central_respond(request, http_status, answer);
    json_shape_clear(&CREATE_SHAPE, &form);
}

/* The number in the path; 0 after the request was answered. */
static int64_t path_guest(HttpRequest *request)
{
    guint64 number = 0;
    if (g_ascii_string_to_unsigned(http_request_path_parameter(request, "guest"), 10, 1, G_MAXINT64, &number,
                                   NULL))
        return (int64_t)number;
    http_request_respond_problem(request, 404, "guest_not_found", "there is no guest of this number");
    return 0;
}

static void read_one(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    int64_t guest_id = path_guest(request);
    if (!guest_id)
        return;
    json_t *guest = NULL;
    GError *error = NULL;
    DatabaseStatus status = guest_read(worker->connection, guest_id, &guest, &error);
    if (status != DATABASE_OK)
        central_respond_database(request, status, error);
    else if (!guest)
        http_request_respond_problem(request, 404, "guest_not_found", "there is no guest of this number");
    else
        respond_guest(request, 200, guest);
}

static void change(HttpRequest *request, gpointer context)
{
    Worker *worker = context;
    GuestForm form = {0};
    JsonProblem problem = {0};
    int revision;
    int64_t guest_id = path_guest(request);
    if (!guest_id || !central_match_revision(request, "guest_changed", &revision))
        return;
    if (!json_decode(http_request_json(request), &CHANGE_SHAPE, &form, &problem)) {
        central_respond_form(request, &problem);
        return;
    }
    ReservationGuest changes = guest_of_form(&form);
    changes.guest_id = guest_id;
    gboolean stale = FALSE;
    json_t *guest = NULL;
    GError *error = NULL;
    DatabaseStatus status = guest_change(worker->connection, worker->central->chain, &changes, revision,
                                         clock_now(worker->central->wall), &stale, &guest, &error);
    json_shape_clear(&CHANGE_SHAPE, &form);
    if (status != DATABASE_OK) {
        central_respond_database(request, status, error);
    } else if (!guest) {
        http_request_respond_problem(request, 404, "guest_not_found", "there is no guest of this number");
    } else if (stale) {
        HttpResponse *refusal = http_problem_new(
            412, "guest_changed", "somebody changed the guest meanwhile: compare, then decide");
        http_problem_set_member(refusal, "current", guest);
        http_request_respond(request, refusal);
    } else {
        respond_guest(request, 200, guest);
    }
}

const HttpRoute guest_routes[] = {
    {"GET", "/v1/guests{?surname,email,telephone,limit,cursor}", HTTP_LANE_WORKER, ACCESS_GUESTS, HTTP_PLAIN,
     search, 0},
    {"POST", "/v1/guests", HTTP_LANE_WORKER, ACCESS_GUESTS, HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED, create,
     0},
    {"GET", "/v1/guests/{guest}", HTTP_LANE_WORKER, ACCESS_GUESTS, HTTP_PLAIN, read_one, 0},
    {"PATCH", "/v1/guests/{guest}", HTTP_LANE_WORKER, ACCESS_GUESTS, HTTP_BODY_REQUIRED, change, 0},
};
const gsize guest_route_count = G_N_ELEMENTS(guest_routes);
