/** What the revenue office changes by the hour: night amounts and restrictions, numbered into the change
 * feed. */
#pragma once

#include "central/feed/feed_message.h"
#include "ops/postgres.h"
#include "revenue/price_rules.h"

typedef struct {
    char rate_plan[RATE_PLAN_CODE_SIZE];
    char room_type[ROOM_TYPE_CODE_SIZE];
    Night night;
    gboolean withdrawn; /* the configured price stands again */
    int64_t amount_minor;
} RateChange;

/**
 * Writes night amounts (RateChange) and restrictions (PriceRestriction) of one hotel, with the message that
 * tells everybody, in one transaction. On success *ret_message is the message that was emitted.
 */
DatabaseStatus rate_changes_write(PgConnection *connection, const ChainHotel *hotel, const GArray *changes,
                                  const GArray *restrictions, FeedMessage **ret_message, GError **error);
