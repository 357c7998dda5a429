/* SQLite's log is taken over into the database file on a thread and a connection of its own, beside what the
 * writer commits: it copies some thousand pages and waits for the disk, and nobody at a desk shall wait for
 * that. The thread only does as it is told; everything is decided on the writer's thread, in odbc_tidy().
 *
 * The log begins anew only with a commit that finds all of it taken over, which never happens beside a writer
 * who does not pause. So the thread takes over the bulk, and then the writer itself the rest that came
 * meanwhile, which is about as long as two commits. SQLite has the disk keep the file only when the log can
 * begin anew, which would be in the writer's time and with the bulk; so the thread does that as well, before.
 *
 * The packaged SQLite has a fault (sqlite.org/wal.html, "the WAL-reset bug", mended in 3.51.3): taking over
 * that begins while the whole log has been taken over may not notice that a commit begins the log anew at the
 * same moment, and then counts new pages as taken over that are not. It cannot happen here. There is one
 * writer, the thread and the writer never take over at once, and the thread begins only when the log is known
 * to hold what was not taken over: after a commit with a mark, a page written for that alone, that began when
 * the time before had ended. Until the thread has ended, no commit can then begin the log anew. */
#include "ops/log.h"
#include "ops/odbc_internal.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Any value will do: nobody reads it, and setting it writes the page that holds it. */
#define MARK "PRAGMA user_version = 1"
#define TAKE_OVER "PRAGMA wal_checkpoint(PASSIVE)"

/* The writer takes nothing over by itself, and a log that once was long does not stay so. */
#define NEVER_BY_COMMIT "PRAGMA wal_autocheckpoint = 0"
#define LOG_CUT_BACK "PRAGMA journal_size_limit = 33554432" /* LOG_LARGE_BYTES */

/* Taking over costs the disk a pause, and most pages of the log are the same few: it pays to wait for some
 * commits while nobody is waiting, and for many otherwise. Few may be left to the writer; a longer rest is
 * for the thread again, but not without end. */
enum { COMMITS_WORTH_IT = 32, COMMITS_MANY = 1000, COMMITS_LEFT_TO_WRITER = 64, ROUNDS_MAX = 3 };

#define LOG_LARGE_BYTES ((goffset)32 * 1024 * 1024)

/* Pages of the log that the thread may leave because of a commit at the same moment. */
enum { PAGES_LEFT_TO_WRITER = 500 };

/* Beyond it the writer waits for the thread. */
#define LOG_HUGE_BYTES (4 * LOG_LARGE_BYTES)

typedef enum {
    TAKEOVER_RESTS,
    TAKEOVER_RUNS,
    TAKEOVER_ENDED, /* the writer has not looked yet */
} TakeoverState;

struct OdbcTakeover {
    OdbcConnection *connection; /* the thread's, once it runs */
    GThread *thread;
    GMutex mutex;
    GCond changed;
    TakeoverState state; /* with the mutex, like the next two */
    bool done;           /* what the log held at the beginning was taken over, but for a few pages */
    bool closing;
    int file;           /* descriptor of the database, for the disk to keep it */
    char *log;          /* path; this and what follows is the writer's */
    guint64 since;      /* commits when it ended last */
    guint64 marked;     /* commits once the one with the mark is among them; 0: none is marked */
    guint64 meanwhile;  /* commits that began while it ran */
    guint rounds;       /* how often the rest was for the thread again */
    goffset told_bytes; /* of the log when somebody was told last that it grows */
};

/* Pages of those that the log held at the beginning that it still holds; -1: it failed. */
static int64_t log_take_over(OdbcConnection *connection)
{
    g_autoptr(OdbcResult) result = NULL;
    if (odbc_execute_sql(connection, TAKE_OVER, NULL, &result, NULL) != DATABASE_OK ||
        odbc_result_rows(result) != 1 || odbc_result_int64(result, 0, 0) != 0)
        return -1;
    return odbc_result_int64(result, 0, 1) - odbc_result_int64(result, 0, 2);
}

/* What the disk is given at once: whoever commits meanwhile waits behind it. */
enum { PIECE_BYTES = 256 * 1024 };

