#include "property/stay/identity_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

#define IDENTITY_COLUMNS                                                                                     \
    "g.person, g.surname, g.given_name, g.nationality, g.birth_date, g.document_type, g.document_number, "   \
    "g.address"

const char *const identity_document_types[] = {"passport",        "identity_card", "residence_permit",
                                               "driving_licence", "other",         NULL};

static const OdbcStatement clear_line = {
    "clear_guest_identities",
    "DELETE FROM guest_identity WHERE confirmation_number = ? AND line = ?",
    2,
};

static const OdbcStatement add_person = {
    "add_guest_identity",
    "INSERT INTO guest_identity (confirmation_number, line, person, surname, given_name, nationality, "
    "birth_date, document_type, document_number, address, salt, departure, recorded_by, recorded_at) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    14,
};

static const OdbcStatement read_line = {
    "read_guest_identities",
    "SELECT " IDENTITY_COLUMNS
    ", g.salt FROM guest_identity g WHERE g.confirmation_number = ? AND g.line = ? ORDER BY g.person",
    2,
};

static const OdbcStatement read_day = {
    "read_guest_identities_of_day",
    "SELECT " IDENTITY_COLUMNS ", s.room, s.stay_id, s.guest_name, s.arrival, s.departure, "
    "s.confirmation_number, s.line FROM stay s LEFT JOIN room m ON m.room = s.room LEFT JOIN guest_identity "
    "g ON g.confirmation_number = s.confirmation_number AND g.line = s.line WHERE s.checked_in_on = ? AND "
    "s.status IN ('in_house', 'checked_out') ORDER BY m.position, s.stay_id, g.person",
    1,
};

static const OdbcStatement list_old = {
    "list_old_guest_identities",
    "SELECT DISTINCT g.confirmation_number, g.line FROM guest_identity g LEFT JOIN stay s ON "
    "s.confirmation_number = g.confirmation_number AND s.line = g.line WHERE g.departure < ? AND (s.stay_id "
    "IS NULL OR (s.status <> 'in_house' AND COALESCE(s.checked_out_on, g.departure) < ?)) LIMIT ?",
    3,
};

/* ---- writing ---- */

static DatabaseStatus add(OdbcConnection *connection, const IdentityWrite *write, int person,
                          const GuestIdentity *identity, GError **error)
{
    g_autofree char *salt = g_uuid_string_random();
    const char *type = identity->document_type >= 0 ? identity_document_types[identity->document_type] : NULL;

    return statement_run(connection, &add_person, NULL, error, "siisssnssssnsa",
                         write->line->confirmation_number, write->line->line, person, identity->surname,
                         identity->given_name, identity->nationality, identity->birth_date, type,
                         identity->document_number, identity->address, salt, write->departure, write->staff,
                         write->now);
}

static DatabaseStatus clear(OdbcConnection *connection, const LineKey *line, GError **error)
{
    return statement_run(connection, &clear_line, NULL, error, "si", line->confirmation_number, line->line);
}

DatabaseStatus identities_write(OdbcConnection *connection, const IdentityWrite *write,
                                const GArray *identities, GError **error)
{
    DatabaseStatus status = clear(connection, write->line, error);

    for (guint i = 0; i < identities->len && status == DATABASE_OK; i++) {
        status = add(connection, write, (int)i + 1, &g_array_index(identities, GuestIdentity, i), error);
    }
    return status;
}

/* ---- reading ---- */

static json_t *person_of_row(const OdbcResult *result, guint row)
{
    bool known = !odbc_result_is_null(result, row, 0);

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "person",
                     known ? json_integer(odbc_result_int64(result, row, 0)) : json_null(), "surname",
                     json_from_text(odbc_result_text(result, row, 1)), "given_name",
                     json_from_text(odbc_result_text(result, row, 2)), "nationality",
                     json_from_text(odbc_result_text(result, row, 3)), "birth_date",
                     json_from_night(statement_night(result, row, 4)), "document_type",
                     json_from_text(odbc_result_text(result, row, 5)), "document_number",
                     json_from_text(odbc_result_text(result, row, 6)), "address",
                     json_from_text(odbc_result_text(result, row, 7)));
}

static DatabaseStatus read_rows(OdbcConnection *connection, const LineKey *line, OdbcResult **ret_result,
                                GError **error)
{
    return statement_run(connection, &read_line, ret_result, error, "si", line->confirmation_number,
                         line->line);
}

DatabaseStatus identities_read(OdbcConnection *connection, const LineKey *line, json_t **ret_persons,
                               GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = read_rows(connection, line, &result, error);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_persons = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_persons, person_of_row(result, row));
    }
    return DATABASE_OK;
}

DatabaseStatus identities_digest(OdbcConnection *connection, const LineKey *line, char **ret_digest,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    json_auto_t *all = json_array();

    DatabaseStatus status = read_rows(connection, line, &result, error);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_t *person = person_of_row(result, row);
        json_object_set_new(person, "salt", json_from_text(odbc_result_text(result, row, 8)));
        json_array_append_new(all, person);
    }
    *ret_digest = json_digest(all);
    return DATABASE_OK;
}

static json_t *day_row(const OdbcResult *result, guint row)
{
    json_t *person = person_of_row(result, row);
    json_auto_t *stay = json_pack(
        "{s:o, s:I, s:s, s:o, s:o, s:s, s:I}", "room", json_from_text(odbc_result_text(result, row, 8)),
        "stay_id", (json_int_t)odbc_result_int64(result, row, 9), "guest_name",
        odbc_result_text(result, row, 10), "arrival", json_from_night(statement_night(result, row, 11)),
        "departure", json_from_night(statement_night(result, row, 12)), "confirmation_number",
        odbc_result_text(result, row, 13), "line", (json_int_t)odbc_result_int64(result, row, 14));

    json_object_update(person, stay);
    return person;
}

DatabaseStatus identities_of_day(OdbcConnection *connection, Night date, json_t **ret_rows, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_day, &result, error, "n", date);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_rows = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_rows, day_row(result, row));
    }
    return DATABASE_OK;
}

/* ---- forgetting ---- */

DatabaseStatus identities_purge(OdbcConnection *connection, Night before, int limit, int *ret_deleted,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_old, &result, error, "nni", before, before, limit);
    *ret_deleted = status == DATABASE_OK ? (int)odbc_result_rows(result) : 0;
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        LineKey line = line_key(odbc_result_text(result, row, 0), (int)odbc_result_int64(result, row, 1));
        status = clear(connection, &line, error);
    }
    return status;
}
