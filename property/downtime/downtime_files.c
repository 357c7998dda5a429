#include "property/downtime/downtime_files.h"

#include "property/downtime/downtime_rules.h"
#include <glib/gstdio.h>

/* Guests are in it: nobody else on the machine may read it. */
#define FILE_MODE 0600

static void remove_surplus(const char *folder, const char *prefix)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        if (g_str_has_prefix(name, prefix) && g_str_has_suffix(name, ".html")) {
            g_ptr_array_add(names, g_strdup(name));
        }
    }
    g_autoptr(GPtrArray) surplus = downtime_surplus(names, DOWNTIME_KEPT);
    for (guint i = 0; i < surplus->len; i++) {
        g_autofree char *path = g_build_filename(folder, g_ptr_array_index(surplus, i), NULL);
        g_unlink(path);
    }
}

static bool put(const char *path, const char *text, gsize length, GError **error)
{
    return g_file_set_contents_full(path, text, (gssize)length,
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, FILE_MODE,
                                    error);
}

/* The pack that is there becomes the older one of this hour, unless there is one already. */
static void keep_older(const char *folder, const char *path, const char *prefix, const char *older)
{
    g_autofree char *name = g_strdup_printf("%s%s.html", prefix, older);
    g_autofree char *kept = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    gsize length;

    if (!g_file_test(kept, G_FILE_TEST_EXISTS) && g_file_get_contents(path, &text, &length, NULL) &&
        put(kept, text, length, NULL)) {
        remove_surplus(folder, prefix);
    }
}

bool downtime_file_write(const char *folder, const char *hotel, const char *ending, const char *older,
                         GBytes *bytes, GError **error)
{
    g_autofree char *name = g_strdup_printf("downtime-%s.%s", hotel, ending);
    g_autofree char *prefix = g_strdup_printf("downtime-%s-", hotel);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);

    if (older != NULL) {
        keep_older(folder, path, prefix, older);
    }
    return put(path, text, length, error);
}
