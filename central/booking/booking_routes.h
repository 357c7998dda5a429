/** HTTP of reservations, holds and notifications: the booking lane's public face. */
#pragma once

#include "central/central.h"

extern const HttpRoute booking_routes[];
extern const gsize booking_route_count;

/**
 * Fills what every command needs of the request it came from: who asks, the idempotency key, the digest of
 * the request. `digest_of` names the target beside the body ("POST /v1/reservations").
 */
void booking_command_identify(BookingCommand *command, const char *scope, const char *key,
                              const char *digest_of, const json_t *body);

/** The moment a command counts as made: a website's own booked_at when it lies in the past, otherwise the
 * hotel's now. */
void booking_command_date(BookingCommand *command, const Central *central);
