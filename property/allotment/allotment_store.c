#include "property/allotment/allotment_store.h"

#include "property/command/statement.h"
#include "property/copy/copy_store.h"

static const OdbcStatement read_state = {
    "read_allotment_state",
    "SELECT l.settled_entry, l.duration_ms, l.rights_since, l.asked_boot_us, l.asked_wall, l.boot_id, "
    "h.feed_version, l.listing FROM lease l CROSS JOIN hotel_state h",
    0,
};

static const OdbcStatement write_lease = {
    "write_lease",
    "UPDATE lease SET duration_ms = ?, rights_since = ?, asked_boot_us = ?, asked_wall = ?, boot_id = ?, "
    "listing = ?",
    6,
};

#define USED_SINCE                                                                                           \
    "FROM allotment_use u WHERE u.room_type = copied_cell.room_type AND u.night = copied_cell.night AND "    \
    "u.entry > lease.settled_entry"
#define READ_CELLS                                                                                           \
    "SELECT " COPIED_CELL_COLUMNS ", CAST((SELECT COALESCE(SUM(u.rooms), 0) " USED_SINCE ") AS BIGINT) "     \
    "FROM copied_cell CROSS JOIN lease WHERE copied_cell.night >= ? AND copied_cell.night < ? "
/* By an expression, or SQLite walks years of cells in the order of their key to spare itself sorting a few.
 */
#define IN_ORDER "ORDER BY CAST(room_type AS TEXT), night"

static const OdbcStatement read_cells[] = {
    [ALLOTMENT_ALL_CELLS] = {"read_allotment_cells", READ_CELLS IN_ORDER, 2},
    [ALLOTMENT_OWN_CELLS] =
        {
            "read_own_allotment_cells",
            READ_CELLS "AND (granted > 0 OR EXISTS (SELECT 1 " USED_SINCE ")) " IN_ORDER,
            2,
        },
};

static const OdbcStatement add_use = {
    "add_allotment_use",
    "INSERT INTO allotment_use (entry, room_type, night, rooms) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (entry, room_type, night) DO UPDATE SET rooms = allotment_use.rooms + excluded.rooms",
    4,
};

static const OdbcStatement settle = {
    "settle_entries",
    "UPDATE lease SET settled_entry = ? WHERE settled_entry < ?",
    2,
};

static const OdbcStatement forget_uses = {
    "forget_allotment_uses",
    "DELETE FROM allotment_use WHERE entry <= ?",
    1,
};

DatabaseStatus allotment_state_read(OdbcConnection *connection, AllotmentState *ret_state, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_state, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_state = (AllotmentState){
        .settled_entry = odbc_result_int64(result, 0, 0),
        .lease =
            {
                .duration_ms = odbc_result_int64(result, 0, 1),
                .rights_since = odbc_result_int64(result, 0, 2),
                .asked =
                    {
                        .boot_us = odbc_result_int64(result, 0, 3),
                        .wall = odbc_result_int64(result, 0, 4),
                    },
                .listing = odbc_result_int64(result, 0, 7) != 0,
            },
        .feed_version = odbc_result_int64(result, 0, 6),
    };
    g_strlcpy(ret_state->lease.asked.boot_id, odbc_result_text(result, 0, 5),
              sizeof ret_state->lease.asked.boot_id);
    return DATABASE_OK;
}

DatabaseStatus allotment_lease_write(OdbcConnection *connection, const Lease *lease, GError **error)
{
    return statement_change_one(connection, &write_lease, error, "llllsi", lease->duration_ms,
                                lease->rights_since, lease->asked.boot_us, lease->asked.wall,
                                lease->asked.boot_id, (int)lease->listing);
}

DatabaseStatus allotment_cells_read(OdbcConnection *connection, AllotmentScope scope, Night from, Night until,
                                    GArray *cells, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_cells[scope], &result, error, "nn", from, until);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        AllotmentCell cell = {.cell = copied_cell_of_row(result, row)};
        cell.used_since = (int32_t)odbc_result_int64(result, row, COPIED_CELL_COLUMN_COUNT);
        g_array_append_val(cells, cell);
    }
    return status;
}

static DatabaseStatus use_claim(OdbcConnection *connection, int64_t entry, const InventoryClaim *claim,
                                GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (Night night = claim->arrival; night < claim->departure && status == DATABASE_OK; night++) {
        status = statement_run(connection, &add_use, NULL, error, "lsni", entry, claim->room_type, night,
                               claim->rooms);
    }
    return status;
}

DatabaseStatus allotment_use_add(OdbcConnection *connection, int64_t entry, const InventoryClaim *claims,
                                 gsize claim_count, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (gsize i = 0; i < claim_count && status == DATABASE_OK; i++) {
        status = use_claim(connection, entry, &claims[i], error);
    }
    return status;
}

DatabaseStatus allotment_settle(OdbcConnection *connection, int64_t applied_entry, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &settle, &result, error, "ll", applied_entry, applied_entry);
    if (status != DATABASE_OK || odbc_result_affected(result) == 0) {
        return status;
    }
    return statement_run(connection, &forget_uses, NULL, error, "l", applied_entry);
}

DatabaseStatus allotment_listed(OdbcConnection *connection, bool more, GError **error)
{
    AllotmentState state;

    DatabaseStatus status = allotment_state_read(connection, &state, error);
    if (status != DATABASE_OK) {
        return status;
    }
    bool before = state.lease.listing;
    lease_listed(&state.lease, more);
    return state.lease.listing == before ? DATABASE_OK
                                         : allotment_lease_write(connection, &state.lease, error);
}
