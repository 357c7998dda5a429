#include "property/command/command.h"
#include "property/device/device_talk.h"
#include "property/folio/posting_store.h"
#include "property/stay/check_out.h"

#define FOLIO_NUMBER 1
#define ITEM_TEXT_MAX 60

static json_int_t member(const json_t *posting, const char *name)
{
    return json_integer_value(json_object_get(posting, name));
}

static void add_item(DeviceTalk *talk, const Stay *stay, const json_t *posting)
{
    FiasRecord *item = device_talk_reply(talk, "XI");
    const char *text = json_string_value(json_object_get(posting, "description"));
    g_autofree char *cut = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), ITEM_TEXT_MAX));

    fias_record_add(item, "RN", stay->room);
    fias_record_add_integer(item, "G#", stay->stay_id);
    fias_record_add(item, "BD", cut);
    fias_record_add_integer(item, "BI", member(posting, "amount_minor"));
    fias_record_add_integer(item, "F#", FOLIO_NUMBER);
    fias_record_add(item, "FD", "Y");
}

/* With the balance, because a guest may go on charging while the bill is read. */
static void add_balance(DeviceTalk *talk, const Stay *stay)
{
    FiasRecord *balance = device_talk_reply(talk, "XB");

    fias_record_add(balance, "RN", stay->room);
    fias_record_add_integer(balance, "G#", stay->stay_id);
    fias_record_add_integer(balance, "BA", folio_totals_balance(&stay->totals));
    fias_record_add(balance, "AS", device_answer_code(DEVICE_OK));
}

DatabaseStatus device_talk_show_bill(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    json_auto_t *postings = NULL;
    size_t index;
    const json_t *posting;

    DatabaseStatus status = device_talk_guest(talk, connection, &stay, error);
    if (status == DATABASE_OK && stay == NULL) {
        device_talk_reply_status(talk, "XB", DEVICE_NOT_FOUND);
        return DATABASE_OK;
    }
    if (status == DATABASE_OK) {
        status = postings_json(connection, stay->stay_id, &postings, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    json_array_foreach(postings, index, posting)
    {
        add_item(talk, stay, posting);
    }
    add_balance(talk, stay);
    return DATABASE_OK;
}

/* Whether the guest has seen the balance that stands now. */
static bool balance_agrees(const DeviceTalk *talk, const Stay *stay)
{
    const char *seen = fias_record_get(talk->record, "BA");
    int64_t balance_minor;

    return seen == NULL ||
           (fias_amount_parse(seen, &balance_minor) && balance_minor == folio_totals_balance(&stay->totals));
}

/* A bill that is open is settled at the desk. */
static DatabaseStatus check_out(DeviceTalk *talk, OdbcConnection *connection, Stay *stay, GError **error)
{
    StaffSession device = {.user = talk->interface->id};
    Command command = {.property = talk->property,
                       .connection = connection,
                       .staff = &device,
                       .now = talk->now,
                       .business_date = talk->business_date};

    DatabaseStatus status = check_out_stay(&command, stay, NULL, error);
    g_clear_pointer(&command.answer, json_decref);
    if (status == DATABASE_ROLLBACK) {
        g_clear_pointer(&command.refusal, http_response_free);
        device_talk_reply_status(talk, "XC", DEVICE_NOT_ALLOWED);
    } else if (status == DATABASE_OK) {
        device_talk_reply_status(talk, "XC", DEVICE_OK);
    }
    return status;
}

DatabaseStatus device_talk_check_out(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = device_talk_guest(talk, connection, &stay, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (stay == NULL || !balance_agrees(talk, stay)) {
        device_talk_reply_status(talk, "XC", stay == NULL ? DEVICE_NOT_FOUND : DEVICE_BALANCE_DIFFERS);
        return DATABASE_OK;
    }
    return check_out(talk, connection, stay, error);
}
