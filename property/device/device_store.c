#include "property/device/device_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

static const OdbcStatement list_used = {
    "list_used_device_interfaces",
    "SELECT interface FROM device_interface WHERE in_use = 1",
    0,
};

/* Nothing is kept for it from now on: should it come back, it is told everything anew. */
static const OdbcStatement disuse = {
    "disuse_device_interface",
    "UPDATE device_interface SET in_use = 0, resync = 1 WHERE interface = ?",
    1,
};

static const OdbcStatement use_interface = {
    "use_device_interface",
    "INSERT INTO device_interface (interface, in_use, paused, resync, delivered) VALUES (?, 1, 0, 1, 0) "
    "ON CONFLICT (interface) DO UPDATE SET in_use = 1",
    1,
};

static const OdbcStatement read_state = {
    "read_device_state",
    "SELECT i.paused, i.resync, i.delivered, (SELECT COUNT(*) FROM device_event e WHERE e.event_number > "
    "i.delivered AND (e.interface IS NULL OR e.interface = i.interface)) FROM device_interface i "
    "WHERE i.interface = ?",
    1,
};

static const OdbcStatement set_paused = {
    "set_device_paused",
    "UPDATE device_interface SET paused = ? WHERE interface = ?",
    2,
};

static const OdbcStatement set_resync = {
    "set_device_resync",
    "UPDATE device_interface SET resync = ? WHERE interface = ?",
    2,
};

static const OdbcStatement end_resync = {
    "end_device_resync",
    "UPDATE device_interface SET resync = 0 WHERE interface = ? AND resync = 2",
    1,
};

static const OdbcStatement set_delivered = {
    "set_device_delivered",
    "UPDATE device_interface SET delivered = ? WHERE interface = ? AND delivered < ?",
    3,
};

static const OdbcStatement begin_resync = {
    "begin_device_resync",
    "UPDATE device_interface SET resync = 2, delivered = COALESCE((SELECT value FROM counter WHERE name = "
    "'device_event'), 0) WHERE interface = ?",
    1,
};

static const OdbcStatement read_events = {
    "read_device_events",
    "SELECT event_number, at, record, interface, expires_at FROM device_event WHERE event_number > ? "
    "ORDER BY event_number LIMIT ?",
    2,
};

/* Whoever lags too far behind is told everything anew; until then nothing is kept for it. */
static const OdbcStatement give_up_queues = {
    "give_up_device_queues",
    "UPDATE device_interface SET resync = 1 WHERE resync <> 1 AND ("
    "(SELECT COUNT(*) FROM device_event e WHERE e.event_number > device_interface.delivered) > ? OR "
    "(SELECT MIN(e.at) FROM device_event e WHERE e.event_number > device_interface.delivered) < ?)",
    2,
};

static const OdbcStatement forget_events = {
    "forget_device_events",
    "DELETE FROM device_event WHERE event_number <= COALESCE((SELECT MIN(delivered) FROM device_interface "
    "WHERE in_use = 1 AND resync <> 1), (SELECT value FROM counter WHERE name = 'device_event'))",
    0,
};

static const OdbcStatement find_posting = {
    "find_device_posting",
    "SELECT stay_id FROM device_posting WHERE posting_key = ?",
    1,
};

static const OdbcStatement add_posting = {
    "add_device_posting",
    "INSERT INTO device_posting (posting_key, interface, sequence, stay_id, amount_minor, first_posting, "
    "last_posting, received_at, business_date, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    10,
};

static const OdbcStatement last_posting = {
    "last_posting_number",
    "SELECT COALESCE(MAX(posting_number), 0) FROM posting",
    0,
};

static const OdbcStatement add_refusal = {
    "add_device_refusal",
    "INSERT INTO device_refusal (refusal_number, interface, at, answer, record) VALUES "
    "((SELECT value FROM counter WHERE name = 'device_refusal'), ?, ?, ?, ?)",
    4,
};

