/**
 * The centre's end of the line to every hotel: answers what hotels ask over the bus.
 *
 *   keyrack.hotel.<H>.list     everything newer than a version
 *   keyrack.hotel.<H>.outbox   numbered entries to apply
 *   keyrack.hotel.<H>.command  a booking command the desk makes before arrival
 *   keyrack.hotel.<H>.ping     are you there
 *
 * The bus accounts let a hotel speak only under its own code, so the subject says who asks.
 */
#pragma once

#include "central/central.h"

typedef struct HotelLink HotelLink;

/** Subscribes. NULL and an error when the bus refuses or the database cannot be reached. */
HotelLink *hotel_link_new(Central *central, GError **error);
void hotel_link_free(HotelLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HotelLink, hotel_link_free)

/** Adds the entries of {"entries": [{"number", "kind", "at", "body"}]} to a command. FALSE: one cannot be
 * read. */
gboolean hotel_link_read_entries(BookingCommand *command, const json_t *request);
