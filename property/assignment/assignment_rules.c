#include "property/assignment/assignment_rules.h"

#include <string.h>

#define COST_WISH_MISSED 120
#define COST_UPGRADE 400
#define COST_TYPE_STEP 60
#define COST_OTHER_ROOM 150
#define COST_CLEAN 8
#define COST_NOT_INSPECTED 30
#define COST_DIRTY 60
#define COST_OCCUPIED 110
#define COST_CONNECTING_SPENT 25
#define COST_APART 900
#define COST_SAME_FLOOR 250
#define COST_NEAR 60
#define NEAR_ROOMS 4

static bool has_feature(char *const *features, const char *wish)
{
    return features != NULL && g_strv_contains((const gchar *const *)features, wish);
}

bool candidate_room_has(const CandidateRoom *room, const char *wish)
{
    if (strcmp(wish, "high_floor") == 0) {
        return room->floor_rank >= 667;
    }
    if (strcmp(wish, "low_floor") == 0) {
        return room->floor_rank <= 333;
    }
    return has_feature(room->room->features, wish) || has_feature(room->room->room_type->features, wish);
}

static int32_t type_index(const ChainHotel *hotel, const ChainRoomType *type)
{
    guint index = 0;

    g_assert(g_ptr_array_find(hotel->room_types, type, &index));
    return (int32_t)index;
}

/* Types stand in the chain's file from the plain to the grand; one that has no rooms is always given another.
 */
static int32_t type_cost(const AssignmentTask *task, const CandidateGuest *guest, const ChainRoomType *type)
{
    if (type == guest->sold_type) {
        return 0;
    }
    bool must = guest->sold_type->room_count == 0;
    int32_t steps = type_index(task->hotel, type) - type_index(task->hotel, guest->sold_type);
    if ((!must && (!task->upgrades || steps < 0)) || type->max_occupancy < guest->guests) {
        return -1;
    }
    return (must ? 0 : COST_UPGRADE) + COST_TYPE_STEP * ABS(steps);
}

static bool is_free(const AssignmentTask *task, const CandidateGuest *guest, const CandidateRoom *room)
{
    for (Night night = guest->arrival; night < guest->departure; night++) {
        int32_t index = night - task->first_night;
        if (index >= 0 && index < task->night_count && room->taken[index] != 0) {
            return false;
        }
    }
    return true;
}

static bool lacks_needed(const CandidateGuest *guest, const CandidateRoom *room)
{
    for (guint i = 0; i < guest->needed->len; i++) {
        if (!candidate_room_has(room, g_ptr_array_index(guest->needed, i))) {
            return true;
        }
    }
    return false;
}

static int32_t wishes_cost(const CandidateGuest *guest, const CandidateRoom *room)
{
    int32_t missed = 0;

    for (guint i = 0; i < guest->wishes->len; i++) {
        missed += candidate_room_has(room, g_ptr_array_index(guest->wishes, i)) ? 0 : 1;
    }
    return missed * COST_WISH_MISSED;
}

static int32_t readiness_cost(const AssignmentTask *task, const CandidateRoom *room)
{
    if (!task->arrives_today) {
        return 0;
    }
    if (room->occupied) {
        return COST_OCCUPIED;
    }
    if (room->housekeeping == ROOM_CLEAN) {
        return room->ready ? COST_CLEAN : COST_NOT_INSPECTED;
    }
    return room->ready ? 0 : COST_DIRTY;
}

/* Nights that nobody can be put into because they are too few cost most; none is best. */
static int32_t hole_cost(int32_t nights)
{
    static const int32_t costs[] = {0, 40, 25, 15};

    return nights < (int32_t)G_N_ELEMENTS(costs) ? costs[nights] : 10;
}

static int32_t gap_cost(const AssignmentTask *task, const CandidateGuest *guest, const CandidateRoom *room)
{
    int32_t before = 0;
    int32_t after = 0;
    int32_t first = guest->arrival - task->first_night;
    int32_t last = guest->departure - task->first_night;

    while (first - before - 1 >= 0 && room->taken[first - before - 1] == 0) {
        before++;
    }
    while (last + after < task->night_count && room->taken[last + after] == 0) {
        after++;
    }
    return hole_cost(before) + hole_cost(after);
}

/* Rooms with something that others ask for are kept for them. */
static int32_t waste_cost(const CandidateGuest *guest, const CandidateRoom *room)
{
    return room->connecting >= 0 && guest->party == NULL ? COST_CONNECTING_SPENT : 0;
}

static RoomWrong wrong_with(const AssignmentTask *task, const CandidateGuest *guest,
                            const CandidateRoom *room)
{
    if (type_cost(task, guest, room->room->room_type) < 0) {
        return WRONG_TYPE;
    }
    if (!room->in_order) {
        return WRONG_ORDER;
    }
    if (lacks_needed(guest, room)) {
        return WRONG_LACKS_NEEDED;
    }
    return is_free(task, guest, room) ? WRONG_NOTHING : WRONG_TAKEN;
}

int32_t assignment_cost(const AssignmentTask *task, const CandidateGuest *guest, int32_t index,
                        RoomWrong *ret_wrong)
{
    const CandidateRoom *room = &task->rooms[index];
    RoomWrong wrong = wrong_with(task, guest, room);

    if (ret_wrong != NULL) {
        *ret_wrong = wrong;
    }
    if (wrong != WRONG_NOTHING) {
        return -1;
    }
    bool other = guest->kept_room != NULL && strcmp(guest->kept_room, room->room->number) != 0;
    int32_t cost = type_cost(task, guest, room->room->room_type) + wishes_cost(guest, room) +
                   readiness_cost(task, room) + gap_cost(task, guest, room) + waste_cost(guest, room) +
                   (other ? COST_OTHER_ROOM : 0);
    return MIN(cost, ASSIGNMENT_COST_MAX);
}

