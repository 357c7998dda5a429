/** What all questions of hotels over the bus have in common. */
#pragma once

#include "central/central.h"

/**
 * The request as JSON and the hotel whose code stands in the subject keyrack.hotel.<H>.what; new reference.
 * NULL after it was answered (not JSON) or dropped (nobody waits for an answer, or the chain has no such
 * hotel).
 */
json_t *hotel_request_read(Central *central, const BusMessage *message, const ChainHotel **ret_hotel);

/** The hotel of such a subject; NULL when the chain has none. */
const ChainHotel *hotel_request_hotel(const Central *central, const char *subject);

/** Answers; takes over `answer`. An answer that cannot be sent is lost: the hotel asks again. */
void hotel_request_reply(Central *central, const char *reply_subject, json_t *answer);
