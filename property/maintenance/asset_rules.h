#ifndef KEYRACK_PROPERTY_MAINTENANCE_ASSET_RULES_H
#define KEYRACK_PROPERTY_MAINTENANCE_ASSET_RULES_H

/* Who pays for a repair of an asset. Pure: no store, no clock. */

#include "schemas/night.h"
#include <stdbool.h>

typedef enum AssetCover {
    COVER_NONE,     /* the hotel repairs it itself */
    COVER_WARRANTY, /* the vendor repairs it for nothing: always asked first */
    COVER_CONTRACT, /* the vendor of the contract, within the agreed response time */
    COVER_COUNT,
} AssetCover;

/* NIGHT_NONE: there is no such date. Both ends are covered. */
AssetCover asset_cover_decide(Night warranty_until, Night contract_starts, Night contract_ends, Night today);

const char *asset_cover_code(AssetCover cover);

#endif
