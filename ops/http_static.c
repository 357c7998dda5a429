#include "ops/http_private.h"

#include "ops/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX 4096
#define FILES_LENGTH_MAX ((gsize)128 * 1024 * 1024)
#define FOLDERS_DEEP_MAX 8

static const char DEFAULT_SECURITY_POLICY[] =
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

typedef struct StaticFile {
    char *etag;
    GBytes *content;
    struct MHD_Response *plain;
    struct MHD_Response *compressed; /* from the `.gz` beside the file, or NULL */
    struct MHD_Response *not_modified;
} StaticFile;

/* Everything of one build, as it was read. */
struct HttpStaticSet {
    gatomicrefcount references;
    GHashTable *files; /* "assets/index-1a2b.js" to StaticFile */
    gsize length;
    const char *security_policy;
};

/* What tells one build from the next: its first page was written anew, or its assets are others. */
typedef struct Stamp {
    ino_t inode;
    off_t length;
    struct timespec written;
    struct timespec assets_written;
} Stamp;

struct HttpStatic {
    char *directory;
    char *fallback;
    char *security_policy;
    char *first_page; /* path of the page that every build writes */
    char *assets;     /* path of their folder */
    GMutex mutex;     /* for what follows */
    HttpStaticSet *set;
    Stamp stamp; /* of the build that was read last, or tried to be */
};

static void static_file_free(gpointer data)
{
    StaticFile *file = data;
    struct MHD_Response *const answers[] = {file->plain, file->compressed, file->not_modified};
    for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
        if (answers[i] != NULL)
            MHD_destroy_response(answers[i]);
    }
    g_bytes_unref(file->content);
    g_free(file->etag);
    g_free(file);
}

void http_static_set_unref(HttpStaticSet *set)
{
    if (set == NULL || !g_atomic_ref_count_dec(&set->references))
        return;
    g_hash_table_unref(set->files);
    g_free(set);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpStaticSet, http_static_set_unref)

void http_static_free(HttpStatic *files)
{
    if (files == NULL)
        return;
    http_static_set_unref(files->set);
    g_mutex_clear(&files->mutex);
    g_free(files->directory);
    g_free(files->fallback);
    g_free(files->security_policy);
    g_free(files->first_page);
    g_free(files->assets);
    g_free(files);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpStatic, http_static_free)

/* --- Reading -----------------------------------------------------------------------------------------------
 */

static gboolean static_read_file(HttpStaticSet *set, const char *path, const char *name, GError **error)
{
    g_autofree char *text = NULL;
    gsize length;
    g_autoptr(GError) failure = NULL;
    if (!g_file_get_contents(path, &text, &length, &failure)) {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_FILE, "static files: %s", failure->message);
        return FALSE;
    }
    set->length += length;
    if (g_hash_table_size(set->files) >= FILES_MAX || set->length > FILES_LENGTH_MAX) {
        g_set_error(
            error, HTTP_ERROR, HTTP_ERROR_FILE,
            "static files: more than %d files or %zu bytes; point static_directory at a built console",
            FILES_MAX, FILES_LENGTH_MAX);
        return FALSE;
    }
    StaticFile *file = g_new0(StaticFile, 1);
    file->content = g_bytes_new_take(g_steal_pointer(&text), length);
    g_hash_table_insert(set->files, g_strdup(name), file);
    return TRUE;
}

static gboolean static_read_folder(HttpStaticSet *set, const char *folder, const char *prefix, int depth,
                                   GError **error);

static gboolean static_read_entry(HttpStaticSet *set, const char *folder, const char *prefix,
                                  const char *entry, int depth, GError **error)
{
    g_autofree char *path = g_build_filename(folder, entry, NULL);
    g_autofree char *name = g_strconcat(prefix, entry, NULL);
    struct stat status;
    if (entry[0] == '.' || lstat(path, &status) != 0)
        return TRUE;
    if (S_ISREG(status.st_mode))
        return static_read_file(set, path, name, error);
    if (!S_ISDIR(status.st_mode) || depth == FOLDERS_DEEP_MAX)
        return TRUE;
    g_autofree char *inner = g_strconcat(name, "/", NULL);
    return static_read_folder(set, path, inner, depth + 1, error);
}

