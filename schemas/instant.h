/* Instant: a point in time as microseconds since 1970-01-01T00:00:00Z, and what it is called in a hotel's
 * zone.
 *
 * Nothing here reads a clock: ops/clock.h is the only source of "now". All functions are pure (zone data
 * aside) and may be called from any thread. */
#ifndef KEYRACK_SCHEMAS_INSTANT_H
#define KEYRACK_SCHEMAS_INSTANT_H

#include "schemas/night.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef int64_t Instant;

#define INSTANT_NONE INT64_MIN
#define INSTANT_MILLISECOND INT64_C(1000)
#define INSTANT_SECOND INT64_C(1000000)
#define INSTANT_MINUTE (60 * INSTANT_SECOND)
#define INSTANT_HOUR (60 * INSTANT_MINUTE)
#define INSTANT_DAY (24 * INSTANT_HOUR)

#define INSTANT_TEXT_SIZE 32

#define INSTANT_ERROR instant_error_quark()
GQuark instant_error_quark(void);

typedef enum {
    INSTANT_ERROR_SYNTAX, /* not RFC 3339 */
    INSTANT_ERROR_RANGE,  /* no such time of day, or not between 1900 and 2999 in UTC */
    INSTANT_ERROR_ZONE,   /* the zone name is not in the zone database */
} InstantError;

/* What a wall clock in some zone shows. */
typedef struct {
    Night date;
    int hour;
    int minute;
    int second;
    int offset_seconds; /* local minus UTC */
} LocalTime;

/* Reads an RFC 3339 date-time: 'T' between date and time, up to six decimals of a second, 'Z' or ±hh:mm. A
 * leap second (:60) is refused, because no stored instant could stand for it. */
bool instant_parse(const char *text, Instant *ret_instant, GError **error);

/* Writes UTC with 'Z', seconds always, six decimals only when they are not zero. Free with g_free(). */
char *instant_format(Instant instant);
const char *instant_write(Instant instant, char buffer[INSTANT_TEXT_SIZE]);

/* Opens a zone by its IANA name ("Europe/Lisbon"). Free with g_time_zone_unref(). */
GTimeZone *instant_zone_new(const char *name, GError **error);

LocalTime instant_to_local(Instant instant, GTimeZone *zone);

/* The calendar date at that moment in the zone. */
Night instant_local_date(Instant instant, GTimeZone *zone);

/* The instant at which the zone's clocks show date hour:minute. When clocks go forward over it, the first
 * instant after the jump; when clocks show it twice, the first of the two. */
Instant instant_from_local(Night date, int hour, int minute, GTimeZone *zone);

/* Midnight UTC at the start of the date. */
Instant instant_from_night_utc(Night date);

#endif
