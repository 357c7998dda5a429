#include "schemas/mrz.h"

#include <glib.h>
#include <string.h>

#define ZONE_MAX 90
#define YEARS_AHEAD 30 /* no document is good for longer */

/* Where the fields of a kind of document stand, counted from the first character of the zone. */
typedef struct Layout {
    unsigned length;
    unsigned issuer;
    unsigned name, name_length;
    unsigned number;
    unsigned nationality;
    unsigned birth;
    unsigned expires;
    unsigned optional,
        optional_length; /* where a longer number goes on; in a passport it has a digit of its own */
    unsigned composite;  /* the check digit over most of the others */
} Layout;

static const Layout card = {90, 2, 60, 30, 5, 45, 30, 38, 15, 15, 59};
static const Layout large_card = {72, 2, 5, 31, 36, 46, 49, 57, 64, 7, 71};
static const Layout passport = {88, 2, 5, 39, 44, 54, 57, 65, 72, 14, 87};

static int value_of(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    if (character >= 'A' && character <= 'Z') {
        return character - 'A' + 10;
    }
    return character == '<' ? 0 : -1;
}

/* The sum goes on over several fields as if they were one. */
static bool weigh(const char *field, unsigned length, unsigned *position, unsigned *sum)
{
    static const unsigned weights[] = {7, 3, 1};

    for (unsigned i = 0; i < length; i++) {
        int value = value_of(field[i]);
        if (value < 0) {
            return false;
        }
        *sum += (unsigned)value * weights[*position % G_N_ELEMENTS(weights)];
        (*position)++;
    }
    return true;
}

char mrz_check_digit(const char *field, unsigned length)
{
    unsigned position = 0;
    unsigned sum = 0;

    return weigh(field, length, &position, &sum) ? (char)('0' + sum % 10) : '\0';
}

/* ---- the zone as one text ---- */

static bool normalise(const char *text, char zone[ZONE_MAX + 1])
{
    unsigned length = 0;

    for (const char *at = text; *at != '\0'; at++) {
        char character = g_ascii_toupper(*at);
        if (g_ascii_isspace(character)) {
            continue;
        }
        if (length == ZONE_MAX || value_of(character) < 0) {
            return false;
        }
        zone[length++] = character;
    }
    zone[length] = '\0';
    return true;
}

static const Layout *layout_of(const char *zone)
{
    const Layout *layouts[] = {&card, &large_card, &passport};
    size_t length = strlen(zone);

    for (unsigned i = 0; i < G_N_ELEMENTS(layouts); i++) {
        if (layouts[i]->length == length) {
            bool fits = layouts[i] == &passport ? zone[0] == 'P' : strchr("ACIPV", zone[0]) != NULL;
            return fits ? layouts[i] : NULL;
        }
    }
    return NULL;
}

/* ---- check digits ---- */

static bool digit_fits(const char *zone, unsigned field, unsigned length)
{
    return mrz_check_digit(zone + field, length) == zone[field + length];
}

static bool composite_fits(const Layout *layout, const char *zone)
{
    unsigned position = 0;
    unsigned sum = 0;
    bool fits;

    if (layout == &card) {
        fits = weigh(zone + 5, 25, &position, &sum) && weigh(zone + 30, 7, &position, &sum) &&
               weigh(zone + 38, 7, &position, &sum) && weigh(zone + 48, 11, &position, &sum);
    } else {
        unsigned rest = layout->composite - layout->expires;
        fits = weigh(zone + layout->number, 10, &position, &sum) &&
               weigh(zone + layout->birth, 7, &position, &sum) &&
               weigh(zone + layout->expires, rest, &position, &sum);
    }
    return fits && zone[layout->composite] == (char)('0' + sum % 10);
}

/* The part of a long number that stands among the optional data; its last character is the check digit. */
static unsigned overflow_length(const Layout *layout, const char *zone)
{
    const char *begin = zone + layout->optional;
    const char *end = memchr(begin, '<', layout->optional_length);

    return end == NULL ? layout->optional_length : (unsigned)(end - begin);
}

/* Cards may have numbers of more than nine characters: then '<' stands where the digit would be. */
static bool read_number(const Layout *layout, const char *zone, char ret_number[MRZ_NUMBER_SIZE])
{
    char number[MRZ_NUMBER_SIZE + 1] = "";
    unsigned length = 9;
    char digit = zone[layout->number + 9];

    memcpy(number, zone + layout->number, length);
    if (digit == '<' && layout != &passport) {
        unsigned more = overflow_length(layout, zone);
        if (more < 2 || length + more - 1 >= MRZ_NUMBER_SIZE) {
            return false;
        }
        memcpy(number + length, zone + layout->optional, more - 1);
        length += more - 1;
        digit = zone[layout->optional + more - 1];
    }
    if (mrz_check_digit(number, length) != digit) {
        return false;
    }
    while (length > 0 && number[length - 1] == '<') {
        length--;
    }
    number[length] = '\0';
    g_strlcpy(ret_number, number, MRZ_NUMBER_SIZE);
    return length > 0;
}

