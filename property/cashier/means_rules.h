#ifndef KEYRACK_PROPERTY_CASHIER_MEANS_RULES_H
#define KEYRACK_PROPERTY_CASHIER_MEANS_RULES_H

/* Means of payment, and what is kept of a payment beside its amount. Pure: no store, no clock. */

#include "schemas/money.h"
#include "schemas/night.h"
#include "schemas/verdict.h"
#include <stdbool.h>

typedef enum MeansKind {
    MEANS_CASH,
    MEANS_CARD,
    MEANS_TRANSFER,
    MEANS_VOUCHER,
    MEANS_OTHER,
    MEANS_CITY_LEDGER, /* a company pays later: the bill goes onto its account */
    MEANS_KIND_COUNT,
} MeansKind;

#define MEANS_CODE_SIZE 21     /* with NUL */
#define MEANS_REFERENCE_MAX 40 /* characters of a slip's or terminal's number */
#define MEANS_LAST_FOUR_SIZE 5 /* with NUL */
#define MEANS_CURRENCY_SIZE 4  /* with NUL */

/* One entry of the hotel's list. */
typedef struct PaymentMeans {
    char code[MEANS_CODE_SIZE];
    MeansKind kind;
    char scheme[MEANS_CODE_SIZE]; /* of a card: one of means_schemes; "" */
    char *name_en;
    char *name_zh;
    char currency[MEANS_CURRENCY_SIZE]; /* of cash in other money; "" for the hotel's */
    bool wants_reference;               /* the number of a slip, terminal, voucher or remittance */
    bool wants_last_four;
    Night from_date;  /* the first day it may be used; NIGHT_NONE: always */
    Night until_date; /* the last one; NIGHT_NONE: for ever */
} PaymentMeans;

void payment_means_clear(PaymentMeans *means);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PaymentMeans, payment_means_clear)

/* How something is paid, as it was checked against the list. `reference` and `last_four` are borrowed; "" or
 * NULL when there is none. */
typedef struct PaidBy {
    char code[MEANS_CODE_SIZE];
    MeansKind kind;
    char currency[MEANS_CURRENCY_SIZE]; /* of cash in other money; "" */
    const char *reference;
    const char *last_four;
} PaidBy;

/* Kinds and card schemes as they stand in the store and in JSON; NULL-terminated. */
extern const char *const means_kinds[];
extern const char *const means_schemes[];

typedef enum MeansVerdict {
    MEANS_ACCEPTED,
    MEANS_UNKNOWN,
    MEANS_NOT_IN_USE, /* on another day it is */
    MEANS_CARD_NUMBER,
    MEANS_LAST_FOUR_WRONG,
    MEANS_LAST_FOUR_NOT_CARD,
    MEANS_REFERENCE_MISSING,
    MEANS_LAST_FOUR_MISSING,
    MEANS_IS_DIRECT_BILL,
    MEANS_OTHER_MONEY,
    MEANS_CODE_WRONG,
    MEANS_SCHEME_WRONG,
    MEANS_CURRENCY_WRONG,
    MEANS_FIXED,
    MEANS_DATES_TURNED,
} MeansVerdict;

/* Whether what is noted of a payment fits the means. Texts may be NULL. `tendered`: the code of the money
 * that was handed over, NULL when that is not said; cash in other money is only taken as that money. */
MeansVerdict means_detail_check(const PaymentMeans *means, const char *reference, const char *last_four,
                                const char *tendered);

/* Whether the means may be used on a business date. */
bool means_holds_on(const PaymentMeans *means, Night date);

/* Whether an entry may stand in the list of a hotel whose money is `local`. `before` is the entry of that
 * code (its code "" for a new one): what a means is does not change under the payments that were made with
 * it. */
MeansVerdict means_entry_check(const PaymentMeans *entry, const PaymentMeans *before, const char *local);

/* Whether a code is made of a to z, digits and underscores, and is none that the house itself posts under. */
bool means_code_is_free(const char *code);

/* By MeansVerdict. */
extern const VerdictWords means_verdicts[];

#endif
