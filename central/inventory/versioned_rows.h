/**
 * Rows of the tables that are copied to hotels, as the feed, the copies' pages and the reconciliation carry
 * them: version, key and JSON. One place, because their digests are compared.
 *
 * In every result column 0 is the version; the table's own columns follow in the order they are named below.
 */
#pragma once

#include <jansson.h>

#include "ops/postgres.h"
#include "schemas/chain.h"

typedef struct {
    int64_t version;
    Night night;
    char *key;
    json_t *row;
} VersionedRow;

/** Frees what is left in it: a taker steals key or row. */
void versioned_row_clear(VersionedRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VersionedRow, versioned_row_clear)

/** Reads row `index` of a result. */
typedef VersionedRow (*VersionedRowRead)(const PgResult *result, guint index, const ChainHotel *hotel);

/** room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted, out_of_order. */
VersionedRow versioned_cell(const PgResult *result, guint index, const ChainHotel *hotel);

/** rate_plan, room_type, night, amount_minor (NULL: withdrawn). */
VersionedRow versioned_override(const PgResult *result, guint index, const ChainHotel *hotel);

/** The columns of restriction_from_row(), which begin with rate_plan, room_type, night. */
VersionedRow versioned_restriction(const PgResult *result, guint index, const ChainHotel *hotel);
