#ifndef KEYRACK_PROPERTY_MAINTENANCE_ASSET_H
#define KEYRACK_PROPERTY_MAINTENANCE_ASSET_H

/* Things that can break, who sold them and who looks after them. Desk thread only. */

#include "property/maintenance/catalog.h"

typedef struct Asset {
    CatalogHead head;
    int64_t meter_reading; /* the last one */
    char *tag;             /* what stands on the label */
    int category;
    char *name;
    char *room;
    char *area;
    char *maker;
    char *model;
    char *serial;
    Night installed_on;
    Night warranty_until;
    int64_t warranty_vendor;
    int64_t service_contract;
    int64_t replacement_minor;
    char *meter_unit;
    char *note;
    bool retired;
} Asset;

extern const Catalog asset_catalog;
extern const Catalog vendor_catalog;
extern const Catalog contract_catalog;

/* Who repairs the asset on that date: {"kind", "vendor", "vendor_name", "telephone", "until",
 * "response_minutes"}; new reference. Kind is "none" when the hotel does it itself. */
DatabaseStatus asset_cover_to_json(OdbcConnection *connection, int64_t asset, Night today, json_t **ret_cover,
                                   GError **error);

extern const HttpRoute asset_routes[];
extern const gsize asset_route_count;

#endif
