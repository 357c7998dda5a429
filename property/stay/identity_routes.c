#include "property/stay/identity_routes.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/command/command.h"
#include "property/command/page.h"
#include "property/copy/copy_store.h"
#include "property/stay/identity_list.h"
#include "property/stay/identity_store.h"
#include "property/stay/stay_store.h"
#include "schemas/confirmation.h"
#include "schemas/mrz.h"
#include <string.h>

#define PERSONS_MAX 20
#define ZONE_TEXT_MAX 200
#define NAME_MAX_BYTES 80

/* ---- whose they are ---- */

/* The line of the path; FALSE when it is none. */
static bool line_of(const HttpRequest *request, LineKey *ret_line)
{
    ConfirmationNumber number;
    guint64 line = 0;

    if (!confirmation_parse(http_request_path_parameter(request, "confirmation"), &number, NULL) ||
        !g_ascii_string_to_unsigned(http_request_path_parameter(request, "line"), 10, 1, 99, &line, NULL)) {
        return false;
    }
    *ret_line = line_key(number.digits, (int)line);
    return true;
}

/* When the guest of a line leaves; NIGHT_NONE when the hotel knows of no such line. */
static DatabaseStatus find_departure(OdbcConnection *connection, const LineKey *line, Night *ret_departure,
                                     GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_autoptr(CopiedReservation) reservation = NULL;

    *ret_departure = NIGHT_NONE;
    DatabaseStatus status = stay_find_line(connection, line->confirmation_number, line->line, &stay, error);
    if (status != DATABASE_OK || stay != NULL) {
        *ret_departure = stay != NULL ? stay->departure : NIGHT_NONE;
        return status;
    }
    status = copy_reservation_find(connection, line->confirmation_number, &reservation, NULL, error);
    const CopiedLine *copied = reservation != NULL ? copied_reservation_line(reservation, line->line) : NULL;
    if (copied != NULL) {
        *ret_departure = copied->departure;
    }
    return status;
}

#define NOT_EXPECTED                                                                                         \
    "not_expected", "Nobody is expected, or stays, under this number. Check the number and the line."

/* ---- reading ---- */

static json_t *required_json(const Property *property)
{
    json_t *required = json_array();

    for (guint i = 0; chain_registration_fields[i] != NULL; i++) {
        if (chain_registration_requires(property->chain, property->hotel->address.country,
                                        chain_registration_fields[i])) {
            json_array_append_new(required, json_string(chain_registration_fields[i]));
        }
    }
    return required;
}

