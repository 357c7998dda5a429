#include "property/folio/deposit.h"

#include "property/ledger/account_command.h"

DatabaseStatus deposit_account(OdbcConnection *connection, const CopiedReservation *reservation, int line,
                               const PostingContext *context, Account *account, GError **error)
{
    DatabaseStatus status =
        account_find_deposit(connection, reservation->confirmation_number, line, account, error);

    if (status != DATABASE_OK || account->account_id != 0) {
        return status;
    }
    account->kind = ACCOUNT_DEPOSIT;
    account->line = line;
    account->name = g_strdup(reservation->guest_name);
    g_strlcpy(account->confirmation_number, reservation->confirmation_number,
              sizeof account->confirmation_number);
    return account_add(connection, account, context->posted_at, error);
}

/* Payments keep the day on which they were made. */
static DatabaseStatus move_item(OdbcConnection *connection, Stay *stay, const FolioItem *item,
                                const PostingContext *context, GError **error)
{
    FolioMove move = {
        .from = item->place,
        .to = {stay->stay_id, 1},
        .origin = item->root,
        .code = item->code,
        .description = item->description,
        .service_date = item->service_date,
        .amount_minor = item->amount_minor,
        .included_tax_minor = item->included_tax_minor,
    };

    if (!folio_totals_add(&stay->totals, FOLIO_TRANSFER, item->amount_minor)) {
        return database_fail(error, DATABASE_HARD, NULL, NULL, "a deposit would overflow the folio");
    }
    return posting_move(connection, &move, context, error);
}

DatabaseStatus deposit_move_in(OdbcConnection *connection, Stay *stay, const PostingContext *context,
                               GError **error)
{
    g_auto(Account) account = {0};
    g_autoptr(GArray) items = NULL;

    DatabaseStatus status =
        account_find_deposit(connection, stay->confirmation_number, stay->line, &account, error);
    if (status != DATABASE_OK || account.account_id == 0) {
        return status;
    }
    status = folio_items_read(connection, account.account_id, 0, &items, error);
    for (guint i = 0; status == DATABASE_OK && i < items->len; i++) {
        status = move_item(connection, stay, &g_array_index(items, FolioItem, i), context, error);
    }
    return status;
}

PolicyStay deposit_policy_stay(const ChainHotel *hotel, const CopiedLine *line)
{
    return (PolicyStay){
        .hotel = hotel,
        .plan = hotel_rate_plan(hotel, line->rate_plan),
        .arrival = line->arrival,
        .departure = line->departure,
        .night_prices_minor = (const int64_t *)(const void *)line->night_prices_minor->data,
        .priced_day = line->arrival == line->departure && line->night_prices_minor->len == 1,
        .occupancy = {line->adults, line->children, line->infants},
    };
}

/* The penalty as it is when the deposit covers it; otherwise what there is, with its share of the taxes. */
static DatabaseStatus keep(OdbcConnection *connection, Stay *folio, const PriceBreakdown *penalty,
                           int64_t paid_minor, const PostingContext *context, GError **error)
{
    if (penalty->total_minor <= paid_minor) {
        return folio_post_nights(connection, folio, penalty, context, error);
    }
    int64_t tax_minor = penalty->included_tax_minor + penalty->exclusive_tax_minor;
    Posting posting = posting_of_context(context);
    posting.department = FOLIO_ROOM;
    posting.code = "CANCELLATION";
    posting.description = "Cancellation";
    posting.amount_minor = paid_minor;
    posting.included_tax_minor = folio_share(tax_minor, paid_minor, penalty->total_minor);
    return folio_post(connection, folio, &posting, error);
}

DatabaseStatus deposit_settle(OdbcConnection *connection, const CopiedReservation *reservation,
                              const CopiedLine *line, const Account *account, Instant cancelled_at,
                              const PaidBy *paid, const PostingContext *context,
                              DepositSettlement *ret_settlement, GError **error)
{
    g_auto(PriceBreakdown) penalty;
    PolicyStay booked = deposit_policy_stay(context->hotel, line);
    g_autoptr(Stay) folio = stay_of_account(account, reservation->currency);
    int64_t paid_minor = -account->balance_minor;
    DatabaseStatus status = DATABASE_OK;

    price_breakdown_init(&penalty, context->hotel);
    policy_cancellation_penalty(&booked, cancelled_at, &penalty);
    int64_t refund_minor = policy_refund_minor(&penalty, paid_minor);
    folio->arrival = line->arrival;
    folio->departure = line->departure;
    if (refund_minor < paid_minor) {
        status = keep(connection, folio, &penalty, paid_minor, context, error);
    }
    if (status == DATABASE_OK && refund_minor > 0) {
        status = folio_post_payment(connection, folio, paid, -refund_minor, context, error);
    }
    *ret_settlement = (DepositSettlement){paid_minor, paid_minor - refund_minor, refund_minor};
    return status;
}
