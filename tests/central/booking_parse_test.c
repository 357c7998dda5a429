#include "central/booking/booking_parse.h"

#include <string.h>

#include "ops/json.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

static Chain *chain;

#define ROOM                                                                                                 \
    "{\"room_type\":\"STD\",\"rate_plan\":\"BAR\",\"arrival\":\"2016-03-02\",\"departure\":\"2016-03-04\","  \
    "\"adults\":2}"
#define SOLD                                                                                                 \
    "{\"room_type\":\"STD\",\"arrival\":\"2016-03-02\",\"departure\":\"2016-03-03\",\"night_prices\":[\"96." \
    "00\"]}"
#define GUEST "\"guest\":{\"surname\":\"Rossi\"}"
#define NEWS "\"hotel\":\"SEA\",\"channel\":\"web\",\"external_id\":\"1\",\"status\":\"new\""

static json_t *parsed(const char *text)
{
    g_autoptr(GError) error = NULL;
    json_t *body = json_parse(text, strlen(text), &error);
    if (!body)
        g_error("%s: %s", text, error->message);
    return body;
}

enum { NOTIFICATION = 100 }; /* beside the kinds of command */

static BookingCommand *parse(int kind, const char *text, int *ret_status, json_t **ret_problem)
{
    json_t *body = text ? parsed(text) : NULL;
    BookingCommand *command =
        kind == NOTIFICATION ? booking_notification_parse(body, chain, ret_status, ret_problem)
                             : booking_command_parse((BookingKind)kind, body, chain, ret_status, ret_problem);
    json_decref(body);
    return command;
}

typedef struct {
    int kind;
    const char *body;
    int status;
    const char *code;
    const char *pointer;
} Bad;