static gboolean static_read_folder(HttpStaticSet *set, const char *folder, const char *prefix, int depth,
                                   GError **error)
{
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_FILE, "cannot read static directory %s: %s", folder,
                    g_strerror(errno));
        return FALSE;
    }
    gboolean read = TRUE;
    for (struct dirent *entry = readdir(directory); entry != NULL && read; entry = readdir(directory))
        read = static_read_entry(set, folder, prefix, entry->d_name, depth, error);
    closedir(directory);
    return read;
}

/* --- Preparing the answers ---------------------------------------------------------------------------------
 */

static const char *content_type(const char *name)
{
    static const char *const TYPES[][2] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".pdf", "application/pdf"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        if (g_str_has_suffix(name, TYPES[i][0]))
            return TYPES[i][1];
    }
    return "application/octet-stream";
}

static struct MHD_Response *static_answer(const HttpStaticSet *set, const char *name, const char *etag,
                                          GBytes *content)
{
    gsize length = 0;
    const void *data = content == NULL ? NULL : g_bytes_get_data(content, &length);
    struct MHD_Response *answer =
        MHD_create_response_from_buffer(length, (void *)data, MHD_RESPMEM_PERSISTENT);
    g_assert(answer != NULL);
    /* The build puts a hash of the content into the names below assets/, so those never change. */
    MHD_add_response_header(answer, "Cache-Control",
                            g_str_has_prefix(name, "assets/") ? "public, max-age=31536000, immutable"
                                                              : "no-cache");
    MHD_add_response_header(answer, "ETag", etag);
    MHD_add_response_header(answer, "Vary", "Accept-Encoding");
    MHD_add_response_header(answer, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(answer, "X-Frame-Options", "DENY");
    MHD_add_response_header(answer, "Referrer-Policy", "same-origin");
    MHD_add_response_header(answer, "Content-Security-Policy", set->security_policy);
    if (content != NULL)
        MHD_add_response_header(answer, "Content-Type", content_type(name));
    return answer;
}

static void static_prepare(HttpStaticSet *set, const char *name, StaticFile *file)
{
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, file->content);
    file->etag = g_strndup(digest, 32);
    g_autofree char *quoted = g_strdup_printf("\"%s\"", file->etag);
    file->plain = static_answer(set, name, quoted, file->content);
    file->not_modified = static_answer(set, name, quoted, NULL);
    g_autofree char *compressed_name = g_strconcat(name, ".gz", NULL);
    StaticFile *compressed = g_hash_table_lookup(set->files, compressed_name);
    if (compressed == NULL)
        return;
    g_autofree char *compressed_tag = g_strdup_printf("\"%s-gzip\"", file->etag);
    file->compressed = static_answer(set, name, compressed_tag, compressed->content);
    MHD_add_response_header(file->compressed, "Content-Encoding", "gzip");
}

static HttpStaticSet *static_set_read(const HttpStatic *files, GError **error)
{
    g_autoptr(HttpStaticSet) set = g_new0(HttpStaticSet, 1);
    g_atomic_ref_count_init(&set->references);
    set->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, static_file_free);
    set->security_policy = files->security_policy;
    if (!static_read_folder(set, files->directory, "", 0, error))
        return NULL;
    GHashTableIter iterator;
    gpointer name, file;
    g_hash_table_iter_init(&iterator, set->files);
    while (g_hash_table_iter_next(&iterator, &name, &file))
        static_prepare(set, name, file);
    if (files->fallback != NULL && !g_hash_table_contains(set->files, files->fallback)) {
        g_set_error(error, HTTP_ERROR, HTTP_ERROR_FILE,
                    "static directory %s has no %s; build the console first", files->directory,
                    files->fallback);
        return NULL;
    }
    return g_steal_pointer(&set);
}

/* Of the first page on the disk; all zero while there is none. */
static Stamp stamp_take(const HttpStatic *files)
{
    struct stat status;
    struct stat assets;
    if (stat(files->first_page, &status) != 0)
        return (Stamp){0};
    Stamp stamp = {.inode = status.st_ino, .length = status.st_size, .written = status.st_mtim};
    if (stat(files->assets, &assets) == 0)
        stamp.assets_written = assets.st_mtim;
    return stamp;
}

static gboolean time_equal(struct timespec left, struct timespec right)
{
    return left.tv_sec == right.tv_sec && left.tv_nsec == right.tv_nsec;
}

static gboolean stamp_equal(const Stamp *left, const Stamp *right)
{
    return left->inode == right->inode && left->length == right->length &&
           time_equal(left->written, right->written) &&
           time_equal(left->assets_written, right->assets_written);
}

