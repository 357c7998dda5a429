#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_RULES_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_RULES_H

/* What may stand on a folio and what it adds up to. Charges are positive, payments negative: a folio is
 * settled when its postings sum to zero. Pure: no store, no clock. All amounts are minor units of the hotel's
 * currency. */

#include "schemas/verdict.h"
#include <stdbool.h>
#include <stdint.h>

/* Departments follow the Uniform System of Accounts; room and tax are posted by the house itself, never typed
 * in. */
typedef enum FolioDepartment {
    FOLIO_ROOM,
    FOLIO_TAX,
    FOLIO_FOOD,
    FOLIO_BEVERAGE,
    FOLIO_MINIBAR,
    FOLIO_PARKING,
    FOLIO_LAUNDRY,
    FOLIO_SPA,
    FOLIO_TELEPHONE,
    FOLIO_INTERNET,
    FOLIO_OTHER,
    FOLIO_PAYMENT,
    FOLIO_TRANSFER, /* a debt moved between windows or accounts; its two halves sum to zero */
    FOLIO_ROUNDING, /* what coins cannot pay of a settlement in cash: neither revenue nor money */
    FOLIO_DEPARTMENT_COUNT,
} FolioDepartment;

/* What kind of entry a posting is. Nothing is ever removed: voids and corrections counter what they name. */
typedef enum FolioEntry {
    FOLIO_POSTED,
    FOLIO_VOID,       /* counters on the same day, before the bill was paid: the guest's bill shows neither */
    FOLIO_CORRECTION, /* counters later: the bill shows both */
    FOLIO_ADJUSTMENT, /* changes a charge by a part of it */
    FOLIO_ALLOWANCE,  /* revenue given up to put something right */
    FOLIO_PACKAGE,    /* moves the price of a package's element to its department; sums to zero */
    FOLIO_MOVED,      /* half of a transfer */
    FOLIO_ENTRY_COUNT,
} FolioEntry;

#define FOLIO_CASH_ROUNDING_CODE "cash_rounding"

/* Cash that the house lays out for a guest. */
#define FOLIO_PAID_OUT_CODE "paid_out"

/* A folio has these windows: one bill each. */
#define FOLIO_WINDOW_MAX 8

typedef struct FolioTotals {
    int64_t room_minor;
    int64_t tax_minor;
    int64_t other_minor;
    int64_t payments_minor; /* negative when money came in, was rounded away, or another account took over */
} FolioTotals;

typedef enum FolioVerdict {
    FOLIO_ACCEPTED,
    FOLIO_DEPARTMENT_NOT_BY_HAND, /* room, tax and payment have their own ways in */
    FOLIO_AMOUNT_ZERO,
    FOLIO_AMOUNT_TOO_LARGE,
    FOLIO_DESCRIPTION_MISSING,
    FOLIO_DESCRIPTION_TOO_LONG,
    FOLIO_CORRECTS_A_CORRECTION,
    FOLIO_ALREADY_CORRECTED,
    FOLIO_MOVED_AWAY,
    FOLIO_ADJUSTED_TOO_FAR,
    FOLIO_MORE_THAN_THERE,
    FOLIO_NOT_IN_COINS,
    FOLIO_ROUNDING_WITH_PAYMENT,
} FolioVerdict;

/* The largest amount, either way, that a person may post: beyond it a slip of the keyboard is likelier. */
#define FOLIO_AMOUNT_MAX_MINOR INT64_C(100000000)
#define FOLIO_DESCRIPTION_MAX 120

/* The code that stands in the store and in JSON, such as "room". */
const char *folio_department_code(FolioDepartment department);

/* Reads a department code; FALSE and `ret_department` untouched when there is no such department. */
bool folio_department_parse(const char *code, FolioDepartment *ret_department);

const char *folio_entry_code(FolioEntry entry);
bool folio_entry_parse(const char *code, FolioEntry *ret_entry);

/* Where the Uniform System of Accounts for the Lodging Industry reports it: "rooms", "food_and_beverage",
 * "other_operated", "miscellaneous_income"; taxes and settlements are no revenue, and what is rounded away in
 * cash is "administrative_and_general" (cash overages and shortages). */
const char *folio_department_usali(FolioDepartment department);

/* Whether it is revenue or tax: owed by somebody, neither payment nor transfer nor rounding. */
bool folio_department_is_charge(FolioDepartment department);

/* What a posting is countered as: a void while its day is open and its bill neither issued nor paid. */
FolioEntry folio_counter_entry(bool same_day, bool invoiced, bool paid_since);

/* Whether `amount_minor` of the `net_minor` that stands at a place may be moved from there: the same sign,
 * not more than there is. */
FolioVerdict folio_move_check(int64_t net_minor, int64_t amount_minor);

/* Whether a charge of which `net_minor` is left may be adjusted by `amount_minor`: it may not turn its sign.
 */
FolioVerdict folio_adjustment_check(int64_t net_minor, int64_t amount_minor);

/* The part of `whole_minor` that goes with `part_minor` of `total_minor`, rounded half away from zero; all of
 * it with all. Used for included taxes and shares of a split, of which the last gets what is left. */
int64_t folio_share(int64_t whole_minor, int64_t part_minor, int64_t total_minor);

/* Whether a list of department codes such as "room,food" names the department; "all" names each. */
bool folio_departments_include(const char *list, FolioDepartment department);

/* FALSE when an entry of such a list is no department that a charge may have. */
bool folio_departments_check(const char *list);

/* Adds one posting. FALSE, totals untouched, when a sum would leave the range of 64 bits. */
bool folio_totals_add(FolioTotals *totals, FolioDepartment department, int64_t amount_minor);

/* What the guest still owes; negative when the house owes. */
int64_t folio_totals_balance(const FolioTotals *totals);

/* Whether a person may post this charge. */
FolioVerdict folio_charge_check(FolioDepartment department, int64_t amount_minor, const char *description);

/* Whether this payment may be taken; a negative amount is a refund. */
FolioVerdict folio_payment_check(int64_t amount_minor);

/* Whether coins of `step_minor` can pay this: any sum of them, or all that is open, which is rounded. What is
 * not paid in cash needs none. */
FolioVerdict folio_cash_check(bool cash, int64_t amount_minor, int64_t open_minor, int64_t step_minor);

/* Whether a posting may be corrected. `is_correction`: it is itself a counter posting; `corrected`: it has
 * one. */
FolioVerdict folio_correction_check(bool is_correction, bool corrected);

/* By FolioVerdict. */
extern const VerdictWords folio_verdicts[];

#endif
