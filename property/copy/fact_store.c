#include "property/copy/fact_store.h"

#include "property/chart/chart_rules.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "schemas/instant.h"

/* What a desk must not overlook: counted from the notes themselves, so it is right however often it is done.
 */
#define OPEN_NOTES                                                                                           \
    "(SELECT COUNT(*) FROM note n WHERE n.confirmation_number = ? AND n.closed_at IS NULL AND n.kind IN "    \
    "('alert', 'message', 'trace'))"

static const OdbcStatement put_facts = {
    "put_reservation_facts",
    "INSERT INTO reservation_fact (confirmation_number, booked_at, noted, tier, party, open_notes) VALUES "
    "(?, ?, ?, ?, ?, " OPEN_NOTES ") "
    "ON CONFLICT (confirmation_number) DO UPDATE SET booked_at = excluded.booked_at, noted = excluded.noted, "
    "tier = excluded.tier, party = excluded.party",
    6,
};

static const OdbcStatement count_notes = {
    "count_open_notes_of_reservation",
    "UPDATE reservation_fact SET open_notes = " OPEN_NOTES " WHERE confirmation_number = ?",
    2,
};

static const OdbcStatement read_tier = {
    "read_reservation_tier",
    "SELECT tier FROM reservation_fact WHERE confirmation_number = ?",
    1,
};

static const OdbcStatement lacking_facts = {
    "reservations_lacking_facts",
    "SELECT r.confirmation_number, r.document FROM copied_reservation r WHERE r.confirmation_number > ? AND "
    "NOT "
    "EXISTS (SELECT 1 FROM reservation_fact f WHERE f.confirmation_number = r.confirmation_number) "
    "ORDER BY r.confirmation_number LIMIT ?",
    2,
};

static const OdbcStatement read_known = {
    "read_facts_known",
    "SELECT facts_known FROM hotel_state WHERE singleton = 1",
    0,
};

static const OdbcStatement note_known = {
    "note_facts_known",
    "UPDATE hotel_state SET facts_known = 1 WHERE singleton = 1",
    0,
};

DatabaseStatus reservation_facts_known(OdbcConnection *connection, bool *ret_known, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_known, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_known = odbc_result_int64(result, 0, 0) != 0;
    }
    return status;
}

DatabaseStatus reservation_facts_put(OdbcConnection *connection, const char *confirmation_number,
                                     const json_t *document, GError **error)
{
    const json_t *market = json_object_get(document, "market");
    const char *comments = json_string_value(json_object_get(document, "comments"));
    const char *booked = json_string_value(json_object_get(document, "booked_at"));
    Instant booked_at = INSTANT_NONE;

    if (booked != NULL && !instant_parse(booked, &booked_at, NULL)) {
        booked_at = INSTANT_NONE;
    }
    return statement_run(connection, &put_facts, NULL, error, "saisss", confirmation_number, booked_at,
                         comments != NULL && comments[0] != '\0', chart_tier(market), chart_group(market),
                         confirmation_number);
}

DatabaseStatus reservation_facts_count_notes(OdbcConnection *connection, const char *confirmation_number,
                                             GError **error)
{
    return statement_run(connection, &count_notes, NULL, error, "ss", confirmation_number,
                         confirmation_number);
}

DatabaseStatus reservation_tier_read(OdbcConnection *connection, const char *confirmation_number,
                                     char **ret_tier, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    *ret_tier = NULL;
    DatabaseStatus status = statement_run(connection, &read_tier, &result, error, "s", confirmation_number);
    if (status == DATABASE_OK && odbc_result_rows(result) > 0) {
        *ret_tier = g_strdup(odbc_result_text(result, 0, 0));
    }
    return status;
}

DatabaseStatus reservation_facts_fill(OdbcConnection *connection, const char *after, int limit,
                                      char ret_last[CONFIRMATION_DIGITS + 1], GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &lacking_facts, &result, error, "si", after, limit);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_auto_t *document = copied_document(result, row, 1);
        status = reservation_facts_put(connection, odbc_result_text(result, row, 0), document, error);
    }
    if (status == DATABASE_OK) {
        guint rows = odbc_result_rows(result);
        g_strlcpy(ret_last, rows > 0 ? odbc_result_text(result, rows - 1, 0) : "", CONFIRMATION_DIGITS + 1);
        if (rows == 0) {
            status = statement_change_one(connection, &note_known, error, "");
        }
    }
    return status;
}
