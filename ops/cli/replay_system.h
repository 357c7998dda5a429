/* The running system as a replay or a check sees it: who speaks to which daemon. */
#pragma once

#include "ops/cli/api.h"
#include "ops/cli/run_folder.h"

typedef struct {
    char *code;
    ApiParty *desk;    /* front desk and night audit */
    ApiParty *trainer; /* practice clock */
} SystemHotel;

typedef struct {
    ApiCaller *caller;
    ApiParty *centre;  /* a trainer of the chain: clock, reports, copies, checks */
    ApiParty *channel; /* the OAuth client `replay`: notifications; NULL unless asked for */
    SystemHotel *hotels;
    unsigned hotel_count;
} System;

/* Prepares the parties of these hotels; nothing is sent yet. `codes` is NULL-terminated. */
System *system_new(RunFolder *folder, const char *const *codes, bool with_channel, unsigned connections,
                   GError **error);
void system_free(System *system);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(System, system_free)

typedef enum {
    SYSTEM_WAIT_FEED,            /* the hotel has heard all that the centre says now */
    SYSTEM_WAIT_FEED_AND_OUTBOX, /* and the centre all that the hotel has to say */
} SystemWait;

/* Waits until nothing is on its way any more; false with an error that names the hotel when there is no
 * headway for `patience_ms`. */
bool system_wait_hotel(const System *system, const SystemHotel *hotel, SystemWait wait, int64_t patience_ms,
                       GError **error);

/* Number of an answer; false with an error that says where it is missing. */
bool system_member_integer(const json_t *object, const char *where, const char *member, int64_t *ret_value,
                           GError **error);
