#include "property/maintenance/asset_rules.h"

AssetCover asset_cover_decide(Night warranty_until, Night contract_starts, Night contract_ends, Night today)
{
    if (warranty_until != NIGHT_NONE && today <= warranty_until) {
        return COVER_WARRANTY;
    }
    bool has_contract = contract_starts != NIGHT_NONE && contract_ends != NIGHT_NONE;
    return has_contract && contract_starts <= today && today <= contract_ends ? COVER_CONTRACT : COVER_NONE;
}

const char *asset_cover_code(AssetCover cover)
{
    static const char *const codes[COVER_COUNT] = {"none", "warranty", "contract"};

    g_assert(cover < COVER_COUNT);
    return codes[cover];
}
