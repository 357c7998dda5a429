/* The words in which an assignment explains itself. */
#include "ops/json.h"
#include "property/assignment/assignment_rules.h"
#include <string.h>

/* One text in both languages of the console. */
typedef struct Name {
    const char *en;
    const char *zh;
} Name;

static const struct {
    const char *code;
    Name name;
} wish_names[] = {
    {"high_floor", {"high floor", "高楼层"}},
    {"low_floor", {"low floor", "低楼层"}},
    {"quiet", {"quiet", "安静"}},
    {"near_lift", {"near the lift", "靠近电梯"}},
    {"away_from_lift", {"away from the lift", "远离电梯"}},
    {"twin_beds", {"twin beds", "双床"}},
    {"accessible", {"accessible", "无障碍"}},
    {"sofa_bed", {"sofa bed", "沙发床"}},
    {"view", {"view", "景观"}},
    {"sea_view", {"sea view", "海景"}},
    {"river_view", {"river view", "江景"}},
    {"city_view", {"city view", "城景"}},
    {"bath", {"bath", "浴缸"}},
    {"shower", {"shower", "淋浴"}},
    {"desk", {"desk", "书桌"}},
    {"kitchen", {"kitchen", "厨房"}},
    {"terrace", {"terrace", "露台"}},
    {"lounge", {"lounge access", "行政酒廊"}},
    {"living_room", {"living room", "起居室"}},
};

typedef struct Words {
    GString *en;
    GString *zh;
} Words;

static Words words_new(void)
{
    return (Words){g_string_new(NULL), g_string_new(NULL)};
}

static json_t *words_json(Words *words)
{
    json_t *text =
        json_pack("{s:o, s:o}", "en", json_from_text(words->en->str), "zh", json_from_text(words->zh->str));

    g_string_free(words->en, TRUE);
    g_string_free(words->zh, TRUE);
    return text;
}

static void say(Words *words, const char *en, const char *zh)
{
    if (words->en->len > 0) {
        g_string_append(words->en, "; ");
        g_string_append(words->zh, "；");
    }
    g_string_append(words->en, en);
    g_string_append(words->zh, zh);
}

static Name wish_name(const char *code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(wish_names); i++) {
        if (strcmp(wish_names[i].code, code) == 0) {
            return wish_names[i].name;
        }
    }
    return (Name){code, code};
}

static bool hotel_offers(const ChainHotel *hotel, const char *code)
{
    static const char *const by_place[] = {"high_floor", "low_floor", NULL};
    bool offers = g_strv_contains(by_place, code);

    for (guint i = 0; i < hotel->room_types->len && !offers; i++) {
        const ChainRoomType *type = g_ptr_array_index(hotel->room_types, i);
        offers = type->features != NULL && g_strv_contains((const gchar *const *)type->features, code);
    }
    for (guint i = 0; i < hotel->rooms->len && !offers; i++) {
        const ChainRoom *room = g_ptr_array_index(hotel->rooms, i);
        offers = room->features != NULL && g_strv_contains((const gchar *const *)room->features, code);
    }
    return offers;
}

json_t *assignment_wishes_json(const ChainHotel *hotel)
{
    json_t *wishes = json_array();

    for (gsize i = 0; i < G_N_ELEMENTS(wish_names); i++) {
        const Name *name = &wish_names[i].name;
        if (hotel_offers(hotel, wish_names[i].code)) {
            json_array_append_new(wishes, json_pack("{s:s, s:{s:s, s:s}}", "code", wish_names[i].code, "name",
                                                    "en", name->en, "zh", name->zh));
        }
    }
    return wishes;
}

static void add_name(Words *list, const char *code)
{
    Name name = wish_name(code);

    if (list->en->len > 0) {
        g_string_append(list->en, ", ");
        g_string_append(list->zh, "、");
    }
    g_string_append(list->en, name.en);
    g_string_append(list->zh, name.zh);
}

/* Adds the names of a list of codes that the room has, or has not. */
static void list_names(Words *list, const GPtrArray *codes, const CandidateRoom *room, bool has)
{
    for (guint i = 0; i < codes->len; i++) {
        if (candidate_room_has(room, g_ptr_array_index(codes, i)) == has) {
            add_name(list, g_ptr_array_index(codes, i));
        }
    }
}

static void say_list(Words *words, Words *list, const char *en_format, const char *zh_format)
{
    if (list->en->len > 0) {
        g_autoptr(GString) en = g_string_new(en_format);
        g_autoptr(GString) zh = g_string_new(zh_format);
        g_string_replace(en, "{}", list->en->str, 1);
        g_string_replace(zh, "{}", list->zh->str, 1);
        say(words, en->str, zh->str);
    }
    g_string_free(list->en, TRUE);
    g_string_free(list->zh, TRUE);
}

