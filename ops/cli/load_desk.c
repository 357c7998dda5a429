/* keyrack load desk: clerks of one hotel at work, each as fast as the desk answers, and perhaps a night audit
 * in the midst of it. A clerk looks at the lists, takes a guest, looks at the stay and its folio, charges,
 * takes a payment, checks the guest out, has the room cleaned and sells it to the next who walks in. */
#include "ops/cli/api.h"
#include "ops/cli/cli.h"
#include "ops/cli/load.h"
#include "ops/clock.h"
#include "ops/http_client.h"

enum { CLERKS = 8, SECONDS = 15, PATIENCE_MS = 30000, PAGE = 1000, STAY_NIGHTS = 3 };

#define RATE_PLAN "BAR"

typedef enum {
    STEP_IN_HOUSE,
    STEP_ARRIVALS,
    STEP_STAY,
    STEP_FOLIO,
    STEP_CHARGE,
    STEP_PAYMENT,
    STEP_PREVIEW,
    STEP_CHECK_OUT,
    STEP_CLEAN,
    STEP_WALK_IN,
    STEP_DEPARTURES,
    STEP_COUNT,
} Step;

static const char *const step_names[STEP_COUNT] = {
    "in-house list", "arrivals list", "stay",       "folio",   "charge",          "payment",
    "preview",       "check-out",     "room clean", "walk-in", "departures list",
};

typedef struct {
    char *run, *hotel, *staff, *output;
    int clerks, seconds, pause_ms;
    int64_t seed;
    gboolean fill, audit;
} DeskOptions;

typedef struct {
    int64_t stay_id;
    char *room;
    char *room_type;
} Guest;

typedef struct {
    const DeskOptions *options;
    ApiCaller *caller;
    ApiParty *party;
    GRand *random;
    char *run; /* makes the keys of this run its own */
    Night today;
    GQueue *guests;              /* Guest *, those in the house whom no clerk serves */
    GPtrArray *empty;            /* Guest *, rooms to fill */
    LatencyTable *latency;       /* by step */
    LatencyTable *latency_audit; /* the same while the audit runs */
    GHashTable *refusals;
    guint64 keys;
    guint64 requests;
    Clock *clock;
    Instant ends_at;
    bool audit_runs;
    int64_t audit_us;
} DeskLoad;

typedef struct {
    DeskLoad *load;
    Guest *guest;
    Step step;
} Clerk;

static void guest_free(gpointer data)
{
    Guest *guest = data;

    g_free(guest->room);
    g_free(guest->room_type);
    g_free(guest);
}

static void load_clear(DeskLoad *load)
{
    g_clear_pointer(&load->caller, api_caller_free);
    g_clear_pointer(&load->party, api_party_free);
    g_clear_pointer(&load->random, g_rand_free);
    g_clear_pointer(&load->latency, latency_table_free);
    g_clear_pointer(&load->latency_audit, latency_table_free);
    g_clear_pointer(&load->refusals, g_hash_table_unref);
    g_clear_pointer(&load->empty, g_ptr_array_unref);
    g_clear_pointer(&load->clock, clock_free);
    if (load->guests) {
        g_queue_free_full(load->guests, guest_free);
    }
    g_free(load->run);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskLoad, load_clear)

static char *key_new(DeskLoad *load)
{
    return g_strdup_printf("%s-%" G_GUINT64_FORMAT, load->run, ++load->keys);
}

static void refusal_count(DeskLoad *load, const ApiAnswer *answer)
{
    g_autofree char *text =
        g_strdup_printf("%s %u %s", answer->method, answer->status, api_answer_code(answer));
    gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(load->refusals, text));

    g_hash_table_insert(load->refusals, g_steal_pointer(&text), GSIZE_TO_POINTER(count + 1));
}

/* ---- what stands in the house ---------------------------------------------------------------------- */

static bool day_read(DeskLoad *load, GError **error)
{
    json_auto_t *status = api_fetch(load->caller, load->party, "GET", "/v1/status", NULL, NULL, error);
    const char *date = json_string_value(json_object_get(status, "business_date"));

    return date != NULL && cli_date_parse("business_date", date, &load->today, error);
}

