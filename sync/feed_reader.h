/*
 * A reader of the change feed, listed then watched: which messages wait, when to apply, when to list. It
 * holds no lock, reads no clock and does no I/O: the hotel, the centre's memory, a channel and the simulator
 * drive it with what happens and do what it asks. Not for several threads at once: its user has a lock around
 * it.
 *
 * What a message means is decided when it is applied (FeedPass), against the version the copies have then; so
 * messages and listed pages may reach the copies in any order.
 */
#ifndef KEYRACK_SYNC_FEED_READER_H
#define KEYRACK_SYNC_FEED_READER_H

#include "sync/feed_rules.h"

#include <glib.h>

typedef enum FeedAction {
    FEED_DO_NOTHING,
    FEED_DO_APPLY, /* take what waits and apply it; asked for once until feed_reader_applied() */
    FEED_DO_LIST,  /* see that somebody calls feed_reader_list_begin() */
} FeedAction;

typedef struct FeedReader {
    GQueue waiting; /* messages, as the user handed them in */
    guint capacity;
    GDestroyNotify message_free;
    bool applying;
    bool list_wanted;
    bool listing;
    int64_t list_every_us;
    int64_t list_due_us;
} FeedReader;

/*
 * `capacity` messages may wait; one more is dropped and a list asked for. Without any other reason a list is
 * due `list_every_us` after the last one began, and at once when the reader is new. `message_free` frees a
 * message.
 */
void feed_reader_init(FeedReader *reader, guint capacity, int64_t list_every_us, GDestroyNotify message_free);

/* Frees what waits. */
void feed_reader_clear(FeedReader *reader);

/* A message came; NULL: one that could not be read. The reader owns it. */
FeedAction feed_reader_message(FeedReader *reader, gpointer message);

/* At most `max` of the messages that wait, oldest first, as an array that owns them. */
GPtrArray *feed_reader_take(FeedReader *reader, guint max);

/* What was taken is in the copies, or failed. `complete` is false when a list is needed. Asks to apply again
 * when more waits. */
FeedAction feed_reader_applied(FeedReader *reader, bool complete);

/* The application that was asked for cannot begin: the next message asks again. */
void feed_reader_apply_later(FeedReader *reader);

/* The line came back, or something else was missed. */
FeedAction feed_reader_want_list(FeedReader *reader);

/* Is it time to list? True begins a listing; none begins until feed_reader_list_end(). */
bool feed_reader_list_begin(FeedReader *reader, int64_t now_us);

/* The listing ended; one that failed is tried again when the next is due. A wish that came meanwhile stands.
 */
void feed_reader_list_end(FeedReader *reader);

/* When the next listing is due if nothing else happens. */
int64_t feed_reader_list_due_us(const FeedReader *reader);

/* What one transaction brings into the copies. Begins with what they have; may be begun anew when the
 * transaction is run again. */
typedef struct FeedPass {
    int64_t reached; /* version of the copies */
    int64_t
        settled_entry; /* newest outbox entry whose effect is in the copies; readers without an outbox: 0 */
    bool complete;     /* false: a list is needed */
} FeedPass;

FeedPass feed_pass(int64_t reached, int64_t settled_entry);

/* The next message, in the order taken. FEED_APPLY: its changes go in, then feed_pass_applied(). After
 * FEED_LIST the rest of the messages is passed over. */
FeedDecision feed_pass_message(FeedPass *pass, int64_t from, int64_t to, bool has_changes);

/* The changes of a message are in. `readable` false: some could not be read, so what it says is not believed.
 */
void feed_pass_applied(FeedPass *pass, int64_t to, int64_t applied_entry, bool readable);

/* A page of a list is in; rows not newer than `reached` were left out. Only the last page settles entries:
 * before it, a cell may still be as it was before the entry was applied. */
void feed_pass_listed(FeedPass *pass, int64_t head, int64_t applied_entry, bool more);

#endif
