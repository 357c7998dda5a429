#include "property/audit/business_date.h"
#include "property/maintenance/asset.h"
#include "property/maintenance/asset_rules.h"
#include "property/maintenance/asset_store.h"
#include "property/maintenance/work_order_rules.h"

/* ---- vendors and contracts ---- */

typedef struct Vendor {
    CatalogHead head;
    char *name;
    char *telephone;
    char *email;
    char *note;
    bool retired;
} Vendor;

static const JsonField vendor_fields[] = {
    CATALOG_HEAD_FIELDS("vendor", Vendor),
    FIELD_TEXT("name", Vendor, name, .required = true, .max_length = 100),
    FIELD_TEXT("telephone", Vendor, telephone, .max_length = 40),
    FIELD_TEXT("email", Vendor, email, .max_length = 120),
    FIELD_TEXT("note", Vendor, note, .max_length = 500),
    FIELD_BOOL("retired", Vendor, retired),
};
static const JsonShape vendor_row = JSON_SHAPE(Vendor, vendor_fields);
static const JsonShape vendor_body = CATALOG_BODY_SHAPE(Vendor, vendor_fields, 3);
const Catalog vendor_catalog = {
    .table = "vendor", .row = &vendor_row, .body = &vendor_body, .unique = "name"};

typedef struct ServiceContract {
    CatalogHead head;
    int64_t vendor;
    char *name;
    Night starts_on;
    Night ends_on;
    int64_t response_minutes;
    int64_t annual_minor;
    char *note;
} ServiceContract;

static const JsonField contract_fields[] = {
    CATALOG_HEAD_FIELDS("service_contract", ServiceContract),
    FIELD_INT("vendor", ServiceContract, vendor, .required = true, .min = 1, .max = INT64_MAX),
    FIELD_TEXT("name", ServiceContract, name, .required = true, .max_length = 100),
    FIELD_NIGHT("starts_on", ServiceContract, starts_on, .required = true),
    FIELD_NIGHT("ends_on", ServiceContract, ends_on, .required = true),
    FIELD_INT("response_minutes", ServiceContract, response_minutes, .required = true, .min = 1,
              .max = 100000),
    FIELD_INT("annual_minor", ServiceContract, annual_minor, .min = 0, .max = INT64_C(1000000000000)),
    FIELD_TEXT("note", ServiceContract, note, .max_length = 500),
};
static const JsonShape contract_row = JSON_SHAPE(ServiceContract, contract_fields);
static const JsonShape contract_body = CATALOG_BODY_SHAPE(ServiceContract, contract_fields, 3);

static DatabaseStatus check_contract(CatalogWrite *write, GError **error)
{
    const ServiceContract *contract = write->record;

    if (contract->ends_on < contract->starts_on) {
        return command_refuse_field(write->command, "/ends_on", "ends_before_start",
                                    "The contract ends before it begins. Check the dates.");
    }
    return catalog_check_key(write->command, &vendor_catalog, "/vendor", contract->vendor, error);
}

static const char *const contract_filters[] = {"vendor", NULL};
const Catalog contract_catalog = {.table = "service_contract",
                                  .row = &contract_row,
                                  .body = &contract_body,
                                  .filters = contract_filters,
                                  .check = check_contract};

/* ---- assets ---- */

static const JsonField asset_fields[] = {
    CATALOG_HEAD_FIELDS("asset", Asset),
    FIELD_INT("meter_reading", Asset, meter_reading, .required = true),
    FIELD_TEXT("tag", Asset, tag, .required = true, .max_length = 40),
    FIELD_CHOICE("category", Asset, category, work_category_codes, .required = true),
    FIELD_TEXT("name", Asset, name, .required = true, .max_length = 120),
    FIELD_TEXT("room", Asset, room, .max_length = 10),
    FIELD_TEXT("area", Asset, area, .max_length = 80),
    FIELD_TEXT("maker", Asset, maker, .max_length = 80),
    FIELD_TEXT("model", Asset, model, .max_length = 80),
    FIELD_TEXT("serial", Asset, serial, .max_length = 80),
    FIELD_NIGHT("installed_on", Asset, installed_on),
    FIELD_NIGHT("warranty_until", Asset, warranty_until),
    FIELD_INT("warranty_vendor", Asset, warranty_vendor, .min = 1, .max = INT64_MAX),
    FIELD_INT("service_contract", Asset, service_contract, .min = 1, .max = INT64_MAX),
    FIELD_INT("replacement_minor", Asset, replacement_minor, .min = 0, .max = INT64_C(1000000000000)),
    FIELD_TEXT("meter_unit", Asset, meter_unit, .max_length = 20),
    FIELD_TEXT("note", Asset, note, .max_length = 500),
    FIELD_BOOL("retired", Asset, retired),
};
static const JsonShape asset_row = JSON_SHAPE(Asset, asset_fields);
static const JsonShape asset_body = CATALOG_BODY_SHAPE(Asset, asset_fields, 4);

