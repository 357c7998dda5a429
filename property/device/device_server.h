#ifndef KEYRACK_PROPERTY_DEVICE_DEVICE_SERVER_H
#define KEYRACK_PROPERTY_DEVICE_DEVICE_SERVER_H

/* The side of the node that devices talk to: a thread that listens, keeps the links and never touches the
 * store. What a record asks for is work for the desk, like a request over HTTP; its answer goes out after the
 * commit. Events wait in the store until the device has them. */

#include "property/device/device_config.h"
#include "property/device/fias_link_rules.h"
#include "property/property.h"

typedef struct DeviceServerOptions {
    const char *address; /* numeric */
    guint port;          /* of all interfaces without a port of their own; 0: any free one */
    const DeviceConfig *config;
    FiasLinkTimes times;
} DeviceServerOptions;

/* Makes a server that does not listen yet; options are borrowed while it lives. Never NULL. */
DeviceServer *device_server_new(Property *property, const DeviceServerOptions *options);

/* Brings the store's interfaces in line, listens, starts the thread. FALSE with a DaemonError when a port is
 * in use. The desk is open. */
bool device_server_start(DeviceServer *server, GError **error);

/* For a node without devices: what was kept for some is given up. The desk is open. */
bool device_server_none(Property *property, GError **error);

/* The common port, after a successful start. */
guint device_server_port(const DeviceServer *server);

/* Ends every link in good order and the thread. Before the desk stops. */
void device_server_stop(DeviceServer *server);

/* After the desk has stopped. NULL is allowed. */
void device_server_free(DeviceServer *server);

/* Something was written that devices may have to hear: events, a pause, a wish to tell everything anew. Any
 * thread. NULL is allowed. */
void device_server_wake(DeviceServer *server);

/* The interfaces; NULL when there is no server. Any thread. */
const DeviceConfig *device_server_config(const DeviceServer *server);

/* What is seen of a link at the moment. */
typedef struct DeviceLinkView {
    bool connected;
    bool alive;
    bool telling_all; /* a resync is under way */
    char address[64];
    char version[16];
    Instant since;    /* of connected or not connected; wall clock */
    Instant heard_at; /* the last record of any kind; INSTANT_NONE: none since the start */
    int64_t received; /* records since the start of the node */
    int64_t sent;
    int64_t malformed;
    int64_t unknown;
} DeviceLinkView;

/* FALSE when there is no such interface. Any thread. */
bool device_server_view(DeviceServer *server, const char *interface, DeviceLinkView *ret_view);

#endif
