#include "property/downtime/downtime.h"

#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "ops/process.h"
#include "property/command/changes.h"
#include "property/downtime/downtime_files.h"
#include "property/downtime/downtime_page.h"
#include "property/downtime/downtime_rules.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOOK_MS 1000
#define FOLDERS_MAX 2
#define HTML "html"
#define NICE 10

/* Where the file is put, and how the last time went. */
typedef struct Target {
    char *folder;
    bool ours; /* made when it is not there */
    Instant written_at;
    char *problem;
} Target;

struct Downtime {
    const Property *property;
    char *store;
    char *store_password;
    char **paper_command;
    Target targets[FOLDERS_MAX];
    guint target_count;
    GThread *thread;
    OdbcConnection *reader; /* the thread's */
    GMutex mutex;           /* guards all below, and written_at and problem of the targets */
    GCond wake;
    bool stopping;
    bool failed;
    DowntimeData *data;
    GBytes *html;
    Instant made_at;       /* the machine's time at which it was read */
    int64_t read_us;       /* monotonic: when it was read; after a failure, when that was */
    int64_t made_us;       /* monotonic: when the pack that is there was read */
    int64_t change_number; /* that was in force before it was read */
    int64_t build_us;
    char *content;        /* fingerprint of what the pack says, whenever it was made */
    char *paper_content;  /* the same of what is in the file on paper; NULL: there is none */
    int64_t paper_us;     /* monotonic: when it was last laid out */
    Instant paper_at;     /* when the store was read for it */
    Gauge *age_gauge;
};

static void add_target(Downtime *downtime, char *folder, bool ours)
{
    downtime->targets[downtime->target_count++] =
        (Target){.folder = folder, .ours = ours, .written_at = INSTANT_NONE};
}

Downtime *downtime_new(const Property *property, const DowntimeOptions *options)
{
    Downtime *downtime = g_new0(Downtime, 1);
    g_autofree char *database = odbc_string_file(options->store);

    downtime->property = property;
    downtime->paper_at = INSTANT_NONE;
    downtime->paper_us = clock_monotonic_us() - DOWNTIME_PAPER_MS * 1000;
    downtime->store = g_strdup(options->store);
    downtime->store_password = g_strdup(options->store_password);
    downtime->paper_command = g_strdupv((char **)options->paper_command);
    g_mutex_init(&downtime->mutex);
    g_cond_init(&downtime->wake);
    downtime->age_gauge =
        metrics_gauge("keyrack_property_downtime_pack_age_seconds", "how old the downtime pack is", NULL);
    if (options->folder != NULL) {
        add_target(downtime, g_strdup(options->folder), true);
    } else if (database != NULL) {
        g_autofree char *beside = g_path_get_dirname(database);
        add_target(downtime, g_build_filename(beside, "downtime", NULL), true);
    }
    if (options->second_folder != NULL) {
        add_target(downtime, g_strdup(options->second_folder), false);
    }
    return downtime;
}

void downtime_free(Downtime *downtime)
{
    if (downtime == NULL) {
        return;
    }
    for (guint i = 0; i < downtime->target_count; i++) {
        g_free(downtime->targets[i].folder);
        g_free(downtime->targets[i].problem);
    }
    downtime_data_unref(downtime->data);
    g_clear_pointer(&downtime->html, g_bytes_unref);
    g_mutex_clear(&downtime->mutex);
    g_cond_clear(&downtime->wake);
    g_free(downtime->content);
    g_free(downtime->paper_content);
    g_strfreev(downtime->paper_command);
    g_free(downtime->store);
    g_free(downtime->store_password);
    g_free(downtime);
}

/* ---- making a pack ---- */

static bool open_reader(Downtime *downtime, GError **error)
{
    OdbcOptions options = {
        .connection_string = downtime->store,
        .password = downtime->store_password,
        .read_only = true,
        .must_exist = true,
    };

    if (downtime->reader == NULL) {
        downtime->reader = odbc_connection_new(&options, error);
    }
    return downtime->reader != NULL;
}

/* Of the pages for the browser a few older ones are kept; on paper the last is enough, so a stick does not
 * fill. */
static bool write_target(const Downtime *downtime, const Target *target, const char *ending, GBytes *bytes,
                         Instant now, GError **error)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(now / INSTANT_SECOND);
    g_autofree char *hour = g_date_time_format(time, "%Y%m%d-%H");
    const char *older = strcmp(ending, HTML) == 0 ? hour : NULL;

    if (target->ours) {
        g_mkdir_with_parents(target->folder, 0700);
    }
    return downtime_file_write(target->folder, downtime->property->hotel->code, ending, older, bytes, error);
}

