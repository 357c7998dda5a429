#include "ops/cli/load_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "ops/cli/cli.h"
#include "ops/clock.h"

enum { EVENTS_MAX = 256, READ_BYTES = 64 * 1024 };

typedef struct {
    int socket;
    GString *out;
    gsize sent;
    GString *in;
    bool busy;
    LoadAnswer answer; /* number and times of the request on its way */
} Line;

typedef struct {
    const LoadLineOptions *options;
    int poll;
    Line *lines;
    guint *idle; /* indices of lines without a request, as a stack */
    guint idle_count;
    guint64 begun;
    int64_t started_us;
    int64_t until_us;
    bool exhausted;
} Load;

/* ---- connections ---- */

int load_socket_connect(const char *host, guint port, GError **error)
{
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int on = 1;
    if (handle >= 0 && inet_pton(AF_INET, host, &address.sin_addr) == 1 &&
        connect(handle, (const struct sockaddr *)&address, sizeof address) == 0 &&
        setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0)
        return handle;
    g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "no connection to %s:%u: %s", host, port,
                g_strerror(errno));
    if (handle >= 0)
        close(handle);
    return -1;
}

static bool line_open(Load *load, guint index, GError **error)
{
    Line *line = &load->lines[index];
    line->socket = load_socket_connect(load->options->address, load->options->port, error);
    if (line->socket < 0)
        return false;
    struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = index};
    epoll_ctl(load->poll, EPOLL_CTL_ADD, line->socket, &wanted);
    return true;
}

static bool lines_open(Load *load, GError **error)
{
    const guint count = load->options->connections;
    load->poll = epoll_create1(EPOLL_CLOEXEC);
    load->lines = g_new0(Line, count);
    load->idle = g_new0(guint, count);
    for (guint index = 0; index < count; index++)
        load->lines[index].socket = -1;
    for (guint index = 0; index < count; index++) {
        load->lines[index].out = g_string_new(NULL);
        load->lines[index].in = g_string_sized_new(READ_BYTES);
        load->idle[load->idle_count++] = count - 1 - index;
        if (!line_open(load, index, error))
            return false;
    }
    return true;
}

static void load_clear(Load *load)
{
    for (guint index = 0; index < load->options->connections; index++) {
        Line *line = &load->lines[index];
        if (line->socket >= 0)
            close(line->socket);
        if (line->out)
            g_string_free(line->out, TRUE);
        if (line->in)
            g_string_free(line->in, TRUE);
    }
    close(load->poll);
    g_free(load->lines);
    g_free(load->idle);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Load, load_clear)

/* ---- one request ---- */

static void line_finish(Load *load, guint index)
{
    Line *line = &load->lines[index];
    line->answer.answered_us = clock_monotonic_us();
    load->options->answered(&line->answer, load->options->data);
    line->busy = false;
    g_string_truncate(line->in, 0);
    load->idle[load->idle_count++] = index;
}

/* The line broke: its request counts as unanswered and a new line takes its place. */
static void line_break(Load *load, guint index)
{
    Line *line = &load->lines[index];
    close(line->socket);
    line->socket = -1;
    if (line->busy) {
        line->answer.status = 0;
        line->answer.body = "";
        line->answer.length = 0;
        line_finish(load, index);
    }
    if (!line_open(load, index, NULL))
        load->exhausted = true; /* the other side is gone: nothing more is asked */
}

static void line_write(Load *load, guint index)
{
    Line *line = &load->lines[index];
    ssize_t sent = send(line->socket, line->out->str + line->sent, line->out->len - line->sent,
                        MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        line_break(load, index);
        return;
    }
    line->sent += sent > 0 ? (gsize)sent : 0;
    if (line->sent == line->out->len)
        return;
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLOUT, .data.u32 = index};
    epoll_ctl(load->poll, EPOLL_CTL_MOD, line->socket, &wanted);
}

/* Length of the answer's head, or 0 while it is not whole; fills status and length of the body. */
static gsize head_read(const GString *in, unsigned *ret_status, gsize *ret_length)
{
    const char *end = memmem(in->str, in->len, "\r\n\r\n", 4);
    if (!end)
        return 0;
    *ret_status = in->len > 12 ? (unsigned)g_ascii_strtoull(in->str + 9, NULL, 10) : 0;
    *ret_length = 0;
    for (const char *field = in->str; field < end; field = strchr(field, '\n') + 1)
        if (g_ascii_strncasecmp(field, "Content-Length:", 15) == 0)
            *ret_length = (gsize)g_ascii_strtoull(field + 15, NULL, 10);
    return (gsize)(end - in->str) + 4;
}

