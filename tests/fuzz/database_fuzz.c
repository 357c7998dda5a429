/* What the database adapters parse: frames of a replication stream, SQL files, connection strings. The first
 * byte chooses one, the rest is its input. */
#include "ops/migrate.h"
#include "ops/odbc_internal.h"
#include "ops/postgres_replication_frames.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void try_frame(const uint8_t *data, size_t size)
{
    PgFrame frame;
    if (!pg_frame_parse(data, size, &frame) || frame.kind != PG_FRAME_MESSAGE)
        return;
    const char *end = (const char *)data + size;
    g_assert(frame.prefix + strlen(frame.prefix) < frame.bytes);
    g_assert(frame.bytes + frame.length <= end);
}

/* What was split has no ends of statements left: splitting it again changes nothing. */
static void try_split(const char *text)
{
    g_autoptr(GPtrArray) statements = migrate_split(text, NULL);
    for (guint i = 0; statements != NULL && i < statements->len; i++) {
        const char *statement = g_ptr_array_index(statements, i);
        g_autoptr(GPtrArray) again = migrate_split(statement, NULL);
        g_assert(again != NULL && again->len == 1);
        g_assert(strcmp(g_ptr_array_index(again, 0), statement) == 0);
    }
}

static void try_connection_string(const char *text)
{
    OdbcKind kind;
    g_autofree char *complete = odbc_string_complete(text, NULL, &kind, NULL);
    if (complete == NULL)
        return;
    g_autofree char *mode = odbc_string_value(complete, kind == ODBC_SQLITE ? "SyncPragma" : "Protocol");
    g_assert(mode != NULL && g_ascii_strcasecmp(mode, kind == ODBC_SQLITE ? "FULL" : "7.4-0") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autofree char *text = g_strndup((const char *)data + 1, size - 1);
    switch (data[0]) {
    case 'f':
        try_frame(data + 1, size - 1);
        break;
    case 's':
        try_split(text);
        break;
    case 'c':
        try_connection_string(text);
        break;
    default:
        break;
    }
    return 0;
}
