#include "property/note/wake_up_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

#define MINUTES_AN_HOUR 60
#define MINUTES_A_DAY 1440

/* A trace that was written at the moment a call ended, by who ended it, is what sends somebody to that guest.
 */
static const OdbcStatement list_calls = {
    "list_wake_ups",
    "SELECT n.note_id, n.room, n.stay_id, s.guest_name, n.due_on, n.due_minute, NULL AS outcome FROM note n "
    "JOIN stay s ON "
    "s.stay_id = n.stay_id WHERE n.kind = 'wake_up' AND n.closed_at IS NULL AND n.due_on * 1440 + "
    "n.due_minute <= ? "
    "UNION ALL SELECT t.note_id, t.room, t.stay_id, s.guest_name, w.due_on, w.due_minute, w.outcome FROM "
    "note t JOIN note w "
    "ON w.stay_id = t.stay_id AND w.kind = 'wake_up' AND w.closed_at = t.written_at AND w.closed_by = "
    "t.written_by JOIN "
    "stay s ON s.stay_id = t.stay_id WHERE t.kind = 'trace' AND t.closed_at IS NULL ORDER BY 5, 6, 1",
    1,
};

static int64_t moment(Night date, int64_t minute)
{
    return (int64_t)date * MINUTES_A_DAY + minute;
}

static json_t *call_of_row(const OdbcResult *result, guint row, int64_t now, int grace_minutes)
{
    Night date = statement_night(result, row, 4);
    int minute = (int)odbc_result_int64(result, row, 5);
    const char *outcome = odbc_result_text(result, row, 6);
    const char *state = outcome != NULL                               ? "failed"
                        : moment(date, minute) + grace_minutes <= now ? "due"
                                                                      : "coming";
    char time[8];

    g_snprintf(time, sizeof time, "%02d:%02d", minute / MINUTES_AN_HOUR, minute % MINUTES_AN_HOUR);
    return json_pack(
        "{s:I, s:o, s:I, s:s, s:o, s:s, s:s, s:o}", "note_id", (json_int_t)odbc_result_int64(result, row, 0),
        "room", json_from_text(odbc_result_text(result, row, 1)), "stay_id",
        (json_int_t)odbc_result_int64(result, row, 2), "guest_name", odbc_result_text(result, row, 3),
        "due_on", json_from_night(date), "due_at", time, "state", state, "outcome", json_from_text(outcome));
}

DatabaseStatus wake_ups_json(OdbcConnection *connection, LocalTime now, int grace_minutes, json_t **ret_items,
                             GError **error)
{
    int64_t minute = moment(now.date, now.hour * MINUTES_AN_HOUR + now.minute);
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_calls, &result, error, "l", minute + WAKE_UP_AHEAD_MINUTES);
    if (status == DATABASE_OK) {
        *ret_items = json_array();
        for (guint row = 0; row < odbc_result_rows(result); row++) {
            json_array_append_new(*ret_items, call_of_row(result, row, minute, grace_minutes));
        }
    }
    return status;
}
