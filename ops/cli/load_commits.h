/* When which version of which hotel was committed, read from the database's log by a replication slot of our
 * own. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "ops/cli/load_series.h"
#include "schemas/chain.h"
#include "schemas/night.h"

typedef struct LoadCommits LoadCommits;

typedef struct {
    const char *conninfo; /* the role needs REPLICATION; with password */
    const Chain *chain;
    const ChainHotel *hotel; /* of the cell whose rooms are followed */
    const char *room_type;
    Night night;
} LoadCommitsOptions;

/* Starts the thread. NULL with an error when the slot cannot be made. Options are borrowed until the end. */
LoadCommits *load_commits_new(const LoadCommitsOptions *options, GError **error);

/* Stops reading; what was read stays. */
void load_commits_stop(LoadCommits *commits);
void load_commits_free(LoadCommits *commits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoadCommits, load_commits_free)

/* Which moment of a commit: the server's commit timestamp, taken before the commit record is written to disk;
 * or the last at which that record was surely not on disk, after which the commit is a promise
 * (load_durable.h). */
typedef enum { LOAD_COMMIT_BEGUN, LOAD_COMMIT_DURABLE, LOAD_COMMIT_MOMENTS } LoadCommitMoment;

/* The versions of a hotel, by its index in the chain. After load_commits_stop(). */
const LoadSeries *load_commits_versions(const LoadCommits *commits, LoadCommitMoment moment,
                                        guint hotel_index);

/* Minus the rooms left in the followed cell. */
const LoadSeries *load_commits_rooms(const LoadCommits *commits, LoadCommitMoment moment);

/* Messages, and their bytes on average. */
guint64 load_commits_count(const LoadCommits *commits, gsize *ret_bytes);
