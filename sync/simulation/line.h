/* The network between the nodes, and the bus on it: at most once, in no order that can be relied on. */
#ifndef KEYRACK_SYNC_SIMULATION_LINE_H
#define KEYRACK_SYNC_SIMULATION_LINE_H

#include "sync/simulation/world.h"

/* Takes the letter's reference over. What becomes of it is up to the faults of the run. */
void line_send(World *world, Letter *letter);

/* A question for the centre goes to one of its instances, whichever the bus picks. */
int line_any_instance(World *world);

#endif
