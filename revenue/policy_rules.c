#include "revenue/policy_rules.h"

enum {
    WHOLE_BASIS_POINTS = 10000,
    MINUTES_PER_HOUR = 60,
    PREVIEW_LINES_USUAL = 6, /* room for so many is made at once */
    CUT_OFFS_KNOWN = 16,     /* looked through one by one, so there must not be many */
};

/* ---- charges ------------------------------------------------------------------------------------- */

static PriceTerms stay_terms(const PolicyStay *stay)
{
    return (PriceTerms){stay->hotel, stay->plan, stay->arrival, stay->occupancy, stay->exemptions};
}

static int64_t percent_of(int64_t amount_minor, int32_t basis_points)
{
    int64_t part_minor = 0;
    bool fits = amount_scale(amount_minor, basis_points, WHOLE_BASIS_POINTS, &part_minor, NULL);
    g_assert(fits);
    return part_minor;
}

/* What a charge takes of each night, night by night. */
typedef struct ChargeTaker {
    const ChainCharge *charge;
    int32_t nights_taken;
    int64_t due_minor;   /* sum of the nights seen */
    int64_t taken_minor; /* sum of what was taken of them */
} ChargeTaker;

/*
 * What the charge takes of one night. A percentage is taken of the running sum, so that the parts add up to
 * the percentage of the whole whatever each of them was rounded to. False when the charge does not reach this
 * night; a night that is due whole is due at a price of zero too.
 */
static bool taker_take(ChargeTaker *taker, int64_t price_minor, int64_t *ret_part_minor)
{
    const ChainCharge *charge = taker->charge;
    int64_t part_minor = 0;
    bool whole = false;
    taker->due_minor += price_minor;
    switch (charge->kind) {
    case CHAIN_CHARGE_NONE:
        break;
    case CHAIN_CHARGE_NIGHTS:
        whole = taker->nights_taken++ < charge->nights;
        break;
    case CHAIN_CHARGE_PERCENT:
        part_minor = percent_of(taker->due_minor, charge->percent_basis_points) - taker->taken_minor;
        break;
    case CHAIN_CHARGE_AMOUNT:
        part_minor = CLAMP(charge->amount_minor - taker->taken_minor, 0, MAX(0, price_minor));
        break;
    case CHAIN_CHARGE_ALL:
        whole = true;
        break;
    }
    *ret_part_minor = whole ? price_minor : part_minor;
    taker->taken_minor += *ret_part_minor;
    return whole || part_minor != 0;
}

/* The end of what was sold, and is charged when nobody comes: a day is charged like the night after it. */
static Night sold_until(const PolicyStay *stay)
{
    return stay->departure + (stay->priced_day ? 1 : 0);
}

/* Charges the nights from `first` on, none of which is slept. */
static void charge_unslept(const PolicyStay *stay, Night first, const ChainCharge *charge,
                           PriceBreakdown *ret_charge)
{
    PriceTerms terms = stay_terms(stay);
    ChargeTaker taker = {.charge = charge};
    price_breakdown_reset(ret_charge);
    for (Night night = first; night < sold_until(stay); night++) {
        int64_t part_minor = 0;
        if (taker_take(&taker, stay->night_prices_minor[night - stay->arrival], &part_minor))
            price_breakdown_add_night(ret_charge, &terms, night, part_minor, false);
    }
}

/* ---- cancellation -------------------------------------------------------------------------------- */

static const GArray *stay_steps(const PolicyStay *stay)
{
    return stay->plan != NULL ? stay->plan->cancellation_policy->steps : NULL;
}

static const ChainCancellationStep *stay_step(const PolicyStay *stay, guint index)
{
    const GArray *steps = stay_steps(stay);
    return steps != NULL && index < steps->len ? &g_array_index(steps, ChainCancellationStep, index) : NULL;
}

static const ChainCancellationStep *stay_last_step(const PolicyStay *stay)
{
    const GArray *steps = stay_steps(stay);
    return steps != NULL && steps->len > 0 ? stay_step(stay, steps->len - 1) : NULL;
}

