#include "ops/bus_internal.h"

#include <string.h>

G_DEFINE_QUARK(keyrack - bus - error - quark, bus_error)

enum {
    PING_INTERVAL_DEFAULT_MS = 10000,
    PINGS_UNANSWERED_MAX = 1, /* the second unanswered ping ends the connection */
    CONNECT_TIMEOUT_MS = 2000,
    RECONNECT_WAIT_MS = 250,
    RECONNECT_JITTER_MS = 250,
    RECONNECT_BUFFER_BYTES = 1, /* what cannot be sent now is refused now: the sender knows and lists later */
    WRITE_DEADLINE_MS = 5000,
};

BusError bus_error_code(natsStatus status)
{
    switch (status) {
    case NATS_TIMEOUT:
        return BUS_ERROR_TIMEOUT;
    case NATS_NO_RESPONDERS:
        return BUS_ERROR_NO_RESPONDER;
    case NATS_MAX_PAYLOAD:
        return BUS_ERROR_TOO_LARGE;
    case NATS_CONNECTION_CLOSED:
    case NATS_CONNECTION_DISCONNECTED:
    case NATS_STALE_CONNECTION:
    case NATS_NO_SERVER:
    case NATS_IO_ERROR:
    case NATS_INSUFFICIENT_BUFFER: /* the reconnect buffer: we are cut off */
        return BUS_ERROR_DISCONNECTED;
    case NATS_INVALID_SUBJECT:
    case NATS_INVALID_QUEUE_NAME:
    case NATS_INVALID_ARG:
    case NATS_INVALID_TIMEOUT:
    case NATS_ADDRESS_MISSING:
        return BUS_ERROR_CONFIGURATION;
    default:
        return BUS_ERROR_FAILED;
    }
}

bool bus_check(natsStatus status, const char *action, const char *subject, GError **error)
{
    if (status == NATS_OK)
        return true;
    g_set_error(error, BUS_ERROR, bus_error_code(status), "cannot %s '%s' on the bus: %s", action, subject,
                natsStatus_GetText(status));
    return false;
}

/* "host" or "host:port"; a user in front of it would show up wherever the address does. */
static bool bus_address_valid(const char *address)
{
    const char *port = strrchr(address, ':');
    guint64 number;
    bool port_is_given = port != NULL && strchr(port, ']') == NULL;

    if (*address == '\0' || *address == ':' || strpbrk(address, "@/ ") != NULL)
        return false;
    return !port_is_given || g_ascii_string_to_unsigned(port + 1, 10, 1, G_MAXUINT16, &number, NULL);
}

static bool bus_urls_valid(char **urls)
{
    if (urls[0] == NULL)
        return false;
    for (char **url = urls; *url != NULL; url++) {
        g_strstrip(*url);
        if (!g_str_has_prefix(*url, "nats://") || !bus_address_valid(*url + strlen("nats://")))
            return false;
    }
    return true;
}

static bool bus_options_check(const BusOptions *options, char **urls, GError **error)
{
    if (!bus_urls_valid(urls)) {
        g_set_error(
            error, BUS_ERROR, BUS_ERROR_CONFIGURATION,
            "bus_url is not a list of nats://host:port separated by commas; user and password are given "
            "as bus_user and bus_password_file");
        return false;
    }
    if ((options->user == NULL) != (options->password == NULL)) {
        g_set_error(error, BUS_ERROR, BUS_ERROR_CONFIGURATION,
                    "of bus_user and bus_password_file only one is given: give both or none");
        return false;
    }
    return true;
}

/* Quick to notice a dead server, for ever willing to come back. */
static natsStatus bus_set_timing(natsOptions *nats_options, unsigned ping_interval_ms)
{
    natsStatus status = natsOptions_SetTimeout(nats_options, CONNECT_TIMEOUT_MS);

    if (status == NATS_OK)
        status = natsOptions_SetPingInterval(nats_options, ping_interval_ms);
    if (status == NATS_OK)
        status = natsOptions_SetMaxPingsOut(nats_options, PINGS_UNANSWERED_MAX);
    if (status == NATS_OK)
        status = natsOptions_SetMaxReconnect(nats_options, -1);
    if (status == NATS_OK)
        status = natsOptions_SetReconnectWait(nats_options, RECONNECT_WAIT_MS);
    if (status == NATS_OK)
        status = natsOptions_SetReconnectJitter(nats_options, RECONNECT_JITTER_MS, RECONNECT_JITTER_MS);
    if (status == NATS_OK)
        status = natsOptions_SetReconnectBufSize(nats_options, RECONNECT_BUFFER_BYTES);
    if (status == NATS_OK)
        status = natsOptions_SetFailRequestsOnDisconnect(nats_options, true);
    if (status == NATS_OK)
        status = natsOptions_SetWriteDeadline(nats_options, WRITE_DEADLINE_MS);
    if (status == NATS_OK)
        status = natsOptions_SetSendAsap(nats_options, true);
    return status;
}

static bool bus_set_address(natsOptions *nats_options, const BusOptions *options, GError **error)
{
    g_auto(GStrv) urls = g_strsplit(options->urls != NULL ? options->urls : "", ",", -1);
    const char *name = options->client_name != NULL ? options->client_name : "keyrack";
    natsStatus status;

    if (!bus_options_check(options, urls, error))
        return false;
    status = natsOptions_SetServers(nats_options, (const char **)urls, (int)g_strv_length(urls));
    if (status == NATS_OK)
        status = natsOptions_SetName(nats_options, name);
    if (status == NATS_OK && options->user != NULL)
        status = natsOptions_SetUserInfo(nats_options, options->user, options->password);
    if (status == NATS_OK)
        status = natsOptions_SetCustomInboxPrefix(nats_options, options->inbox_prefix);
    return bus_check(status, "use the options for", options->urls, error);
}

natsOptions *bus_options_build(const BusOptions *options, GError **error)
{
    natsOptions *nats_options = NULL;
    unsigned ping_interval_ms =
        options->ping_interval_ms != 0 ? options->ping_interval_ms : PING_INTERVAL_DEFAULT_MS;

    if (bus_check(natsOptions_Create(&nats_options), "make", "options", error) &&
        bus_set_address(nats_options, options, error) &&
        bus_check(bus_set_timing(nats_options, ping_interval_ms), "set", "timing", error))
        return nats_options;
    natsOptions_Destroy(nats_options);
    return NULL;
}
