/* keyrack-central: the data centre's daemon. Wires the rooms together, in the order in which they need each
 * other. */
#include <stdio.h>
#include <string.h>

#include "central/allotment/allotment_keeper.h"
#include "central/allotment/lines.h"
#include "central/allotment/recall.h"
#include "central/central.h"
#include "central/central_config.h"
#include "central/feed/feed_message.h"
#include "central/feed/feed_watch.h"
#include "central/hotel/hotel_store.h"
#include "central/keeper.h"
#include "central/link/hotel_link.h"
#include "central/link/renewal.h"
#include "central/loading.h"
#include "central/rate/answer_cache.h"
#include "central/rate/place_rules.h"
#include "central/reconcile/reconcile_link.h"
#include "central/reconcile/reconcile_memory.h"
#include "central/routes.h"
#include "central/staff/authorise.h"
#include "central/staff/client_registry.h"
#include "ops/chain_load.h"
#include "ops/daemon.h"
#include "ops/log.h"
#include "ops/migrate.h"
#include "ops/process.h"
#include "ops/session.h"
#include "sync/relay.h"

enum { WORKER_QUEUE = 1024, BOOKING_QUEUE = 4096, STOP_GRACE_MS = 5000, ANSWER_CACHE_BYTES = 256 << 20 };

typedef struct {
    Central central;
    CentralConfig config;
    Config *settings;
    Chain *chain;
    char *conninfo;
    HotelLink *link;
    RenewalDesk *renewals;
    ReconcileLink *reconcile;
    Keeper *keeper;
    Relay *relay;
    HttpServer *server;
} Daemon;

static ExitStatus fail(ExitStatus status, const char *what, GError *error)
{
    fprintf(stderr, "keyrack-central: %s: %s\n", what, error ? error->message : "unknown");
    log_error("start failed", log_text("what", what), log_text("why", error ? error->message : ""));
    g_clear_error(&error);
    return status;
}

static gboolean start_practice_clock(Central *central, PgConnection *connection, GError **error)
{
    gboolean set = FALSE;
    Instant now = 0;
    if (practice_clock_load(connection, &set, &now, error) != DATABASE_OK)
        return FALSE;
    for (guint i = 0; !set && i < central->chain->hotels->len; i++) {
        const ChainHotel *hotel = central->chain->hotels->pdata[i];
        if (hotel->practice && (now == 0 || instant_from_night_utc(hotel->opens) < now))
            now = instant_from_night_utc(hotel->opens);
    }
    central->practice = clock_new_controlled(now);
    return TRUE;
}

/* Connects, and opens what the database lacks of the chain. */
static ExitStatus start_hotels(Daemon *daemon, gboolean with_bar, PgConnection **ret_connection)
{
    Central *central = &daemon->central;
    GError *error = NULL;
    daemon->conninfo = pg_conninfo_with_password(daemon->config.database, daemon->config.database_password);
    central->database = (PgOptions){.conninfo = daemon->conninfo, .application_name = "keyrack start"};
    g_autoptr(PgConnection) connection = pg_connection_new(&central->database, &error);
    if (!connection)
        return fail(EXIT_STATUS_DATABASE_MISSING, "database", error);
    MigrateTarget target = migrate_target_postgres(connection);
    if (!migrate_require_current(&target, daemon->config.schema_folder, &error))
        return fail(migrate_exit_status(error), "database", error);
    if (central_open_hotels(central, connection, with_bar, &error) != DATABASE_OK)
        return fail(EXIT_STATUS_FAILURE, "opening hotels", error);
    *ret_connection = g_steal_pointer(&connection);
    return EXIT_STATUS_OK;
}

/* Everything that needs the database once, before the first request. */
static ExitStatus start_database(Daemon *daemon)
{
    Central *central = &daemon->central;
    GError *error = NULL;
    g_autoptr(PgConnection) connection = NULL;
    ExitStatus status = start_hotels(daemon, FALSE, &connection);
    if (status != EXIT_STATUS_OK)
        return status;
    central->database_answers = TRUE;
    central->memory = inventory_memory_new(central->chain);
    central->lines = lines_new(central->chain, central->memory);
    central->allotments = allotment_book_new(central->chain);
    central->places = place_index_new(central->chain);
    central->answers = answer_cache_new(ANSWER_CACHE_BYTES);
    if (central_load_memory(central, &error) != DATABASE_OK ||
        !start_practice_clock(central, connection, &error))
        return fail(EXIT_STATUS_FAILURE, "memory", error);
    return EXIT_STATUS_OK;
}

