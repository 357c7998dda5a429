/* A hotel: its store, its desk, and its end of the line. */
#ifndef KEYRACK_SYNC_SIMULATION_HOTEL_H
#define KEYRACK_SYNC_SIMULATION_HOTEL_H

#include "sync/lease_rules.h"
#include "sync/outbox_sender.h"
#include "sync/simulation/copy.h"

typedef struct Use {
    int64_t entry;
    int cell;
    int32_t rooms;
} Use;

typedef struct Stay {
    int64_t number;
    Booking booking; /* as the guest arrived, and as the stay was changed since */
    Night arrival;   /* when the guest came */
    Night departure; /* when they left; NIGHT_NONE while in house */
    GArray *charges; /* Night: the dates the audit charged */
    int64_t charged_minor;
    int64_t paid_minor;
} Stay;

/* A room that is out of order for the nights [from, until). */
typedef struct Outage {
    int room_type;
    Night from;
    Night until;
} Outage;

/* A sale the desk asked the centre for. */
typedef struct Forward {
    Command command;
    int64_t request;
} Forward;

struct Hotel {
    World *world;
    int node;
    int index;

    /* The store: what is here is on the disk, written by one transaction at a time. */
    Copy *copy;
    GPtrArray *entries; /* Entry: not yet acknowledged, by number */
    int64_t last_entry;
    int64_t last_number; /* of the hotel's own range */
    GArray *uses;        /* Use */
    GPtrArray *stays;    /* Stay */
    GArray *outages;     /* Outage */
    Night business_date;
    Lease stored_lease;

    /* The process. */
    Reader *reader;
    OutboxSender sender;
    Lease lease;
    bool connected;
    int64_t outbox_request;
    int64_t outbox_wake_us;
    int64_t renew_request;
    LeaseMoment renew_asked;
    int64_t renewals;
    GPtrArray *forwards; /* Forward */
    int64_t verified_us; /* when the directory last vouched for the staff, by the clock since boot */

    int64_t disk_full_until_us;
};

Hotel *hotel_new(World *world, int index);
void hotel_free(Hotel *hotel);
void hotel_start(World *world, int index);
void hotel_stop(World *world, int index);
void hotel_letter(World *world, int index, const Letter *letter);
Reader *hotel_reader(World *world, int index);
void hotel_disk_full(World *world, int index, int64_t length_us);

/* ---- the store (hotel.c) */

/* Begins a transaction: false when the disk is full or the process ends before it is durable. Everything
 * written until hotel_store_end() is one transaction. */
bool hotel_store_begin(Hotel *hotel);

/* False when the process ended after it was durable and before anybody was told. */
bool hotel_store_end(Hotel *hotel);

/* A new entry of the outbox, inside a transaction; borrowed. */
Entry *hotel_entry(Hotel *hotel, EntryKind kind);

/* ---- rights (hotel.c) */

LeaseMoment hotel_moment(const Hotel *hotel);
bool hotel_lease_is_live(const Hotel *hotel);

/* What the hotel may sell of a cell if its lease lives. */
int32_t hotel_right(const Hotel *hotel, int cell);

/* Notes a use of the hotel's right in an entry. */
void hotel_use(Hotel *hotel, int64_t entry, int cell, int32_t rooms);

/* ---- the desk (desk.c) */

void desk_start(Hotel *hotel);
void desk_answered(Hotel *hotel, const Letter *letter);

/* Something was written for the centre. */
void desk_told(Hotel *hotel);

/* ---- guests in the house (stay.c) */

void stay_check_in(Hotel *hotel);
void stay_check_out(Hotel *hotel);

/* A guest goes before the day that was booked; one is given a room of another type. */
void stay_leave_early(Hotel *hotel);
void stay_give_other_type(Hotel *hotel);

/* ---- the line (uplink.c) */

void uplink_start(Hotel *hotel);
void uplink_heard(Hotel *hotel, bool heard);
void uplink_answered(Hotel *hotel, const Letter *letter);
void uplink_recall(Hotel *hotel, const Letter *letter);
void uplink_step(Hotel *hotel);

#endif
