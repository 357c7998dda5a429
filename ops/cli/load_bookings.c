#include "ops/cli/load_bookings.h"

#include <string.h>

#include "ops/cli/cli.h"
#include "ops/cli/load.h"

typedef struct {
    const ChainHotel *hotel;
    const char *room_type;
} Target;

struct LoadBookings {
    const LoadBookingsOptions *options;
    GArray *targets; /* Target */
    GRand *random;
    GString *body;
    GHashTable *statuses; /* status -> count */
    GHashTable *refusals; /* code of the problem document -> count */
    LatencyTable *latency;
    int64_t first_due_us;
    int64_t first_refused_us; /* when the first "sold out" was answered; 0: none was */
    guint64 booked_before;    /* bookings answered before that */
    guint64 booked;
    int64_t most_left; /* rooms that a "sold out" said were left, at most; -1: there was none */
};

static bool is_wanted(const LoadBookingsOptions *options, const ChainHotel *hotel)
{
    return options->hotels ? g_strv_contains((const char *const *)options->hotels, hotel->code)
                           : !hotel->practice;
}

static void targets_add(LoadBookings *bookings, const ChainHotel *hotel)
{
    const LoadBookingsOptions *options = bookings->options;
    const ChainRatePlan *plan = hotel_rate_plan(hotel, options->rate_plan);
    for (guint i = 0; plan && i < hotel->room_types->len; i++) {
        const ChainRoomType *type = hotel->room_types->pdata[i];
        if (type->sell_limit == 0 || !rate_plan_sells(plan, type) ||
            (options->room_type && strcmp(options->room_type, type->code) != 0))
            continue;
        Target target = {.hotel = hotel, .room_type = type->code};
        g_array_append_val(bookings->targets, target);
    }
}

LoadBookings *load_bookings_new(const LoadBookingsOptions *options, GError **error)
{
    g_autoptr(LoadBookings) bookings = g_new0(LoadBookings, 1);
    bookings->options = options;
    bookings->targets = g_array_new(FALSE, FALSE, sizeof(Target));
    bookings->random = g_rand_new_with_seed(options->seed);
    bookings->body = g_string_new(NULL);
    bookings->statuses = g_hash_table_new(g_direct_hash, g_direct_equal);
    bookings->refusals = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bookings->latency = latency_table_new(1);
    bookings->most_left = -1;
    for (guint i = 0; i < options->chain->hotels->len; i++)
        if (is_wanted(options, options->chain->hotels->pdata[i]))
            targets_add(bookings, options->chain->hotels->pdata[i]);
    if (bookings->targets->len > 0)
        return g_steal_pointer(&bookings);
    g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                "no hotel of the chain sells that: see --hotel, --room-type and --rate-plan");
    return NULL;
}

void load_bookings_free(LoadBookings *bookings)
{
    if (!bookings)
        return;
    g_array_unref(bookings->targets);
    g_rand_free(bookings->random);
    g_string_free(bookings->body, TRUE);
    g_hash_table_unref(bookings->statuses);
    g_hash_table_unref(bookings->refusals);
    latency_table_free(bookings->latency);
    g_free(bookings);
}

static void body_write(LoadBookings *bookings, guint64 number)
{
    const LoadBookingsOptions *options = bookings->options;
    GRand *random = bookings->random;
    const Target *target = &g_array_index(bookings->targets, Target,
                                          g_rand_int_range(random, 0, (gint32)bookings->targets->len));
    Night arrival = options->from + g_rand_int_range(random, 0, (gint32)options->days);
    Night departure = arrival + g_rand_int_range(random, 1, (gint32)options->nights + 1);
    char from[NIGHT_TEXT_SIZE], until[NIGHT_TEXT_SIZE];
    night_write(arrival, from);
    night_write(departure, until);
    g_string_printf(bookings->body,
                    "{\"hotel\":\"%s\",\"guest\":{\"given_name\":\"Guest\",\"surname\":\"Number "
                    "%" G_GUINT64_FORMAT "\",\"email\":\"guest%" G_GUINT64_FORMAT "@example.com\","
                    "\"telephone\":\"+41 44 555 %04u\",\"language\":\"en\",\"country\":\"CH\"},"
                    "\"rooms\":[{\"room_type\":\"%s\",\"rate_plan\":\"%s\",\"arrival\":\"%s\","
                    "\"departure\":\"%s\",\"adults\":2,\"children\":0,\"infants\":0}]}",
                    target->hotel->code, number, number, (unsigned)(number % 10000), target->room_type,
                    options->rate_plan, from, until);
}