static void memory_behind(const ChainHotel *hotel, gpointer data)
{
    Daemon *daemon = data;
    Keeper *keeper = g_atomic_pointer_get(&daemon->keeper);
    if (keeper)
        keeper_reload(keeper, hotel);
}

/* Our own commits are known here at once; the bus brings them again, and then they are passed over. */
static void committed(const json_t *message, gpointer data)
{
    Daemon *daemon = data;
    Keeper *keeper = g_atomic_pointer_get(&daemon->keeper);
    if (keeper)
        keeper_note(keeper, message);
}

static gboolean recall_possible(const ChainHotel *hotel, gpointer data)
{
    Daemon *daemon = data;
    Recaller *recaller = g_atomic_pointer_get(&daemon->central.recaller);
    return recaller && recaller_can_call(recaller, hotel);
}

static void recall(BookingCommand *command, const ChainHotel *hotel, gpointer data)
{
    Daemon *daemon = data;
    recaller_add(daemon->central.recaller, command, hotel);
}

static gpointer worker_new(gpointer user, GError **error)
{
    Daemon *daemon = user;
    PgOptions options = daemon->central.database;
    options.application_name = "keyrack worker";
    PgConnection *connection = pg_connection_new(&options, error);
    if (!connection)
        return NULL;
    Worker *worker = g_new0(Worker, 1);
    worker->central = &daemon->central;
    worker->connection = connection;
    return worker;
}

static void worker_free(gpointer state)
{
    Worker *worker = state;
    pg_connection_free(worker->connection);
    g_free(worker);
}

static void worker_run(gpointer state, gpointer job, gpointer user G_GNUC_UNUSED)
{
    Worker *worker = state;
    /* A question outside a transaction does not reconnect by itself. If the server stays away, the handler's
     * first question says so. */
    pg_connection_ensure(worker->connection, NULL);
    http_request_run(job, worker);
}

static gboolean start_lanes(Daemon *daemon, GError **error)
{
    Central *central = &daemon->central;
    BookingLaneOptions booking = {
        .chain = central->chain,
        .memory = central->memory,
        .database = central->database,
        .lanes = (unsigned)daemon->config.booking_lanes,
        .capacity = BOOKING_QUEUE,
        .batch_max = (unsigned)daemon->config.booking_batch,
        .recall_possible = recall_possible,
        .recall = recall,
        .memory_behind = memory_behind,
        .committed = committed,
        .data = daemon,
    };
    central->lane = booking_lane_new(&booking, error);
    if (!central->lane)
        return FALSE;
    WorkerLaneOptions workers = {
        .name = "worker",
        .threads = (unsigned)daemon->config.workers,
        .capacity = WORKER_QUEUE,
        .state_new = worker_new,
        .state_free = worker_free,
        .run = worker_run,
        .user = daemon,
    };
    central->workers = worker_lane_new(&workers, error);
    return central->workers != NULL;
}

static gboolean start_lines(Daemon *daemon, GError **error)
{
    Central *central = &daemon->central;
    g_autofree char *inbox_prefix = g_strdup_printf("_INBOX.%s", daemon->config.bus_user);
    BusOptions bus = {
        .inbox_prefix = inbox_prefix,
        .urls = daemon->config.bus_url,
        .user = daemon->config.bus_user,
        .password = daemon->config.bus_password,
        .client_name = "keyrack-central",
    };
    central->bus = bus_new(&bus, error);
    if (!central->bus)
        return FALSE;
    DirectoryOptions directory = {.uris = daemon->config.directory_uri,
                                  .base = daemon->config.directory_base};
    central->directory = directory_new(&directory, error);
    return central->directory != NULL;
}

/* Readers wait from where the memory stands: what came between its loading and the keeper's first message
 * shows as a gap. */
static void start_watch(Central *central)
{
    central->feed = feed_watch_new(central->chain, central->workers);
    for (guint i = 0; i < central->chain->hotels->len; i++) {
        const ChainHotel *hotel = central->chain->hotels->pdata[i];
        feed_watch_position(central->feed, hotel, inventory_memory_version(central->memory, hotel));
    }
}

