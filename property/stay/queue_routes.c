#include "property/stay/queue_routes.h"

#include "ops/json.h"
#include "ops/mail.h"
#include "property/assignment/assignment.h"
#include "property/cashier/means_command.h"
#include "property/cashier/means_store.h"
#include "property/folio/posting_store.h"
#include "property/ledger/direct_bill.h"
#include "property/stay/check_in.h"
#include "property/stay/check_out.h"
#include "property/stay/desk_agreement_store.h"
#include "property/stay/queue_store.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_command.h"
#include "property/stay/stay_store.h"
#include <string.h>

/* ---- the queue ---- */

static void get_queue(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *items = NULL;

    DatabaseStatus status = queue_read(connection, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:o}", "items", items));
}

typedef struct QueueRequest {
    int64_t priority;
    char *note;
    bool leave;
    bool told;
    int64_t eta_minute;
} QueueRequest;

static const JsonField queue_fields[] = {
    FIELD_INT("priority", QueueRequest, priority, .min = 1, .max = 3),
    FIELD_TEXT("note", QueueRequest, note, .max_length = 500),
    FIELD_BOOL("leave", QueueRequest, leave),
    FIELD_BOOL("told", QueueRequest, told),
};
static const JsonShape queue_shape = JSON_SHAPE(QueueRequest, queue_fields);

static DatabaseStatus find_expected(Command *command, LineKey *ret_key, GError **error)
{
    g_auto(AssignedGuest) guest = {0};

    DatabaseStatus status = command_path_line(command, ret_key);
    if (status == DATABASE_OK) {
        status = assigned_guest_find(command, ret_key, &guest, error);
    }
    return status == DATABASE_OK && guest.stay != NULL
               ? command_refuse_verdict(command, STAY_ALREADY_IN_HOUSE)
               : status;
}

/* Only of a room that can be moved into: the guest comes to the desk for it. */
static DatabaseStatus tell(Command *command, const LineKey *key, GError **error)
{
    json_auto_t *items = NULL;
    const json_t *item;
    const char *room = NULL;
    size_t i;

    DatabaseStatus status = queue_read(command->connection, &items, error);
    json_array_foreach(items, i, item)
    {
        bool asked = strcmp(json_string_value(json_object_get(item, "confirmation_number")),
                            key->confirmation_number) == 0 &&
                     json_integer_value(json_object_get(item, "line")) == key->line;
        if (asked && json_is_true(json_object_get(item, "ready"))) {
            room = json_string_value(json_object_get(item, "room"));
        }
    }
    if (status == DATABASE_OK && room == NULL) {
        return command_refuse(command, 409, "room_not_ready",
                              "This guest does not wait for a room, or it is not ready yet.");
    }
    return status == DATABASE_OK ? queue_tell(command->connection, key, room, command->now, error) : status;
}

static DatabaseStatus change_queue(Command *command, const LineKey *key, const QueueRequest *body,
                                   GError **error)
{
    QueueEntry entry = {.queued_at = command->now,
                        .queued_by = command->staff->user,
                        .priority = (int)body->priority,
                        .note = body->note};

    if (body->told) {
        return tell(command, key, error);
    }
    return body->leave ? queue_remove(command->connection, key, error)
                       : queue_put(command->connection, key, &entry, error);
}

static DatabaseStatus queue_body(Command *command, gpointer data, GError **error)
{
    const QueueRequest *body = data;
    json_t *items = NULL;
    LineKey key;

    DatabaseStatus status = find_expected(command, &key, error);
    if (status == DATABASE_OK) {
        status = change_queue(command, &key, body, error);
    }
    if (status == DATABASE_OK) {
        status = queue_read(command->connection, &items, error);
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:o}", "items", items);
    }
    return status;
}

static void post_queue(HttpRequest *request, gpointer connection)
{
    QueueRequest body = {.priority = 2};

    command_run_decoded(request, connection, &queue_shape, &body, queue_body);
}

static const JsonField eta_fields[] = {
    FIELD_INT("eta_minute", QueueRequest, eta_minute, .min = 0, .max = 1439),
};
static const JsonShape eta_shape = JSON_SHAPE(QueueRequest, eta_fields);