/* A passport's personal number has a digit of its own, which may be left out where there is no number. */
static bool personal_number_fits(const Layout *layout, const char *zone)
{
    if (layout != &passport) {
        return true;
    }
    unsigned end = layout->optional + layout->optional_length;
    bool is_empty = strspn(zone + layout->optional, "<") >= layout->optional_length;
    return digit_fits(zone, layout->optional, layout->optional_length) || (is_empty && zone[end] == '<');
}

/* ---- what the fields say ---- */

static bool read_two(const char *digits, int *ret_value)
{
    if (!g_ascii_isdigit(digits[0]) || !g_ascii_isdigit(digits[1])) {
        return false;
    }
    *ret_value = (digits[0] - '0') * 10 + digits[1] - '0';
    return true;
}

/* The last such day that is not after `latest`. */
static bool read_date(const char *digits, Night latest, Night *ret_date)
{
    int year, month, day;

    if (!read_two(digits, &year) || !read_two(digits + 2, &month) || !read_two(digits + 4, &day)) {
        return false;
    }
    for (int century = 2100; century >= 1900; century -= 100) {
        g_autofree char *text = g_strdup_printf("%04d-%02d-%02d", century + year, month, day);
        Night date;
        if (night_parse(text, &date, NULL) && date <= latest) {
            *ret_date = date;
            return true;
        }
    }
    return false;
}

static void read_country(const char *field, char ret_country[MRZ_COUNTRY_SIZE])
{
    unsigned length = 0;

    while (length < MRZ_COUNTRY_SIZE - 1 && field[length] != '<') {
        ret_country[length] = field[length];
        length++;
    }
    ret_country[length] = '\0';
    if (strcmp(ret_country, "D") == 0) {
        g_strlcpy(ret_country, "DEU", MRZ_COUNTRY_SIZE);
    }
}

/* Copies until two fillers or the end; one filler is a space. The place where it ended. */
static unsigned read_part(const char *field, unsigned length, unsigned from, char ret_part[MRZ_NAME_SIZE])
{
    unsigned at = from;
    unsigned size = 0;

    while (at < length && !(field[at] == '<' && (at + 1 == length || field[at + 1] == '<'))) {
        if (size < MRZ_NAME_SIZE - 1) {
            ret_part[size++] = field[at] == '<' ? ' ' : field[at];
        }
        at++;
    }
    ret_part[size] = '\0';
    return at;
}

/* Whoever has one name only has it as the surname. */
static bool read_names(const Layout *layout, const char *zone, MrzDocument *document)
{
    const char *field = zone + layout->name;
    unsigned end = read_part(field, layout->name_length, 0, document->surname);

    read_part(field, layout->name_length, MIN(end + 2, layout->name_length), document->given_name);
    g_strstrip(document->surname);
    g_strstrip(document->given_name);
    return document->surname[0] != '\0' && !g_ascii_isdigit(document->surname[0]);
}

MrzVerdict mrz_read(const char *text, Night today, MrzDocument *ret_document)
{
    char zone[ZONE_MAX + 1];
    MrzDocument document = {.expires = NIGHT_NONE};

    const Layout *layout = normalise(text, zone) ? layout_of(zone) : NULL;
    if (layout == NULL) {
        return MRZ_NOT_A_ZONE;
    }
    if (!read_number(layout, zone, document.number) || !digit_fits(zone, layout->birth, 6) ||
        !digit_fits(zone, layout->expires, 6) || !personal_number_fits(layout, zone) ||
        !composite_fits(layout, zone)) {
        return MRZ_DIGIT_WRONG;
    }
    if (!read_date(zone + layout->birth, today, &document.birth_date)) {
        return MRZ_DATE_WRONG;
    }
    read_date(zone + layout->expires, today + YEARS_AHEAD * 366, &document.expires);
    if (!read_names(layout, zone, &document)) {
        return MRZ_NAME_MISSING;
    }
    document.is_passport = zone[0] == 'P';
    read_country(zone + layout->issuer, document.issuer);
    read_country(zone + layout->nationality, document.nationality);
    *ret_document = document;
    return MRZ_READ;
}

const VerdictWords mrz_verdicts[MRZ_VERDICT_COUNT] = {
    [MRZ_READ] = {"zone_read", "It was read."},
    [MRZ_NOT_A_ZONE] = {"zone_unknown",
                        "This is not the machine-readable zone of a passport or an identity card. "
                        "Scan it again, or type the fields."},
    [MRZ_DIGIT_WRONG] = {"zone_misread",
                         "A check digit does not fit: something was misread. Scan it again, or "
                         "type the fields."},
    [MRZ_DATE_WRONG] = {"zone_without_date", "The zone has no full date of birth. Type the fields."},
    [MRZ_NAME_MISSING] = {"zone_without_name", "The zone has no name. Type the fields."},
};
