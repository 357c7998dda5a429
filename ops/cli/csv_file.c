#include "ops/cli/csv_reader.h"

#include <lzma.h>
#include <string.h>

/* Ten times the largest set in use; keeps a crafted archive from filling the memory. */
#define CSV_FILE_MAXIMUM ((size_t)256 << 20)
#define CSV_UNPACK_STEP ((size_t)1 << 20)
#define CSV_UNPACK_MEMORY ((uint64_t)256 << 20)

static const char *lzma_reason(lzma_ret code)
{
    switch (code) {
    case LZMA_FORMAT_ERROR:
        return "it is not an xz file";
    case LZMA_DATA_ERROR:
        return "the archive is damaged";
    case LZMA_BUF_ERROR:
        return "the archive is cut short";
    case LZMA_MEMLIMIT_ERROR:
        return "unpacking needs too much memory";
    default:
        return "it cannot be unpacked";
    }
}

static lzma_ret unpack_all(lzma_stream *stream, GByteArray *unpacked)
{
    lzma_ret code = LZMA_OK;
    while (code == LZMA_OK) {
        const guint have = unpacked->len;
        if (have >= CSV_FILE_MAXIMUM) {
            return LZMA_MEMLIMIT_ERROR;
        }
        g_byte_array_set_size(unpacked, have + (guint)CSV_UNPACK_STEP);
        stream->next_out = unpacked->data + have;
        stream->avail_out = CSV_UNPACK_STEP;
        code = lzma_code(stream, LZMA_FINISH);
        g_byte_array_set_size(unpacked, have + (guint)(CSV_UNPACK_STEP - stream->avail_out));
    }
    return code;
}

static GBytes *unpack(const char *path, const char *packed, size_t length, GError **error)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_ret code = lzma_stream_decoder(&stream, CSV_UNPACK_MEMORY, LZMA_CONCATENATED);
    g_autoptr(GByteArray) unpacked = g_byte_array_new();
    if (code == LZMA_OK) {
        stream.next_in = (const uint8_t *)packed;
        stream.avail_in = length;
        code = unpack_all(&stream, unpacked);
    }
    lzma_end(&stream);
    if (code != LZMA_STREAM_END) {
        g_set_error(error, CSV_ERROR, CSV_ERROR_OPEN, "%s: %s; fetch the file again", path,
                    lzma_reason(code));
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&unpacked));
}

GBytes *csv_file_contents(const char *path, GError **error)
{
    g_autofree char *contents = NULL;
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &contents, &length, &cause)) {
        g_set_error(error, CSV_ERROR, CSV_ERROR_OPEN, "%s: cannot be read (%s); check the path", path,
                    cause->message);
        return NULL;
    }
    if (g_str_has_suffix(path, ".xz")) {
        return unpack(path, contents, length, error);
    }
    if (length > CSV_FILE_MAXIMUM) {
        g_set_error(error, CSV_ERROR, CSV_ERROR_OPEN, "%s: larger than 256 MiB; split the file", path);
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&contents), length);
}
