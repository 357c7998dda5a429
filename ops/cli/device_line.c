#include "ops/cli/device_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ops/cli/cli.h"
#include "ops/clock.h"

#define READ_BYTES 8192
#define CHARSET "UTF-8"
#define PAUSE_BEFORE_RETRY_MS 200
#define US_PER_MS 1000

struct DeviceLine {
    DeviceLineOptions options;
    int fd;
    bool alive;
    FiasReader reader;
    GQueue heard; /* FiasRecord, not yet given out */
    guint repeats;
};

static void free_record(gpointer record)
{
    fias_record_free(record);
}

DeviceLine *device_line_new(const DeviceLineOptions *options)
{
    DeviceLine *line = g_new0(DeviceLine, 1);

    line->options = *options;
    line->fd = -1;
    fias_reader_init(&line->reader);
    g_queue_init(&line->heard);
    return line;
}

void device_line_cut(DeviceLine *line)
{
    if (line->fd >= 0) {
        close(line->fd);
    }
    line->fd = -1;
    line->alive = false;
    fias_reader_clear(&line->reader);
    fias_reader_init(&line->reader);
}

void device_line_free(DeviceLine *line)
{
    if (line == NULL) {
        return;
    }
    device_line_cut(line);
    fias_reader_clear(&line->reader);
    g_queue_clear_full(&line->heard, free_record);
    g_free(line);
}

int device_line_fd(const DeviceLine *line)
{
    return line->fd;
}

guint device_line_repeats(const DeviceLine *line)
{
    return line->repeats;
}

void device_line_add_moment(FiasRecord *record)
{
    g_autoptr(Clock) wall = clock_new_real();
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    LocalTime local = instant_to_local(clock_now(wall), zone);

    fias_record_add_date(record, "DA", local.date);
    fias_record_add_time(record, "TI", local.hour, local.minute, local.second);
}

static bool lost(DeviceLine *line, const char *what, GError **error)
{
    device_line_cut(line);
    g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "%s the hotel at %s:%u: %s", what, line->options.host,
                line->options.port, g_strerror(errno));
    return false;
}

static bool open_socket(DeviceLine *line, GError **error)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)line->options.port)};

    if (inet_pton(AF_INET, line->options.host, &address.sin_addr) != 1) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "--host %s is no numeric address", line->options.host);
        return false;
    }
    line->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return connect(line->fd, (const struct sockaddr *)&address, sizeof address) == 0 ||
           lost(line, "cannot reach", error);
}

static void show(const DeviceLine *line, const char *direction, const char *text)
{
    if (line->options.show) {
        g_print("%s %s\n", direction, text);
    }
}

bool device_line_send_text(DeviceLine *line, const char *text, GError **error)
{
    g_autofree char *framed = g_strdup_printf("%c%s%c", FIAS_STX, text, FIAS_ETX);
    gsize length = strlen(framed);

    show(line, ">", text);
    for (gsize sent = 0; sent < length;) {
        ssize_t step = line->fd >= 0 ? send(line->fd, framed + sent, length - sent, MSG_NOSIGNAL) : -1;
        if (step <= 0) {
            return lost(line, "lost the line to", error);
        }
        sent += (gsize)step;
    }
    return true;
}

bool device_line_send(DeviceLine *line, const FiasRecord *record, GError **error)
{
    g_autofree char *text = fias_record_text(record);

    return device_line_send_text(line, text, error);
}

/* ---- the link ---- */

static bool send_now(DeviceLine *line, const char *id, GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new(id);

    device_line_add_moment(record);
    return device_line_send(line, record, error);
}

/* LD, LR for each record wanted, LA. */
static bool describe(DeviceLine *line, GError **error)
{
    g_autofree char *description = g_strdup_printf("LD|V#1.0|IF%s|", line->options.family);

    if (!device_line_send_text(line, description, error)) {
        return false;
    }
    for (const char *const *wish = line->options.wishes; wish[0] != NULL; wish += 2) {
        g_autofree char *text = g_strdup_printf("LR|RI%s|FL%s|", wish[0], wish[1]);
        if (!device_line_send_text(line, text, error)) {
            return false;
        }
    }
    return send_now(line, "LA", error);
}

/* TRUE when the record was one of the link, and is done with. */
static bool handle_link(DeviceLine *line, const FiasRecord *record, bool *ret_lost)
{
    *ret_lost = false;
    if (strcmp(record->id, "LS") == 0) {
        line->alive = false;
        *ret_lost = !describe(line, NULL);
        return true;
    }
    if (strcmp(record->id, "LA") == 0) {
        *ret_lost = line->alive && !send_now(line, "LA", NULL);
        line->alive = true;
        return true;
    }
    if (strcmp(record->id, "LE") == 0) {
        line->alive = false;
        return true;
    }
    return false;
}

