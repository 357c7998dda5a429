#ifndef KEYRACK_PROPERTY_COPY_LINK_H
#define KEYRACK_PROPERTY_COPY_LINK_H

/* What this hotel knows at the moment about its line to the centre, its copies and its directory: the picture
 * that is always in sight at the desk. Kept in memory; every function may be called from any thread. */

#include "schemas/instant.h"
#include "schemas/night.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct Link Link;

typedef enum DirectoryState {
    DIRECTORY_STATE_UNKNOWN, /* not asked since the start */
    DIRECTORY_STATE_REACHED,
    DIRECTORY_STATE_UNREACHABLE,
} DirectoryState;

typedef struct LinkState {
    bool connected;         /* the centre answered last time it was asked */
    Instant since;          /* wall clock: when `connected` last changed */
    int64_t feed_version;   /* this copy has all changes through here */
    int64_t centre_version; /* the newest version heard of */
    int64_t outbox_pending; /* entries the centre has not acknowledged */
    Night business_date;
    DirectoryState directory;
    Instant directory_at; /* wall clock: when the directory was last reached; INSTANT_NONE: not known */
    Instant heard_at;     /* wall clock: when the copies were last known to be as new as the centre */
} LinkState;

Link *link_new(Instant now);
void link_free(Link *link);

void link_read(Link *link, LinkState *ret_state);

/* The centre answered, or did not. `now` is the wall clock. */
void link_set_connected(Link *link, bool connected, Instant now);

void link_set_feed_version(Link *link, int64_t feed_version);

/* The copies are listed from the beginning, from a centre that is at `centre_version`. */
void link_begin_anew(Link *link, int64_t centre_version);

/* Remembers the newest version heard of. */
void link_heard_version(Link *link, int64_t centre_version);

void link_set_outbox_pending(Link *link, int64_t pending);
void link_set_business_date(Link *link, Night business_date);
void link_set_directory(Link *link, DirectoryState state, Instant now);

/* The centre was heard then, before this process began. */
void link_set_heard(Link *link, Instant heard_at);

#endif