static const OdbcStatement forget_refusals = {
    "forget_device_refusals",
    "DELETE FROM device_refusal WHERE interface = ? AND refusal_number <= (SELECT value FROM counter WHERE "
    "name = 'device_refusal') - ?",
    2,
};

static const OdbcStatement sum_day = {
    "sum_device_day",
    "SELECT COUNT(*), COALESCE(SUM(amount_minor), 0) FROM device_posting WHERE interface = ? AND "
    "business_date = ?",
    2,
};

static const OdbcStatement list_refusals = {
    "list_device_refusals",
    "SELECT at, answer, record FROM device_refusal WHERE interface = ? ORDER BY refusal_number DESC LIMIT ?",
    2,
};

/* ---- interfaces ---- */

DatabaseStatus device_interfaces_configure(OdbcConnection *connection, const DeviceConfig *config,
                                           GError **error)
{
    g_autoptr(OdbcResult) used = NULL;

    DatabaseStatus status = statement_run(connection, &list_used, &used, error, "");
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(used); row++) {
        const char *interface = odbc_result_text(used, row, 0);
        if (device_config_find(config, interface) == NULL) {
            status = statement_run(connection, &disuse, NULL, error, "s", interface);
        }
    }
    for (guint i = 0; config != NULL && i < config->interfaces->len && status == DATABASE_OK; i++) {
        const DeviceInterface *interface = g_ptr_array_index(config->interfaces, i);
        status = statement_run(connection, &use_interface, NULL, error, "s", interface->id);
    }
    return status;
}

DatabaseStatus device_state_read(OdbcConnection *connection, const char *interface, DeviceState *ret_state,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_state, &result, error, "s", interface);
    if (status != DATABASE_OK) {
        return status;
    }
    if (odbc_result_rows(result) != 1) {
        return database_fail(error, DATABASE_HARD, NULL, NULL, "interface %s is not in the store", interface);
    }
    *ret_state = (DeviceState){
        .paused = odbc_result_bool(result, 0, 0),
        .resync = (DeviceResync)odbc_result_int64(result, 0, 1),
        .delivered = odbc_result_int64(result, 0, 2),
        .waiting = odbc_result_int64(result, 0, 3),
    };
    if (ret_state->resync == DEVICE_RESYNC_NEEDED) {
        ret_state->waiting = 0;
    }
    return DATABASE_OK;
}

DatabaseStatus device_set_paused(OdbcConnection *connection, const char *interface, bool paused,
                                 GError **error)
{
    return statement_change_one(connection, &set_paused, error, "is", (int)paused, interface);
}

DatabaseStatus device_set_resync(OdbcConnection *connection, const char *interface, DeviceResync resync,
                                 GError **error)
{
    return statement_change_one(connection, &set_resync, error, "is", (int)resync, interface);
}

DatabaseStatus device_set_delivered(OdbcConnection *connection, const char *interface, int64_t event_number,
                                    GError **error)
{
    return statement_run(connection, &set_delivered, NULL, error, "lsl", event_number, interface,
                         event_number);
}

DatabaseStatus device_resync_begin(OdbcConnection *connection, const char *interface, GError **error)
{
    return statement_change_one(connection, &begin_resync, error, "s", interface);
}

DatabaseStatus device_resync_end(OdbcConnection *connection, const char *interface, GError **error)
{
    return statement_run(connection, &end_resync, NULL, error, "s", interface);
}

/* ---- events ---- */

static void clear_event(gpointer event)
{
    g_free(((DeviceEvent *)event)->record);
}

DatabaseStatus device_events_read(OdbcConnection *connection, const char *interface, int64_t after, int limit,
                                  Instant now, GArray **ret_events, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_events, &result, error, "li", after, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_events = g_array_new(FALSE, FALSE, sizeof(DeviceEvent));
    g_array_set_clear_func(*ret_events, clear_event);
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        const char *addressee = odbc_result_text(result, row, 3);
        Instant expires_at = statement_instant(result, row, 4);
        bool useful = (addressee == NULL || g_str_equal(addressee, interface)) &&
                      (expires_at == INSTANT_NONE || expires_at > now);
        DeviceEvent event = {
            .number = odbc_result_int64(result, row, 0),
            .at = odbc_result_int64(result, row, 1),
            .expires_at = expires_at,
            .addressed = addressee != NULL,
            .record = useful ? g_strdup(odbc_result_text(result, row, 2)) : NULL,
        };
        g_array_append_val(*ret_events, event);
    }
    return DATABASE_OK;
}

