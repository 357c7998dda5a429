#include "central/staff/principal.h"

#include "schemas/chain.h"

Principal *principal_new(const char *id, const char *name, guint64 access)
{
    Principal *principal = g_new0(Principal, 1);
    principal->id = g_strdup(id);
    principal->name = g_strdup(name);
    principal->access = access;
    return principal;
}

void principal_free(Principal *principal)
{
    if (!principal)
        return;
    g_free(principal->id);
    g_free(principal->name);
    g_free(principal->session_id);
    g_free(principal->csrf_token);
    g_free(principal);
}

const Principal *request_principal(const HttpRequest *request)
{
    const Principal *principal = http_request_principal(request);
    g_assert(principal);
    return principal;
}

gboolean request_access_fits(HttpRequest *request, const char *const *access)
{
    const Principal *principal = request_principal(request);
    if (!access || !g_strv_contains(access, CHAIN_ACCESS_STAFF) ||
        (principal->session_id && principal->access & ACCESS_OPERATE))
        return TRUE;
    http_request_respond_problem(request, 403, "staff_rate",
                                 "house use and complimentary rooms are given by a manager who has logged in");
    return FALSE;
}
