#include "ops/cli/load_fleet.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ops/cli/cli.h"
#include "ops/cli/load_line.h"
#include "ops/clock.h"
#include "schemas/instant.h"

enum { EVENTS_MAX = 256, READ_BYTES = 64 * 1024, RENEW_US = 5 * 1000 * 1000, TICK_MS = 5 };

static const char ECHO_SUBJECT[] = "keyrack.bench.echo";

typedef struct {
    int socket;
    const char *hotel; /* NULL: not one of the fleet */
    int64_t renew_us;
} Ship;

struct LoadFleet {
    Ship *ships;
    guint count;
    int poll;
    GThread *thread;
    gint stopping;
    gint64 received;
};

/* Blocks until all is sent: commands are short and the server reads fast. */
static bool ship_say(const Ship *ship, const char *text, gsize length)
{
    for (gsize sent = 0; sent < length;) {
        ssize_t count = send(ship->socket, text + sent, length - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR)
            return false;
        sent += count > 0 ? (gsize)count : 0;
    }
    return true;
}

static bool ship_open(Ship *ship, const LoadFleetOptions *options, const char *subscriptions, GError **error)
{
    ship->socket = load_socket_connect(options->address, options->port, error);
    if (ship->socket < 0)
        return false;
    g_autofree char *hello =
        g_strdup_printf("CONNECT {\"verbose\":false,\"pedantic\":false,\"user\":\"%s\",\"pass\":\"%s\","
                        "\"protocol\":1,\"lang\":\"c\",\"version\":\"1\"}\r\n%sPING\r\n",
                        options->user, options->password, subscriptions);
    if (ship_say(ship, hello, strlen(hello)))
        return true;
    g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "the bus at %s:%u closed the connection",
                options->address, options->port);
    return false;
}

/* ---- the fleet ---- */

static void ship_renew(Ship *ship, int64_t now)
{
    g_autofree char *text =
        g_strdup_printf("PUB keyrack.hotel.%s.renew _INBOX.centre.%s 2\r\n{}\r\n", ship->hotel, ship->hotel);
    ship_say(ship, text, strlen(text));
    ship->renew_us = now + RENEW_US;
}

static guint count_of(const char *bytes, gsize length, const char *what)
{
    guint count = 0;
    const gsize what_length = strlen(what);
    for (const char *at = memmem(bytes, length, what, what_length); at;
         at = memmem(at + 1, length - (gsize)(at + 1 - bytes), what, what_length))
        count++;
    return count;
}

static void ship_hear(LoadFleet *fleet, Ship *ship)
{
    char bytes[READ_BYTES];
    ssize_t got = recv(ship->socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got <= 0)
        return;
    if (count_of(bytes, (gsize)got, "PING\r\n") > 0)
        ship_say(ship, "PONG\r\n", 6);
    __atomic_add_fetch(&fleet->received, count_of(bytes, (gsize)got, "MSG keyrack.feed."), __ATOMIC_RELAXED);
}

static gpointer fleet_run(gpointer data)
{
    LoadFleet *fleet = data;
    struct epoll_event events[EVENTS_MAX];
    while (!g_atomic_int_get(&fleet->stopping)) {
        int count = epoll_wait(fleet->poll, events, EVENTS_MAX, TICK_MS);
        for (int i = 0; i < count; i++)
            ship_hear(fleet, &fleet->ships[events[i].data.u32]);
        int64_t now = clock_monotonic_us();
        for (guint i = 0; i < fleet->count; i++)
            if (fleet->ships[i].renew_us <= now)
                ship_renew(&fleet->ships[i], now);
    }
    return NULL;
}

static bool fleet_ship_open(LoadFleet *fleet, guint index, const LoadFleetOptions *options, GError **error)
{
    Ship *ship = &fleet->ships[index];
    const ChainHotel *hotel = options->chain->hotels->pdata[options->first + index];
    ship->hotel = hotel->code;
    /* Spread over the five seconds, as real hotels are. */
    ship->renew_us = clock_monotonic_us() + (int64_t)index * RENEW_US / fleet->count;
    g_autofree char *subscriptions =
        g_strdup_printf("SUB keyrack.feed.%s 1\r\nSUB keyrack.property.%s.> 2\r\nSUB _INBOX.centre.%s 3\r\n",
                        hotel->code, hotel->code, hotel->code);
    if (!ship_open(ship, options, subscriptions, error))
        return false;
    struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = index};
    epoll_ctl(fleet->poll, EPOLL_CTL_ADD, ship->socket, &wanted);
    return true;
}

