#include "property/assignment/auto_assign.h"

#include "ops/json.h"
#include "property/assignment/assignment_store.h"
#include "property/audit/business_date.h"
#include <string.h>

#define PIECE_ROOMS 100
#define PIECE_GUESTS 10
#define ROUNDS_MAX 3
#define PARTY_TUPLES_MAX 60
#define PARTIES_LIMIT_MS 600
#define NO_ROOM (-1)

/* One round: what was read, and which guest gets which room. */
typedef struct Round {
    const AutoAssign *task;
    Candidates *candidates;
    AssignmentTask rules;
    int32_t *rooms; /* of each guest; NO_ROOM */
    guint *knots;   /* of each guest another one, or itself: see tie_knots() */
    int after;      /* piece under way */
    guint next;     /* guest to be written next */
    bool lost;      /* somebody's room was taken meanwhile */
    json_t *items;
    DatabaseStatus status;
    GError *error;
} Round;

static void round_clear(Round *round)
{
    g_clear_pointer(&round->candidates, candidates_free);
    g_clear_pointer(&round->rooms, g_free);
    g_clear_pointer(&round->knots, g_free);
    g_clear_error(&round->error);
}

/* ---- reading ---- */

static void read_first(OdbcConnection *connection, gpointer data)
{
    Round *round = data;
    const AutoAssign *task = round->task;
    Night today;

    round->status = business_date_read(connection, &today, &round->error);
    if (round->status != DATABASE_OK) {
        return;
    }
    Night arrival = task->arrival != NIGHT_NONE ? task->arrival : today;
    round->candidates = candidates_new(task->property->hotel, arrival, today);
    round->status = candidates_read_guests(connection, round->candidates, task->again || task->given != NULL,
                                           &round->error);
    if (round->status == DATABASE_OK) {
        round->status = candidates_read_rooms(connection, round->candidates, &round->error);
    }
}

static void read_piece(OdbcConnection *connection, gpointer data)
{
    Round *round = data;

    round->status =
        candidates_read_nights(connection, round->candidates, round->after, PIECE_ROOMS, &round->error);
}

static bool at_desk(Round *round, DeskWork work)
{
    if (!desk_call(round->task->property->desk, work, round)) {
        round->status = DATABASE_SOFT;
    }
    return round->status == DATABASE_OK;
}

static bool read_all(Round *round)
{
    if (!at_desk(round, read_first)) {
        return false;
    }
    Candidates *candidates = round->candidates;
    int rooms = (int)candidates->hotel->rooms->len;
    for (round->after = 0; round->after < rooms; round->after += PIECE_ROOMS) {
        if (!at_desk(round, read_piece)) {
            return false;
        }
    }
    round->rules = (AssignmentTask){.hotel = candidates->hotel,
                                    .first_night = candidates->first_night,
                                    .night_count = candidates->night_count,
                                    .arrives_today = candidates->arrival == candidates->business_date,
                                    .upgrades = round->task->upgrades,
                                    .rooms = candidates->rooms,
                                    .room_count = rooms};
    round->rooms = g_new(int32_t, candidates->guests->len + 1);
    for (guint i = 0; i < candidates->guests->len; i++) {
        round->rooms[i] = NO_ROOM;
    }
    return true;
}

/* ---- solving ---- */

static const Candidate *candidate(const Round *round, guint index)
{
    return g_ptr_array_index(round->candidates->guests, index);
}

/* Indices of the guests of each party: name → GArray of guint. */
static GHashTable *parties_of(const Round *round)
{
    GHashTable *parties = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);

    for (guint i = 0; i < round->candidates->guests->len; i++) {
        const char *party = candidate(round, i)->guest.party;
        GArray *members = party != NULL ? g_hash_table_lookup(parties, party) : NULL;
        if (party != NULL && members == NULL) {
            members = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(parties, (gpointer)party, members);
        }
        if (party != NULL) {
            g_array_append_val(members, i);
        }
    }
    return parties;
}

/* What is solved of the parties: who belongs to each group, and which rooms would do. */
typedef struct Groups {
    GPtrArray *members; /* GArray of guint */
    GArray *tuples;     /* AssignmentTuple */
} Groups;

