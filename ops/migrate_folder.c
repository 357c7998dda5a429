#include "ops/migrate_internal.h"
#include <string.h>

static void migration_free(gpointer data)
{
    Migration *migration = data;
    g_free(migration->folder);
    g_free(migration->name);
    g_free(migration->before);
    g_free(migration->up);
    g_free(migration->after);
    g_free(migration->sha256);
    g_free(migration);
}

/* NNNN_name with a name of a-z, 0-9 and _. Returns 0 when it is not. */
static guint folder_number(const char *folder)
{
    gsize length = strlen(folder);
    if (length < 6 || strspn(folder, "0123456789") != 4 || folder[4] != '_' ||
        strspn(folder + 5, "abcdefghijklmnopqrstuvwxyz0123456789_") != length - 5)
        return 0;
    return (guint)g_ascii_strtoull(folder, NULL, 10);
}

/* NULL without an error when the file is not there. */
static bool file_read(const char *path, char **ret_text, GError **error)
{
    g_autoptr(GError) failure = NULL;
    char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, &failure)) {
        if (g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            return true;
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "cannot read migration: %s",
                    failure->message);
        return false;
    }
    if (memchr(text, '\0', length) != NULL || !g_utf8_validate(text, (gssize)length, NULL)) {
        g_free(text);
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "%s is not utf-8 text", path);
        return false;
    }
    *ret_text = text;
    return true;
}

static void checksum_add(GChecksum *checksum, const char *file, const char *text)
{
    if (text == NULL)
        return;
    g_checksum_update(checksum, (const guchar *)file, (gssize)strlen(file) + 1);
    g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text) + 1);
}

static char *migration_checksum(const Migration *migration)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    checksum_add(checksum, "before.sql", migration->before);
    checksum_add(checksum, "up.sql", migration->up);
    checksum_add(checksum, "after.sql", migration->after);
    return g_strdup(g_checksum_get_string(checksum));
}

static bool migration_read(Migration *migration, const char *root, GError **error)
{
    g_autofree char *before = g_build_filename(root, migration->folder, "before.sql", NULL);
    g_autofree char *up = g_build_filename(root, migration->folder, "up.sql", NULL);
    g_autofree char *after = g_build_filename(root, migration->folder, "after.sql", NULL);
    if (!file_read(before, &migration->before, error) || !file_read(up, &migration->up, error) ||
        !file_read(after, &migration->after, error))
        return false;
    if (migration->up == NULL) {
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "%s is missing", up);
        return false;
    }
    migration->sha256 = migration_checksum(migration);
    return true;
}

static void migration_add(GPtrArray *migrations, const char *folder)
{
    Migration *migration = g_new0(Migration, 1);
    migration->number = folder_number(folder);
    migration->folder = g_strdup(folder);
    migration->name = g_strdup(folder + 5);
    g_ptr_array_add(migrations, migration);
}

static int migration_compare(gconstpointer first, gconstpointer second)
{
    const Migration *left = *(const Migration *const *)first;
    const Migration *right = *(const Migration *const *)second;
    return left->number < right->number ? -1 : left->number > right->number;
}

static bool numbers_check(const GPtrArray *migrations, const char *root, GError **error)
{
    for (guint i = 0; i < migrations->len; i++) {
        const Migration *migration = g_ptr_array_index(migrations, i);
        if (migration->number != i + 1) {
            g_set_error(
                error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER,
                "%s: %s where number %04u is expected: numbers begin at 0001, without a gap or a double",
                root, migration->folder, i + 1);
            return false;
        }
    }
    if (migrations->len > 0)
        return true;
    g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "%s holds no migration", root);
    return false;
}

static bool folder_list(const char *root, GPtrArray *migrations, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GDir) directory = g_dir_open(root, 0, &failure);
    if (directory == NULL) {
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "cannot read migrations: %s",
                    failure->message);
        return false;
    }
    for (const char *entry = g_dir_read_name(directory); entry != NULL; entry = g_dir_read_name(directory)) {
        g_autofree char *path = g_build_filename(root, entry, NULL);
        if (entry[0] == '.' || !g_file_test(path, G_FILE_TEST_IS_DIR))
            continue;
        if (folder_number(entry) == 0) {
            g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "%s is not named NNNN_name (a-z, 0-9, _)",
                        path);
            return false;
        }
        migration_add(migrations, entry);
    }
    g_ptr_array_sort(migrations, migration_compare);
    return true;
}

GPtrArray *migrate_folder_read(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) migrations = g_ptr_array_new_with_free_func(migration_free);
    if (!folder_list(folder, migrations, error) || !numbers_check(migrations, folder, error))
        return NULL;
    for (guint i = 0; i < migrations->len; i++)
        if (!migration_read(g_ptr_array_index(migrations, i), folder, error))
            return NULL;
    return g_steal_pointer(&migrations);
}
