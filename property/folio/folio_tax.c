#include "property/folio/folio_tax.h"

#include <string.h>

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

const ChainTax *folio_included_tax(const ChainHotel *hotel, FolioDepartment department, Night date)
{
    const char *name = folio_tax_department(hotel, department);

    for (guint i = 0; i < hotel->taxes->len; i++) {
        const ChainTax *tax = g_ptr_array_index(hotel->taxes, i);
        if (tax->kind == CHAIN_TAX_INCLUSIVE_PERCENT && strcmp(tax->department, name) == 0 &&
            tax->valid_from <= date && date <= tax->valid_until) {
            return tax;
        }
    }
    return NULL;
}
