/* The bookings that `keyrack load` asks for: which rooms, spread how, and what became of them. */
#pragma once

#include <jansson.h>

#include "ops/cli/latency.h"
#include "ops/cli/load_line.h"
#include "schemas/chain.h"
#include "schemas/night.h"

typedef struct {
    const Chain *chain;
    char **hotels;         /* codes, NULL-terminated; NULL: all that are no practice hotels */
    const char *room_type; /* NULL: spread over all that the plan sells */
    const char *rate_plan;
    Night from;          /* first arrival */
    guint days;          /* arrivals are spread over this many days */
    guint nights;        /* 1 to this many nights, spread evenly */
    guint32 seed;        /* of the spread */
    char **headers;      /* of every request: the log-in */
    const char *run;     /* distinguishes this run's Idempotency-Keys */
    guint64 count;       /* requests at most; 0: no limit */
    bool until_sold_out; /* stop asking after the first refusal for want of rooms */
} LoadBookingsOptions;

typedef struct LoadBookings LoadBookings;

/* NULL with CLI_ERROR_INPUT when no hotel sells what is asked for. Options are borrowed until the end. */
LoadBookings *load_bookings_new(const LoadBookingsOptions *options, GError **error);
void load_bookings_free(LoadBookings *bookings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoadBookings, load_bookings_free)

/* LoadMake and LoadAnswered; `data` is the LoadBookings. */
bool load_bookings_make(guint64 number, GString *request, gpointer data);
void load_bookings_answered(const LoadAnswer *answer, gpointer data);

/* {"requests", "booked", "per_second", "statuses":{}, "refusals":{}, "latency_us":{}, "until_sold_out":{},
 * "most_left_at_refusal"};
 * new reference. Durations of bookings only, refusals are counted. */
json_t *load_bookings_report(LoadBookings *bookings, int64_t elapsed_us);
