/* Connections to the bus that behave as hotels do: each hears the feed and the calls of its hotel and renews
 * its lease every five seconds. One thread speaks the bus's protocol for all of them, where a client library
 * would need two threads a hotel. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "ops/cli/latency.h"
#include "schemas/chain.h"

typedef struct LoadFleet LoadFleet;

typedef struct {
    const char *address; /* numeric IPv4 of the bus */
    guint port;
    const char *user; /* may hear and ask for every hotel */
    const char *password;
    const Chain *chain;
    guint first; /* index of the chain's first hotel that connects */
    guint count;
} LoadFleetOptions;

/* Connects all and starts the thread. NULL with CLI_ERROR_FAILED. */
LoadFleet *load_fleet_new(const LoadFleetOptions *options, GError **error);
void load_fleet_free(LoadFleet *fleet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoadFleet, load_fleet_free)

/* Messages of the feed that arrived so far. Any thread. */
guint64 load_fleet_received(const LoadFleet *fleet);

/* The bare bus: publishes `bytes` at `rate` for `seconds` from one connection to another, adds the times
 * until they were received to `latency`. False with CLI_ERROR_FAILED. */
bool load_fleet_yardstick(const LoadFleetOptions *options, gsize bytes, guint rate, guint seconds,
                          LatencyTable *latency, unsigned kind, GError **error);
