#include "ops/json.h"
#include "schemas/codes.h"
#include "tests/support/cunit_main.h"

#include <string.h>

typedef struct {
    char *room_type;
    int64_t adults;
    Night arrival;
    Instant held_until;
    GArray *night_prices_minor;
} Room;

typedef struct {
    char *surname;
    char *email;
} Guest;

typedef struct {
    char *hotel;
    ConfirmationNumber confirmation;
    Guest guest;
    GArray *rooms;
    Money deposit;
    const Currency *currency;
    Instant booked_at;
    Night arrival;
    int64_t children;
    bool member;
    bool member_given;
    int status;
    char **tags;
    json_t *extra;
} Booking;

static const JsonField ROOM_FIELDS[] = {
    FIELD_TEXT("room_type", Room, room_type, .required = true, .validate = room_type_code_check),
    FIELD_INT("adults", Room, adults, .min = 0, .max = 99),
    FIELD_NIGHT("arrival", Room, arrival),
    FIELD_INSTANT("held_until", Room, held_until),
    FIELD_INT_LIST("night_prices_minor", Room, night_prices_minor, .max = 3),
};
static const JsonShape ROOM_SHAPE = JSON_SHAPE(Room, ROOM_FIELDS);

static const JsonField GUEST_FIELDS[] = {
    FIELD_TEXT("surname", Guest, surname, .required = true, .max_length = 10),
    FIELD_TEXT("email", Guest, email, .allow_empty = true),
};
static const JsonShape GUEST_SHAPE = JSON_SHAPE(Guest, GUEST_FIELDS);

static const char *const STATUSES[] = {"new", "modified", NULL};

static const JsonField BOOKING_FIELDS[] = {
    FIELD_TEXT("hotel", Booking, hotel, .required = true, .validate = hotel_code_check),
    FIELD_CONFIRMATION("confirmation", Booking, confirmation),
    FIELD_OBJECT("guest", Booking, guest, &GUEST_SHAPE),
    FIELD_LIST("rooms", Booking, rooms, &ROOM_SHAPE, .min = 1, .max = 99),
    FIELD_MONEY("deposit", Booking, deposit),
    FIELD_CURRENCY("currency", Booking, currency),
    FIELD_INSTANT("booked_at", Booking, booked_at),
    FIELD_NIGHT("arrival", Booking, arrival),
    FIELD_INT("children", Booking, children),
    FIELD_BOOL("member", Booking, member, .present_offset = offsetof(Booking, member_given)),
    FIELD_CHOICE("status", Booking, status, STATUSES),
    FIELD_TEXT_LIST("tags/~", Booking, tags, .max = 2, .max_length = 4),
    FIELD_ANY("extra", Booking, extra),
};
static const JsonShape BOOKING_SHAPE = JSON_SHAPE(Booking, BOOKING_FIELDS);

static const char FULL_BODY[] =
    "{\"hotel\":\"H1\",\"confirmation\":\"1000 0000 "
    "0017\",\"guest\":{\"surname\":\"Example\",\"email\":\"\"},"
    "\"rooms\":[{\"room_type\":\"A\",\"adults\":2,\"arrival\":\"2015-07-01\",\"night_prices_minor\":[9600,-"
    "638]},"
    "{\"room_type\":\"B\"}],\"deposit\":{\"amount_minor\":-5,\"currency\":\"EUR\"},\"currency\":\"JPY\","
    "\"booked_at\":\"2015-07-01T06:00:00Z\",\"arrival\":\"2015-07-02\",\"children\":-9007199254740993,"
    "\"member\":false,\"status\":\"modified\",\"tags/~\":[\"a\",\"b\"],\"extra\":{\"x\":[1,null]}}";

static json_t *parse(const char *text)
{
    GError *error = NULL;
    json_t *value = json_parse(text, strlen(text), &error);

    TEST_ASSERT_NO_ERROR(error);
    g_assert(value != NULL);
    return value;
}

