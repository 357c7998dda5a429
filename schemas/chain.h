/*
 * The chain as it is configured: brands, hotels, rooms, rate plans, taxes and policies.
 *
 * This is static, dated data: it changes when an operator edits schemas/chain and restarts, never in the
 * course of business. What the revenue office changes by the hour (restrictions, night amounts, limits)
 * lives in the centre's database and is handed to the price engine beside it.
 *
 * A Chain is built once by ops/chain_load.h, is read-only from then on and may be read by any thread.
 * Everything reached through it is owned by it. Empty lists are empty arrays, never NULL; a text that may be
 * absent says so. Codes are upper case and end with a NUL.
 *
 * Thousands of hotels say the same about their rooms, plans and policies: every text below that is a char *
 * is a chain_string(), of which equal ones are stored once.
 */
#ifndef KEYRACK_SCHEMAS_CHAIN_H
#define KEYRACK_SCHEMAS_CHAIN_H

#include "schemas/codes.h"
#include "schemas/money.h"
#include "schemas/night.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    CHAIN_MEAL_CODE_SIZE = 3,
    CHAIN_ROOM_NUMBER_SIZE = 9,
    CHAIN_HORIZON_NIGHTS_DEFAULT = 550,
    CHAIN_KEEP_DAYS_DEFAULT = 30,
};

/* One text in the languages of the interfaces. Both are always there: the loader refuses a missing one. */
typedef struct ChainText {
    char *en;
    char *zh;
} ChainText;

typedef struct ChainBrand {
    char *code;
    ChainText name;
    ChainText description;
} ChainBrand;

/* ---- policies ------------------------------------------------------------------------------------ */

/* What is charged when a stay does not happen as booked, or what is asked for in advance. */
typedef enum ChainChargeKind {
    CHAIN_CHARGE_NONE,
    CHAIN_CHARGE_NIGHTS,  /* `nights` first nights of the stay that are still due */
    CHAIN_CHARGE_PERCENT, /* `percent_basis_points` of the nights that are still due */
    CHAIN_CHARGE_AMOUNT,  /* `amount_minor`, never more than the nights that are still due */
    CHAIN_CHARGE_ALL,     /* all nights that are still due */
} ChainChargeKind;

typedef struct ChainCharge {
    ChainChargeKind kind;
    int32_t nights;
    int32_t percent_basis_points;
    int64_t amount_minor;
} ChainCharge;

/*
 * One step of a cancellation schedule: from `days` calendar days and `hours` hours before the policy's
 * cut-off on the day of arrival (hotel's local time) the charge holds. A step that always holds has
 * `always` set. Steps are ordered from the earliest to the latest; the last one that has begun decides.
 */
typedef struct ChainCancellationStep {
    bool always;
    int32_t days;
    int32_t hours;
    ChainCharge charge;
} ChainCancellationStep;

typedef struct ChainCancellationPolicy {
    char *code;
    ChainText name;
    int32_t
        cut_off_minute; /* minutes after local midnight of the day of arrival from which steps count back */
    GArray *steps;      /* ChainCancellationStep; before the first step cancelling is free */
} ChainCancellationPolicy;

typedef struct ChainDepositPolicy {
    char *code;
    ChainText name;
    ChainCharge charge;
    int32_t due_days_before_arrival; /* -1: at booking */
} ChainDepositPolicy;

/* Used twice: the charge of a no-show, and the charge for the nights a guest does not stay after all. */
typedef struct ChainStayPolicy {
    ChainText name;
    ChainCharge charge;
} ChainStayPolicy;

/* What staying until an hour of the day of departure costs. */
typedef struct ChainLateStep {
    int32_t until_minute; /* minutes after local midnight, to the last of which the charge holds */
    ChainCharge charge;   /* of the last night's price; never CHAIN_CHARGE_NIGHTS */
} ChainLateStep;

