/* What the parts of the simulated world say to one another, and the rows they copy. */
#ifndef KEYRACK_SYNC_SIMULATION_LETTER_H
#define KEYRACK_SYNC_SIMULATION_LETTER_H

#include "sync/allotment_rules.h"
#include "sync/inventory_rules.h"

#include <glib.h>
#include <jansson.h>

enum {
    HOTELS = 3,
    TYPES = 2,
    NIGHTS_MAX = 40,
    CELLS_MAX = TYPES * NIGHTS_MAX,
    FIRST_NIGHT = 20000,
};

typedef enum BookingStatus {
    STATUS_RESERVED,
    STATUS_CANCELLED,
    STATUS_IN_HOUSE,
    STATUS_CHECKED_OUT,
} BookingStatus;

/* A reservation of one room. */
typedef struct Booking {
    int64_t number; /* confirmation number */
    int64_t key;    /* the request that made it */
    int hotel;
    int room_type;
    Night arrival;
    Night departure;
    BookingStatus status;
    int64_t version;
    int lives_in;   /* the type of the guest's room … */
    Night moved_on; /* … from this night on, where it is not the one that was sold; 0: it is */
    int64_t stood_us; /* when an arrival stood against a change at the centre; 0: none did. For the checkers alone */
} Booking;

typedef enum RowKind {
    ROW_CELL,
    ROW_BOOKING,
    ROW_HOTEL,
} RowKind;

typedef struct Row {
    RowKind kind;
    int64_t version;
    int cell_index;
    InventoryCell cell;
    Booking booking;
    Night business_date;
} Row;

/* A message of the change feed, or a page of a list. */
typedef struct Changes {
    gint references;
    int hotel;
    int64_t from; /* of a message */
    int64_t to;   /* of a message; of a page: its head */
    int64_t applied_entry;
    bool more;    /* of a page */
    GArray *rows; /* Row; NULL: announced only */
} Changes;

Changes *changes_new(int hotel);
Changes *changes_ref(Changes *changes);
void changes_unref(gpointer changes);

typedef enum EntryKind {
    ENTRY_SALE,
    ENTRY_RETURN,
    ENTRY_CHECK_IN,
    ENTRY_CHECK_OUT,
    ENTRY_LEAVE_EARLY,
    ENTRY_OTHER_TYPE,
    ENTRY_BUSINESS_DATE,
    ENTRY_TAKE_OUT,
    ENTRY_PUT_BACK,
} EntryKind;

/* One numbered entry of a hotel's outbox. */
typedef struct Entry {
    gint references;
    int64_t number;
    EntryKind kind;
    int64_t made_us; /* true time: for the checkers alone */
    Booking booking; /* of a sale or a stay; of a room out of order its nights */
    bool override;   /* a manager sold beyond the hotel's right */
    bool own_right;  /* the nights a guest gives up stay with the hotel, which is cut off */
    GArray *cells;   /* InventoryClaim: what a return gives back */
    Night business_date;
} Entry;

Entry *entry_new(EntryKind kind, int64_t number, int64_t made_us);
Entry *entry_ref(Entry *entry);
void entry_unref(gpointer entry);

typedef enum CommandKind {
    COMMAND_BOOK,
    COMMAND_HOLD,
    COMMAND_COMMIT_HOLD,
    COMMAND_CANCEL,
    COMMAND_MODIFY,
    COMMAND_EXPIRE_HOLD,
    COMMAND_ENTRIES,
    COMMAND_RENEW,
    COMMAND_TAKE_BACK,
    COMMAND_GRANT,
} CommandKind;

/* What the booking lane is asked to do. */
typedef struct Command {
    CommandKind kind;
    int64_t key; /* idempotency key; 0: none */
    int hotel;
    int room_type;
    Night arrival;
    Night departure;
    int64_t number;  /* of the reservation */
    int64_t hold;    /* to commit or end */
    int64_t renewal; /* TAKE_BACK: the one that was watched */
    int recalls;     /* how often the hotel was asked to give rooms back for it */
} Command;

typedef enum AnswerStatus {
    ANSWER_NONE,
    ANSWER_DONE,
    ANSWER_REFUSED, /* final: the same key gets it again */
    ANSWER_RETRY,   /* nothing was written, or nobody knows: again with the same key */
} AnswerStatus;

typedef struct Answer {
    AnswerStatus status;
    int64_t number;  /* confirmation number, or hold */
    int64_t through; /* ENTRIES: applied through */
    int64_t rights_since;
} Answer;

typedef enum LetterKind {
    LETTER_FEED,
    LETTER_LIST,
    LETTER_LIST_ANSWER,
    LETTER_COMMAND,
    LETTER_COMMAND_ANSWER,
    LETTER_RECALL,
    LETTER_RECALL_ANSWER,
} LetterKind;

typedef struct Letter {
    gint references;
    LetterKind kind;
    int from;
    int to;
    int64_t request; /* pairs question and answer */
    int hotel;
    int64_t after; /* LIST */
    Command command;
    Answer answer;
    Changes *changes;   /* FEED, LIST_ANSWER */
    GPtrArray *entries; /* Entry: ENTRIES, RECALL_ANSWER */
    GArray *cells;      /* InventoryClaim: RECALL */
} Letter;

Letter *letter_new(LetterKind kind, int from, int to, int64_t request);
Letter *letter_ref(Letter *letter);
void letter_unref(gpointer letter);

/* Cells of one hotel lie by type and night, as inventory_decide() wants them. */
static inline int cell_index(int nights, int room_type, Night night)
{
    return room_type * nights + (night - FIRST_NIGHT);
}

/* The claim of one room for the nights [arrival, departure). */
InventoryClaim claim_of(int hotel, int room_type, Night arrival, Night departure, int32_t rooms);
InventoryClaim booking_claim(const Booking *booking);
int claim_room_type(const InventoryClaim *claim);

/* The type whose room the reservation takes in a night. */
static inline int booking_type(const Booking *booking, Night night)
{
    return booking->moved_on != 0 && night >= booking->moved_on ? booking->lives_in : booking->room_type;
}

#endif