static void say_wishes(Words *words, const CandidateGuest *guest, const CandidateRoom *room)
{
    Words met = words_new();
    Words missed = words_new();

    list_names(&met, guest->needed, room, true);
    list_names(&met, guest->wishes, room, true);
    list_names(&missed, guest->wishes, room, false);
    say_list(words, &met, "{} as asked", "按要求：{}");
    say_list(words, &missed, "not to be had tonight: {}", "未能满足：{}");
}

static void say_party(const AssignmentTask *task, Words *words, const CandidateGuest *guest, int32_t room,
                      const GArray *others)
{
    for (guint i = 0; others != NULL && i < others->len; i++) {
        int32_t other = g_array_index(others, int32_t, i);
        const ChainRoom *there = task->rooms[other].room;
        bool connects = task->rooms[room].connecting == other;
        bool next = ABS(other - room) == 1 && there->floor == task->rooms[room].room->floor;
        bool floor = there->floor == task->rooms[room].room->floor;
        g_autofree char *en = g_strdup_printf("%s %s of the %s party",
                                              connects ? "connects with"
                                              : next   ? "next to"
                                              : floor  ? "on one floor with"
                                                       : "apart from",
                                              there->number, guest->party);
        g_autofree char *zh = g_strdup_printf("与同行（%s）的 %s %s", guest->party, there->number,
                                              connects ? "连通"
                                              : next   ? "相邻"
                                              : floor  ? "同层"
                                                       : "不在同层");
        say(words, en, zh);
    }
}

static void say_type(Words *words, const CandidateGuest *guest, const CandidateRoom *room)
{
    const ChainRoomType *type = room->room->room_type;

    if (type == guest->sold_type) {
        return;
    }
    g_autofree char *en = g_strdup_printf("%s in place of %s", type->name.en, guest->sold_type->name.en);
    g_autofree char *zh = g_strdup_printf("以%s代替%s", type->name.zh, guest->sold_type->name.zh);
    say(words, en, zh);
}

static void say_readiness(const AssignmentTask *task, Words *words, const CandidateRoom *room)
{
    if (!task->arrives_today) {
        return;
    }
    if (room->occupied) {
        say(words, "still occupied, leaves today", "目前有客，今日离店");
    } else if (room->housekeeping == ROOM_INSPECTED) {
        say(words, "clean and inspected", "已清洁并查房");
    } else if (room->housekeeping == ROOM_CLEAN) {
        say(words, room->ready ? "clean" : "clean, to be inspected",
            room->ready ? "已清洁" : "已清洁，待查房");
    } else {
        say(words, "to be cleaned", "待清洁");
    }
}

json_t *assignment_because(const AssignmentTask *task, const CandidateGuest *guest, int32_t index,
                           const GArray *others)
{
    const CandidateRoom *room = &task->rooms[index];
    Words words = words_new();

    say_wishes(&words, guest, room);
    say_party(task, &words, guest, index, others);
    say_type(&words, guest, room);
    if (guest->kept_room != NULL && strcmp(guest->kept_room, room->room->number) == 0) {
        say(&words, "the guest keeps this room", "沿用原房间");
    }
    say_readiness(task, &words, room);
    if (words.en->len == 0) {
        say(&words, "free for the whole stay, with the fewest gaps before and after",
            "整段住期可用，前后空档最少");
    }
    g_autofree char *number = g_strconcat(room->room->number, ": ", NULL);
    g_string_prepend(words.en, number);
    g_string_prepend(words.zh, number);
    return words_json(&words);
}

json_t *assignment_because_none(const AssignmentTask *task, const CandidateGuest *guest)
{
    bool lacks = false;
    Words words = words_new();
    Words needed = words_new();

    for (int32_t room = 0; room < task->room_count; room++) {
        RoomWrong wrong;
        assignment_cost(task, guest, room, &wrong);
        lacks |= wrong == WRONG_LACKS_NEEDED;
    }
    if (lacks) {
        for (guint i = 0; i < guest->needed->len; i++) {
            add_name(&needed, g_ptr_array_index(guest->needed, i));
        }
        say_list(&words, &needed, "no room with what is needed is free for the whole stay: {}",
                 "没有整段住期可用且满足必要条件的房间：{}");
        return words_json(&words);
    }
    say_list(&words, &needed, "", "");
    g_autofree char *en = g_strdup_printf("no %s is free for the whole stay", guest->sold_type->name.en);
    g_autofree char *zh = g_strdup_printf("没有整段住期可用的%s", guest->sold_type->name.zh);
    say(&words, en, zh);
    return words_json(&words);
}
