/* The demonstration bookings of one hotel around a day: who comes, when, through which channel, and who is
 * already in the house. Pure: the same hotel and day give the same bookings. */
#pragma once

#include <jansson.h>

#include "schemas/chain.h"

typedef enum {
    SEED_PHONE,        /* entered by an agent of the reservation centre */
    SEED_WEBSITE,      /* the chain's own website, quoted by the centre */
    SEED_NOTIFICATION, /* a booking website that brings its own price */
} SeedChannel;

typedef struct {
    unsigned number; /* from 1, within the hotel */
    SeedChannel channel;
    const ChainRoomType *room_type;
    const ChainRatePlan *rate_plan;
    Night arrival;
    Night departure;
    int adults;
    int children;
    bool checked_in; /* is to be in the house already */
    bool cancelled;  /* is to be cancelled again */
} SeedBooking;

/* GArray of SeedBooking. `today` is the hotel's business date. */
GArray *seed_plan(const ChainHotel *hotel, Night today);

/* Body of POST /v1/reservations or of the notification, by channel. New reference. */
json_t *seed_booking_json(const ChainHotel *hotel, const SeedBooking *booking, Night today);
