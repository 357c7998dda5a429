#include "property/copy/link.h"

#include "ops/metrics.h"
#include <glib.h>

struct Link {
    GMutex mutex;
    LinkState state;
    Gauge *connected_gauge;
    Gauge *lag_gauge;
    Gauge *pending_gauge;
};

Link *link_new(Instant now)
{
    Link *link = g_new0(Link, 1);

    g_mutex_init(&link->mutex);
    link->state.since = now;
    link->state.business_date = NIGHT_NONE;
    link->state.directory_at = INSTANT_NONE;
    link->state.heard_at = INSTANT_NONE;
    link->connected_gauge = metrics_gauge("keyrack_property_connected", "1 while the centre answers", NULL);
    link->lag_gauge = metrics_gauge("keyrack_property_feed_lag",
                                    "versions heard of but not yet applied to the copies", NULL);
    link->pending_gauge = metrics_gauge("keyrack_property_outbox_pending",
                                        "outbox entries the centre has not acknowledged", NULL);
    return link;
}

void link_free(Link *link)
{
    if (link == NULL) {
        return;
    }
    g_mutex_clear(&link->mutex);
    g_free(link);
}

void link_read(Link *link, LinkState *ret_state)
{
    g_mutex_lock(&link->mutex);
    *ret_state = link->state;
    g_mutex_unlock(&link->mutex);
}

static void show_lag(Link *link)
{
    gauge_set(link->lag_gauge, MAX(link->state.centre_version - link->state.feed_version, 0));
}

void link_set_connected(Link *link, bool connected, Instant now)
{
    g_mutex_lock(&link->mutex);
    if (link->state.connected != connected) {
        link->state.connected = connected;
        link->state.since = now;
        gauge_set(link->connected_gauge, connected ? 1 : 0);
    }
    if (connected) {
        link->state.heard_at = now;
    }
    g_mutex_unlock(&link->mutex);
}

void link_set_feed_version(Link *link, int64_t feed_version)
{
    g_mutex_lock(&link->mutex);
    link->state.feed_version = feed_version;
    link->state.centre_version = MAX(link->state.centre_version, feed_version);
    show_lag(link);
    g_mutex_unlock(&link->mutex);
}

void link_begin_anew(Link *link, int64_t centre_version)
{
    g_mutex_lock(&link->mutex);
    link->state.feed_version = 0;
    link->state.centre_version = centre_version;
    show_lag(link);
    g_mutex_unlock(&link->mutex);
}

void link_heard_version(Link *link, int64_t centre_version)
{
    g_mutex_lock(&link->mutex);
    link->state.centre_version = MAX(link->state.centre_version, centre_version);
    show_lag(link);
    g_mutex_unlock(&link->mutex);
}

void link_set_outbox_pending(Link *link, int64_t pending)
{
    g_mutex_lock(&link->mutex);
    link->state.outbox_pending = pending;
    gauge_set(link->pending_gauge, pending);
    g_mutex_unlock(&link->mutex);
}

void link_set_business_date(Link *link, Night business_date)
{
    g_mutex_lock(&link->mutex);
    link->state.business_date = business_date;
    g_mutex_unlock(&link->mutex);
}

void link_set_directory(Link *link, DirectoryState state, Instant now)
{
    g_mutex_lock(&link->mutex);
    link->state.directory = state;
    if (state == DIRECTORY_STATE_REACHED) {
        link->state.directory_at = now;
    }
    g_mutex_unlock(&link->mutex);
}

void link_set_heard(Link *link, Instant heard_at)
{
    g_mutex_lock(&link->mutex);
    link->state.heard_at = MAX(link->state.heard_at, heard_at);
    g_mutex_unlock(&link->mutex);
}
