#include "ops/clock.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>

struct Clock {
    bool controlled;
    _Atomic int64_t now; /* of a controlled clock */
};

G_DEFINE_QUARK(keyrack - clock - error - quark, clock_error)

Clock *clock_new_real(void)
{
    return g_new0(Clock, 1);
}

Clock *clock_new_controlled(Instant start)
{
    Clock *clock = g_new0(Clock, 1);

    clock->controlled = true;
    atomic_init(&clock->now, start);
    return clock;
}

void clock_free(Clock *clock)
{
    g_free(clock);
}

static int64_t machine_microseconds(clockid_t which)
{
    struct timespec now;

    g_assert(clock_gettime(which, &now) == 0);
    return (int64_t)now.tv_sec * INSTANT_SECOND + now.tv_nsec / 1000;
}

Instant clock_now(const Clock *clock)
{
    g_assert(clock != NULL);
    return clock->controlled ? atomic_load(&clock->now) : machine_microseconds(CLOCK_REALTIME);
}

bool clock_is_controlled(const Clock *clock)
{
    g_assert(clock != NULL);
    return clock->controlled;
}

bool clock_set(Clock *clock, Instant now, GError **error)
{
    g_assert(clock != NULL);
    if (!clock->controlled) {
        g_set_error(error, CLOCK_ERROR, CLOCK_ERROR_NOT_CONTROLLED,
                    "this clock follows the machine: only the clock of a practice hotel can be set");
        return false;
    }

    int64_t shown = atomic_load(&clock->now);
    do {
        if (now < shown) {
            char wanted_text[INSTANT_TEXT_SIZE];
            char shown_text[INSTANT_TEXT_SIZE];
            g_set_error(error, CLOCK_ERROR, CLOCK_ERROR_BACKWARDS,
                        "the clock shows %s already and cannot go back to %s",
                        instant_write(shown, shown_text), instant_write(now, wanted_text));
            return false;
        }
    } while (!atomic_compare_exchange_weak(&clock->now, &shown, now));
    return true;
}

int64_t clock_monotonic_us(void)
{
    return machine_microseconds(CLOCK_MONOTONIC);
}

/* A machine that does not tell which run it is must not be taken for the one before: then each process is a
 * run of its own. */
static const char *boot_id(void)
{
    static gsize ready;
    static char text[CLOCK_BOOT_ID_SIZE];

    if (g_once_init_enter(&ready)) {
        g_autofree char *told = NULL;
        if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &told, NULL, NULL)) {
            told = g_uuid_string_random();
        }
        g_strlcpy(text, g_strstrip(told), sizeof text);
        g_once_init_leave(&ready, 1);
    }
    return text;
}

void clock_machine_moment(ClockMoment *ret_moment)
{
    ret_moment->boot_us = machine_microseconds(CLOCK_BOOTTIME);
    ret_moment->wall = machine_microseconds(CLOCK_REALTIME);
    g_strlcpy(ret_moment->boot_id, boot_id(), sizeof ret_moment->boot_id);
}

void clock_sleep_ms(int64_t duration_ms)
{
    g_assert(duration_ms >= 0);
    struct timespec rest = {.tv_sec = duration_ms / 1000, .tv_nsec = duration_ms % 1000 * 1000000};

    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &rest, &rest) == EINTR) {
    }
}
