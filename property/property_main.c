/* keyrack-property: the node of one hotel. Wires its rooms together in the order in which they need each
 * other. It starts and works whether or not the centre, the bus and the directory are there. */

#include "ops/chain_load.h"
#include "ops/daemon.h"
#include "ops/log.h"
#include "property/allotment/allotment.h"
#include "property/audit/audit.h"
#include "property/command/command.h"
#include "property/copy/copy_routes.h"
#include "property/copy/feed.h"
#include "property/copy/link.h"
#include "property/device/device_server.h"
#include "property/downtime/downtime.h"
#include "property/invoice/mailer.h"
#include "property/maintenance/known_faults.h"
#include "property/maintenance/starter_plans.h"
#include "property/opening.h"
#include "property/outbox/outbox.h"
#include "property/property.h"
#include "property/property_config.h"
#include "property/reconcile/reconciler.h"
#include "property/routes.h"
#include <stdio.h>
#include <stdlib.h>

#define STOP_GRACE_MS 5000

typedef struct Daemon {
    Property property;
    PropertyConfig config;
    Config *settings;
    Chain *chain;
    HttpServer *server;
    DeviceConfig *devices;
    DeviceServerOptions device_options;
    GPtrArray *paper_command; /* this program with its settings, asked for the downtime pack on paper */
} Daemon;

static ExitStatus fail(ExitStatus status, const char *what, GError *error)
{
    fprintf(stderr, "keyrack-property: %s: %s\n", what, error != NULL ? error->message : "unknown");
    log_error("start failed", log_text("what", what), log_error_text(error));
    g_clear_error(&error);
    return status;
}

/* ---- lines to the outside ---- */

static void on_bus_status(Bus *bus G_GNUC_UNUSED, const BusStatus *status, gpointer user_data)
{
    Property *property = user_data;

    if (status->connected) {
        feed_want_list(property->feed);
        outbox_reconnected(property->outbox);
        allotment_wake(property->allotment);
    } else {
        link_set_connected(property->link, false, clock_now(property->wall));
    }
}

static void on_bus_slow(Bus *bus G_GNUC_UNUSED, const char *subject G_GNUC_UNUSED, gpointer user_data)
{
    const Property *property = user_data;

    feed_want_list(property->feed);
}

static bool open_lines(Daemon *daemon, GError **error)
{
    Property *property = &daemon->property;
    const PropertyConfig *config = &daemon->config;
    g_autofree char *client_name = g_strconcat("keyrack-property ", property->hotel->code, NULL);
    g_autofree char *inbox_prefix = g_strconcat("_INBOX.", property->hotel->code, NULL);
    BusOptions bus = {
        .urls = config->bus_url,
        .user = config->bus_user,
        .password = config->bus_password,
        .client_name = client_name,
        .inbox_prefix = inbox_prefix,
        .status_handler = on_bus_status,
        .slow_handler = on_bus_slow,
        .user_data = property,
    };
    DirectoryOptions directory = {.uris = config->directory_uri, .base = config->directory_base};

    property->bus = bus_new(&bus, error);
    if (property->bus == NULL) {
        return false;
    }
    property->directory = directory_new(&directory, error);
    return property->directory != NULL;
}

static DowntimeOptions downtime_options(const Daemon *daemon)
{
    return (DowntimeOptions){
        .store = daemon->config.store,
        .store_password = daemon->config.store_password,
        .folder = daemon->config.downtime_folder,
        .second_folder = daemon->config.downtime_second_folder,
        .paper_command = (const char *const *)daemon->paper_command->pdata,
    };
}

static bool start_parts(Daemon *daemon, GError **error)
{
    Property *property = &daemon->property;

    property->commands = commands_new();
    property->audit = audit_new(property);
    property->outbox = outbox_new(property);
    property->allotment = allotment_new(property);
    property->feed = feed_new(property);
    property->reconciler = reconciler_new(property);
    DowntimeOptions pack = downtime_options(daemon);
    property->downtime = downtime_new(property, &pack);
    if (property->devices != NULL && !device_server_start(property->devices, error)) {
        return false;
    }
    if (!open_lines(daemon, error) ||
        !property_callers_start(property, (unsigned)daemon->config.callers, error) ||
        !feed_start(property->feed, error) || !allotment_start(property->allotment, error)) {
        return false;
    }
    outbox_start(property->outbox);
    reconciler_start(property->reconciler);
    downtime_start(property->downtime);
    if (property->mailer != NULL) {
        mailer_start(property->mailer);
    }
    audit_resume(property->audit);
    return true;
}

/* ---- devices ---- */

