#include "property/device/device_event.h"
#include "property/device/device_store.h"
#include "property/device/device_talk.h"
#include "property/device/guest_record.h"
#include "property/device/suspense_store.h"
#include "property/folio/folio_store.h"
#include "property/folio/folio_tax.h"
#include "property/stay/stay_store.h"
#include <string.h>

#define INQUIRY_GUESTS_MAX 16

/* ---- was it posted before? ---- */

/* Without a date of its own a record is known by the business date, and may come again on the next one. */
static char *key_of_date(const char *key, const FiasRecord *record, Night business_date)
{
    return fias_record_get(record, "DA") != NULL ? g_strdup(key)
                                                 : g_strdup_printf("%s:%d", key, (int)business_date);
}

static DatabaseStatus find_posted(const DeviceTalk *talk, OdbcConnection *connection, const char *key,
                                  int64_t *ret_stay_id, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    *ret_stay_id = 0;
    for (Night date = talk->business_date;
         date >= talk->business_date - 1 && *ret_stay_id == 0 && status == DATABASE_OK; date--) {
        g_autofree char *dated = key_of_date(key, talk->record, date);
        status = device_posting_find(connection, dated, ret_stay_id, error);
    }
    return status;
}

/* ---- charging ---- */

static int64_t included_tax(const DeviceTalk *talk, const DeviceLine *line)
{
    g_autoptr(GArray) taxes = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    int64_t tax_minor = line->included_tax_minor;

    if (tax_minor != 0) {
        return tax_minor;
    }
    price_department_taxes(talk->property->hotel,
                           folio_tax_department(talk->property->hotel, line->department), talk->business_date,
                           line->amount_minor, NULL, taxes);
    for (guint i = 0; i < taxes->len; i++) {
        const PriceTaxLine *tax = &g_array_index(taxes, PriceTaxLine, i);
        tax_minor += tax->included ? tax->amount_minor : 0;
    }
    return tax_minor;
}

static DatabaseStatus charge_line(const DeviceTalk *talk, OdbcConnection *connection, Stay *stay,
                                  const DeviceLine *line, const char *by, GError **error)
{
    PostingContext context = {talk->property->hotel, talk->business_date, talk->now, by};

    Posting posting = posting_of_context(&context);

    posting.department = line->department;
    posting.code = folio_department_code(line->department);
    posting.description = line->text;
    posting.amount_minor = line->amount_minor;
    if (stay->status == STAY_CHECKED_OUT) {
        posting.service_date = stay->checked_out_on; /* it was used before the guest left */
    }
    if (line->house_taxes) {
        return folio_post_taxed(connection, stay, &posting, &context, NULL, error);
    }
    posting.included_tax_minor = included_tax(talk, line);
    return folio_post(connection, stay, &posting, error);
}

DatabaseStatus device_talk_charge(const DeviceTalk *talk, OdbcConnection *connection, Stay *stay,
                                  const DevicePosting *posting, const char *by, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < posting->line_count && status == DATABASE_OK; i++) {
        status = charge_line(talk, connection, stay, &posting->lines[i], by, error);
    }
    return status;
}

static DatabaseStatus charge_lines(const DeviceTalk *talk, OdbcConnection *connection, Stay *stay,
                                   const DevicePosting *posting, DevicePostingRow *row, GError **error)
{
    int64_t before = 0;
    int64_t after = 0;

    DatabaseStatus status = device_last_posting(connection, &before, error);
    if (status == DATABASE_OK) {
        status = device_talk_charge(talk, connection, stay, posting, talk->interface->id, error);
    }
    if (status == DATABASE_OK && posting->line_count > 0) {
        status = stay_save(connection, stay, error);
    }
    if (status == DATABASE_OK) {
        status = device_last_posting(connection, &after, error);
    }
    row->first_posting = after > before ? before + 1 : 0;
    row->last_posting = after > before ? after : 0;
    return status;
}

static DatabaseStatus charge(const DeviceTalk *talk, OdbcConnection *connection, Stay *stay,
                             const DevicePosting *posting, const char *key, GError **error)
{
    g_autofree char *text = fias_record_text(talk->record);
    g_autofree char *dated =
        key != NULL ? key_of_date(key, talk->record, talk->business_date) : g_uuid_string_random();
    DevicePostingRow row = {
        .key = dated,
        .interface = talk->interface->id,
        .sequence = posting->sequence,
        .stay_id = stay->stay_id,
        .amount_minor = posting->total_minor,
        .received_at = talk->now,
        .business_date = talk->business_date,
        .record = text,
    };

    DatabaseStatus status = charge_lines(talk, connection, stay, posting, &row, error);
    return status == DATABASE_OK ? device_posting_add(connection, &row, error) : status;
}

/* ---- who pays ---- */

