#include "property/stay/late_rules.h"

#define GRACE_MINUTES 120
#define EVENING_MINUTE (18 * 60)

int64_t late_check_out_fee(int check_out_minute, int until_minute, int64_t last_night_minor)
{
    if (until_minute <= check_out_minute + GRACE_MINUTES) {
        return 0;
    }
    return until_minute <= EVENING_MINUTE ? (last_night_minor + 1) / 2 : last_night_minor;
}
