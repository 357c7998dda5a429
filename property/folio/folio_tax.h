#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_TAX_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_TAX_H

/* How the departments of a folio and the hotel's taxes know each other. Pure: no store, no clock. */

#include "property/folio/folio_rules.h"
#include "schemas/chain.h"

/* Under which name the hotel's taxes know a department: its own, or what it is part of. */
const char *folio_tax_department(const ChainHotel *hotel, FolioDepartment department);

/* The taxes (ChainTax) that prices of the department contain on a date, in the hotel's order; free it with
 * g_ptr_array_unref(), the taxes are the hotel's. */
GPtrArray *folio_included_taxes(const ChainHotel *hotel, FolioDepartment department, Night date);

/* What each of `taxes` has of the tax `included_minor` that is contained in `amount_minor`, into `ret_shares`;
 * their sum is `included_minor`. A guest may be exempt from some: those whose rates give just this tax have it.
 * Where none do, as of a part of a price or a sum of several, it is shared by the rates. */
void folio_tax_shares(const GPtrArray *taxes, int64_t amount_minor, int64_t included_minor,
                      int64_t *ret_shares);

/* A rate as people read it: "6 %", "14.75 %". Caller frees. */
char *folio_tax_rate_text(int64_t rate_millionths);

#endif
