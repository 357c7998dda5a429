#include "property/allotment/allotment.h"

#include "ops/clock.h"
#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "property/command/desk.h"
#include "property/copy/link.h"
#include "property/outbox/outbox.h"
#include "property/outbox/outbox_store.h"
#include "sync/allotment_rules.h"
#include "sync/outbox_sender.h"
#include <string.h>

#define RENEW_EVERY_MS 5000
#define RENEW_TIMEOUT_MS 3000
/* A restart finds the lease as it was last written: older than it could be, never newer. */
#define LEASE_WRITE_EVERY (60 * INSTANT_SECOND)

struct Allotment {
    Property *property;
    char *renew_subject;
    char *recall_subject;
    BusSubscription *subscription;
    GThread *thread;
    GMutex mutex;
    GCond wake;
    bool woken;
    bool stopping;
    LeaseMoment asked; /* of the newest renewal, ahead of the store; desk thread only */
    Counter *renewed_counter;
    Counter *recalled_counter;
};

Allotment *allotment_new(Property *property)
{
    Allotment *allotment = g_new0(Allotment, 1);
    const char *hotel = property->hotel->code;

    allotment->property = property;
    allotment->renew_subject = g_strconcat("keyrack.hotel.", hotel, ".renew", NULL);
    allotment->recall_subject = g_strconcat("keyrack.property.", hotel, ".recall", NULL);
    g_mutex_init(&allotment->mutex);
    g_cond_init(&allotment->wake);
    allotment->renewed_counter =
        metrics_counter("keyrack_property_lease_renewals_total", "leases the centre renewed", NULL);
    allotment->recalled_counter =
        metrics_counter("keyrack_property_recalls_total", "calls of the centre for rooms it granted", NULL);
    return allotment;
}

void allotment_free(Allotment *allotment)
{
    if (allotment == NULL) {
        return;
    }
    g_cond_clear(&allotment->wake);
    g_mutex_clear(&allotment->mutex);
    g_free(allotment->renew_subject);
    g_free(allotment->recall_subject);
    g_free(allotment);
}

void allotment_wake(Allotment *allotment)
{
    if (allotment == NULL) {
        return;
    }
    g_mutex_lock(&allotment->mutex);
    allotment->woken = true;
    g_cond_signal(&allotment->wake);
    g_mutex_unlock(&allotment->mutex);
}

static LeaseMoment moment_now(void)
{
    ClockMoment clock;
    LeaseMoment moment;

    clock_machine_moment(&clock);
    moment = (LeaseMoment){.boot_us = clock.boot_us, .wall = clock.wall};
    g_strlcpy(moment.boot_id, clock.boot_id, sizeof moment.boot_id);
    return moment;
}

/* ---- renewing ---- */

typedef struct Renewal {
    Allotment *allotment;
    LeaseMoment asked;
    int64_t duration_ms;
    int64_t rights_since;
} Renewal;

/* What a restart would not know has to be written: everything but a slightly newer moment. */
static bool must_write(const Lease *stored, const Lease *renewed)
{
    return stored->duration_ms != renewed->duration_ms || stored->rights_since != renewed->rights_since ||
           strcmp(stored->asked.boot_id, renewed->asked.boot_id) != 0 ||
           ABS(renewed->asked.wall - stored->asked.wall) >= LEASE_WRITE_EVERY ||
           ABS(renewed->asked.boot_us - stored->asked.boot_us) >= LEASE_WRITE_EVERY;
}

static DatabaseStatus renew_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const Renewal *renewal = data;
    AllotmentState state;

    DatabaseStatus status = allotment_state_read(connection, &state, error);
    if (status != DATABASE_OK) {
        return status;
    }
    Lease lease = state.lease;
    lease_renewed(&lease, &renewal->asked, renewal->duration_ms, renewal->rights_since);
    return must_write(&state.lease, &lease) ? allotment_lease_write(connection, &lease, error) : DATABASE_OK;
}