static Guest *guest_new(const json_t *row)
{
    Guest *guest = g_new0(Guest, 1);

    guest->stay_id = json_integer_value(json_object_get(row, "stay_id"));
    guest->room = g_strdup(json_string_value(json_object_get(row, "room")));
    guest->room_type = g_strdup(json_string_value(json_object_get(row, "room_type")));
    return guest;
}

static bool rooms_read(DeskLoad *load, GError **error)
{
    json_auto_t *rooms = api_fetch(load->caller, load->party, "GET", "/v1/rooms", NULL, NULL, error);
    size_t index;
    json_t *room;

    json_array_foreach(json_object_get(rooms, "items"), index, room)
    {
        Guest *guest = guest_new(room);
        if (guest->stay_id == 0) {
            g_ptr_array_add(load->empty, guest);
        } else {
            g_queue_push_tail(load->guests, guest);
        }
    }
    return rooms != NULL;
}

/* ---- one step -------------------------------------------------------------------------------------- */

static json_t *walk_in_body(DeskLoad *load, const Guest *guest)
{
    char departure[NIGHT_TEXT_SIZE];
    g_autofree char *surname = g_strdup_printf("Number %" G_GUINT64_FORMAT, load->keys);

    night_write(load->today + g_rand_int_range(load->random, 1, STAY_NIGHTS + 1), departure);
    return json_pack("{s:{s:s, s:s}, s:s, s:s, s:s, s:s, s:i, s:s}", "guest", "given_name", "Guest",
                     "surname", surname, "room_type", guest->room_type, "rate_plan", RATE_PLAN, "room",
                     guest->room, "departure", departure, "adults", 1, "override_reason",
                     "the house is filled for a measurement");
}

static json_t *step_body(DeskLoad *load, Step step, const Guest *guest)
{
    switch (step) {
    case STEP_CHARGE:
        return json_pack("{s:s, s:s, s:i}", "department", "minibar", "description", "Water", "amount_minor",
                         500);
    case STEP_PAYMENT:
        return json_pack("{s:s, s:i}", "method", "card", "amount_minor", 500);
    case STEP_CHECK_OUT:
        return json_pack("{s:{s:s}}", "settle", "method", "card");
    case STEP_CLEAN:
        return json_pack("{s:s}", "housekeeping", "clean");
    case STEP_WALK_IN:
        return walk_in_body(load, guest);
    default:
        return NULL;
    }
}

static char *step_path(Step step, const Guest *guest)
{
    static const char *const of_stay[STEP_COUNT] = {
        [STEP_STAY] = "",
        [STEP_FOLIO] = "/folio",
        [STEP_CHARGE] = "/charges",
        [STEP_PAYMENT] = "/payments",
        [STEP_PREVIEW] = "/check-out-preview",
        [STEP_CHECK_OUT] = "/check-out",
    };

    switch (step) {
    case STEP_IN_HOUSE:
        return g_strdup("/v1/in-house?limit=50");
    case STEP_ARRIVALS:
        return g_strdup("/v1/arrivals?limit=50");
    case STEP_DEPARTURES:
        return g_strdup("/v1/departures?limit=50");
    case STEP_CLEAN:
        return g_strdup_printf("/v1/rooms/%s/status", guest->room);
    case STEP_WALK_IN:
        return g_strdup("/v1/walk-ins");
    default:
        return g_strdup_printf("/v1/stays/%" G_GINT64_FORMAT "%s", guest->stay_id, of_stay[step]);
    }
}

static bool step_answered(const ApiAnswer *answer, gpointer data, GError **error);

/* Clerks who pause do so for half to one and a half of the time, so that they do not move in step. */
static void step_send(Clerk *clerk)
{
    DeskLoad *load = clerk->load;
    int64_t pause_ms = load->options->pause_ms;
    int64_t delay_ms =
        pause_ms > 0 ? g_rand_int_range(load->random, (gint32)(pause_ms / 2), (gint32)(pause_ms * 3 / 2 + 1))
                     : 0;
    g_autofree char *path = step_path(clerk->step, clerk->guest);
    json_t *body = step_body(load, clerk->step, clerk->guest);
    g_autofree char *key = body ? key_new(load) : NULL;

    api_call_later(load->caller, delay_ms, load->party, body ? "POST" : "GET", path, body, key, step_answered,
                   clerk);
}

