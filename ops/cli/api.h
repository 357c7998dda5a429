/* Calls to the public HTTP interfaces as a named party: log-in, headers, retries with one idempotency key.
 *
 * Many calls are in flight at once on one thread. What a call meets on the way - connection refused, a
 * timeout, 5xx, 429, "still running" - is tried again with the same key and growing pauses; an expired log-in
 * is renewed. Only what stays wrong reaches the caller. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- parties -------------------------------------------------------------------------------------- */

/* Who calls whom: a base URL with the credentials of a member of staff or of an OAuth client. */
typedef struct ApiParty ApiParty;

/* Nothing is sent yet: the log-in happens with the first call. Texts are copied. */
ApiParty *api_party_new_staff(const char *base_url, const char *user, const char *password);
ApiParty *api_party_new_client(const char *base_url, const char *client, const char *secret,
                               const char *scope);
void api_party_free(ApiParty *party);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiParty, api_party_free)

const char *api_party_url(const ApiParty *party);

/* ---- calls ---------------------------------------------------------------------------------------- */

typedef struct ApiCaller ApiCaller;

typedef struct {
    const char *method;
    const char *path;
    unsigned status;
    const json_t *body; /* NULL when the answer has none or it is not JSON */
    int64_t elapsed_us; /* of the last try */
} ApiAnswer;

/* Looks at the final answer of a call; may make further calls. False with `error` set ends the whole run.
 * Called exactly once a call: with NULL when the call is dropped because the run ended, only to let go of
 * `data`. */
typedef bool (*ApiFinished)(const ApiAnswer *answer, gpointer data, GError **error);

/* Called about five times a second while calls are waited for. */
typedef void (*ApiTick)(gpointer data);

/* At most `connections` calls are in flight. `patience_ms`: how long one call is tried before it counts as
 * failed. */
ApiCaller *api_caller_new(unsigned connections, int64_t patience_ms);
void api_caller_free(ApiCaller *caller);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiCaller, api_caller_free)

void api_caller_set_tick(ApiCaller *caller, ApiTick tick, gpointer data);

/* Times a call was tried again, for the final report. */
uint64_t api_caller_retries(const ApiCaller *caller);

/* Why the last try of a call that now waits did not count, or NULL when none waits. Owned by the caller. */
const char *api_caller_waits_for(const ApiCaller *caller);

/* Queues a call. `body` may be NULL and is taken over; `key` (Idempotency-Key) may be NULL. `finished` NULL
 * wants any 2xx. The party must outlive the call. */
void api_call(ApiCaller *caller, ApiParty *party, const char *method, const char *path, json_t *body,
              const char *key, ApiFinished finished, gpointer data);

/* The same, sent after a pause of about so long. */
void api_call_later(ApiCaller *caller, int64_t delay_ms, ApiParty *party, const char *method,
                    const char *path, json_t *body, const char *key, ApiFinished finished, gpointer data);

/* Waits until no call is left. False with the first error; the calls still waiting are then dropped, and the
 * caller may be used again. */
bool api_caller_drain(ApiCaller *caller, GError **error);

/* One call and its answer: the body of a 2xx (new reference; JSON null when empty), or NULL with an error.
 * Not while other calls wait or inside a callback. */
json_t *api_fetch(ApiCaller *caller, ApiParty *party, const char *method, const char *path, json_t *body,
                  const char *key, GError **error);

/* True for 2xx; otherwise sets an error with method, path, status and what the problem document says. */
bool api_answer_expect_success(const ApiAnswer *answer, GError **error);

/* The `code` of a problem document, or "". */
const char *api_answer_code(const ApiAnswer *answer);

/* ---- members of answers --------------------------------------------------------------------------- */

/* A member that must be there and of that type; errors name the request and the member. */
bool api_answer_text(const ApiAnswer *answer, const char *member, const char **ret_text, GError **error);
bool api_answer_integer(const ApiAnswer *answer, const char *member, int64_t *ret_value, GError **error);