static bool take_bytes(DeviceLine *line, const uint8_t *data, gsize length)
{
    const char *text;
    gsize text_length;
    bool is_lost = false;

    for (FiasRead read = fias_reader_next(&line->reader, &data, &length, &text, &text_length);
         read != FIAS_READ_MORE && !is_lost;
         read = fias_reader_next(&line->reader, &data, &length, &text, &text_length)) {
        g_autoptr(FiasRecord) record =
            read == FIAS_READ_RECORD ? fias_record_parse(text, text_length, CHARSET) : NULL;
        if (record == NULL) {
            continue;
        }
        g_autofree char *shown = fias_record_text(record);
        show(line, "<", shown);
        if (!handle_link(line, record, &is_lost)) {
            g_queue_push_tail(&line->heard, g_steal_pointer(&record));
        }
    }
    return !is_lost;
}

/* Reads what comes within the time; TRUE also when nothing did. */
static bool listen_for(DeviceLine *line, guint within_ms, GError **error)
{
    struct pollfd wait = {.fd = line->fd, .events = POLLIN};
    uint8_t bytes[READ_BYTES];

    int ready = line->fd >= 0 ? poll(&wait, 1, (int)within_ms) : -1;
    if (ready == 0) {
        return true;
    }
    ssize_t length = ready > 0 ? recv(line->fd, bytes, sizeof bytes, 0) : -1;
    return length > 0 && take_bytes(line, bytes, (gsize)length) ? true
                                                                : lost(line, "lost the line to", error);
}

static int64_t now_ms(void)
{
    return clock_monotonic_us() / US_PER_MS;
}

bool device_line_link(DeviceLine *line, GError **error)
{
    if (line->fd < 0 && !open_socket(line, error)) {
        return false;
    }
    int64_t until_ms = now_ms() + line->options.patience_ms;
    while (!line->alive) {
        int64_t left_ms = until_ms - now_ms();
        if (left_ms <= 0) {
            errno = ETIMEDOUT;
            return lost(line, "no link with", error);
        }
        if (!listen_for(line, (guint)left_ms, error)) {
            return false;
        }
    }
    return true;
}

void device_line_end(DeviceLine *line)
{
    if (line->fd >= 0) {
        send_now(line, "LE", NULL);
    }
    device_line_cut(line);
}

/* ---- records ---- */

FiasRecord *device_line_receive(DeviceLine *line, guint within_ms, GError **error)
{
    int64_t until_ms = now_ms() + within_ms;

    while (g_queue_is_empty(&line->heard)) {
        int64_t left_ms = until_ms - now_ms();
        if (left_ms < 0 || !listen_for(line, (guint)left_ms, error)) {
            return NULL;
        }
        if (left_ms == 0 && g_queue_is_empty(&line->heard)) {
            return NULL;
        }
    }
    return g_queue_pop_head(&line->heard);
}

static FiasRecord *take_answer(DeviceLine *line, const FiasRecord *question, DeviceAnswers answers)
{
    for (GList *each = line->heard.head; each != NULL; each = each->next) {
        FiasRecord *record = each->data;
        if (answers(record, question)) {
            g_queue_delete_link(&line->heard, each);
            return record;
        }
    }
    return NULL;
}

/* One attempt: NULL when the line was lost or nothing came in time. */
static FiasRecord *ask_once(DeviceLine *line, const FiasRecord *question, DeviceAnswers answers,
                            GError **error)
{
    FiasRecord *answer = NULL;

    if (!device_line_link(line, error) || !device_line_send(line, question, error)) {
        return NULL;
    }
    int64_t until_ms = now_ms() + line->options.patience_ms;
    while (answer == NULL) {
        int64_t left_ms = until_ms - now_ms();
        if (left_ms <= 0) {
            errno = ETIMEDOUT;
            lost(line, "no answer from", error);
            return NULL;
        }
        if (!listen_for(line, (guint)left_ms, error)) {
            return NULL;
        }
        answer = take_answer(line, question, answers);
    }
    return answer;
}

FiasRecord *device_line_ask(DeviceLine *line, const FiasRecord *question, DeviceAnswers answers,
                            GError **error)
{
    for (guint attempt = 1;; attempt++) {
        g_autoptr(GError) cause = NULL;
        FiasRecord *answer = ask_once(line, question, answers, &cause);
        if (answer != NULL) {
            return answer;
        }
        if (attempt >= line->options.attempts) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return NULL;
        }
        line->repeats++;
        clock_sleep_ms(PAUSE_BEFORE_RETRY_MS);
    }
}
