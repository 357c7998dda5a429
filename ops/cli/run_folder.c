#include "ops/cli/run_folder.h"

#include <string.h>

#include "ops/cli/cli.h"
#include "ops/yaml.h"

struct RunFolder {
    char *path;
    char *centre_url;
    GHashTable *hotel_urls; /* code -> URL */
};

static const char HOTEL_FILE_PREFIX[] = "property-";
static const char HOTEL_FILE_SUFFIX[] = ".yaml";

void run_folder_free(RunFolder *folder)
{
    if (folder) {
        g_free(folder->path);
        g_free(folder->centre_url);
        g_hash_table_unref(folder->hotel_urls);
        g_free(folder);
    }
}

char *run_folder_path(const RunFolder *folder, const char *name)
{
    return g_build_filename(folder->path, name, NULL);
}

/* Reads where a daemon listens; its other settings are its own affair. */
static char *configured_url(const char *path, GError **error)
{
    g_autoptr(YamlFile) file = yaml_file_load(path, error);
    if (!file) {
        return NULL;
    }
    const YamlNode *port_node = yaml_require(yaml_file_root(file), "listen_port", error);
    int64_t port = 0;
    if (!port_node || !yaml_int(port_node, 1, 65535, &port, error)) {
        return NULL;
    }
    const YamlNode *address_node = yaml_get(yaml_file_root(file), "listen_address");
    const char *address = address_node ? yaml_raw(address_node) : NULL;
    return g_strdup_printf("http://%s:%d", address ? address : "127.0.0.1", (int)port);
}

static bool read_configuration(RunFolder *folder, const char *folder_path, const char *name, GError **error)
{
    const bool is_centre = strcmp(name, "central.yaml") == 0;
    const bool is_hotel =
        g_str_has_prefix(name, HOTEL_FILE_PREFIX) && g_str_has_suffix(name, HOTEL_FILE_SUFFIX);
    if (!is_centre && !is_hotel) {
        return true;
    }
    g_autofree char *path = g_build_filename(folder_path, name, NULL);
    g_autofree char *url = configured_url(path, error);
    if (!url) {
        return false;
    }
    if (is_centre) {
        run_folder_set_centre(folder, url);
        return true;
    }
    g_autofree char *hotel = g_strndup(name + strlen(HOTEL_FILE_PREFIX),
                                       strlen(name) - strlen(HOTEL_FILE_PREFIX) - strlen(HOTEL_FILE_SUFFIX));
    run_folder_set_hotel(folder, hotel, url);
    return true;
}

RunFolder *run_folder_open(const char *path, GError **error)
{
    g_autofree char *configuration = g_build_filename(path, "etc", NULL);
    g_autoptr(GDir) listing = g_dir_open(configuration, 0, NULL);
    if (!listing) {
        g_set_error(
            error, CLI_ERROR, CLI_ERROR_INPUT,
            "%s: not the run folder of an installation; start one with ops/up or give its folder with --run",
            path);
        return NULL;
    }
    g_autoptr(RunFolder) folder = g_new0(RunFolder, 1);
    folder->path = g_strdup(path);
    folder->hotel_urls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *name = NULL;
    while ((name = g_dir_read_name(listing))) {
        if (!read_configuration(folder, configuration, name, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&folder);
}

/* Without the slash that people like to put behind an address. */
static char *url_clean(const char *url)
{
    return g_str_has_suffix(url, "/") ? g_strndup(url, strlen(url) - 1) : g_strdup(url);
}

void run_folder_set_centre(RunFolder *folder, const char *url)
{
    g_free(folder->centre_url);
    folder->centre_url = url_clean(url);
}

void run_folder_set_hotel(RunFolder *folder, const char *hotel, const char *url)
{
    g_hash_table_replace(folder->hotel_urls, g_strdup(hotel), url_clean(url));
}

const char *run_folder_centre_url(RunFolder *folder, GError **error)
{
    if (!folder->centre_url) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                    "%s/etc/central.yaml is missing; give the centre with --centre", folder->path);
    }
    return folder->centre_url;
}

const char *run_folder_hotel_url(RunFolder *folder, const char *hotel, GError **error)
{
    const char *url = g_hash_table_lookup(folder->hotel_urls, hotel);
    if (!url) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                    "%s/etc/%s%s%s is missing; give the hotel with --hotel %s=URL", folder->path,
                    HOTEL_FILE_PREFIX, hotel, HOTEL_FILE_SUFFIX, hotel);
    }
    return url;
}

char **run_folder_hotels(const RunFolder *folder)
{
    g_autoptr(GList) codes = g_list_sort(g_hash_table_get_keys(folder->hotel_urls), (GCompareFunc)strcmp);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (const GList *at = codes; at; at = at->next) {
        g_strv_builder_add(builder, at->data);
    }
    return g_strv_builder_end(builder);
}

/* ---- secrets -------------------------------------------------------------------------------------- */

static void secret_missing(const char *path, const char *what, const char *name, GError **error)
{
    g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                "%s: no %s '%s'; make the secrets anew with ops/up --fresh", path, what, name);
}

static const char *client_secret_find(const YamlNode *clients, const char *client)
{
    for (gsize index = 0; index < yaml_count(clients); index++) {
        const YamlNode *entry = yaml_at(clients, index);
        const YamlNode *id = yaml_get(entry, "id");
        const YamlNode *secret = yaml_get(entry, "secret");
        if (id && secret && g_strcmp0(yaml_raw(id), client) == 0) {
            return yaml_raw(secret);
        }
    }
    return NULL;
}

char *run_folder_client_secret(const RunFolder *folder, const char *client, GError **error)
{
    g_autofree char *path = run_folder_path(folder, "secrets/clients.yaml");
    g_autoptr(YamlFile) file = yaml_file_load(path, error);
    if (!file) {
        return NULL;
    }
    const char *secret = client_secret_find(yaml_file_root(file), client);
    if (!secret) {
        secret_missing(path, "OAuth client", client, error);
    }
    return g_strdup(secret);
}

/* Lines "uid <tab> password <tab> groups <tab> name"; '#' begins a comment. */
char *run_folder_staff_password(const RunFolder *folder, const char *user, GError **error)
{
    g_autofree char *path = run_folder_path(folder, "secrets/staff.txt");
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &text, NULL, &cause)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "%s: %s; run as the user who ran ops/up", path,
                    cause->message);
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) words = g_strsplit(*line, "\t", 3);
        if (g_strv_length(words) >= 2 && strcmp(words[0], user) == 0) {
            return g_strdup(words[1]);
        }
    }
    secret_missing(path, "member of staff", user, error);
    return NULL;
}
