#include "property/stay/check_out.h"

#include "ops/json.h"
#include "property/assignment/room_night_store.h"
#include "property/audit/business_date.h"
#include "property/cashier/cash_rules.h"
#include "property/copy/copy_store.h"
#include "property/folio/folio_store.h"
#include "property/folio/routing_store.h"
#include "property/room/room_store.h"
#include "property/stay/check_in.h"
#include "property/stay/share_rate.h"
#include "property/stay/stay_rights.h"
#include "property/stay/stay_share.h"
#include "property/stay/stay_store.h"
#include "revenue/policy_rules.h"

DatabaseStatus early_departure_price(OdbcConnection *connection, const ChainHotel *hotel, const Stay *stay,
                                     Night leaves_on, PriceBreakdown *charge, GError **error)
{
    g_autoptr(GArray) prices_minor = NULL;
    g_auto(GStrv) exemptions = NULL;
    Night covered_until = NIGHT_MIN;

    DatabaseStatus status = stay_night_prices(connection, stay, &prices_minor, error);
    if (status == DATABASE_OK) {
        status = tax_exemptions_read(connection, stay->stay_id, &exemptions, error);
    }
    if (status == DATABASE_OK) {
        status = sharing_covered_until(connection, stay, &covered_until, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    leaves_on = MIN(MAX(leaves_on, covered_until), stay->departure);
    PolicyStay policy_stay = {
        .hotel = hotel,
        .plan = hotel_rate_plan(hotel, stay->rate_plan),
        .arrival = stay->arrival,
        .departure = stay->departure,
        .night_prices_minor = (const int64_t *)(const void *)prices_minor->data,
        .occupancy = {stay->adults, stay->children, stay->infants},
        .exemptions = (const char *const *)exemptions,
    };
    policy_early_departure_charge(&policy_stay, leaves_on, charge);
    return DATABASE_OK;
}

/* What is due for the nights the guest booked and does not stay. `charge` has been initialised. */
static DatabaseStatus early_departure_charge(OdbcConnection *connection, const ChainHotel *hotel,
                                             const Stay *stay, Night business_date, PriceBreakdown *charge,
                                             GError **error)
{
    Night charged_until;

    DatabaseStatus status = folio_charged_until(connection, stay->stay_id, &charged_until, error);
    if (status != DATABASE_OK) {
        return status;
    }
    Night leaves_on = stay_leaves_on(business_date, charged_until, stay->departure);
    return leaves_on >= stay->departure
               ? DATABASE_OK
               : early_departure_price(connection, hotel, stay, leaves_on, charge, error);
}

/* What the open bills ask for. */
typedef struct OpenBills {
    int64_t due_minor;  /* what coins can pay of each, together */
    bool owed_to_house; /* one of them at least */
    bool owed_to_guest; /* one of them at least */
} OpenBills;

static DatabaseStatus read_open_bills(Command *command, const Stay *stay, OpenBills *ret_bills,
                                      GError **error)
{
    int64_t step_minor = command->property->hotel->cash_step_minor;
    int64_t balances_minor[FOLIO_WINDOW_MAX + 1];

    *ret_bills = (OpenBills){0};
    DatabaseStatus status = folio_window_balances(command->connection, stay->stay_id, balances_minor, error);
    for (int window = 1; status == DATABASE_OK && window <= FOLIO_WINDOW_MAX; window++) {
        int64_t payable_minor = cash_payable_minor(balances_minor[window], step_minor);
        ret_bills->due_minor += payable_minor;
        ret_bills->owed_to_house |= payable_minor > 0;
        ret_bills->owed_to_guest |= payable_minor < 0;
    }
    return status;
}

static DatabaseStatus check_tendered(Command *command, const OpenBills *bills)
{
    if (bills->owed_to_house && bills->owed_to_guest) {
        return command_refuse_field(
            command, "/settle/tendered", "tendered_mixed_bills",
            "One bill is owed by the guest and another to the guest. Move what is left over "
            "to the other bill or pay it back on the folio, then take the money.");
    }
    return bills->owed_to_house || bills->owed_to_guest
               ? DATABASE_OK
               : command_refuse_field(command, "/settle/tendered", "tendered_nothing_due",
                                      "Nothing is to be paid. Give the money back and check out without it.");
}

/* Money that is handed over once pays all open bills; its change is what is left after the last. */
static DatabaseStatus pay_open(Command *command, Stay *stay, const CheckOutPayment *payment,
                               const PostingContext *context, GError **error)
{
    Tender tender = {0};
    bool tendered = false;
    OpenBills bills;

    DatabaseStatus status = read_open_bills(command, stay, &bills, error);
    if (status == DATABASE_OK && payment->tendered.currency != NULL && payment->paid.kind == MEANS_CASH) {
        status = check_tendered(command, &bills);
    }
    if (status == DATABASE_OK) {
        status = command_read_tender(command, "/settle", &payment->tendered, &payment->paid, bills.due_minor,
                                     &tender, &tendered, error);
    }
    return status == DATABASE_OK ? folio_settle(command->connection, stay, &payment->paid,
                                                tendered ? &tender : NULL, context, error)
                                 : status;
}

/* Every window must be settled: what one has too much another does not pay by itself. */
static DatabaseStatus settle(Command *command, Stay *stay, const CheckOutPayment *payment,
                             const PostingContext *context, GError **error)
{
    int64_t balance_minor = folio_totals_balance(&stay->totals);
    int64_t open_minor;

    DatabaseStatus status = folio_open_minor(command->connection, stay->stay_id, &open_minor, error);
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = stay_check_out_decide(stay->status, open_minor, payment != NULL);
    if (verdict != STAY_ALLOWED) {
        command_refuse_verdict(command, verdict);
        http_problem_set_member(command->refusal, "balance_minor", json_integer(balance_minor));
        http_problem_set_member(command->refusal, "currency", json_string(stay->currency));
        return DATABASE_ROLLBACK;
    }
    return payment == NULL ? DATABASE_OK : pay_open(command, stay, payment, context, error);
}

/* Tonight and what was booked after it is free for the next guest, unless somebody who shared the room stays:
 * then it is kept. */
static DatabaseStatus free_room(Command *command, Stay *stay, bool *ret_kept, GError **error)
{
    LineKey key = line_key(stay->confirmation_number, stay->line);

    DatabaseStatus status = sharing_leave(command, stay, ret_kept, error);
    if (status != DATABASE_OK || *ret_kept) {
        return status;
    }
    status = room_nights_release(command->connection, &key, command->business_date, NIGHT_MAX, error);
    if (status == DATABASE_OK) {
        status = room_set_housekeeping(command->connection, stay->room, ROOM_DIRTY, command->now, error);
    }
    return status;
}

static DatabaseStatus move_out(Command *command, Stay *stay, GError **error)
{
    Night free_from = MAX(command->business_date, stay->arrival);
    bool kept = false;

    stay->status = STAY_CHECKED_OUT;
    stay->checked_out_on = command->business_date;
    stay->checked_out_at = command->now;
    DatabaseStatus status = free_room(command, stay, &kept, error);
    if (status == DATABASE_OK) {
        status = stay_tell_freed(command, stay, "check_out", kept ? stay->departure : free_from,
                                 stay->departure, error);
    }
    if (status == DATABASE_OK) {
        status = copy_line_set_status(command->connection, stay->confirmation_number, stay->line,
                                      LINE_CHECKED_OUT, error);
    }
    return status;
}

DatabaseStatus check_out_stay(Command *command, Stay *stay, const CheckOutPayment *payment, GError **error)
{
    g_auto(PriceBreakdown) charge;
    PostingContext context = {command->property->hotel, command->business_date, command->now,
                              command->staff->user};
    StayVerdict verdict = stay_in_house_decide(stay->status);

    price_breakdown_init(&charge, context.hotel);
    if (verdict != STAY_ALLOWED) {
        return command_refuse_verdict(command, verdict);
    }
    DatabaseStatus status = early_departure_charge(command->connection, context.hotel, stay,
                                                   command->business_date, &charge, error);
    if (status == DATABASE_OK) {
        status = folio_post_nights(command->connection, stay, &charge, &context, error);
    }
    if (status == DATABASE_OK) {
        status = settle(command, stay, payment, &context, error);
    }
    if (status == DATABASE_OK) {
        status = move_out(command, stay, error);
    }
    if (status == DATABASE_OK) {
        command->answer = stay_to_json(stay);
    }
    return status;
}

static json_t *charge_to_json(const PriceBreakdown *charge)
{
    json_t *nights = json_array();

    for (guint i = 0; i < charge->nights->len; i++) {
        const PriceNight *night = &g_array_index(charge->nights, PriceNight, i);
        json_array_append_new(nights,
                              json_pack("{s:o, s:I, s:I}", "night", json_from_night(night->night),
                                        "price_minor", (json_int_t)night->price_minor, "exclusive_tax_minor",
                                        (json_int_t)night->exclusive_tax_minor));
    }
    return nights;
}

/* What coins can pay of the open bills together, each rounded by itself. */
static int64_t cash_due_minor(const int64_t balances_minor[FOLIO_WINDOW_MAX + 1], int64_t step_minor)
{
    int64_t cash_minor = 0;

    for (int window = 1; window <= FOLIO_WINDOW_MAX; window++) {
        cash_minor += cash_payable_minor(balances_minor[window], step_minor);
    }
    return cash_minor;
}

DatabaseStatus check_out_preview(Property *property, OdbcConnection *connection, const Stay *stay,
                                 json_t **ret_preview, GError **error)
{
    g_auto(PriceBreakdown) charge;
    int64_t balances_minor[FOLIO_WINDOW_MAX + 1];
    Night business_date;

    price_breakdown_init(&charge, property->hotel);
    DatabaseStatus status = business_date_read(connection, &business_date, error);
    if (status == DATABASE_OK) {
        status = folio_window_balances(connection, stay->stay_id, balances_minor, error);
    }
    if (status == DATABASE_OK && stay->status == STAY_IN_HOUSE) {
        status = early_departure_charge(connection, property->hotel, stay, business_date, &charge, error);
    }
    if (status == DATABASE_OK) {
        status = folio_preview_nights(connection, stay, &charge, business_date, balances_minor, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    json_int_t balance_minor = folio_totals_balance(&stay->totals);
    json_int_t due_minor = balances_minor[0];
    *ret_preview = json_pack(
        "{s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:s}", "balance_minor", balance_minor, "early_departure_nights",
        charge_to_json(&charge), "early_departure_minor", (json_int_t)charge.room_minor,
        "early_departure_tax_minor", (json_int_t)charge.exclusive_tax_minor, "paid_by_others_minor",
        balance_minor + (json_int_t)charge.total_minor - due_minor, "due_minor", due_minor, "cash_due_minor",
        (json_int_t)cash_due_minor(balances_minor, property->hotel->cash_step_minor), "currency",
        stay->currency);
    return DATABASE_OK;
}
