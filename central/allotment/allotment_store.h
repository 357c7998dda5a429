/** Allotment policies that people have set, what is granted, and the leases of the hotels, in the database.
 */
#pragma once

#include "central/allotment/allotment_book.h"
#include "ops/postgres.h"

/** All policies that are set, AllotmentPolicyRow, by hotel and type. */
DatabaseStatus allotment_policies_load(PgConnection *connection, GArray **ret_rows, GError **error);

/**
 * Loads them into the book, so that a load that was begun earlier never comes after a later one. Answers the
 * hotels whose policies changed (const ChainHotel *) and, unless `ret_rows` is NULL, the rows.
 */
DatabaseStatus allotment_policies_refresh(PgConnection *connection, AllotmentBook *book,
                                          GPtrArray **ret_changed, GArray **ret_rows, GError **error);

/** Replaces a hotel's policies by `rows`; none: the configuration's hold again. */
DatabaseStatus allotment_policies_write(PgConnection *connection, const ChainHotel *hotel, const GArray *rows,
                                        const char *changed_by, Instant at, GError **error);

/** Which of these hotels (numbers, int) are granted anything; int. */
DatabaseStatus allotment_granted_hotels(PgConnection *connection, const GArray *hotels, GArray **ret_granted,
                                        GError **error);

/** How long a hotel may use its rights without being heard, and how much longer the centre waits. */
typedef struct {
    int64_t lease_ms;
    int64_t margin_ms;
} LeaseTerms;

/** What the hotel's next lease will be, by its configuration. */
LeaseTerms lease_terms(const ChainHotel *hotel);

/** One hotel's lease as the database has it. */
typedef struct {
    int hotel_id;
    int64_t renewal;
    Instant heard_at; /* 0: never heard */
    int64_t age_ms;   /* since then, by the database's clock alone; -1: never heard */
    LeaseTerms given; /* what the hotel may live on since then; 0: not known */
} LeaseRow;

/** The leases of all hotels, LeaseRow. */
DatabaseStatus lease_rows_load(PgConnection *connection, GArray **ret_rows, GError **error);

/** What a hotel is told when its lease is renewed. */
typedef struct {
    int hotel_id;
    int64_t renewal;
    int64_t rights_since;
    int64_t applied_entry; /* at least: more may be applied while it is answered */
} LeaseRenewal;

/** Renews the leases of hotels (const ChainHotel *) with one statement, which commits by itself and notes the
 * terms that are given; LeaseRenewal. Waits for whoever is taking rights back from one of them. */
DatabaseStatus lease_renew(PgConnection *connection, const GPtrArray *hotels, GArray **ret_renewals,
                           GError **error);
