/**
 * The relay: carries the messages of the change feed from the database's log to the bus, in commit order.
 *
 * Any number of instances run one. The replication slot admits a single reader, so the slot itself is the
 * lock: whoever has it relays, the others look three times a second and take over when its holder is gone,
 * hangs (the server ends a reader that stays silent for wal_sender_timeout) or has lost the bus. A commit is
 * acknowledged to the slot only after its messages were handed to a connected bus. Nothing depends on it
 * being complete: a reader that notices a gap lists from the database, and a lost slot is simply made anew.
 */
#pragma once

#include <glib.h>

#include "ops/bus.h"

typedef struct Relay Relay;

typedef struct {
    const char *conninfo;    /* libpq; the role needs REPLICATION */
    const char *slot;        /* name of the replication slot, one for the whole data centre */
    const char *publication; /* name of the (empty) publication */
    const char *prefix;      /* of the messages to carry */
    const char *subject;     /* messages of a hotel go to "<subject>.<hotel code>" */
    Bus *bus;
} RelayOptions;

/** Starts the relay's thread. Strings are copied; the bus must outlive it. */
Relay *relay_new(const RelayOptions *options);

/** Stops the thread and frees. */
void relay_free(Relay *relay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Relay, relay_free)

/** TRUE while this instance has the slot. Any thread. */
gboolean relay_is_leader(const Relay *relay);
