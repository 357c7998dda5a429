/** Allotment policies that people have set, what is granted, and the leases of the hotels, in the database.
 */
#pragma once

#include "central/allotment/allotment_book.h"
#include "ops/postgres.h"

/** All policies that are set, AllotmentPolicyRow, by hotel and type. */
DatabaseStatus allotment_policies_load(PgConnection *connection, GArray **ret_rows, GError **error);

/** Replaces a hotel's policies by `rows`; none: the configuration's hold again. */
DatabaseStatus allotment_policies_write(PgConnection *connection, const ChainHotel *hotel, const GArray *rows,
                                        const char *changed_by, Instant at, GError **error);

/** Which of these hotels (numbers, int) are granted anything; int. */
DatabaseStatus allotment_granted_hotels(PgConnection *connection, const GArray *hotels, GArray **ret_granted,
                                        GError **error);

/** One hotel's lease as the database has it. */
typedef struct {
    int hotel_id;
    int64_t renewal;
    Instant heard_at; /* 0: never heard */
    int64_t age_ms;   /* since then, by the database's clock alone; -1: never heard */
} LeaseRow;

/** The leases of all hotels, LeaseRow. */
DatabaseStatus lease_rows_load(PgConnection *connection, GArray **ret_rows, GError **error);

/** What a hotel is told when its lease is renewed. */
typedef struct {
    int hotel_id;
    int64_t renewal;
    int64_t rights_since;
} LeaseRenewal;

/** Renews the leases of hotels (numbers, int, each once) with one statement, which commits by itself;
 * LeaseRenewal. Waits for whoever is taking rights back from one of them. */
DatabaseStatus lease_renew(PgConnection *connection, const GArray *hotels, GArray **ret_renewals,
                           GError **error);
