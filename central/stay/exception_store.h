/** Exceptions for people to look at, newest first. */
#pragma once

#include "ops/postgres.h"
#include "schemas/chain.h"

typedef struct {
    int64_t exception_id;
    int hotel_id;
    int64_t entry; /* of the hotel's outbox */
    char *kind;    /* of that entry */
    char *confirmation_number;
    char *reason; /* stable code */
    char *detail; /* the same in plain words */
    Instant at;
    char room_type[ROOM_TYPE_CODE_SIZE]; /* with the nights, where rooms were sold over the limit; or "" */
    Night first_night;
    int nights;          /* 0: it is not about nights */
    int rooms;           /* over the limit in the worst of them, when it happened */
    int rooms_over_now;  /* of the nights not yet past */
    Night business_date; /* of the hotel, now */
} DeskException;

/**
 * At most `limit` exceptions older than `before` (0: from the newest on), of one hotel or, with NULL, of all.
 * DeskException *; free with g_ptr_array_unref().
 */
DatabaseStatus exception_list(PgConnection *connection, const ChainHotel *hotel, int64_t before, int limit,
                              GPtrArray **ret_exceptions, GError **error);
