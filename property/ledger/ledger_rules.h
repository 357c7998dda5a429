#ifndef KEYRACK_PROPERTY_LEDGER_LEDGER_RULES_H
#define KEYRACK_PROPERTY_LEDGER_LEDGER_RULES_H

/* The three ledgers and the arithmetic of the trial balance. Pure: no store, no clock. */

#include "schemas/night.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum Ledger {
    LEDGER_GUEST,   /* guests in the house and house accounts */
    LEDGER_DEPOSIT, /* money taken before arrival: negative, the house owes it */
    LEDGER_CITY,    /* companies and agents on direct bill */
    LEDGER_COUNT,
} Ledger;

/* One ledger over one business date. Transfers of all ledgers together are zero. */
typedef struct LedgerSums {
    int64_t opening_minor;
    int64_t charges_minor;   /* revenue, taxes */
    int64_t payments_minor;  /* negative when money came in */
    int64_t transfers_minor; /* debts that came from other ledgers, less those that went there */
    int64_t closing_minor;   /* what the accounts add up to, counted independently of the postings */
} LedgerSums;

const char *ledger_code(Ledger ledger);
bool ledger_parse(const char *code, Ledger *ret_ledger);

/* TRUE when opening + charges + payments + transfers is closing. */
bool ledger_sums_balance(const LedgerSums *sums);

/* TRUE when each ledger balances and the transfers between them are zero together. */
bool ledgers_balance(const LedgerSums ledgers[LEDGER_COUNT]);

/* The sum of all three. */
LedgerSums ledgers_total(const LedgerSums ledgers[LEDGER_COUNT]);

/* Columns of an aging list by days since the invoice: 0-30, 31-60, 61-90, 91-120, over 120. */
#define LEDGER_AGES 5

/* The column of an invoice of `invoiced_on` seen on `on`. */
int ledger_age(Night invoiced_on, Night on);

#endif
