#include "property/device/guest_record.h"

#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/room/room_rules.h"
#include <string.h>

static const OdbcStatement count_sharers = {
    "count_device_sharers",
    "SELECT COUNT(*) FROM device_guest WHERE room = ? AND stay_id <> ?",
    2,
};

static const OdbcStatement read_traits = {
    "read_device_guest_traits",
    "SELECT r.document, f.tier, f.party FROM copied_reservation r LEFT JOIN reservation_fact f ON "
    "f.confirmation_number = r.confirmation_number WHERE r.confirmation_number = ?",
    1,
};

static const OdbcStatement read_room = {
    "read_device_room",
    "SELECT r.housekeeping, (SELECT COUNT(*) FROM device_guest g WHERE g.room = r.room) FROM room r WHERE "
    "r.room = ?",
    1,
};

DatabaseStatus device_room_shared(OdbcConnection *connection, const char *room, int64_t stay_id,
                                  bool *ret_shared, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &count_sharers, &result, error, "sl", room, stay_id);
    if (status == DATABASE_OK) {
        *ret_shared = odbc_result_int64(result, 0, 0) > 0;
    }
    return status;
}

/* ---- traits ---- */

void guest_traits_clear(GuestTraits *traits)
{
    g_clear_pointer(&traits->tier, g_free);
    g_clear_pointer(&traits->party, g_free);
}

/* "zh-Hans" and "zh" are one language to a device. */
static void keep_language(GuestTraits *traits, const json_t *document)
{
    const char *language = json_string_value(json_object_get(json_object_get(document, "guest"), "language"));

    if (language != NULL && g_ascii_isalpha(language[0]) && g_ascii_isalpha(language[1]) &&
        !g_ascii_isalpha(language[2])) {
        traits->language[0] = g_ascii_tolower(language[0]);
        traits->language[1] = g_ascii_tolower(language[1]);
    }
}

DatabaseStatus guest_traits_read(OdbcConnection *connection, const Stay *stay, GuestTraits *ret_traits,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &read_traits, &result, error, "s", stay->confirmation_number);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        json_auto_t *document = copied_document(result, 0, 0);
        keep_language(ret_traits, document);
        ret_traits->tier = g_strdup(odbc_result_text(result, 0, 1));
        ret_traits->party = g_strdup(odbc_result_text(result, 0, 2));
    }
    return status;
}

/* FIAS has letters of its own for languages. */
static const char *fias_language(const char *language)
{
    static const char *const names[][2] = {
        {"en", "EA"}, {"fr", "FR"}, {"de", "GE"}, {"it", "IT"}, {"ja", "JA"},
        {"es", "SP"}, {"pt", "PO"}, {"zh", "CH"}, {"ru", "RU"}, {"ko", "KO"},
    };

    if (language[0] == '\0') {
        return "";
    }
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i][0], language) == 0) {
            return names[i][1];
        }
    }
    return "EA";
}

static void add_trait(FiasRecord *record, const char *field, const char *value, bool always)
{
    bool known = value != NULL && value[0] != '\0';

    if (known || always) {
        fias_record_add(record, field, value);
    }
}

void guest_traits_add(FiasRecord *record, const GuestTraits *traits, bool always)
{
    add_trait(record, "GL", fias_language(traits->language), always);
    add_trait(record, "GV", traits->tier, always);
    add_trait(record, "GG", traits->party, always);
}

/* ---- records ---- */

static const char *yes(bool is)
{
    return is ? "Y" : "N";
}

static void add_rights(FiasRecord *record, const StayRights *rights)
{
    static const char *const television[] = {"TU", "TX", "TN"};

    fias_record_add_integer(record, "CS", rights->telephone_class);
    fias_record_add(record, "TV", television[rights->television]);
    /* Whoever may not charge to the room settles at the desk: the bill can be seen, not left with. */
    fias_record_add(record, "VR", rights->no_post ? "VB" : "VA");
    fias_record_add(record, "MR", rights->minibar_locked ? "ML" : "MU");
}

void guest_name_add(FiasRecord *record, const char *guest_name)
{
    g_auto(GStrv) parts = g_strsplit(guest_name, ", ", 2);

    fias_record_add(record, "GN", parts[0]);
    if (parts[0] != NULL && parts[1] != NULL) {
        fias_record_add(record, "GF", parts[1]);
    }
}

static FiasRecord *guest_record(const Stay *stay, const StayRights *rights, const GuestTraits *traits,
                                bool shares)
{
    FiasRecord *record = fias_record_new("GI");

    fias_record_add(record, "RN", stay->room);
    fias_record_add_integer(record, "G#", stay->stay_id);
    fias_record_add(record, "GS", yes(shares));
    guest_name_add(record, stay->guest_name);
    fias_record_add_date(record, "GA", stay->arrival);
    fias_record_add_date(record, "GD", stay->departure);
    fias_record_add(record, "NP", yes(rights->no_post));
    add_rights(record, rights);
    guest_traits_add(record, traits, false);
    return record;
}

DatabaseStatus device_guest_record(OdbcConnection *connection, const Stay *stay, FiasRecord **ret_record,
                                   GError **error)
{
    StayRights rights;
    g_auto(GuestTraits) traits = {0};
    bool shares = false;

    DatabaseStatus status = stay_rights_read(connection, stay->stay_id, &rights, error);
    if (status == DATABASE_OK) {
        status = device_room_shared(connection, stay->room, stay->stay_id, &shares, error);
    }
    if (status == DATABASE_OK) {
        status = guest_traits_read(connection, stay, &traits, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (rights.language[0] != '\0') {
        g_strlcpy(traits.language, rights.language, sizeof traits.language);
    }
    *ret_record = guest_record(stay, &rights, &traits, shares);
    return DATABASE_OK;
}

FiasRecord *device_equipment_record(const Stay *stay, const StayRights *rights)
{
    FiasRecord *record = fias_record_new("RE");

    fias_record_add(record, "RN", stay->room);
    fias_record_add_integer(record, "G#", stay->stay_id);
    add_rights(record, rights);
    fias_record_add(record, "ML", yes(rights->message_light));
    fias_record_add(record, "DN", yes(rights->do_not_disturb));
    return record;
}

DatabaseStatus device_room_record(OdbcConnection *connection, const char *room, FiasRecord **ret_record,
                                  GError **error)
{
    /* There is no number for a room that needs a light touch: it is not ready, so dirty. */
    static const int vacant[ROOM_HOUSEKEEPING_COUNT] = {
        [ROOM_INSPECTED] = 5, [ROOM_CLEAN] = 3, [ROOM_PICKUP] = 1, [ROOM_DIRTY] = 1};
    g_autoptr(OdbcResult) result = NULL;
    RoomHousekeeping housekeeping;

    DatabaseStatus status = statement_run(connection, &read_room, &result, error, "s", room);
    if (status != DATABASE_OK || odbc_result_rows(result) != 1) {
        return status;
    }
    g_assert(room_housekeeping_parse(odbc_result_text(result, 0, 0), &housekeeping));
    bool occupied = odbc_result_int64(result, 0, 1) > 0;
    *ret_record = fias_record_new("RE");
    fias_record_add(*ret_record, "RN", room);
    fias_record_add_integer(*ret_record, "RS", vacant[housekeeping] + (occupied ? 1 : 0));
    return DATABASE_OK;
}
