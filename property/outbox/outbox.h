#ifndef KEYRACK_PROPERTY_OUTBOX_OUTBOX_H
#define KEYRACK_PROPERTY_OUTBOX_OUTBOX_H

/* The sender of the outbox: hands the oldest entries to the centre in order, until it says how far it has
 * applied them. Entries may be sent twice; the centre applies each once. */

#include "property/property.h"

Outbox *outbox_new(Property *property);

/* Starts the sending thread. Needs `property->bus`. */
void outbox_start(Outbox *outbox);

/* Ends the thread. */
void outbox_stop(Outbox *outbox);

/* NULL is allowed. */
void outbox_free(Outbox *outbox);

/* Something was added. Any thread. NULL is allowed (no sender: tests of the desk alone). */
void outbox_wake(Outbox *outbox);

/* The line came back: a pause after a failed sending ends. Any thread. */
void outbox_reconnected(Outbox *outbox);

#endif
