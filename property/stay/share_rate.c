#include "property/stay/share_rate.h"

#include "property/assignment/assignment.h"
#include "property/stay/share_store.h"
#include "property/stay/stay_store.h"

DatabaseStatus sharing_guests(OdbcConnection *connection, const Stay *stay, GPtrArray **ret_guests,
                              GError **error)
{
    g_autoptr(Stay) host = NULL;
    int64_t host_id = stay->shares_with != 0 ? stay->shares_with : stay->stay_id;

    DatabaseStatus status = stay_find(connection, host_id, &host, error);
    if (status == DATABASE_OK) {
        status = stays_sharing(connection, host_id, ret_guests, error);
    }
    if (status == DATABASE_OK) {
        g_ptr_array_insert(*ret_guests, 0, g_steal_pointer(&host));
    }
    return status;
}

DatabaseStatus sharing_covered_until(OdbcConnection *connection, const Stay *stay, Night *ret_night,
                                     GError **error)
{
    g_autoptr(GPtrArray) guests = NULL;

    *ret_night = NIGHT_MIN;
    DatabaseStatus status = sharing_guests(connection, stay, &guests, error);
    for (guint i = 0; status == DATABASE_OK && i < guests->len; i++) {
        const Stay *guest = g_ptr_array_index(guests, i);
        if (guest->stay_id != stay->stay_id) {
            *ret_night = MAX(*ret_night, guest->departure);
        }
    }
    return status;
}

static bool stays(const Stay *guest, Night night)
{
    return night >= guest->arrival && night < guest->departure;
}

static Night last_departure(const GPtrArray *guests)
{
    Night last = NIGHT_MIN;

    for (guint i = 0; i < guests->len; i++) {
        last = MAX(last, ((const Stay *)g_ptr_array_index(guests, i))->departure);
    }
    return last;
}

/* A night that is on the folio stays as it is. */
static DatabaseStatus set_open_night(Command *command, const Stay *guest, Night night, int64_t price_minor,
                                     GError **error)
{
    bool charged = false;

    DatabaseStatus status = stay_night_charged(command->connection, guest, night, &charged, error);
    return status == DATABASE_OK && !charged
               ? stay_night_set(command->connection, guest, night, price_minor, error)
               : status;
}

DatabaseStatus sharing_rate_join(Command *command, const GPtrArray *guests, const Stay *joining,
                                 GError **error)
{
    Night until = MIN(last_departure(guests), joining->departure);
    DatabaseStatus status = DATABASE_OK;

    for (Night night = MAX(command->business_date, joining->arrival); status == DATABASE_OK && night < until;
         night++) {
        status = set_open_night(command, joining, night, 0, error);
    }
    return status;
}

/* ---- taking over ---- */

/* The first of those who stay the night and do not have it on the folio; `*ret_stays`: somebody stays it. */
static DatabaseStatus find_payer(Command *command, const GPtrArray *guests, const Stay *leaving, Night night,
                                 const Stay **ret_payer, bool *ret_stays, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    *ret_payer = NULL;
    *ret_stays = false;
    for (guint i = 0; status == DATABASE_OK && *ret_payer == NULL && i < guests->len; i++) {
        const Stay *guest = g_ptr_array_index(guests, i);
        bool charged = false;
        if (guest->stay_id == leaving->stay_id || !stays(guest, night)) {
            continue;
        }
        *ret_stays = true;
        status = stay_night_charged(command->connection, guest, night, &charged, error);
        if (status == DATABASE_OK && !charged) {
            *ret_payer = guest;
        }
    }
    return status;
}

static DatabaseStatus refuse_charged(Command *command, Night night)
{
    char text[NIGHT_TEXT_SIZE];

    return command_refuse(
        command, 409, "charged_ahead",
        "The night of %s is on the folios of all who stay in the room, and nobody would pay "
        "this guest's share of it: correct that charge first.",
        night_write(night, text));
}

static DatabaseStatus add_to_night(Command *command, const Stay *guest, Night night, int64_t more_minor,
                                   GError **error)
{
    int64_t price_minor = 0;

    DatabaseStatus status = stay_night_price(command->connection, guest, night, &price_minor, error);
    return status == DATABASE_OK
               ? stay_night_set(command->connection, guest, night, price_minor + more_minor, error)
               : status;
}

static DatabaseStatus take_over_night(Command *command, const GPtrArray *guests, const Stay *leaving,
                                      Night night, GError **error)
{
    const Stay *payer = NULL;
    bool somebody_stays = false;
    bool charged = false;
    int64_t share_minor = 0;

    DatabaseStatus status = stay_night_charged(command->connection, leaving, night, &charged, error);
    if (status == DATABASE_OK) {
        status = find_payer(command, guests, leaving, night, &payer, &somebody_stays, error);
    }
    if (status == DATABASE_OK && somebody_stays && !charged) {
        status = stay_night_price(command->connection, leaving, night, &share_minor, error);
    }
    if (status != DATABASE_OK || share_minor == 0) {
        return status;
    }
    return payer != NULL ? add_to_night(command, payer, night, share_minor, error)
                         : refuse_charged(command, night);
}