HttpStatic *http_static_load(const char *directory, const char *fallback, const char *content_security_policy,
                             GError **error)
{
    g_autoptr(HttpStatic) files = g_new0(HttpStatic, 1);
    g_mutex_init(&files->mutex);
    files->directory = g_strdup(directory);
    files->fallback = g_strdup(fallback);
    files->security_policy =
        g_strdup(content_security_policy != NULL ? content_security_policy : DEFAULT_SECURITY_POLICY);
    files->first_page = g_build_filename(directory, fallback != NULL ? fallback : "index.html", NULL);
    files->assets = g_build_filename(directory, "assets", NULL);
    files->stamp = stamp_take(files);
    files->set = static_set_read(files, error);
    return files->set != NULL ? g_steal_pointer(&files) : NULL;
}

/* Called with the mutex held. A build that is not there yet, or only in part, leaves what was read before; it
 * is looked at again once its first page is another one. */
static void static_reread(HttpStatic *files)
{
    Stamp stamp = stamp_take(files);
    if (stamp.inode == 0 || stamp_equal(&stamp, &files->stamp))
        return;
    g_autoptr(GError) error = NULL;
    HttpStaticSet *set = static_set_read(files, &error);
    files->stamp = stamp;
    if (set == NULL) {
        log_warning("http static files were built anew and cannot be read", log_text("why", error->message));
        return;
    }
    http_static_set_unref(files->set);
    files->set = set;
    log_info("http static files were built anew: read again", log_text("directory", files->directory));
}

/* --- Answering ---------------------------------------------------------------------------------------------
 */

/* A path of the console's own pages: what looks like a file, or like an attempt to climb, gets no page. */
static gboolean path_may_fall_back(const char *const *segments, guint segment_count)
{
    for (guint i = 0; i < segment_count; i++) {
        if (strcmp(segments[i], ".") == 0 || strcmp(segments[i], "..") == 0 ||
            strchr(segments[i], '/') != NULL)
            return FALSE;
    }
    return segment_count == 0 || strchr(segments[segment_count - 1], '.') == NULL;
}

static const StaticFile *static_lookup(const HttpStaticSet *set, const char *fallback,
                                       const char *const *segments, guint segment_count)
{
    g_autoptr(GString) name = g_string_new(NULL);
    for (guint i = 0; i < segment_count; i++)
        g_string_append_printf(name, "%s%s", i > 0 ? "/" : "", segments[i]);
    if (segment_count == 0 || segments[segment_count - 1][0] == '\0')
        g_string_append(name, "index.html");
    const StaticFile *file = g_hash_table_lookup(set->files, name->str);
    if (file == NULL && fallback != NULL && path_may_fall_back(segments, segment_count))
        file = g_hash_table_lookup(set->files, fallback);
    return file;
}

/* Names below assets/ have a hash of their content: what was read of them is what is on the disk. */
static gboolean names_asset(const char *const *segments, guint segment_count)
{
    return segment_count > 1 && strcmp(segments[0], "assets") == 0;
}

static const StaticFile *static_take(HttpStatic *files, const char *const *segments, guint segment_count,
                                     HttpStaticSet **ret_set)
{
    g_mutex_lock(&files->mutex);
    const StaticFile *file = NULL;
    if (names_asset(segments, segment_count))
        file = static_lookup(files->set, files->fallback, segments, segment_count);
    if (file == NULL) {
        static_reread(files);
        file = static_lookup(files->set, files->fallback, segments, segment_count);
    }
    if (file != NULL) {
        g_atomic_ref_count_inc(&files->set->references);
        *ret_set = files->set;
    }
    g_mutex_unlock(&files->mutex);
    return file;
}

struct MHD_Response *http_static_find(HttpStatic *files, const char *const *segments, guint segment_count,
                                      const char *accept_encoding, const char *if_none_match,
                                      guint *ret_status, HttpStaticSet **ret_set)
{
    const StaticFile *file = static_take(files, segments, segment_count, ret_set);
    if (file == NULL)
        return NULL;
    *ret_status = 200;
    if (if_none_match != NULL) {
        g_autofree char *compressed_tag = g_strconcat(file->etag, "-gzip", NULL);
        if (http_etag_list_has(if_none_match, file->etag, TRUE) ||
            http_etag_list_has(if_none_match, compressed_tag, TRUE)) {
            *ret_status = 304;
            return file->not_modified;
        }
    }
    return file->compressed != NULL && http_accepts_gzip(accept_encoding) ? file->compressed : file->plain;
}
