#include "property/command/match.h"

#include "ops/json.h"

char *document_tag(const json_t *document)
{
    const json_t *revision = json_object_get(document, "revision");

    return json_is_integer(revision) ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(revision))
                                     : json_digest(document);
}

void respond_tagged(HttpRequest *request, json_t *document)
{
    g_autofree char *tag = document_tag(document);
    HttpResponse *response = http_response_new_json(200, document);

    http_response_set_etag(response, "%s", tag);
    http_request_respond(request, response);
}

HttpResponse *match_problem(const HttpRequest *request, json_t *current)
{
    const char *seen = http_request_header(request, "If-Match");
    g_autofree char *tag = seen == NULL ? NULL : document_tag(current);

    if (seen == NULL || http_etag_matches(seen, tag)) {
        json_decref(current);
        return NULL;
    }
    HttpResponse *problem =
        http_problem_new(412, "changed_meanwhile", "Somebody changed this meanwhile. Look again.");
    http_problem_set_member(problem, "current", current);
    http_response_set_etag(problem, "%s", tag);
    return problem;
}

DatabaseStatus command_match(Command *command, json_t *current)
{
    HttpResponse *problem = match_problem(command->request, current);

    if (problem == NULL) {
        return DATABASE_OK;
    }
    g_clear_pointer(&command->refusal, http_response_free);
    command->refusal = problem;
    return DATABASE_ROLLBACK;
}
