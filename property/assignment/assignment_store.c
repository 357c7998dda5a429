#include "property/assignment/assignment_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

static const OdbcStatement put_note = {
    "put_room_assignment",
    "INSERT INTO room_assignment (confirmation_number, line, assigned_by, assigned_at, automatic, "
    "do_not_move, reason, explanation) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (confirmation_number, line) DO UPDATE SET assigned_by = excluded.assigned_by, "
    "assigned_at = excluded.assigned_at, automatic = excluded.automatic, do_not_move = excluded.do_not_move, "
    "reason = excluded.reason, explanation = excluded.explanation",
    8,
};

static const OdbcStatement remove_note = {
    "remove_room_assignment",
    "DELETE FROM room_assignment WHERE confirmation_number = ? AND line = ?",
    2,
};

static const OdbcStatement read_note = {
    "read_room_assignment",
    "SELECT assigned_by, assigned_at, automatic, do_not_move, reason, explanation FROM room_assignment "
    "WHERE confirmation_number = ? AND line = ?",
    2,
};

static const OdbcStatement clear_wishes = {
    "clear_room_wishes",
    "DELETE FROM room_wish WHERE confirmation_number = ? AND line = ?",
    2,
};

static const OdbcStatement add_wish = {
    "add_room_wish",
    "INSERT INTO room_wish (confirmation_number, line, wish, needed) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (confirmation_number, line, wish) DO UPDATE SET needed = excluded.needed",
    4,
};

static const OdbcStatement read_wishes = {
    "read_room_wishes",
    "SELECT wish, needed FROM room_wish WHERE confirmation_number = ? AND line = ? ORDER BY wish",
    2,
};

static const OdbcStatement put_party = {
    "put_travel_party",
    "INSERT INTO travel_party (confirmation_number, party, closeness) VALUES (?, ?, ?) "
    "ON CONFLICT (confirmation_number) DO UPDATE SET party = excluded.party, closeness = excluded.closeness",
    3,
};

static const OdbcStatement leave_party = {
    "leave_travel_party",
    "DELETE FROM travel_party WHERE confirmation_number = ?",
    1,
};

static const OdbcStatement read_all_wishes = {
    "read_wishes_of_reservation",
    "SELECT line, wish, needed FROM room_wish WHERE confirmation_number = ? ORDER BY line, wish",
    1,
};

static const OdbcStatement read_party = {
    "read_travel_party",
    "SELECT p.party, p.closeness, m.confirmation_number FROM travel_party p "
    "JOIN travel_party m ON m.party = p.party WHERE p.confirmation_number = ? ORDER BY m.confirmation_number",
    1,
};

DatabaseStatus assignment_note_put(OdbcConnection *connection, const LineKey *guest,
                                   const AssignmentNote *note, GError **error)
{
    g_autofree char *explanation = note->explanation != NULL ? json_canonical(note->explanation) : NULL;

    return statement_run(connection, &put_note, NULL, error, "sisaiiss", guest->confirmation_number,
                         guest->line, note->assigned_by, note->assigned_at, note->automatic,
                         note->do_not_move, note->reason, explanation);
}

DatabaseStatus assignment_note_remove(OdbcConnection *connection, const LineKey *guest, GError **error)
{
    return statement_run(connection, &remove_note, NULL, error, "si", guest->confirmation_number,
                         guest->line);
}

static json_t *explanation_of(const char *text)
{
    json_t *explanation = text != NULL ? json_parse(text, strlen(text), NULL) : NULL;

    return explanation != NULL ? explanation : json_null();
}

DatabaseStatus assignment_note_read(OdbcConnection *connection, const LineKey *guest, json_t **ret_note,
                                    GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &read_note, &result, error, "si", guest->confirmation_number, guest->line);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_note = json_pack("{s:s, s:o, s:b, s:b, s:o, s:o}", "assigned_by", odbc_result_text(result, 0, 0),
                              "assigned_at", json_from_instant(odbc_result_int64(result, 0, 1)), "automatic",
                              odbc_result_int64(result, 0, 2) != 0, "do_not_move",
                              odbc_result_int64(result, 0, 3) != 0, "reason",
                              json_from_text(odbc_result_text(result, 0, 4)), "explanation",
                              explanation_of(odbc_result_text(result, 0, 5)));
    }
    return status;
}

static DatabaseStatus add_wishes(OdbcConnection *connection, const LineKey *guest, char **wishes, bool needed,
                                 GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (char **wish = wishes; wish != NULL && *wish != NULL && status == DATABASE_OK; wish++) {
        status = statement_run(connection, &add_wish, NULL, error, "sisi", guest->confirmation_number,
                               guest->line, *wish, needed);
    }
    return status;
}

DatabaseStatus room_wishes_put(OdbcConnection *connection, const LineKey *guest, char **wishes, char **needed,
                               GError **error)
{
    DatabaseStatus status =
        statement_run(connection, &clear_wishes, NULL, error, "si", guest->confirmation_number, guest->line);

    if (status == DATABASE_OK) {
        status = add_wishes(connection, guest, wishes, false, error);
    }
    return status == DATABASE_OK ? add_wishes(connection, guest, needed, true, error) : status;
}

DatabaseStatus room_wishes_read(OdbcConnection *connection, const LineKey *guest, json_t **ret_wishes,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_wishes, &result, error, "si",
                                          guest->confirmation_number, guest->line);
    if (status != DATABASE_OK) {
        return status;
    }
    json_t *wishes = json_array();
    json_t *needed = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(odbc_result_int64(result, row, 1) != 0 ? needed : wishes,
                              json_string(odbc_result_text(result, row, 0)));
    }
    *ret_wishes = json_pack("{s:o, s:o}", "wishes", wishes, "needed", needed);
    return DATABASE_OK;
}

/* The line's entry in `lines`, which are in their order. */
static json_t *wishes_of_line(json_t *lines, int64_t line)
{
    json_t *last = json_array_get(lines, json_array_size(lines) - 1);

    if (last == NULL || json_integer_value(json_object_get(last, "line")) != line) {
        last = json_pack("{s:I, s:[], s:[]}", "line", (json_int_t)line, "wishes", "needed");
        json_array_append_new(lines, last);
    }
    return last;
}

DatabaseStatus room_wishes_of_reservation(OdbcConnection *connection, const char *confirmation_number,
                                          json_t **ret_lines, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &read_all_wishes, &result, error, "s", confirmation_number);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_lines = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_t *line = wishes_of_line(*ret_lines, odbc_result_int64(result, row, 0));
        const char *list = odbc_result_int64(result, row, 2) != 0 ? "needed" : "wishes";
        json_array_append_new(json_object_get(line, list), json_string(odbc_result_text(result, row, 1)));
    }
    return DATABASE_OK;
}

DatabaseStatus travel_party_put(OdbcConnection *connection, const char *confirmation_number,
                                const char *party, const char *closeness, GError **error)
{
    return party == NULL ? statement_run(connection, &leave_party, NULL, error, "s", confirmation_number)
                         : statement_run(connection, &put_party, NULL, error, "sss", confirmation_number,
                                         party, closeness);
}

DatabaseStatus travel_party_read(OdbcConnection *connection, const char *confirmation_number,
                                 json_t **ret_party, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_party, &result, error, "s", confirmation_number);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    json_t *members = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(members, json_string(odbc_result_text(result, row, 2)));
    }
    *ret_party = json_pack("{s:s, s:s, s:o}", "party", odbc_result_text(result, 0, 0), "closeness",
                           odbc_result_text(result, 0, 1), "members", members);
    return DATABASE_OK;
}
