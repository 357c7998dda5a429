#include "ops/cli/load_watch.h"

#include <jansson.h>
#include <string.h>

#include "ops/cli/cli.h"
#include "ops/cli/load_line.h"
#include "ops/clock.h"

/* Polling shows a change at most a millisecond late, and does not eat the processors that are measured. */
enum { WAIT_SECONDS = 5, POLLS_PER_SECOND = 1000 };

typedef struct {
    const ChainHotel *hotel; /* of a feed */
    int64_t after;
    GString *last; /* answer read last: the same bytes show nothing new and are not read again */
    LoadSeries seen;
} Watched;

/* The value that an answer shows; false: it shows none. */
typedef bool (*ValueRead)(const LoadWatch *watch, const LoadAnswer *answer, int64_t *ret_value);

struct LoadWatch {
    LoadWatchOptions options;
    char *target; /* NULL: feeds */
    char *offer;  /* how the offer that is watched begins in the answer */
    ValueRead read;
    Watched *watched;
    guint count;
    GQueue due;          /* Watched * that ask next */
    GPtrArray *asked_by; /* number of the request -> Watched * */
    int64_t wall_offset_us;
    GThread *thread;
    GError *error;
};

/* The whole number behind `name` in a text; answers of a thousand a second are not taken apart, so as not to
 * eat the processors that are measured. */
static bool number_behind(const char *text, const char *end, const char *name, int64_t *ret_value)
{
    const char *at = memmem(text, (gsize)(end - text), name, strlen(name));
    char *after = NULL;
    if (!at)
        return false;
    *ret_value = g_ascii_strtoll(at + strlen(name), &after, 10);
    return after > at + strlen(name);
}

static bool search_read(const LoadWatch *watch, const LoadAnswer *answer, int64_t *ret_value)
{
    const char *end = answer->body + answer->length;
    const char *offer = memmem(answer->body, answer->length, watch->offer, strlen(watch->offer));
    if (!offer || !number_behind(offer, end, "\"available\":", ret_value))
        return false;
    *ret_value = -*ret_value;
    return true;
}

static bool hotel_read(const LoadWatch *watch G_GNUC_UNUSED, const LoadAnswer *answer, int64_t *ret_value)
{
    return number_behind(answer->body, answer->body + answer->length, "\"feed_version\":", ret_value);
}

static bool feed_read(const LoadWatch *watch G_GNUC_UNUSED, const LoadAnswer *answer, int64_t *ret_value)
{
    json_auto_t *document = json_loadb(answer->body, answer->length, 0, NULL);
    const json_t *to = json_object_get(document, "to");
    *ret_value = json_integer_value(to);
    return json_is_integer(to);
}

static bool watch_make(guint64 number G_GNUC_UNUSED, GString *request, gpointer data)
{
    LoadWatch *watch = data;
    Watched *watched = g_queue_pop_head(&watch->due);
    g_assert(watched); /* as many connections as watched things */
    g_ptr_array_add(watch->asked_by, watched);
    if (watch->target)
        g_string_append_printf(request, "GET %s HTTP/1.1\r\nHost: keyrack\r\n", watch->target);
    else
        g_string_append_printf(request,
                               "GET /v1/hotels/%s/feed?after=%" G_GINT64_FORMAT
                               "&wait_seconds=%d HTTP/1.1\r\nHost: keyrack\r\n",
                               watched->hotel->code, watched->after, WAIT_SECONDS);
    for (char **header = watch->options.headers; header && *header; header++)
        g_string_append_printf(request, "%s\r\n", *header);
    g_string_append(request, "\r\n");
    return true;
}

static bool answer_is_new(Watched *watched, const LoadAnswer *answer)
{
    if (watched->last->len == answer->length && memcmp(watched->last->str, answer->body, answer->length) == 0)
        return false;
    g_string_truncate(watched->last, 0);
    g_string_append_len(watched->last, answer->body, (gssize)answer->length);
    return true;
}