bool load_bookings_make(guint64 number, GString *request, gpointer data)
{
    LoadBookings *bookings = data;
    const LoadBookingsOptions *options = bookings->options;
    const bool enough = options->count > 0 && number >= options->count;
    if (enough || (options->until_sold_out && bookings->first_refused_us > 0))
        return false;
    body_write(bookings, number);
    g_string_append(request, "POST /v1/reservations HTTP/1.1\r\nHost: centre\r\n");
    for (char **header = options->headers; *header; header++)
        g_string_append_printf(request, "%s\r\n", *header);
    g_string_append_printf(request,
                           "Content-Type: application/json\r\nIdempotency-Key: %s-%" G_GUINT64_FORMAT
                           "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                           options->run, number, bookings->body->len);
    g_string_append_len(request, bookings->body->str, (gssize)bookings->body->len);
    return true;
}

static void count_up(GHashTable *counts, gpointer key)
{
    gpointer count = g_hash_table_lookup(counts, key);
    g_hash_table_insert(counts, key, GSIZE_TO_POINTER(GPOINTER_TO_SIZE(count) + 1));
}

static void refusal_take(LoadBookings *bookings, const LoadAnswer *answer)
{
    json_t *problem = json_loadb(answer->body, answer->length, 0, NULL);
    const char *code = json_string_value(json_object_get(problem, "code"));
    if (g_strcmp0(code, "sold_out") == 0) {
        if (bookings->first_refused_us == 0) {
            bookings->first_refused_us = answer->answered_us;
            bookings->booked_before = bookings->booked;
        }
        bookings->most_left = MAX(bookings->most_left, json_integer_value(json_object_get(problem, "left")));
    }
    count_up(bookings->refusals, g_strdup(code ? code : "no answer"));
    json_decref(problem);
}

void load_bookings_answered(const LoadAnswer *answer, gpointer data)
{
    LoadBookings *bookings = data;
    if (bookings->first_due_us == 0)
        bookings->first_due_us = answer->due_us;
    count_up(bookings->statuses, GUINT_TO_POINTER(answer->status));
    if (answer->status != 201) {
        refusal_take(bookings, answer);
        return;
    }
    bookings->booked++;
    latency_add(bookings->latency, 0, answer->answered_us - answer->due_us);
}

static json_t *statuses_report(GHashTable *counts)
{
    json_t *report = json_object();
    GHashTableIter iter;
    gpointer status, count;
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &status, &count)) {
        g_autofree char *name = g_strdup_printf("%u", GPOINTER_TO_UINT(status));
        json_object_set_new(report, name, json_integer((json_int_t)GPOINTER_TO_SIZE(count)));
    }
    return report;
}

static json_t *refusals_report(GHashTable *counts)
{
    json_t *report = json_object();
    GHashTableIter iter;
    gpointer code, count;
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &code, &count))
        json_object_set_new(report, code, json_integer((json_int_t)GPOINTER_TO_SIZE(count)));
    return report;
}

static double per_second(guint64 count, int64_t elapsed_us)
{
    return elapsed_us > 0 ? (double)count * 1e6 / (double)elapsed_us : 0;
}

json_t *load_bookings_report(LoadBookings *bookings, int64_t elapsed_us)
{
    guint64 requests = 0;
    GHashTableIter iter;
    gpointer count;
    g_hash_table_iter_init(&iter, bookings->statuses);
    while (g_hash_table_iter_next(&iter, NULL, &count))
        requests += GPOINTER_TO_SIZE(count);
    const bool sold_out = bookings->first_refused_us > 0;
    const int64_t until_us = sold_out ? bookings->first_refused_us - bookings->first_due_us : elapsed_us;
    const guint64 before = sold_out ? bookings->booked_before : bookings->booked;
    return json_pack(
        "{s:I, s:I, s:f, s:f, s:o, s:o, s:o, s:{s:b, s:I, s:f}, s:I}", "requests", (json_int_t)requests,
        "booked", (json_int_t)bookings->booked, "elapsed_s", (double)elapsed_us / 1e6, "per_second",
        per_second(bookings->booked, elapsed_us), "statuses", statuses_report(bookings->statuses), "refusals",
        refusals_report(bookings->refusals), "latency_us", load_latency_report(bookings->latency, 0),
        "until_sold_out", "sold_out", sold_out, "booked", (json_int_t)before, "per_second",
        per_second(before, until_us), "most_left_at_refusal", (json_int_t)bookings->most_left);
}
