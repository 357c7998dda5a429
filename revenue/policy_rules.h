/*
 * What a stay costs when it does not happen as booked: deposit, cancellation, no-show, early departure. Pure.
 *
 * Everything starts from the night prices stored with the booking, so a penalty or refund can never differ
 * from the offer by a cent. Nights that are paid but not slept carry the percent taxes and none of those
 * counted by night or person.
 */
#ifndef KEYRACK_REVENUE_POLICY_RULES_H
#define KEYRACK_REVENUE_POLICY_RULES_H

#include "revenue/price_rules.h"
#include "schemas/instant.h"

/* A booked room line as it is stored. Its night prices are within what price_of_nights() accepts. */
typedef struct PolicyStay {
    const ChainHotel *hotel;
    const ChainRatePlan
        *plan; /* NULL: sold by a channel at its own price; then cancelling is free, no deposit */
    Night arrival;
    Night departure;
    const int64_t *night_prices_minor; /* departure - arrival of them; of a priced day one */
    bool priced_day;                   /* a day without a night that has a price */
    PriceOccupancy occupancy;
    const char *const *exemptions; /* NULL-terminated; may be NULL */
} PolicyStay;

/*
 * All of these replace `ret_charge`, which the caller has initialised; a charge of nothing has no nights and
 * a total of 0.
 */

/* Cancelling the whole line at an instant. */
void policy_cancellation_penalty(const PolicyStay *stay, Instant at, PriceBreakdown *ret_charge);

/*
 * The guest did not come on the day of arrival: the hotel's no-show policy, or what cancelling at the last
 * moment would have cost where that is more.
 */
void policy_no_show_charge(const PolicyStay *stay, PriceBreakdown *ret_charge);

/*
 * The guest leaves on the morning of `leaves_on`, in [arrival, departure]: what is due for the nights from
 * that date on. The hotel's early departure policy decides, except that a plan whose cancellation finally
 * costs the whole stay charges them all.
 */
void policy_early_departure_charge(const PolicyStay *stay, Night leaves_on, PriceBreakdown *ret_charge);

/*
 * What leaving at `until_minute` of the day costs, of the price of the last night: by the first of the
 * hotel's schedules that holds on that day; 0 without one, within the check-out time, and for a tier the
 * schedule exempts. After its last step that step's charge holds. `tier` may be NULL.
 */
int64_t policy_late_check_out_minor(const ChainHotel *hotel, Night day, int until_minute,
                                    int64_t last_night_minor, const char *tier);

/* Whether the schedule that holds on that day exempts the tier. */
bool policy_late_check_out_exempts(const ChainHotel *hotel, Night day, const char *tier);

/* The deposit that is asked for, taxes included: never more than the stay's total. */
int64_t policy_deposit_minor(const PolicyStay *stay);

/* The date by which the deposit is due; booked_on when it is due at booking or that date has passed. */
Night policy_deposit_due_on(const PolicyStay *stay, Night booked_on);

/* What is paid back of `paid_minor` when `penalty` is due; never below 0. */
int64_t policy_refund_minor(const PriceBreakdown *penalty, int64_t paid_minor);

/* The instant before which cancelling is free, INT64_MAX when it always is; false when it never is. */
bool policy_free_until(const PolicyStay *stay, Instant *ret_until);

/* One line of the preview shown before a guest or clerk is bound. */
typedef struct PolicyPreviewLine {
    const char
        *text_key; /* "deposit", "cancellation-free", "cancellation-charge", "no-show", "early-departure" */
    const char *text_en; /* with {amount}, and {from}, {until} or {due} where the line has them; static */
    const char *text_zh;
    bool has_from;
    Instant from; /* cancellation: from this instant on */
    bool has_until;
    Instant until; /* cancellation: before this instant */
    bool has_due;
    Night due_on;         /* deposit */
    int64_t amount_minor; /* total with taxes; of an early departure: when leaving after the first night */
} PolicyPreviewLine;

/*
 * What the previews of one hotel's stays share, so that a list of offers is reckoned without asking for
 * memory for each. Init, use for any number of stays of that hotel, clear.
 */
typedef struct PolicyScratch {
    PriceBreakdown charge;
    GArray *lines;    /* PolicyPreviewLine */
    GArray *cut_offs; /* worked out so far */
} PolicyScratch;

void policy_scratch_init(PolicyScratch *scratch, const ChainHotel *hotel);
void policy_scratch_clear(PolicyScratch *scratch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PolicyScratch, policy_scratch_clear)

/*
 * The whole schedule of a stay with its amounts, in order of time: PolicyPreviewLine, in the scratch until
 * its next use. Lines that would charge nothing are left out, except that cancelling is free.
 */
const GArray *policy_preview(const PolicyStay *stay, Night booked_on, PolicyScratch *scratch);

#endif