/* Says it once, not with every attempt. */
static void note_target(Downtime *downtime, Target *target, Instant now, const GError *error)
{
    g_mutex_lock(&downtime->mutex);
    bool news = (error == NULL) != (target->problem == NULL);
    g_free(target->problem);
    target->problem = error == NULL ? NULL : g_strdup(error->message);
    target->written_at = error == NULL ? now : target->written_at;
    if (news && error == NULL) {
        g_clear_pointer(&downtime->paper_content, g_free); /* a stick is there again, perhaps another */
    }
    g_mutex_unlock(&downtime->mutex);
    if (news && error != NULL) {
        log_warning("downtime pack not written", log_text("folder", target->folder), log_error_text(error));
    } else if (news) {
        log_info("downtime pack written again", log_text("folder", target->folder));
    }
}

static void write_targets(Downtime *downtime, const char *ending, GBytes *bytes, Instant now)
{
    for (guint i = 0; i < downtime->target_count; i++) {
        g_autoptr(GError) error = NULL;
        write_target(downtime, &downtime->targets[i], ending, bytes, now, &error);
        note_target(downtime, &downtime->targets[i], now, error);
    }
}

static GBytes *html_of(const Downtime *downtime, DowntimeData *data, Instant now)
{
    DowntimePage page = {data, downtime->property->hotel, downtime->property->zone, now};

    return g_string_free_to_bytes(downtime_page_html(&page));
}

/* Most changes of the store are none of the pack: a lease is renewed, somebody logs in. Only what it says at
 * some fixed time tells whether the sheets would differ. */
static char *content_of(const Downtime *downtime, DowntimeData *data)
{
    g_autoptr(GBytes) html = html_of(downtime, data, 0);

    return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, html);
}

/* The number of changes is asked for first: what changes while it is read makes the next one due. */
static void make_pack(Downtime *downtime)
{
    int64_t number = changes_number(downtime->property->changes);
    int64_t began_us = clock_monotonic_us();
    Instant now = clock_now(downtime->property->wall);
    g_autoptr(GError) error = NULL;
    DowntimeData *data = NULL;

    bool read = open_reader(downtime, &error) &&
                downtime_read(downtime->reader, downtime->property->hotel, &data, &error) == DATABASE_OK;
    GBytes *html = read ? html_of(downtime, data, now) : NULL;
    char *content = read ? content_of(downtime, data) : NULL;
    g_mutex_lock(&downtime->mutex);
    downtime->failed = !read;
    downtime->read_us = began_us;
    if (read) {
        downtime_data_unref(downtime->data);
        g_clear_pointer(&downtime->html, g_bytes_unref);
        g_free(downtime->content);
        downtime->content = content;
        downtime->data = data;
        downtime->html = g_bytes_ref(html);
        downtime->made_at = now;
        downtime->made_us = began_us;
        downtime->change_number = number;
        downtime->build_us = clock_monotonic_us() - began_us;
    }
    g_mutex_unlock(&downtime->mutex);
    if (read) {
        write_targets(downtime, HTML, html, now);
        g_bytes_unref(html);
    } else {
        log_warning("downtime pack not made", log_error_text(error));
    }
}

/* The same on paper, in both languages, for a stick that is carried to a printer. Fonts and the layout of a
 * thousand rooms take tens of megabytes, which a process of its own gives back; it reads the store anew. */
static void make_paper(Downtime *downtime)
{
    g_autoptr(GError) error = NULL;

    g_mutex_lock(&downtime->mutex);
    char *content = g_strdup(downtime->content);
    g_mutex_unlock(&downtime->mutex);
    Instant now = clock_now(downtime->property->wall);
    g_autoptr(GBytes) paper = process_output((const char *const *)downtime->paper_command, &error);
    g_mutex_lock(&downtime->mutex);
    downtime->paper_us = clock_monotonic_us();
    if (paper != NULL) {
        downtime->paper_at = now;
        g_free(downtime->paper_content);
        downtime->paper_content = g_steal_pointer(&content);
    }
    g_mutex_unlock(&downtime->mutex);
    g_free(content);
    if (paper != NULL) {
        write_targets(downtime, "pdf", paper, now);
    } else {
        log_warning("downtime pack not laid out on paper", log_error_text(error));
    }
}

bool downtime_paper_print(const Property *property, const DowntimeOptions *options, GError **error)
{
    Downtime *downtime = downtime_new(property, options);
    g_autoptr(DowntimeData) data = NULL;
    g_autoptr(GBytes) paper = NULL;

    if (open_reader(downtime, error) &&
        downtime_read(downtime->reader, property->hotel, &data, error) == DATABASE_OK) {
        DowntimePage page = {data, property->hotel, property->zone, clock_now(property->wall)};
        paper = downtime_page_pdf(&page, DOWNTIME_BOTH, error);
    }
    g_clear_pointer(&downtime->reader, odbc_connection_free);
    downtime_free(downtime);
    if (paper == NULL) {
        return false;
    }
    gsize size;
    gconstpointer bytes = g_bytes_get_data(paper, &size);
    if (fwrite(bytes, 1, size, stdout) != size || fflush(stdout) != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot write the pack: %s",
                    g_strerror(errno));
        return false;
    }
    return true;
}

