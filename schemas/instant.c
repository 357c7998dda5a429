#include "schemas/instant.h"

#include <string.h>

#define SECONDS_PER_DAY 86400

G_DEFINE_QUARK(keyrack - instant - error - quark, instant_error)

/* Where the parser stands in the text, and whether all went well so far. */
typedef struct {
    const char *place;
    bool fits;
} Reader;

static int read_number(Reader *reader, int width)
{
    int number = 0;

    for (int digit = 0; digit < width && reader->fits; digit++) {
        if (!g_ascii_isdigit(*reader->place)) {
            reader->fits = false;
        } else {
            number = number * 10 + (*reader->place++ - '0');
        }
    }
    return number;
}

static void read_character(Reader *reader, char expected)
{
    if (reader->fits && *reader->place == expected) {
        reader->place++;
    } else {
        reader->fits = false;
    }
}

/* Up to six decimals of a second, as microseconds. */
static int read_fraction(Reader *reader)
{
    int microseconds = 0;
    int digits = 0;

    if (!reader->fits || *reader->place != '.') {
        return 0;
    }
    reader->place++;
    while (g_ascii_isdigit(*reader->place) && digits < 6) {
        microseconds = microseconds * 10 + (*reader->place++ - '0');
        digits++;
    }
    reader->fits = digits > 0;
    for (; digits < 6; digits++) {
        microseconds *= 10;
    }
    return microseconds;
}

/* 'Z' or ±hh:mm, as minutes east of UTC. */
static int read_offset_minutes(Reader *reader)
{
    if (reader->fits && *reader->place == 'Z') {
        reader->place++;
        return 0;
    }
    bool west = *reader->place == '-';
    read_character(reader, west ? '-' : '+');
    int hours = read_number(reader, 2);
    read_character(reader, ':');
    int minutes = read_number(reader, 2);
    reader->fits = reader->fits && hours <= 23 && minutes <= 59;
    return (west ? -1 : 1) * (hours * 60 + minutes);
}

static Night read_date(Reader *reader)
{
    char date[NIGHT_TEXT_SIZE] = "";
    Night night = NIGHT_NONE;

    g_strlcpy(date, reader->place, sizeof date);
    reader->fits = strlen(date) == 10 && night_parse(date, &night, NULL);
    reader->place += strlen(date);
    return night;
}

/* An offset can carry a time at the edge of the accepted years over it. */
static bool instant_reads_back(Instant instant)
{
    return instant >= instant_from_night_utc(night_from_date(1900, 1, 1)) &&
           instant < instant_from_night_utc(night_from_date(3000, 1, 1));
}

bool instant_parse(const char *text, Instant *ret_instant, GError **error)
{
    g_assert(text != NULL);
    Reader reader = {text, true};
    Night date = read_date(&reader);
    if (!reader.fits) {
        g_set_error(error, INSTANT_ERROR, INSTANT_ERROR_SYNTAX,
                    "'%.40s' does not begin with a date between 1900 and 2999: write 2015-07-01T06:00:00Z",
                    text);
        return false;
    }

    read_character(&reader, 'T');
    int hour = read_number(&reader, 2);
    read_character(&reader, ':');
    int minute = read_number(&reader, 2);
    read_character(&reader, ':');
    int second = read_number(&reader, 2);
    int microseconds = read_fraction(&reader);
    int offset_minutes = read_offset_minutes(&reader);

    if (!reader.fits || *reader.place != '\0') {
        g_set_error(error, INSTANT_ERROR, INSTANT_ERROR_SYNTAX,
                    "'%.40s' is not an RFC 3339 time: write 2015-07-01T06:00:00Z", text);
        return false;
    }
    if (hour > 23 || minute > 59 || second > 59) {
        g_set_error(error, INSTANT_ERROR, INSTANT_ERROR_RANGE, "'%.40s' has no such time of day", text);
        return false;
    }
    Instant instant = instant_from_night_utc(date) + hour * INSTANT_HOUR +
                      (minute - (int64_t)offset_minutes) * INSTANT_MINUTE + second * INSTANT_SECOND +
                      microseconds;
    if (!instant_reads_back(instant)) {
        g_set_error(error, INSTANT_ERROR, INSTANT_ERROR_RANGE, "'%.40s' is not between 1900 and 2999 in UTC",
                    text);
        return false;
    }
    *ret_instant = instant;
    return true;
}

/* Quotient and rest with the rest never negative. */
static int64_t divide_down(int64_t value, int64_t unit, int64_t *ret_rest)
{
    int64_t rest = value % unit;

    if (rest < 0) {
        rest += unit;
    }
    *ret_rest = rest;
    return (value - rest) / unit;
}