static void test_every_type_is_read(void)
{
    Booking booking = {0};
    json_t *body = parse(FULL_BODY);

    CU_ASSERT_TRUE_FATAL(json_decode(body, &BOOKING_SHAPE, &booking, NULL));
    json_decref(body);
    CU_ASSERT_STRING_EQUAL(booking.hotel, "H1");
    CU_ASSERT_STRING_EQUAL(booking.confirmation.digits, "100000000017");
    CU_ASSERT_STRING_EQUAL(booking.guest.surname, "Example");
    CU_ASSERT_STRING_EQUAL(booking.guest.email, "");
    CU_ASSERT_EQUAL(booking.rooms->len, 2);
    const Room *room = &g_array_index(booking.rooms, Room, 0);
    CU_ASSERT_STRING_EQUAL(room->room_type, "A");
    CU_ASSERT_EQUAL(room->adults, 2);
    CU_ASSERT_EQUAL(room->night_prices_minor->len, 2);
    CU_ASSERT_EQUAL(g_array_index(room->night_prices_minor, int64_t, 1), -638);
    const Room *second = &g_array_index(booking.rooms, Room, 1);
    CU_ASSERT_EQUAL(second->arrival, NIGHT_NONE);
    CU_ASSERT_EQUAL(second->held_until, INSTANT_NONE);
    CU_ASSERT_PTR_NULL(second->night_prices_minor);
    CU_ASSERT_EQUAL(booking.deposit.amount_minor, -5);
    CU_ASSERT_PTR_EQUAL(booking.deposit.currency, currency_find("EUR"));
    CU_ASSERT_PTR_EQUAL(booking.currency, currency_find("JPY"));
    CU_ASSERT_EQUAL(booking.booked_at, INT64_C(1435730400000000));
    CU_ASSERT_EQUAL(booking.arrival, night_from_date(2015, 7, 2));
    CU_ASSERT_EQUAL(booking.children, INT64_C(-9007199254740993));
    CU_ASSERT_FALSE(booking.member);
    CU_ASSERT_TRUE(booking.member_given);
    CU_ASSERT_EQUAL(booking.status, 1);
    CU_ASSERT_EQUAL(g_strv_length(booking.tags), 2);
    CU_ASSERT_EQUAL(json_object_size(booking.extra), 1);
    json_shape_clear(&BOOKING_SHAPE, &booking);
    CU_ASSERT_PTR_NULL(booking.hotel);
    CU_ASSERT_PTR_NULL(booking.guest.surname);
}

static void test_absent_members_keep_their_initial_values(void)
{
    Booking booking = {.children = 3, .arrival = NIGHT_NONE, .guest.email = g_strdup("initial")};
    json_t *body = parse("{\"hotel\":\"H1\",\"children\":null,\"guest\":{\"surname\":\"X\"}}");

    CU_ASSERT_TRUE(json_decode(body, &BOOKING_SHAPE, &booking, NULL));
    CU_ASSERT_EQUAL(booking.children, 3);
    CU_ASSERT_EQUAL(booking.arrival, NIGHT_NONE);
    CU_ASSERT_STRING_EQUAL(booking.guest.email, "initial");
    CU_ASSERT_FALSE(booking.member_given);
    json_shape_clear(&BOOKING_SHAPE, &booking);
    json_decref(body);
}

static void test_replaced_initial_texts_are_freed(void)
{
    Booking booking = {.hotel = g_strdup("initial")};
    json_t *body = parse("{\"hotel\":\"H2\"}");

    CU_ASSERT_TRUE(json_decode(body, &BOOKING_SHAPE, &booking, NULL));
    CU_ASSERT_STRING_EQUAL(booking.hotel, "H2");
    json_shape_clear(&BOOKING_SHAPE, &booking);
    json_decref(body);
}

typedef struct {
    const char *body;
    const char *pointer;
    const char *code;
} BadBody;

