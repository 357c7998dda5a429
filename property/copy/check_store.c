#include "property/copy/check_store.h"

#include "property/command/statement.h"
#include <string.h>

static const OdbcStatement sum_folios = {
    "sum_folios",
    "SELECT s.stay_id, s.status, s.balance_minor, COALESCE((SELECT SUM(p.amount_minor) FROM posting p "
    "WHERE p.stay_id = s.stay_id), 0) FROM stay s WHERE s.stay_id > ? ORDER BY s.stay_id LIMIT ?",
    2,
};

static const OdbcStatement count_double_rooms = {
    "count_double_rooms",
    "SELECT COUNT(*) FROM (SELECT room FROM stay WHERE status = 'in_house' GROUP BY room HAVING COUNT(*) > "
    "1) d",
    0,
};

DatabaseStatus check_folios(OdbcConnection *connection, int limit, int64_t *after, CheckCounts *counts,
                            bool *ret_more, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &sum_folios, &result, error, "li", *after, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        int64_t sum_minor = odbc_result_int64(result, row, 3);
        bool left = strcmp(odbc_result_text(result, row, 1), "checked_out") == 0;
        counts->stays++;
        counts->folios_unbalanced += left && sum_minor != 0 ? 1 : 0;
        counts->folios_misadded += sum_minor != odbc_result_int64(result, row, 2) ? 1 : 0;
        *after = odbc_result_int64(result, row, 0);
    }
    *ret_more = odbc_result_rows(result) == (guint)limit;
    return DATABASE_OK;
}

DatabaseStatus check_rooms(OdbcConnection *connection, CheckCounts *counts, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_double_rooms, &result, error, "");
    if (status == DATABASE_OK) {
        counts->rooms_doubly_occupied = odbc_result_int64(result, 0, 0);
    }
    return status;
}
