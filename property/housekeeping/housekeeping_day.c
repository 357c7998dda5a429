#include "property/housekeeping/housekeeping_day.h"

#include "property/housekeeping/sighting_store.h"
#include "property/housekeeping/task_store.h"
#include "property/maintenance/work_order_store.h"
#include "property/room/outage_store.h"

DatabaseStatus housekeeping_day_begin(OdbcConnection *connection, Night date, const char *staff, Instant now,
                                      GError **error)
{
    DatabaseStatus status = outages_ended_set_status(connection, date, now, error);

    if (status == DATABASE_OK) {
        status = work_orders_let_rooms_go(connection, date, staff, now, error);
    }
    if (status == DATABASE_OK) {
        status = tasks_day_begin(connection, date, now, error);
    }
    return status == DATABASE_OK ? sightings_day_begin(connection, now, error) : status;
}
