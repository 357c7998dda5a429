#ifndef KEYRACK_PROPERTY_CASHIER_MEANS_COMMAND_H
#define KEYRACK_PROPERTY_CASHIER_MEANS_COMMAND_H

/* How a request says what is paid with, and whether the hotel's list has it. Desk thread only. */

#include "ops/json.h"
#include "property/cashier/means_rules.h"
#include "property/command/command.h"

/* Members of a request; owned by its shape. */
typedef struct MeansRequest {
    char *method;
    char *reference;
    char *last_four;
} MeansRequest;

/* Longer than they may be: what somebody pastes is refused in words. */
#define MEANS_FIELDS(Struct, Member)                                                                         \
    FIELD_TEXT("method", Struct, Member.method, .required = true, .max_length = MEANS_CODE_SIZE - 1),        \
        FIELD_TEXT("reference", Struct, Member.reference, .allow_empty = true,                               \
                   .max_length = MEANS_REFERENCE_MAX),                                                       \
        FIELD_TEXT("last_four", Struct, Member.last_four, .allow_empty = true,                               \
                   .max_length = MEANS_REFERENCE_MAX)

/* Finds the means and checks what is noted with it; refuses 422 at the members below `at` ("" for the whole
 * body). `tendered` is the money that was handed over; NULL when that is not said. The texts of `ret_paid` are
 * those of the request. A company's account is no means of the desk: its bills go there. */
DatabaseStatus command_check_means(Command *command, const char *at, const MeansRequest *request,
                                   const Currency *tendered, PaidBy *ret_paid, GError **error);

#endif
