#include "central/problem.h"

#include <glib.h>

static const char *status_title(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 409:
        return "Conflict";
    case 412:
        return "Precondition Failed";
    case 422:
        return "Unprocessable Content";
    case 503:
        return "Service Unavailable";
    default:
        return status < 500 ? "Request Refused" : "Internal Server Error";
    }
}

json_t *problem_json(int status, const char *code, const char *pointer, const char *detail)
{
    g_assert(status >= 400 && status <= 599);
    g_autofree char *type = g_strconcat("urn:keyrack:problem:", code, NULL);
    json_t *problem = json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", type, "title", status_title(status),
                                "status", status, "detail", detail, "code", code);
    if (pointer)
        json_object_set_new(problem, "errors",
                            json_pack("[{s:s, s:s}]", "pointer", pointer, "detail", detail));
    return problem;
}
