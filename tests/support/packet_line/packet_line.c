/*
 * A line between two network namespaces that is as bad as it is told to be: it delays, loses, duplicates and
 * reorders IP packets, and is cut one way or both ways. The same seed gives the same draws.
 *
 * usage: packet_line SEED NAMESPACE DEVICE NAMESPACE DEVICE
 *
 * It makes a TUN device in each namespace and forwards what one takes in to the other; whoever started it
 * gives them their addresses. Standard input takes commands, one a line, each answered with "ok" or
 * "unknown":
 *
 *     there|back|both DELAY_MS JITTER_MS LOSS DUPLICATION REORDERING CUT
 *
 * "there" is from the first device to the second. The three rates are packets in a thousand; a reordered
 * packet waits no delay, so it overtakes what is under way. CUT is 0 or 1. "count" tells how many packets
 * went through and how many were lost. The end of standard input ends the line, and the devices with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ops/clock.h"

enum { PACKET_MAX = 65536, UNDER_WAY_MAX = 20000, COMMAND_MAX = 256, PER_MILLE = 1000 };

typedef struct {
    int delay_ms;
    int jitter_ms;
    int loss;
    int duplication;
    int reordering;
    int cut;
} Quality;

typedef struct {
    int64_t due_us;
    int device; /* where it comes out */
    gsize length;
    guint8 bytes[];
} Packet;

typedef struct {
    int devices[2];
    Quality quality[2];   /* of what comes in at a device */
    GSequence *under_way; /* Packet *, by due_us */
    GRand *random;
    guint64 passed;
    guint64 lost;
} Line;

static G_NORETURN void stop(const char *what, const char *which)
{
    g_printerr("packet_line: %s %s: %s\n", what, which, g_strerror(errno));
    _exit(1);
}

static void enter(const char *namespace)
{
    g_autofree char *path = g_strdup_printf("/run/netns/%s", namespace);
    int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0 || setns(handle, CLONE_NEWNET) != 0)
        stop("cannot enter the namespace", namespace);
    close(handle);
}

/* The device stays in the namespace in which it was opened, wherever the program goes. */
static int device_open(const char *namespace, const char *name)
{
    enter(namespace);
    int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
    if (device < 0 || ioctl(device, TUNSETIFF, &request) != 0)
        stop("cannot make the device", name);
    return device;
}

static gint packet_compare(gconstpointer left, gconstpointer right, gpointer data)
{
    (void)data;
    int64_t a = ((const Packet *)left)->due_us, b = ((const Packet *)right)->due_us;
    return a < b ? -1 : a > b;
}

static bool drawn(Line *line, int per_mille)
{
    return g_rand_int_range(line->random, 0, PER_MILLE) < per_mille;
}

static void packet_put(Line *line, int from, const guint8 *bytes, gsize length, int64_t now_us)
{
    const Quality *quality = &line->quality[from];
    int64_t delay_us = quality->delay_ms * INT64_C(1000);
    if (quality->jitter_ms > 0)
        delay_us += g_rand_int_range(line->random, 0, quality->jitter_ms * 1000);
    Packet *packet = g_malloc(sizeof *packet + length);
    packet->due_us = now_us + (drawn(line, quality->reordering) ? 0 : delay_us);
    packet->device = 1 - from;
    packet->length = length;
    memcpy(packet->bytes, bytes, length);
    g_sequence_insert_sorted(line->under_way, packet, packet_compare, NULL);
}

/* Every packet takes the same draws whatever becomes of it, so that one that is lost changes nothing for the
 * next. */
static void packet_take(Line *line, int from, const guint8 *bytes, gsize length, int64_t now_us)
{
    const Quality *quality = &line->quality[from];
    bool is_lost = drawn(line, quality->loss), is_doubled = drawn(line, quality->duplication);
    if (quality->cut || is_lost || g_sequence_get_length(line->under_way) > UNDER_WAY_MAX) {
        line->lost++;
        return;
    }
    packet_put(line, from, bytes, length, now_us);
    if (is_doubled)
        packet_put(line, from, bytes, length, now_us);
}