static char *write_part(char *at, char separator, int number, int digits)
{
    *at = separator;
    for (int i = digits; i > 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + digits + 1;
}

const char *instant_write(Instant instant, char buffer[INSTANT_TEXT_SIZE])
{
    int64_t in_day;
    Night date = (Night)divide_down(instant, INSTANT_DAY, &in_day);
    char date_text[NIGHT_TEXT_SIZE];
    int seconds = (int)(in_day / INSTANT_SECOND);
    int microseconds = (int)(in_day % INSTANT_SECOND);
    char *at = buffer;

    /* Digit by digit: every line of the log and every offer has some of these. */
    memcpy(at, night_write(date, date_text), NIGHT_TEXT_SIZE - 1);
    at += NIGHT_TEXT_SIZE - 1;
    at = write_part(at, 'T', seconds / 3600, 2);
    at = write_part(at, ':', seconds / 60 % 60, 2);
    at = write_part(at, ':', seconds % 60, 2);
    if (microseconds != 0)
        at = write_part(at, '.', microseconds, 6);
    memcpy(at, "Z", sizeof "Z");
    return buffer;
}

char *instant_format(Instant instant)
{
    char buffer[INSTANT_TEXT_SIZE];
    return g_strdup(instant_write(instant, buffer));
}

GTimeZone *instant_zone_new(const char *name, GError **error)
{
    g_assert(name != NULL);
    /* GLib also reads offsets and POSIX rules; a hotel's zone is a place, with the place's summer time. */
    GTimeZone *zone =
        strchr(name, '/') != NULL || g_str_equal(name, "UTC") ? g_time_zone_new_identifier(name) : NULL;

    if (zone == NULL) {
        g_set_error(error, INSTANT_ERROR, INSTANT_ERROR_ZONE,
                    "unknown time zone '%.64s': use an IANA name such as Europe/Lisbon", name);
    }
    return zone;
}

LocalTime instant_to_local(Instant instant, GTimeZone *zone)
{
    int64_t ignored;
    int64_t utc_seconds = divide_down(instant, INSTANT_SECOND, &ignored);
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, utc_seconds);
    int offset_seconds = g_time_zone_get_offset(zone, interval);
    int64_t in_day;
    Night date = (Night)divide_down(utc_seconds + offset_seconds, SECONDS_PER_DAY, &in_day);

    return (LocalTime){.date = date,
                       .hour = (int)(in_day / 3600),
                       .minute = (int)(in_day / 60 % 60),
                       .second = (int)(in_day % 60),
                       .offset_seconds = offset_seconds};
}

Night instant_local_date(Instant instant, GTimeZone *zone)
{
    return instant_to_local(instant, zone).date;
}

static int64_t date_seconds(Night date, int64_t hour, int64_t minute)
{
    return (int64_t)date * SECONDS_PER_DAY + hour * 3600 + minute * 60;
}

/* The wall clock's time as if it were UTC, for comparing wall times. */
static int64_t wall_seconds(Instant instant, GTimeZone *zone)
{
    LocalTime local = instant_to_local(instant, zone);
    return date_seconds(local.date, local.hour, local.minute) + local.second;
}

/* The first second at or after low whose wall time has reached wall; at low it has not, at high it has, and
 * the wall clock jumps forward at most once in between. */
static int64_t first_second_at_wall(int64_t low, int64_t high, int64_t wall, GTimeZone *zone)
{
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (wall_seconds(middle * INSTANT_SECOND, zone) >= wall) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

Instant instant_from_local(Night date, int hour, int minute, GTimeZone *zone)
{
    g_assert(hour >= 0 && hour <= 23);
    g_assert(minute >= 0 && minute <= 59);
    int64_t wall = date_seconds(date, hour, minute);
    int before = instant_to_local((wall - SECONDS_PER_DAY) * INSTANT_SECOND, zone).offset_seconds;
    int after = instant_to_local((wall + SECONDS_PER_DAY) * INSTANT_SECOND, zone).offset_seconds;
    /* With the larger offset the wall time comes earlier: if it shows the time at all, that is the first. */
    int64_t early = wall - MAX(before, after);
    int64_t late = wall - MIN(before, after);

    if (wall_seconds(early * INSTANT_SECOND, zone) == wall) {
        return early * INSTANT_SECOND;
    }
    if (wall_seconds(late * INSTANT_SECOND, zone) == wall) {
        return late * INSTANT_SECOND;
    }
    return first_second_at_wall(early - 1, late, wall, zone) * INSTANT_SECOND;
}

Instant instant_from_night_utc(Night date)
{
    return (Instant)date * INSTANT_DAY;
}