/* A file that is written out all at once keeps the disk from everybody else for that time. */
static bool file_keep(int file)
{
    struct stat found;
    if (fstat(file, &found) != 0)
        return false;
    for (goffset from = 0; from < found.st_size; from += PIECE_BYTES)
        sync_file_range(file, from, PIECE_BYTES,
                        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    return fdatasync(file) == 0;
}

static bool bulk_take_over(const OdbcTakeover *takeover)
{
    int64_t left = log_take_over(takeover->connection);
    return left >= 0 && left <= PAGES_LEFT_TO_WRITER && file_keep(takeover->file);
}

static gpointer takeover_run(gpointer data)
{
    OdbcTakeover *takeover = data;
    g_mutex_lock(&takeover->mutex);
    for (;;) {
        while (takeover->state != TAKEOVER_RUNS && !takeover->closing)
            g_cond_wait(&takeover->changed, &takeover->mutex);
        if (takeover->state != TAKEOVER_RUNS)
            break;
        g_mutex_unlock(&takeover->mutex);
        bool done = bulk_take_over(takeover);
        g_mutex_lock(&takeover->mutex);
        takeover->done = done;
        takeover->state = TAKEOVER_ENDED;
        g_cond_broadcast(&takeover->changed);
    }
    g_mutex_unlock(&takeover->mutex);
    return NULL;
}

bool odbc_takeover_open(OdbcConnection *connection, GError **error)
{
    if (connection->kind != ODBC_SQLITE)
        return true;
    g_autofree char *file = odbc_string_value(connection->connection_string, "Database");
    OdbcOptions options = {.connection_string = connection->connection_string, .read_only = true};
    OdbcConnection *own = odbc_connection_new(&options, error);
    if (own == NULL)
        return false;
    OdbcTakeover *takeover = g_new0(OdbcTakeover, 1);
    takeover->connection = own;
    takeover->file = open(file, O_RDONLY | O_CLOEXEC);
    g_assert(takeover->file >= 0);
    takeover->log = g_strconcat(file, "-wal", NULL);
    g_mutex_init(&takeover->mutex);
    g_cond_init(&takeover->changed);
    takeover->thread = g_thread_new("log", takeover_run, takeover);
    connection->takeover = takeover;
    return true;
}

void odbc_takeover_end(OdbcTakeover *takeover)
{
    if (takeover == NULL)
        return;
    g_mutex_lock(&takeover->mutex);
    takeover->closing = true;
    g_cond_broadcast(&takeover->changed);
    g_mutex_unlock(&takeover->mutex);
    g_thread_join(takeover->thread);
    g_clear_pointer(&takeover->connection, odbc_connection_free);
}

void odbc_takeover_free(OdbcTakeover *takeover)
{
    if (takeover == NULL)
        return;
    close(takeover->file);
    g_cond_clear(&takeover->changed);
    g_mutex_clear(&takeover->mutex);
    g_free(takeover->log);
    g_free(takeover);
}

bool odbc_takeover_settings(OdbcConnection *connection, GError **error)
{
    return odbc_execute_sql(connection, NEVER_BY_COMMIT, NULL, NULL, error) == DATABASE_OK &&
           odbc_execute_sql(connection, LOG_CUT_BACK, NULL, NULL, error) == DATABASE_OK;
}

/* ---- on the writer's thread ---- */

static TakeoverState state_now(OdbcTakeover *takeover)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&takeover->mutex);
    return takeover->state;
}

static void state_set(OdbcTakeover *takeover, TakeoverState state)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&takeover->mutex);
    takeover->state = state;
    g_cond_broadcast(&takeover->changed);
}

/* At least as long as the log is; a log that begins anew leaves the file as it was, up to LOG_LARGE_BYTES. */
static goffset log_bytes(const OdbcTakeover *takeover)
{
    struct stat found;
    return stat(takeover->log, &found) == 0 ? found.st_size : 0;
}

static bool is_marked(const OdbcConnection *connection)
{
    guint64 marked = connection->takeover->marked;
    return marked != 0 && connection->commits >= marked;
}

DatabaseStatus odbc_takeover_before_commit(OdbcConnection *connection, GError **error)
{
    OdbcTakeover *takeover = connection->takeover;
    if (takeover == NULL)
        return DATABASE_OK;
    TakeoverState state = state_now(takeover);
    if (state == TAKEOVER_RUNS)
        takeover->meanwhile++;
    bool worth_it = takeover->rounds > 0 || connection->commits + 1 - takeover->since >= COMMITS_WORTH_IT;
    if (state != TAKEOVER_RESTS || !worth_it || is_marked(connection))
        return DATABASE_OK;
    takeover->marked = connection->commits + 1;
    return odbc_execute_sql(connection, MARK, NULL, NULL, error);
}

static bool is_due(const OdbcConnection *connection, bool somebody_waits)
{
    const OdbcTakeover *takeover = connection->takeover;
    return !somebody_waits || takeover->rounds > 0 || connection->commits - takeover->since >= COMMITS_MANY ||
           log_bytes(takeover) > LOG_LARGE_BYTES;
}

static void takeover_begin(OdbcTakeover *takeover)
{
    takeover->marked = 0;
    takeover->meanwhile = 0;
    state_set(takeover, TAKEOVER_RUNS);
}

/* A reader that does not let go of what it sees keeps the log from being taken over; nothing but its end
 * helps. */
static void growth_tell(OdbcTakeover *takeover)
{
    goffset bytes = log_bytes(takeover);
    if (bytes < LOG_HUGE_BYTES || bytes < 2 * takeover->told_bytes)
        return;
    takeover->told_bytes = bytes;
    log_warning("the log of the store grows and cannot be taken over: another program reads the file without "
                "letting go, or the disk refuses; end that program",
                log_text("log", takeover->log), log_int("bytes", bytes));
}

/* Where nothing was committed meanwhile, the next commit begins the log anew. */
static void takeover_look(OdbcConnection *connection)
{
    OdbcTakeover *takeover = connection->takeover;
    state_set(takeover, TAKEOVER_RESTS);
    takeover->since = connection->commits;
    if (!takeover->done) {
        takeover->rounds = 0;
        growth_tell(takeover);
        return;
    }
    takeover->told_bytes = 0;
    if (takeover->meanwhile > COMMITS_LEFT_TO_WRITER && takeover->rounds < ROUNDS_MAX) {
        takeover->rounds++;
        return;
    }
    takeover->rounds = 0;
    if (takeover->meanwhile > 0)
        log_take_over(connection);
}

static void wait_for_end(OdbcTakeover *takeover)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&takeover->mutex);
    while (takeover->state == TAKEOVER_RUNS)
        g_cond_wait(&takeover->changed, &takeover->mutex);
}

void odbc_tidy(OdbcConnection *connection, bool somebody_waits)
{
    OdbcTakeover *takeover = connection->takeover;
    if (takeover == NULL)
        return;
    if (state_now(takeover) == TAKEOVER_RUNS && log_bytes(takeover) >= LOG_HUGE_BYTES)
        wait_for_end(takeover);
    TakeoverState state = state_now(takeover);
    if (state == TAKEOVER_ENDED)
        takeover_look(connection);
    else if (state == TAKEOVER_RESTS && is_marked(connection) && is_due(connection, somebody_waits))
        takeover_begin(takeover);
}
