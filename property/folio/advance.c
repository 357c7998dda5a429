#include "property/folio/advance.h"

#include "ops/json.h"
#include "property/folio/folio_tax.h"
#include "property/folio/routing_store.h"
#include "property/stay/stay_store.h"

/* What is added up over the nights to come. */
typedef struct Advance {
    const ChainHotel *hotel;
    const Stay *stay;
    char **exemptions;
    json_t *nights;
    int64_t to_come_minor;
    int64_t elsewhere_minor;
} Advance;

/* The part of an amount that another account will take over. */
static DatabaseStatus count(OdbcConnection *connection, Advance *advance, FolioDepartment department,
                            Night night, int64_t amount_minor, GError **error)
{
    g_autoptr(GArray) parts = NULL;

    DatabaseStatus status =
        routing_parts(connection, advance->stay->stay_id, department, night, &parts, error);
    if (status != DATABASE_OK) {
        return status;
    }
    advance->to_come_minor += amount_minor;
    for (guint i = 0; i < parts->len; i++) {
        const RoutedPart *part = &g_array_index(parts, RoutedPart, i);
        if (part->place.account_id != advance->stay->stay_id) {
            advance->elsewhere_minor += folio_share(amount_minor, part->share_basis_points, ROUTING_WHOLE);
        }
    }
    return DATABASE_OK;
}

static int64_t with_taxes(const Advance *advance, const FixedCharge *charge, Night night)
{
    g_autoptr(GArray) taxes = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    int64_t sum_minor = charge->amount_minor;

    price_department_taxes(advance->hotel, folio_tax_department(advance->hotel, charge->department), night,
                           charge->amount_minor, (const char *const *)advance->exemptions, taxes);
    for (guint i = 0; i < taxes->len; i++) {
        const PriceTaxLine *line = &g_array_index(taxes, PriceTaxLine, i);
        sum_minor += line->included ? 0 : line->amount_minor;
    }
    return sum_minor;
}

static DatabaseStatus add_fixed(OdbcConnection *connection, Advance *advance, Night night, int64_t *ret_minor,
                                GError **error)
{
    g_autoptr(GArray) charges = NULL;

    *ret_minor = 0;
    DatabaseStatus status = fixed_charges_read(connection, advance->stay->stay_id, night, &charges, error);
    for (guint i = 0; status == DATABASE_OK && i < charges->len; i++) {
        const FixedCharge *charge = &g_array_index(charges, FixedCharge, i);
        int64_t amount_minor = charge->included ? 0 : with_taxes(advance, charge, night);
        *ret_minor += amount_minor;
        status = count(connection, advance, charge->department, night, amount_minor, error);
    }
    return status;
}

static DatabaseStatus add_night(OdbcConnection *connection, Advance *advance, Night night,
                                int64_t price_minor, GError **error)
{
    g_auto(PriceBreakdown) charge;
    PriceTerms terms =
        stay_price_terms(advance->stay, advance->hotel, (const char *const *)advance->exemptions);
    int64_t fixed_minor = 0;

    price_breakdown_init(&charge, advance->hotel);
    price_breakdown_add_night(&charge, &terms, night, price_minor, true);
    DatabaseStatus status = count(connection, advance, FOLIO_ROOM, night, charge.total_minor, error);
    if (status == DATABASE_OK) {
        status = add_fixed(connection, advance, night, &fixed_minor, error);
    }
    json_array_append_new(advance->nights, json_pack("{s:o, s:I, s:I, s:I}", "night", json_from_night(night),
                                                     "room_minor", (json_int_t)charge.room_minor, "tax_minor",
                                                     (json_int_t)charge.exclusive_tax_minor, "fixed_minor",
                                                     (json_int_t)fixed_minor));
    return status;
}

static bool is_charged(const GArray *charged, Night night)
{
    for (guint i = 0; i < charged->len; i++) {
        if (g_array_index(charged, Night, i) == night) {
            return true;
        }
    }
    return false;
}

static DatabaseStatus add_nights(OdbcConnection *connection, Advance *advance, Night from, GError **error)
{
    g_autoptr(GArray) prices_minor = NULL;
    g_autoptr(GArray) charged = NULL;
    const Stay *stay = advance->stay;

    DatabaseStatus status = stay_night_prices(connection, stay, &prices_minor, error);
    if (status == DATABASE_OK) {
        status = folio_charged_nights(connection, stay->stay_id, from, &charged, error);
    }
    for (Night night = from; status == DATABASE_OK && night < stay->departure; night++) {
        guint index = (guint)(night - stay->arrival);
        if (index < prices_minor->len && !is_charged(charged, night)) {
            status =
                add_night(connection, advance, night, g_array_index(prices_minor, int64_t, index), error);
        }
    }
    return status;
}

DatabaseStatus folio_advance_json(OdbcConnection *connection, const ChainHotel *hotel, const Stay *stay,
                                  Night business_date, json_t **ret_advance, GError **error)
{
    g_auto(GStrv) exemptions = NULL;
    json_auto_t *nights = json_array();

    DatabaseStatus status = tax_exemptions_read(connection, stay->stay_id, &exemptions, error);
    Advance advance = {.hotel = hotel, .stay = stay, .exemptions = exemptions, .nights = nights};
    if (status == DATABASE_OK && stay->status == STAY_IN_HOUSE) {
        status = add_nights(connection, &advance, MAX(business_date, stay->arrival), error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    int64_t balance_minor = folio_totals_balance(&stay->totals);
    *ret_advance = json_pack("{s:s, s:O, s:I, s:I, s:I, s:I}", "currency", stay->currency, "nights", nights,
                             "to_come_minor", (json_int_t)advance.to_come_minor, "elsewhere_minor",
                             (json_int_t)advance.elsewhere_minor, "balance_minor", (json_int_t)balance_minor,
                             "expected_minor",
                             (json_int_t)(balance_minor + advance.to_come_minor - advance.elsewhere_minor));
    return DATABASE_OK;
}