static bool is_loopback(const char *address)
{
    return g_str_has_prefix(address, "127.") || g_str_equal(address, "::1");
}

/* Devices speak in the clear and know no password: on a network, where they come from must be said. */
static bool addresses_suffice(const DeviceConfig *devices, const char *address, GError **error)
{
    for (guint i = 0; !is_loopback(address) && i < devices->interfaces->len; i++) {
        const DeviceInterface *interface = g_ptr_array_index(devices->interfaces, i);
        if (interface->addresses[0] == NULL) {
            g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_VALUE,
                        "device_address %s is open to a network: give interface %s its `addresses`", address,
                        interface->id);
            return false;
        }
    }
    return true;
}

static bool read_starter_plans(Daemon *daemon, GError **error)
{
    if (daemon->config.starter_plans != NULL) {
        daemon->property.starter_plans = starter_plans_load(daemon->config.starter_plans, error);
        return daemon->property.starter_plans != NULL;
    }
    return true;
}

static bool read_devices(Daemon *daemon, GError **error)
{
    const PropertyConfig *config = &daemon->config;

    if (config->devices == NULL) {
        return device_server_none(&daemon->property, error);
    }
    daemon->devices = device_config_load(config->devices, error);
    if (daemon->devices == NULL || !addresses_suffice(daemon->devices, config->device_address, error)) {
        return false;
    }
    daemon->device_options = (DeviceServerOptions){
        .address = config->device_address,
        .port = (guint)config->device_port,
        .config = daemon->devices,
        .times = {config->device_alive_ms * 1000, config->device_silence_ms * 1000},
    };
    daemon->property.devices = device_server_new(&daemon->property, &daemon->device_options);
    return true;
}

/* ---- mail ---- */

static bool read_mail(Daemon *daemon, GError **error)
{
    const PropertyConfig *config = &daemon->config;

    if (config->mail_host == NULL) {
        return true;
    }
    if (config->mail_from == NULL || !mail_address_is_valid(config->mail_from)) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_VALUE,
                    "mail_host is set, so mail_from must be the address that guests see, such as "
                    "stay@hotel.example");
        return false;
    }
    if (config->mail_security == MAIL_OPEN &&
        (config->mail_user != NULL || !is_loopback(config->mail_host))) {
        g_set_error(
            error, CONFIG_ERROR, CONFIG_ERROR_VALUE,
            "mail_security open is for a relay on this machine (mail_host 127.0.0.1) without a login: "
            "elsewhere use starttls or tls");
        return false;
    }
    MailerOptions options = {
        .server = {.host = config->mail_host,
                   .port = (int)config->mail_port,
                   .security = (MailSecurity)config->mail_security,
                   .user = config->mail_user,
                   .password = config->mail_password,
                   .ca_file = config->mail_ca_file},
        .from = config->mail_from,
        .patience = {(int)config->mail_attempts, config->mail_pause_ms * 1000,
                     config->mail_pause_longest_ms * 1000},
    };
    daemon->property.mailer = mailer_new(&daemon->property, &options);
    return true;
}

/* ---- HTTP ---- */

static bool start_http(Daemon *daemon, GError **error)
{
    const PropertyConfig *config = &daemon->config;
    HttpServerOptions options;

    http_server_options_init(&options);
    options.address = config->listen_address;
    options.port = (guint)config->listen_port;
    options.threads = (guint)config->http_threads;
    options.tls_certificate_file = config->tls_certificate;
    options.tls_key_file = config->tls_key;
    options.static_directory = config->console;
    options.static_fallback = config->console != NULL ? "index.html" : NULL;
    options.rate_limit_requests = (guint)config->rate_limit_per_minute;
    options.authorise = staff_authorise;
    options.authorise_data = &daemon->property;
    options.submit = desk_submit_request;
    options.submit_data = daemon->property.desk;
    daemon->server = http_server_new(&options);
    property_routes_add(daemon->server, &daemon->property);
    return http_server_start(daemon->server, error);
}

/* ---- start and stop ---- */

static ExitStatus find_hotel(Daemon *daemon)
{
    GError *error = NULL;
    Property *property = &daemon->property;

    daemon->chain = chain_load(daemon->config.chain, &error);
    if (daemon->chain == NULL) {
        return fail(EXIT_STATUS_CONFIG, "chain", error);
    }
    property->chain = daemon->chain;
    property->hotel = chain_hotel(daemon->chain, daemon->config.hotel);
    if (property->hotel == NULL) {
        g_set_error(&error, CONFIG_ERROR, CONFIG_ERROR_VALUE,
                    "the chain has no hotel %s; correct `hotel` or `chain`", daemon->config.hotel);
        return fail(EXIT_STATUS_CONFIG, "configuration", error);
    }
    property->described = copy_hotel_described(property->hotel);
    property->zone = instant_zone_new(property->hotel->time_zone, &error);
    return property->zone != NULL ? EXIT_STATUS_OK : fail(EXIT_STATUS_CONFIG, "chain", error);
}

