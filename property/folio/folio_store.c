#include "property/folio/folio_store.h"

#include "property/cashier/cash_rules.h"
#include "property/cashier/tender_store.h"
#include "property/command/statement.h"
#include "property/folio/account_store.h"
#include "property/folio/folio_tax.h"
#include "property/folio/routing_store.h"
#include <string.h>

#define PACKAGE_CODE "PACKAGE"

/* A night whose posting was countered is not charged. */
#define CHARGED_NIGHTS                                                                                       \
    "FROM posting p WHERE p.account_id = ? AND p.code = '" FOLIO_ROOM_CODE                                   \
    "' AND p.night IS NOT NULL AND NOT EXISTS (SELECT 1 FROM posting c WHERE c.corrects = p.posting_number)"

static const OdbcStatement last_night = {
    "last_night_charged",
    "SELECT MAX(p.night) " CHARGED_NIGHTS,
    1,
};

static const OdbcStatement charged_nights = {
    "charged_nights",
    "SELECT p.night " CHARGED_NIGHTS " AND p.night >= ? ORDER BY p.night",
    2,
};

/* ---- posting and routing ---- */

/* Where the parts of a posting go; one part when it is placed by hand or is no charge. */
static DatabaseStatus find_parts(OdbcConnection *connection, const Stay *stay, const Posting *posting,
                                 GArray **ret_parts, GError **error)
{
    FolioDepartment department = posting->department == FOLIO_TAX ? posting->taxed : posting->department;
    RoutedPart whole = {{stay->stay_id, MAX(posting->window, 1)}, ROUTING_WHOLE};

    if (posting->window == 0 && folio_department_is_charge(department)) {
        return routing_parts(connection, stay->stay_id, department, posting->business_date, ret_parts, error);
    }
    *ret_parts = g_array_new(FALSE, FALSE, sizeof(RoutedPart));
    g_array_append_val(*ret_parts, whole);
    return DATABASE_OK;
}

/* Moves a part of what was just posted in a window of the stay. */
static DatabaseStatus route_on(OdbcConnection *connection, Stay *stay, const FolioMove *move,
                               const Posting *posting, GError **error)
{
    PostingContext context = {NULL, posting->business_date, posting->posted_at, posting->staff};
    bool stays = move->to.account_id == stay->stay_id && move->to.window == move->from.window;

    if (stays || move->amount_minor == 0) {
        return DATABASE_OK;
    }
    if (move->to.account_id != stay->stay_id) {
        g_assert(folio_totals_add(&stay->totals, FOLIO_TRANSFER, -move->amount_minor));
    }
    return posting_move(connection, move, &context, error);
}

/* The parts add up to the whole: what rounding leaves goes with the last of them. Takes the part from
 * `left_minor`. */
static int64_t take_part(const GArray *parts, guint index, int64_t whole_minor, int64_t *left_minor)
{
    int share_basis_points = g_array_index(parts, RoutedPart, index).share_basis_points;
    bool last = index + 1 == parts->len;
    int64_t part_minor = last ? *left_minor : folio_share(whole_minor, share_basis_points, ROUTING_WHOLE);

    *left_minor -= part_minor;
    return part_minor;
}

static DatabaseStatus route_parts(OdbcConnection *connection, Stay *stay, const GArray *parts,
                                  const Posting *posting, int64_t number, GError **error)
{
    FolioMove move = {
        .from = {stay->stay_id, posting->window},
        .origin = number,
        .code = posting->code,
        .description = posting->description,
        .service_date = posting->service_date,
    };
    int64_t left_minor = posting->amount_minor;
    int64_t left_tax_minor = posting->included_tax_minor;
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; status == DATABASE_OK && i < parts->len; i++) {
        move.to = g_array_index(parts, RoutedPart, i).place;
        move.amount_minor = take_part(parts, i, posting->amount_minor, &left_minor);
        move.included_tax_minor = take_part(parts, i, posting->included_tax_minor, &left_tax_minor);
        status = route_on(connection, stay, &move, posting, error);
    }
    return status;
}

DatabaseStatus folio_post_numbered(OdbcConnection *connection, Stay *stay, const Posting *posting,
                                   int64_t *ret_number, GError **error)
{
    g_autoptr(GArray) parts = NULL;
    Posting placed = *posting;
    int64_t number;

    if (!folio_totals_add(&stay->totals, posting->department, posting->amount_minor)) {
        return database_fail(error, DATABASE_HARD, NULL, NULL,
                             "the folio of stay %" G_GINT64_FORMAT " would overflow", stay->stay_id);
    }
    DatabaseStatus status = find_parts(connection, stay, posting, &parts, error);
    if (status != DATABASE_OK) {
        return status;
    }
    placed.window = routing_base_window(parts, stay->stay_id);
    status = posting_append(connection, stay->stay_id, &placed, &number, error);
    if (status == DATABASE_OK) {
        status = route_parts(connection, stay, parts, &placed, number, error);
    }
    if (status == DATABASE_OK && ret_number != NULL) {
        *ret_number = number;
    }
    return status;
}