/* The schedule of late check-outs of a time. */
typedef struct ChainLateCheckOut {
    GArray *steps;       /* ChainLateStep, from the earliest hour to the latest, which holds until midnight */
    char **exempt_tiers; /* guests of these pay nothing, NULL-terminated */
    Night valid_from;    /* first day of departure it holds for; INT32_MIN: since ever */
    Night valid_until;   /* last such day; INT32_MAX: until further notice */
} ChainLateCheckOut;

/* What of the price of a plan with meals belongs to another department, a night. */
typedef struct ChainPackageElement {
    ChainText name;
    char **meals;     /* of plans that contain it, NULL-terminated: "BB", "HB" … */
    char *department; /* of the folio: "food" … */
    int64_t adult_minor;
    int64_t child_minor;
    Night valid_from;  /* first night it is contained in; INT32_MIN: since ever */
    Night valid_until; /* last such night; INT32_MAX: until further notice */
} ChainPackageElement;

/* ---- taxes --------------------------------------------------------------------------------------- */

typedef enum ChainTaxKind {
    CHAIN_TAX_INCLUSIVE_PERCENT, /* contained in the price */
    CHAIN_TAX_EXCLUSIVE_PERCENT, /* added to the price */
    CHAIN_TAX_PER_NIGHT,         /* amount a room and night */
    CHAIN_TAX_PER_PERSON_NIGHT,  /* amount a person and night */
    CHAIN_TAX_PER_STAY,          /* amount a room and stay, posted with its first night */
} ChainTaxKind;

typedef enum ChainTaxPersons {
    CHAIN_TAX_ADULTS,             /* adults only */
    CHAIN_TAX_ADULTS_AND_CHILDREN /* infants are never counted */
} ChainTaxPersons;

typedef struct ChainTax {
    char *code;
    ChainText name;
    ChainTaxKind kind;
    int32_t rate_millionths; /* of the two percent kinds: 6 % = 60000 */
    int64_t amount_minor;    /* of the others */
    char *department;        /* what it is charged on: "rooms", "food", … */
    ChainTaxPersons persons;
    int32_t max_nights;               /* of one stay, counted from arrival; 0: no limit */
    int64_t person_price_from_minor;  /* where the night's price a person is at least this (0: any) … */
    int64_t person_price_below_minor; /* … and less than this; 0: no upper bound */
    char **exemptions;                /* reasons that free a stay from it, NULL-terminated */
    bool complimentary; /* of those that count nights or persons: also where the house gives the night */
    Night valid_from;   /* first night it is due; INT32_MIN: since ever */
    Night valid_until;  /* last night it is due; INT32_MAX: until further notice */
} ChainTax;

/* ---- rooms --------------------------------------------------------------------------------------- */

/* How many rooms of a type a hotel is granted for itself, so that it can go on selling when its line is cut.
 */
typedef struct ChainAllotmentRule {
    int32_t nights_ahead; /* from the business date on; 0: none */
    int32_t rooms;        /* of each of these nights; 0: … */
    int32_t basis_points; /* … this part of the sell limit: 10 % = 1000 */
    int32_t keep;         /* rooms that stay with the centre before any is granted */
} ChainAllotmentRule;

typedef struct ChainRoomType {
    char code[ROOM_TYPE_CODE_SIZE];
    ChainText name;
    ChainText description;
    int32_t standard_occupancy; /* adults the base amount covers */
    int32_t max_occupancy;      /* adults and children together; infants sleep in a cot */
    int32_t max_adults;
    int32_t max_children;
    char **features;              /* NULL-terminated */
    int32_t room_count;           /* rooms of this type; 0: sold, but always assigned another type */
    int32_t sell_limit;           /* authorised limit a night, overbooking included */
    ChainAllotmentRule allotment; /* the hotel's, or its own */
} ChainRoomType;

typedef struct ChainRoom {
    char number[CHAIN_ROOM_NUMBER_SIZE];
    int32_t floor;
    const ChainRoomType *room_type;
    char **features; /* its own beside those of its type, NULL-terminated; of hotel->room_features */
    const struct ChainRoom *connecting; /* NULL: none; the other room points back */
} ChainRoom;

