#include "ops/log.h"

#include "ops/clock.h"
#include "ops/json_text.h"
#include "ops/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MAX_BYTES 4096
#define LATER_MS 50
#define LATER_MAX_BYTES ((gsize)64 * 1024)

typedef struct {
    char name[32];
    char text[64];
} ContextField;

/* What the calling thread is working on. */
static _Thread_local struct {
    char trace_id[64];
    ContextField fields[LOG_CONTEXT_MAX];
} context;

const char *const LOG_LEVEL_NAMES[] = {"debug", "info", "warning", "error", NULL};

#define SECRET(Word)                                                                                         \
    {                                                                                                        \
        Word, sizeof Word - 1                                                                                \
    }
static const struct {
    const char *text;
    gsize length;
} SECRET_WORDS[] = {
    SECRET("password"),       SECRET("secret"),     SECRET("token"),     SECRET("cookie"),
    SECRET("authorization"),  SECRET("email"),      SECRET("telephone"), SECRET("phone"),
    SECRET("surname"),        SECRET("given_name"), SECRET("card"),      SECRET("card_number"),
    SECRET("postal_address"), SECRET("document"),
};

/* The descriptor number never changes while the log is open: reopening puts the new file under the old
 * number, so that writers need no lock. */
static _Atomic int log_descriptor = STDERR_FILENO;
static _Atomic int log_level = LOG_LEVEL_INFO;
static char *log_path;
static char log_program[32] = "keyrack";

static const Clock *log_clock(void)
{
    static gsize ready;
    static Clock *clock;

    if (g_once_init_enter(&ready)) {
        clock = clock_new_real();
        g_once_init_leave(&ready, 1);
    }
    return clock;
}

static Counter *fault_counter(bool ours)
{
    return metrics_counter("keyrack_faults_total", "errors, by the side that caused them",
                           METRIC_LABELS({"side", ours ? "ours" : "theirs"}));
}

static GLogWriterOutput write_library_message(GLogLevelFlags level, const GLogField *fields,
                                              gsize field_count, gpointer user G_GNUC_UNUSED)
{
    const char *message = "";
    const char *domain = NULL;

    for (gsize index = 0; index < field_count; index++) {
        if (strcmp(fields[index].key, "MESSAGE") == 0 && fields[index].length < 0) {
            message = fields[index].value;
        } else if (strcmp(fields[index].key, "GLIB_DOMAIN") == 0 && fields[index].length < 0) {
            domain = fields[index].value;
        }
    }
    if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) {
        log_our_fault("library message", log_text("domain", domain), log_text("message", message));
    } else {
        log_write(level & G_LOG_LEVEL_WARNING ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG, "library message",
                  LOG_FIELDS(log_text("domain", domain), log_text("message", message)));
    }
    return G_LOG_WRITER_HANDLED;
}

static int open_for_appending(const char *path, GError **error)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);

    if (descriptor < 0) {
        int failure = errno;
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(failure), "cannot open the log %s: %s",
                    path, g_strerror(failure));
    }
    return descriptor;
}

bool log_open(const char *program, const char *path, LogLevel level, GError **error)
{
    static gsize writer_set;
    int descriptor = STDERR_FILENO;

    g_assert(program != NULL);
    if (path != NULL && (descriptor = open_for_appending(path, error)) < 0) {
        return false;
    }
    log_close();
    g_strlcpy(log_program, program, sizeof log_program);
    log_path = g_strdup(path);
    atomic_store(&log_descriptor, descriptor);
    atomic_store(&log_level, (int)level);
    if (g_once_init_enter(&writer_set)) {
        g_log_set_writer_func(write_library_message, NULL, NULL);
        g_once_init_leave(&writer_set, 1);
    }
    return true;
}

bool log_reopen(GError **error)
{
    if (log_path == NULL) {
        return true;
    }
    log_flush();
    int descriptor = open_for_appending(log_path, error);
    if (descriptor < 0) {
        return false;
    }
    g_assert(dup3(descriptor, atomic_load(&log_descriptor), O_CLOEXEC) >= 0);
    close(descriptor);
    return true;
}

