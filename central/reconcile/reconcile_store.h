/** The centre's side of comparing copies: rows by day, read as they stand in the tables, nothing remembered.
 */
#pragma once

#include "ops/postgres.h"
#include "schemas/chain.h"
#include "sync/reconcile_rules.h"

typedef struct {
    const Chain *chain;
    const ChainHotel *hotel;
    ReconcileTable table;
    Night from; /* rows of the days [from, until) … */
    Night until;
    const PgArray *keys; /* … and those of these keys, whatever their day */
} ReconcileQuestion;

/** All of one moment. */
typedef struct {
    int64_t feed_version;  /* of the hotel's feed */
    int64_t applied_entry; /* of the hotel's outbox */
    GPtrArray *rows;       /* ReconcileRow by day and key */
    Night next;            /* the first day from `until` on that has a row; NIGHT_NONE */
} ReconcileAnswer;

void reconcile_answer_clear(ReconcileAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReconcileAnswer, reconcile_answer_clear)

/** Reads in a transaction of its own. `ret_answer` has been zeroed. */
DatabaseStatus reconcile_read(PgConnection *connection, const ReconcileQuestion *question,
                              ReconcileAnswer *ret_answer, GError **error);

/**
 * Removes the copy of a stay that its hotel does not have, if it still is what the hotel was told of. Once or
 * twice makes no difference. `*ret_removed` tells whether there was one.
 */
DatabaseStatus reconcile_stay_withdraw(PgConnection *connection, const ChainHotel *hotel,
                                       const ReconcileRow *row, gboolean *ret_removed, GError **error);
