#include "central/loading.h"

#include "central/hotel/hotel_opening.h"
#include "central/inventory/inventory_bulk.h"
#include "ops/log.h"
#include "ops/progress.h"

enum { TELL_EVERY_US = 5000000 };

/* Called under the lock of the work it tells about. */
typedef struct {
    const char *what; /* static text of the log line */
    Progress *bar;    /* NULL: the log is told */
    gboolean with_bar;
    int64_t begun_us;
    int64_t told_us;
    guint hotels;
} Telling;

static void telling_init(Telling *telling, const char *what, gboolean with_bar)
{
    int64_t now_us = clock_monotonic_us();
    *telling = (Telling){.what = what, .with_bar = with_bar, .begun_us = now_us, .told_us = now_us};
}

static void tell_bar(Telling *telling, guint hotels, guint of_hotels)
{
    if (!telling->bar) {
        telling->bar = progress_new(of_hotels, "hotels");
        progress_set_text(telling->bar, telling->what, "");
    }
    progress_step(telling->bar, hotels - telling->hotels);
    progress_show(telling->bar);
}

static void tell(guint hotels, guint of_hotels, gpointer data)
{
    Telling *telling = data;
    int64_t now_us = clock_monotonic_us();
    if (telling->with_bar) {
        tell_bar(telling, hotels, of_hotels);
    } else if (now_us - telling->told_us >= TELL_EVERY_US) {
        telling->told_us = now_us;
        log_info(telling->what, log_int("hotels", hotels), log_int("of", of_hotels));
    }
    telling->hotels = hotels;
}

static void telling_end(Telling *telling)
{
    if (telling->bar)
        progress_finish(telling->bar);
    g_clear_pointer(&telling->bar, progress_free);
    if (telling->hotels > 0)
        log_info(telling->what, log_int("hotels", telling->hotels),
                 log_int("ms", (clock_monotonic_us() - telling->begun_us) / 1000));
}

DatabaseStatus central_open_hotels(Central *central, PgConnection *connection, gboolean with_bar,
                                   GError **error)
{
    Telling telling;
    telling_init(&telling, "opening hotels", with_bar);
    HotelOpening opening = {
        .chain = central->chain,
        .now = clock_now(central->wall),
        .database = &central->database,
        .told = tell,
        .data = &telling,
    };
    DatabaseStatus status = hotel_opening_run(connection, &opening, error);
    telling_end(&telling);
    return status;
}

DatabaseStatus central_load_memory(Central *central, GError **error)
{
    Telling telling;
    telling_init(&telling, "loading hotels into memory", FALSE);
    InventoryBulk bulk = {
        .chain = central->chain,
        .memory = central->memory,
        .database = &central->database,
        .told = tell,
        .data = &telling,
    };
    DatabaseStatus status = inventory_bulk_load(&bulk, error);
    telling_end(&telling);
    return status;
}
