/* Many charges over a line that is lost again and again. */
#pragma once

#include "ops/cli/device_script.h"

/* "storm COUNT ROOM…": charges so often, at random, the line lost in the middle of some; each is sent again
 * until it is answered, as vendors do. Prints what was accepted for each room. */
bool device_storm(DeviceSession *session, char **words, GError **error);

/* A posting record with the next number and the time. Caller frees. */
FiasRecord *device_session_posting(DeviceSession *session, const char *id);
