#include "property/device/suspense_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "schemas/fias.h"
#include <string.h>

#define SHOWN                                                                                                \
    "SELECT d.suspense_number, d.interface, d.answer, d.room, d.amount_minor, d.business_date, d.first_at, " \
    "d.last_at, d.times, d.record, d.outcome, d.account_id, d.reason, d.handled_at, d.handled_by FROM "      \
    "device_suspense d WHERE "

static const OdbcStatement find_number = {
    "find_suspense",
    "SELECT suspense_number, posting_key, interface, record, answer, outcome, account_id FROM "
    "device_suspense WHERE "
    "suspense_number = ?",
    1,
};

static const OdbcStatement find_key = {
    "find_suspense_by_key",
    "SELECT suspense_number, posting_key, interface, record, answer, outcome, account_id FROM "
    "device_suspense WHERE "
    "posting_key = ?",
    1,
};

static const OdbcStatement count_open = {
    "count_open_suspense",
    "SELECT COUNT(*) FROM device_suspense WHERE outcome IS NULL AND interface = ?",
    1,
};

static const OdbcStatement count_again = {
    "count_suspense_again",
    "UPDATE device_suspense SET times = times + 1, last_at = ?, answer = ? WHERE posting_key = ? AND outcome "
    "IS NULL",
    3,
};

static const OdbcStatement add = {
    "add_suspense",
    "INSERT INTO device_suspense (suspense_number, posting_key, interface, record, answer, room, "
    "amount_minor, business_date, first_at, last_at, times) VALUES ((SELECT value FROM counter WHERE name = "
    "'device_suspense'), ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
    9,
};

static const OdbcStatement end_one = {
    "end_suspense",
    "UPDATE device_suspense SET outcome = ?, account_id = ?, reason = ?, handled_at = ?, handled_by = ? "
    "WHERE "
    "suspense_number = ? AND outcome IS NULL",
    6,
};

static const OdbcStatement list_open = {
    "list_open_suspense",
    SHOWN "d.outcome IS NULL AND d.suspense_number > ? ORDER BY d.suspense_number LIMIT ?",
    2,
};

static const OdbcStatement list_handled = {
    "list_handled_suspense",
    SHOWN "d.outcome IS NOT NULL AND d.suspense_number > ? ORDER BY d.suspense_number LIMIT ?",
    2,
};

static const OdbcStatement show_one = {
    "show_suspense",
    SHOWN "d.suspense_number = ?",
    1,
};

/* A guest by number, else who is in the room, else who left it last. */
#define LIKELY "SELECT stay_id, guest_name, room, checked_out_on FROM stay WHERE "
static const OdbcStatement likely_by_number = {
    "likely_payer_by_number",
    LIKELY "stay_id = ? AND status IN ('in_house', 'checked_out')",
    1,
};
static const OdbcStatement likely_in_room = {
    "likely_payer_in_room",
    LIKELY "room = ? AND status = 'in_house' ORDER BY stay_id LIMIT 1",
    1,
};
static const OdbcStatement likely_departed = {
    "likely_departed_payer",
    LIKELY "checked_out_on >= ? AND room = ? AND status = 'checked_out' ORDER BY checked_out_at DESC LIMIT 1",
    2,
};

void suspense_clear(Suspense *suspense)
{
    g_free(suspense->key);
    g_free(suspense->interface);
    g_free(suspense->record);
    g_free(suspense->answer);
    g_free(suspense->outcome);
}

static void take(const OdbcResult *result, Suspense *suspense)
{
    if (odbc_result_rows(result) != 1) {
        return;
    }
    suspense->number = odbc_result_int64(result, 0, 0);
    suspense->key = g_strdup(odbc_result_text(result, 0, 1));
    suspense->interface = g_strdup(odbc_result_text(result, 0, 2));
    suspense->record = g_strdup(odbc_result_text(result, 0, 3));
    suspense->answer = g_strdup(odbc_result_text(result, 0, 4));
    suspense->outcome = g_strdup(odbc_result_text(result, 0, 5));
    suspense->account_id = odbc_result_is_null(result, 0, 6) ? 0 : odbc_result_int64(result, 0, 6);
}

DatabaseStatus suspense_find(OdbcConnection *connection, int64_t number, Suspense *ret_suspense,
                             GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_number, &result, error, "l", number);
    if (status == DATABASE_OK) {
        take(result, ret_suspense);
    }
    return status;
}

DatabaseStatus suspense_find_key(OdbcConnection *connection, const char *key, Suspense *ret_suspense,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_key, &result, error, "s", key);
    if (status == DATABASE_OK) {
        take(result, ret_suspense);
    }
    return status;
}