LoadFleet *load_fleet_new(const LoadFleetOptions *options, GError **error)
{
    g_autoptr(LoadFleet) fleet = g_new0(LoadFleet, 1);
    fleet->count = options->count;
    fleet->ships = g_new0(Ship, options->count);
    fleet->poll = epoll_create1(EPOLL_CLOEXEC);
    for (guint i = 0; i < fleet->count; i++)
        fleet->ships[i].socket = -1;
    for (guint i = 0; i < fleet->count; i++)
        if (!fleet_ship_open(fleet, i, options, error))
            return NULL;
    fleet->thread = g_thread_new("fleet", fleet_run, fleet);
    return g_steal_pointer(&fleet);
}

void load_fleet_free(LoadFleet *fleet)
{
    if (!fleet)
        return;
    g_atomic_int_set(&fleet->stopping, 1);
    if (fleet->thread)
        g_thread_join(fleet->thread);
    for (guint i = 0; i < fleet->count; i++)
        if (fleet->ships[i].socket >= 0)
            close(fleet->ships[i].socket);
    close(fleet->poll);
    g_free(fleet->ships);
    g_free(fleet);
}

guint64 load_fleet_received(const LoadFleet *fleet)
{
    return (guint64)__atomic_load_n(&fleet->received, __ATOMIC_RELAXED);
}

/* ---- the bare bus ---- */

/* Reads `length` bytes of the server's, not counting its questions whether we are there. */
static bool echo_wait(const Ship *ship, gsize length)
{
    char buffer[READ_BYTES];
    for (gsize got = 0; got < length;) {
        ssize_t count = recv(ship->socket, buffer, sizeof buffer, 0);
        if (count <= 0)
            return false;
        bool asked = count >= 6 && memcmp(buffer, "PING\r\n", 6) == 0;
        if (asked)
            ship_say(ship, "PONG\r\n", 6);
        got += (gsize)count - (asked ? 6 : 0);
    }
    return true;
}

static bool echo_run(const Ship *from, const Ship *to, gsize bytes, guint rate, guint seconds,
                     LatencyTable *latency, unsigned kind)
{
    g_autofree char *payload = g_strnfill(bytes, 'x');
    g_autofree char *message =
        g_strdup_printf("PUB %s %" G_GSIZE_FORMAT "\r\n%s\r\n", ECHO_SUBJECT, bytes, payload);
    const gsize heard = strlen(message) + strlen("MSG 1 ") - strlen("PUB ");
    const int64_t started_us = clock_monotonic_us();
    for (guint i = 0; i < rate * seconds; i++) {
        int64_t due_us = started_us + (int64_t)i * INSTANT_SECOND / rate;
        int64_t wait_us = due_us - clock_monotonic_us();
        if (wait_us > 0)
            g_usleep((gulong)wait_us);
        int64_t sent_us = clock_monotonic_us();
        if (!ship_say(from, message, strlen(message)) || !echo_wait(to, heard))
            return false;
        latency_add(latency, kind, clock_monotonic_us() - sent_us);
    }
    return true;
}

/* What the server says first (INFO, the answer to PING) must be out of the way. */
static void settle(const Ship *ship)
{
    char buffer[READ_BYTES];
    clock_sleep_ms(200);
    while (recv(ship->socket, buffer, sizeof buffer, MSG_DONTWAIT) > 0)
        continue;
}

bool load_fleet_yardstick(const LoadFleetOptions *options, gsize bytes, guint rate, guint seconds,
                          LatencyTable *latency, unsigned kind, GError **error)
{
    g_autofree char *subscription = g_strdup_printf("SUB %s 1\r\n", ECHO_SUBJECT);
    Ship from = {.socket = -1}, to = {.socket = -1};
    bool run = ship_open(&from, options, "", error) && ship_open(&to, options, subscription, error);
    if (run) {
        settle(&from);
        settle(&to);
        run = echo_run(&from, &to, bytes, rate, seconds, latency, kind);
        if (!run)
            g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "the bus closed the yardstick's connection");
    }
    if (from.socket >= 0)
        close(from.socket);
    if (to.socket >= 0)
        close(to.socket);
    return run;
}
