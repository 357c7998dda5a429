/* The device's end of a FIAS line: starts the link, sends records, and when an answer does not come sends
 * again as vendors do, over a new connection if it must. One thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "schemas/fias.h"

typedef struct {
    const char *host;
    guint port;
    const char *family;        /* of the LD record */
    const char *const *wishes; /* "GI", "RNG#GN" in turn, NULL-terminated: the LR records */
    guint patience_ms;         /* for an answer, before the record is sent again */
    guint attempts;            /* of a record */
    bool show;                 /* prints what is sent and heard */
} DeviceLineOptions;

typedef struct DeviceLine DeviceLine;

DeviceLine *device_line_new(const DeviceLineOptions *options);
void device_line_free(DeviceLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeviceLine, device_line_free)

/* Connects and brings the link to life; nothing to do when it is alive. */
bool device_line_link(DeviceLine *line, GError **error);

/* Drops the line without a word. */
void device_line_cut(DeviceLine *line);

/* Says LE, then closes. */
void device_line_end(DeviceLine *line);

/* Sends a record; FALSE when the line is gone. */
bool device_line_send(DeviceLine *line, const FiasRecord *record, GError **error);

/* Sends text between STX and ETX as it is. */
bool device_line_send_text(DeviceLine *line, const char *text, GError **error);

/* The next record that has come or comes within the time; NULL without an error when none did. Link records
 * that want an answer are answered and not given out. */
FiasRecord *device_line_receive(DeviceLine *line, guint within_ms, GError **error);

/* Whether this record answers that one. */
typedef bool (*DeviceAnswers)(const FiasRecord *answer, const FiasRecord *question);

/* Sends a record until its answer comes; what else is heard meanwhile is kept for device_line_receive(). NULL
 * with an error when all attempts were in vain. */
FiasRecord *device_line_ask(DeviceLine *line, const FiasRecord *question, DeviceAnswers answers,
                            GError **error);

/* Adds date and time of now. */
void device_line_add_moment(FiasRecord *record);

/* The socket to wait for; -1 while there is none. */
int device_line_fd(const DeviceLine *line);

/* How often a record had to be sent again, since the beginning. */
guint device_line_repeats(const DeviceLine *line);
