#include "property/copy/forward.h"

#include "ops/log.h"
#include "property/copy/link.h"
#include <string.h>

#define FORWARD_TIMEOUT_MS 8000
#define FORWARD_RETRY_AFTER_S 5

void forward_answer_clear(ForwardAnswer *answer)
{
    g_clear_pointer(&answer->body, json_decref);
}

static char *envelope(const HttpRequest *request, const Forward *forward)
{
    const StaffSession *staff = http_request_principal(request);
    json_auto_t *document =
        json_pack("{s:s, s:s, s:s, s:O}", "idempotency_key", http_request_idempotency_key(request), "staff",
                  staff->user, "command", forward->command, "body", forward->body);

    if (forward->confirmation_number != NULL) {
        json_object_set_new(document, "confirmation_number", json_string(forward->confirmation_number));
    }
    if (forward->expected_revision > 0) {
        json_object_set_new(document, "expected_revision", json_integer(forward->expected_revision));
    }
    if (json_array_size(forward->entries) > 0) {
        json_object_set(document, "entries", forward->entries);
    }
    return json_canonical(document);
}

/* A connection that broke while waiting may have taken the request along, so only two failures are certain:
 * nobody listened, or there was no connection all the while. */
static ForwardOutcome outcome_of_failure(Property *property, const BusStatus *before, const GError *error)
{
    BusStatus after;

    bus_get_status(property->bus, &after);
    bool never_connected = !before->connected && before->changed_us == after.changed_us;
    bool certain = g_error_matches(error, BUS_ERROR, BUS_ERROR_NO_RESPONDER) || never_connected;

    link_set_connected(property->link, false, clock_now(property->wall));
    log_warning("command not forwarded", log_error_text(error), log_bool("certain", certain));
    return certain ? FORWARD_UNREACHABLE : FORWARD_UNKNOWN;
}

static ForwardOutcome read_answer(const char *text, size_t length, ForwardAnswer *ret_answer)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *document = json_parse(text, length, &error);
    const json_t *status = json_object_get(document, "status");

    if (!json_is_integer(status)) {
        log_their_fault("answer of the centre not read", log_error_text(error));
        return FORWARD_UNKNOWN;
    }
    ret_answer->status = (guint)json_integer_value(status);
    ret_answer->body = json_incref(json_object_get(document, "body"));
    return ret_answer->status < 300 ? FORWARD_DONE : FORWARD_REFUSED;
}

ForwardOutcome forward_command(Property *property, const HttpRequest *request, const Forward *forward,
                               ForwardAnswer *ret_answer)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *subject = g_strconcat("keyrack.hotel.", property->hotel->code, ".command", NULL);
    g_autofree char *text = envelope(request, forward);
    g_autofree char *answer = NULL;
    BusStatus before;
    size_t length;

    bus_get_status(property->bus, &before);
    if (!bus_request(property->bus, subject, text, strlen(text), FORWARD_TIMEOUT_MS, &answer, &length,
                     &error)) {
        return outcome_of_failure(property, &before, error);
    }
    return read_answer(answer, length, ret_answer);
}

static HttpResponse *refusal_of_centre(const ForwardAnswer *answer)
{
    g_autofree char *text = json_canonical(answer->body);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

    return http_response_new_bytes(answer->status, "application/problem+json", bytes);
}

HttpResponse *forward_problem(ForwardOutcome outcome, const ForwardAnswer *answer, const char *remedy)
{
    HttpResponse *problem;

    g_assert(outcome != FORWARD_DONE);
    if (outcome == FORWARD_REFUSED) {
        return refusal_of_centre(answer);
    }
    if (outcome == FORWARD_UNREACHABLE) {
        problem = http_problem_new(503, "centre_unreachable",
                                   "The centre cannot be reached; nothing was changed. %s", remedy);
    } else {
        problem = http_problem_new(
            503, "centre_silent",
            "The centre did not answer, so it is not known whether it was done. Send the same "
            "request again with the same Idempotency-Key. %s",
            remedy);
    }
    http_response_set_retry_after(problem, FORWARD_RETRY_AFTER_S);
    return problem;
}