/* When a hotel's clocks show a minute of a date. */
typedef struct CutOff {
    Night date;
    int32_t minute;
    Instant at;
} CutOff;

/* A zone is searched for every instant, and the offers of a hotel share a few: `known` (CutOff, of one hotel;
 * may be NULL) keeps those worked out. */
static Instant cut_off_at(const ChainHotel *hotel, Night date, int32_t minute, GArray *known)
{
    for (guint i = 0; known != NULL && i < known->len; i++) {
        const CutOff *entry = &g_array_index(known, CutOff, i);
        if (entry->date == date && entry->minute == minute)
            return entry->at;
    }
    CutOff cut_off = {
        date, minute,
        instant_from_local(date, minute / MINUTES_PER_HOUR, minute % MINUTES_PER_HOUR, hotel->zone)};
    if (known != NULL && known->len < CUT_OFFS_KNOWN)
        g_array_append_val(known, cut_off);
    return cut_off.at;
}

/* Days count back on the hotel's calendar, hours on the clock: a day with 23 hours is still one day. */
static Instant step_begins(const PolicyStay *stay, const ChainCancellationStep *step, GArray *known)
{
    if (step->always)
        return INSTANT_NONE;
    Instant cut_off = cut_off_at(stay->hotel, night_add(stay->arrival, -step->days),
                                 stay->plan->cancellation_policy->cut_off_minute, known);
    return cut_off - step->hours * INSTANT_HOUR;
}

static const ChainCancellationStep *step_at(const PolicyStay *stay, Instant at)
{
    const ChainCancellationStep *begun = NULL;
    const ChainCancellationStep *step;
    for (guint i = 0; (step = stay_step(stay, i)) != NULL && at >= step_begins(stay, step, NULL); i++)
        begun = step;
    return begun;
}

void policy_cancellation_penalty(const PolicyStay *stay, Instant at, PriceBreakdown *ret_charge)
{
    static const ChainCharge nothing = {.kind = CHAIN_CHARGE_NONE};
    const ChainCancellationStep *step = step_at(stay, at);
    charge_unslept(stay, stay->arrival, step != NULL ? &step->charge : &nothing, ret_charge);
}

static bool free_until(const PolicyStay *stay, GArray *known, Instant *ret_until)
{
    const ChainCancellationStep *step;
    for (guint i = 0; (step = stay_step(stay, i)) != NULL; i++) {
        if (step->charge.kind == CHAIN_CHARGE_NONE)
            continue;
        if (step->always)
            return false;
        *ret_until = step_begins(stay, step, known);
        return true;
    }
    *ret_until = INT64_MAX;
    return true;
}

bool policy_free_until(const PolicyStay *stay, Instant *ret_until)
{
    return free_until(stay, NULL, ret_until);
}

/* ---- no-show and early departure ------------------------------------------------------------------ */

void policy_no_show_charge(const PolicyStay *stay, PriceBreakdown *ret_charge)
{
    const ChainCancellationStep *last = stay_last_step(stay);
    charge_unslept(stay, stay->arrival, &stay->hotel->no_show_policy.charge, ret_charge);
    if (last == NULL)
        return;
    int64_t no_show_minor = ret_charge->total_minor;
    charge_unslept(stay, stay->arrival, &last->charge, ret_charge);
    if (ret_charge->total_minor < no_show_minor)
        charge_unslept(stay, stay->arrival, &stay->hotel->no_show_policy.charge, ret_charge);
}

void policy_early_departure_charge(const PolicyStay *stay, Night leaves_on, PriceBreakdown *ret_charge)
{
    const ChainCancellationStep *last = stay_last_step(stay);
    const ChainCharge *charge = &stay->hotel->early_departure_policy.charge;
    g_assert(leaves_on >= stay->arrival && leaves_on <= stay->departure);
    if (last != NULL && last->charge.kind == CHAIN_CHARGE_ALL)
        charge = &last->charge;
    charge_unslept(stay, leaves_on, charge, ret_charge);
}

/* ---- late check-out ------------------------------------------------------------------------------- */

