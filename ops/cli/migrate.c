/* keyrack migrate: brings the database that a daemon's configuration names to the shape this version expects.
 */
#include "ops/migrate.h"

#include <string.h>

#include "ops/cli/cli.h"
#include "ops/yaml.h"

/* The settings of both daemons' files that matter here; `database` makes it the centre's, `store` a hotel's.
 */
typedef struct {
    char *database;
    char *database_password_file;
    char *store;
    char *store_password_file;
    char *schema_folder;
} Settings;

static void settings_clear(Settings *settings)
{
    g_free(settings->database);
    g_free(settings->database_password_file);
    g_free(settings->store);
    g_free(settings->store_password_file);
    g_free(settings->schema_folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Settings, settings_clear)

static bool setting_read(const YamlNode *root, const char *key, char **value, GError **error)
{
    const YamlNode *node = yaml_get(root, key);
    const char *text = NULL;
    if (node && !yaml_text(node, &text, error)) {
        return false;
    }
    *value = g_strdup(text);
    return true;
}

static bool settings_read(const char *path, Settings *settings, GError **error)
{
    g_autoptr(YamlFile) file = yaml_file_load(path, error);
    if (!file) {
        return false;
    }
    const YamlNode *root = yaml_file_root(file);
    if (!yaml_require(root, "schema_folder", error) ||
        !setting_read(root, "database", &settings->database, error) ||
        !setting_read(root, "database_password_file", &settings->database_password_file, error) ||
        !setting_read(root, "store_password_file", &settings->store_password_file, error) ||
        !setting_read(root, "store", &settings->store, error) ||
        !setting_read(root, "schema_folder", &settings->schema_folder, error)) {
        return false;
    }
    if (!settings->database == !settings->store) {
        yaml_set_error(error, root, YAML_ERROR_MISSING,
                       "exactly one of 'database' (the centre's) and 'store' (a hotel's) is needed");
        return false;
    }
    return true;
}

/* NULL for no file. */
static bool password_read(const char *path, char **ret_password, GError **error)
{
    if (path == NULL) {
        return true;
    }
    if (!g_file_get_contents(path, ret_password, NULL, error)) {
        return false;
    }
    g_strchomp(*ret_password);
    return true;
}

static bool migrate_central(const Settings *settings, guint *ret_applied, GError **error)
{
    g_autofree char *password = NULL;
    if (!password_read(settings->database_password_file, &password, error)) {
        return false;
    }
    g_autofree char *conninfo = pg_conninfo_with_password(settings->database, password);
    const PgOptions options = {.conninfo = conninfo, .application_name = "keyrack migrate"};
    g_autoptr(PgConnection) connection = pg_connection_new(&options, error);
    if (!connection) {
        return false;
    }
    const MigrateTarget target = migrate_target_postgres(connection);
    return migrate_apply(&target, settings->schema_folder, ret_applied, error);
}

static bool migrate_property(const Settings *settings, guint *ret_applied, GError **error)
{
    g_autofree char *password = NULL;
    if (!password_read(settings->store_password_file, &password, error)) {
        return false;
    }
    const OdbcOptions options = {
        .connection_string = settings->store, .password = password, .sole_writer = true};
    g_autoptr(OdbcConnection) connection = odbc_connection_new(&options, error);
    if (!connection) {
        return false;
    }
    const MigrateTarget target = migrate_target_odbc(connection);
    return migrate_apply(&target, settings->schema_folder, ret_applied, error);
}

static bool migrate_configured(const char *path, GError **error)
{
    g_auto(Settings) settings = {0};
    if (!settings_read(path, &settings, error)) {
        return false;
    }
    guint applied = 0;
    g_autoptr(GError) cause = NULL;
    if (!(settings.database ? migrate_central : migrate_property)(&settings, &applied, &cause)) {
        g_set_error_literal(error, CLI_ERROR, CLI_ERROR_FAILED, cause->message);
        return false;
    }
    g_print("%s: %u migrations applied, the database is current\n", path, applied);
    return true;
}

bool cli_migrate(int argc, char **argv, GError **error)
{
    g_autofree char *path = NULL;
    GOptionEntry entries[] = {
        {"config", 0, 0, G_OPTION_ARG_FILENAME, &path, "configuration file of the centre or of a hotel",
         "FILE"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return cli_options_parse(
               "", "Applies the migrations that the database does not have yet. Stop the daemon first.",
               entries, &argc, &argv, error) &&
           cli_no_more_arguments(argc, argv, error) && cli_require("--config", path, error) &&
           migrate_configured(path, error);
}