static const BadBody BAD_BODIES[] = {
    {"[]", "", "wrong_type"},
    {"{}", "/hotel", "required"},
    {"{\"hotel\":null}", "/hotel", "required"},
    {"{\"hotel\":1}", "/hotel", "wrong_type"},
    {"{\"hotel\":\"\"}", "/hotel", "empty"},
    {"{\"hotel\":\"h1\"}", "/hotel", "invalid_value"},
    {"{\"hotel\":\"H1\",\"guest\":{\"surname\":\" \\t\u3000\"}}", "/guest/surname", "empty"},
    {"{\"hotel\":\"H1\",\"guest\":{\"surname\":\"a\\u0007\"}}", "/guest/surname", "invalid_value"},
    {"{\"hotel\":\"H1\",\"guest\":{\"surname\":\"a\",\"email\":\"\\u007f\"}}", "/guest/email",
     "invalid_value"},
    {"{\"hotel\":\"H1\",\"tags/~\":[\"\\u001b\"]}", "/tags~1~0/0", "invalid_value"},
    {"{\"hotel\":\"H1\",\"hotle\":1}", "/hotle", "unknown_field"},
    {"{\"hotel\":\"H1\",\"a/b~c\":1}", "/a~1b~0c", "unknown_field"},
    {"{\"hotel\":\"H1\",\"confirmation\":\"1000 0000 0018\"}", "/confirmation", "invalid_value"},
    {"{\"hotel\":\"H1\",\"guest\":{\"surname\":\"much too long\"}}", "/guest/surname", "too_long"},
    {"{\"hotel\":\"H1\",\"guest\":{}}", "/guest/surname", "required"},
    {"{\"hotel\":\"H1\",\"guest\":[]}", "/guest", "wrong_type"},
    {"{\"hotel\":\"H1\",\"rooms\":[]}", "/rooms", "wrong_length"},
    {"{\"hotel\":\"H1\",\"rooms\":{}}", "/rooms", "wrong_type"},
    {"{\"hotel\":\"H1\",\"rooms\":[{\"room_type\":\"A\"},{\"room_type\":\"A\",\"adults\":100}]}",
     "/rooms/1/adults", "out_of_range"},
    {"{\"hotel\":\"H1\",\"rooms\":[{\"room_type\":\"A\",\"adults\":2.0}]}", "/rooms/0/adults", "wrong_type"},
    {"{\"hotel\":\"H1\",\"rooms\":[{\"room_type\":\"A\",\"night_prices_minor\":[1,\"2\"]}]}",
     "/rooms/0/night_prices_minor/1", "wrong_type"},
    {"{\"hotel\":\"H1\",\"rooms\":[{\"room_type\":\"A\",\"night_prices_minor\":[1,2,3,4]}]}",
     "/rooms/0/night_prices_minor", "wrong_length"},
    {"{\"hotel\":\"H1\",\"rooms\":[{\"room_type\":\"A\",\"arrival\":\"2015-02-30\"}]}", "/rooms/0/arrival",
     "invalid_value"},
    {"{\"hotel\":\"H1\",\"deposit\":{\"amount_minor\":1}}", "/deposit/currency", "required"},
    {"{\"hotel\":\"H1\",\"deposit\":{\"amount_minor\":1.5,\"currency\":\"EUR\"}}", "/deposit/amount_minor",
     "wrong_type"},
    {"{\"hotel\":\"H1\",\"deposit\":{\"amount_minor\":1,\"currency\":\"EURO\"}}", "/deposit/currency",
     "invalid_value"},
    {"{\"hotel\":\"H1\",\"booked_at\":\"2015-07-01\"}", "/booked_at", "invalid_value"},
    {"{\"hotel\":\"H1\",\"arrival\":20150701}", "/arrival", "wrong_type"},
    {"{\"hotel\":\"H1\",\"member\":\"yes\"}", "/member", "wrong_type"},
    {"{\"hotel\":\"H1\",\"status\":\"cancelled\"}", "/status", "invalid_value"},
    {"{\"hotel\":\"H1\",\"tags/~\":[\"a\",\"waytoolong\"]}", "/tags~1~0/1", "too_long"},
};

