#include "central/link/hotel_request.h"

#include <string.h>

#include "central/problem.h"
#include "ops/json.h"
#include "ops/log.h"

enum { SUBJECT_PARTS = 4 };

void hotel_request_reply(Central *central, const char *reply_subject, json_t *answer)
{
    g_autofree char *text = json_canonical(answer);
    json_decref(answer);
    g_autoptr(GError) error = NULL;
    if (!bus_publish(central->bus, reply_subject, text, strlen(text), &error))
        log_warning("answer to a hotel was lost", log_text("why", error->message));
}

const ChainHotel *hotel_request_hotel(const Central *central, const char *subject)
{
    g_auto(GStrv) parts = g_strsplit(subject, ".", -1);
    return g_strv_length(parts) == SUBJECT_PARTS ? chain_hotel(central->chain, parts[2]) : NULL;
}

json_t *hotel_request_read(Central *central, const BusMessage *message, const ChainHotel **ret_hotel)
{
    *ret_hotel = hotel_request_hotel(central, message->subject);
    if (!*ret_hotel || !message->reply_subject)
        return NULL;
    g_autoptr(GError) error = NULL;
    json_t *request = json_parse(message->data, message->length, &error);
    if (!request) {
        log_their_fault("request of a hotel is not JSON", log_text("hotel", (*ret_hotel)->code),
                        log_text("why", error->message));
        hotel_request_reply(central, message->reply_subject,
                            json_pack("{s:i, s:o}", "status", 400, "body",
                                      problem_json(400, "invalid_json", NULL, error->message)));
    }
    return request;
}