static void add_group(const Round *round, const guint *members, guint count, const Groups *groups)
{
    const CandidateGuest *guests[ASSIGNMENT_TUPLE_MAX];
    guint known = groups->tuples->len;

    if (count < 2) {
        return;
    }
    for (guint i = 0; i < count && count <= ASSIGNMENT_TUPLE_MAX; i++) {
        guests[i] = &candidate(round, members[i])->guest;
    }
    if (count <= ASSIGNMENT_TUPLE_MAX) {
        assignment_party_tuples(&round->rules, (int32_t)groups->members->len, guests, (int32_t)count,
                                PARTY_TUPLES_MAX, groups->tuples);
    }
    if (groups->tuples->len > known) {
        GArray *group = g_array_new(FALSE, FALSE, sizeof(guint));
        g_array_append_vals(group, members, count);
        g_ptr_array_add(groups->members, group);
    } else if (count > 2) {
        add_group(round, members, count / 2, groups);
        add_group(round, members + count / 2, count - count / 2, groups);
    }
}

static void place_parties(Round *round)
{
    g_autoptr(GHashTable) parties = parties_of(round);
    g_autoptr(GArray) tuples = g_array_new(FALSE, FALSE, sizeof(AssignmentTuple));
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    Groups found = {groups, tuples};
    GHashTableIter each;
    gpointer members;

    g_hash_table_iter_init(&each, parties);
    while (g_hash_table_iter_next(&each, NULL, &members)) {
        const GArray *party = members;
        add_group(round, (const guint *)(const void *)party->data, party->len, &found);
    }
    g_autofree int32_t *chosen = g_new(int32_t, groups->len + 1);
    assignment_solve_parties((int32_t)groups->len, round->rules.room_count,
                             (const AssignmentTuple *)(const void *)tuples->data, tuples->len,
                             PARTIES_LIMIT_MS, chosen);
    for (guint i = 0; i < groups->len; i++) {
        const GArray *group = g_ptr_array_index(groups, i);
        for (guint k = 0; chosen[i] >= 0 && k < group->len; k++) {
            const AssignmentTuple *tuple = &g_array_index(tuples, AssignmentTuple, (guint)chosen[i]);
            round->rooms[g_array_index(group, guint, k)] = tuple->rooms[k];
        }
    }
}

/* Everybody who has no room yet, over the rooms that nobody has. */
static void place_others(Round *round)
{
    g_autoptr(GArray) arcs = g_array_new(FALSE, FALSE, sizeof(AssignmentArc));
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autofree uint8_t *gone = g_new0(uint8_t, (gsize)round->rules.room_count + 1);
    guint count = round->candidates->guests->len;

    for (guint i = 0; i < count; i++) {
        if (round->rooms[i] != NO_ROOM) {
            gone[round->rooms[i]] = 1;
        }
    }
    for (guint i = 0; i < count; i++) {
        for (int32_t room = 0; round->rooms[i] == NO_ROOM && room < round->rules.room_count; room++) {
            int32_t cost =
                gone[room] ? -1 : assignment_cost(&round->rules, &candidate(round, i)->guest, room, NULL);
            AssignmentArc arc = {(int32_t)open->len, room, cost};
            if (cost >= 0) {
                g_array_append_val(arcs, arc);
            }
        }
        if (round->rooms[i] == NO_ROOM) {
            g_array_append_val(open, i);
        }
    }
    g_autofree int32_t *rooms = g_new(int32_t, open->len + 1);
    assignment_solve((int32_t)open->len, round->rules.room_count,
                     (const AssignmentArc *)(const void *)arcs->data, arcs->len, rooms);
    for (guint i = 0; i < open->len; i++) {
        round->rooms[g_array_index(open, guint, i)] = rooms[i];
    }
}

static guint placed(const Round *round)
{
    guint count = 0;

    for (guint i = 0; i < round->candidates->guests->len; i++) {
        count += round->rooms[i] != NO_ROOM ? 1 : 0;
    }
    return count;
}

/* Parties are placed first; where that leaves somebody without a room whom another solution would house,
 * everybody is housed before anybody is close. */