/* Each refusal names its place and code, leaves the target alone and leaks nothing. */
static void test_refusals_name_pointer_and_code(void)
{
    for (gsize index = 0; index < G_N_ELEMENTS(BAD_BODIES); index++) {
        Booking booking = {.children = 3, .hotel = g_strdup("kept"), .guest.email = g_strdup("kept")};
        JsonProblem problem = {0};
        json_t *body = parse(BAD_BODIES[index].body);
        CU_ASSERT_FALSE(json_decode(body, &BOOKING_SHAPE, &booking, &problem));
        CU_ASSERT_STRING_EQUAL(problem.pointer, BAD_BODIES[index].pointer);
        CU_ASSERT_STRING_EQUAL(problem.code, BAD_BODIES[index].code);
        CU_ASSERT(strlen(problem.message) > 5);
        CU_ASSERT_STRING_EQUAL(booking.hotel, "kept");
        CU_ASSERT_STRING_EQUAL(booking.guest.email, "kept");
        CU_ASSERT_PTR_NULL(booking.rooms);
        json_problem_clear(&problem);
        json_shape_clear(&BOOKING_SHAPE, &booking);
        json_decref(body);
    }
}

static void test_strict_decoding_gives_an_error(void)
{
    Booking booking = {0};
    GError *error = NULL;
    json_t *body = parse("{\"hotel\":\"H1\",\"children\":\"2\"}");

    CU_ASSERT_FALSE(json_decode_strict(body, &BOOKING_SHAPE, &booking, &error));
    TEST_ASSERT_ERROR(error, JSON_ERROR, JSON_ERROR_SHAPE, "/children: expected a whole number");
    json_decref(body);
}

static void test_syntax_errors_name_the_place_and_quote_nothing(void)
{
    static const char *const BAD[] = {
        "",        "{",        "{\"a\":1,}",  "{\"a\":1,\"a\":2}",      "{} x",
        "[1e999]", "\"\xff\"", "\"\\u0000\"", "[99999999999999999999]", "{\"surname\":\"Private"};
    GError *error = NULL;

    for (gsize index = 0; index < G_N_ELEMENTS(BAD); index++) {
        CU_ASSERT_PTR_NULL(json_parse(BAD[index], strlen(BAD[index]), &error));
        CU_ASSERT_PTR_NULL(strstr(error->message, "Private"));
        TEST_ASSERT_ERROR(error, JSON_ERROR, JSON_ERROR_SYNTAX, "not valid JSON at line 1 column");
    }
}

static void test_deep_nesting_is_refused(void)
{
    g_autofree char *deep = g_strnfill(1000000, '[');
    GError *error = NULL;

    CU_ASSERT_PTR_NULL(json_parse(deep, strlen(deep), &error));
    TEST_ASSERT_ERROR(error, JSON_ERROR, JSON_ERROR_SYNTAX, "too deep");
}

static char *library_text(const json_t *value)
{
    const size_t flags = JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY;
    size_t length = json_dumpb(value, NULL, 0, flags);
    char *text = g_malloc0(length + 1);
    json_dumpb(value, text, length, flags);
    return text;
}

/* The library writes the same canonical text, only slower. */
static void test_canonical_text_is_the_librarys(void)
{
    static const char *const TEXTS[] = {
        "{}",
        "[]",
        "\"\"",
        "null",
        "true",
        "[false,-0.5,1e300,0.1,-9223372036854775808,9223372036854775807]",
        "{\"b\":1,\"a\":{\"z\":[],\"y\":{}},\"ab\":2,\"\":3,\"A\":4}",
        "[\"\\u0001\\b\\f\\n\\r\\t\\\"\\\\/\\u007f\", \"钥栈\", \"Zürich\"]",
        "{\"10\":1,\"9\":2,\"8\":3,\"7\":4,\"6\":5,\"5\":6,\"4\":7,\"3\":8,\"2\":9,\"1\":10}",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        json_auto_t *value = json_loads(TEXTS[i], JSON_DECODE_ANY, NULL);
        CU_ASSERT_PTR_NOT_NULL_FATAL(value);
        g_autofree char *expected = library_text(value);
        g_autofree char *text = json_canonical(value);
        CU_ASSERT_STRING_EQUAL(text, expected);
    }
}

static void test_canonical_text_of_many_members(void)
{
    json_auto_t *value = json_object();
    for (int i = 0; i < 500; i++) {
        g_autofree char *name = g_strdup_printf("%d", (i * 7919) % 500);
        json_object_set_new(value, name, json_integer(i));
    }
    g_autofree char *expected = library_text(value);
    g_autofree char *text = json_canonical(value);
    CU_ASSERT_STRING_EQUAL(text, expected);
}