DatabaseStatus sharing_rate_take_over(Command *command, const GPtrArray *guests, const Stay *leaving,
                                      Night from, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (Night night = MAX(from, leaving->arrival); status == DATABASE_OK && night < leaving->departure;
         night++) {
        status = take_over_night(command, guests, leaving, night, error);
    }
    return status;
}

/* ---- giving out ---- */

static DatabaseStatus read_parts(Command *command, const GPtrArray *guests, SharePart *parts, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; status == DATABASE_OK && i < guests->len; i++) {
        const Stay *guest = g_ptr_array_index(guests, i);
        status =
            share_read(command->connection, guest->stay_id, &parts[i].basis, &parts[i].custom_minor, error);
    }
    return status;
}

/* Those who stay the night and do not have it on the folio, with what they were to pay. */
static DatabaseStatus find_open(Command *command, const GPtrArray *guests, const SharePart *ways, Night night,
                                GPtrArray *open, GArray *parts, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; status == DATABASE_OK && i < guests->len; i++) {
        Stay *guest = g_ptr_array_index(guests, i);
        SharePart part = ways[i];
        bool charged = false;
        if (!stays(guest, night)) {
            continue;
        }
        status = stay_night_charged(command->connection, guest, night, &charged, error);
        if (status == DATABASE_OK && !charged) {
            status = stay_night_price(command->connection, guest, night, &part.price_minor, error);
            g_ptr_array_add(open, guest);
            g_array_append_val(parts, part);
        }
    }
    return status;
}

static DatabaseStatus divide_night(Command *command, const GPtrArray *guests, const SharePart *ways,
                                   Night night, GError **error)
{
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(SharePart));

    DatabaseStatus status = find_open(command, guests, ways, night, open, parts, error);
    if (status != DATABASE_OK || open->len < 2) {
        return status;
    }
    share_night_divide((SharePart *)(void *)parts->data, parts->len);
    for (guint i = 0; status == DATABASE_OK && i < open->len; i++) {
        status = stay_night_set(command->connection, g_ptr_array_index(open, i), night,
                                g_array_index(parts, SharePart, i).price_minor, error);
    }
    return status;
}

static DatabaseStatus divide(Command *command, const GPtrArray *guests, GError **error)
{
    g_autofree SharePart *ways = g_new0(SharePart, guests->len);
    Night until = last_departure(guests);

    DatabaseStatus status = read_parts(command, guests, ways, error);
    for (Night night = command->business_date; status == DATABASE_OK && night < until; night++) {
        status = divide_night(command, guests, ways, night, error);
    }
    return status;
}

/* ---- holding the room ---- */

static DatabaseStatus release_sharers(Command *command, const GPtrArray *guests, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 1; status == DATABASE_OK && i < guests->len; i++) {
        const Stay *guest = g_ptr_array_index(guests, i);
        LineKey key = line_key(guest->confirmation_number, guest->line);
        status = room_nights_release(command->connection, &key, command->business_date, NIGHT_MAX, error);
    }
    return status;
}

/* The first who has the room holds the nights stayed; the next those after, and so on. */
static DatabaseStatus hold(Command *command, const GPtrArray *guests, GError **error)
{
    const Stay *host = g_ptr_array_index(guests, 0);
    Night held_until = MAX(host->departure, command->business_date);

    DatabaseStatus status = release_sharers(command, guests, error);
    for (guint i = 1; status == DATABASE_OK && i < guests->len; i++) {
        const Stay *guest = g_ptr_array_index(guests, i);
        LineKey key = line_key(guest->confirmation_number, guest->line);
        if (guest->departure > held_until) {
            status = assignment_occupy(command, &key, host->room, guest->arrival, held_until,
                                       guest->departure, error);
            held_until = guest->departure;
        }
    }
    return status;
}

DatabaseStatus sharing_settle(Command *command, const Stay *stay, GError **error)
{
    g_autoptr(GPtrArray) guests = NULL;

    DatabaseStatus status = sharing_guests(command->connection, stay, &guests, error);
    if (status != DATABASE_OK || guests->len < 2) {
        return status;
    }
    status = divide(command, guests, error);
    return status == DATABASE_OK ? hold(command, guests, error) : status;
}

DatabaseStatus sharing_let_go(Command *command, const Stay *stay, GError **error)
{
    g_autoptr(GPtrArray) guests = NULL;

    DatabaseStatus status = sharing_guests(command->connection, stay, &guests, error);
    return status == DATABASE_OK ? release_sharers(command, guests, error) : status;
}
