#include "property/command/command.h"

#include "ops/log.h"
#include "property/audit/business_date.h"
#include "property/command/command_rules.h"
#include "property/command/command_store.h"
#include "property/device/device_server.h"
#include "property/outbox/outbox.h"
#include <stdarg.h>
#include <string.h>

#define RETRY_AFTER_S 1

struct Commands {
    GMutex mutex;
    GHashTable *running; /* key -> digest of the request */
};

/* One run of a command's transaction. */
typedef struct CommandRun {
    Command command;
    HttpRequest *request;
    const char *key;
    const char *digest;
    CommandBody body;
    gpointer data;
    CommandRecord record; /* found, or made */
    bool found;
} CommandRun;

Commands *commands_new(void)
{
    Commands *commands = g_new0(Commands, 1);

    g_mutex_init(&commands->mutex);
    commands->running = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return commands;
}

void commands_free(Commands *commands)
{
    if (commands == NULL) {
        return;
    }
    g_hash_table_unref(commands->running);
    g_mutex_clear(&commands->mutex);
    g_free(commands);
}

/* Feeds method, route, path and body, each closed by a NUL so that no two requests read alike. */
static char *request_digest(HttpRequest *request)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    const char *template = http_request_route(request)->template;
    gsize length;
    const char *body = http_request_body(request, &length);
    g_auto(GStrv) segments = g_strsplit(template, "/", -1);

    g_checksum_update(checksum, (const guchar *)http_request_method(request), -1);
    g_checksum_update(checksum, (const guchar *)template, (gssize)strlen(template) + 1);
    for (guint i = 0; segments[i] != NULL; i++) {
        if (segments[i][0] != '{') {
            continue;
        }
        g_autofree char *name = g_strndup(segments[i] + 1, strlen(segments[i]) - 2);
        const char *value = http_request_path_parameter(request, name);
        g_checksum_update(checksum, (const guchar *)value, (gssize)strlen(value) + 1);
    }
    g_checksum_update(checksum, (const guchar *)body, (gssize)length);
    return g_strdup(g_checksum_get_string(checksum));
}

static CommandVerdict commands_enter(Commands *commands, const char *key, const char *digest)
{
    g_mutex_lock(&commands->mutex);
    CommandVerdict verdict = command_decide(digest, NULL, g_hash_table_lookup(commands->running, key));
    if (verdict == COMMAND_RUN) {
        g_hash_table_insert(commands->running, g_strdup(key), g_strdup(digest));
    }
    g_mutex_unlock(&commands->mutex);
    return verdict;
}

static void commands_leave(Commands *commands, const char *key)
{
    g_mutex_lock(&commands->mutex);
    g_hash_table_remove(commands->running, key);
    g_mutex_unlock(&commands->mutex);
}

static HttpResponse *verdict_problem(CommandVerdict verdict)
{
    if (verdict == COMMAND_OTHER_REQUEST) {
        return http_problem_new(422, "idempotency_key_reused",
                                "This Idempotency-Key was used for another request. Use a new key.");
    }
    HttpResponse *problem = http_problem_new(
        409, "request_in_progress",
        "The first request with this Idempotency-Key is still running. Ask again in a moment.");
    http_response_set_retry_after(problem, RETRY_AFTER_S);
    return problem;
}

/* Marks the key as under way; FALSE when the request has been answered instead. */
static bool enter_or_answer(Property *property, HttpRequest *request, const char *digest)
{
    CommandVerdict verdict =
        commands_enter(property->commands, http_request_idempotency_key(request), digest);

    if (verdict != COMMAND_RUN) {
        http_request_respond(request, verdict_problem(verdict));
    }
    return verdict == COMMAND_RUN;
}

/* The key leaves before the answer is on its way: whoever reads the answer may use it again. */
static void leave_and_answer(Property *property, HttpRequest *request, HttpResponse *response)
{
    commands_leave(property->commands, http_request_idempotency_key(request));
    http_request_respond(request, response);
}

static void run_reset(CommandRun *run)
{
    g_clear_pointer(&run->command.answer, json_decref);
    g_clear_pointer(&run->command.refusal, http_response_free);
    command_record_clear(&run->record);
    run->command.answer_status = 200;
    run->command.call_out = NULL;
    run->found = false;
}

static void record_answer(CommandRun *run)
{
    g_assert(run->command.answer != NULL);
    run->record.request_digest = g_strdup(run->digest);
    run->record.status = run->command.answer_status;
    run->record.body = json_canonical(run->command.answer);
}