DatabaseStatus folio_post(OdbcConnection *connection, Stay *stay, const Posting *posting, GError **error)
{
    return folio_post_numbered(connection, stay, posting, NULL, error);
}

DatabaseStatus folio_move_item(OdbcConnection *connection, Stay *stay, const FolioItem *item, FolioPlace to,
                               int64_t amount_minor, const PostingContext *context, GError **error)
{
    FolioMove move = {
        .from = item->place,
        .to = to,
        .origin = item->root,
        .code = item->code,
        .description = item->description,
        .service_date = item->service_date,
        .amount_minor = amount_minor,
        .included_tax_minor = folio_share(item->included_tax_minor, amount_minor, item->amount_minor),
    };

    if (to.account_id != stay->stay_id && !folio_totals_add(&stay->totals, FOLIO_TRANSFER, -amount_minor)) {
        return database_fail(error, DATABASE_HARD, NULL, NULL,
                             "the folio of stay %" G_GINT64_FORMAT " would overflow", stay->stay_id);
    }
    return posting_move(connection, &move, context, error);
}

/* ---- taxes ---- */

/* What a tax is on. */
typedef struct Taxed {
    FolioDepartment department;
    int64_t number;
    int window;
    Night service_date;
    FolioEntry entry;
} Taxed;

static DatabaseStatus post_tax(OdbcConnection *connection, Stay *stay, const PriceTaxLine *line, Night night,
                               const Taxed *taxed, const PostingContext *context, GError **error)
{
    Posting posting = posting_of_context(context);

    posting.department = FOLIO_TAX;
    posting.code = line->tax->code;
    posting.description = line->tax->name.en;
    posting.amount_minor = line->amount_minor;
    posting.night = night;
    posting.origin = taxed->number;
    posting.taxed = taxed->department;
    posting.window = taxed->window;
    posting.service_date = taxed->service_date;
    posting.entry = taxed->entry;
    return folio_post(connection, stay, &posting, error);
}

DatabaseStatus folio_post_taxed(OdbcConnection *connection, Stay *stay, const Posting *charge,
                                const PostingContext *context, int64_t *ret_number, GError **error)
{
    g_autoptr(GArray) tax_lines = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    g_auto(GStrv) exemptions = NULL;
    Posting posting = *charge;
    Taxed taxed = {charge->department, 0, charge->window, charge->service_date, charge->entry};

    DatabaseStatus status = tax_exemptions_read(connection, stay->stay_id, &exemptions, error);
    if (status != DATABASE_OK) {
        return status;
    }
    Night date = charge->service_date != 0 ? charge->service_date : context->business_date;
    price_department_taxes(context->hotel, folio_tax_department(context->hotel, charge->department), date,
                           charge->amount_minor, (const char *const *)exemptions, tax_lines);
    posting.included_tax_minor = 0;
    for (guint i = 0; i < tax_lines->len; i++) {
        const PriceTaxLine *line = &g_array_index(tax_lines, PriceTaxLine, i);
        posting.included_tax_minor += line->included ? line->amount_minor : 0;
    }
    status = folio_post_numbered(connection, stay, &posting, &taxed.number, error);
    for (guint i = 0; i < tax_lines->len && status == DATABASE_OK; i++) {
        const PriceTaxLine *line = &g_array_index(tax_lines, PriceTaxLine, i);
        if (!line->included) {
            status = post_tax(connection, stay, line, charge->night, &taxed, context, error);
        }
    }
    if (status == DATABASE_OK && ret_number != NULL) {
        *ret_number = taxed.number;
    }
    return status;
}

/* ---- nights ---- */

/* A day-use stay has a posting for its day, but no night. */
static DatabaseStatus post_room(OdbcConnection *connection, Stay *stay, const PriceNight *night,
                                const PostingContext *context, int64_t *ret_number, GError **error)
{
    Posting posting = posting_of_context(context);

    posting.department = FOLIO_ROOM;
    posting.code = FOLIO_ROOM_CODE;
    posting.description = stay->arrival == stay->departure ? "Day use" : "Room";
    posting.amount_minor = night->price_minor;
    posting.included_tax_minor = night->included_tax_minor;
    posting.night = night->night;
    DatabaseStatus status = folio_post_numbered(connection, stay, &posting, ret_number, error);
    if (status == DATABASE_OK && stay->arrival < stay->departure) {
        stay->nights_charged++;
    }
    return status;
}

