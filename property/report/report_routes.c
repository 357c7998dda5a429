#include "property/report/report_routes.h"

#include "ops/json.h"
#include "property/command/match.h"
#include "property/command/page.h"
#include "property/report/report_pack.h"
#include "property/report/report_pack_store.h"
#include "property/report/report_page.h"

#define DAYS_SHOWN 31

typedef enum ReportFormat {
    REPORT_AS_PAGE,
    REPORT_AS_TABLE,
    REPORT_AS_PAPER,
} ReportFormat;

/* A report that was asked for, and what the desk found of it. */
typedef struct ReportQuestion {
    HttpRequest *request;
    const Property *property;
    const ReportDefinition *definition;
    Night business_date;
    ReportFormat format;
    ReportLanguage language;
    json_t *document;
    bool kept;
    DatabaseStatus status;
    GError *error;
} ReportQuestion;

static bool read_format(HttpRequest *request, ReportFormat *ret_format)
{
    static const char *const names[] = {"json", "csv", "pdf"};
    const char *text = http_request_query(request, "format");

    *ret_format = REPORT_AS_PAGE;
    if (text == NULL) {
        return true;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_str_equal(text, names[i])) {
            *ret_format = (ReportFormat)i;
            return true;
        }
    }
    page_refuse_query(request, "format", "must be json, csv or pdf");
    return false;
}

static bool read_language(HttpRequest *request, ReportLanguage *ret_language)
{
    const char *text = http_request_query(request, "language");

    *ret_language = REPORT_ENGLISH;
    if (text == NULL || report_language_parse(text, ret_language)) {
        return true;
    }
    page_refuse_query(request, "language", "must be en or zh");
    return false;
}

/* FALSE when the request has been answered. */
static bool read_question(HttpRequest *request, ReportQuestion *question)
{
    g_autoptr(GError) error = NULL;

    question->definition = report_find(http_request_path_parameter(request, "report"));
    if (question->definition == NULL ||
        !night_parse(http_request_path_parameter(request, "date"), &question->business_date, &error)) {
        http_request_respond_problem(request, 404, "report_not_found",
                                     "There is no such report. GET /v1/reports lists them.");
        return false;
    }
    return read_format(request, &question->format) && read_language(request, &question->language);
}

static void read_on_desk(OdbcConnection *connection, gpointer data)
{
    ReportQuestion *question = data;

    question->status =
        report_read(connection, question->property->hotel, question->definition, question->business_date,
                    &question->document, &question->kept, &question->error);
}

static HttpResponse *file_response(const ReportQuestion *question, GBytes *bytes, const char *type,
                                   const char *ending)
{
    char date[NIGHT_TEXT_SIZE];
    HttpResponse *response = http_response_new_bytes(200, type, bytes);
    g_autofree char *disposition = g_strdup_printf(
        "%s; filename=\"%s-%s-%s.%s\"", question->format == REPORT_AS_PAPER ? "inline" : "attachment",
        question->property->hotel->code, night_write(question->business_date, date),
        question->definition->code, ending);

    http_response_add_header(response, "Content-Disposition", disposition);
    return response;
}

static HttpResponse *paper_response(const ReportQuestion *question, const ReportPage *page)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = report_page_pdf(page, &error);

    if (bytes == NULL) {
        return http_problem_new(500, "internal_error", "The report cannot be laid out: %s.", error->message);
    }
    return file_response(question, bytes, "application/pdf", "pdf");
}

static HttpResponse *table_response(const ReportQuestion *question, const ReportPage *page)
{
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(report_page_csv(page));

    return file_response(question, bytes, "text/csv; charset=utf-8", "csv");
}

static void answer_question(const ReportQuestion *question)
{
    ReportPage page = {
        .definition = question->definition,
        .hotel = question->property->hotel,
        .document = question->document,
        .language = question->language,
        .kept = question->kept,
        .made_at = clock_now(question->property->clock),
    };
    HttpResponse *response;

    switch (question->format) {
    case REPORT_AS_TABLE:
        response = table_response(question, &page);
        break;
    case REPORT_AS_PAPER:
        response = paper_response(question, &page);
        break;
    default:
        response = http_response_new_json(200, report_page_json(&page));
    }
    http_request_respond(question->request, response);
}

