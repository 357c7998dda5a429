/** Guests in the database. */
#pragma once

#include <jansson.h>

#include "central/booking/reservation.h"
#include "ops/postgres.h"
#include "schemas/chain.h"

typedef struct {
    const char *surname;   /* beginning of it, any case; NULL: any */
    const char *email;     /* whole, any case */
    const char *telephone; /* whole */
    int64_t after;         /* guest number behind which the page begins */
    int limit;
} GuestSearch;

/** Pattern for surname_key LIKE: whoever's surname begins like this, any case; the text's own wildcards are
 * letters. Free with g_free(). */
char *guest_surname_prefix(const char *text);

/** JSON documents of the guests found, in order of their number. New reference. */
DatabaseStatus guest_search(PgConnection *connection, const GuestSearch *search, json_t **ret_items,
                            GError **error);

/** The guest's document with "revision", or NULL when there is none. */
DatabaseStatus guest_read(PgConnection *connection, int64_t guest_id, json_t **ret_guest, GError **error);

/** Creates a guest under an idempotency key: the same key with the same request gives the guest made first,
 * with another request *ret_status is 422. *ret_answer is the document or the problem. */
typedef struct {
    const char *scope;
    const char *key;
    const char *request_digest;
    const ReservationGuest *guest;
    Instant at;
} GuestCreation;

DatabaseStatus guest_create(PgConnection *connection, const GuestCreation *creation, int *ret_status,
                            json_t **ret_answer, GError **error);

/** Changes the members that are not NULL. *ret_guest is NULL when there is no such guest; *ret_stale is TRUE
 * when `expected_revision` (0: any) is not the stored one. The guest's reservations get new versions in the
 * change feed. */
DatabaseStatus guest_change(PgConnection *connection, const Chain *chain, const ReservationGuest *changes,
                            int expected_revision, Instant at, gboolean *ret_stale, json_t **ret_guest,
                            GError **error);
