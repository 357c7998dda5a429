#ifndef KEYRACK_PROPERTY_STAFF_STAFF_STORE_H
#define KEYRACK_PROPERTY_STAFF_STAFF_STORE_H

/* Proofs of log-ins that the directory accepted. Desk thread only. */

#include "ops/odbc.h"
#include "schemas/instant.h"

typedef struct StaffCredential {
    char *name; /* NULL: there is none */
    unsigned roles;
    char *password_hash;
    Instant verified_at; /* wall clock */
} StaffCredential;

void staff_credential_clear(StaffCredential *credential);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StaffCredential, staff_credential_clear)

/* Fills `ret_credential`, which the caller has zeroed. */
DatabaseStatus staff_credential_find(OdbcConnection *connection, const char *staff,
                                     StaffCredential *ret_credential, GError **error);
DatabaseStatus staff_credential_put(OdbcConnection *connection, const char *staff,
                                    const StaffCredential *credential, GError **error);

/* The directory no longer accepts this person: forget the proof. */
DatabaseStatus staff_credential_forget(OdbcConnection *connection, const char *staff, GError **error);

#endif