static DatabaseStatus eta_body(Command *command, gpointer data, GError **error)
{
    const QueueRequest *body = data;
    LineKey key;

    DatabaseStatus status = find_expected(command, &key, error);
    if (status == DATABASE_OK) {
        status = expected_time_put(command->connection, &key, (int)body->eta_minute, error);
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:o}", "eta_minute",
                                    body->eta_minute < 0 ? json_null() : json_integer(body->eta_minute));
    }
    return status;
}

static void post_eta(HttpRequest *request, gpointer connection)
{
    QueueRequest body = {.eta_minute = -1};

    command_run_decoded(request, connection, &eta_shape, &body, eta_body);
}

/* ---- leaving without the desk ---- */

typedef struct ExpressRequest {
    MeansRequest means;
    char *email;
} ExpressRequest;

static const JsonField express_fields[] = {
    MEANS_FIELDS(ExpressRequest, means),
    FIELD_TEXT("email", ExpressRequest, email, .max_length = 254),
};
static const JsonShape express_shape = JSON_SHAPE(ExpressRequest, express_fields);

static DatabaseStatus express_body(Command *command, gpointer data, GError **error)
{
    const ExpressRequest *body = data;
    g_autoptr(Stay) stay = NULL;
    PaidBy paid;

    DatabaseStatus status = command_check_means(command, "", &body->means, NULL, &paid, error);
    if (status == DATABASE_OK && paid.kind == MEANS_CASH) {
        return command_refuse_field(
            command, "/method", "cash_at_the_desk",
            "Nobody is at the desk to hand cash to. Agree on another means, or check the "
            "guest out at the desk and say what was handed over.");
    }
    if (status == DATABASE_OK) {
        status = command_find_stay(command, &stay, error);
    }
    if (status == DATABASE_OK && body->email != NULL && !mail_address_is_valid(body->email)) {
        return command_refuse_field(command, "/email", "email_invalid",
                                    "This is no e-mail address that can be written to.");
    }
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict in_house = stay_in_house_decide(stay->status);
    if (in_house != STAY_ALLOWED) {
        return command_refuse_verdict(command, in_house);
    }
    status = express_check_out_put(command->connection, stay->stay_id, &paid, body->email,
                                   command->staff->user, command->now, error);
    if (status == DATABASE_OK) {
        status = stay_change_add(command, stay->stay_id, "express_check_out", NULL,
                                 json_pack("{s:s}", "method", paid.code), error);
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:s, s:o}", "method", paid.code, "email", json_from_text(body->email));
    }
    return status;
}

static void post_express(HttpRequest *request, gpointer connection)
{
    ExpressRequest body = {0};

    command_run_decoded(request, connection, &express_shape, &body, express_body);
}

/* ---- many at once ---- */

#define BATCH_MAX 10

typedef struct BatchRequest {
    int64_t after;
} BatchRequest;

static const JsonField batch_fields[] = {
    FIELD_INT("after", BatchRequest, after, .min = 0, .max = INT64_MAX),
};
static const JsonShape batch_shape = JSON_SHAPE(BatchRequest, batch_fields);

/* What a guest agreed to who leaves without the desk. */
typedef struct Leaving {
    json_t *agreements; /* owns the texts */
    const char *email;  /* where the bill goes; NULL: nowhere */
    bool pays;          /* otherwise nothing may be open */
    CheckOutPayment payment;
} Leaving;

static void leaving_clear(Leaving *leaving)
{
    json_decref(leaving->agreements);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Leaving, leaving_clear)

/* What was agreed is no longer good when the hotel has ended that means of payment, or when nobody could hand
 * it over. */