static DatabaseStatus check_asset(CatalogWrite *write, GError **error)
{
    const Asset *asset = write->record;

    DatabaseStatus status = catalog_check_place(write->command, asset->room, asset->area, error);
    if (status == DATABASE_OK) {
        status = catalog_check_key(write->command, &vendor_catalog, "/warranty_vendor",
                                   asset->warranty_vendor, error);
    }
    return status == DATABASE_OK ? catalog_check_key(write->command, &contract_catalog, "/service_contract",
                                                     asset->service_contract, error)
                                 : status;
}

static json_t *cover_json(AssetCover cover, const AssetTerms *terms)
{
    bool warranty = cover == COVER_WARRANTY;
    int64_t vendor = warranty ? terms->warranty_vendor : terms->contract_vendor;

    if (cover == COVER_NONE) {
        return json_pack("{s:s}", "kind", asset_cover_code(cover));
    }
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "kind", asset_cover_code(cover), "vendor",
                     vendor == 0 ? json_null() : json_integer(vendor), "vendor_name",
                     json_from_text(warranty ? terms->warranty_vendor_name : terms->contract_vendor_name),
                     "telephone",
                     json_from_text(warranty ? terms->warranty_telephone : terms->contract_telephone),
                     "until", json_from_night(warranty ? terms->warranty_until : terms->contract_ends),
                     "response_minutes", warranty ? json_null() : json_integer(terms->response_minutes));
}

DatabaseStatus asset_cover_to_json(OdbcConnection *connection, int64_t asset, Night today, json_t **ret_cover,
                                   GError **error)
{
    AssetTerms terms = {0};

    DatabaseStatus status = asset_terms_read(connection, asset, &terms, error);
    if (status == DATABASE_OK) {
        *ret_cover = cover_json(
            asset_cover_decide(terms.warranty_until, terms.contract_starts, terms.contract_ends, today),
            &terms);
    }
    odbc_result_free(terms.result);
    return status;
}

static DatabaseStatus complete_asset(OdbcConnection *connection, int64_t key, json_t *document,
                                     GError **error)
{
    json_t *cover = NULL;
    json_t *readings = NULL;
    Night today;

    DatabaseStatus status = business_date_read(connection, &today, error);
    if (status == DATABASE_OK) {
        status = asset_cover_to_json(connection, key, today, &cover, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "cover", cover);
        status = asset_readings(connection, key, &readings, error);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "readings", readings);
    }
    return status;
}

static const char *const asset_filters[] = {"room", "category", "service_contract", NULL};
const Catalog asset_catalog = {.table = "asset",
                               .row = &asset_row,
                               .body = &asset_body,
                               .unique = "tag",
                               .filters = asset_filters,
                               .check = check_asset,
                               .complete = complete_asset};

/* ---- reading a meter ---- */

typedef struct ReadingRequest {
    int64_t reading;
} ReadingRequest;

static const JsonField reading_fields[] = {
    FIELD_INT("reading", ReadingRequest, reading, .required = true, .min = 0, .max = INT64_C(1000000000000)),
};
static const JsonShape reading_shape = JSON_SHAPE(ReadingRequest, reading_fields);

static DatabaseStatus keep_reading(Command *command, Asset *asset, int64_t reading, GError **error)
{
    if (reading < asset->meter_reading) {
        return command_refuse_field(command, "/reading", "reading_went_back",
                                    "A meter only counts up, and it read more before. Check the figure.");
    }
    DatabaseStatus status = asset_reading_add(command->connection, asset->head.key, command->now, reading,
                                              command->staff->user, error);
    asset->meter_reading = reading;
    return status == DATABASE_OK ? catalog_save(command, &asset_catalog, asset, error) : status;
}

static DatabaseStatus reading_body(Command *command, gpointer data, GError **error)
{
    const ReadingRequest *body = data;
    Asset asset = {0};

    DatabaseStatus status = catalog_find(command, &asset_catalog, &asset, error);
    if (status == DATABASE_OK) {
        status = keep_reading(command, &asset, body->reading, error);
    }
    if (status == DATABASE_OK) {
        status = catalog_answer(command, &asset_catalog, asset.head.key, 201, error);
    }
    json_shape_clear(&asset_row, &asset);
    return status;
}

static void post_reading(HttpRequest *request, gpointer connection)
{
    ReadingRequest body = {0};

    command_run_decoded(request, connection, &reading_shape, &body, reading_body);
}

/* ---- routes ---- */

CATALOG_HANDLERS(vendor)
CATALOG_HANDLERS(contract)
CATALOG_HANDLERS(asset)

const HttpRoute asset_routes[] = {
    CATALOG_ROUTES(vendor, "/v1/vendors", "{vendor}", "{?limit,cursor}", STAFF_PLAN_MAINTENANCE),
    CATALOG_ROUTES(contract, "/v1/service-contracts", "{service_contract}", "{?vendor,limit,cursor}",
                   STAFF_PLAN_MAINTENANCE),
    CATALOG_ROUTES(asset, "/v1/assets", "{asset}", "{?room,category,service_contract,limit,cursor}",
                   STAFF_PLAN_MAINTENANCE),
    MAINTENANCE_POST("/v1/assets/{asset}/readings", STAFF_REPAIR, post_reading),
};
const gsize asset_route_count = G_N_ELEMENTS(asset_routes);