static void make_sessions(Daemon *daemon)
{
    TokenKey key;

    token_key_from_secret(daemon->config.token_key, &key);
    daemon->property.sessions = session_book_new(&key, daemon->property.hotel->code);
    token_key_clear(&key);
}

static ExitStatus daemon_start(Daemon *daemon)
{
    GError *error = NULL;
    ExitStatus status = find_hotel(daemon);

    if (status != EXIT_STATUS_OK) {
        return status;
    }
    daemon->property.wall = clock_new_real();
    daemon->property.card_terms = (ChainText){daemon->config.card_terms_en, daemon->config.card_terms_zh};
    daemon->property.link = link_new(clock_now(daemon->property.wall));
    make_sessions(daemon);
    daemon->property.changes = changes_new(clock_now(daemon->property.wall));
    DeskOptions options = {
        .store = daemon->config.store,
        .password = daemon->config.store_password,
        .schema_folder = daemon->config.schema_folder,
        .changes = daemon->property.changes,
    };
    if (!property_open_store(&daemon->property, &options, &status, &error)) {
        return fail(status, "store", error);
    }
    if (daemon->config.known_faults != NULL &&
        !known_faults_open(&daemon->property, daemon->config.known_faults, &error)) {
        return fail(EXIT_STATUS_CONFIG, "known faults", error);
    }
    if (!read_starter_plans(daemon, &error)) {
        return fail(EXIT_STATUS_CONFIG, "starter plans", error);
    }
    if (!read_devices(daemon, &error) || !read_mail(daemon, &error)) {
        return fail(EXIT_STATUS_CONFIG, "devices", error);
    }
    if (!start_parts(daemon, &error)) {
        return fail(daemon_start_status(error), "start", error);
    }
    if (!start_http(daemon, &error)) {
        return fail(daemon_start_status(error), "HTTP", error);
    }
    return EXIT_STATUS_OK;
}

/* First nobody may ask any more, then nobody brings news or waits for the centre, then the desk finishes what
 * it has accepted. */
static void stop_threads(Daemon *daemon)
{
    Property *property = &daemon->property;

    if (property->changes != NULL) {
        changes_stop(property->changes);
    }
    if (daemon->server != NULL) {
        http_server_stop(daemon->server, STOP_GRACE_MS);
    }
    if (property->devices != NULL) {
        device_server_stop(property->devices);
    }
    if (property->bus != NULL) {
        bus_stop(property->bus);
    }
    if (property->reconciler != NULL) {
        reconciler_stop(property->reconciler);
    }
    if (property->feed != NULL) {
        feed_stop(property->feed);
    }
    if (property->allotment != NULL) {
        allotment_stop(property->allotment);
    }
    if (property->outbox != NULL) {
        outbox_stop(property->outbox);
    }
    if (property->mailer != NULL) {
        mailer_stop(property->mailer);
    }
    g_clear_pointer(&property->callers, worker_lane_free);
    if (property->downtime != NULL) {
        downtime_stop(property->downtime);
    }
    if (property->desk != NULL) {
        desk_stop(property->desk);
    }
}

static void daemon_stop(Daemon *daemon)
{
    Property *property = &daemon->property;

    stop_threads(daemon);
    g_clear_pointer(&property->bus, bus_free);
    g_clear_pointer(&property->directory, directory_free);
    g_clear_pointer(&daemon->server, http_server_free);
    g_clear_pointer(&property->reconciler, reconciler_free);
    g_clear_pointer(&property->downtime, downtime_free);
    g_clear_pointer(&property->feed, feed_free);
    g_clear_pointer(&property->outbox, outbox_free);
    g_clear_pointer(&property->mailer, mailer_free);
    g_clear_pointer(&property->allotment, allotment_free);
    g_clear_pointer(&property->audit, audit_free);
    g_clear_pointer(&property->commands, commands_free);
    g_clear_pointer(&property->desk, desk_free);
    g_clear_pointer(&property->changes, changes_free);
    g_clear_pointer(&property->devices, device_server_free);
    g_clear_pointer(&daemon->devices, device_config_free);
    g_clear_pointer(&property->sessions, session_book_free);
    g_clear_pointer(&property->link, link_free);
    g_clear_pointer(&property->clock, clock_free);
    g_clear_pointer(&property->wall, clock_free);
    g_clear_pointer(&property->zone, g_time_zone_unref);
    g_clear_pointer(&property->starter_plans, json_decref);
    g_clear_pointer(&property->described, free);
    g_clear_pointer(&daemon->chain, chain_free);
    g_clear_pointer(&daemon->paper_command, g_ptr_array_unref);
    bus_library_close();
}

