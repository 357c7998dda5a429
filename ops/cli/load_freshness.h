/* How soon a commit is seen everywhere, while a chain of hotels is connected and bookings are made. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "schemas/chain.h"
#include "schemas/night.h"

typedef struct {
    const Chain *chain;      /* its first hotel has a daemon of its own; all others are played by the fleet */
    const char *centre;      /* URL of the instance that books */
    const char *second;      /* URL of the instance that is searched, and at whose feeds the readers wait */
    const char *hotel;       /* URL of the first hotel's daemon */
    const char *conninfo;    /* of the database, with password */
    const char *bus_address; /* numeric IPv4 */
    guint bus_port;
    const char *bus_user;
    const char *bus_password;
    char **headers; /* log-in at the centre */
    const char *rate_plan;
    Night from; /* nights booked */
    guint days;
    guint rate;    /* bookings a second, all hotels together */
    guint readers; /* channels that wait at the feeds of so many hotels */
    guint seconds;
    const char *run; /* distinguishes this run's Idempotency-Keys */
} LoadFreshness;

/* Runs it all; {"search", "hotel", "feed", "bus": {"count", "unseen", "p50", "p90", "p99", "p100" in µs},
 * "bookings", "messages", "message_bytes", "fleet_received"}. NULL with an error. New reference. */
json_t *load_freshness_run(const LoadFreshness *plan, GError **error);
