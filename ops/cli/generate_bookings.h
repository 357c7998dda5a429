/* Makes up bookings of the practice hotels, in the form and with all the traps of the real file: rates of
 * zero, below zero and far too high, day use, nobody in the room, unknown children and countries, "Undefined"
 * everywhere, types that are never reserved or stand for nothing, stays of 69 nights, early departures,
 * cancellations on the day of arrival, a no-show dated months before, blocks of identical rows. Everything
 * fits into the hotels when a replay walks it. Pure: the same options give the same bookings. */
#pragma once

#include "ops/cli/bookings_csv.h"

typedef struct {
    uint32_t seed;
    unsigned rows; /* wanted; fewer when the hotels are full */
    Night from;    /* first and last day of arrival */
    Night until;
    Night opens; /* no booking is made before */
} GenerateOptions;

/* GArray of BookingRow, ordered and numbered as in the file. */
GArray *generate_bookings(const GenerateOptions *options);

/* The bookings as CSV with a header line. Columns that no BookingRow has are made up too. Free with g_free().
 */
char *generate_csv(const GArray *bookings, uint32_t seed);
