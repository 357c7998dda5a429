#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_TAX_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_TAX_H

/* How the departments of a folio and the hotel's taxes know each other. Pure: no store, no clock. */

#include "property/folio/folio_rules.h"
#include "schemas/chain.h"

/* Under which name the hotel's taxes know a department: its own, or what it is part of. */
const char *folio_tax_department(const ChainHotel *hotel, FolioDepartment department);

/* The tax that prices of the department contain on a date; NULL when there is none. */
const ChainTax *folio_included_tax(const ChainHotel *hotel, FolioDepartment department, Night date);

#endif