/* What no guest can be found for goes to the hotel's own account, when it has one for this. */
static DatabaseStatus find_house(const DeviceTalk *talk, OdbcConnection *connection, Stay **ret_stay,
                                 GError **error)
{
    g_autoptr(GPtrArray) stays = NULL;

    if (talk->interface->house_room == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status = device_room_guests(connection, talk->interface->house_room, &stays, error);
    if (status == DATABASE_OK && stays->len > 0) {
        *ret_stay = g_ptr_array_steal_index(stays, 0);
    }
    return status;
}

static DatabaseStatus find_payer(const DeviceTalk *talk, OdbcConnection *connection, Stay **ret_stay,
                                 DevicePayer *ret_payer, GError **error)
{
    StayRights rights;

    DatabaseStatus status = device_talk_guest(talk, connection, ret_stay, error);
    if (status == DATABASE_OK && *ret_stay == NULL) {
        status = find_house(talk, connection, ret_stay, error);
    }
    if (status != DATABASE_OK || *ret_stay == NULL) {
        *ret_payer = (DevicePayer){.named = fias_record_get(talk->record, "G#") != NULL};
        return status;
    }
    status = stay_rights_read(connection, (*ret_stay)->stay_id, &rights, error);
    if (status == DATABASE_OK) {
        *ret_payer = (DevicePayer){
            .found = true,
            .no_post = rights.no_post,
            .balance_minor = folio_totals_balance(&(*ret_stay)->totals),
            .limit_minor = rights.limit_minor,
        };
    }
    return status;
}

/* ---- the answer ---- */

static void answer_posted(DeviceTalk *talk, const Stay *stay)
{
    FiasRecord *answer = device_talk_reply_status(talk, "PA", DEVICE_OK);

    if (fias_record_get(talk->record, "G#") == NULL) {
        fias_record_add_integer(answer, "G#", stay->stay_id);
    }
    if (fias_record_get(talk->record, "RN") == NULL && stay->room != NULL) {
        fias_record_add(answer, "RN", stay->room);
    }
    g_auto(GStrv) name = g_strsplit(stay->guest_name, ", ", 2);
    fias_record_add(answer, "GN", name[0]);
}

/* ---- what was refused ---- */

/* The posting waits for a person to decide on it; a charge of nothing does not. */
static DatabaseStatus suspend(DeviceTalk *talk, OdbcConnection *connection, const DevicePosting *posting,
                              const char *key, DeviceAnswer answer, GError **error)
{
    bool readable = answer != DEVICE_UNPROCESSABLE && answer != DEVICE_SUM_DIFFERS;
    g_autofree char *text = fias_record_text(talk->record);
    g_autofree char *dated =
        key != NULL ? key_of_date(key, talk->record, talk->business_date) : g_uuid_string_random();
    SuspenseEntry entry = {
        .key = dated,
        .interface = talk->interface->id,
        .record = text,
        .answer = device_answer_code(answer),
        .room = fias_record_get(talk->record, "RN"),
        .amount_minor = readable ? posting->total_minor : 0,
        .business_date = talk->business_date,
        .at = talk->now,
    };

    device_talk_reply_status(talk, "PA", answer);
    return readable && posting->total_minor == 0 ? DATABASE_OK : suspense_put(connection, &entry, error);
}

/* A posting that comes again after somebody has decided on it is answered as that demands. */
static DatabaseStatus find_suspense(const DeviceTalk *talk, OdbcConnection *connection, const char *key,
                                    Suspense *suspense, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (Night date = talk->business_date;
         key != NULL && date >= talk->business_date - 1 && suspense->number == 0 && status == DATABASE_OK;
         date--) {
        g_autofree char *dated = key_of_date(key, talk->record, date);
        status = suspense_find_key(connection, dated, suspense, error);
    }
    return status;
}

static void answer_handled(DeviceTalk *talk, const Suspense *suspense)
{
    bool charged = strcmp(suspense->outcome, "dismissed") != 0;

    device_talk_reply_status(talk, "PA", charged ? DEVICE_OK : device_answer_of(suspense->answer));
}

/* ---- posting ---- */

static DatabaseStatus accept(DeviceTalk *talk, OdbcConnection *connection, Stay *stay,
                             const DevicePosting *posting, const char *key, int64_t suspense, GError **error)
{
    SuspenseEnd end = {"accepted", stay->stay_id, NULL, talk->interface->id, talk->now};

    DatabaseStatus status = charge(talk, connection, stay, posting, key, error);
    if (status == DATABASE_OK && suspense != 0) {
        status = suspense_end(connection, suspense, &end, error);
    }
    if (status == DATABASE_OK) {
        answer_posted(talk, stay);
    }
    return status;
}

static DatabaseStatus post_new(DeviceTalk *talk, OdbcConnection *connection, const DevicePosting *posting,
                               const char *key, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    g_auto(Suspense) suspense = {0};
    DevicePayer payer;

    DatabaseStatus status = find_suspense(talk, connection, key, &suspense, error);
    if (status == DATABASE_OK && suspense.outcome != NULL) {
        answer_handled(talk, &suspense);
        return DATABASE_OK;
    }
    if (status == DATABASE_OK) {
        status = find_payer(talk, connection, &stay, &payer, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    DeviceAnswer answer = device_posting_decide(talk->interface, &payer, posting);
    return answer == DEVICE_OK ? accept(talk, connection, stay, posting, key, suspense.number, error)
                               : suspend(talk, connection, posting, key, answer, error);
}

DatabaseStatus device_talk_post(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_auto(DevicePosting) posting = {0};
    g_autofree char *key = device_posting_key(talk->interface->id, talk->record);
    g_autoptr(Stay) stay = NULL;
    int64_t posted_to = 0;

    DeviceAnswer answer = device_posting_read(talk->interface, talk->record, &posting);
    if (answer != DEVICE_OK) {
        return suspend(talk, connection, &posting, key, answer, error);
    }
    DatabaseStatus status = key != NULL ? find_posted(talk, connection, key, &posted_to, error) : DATABASE_OK;
    if (status != DATABASE_OK) {
        return status;
    }
    if (posted_to == 0) {
        return post_new(talk, connection, &posting, key, error);
    }
    status = stay_find(connection, posted_to, &stay, error);
    if (status == DATABASE_OK) {
        answer_posted(talk, stay);
    }
    return status;
}

/* ---- inquiry ---- */

/* What the guest may still charge; empty when there is no limit, because each guest of a list has all fields.
 */
static void add_credit(FiasRecord *list, const DeviceTalk *talk, const Stay *stay, const StayRights *rights)
{
    int64_t limit_minor = rights->limit_minor > 0 ? rights->limit_minor : talk->interface->limit_minor;

    if (limit_minor > 0) {
        fias_record_add_integer(list, "CL", MAX(0, limit_minor - folio_totals_balance(&stay->totals)));
    } else {
        fias_record_add(list, "CL", NULL);
    }
}

static DatabaseStatus list_guest(const DeviceTalk *talk, OdbcConnection *connection, const Stay *stay,
                                 FiasRecord *list, GError **error)
{
    g_auto(GStrv) name = g_strsplit(stay->guest_name, ", ", 2);
    g_auto(GuestTraits) traits = {0};
    StayRights rights;

    DatabaseStatus status = stay_rights_read(connection, stay->stay_id, &rights, error);
    if (status == DATABASE_OK) {
        status = guest_traits_read(connection, stay, &traits, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    fias_record_add(list, "RN", stay->room);
    fias_record_add_integer(list, "G#", stay->stay_id);
    fias_record_add(list, "GN", name[0]);
    fias_record_add(list, "GF", name[0] != NULL ? name[1] : NULL);
    fias_record_add_date(list, "GA", stay->arrival);
    fias_record_add_date(list, "GD", stay->departure);
    fias_record_add(list, "NP", rights.no_post ? "Y" : "N");
    fias_record_add_integer(list, "BA", folio_totals_balance(&stay->totals));
    guest_traits_add(list, &traits, true);
    add_credit(list, talk, stay, &rights);
    return DATABASE_OK;
}

static DatabaseStatus find_asked(const DeviceTalk *talk, OdbcConnection *connection, GPtrArray **ret_stays,
                                 GError **error)
{
    const char *asked = fias_record_get(talk->record, "PI");
    const char *text = asked != NULL ? asked : fias_record_get(talk->record, "RN");

    if (text == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status = device_room_guests(connection, text, ret_stays, error);
    if (status == DATABASE_OK && (*ret_stays)->len == 0 && asked != NULL) {
        g_clear_pointer(ret_stays, g_ptr_array_unref);
        status = device_named_guests(connection, text, INQUIRY_GUESTS_MAX, ret_stays, error);
    }
    return status;
}

DatabaseStatus device_talk_inquire(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    g_autoptr(GPtrArray) stays = NULL;

    DatabaseStatus status = find_asked(talk, connection, &stays, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (stays == NULL || stays->len == 0) {
        device_talk_reply_status(talk, "PA", stays == NULL ? DEVICE_UNPROCESSABLE : DEVICE_NOT_FOUND);
        return DATABASE_OK;
    }
    FiasRecord *list = device_talk_reply(talk, "PL");
    for (guint i = 0; i < MIN(stays->len, INQUIRY_GUESTS_MAX) && status == DATABASE_OK; i++) {
        status = list_guest(talk, connection, g_ptr_array_index(stays, i), list, error);
    }
    return status;
}
