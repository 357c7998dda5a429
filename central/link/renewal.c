#include "central/link/renewal.h"

#include "central/allotment/lines.h"
#include "central/link/hotel_request.h"
#include "ops/log.h"
#include "ops/metrics.h"

enum { QUEUE = 20000, TOGETHER_MAX = 2000 };

struct RenewalDesk {
    Central *central;
    BatchLane *lane;
    BusSubscription *subscription;
    Counter *renewed;
};

/* A hotel that waits for its answer. */
typedef struct {
    const ChainHotel *hotel;
    char *reply_subject;
} Asked;

static void asked_free(gpointer data)
{
    Asked *asked = data;
    g_free(asked->reply_subject);
    g_free(asked);
}

static void on_renew(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    RenewalDesk *desk = data;
    const ChainHotel *hotel;
    json_t *request = hotel_request_read(desk->central, message, &hotel);
    if (!request)
        return;
    json_decref(request);
    Asked *asked = g_new0(Asked, 1);
    asked->hotel = hotel;
    asked->reply_subject = g_strdup(message->reply_subject);
    if (!batch_lane_submit(desk->lane, asked))
        asked_free(asked); /* the hotel asks again */
}

static GPtrArray *hotels_of(gpointer *jobs, gsize count)
{
    GPtrArray *hotels = g_ptr_array_new();
    for (gsize i = 0; i < count; i++)
        g_ptr_array_add(hotels, (gpointer)((const Asked *)jobs[i])->hotel);
    return hotels;
}

static void answer(RenewalDesk *desk, const Asked *asked, const LeaseRenewal *renewal)
{
    Central *central = desk->central;
    lines_heard(central->lines, asked->hotel, renewal->renewal, clock_now(central->wall),
                clock_monotonic_us());
    hotel_request_reply(central, asked->reply_subject,
                        json_pack("{s:I, s:I, s:I, s:I}", "lease_ms",
                                  (json_int_t)lease_terms(asked->hotel).lease_ms, "rights_since",
                                  (json_int_t)renewal->rights_since, "feed_version",
                                  (json_int_t)inventory_memory_version(central->memory, asked->hotel),
                                  "applied_entry", (json_int_t)renewal->applied_entry));
}

static void answer_all(RenewalDesk *desk, gpointer *jobs, gsize count, const GArray *renewals)
{
    g_autoptr(GHashTable) by_hotel = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (guint i = 0; i < renewals->len; i++) {
        LeaseRenewal *renewal = &g_array_index(renewals, LeaseRenewal, i);
        g_hash_table_insert(by_hotel, GINT_TO_POINTER(renewal->hotel_id), renewal);
    }
    for (gsize i = 0; i < count; i++) {
        const Asked *asked = jobs[i];
        const LeaseRenewal *renewal = g_hash_table_lookup(by_hotel, GINT_TO_POINTER(asked->hotel->number));
        if (renewal)
            answer(desk, asked, renewal);
    }
    counter_add(desk->renewed, renewals->len);
}

/* Hotels that get no answer ask again; until then they live on the lease they have. */
static void renew_together(gpointer state, gpointer *jobs, gsize count, gpointer user)
{
    RenewalDesk *desk = user;
    g_autoptr(GPtrArray) hotels = hotels_of(jobs, count);
    g_autoptr(GArray) renewals = NULL;
    g_autoptr(GError) error = NULL;
    if (pg_connection_ensure(state, &error) && lease_renew(state, hotels, &renewals, &error) == DATABASE_OK)
        answer_all(desk, jobs, count, renewals);
    else
        log_warning("leases cannot be renewed", log_int("hotels", count),
                    log_text("why", error ? error->message : ""));
    for (gsize i = 0; i < count; i++)
        asked_free(jobs[i]);
}

static gpointer state_new(gpointer user, GError **error)
{
    RenewalDesk *desk = user;
    PgOptions options = desk->central->database;
    options.application_name = "keyrack leases";
    return pg_connection_new(&options, error);
}

static void state_free(gpointer state)
{
    pg_connection_free(state);
}

RenewalDesk *renewal_desk_new(Central *central, GError **error)
{
    g_autoptr(RenewalDesk) desk = g_new0(RenewalDesk, 1);
    desk->central = central;
    desk->renewed = metrics_counter("keyrack_lease_renewals_total", "Leases of hotels renewed", NULL);
    BatchLaneOptions options = {
        .name = "leases",
        .capacity = QUEUE,
        .batch_max = TOGETHER_MAX,
        .state_new = state_new,
        .state_free = state_free,
        .run = renew_together,
        .user = desk,
    };
    desk->lane = batch_lane_new(&options, error);
    if (!desk->lane)
        return NULL;
    desk->subscription =
        bus_subscribe(central->bus, "keyrack.hotel.*.renew", "central", on_renew, desk, error);
    return desk->subscription ? g_steal_pointer(&desk) : NULL;
}

void renewal_desk_free(RenewalDesk *desk)
{
    if (!desk)
        return;
    bus_subscription_free(desk->subscription);
    if (desk->lane)
        batch_lane_free(desk->lane);
    g_free(desk);
}
