#include "ops/http_client_private.h"

#include "ops/curl_handle.h"
#include "ops/http.h"

#include <string.h>

typedef struct QueueItem {
    char *method, *url, *body;
    char **headers;
    gsize body_length;
    guint timeout_ms;
    HttpQueueCallback callback;
    gpointer data;
    HttpExchange exchange;
    CURL *handle; /* NULL while it waits */
} QueueItem;

struct HttpQueue {
    HttpClientSettings settings;
    guint in_flight_limit;
    CURLM *multi;
    GQueue waiting;        /* QueueItem */
    GHashTable *in_flight; /* set of QueueItem */
    GPtrArray *idle;       /* CURL handles for the next requests */
    gboolean is_stepping;
};

HttpQueue *http_queue_new(const HttpClientOptions *options, guint in_flight_limit)
{
    g_assert(in_flight_limit > 0);
    HttpQueue *queue = g_new0(HttpQueue, 1);
    http_client_settings_init(&queue->settings, options);
    queue->in_flight_limit = in_flight_limit;
    queue->idle = g_ptr_array_new_with_free_func(curl_easy_cleanup);
    g_ptr_array_add(queue->idle, curl_handle_new());
    queue->multi = curl_multi_init();
    g_assert(queue->multi != NULL);
    curl_multi_setopt(queue->multi, CURLMOPT_MAXCONNECTS, (long)in_flight_limit);
    curl_multi_setopt(queue->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    queue->in_flight = g_hash_table_new(NULL, NULL);
    g_queue_init(&queue->waiting);
    return queue;
}

static void queue_item_free(QueueItem *item)
{
    http_exchange_clear(&item->exchange);
    g_free(item->method);
    g_free(item->url);
    g_free(item->body);
    g_strfreev(item->headers);
    g_free(item);
}

/* Also of bytes with NULs; one more at the end makes an empty body differ from none. */
static char *body_copy(const char *body, gsize length)
{
    char *copy = g_malloc(length + 1);
    memcpy(copy, body, length);
    copy[length] = '\0';
    return copy;
}

void http_queue_submit(HttpQueue *queue, const HttpClientRequest *request, HttpQueueCallback callback,
                       gpointer data)
{
    QueueItem *item = g_new0(QueueItem, 1);
    item->method = g_strdup(request->method);
    item->url = g_strdup(request->url);
    item->headers = g_strdupv((char **)request->headers);
    item->body = request->body == NULL ? NULL : body_copy(request->body, request->body_length);
    item->body_length = request->body_length;
    item->timeout_ms = request->timeout_ms;
    item->callback = callback;
    item->data = data;
    g_queue_push_tail(&queue->waiting, item);
}

guint http_queue_pending(const HttpQueue *queue)
{
    return queue->waiting.length + g_hash_table_size(queue->in_flight);
}

/* Calls back and frees; `outcome` is libcurl's, unless `refusal` says that it never came so far. */
static void queue_item_complete(QueueItem *item, CURLcode outcome, const GError *refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HttpClientResponse) response = NULL;
    if (refusal == NULL)
        response = http_exchange_finish(&item->exchange, item->handle, outcome, &error);
    item->callback(response, refusal != NULL ? refusal : error, item->data);
    queue_item_free(item);
}

static CURL *queue_take_handle(HttpQueue *queue)
{
    if (queue->idle->len == 0)
        return curl_handle_new();
    return g_ptr_array_steal_index_fast(queue->idle, queue->idle->len - 1);
}

static void queue_start(HttpQueue *queue, QueueItem *item)
{
    g_autoptr(GError) error = NULL;
    HttpClientRequest request = {
        .method = item->method,
        .url = item->url,
        .headers = (const char *const *)item->headers,
        .body = item->body,
        .body_length = item->body_length,
        .timeout_ms = item->timeout_ms,
    };
    CURL *handle = queue_take_handle(queue);
    if (!http_exchange_prepare(&item->exchange, handle, &queue->settings, &request, &error)) {
        g_ptr_array_add(queue->idle, handle);
        queue_item_complete(item, CURLE_OK, error);
        return;
    }
    item->handle = handle;
    curl_easy_setopt(handle, CURLOPT_PRIVATE, item);
    g_hash_table_add(queue->in_flight, item);
    CURLMcode added = curl_multi_add_handle(queue->multi, handle);
    g_assert(added == CURLM_OK);
}

static void queue_start_waiting(HttpQueue *queue)
{
    while (queue->waiting.length > 0 && g_hash_table_size(queue->in_flight) < queue->in_flight_limit)
        queue_start(queue, g_queue_pop_head(&queue->waiting));
}

/* Takes a request off libcurl; its handle is ready for the next one after the callback. */
static void queue_finish(HttpQueue *queue, CURL *handle, CURLcode outcome, const GError *refusal)
{
    QueueItem *item = NULL;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, (char **)&item);
    g_assert(item != NULL && item->handle == handle);
    curl_multi_remove_handle(queue->multi, handle);
    g_hash_table_remove(queue->in_flight, item);
    queue_item_complete(item, outcome, refusal);
    curl_easy_reset(handle);
    g_ptr_array_add(queue->idle, handle);
}

static gboolean queue_collect(HttpQueue *queue)
{
    int running, left;
    gboolean any = FALSE;
    CURLMcode moved = curl_multi_perform(queue->multi, &running);
    g_assert(moved == CURLM_OK);
    for (CURLMsg *message = curl_multi_info_read(queue->multi, &left); message != NULL;
         message = curl_multi_info_read(queue->multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        /* The message is gone once its handle is taken off. */
        CURL *handle = message->easy_handle;
        CURLcode outcome = message->data.result;
        queue_finish(queue, handle, outcome, NULL);
        any = TRUE;
    }
    return any;
}

void http_queue_step(HttpQueue *queue, guint timeout_ms)
{
    g_assert(!queue->is_stepping);
    queue->is_stepping = TRUE;
    queue_start_waiting(queue);
    if (!queue_collect(queue) && timeout_ms > 0) {
        curl_multi_poll(queue->multi, NULL, 0, (int)MIN(timeout_ms, G_MAXINT), NULL);
        queue_collect(queue);
    }
    queue_start_waiting(queue);
    queue->is_stepping = FALSE;
}

void http_queue_run(HttpQueue *queue)
{
    while (http_queue_pending(queue) > 0)
        http_queue_step(queue, 1000);
}

void http_queue_free(HttpQueue *queue)
{
    if (queue == NULL)
        return;
    g_autoptr(GError) given_up = g_error_new(HTTP_ERROR, HTTP_ERROR_NETWORK, "the request was given up");
    g_autoptr(GList) items = g_hash_table_get_keys(queue->in_flight);
    for (GList *item = items; item != NULL; item = item->next)
        queue_finish(queue, ((QueueItem *)item->data)->handle, CURLE_OK, given_up);
    while (queue->waiting.length > 0)
        queue_item_complete(g_queue_pop_head(&queue->waiting), CURLE_OK, given_up);
    g_ptr_array_unref(queue->idle);
    curl_multi_cleanup(queue->multi);
    g_hash_table_unref(queue->in_flight);
    http_client_settings_clear(&queue->settings);
    g_free(queue);
}
