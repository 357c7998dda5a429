/* The clock: the only place of the system that asks the machine what time it is.
 *
 * A real clock follows the machine. A controlled clock stands still until it is set and never goes backwards:
 * practice hotels and replay live on one. All functions may be called from any thread. */
#ifndef KEYRACK_OPS_CLOCK_H
#define KEYRACK_OPS_CLOCK_H

#include "schemas/instant.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define CLOCK_ERROR clock_error_quark()
GQuark clock_error_quark(void);

typedef enum {
    CLOCK_ERROR_BACKWARDS,      /* the new time lies before the time already shown */
    CLOCK_ERROR_NOT_CONTROLLED, /* a real clock cannot be set */
} ClockError;

#define CLOCK_BOOT_ID_SIZE 40

typedef struct Clock Clock;

Clock *clock_new_real(void);
Clock *clock_new_controlled(Instant start);
void clock_free(Clock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clock, clock_free)

/* What this clock shows. */
Instant clock_now(const Clock *clock);

bool clock_is_controlled(const Clock *clock);

/* Moves a controlled clock forward; setting the time it already shows is fine. With concurrent setters the
 * latest time wins and the others get CLOCK_ERROR_BACKWARDS. */
bool clock_set(Clock *clock, Instant now, GError **error);

/* Microseconds of the machine's monotonic clock, for durations, leases and timeouts. Never controlled, never
 * set. */
int64_t clock_monotonic_us(void);

/* A moment that another run of this program on this machine can still measure from. */
typedef struct ClockMoment {
    int64_t boot_us;                  /* since the machine started, suspension included */
    Instant wall;                     /* the machine's wall clock, which somebody may set */
    char boot_id[CLOCK_BOOT_ID_SIZE]; /* names this run of the machine */
} ClockMoment;

/* The moment that is now. */
void clock_machine_moment(ClockMoment *ret_moment);

/* Lets the calling thread sleep in real time. */
void clock_sleep_ms(int64_t duration_ms);

#endif
