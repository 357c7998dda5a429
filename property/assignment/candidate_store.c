#include "property/assignment/candidate_store.h"

#include "property/command/statement.h"
#include "property/room/room_store.h"
#include "property/stay/stay_store.h"
#include <string.h>

#define EXPECTED_LINES                                                                                       \
    "FROM copied_line l JOIN copied_reservation r ON r.confirmation_number = l.confirmation_number "         \
    "LEFT JOIN room_assignment a ON a.confirmation_number = l.confirmation_number AND a.line = l.line "      \
    "LEFT JOIN travel_party p ON p.confirmation_number = l.confirmation_number "                             \
    "WHERE l.status = 'reserved' AND l.arrival = ? AND l.departure > l.arrival AND " LINE_NOT_ARRIVED

static const OdbcStatement expected_guests = {
    "candidate_guests",
    "SELECT l.confirmation_number, l.line, r.guest_name, l.room_type, l.departure, l.adults + l.children, "
    "p.party, p.closeness, COALESCE(a.do_not_move, 0), COALESCE(a.automatic, 0), "
    "(SELECT COUNT(*) FROM room_night n WHERE n.confirmation_number = l.confirmation_number AND n.line = "
    "l.line), "
    "(SELECT MIN(n.room) FROM room_night n WHERE n.confirmation_number = l.confirmation_number AND n.line = "
    "l.line AND n.night = l.arrival), "
    "(SELECT MIN(s.room) FROM stay s WHERE s.status = 'in_house' AND s.departure = l.arrival AND "
    "s.guest_name "
    "= r.guest_name) " EXPECTED_LINES " ORDER BY l.confirmation_number, l.line",
    1,
};

static const OdbcStatement expected_wishes = {
    "candidate_wishes",
    "SELECT w.confirmation_number, w.line, w.wish, w.needed FROM room_wish w JOIN copied_line l "
    "ON l.confirmation_number = w.confirmation_number AND l.line = w.line WHERE l.status = 'reserved' AND "
    "l.arrival = ?",
    1,
};

static const OdbcStatement room_states = {
    "candidate_rooms",
    "SELECT r.room, r.housekeeping, CASE WHEN EXISTS (SELECT 1 FROM hotel_state h JOIN room_night n ON "
    "n.night = h.business_date WHERE n.room = r.room AND n.outage IS NOT NULL) THEN 1 ELSE 0 END, "
    "CASE WHEN EXISTS (SELECT 1 FROM stay s WHERE s.room = r.room AND s.status = 'in_house') THEN 1 ELSE 0 "
    "END, CASE WHEN " ROOM_READY("r.housekeeping") " THEN 1 ELSE 0 END FROM room r WHERE r.in_use = 1",
    0,
};

static const OdbcStatement nights_taken = {
    "candidate_nights",
    "SELECT n.room, n.night, n.confirmation_number, n.line FROM room r JOIN room_night n ON n.room = r.room "
    "WHERE r.position > ? AND r.position <= ? AND n.night >= ? AND n.night < ? AND n.day_use = 0",
    4,
};

static const OdbcStatement still_expected = {
    "candidate_still_expected",
    "SELECT COUNT(*) FROM copied_line l WHERE l.confirmation_number = ? AND l.line = ? AND l.status = "
    "'reserved' AND " LINE_NOT_ARRIVED,
    2,
};

static void candidate_free(gpointer data)
{
    Candidate *candidate = data;

    g_free((char *)candidate->guest.guest_name);
    g_free((char *)candidate->guest.kept_room);
    g_free((char *)candidate->guest.party);
    g_array_unref(candidate->held_rooms);
    g_ptr_array_unref(candidate->guest.wishes);
    g_ptr_array_unref(candidate->guest.needed);
    g_free(candidate);
}

static guint key_hash(gconstpointer data)
{
    const LineKey *key = data;

    return g_str_hash(key->confirmation_number) + (guint)key->line;
}

static gboolean key_equal(gconstpointer one, gconstpointer other)
{
    const LineKey *key = one;
    const LineKey *same = other;

    return key->line == same->line && strcmp(key->confirmation_number, same->confirmation_number) == 0;
}

