#include "central/link/hotel_link.h"

#include <string.h>

#include "central/booking/booking_parse.h"
#include "central/booking/booking_routes.h"
#include "central/feed/feed_store.h"
#include "central/link/hotel_request.h"
#include "central/problem.h"
#include "ops/json.h"
#include "ops/lane.h"
#include "ops/log.h"

enum { SUBSCRIPTIONS = 4, LIST_THREADS = 4, LISTS_WAITING = 20000 };

struct HotelLink {
    Central *central;
    WorkerLane *lists; /* so that a hotel which catches up does not keep the others waiting */
    BusSubscription *subscriptions[SUBSCRIPTIONS];
    guint subscription_count;
};

/* An answer that is given after the handler returned. */
typedef struct {
    Central *central;
    char *reply_subject;
} Reply;

static void on_ping(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    Central *central = data;
    const ChainHotel *hotel;
    json_t *request = hotel_request_read(central, message, &hotel);
    if (!request)
        return;
    json_decref(request);
    int64_t version = inventory_memory_version(central->memory, hotel);
    hotel_request_reply(central, message->reply_subject,
                        json_pack("{s:o, s:I}", "now", json_from_instant(clock_now(central->wall)),
                                  "feed_version", (json_int_t)version));
}

/* A hotel that asked for what it missed. */
typedef struct {
    const ChainHotel *hotel;
    int64_t after;
    int limit;
    char *reply_subject;
} ListJob;

static void list_job_free(ListJob *job)
{
    g_free(job->reply_subject);
    g_free(job);
}

static void on_list(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    HotelLink *link = data;
    const ChainHotel *hotel;
    json_t *request = hotel_request_read(link->central, message, &hotel);
    if (!request)
        return;
    ListJob *job = g_new0(ListJob, 1);
    job->hotel = hotel;
    job->after = MAX(json_integer_value(json_object_get(request, "after")), 0);
    job->limit = (int)CLAMP(json_integer_value(json_object_get(request, "limit")), 1, FEED_LIST_MAX);
    job->reply_subject = g_strdup(message->reply_subject);
    json_decref(request);
    if (!worker_lane_submit(link->lists, job))
        list_job_free(job); /* no answer: the hotel asks again */
}

/* On a thread of the lane. A hotel asks for one page after another, so it keeps one thread busy at most. */
static void list_run(gpointer state, gpointer data, gpointer user)
{
    Central *central = user;
    ListJob *job = data;
    json_t *list = NULL;
    g_autoptr(GError) error = NULL;
    if (feed_list(state, central->chain, job->hotel, job->after, job->limit, &list, &error) == DATABASE_OK)
        hotel_request_reply(central, job->reply_subject, list);
    else /* no answer: the hotel asks again */
        log_our_fault("list for a hotel failed", log_text("hotel", job->hotel->code),
                      log_text("why", error->message));
    list_job_free(job);
}

static gpointer list_state_new(gpointer user, GError **error)
{
    const Central *central = user;
    PgOptions options = central->database;
    options.application_name = "keyrack hotel lists";
    return pg_connection_new(&options, error);
}

static void list_state_free(gpointer state)
{
    pg_connection_free(state);
}

static Reply *reply_later(Central *central, const BusMessage *message)
{
    Reply *reply = g_new0(Reply, 1);
    reply->central = central;
    reply->reply_subject = g_strdup(message->reply_subject);
    return reply;
}

static void reply_free(Reply *reply)
{
    g_free(reply->reply_subject);
    g_free(reply);
}

/* Entries that failed are simply not acknowledged: the hotel sends them again. */
static void outbox_finish(BookingCommand *command, gpointer data)
{
    Reply *reply = data;
    if (command->outcome.status == 200)
        hotel_request_reply(reply->central, reply->reply_subject, json_incref(command->outcome.body));
    reply_free(reply);
    booking_command_free(command);
}

gboolean hotel_link_read_entries(BookingCommand *command, const json_t *request)
{
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(request, "entries"), index, item)
    {
        const char *kind, *at_text;
        json_int_t number;
        json_t *body;
        Instant at;
        if (json_unpack(item, "{s:I, s:s, s:s, s:o}", "number", &number, "kind", &kind, "at", &at_text,
                        "body", &body) != 0 ||
            !instant_parse(at_text, &at, NULL))
            return FALSE;
        g_ptr_array_add(command->entries, booking_entry_new(number, kind, at, body));
    }
    return TRUE;
}

