#include "property/command/command.h"
#include "property/device/device_event.h"
#include "property/device/device_talk.h"
#include "property/folio/folio_document.h"
#include "property/folio/posting_store.h"
#include "property/stay/check_out.h"

#define ITEM_TEXT_MAX 60
#define GUEST_WINDOW 1

/* What the guest pays: the first window, and others for which no other payer was named. The company's windows
 * are none of the television's business. */
typedef struct GuestBill {
    GArray *items; /* FolioItem: voids are netted already */
    bool windows[FOLIO_WINDOW_MAX + 1];
    int64_t balance_minor;
} GuestBill;

static void guest_bill_clear(GuestBill *bill)
{
    g_clear_pointer(&bill->items, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GuestBill, guest_bill_clear)

static DatabaseStatus is_guests(OdbcConnection *connection, FolioPlace place, bool *ret_is, GError **error)
{
    json_auto_t *payee = NULL;

    DatabaseStatus status =
        place.window != GUEST_WINDOW ? folio_payee_json(connection, place, &payee, error) : DATABASE_OK;
    *ret_is = payee == NULL;
    return status;
}

static DatabaseStatus read_bill(OdbcConnection *connection, const Stay *stay, GuestBill *bill, GError **error)
{
    DatabaseStatus status = folio_items_read(connection, stay->stay_id, 0, &bill->items, error);

    for (int window = 1; window <= FOLIO_WINDOW_MAX && status == DATABASE_OK; window++) {
        FolioPlace place = {stay->stay_id, window};
        status = is_guests(connection, place, &bill->windows[window], error);
    }
    for (guint i = 0; status == DATABASE_OK && i < bill->items->len; i++) {
        const FolioItem *item = &g_array_index(bill->items, FolioItem, i);
        bill->balance_minor += bill->windows[item->place.window] ? item->amount_minor : 0;
    }
    return status;
}

static void add_item(DeviceTalk *talk, const Stay *stay, const FolioItem *item)
{
    FiasRecord *record = device_talk_reply(talk, "XI");
    const char *text = item->description != NULL ? item->description : item->code;
    g_autofree char *cut = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), ITEM_TEXT_MAX));

    fias_record_add(record, "RN", stay->room);
    fias_record_add_integer(record, "G#", stay->stay_id);
    fias_record_add(record, "BD", cut);
    fias_record_add_integer(record, "BI", item->amount_minor);
    fias_record_add_integer(record, "F#", item->place.window);
    fias_record_add(record, "FD", "Y");
}

/* With the balance, because a guest may go on charging while the bill is read. */
static void add_balance(DeviceTalk *talk, const Stay *stay, int64_t balance_minor)
{
    FiasRecord *balance = device_talk_reply(talk, "XB");

    fias_record_add(balance, "RN", stay->room);
    fias_record_add_integer(balance, "G#", stay->stay_id);
    fias_record_add_integer(balance, "BA", balance_minor);
    fias_record_add(balance, "AS", device_answer_code(DEVICE_OK));
}

DatabaseStatus device_talk_show_bill(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_auto(GuestBill) bill = {0};

    DatabaseStatus status = device_talk_guest(talk, connection, &stay, error);
    if (status == DATABASE_OK && stay == NULL) {
        device_talk_reply_status(talk, "XB", DEVICE_NOT_FOUND);
        return DATABASE_OK;
    }
    if (status == DATABASE_OK) {
        status = read_bill(connection, stay, &bill, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint i = 0; i < bill.items->len; i++) {
        const FolioItem *item = &g_array_index(bill.items, FolioItem, i);
        if (bill.windows[item->place.window]) {
            add_item(talk, stay, item);
        }
    }
    add_balance(talk, stay, bill.balance_minor);
    return DATABASE_OK;
}

/* Whether the guest has seen the balance that stands now. */
static DatabaseStatus balance_agrees(const DeviceTalk *talk, OdbcConnection *connection, const Stay *stay,
                                     bool *ret_agrees, GError **error)
{
    const char *seen = fias_record_get(talk->record, "BA");
    g_auto(GuestBill) bill = {0};
    int64_t balance_minor;

    DatabaseStatus status = read_bill(connection, stay, &bill, error);
    *ret_agrees =
        status == DATABASE_OK &&
        (seen == NULL || (fias_amount_parse(seen, &balance_minor) && balance_minor == bill.balance_minor));
    return status;
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

/* What keeps the guest from leaving by the television; DEVICE_OK: nothing but an open bill. */
static DatabaseStatus judge_leaving(const DeviceTalk *talk, OdbcConnection *connection, const Stay *stay,
                                    DeviceAnswer *ret_answer, GError **error)
{
    StayRights rights;
    bool agrees = false;

    DatabaseStatus status = balance_agrees(talk, connection, stay, &agrees, error);
    if (status == DATABASE_OK) {
        status = stay_rights_read(connection, stay->stay_id, &rights, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_answer = !agrees                                 ? DEVICE_BALANCE_DIFFERS
                  : rights.no_post                        ? DEVICE_NOT_ALLOWED
                  : stay->departure > talk->business_date ? DEVICE_NOT_TODAY
                                                          : DEVICE_OK;
    return DATABASE_OK;
}

DatabaseStatus device_talk_check_out(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    DeviceAnswer answer = DEVICE_NOT_FOUND;

    DatabaseStatus status = device_talk_guest(talk, connection, &stay, error);
    if (status == DATABASE_OK && stay != NULL) {
        status = judge_leaving(talk, connection, stay, &answer, error);
    }
    if (status == DATABASE_OK && answer != DEVICE_OK) {
        device_talk_reply_status(talk, "XC", answer);
        return DATABASE_OK;
    }
    return status == DATABASE_OK ? check_out(talk, connection, stay, error) : status;
}
