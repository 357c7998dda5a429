#include "ops/http_private.h"

#include <string.h>
#include <sys/random.h>

/* Trace and span ids need only be different from each other, so each thread draws its own sequence
 * (splitmix64) from a random beginning: no call into the kernel for every request. */
static guint64 trace_draw(void)
{
    static _Thread_local guint64 state = 0;
    while (state == 0) {
        if (getrandom(&state, sizeof state, 0) != sizeof state)
            state = 0;
    }
    guint64 mixed = state += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    mixed ^= mixed >> 31;
    return mixed == 0 ? 1 : mixed; /* an id of zeros is invalid */
}

static char *write_hex(char *at, guint64 number)
{
    static const char DIGITS[] = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4)
        *at++ = DIGITS[(number >> shift) & 15];
    *at = '\0';
    return at;
}

void http_trace_id_make(char ret_trace_id[HTTP_TRACE_ID_LENGTH + 1])
{
    write_hex(write_hex(ret_trace_id, trace_draw()), trace_draw());
}

void http_traceparent_make(const char *trace_id, gboolean sampled,
                           char ret_traceparent[HTTP_TRACEPARENT_LENGTH + 1])
{
    char *at = ret_traceparent;
    memcpy(at, "00-", 3);
    memcpy(at + 3, trace_id, HTTP_TRACE_ID_LENGTH);
    at[3 + HTTP_TRACE_ID_LENGTH] = '-';
    at = write_hex(at + 3 + HTTP_TRACE_ID_LENGTH + 1, trace_draw());
    memcpy(at, sampled ? "-01" : "-00", sizeof "-00");
}
