#ifndef KEYRACK_PROPERTY_MAINTENANCE_PLAN_H
#define KEYRACK_PROPERTY_MAINTENANCE_PLAN_H

/* Preventive work: plans, what they look after, and the orders that come of it. Desk thread only. */

#include "property/maintenance/catalog.h"

typedef struct Plan {
    CatalogHead head;
    char *name;
    int category;
    int64_t every_count;
    int every_unit;
    int64_t lead_days;  /* the order is made so many days before */
    int64_t slack_days; /* and may be done so many days after, when the room is vacant then */
    bool prefer_vacant;
    int64_t estimated_minutes;
    char *instructions;
    bool retired;
} Plan;

extern const JsonShape plan_row;
extern const Catalog plan_catalog;

/* In a transaction: makes the orders of at most `limit` targets that are due by the business date, each once,
 * however often this is called or cut off. `ret_made` less than `limit`: nothing is left. Preventive work
 * that is not done yet is not asked for again. For the night audit, in pieces, and whenever orders are
 * listed. */
DatabaseStatus plans_generate(OdbcConnection *connection, const Property *property, Night business_date,
                              Instant now, int limit, int *ret_made, GError **error);

/* Outside of a transaction: does the same when something is due, which a look at an index tells. */
DatabaseStatus plans_catch_up(OdbcConnection *connection, const Property *property, GError **error);

extern const HttpRoute plan_routes[];
extern const gsize plan_route_count;

#endif