/* The newer moment counts only once what it belongs to is in the store. */
static void renew_work(OdbcConnection *connection, gpointer data)
{
    const Renewal *renewal = data;
    g_autoptr(GError) error = NULL;

    if (odbc_run_transaction(connection, renew_body, data, &error) == DATABASE_OK) {
        renewal->allotment->asked = renewal->asked;
        counter_add(renewal->allotment->renewed_counter, 1);
    } else {
        log_error("lease not kept", log_error_text(error));
    }
}

static bool renewal_read(const char *text, size_t length, Renewal *renewal, int64_t *ret_feed_version,
                         GError **error)
{
    json_auto_t *answer = json_parse(text, length, error);
    json_int_t lease_ms, rights_since, feed_version;

    if (answer == NULL) {
        return false;
    }
    if (json_unpack(answer, "{s:I, s:I, s:I}", "lease_ms", &lease_ms, "rights_since", &rights_since,
                    "feed_version", &feed_version) != 0 ||
        lease_ms < 0 || rights_since < 0) {
        g_set_error(error, BUS_ERROR, BUS_ERROR_FAILED,
                    "renew: members `lease_ms`, `rights_since`, `feed_version` are not as agreed");
        return false;
    }
    renewal->duration_ms = lease_ms;
    renewal->rights_since = rights_since;
    *ret_feed_version = feed_version;
    return true;
}

/* The lease counts from the moment the question was sent, not from that of the answer. */
static bool renew(Allotment *allotment, GError **error)
{
    Property *property = allotment->property;
    Renewal renewal = {.allotment = allotment, .asked = moment_now()};
    g_autofree char *answer = NULL;
    int64_t feed_version;
    size_t length;

    if (!bus_request(property->bus, allotment->renew_subject, "{}", 2, RENEW_TIMEOUT_MS, &answer, &length,
                     error) ||
        !renewal_read(answer, length, &renewal, &feed_version, error)) {
        return false;
    }
    link_heard_version(property->link, feed_version);
    return desk_call(property->desk, renew_work, &renewal);
}

/* FALSE when the node is closing. */
static bool wait_for_renewal(Allotment *allotment)
{
    int64_t end_us = clock_monotonic_us() + RENEW_EVERY_MS * INT64_C(1000);

    g_mutex_lock(&allotment->mutex);
    while (!allotment->stopping && !allotment->woken) {
        if (!g_cond_wait_until(&allotment->wake, &allotment->mutex, end_us)) {
            break;
        }
    }
    allotment->woken = false;
    bool go_on = !allotment->stopping;
    g_mutex_unlock(&allotment->mutex);
    return go_on;
}

static gpointer renew_for_ever(gpointer data)
{
    Allotment *allotment = data;

    do {
        g_autoptr(GError) error = NULL;
        if (!renew(allotment, &error)) {
            log_debug("lease not renewed", log_error_text(error));
        }
    } while (wait_for_renewal(allotment));
    return NULL;
}

/* ---- what the rights are ---- */

void allotment_rights_clear(AllotmentRights *rights)
{
    g_clear_pointer(&rights->cells, g_array_unref);
}