/* A refusal ends the round with this guest: somebody else may have been quicker, and that is no failure. */
static void round_next(Clerk *clerk, bool went_well, const ApiAnswer *answer)
{
    DeskLoad *load = clerk->load;

    if (went_well && clerk->step == STEP_WALK_IN) {
        clerk->guest->stay_id = json_integer_value(json_object_get(answer->body, "stay_id"));
    }
    if (went_well && clerk->step + 1 < STEP_COUNT) {
        clerk->step++;
        return;
    }
    if (went_well) {
        g_queue_push_tail(load->guests, g_steal_pointer(&clerk->guest));
    } else {
        g_clear_pointer(&clerk->guest, guest_free);
    }
    clerk->guest = g_queue_pop_head(load->guests);
    clerk->step = STEP_IN_HOUSE;
}

static bool step_answered(const ApiAnswer *answer, gpointer data, GError **error)
{
    Clerk *clerk = data;
    DeskLoad *load = clerk->load;

    (void)error;
    if (!answer) {
        return true;
    }
    bool went_well = answer->status < 300;
    load->requests++;
    if (went_well) {
        latency_add(load->audit_runs ? load->latency_audit : load->latency, clerk->step, answer->elapsed_us);
    } else {
        refusal_count(load, answer);
    }
    round_next(clerk, went_well, answer);
    if (clerk->guest && clock_now(load->clock) < load->ends_at) {
        step_send(clerk);
    }
    return true;
}

/* ---- filling, auditing ----------------------------------------------------------------------------- */

static bool filled(const ApiAnswer *answer, gpointer data, GError **error)
{
    DeskLoad *load = data;

    (void)error;
    if (answer && answer->status == 201) {
        g_queue_push_tail(load->guests, guest_new(answer->body));
    } else if (answer) {
        refusal_count(load, answer);
    }
    return true;
}

static bool house_fill(DeskLoad *load, GError **error)
{
    for (guint i = 0; i < load->empty->len; i++) {
        g_autofree char *key = key_new(load);
        api_call(load->caller, load->party, "POST", "/v1/walk-ins",
                 walk_in_body(load, g_ptr_array_index(load->empty, i)), key, filled, load);
    }
    return api_caller_drain(load->caller, error);
}

static bool audited(const ApiAnswer *answer, gpointer data, GError **error)
{
    DeskLoad *load = data;

    load->audit_runs = false;
    if (!answer) {
        return true;
    }
    load->audit_us = answer->elapsed_us;
    return api_answer_expect_success(answer, error);
}

/* Sent before the clerks begin, so that it meets them from their first request to its end. */
static void audit_send(DeskLoad *load)
{
    char date[NIGHT_TEXT_SIZE];
    g_autofree char *key = key_new(load);

    load->audit_runs = true;
    api_call(load->caller, load->party, "POST", "/v1/night-audits",
             json_pack("{s:s}", "business_date", night_write(load->today, date)), key, audited, load);
}

static bool work(DeskLoad *load, GError **error)
{
    g_autofree Clerk *clerks = g_new0(Clerk, (gsize)load->options->clerks);

    load->ends_at = clock_now(load->clock) + (int64_t)load->options->seconds * INSTANT_SECOND;
    if (load->options->audit) {
        audit_send(load);
    }
    for (int i = 0; i < load->options->clerks; i++) {
        clerks[i] = (Clerk){.load = load, .guest = g_queue_pop_head(load->guests)};
        if (clerks[i].guest) {
            step_send(&clerks[i]);
        }
    }
    bool done = api_caller_drain(load->caller, error);
    for (int i = 0; i < load->options->clerks; i++) {
        g_clear_pointer(&clerks[i].guest, guest_free);
    }
    return done;
}

/* ---- the report ------------------------------------------------------------------------------------ */

static json_t *steps_report(LatencyTable *latency)
{
    json_t *report = json_object();

    for (unsigned step = 0; step < STEP_COUNT; step++) {
        json_t *row = load_latency_report(latency, step);
        json_object_set_new(row, "count", json_integer((json_int_t)latency_count(latency, step)));
        json_object_set_new(report, step_names[step], row);
    }
    return report;
}

