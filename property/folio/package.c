#include "property/folio/package.h"

#include "property/folio/routing_store.h"
#include <string.h>

/* Papers of a hotel are in its language where it is one of the two the chain writes. */
static const char *element_name(const ChainHotel *hotel, const ChainPackageElement *element)
{
    return strcmp(hotel->language, "zh") == 0 ? element->name.zh : element->name.en;
}

static int64_t element_minor(const ChainPackageElement *element, const Stay *stay)
{
    return element->adult_minor * stay->adults + element->child_minor * stay->children;
}

/* Elements that begin in the nights [from, departure). */
static DatabaseStatus add_elements(OdbcConnection *connection, const Stay *stay, Night from,
                                   const PostingContext *context, GError **error)
{
    const ChainRatePlan *plan = hotel_rate_plan(context->hotel, stay->rate_plan);
    const GPtrArray *elements = context->hotel->package_elements;
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; plan != NULL && status == DATABASE_OK && i < elements->len; i++) {
        const ChainPackageElement *element = g_ptr_array_index(elements, i);
        FixedCharge charge = {.description = (char *)element_name(context->hotel, element),
                              .amount_minor = element_minor(element, stay),
                              .included = true,
                              .package = true,
                              .from_date = MAX(element->valid_from, stay->arrival),
                              .until_date = MIN(element->valid_until, stay->departure - 1)};
        if (g_strv_contains((const gchar *const *)element->meals, plan->meal) &&
            folio_department_parse(element->department, &charge.department) && charge.amount_minor > 0 &&
            charge.from_date >= from && charge.from_date <= charge.until_date) {
            status = fixed_charge_add(connection, stay->stay_id, &charge, context, error);
        }
    }
    return status;
}

DatabaseStatus package_begin(OdbcConnection *connection, const Stay *stay, const PostingContext *context,
                             GError **error)
{
    bool known = false;

    DatabaseStatus status = fixed_charges_have_package(connection, stay->stay_id, &known, error);
    return status == DATABASE_OK && !known ? add_elements(connection, stay, stay->arrival, context, error)
                                           : status;
}

DatabaseStatus package_follow(OdbcConnection *connection, const Stay *stay, Night before,
                              const PostingContext *context, GError **error)
{
    DatabaseStatus status =
        fixed_charges_follow(connection, stay->stay_id, before - 1, stay->departure - 1, error);

    return status == DATABASE_OK ? add_elements(connection, stay, before, context, error) : status;
}
