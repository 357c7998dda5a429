#include "property/note/note_routes.h"

#include "ops/json.h"
#include "property/command/match.h"
#include "property/command/page.h"
#include "property/copy/copy_store.h"
#include "property/note/note_store.h"
#include "property/stay/check_in.h"
#include "property/stay/stay_store.h"
#include "schemas/confirmation.h"
#include <string.h>

#define OUTCOME_MAX 200
#define NOTE_UNKNOWN "note_not_found", "There is no such note."

/* ---- lists ---- */

/* FALSE after answering. */
static bool read_kind(HttpRequest *request, NoteKind *ret_kind)
{
    const char *text = http_request_query(request, "kind");

    for (int kind = 0; text != NULL && kind < NOTE_KIND_COUNT; kind++) {
        if (strcmp(note_kind_codes[kind], text) == 0) {
            *ret_kind = (NoteKind)kind;
            return true;
        }
    }
    page_refuse_query(request, "kind", "one of the kinds of notes");
    return false;
}

typedef struct NoteQuestion {
    gint64 stay_id; /* 0: not by stay */
    const char *confirmation_number;
    NoteKind kind;
    Night date; /* NIGHT_NONE: those that are open */
    gint64 after;
    int limit;
} NoteQuestion;

/* FALSE after answering. */
static bool read_question(HttpRequest *request, NoteQuestion *question)
{
    question->confirmation_number = http_request_query(request, "confirmation");
    question->date = NIGHT_NONE;
    if (!page_limit(request, &question->limit) ||
        !http_request_query_integer(request, "after", 0, INT64_MAX, 0, &question->after) ||
        !http_request_query_integer(request, "stay", 1, INT64_MAX, 0, &question->stay_id)) {
        return false;
    }
    if (question->stay_id != 0 || question->confirmation_number != NULL) {
        return true;
    }
    return read_kind(request, &question->kind) && page_night(request, "date", NIGHT_NONE, &question->date);
}

static DatabaseStatus read_notes(OdbcConnection *connection, const NoteQuestion *question,
                                 GPtrArray **ret_notes, GError **error)
{
    if (question->stay_id != 0) {
        return notes_of_stay(connection, question->stay_id, question->after, question->limit, ret_notes,
                             error);
    }
    if (question->confirmation_number != NULL) {
        return notes_of_reservation(connection, question->confirmation_number, question->after,
                                    question->limit, ret_notes, error);
    }
    return question->date == NIGHT_NONE
               ? notes_open(connection, question->kind, question->after, question->limit, ret_notes, error)
               : notes_of_day(connection, question->kind, question->date, question->after, question->limit,
                              ret_notes, error);
}