static DatabaseStatus run_in_transaction(OdbcConnection *connection, gpointer data, GError **error)
{
    CommandRun *run = data;

    run_reset(run);
    DatabaseStatus status = command_record_find(connection, run->key, &run->record, error);
    if (status != DATABASE_OK) {
        return status;
    }
    run->found = run->record.request_digest != NULL;
    if (run->found) {
        return DATABASE_ROLLBACK;
    }
    status = business_date_read(connection, &run->command.business_date, error);
    if (status != DATABASE_OK) {
        return status;
    }
    status = run->body(&run->command, run->data, error);
    if (status != DATABASE_OK) {
        return status;
    }
    record_answer(run);
    /* By the machine's clock: a practice hotel's years may pass in minutes, and its answers are still asked
     * for. */
    return command_record_add(connection, run->key, &run->record, clock_now(run->command.property->wall),
                              error);
}

static HttpResponse *recorded_response(const CommandRecord *record, const char *digest)
{
    if (strcmp(record->request_digest, digest) != 0) {
        return verdict_problem(COMMAND_OTHER_REQUEST);
    }
    const char *type = record->status < 400 ? "application/json" : "application/problem+json";
    g_autoptr(GBytes) body = g_bytes_new(record->body, strlen(record->body));
    return http_response_new_bytes(record->status, type, body);
}

HttpResponse *command_store_problem(DatabaseStatus status)
{
    if (status == DATABASE_DISK_FULL) {
        return http_problem_new(507, "disk_full",
                                "The hotel's disk is full; nothing was written. Clear space and "
                                "try again.");
    }
    if (status == DATABASE_HARD || status == DATABASE_CHECK || status == DATABASE_UNIQUE) {
        return http_problem_new(500, "store_failed",
                                "The hotel's store refused the change; nothing was written.");
    }
    HttpResponse *problem = http_problem_new(
        503, "store_unavailable", "The hotel's store did not answer. Send the same request again.");
    http_response_set_retry_after(problem, RETRY_AFTER_S);
    return problem;
}

static HttpResponse *failure_response(DatabaseStatus status, const GError *error)
{
    log_error("store failed", log_text("status", database_status_name(status)), log_error_text(error));
    return command_store_problem(status);
}

static HttpResponse *run_response(CommandRun *run, DatabaseStatus status, const GError *error)
{
    if (status == DATABASE_OK || run->found) {
        return recorded_response(&run->record, run->digest);
    }
    if (status == DATABASE_ROLLBACK && run->command.refusal != NULL) {
        return g_steal_pointer(&run->command.refusal);
    }
    return failure_response(status, error);
}

static void call_out_entered(Property *property, HttpRequest *request,
                             void (*run)(Property *property, HttpRequest *request))
{
    if (!property_call_out(property, request, run)) {
        leave_and_answer(property, request, property_busy_problem());
    }
}

/* Runs, then answers or passes on to a caller's thread. The key is under way when this begins. */
static void run_entered(Property *property, OdbcConnection *connection, HttpRequest *request,
                        const char *digest, CommandBody body, gpointer data)
{
    g_autoptr(GError) error = NULL;
    CommandRun run = {
        .command = {.property = property,
                    .connection = connection,
                    .request = request,
                    .staff = http_request_principal(request),
                    .now = clock_now(property->clock)},
        .request = request,
        .key = http_request_idempotency_key(request),
        .digest = digest,
        .body = body,
        .data = data,
    };

    DatabaseStatus status = odbc_run_gathered(connection, run_in_transaction, &run, &error);
    if (status == DATABASE_ROLLBACK && run.command.call_out != NULL) {
        call_out_entered(property, request, run.command.call_out);
    } else {
        leave_and_answer(property, request, run_response(&run, status, error));
    }
    if (status == DATABASE_OK) {
        outbox_wake(property->outbox);
        device_server_wake(property->devices);
    }
    run_reset(&run);
}

void command_run(Property *property, OdbcConnection *connection, HttpRequest *request, CommandBody body,
                 gpointer data)
{
    g_autofree char *digest = request_digest(request);

    if (enter_or_answer(property, request, digest)) {
        run_entered(property, connection, request, digest, body, data);
    }
}

void command_call_out(Property *property, HttpRequest *request,
                      void (*run)(Property *property, HttpRequest *request))
{
    g_autofree char *digest = request_digest(request);

    if (enter_or_answer(property, request, digest)) {
        call_out_entered(property, request, run);
    }
}

typedef struct ResumeCall {
    Property *property;
    HttpRequest *request;
    CommandBody body;
    DeskWork look;
    gpointer data;
    bool ran;
    bool answered;
} ResumeCall;

static void resume_on_desk(OdbcConnection *connection, gpointer data)
{
    ResumeCall *call = data;
    g_autofree char *digest = request_digest(call->request);

    call->ran = true;
    run_entered(call->property, connection, call->request, digest, call->body, call->data);
}

static HttpResponse *closing_problem(void)
{
    return http_problem_new(503, "closing",
                            "The hotel's node is being restarted. Send the same request again.");
}

/* The request is to be answered by who called: the desk took no call any more, or its work was not kept. */
static void abandon_call(Property *property, HttpRequest *request)
{
    command_abandon(property, request,
                    process_is_stopping() ? closing_problem() : command_store_problem(DATABASE_SOFT));
}