static void solve(Round *round)
{
    gsize size = (round->candidates->guests->len + 1) * sizeof *round->rooms;

    place_parties(round);
    place_others(round);
    guint together = placed(round);
    if (together == round->candidates->guests->len) {
        return;
    }
    g_autofree int32_t *close = g_memdup2(round->rooms, size);
    for (guint i = 0; i < round->candidates->guests->len; i++) {
        round->rooms[i] = NO_ROOM;
    }
    place_others(round);
    if (placed(round) <= together) {
        memcpy(round->rooms, close, size);
    }
}

/* The pairs that were shown, as far as they are possible still. */
static void take_given(Round *round)
{
    for (guint i = 0; i < round->task->given->len; i++) {
        const GivenPair *pair = &g_array_index(round->task->given, GivenPair, i);
        int32_t room = candidates_room(round->candidates, pair->room);
        const Candidate *guest =
            candidates_guest(round->candidates, pair->confirmation_number.digits, (int)pair->line);
        guint index = 0;
        if (room >= 0 && guest != NULL && assignment_cost(&round->rules, &guest->guest, room, NULL) >= 0 &&
            g_ptr_array_find(round->candidates->guests, guest, &index)) {
            round->rooms[index] = room;
        }
    }
}

/* ---- who changes rooms with whom ---- */

static guint knot_of(const guint *knots, guint guest)
{
    while (knots[guest] != guest) {
        guest = knots[guest];
    }
    return guest;
}

/* Everybody who is to have, or has, a room is in the knot of whoever else is to have it or has it. */
static void tie(Round *round, guint *first_of_room, guint guest, int32_t room)
{
    if (first_of_room[room] == G_MAXUINT) {
        first_of_room[room] = guest;
        return;
    }
    guint one = knot_of(round->knots, guest);
    guint other = knot_of(round->knots, first_of_room[room]);
    round->knots[MAX(one, other)] = MIN(one, other);
}

/* Guests who take rooms of each other change them together or not at all; who would be left without the room
 * they have keep it, and so do all of their knot. */
static void tie_knots(Round *round)
{
    guint count = round->candidates->guests->len;
    g_autofree guint *first_of_room = g_new(guint, (gsize)round->rules.room_count + 1);
    g_autofree bool *keeps = g_new0(bool, count + 1);

    round->knots = g_new(guint, count + 1);
    for (int32_t room = 0; room < round->rules.room_count; room++) {
        first_of_room[room] = G_MAXUINT;
    }
    for (guint i = 0; i < count; i++) {
        const GArray *held = candidate(round, i)->held_rooms;
        round->knots[i] = i;
        for (guint k = 0; k < held->len; k++) {
            tie(round, first_of_room, i, g_array_index(held, int32_t, k));
        }
        if (round->rooms[i] != NO_ROOM) {
            tie(round, first_of_room, i, round->rooms[i]);
        }
    }
    for (guint i = 0; i < count; i++) {
        keeps[knot_of(round->knots, i)] |= candidate(round, i)->held && round->rooms[i] == NO_ROOM;
    }
    for (guint i = 0; i < count; i++) {
        if (keeps[knot_of(round->knots, i)]) {
            round->rooms[i] = NO_ROOM;
        }
    }
}

/* ---- telling ---- */

static json_t *because(const Round *round, guint index)
{
    const CandidateGuest *guest = &candidate(round, index)->guest;
    g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(int32_t));

    for (guint i = 0; guest->party != NULL && i < round->candidates->guests->len; i++) {
        if (i != index && round->rooms[i] != NO_ROOM &&
            g_strcmp0(candidate(round, i)->guest.party, guest->party) == 0) {
            g_array_append_val(others, round->rooms[i]);
        }
    }
    return assignment_because(&round->rules, guest, round->rooms[index], others);
}

static json_t *guest_json(const Candidate *each)
{
    return json_pack("{s:s, s:i, s:s, s:s, s:o, s:o}", "confirmation_number", each->key.confirmation_number,
                     "line", each->key.line, "guest_name", each->guest.guest_name, "room_type",
                     each->guest.sold_type->code, "arrival", json_from_night(each->guest.arrival),
                     "departure", json_from_night(each->guest.departure));
}

