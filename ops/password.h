/* Password hashes for credentials that are kept: Argon2id through libsodium. Functions may be called from any
 * thread; each takes tens of milliseconds on purpose, so they belong on a worker. */
#ifndef KEYRACK_OPS_PASSWORD_H
#define KEYRACK_OPS_PASSWORD_H

#include <glib.h>
#include <stdbool.h>

/* A text that holds salt, cost and hash. Free with g_free(). NULL when there is no memory for the work. */
char *password_hash(const char *password);

/* True when `password` is the one `hash` was made from. */
bool password_verify(const char *hash, const char *password);

#endif
