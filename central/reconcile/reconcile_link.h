/**
 * Answers the hotels' questions about copies: keyrack.hotel.<H>.digest (digests of days), .rows (rows of a
 * day, and stays to withdraw), and hears keyrack.hotel.<H>.reconciled (what came of it). On threads and
 * connections of its own, so that a long comparison delays nobody's list.
 *
 *   digest {"table", "from", "until"} -> {"feed_version", "applied_entry", "days": [{"day", "rows",
 * "digest"}], "next": the first day from `until` on that has rows, or null} rows   {"table", "day", "have":
 * [{"key", "version", "digest"}], "withdraw"?: [the same]} -> {"feed_version", "applied_entry", "rows":
 * [{"key", "version", "digest", "row"?}], "withdrawn": n}: the rows of the day and those of the keys in
 * `have`; `row` where it differs from what the hotel has.
 */
#pragma once

#include "central/central.h"

typedef struct ReconcileLink ReconcileLink;

/** Needs the bus and `central->reconciled`. NULL with an error when the database cannot be reached. */
ReconcileLink *reconcile_link_new(Central *central, GError **error);
void reconcile_link_free(ReconcileLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReconcileLink, reconcile_link_free)