static int64_t number_of_night(const PriceBreakdown *charge, const GArray *numbers, Night night)
{
    for (guint i = 0; i < charge->nights->len; i++) {
        if (g_array_index(charge->nights, PriceNight, i).night == night) {
            return g_array_index(numbers, int64_t, i);
        }
    }
    g_assert_not_reached();
}

/* `ret_last` is the number of the last night's posting; 0 when there is none. */
static DatabaseStatus post_nights(OdbcConnection *connection, Stay *stay, const PriceBreakdown *charge,
                                  const PostingContext *context, int64_t *ret_last, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < charge->nights->len && status == DATABASE_OK; i++) {
        status = post_room(connection, stay, &g_array_index(charge->nights, PriceNight, i), context, ret_last,
                           error);
        g_array_append_val(numbers, *ret_last);
    }
    for (guint i = 0; i < charge->tax_lines->len && status == DATABASE_OK; i++) {
        const PriceTaxLine *line = &g_array_index(charge->tax_lines, PriceTaxLine, i);
        if (!line->included) {
            Taxed taxed = {.department = FOLIO_ROOM, .number = number_of_night(charge, numbers, line->night)};
            status = post_tax(connection, stay, line, line->night, &taxed, context, error);
        }
    }
    return status;
}

DatabaseStatus folio_post_nights(OdbcConnection *connection, Stay *stay, const PriceBreakdown *charge,
                                 const PostingContext *context, GError **error)
{
    int64_t last = 0;

    return post_nights(connection, stay, charge, context, &last, error);
}

/* What of one posting is the stay's own. */
static void add_own_parts(const Stay *stay, const GArray *parts, int64_t amount_minor,
                          int64_t balances_minor[FOLIO_WINDOW_MAX + 1])
{
    int64_t left_minor = amount_minor;

    for (guint i = 0; i < parts->len; i++) {
        FolioPlace to = g_array_index(parts, RoutedPart, i).place;
        int64_t part_minor = take_part(parts, i, amount_minor, &left_minor);
        if (to.account_id == stay->stay_id) {
            balances_minor[0] += part_minor;
            balances_minor[to.window] += part_minor;
        }
    }
}

DatabaseStatus folio_preview_nights(OdbcConnection *connection, const Stay *stay,
                                    const PriceBreakdown *charge, Night business_date,
                                    int64_t balances_minor[FOLIO_WINDOW_MAX + 1], GError **error)
{
    g_autoptr(GArray) parts = NULL;

    DatabaseStatus status =
        routing_parts(connection, stay->stay_id, FOLIO_ROOM, business_date, &parts, error);
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint i = 0; i < charge->nights->len; i++) {
        add_own_parts(stay, parts, g_array_index(charge->nights, PriceNight, i).price_minor, balances_minor);
    }
    for (guint i = 0; i < charge->tax_lines->len; i++) {
        const PriceTaxLine *line = &g_array_index(charge->tax_lines, PriceTaxLine, i);
        if (!line->included) {
            add_own_parts(stay, parts, line->amount_minor, balances_minor);
        }
    }
    return DATABASE_OK;
}

/* Where the stay's room postings are appended: a window of its own, from which they may be moved on. */
static DatabaseStatus find_room_window(OdbcConnection *connection, const Stay *stay,
                                       const PostingContext *context, int *ret_window, GError **error)
{
    g_autoptr(GArray) parts = NULL;

    DatabaseStatus status =
        routing_parts(connection, stay->stay_id, FOLIO_ROOM, context->business_date, &parts, error);
    if (status == DATABASE_OK) {
        *ret_window = routing_base_window(parts, stay->stay_id);
    }
    return status;
}

/* The room's price contains the element: the guest pays the same, the revenue is the other department's. Both
 * halves stand in the room's window, so that no bill shows them. */
static DatabaseStatus shift_included(OdbcConnection *connection, Stay *stay, const FixedCharge *element,
                                     const PriceNight *night, int64_t room, const PostingContext *context,
                                     GError **error)
{
    Posting posting = posting_of_context(context);

    if (element->amount_minor == 0) {
        return DATABASE_OK;
    }
    DatabaseStatus status = find_room_window(connection, stay, context, &posting.window, error);
    if (status != DATABASE_OK) {
        return status;
    }
    posting.entry = FOLIO_PACKAGE;
    posting.department = FOLIO_ROOM;
    posting.code = PACKAGE_CODE;
    posting.description = element->description;
    posting.origin = room;
    posting.amount_minor = -element->amount_minor;
    if (night->price_minor != 0) {
        posting.included_tax_minor =
            -folio_share(night->included_tax_minor, element->amount_minor, night->price_minor);
    }
    status = folio_post(connection, stay, &posting, error);
    if (status != DATABASE_OK) {
        return status;
    }
    posting.department = element->department;
    posting.amount_minor = element->amount_minor;
    posting.included_tax_minor = -posting.included_tax_minor;
    return folio_post(connection, stay, &posting, error);
}