/* What a hotel says happened there; NULL, and logged, when it cannot be read. */
static BookingCommand *entries_command(Central *central, const ChainHotel *hotel, const json_t *request)
{
    g_autoptr(BookingCommand) command = booking_command_new(BOOKING_OUTBOX);
    command->hotel = hotel;
    command->at = central_now(central, hotel);
    if (hotel_link_read_entries(command, request))
        return g_steal_pointer(&command);
    log_their_fault("outbox of a hotel cannot be read", log_text("hotel", hotel->code));
    return NULL;
}

static void on_outbox(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    Central *central = data;
    const ChainHotel *hotel;
    json_t *request = hotel_request_read(central, message, &hotel);
    if (!request)
        return;
    BookingCommand *command = entries_command(central, hotel, request);
    json_decref(request);
    if (!command)
        return;
    command->finish = outbox_finish;
    command->finish_data = reply_later(central, message);
    booking_lane_submit(central->lane, command);
}

static void command_finish(BookingCommand *command, gpointer data)
{
    Reply *reply = data;
    hotel_request_reply(
        reply->central, reply->reply_subject,
        json_pack("{s:i, s:O}", "status", command->outcome.status, "body", command->outcome.body));
    reply_free(reply);
    booking_command_free(command);
}

static gboolean command_kind(const char *name, BookingKind *ret_kind)
{
    static const struct {
        const char *name;
        BookingKind kind;
    } kinds[] = {
        {"book", BOOKING_BOOK},     {"walk_in", BOOKING_BOOK},        {"modify", BOOKING_MODIFY},
        {"cancel", BOOKING_CANCEL}, {"reinstate", BOOKING_REINSTATE}, {"extend", BOOKING_MODIFY},
    };
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (g_strcmp0(name, kinds[i].name) == 0) {
            *ret_kind = kinds[i].kind;
            return TRUE;
        }
    }
    return FALSE;
}

/* Members of a body that the shapes of the HTTP bodies do not know, because there they stand in the path. */
static void take_path_members(BookingCommand *command, const json_t *request)
{
    const char *number = json_string_value(json_object_get(request, "confirmation_number"));
    ConfirmationNumber parsed;
    if (number && confirmation_parse(number, &parsed, NULL))
        command->confirmation_number = g_strdup(parsed.digits);
    command->expected_revision = (int)json_integer_value(json_object_get(request, "expected_revision"));
}

/* The prices of the nights that a guest in the house stays longer: only the hotel says them, so the shapes of
 * the HTTP bodies do not know them. Takes them out of the body; NULL when there are none. */
static GArray *take_extension_prices(json_t *body)
{
    json_t *room = json_array_get(json_object_get(body, "rooms"), 0);
    json_auto_t *prices = json_incref(json_object_get(room, "night_prices_minor"));
    if (json_array_size(prices) == 0)
        return NULL;
    GArray *taken = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (size_t i = 0; i < json_array_size(prices); i++) {
        int64_t price_minor = json_integer_value(json_array_get(prices, i));
        g_array_append_val(taken, price_minor);
    }
    json_object_del(room, "night_prices_minor");
    return taken;
}

static void take_extension(BookingCommand *command, GArray *prices_minor)
{
    command->extends = TRUE;
    if (command->lines->len > 0)
        ((BookingLine *)command->lines->pdata[0])->night_prices_minor = g_array_ref(prices_minor);
}