static void get_notes(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    NoteQuestion question = {0};
    char last[24] = "";

    if (!read_question(request, &question)) {
        return;
    }
    DatabaseStatus status = read_notes(connection, &question, &notes, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    json_t *items = json_array();
    for (guint i = 0; i < notes->len; i++) {
        const Note *note = g_ptr_array_index(notes, i);
        json_array_append_new(items, note_to_json(note));
        g_snprintf(last, sizeof last, "%" G_GINT64_FORMAT, note->note_id);
    }
    page_respond(request, items, question.limit, "after", last);
}

static void get_note(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Note) note = NULL;

    DatabaseStatus status = note_find(connection, request_number(request, "note"), &note, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (note == NULL) {
        http_request_respond_problem(request, 404, NOTE_UNKNOWN);
    } else {
        respond_tagged(request, note_to_json(note));
    }
}

/* ---- writing one ---- */

typedef struct NoteRequest {
    int kind;
    int department;
    int occasion;
    int64_t stay_id;
    char *confirmation_number;
    char *text;
    char *place;
    char *tag;
    Night due_on;
    char *due_at;
} NoteRequest;

static bool time_check(const char *text, GError **error)
{
    bool good = strlen(text) == 5 && text[2] == ':' && g_ascii_isdigit(text[0]) && g_ascii_isdigit(text[1]) &&
                g_ascii_isdigit(text[3]) && g_ascii_isdigit(text[4]) && strncmp(text, "24", 2) < 0 &&
                text[3] < '6';

    if (!good) {
        g_set_error(error, JSON_ERROR, JSON_ERROR_SHAPE, "a time of the day such as 06:30");
    }
    return good;
}

static const JsonField note_fields[] = {
    FIELD_CHOICE("kind", NoteRequest, kind, note_kind_codes, .required = true),
    FIELD_INT("stay_id", NoteRequest, stay_id, .min = 1, .max = INT64_MAX),
    FIELD_TEXT("confirmation_number", NoteRequest, confirmation_number, .max_length = 20),
    FIELD_CHOICE("department", NoteRequest, department, note_departments),
    FIELD_CHOICE("occasion", NoteRequest, occasion, note_occasions),
    FIELD_TEXT("text", NoteRequest, text, .max_length = NOTE_TEXT_MAX),
    FIELD_TEXT("place", NoteRequest, place, .max_length = NOTE_PLACE_MAX),
    FIELD_TEXT("tag", NoteRequest, tag, .max_length = NOTE_PLACE_MAX),
    FIELD_NIGHT("due_on", NoteRequest, due_on),
    FIELD_TEXT("due_at", NoteRequest, due_at, .validate = time_check),
};
static const JsonShape note_shape = JSON_SHAPE(NoteRequest, note_fields);

/* Of what kind a note is and whom it is about stays. */
#define FIXED_FIELDS 3
static const JsonShape edit_shape = {
    .fields = note_fields + FIXED_FIELDS,
    .field_count = G_N_ELEMENTS(note_fields) - FIXED_FIELDS,
    .size = sizeof(NoteRequest),
};

static int minute_of(const char *text)
{
    return text == NULL ? -1
                        : ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
}

static const char *choice(const char *const *codes, int index)
{
    return index >= 0 ? codes[index] : NULL;
}

static NoteWish wish_of(const NoteRequest *body)
{
    return (NoteWish){
        .kind = (NoteKind)body->kind,
        .department = choice(note_departments, body->department),
        .occasion = choice(note_occasions, body->occasion),
        .text = body->text,
        .place = body->place,
        .tag = body->tag,
        .for_stay = body->stay_id != 0,
        .for_reservation = body->confirmation_number != NULL,
        .due_on = body->due_on,
        .due_minute = minute_of(body->due_at),
    };
}

static void put_text(char **target, const char *text)
{
    g_free(*target);
    *target = g_strdup(text);
}

/* What can be written anew. */
static void say(Note *note, const NoteWish *wish)
{
    put_text(&note->department, wish->department);
    put_text(&note->occasion, wish->occasion);
    put_text(&note->text, wish->text != NULL ? wish->text : "");
    put_text(&note->place, wish->place);
    put_text(&note->tag, wish->tag);
    note->due_on = wish->due_on;
    note->due_minute = wish->due_minute;
}

static Note *note_of_wish(const Command *command, const NoteRequest *body, const NoteWish *wish,
                          const Stay *stay)
{
    Note *note = note_new(wish->kind);

    say(note, wish);
    note->stay_id = stay != NULL ? stay->stay_id : 0;
    note->confirmation_number =
        g_strdup(stay != NULL ? stay->confirmation_number : body->confirmation_number);
    note->room = g_strdup(stay != NULL ? stay->room : NULL);
    note->business_date = command->business_date;
    note->written_at = command->now;
    note->written_by = g_strdup(command->staff->user);
    return note;
}

/* Of a booking's stays: the line's that was not taken back; NULL when there is none. */
static const Stay *stay_of(const GPtrArray *stays, int line)
{
    for (guint i = 0; i < stays->len; i++) {
        const Stay *stay = g_ptr_array_index(stays, i);
        if (stay->line == line && stay_has_arrived(stay)) {
            return stay;
        }
    }
    return NULL;
}

/* Whom a message can reach: the first guest of the booking who is in the house already, `*ret_stay_id`, or
 * one who is still to come. */
static bool is_reachable(const CopiedReservation *reservation, const GPtrArray *stays, int64_t *ret_stay_id)
{
    bool expected = false;

    for (guint i = 0; i < reservation->lines->len; i++) {
        const CopiedLine *line = g_ptr_array_index(reservation->lines, i);
        const Stay *stay = stay_of(stays, line->line);
        if (stay != NULL && stay->status == STAY_IN_HOUSE) {
            *ret_stay_id = stay->stay_id;
            return true;
        }
        expected = expected || (stay == NULL && line->status == LINE_RESERVED);
    }
    return expected;
}

static DatabaseStatus find_reachable(Command *command, const CopiedReservation *reservation, Stay **ret_stay,
                                     GError **error)
{
    g_autoptr(GPtrArray) stays = NULL;
    int64_t stay_id = 0;

    DatabaseStatus status =
        stays_of_reservation(command->connection, reservation->confirmation_number, &stays, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (!is_reachable(reservation, stays, &stay_id)) {
        return command_refuse(command, 409, "nobody_expected",
                              "Nobody of this reservation is in the house or still to come, so the message "
                              "would reach nobody.");
    }
    return stay_id != 0 ? stay_find(command->connection, stay_id, ret_stay, error) : DATABASE_OK;
}

static DatabaseStatus find_booked(Command *command, const NoteRequest *body, Stay **ret_stay, GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;

    if (body->confirmation_number == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status =
        copy_reservation_find(command->connection, body->confirmation_number, &reservation, NULL, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (reservation == NULL) {
        return command_refuse_field(command, "/confirmation_number", "reservation_not_found",
                                    "There is no such reservation here. Check the number.");
    }
    return body->kind == NOTE_MESSAGE ? find_reachable(command, reservation, ret_stay, error) : DATABASE_OK;
}

static DatabaseStatus find_guest(Command *command, const NoteRequest *body, Stay **ret_stay, GError **error)
{
    if (body->stay_id == 0) {
        return find_booked(command, body, ret_stay, error);
    }
    DatabaseStatus status = stay_find(command->connection, body->stay_id, ret_stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (*ret_stay == NULL) {
        return command_refuse_field(command, "/stay_id", "stay_not_found", "There is no such stay.");
    }
    bool wants_room = body->kind == NOTE_WAKE_UP || body->kind == NOTE_MESSAGE || body->kind == NOTE_LOCATOR;
    StayVerdict verdict = wants_room ? stay_in_house_decide((*ret_stay)->status) : STAY_ALLOWED;
    return verdict == STAY_ALLOWED ? DATABASE_OK : command_refuse_verdict(command, verdict);
}

static DatabaseStatus refuse_tag_out(Command *command, const NoteWish *wish, GError **error)
{
    bool is_out = false;

    if (wish->tag == NULL || (wish->kind != NOTE_LUGGAGE && wish->kind != NOTE_VALET)) {
        return DATABASE_OK;
    }
    DatabaseStatus status = note_tag_is_out(command->connection, wish->kind, wish->tag, &is_out, error);
    return status == DATABASE_OK && is_out
               ? command_refuse(
                     command, 409, "tag_in_use",
                     "This ticket or car is here already. Close that entry first, or check the number.")
               : status;
}

static DatabaseStatus refuse_note(Command *command, NoteVerdict verdict)
{
    return command_refuse_words(command, 422, &note_verdicts[verdict]);
}

static DatabaseStatus write_body(Command *command, gpointer data, GError **error)
{
    const NoteRequest *body = data;
    NoteWish wish = wish_of(body);
    NoteVerdict verdict = note_check(&wish, command->business_date);
    g_autoptr(Stay) stay = NULL;

    if (verdict != NOTE_ACCEPTED) {
        return refuse_note(command, verdict);
    }
    DatabaseStatus status = find_guest(command, body, &stay, error);
    if (status == DATABASE_OK) {
        status = refuse_tag_out(command, &wish, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    g_autoptr(Note) note = note_of_wish(command, body, &wish, stay);
    status = note_add(command->connection, note, stay, command->now, error);
    if (status == DATABASE_OK) {
        command->answer_status = 201;
        command->answer = note_to_json(note);
    }
    return status;
}

/* Nothing of a department, an occasion or a day is said. */
static const NoteRequest unsaid = {.department = -1, .occasion = -1, .due_on = NIGHT_NONE};

static void run_note(HttpRequest *request, gpointer connection, const JsonShape *shape, CommandBody body)
{
    NoteRequest wish = unsaid;

    if (request_decode(request, shape, &wish)) {
        command_run(http_request_context(request), connection, request, body, &wish);
        json_shape_clear(shape, &wish);
    }
}

static void post_note(HttpRequest *request, gpointer connection)
{
    run_note(request, connection, &note_shape, write_body);
}

/* ---- changing one ---- */

/* The note of the path as the caller has seen it, and still open. */
static DatabaseStatus find_open_note(Command *command, Note **ret_note, GError **error)
{
    g_autoptr(Note) note = NULL;

    DatabaseStatus status =
        note_find(command->connection, request_number(command->request, "note"), &note, error);
    if (status == DATABASE_OK && note == NULL) {
        return command_refuse(command, 404, NOTE_UNKNOWN);
    }
    if (status == DATABASE_OK) {
        status = command_match(command, note_to_json(note));
    }
    if (status == DATABASE_OK && note->closed_at != INSTANT_NONE) {
        return command_refuse(command, 409, "note_closed", "Somebody has closed this note already.");
    }
    if (status == DATABASE_OK) {
        *ret_note = g_steal_pointer(&note);
    }
    return status;
}

/* What is overdue may be put into other words without being put off. */
static NoteVerdict check_change(const Note *before, const NoteWish *wish, Night business_date)
{
    bool kept = wish->due_on != NIGHT_NONE && wish->due_on == before->due_on;

    return note_check(wish, kept ? MIN(wish->due_on, business_date) : business_date);
}

static DatabaseStatus keep_change(Command *command, const Note *before, const NoteWish *wish, GError **error)
{
    g_autoptr(Note) note = NULL;
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = note_find(command->connection, before->note_id, &note, error);
    if (status == DATABASE_OK && before->stay_id != 0) {
        status = stay_find(command->connection, before->stay_id, &stay, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    say(note, wish);
    note->changed_at = command->now;
    put_text(&note->changed_by, command->staff->user);
    status = note_change(command->connection, before, note, stay, command->now, error);
    if (status == DATABASE_OK) {
        command->answer = note_to_json(note);
    }
    return status;
}

static DatabaseStatus edit_body(Command *command, gpointer data, GError **error)
{
    g_autoptr(Note) before = NULL;

    DatabaseStatus status = find_open_note(command, &before, error);
    if (status != DATABASE_OK) {
        return status;
    }
    NoteWish wish = wish_of(data);
    wish.kind = before->kind;
    wish.for_stay = before->stay_id != 0;
    wish.for_reservation = before->confirmation_number != NULL;
    NoteVerdict verdict = check_change(before, &wish, command->business_date);
    if (verdict != NOTE_ACCEPTED) {
        return refuse_note(command, verdict);
    }
    if (g_strcmp0(wish.tag, before->tag) != 0) {
        status = refuse_tag_out(command, &wish, error);
    }
    return status == DATABASE_OK ? keep_change(command, before, &wish, error) : status;
}

static void post_edit(HttpRequest *request, gpointer connection)
{
    run_note(request, connection, &edit_shape, edit_body);
}

/* ---- closing one ---- */

typedef struct CloseRequest {
    char *outcome;
} CloseRequest;

static const JsonField close_fields[] = {
    FIELD_TEXT("outcome", CloseRequest, outcome, .required = true, .max_length = OUTCOME_MAX),
};
static const JsonShape close_shape = JSON_SHAPE(CloseRequest, close_fields);

static DatabaseStatus close_body(Command *command, gpointer data, GError **error)
{
    const CloseRequest *body = data;
    g_autoptr(Note) note = NULL;

    DatabaseStatus status = find_open_note(command, &note, error);
    if (status == DATABASE_OK) {
        status = note_close(command->connection, note, body->outcome, command->staff->user, true,
                            command->now, error);
    }
    if (status == DATABASE_OK) {
        command->answer = note_to_json(note);
    }
    return status;
}

static void post_close(HttpRequest *request, gpointer connection)
{
    CloseRequest body = {0};

    command_run_decoded(request, connection, &close_shape, &body, close_body);
}

#define WRITE_FLAGS (HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED)

/* Everybody writes notes: what housekeeping finds, it reports itself. */
const HttpRoute note_routes[] = {
    {.method = "GET",
     .template = "/v1/notes{?kind,date,stay,confirmation,after,limit}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_notes},
    {.method = "POST",
     .template = "/v1/notes",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CARE_FOR_ROOMS,
     .flags = WRITE_FLAGS,
     .handler = post_note},
    {.method = "GET",
     .template = "/v1/notes/{note}",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_note},
    {.method = "POST",
     .template = "/v1/notes/{note}/edit",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CARE_FOR_ROOMS,
     .flags = WRITE_FLAGS,
     .handler = post_edit},
    {.method = "POST",
     .template = "/v1/notes/{note}/close",
     .lane = HTTP_LANE_WORKER,
     .access = UINT64_C(1) << STAFF_CARE_FOR_ROOMS,
     .flags = WRITE_FLAGS,
     .handler = post_close},
};
const gsize note_route_count = G_N_ELEMENTS(note_routes);
