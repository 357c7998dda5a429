#include "property/practice/practice_store.h"

#include "property/command/statement.h"

static const OdbcStatement read_now = {
    "read_practice_now",
    "SELECT practice_now FROM hotel_state WHERE singleton = 1",
    0,
};

static const OdbcStatement write_now = {
    "write_practice_now",
    "UPDATE hotel_state SET practice_now = ? WHERE singleton = 1",
    1,
};

DatabaseStatus practice_now_read(OdbcConnection *connection, Instant *ret_now, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_now, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_now = statement_instant(result, 0, 0);
    }
    return status;
}

DatabaseStatus practice_now_write(OdbcConnection *connection, Instant now, GError **error)
{
    return statement_change_one(connection, &write_now, error, "a", now);
}
