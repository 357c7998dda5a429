/*
 * When a hotel sends which entries of its outbox. It holds no lock, reads no clock and does no I/O: the hotel
 * and the simulator tell it what happens and do what it asks. What is pending stands in the store; after
 * every visit there the sender is told.
 */
#ifndef KEYRACK_SYNC_OUTBOX_SENDER_H
#define KEYRACK_SYNC_OUTBOX_SENDER_H

#include <stdbool.h>
#include <stdint.h>

enum { OUTBOX_BATCH_MAX = 200 };

typedef struct OutboxPause {
    int64_t gather_us; /* patience before a sending, so that what belongs together travels together */
    int64_t failed_us; /* after a failure: the line is the trouble, new entries do not hurry the sender */
    int64_t
        idle_us; /* the store is asked again after this time even if nobody says that something was added */
} OutboxPause;

typedef struct OutboxSender {
    OutboxPause pause;
    int64_t first;   /* oldest entry the store keeps … */
    int64_t pending; /* … and how many there are */
    int64_t due_us;  /* nothing is done before */
    bool failed;     /* due_us is the pause after a failure */
    bool added;      /* something was added since the store was last asked */
    bool stale;      /* after a failure the store is asked again before anything is sent */
    bool sending;
} OutboxSender;

typedef enum OutboxDo {
    OUTBOX_DO_WAIT, /* until `until_us`, or until the next event */
    OUTBOX_DO_LOOK, /* ask the store what is pending, then outbox_sender_stored() */
    OUTBOX_DO_SEND, /* send entries from number `from` on, at most `at_most`, then tell the outcome */
} OutboxDo;

typedef struct OutboxAction {
    OutboxDo what;
    int64_t from;
    int64_t at_most;
    int64_t until_us;
} OutboxAction;

void outbox_sender_init(OutboxSender *sender, const OutboxPause *pause);

/* An entry was added, by whatever transaction. */
void outbox_sender_added(OutboxSender *sender, int64_t now_us);

/* The line came back: a pause after a failure ends. */
void outbox_sender_reconnected(OutboxSender *sender, int64_t now_us);

/* The store keeps `pending` entries, `first` the oldest (any number when there is none). */
void outbox_sender_stored(OutboxSender *sender, int64_t first, int64_t pending, int64_t now_us);

/* What to do now. After OUTBOX_DO_SEND nothing else is sent until the outcome is told. */
OutboxAction outbox_sender_next(OutboxSender *sender, int64_t now_us);

typedef enum OutboxAnswer {
    OUTBOX_FORGET,      /* the store forgets entries through `applied_through`, then outbox_sender_stored() */
    OUTBOX_NOTHING_NEW, /* the same entries wait for the pause after a failure */
    OUTBOX_IMPLAUSIBLE, /* the centre lacks entries it had acknowledged: one of the two was restored from an
                         * older state, which no sender can mend. It goes on trying, after the same pause */
} OutboxAnswer;

/* The centre answered how far it has applied the hotel's entries. */
OutboxAnswer outbox_sender_answered(OutboxSender *sender, int64_t applied_through, int64_t now_us);

/* No answer, or the store failed: again after the pause. */
void outbox_sender_failed(OutboxSender *sender, int64_t now_us);

#endif
