#include "revenue/price_rules.h"

#include <stdlib.h>
#include <string.h>

enum {
    WHOLE_MILLIONTHS = 1000000,
    WHOLE_BASIS_POINTS = 10000,
    USUAL_NIGHTS = 4, /* room for so many is made at once */
};

/* ---- arithmetic ---------------------------------------------------------------------------------- */

/* Amounts here are within PRICE_NIGHT_MINOR_MAX and shares below 10000 %, so the result always fits. */
static int64_t scaled(int64_t amount_minor, int64_t numerator, int64_t denominator)
{
    int64_t result_minor = 0;
    bool fits = amount_scale(amount_minor, numerator, denominator, &result_minor, NULL);
    g_assert(fits);
    return result_minor;
}

/* Change by a percentage and an amount, never below 0, rounded half up to the plan's multiple. */
static int64_t amount_changed(int64_t amount_minor, int32_t change_basis_points, int64_t change_minor,
                              int64_t round_to_minor)
{
    g_assert(round_to_minor > 0);
    int64_t exact =
        amount_minor * (WHOLE_BASIS_POINTS + change_basis_points) + change_minor * WHOLE_BASIS_POINTS;
    if (exact <= 0)
        return 0;
    return scaled(exact, 1, round_to_minor * WHOLE_BASIS_POINTS) * round_to_minor;
}

/* ---- the price book ------------------------------------------------------------------------------ */

static int key_compare(const char *left_plan, const char *left_type, Night left_night, const char *right_plan,
                       const char *right_type, Night right_night)
{
    int order = strcmp(left_plan, right_plan);
    if (order == 0)
        order = strcmp(left_type, right_type);
    if (order == 0)
        order = (left_night > right_night) - (left_night < right_night);
    return order;
}

gint price_override_compare(gconstpointer left, gconstpointer right)
{
    const PriceOverride *a = left;
    const PriceOverride *b = right;
    return key_compare(a->rate_plan, a->room_type, a->night, b->rate_plan, b->room_type, b->night);
}

gint price_restriction_compare(gconstpointer left, gconstpointer right)
{
    const PriceRestriction *a = left;
    const PriceRestriction *b = right;
    return key_compare(a->rate_plan, a->room_type, a->night, b->rate_plan, b->room_type, b->night);
}

void price_overrides_sort(PriceOverride *overrides, gsize override_count)
{
    if (override_count > 1)
        qsort(overrides, override_count, sizeof *overrides, price_override_compare);
}

void price_restrictions_sort(PriceRestriction *restrictions, gsize restriction_count)
{
    if (restriction_count > 1)
        qsort(restrictions, restriction_count, sizeof *restrictions, price_restriction_compare);
}

