#include "ops/cli/load_commits.h"

#include <string.h>

#include "ops/json.h"
#include "ops/postgres_replication.h"

struct LoadCommits {
    LoadCommitsOptions options;
    char *cell_key;
    PgReplication *replication;
    GThread *thread;
    LoadSeries *versions; /* by index of the hotel */
    GHashTable *index_of; /* code -> index */
    LoadSeries rooms;
    guint64 count;
    gsize bytes;
};

static void cell_note(LoadCommits *commits, const json_t *changes, Instant at)
{
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change)
    {
        json_int_t limit, oversell, sold, held, blocked, out;
        if (g_strcmp0(json_string_value(json_object_get(change, "kind")), "cell") == 0 &&
            g_strcmp0(json_string_value(json_object_get(change, "key")), commits->cell_key) == 0 &&
            json_unpack(json_object_get(change, "row"), "{s:I, s:I, s:I, s:I, s:I, s:I}", "sell_limit", &limit,
                        "oversell_authorised", &oversell, "sold", &sold, "held", &held, "blocked",
                        &blocked, "out_of_order", &out) == 0)
            load_series_add(&commits->rooms, -(limit + oversell - sold - held - blocked - out), at);
    }
}

static void message_note(LoadCommits *commits, const PgReplicationMessage *message, Instant at)
{
    json_t *document = json_parse(message->bytes, message->length, NULL);
    const char *code = json_string_value(json_object_get(document, "hotel"));
    gpointer index;
    if (code && g_hash_table_lookup_extended(commits->index_of, code, NULL, &index)) {
        load_series_add(&commits->versions[GPOINTER_TO_UINT(index)],
                        json_integer_value(json_object_get(document, "to")), at);
        if (strcmp(code, commits->options.hotel->code) == 0)
            cell_note(commits, json_object_get(document, "changes"), at);
        commits->count++;
        commits->bytes += message->length;
    }
    json_decref(document);
}

static bool deliver(const PgReplicationTransaction *transaction, gpointer data, GError **error G_GNUC_UNUSED)
{
    for (guint i = 0; i < transaction->message_count; i++)
        message_note(data, &transaction->messages[i], transaction->committed_at);
    return true;
}

static gpointer commits_run(gpointer data)
{
    LoadCommits *commits = data;
    g_autoptr(GError) error = NULL;
    if (!pg_replication_run(commits->replication, deliver, commits, &error))
        g_printerr("the log cannot be read any further: %s\n", error->message);
    return NULL;
}

LoadCommits *load_commits_new(const LoadCommitsOptions *options, GError **error)
{
    g_autoptr(LoadCommits) commits = g_new0(LoadCommits, 1);
    const guint count = options->chain->hotels->len;
    char night[NIGHT_TEXT_SIZE];
    commits->options = *options;
    commits->cell_key = g_strjoin("/", options->room_type, night_write(options->night, night), NULL);
    commits->versions = g_new0(LoadSeries, count);
    commits->index_of = g_hash_table_new(g_str_hash, g_str_equal);
    load_series_init(&commits->rooms);
    for (guint i = 0; i < count; i++) {
        const ChainHotel *hotel = options->chain->hotels->pdata[i];
        load_series_init(&commits->versions[i]);
        g_hash_table_insert(commits->index_of, (gpointer)hotel->code, GUINT_TO_POINTER(i));
    }
    PgReplicationOptions replication = {
        .conninfo = options->conninfo,
        .slot = "keyrack_bench",
        .publication = "keyrack",
        .prefix = "keyrack",
        .temporary = true,
    };
    commits->replication = pg_replication_open(&replication, error);
    if (!commits->replication)
        return NULL;
    commits->thread = g_thread_new("commits", commits_run, commits);
    return g_steal_pointer(&commits);
}

void load_commits_stop(LoadCommits *commits)
{
    if (!commits->thread)
        return;
    pg_replication_stop(commits->replication);
    g_thread_join(g_steal_pointer(&commits->thread));
}

void load_commits_free(LoadCommits *commits)
{
    if (!commits)
        return;
    load_commits_stop(commits);
    for (guint i = 0; i < commits->options.chain->hotels->len; i++)
        load_series_clear(&commits->versions[i]);
    g_free(commits->versions);
    load_series_clear(&commits->rooms);
    g_hash_table_unref(commits->index_of);
    pg_replication_free(commits->replication);
    g_free(commits->cell_key);
    g_free(commits);
}

const LoadSeries *load_commits_versions(const LoadCommits *commits, guint hotel_index)
{
    return &commits->versions[hotel_index];
}

const LoadSeries *load_commits_rooms(const LoadCommits *commits)
{
    return &commits->rooms;
}

guint64 load_commits_count(const LoadCommits *commits, gsize *ret_bytes)
{
    *ret_bytes = commits->count > 0 ? commits->bytes / commits->count : 0;
    return commits->count;
}
