/* The bookings file of two practice hotels: 32 columns a row, one row a booking with its whole life.
 *
 * The form is that of the "hotel booking demand" data (Antonio, Almeida, Nunes, Data in Brief 22, 2019);
 * columns are found by name, their order is free. The file is read whole before anything is done with it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "schemas/night.h"

/* The practice hotels, in the order of every per-hotel array of the replay. */
enum { BOOKING_HOTELS = 2 };

typedef enum {
    BOOKING_CANCELLED,
    BOOKING_NO_SHOW,
    BOOKING_CHECKED_OUT,
} BookingOutcome;

enum { BOOKING_CHILDREN_UNKNOWN = -1, BOOKING_NIGHTS_MAXIMUM = 99, BOOKING_LEAD_MAXIMUM = 1000 };

/* One booking. Texts are interned and live as long as the process. */
typedef struct {
    uint32_t row;  /* data row in the file, from 1 */
    uint8_t hotel; /* 0 = H1, 1 = H2 */
    BookingOutcome outcome;
    Night arrival;
    Night departure; /* arrival + nights; equal to arrival for day use */
    Night booked_on; /* arrival - lead_time */
    Night status_on; /* day of the cancellation or check-out; arrival for a no-show, whatever the file says */
    int64_t rate_minor;        /* average daily rate: the price of each night; may be zero or negative */
    const char *room_type;     /* reserved, one letter */
    const char *assigned_type; /* given at check-in */
    int16_t adults;
    int16_t children; /* BOOKING_CHILDREN_UNKNOWN when the file says NA */
    int16_t infants;
    bool repeated_guest;
    const char *country; /* NULL when the file has none */
    const char *meal;
    const char *segment;
    const char *distribution;
    const char *deposit;
    const char *customer;
    const char *agent;   /* NULL when the file has none */
    const char *company; /* NULL when the file has none */
} BookingRow;

/* Nights sold, 0 for day use. */
int booking_row_nights(const BookingRow *booking);

/* "H1" or "H2". */
const char *booking_hotel_code(unsigned hotel);

/* "Resort Hotel" or "City Hotel", as the file names them. */
const char *booking_hotel_name(unsigned hotel);

/* The names of the 32 columns in their usual order. */
extern const char *const BOOKING_COLUMNS[];
extern const size_t BOOKING_COLUMN_COUNT;

/* All bookings of a file (.csv or .csv.xz): GArray of BookingRow in file order, or NULL with a message of the
 * form file:line:column-name. */
GArray *bookings_csv_read(const char *path, GError **error);

/* The same over text in memory (takes ownership of `text`); `name` stands for the file in messages. */
GArray *bookings_csv_parse(const char *name, GBytes *text, GError **error);

/* Eight hexadecimal digits that differ when any booking differs; part of every idempotency key, so that
 * another file's rows are other operations. Free with g_free(). */
char *bookings_fingerprint(const GArray *bookings);
