#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_RULES_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_RULES_H

/* What may stand on a folio and what it adds up to. Charges are positive, payments negative: a folio is
 * settled when its postings sum to zero. Pure: no store, no clock. All amounts are minor units of the hotel's
 * currency. */

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
    FOLIO_OTHER,
    FOLIO_PAYMENT,
    FOLIO_DEPARTMENT_COUNT,
} FolioDepartment;

typedef struct FolioTotals {
    int64_t room_minor;
    int64_t tax_minor;
    int64_t other_minor;
    int64_t payments_minor; /* negative when money came in */
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
    FOLIO_METHOD_UNKNOWN,
} FolioVerdict;

/* The largest amount, either way, that a person may post: beyond it a slip of the keyboard is likelier. */
#define FOLIO_AMOUNT_MAX_MINOR INT64_C(100000000)
#define FOLIO_DESCRIPTION_MAX 120

/* The code that stands in the store and in JSON, such as "room". */
const char *folio_department_code(FolioDepartment department);

/* Reads a department code; FALSE and `ret_department` untouched when there is no such department. */
bool folio_department_parse(const char *code, FolioDepartment *ret_department);

/* Adds one posting. FALSE, totals untouched, when a sum would leave the range of 64 bits. */
bool folio_totals_add(FolioTotals *totals, FolioDepartment department, int64_t amount_minor);

/* What the guest still owes; negative when the house owes. */
int64_t folio_totals_balance(const FolioTotals *totals);

/* Whether a person may post this charge. */
FolioVerdict folio_charge_check(FolioDepartment department, int64_t amount_minor, const char *description);

/* Whether this payment may be taken; a negative amount is a refund. Methods: cash, card, transfer, voucher.
 */
FolioVerdict folio_payment_check(const char *method, int64_t amount_minor);

/* Whether a posting may be corrected. `is_correction`: it is itself a counter posting; `corrected`: it has
 * one. */
FolioVerdict folio_correction_check(bool is_correction, bool corrected);

/* A stable code and an English sentence for a refusal, for problem documents. */
const char *folio_verdict_code(FolioVerdict verdict);
const char *folio_verdict_text(FolioVerdict verdict);

#endif
