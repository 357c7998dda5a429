#ifndef KEYRACK_PROPERTY_STAY_STAY_RULES_H
#define KEYRACK_PROPERTY_STAY_STAY_RULES_H

/* When a guest may move in, out or be marked a no-show, and which nights are still to be charged. Pure: no
 * store, no clock. A stay is [arrival, departure), day use has arrival == departure. */

#include "schemas/codes.h"
#include "schemas/night.h"
#include "schemas/verdict.h"
#include <stdbool.h>
#include <stdint.h>

/* What the hotel itself knows; it is the owner from check-in on, so it outranks the copy. */
typedef enum StayStatus {
    STAY_NONE,
    STAY_IN_HOUSE,
    STAY_CHECKED_OUT,
    STAY_NO_SHOW,
    STAY_STATUS_COUNT,
} StayStatus;

typedef enum StayVerdict {
    STAY_ALLOWED,
    STAY_LINE_CANCELLED,
    STAY_ALREADY_IN_HOUSE,
    STAY_ALREADY_CHECKED_OUT,
    STAY_ALREADY_NO_SHOW,
    STAY_BEFORE_ARRIVAL,
    STAY_AFTER_DEPARTURE,
    STAY_NOT_IN_HOUSE,
    STAY_BALANCE_OPEN,
    STAY_NOT_CHECKED_OUT,
} StayVerdict;

const char *stay_status_code(StayStatus status);
bool stay_status_parse(const char *code, StayStatus *ret_status);

/* A guest marked as a no-show who arrives after all is checked in while nights of the booking remain. */
StayVerdict stay_check_in_decide(LineStatus line, StayStatus stay, Night arrival, Night departure,
                                 Night business_date);

/* A line can be a no-show from its day of arrival on, once. */
StayVerdict stay_no_show_decide(LineStatus line, StayStatus stay, Night arrival, Night business_date);

/* `balance_minor` is what the folio would show after all charges due at check-out; `settles` when a payment
 * of exactly that amount is taken in the same step. */
StayVerdict stay_check_out_decide(StayStatus stay, int64_t balance_minor, bool settles);

/* A payment settles the folio of a guest in the house, what a no-show was charged, or what was found only
 * after the guest had left: `open_minor` is what a window of the folio still shows, 0 when every one is
 * settled. */
StayVerdict stay_settle_decide(StayStatus stay, int64_t open_minor);

/* What is found in the room later is charged to a guest who has left; before, it is an ordinary charge. */
StayVerdict stay_late_charge_decide(StayStatus stay);

/* Charges and moves need the guest in the house. */
StayVerdict stay_in_house_decide(StayStatus stay);

/* The morning a guest leaves whose nights before `charged_until` are on the folio: tonight may be posted
 * already while the audit has not yet rolled the date. */
Night stay_leaves_on(Night business_date, Night charged_until, Night departure);

/* By StayVerdict. */
extern const VerdictWords stay_verdicts[];

#endif
