/*
 * The one price engine: quote, folio and refund come from here, so an offer and its folio agree to the cent.
 * Pure: no I/O, no clock, no random. Money is minor units of the hotel's currency.
 *
 * How a night's amount is found, in this order:
 *   1. an override the centre set for plan, type and night is the plan's amount, as it stands;
 *   2. a plan that is computed from another takes that plan's amount (found the same way), changes it by its
 *      percentage and then its amount, and rounds half up to a multiple of its `round_to_minor`, not below 0;
 *   3. a plan of its own takes the most exact row of its table, rounded likewise.
 * On that amount come the plan's own extras for occupancy: extra adults, children, reduction for one adult.
 * Only this sum, the night's price, is stored with a booking; nothing later computes it again.
 *
 * Taxes are taken from the night's price, for each night on its own, rounded half away from zero to the minor
 * unit, so the taxes of a stay are the sum of the taxes its nights post.
 */
#ifndef KEYRACK_REVENUE_PRICE_RULES_H
#define KEYRACK_REVENUE_PRICE_RULES_H

#include "schemas/chain.h"

/* Within these bounds no sum of prices and taxes can leave 64 bits. Overrides and extras keep to them too. */
#define PRICE_NIGHT_MINOR_MAX INT64_C(1000000000000)
#define PRICE_NIGHTS_MAX 10000

typedef struct PriceOccupancy {
    int32_t adults; /* 0 only for prices a channel brought: occupancy unknown */
    int32_t children;
    int32_t infants;
} PriceOccupancy;

/* The amount the centre set for one plan, type and night, in place of the configured one. */
typedef struct PriceOverride {
    char rate_plan[RATE_PLAN_CODE_SIZE];
    char room_type[ROOM_TYPE_CODE_SIZE];
    Night night;
    int64_t amount_minor;
} PriceOverride;

/* A restriction of one night. An empty plan or type means all. A plan also obeys those of the plan it is
 * from. */
typedef struct PriceRestriction {
    char rate_plan[RATE_PLAN_CODE_SIZE];
    char room_type[ROOM_TYPE_CODE_SIZE];
    Night night;
    bool closed;              /* no stay may include the night */
    bool closed_to_arrival;   /* no stay may begin */
    bool closed_to_departure; /* no stay may end on this date */
    int32_t min_stay_nights;  /* of stays that arrive; 0: none */
    int32_t max_stay_nights;  /* of stays that arrive; 0: none */
} PriceRestriction;

/* What the centre changed by the hour, sorted with the two functions below. Either list may be empty. */
typedef struct PriceBook {
    const PriceOverride *overrides;
    gsize override_count;
    const PriceRestriction *restrictions;
    gsize restriction_count;
} PriceBook;

typedef struct PriceRequest {
    const ChainHotel *hotel;
    const ChainRatePlan *plan;
    const ChainRoomType *room_type;
    Night arrival;
    Night departure;
    Night booked_on; /* the hotel's date when it is asked: for advance purchase and the horizon */
    PriceOccupancy occupancy;
    const char *const *access;     /* what the asker may see: "MEMBER", codes; NULL-terminated; may be NULL */
    const char *const *exemptions; /* reasons for freedom from taxes, NULL-terminated; may be NULL */
    const PriceBook *book;         /* may be NULL */
} PriceRequest;

typedef enum PriceRefusalCode {
    PRICE_OFFERED,
    PRICE_REFUSED_DATES,       /* departure before arrival, or arrival before booked_on */
    PRICE_REFUSED_NOT_OPEN,    /* before the hotel opens */
    PRICE_REFUSED_HORIZON,     /* beyond the nights the hotel sells */
    PRICE_REFUSED_ACCESS,      /* the plan is not open to the asker */
    PRICE_REFUSED_ROOM_TYPE,   /* the plan does not sell the type */
    PRICE_REFUSED_OCCUPANCY,   /* too many, or nobody; `bound` is the most that fit */
    PRICE_REFUSED_MIN_STAY,    /* `bound` nights at least */
    PRICE_REFUSED_MAX_STAY,    /* `bound` nights at most */
    PRICE_REFUSED_MIN_ADVANCE, /* `bound` days before arrival at least */
    PRICE_REFUSED_MAX_ADVANCE, /* `bound` days before arrival at most */
    PRICE_REFUSED_CLOSED,      /* `first_night` is closed */
    PRICE_REFUSED_CLOSED_TO_ARRIVAL,
    PRICE_REFUSED_CLOSED_TO_DEPARTURE,
} PriceRefusalCode;

typedef struct PriceRefusal {
    PriceRefusalCode code;
    Night first_night; /* the night or date that stands in the way */
    int32_t bound;     /* the number that would have been accepted, where there is one; otherwise 0 */
} PriceRefusal;

/* One tax of one night. */
typedef struct PriceTaxLine {
    Night night;
    const ChainTax *tax; /* owned by the hotel */
    int64_t amount_minor;
    bool included; /* contained in the night's price; otherwise added to it */
} PriceTaxLine;