/* ---- rate plans ---------------------------------------------------------------------------------- */

typedef enum ChainRatePlanKind {
    CHAIN_RATE_PLAN_BEST_AVAILABLE,
    CHAIN_RATE_PLAN_DERIVED,
    CHAIN_RATE_PLAN_MEMBER,
    CHAIN_RATE_PLAN_NEGOTIATED,
} ChainRatePlanKind;

/* A span of every year, both days included; it may run over New Year. Several spans may share a season's
 * code. */
typedef struct ChainSeason {
    char *code;
    int32_t from_month_day; /* month * 100 + day */
    int32_t until_month_day;
} ChainSeason;

/* Nights of the week that are sold alike: bit 0 is the night of Monday. */
typedef struct ChainDayType {
    char *code;
    uint8_t weekdays;
} ChainDayType;

/*
 * Amounts of a plan that has its own. The row without season and day type is the base; of the other rows the
 * most exact one that matches a night decides (season and day type, then season, then day type). Such a row
 * gives amounts, or changes the base by a percentage.
 */
typedef struct ChainAmountRow {
    const ChainSeason *season;    /* NULL: any */
    const ChainDayType *day_type; /* NULL: any */
    int32_t change_basis_points;  /* of the base, when `amounts` is NULL: +25 % = 2500 */
    GHashTable *amounts;          /* ChainRoomType* -> int64_t* minor units; or NULL */
} ChainAmountRow;

typedef struct ChainRatePlan {
    char code[RATE_PLAN_CODE_SIZE];
    ChainText name;
    ChainText description;
    ChainRatePlanKind kind;

    const struct ChainRatePlan *from; /* plan it is computed from; NULL: it has its own amounts */
    int32_t change_basis_points;      /* against `from`: -10 % = -1000 */
    int64_t change_minor;             /* against `from`, a night, added after the percentage */
    GArray *amounts;                  /* ChainAmountRow; empty when `from` is set */
    int64_t round_to_minor;           /* each computed amount is rounded half up to a multiple of this */
    GPtrArray *room_types;            /* const ChainRoomType*: the types it sells */

    int64_t extra_adult_minor;       /* an adult above the standard occupancy, a night */
    int64_t extra_child_minor;       /* a child, a night */
    int64_t single_reduction_minor;  /* taken off a night with one adult and no child */
    char meal[CHAIN_MEAL_CODE_SIZE]; /* included: RO room only, BB breakfast, HB, FB half or full board, AI */

    char *access;             /* who may see it: "MEMBER" or a company's code; NULL: everybody */
    int32_t min_stay_nights;  /* 0: none */
    int32_t max_stay_nights;  /* 0: none */
    int32_t min_advance_days; /* advance purchase: days between booking and arrival; 0: none */
    int32_t max_advance_days; /* 0: none */
    const ChainCancellationPolicy *cancellation_policy;
    const ChainDepositPolicy *deposit_policy;
    bool commissionable;
} ChainRatePlan;

/* ---- hotels -------------------------------------------------------------------------------------- */

typedef struct ChainAddress {
    char *street;
    char *city;
    char *postal_code;
    char *region;  /* may be empty */
    char *country; /* ISO 3166-1 alpha-2 */
} ChainAddress;

/* What a hotel may sell of its own right, and for how long without a word from the centre. */
typedef struct ChainAllotment {
    ChainAllotmentRule rule; /* of room types without one of their own */
    int32_t lease_minutes;   /* the hotel uses its rights so long after it last asked for them */
    int32_t margin_minutes;  /* the centre waits so much longer before it takes them back */
} ChainAllotment;

