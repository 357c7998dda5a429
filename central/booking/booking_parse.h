/**
 * Bodies of the booking routes, and of the same commands sent by hotels over the bus, become booking
 * commands.
 *
 * A body of the wrong form is refused here with a JSON pointer to the field; what depends on the state of the
 * house is decided later in the lane.
 */
#pragma once

#include <jansson.h>

#include "central/booking/booking_command.h"
#include "ops/json.h"
#include "schemas/chain.h"

/**
 * A new command of `kind` from `body` (NULL: none was sent). On failure NULL, and `ret_problem` (JSON
 * document, to be answered with `ret_status`) says what is wrong. The caller still fills scope, key, digest,
 * at and the names that stand in the path.
 */
BookingCommand *booking_command_parse(BookingKind kind, const json_t *body, const Chain *chain,
                                      int *ret_status, json_t **ret_problem);

/** A website's notification: its status makes it a new booking, a change or a cancellation. */
BookingCommand *booking_notification_parse(const json_t *body, const Chain *chain, int *ret_status,
                                           json_t **ret_problem);
