#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_CHANGE_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_CHANGE_H

/* Changing what stands on a stay's folio without removing anything: void or correct, adjust, move, split.
 * What hangs from a charge (its taxes, a package's elements, adjustments) goes with it. Desk thread only,
 * inside a transaction.
 *
 * All of these give DATABASE_OK with a verdict: anything but FOLIO_ACCEPTED means that nothing was written.
 */

#include "property/folio/folio_store.h"

/* Counters a posting: a void on its own day while the bill is neither issued nor paid, a correction later.
 * `*ret_found` is FALSE when the folio has no such posting. */
DatabaseStatus folio_counter(OdbcConnection *connection, Stay *stay, int64_t number, const char *reason,
                             const PostingContext *context, bool *ret_found, FolioVerdict *ret_verdict,
                             GError **error);

/* Adds `amount_minor` (negative: less) to a charge, with the taxes due on it. */
DatabaseStatus folio_adjust(OdbcConnection *connection, Stay *stay, int64_t number, int64_t amount_minor,
                            const char *reason, const PostingContext *context, bool *ret_found,
                            FolioVerdict *ret_verdict, GError **error);

/* What to move of which postings. */
typedef struct FolioTransfer {
    const GArray *numbers;        /* int64_t: roots of items; their taxes go with them */
    int from_window;              /* 0: wherever they stand */
    FolioPlace to;                /* another window, or a window of another account */
    int64_t amount_minor;         /* of a single posting; 0: all */
    int32_t percent_basis_points; /* of each; 0: all */
} FolioTransfer;

DatabaseStatus folio_transfer(OdbcConnection *connection, Stay *stay, const FolioTransfer *transfer,
                              const PostingContext *context, bool *ret_found, FolioVerdict *ret_verdict,
                              GError **error);

#endif
