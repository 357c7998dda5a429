#include "property/housekeeping/housekeeping_day.h"

#include "property/room/outage_store.h"

DatabaseStatus housekeeping_day_begin(OdbcConnection *connection, Night date, Instant now, GError **error)
{
    return outages_ended_set_status(connection, date, now, error);
}
