/*
 * When memory that readers look at without a lock may be freed (epoch-based reclamation).
 *
 * A writer makes a new version of something, publishes it by exchanging an atomic pointer
 * (memory_order_seq_cst), and hands the old version to epoch_retire(). A reader loads the pointer
 * (memory_order_seq_cst) between epoch_enter() and epoch_leave(); whatever it loaded stays valid until it
 * leaves. Neither ever waits for the other: a reader only writes a word of its own, and what cannot be freed
 * yet is kept until a later writer finds that nobody can have it any more.
 *
 * Why it is right: there is one clock, which every retirement advances. A reader notes the time at which it
 * entered before it loads any pointer, so whoever could have loaded a retired pointer has noted a time no
 * later than its retirement; an object is freed when every reader inside has noted a later one.
 */
#ifndef KEYRACK_OPS_EPOCH_H
#define KEYRACK_OPS_EPOCH_H

#include <glib.h>

G_BEGIN_DECLS

/* Begins and ends a time in which what is loaded stays valid. May be nested; each thread for itself. Keep it
 * short: while a reader is inside, nothing that is retired meanwhile is freed. */
void epoch_enter(void);
void epoch_leave(void);

/* Calls `destroy` on `object` once no reader can have it any more, on the thread of this or a later call, or
 * never when the process ends before. The object must not be reachable for new readers. Any thread, inside or
 * outside. NULL does nothing. */
void epoch_retire(gpointer object, GDestroyNotify destroy);

/* Frees what can be freed now and tells how many objects still wait: for tests and at the end of a program.
 */
guint epoch_collect(void);

G_END_DECLS

#endif
