#include "property/report/report_pack.h"

#include "ops/json.h"
#include "property/audit/business_date.h"
#include "property/report/report_pack_store.h"

DatabaseStatus report_keep_next(OdbcConnection *connection, const ChainHotel *hotel, Night business_date,
                                int64_t *position, bool *ret_done, GError **error)
{
    guint count;
    const ReportDefinition *const *definitions = report_definitions(&count);
    ReportDay day = {.hotel = hotel, .business_date = business_date, .closed = true};
    json_auto_t *document = NULL;

    g_assert(*position < count);
    const ReportDefinition *definition = definitions[*position];
    DatabaseStatus status = report_build(connection, definition, &day, &document, error);
    if (status == DATABASE_OK) {
        status = report_document_keep(connection, business_date, definition->code, document, error);
    }
    *position += 1;
    *ret_done = *position == count;
    return status;
}

DatabaseStatus report_read(OdbcConnection *connection, const ChainHotel *hotel,
                           const ReportDefinition *definition, Night business_date, json_t **ret_document,
                           bool *ret_kept, GError **error)
{
    ReportDay day = {.hotel = hotel, .business_date = business_date};
    Night today;

    DatabaseStatus status = business_date_read(connection, &today, error);
    if (status == DATABASE_OK) {
        status = report_document_find(connection, business_date, definition->code, ret_document, error);
    }
    *ret_kept = status == DATABASE_OK && *ret_document != NULL;
    if (status != DATABASE_OK || *ret_kept || business_date != today) {
        return status;
    }
    return report_build(connection, definition, &day, ret_document, error);
}
