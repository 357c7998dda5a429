#include "central/rate/place_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "schemas/place.h"

#define EARTH_RADIUS_M 6371008.8
/* Distances are measured between whole millionths of a degree. */
#define ROUNDING_DEGREES 1e-5
#define DEGREES_PER_RADIAN (180.0 / G_PI)

enum { ROWS = 180 };

typedef struct {
    char *word; /* folded */
    guint hotel;
} IndexWord;

typedef struct {
    int row; /* degree of latitude, counted from the south pole */
    double longitude_degrees;
    guint hotel;
} IndexPoint;

struct PlaceIndex {
    const Chain *chain;
    GArray *words;              /* IndexWord, sorted by word */
    GArray *points;             /* IndexPoint, sorted by row, then longitude */
    guint row_starts[ROWS + 1]; /* in points */
};

static double radians(double degrees)
{
    return degrees / DEGREES_PER_RADIAN;
}

static int32_t microdegrees(double degrees)
{
    return (int32_t)lround(degrees * 1e6);
}

double hotel_distance_m(const ChainHotel *hotel, double latitude_degrees, double longitude_degrees)
{
    Place place = {hotel->latitude_microdegrees, hotel->longitude_microdegrees};
    return place_distance_m(place, (Place){microdegrees(latitude_degrees), microdegrees(longitude_degrees)});
}

/* ---- making ---- */

static int row_of(double latitude_degrees)
{
    return CLAMP((int)floor(latitude_degrees) + ROWS / 2, 0, ROWS - 1);
}

static void words_add(GArray *words, char **folded, guint hotel)
{
    for (guint i = 0; folded[i] != NULL; i++) {
        IndexWord entry = {folded[i], hotel};
        g_array_append_val(words, entry);
    }
    g_free(folded); /* the words live on in the entries */
}

static void words_add_hotel(GArray *words, const ChainHotel *hotel, guint position)
{
    g_autofree char *about = g_strjoin(" ", hotel->code, hotel->name.en, hotel->name.zh, hotel->address.city,
                                       hotel->address.region, hotel->address.country, NULL);
    char **unaccented = NULL;
    words_add(words, g_str_tokenize_and_fold(about, NULL, &unaccented), position);
    words_add(words, unaccented, position);
}

static void word_clear(gpointer data)
{
    g_free(((IndexWord *)data)->word);
}

static gint compare_words(gconstpointer left, gconstpointer right)
{
    return strcmp(((const IndexWord *)left)->word, ((const IndexWord *)right)->word);
}

static gint compare_points(gconstpointer left, gconstpointer right)
{
    const IndexPoint *a = left;
    const IndexPoint *b = right;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->longitude_degrees > b->longitude_degrees) - (a->longitude_degrees < b->longitude_degrees);
}

static void rows_begin(PlaceIndex *index)
{
    guint point = 0;
    for (int row = 0; row <= ROWS; row++) {
        while (point < index->points->len && g_array_index(index->points, IndexPoint, point).row < row)
            point++;
        index->row_starts[row] = point;
    }
}

PlaceIndex *place_index_new(const Chain *chain)
{
    PlaceIndex *index = g_new0(PlaceIndex, 1);
    index->chain = chain;
    index->words = g_array_new(FALSE, FALSE, sizeof(IndexWord));
    g_array_set_clear_func(index->words, word_clear);
    index->points = g_array_new(FALSE, FALSE, sizeof(IndexPoint));
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        words_add_hotel(index->words, hotel, i);
        IndexPoint point = {row_of(hotel->latitude_microdegrees / 1e6), hotel->longitude_microdegrees / 1e6,
                            i};
        g_array_append_val(index->points, point);
    }
    g_array_sort(index->words, compare_words);
    g_array_sort(index->points, compare_points);
    rows_begin(index);
    return index;
}

void place_index_free(PlaceIndex *index)
{
    if (index == NULL)
        return;
    g_array_unref(index->words);
    g_array_unref(index->points);
    g_free(index);
}

/* ---- by words ---- */