static void get_identities(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    json_t *persons = NULL;
    Night departure = NIGHT_NONE;
    LineKey line;
    DatabaseStatus status = DATABASE_OK;

    bool named = line_of(request, &line);
    if (named) {
        status = find_departure(connection, &line, &departure, &error);
    }
    if (status == DATABASE_OK && departure != NIGHT_NONE) {
        status = identities_read(connection, &line, &persons, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    if (persons == NULL) {
        http_request_respond_problem(request, 404, NOT_EXPECTED);
        return;
    }
    http_request_respond_json(
        request, 200,
        json_pack("{s:o, s:i, s:o}", "required", required_json(property), "keep_days",
                  chain_registration_keep_days(property->chain, property->hotel->address.country), "persons",
                  persons));
}

/* ---- writing ---- */

typedef struct PersonsRequest {
    GArray *persons; /* GuestIdentity */
} PersonsRequest;

static bool country_check(const char *text, GError **error)
{
    size_t length = strlen(text);

    if ((length == 2 || length == 3) && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length) {
        return true;
    }
    g_set_error(error, JSON_ERROR, JSON_ERROR_SHAPE, "must be two or three capital letters, such as CHN");
    return false;
}

static const JsonField person_fields[] = {
    FIELD_TEXT("surname", GuestIdentity, surname, .required = true, .max_length = NAME_MAX_BYTES),
    FIELD_TEXT("given_name", GuestIdentity, given_name, .max_length = NAME_MAX_BYTES),
    FIELD_TEXT("nationality", GuestIdentity, nationality, .validate = country_check),
    FIELD_NIGHT("birth_date", GuestIdentity, birth_date),
    FIELD_CHOICE("document_type", GuestIdentity, document_type, identity_document_types, .required = true),
    FIELD_TEXT("document_number", GuestIdentity, document_number, .max_length = 40),
    FIELD_TEXT("address", GuestIdentity, address, .max_length = 300),
};
static const JsonShape person_shape = JSON_SHAPE(GuestIdentity, person_fields);

static const JsonField persons_fields[] = {
    FIELD_LIST("persons", PersonsRequest, persons, &person_shape, .required = true, .max = PERSONS_MAX),
};
static const JsonShape persons_shape = JSON_SHAPE(PersonsRequest, persons_fields);

static DatabaseStatus check_births(Command *command, const GArray *persons)
{
    for (guint i = 0; i < persons->len; i++) {
        Night birth = g_array_index(persons, GuestIdentity, i).birth_date;
        if (birth != NIGHT_NONE && birth > command->business_date) {
            g_autofree char *pointer = g_strdup_printf("/persons/%u/birth_date", i);
            return command_refuse_field(command, pointer, "birth_date_future",
                                        "Nobody is born after today. Check the date of birth.");
        }
    }
    return DATABASE_OK;
}

/* The answer says nothing of the guest: answers are kept for whoever asks again. */
static DatabaseStatus persons_body(Command *command, gpointer data, GError **error)
{
    const PersonsRequest *body = data;
    Night departure = NIGHT_NONE;
    LineKey line;
    DatabaseStatus status = DATABASE_OK;

    bool named = line_of(command->request, &line);
    if (named) {
        status = find_departure(command->connection, &line, &departure, error);
    }
    if (status == DATABASE_OK && departure == NIGHT_NONE) {
        return command_refuse(
            command, 404, "not_expected",
            "Nobody is expected, or stays, under this number. Check the number and the line.");
    }
    if (status == DATABASE_OK) {
        status = check_births(command, body->persons);
    }
    IdentityWrite write = {&line, departure, command->staff->user, command->now};
    if (status == DATABASE_OK) {
        status = identities_write(command->connection, &write, body->persons, error);
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:s, s:i, s:i}", "confirmation_number", line.confirmation_number,
                                    "line", line.line, "persons", (int)body->persons->len);
    }
    return status;
}

static void post_identities(HttpRequest *request, gpointer connection)
{
    PersonsRequest body = {0};

    command_run_decoded(request, connection, &persons_shape, &body, persons_body);
}

/* ---- a zone that was scanned ---- */

typedef struct ZoneRequest {
    char *zone;
} ZoneRequest;

static const JsonField zone_fields[] = {
    FIELD_TEXT("zone", ZoneRequest, zone, .required = true, .max_length = ZONE_TEXT_MAX),
};
static const JsonShape zone_shape = JSON_SHAPE(ZoneRequest, zone_fields);

static json_t *document_json(const MrzDocument *document)
{
    return json_pack(
        "{s:s, s:o, s:s, s:o, s:s, s:s, s:s, s:o}", "surname", document->surname, "given_name",
        json_from_text(document->given_name[0] != '\0' ? document->given_name : NULL), "nationality",
        document->nationality, "birth_date", json_from_night(document->birth_date), "document_type",
        document->is_passport ? "passport" : "identity_card", "document_number", document->number, "issuer",
        document->issuer, "expires", json_from_night(document->expires));
}

/* Writes nothing, so it needs no key; it is a POST because addresses of pages are written into logs. */
static void post_zone(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    ZoneRequest body = {0};
    MrzDocument document;
    Night today;

    if (!request_decode(request, &zone_shape, &body)) {
        return;
    }
    DatabaseStatus status = business_date_read(connection, &today, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        MrzVerdict verdict = mrz_read(body.zone, today, &document);
        if (verdict == MRZ_READ) {
            http_request_respond_json(request, 200, document_json(&document));
        } else {
            http_request_respond_problem(request, 422, mrz_verdicts[verdict].code, "%s",
                                         mrz_verdicts[verdict].text);
        }
    }
    json_shape_clear(&zone_shape, &body);
}

/* ---- the list of a day ---- */

typedef struct DayList {
    HttpRequest *request;
    Night date;
    json_t *rows; /* NULL: answered */
} DayList;

