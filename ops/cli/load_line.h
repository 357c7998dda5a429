/* Many kept-alive HTTP connections on one thread, as fast as the other side answers or at a fixed rate.
 *
 * Made for measuring: nothing is copied twice, nothing is allocated for a request, and the duration of an
 * answer counts from the moment at which its request was due, so that a server that stalls cannot make the
 * load wait for it (no coordinated omission). Not for ordinary calls: those use ops/cli/api.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    guint64 number;   /* of the request, from 0, in the order in which they were due */
    unsigned status;  /* 0: the line broke or no answer came in time */
    const char *body; /* `length` bytes followed by a NUL */
    gsize length;
    int64_t due_us; /* clock_monotonic_us() when the request was due: at a fixed rate by the timetable,
                       otherwise when it was sent */
    int64_t sent_us;
    int64_t answered_us;
} LoadAnswer;

/* Appends the whole request (line, headers, body) of number `number`. False: there is no more to ask. */
typedef bool (*LoadMake)(guint64 number, GString *request, gpointer data);
/* Called once for each request made. */
typedef void (*LoadAnswered)(const LoadAnswer *answer, gpointer data);

typedef struct {
    const char *address; /* numeric IPv4 */
    guint port;
    guint connections;
    double rate_per_second; /* 0: each connection asks again as soon as it was answered */
    int64_t duration_us;    /* requests are begun for this long, then only waited for */
    int64_t patience_us;    /* how long is waited for the last answers */
    LoadMake make;
    LoadAnswered answered;
    gpointer data;
} LoadLineOptions;

/* A connected socket without delay, the caller's; -1 with CLI_ERROR_FAILED. */
int load_socket_connect(const char *address, guint port, GError **error);

/* Runs to the end. False with CLI_ERROR_FAILED when the connections cannot be made. *ret_elapsed_us: from the
 * first request to the last answer. */
bool load_line_run(const LoadLineOptions *options, int64_t *ret_elapsed_us, GError **error);
