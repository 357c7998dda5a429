/** OAuth clients of this installation: the channels' programs, their secrets and scopes, from a YAML file. */
#pragma once

#include <glib.h>

typedef struct ClientRegistry ClientRegistry;

typedef struct {
    char *id;
    char *secret_digest; /* SHA-256 of the secret, hexadecimal: enough for a random secret of 32 bytes */
    char **scopes;
} Client;

/** Reads a list of {id, secret | secret_sha256, scopes}. NULL and an error with file, line, column and
 * remedy. */
ClientRegistry *client_registry_load(const char *path, GError **error);
void client_registry_free(ClientRegistry *registry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientRegistry, client_registry_free)

/** The client, when the secret is its own; otherwise NULL, after the same time. Any thread. */
const Client *client_registry_verify(const ClientRegistry *registry, const char *id, const char *secret);

/** TRUE when the client may have the scope. */
gboolean client_has_scope(const Client *client, const char *scope);
