#ifndef KEYRACK_PROPERTY_CASHIER_TENDER_COMMAND_H
#define KEYRACK_PROPERTY_CASHIER_TENDER_COMMAND_H

/* Money that a guest hands over, of whatever currency: what it is worth today, and the change. Desk thread
 * only. */

#include "ops/json.h"
#include "property/cashier/means_rules.h"
#include "property/cashier/shift_store.h"
#include "property/command/command.h"

/* Member of a request. */
typedef struct TenderRequest {
    const Currency *currency; /* NULL: none was handed over, or nobody says so */
    int64_t amount_minor;
} TenderRequest;

extern const JsonShape tender_shape;

/* Reads what was handed over for `due_minor`; refuses 422 below `at` ("" for the whole body) what is too little, too
 * much, of no known rate, or no cash. Nothing to do, and FALSE in `ret_tendered`, when the request names
 * none. */
DatabaseStatus command_read_tender(Command *command, const char *at, const TenderRequest *request,
                                   const PaidBy *paid, int64_t due_minor, Tender *ret_tender,
                                   bool *ret_tendered, GError **error);

#endif