void log_close(void)
{
    log_flush();
    int descriptor = atomic_exchange(&log_descriptor, STDERR_FILENO);

    if (descriptor != STDERR_FILENO) {
        close(descriptor);
    }
    g_clear_pointer(&log_path, g_free);
}

void log_set_level(LogLevel level)
{
    atomic_store(&log_level, (int)level);
}

LogField log_text(const char *name, const char *text)
{
    return (LogField){.name = name, .kind = LOG_FIELD_TEXT, .text = text};
}

LogField log_int(const char *name, int64_t number)
{
    return (LogField){.name = name, .kind = LOG_FIELD_INT, .number = number};
}

LogField log_bool(const char *name, bool flag)
{
    return (LogField){.name = name, .kind = LOG_FIELD_BOOL, .number = flag};
}

LogField log_error_text(const GError *error)
{
    return log_text("error", error == NULL ? NULL : error->message);
}

bool log_field_is_secret(const char *name)
{
    gsize name_length = strlen(name);
    for (gsize index = 0; index < G_N_ELEMENTS(SECRET_WORDS); index++) {
        gsize length = SECRET_WORDS[index].length;
        const char *end = name + name_length - length;
        if (length <= name_length && memcmp(end, SECRET_WORDS[index].text, length) == 0 &&
            (length == name_length || end[-1] == '_')) {
            return true;
        }
    }
    return false;
}

static bool is_plain(unsigned char character)
{
    return character >= 0x20 && character < 0x7f && character != '"' && character != '\\';
}

static void append_json_escaped(GString *line, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)strnlen(text, TEXT_MAX_BYTES));
    for (const char *place = valid; *place != '\0'; place++) {
        if (*place == '"' || *place == '\\') {
            g_string_append_c(line, '\\');
            g_string_append_c(line, *place);
        } else if ((unsigned char)*place < 0x20 || *place == 0x7f) {
            g_string_append_printf(line, "\\u%04x", (unsigned)*place);
        } else {
            g_string_append_c(line, *place);
        }
    }
}

static void append_json_text(GString *line, const char *text)
{
    if (text == NULL) {
        g_string_append(line, "null");
        return;
    }
    gsize length = 0;
    while (length < TEXT_MAX_BYTES && is_plain((unsigned char)text[length])) {
        length++;
    }
    g_string_append_c(line, '"');
    if (text[length] == '\0' || length == TEXT_MAX_BYTES) {
        g_string_append_len(line, text, (gssize)length);
    } else {
        append_json_escaped(line, text);
    }
    g_string_append_c(line, '"');
}

static void append_text_member(GString *line, const char *name, const char *text, bool is_secret)
{
    g_string_append_c(line, ',');
    append_json_text(line, name);
    g_string_append_c(line, ':');
    append_json_text(line, is_secret ? "[redacted]" : text);
}

static void append_field(GString *line, const LogField *field)
{
    bool is_secret = log_field_is_secret(field->name);

    if (field->kind == LOG_FIELD_TEXT || is_secret) {
        append_text_member(line, field->name, field->text, is_secret);
        return;
    }
    g_string_append_c(line, ',');
    append_json_text(line, field->name);
    if (field->kind == LOG_FIELD_BOOL) {
        g_string_append(line, field->number != 0 ? ":true" : ":false");
    } else {
        g_string_append_c(line, ':');
        json_text_int64(line, field->number);
    }
}

static void append_context(GString *line)
{
    if (context.trace_id[0] != '\0') {
        append_text_member(line, "trace_id", context.trace_id, false);
    }
    for (gsize index = 0; index < LOG_CONTEXT_MAX; index++) {
        if (context.fields[index].name[0] != '\0') {
            append_text_member(line, context.fields[index].name, context.fields[index].text,
                               log_field_is_secret(context.fields[index].name));
        }
    }
}

/* A log that cannot be written (disk full) must not stop the work, so what remains unwritten is dropped. */
static void write_line(const GString *line)
{
    gsize written = 0;

    while (written < line->len) {
        ssize_t part = write(atomic_load(&log_descriptor), line->str + written, line->len - written);
        if (part > 0) {
            written += (gsize)part;
        } else if (errno != EINTR) {
            break;
        }
    }
}

/* ---- lines that may wait a moment ---- */

