/**
 * Who is asking, and what they may do at the data centre: a member of staff with a session, or a channel's
 * program with a token.
 */
#pragma once

#include <glib.h>

#include "ops/http.h"

/** Bits of a route's access mask. A principal that has any of a route's bits may use it. */
typedef enum {
    ACCESS_READ = 1 << 0,    /* hotels, availability, quotes */
    ACCESS_BOOK = 1 << 1,    /* reservations and holds */
    ACCESS_NOTIFY = 1 << 2,  /* a website's own bookings */
    ACCESS_GUESTS = 1 << 3,  /* guest records */
    ACCESS_RATES = 1 << 4,   /* rates, restrictions, limits */
    ACCESS_OPERATE = 1 << 5, /* reports, copies, checks, feeds */
    ACCESS_TRAIN = 1 << 6,   /* the practice clock */
    ACCESS_SESSION = 1 << 7, /* one's own session */
} CentralAccess;

typedef struct {
    char *id;   /* "staff:crs-agent1", "client:website": the scope of idempotency keys, and who booked */
    char *name; /* for people */
    guint64 access;
    char *session_id;  /* NULL for a program */
    char *csrf_token;  /* NULL for a program */
    gint64 expires_at; /* Instant */
} Principal;

Principal *principal_new(const char *id, const char *name, guint64 access);
void principal_free(Principal *principal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Principal, principal_free)

/** FALSE after answering 403: a code of rate access that this asker may not name. Rates of the house itself are for whoever
 * is in charge, with a session of their own; never for a program. `access` may be NULL. */
gboolean request_access_fits(HttpRequest *request, const char *const *access);

/** The request's principal; never NULL behind a route with an access mask. */
const Principal *request_principal(const HttpRequest *request);
