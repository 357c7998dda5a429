#ifndef KEYRACK_PROPERTY_FOLIO_DEPOSIT_H
#define KEYRACK_PROPERTY_FOLIO_DEPOSIT_H

/* Deposits of booked rooms: taken before arrival, moved to the guest's folio when the stay begins, kept or
 * paid back when it is cancelled. Desk thread only, inside a transaction. */

#include "property/copy/copy_rules.h"
#include "property/folio/account_store.h"
#include "property/folio/folio_store.h"
#include "revenue/policy_rules.h"

/* Finds the deposit account of a room line, opening it when there is none. `account` has been zeroed. */
DatabaseStatus deposit_account(OdbcConnection *connection, const CopiedReservation *reservation, int line,
                               const PostingContext *context, Account *account, GError **error);

/* Moves whatever was paid in advance for the line of a stay to its folio. */
DatabaseStatus deposit_move_in(OdbcConnection *connection, Stay *stay, const PostingContext *context,
                               GError **error);

/* What cancelling now would have cost, or cost: as the policy says, never more than was paid. */
typedef struct DepositSettlement {
    int64_t paid_minor;
    int64_t kept_minor;
    int64_t refund_minor;
} DepositSettlement;

/* Keeps what the policy lets the house keep of a cancelled line's deposit, and pays the rest back by
 * `paid`. */
DatabaseStatus deposit_settle(OdbcConnection *connection, const CopiedReservation *reservation,
                              const CopiedLine *line, const Account *account, Instant cancelled_at,
                              const PaidBy *paid, const PostingContext *context,
                              DepositSettlement *ret_settlement, GError **error);

/* The line as the policies see it. */
PolicyStay deposit_policy_stay(const ChainHotel *hotel, const CopiedLine *line);

#endif