/* ---- parties ---- */

int32_t assignment_distance_cost(const AssignmentTask *task, int32_t one, int32_t other, Closeness asked)
{
    const CandidateRoom *room = &task->rooms[one];
    int32_t steps = ABS(one - other);

    if (room->room->floor != task->rooms[other].room->floor) {
        return COST_APART;
    }
    if (room->connecting == other || asked == CLOSE_SAME_FLOOR) {
        return 0;
    }
    if (steps == 1) {
        return asked == CLOSE_ADJACENT ? 0 : COST_NEAR;
    }
    return (steps <= NEAR_ROOMS ? 2 * COST_NEAR : COST_SAME_FLOOR) + steps;
}

/* What dealing some of the rooms to the first guests costs at least. */
typedef struct Deal {
    int32_t cost; /* -1: these rooms do not do */
    int8_t last;  /* the room that the last of these guests has */
} Deal;

static Deal deal_last(const Deal *deals, const int32_t *costs, int32_t count, unsigned rooms)
{
    Deal best = {.cost = -1};
    int32_t guest = __builtin_popcount(rooms) - 1;

    for (int32_t room = 0; room < count; room++) {
        int32_t own = costs[guest * count + room];
        int32_t before = rooms & 1U << room ? deals[rooms & ~(1U << room)].cost : -1;
        if (own >= 0 && before >= 0 && (best.cost < 0 || before + own < best.cost)) {
            best = (Deal){.cost = before + own, .last = (int8_t)room};
        }
    }
    return best;
}

/* The cheapest way to deal the rooms of a tuple to the guests: found for every set of rooms from those with
 * one less. */
static int32_t deal(const AssignmentTask *task, const CandidateGuest *const *guests, int32_t count,
                    const int32_t *rooms, int32_t *ret_order)
{
    Deal deals[1U << ASSIGNMENT_TUPLE_MAX];
    int32_t costs[ASSIGNMENT_TUPLE_MAX * ASSIGNMENT_TUPLE_MAX];
    unsigned all = (1U << count) - 1;

    for (int32_t guest = 0; guest < count; guest++) {
        for (int32_t room = 0; room < count; room++) {
            costs[guest * count + room] = assignment_cost(task, guests[guest], rooms[room], NULL);
        }
    }
    deals[0] = (Deal){0};
    for (unsigned set = 1; set <= all; set++) {
        deals[set] = deal_last(deals, costs, count, set);
    }
    unsigned left = deals[all].cost >= 0 ? all : 0;
    for (int32_t guest = count - 1; left != 0; guest--) {
        int8_t room = deals[left].last;
        ret_order[guest] = rooms[room];
        left &= ~(1U << room);
    }
    return deals[all].cost;
}

static void add_tuple(const AssignmentTask *task, int32_t party, const CandidateGuest *const *guests,
                      int32_t count, const int32_t *rooms, GArray *tuples)
{
    AssignmentTuple tuple = {.party = party, .room_count = count};
    int32_t cost = deal(task, guests, count, rooms, tuple.rooms);

    if (cost < 0) {
        return;
    }
    for (int32_t k = 1; k < count; k++) {
        cost += assignment_distance_cost(task, rooms[k - 1], rooms[k], guests[0]->closeness);
    }
    tuple.cost = cost;
    g_array_append_val(tuples, tuple);
}

/* The next rooms of the floor that would do for anybody of the party. */
static int32_t gather(const AssignmentTask *task, const CandidateGuest *const *guests, int32_t count,
                      int32_t first, int32_t *rooms)
{
    int32_t gathered = 0;

    for (int32_t room = first; room < task->room_count && gathered < count &&
                               task->rooms[room].room->floor == task->rooms[first].room->floor;
         room++) {
        bool fits = false;
        for (int32_t guest = 0; guest < count && !fits; guest++) {
            fits = assignment_cost(task, guests[guest], room, NULL) >= 0;
        }
        if (fits) {
            rooms[gathered++] = room;
        } else if (room == first) {
            return 0;
        }
    }
    return gathered;
}

static gint by_cost(gconstpointer one, gconstpointer other)
{
    return ((const AssignmentTuple *)one)->cost - ((const AssignmentTuple *)other)->cost;
}

void assignment_party_tuples(const AssignmentTask *task, int32_t party, const CandidateGuest *const *guests,
                             int32_t guest_count, guint limit, GArray *tuples)
{
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(AssignmentTuple));

    g_assert(guest_count >= 2 && guest_count <= ASSIGNMENT_TUPLE_MAX);
    for (int32_t room = 0; room < task->room_count; room++) {
        int32_t rooms[ASSIGNMENT_TUPLE_MAX];
        if (gather(task, guests, guest_count, room, rooms) == guest_count) {
            add_tuple(task, party, guests, guest_count, rooms, own);
        }
        int32_t connecting = task->rooms[room].connecting;
        if (guest_count == 2 && connecting > room + 1) {
            add_tuple(task, party, guests, 2, (const int32_t[]){room, connecting}, own);
        }
    }
    g_array_sort(own, by_cost);
    g_array_append_vals(tuples, own->data, MIN(own->len, limit));
}
