#include "property/stay/stay_change_store.h"

#include "property/command/statement.h"
#include <string.h>

/* Entries are never removed, so the next number follows the highest one. */
static const OdbcStatement add_change = {
    "add_stay_change",
    "INSERT INTO stay_change (change_number, stay_id, kind, business_date, changed_at, staff, reason, "
    "detail) VALUES ((SELECT COALESCE(MAX(change_number), 0) + 1 FROM stay_change), ?, ?, ?, ?, ?, ?, ?)",
    7,
};

static const OdbcStatement read_changes = {
    "read_stay_changes",
    "SELECT kind, business_date, changed_at, staff, reason, detail FROM stay_change WHERE stay_id = ? ORDER "
    "BY change_number",
    1,
};

DatabaseStatus stay_change_add(Command *command, int64_t stay_id, const char *kind, const char *reason,
                               json_t *detail, GError **error)
{
    DatabaseStatus status =
        statement_run(command->connection, &add_change, NULL, error, "lsnassj", stay_id, kind,
                      command->business_date, command->now, command->staff->user, reason, detail);

    json_decref(detail);
    return status;
}

DatabaseStatus stay_changes_read(OdbcConnection *connection, int64_t stay_id, json_t **ret_changes,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_changes, &result, error, "l", stay_id);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_changes = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        const char *text = odbc_result_text(result, row, 5);
        json_t *detail = json_parse(text, strlen(text), NULL);
        json_array_append_new(*ret_changes,
                              json_pack("{s:s, s:o, s:o, s:s, s:o, s:o}", "kind",
                                        odbc_result_text(result, row, 0), "business_date",
                                        json_from_night(statement_night(result, row, 1)), "changed_at",
                                        json_from_instant(odbc_result_int64(result, row, 2)), "staff",
                                        odbc_result_text(result, row, 3), "reason",
                                        json_from_text(odbc_result_text(result, row, 4)), "detail",
                                        detail != NULL ? detail : json_object()));
    }
    return DATABASE_OK;
}