static void take_all(Line *line, int from)
{
    static guint8 bytes[PACKET_MAX];
    ssize_t length;
    while ((length = read(line->devices[from], bytes, sizeof bytes)) > 0)
        packet_take(line, from, bytes, (gsize)length, clock_monotonic_us());
}

/* What is under way when the line is cut is lost with it. */
static void deliver_due(Line *line, int64_t now_us)
{
    while (!g_sequence_is_empty(line->under_way)) {
        GSequenceIter *first = g_sequence_get_begin_iter(line->under_way);
        const Packet *packet = g_sequence_get(first);
        if (packet->due_us > now_us)
            return;
        if (!line->quality[1 - packet->device].cut &&
            write(line->devices[packet->device], packet->bytes, packet->length) > 0)
            line->passed++;
        else
            line->lost++;
        g_sequence_remove(first);
    }
}

static int until_next_ms(Line *line)
{
    if (g_sequence_is_empty(line->under_way))
        return -1;
    const Packet *packet = g_sequence_get(g_sequence_get_begin_iter(line->under_way));
    int64_t wait_us = packet->due_us - clock_monotonic_us();
    return wait_us <= 0 ? 0 : (int)((wait_us + 999) / 1000);
}

static bool command_set(Line *line, const char *text)
{
    Quality quality;
    char direction[8];
    if (sscanf(text, "%7s %d %d %d %d %d %d", direction, &quality.delay_ms, &quality.jitter_ms, &quality.loss,
               &quality.duplication, &quality.reordering, &quality.cut) != 7)
        return false;
    if (strcmp(direction, "there") == 0 || strcmp(direction, "both") == 0)
        line->quality[0] = quality;
    if (strcmp(direction, "back") == 0 || strcmp(direction, "both") == 0)
        line->quality[1] = quality;
    return true;
}

static void command_run(Line *line, const char *text)
{
    if (strcmp(text, "count") == 0)
        printf("ok %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", line->passed, line->lost);
    else
        puts(command_set(line, text) ? "ok" : "unknown");
    fflush(stdout);
}

/* False when nobody is there any more to give commands. */
static bool commands_read(Line *line, GString *waiting)
{
    char bytes[COMMAND_MAX];
    ssize_t length = read(STDIN_FILENO, bytes, sizeof bytes);
    if (length <= 0)
        return false;
    g_string_append_len(waiting, bytes, length);
    char *end;
    while ((end = strchr(waiting->str, '\n'))) {
        g_autofree char *text = g_strndup(waiting->str, (gsize)(end - waiting->str));
        g_string_erase(waiting, 0, end - waiting->str + 1);
        command_run(line, text);
    }
    return true;
}

static void line_run(Line *line)
{
    g_autoptr(GString) waiting = g_string_new(NULL);
    for (;;) {
        struct pollfd watched[] = {
            {.fd = line->devices[0], .events = POLLIN},
            {.fd = line->devices[1], .events = POLLIN},
            {.fd = STDIN_FILENO, .events = POLLIN},
        };
        if (poll(watched, G_N_ELEMENTS(watched), until_next_ms(line)) < 0 && errno != EINTR)
            stop("cannot wait", "for packets");
        for (int device = 0; device < 2; device++)
            if (watched[device].revents)
                take_all(line, device);
        if (watched[2].revents && !commands_read(line, waiting))
            return;
        deliver_due(line, clock_monotonic_us());
    }
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        g_printerr("usage: packet_line SEED NAMESPACE DEVICE NAMESPACE DEVICE\n");
        return 2;
    }
    Line line = {
        .random = g_rand_new_with_seed((guint32)g_ascii_strtoull(argv[1], NULL, 10)),
        .under_way = g_sequence_new(g_free),
    };
    line.devices[0] = device_open(argv[2], argv[3]);
    line.devices[1] = device_open(argv[4], argv[5]);
    puts("ready");
    fflush(stdout);
    line_run(&line);
    g_sequence_free(line.under_way);
    g_rand_free(line.random);
    return 0;
}
