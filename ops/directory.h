#ifndef KEYRACK_OPS_DIRECTORY_H
#define KEYRACK_OPS_DIRECTORY_H

/* The directory adapter: the only file that knows LDAP. It answers one question: who is this, and what may
 * they do where?
 *
 * People stand under ou=people,<base> as inetOrgPerson, groups under ou=groups,<base> as groupOfNames whose
 * name carries scope and role: HTL-H1-frontdesk   role "frontdesk" in hotel H1 CRS-agent          role
 * "agent" of the reservation centre CHAIN-revenue      role "revenue" of the chain office Groups with any
 * other name are not ours and are passed over.
 *
 * A Directory may be used from any number of threads; each call opens a connection of its own, so a call
 * blocks for as long as the servers need and belongs on a worker, never on an HTTP or bus thread. */

#include <glib.h>
#include <stdbool.h>

typedef struct Directory Directory;

typedef enum DirectoryError {
    DIRECTORY_ERROR_REFUSED, /* wrong password, unknown user or empty password: deliberately not told apart */
    DIRECTORY_ERROR_LOCKED,  /* the account is locked after too many wrong passwords, or by an operator */
    DIRECTORY_ERROR_EXPIRED, /* the password was right but has expired or must be changed first */
    DIRECTORY_ERROR_UNREACHABLE,   /* no server of the list answered in time */
    DIRECTORY_ERROR_CONFIGURATION, /* URI, base or our own bind is wrong */
    DIRECTORY_ERROR_FAILED,        /* a server answered something unexpected */
} DirectoryError;

#define DIRECTORY_ERROR (directory_error_quark())
GQuark directory_error_quark(void);

typedef enum DirectoryScope {
    DIRECTORY_SCOPE_HOTEL,              /* one hotel */
    DIRECTORY_SCOPE_RESERVATION_CENTRE, /* the phone reservation centre */
    DIRECTORY_SCOPE_CHAIN,              /* the chain office */
} DirectoryScope;

typedef struct DirectoryGrant {
    DirectoryScope scope;
    char *role;  /* lower case: "frontdesk", "manager", "agent", "trainer" … */
    char *hotel; /* hotel code; NULL unless scope is DIRECTORY_SCOPE_HOTEL */
} DirectoryGrant;

typedef struct DirectoryPerson {
    char *uid;              /* as the directory spells it, not as the user typed it */
    char *name;             /* cn, for greeting */
    DirectoryGrant *grants; /* grant_count of them, in the order of the group names; may be none */
    size_t grant_count;
} DirectoryPerson;

typedef struct DirectoryOptions {
    const char *uris; /* "ldap://host:port[,ldap://host:port…]" (commas or spaces), tried in turn; required.
                       * A ldap:// URI beyond loopback needs `start_tls`: no password leaves in clear. */
    const char *base; /* "dc=keyrack,dc=example"; required */
    const char *bind_dn;        /* who searches for the user; NULL: anonymous */
    const char *bind_password;  /* NULL only if bind_dn is NULL */
    const char *ca_certificate; /* PEM file that signs the servers' certificates; NULL: the system's */
    bool start_tls;             /* begin TLS on ldap:// connections */
    unsigned timeout_ms;        /* for each connect and each operation on one server; 0: 3,000 */
} DirectoryOptions;

/* Checks and copies the options; does not connect. NULL and DIRECTORY_ERROR_CONFIGURATION when they cannot
 * work. */
Directory *directory_new(const DirectoryOptions *options, GError **error);

/* Frees; no call may be running. NULL is allowed. */
void directory_free(Directory *directory);

/* Verifies `password` for `uid` and returns who that is, or NULL and one of the errors above. Free the answer
 * with directory_person_free(). Neither the password nor the uid appears in an error's text. A caller facing
 * the public should show the same sentence for REFUSED and LOCKED; the difference is for the log and the help
 * desk. */
DirectoryPerson *directory_authenticate(Directory *directory, const char *uid, const char *password,
                                        GError **error);

/* Looks a person up without a password, for readiness checks and for renewing the grants of a running
 * session. Needs a bind_dn that may read groups. DIRECTORY_ERROR_REFUSED if there is no such person. */
DirectoryPerson *directory_find(Directory *directory, const char *uid, GError **error);

/* True if some server of the list answers at this moment. */
bool directory_ping(Directory *directory, GError **error);

void directory_person_free(DirectoryPerson *person);

/* True if the person holds `role` in `scope`; `hotel` matters for DIRECTORY_SCOPE_HOTEL only. */
bool directory_person_has(const DirectoryPerson *person, DirectoryScope scope, const char *role,
                          const char *hotel);

/* Reads scope, role and hotel from a group name; FALSE (and `ret_grant` untouched) if it is not one of ours.
 * The strings are new: directory_grant_clear() frees them. */
bool directory_grant_parse(const char *group_name, DirectoryGrant *ret_grant);
void directory_grant_clear(DirectoryGrant *grant);

/* RFC 4515: `text` as a literal inside a search filter. Free with g_free(). */
char *directory_filter_escape(const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Directory, directory_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DirectoryPerson, directory_person_free)

#endif
