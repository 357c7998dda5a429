#include "ops/cli/replay_run.h"

#include <string.h>

#include "ops/cli/cli.h"
#include "ops/clock.h"

enum { SETTLE_PATIENCE_MS = 5 * 60 * 1000 };

typedef struct {
    const ReplayJob *job;
    ApiCaller *caller;
    ReplayRecord *records; /* by index of the booking */
    ReplayState *state;
    Progress *progress;
    uint64_t operations;
    uint64_t sent[REPLAY_SENDS];
    Night day;
} Run;

/* One request on its way. */
typedef struct Sent Sent;
struct Sent {
    Run *run;
    ReplaySend send;
    uint32_t index;           /* of the booking; unused for clock and audit */
    void (*then)(Sent *sent); /* what follows a good answer; may be NULL */
    gpointer data;
};

/* ---- sending -------------------------------------------------------------------------------------- */

static const BookingRow *booking_at(const Run *run, uint32_t index)
{
    return &g_array_index(run->job->bookings, BookingRow, index);
}

static ApiParty *desk_of(const Run *run, uint32_t index)
{
    return run->job->system->hotels[booking_at(run, index)->hotel].desk;
}

/* The clock of an earlier run stands further on; setting it back is refused, and that is as it should be. */
static bool clock_is_ahead(const Sent *sent, const ApiAnswer *answer)
{
    return sent->send == REPLAY_SEND_CLOCK && answer->status == 409;
}

static bool record_answer(Run *run, const Sent *sent, const ApiAnswer *answer, GError **error)
{
    ReplayRecord *record = &run->records[sent->index];
    if (sent->send == REPLAY_SEND_BOOK) {
        const char *confirmation = NULL;
        if (!api_answer_text(answer, "confirmation_number", &confirmation, error)) {
            return false;
        }
        g_strlcpy(record->confirmation, confirmation, sizeof record->confirmation);
    } else if (sent->send == REPLAY_SEND_CHECK_IN) {
        if (!api_answer_integer(answer, "stay_id", &record->stay, error)) {
            return false;
        }
    } else {
        return true;
    }
    replay_state_note(run->state, sent->index, record);
    return true;
}

static bool sent_finished(const ApiAnswer *answer, gpointer data, GError **error)
{
    g_autofree Sent *sent = data;
    if (!answer) {
        return true;
    }
    Run *run = sent->run;
    if (!clock_is_ahead(sent, answer) &&
        (!api_answer_expect_success(answer, error) || !record_answer(run, sent, answer, error))) {
        if (sent->send != REPLAY_SEND_CLOCK && sent->send != REPLAY_SEND_AUDIT) {
            g_prefix_error(error, "row %u: ", booking_at(run, sent->index)->row);
        }
        return false;
    }
    latency_add(run->job->latencies, sent->send, answer->elapsed_us);
    run->operations++;
    run->sent[sent->send]++;
    progress_step(run->progress, 1);
    if (sent->then) {
        sent->then(sent);
    }
    return true;
}

static Sent *sent_new(Run *run, ReplaySend send, uint32_t index)
{
    Sent *sent = g_new0(Sent, 1);
    sent->run = run;
    sent->send = send;
    sent->index = index;
    return sent;
}

/* Sends an operation on a booking under its own key. Takes `body` over. */
static void send_row(Sent *sent, ApiParty *party, const char *path, json_t *body)
{
    g_autofree char *key =
        replay_key(sent->run->job->fingerprint, booking_at(sent->run, sent->index)->row, sent->send);
    api_call(sent->run->caller, party, "POST", path, body, key, sent_finished, sent);
}

static void send_book(Run *run, uint32_t index)
{
    const uint32_t guest_row = replay_plan_guest(run->job->plan, index);
    json_t *body =
        replay_notification(run->job->fingerprint, booking_at(run, index), booking_at(run, guest_row - 1));
    send_row(sent_new(run, REPLAY_SEND_BOOK, index), run->job->system->channel,
             "/v1/notifications/reservations", body);
}