static int32_t floor_rank(const ChainHotel *hotel, int32_t floor)
{
    int32_t lowest = G_MAXINT32;
    int32_t highest = G_MININT32;

    for (guint i = 0; i < hotel->rooms->len; i++) {
        const ChainRoom *room = g_ptr_array_index(hotel->rooms, i);
        lowest = MIN(lowest, room->floor);
        highest = MAX(highest, room->floor);
    }
    return highest == lowest ? 500 : (floor - lowest) * 1000 / (highest - lowest);
}

Candidates *candidates_new(const ChainHotel *hotel, Night arrival, Night business_date)
{
    Candidates *candidates = g_new0(Candidates, 1);

    candidates->hotel = hotel;
    candidates->arrival = arrival;
    candidates->business_date = business_date;
    candidates->first_night = arrival - CANDIDATE_MARGIN;
    candidates->guests = g_ptr_array_new_with_free_func(candidate_free);
    candidates->rooms = g_new0(CandidateRoom, hotel->rooms->len);
    candidates->positions = g_hash_table_new(g_str_hash, g_str_equal);
    candidates->by_key = g_hash_table_new(key_hash, key_equal);
    for (guint i = 0; i < hotel->rooms->len; i++) {
        const ChainRoom *room = g_ptr_array_index(hotel->rooms, i);
        candidates->rooms[i] = (CandidateRoom){.room = room, .connecting = -1};
        candidates->rooms[i].floor_rank = floor_rank(hotel, room->floor);
        g_hash_table_insert(candidates->positions, (gpointer)room->number, GINT_TO_POINTER((int)i + 1));
    }
    for (guint i = 0; i < hotel->rooms->len; i++) {
        const ChainRoom *connecting = candidates->rooms[i].room->connecting;
        candidates->rooms[i].connecting =
            connecting != NULL ? candidates_room(candidates, connecting->number) : -1;
    }
    return candidates;
}

void candidates_free(Candidates *candidates)
{
    if (candidates == NULL) {
        return;
    }
    g_ptr_array_unref(candidates->guests);
    g_hash_table_unref(candidates->by_key);
    g_hash_table_unref(candidates->positions);
    g_free(candidates->rooms);
    g_free(candidates->taken);
    g_free(candidates);
}

int32_t candidates_room(const Candidates *candidates, const char *room)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(candidates->positions, room)) - 1;
}

/* ---- guests ---- */

static Closeness closeness_of(const char *code)
{
    return g_strcmp0(code, "connecting") == 0   ? CLOSE_CONNECTING
           : g_strcmp0(code, "same_floor") == 0 ? CLOSE_SAME_FLOOR
                                                : CLOSE_ADJACENT;
}

static Candidate *candidate_of_row(const Candidates *candidates, const OdbcResult *result, guint row)
{
    Candidate *candidate = g_new0(Candidate, 1);
    const char *held = odbc_result_text(result, row, 11);
    const char *before = odbc_result_text(result, row, 12);

    candidate->key = line_key(odbc_result_text(result, row, 0), (int)odbc_result_int64(result, row, 1));
    candidate->held = odbc_result_int64(result, row, 10) > 0;
    candidate->complete =
        odbc_result_int64(result, row, 10) >= statement_night(result, row, 4) - candidates->arrival;
    candidate->held_rooms = g_array_new(FALSE, FALSE, sizeof(int32_t));
    candidate->guest = (CandidateGuest){
        .guest_name = g_strdup(odbc_result_text(result, row, 2)),
        .sold_type = hotel_room_type(candidates->hotel, odbc_result_text(result, row, 3)),
        .arrival = candidates->arrival,
        .departure = statement_night(result, row, 4),
        .guests = (int32_t)odbc_result_int64(result, row, 5),
        .party = g_strdup(odbc_result_text(result, row, 6)),
        .closeness = closeness_of(odbc_result_text(result, row, 7)),
        .kept_room = g_strdup(held != NULL ? held : before),
        .wishes = g_ptr_array_new_with_free_func(g_free),
        .needed = g_ptr_array_new_with_free_func(g_free),
    };
    return candidate;
}

static bool lacks_room(const OdbcResult *result, guint row, Night arrival, bool again)
{
    bool complete = odbc_result_int64(result, row, 10) >= statement_night(result, row, 4) - arrival;
    bool ours = odbc_result_int64(result, row, 9) != 0 && odbc_result_int64(result, row, 8) == 0;

    return !complete || (again && ours);
}