static void watch_answered(const LoadAnswer *answer, gpointer data)
{
    LoadWatch *watch = data;
    Watched *watched = watch->asked_by->pdata[answer->number];
    int64_t value;
    if (answer->status == 200 && answer_is_new(watched, answer) && watch->read(watch, answer, &value)) {
        watched->after = value;
        load_series_add(&watched->seen, value, answer->answered_us + watch->wall_offset_us);
    }
    g_queue_push_tail(&watch->due, watched);
}

static gpointer watch_run(gpointer data)
{
    LoadWatch *watch = data;
    g_autoptr(GUri) uri = g_uri_parse(watch->options.url, G_URI_FLAGS_NONE, &watch->error);
    if (!uri)
        return NULL;
    LoadLineOptions line = {
        .address = g_uri_get_host(uri),
        .port = (guint)g_uri_get_port(uri),
        .connections = watch->count,
        .rate_per_second = watch->target ? POLLS_PER_SECOND : 0,
        .duration_us = watch->options.duration_us,
        .patience_us = (WAIT_SECONDS + 1) * INSTANT_SECOND,
        .make = watch_make,
        .answered = watch_answered,
        .data = watch,
    };
    int64_t elapsed_us;
    load_line_run(&line, &elapsed_us, &watch->error);
    return NULL;
}

static LoadWatch *watch_new(const LoadWatchOptions *options, guint count, ValueRead read)
{
    LoadWatch *watch = g_new0(LoadWatch, 1);
    g_autoptr(Clock) wall = clock_new_real();
    watch->options = *options;
    watch->read = read;
    watch->count = count;
    watch->watched = g_new0(Watched, count);
    watch->asked_by = g_ptr_array_new();
    watch->wall_offset_us = clock_now(wall) - clock_monotonic_us();
    for (guint i = 0; i < count; i++) {
        load_series_init(&watch->watched[i].seen);
        watch->watched[i].last = g_string_new(NULL);
        g_queue_push_tail(&watch->due, &watch->watched[i]);
    }
    return watch;
}

static LoadWatch *watch_start(LoadWatch *watch)
{
    watch->thread = g_thread_new("watch", watch_run, watch);
    return watch;
}

LoadWatch *load_watch_search(const LoadWatchOptions *options, const ChainHotel *hotel, const char *room_type,
                             const char *rate_plan, Night night)
{
    LoadWatch *watch = watch_new(options, 1, search_read);
    char from[NIGHT_TEXT_SIZE], until[NIGHT_TEXT_SIZE];
    watch->target = g_strdup_printf("/v1/availability?hotel=%s&arrival=%s&departure=%s&adults=2", hotel->code,
                                    night_write(night, from), night_write(night + 1, until));
    watch->offer = g_strdup_printf("{\"room_type\":\"%s\",\"rate_plan\":\"%s\"", room_type, rate_plan);
    return watch_start(watch);
}

LoadWatch *load_watch_hotel(const LoadWatchOptions *options)
{
    LoadWatch *watch = watch_new(options, 1, hotel_read);
    watch->target = g_strdup("/v1/status");
    return watch_start(watch);
}

LoadWatch *load_watch_feeds(const LoadWatchOptions *options, const Chain *chain, guint first, guint count)
{
    LoadWatch *watch = watch_new(options, count, feed_read);
    for (guint i = 0; i < count; i++)
        watch->watched[i].hotel = chain->hotels->pdata[first + i];
    return watch_start(watch);
}

bool load_watch_finish(LoadWatch *watch, GError **error)
{
    g_thread_join(g_steal_pointer(&watch->thread));
    if (!watch->error)
        return true;
    g_propagate_error(error, g_steal_pointer(&watch->error));
    return false;
}

const LoadSeries *load_watch_seen(const LoadWatch *watch, guint index)
{
    return &watch->watched[index].seen;
}

void load_watch_free(LoadWatch *watch)
{
    if (!watch)
        return;
    if (watch->thread)
        g_thread_join(watch->thread);
    for (guint i = 0; i < watch->count; i++) {
        load_series_clear(&watch->watched[i].seen);
        g_string_free(watch->watched[i].last, TRUE);
    }
    g_free(watch->watched);
    g_queue_clear(&watch->due);
    g_ptr_array_unref(watch->asked_by);
    g_clear_error(&watch->error);
    g_free(watch->target);
    g_free(watch->offer);
    g_free(watch);
}
