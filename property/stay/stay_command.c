#include "property/stay/stay_command.h"

#include "property/stay/check_in.h"
#include "property/stay/stay_store.h"

#define STAY_UNKNOWN "stay_not_found", "This hotel has no such stay. Check the number."

char *stay_etag(const Stay *stay)
{
    json_auto_t *document = stay_to_json(stay);

    return json_digest(document);
}

static bool if_match_fits(const HttpRequest *request, const Stay *stay)
{
    const char *list = http_request_header(request, "If-Match");
    g_autofree char *tag = list == NULL ? NULL : stay_etag(stay);

    return list == NULL || http_etag_matches(list, tag);
}

DatabaseStatus command_find_stay(Command *command, const HttpRequest *request, Stay **ret_stay,
                                 GError **error)
{
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = stay_find(command->connection, request_number(request, "stay"), &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (stay == NULL) {
        return command_refuse(command, 404, STAY_UNKNOWN);
    }
    if (!if_match_fits(request, stay)) {
        return command_refuse(command, 412, "changed_meanwhile",
                              "Somebody changed the stay meanwhile. Look again.");
    }
    *ret_stay = g_steal_pointer(&stay);
    return DATABASE_OK;
}

DatabaseStatus command_find_in_house(Command *command, const HttpRequest *request, Stay **ret_stay,
                                     GError **error)
{
    DatabaseStatus status = command_find_stay(command, request, ret_stay, error);

    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_in_house_decide((*ret_stay)->status);
    return verdict == STAY_ALLOWED ? DATABASE_OK : command_refuse_verdict(command, verdict);
}

Stay *request_find_stay(HttpRequest *request, OdbcConnection *connection)
{
    g_autoptr(GError) error = NULL;
    Stay *stay = NULL;

    DatabaseStatus status = stay_find(connection, request_number(request, "stay"), &stay, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else if (stay == NULL) {
        http_request_respond_problem(request, 404, STAY_UNKNOWN);
    }
    return stay;
}
