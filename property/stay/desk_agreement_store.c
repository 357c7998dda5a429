#include "property/stay/desk_agreement_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

static const OdbcStatement put_late = {
    "put_late_check_out",
    "INSERT INTO late_check_out (stay_id, until_minute, fee_minor, agreed_by, agreed_at) VALUES (?, ?, ?, ?, "
    "?) "
    "ON CONFLICT (stay_id) DO UPDATE SET until_minute = excluded.until_minute, fee_minor = "
    "excluded.fee_minor, "
    "agreed_by = excluded.agreed_by, agreed_at = excluded.agreed_at",
    5,
};

static const OdbcStatement put_express = {
    "put_express_check_out",
    "INSERT INTO express_check_out (stay_id, method, reference, last_four, email, agreed_by, agreed_at) VALUES (?, ?, "
    "?, ?, ?, ?, ?) "
    "ON CONFLICT (stay_id) DO UPDATE SET method = excluded.method, reference = excluded.reference, last_four "
    "= excluded.last_four, email = excluded.email, agreed_by = "
    "excluded.agreed_by, agreed_at = excluded.agreed_at",
    7,
};

static const OdbcStatement read_late = {
    "read_late_check_out",
    "SELECT until_minute, fee_minor FROM late_check_out WHERE stay_id = ?",
    1,
};

static const OdbcStatement read_express = {
    "read_express_check_out",
    "SELECT method, email, reference, last_four FROM express_check_out WHERE stay_id = ?",
    1,
};

static const OdbcStatement next_guest = {
    "room_next_guest",
    "SELECT COALESCE(r.guest_name, '') FROM room_night n LEFT JOIN copied_reservation r ON "
    "r.confirmation_number = n.confirmation_number WHERE n.room = ? AND n.night = ? AND n.day_use = 0 AND "
    "n.line IS NOT NULL AND (n.confirmation_number <> ? OR n.line <> ?)",
    4,
};

static const OdbcStatement ready_to_leave = {
    "stays_ready_to_leave",
    "SELECT s.stay_id FROM stay s LEFT JOIN express_check_out x ON x.stay_id = s.stay_id WHERE s.status = "
    "'in_house' AND s.departure <= ? AND (s.balance_minor = 0 OR x.stay_id IS NOT NULL) AND s.stay_id > ? "
    "ORDER "
    "BY s.stay_id LIMIT ?",
    3,
};

DatabaseStatus late_check_out_fee_agreed(OdbcConnection *connection, int64_t stay_id, int64_t *ret_fee_minor,
                                         GError **error)
{
    g_autoptr(OdbcResult) late = NULL;

    DatabaseStatus status = statement_run(connection, &read_late, &late, error, "l", stay_id);
    if (status == DATABASE_OK) {
        *ret_fee_minor = odbc_result_rows(late) == 0 ? 0 : odbc_result_int64(late, 0, 1);
    }
    return status;
}

DatabaseStatus late_check_out_put(OdbcConnection *connection, int64_t stay_id, int until_minute,
                                  int64_t fee_minor, const char *staff, Instant at, GError **error)
{
    return statement_run(connection, &put_late, NULL, error, "lilsa", stay_id, until_minute, fee_minor, staff,
                         at);
}

DatabaseStatus express_check_out_put(OdbcConnection *connection, int64_t stay_id, const PaidBy *paid,
                                     const char *email, const char *staff, Instant at, GError **error)
{
    return statement_run(connection, &put_express, NULL, error, "lsssssa", stay_id, paid->code,
                         paid->reference == NULL ? "" : paid->reference,
                         paid->last_four == NULL ? "" : paid->last_four, email, staff, at);
}

DatabaseStatus desk_agreements_read(OdbcConnection *connection, int64_t stay_id, json_t **ret_agreements,
                                    GError **error)
{
    g_autoptr(OdbcResult) late = NULL;
    g_autoptr(OdbcResult) express = NULL;

    DatabaseStatus status = statement_run(connection, &read_late, &late, error, "l", stay_id);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_express, &express, error, "l", stay_id);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    json_t *until = odbc_result_rows(late) == 0
                        ? json_null()
                        : json_pack("{s:I, s:I}", "until_minute", (json_int_t)odbc_result_int64(late, 0, 0),
                                    "fee_minor", (json_int_t)odbc_result_int64(late, 0, 1));
    json_t *agreed = odbc_result_rows(express) == 0
                         ? json_null()
                         : json_pack("{s:s, s:o, s:s, s:s}", "method", odbc_result_text(express, 0, 0), "email",
                                     json_from_text(odbc_result_text(express, 0, 1)), "reference",
                                     odbc_result_text(express, 0, 2), "last_four",
                                     odbc_result_text(express, 0, 3));
    *ret_agreements = json_pack("{s:o, s:o}", "late", until, "express", agreed);
    return DATABASE_OK;
}

DatabaseStatus room_next_guest(OdbcConnection *connection, const char *room, Night night,
                               const char *confirmation_number, int line, char **ret_name, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &next_guest, &result, error, "snsi", room, night,
                                          confirmation_number, line);
    if (status == DATABASE_OK && odbc_result_rows(result) > 0) {
        *ret_name = g_strdup(odbc_result_text(result, 0, 0));
    }
    return status;
}

DatabaseStatus stays_ready_to_leave(OdbcConnection *connection, Night date, int64_t after, int limit,
                                    GArray **ret_stays, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &ready_to_leave, &result, error, "nli", date, after, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_stays = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        int64_t stay_id = odbc_result_int64(result, row, 0);
        g_array_append_val(*ret_stays, stay_id);
    }
    return DATABASE_OK;
}
