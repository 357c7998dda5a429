#include "property/cashier/means_routes.h"

#include "property/audit/business_date.h"
#include "property/cashier/means_store.h"
#include "property/command/command.h"
#include "property/command/match.h"
#include <string.h>

#define MEANS_NAME_MAX 40

static DatabaseStatus read_list(OdbcConnection *connection, Night today, json_t **ret_list, GError **error)
{
    json_t *items = NULL;

    DatabaseStatus status = means_json(connection, today, &items, error);
    if (status == DATABASE_OK) {
        *ret_list = json_pack("{s:o}", "items", items);
    }
    return status;
}

static void get_means(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *list = NULL;
    Night today;

    DatabaseStatus status = business_date_read(connection, &today, &error);
    if (status == DATABASE_OK) {
        status = read_list(connection, today, &list, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        respond_tagged(request, list);
    }
}

typedef struct NameRequest {
    char *en;
    char *zh;
} NameRequest;

static const JsonField name_fields[] = {
    FIELD_TEXT("en", NameRequest, en, .required = true, .max_length = MEANS_NAME_MAX),
    FIELD_TEXT("zh", NameRequest, zh, .required = true, .max_length = MEANS_NAME_MAX),
};
static const JsonShape name_shape = JSON_SHAPE(NameRequest, name_fields);

typedef struct EntryRequest {
    char *code;
    int kind;
    char *scheme;
    NameRequest name;
    const Currency *currency;
    bool wants_reference;
    bool wants_last_four;
    Night from_date;
    Night until_date;
} EntryRequest;

static const JsonField entry_fields[] = {
    FIELD_TEXT("code", EntryRequest, code, .required = true, .max_length = MEANS_CODE_SIZE - 1),
    FIELD_CHOICE("kind", EntryRequest, kind, means_kinds, .required = true),
    FIELD_TEXT("scheme", EntryRequest, scheme, .max_length = MEANS_CODE_SIZE - 1),
    FIELD_OBJECT("name", EntryRequest, name, &name_shape, .required = true),
    FIELD_CURRENCY("currency", EntryRequest, currency),
    FIELD_BOOL("wants_reference", EntryRequest, wants_reference),
    FIELD_BOOL("wants_last_four", EntryRequest, wants_last_four),
    FIELD_NIGHT("from_date", EntryRequest, from_date),
    FIELD_NIGHT("until_date", EntryRequest, until_date),
};
static const JsonShape entry_shape = JSON_SHAPE(EntryRequest, entry_fields);

/* The names are copied: they outlive the request no longer than the entry. */
static PaymentMeans entry_of(const EntryRequest *body)
{
    PaymentMeans entry = {
        .kind = (MeansKind)body->kind,
        .name_en = g_strdup(body->name.en),
        .name_zh = g_strdup(body->name.zh),
        .wants_reference = body->wants_reference,
        .wants_last_four = body->wants_last_four,
        .from_date = body->from_date,
        .until_date = body->until_date,
    };

    g_strlcpy(entry.code, body->code, sizeof entry.code);
    g_strlcpy(entry.scheme, body->scheme == NULL ? "" : body->scheme, sizeof entry.scheme);
    g_strlcpy(entry.currency, body->currency == NULL ? "" : body->currency->code, sizeof entry.currency);
    return entry;
}

/* A new one is added whatever else is on the list; one that is there is changed by who has seen the list as it is. */
static DatabaseStatus check_condition(Command *command, const PaymentMeans *before, GError **error)
{
    const char *absent = http_request_header(command->request, "If-None-Match");
    json_t *list = NULL;

    if (before->code[0] != '\0' && g_strcmp0(absent, "*") == 0) {
        return command_refuse(command, 412, "means_exists",
                              "The list has a means of this code. Choose another code, or change that one.");
    }
    if (before->code[0] != '\0' && http_request_header(command->request, "If-Match") == NULL) {
        return command_refuse(command, 428, "condition_missing",
                              "A means that is on the list is changed with If-Match and the ETag of the list.");
    }
    DatabaseStatus status = read_list(command->connection, command->business_date, &list, error);
    return status == DATABASE_OK ? command_match(command, list) : status;
}

static DatabaseStatus entry_body(Command *command, gpointer data, GError **error)
{
    g_auto(PaymentMeans) entry = entry_of(data);
    g_auto(PaymentMeans) before = {0};

    DatabaseStatus status = means_find(command->connection, entry.code, &before, error);
    if (status == DATABASE_OK) {
        status = check_condition(command, &before, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    MeansVerdict verdict = means_entry_check(&entry, &before, command->property->hotel->currency->code);
    if (verdict != MEANS_ACCEPTED) {
        return command_refuse_words(command, 422, &means_verdicts[verdict]);
    }
    status = means_save(command->connection, &entry, command->staff->user, error);
    if (status == DATABASE_OK) {
        status = read_list(command->connection, command->business_date, &command->answer, error);
    }
    command->answer_status = 201;
    return status;
}

static void post_means(HttpRequest *request, gpointer connection)
{
    EntryRequest body = {.from_date = NIGHT_NONE, .until_date = NIGHT_NONE};

    if (request_decode(request, &entry_shape, &body)) {
        command_run(http_request_context(request), connection, request, entry_body, &body);
    }
    json_shape_clear(&entry_shape, &body);
}

const HttpRoute means_routes[] = {
    {.method = "GET",
     .template = "/v1/cashier/means",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_means},
    {.method = "POST",
     .template = "/v1/cashier/means",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_OVERRIDE,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_means},
};
const gsize means_route_count = G_N_ELEMENTS(means_routes);
