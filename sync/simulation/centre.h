/* An instance of the centre: booking lane, memory, relay, and the keeper that grants and takes back. */
#ifndef KEYRACK_SYNC_SIMULATION_CENTRE_H
#define KEYRACK_SYNC_SIMULATION_CENTRE_H

#include "sync/lease_rules.h"
#include "sync/simulation/copy.h"
#include "sync/simulation/database.h"

enum {
    LANE_MAX = 500, /* commands that wait at most */
    BATCH_MAX = 64,
    RECALLS_MAX = 2,
};

/* A command on its way through the lane. */
typedef struct Job {
    Command command;
    Letter *question;   /* to be answered; NULL: the instance's own */
    GPtrArray *entries; /* of ENTRIES */
    Answer answer;
    GArray *missing; /* InventoryClaim: what the hotel is to give back before it is decided */
} Job;

typedef struct Recall {
    int64_t request;   /* 0: none under way */
    GPtrArray *asked;  /* Job: wait for this one … */
    GPtrArray *joined; /* … or for the next */
} Recall;

struct Instance {
    World *world;
    int node;
    Copy *copies[HOTELS];
    Reader *readers[HOTELS];
    GPtrArray *waiting; /* Job */
    GPtrArray *batch;   /* Job: being committed, or committed and to be answered */
    bool relay_awake;
    LeaseWatch watches[HOTELS];
    Recall recalls[HOTELS];
};

Instance *instance_new(World *world, int node);
void instance_free(Instance *instance);
void instance_start(World *world, int node);
void instance_stop(World *world, int node);
void instance_letter(World *world, int node, const Letter *letter);
Reader *instance_reader(World *world, int node, int hotel);

/* The instance's own clock that never goes back. */
int64_t instance_now_us(const Instance *instance);

/* ---- the lane (lane.c) */

Job *job_new(const Command *command, const Letter *question);
void job_free(gpointer job);

/* Takes the job over. */
void lane_submit(Instance *instance, Job *job);

/* ---- decisions (decide.c): what real batches do between reading and writing */

/* Fills the job's answer and writes into the transaction; or fills `missing`: the hotel must be asked first.
 */
void job_decide(Instance *instance, Transaction *transaction, Job *job);

/* ---- calling rooms back (recall.c) */

/* Takes the job over; it is submitted again when the hotel has answered or was silent. */
void recall_join(Instance *instance, Job *job);
void recall_answered(Instance *instance, const Letter *letter);
void recall_stop(Instance *instance);

/* ---- the keeper (keeper.c) */

void keeper_start(Instance *instance);

/* ---- the relay (relay.c) */

void relay_start(Instance *instance);

/* Something was committed. */
void relay_wake(World *world);

#endif
