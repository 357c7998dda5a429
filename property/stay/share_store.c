#include "property/stay/share_store.h"

#include "property/command/statement.h"

static const OdbcStatement add_share = {
    "add_stay_share",
    "INSERT INTO stay_share (stay_id, primary_stay_id, room, basis, share_minor) VALUES (?, ?, ?, ?, ?)",
    5,
};

static const OdbcStatement read_share = {
    "read_stay_share",
    "SELECT basis, share_minor FROM stay_share WHERE stay_id = ?",
    1,
};

static const OdbcStatement split_shares = {
    "split_stay_shares",
    "UPDATE stay_share SET basis = 'split', share_minor = 0 WHERE primary_stay_id = ?",
    1,
};

static const OdbcStatement remove_share = {
    "remove_stay_share",
    "DELETE FROM stay_share WHERE stay_id = ?",
    1,
};

static const OdbcStatement hand_over_shares = {
    "hand_over_shares",
    "UPDATE stay_share SET primary_stay_id = ? WHERE primary_stay_id = ? AND stay_id <> ?",
    3,
};

DatabaseStatus share_add(OdbcConnection *connection, const Stay *sharer, ShareBasis basis,
                         int64_t share_minor, GError **error)
{
    return statement_run(connection, &add_share, NULL, error, "llssl", sharer->stay_id, sharer->shares_with,
                         sharer->room, share_basis_code(basis), basis == SHARE_CUSTOM ? share_minor : 0);
}

DatabaseStatus share_read(OdbcConnection *connection, int64_t stay_id, ShareBasis *ret_basis,
                          int64_t *ret_share_minor, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    *ret_basis = SHARE_FULL;
    *ret_share_minor = 0;
    DatabaseStatus status = statement_run(connection, &read_share, &result, error, "l", stay_id);
    if (status == DATABASE_OK && odbc_result_rows(result) > 0) {
        g_assert(share_basis_parse(odbc_result_text(result, 0, 0), ret_basis));
        *ret_share_minor = odbc_result_int64(result, 0, 1);
    }
    return status;
}

DatabaseStatus shares_split(OdbcConnection *connection, int64_t host, GError **error)
{
    return statement_run(connection, &split_shares, NULL, error, "l", host);
}

DatabaseStatus share_remove(OdbcConnection *connection, int64_t stay_id, GError **error)
{
    return statement_run(connection, &remove_share, NULL, error, "l", stay_id);
}

DatabaseStatus share_hand_over(OdbcConnection *connection, int64_t from, int64_t to, GError **error)
{
    return statement_run(connection, &hand_over_shares, NULL, error, "lll", to, from, to);
}
