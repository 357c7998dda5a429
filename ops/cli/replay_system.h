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
