/* A website: it books with idempotency keys, repeats what was not answered, and reads the feed. */
#ifndef KEYRACK_SYNC_SIMULATION_CHANNEL_H
#define KEYRACK_SYNC_SIMULATION_CHANNEL_H

#include "sync/simulation/copy.h"

/* A question under way. */
typedef struct Errand {
    Command command;
    int64_t request;
    AnswerStatus before; /* it was answered before and is only repeated: that answer */
    int64_t number_before;
} Errand;

struct Channel {
    World *world;
    int node;
    Copy *copies[HOTELS];
    Reader *readers[HOTELS];
    GPtrArray *errands; /* Errand */
    GArray *answered;   /* Errand: to be repeated now and then */
    GArray *own;        /* int64_t: numbers of its reservations */
};

Channel *channel_new(World *world, int index);
void channel_free(Channel *channel);
void channel_start(World *world, int index);
void channel_stop(World *world, int index);
void channel_letter(World *world, int index, const Letter *letter);
Reader *channel_reader(World *world, int index, int hotel);

#endif