typedef struct PriceNight {
    Night night;
    int64_t price_minor; /* as sold: with included taxes, without the others */
    int64_t included_tax_minor;
    int64_t exclusive_tax_minor;
} PriceNight;

/* The taxes on rooms that are due on each night of a span. Kept from night to night: the offers of a hotel
 * ask for the same again and again. */
typedef struct PriceTaxSet {
    const ChainHotel *hotel; /* NULL: not found yet */
    Night from, until;       /* both included */
    int64_t included_sum_millionths;
    GPtrArray *taxes; /* const ChainTax *, in the hotel's order */
} PriceTaxSet;

/*
 * What nights cost: an offer, a folio's room charges, a penalty. Init before use, clear after,
 * reset to use again.
 */
typedef struct PriceBreakdown {
    const Currency *currency;
    GArray *nights;     /* PriceNight, by date */
    GArray *tax_lines;  /* PriceTaxLine, by night and then in the hotel's order of taxes; none of amount 0 */
    int64_t room_minor; /* sum of the night prices */
    int64_t included_tax_minor;
    int64_t exclusive_tax_minor;
    int64_t total_minor;  /* what the guest pays: room_minor + exclusive_tax_minor */
    PriceTaxSet room_tax; /* found for the night before; stays over a reset */
} PriceBreakdown;

void price_breakdown_init(PriceBreakdown *breakdown, const ChainHotel *hotel);
void price_breakdown_clear(PriceBreakdown *breakdown);
void price_breakdown_reset(PriceBreakdown *breakdown);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PriceBreakdown, price_breakdown_clear)

/* Sort what goes into a PriceBook, and the orders of these sorts. No two entries alike. */
void price_overrides_sort(PriceOverride *overrides, gsize override_count);
void price_restrictions_sort(PriceRestriction *restrictions, gsize restriction_count);
gint price_override_compare(gconstpointer left, gconstpointer right);
gint price_restriction_compare(gconstpointer left, gconstpointer right);

/* Why the hotel sells nothing at all for the dates of a request, whatever its plan and type; PRICE_OFFERED: it may. */
PriceRefusal price_dates_check(const PriceRequest *request);

/*
 * Prices one room of a request. True: `ret_offer`, which the caller has initialised, is replaced. False: it
 * is untouched and `ret_refusal` says why not. A day-use stay (arrival == departure) costs what its night
 * would: whoever leaves before it has had the room all the same. Its one price stands for the day.
 */
bool price_offer(const PriceRequest *request, PriceBreakdown *ret_offer, PriceRefusal *ret_refusal);

/* What the taxes of a room's stay depend on beside its night prices. */
typedef struct PriceTerms {
    const ChainHotel *hotel;
    const ChainRatePlan *plan; /* what was sold; NULL: a channel's own */
    Night arrival;
    PriceOccupancy occupancy;
    const char *const *exemptions; /* NULL-terminated; may be NULL */
} PriceTerms;

/*
 * The same totals and taxes from night prices that stand already: those a channel brought with its booking,
 * or those stored with a reservation. Prices may be zero or negative. `night_prices_minor[i]` is night
 * arrival + i. `ret_breakdown` has been initialised by the caller and is replaced. False, and nothing
 * touched, when a price is beyond ±PRICE_NIGHT_MINOR_MAX or there are more than PRICE_NIGHTS_MAX.
 */
bool price_of_nights(const PriceTerms *terms, const int64_t *night_prices_minor, gsize night_count,
                     PriceBreakdown *ret_breakdown) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Appends the taxes of one night to `tax_lines` (PriceTaxLine): what the night audit posts beside the night's
 * price. `slept` is false for a night that is paid but not slept (no-show, cancellation, early departure):
 * then only the percent taxes are due. So it is for a night that a rate of the house gives for nothing, but
 * for the taxes that are due on those as well (ChainTax.complimentary).
 */
void price_night_taxes(const PriceTerms *terms, Night night, int64_t price_minor, bool slept,
                       GArray *tax_lines);

/* Adds one night with its taxes to a breakdown and its totals; nights are added by date. */
void price_breakdown_add_night(PriceBreakdown *breakdown, const PriceTerms *terms, Night night,
                               int64_t price_minor, bool slept);

/*
 * Taxes of a charge in another department ("food", …) on a date: percent taxes of that department only.
 * Appends PriceTaxLine entries to `tax_lines`.
 */
void price_department_taxes(const ChainHotel *hotel, const char *department, Night date, int64_t amount_minor,
                            const char *const *exemptions, GArray *tax_lines);

/*
 * One night's price before taxes and restrictions, as price_offer() finds it; the plan must sell the type.
 * For rate screens and alternatives.
 */
int64_t price_of_night(const ChainHotel *hotel, const ChainRatePlan *plan, const ChainRoomType *room_type,
                       Night night, PriceOccupancy occupancy, const PriceBook *book);

/* Stable code of a refusal, e.g. "min-stay", for problem documents; and its text with {night} and {bound}. */
const char *price_refusal_code_text(PriceRefusalCode code);
const char *price_refusal_text_en(PriceRefusalCode code);
const char *price_refusal_text_zh(PriceRefusalCode code);

#endif
