#include "property/folio/folio_tax.h"

#include <string.h>

#define RATE_WHOLE INT64_C(1000000)
#define RATE_PERCENT 10000.0 /* millionths */
#define SETS_TRIED_MAX 8     /* taxes in one price; the law knows two or three */

static bool hotel_taxes(const ChainHotel *hotel, const char *department)
{
    for (guint i = 0; i < hotel->taxes->len; i++) {
        const ChainTax *tax = g_ptr_array_index(hotel->taxes, i);
        if (strcmp(tax->department, department) == 0) {
            return true;
        }
    }
    return false;
}

const char *folio_tax_department(const ChainHotel *hotel, FolioDepartment department)
{
    const char *code = folio_department_code(department);

    if (department == FOLIO_ROOM) {
        return "rooms";
    }
    if (hotel_taxes(hotel, code)) {
        return code;
    }
    return department == FOLIO_BEVERAGE ? "food" : "other";
}

GPtrArray *folio_included_taxes(const ChainHotel *hotel, FolioDepartment department, Night date)
{
    const char *name = folio_tax_department(hotel, department);
    GPtrArray *taxes = g_ptr_array_new();

    for (guint i = 0; i < hotel->taxes->len; i++) {
        ChainTax *tax = g_ptr_array_index(hotel->taxes, i);
        if (tax->kind == CHAIN_TAX_INCLUSIVE_PERCENT && strcmp(tax->department, name) == 0 &&
            tax->valid_from <= date && date <= tax->valid_until) {
            g_ptr_array_add(taxes, tax);
        }
    }
    return taxes;
}

static int64_t rate_of(const GPtrArray *taxes, guint index)
{
    return ((const ChainTax *)g_ptr_array_index(taxes, index))->rate_millionths;
}

/* The taxes of `set`, a bit each, as the price engine takes them out of a price; their sum. */
static int64_t taxes_within(const GPtrArray *taxes, guint set, int64_t amount_minor, int64_t *ret_shares)
{
    int64_t rates = 0;
    int64_t sum_minor = 0;

    for (guint i = 0; i < taxes->len; i++) {
        rates += (set & (1U << i)) != 0 ? rate_of(taxes, i) : 0;
    }
    for (guint i = 0; i < taxes->len; i++) {
        ret_shares[i] =
            (set & (1U << i)) != 0 ? folio_share(amount_minor, rate_of(taxes, i), RATE_WHOLE + rates) : 0;
        sum_minor += ret_shares[i];
    }
    return sum_minor;
}

static void share_by_rates(const GPtrArray *taxes, int64_t included_minor, int64_t *ret_shares)
{
    int64_t left_minor = included_minor;
    int64_t left_rates = 0;

    for (guint i = 0; i < taxes->len; i++) {
        left_rates += rate_of(taxes, i);
    }
    for (guint i = 0; i < taxes->len; i++) {
        ret_shares[i] = left_rates == 0 ? left_minor : folio_share(left_minor, rate_of(taxes, i), left_rates);
        left_minor -= ret_shares[i];
        left_rates -= rate_of(taxes, i);
    }
}

void folio_tax_shares(const GPtrArray *taxes, int64_t amount_minor, int64_t included_minor,
                      int64_t *ret_shares)
{
    guint sets = taxes->len <= SETS_TRIED_MAX ? 1U << taxes->len : 1;

    for (guint set = sets - 1; set > 0; set--) {
        if (taxes_within(taxes, set, amount_minor, ret_shares) == included_minor) {
            return;
        }
    }
    share_by_rates(taxes, included_minor, ret_shares);
}

char *folio_tax_rate_text(int64_t rate_millionths)
{
    return g_strdup_printf("%g %%", (double)rate_millionths / RATE_PERCENT);
}