static void read_day(OdbcConnection *connection, gpointer data)
{
    DayList *list = data;
    g_autoptr(GError) error = NULL;
    Night today;

    DatabaseStatus status = business_date_read(connection, &today, &error);
    if (status == DATABASE_OK && !page_night(list->request, "date", today, &list->date)) {
        return;
    }
    if (status == DATABASE_OK) {
        status = identities_of_day(connection, list->date, &list->rows, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(list->request, status, &error);
    }
}

static void get_day(HttpRequest *request, gpointer connection)
{
    DayList list = {.request = request};

    read_day(connection, &list);
    if (list.rows != NULL) {
        http_request_respond_json(request, 200, json_pack("{s:o}", "items", list.rows));
    }
}

/* FALSE after answering. */
static bool read_files_list(Property *property, HttpRequest *request, DayList *list, bool *ret_is_chinese)
{
    const char *language = http_request_query(request, "language");

    *list = (DayList){.request = request};
    if (language != NULL && strcmp(language, "en") != 0 && strcmp(language, "zh") != 0) {
        page_refuse_query(request, "language", "en or zh");
        return false;
    }
    *ret_is_chinese = g_strcmp0(language, "zh") == 0;
    if (!desk_call(property->desk, read_day, list)) {
        http_request_respond(request, property_busy_problem());
        return false;
    }
    return list->rows != NULL;
}

static void respond_file(const Property *property, const DayList *list, GBytes *bytes, const char *type,
                         const char *ending)
{
    char date[NIGHT_TEXT_SIZE];
    HttpResponse *response = http_response_new_bytes(200, type, bytes);
    g_autofree char *disposition =
        g_strdup_printf("attachment; filename=\"%s-%s-registration.%s\"", property->hotel->code,
                        night_write(list->date, date), ending);

    http_response_add_header(response, "Content-Disposition", disposition);
    http_request_respond(list->request, response);
}

static void make_csv(Property *property, HttpRequest *request)
{
    DayList list;
    bool is_chinese;

    if (read_files_list(property, request, &list, &is_chinese)) {
        g_autoptr(GBytes) bytes = g_string_free_to_bytes(identity_list_csv(list.rows, is_chinese));
        respond_file(property, &list, bytes, "text/csv; charset=utf-8", "csv");
        json_decref(list.rows);
    }
}

static void make_pdf(Property *property, HttpRequest *request)
{
    g_autoptr(GError) error = NULL;
    DayList list;
    bool is_chinese;

    if (!read_files_list(property, request, &list, &is_chinese)) {
        return;
    }
    g_autoptr(GBytes) bytes = identity_list_pdf(property->hotel, list.date, list.rows, is_chinese, &error);
    if (bytes == NULL) {
        http_request_respond_problem(request, 500, "internal_error", "The list could not be laid out.");
    } else {
        respond_file(property, &list, bytes, "application/pdf", "pdf");
    }
    json_decref(list.rows);
}

static void get_csv(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, make_csv)) {
        http_request_respond(request, property_busy_problem());
    }
}

static void get_pdf(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, make_pdf)) {
        http_request_respond(request, property_busy_problem());
    }
}

#define READ UINT64_C(1) << STAFF_READ_IDENTITIES
#define IDENTITIES "/v1/reservations/{confirmation}/lines/{line}/identities"

const HttpRoute identity_routes[] = {
    {"GET", IDENTITIES, HTTP_LANE_WORKER, READ, 0, get_identities, 0},
    {"POST", IDENTITIES, HTTP_LANE_WORKER, READ, HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED, post_identities,
     0},
    {"POST", "/v1/travel-documents/read", HTTP_LANE_WORKER, READ, HTTP_BODY_REQUIRED, post_zone, 0},
    {"GET", "/v1/registrations{?date}", HTTP_LANE_WORKER, READ, 0, get_day, 0},
    {"GET", "/v1/registrations.csv{?date,language}", HTTP_LANE_BOOKING, READ, 0, get_csv, 0},
    {"GET", "/v1/registrations.pdf{?date,language}", HTTP_LANE_BOOKING, READ, 0, get_pdf, 0},
};
const gsize identity_route_count = G_N_ELEMENTS(identity_routes);
