#ifndef KEYRACK_PROPERTY_STAY_IDENTITY_STORE_H
#define KEYRACK_PROPERTY_STAY_IDENTITY_STORE_H

/* Documents, birth dates and addresses of guests, by person of a line of a reservation. What is read here
 * goes only to whoever may read identities, and into no log and no record of a request. Desk thread only;
 * writes inside a transaction. */

#include "ops/odbc.h"
#include "property/assignment/room_night_store.h"
#include "schemas/instant.h"
#include <jansson.h>

extern const char *const identity_document_types[]; /* NULL-terminated */

typedef struct GuestIdentity {
    char *surname;
    char *given_name;
    char *nationality;
    Night birth_date;
    int document_type; /* index of identity_document_types; -1: not said */
    char *document_number;
    char *address;
} GuestIdentity;

/* Who writes them, when, and the day on which the guest is to leave. */
typedef struct IdentityWrite {
    const LineKey *line;
    Night departure;
    const char *staff;
    Instant now;
} IdentityWrite;

/* Replaces what is known of the persons of a line with an array of GuestIdentity. */
DatabaseStatus identities_write(OdbcConnection *connection, const IdentityWrite *write,
                                const GArray *identities, GError **error);

/* [{person, surname, given_name, nationality, birth_date, document_type, document_number, address}]; new
 * reference. */
DatabaseStatus identities_read(OdbcConnection *connection, const LineKey *line, json_t **ret_persons,
                               GError **error);

/* What a signed card says of them: a digest that means nothing once they are deleted. NULL when nothing is
 * known. Free with g_free(). */
DatabaseStatus identities_digest(OdbcConnection *connection, const LineKey *line, char **ret_digest,
                                 GError **error);

/* Persons who checked in on a day, by room: rows as above with {room, stay_id, guest_name, arrival,
 * departure, confirmation_number, line}; a guest of whom nothing is known has one row. New reference. */
DatabaseStatus identities_of_day(OdbcConnection *connection, Night date, json_t **ret_rows, GError **error);

/* Deletes at most `limit` of guests who left, or were to leave, before a day, whichever came later. */
DatabaseStatus identities_purge(OdbcConnection *connection, Night before, int limit, int *ret_deleted,
                                GError **error);

#endif
