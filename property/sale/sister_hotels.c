#include "property/sale/sister_hotels.h"

#include "ops/json.h"
#include "schemas/place.h"

#define METRES_PER_KM 1000.0

typedef struct SisterHotel {
    const ChainHotel *hotel;
    double distance_m;
} SisterHotel;

static Place place_of(const ChainHotel *hotel)
{
    return (Place){hotel->latitude_microdegrees, hotel->longitude_microdegrees};
}

/* Keeps the nearest ones in order; a chain may be far longer than what is wanted of it. */
static guint insert_sister(SisterHotel *sisters, guint count, SisterHotel sister)
{
    guint place = count;

    while (place > 0 && sisters[place - 1].distance_m > sister.distance_m) {
        place--;
    }
    if (place == SISTER_HOTELS_MAX) {
        return count;
    }
    for (guint i = MIN(count, SISTER_HOTELS_MAX - 1); i > place; i--) {
        sisters[i] = sisters[i - 1];
    }
    sisters[place] = sister;
    return MIN(count + 1, SISTER_HOTELS_MAX);
}

static json_t *sister_json(const SisterHotel *sister)
{
    const ChainHotel *hotel = sister->hotel;
    const ChainAddress *address = &hotel->address;
    /* One decimal is as exact as a taxi fare. */
    double tenths_km = sister->distance_m * 10 / METRES_PER_KM + 0.5;

    return json_pack("{s:s, s:{s:s, s:s}, s:o, s:{s:o, s:o, s:o, s:s}, s:f}", "hotel", hotel->code, "name",
                     "en", hotel->name.en, "zh", hotel->name.zh, "telephone",
                     json_from_text(hotel->telephone), "address", "street", json_from_text(address->street),
                     "city", json_from_text(address->city), "postal_code",
                     json_from_text(address->postal_code), "country", address->country, "distance_km",
                     (double)(int64_t)tenths_km / 10);
}

json_t *sister_hotels_json(const Chain *chain, const ChainHotel *hotel)
{
    SisterHotel sisters[SISTER_HOTELS_MAX];
    guint count = 0;
    json_t *list = json_array();

    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *other = g_ptr_array_index(chain->hotels, i);
        if (other != hotel && other->practice == hotel->practice) {
            SisterHotel sister = {other, place_distance_m(place_of(hotel), place_of(other))};
            count = insert_sister(sisters, count, sister);
        }
    }
    for (guint i = 0; i < count; i++) {
        json_array_append_new(list, sister_json(&sisters[i]));
    }
    return list;
}