static json_t *report(DeskLoad *load)
{
    json_t *refusals = json_object();
    GHashTableIter iter;
    gpointer text, count;

    g_hash_table_iter_init(&iter, load->refusals);
    while (g_hash_table_iter_next(&iter, &text, &count)) {
        json_object_set_new(refusals, text, json_integer((json_int_t)GPOINTER_TO_SIZE(count)));
    }
    return json_pack(
        "{s:i, s:I, s:f, s:o, s:o, s:o, s:I}", "clerks", load->options->clerks, "requests",
        (json_int_t)load->requests, "per_second", (double)load->requests / (double)load->options->seconds,
        "latency_us", steps_report(load->latency), "latency_during_audit_us",
        steps_report(load->latency_audit), "refusals", refusals, "audit_us", (json_int_t)load->audit_us);
}

static bool load_open(DeskLoad *load, const DeskOptions *options, GError **error)
{
    g_autoptr(RunFolder) folder = run_folder_open(options->run ? options->run : ".run", error);
    const char *url = folder ? run_folder_hotel_url(folder, options->hotel, error) : NULL;
    g_autofree char *password = url ? run_folder_staff_password(folder, options->staff, error) : NULL;

    if (!password) {
        return false;
    }
    load->options = options;
    load->caller = api_caller_new((unsigned)options->clerks + 1, PATIENCE_MS);
    load->party = api_party_new_staff(url, options->staff, password);
    load->random = g_rand_new_with_seed((guint32)options->seed);
    load->run = g_uuid_string_random();
    load->guests = g_queue_new();
    load->empty = g_ptr_array_new_with_free_func(guest_free);
    load->latency = latency_table_new(STEP_COUNT);
    load->latency_audit = latency_table_new(STEP_COUNT);
    load->refusals = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    load->clock = clock_new_real();
    return day_read(load, error) && rooms_read(load, error);
}

static void options_clear(DeskOptions *options)
{
    g_free(options->run);
    g_free(options->hotel);
    g_free(options->staff);
    g_free(options->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskOptions, options_clear)

static bool options_parse(DeskOptions *options, int argc, char **argv, GError **error)
{
    GOptionEntry entries[] = {
        {"run", 0, 0, G_OPTION_ARG_FILENAME, &options->run, "run folder (default .run)", "FOLDER"},
        {"hotel", 0, 0, G_OPTION_ARG_STRING, &options->hotel, "whose desk", "CODE"},
        {"staff", 0, 0, G_OPTION_ARG_STRING, &options->staff, "a manager of that hotel", "USER"},
        {"clerks", 0, 0, G_OPTION_ARG_INT, &options->clerks, "at work at once (default 8)", "N"},
        {"seconds", 0, 0, G_OPTION_ARG_INT, &options->seconds, "(default 15)", "N"},
        {"pause-ms", 0, 0, G_OPTION_ARG_INT, &options->pause_ms,
         "of a clerk between two requests (default 0)", "MS"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "of the lengths of stays (default 1)", "S"},
        {"fill", 0, 0, G_OPTION_ARG_NONE, &options->fill, "sell every empty room first", NULL},
        {"audit", 0, 0, G_OPTION_ARG_NONE, &options->audit, "with a night audit among the clerks", NULL},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "JSON (default: standard output)", "FILE"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    *options = (DeskOptions){.clerks = CLERKS, .seconds = SECONDS, .seed = 1};
    if (!cli_options_parse("", "Works as the clerks of one hotel do, and measures.", entries, &argc, &argv,
                           error) ||
        !cli_no_more_arguments(argc, argv, error) || !cli_require("--hotel", options->hotel, error) ||
        !cli_require("--staff", options->staff, error)) {
        return false;
    }
    if (options->clerks >= 1 && options->clerks <= 500 && options->seconds >= 1 && options->seconds <= 3600 &&
        options->pause_ms >= 0 && options->pause_ms <= 60000) {
        return true;
    }
    g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT,
                "--clerks is 1 to 500, --seconds 1 to 3600, --pause-ms 0 to 60000");
    return false;
}

bool load_desk_command(int argc, char **argv, GError **error)
{
    g_auto(DeskOptions) options = {0};
    g_auto(DeskLoad) load = {0};
    g_autofree char *subject = g_strconcat("load ", argv[0], NULL);

    argv[0] = subject;
    if (!options_parse(&options, argc, argv, error) || !load_open(&load, &options, error)) {
        return false;
    }
    if (options.fill && !house_fill(&load, error)) {
        return false;
    }
    return work(&load, error) && load_report_write(options.output, report(&load), error);
}
