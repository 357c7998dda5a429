/* A copy of one hotel's rows, and the reader that keeps it: the same for a hotel, the memory of a central
 * instance, and a channel. */
#ifndef KEYRACK_SYNC_SIMULATION_COPY_H
#define KEYRACK_SYNC_SIMULATION_COPY_H

#include "sync/feed_reader.h"
#include "sync/simulation/world.h"

typedef struct Copy {
    int hotel;
    int nights;
    int64_t reached;
    int64_t settled_entry;
    Night business_date;
    InventoryCell cells[CELLS_MAX];
    GHashTable *bookings; /* number -> Booking */
} Copy;

Copy *copy_new(int hotel, int nights);
void copy_free(Copy *copy);
const Booking *copy_booking(const Copy *copy, int64_t number);

/* Rows newer than `newer_than` take the place of what the copy has. */
void copy_put_rows(Copy *copy, const GArray *rows, int64_t newer_than);

/* SHA-256 of everything in it, in a form of its own; the caller frees. */
char *copy_text_digest(const Copy *copy);

typedef struct Reader Reader;

/* What differs between readers. */
typedef struct ReaderKind {
    /* Before changes are put in; false: the store does not take them now. NULL: there is no store. */
    bool (*begin)(Reader *reader);
    /* They are in, in the same transaction. `page`: NULL for messages. False: the process ended. May be NULL.
     */
    bool (*keep)(Reader *reader, const FeedPass *pass, const Changes *page);
    /* A listing ended. May be NULL. */
    void (*listed)(Reader *reader, bool success);
    bool from_database; /* lists by reading the database itself */
} ReaderKind;

struct Reader {
    World *world;
    int node;
    int hotel;
    const ReaderKind *kind;
    Copy *copy;
    FeedReader machine;
    int64_t request; /* of the page that is awaited; 0: none */
};

Reader *reader_new(World *world, int node, int hotel, const ReaderKind *kind, Copy *copy);
void reader_free(Reader *reader);

/* The process starts: everything that waited is gone, a list is due. */
void reader_start(Reader *reader);
void reader_stop(Reader *reader);

/* A LETTER_FEED or LETTER_LIST_ANSWER came. */
void reader_letter(Reader *reader, const Letter *letter);

void reader_message(Reader *reader, Changes *changes);
void reader_want_list(Reader *reader);

#endif