static const Bad BAD[] = {
    {BOOKING_BOOK, NULL, 400, "required", "/hotel"},
    {BOOKING_BOOK, "[]", 400, "wrong_type", ""},
    {BOOKING_BOOK, "{" GUEST ",\"rooms\":[" ROOM "]}", 400, "required", "/hotel"},
    {BOOKING_BOOK, "{\"hotel\":7," GUEST "}", 400, "wrong_type", "/hotel"},
    {BOOKING_BOOK, "{\"hotel\":\"sea\"," GUEST "}", 400, "invalid_value", "/hotel"},
    {BOOKING_BOOK, "{\"hotel\":\"NOPE\"," GUEST ",\"rooms\":[" ROOM "]}", 422, "hotel_not_found", "/hotel"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\",\"rooms\":[" ROOM "]}", 400, "required", "/guest"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST "}", 400, "required", "/rooms"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[]}", 400, "wrong_length", "/rooms"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[" ROOM ",7]}", 400, "wrong_type", "/rooms/1"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[" ROOM "],\"x\":1}", 400, "unknown_field", "/x"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\",\"guest\":{\"given_name\":\"A\"},\"rooms\":[" ROOM "]}", 400,
     "required", "/guest/surname"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\",\"guest\":{\"surname\":\"\"},\"rooms\":[" ROOM "]}", 400, "empty",
     "/guest/surname"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\",\"guest\":{\"guest_id\":0},\"rooms\":[" ROOM "]}", 400, "out_of_range",
     "/guest/guest_id"},
    {BOOKING_BOOK,
     "{\"hotel\":\"SEA\",\"guest\":{\"surname\":\"R\",\"country\":\"PRTU\"},\"rooms\":[" ROOM "]}", 400,
     "too_long", "/guest/country"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[{\"rate_plan\":\"BAR\"}]}", 400, "required",
     "/rooms/0/room_type"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[{\"room_type\":\"STD\",\"rate_plan\":\"BAR\"}]}",
     400, "required", "/rooms/0/arrival"},
    {BOOKING_BOOK,
     "{\"hotel\":\"SEA\"," GUEST
     ",\"rooms\":[{\"room_type\":\"STD\",\"arrival\":\"2016-03-02\",\"departure\":\"2016-03-03\"}]}",
     400, "required", "/rooms/0/rate_plan"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[{\"arrival\":\"2016-02-30\"}]}", 400,
     "invalid_value", "/rooms/0/arrival"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[{\"adults\":100}]}", 400, "out_of_range",
     "/rooms/0/adults"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[{\"adults\":1.5}]}", 400, "wrong_type",
     "/rooms/0/adults"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[" SOLD "]}", 400, "unknown_field",
     "/rooms/0/night_prices"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[" ROOM "],\"expected_total_minor\":-1}", 400,
     "out_of_range", "/expected_total_minor"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[" ROOM "],\"market\":[1]}", 400, "wrong_type",
     "/market"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[" ROOM "],\"market\":{\"a\":{}}}", 400,
     "wrong_type", "/market/a"},
    {BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"rooms\":[" ROOM "],\"market\":{\"a~/b\":1e300}}", 400,
     "wrong_type", "/market/a~0~1b"},
    {BOOKING_HOLD, "{\"hotel\":\"SEA\"}", 400, "required", "/rooms"},
    {BOOKING_HOLD, "{\"hotel\":\"SEA\",\"rooms\":[" ROOM "],\"seconds\":29}", 400, "out_of_range",
     "/seconds"},
    {BOOKING_HOLD, "{\"hotel\":\"SEA\",\"rooms\":[" ROOM "],\"guest\":{}}", 400, "unknown_field", "/guest"},
    {BOOKING_MODIFY, "{\"rooms\":[{\"adults\":2}]}", 400, "required", "/rooms/0/room_type"},
    {BOOKING_MODIFY, "{\"rooms\":[{\"line\":0}]}", 400, "out_of_range", "/rooms/0/line"},
    {BOOKING_MODIFY, "{\"rooms\":[{\"line\":1,\"night_prices_minor\":[1]}]}", 400, "unknown_field",
     "/rooms/0/night_prices_minor"},
    {BOOKING_MODIFY, "{\"hotel\":\"SEA\"}", 400, "unknown_field", "/hotel"},
    {BOOKING_CANCEL, "{\"lines\":[1,\"2\"]}", 400, "wrong_type", "/lines/1"},
    {BOOKING_CANCEL, "{\"reason\":7}", 400, "wrong_type", "/reason"},
    {BOOKING_REINSTATE, "{\"rooms\":[]}", 400, "unknown_field", "/rooms"},
    {NOTIFICATION, "{}", 400, "required", "/hotel"},
    {NOTIFICATION, "{" NEWS ",\"rooms\":[" SOLD "]}", 400, "required", "/guest"},
    {NOTIFICATION, "{" NEWS "," GUEST "}", 400, "required", "/rooms"},
    {NOTIFICATION, "{\"hotel\":\"SEA\",\"channel\":\"web\",\"external_id\":\"1\",\"status\":\"gone\"}", 400,
     "invalid_value", "/status"},
    {NOTIFICATION, "{" NEWS "," GUEST ",\"rooms\":[" SOLD "],\"currency\":\"USD\"}", 422, "wrong_currency",
     "/currency"},
    {NOTIFICATION, "{" NEWS "," GUEST ",\"rooms\":[" SOLD "],\"currency\":\"XQX\"}", 400, "invalid_value",
     "/currency"},
    {NOTIFICATION, "{" NEWS "," GUEST ",\"rooms\":[" SOLD "],\"booked_at\":\"yesterday\"}", 400,
     "invalid_value", "/booked_at"},
    {NOTIFICATION,
     "{" NEWS "," GUEST ",\"rooms\":[{\"room_type\":\"STD\",\"night_prices\":[\"1.00\",\"9,60\"]}]}", 400,
     "invalid_value", "/rooms/0/night_prices/1"},
    {NOTIFICATION,
     "{" NEWS "," GUEST ",\"rooms\":[{\"room_type\":\"STD\",\"night_prices_minor\":[0,1000000000001]}]}", 400,
     "out_of_range", "/rooms/0/night_prices_minor/1"},
    {NOTIFICATION,
     "{" NEWS "," GUEST ",\"rooms\":[{\"room_type\":\"STD\",\"night_prices_minor\":[-9223372036854775807]}]}",
     400, "out_of_range", "/rooms/0/night_prices_minor/0"},
};

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static void test_bad_bodies_name_the_member(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        const Bad *bad = &BAD[i];
        int status = 0;
        json_t *problem = NULL;
        g_autoptr(BookingCommand) command = parse(bad->kind, bad->body, &status, &problem);
        const char *pointer = text_of(json_array_get(json_object_get(problem, "errors"), 0), "pointer");
        gboolean as_expected = !command && status == bad->status &&
                               strcmp(text_of(problem, "code"), bad->code) == 0 &&
                               strcmp(pointer, bad->pointer) == 0;
        if (!as_expected)
            g_printerr("    %s: %d %s %s\n", bad->body, status, text_of(problem, "code"), pointer);
        CU_ASSERT_TRUE(as_expected);
        CU_ASSERT_TRUE(strlen(text_of(problem, "detail")) > 0);
        json_decref(problem);
    }
}

static BookingCommand *parse_good(int kind, const char *text)
{
    int status = 0;
    json_t *problem = NULL;
    BookingCommand *command = parse(kind, text, &status, &problem);
    if (!command)
        g_error("%s: %s %s", text, text_of(problem, "code"), text_of(problem, "detail"));
    CU_ASSERT_PTR_NULL(problem);
    return command;
}

static void test_a_booking_is_read_whole(void)
{
    g_autoptr(BookingCommand) command = parse_good(
        BOOKING_BOOK,
        "{\"hotel\":\"SEA\",\"guest\":{\"surname\":\"Rossi\",\"language\":\"it\"},\"rooms\":[" ROOM
        "],\"access\":[\"MEMBER\"],\"expected_total_minor\":20000,\"comments\":\"\",\"market\":{\"a\":1}}");
    CU_ASSERT_STRING_EQUAL(command->hotel->code, "SEA");
    CU_ASSERT_STRING_EQUAL(command->guest.surname, "Rossi");
    CU_ASSERT_STRING_EQUAL(command->guest.language, "it");
    CU_ASSERT_STRING_EQUAL(command->access[0], "MEMBER");
    CU_ASSERT_EQUAL(command->expected_total_minor, 20000);
    CU_ASSERT_STRING_EQUAL(command->comments, "");
    const BookingLine *line = command->lines->pdata[0];
    CU_ASSERT_EQUAL(line->arrival, night_from_date(2016, 3, 2));
    CU_ASSERT_EQUAL(line->adults, 2);
    CU_ASSERT_EQUAL(line->children, -1);
    CU_ASSERT_PTR_NULL(line->night_prices_minor);
}

static void test_what_is_not_said_is_marked(void)
{
    g_autoptr(BookingCommand) change = parse_good(BOOKING_MODIFY, "{\"rooms\":[{\"line\":2,\"adults\":0}]}");
    const BookingLine *line = change->lines->pdata[0];
    CU_ASSERT_EQUAL(line->line, 2);
    CU_ASSERT_STRING_EQUAL(line->room_type, "");
    CU_ASSERT_EQUAL(line->arrival, NIGHT_NONE);
    CU_ASSERT_EQUAL(line->departure, NIGHT_NONE);
    CU_ASSERT_EQUAL(line->adults, 0);
    CU_ASSERT_EQUAL(line->infants, -1);
    CU_ASSERT_PTR_NULL(change->comments);
    CU_ASSERT_EQUAL(change->expected_total_minor, -1);
    g_autoptr(BookingCommand) cancel = parse_good(BOOKING_CANCEL, NULL);
    CU_ASSERT_EQUAL(cancel->lines->len, 0);
    g_autoptr(BookingCommand) hold = parse_good(BOOKING_HOLD, "{\"hotel\":\"SEA\",\"rooms\":[" ROOM "]}");
    CU_ASSERT_EQUAL(hold->hold_seconds, 600);
    g_autoptr(BookingCommand) from_hold =
        parse_good(BOOKING_BOOK, "{\"hotel\":\"SEA\"," GUEST ",\"hold\":\"h\"}");
    CU_ASSERT_STRING_EQUAL(from_hold->hold_id, "h");
}

static void test_a_notification_becomes_the_command_of_its_status(void)
{
    g_autoptr(BookingCommand) book = parse_good(NOTIFICATION, "{" NEWS "," GUEST ",\"rooms\":[" SOLD
                                                              "],\"booked_at\":\"2015-07-01T06:00:00Z\"}");
    CU_ASSERT_EQUAL(book->kind, BOOKING_BOOK);
    CU_ASSERT_EQUAL(book->at, instant_from_night_utc(night_from_date(2015, 7, 1)) + 6 * INSTANT_HOUR);
    const BookingLine *sold = book->lines->pdata[0];
    CU_ASSERT_EQUAL(g_array_index(sold->night_prices_minor, int64_t, 0), 9600);
    g_autoptr(BookingCommand) modify =
        parse_good(NOTIFICATION, "{\"hotel\":\"SEA\",\"channel\":\"web\",\"external_id\":\"1\",\"status\":"
                                 "\"modified\",\"rooms\":[{\"adults\":1},"
                                 "{\"line\":4},{\"adults\":2}]}");
    CU_ASSERT_EQUAL(modify->kind, BOOKING_MODIFY);
    CU_ASSERT_EQUAL(((const BookingLine *)modify->lines->pdata[0])->line, 1);
    CU_ASSERT_EQUAL(((const BookingLine *)modify->lines->pdata[1])->line, 4);
    CU_ASSERT_EQUAL(((const BookingLine *)modify->lines->pdata[2])->line, 3);
    g_autoptr(BookingCommand) cancel =
        parse_good(NOTIFICATION, "{\"hotel\":\"SEA\",\"channel\":\"web\",\"external_id\":\"1\",\"status\":"
                                 "\"cancelled\",\"reason\":\"ill\"}");
    CU_ASSERT_EQUAL(cancel->kind, BOOKING_CANCEL);
    CU_ASSERT_STRING_EQUAL(cancel->reason, "ill");
    CU_ASSERT_STRING_EQUAL(cancel->external_id, "1");
}

static CU_TestInfo TESTS[] = {
    {"bad bodies name the member", test_bad_bodies_name_the_member},
    {"a booking is read whole", test_a_booking_is_read_whole},
    {"what is not said is marked", test_what_is_not_said_is_marked},
    {"a notification becomes the command of its status",
     test_a_notification_becomes_the_command_of_its_status},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    chain = chain_fixture_small();
    int failed = test_main("central/booking_parse", TESTS);
    chain_free(chain);
    return failed;
}