static void test_canonical_text_and_digest(void)
{
    json_t *left = parse("{ \"b\": [1, 2.5, null], \"a\": {\"z\": true, \"y\": \"\\u00e9\"} }");
    json_t *right = parse("{\"a\":{\"y\":\"\xc3\xa9\",\"z\":true},\"b\":[1,2.5,null]}");
    json_t *other = parse("{\"a\":{\"y\":\"\xc3\xa9\",\"z\":true},\"b\":[1,2.5,null,0]}");
    g_autofree char *text = json_canonical(left);
    g_autofree char *digest = json_digest(left);
    g_autofree char *same = json_digest(right);
    g_autofree char *different = json_digest(other);

    CU_ASSERT_STRING_EQUAL(text, "{\"a\":{\"y\":\"\xc3\xa9\",\"z\":true},\"b\":[1,2.5,null]}");
    CU_ASSERT_EQUAL(strlen(digest), 64);
    CU_ASSERT_STRING_EQUAL(digest, same);
    CU_ASSERT_STRING_NOT_EQUAL(digest, different);
    json_decref(left);
    json_decref(right);
    json_decref(other);
    json_t *empty = parse("{}");
    g_autofree char *known = json_digest(empty);
    CU_ASSERT_STRING_EQUAL(known, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    json_decref(empty);
}

static void test_our_types_become_json(void)
{
    json_t *list = json_array();
    json_array_append_new(list, json_from_money((Money){-638, currency_find("EUR")}));
    json_array_append_new(list, json_from_night(night_from_date(2015, 7, 1)));
    json_array_append_new(list, json_from_night(NIGHT_NONE));
    json_array_append_new(list, json_from_instant(INT64_C(1435730400000000)));
    json_array_append_new(list, json_from_instant(INSTANT_NONE));
    json_array_append_new(list, json_from_text("\xff"));
    json_array_append_new(list, json_from_text(NULL));
    g_autofree char *text = json_canonical(list);

    CU_ASSERT_STRING_EQUAL(text, "[{\"amount_minor\":-638,\"currency\":\"EUR\"},\"2015-07-01\",null,"
                                 "\"2015-07-01T06:00:00Z\",null,\"\xef\xbf\xbd\",null]");
    json_decref(list);
}

/* Bodies with random damage never crash, leak or half-fill the target. */
static void test_damaged_bodies_are_survived(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int round = 0; round < 5000; round++) {
        char damaged[sizeof FULL_BODY];
        memcpy(damaged, FULL_BODY, sizeof FULL_BODY);
        for (int change = 0; change < 2; change++) {
            damaged[test_random_between(random, 0, sizeof FULL_BODY - 2)] =
                (char)test_random_between(random, 1, 127);
        }
        json_t *body = json_parse(damaged, strlen(damaged), NULL);
        Booking booking = {0};
        if (body != NULL && json_decode(body, &BOOKING_SHAPE, &booking, NULL)) {
            json_shape_clear(&BOOKING_SHAPE, &booking);
        }
        CU_ASSERT_PTR_NULL_FATAL(booking.rooms);
        json_decref(body);
    }
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"every type is read", test_every_type_is_read},
        {"absent members keep their initial values", test_absent_members_keep_their_initial_values},
        {"replaced initial texts are freed", test_replaced_initial_texts_are_freed},
        {"refusals name pointer and code", test_refusals_name_pointer_and_code},
        {"strict decoding gives an error", test_strict_decoding_gives_an_error},
        {"syntax errors name the place and quote nothing",
         test_syntax_errors_name_the_place_and_quote_nothing},
        {"deep nesting is refused", test_deep_nesting_is_refused},
        {"canonical text and digest", test_canonical_text_and_digest},
        {"canonical text is the library's", test_canonical_text_is_the_librarys},
        {"canonical text of many members", test_canonical_text_of_many_members},
        {"our types become json", test_our_types_become_json},
        {"damaged bodies are survived", test_damaged_bodies_are_survived},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/json", tests);
}
