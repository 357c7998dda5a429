/* A party from inside: for the callers (api_call.c, load.c) that send its log-in themselves. */
#pragma once

#include "ops/cli/api.h"
#include "ops/http_client.h"

struct ApiParty {
    char *base_url;
    char *name;
    char *secret;
    char *scope;          /* NULL: a member of staff */
    char **login_headers; /* of the log-in in force; NULL before the first */
    unsigned
        login_count; /* a call refused with 401 asks for a new log-in only if nobody else renewed it since */
};

typedef enum {
    API_LOGIN_DONE,
    API_LOGIN_LATER,   /* not reachable or overloaded now; worth another try */
    API_LOGIN_REFUSED, /* the credentials are not accepted */
} ApiLogin;

/* Logs the party in, waiting for the answer. `error` is set unless it is done. */
ApiLogin api_party_login(ApiParty *party, HttpClient *client, GError **error);

/* Request headers of a call, NULL-terminated; free with g_strfreev(). */
char **api_party_headers(const ApiParty *party, const char *idempotency_key);
