/* keyrack seed: fills the real-time hotels of the demonstration chain with bookings around today, through the
 * public interfaces. What was already done is answered as before and changes nothing. */
#include "ops/chain_load.h"
#include "ops/cli/api.h"
#include "ops/cli/cli.h"
#include "ops/cli/run_folder.h"
#include "ops/cli/seed_plan.h"
#include "ops/yaml.h"

enum { SEED_CONNECTIONS = 8, SEED_PATIENCE_MS = 60000 };

typedef struct {
    RunFolder *folder;
    ApiCaller *caller;
    ApiParty *agent;
    ApiParty *website;
    ApiParty *channel;
} Seeder;

typedef struct {
    const Seeder *seeder;
    const ChainHotel *hotel;
    ApiParty *desk;
    Night today;
    GArray *bookings;         /* SeedBooking */
    GPtrArray *confirmations; /* char *, by index of the booking; NULL before */
} HotelSeed;

/* ---- preparing ------------------------------------------------------------------------------------- */

static void seeder_clear(Seeder *seeder)
{
    g_clear_pointer(&seeder->caller, api_caller_free);
    g_clear_pointer(&seeder->agent, api_party_free);
    g_clear_pointer(&seeder->website, api_party_free);
    g_clear_pointer(&seeder->channel, api_party_free);
    g_clear_pointer(&seeder->folder, run_folder_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Seeder, seeder_clear)

static ApiParty *staff_party(const Seeder *seeder, const char *url, const char *user, GError **error)
{
    g_autofree char *password = url ? run_folder_staff_password(seeder->folder, user, error) : NULL;
    return password ? api_party_new_staff(url, user, password) : NULL;
}

static ApiParty *client_party(const Seeder *seeder, const char *url, const char *client, const char *scope,
                              GError **error)
{
    g_autofree char *secret = run_folder_client_secret(seeder->folder, client, error);
    return secret ? api_party_new_client(url, client, secret, scope) : NULL;
}

static bool seeder_prepare(Seeder *seeder, const char *run, GError **error)
{
    seeder->folder = run_folder_open(run, error);
    const char *url = seeder->folder ? run_folder_centre_url(seeder->folder, error) : NULL;
    seeder->agent = url ? staff_party(seeder, url, "crs-agent1", error) : NULL;
    seeder->website = seeder->agent ? client_party(seeder, url, "website", "reservations", error) : NULL;
    seeder->channel = seeder->website ? client_party(seeder, url, "replay", "notifications", error) : NULL;
    if (!seeder->channel) {
        return false;
    }
    seeder->caller = api_caller_new(SEED_CONNECTIONS, SEED_PATIENCE_MS);
    return true;
}

/* The chain file that the centre's configuration names. */
static Chain *chain_of(const RunFolder *folder, GError **error)
{
    g_autofree char *path = run_folder_path(folder, "etc/central.yaml");
    g_autoptr(YamlFile) file = yaml_file_load(path, error);
    const YamlNode *node = file ? yaml_require(yaml_file_root(file), "chain", error) : NULL;
    const char *chain = NULL;
    return node && yaml_text(node, &chain, error) ? chain_load(chain, error) : NULL;
}

/* ---- the day around which a hotel is seeded ------------------------------------------------------------ */

static bool business_date(const HotelSeed *seed, Night *ret_today, GError **error)
{
    json_auto_t *status = api_fetch(seed->seeder->caller, seed->desk, "GET", "/v1/status", NULL, NULL, error);
    if (!status) {
        return false;
    }
    const char *text = json_string_value(json_object_get(status, "business_date"));
    return cli_date_parse("business_date", text ? text : "", ret_today, error);
}

/* Kept from the first run on, so that a second run on another day says the same and adds nothing. */
static bool seed_day(HotelSeed *seed, GError **error)
{
    g_autofree char *name = g_strdup_printf("seed-%s.date", seed->hotel->code);
    g_autofree char *path = run_folder_path(seed->seeder->folder, name);
    g_autofree char *text = NULL;
    if (g_file_get_contents(path, &text, NULL, NULL)) {
        return cli_date_parse(path, g_strchomp(text), &seed->today, error);
    }
    char date[NIGHT_TEXT_SIZE];
    return business_date(seed, &seed->today, error) &&
           g_file_set_contents(path, night_write(seed->today, date), -1, error);
}

/* ---- sending --------------------------------------------------------------------------------------- */

static char *seed_key(const HotelSeed *seed, const SeedBooking *booking, const char *operation)
{
    char date[NIGHT_TEXT_SIZE];
    return g_strdup_printf("demo-%s-%s-%03u-%s", seed->hotel->code, night_write(seed->today, date),
                           booking->number, operation);
}

static bool booked(const ApiAnswer *answer, gpointer data, GError **error)
{
    char **confirmation = data;
    const char *text = NULL;
    if (!answer) {
        return true;
    }
    if (!api_answer_expect_success(answer, error) ||
        !api_answer_text(answer, "confirmation_number", &text, error)) {
        return false;
    }
    *confirmation = g_strdup(text);
    return true;
}

static void send_booking(HotelSeed *seed, guint index)
{
    const SeedBooking *booking = &g_array_index(seed->bookings, SeedBooking, index);
    const bool notified = booking->channel == SEED_NOTIFICATION;
    ApiParty *party = notified                           ? seed->seeder->channel
                      : booking->channel == SEED_WEBSITE ? seed->seeder->website
                                                         : seed->seeder->agent;
    g_autofree char *key = seed_key(seed, booking, "book");
    api_call(seed->seeder->caller, party, "POST",
             notified ? "/v1/notifications/reservations" : "/v1/reservations",
             seed_booking_json(seed->hotel, booking, seed->today), key, booked,
             &g_ptr_array_index(seed->confirmations, index));
}

static void send_at_desk(HotelSeed *seed, guint index, const char *operation, json_t *body)
{
    const SeedBooking *booking = &g_array_index(seed->bookings, SeedBooking, index);
    g_autofree char *key = seed_key(seed, booking, operation);
    g_autofree char *path = g_strdup_printf("/v1/reservations/%s/%s",
                                            (char *)g_ptr_array_index(seed->confirmations, index), operation);
    api_call(seed->seeder->caller, seed->desk, "POST", path, body, key, NULL, NULL);
}

static bool send_all(HotelSeed *seed, GError **error)
{
    for (guint index = 0; index < seed->bookings->len; index++) {
        send_booking(seed, index);
    }
    if (!api_caller_drain(seed->seeder->caller, error)) {
        return false;
    }
    for (guint index = 0; index < seed->bookings->len; index++) {
        const SeedBooking *booking = &g_array_index(seed->bookings, SeedBooking, index);
        if (booking->checked_in) {
            send_at_desk(seed, index, "check-in", json_pack("{si}", "line", 1));
        } else if (booking->cancelled) {
            send_at_desk(seed, index, "cancel", json_pack("{ss}", "reason", "plans changed"));
        }
    }
    return api_caller_drain(seed->seeder->caller, error);
}

static bool seed_hotel(const Seeder *seeder, const ChainHotel *hotel, GError **error)
{
    const char *url = run_folder_hotel_url(seeder->folder, hotel->code, error);
    g_autofree char *lower = g_ascii_strdown(hotel->code, -1);
    g_autofree char *user = g_strdup_printf("%s-desk1", lower);
    g_autoptr(ApiParty) desk = staff_party(seeder, url, user, error);
    HotelSeed seed = {.seeder = seeder, .hotel = hotel, .desk = desk};
    if (!desk || !seed_day(&seed, error)) {
        return false;
    }
    seed.bookings = seed_plan(hotel, seed.today);
    seed.confirmations = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_set_size(seed.confirmations, (gint)seed.bookings->len);
    const bool sent = send_all(&seed, error);
    if (sent) {
        char date[NIGHT_TEXT_SIZE];
        g_print("%s: %u bookings around %s\n", hotel->code, seed.bookings->len,
                night_write(seed.today, date));
    }
    g_array_unref(seed.bookings);
    g_ptr_array_unref(seed.confirmations);
    return sent;
}

static bool seed_chain(const char *run, GError **error)
{
    g_auto(Seeder) seeder = {0};
    if (!seeder_prepare(&seeder, run, error)) {
        return false;
    }
    g_autoptr(Chain) chain = chain_of(seeder.folder, error);
    if (!chain) {
        return false;
    }
    for (guint index = 0; index < chain->hotels->len; index++) {
        const ChainHotel *hotel = g_ptr_array_index(chain->hotels, index);
        if (!hotel->practice && !seed_hotel(&seeder, hotel, error)) {
            return false;
        }
    }
    return true;
}

bool cli_seed(int argc, char **argv, GError **error)
{
    g_autofree char *run = NULL;
    GOptionEntry entries[] = {
        {"run", 0, 0, G_OPTION_ARG_FILENAME, &run, "run folder of the installation (default .run)", "DIR"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return cli_options_parse(
               "", "Fills the demonstration's real-time hotels with guests and bookings around today.",
               entries, &argc, &argv, error) &&
           cli_no_more_arguments(argc, argv, error) && seed_chain(run ? run : ".run", error);
}