static DatabaseStatus read_leaving(Command *command, int64_t stay_id, Leaving *leaving, GError **error)
{
    g_auto(PaymentMeans) means = {0};

    DatabaseStatus status = desk_agreements_read(command->connection, stay_id, &leaving->agreements, error);
    const json_t *express = json_object_get(leaving->agreements, "express");
    const char *method = json_string_value(json_object_get(express, "method"));
    if (status == DATABASE_OK && method != NULL) {
        status = means_find(command->connection, method, &means, error);
    }
    leaving->email = json_string_value(json_object_get(express, "email"));
    leaving->pays =
        means.code[0] != '\0' && means.kind != MEANS_CASH && means_holds_on(&means, command->business_date);
    leaving->payment.paid = (PaidBy){
        .kind = means.kind,
        .reference = json_string_value(json_object_get(express, "reference")),
        .last_four = json_string_value(json_object_get(express, "last_four")),
    };
    g_strlcpy(leaving->payment.paid.code, means.code, sizeof leaving->payment.paid.code);
    return status;
}

/* What one window has too much another does not pay: such a folio is for a clerk to look at. */
static DatabaseStatus may_leave(OdbcConnection *connection, int64_t stay_id, bool pays, bool *ret_may,
                                GError **error)
{
    int64_t balances_minor[FOLIO_WINDOW_MAX + 1];

    DatabaseStatus status = folio_window_balances(connection, stay_id, balances_minor, error);
    *ret_may = true;
    for (int window = 1; status == DATABASE_OK && window <= FOLIO_WINDOW_MAX; window++) {
        *ret_may = *ret_may && (pays || balances_minor[window] == 0);
    }
    return status;
}

static DatabaseStatus leave_one(Command *command, int64_t stay_id, json_t *left, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_auto(Leaving) leaving = {0};
    bool may = false;

    DatabaseStatus status = stay_find(command->connection, stay_id, &stay, error);
    if (status == DATABASE_OK) {
        status = read_leaving(command, stay_id, &leaving, error);
    }
    if (status == DATABASE_OK) {
        status = may_leave(command->connection, stay_id, leaving.pays, &may, error);
    }
    if (status != DATABASE_OK || !may) {
        return status;
    }
    status = check_out_stay(command, stay, leaving.pays ? &leaving.payment : NULL, error);
    if (status == DATABASE_OK && leaving.email != NULL) {
        status = bills_to_send(command, &(BilledFolio){.stay = stay}, leaving.email, error);
    }
    if (status == DATABASE_OK) {
        json_array_append_new(left, command->answer);
        command->answer = NULL;
    }
    return status;
}

/* A page of those who may leave; the next request goes on after the last of them. */
static DatabaseStatus batch_body(Command *command, gpointer data, GError **error)
{
    const BatchRequest *body = data;
    g_autoptr(GArray) stays = NULL;
    json_auto_t *left = json_array();
    int64_t last = body->after;

    DatabaseStatus status = stays_ready_to_leave(command->connection, command->business_date, body->after,
                                                 BATCH_MAX, &stays, error);
    for (guint i = 0; status == DATABASE_OK && i < stays->len; i++) {
        last = g_array_index(stays, int64_t, i);
        status = leave_one(command, last, left, error);
    }
    if (status == DATABASE_OK) {
        command->answer = json_pack("{s:O, s:o}", "items", left, "after",
                                    stays->len == BATCH_MAX ? json_integer(last) : json_null());
    }
    return status;
}

static void post_batch(HttpRequest *request, gpointer connection)
{
    BatchRequest body = {0};

    command_run_decoded(request, connection, &batch_shape, &body, batch_body);
}

#define WRITE(Template, Handler)                                                                             \
    {                                                                                                        \
        .method = "POST", .template = (Template), .lane = HTTP_LANE_WORKER,                                  \
        .access = UINT64_C(1) << STAFF_SERVE_GUESTS, .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,     \
        .handler = (Handler)                                                                                 \
    }

const HttpRoute queue_routes[] = {
    {.method = "GET",
     .template = "/v1/room-queue",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_queue},
    WRITE("/v1/reservations/{confirmation}/lines/{line}/queue", post_queue),
    WRITE("/v1/reservations/{confirmation}/lines/{line}/eta", post_eta),
    WRITE("/v1/stays/{stay}/express-check-out", post_express),
    WRITE("/v1/check-outs", post_batch),
};
const gsize queue_route_count = G_N_ELEMENTS(queue_routes);
