#include "ops/daemon.h"

#include "ops/bus.h"
#include "ops/directory.h"
#include "ops/http.h"
#include "ops/log.h"
#include "ops/migrate.h"

ExitStatus daemon_start_status(const GError *error)
{
    g_assert(error != NULL);
    if (error->domain == MIGRATE_ERROR) {
        return migrate_exit_status(error);
    }
    if (g_error_matches(error, HTTP_ERROR, HTTP_ERROR_LISTEN)) {
        return EXIT_STATUS_PORT_IN_USE;
    }
    bool setting_is_wrong = error->domain == CONFIG_ERROR || error->domain == HTTP_ERROR ||
                            g_error_matches(error, BUS_ERROR, BUS_ERROR_CONFIGURATION) ||
                            g_error_matches(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION);
    return setting_is_wrong ? EXIT_STATUS_CONFIG : EXIT_STATUS_FAILURE;
}

void daemon_reload(gpointer reload_pointer)
{
    const Reload *reload = reload_pointer;
    g_autoptr(GError) error = NULL;
    g_autofree char *ignored = NULL;
    gsize changed = 0;

    if (!config_reload(reload->config, &changed, &ignored, &error)) {
        log_warning("settings not reloaded", log_error_text(error));
        g_clear_error(&error);
    } else {
        log_set_level((LogLevel)*reload->log_level);
        log_info("settings reloaded", log_int("changed", (int64_t)changed),
                 log_text("need_restart", ignored));
    }
    if (!log_reopen(&error)) {
        log_warning("log not opened anew", log_error_text(error));
    }
}
