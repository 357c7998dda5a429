#include "property/housekeeping/minibar_rules.h"

#include "property/folio/folio_rules.h"
#include <glib.h>

MinibarVerdict minibar_payer_decide(const MinibarPayer *payer, Night business_date)
{
    if (!payer->found) {
        return payer->named ? MINIBAR_GUEST_OF_ANOTHER : MINIBAR_NOBODY;
    }
    bool in_house = payer->status == STAY_IN_HOUSE;
    bool left_lately =
        payer->status == STAY_CHECKED_OUT && payer->checked_out_on >= business_date - MINIBAR_LATE_DAYS;
    if (!payer->had_room || (!in_house && !left_lately)) {
        return payer->named ? MINIBAR_GUEST_OF_ANOTHER : MINIBAR_NOBODY;
    }
    if (payer->no_post) {
        return MINIBAR_NO_POST;
    }
    return in_house ? MINIBAR_CHARGED : MINIBAR_CHARGED_LATE;
}

bool minibar_amount(int64_t price_minor, int64_t quantity, int64_t *ret_amount_minor)
{
    if (quantity < 1 || quantity > MINIBAR_QUANTITY_MAX || price_minor < 1 ||
        price_minor > FOLIO_AMOUNT_MAX_MINOR / quantity) {
        return false;
    }
    *ret_amount_minor = price_minor * quantity;
    return true;
}

const VerdictWords minibar_verdicts[MINIBAR_VERDICT_COUNT] = {
    [MINIBAR_CHARGED] = {"charged", "It was charged."},
    [MINIBAR_CHARGED_LATE] = {"charged_late", "It was charged to the guest who has left."},
    [MINIBAR_NOBODY] = {"minibar_nobody",
                        "Nobody lives in this room or left it today or yesterday, so nobody can be charged. "
                        "Check the number of the room, or tell the front desk."},
    [MINIBAR_GUEST_OF_ANOTHER] = {"minibar_other_guest",
                                  "The guest this was noted for no longer has, or lately had, this room. "
                                  "Tell the front desk what was taken."},
    [MINIBAR_NO_POST] = {"minibar_no_post",
                         "This guest charges nothing to the room. Tell the front desk what "
                         "was taken, so that the guest can be asked to pay."},
    [MINIBAR_ITEM_UNKNOWN] = {"minibar_item_unknown", "This is not on the minibar's list any more. Look at "
                                                      "the list again."},
    [MINIBAR_TOO_DEAR] = {"minibar_too_dear",
                          "This is more than may be charged at once. Check the quantity."},
};