/* Cancel, no-show, check-in: at the hotel's desk, by confirmation number. */
static Sent *send_reservation(Run *run, ReplaySend send, uint32_t index, json_t *body)
{
    Sent *sent = sent_new(run, send, index);
    g_autofree char *path =
        g_strdup_printf("/v1/reservations/%s/%s", run->records[index].confirmation, replay_send_name(send));
    g_assert(run->records[index].confirmation[0] != '\0');
    send_row(sent, desk_of(run, index), path, body);
    return sent;
}

static Sent *send_check_out(Run *run, uint32_t index)
{
    Sent *sent = sent_new(run, REPLAY_SEND_CHECK_OUT, index);
    g_assert(run->records[index].stay != 0);
    g_autofree char *path =
        g_strdup_printf("/v1/stays/%" G_GINT64_FORMAT "/check-out", run->records[index].stay);
    send_row(sent, desk_of(run, index), path, replay_check_out());
    return sent;
}

/* ---- guests who leave on the day they came --------------------------------------------------------- */

/* Those of one hotel and room type go in and out one after another, so that one free room serves them all. */
typedef struct {
    Run *run;
    GArray *indexes; /* uint32_t */
    guint next;
} Chain;

static void chain_check_in(Sent *sent);
static void chain_check_out(Sent *sent);

static void chain_start_next(Chain *chain)
{
    if (chain->next < chain->indexes->len) {
        const uint32_t index = g_array_index(chain->indexes, uint32_t, chain->next++);
        Sent *sent = send_reservation(chain->run, REPLAY_SEND_CHECK_IN, index,
                                      replay_check_in(booking_at(chain->run, index)));
        sent->then = chain_check_in;
        sent->data = chain;
    }
}

static void chain_check_in(Sent *sent)
{
    Sent *leaving = send_check_out(sent->run, sent->index);
    leaving->then = chain_check_out;
    leaving->data = sent->data;
}

static void chain_check_out(Sent *sent)
{
    chain_start_next(sent->data);
}

static void chain_free(gpointer data)
{
    Chain *chain = data;
    g_array_unref(chain->indexes);
    g_free(chain);
}

static bool run_same_day(Run *run, const uint32_t *indexes, size_t count, GError **error)
{
    g_autoptr(GHashTable) chains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, chain_free);
    for (size_t at = 0; at < count; at++) {
        const BookingRow *booking = booking_at(run, indexes[at]);
        char *name = g_strdup_printf("%s %s", booking_hotel_code(booking->hotel), booking->assigned_type);
        Chain *chain = g_hash_table_lookup(chains, name);
        if (!chain) {
            chain = g_new0(Chain, 1);
            chain->run = run;
            chain->indexes = g_array_new(FALSE, FALSE, sizeof(uint32_t));
            g_hash_table_insert(chains, name, chain);
        } else {
            g_free(name);
        }
        g_array_append_val(chain->indexes, indexes[at]);
    }
    GHashTableIter iterator;
    gpointer chain = NULL;
    g_hash_table_iter_init(&iterator, chains);
    while (g_hash_table_iter_next(&iterator, NULL, &chain)) {
        chain_start_next(chain);
    }
    return api_caller_drain(run->caller, error);
}

/* ---- a day ---------------------------------------------------------------------------------------- */

static void send_phase_row(Run *run, ReplayPhase phase, uint32_t index)
{
    switch (phase) {
    case REPLAY_CANCEL_EARLIER:
    case REPLAY_CANCEL_TODAY:
        send_reservation(run, REPLAY_SEND_CANCEL, index, replay_cancellation());
        break;
    case REPLAY_CHECK_OUT:
        send_check_out(run, index);
        break;
    case REPLAY_BOOK:
        send_book(run, index);
        break;
    case REPLAY_CHECK_IN:
        send_reservation(run, REPLAY_SEND_CHECK_IN, index, replay_check_in(booking_at(run, index)));
        break;
    case REPLAY_NO_SHOW:
        send_reservation(run, REPLAY_SEND_NO_SHOW, index, replay_no_show());
        break;
    default:
        g_assert_not_reached();
    }
}

