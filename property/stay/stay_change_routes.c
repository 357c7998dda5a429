#include "property/stay/stay_change_routes.h"

#include "ops/json.h"
#include "property/command/page.h"
#include "property/copy/copy_store.h"
#include "property/stay/desk_agreement_store.h"
#include "property/stay/stay_amend.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_command.h"
#include "property/stay/stay_dates.h"
#include "property/stay/stay_share.h"
#include "property/stay/stay_store.h"

/* Everything any of these routes can be asked; each has its own shape of it. */
typedef struct ChangeRequest {
    char *room;
    char *room_type;
    char *reason;
    int64_t change_minor;
    int64_t until_minute;
    int64_t fee_minor;
    bool despite;
    bool room_used;
    int64_t price_minor;
    int basis;
    int64_t share_minor;
    int64_t stay_id;
    ConfirmationNumber confirmation_number;
    int64_t line;
    SaleGuest guest;
} ChangeRequest;

typedef struct ChangeCall {
    const HttpRequest *request;
    ChangeRequest body;
    DatabaseStatus (*change)(Command *command, Stay *stay, const struct ChangeCall *call, GError **error);
} ChangeCall;

static DatabaseStatus change_body(Command *command, gpointer data, GError **error)
{
    const ChangeCall *call = data;
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = command_find_stay(command, &stay, error);
    return status == DATABASE_OK ? call->change(command, stay, call, error) : status;
}

static void run_change(HttpRequest *request, OdbcConnection *connection, const JsonShape *shape,
                       DatabaseStatus (*change)(Command *, Stay *, const ChangeCall *, GError **))
{
    ChangeCall call = {
        .request = request, .body = {.fee_minor = -1, .line = 1, .basis = SHARE_FULL}, .change = change};

    if (request_decode(request, shape, &call.body)) {
        command_run(http_request_context(request), connection, request, change_body, &call);
        json_shape_clear(shape, &call.body);
    }
}

#define REASON(...) FIELD_TEXT("reason", ChangeRequest, reason, .max_length = 500, __VA_ARGS__)
#define ROOM FIELD_TEXT("room", ChangeRequest, room, .max_length = 16)
#define AMOUNT_MAX INT64_C(100000000)

/* ---- upgrade ---- */

static const JsonField upgrade_fields[] = {
    FIELD_TEXT("room_type", ChangeRequest, room_type, .required = true, .validate = room_type_code_check),
    ROOM,
    FIELD_INT("change_minor", ChangeRequest, change_minor, .min = -AMOUNT_MAX, .max = AMOUNT_MAX),
    REASON(.required = true),
};
static const JsonShape upgrade_shape = JSON_SHAPE(ChangeRequest, upgrade_fields);

static DatabaseStatus upgrade(Command *command, Stay *stay, const ChangeCall *call, GError **error)
{
    const ChangeRequest *body = &call->body;

    return stay_upgrade(command, stay, body->room_type, body->room, body->change_minor, body->reason, error);
}

static void post_upgrade(HttpRequest *request, gpointer connection)
{
    run_change(request, connection, &upgrade_shape, upgrade);
}

/* ---- late check-out ---- */

static const JsonField late_fields[] = {
    FIELD_INT("until_minute", ChangeRequest, until_minute, .required = true, .min = 0, .max = 1439),
    FIELD_INT("fee_minor", ChangeRequest, fee_minor, .min = 0, .max = AMOUNT_MAX),
    FIELD_BOOL("despite", ChangeRequest, despite),
    REASON(.required = false),
};
static const JsonShape late_shape = JSON_SHAPE(ChangeRequest, late_fields);

static DatabaseStatus agree_late(Command *command, Stay *stay, const ChangeCall *call, GError **error)
{
    const ChangeRequest *body = &call->body;

    return late_check_out_agree(command, stay, (int)body->until_minute, body->fee_minor, body->despite,
                                body->reason, error);
}

static void post_late(HttpRequest *request, gpointer connection)
{
    run_change(request, connection, &late_shape, agree_late);
}

static void get_late(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = NULL;
    json_t *preview = NULL;
    gint64 until;

    if (!http_request_query_integer(request, "until_minute", 0, 1439, 16 * 60, &until) ||
        (stay = request_find_stay(request, connection)) == NULL) {
        return;
    }
    DatabaseStatus status =
        late_check_out_preview(http_request_context(request), connection, stay, (int)until, &preview, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, preview);
}

/* ---- taking back ---- */

static const JsonField undo_fields[] = {
    FIELD_BOOL("room_used", ChangeRequest, room_used),
    REASON(.required = true),
};
static const JsonShape undo_shape = JSON_SHAPE(ChangeRequest, undo_fields);

static DatabaseStatus undo(Command *command, Stay *stay, const ChangeCall *call, GError **error)
{
    return stay_undo_check_in(command, stay, call->body.room_used, call->body.reason, error);
}

static void post_undo(HttpRequest *request, gpointer connection)
{
    run_change(request, connection, &undo_shape, undo);
}

static const JsonField reinstate_fields[] = {
    ROOM,
    REASON(.required = true),
};
static const JsonShape reinstate_shape = JSON_SHAPE(ChangeRequest, reinstate_fields);

static DatabaseStatus reinstate(Command *command, Stay *stay, const ChangeCall *call, GError **error)
{
    return stay_reinstate(command, stay, call->body.room, call->body.reason, error);
}

static void post_reinstate(HttpRequest *request, gpointer connection)
{
    run_change(request, connection, &reinstate_shape, reinstate);
}

