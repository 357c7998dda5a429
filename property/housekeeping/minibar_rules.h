#ifndef KEYRACK_PROPERTY_HOUSEKEEPING_MINIBAR_RULES_H
#define KEYRACK_PROPERTY_HOUSEKEEPING_MINIBAR_RULES_H

/* Who pays for what was taken from a minibar, and what it costs. Pure: no store, no clock. */

#include "property/stay/stay_rules.h"
#include "schemas/verdict.h"
#include <stdint.h>

/* What is noted later than so many days after a guest has left is nobody's any more. */
#define MINIBAR_LATE_DAYS 1

/* No room has more of one thing than that: beyond it a finger slipped. */
#define MINIBAR_QUANTITY_MAX 50

typedef enum MinibarVerdict {
    MINIBAR_CHARGED,
    MINIBAR_CHARGED_LATE,     /* to a guest who has left */
    MINIBAR_NOBODY,           /* nobody lives in the room, nor left it lately */
    MINIBAR_GUEST_OF_ANOTHER, /* the guest who was meant never had this room, or left it long ago */
    MINIBAR_NO_POST,          /* the guest charges nothing to the room */
    MINIBAR_ITEM_UNKNOWN,
    MINIBAR_TOO_DEAR,
    MINIBAR_VERDICT_COUNT,
} MinibarVerdict;

/* What is known of the guest who is to pay. */
typedef struct MinibarPayer {
    bool found;
    bool named;    /* whoever noted it knew which guest it was */
    bool had_room; /* has it now, or had it in one of the last nights */
    StayStatus status;
    Night checked_out_on;
    bool no_post;
} MinibarPayer;

MinibarVerdict minibar_payer_decide(const MinibarPayer *payer, Night business_date);

/* FALSE when it is more than a person may post. */
bool minibar_amount(int64_t price_minor, int64_t quantity, int64_t *ret_amount_minor);

/* By MinibarVerdict. */
extern const VerdictWords minibar_verdicts[MINIBAR_VERDICT_COUNT];

#endif
