#include "property/stay/share_rules.h"

#include "schemas/codes.h"

static const char *const basis_codes[] = {
    [SHARE_FULL] = "full", [SHARE_SPLIT] = "split", [SHARE_CUSTOM] = "custom"};

const char *share_basis_code(ShareBasis basis)
{
    return basis_codes[basis];
}

bool share_basis_parse(const char *code, ShareBasis *ret_basis)
{
    int index = code_index(basis_codes, G_N_ELEMENTS(basis_codes), code);

    if (index >= 0) {
        *ret_basis = (ShareBasis)index;
    }
    return index >= 0;
}

void share_night_divide(SharePart *parts, gsize count)
{
    int64_t rest_minor = 0;
    int64_t splitting = 1; /* who has the room */

    for (gsize i = 0; i < count; i++) {
        rest_minor += parts[i].price_minor;
    }
    for (gsize i = 1; i < count; i++) {
        parts[i].price_minor = parts[i].basis == SHARE_CUSTOM ? MIN(parts[i].custom_minor, rest_minor) : 0;
        rest_minor -= parts[i].price_minor;
        splitting += parts[i].basis == SHARE_SPLIT;
    }
    int64_t share_minor = rest_minor / splitting;
    for (gsize i = 1; i < count; i++) {
        if (parts[i].basis == SHARE_SPLIT) {
            parts[i].price_minor = share_minor;
            rest_minor -= share_minor;
        }
    }
    if (count > 0) {
        parts[0].price_minor = rest_minor;
    }
}
