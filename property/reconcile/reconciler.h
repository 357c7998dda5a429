#ifndef KEYRACK_PROPERTY_RECONCILE_RECONCILER_H
#define KEYRACK_PROPERTY_RECONCILE_RECONCILER_H

/* The keeper of the copies: goes round continuously, compares every day of every table with the centre, puts
 * right what differs from its owner, and says what came of it. The days around the business date are compared
 * every few seconds; all others in turn, with no more than a tenth of its time, so that whoever waits at the
 * desk or at the centre does not notice. */

#include "property/property.h"

Reconciler *reconciler_new(Property *property);

/* Starts the thread. Needs the bus, the desk and the outbox. */
void reconciler_start(Reconciler *reconciler);

/* Ends the thread. Before the desk stops. */
void reconciler_stop(Reconciler *reconciler);

/* NULL is allowed. */
void reconciler_free(Reconciler *reconciler);

/* What is known, for people; at most `rows_max` of the rows that differed. Any thread; new reference. */
json_t *reconciler_report(Reconciler *reconciler, guint rows_max);

#endif