static DatabaseStatus post_fixed(OdbcConnection *connection, Stay *stay, const FixedCharge *element,
                                 const PostingContext *context, GError **error)
{
    Posting posting = posting_of_context(context);

    posting.department = element->department;
    posting.code = folio_department_code(element->department);
    posting.description = element->description;
    posting.amount_minor = element->amount_minor;
    return folio_post_taxed(connection, stay, &posting, context, NULL, error);
}

static DatabaseStatus post_fixed_charges(OdbcConnection *connection, Stay *stay, const PriceNight *night,
                                         int64_t room, const PostingContext *context, GError **error)
{
    g_autoptr(GArray) charges = NULL;
    int64_t contained_minor = MAX(night->price_minor, 0); /* a price contains no more than itself */

    DatabaseStatus status = fixed_charges_read(connection, stay->stay_id, night->night, &charges, error);
    for (guint i = 0; status == DATABASE_OK && i < charges->len; i++) {
        FixedCharge *element = &g_array_index(charges, FixedCharge, i);
        if (element->included) {
            element->amount_minor = MIN(element->amount_minor, contained_minor);
            contained_minor -= element->amount_minor;
        }
        status = element->included ? shift_included(connection, stay, element, night, room, context, error)
                                   : post_fixed(connection, stay, element, context, error);
    }
    return status;
}

DatabaseStatus folio_post_slept_night(OdbcConnection *connection, Stay *stay, Night night,
                                      int64_t price_minor, const PostingContext *context, GError **error)
{
    g_auto(PriceBreakdown) charge;
    g_auto(GStrv) exemptions = NULL;
    int64_t room = 0;

    price_breakdown_init(&charge, context->hotel);
    DatabaseStatus status = tax_exemptions_read(connection, stay->stay_id, &exemptions, error);
    if (status != DATABASE_OK) {
        return status;
    }
    PriceTerms terms = stay_price_terms(stay, context->hotel, (const char *const *)exemptions);
    price_breakdown_add_night(&charge, &terms, night, price_minor, true);
    status = post_nights(connection, stay, &charge, context, &room, error);
    if (status != DATABASE_OK) {
        return status;
    }
    return post_fixed_charges(connection, stay, &g_array_index(charge.nights, PriceNight, 0), room, context,
                              error);
}

/* ---- charges and payments ---- */

DatabaseStatus folio_post_charge(OdbcConnection *connection, Stay *stay, FolioDepartment department,
                                 const char *description, int64_t amount_minor, const PostingContext *context,
                                 GError **error)
{
    Posting posting = posting_of_context(context);

    posting.department = department;
    posting.code = folio_department_code(department);
    posting.description = description;
    posting.amount_minor = amount_minor;
    return folio_post_taxed(connection, stay, &posting, context, NULL, error);
}

static DatabaseStatus post_rounding(OdbcConnection *connection, Stay *stay, const FolioPayment *payment,
                                    int64_t rounded_minor, int64_t payment_number,
                                    const PostingContext *context, int64_t *ret_number, GError **error)
{
    Posting posting = posting_of_context(context);

    posting.department = FOLIO_ROUNDING;
    posting.code = FOLIO_CASH_ROUNDING_CODE;
    posting.description = "Cash rounding";
    posting.amount_minor = -rounded_minor;
    posting.window = payment->window;
    posting.origin = payment_number;
    return folio_post_numbered(connection, stay, &posting, ret_number, error);
}

DatabaseStatus folio_pay(OdbcConnection *connection, Stay *stay, const FolioPayment *payment,
                         const PostingContext *context, int64_t *ret_number, GError **error)
{
    Posting posting = posting_of_context(context);
    bool cash = payment->paid->kind == MEANS_CASH;
    int64_t paid_minor = cash ? cash_payable_minor(payment->amount_minor, context->hotel->cash_step_minor)
                              : payment->amount_minor;
    DatabaseStatus status = DATABASE_OK;
    int64_t rounding = 0;
    int64_t number = 0;

    posting.department = FOLIO_PAYMENT;
    posting.tender = payment->tender;
    posting.paid = payment->paid;
    posting.code = payment->paid->code;
    posting.description = payment->amount_minor < 0 ? "Refund" : "Payment";
    posting.amount_minor = -paid_minor;
    posting.window = payment->window;
    if (paid_minor != 0) {
        status = folio_post_numbered(connection, stay, &posting, &number, error);
    }
    if (status == DATABASE_OK && paid_minor != payment->amount_minor) {
        status = post_rounding(connection, stay, payment, payment->amount_minor - paid_minor, number, context,
                               &rounding, error);
    }
    if (ret_number != NULL) {
        *ret_number = number != 0 ? number : rounding;
    }
    return status;
}

