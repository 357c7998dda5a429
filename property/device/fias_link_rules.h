#ifndef KEYRACK_PROPERTY_DEVICE_FIAS_LINK_RULES_H
#define KEYRACK_PROPERTY_DEVICE_FIAS_LINK_RULES_H

/* The life of a FIAS link: start, description of the link and of the records wanted, alive, end. Pure: no
 * socket, no clock. Whoever has the socket tells what was received and when, and does what the answer says.
 *
 * Strict in what is sent: nothing but link records before the link is alive, and only records and fields the
 * device listed. Liberal in what is taken: repeated starts, a missing description of records, records that
 * come before the link is alive. */

#include "schemas/fias.h"

typedef enum FiasLinkState {
    FIAS_LINK_STARTED,   /* LS was sent; nothing is known of the other side */
    FIAS_LINK_DESCRIBED, /* LD has come; LR may follow */
    FIAS_LINK_ALIVE,
    FIAS_LINK_ENDED, /* the device said LE */
    FIAS_LINK_STATE_COUNT,
} FiasLinkState;

/* What is to be done; several at once. */
typedef enum FiasLinkAction {
    FIAS_DO_NOTHING = 0,
    FIAS_DO_SEND_START = 1 << 0,
    FIAS_DO_SEND_ALIVE = 1 << 1,
    FIAS_DO_IDENTIFY = 1 << 2, /* `family` is known now: find whose link it is */
    FIAS_DO_BEGIN = 1 << 3,    /* alive: what waits may be sent */
    FIAS_DO_HOLD = 1 << 4,     /* no longer alive: send no more */
    FIAS_DO_PASS_ON = 1 << 5,  /* the record is for the hotel */
    FIAS_DO_CLOSE = 1 << 6,    /* silent for too long */
} FiasLinkAction;

/* How long what lasts. */
typedef struct FiasLinkTimes {
    int64_t alive_after_us; /* of silence LA is sent */
    int64_t close_after_us; /* of silence the link is given up */
} FiasLinkTimes;

typedef struct FiasLink {
    FiasLinkState state;
    char family[FIAS_ID_SIZE]; /* of the device; empty: not told */
    char version[16];
    gsize record_bytes; /* longest record it takes (RL) */
    GHashTable *wanted; /* record -> its fields, as the LR gave them */
    bool identified;    /* set by the owner once it knows whose link it is */
    bool alive_asked;   /* LA was sent to ask; the next LA is its answer */
    int64_t heard_at_us;
    int64_t answered_at_us; /* since when `answers` counts */
    int answers;            /* of LS and LA: two sides that answer answers would never end */
} FiasLink;

/* LS is to be sent after this. */
void fias_link_init(FiasLink *link, int64_t now_us);
void fias_link_clear(FiasLink *link);

/* What a record that has come asks for: FiasLinkAction bits. With FIAS_DO_IDENTIFY the owner sets
 * `identified` or closes the link. A record that an unidentified device sends is answered by LS. */
unsigned fias_link_receive(FiasLink *link, const FiasRecord *record, int64_t now_us);

/* What the passing of time asks for. */
unsigned fias_link_tick(FiasLink *link, const FiasLinkTimes *times, int64_t now_us);

/* The record as this device wants it; NULL when it does not, or when it would understand it wrongly: the end
 * of the keys of one guest of several (KD with GS) is nothing for a lock that does not know guests.
 * A guest who moved is told to locks as KM with RO or as the end of the keys of the room left, never both.
 * `to_answer`: it answers a record of the device, which gets one even when it listed no fields for it, and
 * always the status. */
FiasRecord *fias_link_outgoing(const FiasLink *link, const FiasRecord *record, bool to_answer);

/* Whether the device wants such records at all. */
bool fias_link_wants(const FiasLink *link, const char *record_id);

const char *fias_link_state_code(FiasLinkState state);

#endif
