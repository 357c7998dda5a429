/* The centre's database: transactions one after the other, constraints as the last net, and a log of
 * committed messages with one reading slot. */
#ifndef KEYRACK_SYNC_SIMULATION_DATABASE_H
#define KEYRACK_SYNC_SIMULATION_DATABASE_H

#include "sync/simulation/checker.h"

enum { HOLD_MINUTES = 10 };

typedef struct Hold {
    int64_t number;
    Booking claim; /* hotel, type and nights */
    int64_t ends_us;
} Hold;

typedef struct HotelRow {
    int64_t feed_version;
    int64_t applied_entry;
    Night business_date;
    int64_t business_version;
    int64_t renewal;
    int64_t heard_us;
    int64_t rights_since;
    int64_t taken_back_us; /* true time: for the checkers alone */
    InventoryCell cells[CELLS_MAX];
    int64_t cell_versions[CELLS_MAX];
    GHashTable *bookings; /* number -> Booking */
    GPtrArray *in_order;  /* the same, as they were made */
} HotelRow;

struct Database {
    World *world;
    int nights;
    bool down;
    HotelRow hotels[HOTELS];
    GHashTable *answers; /* idempotency key -> Answer */
    GPtrArray *holds;    /* Hold */
    int64_t last_number;
    GPtrArray *log;   /* Changes: committed and not yet acknowledged by the slot */
    bool slot_exists; /* without it nobody keeps the log */
    int slot_holder;  /* instance, or NO_NODE */
};

Database *database_new(World *world);
void database_free(Database *database);

/* A page of everything newer than `after`; NULL while the database is down. */
Changes *database_list(const Database *database, int hotel, int64_t after, int limit);

/* Uncommitted work is lost, connections are cut, and the slot is gone: it does not follow. */
void database_fail_over(Database *database, int64_t length_us);
void database_lose_slot(Database *database);

/* One transaction: rows are read from it and written to it, and nothing is true before the commit. */
typedef struct Transaction {
    Database *database;
    int64_t applied_entry[HOTELS];
    Night business_date[HOTELS];
    int64_t renewal[HOTELS];
    bool renewed[HOTELS];
    bool taken_back[HOTELS];
    InventoryCell cells[HOTELS][CELLS_MAX];
    GPtrArray *bookings;  /* Booking: changed or new */
    GHashTable *answers;  /* as in the database */
    GPtrArray *holds_new; /* Hold */
    GArray *holds_ended;  /* int64_t numbers */
    int64_t last_number;
    int64_t oversold[OVERSOLD_CAUSES]; /* room nights by which limits were raised … */
    int64_t oversold_ended;            /* … and by which that ended */
    GPtrArray *messages;               /* Changes: filled by the commit */
} Transaction;

Transaction *transaction_new(Database *database);
void transaction_free(Transaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transaction, transaction_free)

/* As this transaction sees it; NULL when there is none. */
const Booking *transaction_booking(const Transaction *transaction, int hotel, int64_t number);
const Hold *transaction_hold(const Transaction *transaction, int64_t number);
const Answer *transaction_answer(const Transaction *transaction, int64_t key);

void transaction_put_booking(Transaction *transaction, const Booking *booking);

/* True: all of it is in the database, and `messages` are in its log. False: a constraint refused, nothing is.
 */
bool transaction_commit(Transaction *transaction);

/* The messages a commit would send, without one: what a log outside the transaction would have. */
void transaction_make_messages(Transaction *transaction);

#endif