/* On a caller's thread: the desk reads, and is free again while the page is made. */
static void answer_report(Property *property, HttpRequest *request)
{
    ReportQuestion question = {.request = request, .property = property, .status = DATABASE_HARD};

    if (!read_question(request, &question)) {
        return;
    }
    if (!desk_call(property->desk, read_on_desk, &question) || question.status != DATABASE_OK) {
        desk_answer_failure(request, question.status, &question.error);
        return;
    }
    if (question.document == NULL) {
        http_request_respond_problem(
            request, 404, "report_not_found",
            "The hotel has no reports of this day: it is still to come, or was before the first.");
        return;
    }
    answer_question(&question);
    json_decref(question.document);
}

static void get_report(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, answer_report)) {
        http_request_respond(request, property_busy_problem());
    }
}

static json_t *definitions_json(ReportLanguage language)
{
    guint count;
    const ReportDefinition *const *definitions = report_definitions(&count);
    json_t *items = json_array();

    for (guint i = 0; i < count; i++) {
        json_array_append_new(items, json_pack("{s:s, s:s, s:s}", "report", definitions[i]->code, "title",
                                               definitions[i]->title.in[language], "purpose",
                                               definitions[i]->purpose.in[language]));
    }
    return items;
}

static void get_reports(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    ReportLanguage language;
    json_t *days = NULL;
    int64_t high_balance_minor = 0;

    if (!read_language(request, &language)) {
        return;
    }
    DatabaseStatus status = report_days(connection, DAYS_SHOWN, &days, &error);
    if (status == DATABASE_OK) {
        status = report_high_balance_read(connection, &high_balance_minor, &error);
    }
    if (status != DATABASE_OK) {
        json_decref(days);
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200,
                              json_pack("{s:o, s:o, s:I}", "items", definitions_json(language), "days", days,
                                        "high_balance_minor", (json_int_t)high_balance_minor));
}

/* ---- settings ---- */

typedef struct SettingsRequest {
    int64_t high_balance_minor;
} SettingsRequest;

static const JsonField settings_fields[] = {
    FIELD_INT("high_balance_minor", SettingsRequest, high_balance_minor, .required = true, .min = 1,
              .max = INT64_C(1000000000000)),
};
static const JsonShape settings_shape = JSON_SHAPE(SettingsRequest, settings_fields);

static json_t *settings_json(int64_t high_balance_minor)
{
    return json_pack("{s:I}", "high_balance_minor", (json_int_t)high_balance_minor);
}

static void get_settings(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    int64_t high_balance_minor = 0;

    DatabaseStatus status = report_high_balance_read(connection, &high_balance_minor, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        respond_tagged(request, settings_json(high_balance_minor));
    }
}

typedef struct SettingsCall {
    const HttpRequest *request;
    SettingsRequest body;
    HttpResponse *refusal;
} SettingsCall;

static DatabaseStatus write_settings(OdbcConnection *connection, gpointer data, GError **error)
{
    SettingsCall *call = data;
    int64_t before_minor = 0;

    DatabaseStatus status = report_high_balance_read(connection, &before_minor, error);
    if (status != DATABASE_OK) {
        return status;
    }
    g_clear_pointer(&call->refusal, http_response_free);
    call->refusal = match_problem(call->request, settings_json(before_minor));
    return call->refusal == NULL ? report_high_balance_write(connection, call->body.high_balance_minor, error)
                                 : DATABASE_ROLLBACK;
}

static void put_settings(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    SettingsCall call = {.request = request};

    if (!request_decode(request, &settings_shape, &call.body)) {
        return;
    }
    DatabaseStatus status = odbc_run_transaction(connection, write_settings, &call, &error);
    if (call.refusal != NULL) {
        http_request_respond(request, call.refusal);
    } else if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        http_request_respond_json(request, 200, settings_json(call.body.high_balance_minor));
    }
}

const HttpRoute report_routes[] = {
    {.method = "GET",
     .template = "/v1/reports{?language}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .handler = get_reports},
    {.method = "GET",
     .template = "/v1/reports/settings",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .handler = get_settings},
    {.method = "PUT",
     .template = "/v1/reports/settings",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_OVERRIDE,
     .flags = HTTP_BODY_REQUIRED,
     .handler = put_settings},
    {.method = "GET",
     .template = "/v1/reports/{date}/{report}{?format,language}",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .handler = get_report},
};
const gsize report_route_count = G_N_ELEMENTS(report_routes);