DatabaseStatus device_keep_house(OdbcConnection *connection, Instant now, GError **error)
{
    DatabaseStatus status = statement_run(connection, &give_up_queues, NULL, error, "ia", DEVICE_QUEUE_MAX,
                                          now - DEVICE_QUEUE_AGE);

    return status == DATABASE_OK ? statement_run(connection, &forget_events, NULL, error, "") : status;
}

/* ---- postings and refusals ---- */

DatabaseStatus device_posting_find(OdbcConnection *connection, const char *key, int64_t *ret_stay_id,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_posting, &result, error, "s", key);
    if (status == DATABASE_OK) {
        *ret_stay_id = odbc_result_rows(result) == 1 ? odbc_result_int64(result, 0, 0) : 0;
    }
    return status;
}

DatabaseStatus device_posting_add(OdbcConnection *connection, const DevicePostingRow *row, GError **error)
{
    return statement_run(connection, &add_posting, NULL, error, "sssllkkans", row->key, row->interface,
                         row->sequence, row->stay_id, row->amount_minor, row->first_posting,
                         row->last_posting, row->received_at, row->business_date, row->record);
}

DatabaseStatus device_last_posting(OdbcConnection *connection, int64_t *ret_number, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &last_posting, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_number = odbc_result_int64(result, 0, 0);
    }
    return status;
}

DatabaseStatus device_refusal_add(OdbcConnection *connection, const char *interface, const char *answer,
                                  const char *record, Instant now, GError **error)
{
    DatabaseStatus status = counter_advance(connection, "device_refusal", error);

    if (status == DATABASE_OK) {
        status = statement_run(connection, &add_refusal, NULL, error, "sass", interface, now, answer, record);
    }
    return status == DATABASE_OK ? statement_run(connection, &forget_refusals, NULL, error, "si", interface,
                                                 DEVICE_REFUSALS_KEPT)
                                 : status;
}

/* ---- for the console ---- */

DatabaseStatus device_day_json(OdbcConnection *connection, const char *interface, Night business_date,
                               json_t **ret_day, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &sum_day, &result, error, "sn", interface, business_date);
    if (status == DATABASE_OK) {
        *ret_day = json_pack("{s:I, s:I}", "postings", (json_int_t)odbc_result_int64(result, 0, 0),
                             "amount_minor", (json_int_t)odbc_result_int64(result, 0, 1));
    }
    return status;
}

static json_t *refusal_json(const OdbcResult *result, guint row)
{
    const char *text = odbc_result_text(result, row, 2);
    g_autoptr(FiasRecord) record = fias_record_parse(text, strlen(text), "UTF-8");
    const char *room = record != NULL ? fias_record_get(record, "RN") : NULL;
    const char *amount = record != NULL ? fias_record_get(record, "TA") : NULL;

    return json_pack("{s:o, s:s, s:o, s:o, s:s}", "at", json_from_instant(odbc_result_int64(result, row, 0)),
                     "answer", odbc_result_text(result, row, 1), "room", json_from_text(room), "amount",
                     json_from_text(amount), "record", text);
}

DatabaseStatus device_refusals_json(OdbcConnection *connection, const char *interface, int limit,
                                    json_t **ret_refusals, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_refusals, &result, error, "si", interface, limit);
    if (status == DATABASE_OK) {
        *ret_refusals = json_array();
        for (guint row = 0; row < odbc_result_rows(result); row++) {
            json_array_append_new(*ret_refusals, refusal_json(result, row));
        }
    }
    return status;
}
