#ifndef KEYRACK_PROPERTY_RECONCILE_RECONCILE_LOOK_H
#define KEYRACK_PROPERTY_RECONCILE_RECONCILE_LOOK_H

/* Looking at the same rows at both ends: days by their digests, a day row by row. Waits for the centre and
 * for the desk, which is asked for a few rows at a time: for a thread of its own only. */

#include "property/property.h"
#include "property/reconcile/reconcile_store.h"

#define RECONCILE_ERROR (reconcile_error_quark())
GQuark reconcile_error_quark(void);

typedef enum ReconcileError {
    RECONCILE_ERROR_BEHIND, /* one side has not heard all of the other: nothing can be said at the moment */
    RECONCILE_ERROR_FORM,   /* the centre's answer is not of the agreed form */
    RECONCILE_ERROR_STORE,  /* the hotel's store did not answer */
} ReconcileError;

/* Days [from, until) of a table. */
typedef struct ReconcileDays {
    GArray *differing; /* Night */
    guint compared;    /* days that have rows at either end */
    Night next;        /* the first day from `until` on that has rows at either end; NIGHT_NONE */
} ReconcileDays;

void reconcile_days_clear(ReconcileDays *days);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReconcileDays, reconcile_days_clear)

/* FALSE with a BUS_ERROR or RECONCILE_ERROR. `ret_days` has been zeroed. */
bool reconcile_look_at_days(Property *property, ReconcileTable table, Night from, Night until,
                            ReconcileDays *ret_days, GError **error);

/* A day row by row; differences refer to the rows. */
typedef struct ReconcileLook {
    GPtrArray *mine;
    GPtrArray *theirs;
    GArray *differences; /* ReconcileDifference */
} ReconcileLook;

void reconcile_look_clear(ReconcileLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReconcileLook, reconcile_look_clear)

/* Waits a little for the copy to come as far as the owner was; RECONCILE_ERROR_BEHIND when it does not. */
bool reconcile_look_at_day(Property *property, ReconcileTable table, Night day, ReconcileLook *ret_look,
                           GError **error);

/* Has the centre drop its copy of a stay the hotel does not have, if it still is as seen. `*ret_done`: it is
 * gone. */
bool reconcile_withdraw(Property *property, Night day, const ReconcileRow *seen, bool *ret_done,
                        GError **error);

#endif
