#include "schemas/night.h"

#include <string.h>

#define YEAR_FROM_OUTSIDE_MIN 1900
#define YEAR_FROM_OUTSIDE_MAX 2999
#define DAYS_PER_ERA 146097 /* 400 years */
#define EPOCH_SHIFT 719468  /* days from 0000-03-01 to 1970-01-01 */

G_DEFINE_QUARK(keyrack - night - error - quark, night_error)

static bool year_is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && year_is_leap(year) ? 29 : LENGTHS[month - 1];
}

bool night_date_is_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_length(year, month);
}

/* Years are counted from March, so that the leap day is the last of its year. */
Night night_from_date(int year, int month, int day)
{
    g_assert(night_date_is_valid(year, month, day));
    int shifted_year = month <= 2 ? year - 1 : year;
    int era = shifted_year / 400;
    int year_of_era = shifted_year - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (Night)(era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT);
}

void night_to_date(Night night, int *ret_year, int *ret_month, int *ret_day)
{
    g_assert(night >= NIGHT_MIN && night <= NIGHT_MAX);
    int days = night + EPOCH_SHIFT;
    int era = days / DAYS_PER_ERA;
    int day_of_era = days - era * DAYS_PER_ERA;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;

    *ret_day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    *ret_month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2 ? 1 : 0);
}

/* Reads digits and dashes as the pattern shows ('9' stands for a digit) into up to three numbers. */
static bool numbers_by_pattern(const char *text, const char *pattern, int numbers[3])
{
    int which = 0;

    memset(numbers, 0, 3 * sizeof(int));
    for (; *pattern != '\0'; pattern++, text++) {
        if (*pattern == '9' && g_ascii_isdigit(*text)) {
            numbers[which] = numbers[which] * 10 + (*text - '0');
        } else if (*pattern == '-' && *text == '-') {
            which++;
        } else {
            return false;
        }
    }
    return *text == '\0';
}

static bool night_from_outside(const char *text, const char *pattern, const char *form, Night *ret_night,
                               GError **error)
{
    int numbers[3];

    g_assert(text != NULL);
    if (!numbers_by_pattern(text, pattern, numbers)) {
        g_set_error(error, NIGHT_ERROR, NIGHT_ERROR_SYNTAX, "'%.32s' is not a date: write %s", text, form);
        return false;
    }
    int day = strlen(pattern) < 10 ? 1 : numbers[2];
    if (numbers[0] < YEAR_FROM_OUTSIDE_MIN || numbers[0] > YEAR_FROM_OUTSIDE_MAX ||
        !night_date_is_valid(numbers[0], numbers[1], day)) {
        g_set_error(error, NIGHT_ERROR, NIGHT_ERROR_DATE, "'%s' is not in the calendar between %d and %d",
                    text, YEAR_FROM_OUTSIDE_MIN, YEAR_FROM_OUTSIDE_MAX);
        return false;
    }
    *ret_night = night_from_date(numbers[0], numbers[1], day);
    return true;
}

bool night_parse(const char *text, Night *ret_night, GError **error)
{
    return night_from_outside(text, "9999-99-99", "YYYY-MM-DD", ret_night, error);
}

bool night_parse_month(const char *text, Night *ret_first_night, GError **error)
{
    return night_from_outside(text, "9999-99", "YYYY-MM", ret_first_night, error);
}

static void write_number(char *place, int number, int width)
{
    for (int digit = width - 1; digit >= 0; digit--) {
        place[digit] = (char)('0' + number % 10);
        number /= 10;
    }
}

const char *night_write_month(Night night, char buffer[MONTH_TEXT_SIZE])
{
    int year, month, day;

    night_to_date(night, &year, &month, &day);
    write_number(buffer, year, 4);
    buffer[4] = '-';
    write_number(buffer + 5, month, 2);
    buffer[7] = '\0';
    return buffer;
}

const char *night_write(Night night, char buffer[NIGHT_TEXT_SIZE])
{
    int year, month, day;

    night_to_date(night, &year, &month, &day);
    write_number(buffer, year, 4);
    buffer[4] = '-';
    write_number(buffer + 5, month, 2);
    buffer[7] = '-';
    write_number(buffer + 8, day, 2);
    buffer[10] = '\0';
    return buffer;
}

char *night_format(Night night)
{
    char buffer[NIGHT_TEXT_SIZE];
    return g_strdup(night_write(night, buffer));
}

int night_weekday(Night night)
{
    g_assert(night >= NIGHT_MIN && night <= NIGHT_MAX);
    /* 1970-01-01 was a Thursday, and NIGHT_MIN a Monday. */
    return (night - NIGHT_MIN) % 7 + 1;
}

Night night_add(Night night, int32_t days)
{
    int64_t result = (int64_t)night + days;

    g_assert(result >= NIGHT_MIN && result <= NIGHT_MAX);
    return (Night)result;
}

Night night_month_start(Night night)
{
    int year, month, day;

    night_to_date(night, &year, &month, &day);
    return night_from_date(year, month, 1);
}

Night night_month_next(Night night)
{
    int year, month, day;

    night_to_date(night, &year, &month, &day);
    return night_add(night, month_length(year, month) - day + 1);
}

int32_t night_count(Night arrival, Night departure)
{
    g_assert(arrival <= departure);
    return departure - arrival;
}
