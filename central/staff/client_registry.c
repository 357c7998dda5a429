#include "central/staff/client_registry.h"

#include <string.h>
#include <sys/stat.h>

#include "central/staff/authorise.h"
#include "ops/token.h"
#include "ops/yaml.h"

static const char *const CLIENT_KEYS[] = {"id", "secret", "secret_sha256", "scopes", NULL};

/* Stands in for a client that does not exist, so that its absence does not show in the time an answer takes.
 */
static const char NO_CLIENT_DIGEST[] = "0000000000000000000000000000000000000000000000000000000000000000";

struct ClientRegistry {
    GHashTable *clients; /* id -> Client */
};

static void client_free(gpointer data)
{
    Client *client = data;
    g_free(client->id);
    g_free(client->secret_digest);
    g_strfreev(client->scopes);
    g_free(client);
}

static gboolean read_scopes(Client *client, const YamlNode *node, GError **error)
{
    g_autoptr(GPtrArray) scopes = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < yaml_count(node); i++) {
        const char *scope;
        if (!yaml_text(yaml_at(node, i), &scope, error))
            return FALSE;
        if (!scope_is_known(scope)) {
            yaml_set_error(error, yaml_at(node, i), YAML_ERROR_VALUE,
                           "there is no scope %s: read, reservations, notifications or operator", scope);
            return FALSE;
        }
        g_ptr_array_add(scopes, g_strdup(scope));
    }
    g_ptr_array_add(scopes, NULL);
    client->scopes = (char **)g_ptr_array_steal(scopes, NULL);
    return TRUE;
}

static gboolean read_secret(Client *client, const YamlNode *node, GError **error)
{
    const YamlNode *secret = yaml_get(node, "secret");
    const char *text;
    if (!secret)
        secret = yaml_require(node, "secret_sha256", error);
    if (!secret || !yaml_text(secret, &text, error))
        return FALSE;
    client->secret_digest = yaml_get(node, "secret")
                                ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1)
                                : g_ascii_strdown(text, -1);
    if (strlen(client->secret_digest) == strlen(NO_CLIENT_DIGEST) &&
        strspn(client->secret_digest, "0123456789abcdef") == strlen(NO_CLIENT_DIGEST))
        return TRUE;
    yaml_set_error(error, secret, YAML_ERROR_VALUE, "secret_sha256 is 64 hexadecimal digits");
    return FALSE;
}

static gboolean read_client(ClientRegistry *registry, const YamlNode *node, GError **error)
{
    const char *id;
    if (!yaml_expect(node, YAML_MAP, error) || !yaml_check_keys(node, CLIENT_KEYS, error))
        return FALSE;
    const YamlNode *id_node = yaml_require(node, "id", error);
    const YamlNode *scopes = id_node ? yaml_require(node, "scopes", error) : NULL;
    if (!scopes || !yaml_text(id_node, &id, error) || !yaml_expect(scopes, YAML_LIST, error))
        return FALSE;
    if (g_hash_table_contains(registry->clients, id)) {
        yaml_set_error(error, id_node, YAML_ERROR_DUPLICATE, "client %s stands in the file twice", id);
        return FALSE;
    }
    Client *client = g_new0(Client, 1);
    client->id = g_strdup(id);
    g_hash_table_insert(registry->clients, client->id, client);
    return read_scopes(client, scopes, error) && read_secret(client, node, error);
}

static gboolean is_private(const char *path, GError **error)
{
    struct stat status;
    if (stat(path, &status) != 0 || (status.st_mode & 077) == 0)
        return TRUE;
    g_set_error(error, YAML_ERROR, YAML_ERROR_FILE,
                "%s holds secrets and may be read by others: run chmod 600 on it", path);
    return FALSE;
}

ClientRegistry *client_registry_load(const char *path, GError **error)
{
    g_autoptr(YamlFile) file = is_private(path, error) ? yaml_file_load(path, error) : NULL;
    if (!file || !yaml_expect(yaml_file_root(file), YAML_LIST, error))
        return NULL;
    g_autoptr(ClientRegistry) registry = g_new0(ClientRegistry, 1);
    registry->clients = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, client_free);
    for (gsize i = 0; i < yaml_count(yaml_file_root(file)); i++)
        if (!read_client(registry, yaml_at(yaml_file_root(file), i), error))
            return NULL;
    return g_steal_pointer(&registry);
}

void client_registry_free(ClientRegistry *registry)
{
    if (!registry)
        return;
    g_hash_table_unref(registry->clients);
    g_free(registry);
}

const Client *client_registry_verify(const ClientRegistry *registry, const char *id, const char *secret)
{
    const Client *client = g_hash_table_lookup(registry->clients, id);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret, -1);
    gboolean fits = token_text_equal(digest, client ? client->secret_digest : NO_CLIENT_DIGEST);
    return fits ? client : NULL;
}

gboolean client_has_scope(const Client *client, const char *scope)
{
    return g_strv_contains((const char *const *)client->scopes, scope);
}