static gboolean start_feed(Daemon *daemon, GError **error)
{
    start_watch(&daemon->central);
    Central *central = &daemon->central;
    g_atomic_pointer_set(&central->recaller, recaller_new(central));
    central->allotment_keeper = allotment_keeper_new(central, error);
    if (!central->allotment_keeper)
        return FALSE;
    Keeper *keeper = keeper_new(central, daemon->config.read_log, error);
    g_atomic_pointer_set(&daemon->keeper, keeper);
    if (!keeper)
        return FALSE;
    daemon->link = hotel_link_new(&daemon->central, error);
    daemon->central.reconciled = reconcile_memory_new();
    daemon->reconcile = daemon->link ? reconcile_link_new(&daemon->central, error) : NULL;
    if (!daemon->reconcile)
        return FALSE;
    daemon->renewals = renewal_desk_new(central, error);
    if (!daemon->renewals)
        return FALSE;
    RelayOptions relay = {
        .conninfo = daemon->conninfo,
        .slot = "keyrack_relay",
        .publication = "keyrack",
        .prefix = FEED_PREFIX,
        .subject = "keyrack.feed",
        .bus = daemon->central.bus,
    };
    daemon->relay = relay_new(&relay);
    return TRUE;
}

static gboolean submit_worker(HttpRequest *request, gpointer data)
{
    Daemon *daemon = data;
    return worker_lane_submit(daemon->central.workers, request);
}

/* Without the bus the centre still sells; without the database it can do nothing. */
static gboolean is_ready(char **ret_reason, gpointer data)
{
    Daemon *daemon = data;
    if (g_atomic_int_get(&daemon->central.database_answers))
        return TRUE;
    *ret_reason = g_strdup("the database does not answer");
    return FALSE;
}

static gboolean start_http(Daemon *daemon, GError **error)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    options.address = daemon->config.listen_address;
    options.port = (guint)daemon->config.listen_port;
    options.threads = (guint)daemon->config.http_threads;
    options.tls_certificate_file = daemon->config.tls_certificate;
    options.tls_key_file = daemon->config.tls_key;
    options.static_directory = daemon->config.console;
    options.static_fallback = daemon->config.console ? "index.html" : NULL;
    options.rate_limit_requests = (guint)daemon->config.rate_limit_per_minute;
    options.authorise = central_authorise;
    options.authorise_data = &daemon->central;
    options.submit = submit_worker;
    options.submit_data = daemon;
    options.ready = is_ready;
    options.ready_data = daemon;
    daemon->server = http_server_new(&options);
    central_routes_add(daemon->server, &daemon->central);
    return http_server_start(daemon->server, error);
}

static ExitStatus start_chain(Daemon *daemon)
{
    GError *error = NULL;
    Central *central = &daemon->central;
    central->wall = clock_new_real();
    central->issuer = daemon->config.issuer;
    token_key_from_secret(daemon->config.token_key, &central->token_key);
    daemon->chain = chain_load(daemon->config.chain, &error);
    central->chain = daemon->chain;
    if (!daemon->chain)
        return fail(EXIT_STATUS_CONFIG, "chain", error);
    return EXIT_STATUS_OK;
}

static ExitStatus daemon_start(Daemon *daemon)
{
    GError *error = NULL;
    Central *central = &daemon->central;
    ExitStatus status = start_chain(daemon);
    if (status != EXIT_STATUS_OK)
        return status;
    central->clients = client_registry_load(daemon->config.clients_file, &error);
    if (!central->clients)
        return fail(EXIT_STATUS_CONFIG, "clients", error);
    central->sessions = session_book_new(&central->token_key, "centre");
    status = start_database(daemon);
    if (status != EXIT_STATUS_OK)
        return status;
    if (!start_lanes(daemon, &error) || !start_lines(daemon, &error) || !start_feed(daemon, &error))
        return fail(daemon_start_status(error), "start", error);
    if (!start_http(daemon, &error))
        return fail(daemon_start_status(error), "HTTP", error);
    return EXIT_STATUS_OK;
}

