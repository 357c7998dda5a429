#ifndef KEYRACK_PROPERTY_REPORT_STATISTIC_RULES_H
#define KEYRACK_PROPERTY_REPORT_STATISTIC_RULES_H

/* The figures of a day: what is counted, for the house and for each of its parts, and the ratios hoteliers
 * compare. Pure: no store, no clock. Amounts are minor units of the hotel's currency. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum StatisticDimension {
    STATISTIC_HOUSE, /* code "" */
    STATISTIC_ROOM_TYPE,
    STATISTIC_RATE_PLAN,
    STATISTIC_SEGMENT,
    STATISTIC_CHANNEL,
    STATISTIC_DEPARTMENT, /* revenue only */
    STATISTIC_DIMENSION_COUNT,
} StatisticDimension;

typedef enum StatisticMeasure {
    STATISTIC_ROOMS_TOTAL,        /* house and room types only */
    STATISTIC_ROOMS_OUT_OF_ORDER, /* likewise */
    STATISTIC_ROOMS_OCCUPIED,     /* somebody slept in them */
    STATISTIC_COMPLIMENTARY,      /* of those, given for nothing */
    STATISTIC_HOUSE_USE,          /* of those, used by the house itself */
    STATISTIC_DAY_USE,            /* guests who came and left without a night */
    STATISTIC_ARRIVALS,
    STATISTIC_DEPARTURES,
    STATISTIC_STAY_OVERS, /* occupied rooms whose guests had arrived before */
    STATISTIC_NO_SHOWS,
    STATISTIC_CANCELLATIONS,
    STATISTIC_ADULTS, /* of the occupied rooms */
    STATISTIC_CHILDREN,
    STATISTIC_REVENUE,       /* of rooms, as priced; of a department, its own */
    STATISTIC_INCLUDED_TAX,  /* the tax within that */
    STATISTIC_OTHER_REVENUE, /* of guests outside the rooms department */
    STATISTIC_TAX,           /* added to prices */
    STATISTIC_KEPT_COUNT,    /* those up to here are kept of a day */
    STATISTIC_EXPECTED_REVENUE =
        STATISTIC_KEPT_COUNT, /* of an open day: of rooms, tonight's that is not posted yet */
    STATISTIC_MEASURE_COUNT,
} StatisticMeasure;

/* The rate plan under which the house uses a room itself. */
#define HOUSE_USE_PLAN "HOUSE"

typedef struct StatisticRow {
    StatisticDimension dimension;
    char *code;
    int64_t values[STATISTIC_MEASURE_COUNT];
} StatisticRow;

/* A day's rows: found by dimension and code, kept in a fixed order. */
typedef struct StatisticDay StatisticDay;

StatisticDay *statistic_day_new(void);
void statistic_day_free(StatisticDay *day);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StatisticDay, statistic_day_free)

/* The row of a dimension and code, made when it is not there yet. Borrowed from the day. */
StatisticRow *statistic_day_row(StatisticDay *day, StatisticDimension dimension, const char *code);

/* The parts of the house that something belongs to; borrowed. */
typedef struct StatisticParts {
    const char *room_type;
    const char *rate_plan;
    const char *segment;
    const char *channel;
} StatisticParts;

/* Adds `amount` to a measure of the house and of each part. */
void statistic_day_add(StatisticDay *day, const StatisticParts *parts, StatisticMeasure measure,
                       int64_t amount);

/* All rows, ordered by dimension and code: GPtrArray of StatisticRow, borrowed from the day. */
GPtrArray *statistic_day_rows(const StatisticDay *day);

const char *statistic_dimension_code(StatisticDimension dimension);

/* The column of a measure that is kept in the store. */
const char *statistic_measure_column(StatisticMeasure measure);

/* Occupied rooms that were paid for. */
int64_t statistic_rooms_sold(const int64_t *values);

/* Rooms that could be sold: those not out of order. */
int64_t statistic_rooms_available(const int64_t *values);

/* Room revenue without the tax that is in the prices. */
int64_t statistic_net_revenue(const int64_t *values);

/* 10,000 times part / whole, and amount / count; rounded half away from zero, 0 when there is nothing to
 * divide by. */
int64_t statistic_share(int64_t part, int64_t whole);
int64_t statistic_average(int64_t amount_minor, int64_t count);

#endif
