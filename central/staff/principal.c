#include "central/staff/principal.h"

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