static struct {
    GMutex mutex;
    GCond begun; /* text has become non-empty */
    GString *text;
} later;

void log_flush(void)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&later.mutex);
    if (later.text != NULL && later.text->len > 0) {
        write_line(later.text);
        g_string_truncate(later.text, 0);
    }
}

static gpointer later_run(gpointer data G_GNUC_UNUSED)
{
    while (true) {
        g_mutex_lock(&later.mutex);
        while (later.text->len == 0) {
            g_cond_wait(&later.begun, &later.mutex);
        }
        g_mutex_unlock(&later.mutex);
        clock_sleep_ms(LATER_MS);
        log_flush();
    }
    return NULL;
}

static void later_start(void)
{
    later.text = g_string_sized_new(2 * LATER_MAX_BYTES);
    g_thread_unref(g_thread_new("log", later_run, NULL));
    atexit(log_flush);
}

static void later_append(const GString *line)
{
    g_mutex_lock(&later.mutex);
    if (later.text == NULL) {
        later_start();
    }
    g_string_append_len(later.text, line->str, (gssize)line->len);
    if (later.text->len == line->len) {
        g_cond_signal(&later.begun);
    }
    bool is_full = later.text->len > LATER_MAX_BYTES;
    g_mutex_unlock(&later.mutex);
    if (is_full) {
        log_flush();
    }
}

/* ---- lines ---- */

static void line_fill(GString *line, LogLevel level, const char *event, const LogField *fields)
{
    char at[INSTANT_TEXT_SIZE];

    g_string_append(line, "{\"at\":\"");
    g_string_append(line, instant_write(clock_now(log_clock()), at));
    g_string_append(line, "\",\"level\":\"");
    g_string_append(line, LOG_LEVEL_NAMES[level]);
    g_string_append(line, "\",\"program\":");
    append_json_text(line, log_program);
    g_string_append(line, ",\"event\":");
    append_json_text(line, event);
    append_context(line);
    for (; fields->kind != LOG_FIELD_END; fields++) {
        append_field(line, fields);
    }
    g_string_append(line, "}\n");
}

static bool level_is_written(LogLevel level)
{
    g_assert((unsigned)level <= LOG_LEVEL_ERROR);
    return (int)level >= atomic_load(&log_level);
}

void log_write(LogLevel level, const char *event, const LogField *fields)
{
    g_assert(event != NULL);
    if (!level_is_written(level)) {
        return;
    }
    g_autoptr(GString) line = g_string_sized_new(512);
    line_fill(line, level, event, fields);
    log_flush();
    write_line(line);
}

void log_write_later(LogLevel level, const char *event, const LogField *fields)
{
    g_assert(event != NULL);
    if (!level_is_written(level)) {
        return;
    }
    g_autoptr(GString) line = g_string_sized_new(512);
    line_fill(line, level, event, fields);
    later_append(line);
}

void log_fault_write(bool ours, const char *event, const LogField *fields)
{
    counter_add(fault_counter(ours), 1);
    log_write(ours ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, event, fields);
}

uint64_t log_fault_count(bool ours)
{
    return counter_value(fault_counter(ours));
}

void log_trace_set(const char *trace_id)
{
    g_strlcpy(context.trace_id, trace_id == NULL ? "" : trace_id, sizeof context.trace_id);
}

const char *log_trace_get(void)
{
    return context.trace_id[0] == '\0' ? NULL : context.trace_id;
}

void log_context_set(const char *name, const char *text)
{
    ContextField *place = NULL;

    g_assert(name != NULL && name[0] != '\0');
    for (gsize index = 0; index < LOG_CONTEXT_MAX; index++) {
        ContextField *field = &context.fields[index];
        if (strcmp(field->name, name) == 0) {
            place = field;
            break;
        }
        if (place == NULL && field->name[0] == '\0') {
            place = field;
        }
    }
    if (place == NULL) {
        g_assert(text == NULL); /* more fields than LOG_CONTEXT_MAX */
        return;
    }
    g_strlcpy(place->name, text == NULL ? "" : name, sizeof place->name);
    g_strlcpy(place->text, text == NULL ? "" : text, sizeof place->text);
}

void log_context_clear(void)
{
    memset(&context, 0, sizeof context);
}