static json_t *item_json(const Round *round, guint index)
{
    const CandidateRoom *room = &round->rules.rooms[round->rooms[index]];
    json_t *item = guest_json(candidate(round, index));

    json_object_update_new(item, json_pack("{s:s, s:s, s:s, s:o}", "room", room->room->number,
                                           "assigned_type", room->room->room_type->code, "housekeeping",
                                           room_housekeeping_code(room->housekeeping), "explanation",
                                           because(round, index)));
    return item;
}

static json_t *unassigned_json(const Round *round)
{
    json_t *unassigned = json_array();

    for (guint i = 0; i < round->candidates->guests->len; i++) {
        const Candidate *each = candidate(round, i);
        if (round->rooms[i] == NO_ROOM && !each->complete && round->task->given == NULL) {
            json_t *item = guest_json(each);
            json_object_set_new(item, "explanation", assignment_because_none(&round->rules, &each->guest));
            json_array_append_new(unassigned, item);
        }
    }
    return unassigned;
}

/* ---- writing ---- */

/* Whether somebody outside the knot holds a night of the room. */
static bool others_hold(const Round *round, guint guest, const json_t *conflicts)
{
    size_t i;
    const json_t *conflict;

    json_array_foreach(conflicts, i, conflict)
    {
        const char *number = json_string_value(json_object_get(conflict, "confirmation_number"));
        int line = (int)json_integer_value(json_object_get(conflict, "line"));
        const Candidate *holder = number != NULL ? candidates_guest(round->candidates, number, line) : NULL;
        guint index = 0;
        if (holder == NULL || !g_ptr_array_find(round->candidates->guests, holder, &index) ||
            knot_of(round->knots, index) != knot_of(round->knots, guest)) {
            return true;
        }
    }
    return false;
}

static const char *room_of(const Round *round, guint guest)
{
    return round->rules.rooms[round->rooms[guest]].room->number;
}

/* FALSE in `*ret_may` when the room was taken, or the guest came or cancelled, meanwhile. */
static DatabaseStatus may_have(OdbcConnection *connection, const Round *round, guint guest, bool *ret_may,
                               GError **error)
{
    const Candidate *each = candidate(round, guest);
    json_auto_t *conflicts = NULL;

    DatabaseStatus status = candidate_still_expected(connection, &each->key, ret_may, error);
    if (status != DATABASE_OK || !*ret_may) {
        return status;
    }
    status = room_nights_conflicts(connection, room_of(round, guest), each->guest.arrival,
                                   each->guest.departure, &each->key, &conflicts, error);
    *ret_may = status == DATABASE_OK && !others_hold(round, guest, conflicts);
    return status;
}

static DatabaseStatus give_back(OdbcConnection *connection, const Round *round, guint guest, GError **error)
{
    const Candidate *each = candidate(round, guest);

    return room_nights_release(connection, &each->key, each->guest.arrival, each->guest.departure, error);
}

static DatabaseStatus take_room(OdbcConnection *connection, const Round *round, guint guest, json_t *written,
                                GError **error)
{
    const Candidate *each = candidate(round, guest);
    json_auto_t *item = item_json(round, guest);
    AssignmentNote note = {.assigned_by = round->task->staff,
                           .assigned_at = clock_now(round->task->property->clock),
                           .automatic = true,
                           .explanation = json_object_get(item, "explanation")};

    DatabaseStatus status = room_nights_take(connection, room_of(round, guest), each->guest.arrival,
                                             each->guest.departure, &each->key, error);
    if (status == DATABASE_OK) {
        status = assignment_note_put(connection, &each->key, &note, error);
    }
    json_array_append(written, item);
    return status;
}

/* The guests of the knot who get a room: GArray of guint. */
static GArray *guests_of_knot(const Round *round, guint knot)
{
    GArray *guests = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = knot; i < round->candidates->guests->len; i++) {
        if (round->rooms[i] != NO_ROOM && knot_of(round->knots, i) == knot) {
            g_array_append_val(guests, i);
        }
    }
    return guests;
}

