#include "ops/reload.h"

#include "ops/log.h"

void reload_settings(gpointer reload_pointer)
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
        log_info("settings reloaded", log_int("changed", (int64_t)changed), log_text("need_restart", ignored));
    }
    if (!log_reopen(&error)) {
        log_warning("log not opened anew", log_error_text(error));
    }
}
