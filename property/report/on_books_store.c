#include "property/report/on_books_store.h"

#include "property/command/statement.h"
#include "property/stay/stay_store.h"

/* Guests in the house first, then reservations by their arrival, so many days at once. */
#define DAYS_AT_ONCE 10
#define PARTS (1 + ON_BOOKS_NIGHTS / DAYS_AT_ONCE)

static const OdbcStatement nights_in_house = {
    "on_books_in_house",
    "SELECT n.night, n.night + 1, COUNT(*), SUM(n.price_minor) FROM stay s JOIN stay_night n ON n.stay_id = "
    "s.stay_id WHERE s.status = 'in_house' AND n.night > ? AND n.night <= ? AND n.night < s.departure "
    "GROUP BY n.night",
    2,
};

/* A reservation whose guest is in the house already is counted there. */
static const OdbcStatement nights_reserved = {
    "on_books_reserved",
    "SELECT l.arrival, l.departure, COUNT(*), SUM(l.total_minor / (l.departure - l.arrival)) "
    "FROM copied_line l WHERE l.status = 'reserved' AND l.arrival > ? AND l.arrival <= ? AND l.departure > "
    "l.arrival AND " LINE_NOT_ARRIVED " GROUP BY l.arrival, l.departure",
    2,
};

static const OdbcStatement days_reserved = {
    "on_books_day_use",
    "SELECT l.arrival, COUNT(*), SUM(l.total_minor) FROM copied_line l WHERE l.status = 'reserved' AND "
    "l.arrival > ? "
    "AND l.arrival <= ? AND l.departure = l.arrival AND " LINE_NOT_ARRIVED " GROUP BY l.arrival",
    2,
};

static const OdbcStatement add_night = {
    "add_on_books",
    "INSERT INTO on_books (business_date, night, rooms, revenue_minor) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (business_date, night) DO UPDATE SET rooms = on_books.rooms + excluded.rooms, revenue_minor "
    "= "
    "on_books.revenue_minor + excluded.revenue_minor",
    4,
};

static const OdbcStatement read_nights = {
    "read_on_books",
    "SELECT night, rooms, revenue_minor FROM on_books WHERE business_date = ? AND night <= ?",
    2,
};

/* Rows are (first night, end, rooms, revenue a night). */
static void spread(const OdbcResult *result, Night business_date, OnBooksNight *nights)
{
    Night last = business_date + ON_BOOKS_NIGHTS;

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        Night from = statement_night(result, row, 0);
        Night end = MIN(statement_night(result, row, 1), last + 1);
        for (Night night = MAX(from, business_date + 1); night < end; night++) {
            OnBooksNight *place = &nights[night - business_date - 1];
            place->rooms += odbc_result_int64(result, row, 2);
            place->revenue_minor += odbc_result_int64(result, row, 3);
        }
    }
}

static DatabaseStatus add_days(OdbcConnection *connection, Night business_date, Night from, Night until,
                               OnBooksNight *nights, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &days_reserved, &result, error, "nn", from, until);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        OnBooksNight *place = &nights[statement_night(result, row, 0) - business_date - 1];
        place->day_use += odbc_result_int64(result, row, 1);
        place->revenue_minor += odbc_result_int64(result, row, 2);
    }
    return status;
}

DatabaseStatus on_books_day_use(OdbcConnection *connection, Night business_date, OnBooksNight *ret_nights,
                                GError **error)
{
    OnBooksNight days[ON_BOOKS_NIGHTS] = {0};

    DatabaseStatus status =
        add_days(connection, business_date, business_date, business_date + ON_BOOKS_NIGHTS, days, error);
    for (int i = 0; status == DATABASE_OK && i < ON_BOOKS_NIGHTS; i++) {
        ret_nights[i].day_use = days[i].day_use;
    }
    return status;
}

static DatabaseStatus count_part(OdbcConnection *connection, Night business_date, int64_t part,
                                 OnBooksNight *nights, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    Night from = business_date + (Night)(part - 1) * DAYS_AT_ONCE;
    bool in_house = part == 0;

    DatabaseStatus status = in_house ? statement_run(connection, &nights_in_house, &result, error, "nn",
                                                     business_date, business_date + ON_BOOKS_NIGHTS)
                                     : statement_run(connection, &nights_reserved, &result, error, "nn", from,
                                                     from + DAYS_AT_ONCE);
    if (status != DATABASE_OK) {
        return status;
    }
    spread(result, business_date, nights);
    return in_house ? DATABASE_OK
                    : add_days(connection, business_date, from, from + DAYS_AT_ONCE, nights, error);
}

static DatabaseStatus keep_nights(OdbcConnection *connection, Night business_date, const OnBooksNight *nights,
                                  GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (int i = 0; i < ON_BOOKS_NIGHTS && status == DATABASE_OK; i++) {
        if (nights[i].rooms > 0 || nights[i].revenue_minor != 0) {
            status = statement_run(connection, &add_night, NULL, error, "nnll", business_date,
                                   business_date + 1 + i, nights[i].rooms, nights[i].revenue_minor);
        }
    }
    return status;
}

DatabaseStatus on_books_keep_part(OdbcConnection *connection, Night business_date, int64_t part,
                                  bool *ret_done, GError **error)
{
    OnBooksNight nights[ON_BOOKS_NIGHTS] = {0};

    *ret_done = part >= PARTS - 1;
    DatabaseStatus status = count_part(connection, business_date, part, nights, error);
    return status == DATABASE_OK ? keep_nights(connection, business_date, nights, error) : status;
}

DatabaseStatus on_books_read(OdbcConnection *connection, Night business_date, OnBooksNight *ret_nights,
                             GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_nights, &result, error, "nn", business_date,
                                          business_date + ON_BOOKS_NIGHTS);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        OnBooksNight *place = &ret_nights[statement_night(result, row, 0) - business_date - 1];
        place->rooms = odbc_result_int64(result, row, 1);
        place->revenue_minor = odbc_result_int64(result, row, 2);
    }
    return status;
}

DatabaseStatus on_books_count(OdbcConnection *connection, Night business_date, OnBooksNight *ret_nights,
                              GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (int64_t part = 0; part < PARTS && status == DATABASE_OK; part++) {
        status = count_part(connection, business_date, part, ret_nights, error);
    }
    return status;
}
