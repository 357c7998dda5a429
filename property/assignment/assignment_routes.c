#include "property/assignment/assignment_routes.h"

#include "ops/json.h"
#include "property/assignment/assignment.h"
#include "property/assignment/assignment_rules.h"
#include "property/audit/business_date.h"
#include "property/command/match.h"
#include "property/command/page.h"
#include "property/copy/reservation_routes.h"

#define PLAN_NIGHTS_DEFAULT 14
#define PLAN_NIGHTS_MAX 62
#define PLAN_ROOMS_MAX 2000

/* ---- the plan ---- */

static bool read_plan_span(HttpRequest *request, Night business_date, Night *ret_from, Night *ret_until)
{
    if (!page_night(request, "from", business_date, ret_from) ||
        !page_night(request, "until", *ret_from + PLAN_NIGHTS_DEFAULT, ret_until)) {
        return false;
    }
    if (*ret_until <= *ret_from || *ret_until - *ret_from > PLAN_NIGHTS_MAX) {
        page_refuse_query(request, "until", "after `from`, and at most 62 nights later");
        return false;
    }
    return true;
}

static void get_plan(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_t *blocks = NULL;
    gint64 after, rooms;
    Night date, from, until;

    DatabaseStatus status = business_date_read(connection, &date, &error);
    if (status == DATABASE_OK) {
        if (!read_plan_span(request, date, &from, &until) ||
            !http_request_query_integer(request, "after_position", 0, INT32_MAX / 2, 0, &after) ||
            !http_request_query_integer(request, "rooms", 1, PLAN_ROOMS_MAX, PLAN_ROOMS_MAX, &rooms)) {
            return;
        }
        status = room_nights_plan(connection, from, until, date, (int)after, (int)rooms, &blocks, &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200,
                              json_pack("{s:o, s:o, s:o, s:o}", "from", json_from_night(from), "until",
                                        json_from_night(until), "business_date", json_from_night(date),
                                        "items", blocks));
}

/* ---- whose room ---- */

typedef struct AssignRequest {
    char *room;
    Night from;
    Night until;
    bool another_type;
    bool do_not_move;
    char *reason;
} AssignRequest;

static const JsonField assign_fields[] = {
    FIELD_TEXT("room", AssignRequest, room, .required = true, .max_length = 16),
    FIELD_NIGHT("from", AssignRequest, from),
    FIELD_NIGHT("until", AssignRequest, until),
    FIELD_BOOL("another_type", AssignRequest, another_type),
    FIELD_BOOL("do_not_move", AssignRequest, do_not_move),
    FIELD_TEXT("reason", AssignRequest, reason, .max_length = 500),
};
static const JsonShape assign_shape = JSON_SHAPE(AssignRequest, assign_fields);

static DatabaseStatus assign_body(Command *command, gpointer data, GError **error)
{
    const AssignRequest *body = data;
    AssignmentWish wish = {.room = body->room,
                           .from = body->from,
                           .until = body->until,
                           .another_type = body->another_type,
                           .do_not_move = body->do_not_move,
                           .reason = body->reason};
    LineKey key;

    DatabaseStatus status = command_path_line(command, &key);
    return status == DATABASE_OK ? assignment_assign(command, &key, &wish, error) : status;
}

static void post_assign(HttpRequest *request, gpointer connection)
{
    AssignRequest body = {.from = NIGHT_NONE, .until = NIGHT_NONE};

    command_run_decoded(request, connection, &assign_shape, &body, assign_body);
}

typedef struct ReleaseRequest {
    bool released;
} ReleaseRequest;

static const JsonField release_fields[] = {
    FIELD_BOOL("released", ReleaseRequest, released),
};
static const JsonShape release_shape = JSON_SHAPE(ReleaseRequest, release_fields);

static DatabaseStatus release_body(Command *command, gpointer data, GError **error)
{
    const ReleaseRequest *body = data;
    LineKey key;

    DatabaseStatus status = command_path_line(command, &key);
    return status == DATABASE_OK ? assignment_unassign(command, &key, body->released, error) : status;
}

static void post_release(HttpRequest *request, gpointer connection)
{
    ReleaseRequest body = {0};

    command_run_decoded(request, connection, &release_shape, &body, release_body);
}

/* ---- exchanging ---- */

typedef struct SwapGuest {
    ConfirmationNumber confirmation_number;
    int64_t line;
} SwapGuest;

static const JsonField swap_guest_fields[] = {
    FIELD_CONFIRMATION("confirmation_number", SwapGuest, confirmation_number, .required = true),
    FIELD_INT("line", SwapGuest, line, .required = true, .min = 1, .max = 99),
};
static const JsonShape swap_guest_shape = JSON_SHAPE(SwapGuest, swap_guest_fields);

typedef struct SwapRequest {
    SwapGuest first;
    SwapGuest second;
    char *reason;
} SwapRequest;

static const JsonField swap_fields[] = {
    FIELD_OBJECT("first", SwapRequest, first, &swap_guest_shape, .required = true),
    FIELD_OBJECT("second", SwapRequest, second, &swap_guest_shape, .required = true),
    FIELD_TEXT("reason", SwapRequest, reason, .required = true, .max_length = 500),
};
static const JsonShape swap_shape = JSON_SHAPE(SwapRequest, swap_fields);

static DatabaseStatus swap_body(Command *command, gpointer data, GError **error)
{
    const SwapRequest *body = data;
    LineKey first = line_key(body->first.confirmation_number.digits, (int)body->first.line);
    LineKey second = line_key(body->second.confirmation_number.digits, (int)body->second.line);

    return assignment_swap(command, &first, &second, body->reason, error);
}

static void post_swap(HttpRequest *request, gpointer connection)
{
    SwapRequest body = {0};

    command_run_decoded(request, connection, &swap_shape, &body, swap_body);
}

/* ---- what is asked of a room ---- */

/* All that is asked of the rooms of a reservation, and what could be. */
static DatabaseStatus reservation_wishes(const Property *property, OdbcConnection *connection,
                                         const char *confirmation_number, json_t **ret_wishes, GError **error)
{
    json_t *lines = NULL;
    json_t *party = NULL;

    DatabaseStatus status = room_wishes_of_reservation(connection, confirmation_number, &lines, error);
    if (status == DATABASE_OK) {
        status = travel_party_read(connection, confirmation_number, &party, error);
    }
    if (status != DATABASE_OK) {
        json_decref(lines);
        return status;
    }
    *ret_wishes = json_pack("{s:o, s:o, s:o}", "lines", lines, "party", party != NULL ? party : json_null(),
                            "known", assignment_wishes_json(property->hotel));
    return DATABASE_OK;
}

static void get_wishes(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    ConfirmationNumber number;
    json_t *wishes = NULL;

    if (!confirmation_parse(http_request_path_parameter(request, "confirmation"), &number, NULL)) {
        http_request_respond(request, http_problem_new(404, "reservation_not_found",
                                                       "This is no confirmation number. Check the digits."));
        return;
    }
    DatabaseStatus status =
        reservation_wishes(http_request_context(request), connection, number.digits, &wishes, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    respond_tagged(request, wishes);
}

static DatabaseStatus match_wishes(Command *command, const char *confirmation_number, GError **error)
{
    json_t *wishes = NULL;

    DatabaseStatus status =
        reservation_wishes(command->property, command->connection, confirmation_number, &wishes, error);
    return status == DATABASE_OK ? command_match(command, wishes) : status;
}

typedef struct WishesRequest {
    char **wishes;
    char **needed;
} WishesRequest;

static const JsonField wishes_fields[] = {
    FIELD_TEXT_LIST("wishes", WishesRequest, wishes, .max = 20),
    FIELD_TEXT_LIST("needed", WishesRequest, needed, .max = 20),
};
static const JsonShape wishes_shape = JSON_SHAPE(WishesRequest, wishes_fields);

static DatabaseStatus wishes_body(Command *command, gpointer data, GError **error)
{
    const WishesRequest *body = data;
    g_auto(AssignedGuest) guest = {0};
    LineKey key;

    DatabaseStatus status = command_path_line(command, &key);
    if (status == DATABASE_OK) {
        status = assigned_guest_find(command, &key, &guest, error);
    }
    if (status == DATABASE_OK) {
        status = match_wishes(command, key.confirmation_number, error);
    }
    if (status == DATABASE_OK) {
        status = room_wishes_put(command->connection, &key, body->wishes, body->needed, error);
    }
    return status == DATABASE_OK ? room_wishes_read(command->connection, &key, &command->answer, error)
                                 : status;
}

static void post_wishes(HttpRequest *request, gpointer connection)
{
    WishesRequest body = {0};

    command_run_decoded(request, connection, &wishes_shape, &body, wishes_body);
}

static const char *const closeness_codes[] = {"connecting", "adjacent", "same_floor", NULL};

typedef struct PartyRequest {
    char *party;
    int closeness;
} PartyRequest;

static const JsonField party_fields[] = {
    FIELD_TEXT("party", PartyRequest, party, .max_length = 60),
    FIELD_CHOICE("closeness", PartyRequest, closeness, closeness_codes),
};
static const JsonShape party_shape = JSON_SHAPE(PartyRequest, party_fields);

static DatabaseStatus party_body(Command *command, gpointer data, GError **error)
{
    const PartyRequest *body = data;
    g_autoptr(CopiedReservation) reservation = NULL;

    DatabaseStatus status = command_find_reservation(command, &reservation, error);
    if (status == DATABASE_OK) {
        status = match_wishes(command, reservation->confirmation_number, error);
    }
    if (status == DATABASE_OK) {
        status = travel_party_put(command->connection, reservation->confirmation_number, body->party,
                                  closeness_codes[body->closeness], error);
    }
    if (status == DATABASE_OK) {
        status =
            travel_party_read(command->connection, reservation->confirmation_number, &command->answer, error);
    }
    if (status == DATABASE_OK && command->answer == NULL) {
        command->answer =
            json_pack("{s:n, s:n, s:[s]}", "party", "closeness", "members", reservation->confirmation_number);
    }
    return status;
}

static void post_party(HttpRequest *request, gpointer connection)
{
    PartyRequest body = {.closeness = 1};

    command_run_decoded(request, connection, &party_shape, &body, party_body);
}

#define LOOK (UINT64_C(1) << STAFF_LOOK)
#define SERVE (UINT64_C(1) << STAFF_SERVE_GUESTS)

const HttpRoute assignment_routes[] = {
    {.method = "GET",
     .template = "/v1/room-plan{?from,until,after_position,rooms}",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_plan},
    {.method = "POST",
     .template = "/v1/reservations/{confirmation}/lines/{line}/room",
     .lane = HTTP_LANE_WORKER,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_assign},
    {.method = "POST",
     .template = "/v1/reservations/{confirmation}/lines/{line}/room/release",
     .lane = HTTP_LANE_WORKER,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY,
     .handler = post_release},
    {.method = "POST",
     .template = "/v1/reservations/{confirmation}/lines/{line}/wishes",
     .lane = HTTP_LANE_WORKER,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_wishes},
    {.method = "GET",
     .template = "/v1/reservations/{confirmation}/wishes",
     .lane = HTTP_LANE_WORKER,
     .access = LOOK,
     .handler = get_wishes},
    {.method = "POST",
     .template = "/v1/reservations/{confirmation}/party",
     .lane = HTTP_LANE_WORKER,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_party},
    {.method = "POST",
     .template = "/v1/room-swaps",
     .lane = HTTP_LANE_WORKER,
     .access = SERVE,
     .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,
     .handler = post_swap},
};
const gsize assignment_route_count = G_N_ELEMENTS(assignment_routes);
