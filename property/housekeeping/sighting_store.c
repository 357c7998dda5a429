#include "property/housekeeping/sighting_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

#define SIGHTING_COUNTER "room_sighting"

static const OdbcStatement replace_open = {
    "replace_open_sighting",
    "UPDATE room_sighting SET resolution = 'seen_again', resolved_by = ?, resolved_at = ? WHERE room = ? AND "
    "resolved_at IS NULL",
    3,
};

static const OdbcStatement add_sighting = {
    "add_room_sighting",
    "INSERT INTO room_sighting (sighting_id, business_date, room, occupied, persons, seen_by, seen_at) "
    "VALUES "
    "((SELECT value FROM counter WHERE name = '" SIGHTING_COUNTER "'), ?, ?, ?, NULLIF(?, -1), ?, ?)",
    6,
};

static const OdbcStatement list_open = {
    "list_open_sightings",
    "SELECT g.sighting_id, g.room, g.occupied, g.persons, g.seen_by, g.seen_at, s.stay_id, s.guest_name, "
    "s.departure, (SELECT SUM(a.adults + a.children + a.infants) FROM stay a WHERE a.room = g.room AND "
    "a.status = 'in_house') FROM room_sighting g JOIN room r ON r.room = g.room LEFT JOIN stay s ON s.room = "
    "g.room AND s.status = 'in_house' AND s.shares_with IS NULL WHERE g.resolved_at IS NULL AND (g.room = ? "
    "OR ? = '') ORDER BY r.position",
    2,
};

static const OdbcStatement resolve_sighting = {
    "resolve_sighting",
    "UPDATE room_sighting SET resolution = ?, resolved_by = ?, resolved_at = ? WHERE sighting_id = ? AND "
    "resolved_at IS NULL",
    4,
};

static const OdbcStatement close_open = {
    "close_open_sightings",
    "UPDATE room_sighting SET resolution = 'day_over', resolved_by = '', resolved_at = ? WHERE resolved_at "
    "IS "
    "NULL",
    1,
};

DatabaseStatus sighting_put(OdbcConnection *connection, const Sighting *sighting, Night business_date,
                            GError **error)
{
    DatabaseStatus status = statement_run(connection, &replace_open, NULL, error, "sas", sighting->seen_by,
                                          sighting->seen_at, sighting->room);

    if (status == DATABASE_OK) {
        status = counter_advance(connection, SIGHTING_COUNTER, error);
    }
    return status == DATABASE_OK ? statement_run(connection, &add_sighting, NULL, error, "nsiisa",
                                                 business_date, sighting->room, sighting->occupied ? 1 : 0,
                                                 sighting->persons, sighting->seen_by, sighting->seen_at)
                                 : status;
}

static json_t *count_or_null(const OdbcResult *result, guint row, guint column)
{
    return odbc_result_is_null(result, row, column) ? json_null()
                                                    : json_integer(odbc_result_int64(result, row, column));
}

static Discrepancy discrepancy_of_row(const OdbcResult *result, guint row)
{
    bool desk_occupied = !odbc_result_is_null(result, row, 6);
    int desk_persons = desk_occupied ? (int)odbc_result_int64(result, row, 9) : 0;
    int seen_persons = odbc_result_is_null(result, row, 3) ? -1 : (int)odbc_result_int64(result, row, 3);

    return discrepancy_decide(desk_occupied, desk_persons, odbc_result_int64(result, row, 2) != 0,
                              seen_persons);
}

static json_t *discrepancy_json(const OdbcResult *result, guint row, Discrepancy discrepancy)
{
    bool desk_occupied = !odbc_result_is_null(result, row, 6);

    return json_pack("{s:I, s:s, s:s, s:b, s:o, s:s, s:o, s:b, s:o, s:o, s:o, s:o}", "sighting_id",
                     (json_int_t)odbc_result_int64(result, row, 0), "room", odbc_result_text(result, row, 1),
                     "discrepancy", discrepancy_code(discrepancy), "seen_occupied",
                     odbc_result_int64(result, row, 2) != 0, "seen_persons", count_or_null(result, row, 3),
                     "seen_by", odbc_result_text(result, row, 4), "seen_at",
                     json_from_instant(odbc_result_int64(result, row, 5)), "desk_occupied", desk_occupied,
                     "desk_persons", count_or_null(result, row, 9), "stay_id", count_or_null(result, row, 6),
                     "guest_name", json_from_text(odbc_result_text(result, row, 7)), "departure",
                     json_from_night(statement_night(result, row, 8)));
}

DatabaseStatus discrepancies_to_json(OdbcConnection *connection, const char *room, json_t **ret_discrepancies,
                                     GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    const char *wanted = room != NULL ? room : "";

    DatabaseStatus status = statement_run(connection, &list_open, &result, error, "ss", wanted, wanted);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_discrepancies = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        Discrepancy discrepancy = discrepancy_of_row(result, row);
        if (discrepancy != DISCREPANCY_NONE) {
            json_array_append_new(*ret_discrepancies, discrepancy_json(result, row, discrepancy));
        }
    }
    return DATABASE_OK;
}

DatabaseStatus sighting_resolve(OdbcConnection *connection, int64_t sighting_id, const char *resolution,
                                const char *staff, Instant now, bool *ret_found, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &resolve_sighting, &result, error, "ssal", resolution,
                                          staff, now, sighting_id);
    *ret_found = status == DATABASE_OK && odbc_result_affected(result) > 0;
    return status;
}

DatabaseStatus sightings_day_begin(OdbcConnection *connection, Instant now, GError **error)
{
    return statement_run(connection, &close_open, NULL, error, "a", now);
}
