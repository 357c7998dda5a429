#include "property/copy/check_store.h"

#include "property/command/statement.h"
#include "schemas/night.h"
#include <string.h>

static const OdbcStatement sum_folios = {
    "sum_folios",
    "SELECT s.stay_id, s.status, s.balance_minor, COALESCE((SELECT SUM(p.amount_minor) FROM posting p "
    "WHERE p.account_id = s.stay_id), 0), (SELECT COUNT(*) FROM stay_change c WHERE c.stay_id = s.stay_id "
    "AND "
    "c.kind = 'late_charge') FROM stay s WHERE s.stay_id > ? ORDER BY s.stay_id LIMIT ?",
    2,
};

static const OdbcStatement count_double_rooms = {
    "count_double_rooms",
    "SELECT COUNT(*) FROM (SELECT room FROM stay WHERE status = 'in_house' AND shares_with IS NULL GROUP BY "
    "room HAVING COUNT(*) > "
    "1) d",
    0,
};

static const OdbcStatement rights_overused = {
    "check_rights_overused",
    "SELECT u.room_type, u.night, u.rooms, COALESCE(c.granted, 0) FROM (SELECT room_type, night, SUM(rooms) "
    "AS "
    "rooms FROM allotment_use WHERE entry > (SELECT settled_entry FROM lease) GROUP BY room_type, night) u "
    "LEFT JOIN copied_cell c ON c.room_type = u.room_type AND c.night = u.night "
    "WHERE u.rooms > COALESCE(c.granted, 0) ORDER BY u.night, u.room_type",
    0,
};

static const OdbcStatement outbox_numbers = {
    "check_outbox_numbers",
    "SELECT COUNT(*), COALESCE(MIN(number), 0), COALESCE(MAX(number), 0) FROM outbox",
    0,
};

#define FINDINGS_NAMED 20

static void finding_add(CheckCounts *counts, const char *check, int64_t count, const char *place,
                        const char *detail)
{
    if (counts->findings == NULL) {
        counts->findings = json_array();
    }
    if (count <= FINDINGS_NAMED) {
        json_array_append_new(counts->findings,
                              json_pack("{s:s, s:s, s:s}", "check", check, "place", place, "detail", detail));
    }
}

static void note_folio(CheckCounts *counts, const OdbcResult *result, guint row)
{
    int64_t balance_minor = odbc_result_int64(result, row, 2);
    int64_t sum_minor = odbc_result_int64(result, row, 3);
    bool left = strcmp(odbc_result_text(result, row, 1), "checked_out") == 0;
    bool charged_later = odbc_result_int64(result, row, 4) > 0;
    g_autofree char *place = g_strdup_printf("stay %" G_GINT64_FORMAT, odbc_result_int64(result, row, 0));
    g_autofree char *detail = g_strdup_printf(
        "postings add up to %" G_GINT64_FORMAT ", the stay says %" G_GINT64_FORMAT, sum_minor, balance_minor);

    if (left && !charged_later && sum_minor != 0) {
        finding_add(counts, "folios_unbalanced", ++counts->folios_unbalanced, place, detail);
    }
    if (sum_minor != balance_minor) {
        finding_add(counts, "folios_misadded", ++counts->folios_misadded, place, detail);
    }
}

DatabaseStatus check_folios(OdbcConnection *connection, int limit, int64_t *after, CheckCounts *counts,
                            bool *ret_more, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &sum_folios, &result, error, "li", *after, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        counts->stays++;
        note_folio(counts, result, row);
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

DatabaseStatus check_rights(OdbcConnection *connection, CheckCounts *counts, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &rights_overused, &result, error, "");
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        char night[NIGHT_TEXT_SIZE];
        g_autofree char *place = g_strconcat(odbc_result_text(result, row, 0), "/",
                                             night_write(statement_night(result, row, 1), night), NULL);
        g_autofree char *detail =
            g_strdup_printf("used %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " granted",
                            odbc_result_int64(result, row, 2), odbc_result_int64(result, row, 3));
        finding_add(counts, "rights_overused", ++counts->rights_overused, place, detail);
    }
    return status;
}

/* What waits ends with the last number taken and begins where it may, without a hole between. */
DatabaseStatus check_outbox(OdbcConnection *connection, CheckCounts *counts, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = counter_last(connection, "outbox", &counts->last_entry, error);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &outbox_numbers, &result, error, "");
    }
    if (status != DATABASE_OK || odbc_result_int64(result, 0, 0) == 0) {
        return status;
    }
    int64_t first = odbc_result_int64(result, 0, 1);
    counts->outbox_gaps = counts->last_entry - first + 1 - odbc_result_int64(result, 0, 0);
    if (counts->outbox_gaps != 0) {
        g_autofree char *detail =
            g_strdup_printf("%" G_GINT64_FORMAT " entries between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
                            odbc_result_int64(result, 0, 0), first, counts->last_entry);
        finding_add(counts, "outbox_gaps", 1, "outbox", detail);
    }
    return status;
}