/* ---- sharing ---- */

static const char *const basis_codes[] = {"full", "split", "custom", NULL};

static const JsonField share_fields[] = {
    FIELD_CHOICE("basis", ChangeRequest, basis, basis_codes),
    FIELD_INT("share_minor", ChangeRequest, share_minor, .min = 0, .max = AMOUNT_MAX),
    FIELD_INT("stay_id", ChangeRequest, stay_id, .min = 1, .max = INT64_MAX),
    FIELD_CONFIRMATION("confirmation_number", ChangeRequest, confirmation_number),
    FIELD_INT("line", ChangeRequest, line, .min = 1, .max = 99),
    FIELD_OBJECT("guest", ChangeRequest, guest, &sale_guest_shape),
    REASON(.required = false),
};
static const JsonShape share_shape = JSON_SHAPE(ChangeRequest, share_fields);

static DatabaseStatus join_stay(Command *command, Stay *host, int64_t stay_id, const ShareWish *wish,
                                GError **error)
{
    g_autoptr(Stay) joining = NULL;

    DatabaseStatus status = stay_find(command->connection, stay_id, &joining, error);
    if (status == DATABASE_OK && joining == NULL) {
        return command_refuse_field(command, "/stay_id", "stay_not_found",
                                    "This hotel has no such stay. Check the number.");
    }
    return status == DATABASE_OK ? sharing_join(command, host, joining, wish, error) : status;
}

static DatabaseStatus join_expected(Command *command, Stay *host, const ChangeRequest *body,
                                    const ShareWish *wish, GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;

    DatabaseStatus status = copy_reservation_find(command->connection, body->confirmation_number.digits,
                                                  &reservation, NULL, error);
    if (status == DATABASE_OK && reservation == NULL) {
        return command_refuse_field(command, "/confirmation_number", "reservation_not_found",
                                    "This hotel knows no reservation with this number. Check the digits.");
    }
    return status == DATABASE_OK ? sharing_check_in(command, host, reservation, (int)body->line, wish, error)
                                 : status;
}

static DatabaseStatus share(Command *command, Stay *host, const ChangeCall *call, GError **error)
{
    const ChangeRequest *body = &call->body;
    ShareWish wish = {
        .basis = (ShareBasis)body->basis, .share_minor = body->share_minor, .reason = body->reason};

    if (body->stay_id != 0) {
        return join_stay(command, host, body->stay_id, &wish, error);
    }
    if (body->confirmation_number.digits[0] != '\0') {
        return join_expected(command, host, body, &wish, error);
    }
    return body->guest.surname != NULL
               ? sharing_walk_in(command, host, &body->guest, call->request, &wish, error)
               : command_refuse_field(command, "/guest", "required",
                                      "Say who joins: a stay, a reservation, or a guest.");
}

static void post_share(HttpRequest *request, gpointer connection)
{
    run_change(request, connection, &share_shape, share);
}

static const JsonField part_fields[] = {
    ROOM,
    FIELD_INT("price_minor", ChangeRequest, price_minor, .required = true, .min = 0, .max = AMOUNT_MAX),
    REASON(.required = false),
};
static const JsonShape part_shape = JSON_SHAPE(ChangeRequest, part_fields);

static DatabaseStatus part(Command *command, Stay *stay, const ChangeCall *call, GError **error)
{
    return sharing_part(command, stay, call->body.room, call->body.price_minor, call->body.reason, error);
}

static void post_part(HttpRequest *request, gpointer connection)
{
    run_change(request, connection, &part_shape, part);
}

/* ---- what was done ---- */

static void get_changes(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Stay) stay = request_find_stay(request, connection);
    json_t *changes = NULL;
    json_t *agreements = NULL;

    if (stay == NULL) {
        return;
    }
    DatabaseStatus status = stay_changes_read(connection, stay->stay_id, &changes, &error);
    if (status == DATABASE_OK) {
        status = desk_agreements_read(connection, stay->stay_id, &agreements, &error);
    }
    if (status != DATABASE_OK) {
        json_decref(changes);
        desk_answer_failure(request, status, &error);
        return;
    }
    json_object_set_new(agreements, "items", changes);
    http_request_respond_json(request, 200, agreements);
}

#define CHANGE(Template, Handler)                                                                            \
    {                                                                                                        \
        .method = "POST", .template = (Template), .lane = HTTP_LANE_WORKER,                                  \
        .access = UINT64_C(1) << STAFF_SERVE_GUESTS, .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,     \
        .handler = (Handler)                                                                                 \
    }

const HttpRoute stay_change_routes[] = {
    CHANGE("/v1/stays/{stay}/upgrade", post_upgrade),
    CHANGE("/v1/stays/{stay}/late-check-out", post_late),
    CHANGE("/v1/stays/{stay}/undo-check-in", post_undo),
    CHANGE("/v1/stays/{stay}/reinstate", post_reinstate),
    CHANGE("/v1/stays/{stay}/share", post_share),
    CHANGE("/v1/stays/{stay}/part", post_part),
    {.method = "POST",
     .template = "/v1/stays/{stay}/departure",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_SERVE_GUESTS,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = stay_departure_post},
    {.method = "GET",
     .template = "/v1/stays/{stay}/late-check-out{?until_minute}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_late},
    {.method = "GET",
     .template = "/v1/stays/{stay}/changes",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_changes},
};
const gsize stay_change_route_count = G_N_ELEMENTS(stay_change_routes);
