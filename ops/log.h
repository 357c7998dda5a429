/* Structured log: one JSON object a line, to standard error or a file.
 *
 *   log_info("hotel connected", log_text("hotel", "H1"), log_int("feed_version", 17));
 *
 * Every line has "at", "level", "program", "event", and, when the thread has them, "trace_id" and its context
 * fields. The event is a fixed text; whatever varies is a field.
 *
 * Redaction: personal data and secrets never reach a log. Callers do not pass them; as a second net, a field
 * whose name is or ends in one of the words of log_field_is_secret() is written as "[redacted]" whatever its
 * value, and control characters are escaped. Error texts made by this code quote names and codes, never a
 * person's data.
 *
 * Faults: log_our_fault() is for what should be impossible or what we did wrong, log_their_fault() for what
 * another program or person did wrong (bad input, refused connection). Both are counted apart as
 * keyrack_faults_total.
 *
 * All functions may be called from any thread. A line is written with one write(2). */
#ifndef KEYRACK_OPS_LOG_H
#define KEYRACK_OPS_LOG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_ERROR,
} LogLevel;

typedef enum {
    LOG_FIELD_END, /* closes the list; a zeroed field */
    LOG_FIELD_TEXT,
    LOG_FIELD_INT,
    LOG_FIELD_BOOL,
} LogFieldKind;

typedef struct {
    const char *name;
    LogFieldKind kind;
    const char *text;
    int64_t number;
} LogField;

/* Opens the log. path NULL means standard error. Lines below level are dropped. Also routes GLib's own
 * messages here. Before log_open() lines go to standard error at level info. Call once, before other threads
 * start. */
bool log_open(const char *program, const char *path, LogLevel level, GError **error);

/* Opens the file again under its name (after rotation). Keeps the old one when that fails. */
bool log_reopen(GError **error);

/* Back to standard error; closes the file. */
void log_close(void);

void log_set_level(LogLevel level);

/* "debug", "info", "warning", "error", NULL: choices for a setting, in the order of LogLevel. */
extern const char *const LOG_LEVEL_NAMES[];

/* Field constructors. The text is borrowed until the call returns; NULL is written as null. */
LogField log_text(const char *name, const char *text);
LogField log_int(const char *name, int64_t number);
LogField log_bool(const char *name, bool flag);
/* Field "error" with the message of the error, null when there is none. */
LogField log_error_text(const GError *error);

/* fields is closed by a LOG_FIELD_END. Use the macros below. */
void log_write(LogLevel level, const char *event, const LogField *fields);
void log_fault_write(bool ours, const char *event, const LogField *fields);

/* The same for lines of which there may be thousands a second: written together with others within a
 * twentieth of a second, before any later line of log_write(), and at the latest when the log is closed or
 * the process exits. Only a process that is killed loses some. */
void log_write_later(LogLevel level, const char *event, const LogField *fields);

/* Writes what waits. Any thread. */
void log_flush(void);

#define LOG_FIELDS(...) ((const LogField[]){__VA_ARGS__ __VA_OPT__(, ){.kind = LOG_FIELD_END}})
#define log_debug(event, ...) log_write(LOG_LEVEL_DEBUG, event, LOG_FIELDS(__VA_ARGS__))
#define log_info(event, ...) log_write(LOG_LEVEL_INFO, event, LOG_FIELDS(__VA_ARGS__))
#define log_info_later(event, ...) log_write_later(LOG_LEVEL_INFO, event, LOG_FIELDS(__VA_ARGS__))
#define log_warning(event, ...) log_write(LOG_LEVEL_WARNING, event, LOG_FIELDS(__VA_ARGS__))
#define log_error(event, ...) log_write(LOG_LEVEL_ERROR, event, LOG_FIELDS(__VA_ARGS__))
/* Our bug: level error, counted side="ours". */
#define log_our_fault(event, ...) log_fault_write(true, event, LOG_FIELDS(__VA_ARGS__))
/* Their bug: level warning, counted side="theirs". */
#define log_their_fault(event, ...) log_fault_write(false, event, LOG_FIELDS(__VA_ARGS__))

/* Context of the calling thread, written with each of its lines until cleared. The trace id is a W3C trace-id
 * (32 hexadecimal digits); values are copied. NULL removes. At most LOG_CONTEXT_MAX other fields. */
#define LOG_CONTEXT_MAX 4
void log_trace_set(const char *trace_id);
const char *log_trace_get(void);
void log_context_set(const char *name, const char *text);
void log_context_clear(void);

/* True for names that may carry a person's data or a secret: password, secret, token, cookie, authorization,
 * email, telephone, surname, given_name, card, postal_address, document and names ending in _ and one of
 * these. */
bool log_field_is_secret(const char *name);

/* Faults counted since the start of the process. */
uint64_t log_fault_count(bool ours);

#endif
