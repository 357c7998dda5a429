#include "ops/cli/load_commits.h"

#include <string.h>

#include "ops/cli/load_durable.h"
#include "ops/json.h"
#include "ops/postgres_replication.h"

struct LoadCommits {
    LoadCommitsOptions options;
    char *cell_key;
    PgReplication *replication;
    LoadDurable *durable;
    GThread *thread;
    LoadSeries *versions[LOAD_COMMIT_MOMENTS]; /* by index of the hotel */
    GHashTable *index_of;                      /* code -> index */
    LoadSeries rooms[LOAD_COMMIT_MOMENTS];
    guint64 count;
    gsize bytes;
};

static void series_note(LoadSeries *const series[LOAD_COMMIT_MOMENTS], int64_t value, const Instant *moments)
{
    for (guint i = 0; i < LOAD_COMMIT_MOMENTS; i++)
        load_series_add(series[i], value, moments[i]);
}

static void cell_note(LoadCommits *commits, const json_t *changes, const Instant *moments)
{
    LoadSeries *const rooms[] = {&commits->rooms[LOAD_COMMIT_BEGUN], &commits->rooms[LOAD_COMMIT_DURABLE]};
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change)
    {
        json_int_t limit, oversell, sold, held, blocked, out;
        if (g_strcmp0(json_string_value(json_object_get(change, "kind")), "cell") == 0 &&
            g_strcmp0(json_string_value(json_object_get(change, "key")), commits->cell_key) == 0 &&
            json_unpack(json_object_get(change, "row"), "{s:I, s:I, s:I, s:I, s:I, s:I}", "sell_limit",
                        &limit, "oversell_authorised", &oversell, "sold", &sold, "held", &held, "blocked",
                        &blocked, "out_of_order", &out) == 0)
            series_note(rooms, -(limit + oversell - sold - held - blocked - out), moments);
    }
}

static void message_note(LoadCommits *commits, const PgReplicationMessage *message, const Instant *moments)
{
    json_t *document = json_parse(message->bytes, message->length, NULL);
    const char *code = json_string_value(json_object_get(document, "hotel"));
    gpointer index;
    if (code && g_hash_table_lookup_extended(commits->index_of, code, NULL, &index)) {
        const guint hotel = GPOINTER_TO_UINT(index);
        LoadSeries *const versions[] = {&commits->versions[LOAD_COMMIT_BEGUN][hotel],
                                        &commits->versions[LOAD_COMMIT_DURABLE][hotel]};
        series_note(versions, json_integer_value(json_object_get(document, "to")), moments);
        if (strcmp(code, commits->options.hotel->code) == 0)
            cell_note(commits, json_object_get(document, "changes"), moments);
        commits->count++;
        commits->bytes += message->length;
    }
    json_decref(document);
}

static bool deliver(const PgReplicationTransaction *transaction, gpointer data, GError **error G_GNUC_UNUSED)
{
    LoadCommits *commits = data;
    const Instant durable_at = load_durable_moment(commits->durable, transaction->end_lsn);
    /* Clocks of two processes and a record that was on disk before the first asking: not earlier than it
     * began. */
    const Instant moments[] = {transaction->committed_at, MAX(durable_at, transaction->committed_at)};
    for (guint i = 0; i < transaction->message_count; i++)
        message_note(commits, &transaction->messages[i], moments);
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
    commits->index_of = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint moment = 0; moment < LOAD_COMMIT_MOMENTS; moment++) {
        load_series_init(&commits->rooms[moment]);
        commits->versions[moment] = g_new0(LoadSeries, count);
        for (guint i = 0; i < count; i++)
            load_series_init(&commits->versions[moment][i]);
    }
    for (guint i = 0; i < count; i++) {
        const ChainHotel *hotel = options->chain->hotels->pdata[i];
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
    commits->durable = commits->replication ? load_durable_new(options->conninfo, error) : NULL;
    if (!commits->durable)
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
    load_durable_free(commits->durable);
    for (guint moment = 0; moment < LOAD_COMMIT_MOMENTS; moment++) {
        for (guint i = 0; i < commits->options.chain->hotels->len; i++)
            load_series_clear(&commits->versions[moment][i]);
        g_free(commits->versions[moment]);
        load_series_clear(&commits->rooms[moment]);
    }
    g_hash_table_unref(commits->index_of);
    pg_replication_free(commits->replication);
    g_free(commits->cell_key);
    g_free(commits);
}

const LoadSeries *load_commits_versions(const LoadCommits *commits, LoadCommitMoment moment,
                                        guint hotel_index)
{
    return &commits->versions[moment][hotel_index];
}

const LoadSeries *load_commits_rooms(const LoadCommits *commits, LoadCommitMoment moment)
{
    return &commits->rooms[moment];
}

guint64 load_commits_count(const LoadCommits *commits, gsize *ret_bytes)
{
    *ret_bytes = commits->count > 0 ? commits->bytes / commits->count : 0;
    return commits->count;
}