void command_resume(Property *property, HttpRequest *request, CommandBody body, gpointer data)
{
    ResumeCall call = {.property = property, .request = request, .body = body, .data = data};

    if (!desk_call_gathered(property->desk, resume_on_desk, &call) && !call.ran) {
        abandon_call(property, request);
    }
}

void command_abandon(Property *property, HttpRequest *request, HttpResponse *response)
{
    leave_and_answer(property, request, response);
}

static void look_up_on_desk(OdbcConnection *connection, gpointer data)
{
    ResumeCall *call = data;
    g_autoptr(GError) error = NULL;
    g_auto(CommandRecord) record = {0};
    g_autofree char *digest = request_digest(call->request);
    const char *key = http_request_idempotency_key(call->request);

    DatabaseStatus status = command_record_find(connection, key, &record, &error);
    if (status == DATABASE_OK && record.request_digest == NULL) {
        if (call->look != NULL) {
            call->look(connection, call->data);
        }
        return;
    }
    call->answered = true;
    leave_and_answer(call->property, call->request,
                     status == DATABASE_OK ? recorded_response(&record, digest)
                                           : failure_response(status, error));
}

bool command_answered_before(Property *property, HttpRequest *request, DeskWork look, gpointer data)
{
    ResumeCall call = {.property = property, .request = request, .look = look, .data = data};

    if (!desk_call_gathered(property->desk, look_up_on_desk, &call) && !call.answered) {
        abandon_call(property, request);
        return true;
    }
    return call.answered;
}

DatabaseStatus command_refuse(Command *command, guint status, const char *code, const char *detail_format,
                              ...)
{
    va_list arguments;

    va_start(arguments, detail_format);
    g_autofree char *detail = g_strdup_vprintf(detail_format, arguments);
    va_end(arguments);
    g_clear_pointer(&command->refusal, http_response_free);
    command->refusal = http_problem_new(status, code, "%s", detail);
    return DATABASE_ROLLBACK;
}

DatabaseStatus command_require_day(Command *command, Night noted_on)
{
    char noted[NIGHT_TEXT_SIZE], today[NIGHT_TEXT_SIZE];

    if (noted_on == NIGHT_NONE || noted_on == command->business_date) {
        return DATABASE_OK;
    }
    return command_refuse(command, 409, "day_over",
                          "This was noted on %s, and the hotel's day is %s. Look at the room again.",
                          night_write(noted_on, noted), night_write(command->business_date, today));
}

DatabaseStatus command_refuse_words(Command *command, guint status, const VerdictWords *words)
{
    command_refuse(command, status, words->code, "%s", words->text);
    if (words->pointer != NULL) {
        http_problem_add_error(command->refusal, words->pointer, "%s", words->text);
    }
    return DATABASE_ROLLBACK;
}

DatabaseStatus command_refuse_field(Command *command, const char *pointer, const char *code,
                                    const char *detail)
{
    const VerdictWords words = {.code = code, .text = detail, .pointer = pointer};

    return command_refuse_words(command, 422, &words);
}

DatabaseStatus command_refusal_stands(Command *command)
{
    json_t *document = json_deep_copy(http_problem_document(command->refusal));

    command->answer_status = (guint)json_integer_value(json_object_get(document, "status"));
    command->answer = document;
    return DATABASE_OK;
}

void desk_answer_failure(HttpRequest *request, DatabaseStatus status, GError **error)
{
    http_request_respond(request, failure_response(status, *error));
    g_clear_error(error);
}

HttpResponse *request_decode_problem(HttpRequest *request, const JsonShape *shape, gpointer target)
{
    json_auto_t *empty = json_object();
    JsonProblem problem = {0};
    const json_t *body = http_request_json(request);

    if (json_decode(body != NULL ? body : empty, shape, target, &problem)) {
        return NULL;
    }
    HttpResponse *answer = http_problem_new(400, problem.code, "%s: %s", problem.pointer, problem.message);
    http_problem_add_error(answer, problem.pointer, "%s", problem.message);
    json_problem_clear(&problem);
    return answer;
}

int64_t request_number(const HttpRequest *request, const char *name)
{
    guint64 number;

    if (!g_ascii_string_to_unsigned(http_request_path_parameter(request, name), 10, 1, G_MAXINT64, &number,
                                    NULL)) {
        return 0;
    }
    return (int64_t)number;
}

bool request_decode(HttpRequest *request, const JsonShape *shape, gpointer target)
{
    HttpResponse *problem = request_decode_problem(request, shape, target);

    if (problem != NULL) {
        http_request_respond(request, problem);
    }
    return problem == NULL;
}

void command_run_decoded(HttpRequest *request, OdbcConnection *connection, const JsonShape *shape,
                         gpointer target, CommandBody body)
{
    if (request_decode(request, shape, target)) {
        command_run(http_request_context(request), connection, request, body, target);
        json_shape_clear(shape, target);
    }
}