static const ChainLateCheckOut *late_check_out_of(const ChainHotel *hotel, Night day)
{
    for (guint i = 0; i < hotel->late_check_outs->len; i++) {
        const ChainLateCheckOut *late = g_ptr_array_index(hotel->late_check_outs, i);
        if (day >= late->valid_from && day <= late->valid_until)
            return late;
    }
    return NULL;
}

bool policy_late_check_out_exempts(const ChainHotel *hotel, Night day, const char *tier)
{
    const ChainLateCheckOut *late = late_check_out_of(hotel, day);
    return late != NULL && tier != NULL && g_strv_contains((const char *const *)late->exempt_tiers, tier);
}

static const ChainCharge *late_charge(const ChainLateCheckOut *late, int until_minute)
{
    guint i = 0;
    while (i + 1 < late->steps->len &&
           g_array_index(late->steps, ChainLateStep, i).until_minute < until_minute)
        i++;
    return &g_array_index(late->steps, ChainLateStep, i).charge;
}

int64_t policy_late_check_out_minor(const ChainHotel *hotel, Night day, int until_minute,
                                    int64_t last_night_minor, const char *tier)
{
    const ChainLateCheckOut *late = late_check_out_of(hotel, day);
    ChargeTaker taker = {0};
    int64_t charge_minor = 0;
    if (late == NULL || until_minute <= hotel->check_out_minute ||
        policy_late_check_out_exempts(hotel, day, tier))
        return 0;
    taker.charge = late_charge(late, until_minute);
    if (taker.charge->kind == CHAIN_CHARGE_AMOUNT)
        return taker.charge->amount_minor;
    taker_take(&taker, last_night_minor, &charge_minor);
    return charge_minor;
}

/* ---- deposit and refund --------------------------------------------------------------------------- */

/* A deposit is money on account for a stay that will be slept, so it is measured on totals with every tax. */
static int64_t deposit_of(const PolicyStay *stay, const ChainCharge *charge, PriceBreakdown *due)
{
    PriceTerms terms = stay_terms(stay);
    gsize night_count = (gsize)(sold_until(stay) - stay->arrival);
    bool first_nights = charge->kind == CHAIN_CHARGE_NIGHTS;
    if (first_nights)
        night_count = MIN(night_count, (gsize)charge->nights);
    bool fits = price_of_nights(&terms, stay->night_prices_minor, night_count, due);
    g_assert(fits);
    switch (charge->kind) {
    case CHAIN_CHARGE_NONE:
        return 0;
    case CHAIN_CHARGE_PERCENT:
        return percent_of(due->total_minor, charge->percent_basis_points);
    case CHAIN_CHARGE_AMOUNT:
        return MIN(charge->amount_minor, due->total_minor);
    default:
        return due->total_minor;
    }
}

static int64_t deposit_minor(const PolicyStay *stay, PriceBreakdown *due)
{
    if (stay->plan == NULL || stay->plan->deposit_policy->charge.kind == CHAIN_CHARGE_NONE)
        return 0;
    return MAX(0, deposit_of(stay, &stay->plan->deposit_policy->charge, due));
}

int64_t policy_deposit_minor(const PolicyStay *stay)
{
    g_auto(PriceBreakdown) due;
    price_breakdown_init(&due, stay->hotel);
    return deposit_minor(stay, &due);
}

Night policy_deposit_due_on(const PolicyStay *stay, Night booked_on)
{
    int32_t days = stay->plan != NULL ? stay->plan->deposit_policy->due_days_before_arrival : -1;
    return days < 0 ? booked_on : MAX(booked_on, stay->arrival - days);
}

int64_t policy_refund_minor(const PriceBreakdown *penalty, int64_t paid_minor)
{
    return MAX(0, paid_minor - MAX(0, penalty->total_minor));
}

/* ---- preview -------------------------------------------------------------------------------------- */