DatabaseStatus folio_pay_out(OdbcConnection *connection, Stay *stay, int window, const char *what,
                             int64_t amount_minor, const PostingContext *context, GError **error)
{
    Posting posting = posting_of_context(context);

    posting.department = FOLIO_PAYMENT;
    posting.code = FOLIO_PAID_OUT_CODE;
    posting.description = what;
    posting.amount_minor = amount_minor;
    posting.window = window;
    return folio_post(connection, stay, &posting, error);
}

DatabaseStatus folio_post_payment(OdbcConnection *connection, Stay *stay, const PaidBy *paid,
                                  int64_t amount_minor, const PostingContext *context, GError **error)
{
    FolioPayment payment = {.window = 1, .paid = paid, .amount_minor = amount_minor};

    return folio_pay(connection, stay, &payment, context, NULL, error);
}

DatabaseStatus folio_open_minor(OdbcConnection *connection, int64_t stay_id, int64_t *ret_open_minor,
                                GError **error)
{
    int64_t balances_minor[FOLIO_WINDOW_MAX + 1];

    *ret_open_minor = 0;
    DatabaseStatus status = folio_window_balances(connection, stay_id, balances_minor, error);
    for (int window = 1; status == DATABASE_OK && window <= FOLIO_WINDOW_MAX && *ret_open_minor == 0;
         window++) {
        *ret_open_minor = balances_minor[window];
    }
    return status;
}

/* What the first of the bills is paid with: the others are paid from its change, so that each payment can be
 * taken back by itself. */
static Tender tender_for_first(const Tender *tender, const int64_t balances_minor[FOLIO_WINDOW_MAX + 1],
                               int first, int64_t step_minor)
{
    Tender handed = *tender;

    for (int window = first + 1; window <= FOLIO_WINDOW_MAX; window++) {
        handed.change_minor += cash_payable_minor(balances_minor[window], step_minor);
    }
    return handed;
}

DatabaseStatus folio_settle(OdbcConnection *connection, Stay *stay, const PaidBy *paid, const Tender *tender,
                            const PostingContext *context, GError **error)
{
    int64_t step_minor = context->hotel->cash_step_minor;
    int64_t balances_minor[FOLIO_WINDOW_MAX + 1];
    int64_t first = 0;

    DatabaseStatus status = folio_window_balances(connection, stay->stay_id, balances_minor, error);
    for (int window = 1; window <= FOLIO_WINDOW_MAX && status == DATABASE_OK; window++) {
        FolioPayment payment = {.window = window, .paid = paid, .amount_minor = balances_minor[window]};
        bool moves_cash = tender != NULL && cash_payable_minor(balances_minor[window], step_minor) != 0;
        Tender handed;
        int64_t number = 0;
        if (balances_minor[window] == 0) {
            continue;
        }
        if (moves_cash && first == 0) {
            handed = tender_for_first(tender, balances_minor, window, step_minor);
            payment.tender = &handed;
        }
        status = folio_pay(connection, stay, &payment, context, &number, error);
        if (status == DATABASE_OK && moves_cash && first != 0) {
            status = paid_together_add(connection, number, first, error);
        }
        first = moves_cash && first == 0 ? number : first;
    }
    return status;
}

DatabaseStatus folio_charged_until(OdbcConnection *connection, int64_t stay_id, Night *ret_night,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &last_night, &result, error, "l", stay_id);
    if (status == DATABASE_OK) {
        Night last = statement_night(result, 0, 0);
        *ret_night = last == NIGHT_NONE ? NIGHT_MIN : last + 1;
    }
    return status;
}

DatabaseStatus folio_charged_nights(OdbcConnection *connection, int64_t stay_id, Night from,
                                    GArray **ret_nights, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &charged_nights, &result, error, "ln", stay_id, from);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_nights = g_array_new(FALSE, FALSE, sizeof(Night));
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        Night night = statement_night(result, row, 0);
        g_array_append_val(*ret_nights, night);
    }
    return DATABASE_OK;
}
