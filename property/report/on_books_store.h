#ifndef KEYRACK_PROPERTY_REPORT_ON_BOOKS_STORE_H
#define KEYRACK_PROPERTY_REPORT_ON_BOOKS_STORE_H

/* What is on the books for the coming nights. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/night.h"
#include <stdbool.h>

/* As many nights ahead are kept when a day ends. */
#define ON_BOOKS_NIGHTS 90

/* The rooms and the room revenue of one night; a guest's revenue is spread evenly over the nights not begun.
 * A room that is booked for the day only is none of the night, but its revenue is the day's. */
typedef struct OnBooksNight {
    int64_t rooms;
    int64_t day_use; /* rooms booked for the day only, as on_books_day_use() counts them */
    int64_t revenue_minor;
} OnBooksNight;

/* Keeps part 0, 1, … of what is on the books after `business_date`; `*ret_done` with the last. Parts are
 * small because reservations are many. */
DatabaseStatus on_books_keep_part(OdbcConnection *connection, Night business_date, int64_t part,
                                  bool *ret_done, GError **error);

/* What was kept when a day ended; `ret_nights` has ON_BOOKS_NIGHTS places, the first for the night after that
 * day, and is zeroed by the caller. */
DatabaseStatus on_books_read(OdbcConnection *connection, Night business_date, OnBooksNight *ret_nights,
                             GError **error);

/* Fills `day_use` alone, as it is now: it is not kept. */
DatabaseStatus on_books_day_use(OdbcConnection *connection, Night business_date, OnBooksNight *ret_nights,
                                GError **error);

/* What is on the books now, without keeping it; as on_books_read(). */
DatabaseStatus on_books_count(OdbcConnection *connection, Night business_date, OnBooksNight *ret_nights,
                              GError **error);

#endif