/* In the reverse order: first nobody may ask any more, last the connections that answers went through. */
static void daemon_stop(Daemon *daemon)
{
    Central *central = &daemon->central;
    if (central->feed)
        feed_watch_stop(central->feed);
    if (daemon->server)
        http_server_stop(daemon->server, STOP_GRACE_MS);
    g_clear_pointer(&daemon->relay, relay_free);
    g_clear_pointer(&daemon->renewals, renewal_desk_free);
    g_clear_pointer(&daemon->link, hotel_link_free);
    g_clear_pointer(&daemon->reconcile, reconcile_link_free);
    recaller_stop(central->recaller);
    allotment_keeper_stop(central->allotment_keeper);
    g_clear_pointer(&central->lane, booking_lane_free);
    g_clear_pointer(&daemon->keeper, keeper_free);
    g_clear_pointer(&central->allotment_keeper, allotment_keeper_free);
    g_clear_pointer(&central->recaller, recaller_free);
    g_clear_pointer(&central->feed, feed_watch_free);
    g_clear_pointer(&central->workers, worker_lane_free);
    g_clear_pointer(&daemon->server, http_server_free);
    g_clear_pointer(&central->directory, directory_free);
    g_clear_pointer(&central->bus, bus_free);
    g_clear_pointer(&central->answers, answer_cache_free);
    g_clear_pointer(&central->places, place_index_free);
    g_clear_pointer(&central->lines, lines_free);
    g_clear_pointer(&central->allotments, allotment_book_free);
    g_clear_pointer(&central->memory, inventory_memory_free);
    g_clear_pointer(&central->sessions, session_book_free);
    g_clear_pointer(&central->reconciled, reconcile_memory_free);
    g_clear_pointer(&central->clients, client_registry_free);
    g_clear_pointer(&central->practice, clock_free);
    g_clear_pointer(&central->wall, clock_free);
    g_clear_pointer(&daemon->chain, chain_free);
    token_key_clear(&central->token_key);
    g_clear_pointer(&daemon->conninfo, g_free);
    bus_library_close();
}

static ExitStatus daemon_run(Daemon *daemon)
{
    ExitStatus status = daemon_start(daemon);
    if (status == EXIT_STATUS_OK) {
        log_info("serving", log_int("port", http_server_port(daemon->server)),
                 log_int("hotels", daemon->chain->hotels->len));
        Reload reload = {.config = daemon->settings, .log_level = &daemon->config.log_level};
        process_wait(daemon_reload, &reload);
        log_info("stopping");
    }
    daemon_stop(daemon);
    return status;
}

/* For a new chain of many hotels: somebody watches it, and the daemon then starts fast. */
static ExitStatus daemon_open_hotels(Daemon *daemon)
{
    g_autoptr(PgConnection) connection = NULL;
    ExitStatus status = start_chain(daemon);
    if (status == EXIT_STATUS_OK)
        status = start_hotels(daemon, TRUE, &connection);
    daemon_stop(daemon);
    return status;
}

int main(int argc, char **argv)
{
    g_autofree char *path = NULL;
    g_auto(GStrv) overrides = NULL;
    gboolean show_config = FALSE, show_routes = FALSE, open_hotels = FALSE;
    GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &path, "YAML file with the settings", "FILE"},
        {"set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &overrides, "set one setting, before the file's",
         "NAME=VALUE"},
        {"show-config", 0, 0, G_OPTION_ARG_NONE, &show_config, "print what is in force and stop", NULL},
        {"routes", 0, 0, G_OPTION_ARG_NONE, &show_routes, "print every route and stop", NULL},
        {"open-hotels", 0, 0, G_OPTION_ARG_NONE, &open_hotels,
         "open what the database lacks of the chain, show how far it is, and stop", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- the data centre's daemon");
    g_option_context_add_main_entries(context, entries, NULL);
    GError *error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return fail(EXIT_STATUS_CONFIG, "command line", error);
    if (argc > 1) {
        g_set_error(&error, CONFIG_ERROR, CONFIG_ERROR_UNKNOWN, "'%s' is no option: see --help", argv[1]);
        return fail(EXIT_STATUS_CONFIG, "command line", error);
    }
    if (show_routes) {
        central_routes_print();
        return EXIT_STATUS_OK;
    }
    Daemon daemon = {0};
    daemon.settings = central_config_load(path, (const char *const *)overrides, &daemon.config, &error);
    if (!daemon.settings)
        return fail(EXIT_STATUS_CONFIG, "configuration", error);
    if (show_config) {
        g_autofree char *shown = config_show(daemon.settings);
        fputs(shown, stdout);
        config_free(daemon.settings);
        return EXIT_STATUS_OK;
    }
    /* Opening may be interrupted at any moment, so it leaves the signals alone. */
    if ((!open_hotels && !process_signals_init(&error)) ||
        !log_open("keyrack-central", daemon.config.log_file, (LogLevel)daemon.config.log_level, &error))
        return fail(EXIT_STATUS_FAILURE, "process", error);
    ExitStatus status = open_hotels ? daemon_open_hotels(&daemon) : daemon_run(&daemon);
    config_free(daemon.settings);
    return status;
}