Candidate *candidates_guest(const Candidates *candidates, const char *confirmation_number, int line)
{
    LineKey key = line_key(confirmation_number, line);

    return g_hash_table_lookup(candidates->by_key, &key);
}

static DatabaseStatus read_wishes(OdbcConnection *connection, Candidates *candidates, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &expected_wishes, &result, error, "n", candidates->arrival);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        Candidate *candidate = candidates_guest(candidates, odbc_result_text(result, row, 0),
                                                (int)odbc_result_int64(result, row, 1));
        if (candidate != NULL) {
            bool needed = odbc_result_int64(result, row, 3) != 0;
            g_ptr_array_add(needed ? candidate->guest.needed : candidate->guest.wishes,
                            g_strdup(odbc_result_text(result, row, 2)));
        }
    }
    return status;
}

DatabaseStatus candidates_read_guests(OdbcConnection *connection, Candidates *candidates, bool again,
                                      GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    Night last = candidates->arrival;

    DatabaseStatus status =
        statement_run(connection, &expected_guests, &result, error, "n", candidates->arrival);
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        bool known = hotel_room_type(candidates->hotel, odbc_result_text(result, row, 3)) != NULL;
        if (known && lacks_room(result, row, candidates->arrival, again)) {
            Candidate *candidate = candidate_of_row(candidates, result, row);
            g_ptr_array_add(candidates->guests, candidate);
            g_hash_table_insert(candidates->by_key, &candidate->key, candidate);
            last = MAX(last, candidate->guest.departure);
        }
    }
    candidates->night_count = last + CANDIDATE_MARGIN - candidates->first_night;
    candidates->taken = g_new0(uint8_t, (gsize)candidates->night_count * candidates->hotel->rooms->len);
    return read_wishes(connection, candidates, error);
}

/* ---- rooms ---- */

DatabaseStatus candidates_read_rooms(OdbcConnection *connection, Candidates *candidates, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &room_states, &result, error, "");
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        int32_t index = candidates_room(candidates, odbc_result_text(result, row, 0));
        if (index >= 0) {
            CandidateRoom *room = &candidates->rooms[index];
            room->in_order = odbc_result_int64(result, row, 2) == 0;
            room->occupied = odbc_result_int64(result, row, 3) != 0;
            room->ready = odbc_result_int64(result, row, 4) != 0;
            g_assert(room_housekeeping_parse(odbc_result_text(result, row, 1), &room->housekeeping));
        }
    }
    for (guint i = 0; status == DATABASE_OK && i < candidates->hotel->rooms->len; i++) {
        candidates->rooms[i].taken = candidates->taken + (gsize)i * (gsize)candidates->night_count;
    }
    return status;
}

static void note_held(Candidate *candidate, int32_t room)
{
    for (guint i = 0; i < candidate->held_rooms->len; i++) {
        if (g_array_index(candidate->held_rooms, int32_t, i) == room) {
            return;
        }
    }
    g_array_append_val(candidate->held_rooms, room);
}

DatabaseStatus candidates_read_nights(OdbcConnection *connection, Candidates *candidates, int after,
                                      int count, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    Night until = candidates->first_night + candidates->night_count;

    DatabaseStatus status = statement_run(connection, &nights_taken, &result, error, "iinn", after,
                                          after + count, candidates->first_night, until);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        int32_t index = candidates_room(candidates, odbc_result_text(result, row, 0));
        const char *number = odbc_result_text(result, row, 2);
        Candidate *own = number != NULL
                             ? candidates_guest(candidates, number, (int)odbc_result_int64(result, row, 3))
                             : NULL;
        if (index >= 0 && own != NULL) {
            note_held(own, index);
        } else if (index >= 0) {
            int32_t night = statement_night(result, row, 1) - candidates->first_night;
            candidates->taken[(gsize)index * (gsize)candidates->night_count + (gsize)night] = 1;
        }
    }
    return status;
}

DatabaseStatus candidate_still_expected(OdbcConnection *connection, const LineKey *key, bool *ret_expected,
                                        GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &still_expected, &result, error, "si", key->confirmation_number, key->line);
    if (status == DATABASE_OK) {
        *ret_expected = odbc_result_int64(result, 0, 0) == 1;
    }
    return status;
}