/* A command of the desk, in the form of the HTTP body; or NULL with a problem. */
static BookingCommand *desk_command(Central *central, const ChainHotel *hotel, const json_t *request,
                                    int *ret_status, json_t **ret_problem)
{
    BookingKind kind;
    const char *name = json_string_value(json_object_get(request, "command"));
    const char *key = json_string_value(json_object_get(request, "idempotency_key"));
    const char *staff = json_string_value(json_object_get(request, "staff"));
    if (!command_kind(name, &kind) || !key || !staff) {
        *ret_status = 400;
        *ret_problem =
            problem_json(400, "invalid_value", "/command", "command, idempotency_key and staff are needed");
        return NULL;
    }
    const json_t *body = json_object_get(request, "body");
    json_auto_t *parsed = json_deep_copy(body);
    g_autoptr(GArray) prices_minor = strcmp(name, "extend") == 0 ? take_extension_prices(parsed) : NULL;
    BookingCommand *command = booking_command_parse(kind, parsed, central->chain, ret_status, ret_problem);
    if (!command)
        return NULL;
    take_path_members(command, request);
    command->hotel = hotel;
    if (prices_minor)
        take_extension(command, prices_minor);
    if (!command->channel)
        command->channel = g_strdup(strcmp(name, "walk_in") == 0 ? "walk-in" : "front-desk");
    /* The hotel's own record of the command knows the key alone: whoever repeats it gets the same answer. */
    g_autofree char *scope = g_strdup_printf("hotel:%s", hotel->code);
    command->booked_by = g_strdup_printf("hotel:%s:%s", hotel->code, staff);
    g_autofree char *digest_of =
        g_strjoin(" ", name, command->confirmation_number ? command->confirmation_number : "", NULL);
    booking_command_identify(command, scope, key, digest_of, body);
    booking_command_date(command, central);
    return command;
}

/* The hotel sends them again until it is told how far they were applied. */
static void entries_finish(BookingCommand *command, gpointer data G_GNUC_UNUSED)
{
    booking_command_free(command);
}

/* What happened at the hotel before it asked; one lane runs all commands of a hotel, in order. */
static void apply_entries_first(Central *central, const ChainHotel *hotel, const json_t *request)
{
    BookingCommand *command = json_array_size(json_object_get(request, "entries")) > 0
                                  ? entries_command(central, hotel, request)
                                  : NULL;
    if (!command)
        return;
    command->finish = entries_finish;
    booking_lane_submit(central->lane, command);
}

static void on_command(Bus *bus G_GNUC_UNUSED, const BusMessage *message, gpointer data)
{
    Central *central = data;
    const ChainHotel *hotel;
    json_t *request = hotel_request_read(central, message, &hotel);
    if (!request)
        return;
    int status;
    json_t *problem = NULL;
    BookingCommand *command = desk_command(central, hotel, request, &status, &problem);
    if (command)
        apply_entries_first(central, hotel, request);
    json_decref(request);
    if (!command) {
        hotel_request_reply(central, message->reply_subject,
                            json_pack("{s:i, s:o}", "status", status, "body", problem));
        return;
    }
    command->finish = command_finish;
    command->finish_data = reply_later(central, message);
    booking_lane_submit(central->lane, command);
}

static gboolean link_subscribe(HotelLink *link, const char *what, const char *group, BusHandler handler,
                               gpointer data, GError **error)
{
    g_autofree char *subject = g_strconcat("keyrack.hotel.*.", what, NULL);
    BusSubscription *subscription = bus_subscribe(link->central->bus, subject, group, handler, data, error);
    if (!subscription)
        return FALSE;
    link->subscriptions[link->subscription_count++] = subscription;
    return TRUE;
}

HotelLink *hotel_link_new(Central *central, GError **error)
{
    g_autoptr(HotelLink) link = g_new0(HotelLink, 1);
    link->central = central;
    WorkerLaneOptions lists = {
        .name = "lists",
        .threads = LIST_THREADS,
        .capacity = LISTS_WAITING,
        .state_new = list_state_new,
        .state_free = list_state_free,
        .run = list_run,
        .user = central,
    };
    link->lists = worker_lane_new(&lists, error);
    if (!link->lists)
        return NULL;
    /* Work is shared between instances; a ping is answered by all, so that each proves it is there. */
    if (!link_subscribe(link, "list", "central", on_list, link, error) ||
        !link_subscribe(link, "outbox", "central", on_outbox, central, error) ||
        !link_subscribe(link, "command", "central", on_command, central, error) ||
        !link_subscribe(link, "ping", NULL, on_ping, central, error))
        return NULL;
    return g_steal_pointer(&link);
}

void hotel_link_free(HotelLink *link)
{
    if (!link)
        return;
    for (guint i = 0; i < link->subscription_count; i++)
        bus_subscription_free(link->subscriptions[i]);
    if (link->lists)
        worker_lane_free(link->lists);
    g_free(link);
}