static bool run_phase(Run *run, ReplayPhase phase, GError **error)
{
    size_t count = 0;
    const uint32_t *indexes = replay_plan_phase(run->job->plan, run->day, phase, &count);
    if (phase == REPLAY_SAME_DAY) {
        return run_same_day(run, indexes, count, error);
    }
    for (size_t at = 0; at < count; at++) {
        send_phase_row(run, phase, indexes[at]);
    }
    return api_caller_drain(run->caller, error);
}

static void send_clock(Run *run, ApiParty *party)
{
    api_call(run->caller, party, "PUT", "/v1/practice/clock", replay_clock(run->day), NULL, sent_finished,
             sent_new(run, REPLAY_SEND_CLOCK, 0));
}

static bool run_clocks(Run *run, GError **error)
{
    const System *system = run->job->system;
    send_clock(run, system->centre);
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        send_clock(run, system->hotels[hotel].trainer);
    }
    return api_caller_drain(run->caller, error);
}

static bool run_audits(Run *run, GError **error)
{
    const System *system = run->job->system;
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        g_autofree char *key = replay_audit_key(run->job->fingerprint, hotel, run->day);
        api_call(run->caller, system->hotels[hotel].desk, "POST", "/v1/night-audits", replay_audit(run->day),
                 key, sent_finished, sent_new(run, REPLAY_SEND_AUDIT, 0));
    }
    return api_caller_drain(run->caller, error);
}

/* A desk closes its day with what it knows, so before no-shows and audit it is to know the whole day. */
static bool run_settle(Run *run, GError **error)
{
    const System *system = run->job->system;
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        if (!system_wait_hotel(system, &system->hotels[hotel], SYSTEM_WAIT_FEED, SETTLE_PATIENCE_MS, error)) {
            return false;
        }
    }
    return true;
}

static bool run_day(Run *run, GError **error)
{
    if (!run_clocks(run, error)) {
        return false;
    }
    for (ReplayPhase phase = 0; phase < REPLAY_PHASES; phase++) {
        if ((phase == REPLAY_NO_SHOW && !run_settle(run, error)) || !run_phase(run, phase, error)) {
            g_prefix_error(error, "%s: ", replay_phase_name(phase));
            return false;
        }
    }
    return run_audits(run, error) && replay_state_finish_day(run->state, run->day, error);
}

static void run_tick(gpointer data)
{
    Run *run = data;
    char date[NIGHT_TEXT_SIZE];
    const char *reason = api_caller_waits_for(run->caller);
    g_autofree char *behind = g_strdup_printf(
        "%s%s%s%" G_GUINT64_FORMAT " booked, %" G_GUINT64_FORMAT " cancelled, %" G_GUINT64_FORMAT
        " in, %" G_GUINT64_FORMAT " out, %" G_GUINT64_FORMAT " no-show",
        reason ? "trying again: " : "", reason ? reason : "", reason ? "; " : "", run->sent[REPLAY_SEND_BOOK],
        run->sent[REPLAY_SEND_CANCEL], run->sent[REPLAY_SEND_CHECK_IN], run->sent[REPLAY_SEND_CHECK_OUT],
        run->sent[REPLAY_SEND_NO_SHOW]);
    progress_set_text(run->progress, night_write(run->day, date), behind);
    progress_show(run->progress);
}

/* ---- going on where an earlier run stopped ----------------------------------------------------------- */

/* The journal is believed when both hotels' business dates lie past its last day and the centre, asked for
 * its last booking again under the same key, answers with the number noted. */