static guint first_word(const GArray *words, const char *beginning)
{
    guint low = 0, high = words->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (strcmp(g_array_index(words, IndexWord, middle).word, beginning) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Counts the word for hotels that had all words before it. */
static void words_count(const GArray *words, const char *beginning, guint before, guint *counts)
{
    for (guint i = first_word(words, beginning); i < words->len; i++) {
        const IndexWord *entry = &g_array_index(words, IndexWord, i);
        if (!g_str_has_prefix(entry->word, beginning))
            return;
        if (counts[entry->hotel] == before)
            counts[entry->hotel]++;
    }
}

GArray *place_index_by_words(const PlaceIndex *index, const char *place)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(PlaceFound));
    const GPtrArray *hotels = index->chain->hotels;
    g_auto(GStrv) wanted = g_str_tokenize_and_fold(place, NULL, NULL);
    guint wanted_count = g_strv_length(wanted);
    g_autofree guint *counts = g_new0(guint, hotels->len + 1);
    for (guint i = 0; i < wanted_count; i++)
        words_count(index->words, wanted[i], i, counts);
    for (guint i = 0; wanted_count > 0 && i < hotels->len; i++) {
        PlaceFound hotel = {hotels->pdata[i], -1};
        if (counts[i] == wanted_count)
            g_array_append_val(found, hotel);
    }
    return found;
}

/* ---- by distance ---- */

typedef struct {
    const PlaceIndex *index;
    double latitude_degrees, longitude_degrees, radius_m;
    double half_width_degrees; /* of longitude, on either side; 180: all around */
    GArray *found;
} NearSearch;

/* How far to the east and west a circle on the sphere reaches; one around a pole reaches everywhere. */
static double half_width(double latitude_degrees, double radius_m)
{
    double angle = radius_m / EARTH_RADIUS_M;
    if (fabs(radians(latitude_degrees)) + angle >= G_PI / 2)
        return 180;
    return fmin(180,
                asin(sin(angle) / cos(radians(latitude_degrees))) * DEGREES_PER_RADIAN + ROUNDING_DEGREES);
}

/* Points of one row from a longitude on, up to another. */
static void near_take(const NearSearch *search, int row, double west, double east)
{
    const GArray *points = search->index->points;
    guint low = search->index->row_starts[row], high = search->index->row_starts[row + 1];
    guint end = high;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(points, IndexPoint, middle).longitude_degrees < west)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end; low++) {
        const IndexPoint *point = &g_array_index(points, IndexPoint, low);
        if (point->longitude_degrees > east)
            return;
        const ChainHotel *hotel = search->index->chain->hotels->pdata[point->hotel];
        PlaceFound entry = {hotel,
                            hotel_distance_m(hotel, search->latitude_degrees, search->longitude_degrees)};
        if (entry.distance_m <= search->radius_m)
            g_array_append_val(search->found, entry);
    }
}

static void near_take_row(const NearSearch *search, int row)
{
    double west = search->longitude_degrees - search->half_width_degrees;
    double east = search->longitude_degrees + search->half_width_degrees;
    if (search->half_width_degrees >= 180) {
        near_take(search, row, -180, 180);
        return;
    }
    near_take(search, row, west, east);
    if (west < -180)
        near_take(search, row, west + 360, 180);
    if (east > 180)
        near_take(search, row, -180, east - 360);
}

static gint compare_found(gconstpointer left, gconstpointer right)
{
    const PlaceFound *a = left;
    const PlaceFound *b = right;
    if (a->distance_m != b->distance_m)
        return a->distance_m < b->distance_m ? -1 : 1;
    return a->hotel->number - b->hotel->number;
}

GArray *place_index_near(const PlaceIndex *index, double latitude_degrees, double longitude_degrees,
                         double radius_m)
{
    double reach_degrees = radius_m / EARTH_RADIUS_M * DEGREES_PER_RADIAN;
    NearSearch search = {
        .index = index,
        .latitude_degrees = latitude_degrees,
        .longitude_degrees = longitude_degrees,
        .radius_m = radius_m,
        .half_width_degrees = half_width(latitude_degrees, radius_m),
        .found = g_array_new(FALSE, FALSE, sizeof(PlaceFound)),
    };
    int last = row_of(latitude_degrees + reach_degrees + ROUNDING_DEGREES);
    for (int row = row_of(latitude_degrees - reach_degrees - ROUNDING_DEGREES); row <= last; row++)
        near_take_row(&search, row);
    g_array_sort(search.found, compare_found);
    return search.found;
}