/* All of a knot or nobody: first it is looked at, then everybody gives back, then everybody takes. */
static DatabaseStatus write_knot(OdbcConnection *connection, const Round *round, const GArray *guests,
                                 json_t *written, bool *ret_written, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    *ret_written = true;
    for (guint i = 0; status == DATABASE_OK && *ret_written && i < guests->len; i++) {
        status = may_have(connection, round, g_array_index(guests, guint, i), ret_written, error);
    }
    for (guint i = 0; status == DATABASE_OK && *ret_written && i < guests->len; i++) {
        status = give_back(connection, round, g_array_index(guests, guint, i), error);
    }
    for (guint i = 0; status == DATABASE_OK && *ret_written && i < guests->len; i++) {
        status = take_room(connection, round, g_array_index(guests, guint, i), written, error);
    }
    return status;
}

typedef struct WritePiece {
    Round *round;
    guint next;
    bool lost;
    json_t *written;
} WritePiece;

/* Whole knots, until so many guests have been looked at. */
static DatabaseStatus write_body(OdbcConnection *connection, gpointer data, GError **error)
{
    WritePiece *piece = data;
    const Round *round = piece->round;
    guint done = 0;
    DatabaseStatus status = DATABASE_OK;

    piece->lost = false;
    piece->next = round->next;
    json_array_clear(piece->written);
    while (status == DATABASE_OK && piece->next < round->candidates->guests->len && done < PIECE_GUESTS) {
        guint knot = piece->next++;
        bool written = true;
        if (round->knots[knot] != knot) {
            continue; /* with the first of its knot */
        }
        g_autoptr(GArray) guests = guests_of_knot(round, knot);
        status = write_knot(connection, round, guests, piece->written, &written, error);
        piece->lost |= !written;
        done += MAX(guests->len, 1);
    }
    return status;
}

static void write_piece(OdbcConnection *connection, gpointer data)
{
    Round *round = data;
    json_auto_t *written = json_array();
    WritePiece piece = {.round = round, .written = written};

    round->status = odbc_run_transaction(connection, write_body, &piece, &round->error);
    if (round->status == DATABASE_OK) {
        round->next = piece.next;
        round->lost |= piece.lost;
        json_array_extend(round->items, written);
    }
}

static bool write_all(Round *round)
{
    bool written = true;

    while (written && round->next < round->candidates->guests->len) {
        written = at_desk(round, write_piece);
    }
    return written;
}

static bool show_all(Round *round)
{
    for (guint i = 0; i < round->candidates->guests->len; i++) {
        if (round->rooms[i] != NO_ROOM) {
            json_array_append_new(round->items, item_json(round, i));
        }
    }
    return true;
}

static DatabaseStatus run_round(Round *round, json_t **ret_answer, GError **error)
{
    const AutoAssign *task = round->task;

    if (read_all(round)) {
        if (task->given != NULL) {
            take_given(round);
        } else {
            solve(round);
        }
        tie_knots(round);
        if (task->dry_run ? show_all(round) : write_all(round)) {
            json_decref(*ret_answer);
            *ret_answer = json_pack("{s:o, s:b, s:O, s:o}", "arrival",
                                    json_from_night(round->candidates->arrival), "dry_run", task->dry_run,
                                    "items", round->items, "unassigned", unassigned_json(round));
        }
    }
    if (round->status != DATABASE_OK) {
        g_propagate_error(error, g_steal_pointer(&round->error));
    }
    return round->status;
}

DatabaseStatus auto_assign(const AutoAssign *task, json_t **ret_answer, GError **error)
{
    json_auto_t *items = json_array();
    DatabaseStatus status = DATABASE_OK;
    bool lost = true;

    *ret_answer = NULL;
    for (int i = 0; i < ROUNDS_MAX && lost && status == DATABASE_OK; i++) {
        Round round = {.task = task, .items = items};
        if (task->again) {
            json_array_clear(items); /* everybody is solved anew */
        }
        status = run_round(&round, ret_answer, error);
        lost = round.lost && task->given == NULL;
        round_clear(&round);
    }
    return status;
}