static const PriceOverride *book_override(const PriceBook *book, const char *plan, const char *room_type,
                                          Night night)
{
    gsize low = 0;
    gsize high = book != NULL ? book->override_count : 0;
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        const PriceOverride *entry = &book->overrides[middle];
        int order = key_compare(entry->rate_plan, entry->room_type, entry->night, plan, room_type, night);
        if (order == 0)
            return entry;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Index of the first restriction of a plan and type on or after a night. */
static gsize book_first_restriction(const PriceBook *book, const char *plan, const char *room_type,
                                    Night night)
{
    gsize low = 0;
    gsize high = book->restriction_count;
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        const PriceRestriction *entry = &book->restrictions[middle];
        if (key_compare(entry->rate_plan, entry->room_type, entry->night, plan, room_type, night) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- night prices -------------------------------------------------------------------------------- */

/* How exactly a row matches a night: 0 not at all, 1 base, 2 day type, 3 season, 4 both. Seasons compare by
 * code, because one season may be several spans of the year. */
static int row_match(const ChainAmountRow *row, const ChainSeason *season, const ChainDayType *day_type)
{
    if (row->season != NULL && (season == NULL || strcmp(row->season->code, season->code) != 0))
        return 0;
    if (row->day_type != NULL && row->day_type != day_type)
        return 0;
    return 1 + (row->day_type != NULL ? 1 : 0) + (row->season != NULL ? 2 : 0);
}

static int64_t plan_own_amount(const ChainHotel *hotel, const ChainRatePlan *plan,
                               const ChainRoomType *room_type, Night night)
{
    const ChainSeason *season = hotel_season_of_night(hotel, night);
    const ChainDayType *day_type = hotel_day_type_of_night(hotel, night);
    const ChainAmountRow *best = NULL;
    int best_match = 0;
    int64_t base_minor = 0;
    for (guint i = 0; i < plan->amounts->len; i++) {
        const ChainAmountRow *row = &g_array_index(plan->amounts, ChainAmountRow, i);
        int match = row_match(row, season, day_type);
        int64_t amount_minor = 0;
        bool names_type = amount_row_get(row, room_type, &amount_minor);
        if (row->season == NULL && row->day_type == NULL)
            base_minor = amount_minor;
        if (match > best_match && (names_type || row->amounts == NULL)) {
            best = row;
            best_match = match;
        }
    }
    g_assert(best != NULL);
    int64_t amount_minor = base_minor;
    int32_t change_basis_points =
        amount_row_get(best, room_type, &amount_minor) ? 0 : best->change_basis_points;
    return amount_changed(amount_minor, change_basis_points, 0, plan->round_to_minor);
}

static int64_t plan_amount(const ChainHotel *hotel, const ChainRatePlan *plan, const ChainRoomType *room_type,
                           Night night, const PriceBook *book)
{
    const PriceOverride *override = book_override(book, plan->code, room_type->code, night);
    if (override != NULL)
        return override->amount_minor;
    if (plan->from == NULL)
        return plan_own_amount(hotel, plan, room_type, night);
    int64_t from_minor = plan_amount(hotel, plan->from, room_type, night, book);
    return amount_changed(from_minor, plan->change_basis_points, plan->change_minor, plan->round_to_minor);
}

static int64_t occupancy_extra(const ChainRatePlan *plan, const ChainRoomType *room_type,
                               PriceOccupancy occupancy)
{
    int64_t extra_adults = MAX(0, occupancy.adults - room_type->standard_occupancy);
    int64_t extra_minor =
        extra_adults * plan->extra_adult_minor + occupancy.children * plan->extra_child_minor;
    bool single = occupancy.adults == 1 && occupancy.children == 0 && room_type->standard_occupancy > 1;
    return single ? extra_minor - plan->single_reduction_minor : extra_minor;
}

int64_t price_of_night(const ChainHotel *hotel, const ChainRatePlan *plan, const ChainRoomType *room_type,
                       Night night, PriceOccupancy occupancy, const PriceBook *book)
{
    int64_t price_minor = plan_amount(hotel, plan, room_type, night, book);
    price_minor += occupancy_extra(plan, room_type, occupancy);
    return MAX(0, price_minor);
}

/* ---- taxes --------------------------------------------------------------------------------------- */

/* What one tax is asked about: one amount of one department on one date. */
typedef struct TaxedAmount {
    const char *department;
    Night date;
    int64_t amount_minor;
    const char *const *exemptions;
} TaxedAmount;

static bool tax_is_percent(const ChainTax *tax)
{
    return tax->kind == CHAIN_TAX_INCLUSIVE_PERCENT || tax->kind == CHAIN_TAX_EXCLUSIVE_PERCENT;
}

static bool tax_is_exempt(const ChainTax *tax, const char *const *exemptions)
{
    for (char **reason = tax->exemptions; exemptions != NULL && reason != NULL && *reason != NULL; reason++)
        if (g_strv_contains(exemptions, *reason))
            return true;
    return false;
}

/* Asked a hundred times for the offers of one hotel: what is cheap to tell comes first. */
static bool tax_concerns(const ChainTax *tax, const TaxedAmount *taxed)
{
    return taxed->date >= tax->valid_from && taxed->date <= tax->valid_until &&
           tax->department[0] == taxed->department[0] && strcmp(tax->department, taxed->department) == 0 &&
           !tax_is_exempt(tax, taxed->exemptions);
}

/* All taxes contained in a price share it: each is its rate over 100 % plus the sum of their rates. */
static int64_t included_millionths(const ChainHotel *hotel, const TaxedAmount *taxed)
{
    int64_t sum = 0;
    for (guint i = 0; i < hotel->taxes->len; i++) {
        const ChainTax *tax = hotel->taxes->pdata[i];
        if (tax->kind == CHAIN_TAX_INCLUSIVE_PERCENT && tax_concerns(tax, taxed))
            sum += tax->rate_millionths;
    }
    return sum;
}

static int64_t percent_tax(const ChainTax *tax, int64_t amount_minor, int64_t included_sum_millionths)
{
    if (tax->kind == CHAIN_TAX_EXCLUSIVE_PERCENT)
        return scaled(amount_minor, tax->rate_millionths, WHOLE_MILLIONTHS);
    return scaled(amount_minor, tax->rate_millionths, WHOLE_MILLIONTHS + included_sum_millionths);
}

static void tax_line_add(GArray *tax_lines, const ChainTax *tax, Night night, int64_t amount_minor)
{
    if (amount_minor == 0)
        return;
    PriceTaxLine line = {.night = night,
                         .tax = tax,
                         .amount_minor = amount_minor,
                         .included = tax->kind == CHAIN_TAX_INCLUSIVE_PERCENT};
    g_array_append_val(tax_lines, line);
}

static bool tax_within_person_price(const ChainTax *tax, int64_t price_minor, PriceOccupancy occupancy)
{
    int64_t persons = MAX(1, occupancy.adults + occupancy.children);
    return (tax->person_price_from_minor == 0 || price_minor >= tax->person_price_from_minor * persons) &&
           (tax->person_price_below_minor == 0 || price_minor < tax->person_price_below_minor * persons);
}

static int64_t counted_tax(const ChainTax *tax, PriceOccupancy occupancy, int32_t night_index)
{
    int64_t persons = occupancy.adults;
    if (tax->persons == CHAIN_TAX_ADULTS_AND_CHILDREN)
        persons += occupancy.children;
    switch (tax->kind) {
    case CHAIN_TAX_PER_NIGHT:
        return tax->amount_minor;
    case CHAIN_TAX_PER_PERSON_NIGHT:
        return tax->amount_minor * persons;
    case CHAIN_TAX_PER_STAY:
        return night_index == 0 ? tax->amount_minor : 0;
    default:
        g_assert_not_reached();
    }
}

/* Narrows the span to the nights on which a tax is due, or is not, as on `night`. */
static void tax_set_narrow(PriceTaxSet *set, const ChainTax *tax, Night night)
{
    if (night < tax->valid_from)
        set->until = MIN(set->until, tax->valid_from - 1);
    else if (night > tax->valid_until)
        set->from = MAX(set->from, tax->valid_until + 1);
    else {
        set->from = MAX(set->from, tax->valid_from);
        set->until = MIN(set->until, tax->valid_until);
    }
}

static void tax_set_find(PriceTaxSet *set, const PriceTerms *terms, Night night)
{
    TaxedAmount taxed = {.department = "rooms", .date = night, .exemptions = terms->exemptions};
    if (set->taxes == NULL)
        set->taxes = g_ptr_array_new();
    g_ptr_array_set_size(set->taxes, 0);
    set->hotel = terms->hotel;
    set->from = INT32_MIN;
    set->until = INT32_MAX;
    set->included_sum_millionths = included_millionths(terms->hotel, &taxed);
    for (guint i = 0; i < terms->hotel->taxes->len; i++) {
        ChainTax *tax = terms->hotel->taxes->pdata[i];
        tax_set_narrow(set, tax, night);
        if (tax_concerns(tax, &taxed))
            g_ptr_array_add(set->taxes, tax);
    }
}

/* The set is found anew for every stay with exemptions, which are rare. */
static void tax_set_ensure(PriceTaxSet *set, const PriceTerms *terms, Night night)
{
    if (set->hotel != terms->hotel || night < set->from || night > set->until || terms->exemptions != NULL)
        tax_set_find(set, terms, night);
    if (terms->exemptions != NULL)
        set->hotel = NULL;
}

/* House use and complimentary: nobody pays for the night, so nobody pays for having slept. */
static bool night_is_given(const PriceTerms *terms, const PriceNight *night)
{
    return night->price_minor == 0 && rate_plan_of_the_house(terms->plan);
}

static void night_taxes(const PriceTerms *terms, PriceTaxSet *set, const PriceNight *night, bool slept,
                        GArray *tax_lines)
{
    int32_t night_index = night->night - terms->arrival;
    g_assert(night_index >= 0);
    bool given = night_is_given(terms, night);
    tax_set_ensure(set, terms, night->night);
    for (guint i = 0; i < set->taxes->len; i++) {
        const ChainTax *tax = set->taxes->pdata[i];
        if ((tax->max_nights > 0 && night_index >= tax->max_nights) ||
            !tax_within_person_price(tax, night->price_minor, terms->occupancy))
            continue;
        if (tax_is_percent(tax))
            tax_line_add(tax_lines, tax, night->night,
                         percent_tax(tax, night->price_minor, set->included_sum_millionths));
        else if (slept && (!given || tax->complimentary))
            tax_line_add(tax_lines, tax, night->night, counted_tax(tax, terms->occupancy, night_index));
    }
}

void price_night_taxes(const PriceTerms *terms, Night night, int64_t price_minor, bool slept,
                       GArray *tax_lines)
{
    PriceTaxSet set = {0};
    PriceNight entry = {.night = night, .price_minor = price_minor};
    night_taxes(terms, &set, &entry, slept, tax_lines);
    g_ptr_array_unref(set.taxes);
}

void price_department_taxes(const ChainHotel *hotel, const char *department, Night date, int64_t amount_minor,
                            const char *const *exemptions, GArray *tax_lines)
{
    TaxedAmount taxed = {department, date, amount_minor, exemptions};
    int64_t included_sum = included_millionths(hotel, &taxed);
    for (guint i = 0; i < hotel->taxes->len; i++) {
        const ChainTax *tax = hotel->taxes->pdata[i];
        if (tax_is_percent(tax) && tax_concerns(tax, &taxed))
            tax_line_add(tax_lines, tax, date, percent_tax(tax, amount_minor, included_sum));
    }
}

/* ---- breakdowns ---------------------------------------------------------------------------------- */

void price_breakdown_init(PriceBreakdown *breakdown, const ChainHotel *hotel)
{
    *breakdown = (PriceBreakdown){
        .currency = hotel->currency,
        .nights = g_array_sized_new(FALSE, FALSE, sizeof(PriceNight), USUAL_NIGHTS),
        .tax_lines = g_array_sized_new(FALSE, FALSE, sizeof(PriceTaxLine), 2 * USUAL_NIGHTS),
    };
}

void price_breakdown_clear(PriceBreakdown *breakdown)
{
    g_clear_pointer(&breakdown->nights, g_array_unref);
    g_clear_pointer(&breakdown->tax_lines, g_array_unref);
    g_clear_pointer(&breakdown->room_tax.taxes, g_ptr_array_unref);
    breakdown->room_tax.hotel = NULL;
}

void price_breakdown_reset(PriceBreakdown *breakdown)
{
    g_array_set_size(breakdown->nights, 0);
    g_array_set_size(breakdown->tax_lines, 0);
    breakdown->room_minor = 0;
    breakdown->included_tax_minor = 0;
    breakdown->exclusive_tax_minor = 0;
    breakdown->total_minor = 0;
}

void price_breakdown_add_night(PriceBreakdown *breakdown, const PriceTerms *terms, Night night,
                               int64_t price_minor, bool slept)
{
    PriceNight entry = {.night = night, .price_minor = price_minor};
    guint first_line = breakdown->tax_lines->len;
    night_taxes(terms, &breakdown->room_tax, &entry, slept, breakdown->tax_lines);
    for (guint i = first_line; i < breakdown->tax_lines->len; i++) {
        const PriceTaxLine *line = &g_array_index(breakdown->tax_lines, PriceTaxLine, i);
        *(line->included ? &entry.included_tax_minor : &entry.exclusive_tax_minor) += line->amount_minor;
    }
    g_array_append_val(breakdown->nights, entry);
    breakdown->room_minor += price_minor;
    breakdown->included_tax_minor += entry.included_tax_minor;
    breakdown->exclusive_tax_minor += entry.exclusive_tax_minor;
    breakdown->total_minor = breakdown->room_minor + breakdown->exclusive_tax_minor;
}

bool price_of_nights(const PriceTerms *terms, const int64_t *night_prices_minor, gsize night_count,
                     PriceBreakdown *ret_breakdown)
{
    if (night_count > PRICE_NIGHTS_MAX)
        return false;
    for (gsize i = 0; i < night_count; i++)
        if (night_prices_minor[i] < -PRICE_NIGHT_MINOR_MAX || night_prices_minor[i] > PRICE_NIGHT_MINOR_MAX)
            return false;
    price_breakdown_reset(ret_breakdown);
    for (gsize i = 0; i < night_count; i++)
        price_breakdown_add_night(ret_breakdown, terms, terms->arrival + (Night)i, night_prices_minor[i],
                                  true);
    return true;
}

/* ---- why not ------------------------------------------------------------------------------------- */

/* Everything that limits a stay of the request, gathered from its plan and the book. */
typedef struct StayLimits {
    Night closed_night; /* INT32_MAX: none */
    bool closed_to_arrival;
    bool closed_to_departure;
    int32_t min_stay_nights;
    int32_t max_stay_nights; /* INT32_MAX: none */
} StayLimits;

/* The end of what is sold: a day without a night is sold, and closed, like the night after it. */
static Night sold_until(const PriceRequest *request)
{
    return MAX(request->departure, request->arrival + 1);
}

static void limits_add(StayLimits *limits, const PriceRestriction *restriction, const PriceRequest *request)
{
    Night night = restriction->night;
    if (restriction->closed && night < sold_until(request))
        limits->closed_night = MIN(limits->closed_night, night);
    if (night == request->departure)
        limits->closed_to_departure |= restriction->closed_to_departure;
    if (night != request->arrival)
        return;
    limits->closed_to_arrival |= restriction->closed_to_arrival;
    limits->min_stay_nights = MAX(limits->min_stay_nights, restriction->min_stay_nights);
    if (restriction->max_stay_nights > 0)
        limits->max_stay_nights = MIN(limits->max_stay_nights, restriction->max_stay_nights);
}

static void limits_add_key(StayLimits *limits, const PriceRequest *request, const char *plan,
                           const char *room_type)
{
    const PriceBook *book = request->book;
    gsize i = book_first_restriction(book, plan, room_type, request->arrival);
    for (; i < book->restriction_count; i++) {
        const PriceRestriction *entry = &book->restrictions[i];
        if (entry->night > request->departure || strcmp(entry->rate_plan, plan) != 0 ||
            strcmp(entry->room_type, room_type) != 0)
            return;
        limits_add(limits, entry, request);
    }
}

static StayLimits limits_of(const PriceRequest *request)
{
    const ChainRatePlan *plan = request->plan;
    StayLimits limits = {.closed_night = INT32_MAX,
                         .min_stay_nights = plan->min_stay_nights,
                         .max_stay_nights = plan->max_stay_nights > 0 ? plan->max_stay_nights : INT32_MAX};
    if (request->book == NULL || request->book->restriction_count == 0)
        return limits;
    limits_add_key(&limits, request, "", "");
    limits_add_key(&limits, request, "", request->room_type->code);
    for (; plan != NULL; plan = plan->from) {
        limits_add_key(&limits, request, plan->code, "");
        limits_add_key(&limits, request, plan->code, request->room_type->code);
    }
    return limits;
}

static PriceRefusal refusal(PriceRefusalCode code, Night night, int32_t bound)
{
    return (PriceRefusal){.code = code, .first_night = night, .bound = bound};
}

PriceRefusal price_dates_check(const PriceRequest *request)
{
    const ChainHotel *hotel = request->hotel;
    Night end = request->booked_on + hotel->horizon_nights;
    if (request->departure < request->arrival || request->arrival < request->booked_on)
        return refusal(PRICE_REFUSED_DATES, request->arrival, 0);
    if (request->arrival < hotel->opens)
        return refusal(PRICE_REFUSED_NOT_OPEN, request->arrival, 0);
    if (request->departure > end)
        return refusal(PRICE_REFUSED_HORIZON, end, hotel->horizon_nights);
    return refusal(PRICE_OFFERED, 0, 0);
}

static PriceRefusal refusal_by_plan(const PriceRequest *request)
{
    const ChainRatePlan *plan = request->plan;
    int32_t advance_days = request->arrival - request->booked_on;
    if (!rate_plan_open_to(plan, request->access))
        return refusal(PRICE_REFUSED_ACCESS, request->arrival, 0);
    if (!rate_plan_sells(plan, request->room_type))
        return refusal(PRICE_REFUSED_ROOM_TYPE, request->arrival, 0);
    if (advance_days < plan->min_advance_days)
        return refusal(PRICE_REFUSED_MIN_ADVANCE, request->arrival, plan->min_advance_days);
    if (plan->max_advance_days > 0 && advance_days > plan->max_advance_days)
        return refusal(PRICE_REFUSED_MAX_ADVANCE, request->arrival, plan->max_advance_days);
    return refusal(PRICE_OFFERED, 0, 0);
}

static PriceRefusal refusal_by_occupancy(const PriceRequest *request)
{
    const ChainRoomType *room_type = request->room_type;
    PriceOccupancy occupancy = request->occupancy;
    int32_t bound = 0;
    bool nonsense = occupancy.adults < 1 || occupancy.children < 0 || occupancy.infants < 0;
    if (nonsense || occupancy.adults > room_type->max_adults)
        bound = room_type->max_adults;
    else if (occupancy.children > room_type->max_children)
        bound = room_type->max_children;
    else if (occupancy.adults + occupancy.children > room_type->max_occupancy)
        bound = room_type->max_occupancy;
    else
        return refusal(PRICE_OFFERED, 0, 0);
    return refusal(PRICE_REFUSED_OCCUPANCY, request->arrival, bound);
}

static PriceRefusal refusal_by_restriction(const PriceRequest *request)
{
    StayLimits limits = limits_of(request);
    int32_t stay_nights = sold_until(request) - request->arrival;
    if (limits.closed_night != INT32_MAX)
        return refusal(PRICE_REFUSED_CLOSED, limits.closed_night, 0);
    if (limits.closed_to_arrival)
        return refusal(PRICE_REFUSED_CLOSED_TO_ARRIVAL, request->arrival, 0);
    if (limits.closed_to_departure)
        return refusal(PRICE_REFUSED_CLOSED_TO_DEPARTURE, request->departure, 0);
    if (stay_nights < limits.min_stay_nights)
        return refusal(PRICE_REFUSED_MIN_STAY, request->arrival, limits.min_stay_nights);
    if (stay_nights > limits.max_stay_nights)
        return refusal(PRICE_REFUSED_MAX_STAY, request->arrival, limits.max_stay_nights);
    return refusal(PRICE_OFFERED, 0, 0);
}

bool price_offer(const PriceRequest *request, PriceBreakdown *ret_offer, PriceRefusal *ret_refusal)
{
    PriceRefusal (*const checks[])(const PriceRequest *) = {price_dates_check, refusal_by_plan,
                                                            refusal_by_occupancy, refusal_by_restriction};
    for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
        PriceRefusal found = checks[i](request);
        if (found.code != PRICE_OFFERED) {
            *ret_refusal = found;
            return false;
        }
    }
    PriceTerms terms = {request->hotel, request->plan, request->arrival, request->occupancy,
                        request->exemptions};
    price_breakdown_reset(ret_offer);
    for (Night night = request->arrival; night < sold_until(request); night++) {
        int64_t price_minor = price_of_night(request->hotel, request->plan, request->room_type, night,
                                             request->occupancy, request->book);
        price_breakdown_add_night(ret_offer, &terms, night, price_minor, true);
    }
    return true;
}
