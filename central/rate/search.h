/**
 * Searching the chain: which hotels are asked, in which order they are shown, and the answer as JSON text.
 * Everything comes from memory; nothing here waits.
 */
#pragma once

#include "central/central.h"
#include "central/rate/offer.h"
#include "central/rate/place_rules.h"

typedef enum {
    SEARCH_ORDER_CHAIN,
    SEARCH_ORDER_DISTANCE,
    SEARCH_ORDER_PRICE,
} SearchOrder;

/** How much one question may ask, because an HTTP thread answers it: hotels times nights of the stay, where
 * prices are compared, for the month of a calendar, and on one page (a page of long stays has fewer hotels).
 */
enum { SEARCH_PRICED_NIGHTS = 3000, SEARCH_CALENDAR_NIGHTS = 300, SEARCH_PAGE_NIGHTS = 2000 };

typedef struct {
    OfferQuestion offer;
    const ChainHotel *hotel; /* NULL: by distance, else by place, else all */
    const char *place;       /* may be NULL */
    gboolean near;
    double latitude_degrees, longitude_degrees, radius_km;
    SearchOrder order;
    guint limit;  /* hotels of a page */
    guint offset; /* hotels before it */
} Search;

/** The hotels that are asked, by distance when a point was given, else in chain order. GArray of PlaceFound;
 * unref it. */
GArray *search_hotels(const Central *central, const Search *search);

/** {"items": [offers of the hotel]}: kept ready where it can be. A new reference. */
GBytes *search_hotel_answer(Central *central, const ChainHotel *hotel, const OfferQuestion *question);

/** {"items": …} of one page of the hotels in `found`, in the order asked for. *ret_next is the offset of the
 * next page, 0 after the last. A new reference. */
GBytes *search_page_answer(Central *central, const Search *search, const GArray *found, guint *ret_next);
