#ifndef KEYRACK_PROPERTY_STAY_SHARE_RULES_H
#define KEYRACK_PROPERTY_STAY_SHARE_RULES_H

/* Who of the guests in one room pays how much of a night. Pure. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum ShareBasis {
    SHARE_FULL,   /* who has the room pays for all */
    SHARE_SPLIT,  /* all who split pay the same; what cannot be divided is paid by who has the room */
    SHARE_CUSTOM, /* the guest pays so much a night, who has the room the rest */
} ShareBasis;

const char *share_basis_code(ShareBasis basis);

/* `*ret_basis` is set when the code is known. */
bool share_basis_parse(const char *code, ShareBasis *ret_basis);

/* A guest who stays the night and does not have it on the folio yet. */
typedef struct SharePart {
    ShareBasis basis;
    int64_t custom_minor; /* with SHARE_CUSTOM */
    int64_t price_minor;  /* in: what the guest was to pay; out: what the guest pays now */
} SharePart;

/* Gives out anew what the guests pay together, which stays the same. The first has the room that night and
 * pays what the others do not; its basis does not count. */
void share_night_divide(SharePart *parts, gsize count);

#endif