static ExitStatus daemon_run(Daemon *daemon)
{
    ExitStatus status = daemon_start(daemon);

    if (status == EXIT_STATUS_OK) {
        log_info("serving", log_int("port", http_server_port(daemon->server)),
                 log_text("hotel", daemon->property.hotel->code));
        Reload reload = {.config = daemon->settings, .log_level = &daemon->config.log_level};
        process_wait(daemon_reload, &reload);
        log_info("stopping");
    }
    daemon_stop(daemon);
    return status;
}

typedef struct CommandLine {
    char *path;
    char **overrides;
    gboolean show_config;
    gboolean show_routes;
    gboolean downtime_paper;
} CommandLine;

static bool read_command_line(int argc, char **argv, CommandLine *line, GError **error)
{
    GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &line->path, "YAML file with the settings", "FILE"},
        {"set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &line->overrides, "set one setting, before the file's",
         "NAME=VALUE"},
        {"show-config", 0, 0, G_OPTION_ARG_NONE, &line->show_config, "print what is in force and stop", NULL},
        {"downtime-paper", 0, 0, G_OPTION_ARG_NONE, &line->downtime_paper,
         "write the downtime pack on paper (PDF) to the standard output and stop", NULL},
        {"routes", 0, 0, G_OPTION_ARG_NONE, &line->show_routes, "print every route and stop", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- the node of one hotel");

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, error)) {
        return false;
    }
    if (argc > 1) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_UNKNOWN, "'%s' is no option: see --help", argv[1]);
        return false;
    }
    return true;
}

/* The same program and settings, asked for the pack on paper alone. */
static GPtrArray *paper_command_new(const CommandLine *line)
{
    GPtrArray *command = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(command, g_strdup("/proc/self/exe"));
    g_ptr_array_add(command, g_strdup("--downtime-paper"));
    if (line->path != NULL) {
        g_ptr_array_add(command, g_strconcat("--config=", line->path, NULL));
    }
    for (char **override = line->overrides; override != NULL && *override != NULL; override++) {
        g_ptr_array_add(command, g_strconcat("--set=", *override, NULL));
    }
    g_ptr_array_add(command, NULL);
    return command;
}

static ExitStatus print_paper(Daemon *daemon)
{
    DowntimeOptions options = downtime_options(daemon);
    ExitStatus status = find_hotel(daemon);
    GError *error = NULL;

    process_end_with_parent();
    if (status != EXIT_STATUS_OK) {
        return status;
    }
    daemon->property.wall = clock_new_real();
    return downtime_paper_print(&daemon->property, &options, &error)
               ? EXIT_STATUS_OK
               : fail(EXIT_STATUS_FAILURE, "downtime pack", error);
}

static ExitStatus run_configured(Daemon *daemon, const CommandLine *line)
{
    GError *error = NULL;

    daemon->settings =
        property_config_load(line->path, (const char *const *)line->overrides, &daemon->config, &error);
    if (daemon->settings == NULL) {
        return fail(EXIT_STATUS_CONFIG, "configuration", error);
    }
    if (line->show_config) {
        g_autofree char *shown = config_show(daemon->settings);
        fputs(shown, stdout);
        return EXIT_STATUS_OK;
    }
    daemon->paper_command = paper_command_new(line);
    if (line->downtime_paper) {
        ExitStatus status = print_paper(daemon);
        daemon_stop(daemon);
        return status;
    }
    if (!process_signals_init(&error) ||
        !log_open("keyrack-property", daemon->config.log_file, (LogLevel)daemon->config.log_level, &error)) {
        return fail(EXIT_STATUS_FAILURE, "process", error);
    }
    return daemon_run(daemon);
}

int main(int argc, char **argv)
{
    Daemon daemon = {0};
    CommandLine line = {0};
    GError *error = NULL;
    ExitStatus status = EXIT_STATUS_OK;

    if (!read_command_line(argc, argv, &line, &error)) {
        status = fail(EXIT_STATUS_CONFIG, "command line", error);
    } else if (line.show_routes) {
        property_routes_print();
    } else {
        status = run_configured(&daemon, &line);
    }
    g_clear_pointer(&daemon.settings, config_free);
    g_free(line.path);
    g_strfreev(line.overrides);
    return status;
}
