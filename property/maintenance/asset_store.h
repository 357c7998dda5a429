#ifndef KEYRACK_PROPERTY_MAINTENANCE_ASSET_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_ASSET_STORE_H

/* What stands about an asset beside its own row. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "schemas/night.h"
#include <jansson.h>

/* What the warranty and the contract of an asset say; texts live as long as the result. */
typedef struct AssetTerms {
    OdbcResult *result;
    Night warranty_until;
    int64_t warranty_vendor; /* 0: none */
    const char *warranty_vendor_name, *warranty_telephone;
    Night contract_starts, contract_ends;
    int64_t contract_vendor;
    const char *contract_vendor_name, *contract_telephone;
    int64_t response_minutes;
} AssetTerms;

/* `ret_terms` has been zeroed; the caller frees its result. */
DatabaseStatus asset_terms_read(OdbcConnection *connection, int64_t asset, AssetTerms *ret_terms,
                                GError **error);

DatabaseStatus asset_reading_add(OdbcConnection *connection, int64_t asset, Instant now, int64_t reading,
                                 const char *staff, GError **error);

/* The last readings, the newest first; new reference. */
DatabaseStatus asset_readings(OdbcConnection *connection, int64_t asset, json_t **ret_readings,
                              GError **error);

/* Assets of a place as {"asset", "tag", "name", "category"}, those of the category first; "" for any; new
 * reference. */
DatabaseStatus assets_of_room(OdbcConnection *connection, const char *room, const char *category,
                              json_t **ret_assets, GError **error);

#endif