DatabaseStatus suspense_put(OdbcConnection *connection, const SuspenseEntry *entry, GError **error)
{
    g_auto(Suspense) known = {0};
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = suspense_find_key(connection, entry->key, &known, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (known.number != 0) {
        return statement_run(connection, &count_again, NULL, error, "ass", entry->at, entry->answer,
                             entry->key);
    }
    status = statement_run(connection, &count_open, &result, error, "s", entry->interface);
    if (status != DATABASE_OK || odbc_result_int64(result, 0, 0) >= SUSPENSE_OPEN_MAX) {
        return status;
    }
    status = counter_advance(connection, "device_suspense", error);
    return status == DATABASE_OK
               ? statement_run(connection, &add, NULL, error, "sssssknaa", entry->key, entry->interface,
                               entry->record, entry->answer, entry->room, entry->amount_minor,
                               entry->business_date, entry->at, entry->at)
               : status;
}

DatabaseStatus suspense_end(OdbcConnection *connection, int64_t number, const SuspenseEnd *end,
                            GError **error)
{
    return statement_change_one(connection, &end_one, error, "sksasl", end->outcome, end->account_id,
                                end->reason, end->at, end->by, number);
}

/* ---- for the console ---- */

/* Which of its outlets a till posted for. */
static json_t *outlet_json(const char *text)
{
    g_autoptr(FiasRecord) record = fias_record_parse(text, strlen(text), "UTF-8");

    return json_from_text(record != NULL ? fias_record_get(record, "SO") : NULL);
}

/* What a till posts late is of a guest who has just left. */
#define NIGHTS_SINCE_LEFT 2

static DatabaseStatus find_likely(OdbcConnection *connection, const FiasRecord *record, Night business_date,
                                  OdbcResult **ret_result, GError **error)
{
    const char *number = fias_record_get(record, "G#");
    const char *room = fias_record_get(record, "RN");
    int64_t stay_id;

    if (number != NULL && fias_amount_parse(number, &stay_id)) {
        return statement_run(connection, &likely_by_number, ret_result, error, "l", stay_id);
    }
    if (room == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status = statement_run(connection, &likely_in_room, ret_result, error, "s", room);
    if (status == DATABASE_OK && odbc_result_rows(*ret_result) == 0) {
        g_clear_pointer(ret_result, odbc_result_free);
        status = statement_run(connection, &likely_departed, ret_result, error, "ns",
                               business_date - NIGHTS_SINCE_LEFT, room);
    }
    return status;
}

/* Whose bill an open one most likely belongs on. */
static DatabaseStatus add_likely(OdbcConnection *connection, const OdbcResult *entries, guint row,
                                 json_t *item, GError **error)
{
    const char *text = odbc_result_text(entries, row, 9);
    g_autoptr(FiasRecord) record = fias_record_parse(text, strlen(text), "UTF-8");
    g_autoptr(OdbcResult) result = NULL;
    bool open = odbc_result_is_null(entries, row, 10);

    json_object_set_new(item, "likely", json_null());
    if (!open || record == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status = find_likely(connection, record, statement_night(entries, row, 5), &result, error);
    if (status == DATABASE_OK && result != NULL && odbc_result_rows(result) == 1) {
        json_object_set_new(item, "likely",
                            json_pack("{s:I, s:s, s:o, s:o}", "account_id",
                                      (json_int_t)odbc_result_int64(result, 0, 0), "guest_name",
                                      odbc_result_text(result, 0, 1), "room",
                                      json_from_text(odbc_result_text(result, 0, 2)), "departed_on",
                                      json_from_night(statement_night(result, 0, 3))));
    }
    return status;
}

static json_t *json_of_row(const OdbcResult *result, guint row)
{
    return json_pack(
        "{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "suspense_number",
        (json_int_t)odbc_result_int64(result, row, 0), "interface", odbc_result_text(result, row, 1),
        "answer", odbc_result_text(result, row, 2), "room", json_from_text(odbc_result_text(result, row, 3)),
        "amount_minor",
        odbc_result_is_null(result, row, 4) ? json_null() : json_integer(odbc_result_int64(result, row, 4)),
        "business_date", json_from_night(statement_night(result, row, 5)), "first_at",
        json_from_instant(odbc_result_int64(result, row, 6)), "last_at",
        json_from_instant(odbc_result_int64(result, row, 7)), "times",
        (json_int_t)odbc_result_int64(result, row, 8), "record", odbc_result_text(result, row, 9), "outcome",
        json_from_text(odbc_result_text(result, row, 10)), "account_id",
        odbc_result_is_null(result, row, 11) ? json_null() : json_integer(odbc_result_int64(result, row, 11)),
        "reason", json_from_text(odbc_result_text(result, row, 12)), "handled_at",
        json_from_instant(statement_instant(result, row, 13)), "handled_by",
        json_from_text(odbc_result_text(result, row, 14)), "outlet",
        outlet_json(odbc_result_text(result, row, 9)));
}

DatabaseStatus suspense_list_json(OdbcConnection *connection, bool open, int64_t after, int limit,
                                  json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, open ? &list_open : &list_handled, &result, error, "li", after, limit);
    if (status == DATABASE_OK) {
        *ret_items = json_array();
    }
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_items, json_of_row(result, row));
        status = add_likely(connection, result, row, json_array_get(*ret_items, row), error);
    }
    return status;
}

DatabaseStatus suspense_json(OdbcConnection *connection, int64_t number, json_t **ret_item, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &show_one, &result, error, "l", number);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_item = json_of_row(result, 0);
        status = add_likely(connection, result, 0, *ret_item, error);
    }
    return status;
}
