/* What the simulated devices can be told to do: a line of words at a time, from a file or from a keyboard. */
#pragma once

#include "ops/cli/device_line.h"

typedef struct {
    const char *name;
    const char *summary;
    const char *family;
    const char *const *wishes; /* see DeviceLineOptions */
} DeviceKind;

/* NULL when there is no such kind. */
const DeviceKind *device_kind_find(const char *name);

/* Prints the kinds. */
void device_kinds_print(void);

typedef struct {
    DeviceLine *line;
    const DeviceKind *kind;
    guint patience_ms;
    int64_t number;       /* of the last posting (P#) */
    GRand *random;        /* borrowed */
    FiasRecord *question; /* the last one that has an answer */
    FiasRecord *answer;   /* to it, or what was heard last */
} DeviceSession;

void device_session_clear(DeviceSession *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeviceSession, device_session_clear)

/* Does what one line says; empty lines and comments (#) do nothing. FALSE with CLI_ERROR_DIFFERS when
 * something was expected and did not come, CLI_ERROR_INPUT when the line makes no sense. */
bool device_session_do(DeviceSession *session, const char *text, GError **error);

/* Prints what lines this kind understands. */
void device_session_help(const DeviceKind *kind);
