#include "property/audit/business_date.h"

#include "property/command/statement.h"
#include <string.h>

static const OdbcStatement add_hotel_state = {
    "add_hotel_state",
    "INSERT INTO hotel_state (singleton, hotel, business_date, feed_version, practice_now) VALUES (1, ?, ?, "
    "0, ?) "
    "ON CONFLICT (singleton) DO NOTHING",
    3,
};

static const OdbcStatement read_hotel = {
    "read_hotel",
    "SELECT hotel FROM hotel_state WHERE singleton = 1",
    0,
};

static const OdbcStatement read_business_date = {
    "read_business_date",
    "SELECT business_date FROM hotel_state WHERE singleton = 1",
    0,
};

static const OdbcStatement roll_business_date = {
    "roll_business_date",
    "UPDATE hotel_state SET business_date = business_date + 1 WHERE singleton = 1 AND business_date = ?",
    1,
};

DatabaseStatus hotel_state_ensure(OdbcConnection *connection, const char *hotel, Night business_date,
                                  Instant practice_now, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &add_hotel_state, NULL, error, "sna", hotel, business_date, practice_now);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_hotel, &result, error, "");
    }
    if (status != DATABASE_OK) {
        return status;
    }
    const char *owner = odbc_result_text(result, 0, 0);
    if (strcmp(owner, hotel) != 0) {
        return database_fail(
            error, DATABASE_HARD, NULL, NULL,
            "the store belongs to hotel %s, not %s; check `store` and `hotel` in the configuration", owner,
            hotel);
    }
    return DATABASE_OK;
}

DatabaseStatus business_date_read(OdbcConnection *connection, Night *ret_business_date, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_business_date, &result, error, "");
    if (status == DATABASE_OK) {
        g_assert(odbc_result_rows(result) == 1);
        *ret_business_date = (Night)odbc_result_int64(result, 0, 0);
    }
    return status;
}

DatabaseStatus business_date_roll(OdbcConnection *connection, Night from, GError **error)
{
    return statement_change_one(connection, &roll_business_date, error, "n", from);
}