/* Guests at the desk come first: on Linux a thread has a nice value of its own. */
static void yield_to_desk(void)
{
    if (setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICE) != 0) {
        log_warning("the downtime pack is made at the desk's own priority",
                    log_text("why", g_strerror(errno)));
    }
}

/* ---- the thread ---- */

static int64_t age_ms(const Downtime *downtime)
{
    return (clock_monotonic_us() - downtime->read_us) / 1000;
}

/* The mutex is held. Without a folder to carry from, whoever wants paper asks for it (GET …/pdf). */
static bool paper_is_due(const Downtime *downtime)
{
    bool behind = g_strcmp0(downtime->paper_content, downtime->content) != 0;

    return downtime->target_count > 0 && downtime->data != NULL &&
           downtime_paper_due(behind, (clock_monotonic_us() - downtime->paper_us) / 1000);
}

/* FALSE when the node is closing. */
static bool wait_until_due(Downtime *downtime, bool *ret_pack, bool *ret_paper)
{
    bool due = false;
    bool paper = false;

    g_mutex_lock(&downtime->mutex);
    while (!downtime->stopping && !due && !paper) {
        DowntimeAge age = {
            .made = downtime->data != NULL,
            .failed = downtime->failed,
            .changed = changes_number(downtime->property->changes) != downtime->change_number,
            .age_ms = age_ms(downtime),
        };
        due = downtime_due(&age);
        paper = paper_is_due(downtime);
        gauge_set(downtime->age_gauge,
                  age.made ? (clock_monotonic_us() - downtime->made_us) / INSTANT_SECOND : 0);
        if (!due && !paper) {
            g_cond_wait_until(&downtime->wake, &downtime->mutex, clock_monotonic_us() + LOOK_MS * 1000);
        }
    }
    bool go_on = !downtime->stopping;
    *ret_pack = due;
    *ret_paper = paper;
    g_mutex_unlock(&downtime->mutex);
    return go_on;
}

static gpointer keep_for_ever(gpointer user)
{
    Downtime *downtime = user;
    bool pack = false;
    bool paper = false;

    yield_to_desk();
    while (wait_until_due(downtime, &pack, &paper)) {
        if (pack) {
            make_pack(downtime);
        } else if (paper) {
            make_paper(downtime);
        }
    }
    g_clear_pointer(&downtime->reader, odbc_connection_free);
    return NULL;
}

void downtime_start(Downtime *downtime)
{
    downtime->thread = g_thread_new("downtime", keep_for_ever, downtime);
}

void downtime_stop(Downtime *downtime)
{
    g_mutex_lock(&downtime->mutex);
    downtime->stopping = true;
    g_cond_signal(&downtime->wake);
    g_mutex_unlock(&downtime->mutex);
    g_clear_pointer(&downtime->thread, g_thread_join);
}

/* ---- looking at it ---- */

static json_t *target_json(const Downtime *downtime, const Target *target)
{
    g_autofree char *path =
        g_strdup_printf("%s/downtime-%s.html", target->folder, downtime->property->hotel->code);

    return json_pack("{s:o, s:o, s:o}", "path", json_from_text(path), "written_at",
                     json_from_instant(target->written_at), "error", json_from_text(target->problem));
}

json_t *downtime_to_json(Downtime *downtime)
{
    json_t *files = json_array();

    g_mutex_lock(&downtime->mutex);
    bool made = downtime->data != NULL;
    int64_t old_ms = made ? (clock_now(downtime->property->wall) - downtime->made_at) / 1000 : 0;
    for (guint i = 0; i < downtime->target_count; i++) {
        json_array_append_new(files, target_json(downtime, &downtime->targets[i]));
    }
    json_t *answer = json_pack(
        "{s:o, s:o, s:o, s:b, s:I, s:I, s:o}", "paper_at", json_from_instant(downtime->paper_at), "made_at",
        made ? json_from_instant(downtime->made_at) : json_null(), "age_ms",
        made ? json_integer(MAX(old_ms, 0)) : json_null(), "late", downtime_late(made, old_ms), "build_ms",
        (json_int_t)(downtime->build_us / 1000), "bytes",
        (json_int_t)(downtime->html == NULL ? 0 : g_bytes_get_size(downtime->html)), "files", files);
    g_mutex_unlock(&downtime->mutex);
    return answer;
}

GBytes *downtime_html(Downtime *downtime)
{
    g_mutex_lock(&downtime->mutex);
    GBytes *html = downtime->html == NULL ? NULL : g_bytes_ref(downtime->html);
    g_mutex_unlock(&downtime->mutex);
    return html;
}

GBytes *downtime_pdf(Downtime *downtime, DowntimeLanguage language, GError **error)
{
    g_mutex_lock(&downtime->mutex);
    g_autoptr(DowntimeData) data = downtime->data == NULL ? NULL : downtime_data_ref(downtime->data);
    DowntimePage page = {data, downtime->property->hotel, downtime->property->zone, downtime->made_at};
    g_mutex_unlock(&downtime->mutex);
    return data == NULL ? NULL : downtime_page_pdf(&page, language, error);
}