typedef struct ChainHotel {
    char code[HOTEL_CODE_SIZE];
    int32_t number; /* 1..9999: in the confirmation numbers the hotel draws itself */
    const ChainBrand *brand;
    ChainText name;
    ChainText description;
    ChainAddress address;
    char *telephone;
    char *email;
    char *tax_number; /* as the law wants it on invoices; "" where it wants none */
    int32_t latitude_microdegrees;
    int32_t longitude_microdegrees;
    const Currency *currency;
    int64_t cash_step_minor; /* the smallest cash there is, such as 5 for five Rappen; 1: all amounts */
    char *time_zone;         /* IANA name … */
    GTimeZone *zone;         /* … and its rules */
    char *language;          /* of its guests' papers: "en", "pt", "zh", … */
    bool practice;           /* lives on the controlled clock */
    Night opens;             /* first night it can be sold; a practice hotel's first business date */
    int32_t horizon_nights;
    int32_t check_in_minute; /* minutes after local midnight */
    int32_t check_out_minute;

    GPtrArray *room_types;            /* ChainRoomType*, in the order of the file */
    GPtrArray *rooms;                 /* ChainRoom*, in the order of the file */
    GPtrArray *room_features;         /* char **: lists that rooms share */
    GPtrArray *seasons;               /* ChainSeason* */
    GPtrArray *day_types;             /* ChainDayType* */
    GPtrArray *cancellation_policies; /* ChainCancellationPolicy* */
    GPtrArray *deposit_policies;      /* ChainDepositPolicy* */
    ChainStayPolicy no_show_policy;
    ChainStayPolicy early_departure_policy;
    GPtrArray *late_check_outs;  /* ChainLateCheckOut*; of several that hold on a day the first decides */
    GPtrArray *package_elements; /* ChainPackageElement* */
    GPtrArray *taxes;            /* ChainTax* */
    GPtrArray *rate_plans;       /* ChainRatePlan*, every plan after the one it is computed from */
    ChainAllotment allotment;
} ChainHotel;

/* What the law of a country wants to know of every guest, on the card that guests sign. */
typedef struct ChainRegistration {
    char *country;
    char **required;   /* NULL-terminated, of chain_registration_fields; NULL: nothing */
    int32_t keep_days; /* what a guest said is kept so long after departure, then deleted */
} ChainRegistration;

/* What a registration card may ask a guest for. NULL-terminated. */
extern const char *const chain_registration_fields[];

typedef struct Chain {
    char *code;
    ChainText name;
    GPtrArray *registrations;     /* ChainRegistration*, one a country */
    GPtrArray *brands;            /* ChainBrand* */
    GPtrArray *hotels;            /* ChainHotel*, in chain order */
    GHashTable *hotels_by_code;   /* both made by chain_index(); NULL before */
    GHashTable *hotels_by_number; /* GINT_TO_POINTER(number) */
} Chain;

/* A text as the structs above hold it, and its end; free accepts NULL. Any thread. */
char *chain_string(const char *text);
void chain_string_free(char *text);

/* An empty chain; free accepts NULL and frees all that is reached through it. */
Chain *chain_new(void);
void chain_free(Chain *chain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chain, chain_free)

/*
 * Add one part, zeroed, with empty lists and the defaults stated here, and return it for filling in; it is
 * owned by what it was added to. Defaults: horizon CHAIN_HORIZON_NIGHTS_DEFAULT, taxes, late check-outs and
 * package elements valid for ever, plans
 * rounded to one minor unit.
 */
ChainBrand *chain_brand_add(Chain *chain);
ChainRegistration *chain_registration_add(Chain *chain);

/* Whether the law of the country asks for this field. */
bool chain_registration_requires(const Chain *chain, const char *country, const char *field);

/* How many days after departure it wants what guests said of themselves kept; CHAIN_KEEP_DAYS_DEFAULT where
 * nothing is configured. */
int32_t chain_registration_keep_days(const Chain *chain, const char *country);
ChainHotel *chain_hotel_add(Chain *chain);

/* The same in two steps, so that hotels can be read side by side: a hotel of no chain, owned by the caller
 * until it joins one. */
ChainHotel *chain_hotel_new(void);
void chain_hotel_free(ChainHotel *hotel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChainHotel, chain_hotel_free)
void chain_hotel_join(Chain *chain, ChainHotel *hotel);

