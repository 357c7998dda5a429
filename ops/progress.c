#include "ops/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ops/clock.h"

enum {
    TERMINAL_INTERVAL_US = 200000,
    PLAIN_INTERVAL_US = 10000000,
    BAR_CELLS = 20,
    /* The rate shown is that of the last seconds, so that the time left follows a change of pace. */
    RATE_WINDOW_US = 15000000,
    RATE_SETTLED_US = 2000000, /* less says too little */
};

struct Progress {
    uint64_t total;
    const char *unit;
    uint64_t done;
    bool terminal;
    int64_t shown_us;
    uint64_t window_done; /* steps done when the window began */
    int64_t window_us;
    double rate; /* steps a second within the window, 0 while it is too young */
    char *before;
    char *behind;
};

Progress *progress_new(uint64_t total, const char *unit)
{
    Progress *progress = g_new0(Progress, 1);
    progress->total = total;
    progress->unit = unit;
    progress->terminal = isatty(STDERR_FILENO);
    progress->window_us = clock_monotonic_us();
    progress->before = g_strdup("");
    progress->behind = g_strdup("");
    return progress;
}

void progress_free(Progress *progress)
{
    if (progress) {
        g_free(progress->before);
        g_free(progress->behind);
        g_free(progress);
    }
}

void progress_step(Progress *progress, uint64_t steps)
{
    progress->done += steps;
}

void progress_skip(Progress *progress, uint64_t steps)
{
    progress->done += steps;
    progress->window_done += steps;
}

void progress_set_text(Progress *progress, const char *before, const char *behind)
{
    g_free(progress->before);
    g_free(progress->behind);
    progress->before = g_strdup(before);
    progress->behind = g_strdup(behind);
}

static void rate_update(Progress *progress, int64_t now_us)
{
    const int64_t span_us = now_us - progress->window_us;
    if (span_us >= RATE_SETTLED_US) {
        progress->rate = (double)(progress->done - progress->window_done) * G_USEC_PER_SEC / (double)span_us;
    }
    if (span_us >= RATE_WINDOW_US) {
        progress->window_us = now_us;
        progress->window_done = progress->done;
    }
}

static char *bar_text(const Progress *progress)
{
    GString *bar = g_string_new(NULL);
    const uint64_t total = MAX(progress->total, 1);
    const uint64_t filled = MIN(progress->done, total) * BAR_CELLS / total;
    for (uint64_t cell = 0; cell < BAR_CELLS; cell++) {
        g_string_append(bar, cell < filled ? "█" : "░");
    }
    return g_string_free(bar, FALSE);
}

static char *line_text(const Progress *progress)
{
    const uint64_t left = progress->total > progress->done ? progress->total - progress->done : 0;
    const uint64_t eta_s = progress->rate > 0.0 ? (uint64_t)((double)left / progress->rate) : 0;
    const unsigned percent = (unsigned)(MIN(progress->done, progress->total) * 100 / MAX(progress->total, 1));
    g_autofree char *bar = progress->terminal ? bar_text(progress) : g_strdup("");
    return g_strdup_printf("%s %s%3u%% %" G_GUINT64_FORMAT " %s, %.0f/s, %02u:%02u left, %s",
                           progress->before, bar, percent, progress->done, progress->unit, progress->rate,
                           (unsigned)(eta_s / 60), (unsigned)(eta_s % 60), progress->behind);
}

/* A line longer than the terminal is wide would wrap and could not be drawn over. */
static glong terminal_columns(void)
{
    struct winsize size = {0};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

static void draw(const Progress *progress)
{
    g_autofree char *line = line_text(progress);
    if (!progress->terminal) {
        fprintf(stderr, "%s\n", line);
        return;
    }
    g_autofree char *visible =
        g_utf8_substring(line, 0, MIN(g_utf8_strlen(line, -1), terminal_columns() - 1));
    fprintf(stderr, "\r%s\033[K", visible);
    fflush(stderr);
}

void progress_show(Progress *progress)
{
    const int64_t now_us = clock_monotonic_us();
    if (now_us - progress->shown_us >= (progress->terminal ? TERMINAL_INTERVAL_US : PLAIN_INTERVAL_US)) {
        progress->shown_us = now_us;
        rate_update(progress, now_us);
        draw(progress);
    }
}

void progress_finish(Progress *progress)
{
    rate_update(progress, clock_monotonic_us());
    draw(progress);
    if (progress->terminal) {
        fputc('\n', stderr);
    }
}