static void preview_add_deposit(const PolicyStay *stay, Night booked_on, PolicyScratch *scratch)
{
    PolicyPreviewLine line = {.text_key = "deposit",
                              .text_en = "Deposit of {amount}, due on {due}",
                              .text_zh = "订金{amount}，须于{due}前支付",
                              .has_due = true,
                              .due_on = policy_deposit_due_on(stay, booked_on),
                              .amount_minor = deposit_minor(stay, &scratch->charge)};
    if (line.amount_minor != 0)
        g_array_append_val(scratch->lines, line);
}

static void preview_add_free(const PolicyStay *stay, PolicyScratch *scratch)
{
    PolicyPreviewLine line = {.text_key = "cancellation-free"};
    if (!free_until(stay, scratch->cut_offs, &line.until))
        return;
    line.has_until = line.until != INT64_MAX;
    line.text_en = line.has_until ? "Cancel free of charge until {until}" : "Cancel free of charge";
    line.text_zh = line.has_until ? "{until}前可免费取消" : "可免费取消";
    g_array_append_val(scratch->lines, line);
}

static void preview_add_steps(const PolicyStay *stay, PolicyScratch *scratch)
{
    const ChainCancellationStep *step;
    for (guint i = 0; (step = stay_step(stay, i)) != NULL; i++) {
        const ChainCancellationStep *next = stay_step(stay, i + 1);
        PolicyPreviewLine line = {.text_key = "cancellation-charge", .has_from = !step->always};
        charge_unslept(stay, stay->arrival, &step->charge, &scratch->charge);
        line.from = step_begins(stay, step, scratch->cut_offs);
        line.has_until = next != NULL;
        line.until = next != NULL ? step_begins(stay, next, scratch->cut_offs) : INSTANT_NONE;
        line.amount_minor = scratch->charge.total_minor;
        line.text_en =
            line.has_from ? "Cancelling from {from} on costs {amount}" : "Cancelling costs {amount}";
        line.text_zh = line.has_from ? "{from}起取消收取{amount}" : "取消收取{amount}";
        if (line.amount_minor != 0)
            g_array_append_val(scratch->lines, line);
    }
}

static void preview_add_stay_policies(const PolicyStay *stay, PolicyScratch *scratch)
{
    PolicyPreviewLine no_show = {
        .text_key = "no-show", .text_en = "Not arriving costs {amount}", .text_zh = "未到店收取{amount}"};
    PolicyPreviewLine early = {.text_key = "early-departure",
                               .text_en = "Leaving after the first night costs {amount} more",
                               .text_zh = "入住一晚后提前离店另收{amount}"};
    policy_no_show_charge(stay, &scratch->charge);
    no_show.amount_minor = scratch->charge.total_minor;
    if (no_show.amount_minor != 0)
        g_array_append_val(scratch->lines, no_show);
    if (stay->departure - stay->arrival < 2)
        return;
    policy_early_departure_charge(stay, stay->arrival + 1, &scratch->charge);
    early.amount_minor = scratch->charge.total_minor;
    if (early.amount_minor != 0)
        g_array_append_val(scratch->lines, early);
}

void policy_scratch_init(PolicyScratch *scratch, const ChainHotel *hotel)
{
    *scratch = (PolicyScratch){
        .lines = g_array_sized_new(FALSE, FALSE, sizeof(PolicyPreviewLine), PREVIEW_LINES_USUAL),
        .cut_offs = g_array_sized_new(FALSE, FALSE, sizeof(CutOff), CUT_OFFS_KNOWN),
    };
    price_breakdown_init(&scratch->charge, hotel);
}

void policy_scratch_clear(PolicyScratch *scratch)
{
    g_clear_pointer(&scratch->lines, g_array_unref);
    g_clear_pointer(&scratch->cut_offs, g_array_unref);
    price_breakdown_clear(&scratch->charge);
}

const GArray *policy_preview(const PolicyStay *stay, Night booked_on, PolicyScratch *scratch)
{
    g_array_set_size(scratch->lines, 0);
    preview_add_deposit(stay, booked_on, scratch);
    preview_add_free(stay, scratch);
    preview_add_steps(stay, scratch);
    preview_add_stay_policies(stay, scratch);
    return scratch->lines;
}