static bool hotels_are_past(Run *run, Night last_day)
{
    for (unsigned hotel = 0; hotel < run->job->system->hotel_count; hotel++) {
        json_auto_t *status = api_fetch(run->caller, run->job->system->hotels[hotel].desk, "GET",
                                        "/v1/status", NULL, NULL, NULL);
        const char *text = json_string_value(json_object_get(status, "business_date"));
        Night business_date = 0;
        if (!text || !night_parse(text, &business_date, NULL) || business_date <= last_day) {
            return false;
        }
    }
    return true;
}

static bool booking_is_known(Run *run, uint32_t index)
{
    const uint32_t guest_row = replay_plan_guest(run->job->plan, index);
    g_autofree char *key = replay_key(run->job->fingerprint, booking_at(run, index)->row, REPLAY_SEND_BOOK);
    json_auto_t *answer = api_fetch(
        run->caller, run->job->system->channel, "POST", "/v1/notifications/reservations",
        replay_notification(run->job->fingerprint, booking_at(run, index), booking_at(run, guest_row - 1)),
        key, NULL);
    const char *confirmation = json_string_value(json_object_get(answer, "confirmation_number"));
    return confirmation && strcmp(confirmation, run->records[index].confirmation) == 0;
}

static bool last_booking_is_known(Run *run, Night last_day)
{
    for (Night day = last_day; day >= replay_plan_first(run->job->plan); day--) {
        size_t count = 0;
        const uint32_t *indexes = replay_plan_phase(run->job->plan, day, REPLAY_BOOK, &count);
        if (count > 0) {
            return booking_is_known(run, indexes[count - 1]);
        }
    }
    return true;
}

static uint64_t operations_until(const ReplayPlan *plan, Night last_day)
{
    uint64_t operations = 0;
    for (Night day = replay_plan_first(plan); day <= last_day; day++) {
        operations += replay_plan_day_operations(plan, day);
    }
    return operations;
}

/* The day to begin with. */
static Night run_resume(Run *run, Night last_day)
{
    const Night first = replay_plan_first(run->job->plan);
    if (last_day == NIGHT_NONE || last_day < first) {
        return first;
    }
    last_day = MIN(last_day, replay_plan_last(run->job->plan));
    if (!hotels_are_past(run, last_day) || !last_booking_is_known(run, last_day)) {
        replay_state_reset(run->state, run->records, run->job->bookings->len);
        return first;
    }
    progress_skip(run->progress, operations_until(run->job->plan, last_day));
    return last_day + 1;
}

static bool run_days(Run *run, Night first, GError **error)
{
    for (run->day = first; run->day <= replay_plan_last(run->job->plan); run->day++) {
        if (!run_day(run, error)) {
            char date[NIGHT_TEXT_SIZE];
            g_prefix_error(error, "%s: ", night_write(run->day, date));
            return false;
        }
    }
    return true;
}

bool replay_run(const ReplayJob *job, ReplaySummary *ret_summary, GError **error)
{
    g_assert(job->system->hotel_count == BOOKING_HOTELS && job->system->channel);
    g_autofree ReplayRecord *records = g_new0(ReplayRecord, job->bookings->len);
    Night last_day = NIGHT_NONE;
    g_autoptr(ReplayState) state = replay_state_load(job->journal, records, job->bookings->len, &last_day);
    g_autoptr(Progress) progress = progress_new(replay_plan_operations(job->plan), "operations");
    Run run = {
        .job = job, .caller = job->system->caller, .records = records, .state = state, .progress = progress};
    const int64_t begun_us = clock_monotonic_us();
    const Night first = run_resume(&run, last_day);
    api_caller_set_tick(run.caller, run_tick, &run);
    const bool done = run_days(&run, first, error);
    api_caller_set_tick(run.caller, NULL, NULL);
    run.day = MIN(run.day, replay_plan_last(job->plan));
    run_tick(&run);
    progress_finish(progress);
    ret_summary->operations = run.operations;
    ret_summary->elapsed_us = clock_monotonic_us() - begun_us;
    ret_summary->resumed_after = first == replay_plan_first(job->plan) ? NIGHT_NONE : first - 1;
    return done;
}
