#ifndef KEYRACK_PROPERTY_STAY_LATE_RULES_H
#define KEYRACK_PROPERTY_STAY_LATE_RULES_H

/* What a late check-out costs. Pure: no store, no clock. */

#include <stdint.h>

/* Up to two hours after the house's time nothing, until six in the evening half of the last night, later all of it. */
int64_t late_check_out_fee(int check_out_minute, int until_minute, int64_t last_night_minor);

#endif