static void line_take(Load *load, guint index)
{
    Line *line = &load->lines[index];
    LoadAnswer *answer = &line->answer;
    gsize length = 0;
    gsize head = head_read(line->in, &answer->status, &length);
    if (head == 0 || line->in->len < head + length)
        return;
    answer->body = line->in->str + head;
    answer->length = length;
    line_finish(load, index);
}

static void line_read(Load *load, guint index)
{
    Line *line = &load->lines[index];
    const gsize before = line->in->len;
    g_string_set_size(line->in, before + READ_BYTES);
    ssize_t got = recv(line->socket, line->in->str + before, READ_BYTES, MSG_DONTWAIT);
    g_string_set_size(line->in, before + (got > 0 ? (gsize)got : 0));
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        line_break(load, index);
    else if (got > 0 && line->busy)
        line_take(load, index);
}

static void line_happened(Load *load, guint index, uint32_t events)
{
    Line *line = &load->lines[index];
    if (events & EPOLLOUT) {
        struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = index};
        epoll_ctl(load->poll, EPOLL_CTL_MOD, line->socket, &wanted);
        line_write(load, index);
    }
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        line_read(load, index);
}

/* ---- the timetable ---- */

static int64_t due_us(const Load *load, int64_t now)
{
    const double rate = load->options->rate_per_second;
    return rate > 0 ? load->started_us + (int64_t)((double)load->begun * 1e6 / rate) : now;
}

static void request_begin(Load *load, int64_t due)
{
    const guint index = load->idle[load->idle_count - 1];
    Line *line = &load->lines[index];
    g_string_truncate(line->out, 0);
    line->sent = 0;
    if (!load->options->make(load->begun, line->out, load->options->data)) {
        load->exhausted = true;
        return;
    }
    load->idle_count--;
    line->busy = true;
    line->answer = (LoadAnswer){.number = load->begun++, .due_us = due, .sent_us = clock_monotonic_us()};
    line_write(load, index);
}

static void requests_begin(Load *load)
{
    int64_t now = clock_monotonic_us();
    while (load->idle_count > 0 && !load->exhausted) {
        int64_t due = due_us(load, now);
        if (due > now || due >= load->until_us)
            return;
        request_begin(load, due);
    }
}

static void wait_for_events(Load *load)
{
    int64_t now = clock_monotonic_us();
    int64_t wait = load->exhausted || now >= load->until_us ? 100 * 1000 : load->until_us - now;
    if (!load->exhausted && load->idle_count > 0 && now < load->until_us)
        wait = MIN(wait, due_us(load, now) - now);
    struct timespec timeout = {.tv_sec = MAX(wait, 0) / 1000000, .tv_nsec = MAX(wait, 0) % 1000000 * 1000};
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_pwait2(load->poll, events, EVENTS_MAX, &timeout, NULL);
    for (int i = 0; i < count; i++)
        line_happened(load, events[i].data.u32, events[i].events);
}

static bool is_over(const Load *load)
{
    int64_t now = clock_monotonic_us();
    bool nothing_left = load->idle_count == load->options->connections;
    if (!load->exhausted && now < load->until_us)
        return false;
    return nothing_left || now > load->until_us + load->options->patience_us;
}

static void give_up_rest(Load *load)
{
    for (guint index = 0; index < load->options->connections; index++) {
        Line *line = &load->lines[index];
        if (!line->busy)
            continue;
        line->answer.status = 0;
        line->answer.body = "";
        line->answer.length = 0;
        line_finish(load, index);
    }
}

bool load_line_run(const LoadLineOptions *options, int64_t *ret_elapsed_us, GError **error)
{
    g_auto(Load) load = {.options = options};
    if (!lines_open(&load, error))
        return false;
    load.started_us = clock_monotonic_us();
    load.until_us = load.started_us + options->duration_us;
    while (!is_over(&load)) {
        requests_begin(&load);
        wait_for_events(&load);
    }
    *ret_elapsed_us = clock_monotonic_us() - load.started_us;
    give_up_rest(&load);
    return true;
}