DatabaseStatus allotment_rights_read(const Property *property, OdbcConnection *connection,
                                     AllotmentScope scope, Night from, Night until,
                                     AllotmentRights *ret_rights, GError **error)
{
    const Allotment *allotment = property->allotment;
    LeaseMoment now = moment_now();
    AllotmentState state;

    DatabaseStatus status = allotment_state_read(connection, &state, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (allotment != NULL && allotment->asked.boot_id[0] != '\0') {
        state.lease.asked = allotment->asked;
    }
    ret_rights->live = lease_is_live(&state.lease, &now, state.feed_version);
    ret_rights->left_ms = lease_left_ms(&state.lease, &now);
    ret_rights->asked_at = state.lease.duration_ms > 0 ? state.lease.asked.wall : INSTANT_NONE;
    ret_rights->copies_short = state.lease.listing || state.feed_version < state.lease.rights_since;
    ret_rights->cells = g_array_new(FALSE, FALSE, sizeof(AllotmentCell));
    return allotment_cells_read(connection, scope, from, until, ret_rights->cells, error);
}

int32_t allotment_cell_right(const AllotmentRights *rights, const AllotmentCell *cell)
{
    return rights->live ? allotment_right(cell->cell.granted, cell->used_since) : 0;
}

int32_t allotment_rooms_left(const AllotmentRights *rights, const char *room_type, Night from, Night until)
{
    int32_t left = INT32_MAX;
    int32_t nights = 0;

    for (guint i = 0; i < rights->cells->len; i++) {
        const AllotmentCell *cell = &g_array_index(rights->cells, AllotmentCell, i);
        if (strcmp(cell->cell.room_type, room_type) == 0 && cell->cell.night >= from &&
            cell->cell.night < until) {
            left = MIN(left, allotment_cell_right(rights, cell));
            nights++;
        }
    }
    return nights > 0 && nights == until - from ? left : 0;
}

/* ---- giving back ---- */

static int32_t unsold(const GArray *cells, const InventoryClaim *claim)
{
    for (guint i = 0; i < cells->len; i++) {
        const AllotmentCell *cell = &g_array_index(cells, AllotmentCell, i);
        if (strcmp(cell->cell.room_type, claim->room_type) == 0) {
            return allotment_right(cell->cell.granted, cell->used_since);
        }
    }
    return 0;
}

static DatabaseStatus add_return(OdbcConnection *connection, const InventoryClaim *claim, GArray *returned,
                                 GError **error)
{
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(AllotmentCell));

    DatabaseStatus status = allotment_cells_read(connection, ALLOTMENT_OWN_CELLS, claim->arrival,
                                                 claim->arrival + 1, cells, error);
    if (status != DATABASE_OK) {
        return status;
    }
    InventoryClaim given = *claim;
    given.rooms = MIN(claim->rooms, unsold(cells, claim));
    if (given.rooms > 0) {
        g_array_append_val(returned, given);
    }
    return DATABASE_OK;
}

static json_t *return_json(const GArray *returned)
{
    json_t *cells = json_array();

    for (guint i = 0; i < returned->len; i++) {
        const InventoryClaim *claim = &g_array_index(returned, InventoryClaim, i);
        json_array_append_new(cells, json_pack("{s:s, s:o, s:i}", "room_type", claim->room_type, "night",
                                               json_from_night(claim->arrival), "rooms", claim->rooms));
    }
    return json_pack("{s:o}", "cells", cells);
}

static DatabaseStatus tell_return(OdbcConnection *connection, const GArray *returned, Instant at,
                                  GError **error)
{
    json_auto_t *body = return_json(returned);
    int64_t entry;

    DatabaseStatus status = outbox_add(connection, "allotment_return", at, body, error);
    if (status == DATABASE_OK) {
        status = outbox_last(connection, &entry, error);
    }
    if (status == DATABASE_OK) {
        status = allotment_use_add(connection, entry, (const InventoryClaim *)(const void *)returned->data,
                                   returned->len, error);
    }
    return status;
}

DatabaseStatus allotment_give_back(OdbcConnection *connection, const GArray *claims, Instant at,
                                   json_t **ret_entries, GError **error)
{
    g_autoptr(GArray) returned = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < claims->len && status == DATABASE_OK; i++) {
        status = add_return(connection, &g_array_index(claims, InventoryClaim, i), returned, error);
    }
    if (status == DATABASE_OK && returned->len > 0) {
        status = tell_return(connection, returned, at, error);
    }
    return status == DATABASE_OK ? outbox_read(connection, OUTBOX_BATCH_MAX, ret_entries, error) : status;
}

typedef struct Recall {
    Allotment *allotment;
    GArray *claims; /* InventoryClaim, one night each, no cell twice */
    json_t *entries;
} Recall;

static bool claim_is_new(const GArray *claims, const InventoryClaim *claim)
{
    for (guint i = 0; i < claims->len; i++) {
        const InventoryClaim *other = &g_array_index(claims, InventoryClaim, i);
        if (other->arrival == claim->arrival && strcmp(other->room_type, claim->room_type) == 0) {
            return false;
        }
    }
    return true;
}

