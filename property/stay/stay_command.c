#include "property/stay/stay_command.h"

#include "property/command/match.h"
#include "property/stay/check_in.h"
#include "property/stay/stay_store.h"

#define STAY_UNKNOWN "stay_not_found", "This hotel has no such stay. Check the number."

char *stay_etag(const Stay *stay)
{
    json_auto_t *document = stay_to_json(stay);

    return document_tag(document);
}

DatabaseStatus command_find_stay_above(Command *command, Stay **ret_stay, GError **error)
{
    DatabaseStatus status =
        stay_find(command->connection, request_number(command->request, "stay"), ret_stay, error);

    return status == DATABASE_OK && *ret_stay == NULL ? command_refuse(command, 404, STAY_UNKNOWN) : status;
}

DatabaseStatus command_find_stay(Command *command, Stay **ret_stay, GError **error)
{
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = command_find_stay_above(command, &stay, error);
    if (status == DATABASE_OK) {
        status = command_match(command, stay_to_json(stay));
    }
    if (status == DATABASE_OK) {
        *ret_stay = g_steal_pointer(&stay);
    }
    return status;
}

DatabaseStatus command_find_in_house(Command *command, Stay **ret_stay, GError **error)
{
    DatabaseStatus status = command_find_stay(command, ret_stay, error);

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
