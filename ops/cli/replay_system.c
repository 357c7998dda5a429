#include "ops/cli/replay_system.h"

#include "ops/cli/cli.h"
#include "ops/clock.h"

enum {
    /* A part that is killed and started again is back well within this time. */
    PATIENCE_MS = 5 * 60 * 1000,
    POLL_MS = 20,
};

static const char CHAIN_TRAINER[] = "trainer1";
static const char CHANNEL_CLIENT[] = "replay";
static const char CHANNEL_SCOPE[] = "notifications";

static ApiParty *staff_party(const RunFolder *folder, const char *url, const char *user, GError **error)
{
    g_autofree char *password = run_folder_staff_password(folder, user, error);
    return password ? api_party_new_staff(url, user, password) : NULL;
}

static bool hotel_prepare(SystemHotel *hotel, RunFolder *folder, const char *code, GError **error)
{
    const char *url = run_folder_hotel_url(folder, code, error);
    if (!url) {
        return false;
    }
    g_autofree char *lower = g_ascii_strdown(code, -1);
    g_autofree char *desk = g_strdup_printf("%s-desk1", lower);
    g_autofree char *trainer = g_strdup_printf("%s-trainer", lower);
    hotel->code = g_strdup(code);
    hotel->desk = staff_party(folder, url, desk, error);
    hotel->trainer = hotel->desk ? staff_party(folder, url, trainer, error) : NULL;
    return hotel->trainer != NULL;
}

static bool centre_prepare(System *system, RunFolder *folder, bool with_channel, GError **error)
{
    const char *url = run_folder_centre_url(folder, error);
    system->centre = url ? staff_party(folder, url, CHAIN_TRAINER, error) : NULL;
    if (!system->centre || !with_channel) {
        return system->centre != NULL;
    }
    g_autofree char *secret = run_folder_client_secret(folder, CHANNEL_CLIENT, error);
    system->channel = secret ? api_party_new_client(url, CHANNEL_CLIENT, secret, CHANNEL_SCOPE) : NULL;
    return system->channel != NULL;
}

System *system_new(RunFolder *folder, const char *const *codes, bool with_channel, unsigned connections,
                   GError **error)
{
    g_autoptr(System) system = g_new0(System, 1);
    const unsigned count = g_strv_length((char **)codes);
    system->hotels = g_new0(SystemHotel, count);
    if (!centre_prepare(system, folder, with_channel, error)) {
        return NULL;
    }
    for (system->hotel_count = 0; system->hotel_count < count; system->hotel_count++) {
        if (!hotel_prepare(&system->hotels[system->hotel_count], folder, codes[system->hotel_count], error)) {
            return NULL;
        }
    }
    system->caller = api_caller_new(connections, PATIENCE_MS);
    return g_steal_pointer(&system);
}

static void hotel_clear(SystemHotel *hotel)
{
    g_free(hotel->code);
    api_party_free(hotel->desk);
    api_party_free(hotel->trainer);
}

void system_free(System *system)
{
    if (!system) {
        return;
    }
    api_caller_free(system->caller);
    api_party_free(system->centre);
    api_party_free(system->channel);
    for (unsigned hotel = 0; hotel < system->hotel_count; hotel++) {
        hotel_clear(&system->hotels[hotel]);
    }
    g_free(system->hotels);
    g_free(system);
}

/* ---- waiting until nothing is on its way ------------------------------------------------------------ */

bool system_member_integer(const json_t *object, const char *where, const char *member, int64_t *ret_value,
                           GError **error)
{
    const json_t *value = json_object_get(object, member);
    if (!json_is_integer(value)) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED,
                    "%s: the answer has no number '%s'; run programs of one version", where, member);
        return false;
    }
    *ret_value = json_integer_value(value);
    return true;
}

/* What a hotel still has to send and to hear: entries of its outbox, changes of the centre's feed. */
static bool hotel_backlog(const System *system, const SystemHotel *hotel, int64_t *ret_outbox,
                          int64_t *ret_feed, GError **error)
{
    g_autofree char *path = g_strdup_printf("/v1/hotels/%s", hotel->code);
    json_auto_t *centre = api_fetch(system->caller, system->centre, "GET", path, NULL, NULL, error);
    json_auto_t *status =
        centre ? api_fetch(system->caller, hotel->desk, "GET", "/v1/status", NULL, NULL, error) : NULL;
    int64_t head = 0;
    int64_t reached = 0;
    if (!status || !system_member_integer(centre, path, "feed_version", &head, error) ||
        !system_member_integer(status, "/v1/status", "feed_version", &reached, error) ||
        !system_member_integer(status, "/v1/status", "outbox_pending", ret_outbox, error)) {
        return false;
    }
    *ret_feed = head - reached;
    return true;
}

bool system_wait_hotel(const System *system, const SystemHotel *hotel, SystemWait wait, int64_t patience_ms,
                       GError **error)
{
    int64_t least = INT64_MAX;
    int64_t headway_us = clock_monotonic_us();
    for (;;) {
        int64_t outbox = 0;
        int64_t feed = 0;
        if (!hotel_backlog(system, hotel, &outbox, &feed, error)) {
            return false;
        }
        outbox = wait == SYSTEM_WAIT_FEED ? 0 : outbox;
        if (outbox == 0 && feed <= 0) {
            return true;
        }
        const int64_t now_us = clock_monotonic_us();
        if (outbox + feed < least) {
            least = outbox + feed;
            headway_us = now_us;
        } else if (now_us - headway_us > patience_ms * 1000) {
            g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED,
                        "hotel %s: %" G_GINT64_FORMAT " outbox entries and %" G_GINT64_FORMAT
                        " changes are not delivered; look at ops/status",
                        hotel->code, outbox, feed);
            return false;
        }
        clock_sleep_ms(POLL_MS);
    }
}