static bool claims_read(const BusMessage *message, GArray *claims, GError **error)
{
    json_auto_t *request = json_parse(message->data, message->length, error);
    size_t index;
    json_t *cell;

    if (request == NULL) {
        return false;
    }
    json_array_foreach(json_object_get(request, "cells"), index, cell)
    {
        InventoryClaim claim = {.rooms = (int32_t)json_integer_value(json_object_get(cell, "rooms"))};
        const char *room_type = json_string_value(json_object_get(cell, "room_type"));
        const char *night = json_string_value(json_object_get(cell, "night"));
        if (room_type == NULL || !room_type_code_check(room_type, error) || night == NULL ||
            !night_parse(night, &claim.arrival, error) || claim.rooms <= 0) {
            return false;
        }
        claim.departure = claim.arrival + 1;
        g_strlcpy(claim.room_type, room_type, sizeof claim.room_type);
        if (claim_is_new(claims, &claim)) {
            g_array_append_val(claims, claim);
        }
    }
    return true;
}

static DatabaseStatus recall_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Recall *recall = data;

    g_clear_pointer(&recall->entries, json_decref);
    return allotment_give_back(connection, recall->claims, clock_now(recall->allotment->property->clock),
                               &recall->entries, error);
}

static void recall_work(OdbcConnection *connection, gpointer data)
{
    Recall *recall = data;
    g_autoptr(GError) error = NULL;

    if (odbc_run_transaction(connection, recall_body, recall, &error) != DATABASE_OK) {
        log_error("granted rooms not given back", log_error_text(error));
        g_clear_pointer(&recall->entries, json_decref);
    }
}

/* Waits for the desk: the centre's command waits too, and its patience is the shorter one. */
static void on_recall(Bus *bus, const BusMessage *message, gpointer user_data)
{
    Allotment *allotment = user_data;
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    g_autoptr(GError) error = NULL;
    Recall recall = {.allotment = allotment, .claims = claims};

    if (!claims_read(message, claims, &error)) {
        log_their_fault("call for granted rooms not read", log_error_text(error));
        return;
    }
    counter_add(allotment->recalled_counter, 1);
    if (!desk_call(allotment->property->desk, recall_work, &recall) || recall.entries == NULL) {
        return;
    }
    json_auto_t *answer = json_pack("{s:o}", "entries", recall.entries);
    g_autofree char *text = json_canonical(answer);
    if (!bus_reply(bus, message, text, strlen(text), &error)) {
        log_warning("call for granted rooms not answered", log_error_text(error));
    }
    outbox_wake(allotment->property->outbox);
}

/* ---- life ---- */

/* Until the centre is heard again, what the hotel knows is as old as its lease. */
static void note_last_heard(OdbcConnection *connection, gpointer data)
{
    const Allotment *allotment = data;
    AllotmentState state;

    if (allotment_state_read(connection, &state, NULL) == DATABASE_OK && state.lease.duration_ms > 0) {
        link_set_heard(allotment->property->link, state.lease.asked.wall);
    }
}

bool allotment_start(Allotment *allotment, GError **error)
{
    desk_call(allotment->property->desk, note_last_heard, allotment);
    allotment->subscription =
        bus_subscribe(allotment->property->bus, allotment->recall_subject, NULL, on_recall, allotment, error);
    if (allotment->subscription == NULL) {
        return false;
    }
    allotment->thread = g_thread_new("allotment", renew_for_ever, allotment);
    return true;
}

void allotment_stop(Allotment *allotment)
{
    g_mutex_lock(&allotment->mutex);
    allotment->stopping = true;
    g_cond_signal(&allotment->wake);
    g_mutex_unlock(&allotment->mutex);
    g_clear_pointer(&allotment->subscription, bus_subscription_free);
    g_clear_pointer(&allotment->thread, g_thread_join);
}
