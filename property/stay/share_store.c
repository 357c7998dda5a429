#include "property/stay/share_store.h"

#include "property/command/statement.h"

static const OdbcStatement add_share = {
    "add_stay_share",
    "INSERT INTO stay_share (stay_id, primary_stay_id, room, basis) VALUES (?, ?, ?, ?)",
    4,
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

DatabaseStatus share_add(OdbcConnection *connection, const Stay *sharer, const char *basis, GError **error)
{
    return statement_run(connection, &add_share, NULL, error, "llss", sharer->stay_id, sharer->shares_with,
                         sharer->room, basis);
}

DatabaseStatus share_remove(OdbcConnection *connection, int64_t stay_id, GError **error)
{
    return statement_run(connection, &remove_share, NULL, error, "l", stay_id);
}

DatabaseStatus share_hand_over(OdbcConnection *connection, int64_t from, int64_t to, GError **error)
{
    return statement_run(connection, &hand_over_shares, NULL, error, "lll", to, from, to);
}
