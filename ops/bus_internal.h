#ifndef KEYRACK_OPS_BUS_INTERNAL_H
#define KEYRACK_OPS_BUS_INTERNAL_H

/* What the files of the bus adapter share; nobody else includes this. */

#include "ops/bus.h"

#include <nats/nats.h>

/* How a status of the library reads to our callers. */
BusError bus_error_code(natsStatus status);

/* TRUE for NATS_OK; otherwise sets an error that says what could not be done (`action`) with what
 * (`subject`). */
bool bus_check(natsStatus status, const char *action, const char *subject, GError **error);

/* The library's options for ours, without callbacks; NULL with BUS_ERROR_CONFIGURATION when they cannot work.
 * Free with natsOptions_Destroy(). */
natsOptions *bus_options_build(const BusOptions *options, GError **error);

#endif
