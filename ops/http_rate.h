#pragma once

/* How often a client may ask: token buckets by client, `requests` in each window, refilled evenly. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct HttpRates HttpRates;

HttpRates *http_rates_new(guint requests, guint window_s);
void http_rates_free(HttpRates *rates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpRates, http_rates_free)

typedef struct HttpRateState {
    guint remaining;     /* whole requests left */
    guint reset_s;       /* until the bucket is full again */
    guint retry_after_s; /* until the next request is allowed; 0 when this one is */
} HttpRateState;

/* Takes one request of the client's; FALSE when there is none left. `now_us` is monotonic. Any thread. */
gboolean http_rates_take(HttpRates *rates, const char *client_id, gint64 now_us, HttpRateState *ret_state);

/* Clients remembered now. Any thread. */
guint http_rates_size(HttpRates *rates);

G_END_DECLS