ChainRoomType *hotel_room_type_add(ChainHotel *hotel);
ChainRoom *hotel_room_add(ChainHotel *hotel);
ChainSeason *hotel_season_add(ChainHotel *hotel);
ChainDayType *hotel_day_type_add(ChainHotel *hotel);
ChainCancellationPolicy *hotel_cancellation_policy_add(ChainHotel *hotel);
ChainDepositPolicy *hotel_deposit_policy_add(ChainHotel *hotel);
ChainLateCheckOut *hotel_late_check_out_add(ChainHotel *hotel);
ChainPackageElement *hotel_package_element_add(ChainHotel *hotel);
ChainTax *hotel_tax_add(ChainHotel *hotel);
ChainRatePlan *hotel_rate_plan_add(ChainHotel *hotel);

/* The new row is valid until the next one is added. */
ChainAmountRow *rate_plan_amount_row_add(ChainRatePlan *plan);

/* Set and get the amount of a type in a row; get is false when the row has none for it. */
void amount_row_set(ChainAmountRow *row, const ChainRoomType *room_type, int64_t amount_minor);
bool amount_row_get(const ChainAmountRow *row, const ChainRoomType *room_type, int64_t *ret_amount_minor);

/* Called once, when every hotel has its code and number, by whoever made the chain: from then on a hotel is
 * found in one step. Before, and after another hotel was added, a look-up walks the list. */
void chain_index(Chain *chain);

/* A new array of all hotels in the order of their numbers; the caller unrefs it, the hotels stay the chain's.
 */
GPtrArray *chain_hotels_by_number(const Chain *chain);

/* Look-ups by code or number; NULL when there is none. The answer is owned by the chain or hotel. */
const ChainBrand *chain_brand(const Chain *chain, const char *code);
const ChainHotel *chain_hotel(const Chain *chain, const char *code);
const ChainHotel *chain_hotel_by_number(const Chain *chain, int32_t number);
const ChainRoomType *hotel_room_type(const ChainHotel *hotel, const char *code);
const ChainRoom *hotel_room(const ChainHotel *hotel, const char *number);
const ChainRatePlan *hotel_rate_plan(const ChainHotel *hotel, const char *code);
const ChainTax *hotel_tax(const ChainHotel *hotel, const char *code);
const ChainSeason *hotel_season(const ChainHotel *hotel, const char *code);
const ChainDayType *hotel_day_type(const ChainHotel *hotel, const char *code);
const ChainCancellationPolicy *hotel_cancellation_policy(const ChainHotel *hotel, const char *code);
const ChainDepositPolicy *hotel_deposit_policy(const ChainHotel *hotel, const char *code);

/* The first season of the hotel that the night falls in; NULL outside all seasons. */
const ChainSeason *hotel_season_of_night(const ChainHotel *hotel, Night night);

/* The first day type of the hotel that the night belongs to; NULL when it belongs to none. */
const ChainDayType *hotel_day_type_of_night(const ChainHotel *hotel, Night night);

/* True when the plan sells the room type. */
bool rate_plan_sells(const ChainRatePlan *plan, const ChainRoomType *room_type);

/* The access of rates that the house gives by itself: house use, complimentary. Only people in charge may
 * name it, never a channel; the programs see to that where they take what is asked. */
#define CHAIN_ACCESS_STAFF "STAFF"

/* True when the house gives the plan by itself; NULL is a plan of others. */
bool rate_plan_of_the_house(const ChainRatePlan *plan);

/* True when `access` (NULL-terminated, may be NULL) opens the plan; a plan without access is open to all. */
bool rate_plan_open_to(const ChainRatePlan *plan, const char *const *access);

/* The code text of an enumeration as configuration and interfaces write it, e.g. "best_available". */
const char *chain_rate_plan_kind_text(ChainRatePlanKind kind);
const char *chain_tax_kind_text(ChainTaxKind kind);
const char *chain_charge_kind_text(ChainChargeKind kind);

#endif
