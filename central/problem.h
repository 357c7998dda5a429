/**
 * Problem documents (RFC 9457) as JSON values, for answers that may be stored with an idempotency key or sent
 * over the bus before they become an HTTP answer.
 */
#pragma once

#include <jansson.h>

/** New document; `pointer` (JSON pointer of the offending field) may be NULL. */
json_t *problem_json(int status, const char *code, const char *pointer, const char *detail);
