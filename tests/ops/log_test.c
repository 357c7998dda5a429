#include "ops/log.h"
#include "tests/support/cunit_main.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static char *folder;
static char *path;

static void open_log(LogLevel level)
{
    GError *error = NULL;

    CU_ASSERT_TRUE_FATAL(log_open("test-program", path, level, &error));
    TEST_ASSERT_NO_ERROR(error);
}

/* Closes the log and returns its lines as parsed JSON, new reference of an array; the file is removed. */
static json_t *take_lines(void)
{
    g_autofree char *text = NULL;
    json_t *lines = json_array();

    log_close();
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) split = g_strsplit(text, "\n", 0);
    for (char **line = split; *line != NULL; line++) {
        if ((*line)[0] != '\0') {
            json_t *value = json_loads(*line, JSON_REJECT_DUPLICATES, NULL);
            CU_ASSERT_PTR_NOT_NULL_FATAL(value);
            json_array_append_new(lines, value);
        }
    }
    g_remove(path);
    return lines;
}

static const char *member(const json_t *lines, gsize line, const char *name)
{
    return json_string_value(json_object_get(json_array_get(lines, line), name));
}

static void test_line_has_its_members(void)
{
    open_log(LOG_LEVEL_INFO);
    log_info("hotel connected", log_text("hotel", "H1"), log_int("feed_version", -17),
             log_bool("practice", true), log_text("nothing", NULL));
    log_warning("bare");
    json_t *lines = take_lines();

    CU_ASSERT_EQUAL(json_array_size(lines), 2);
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "event"), "hotel connected");
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "level"), "info");
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "program"), "test-program");
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "hotel"), "H1");
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(json_array_get(lines, 0), "feed_version")), -17);
    CU_ASSERT_TRUE(json_is_true(json_object_get(json_array_get(lines, 0), "practice")));
    CU_ASSERT_TRUE(json_is_null(json_object_get(json_array_get(lines, 0), "nothing")));
    CU_ASSERT_EQUAL(strlen(member(lines, 1, "at")) >= 20, true);
    json_decref(lines);
}

static void test_level_drops_lines(void)
{
    open_log(LOG_LEVEL_WARNING);
    log_info("dropped");
    log_debug("dropped");
    log_error("kept");
    log_set_level(LOG_LEVEL_DEBUG);
    log_debug("kept too");
    json_t *lines = take_lines();

    CU_ASSERT_EQUAL(json_array_size(lines), 2);
    CU_ASSERT_STRING_EQUAL(member(lines, 1, "event"), "kept too");
    json_decref(lines);
}

static void test_secrets_and_persons_are_redacted(void)
{
    static const char *const SECRET[] = {"password", "csrf_token", "guest_surname", "email", "card_number"};
    static const char *const OPEN[] = {"hotel", "emails_sent", "tokens", "discard", "card_count"};

    open_log(LOG_LEVEL_INFO);
    log_info("seen", log_text("password", "swordfish"), log_int("card_number", 4111111111111111),
             log_text("hotel", "H1"));
    log_context_set("email", "guest@example.org");
    log_info("seen");
    log_context_clear();
    json_t *lines = take_lines();

    CU_ASSERT_STRING_EQUAL(member(lines, 0, "password"), "[redacted]");
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "card_number"), "[redacted]");
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "hotel"), "H1");
    CU_ASSERT_STRING_EQUAL(member(lines, 1, "email"), "[redacted]");
    for (gsize index = 0; index < G_N_ELEMENTS(SECRET); index++) {
        CU_ASSERT_TRUE(log_field_is_secret(SECRET[index]));
        CU_ASSERT_FALSE(log_field_is_secret(OPEN[index]));
    }
    json_decref(lines);
}

static void test_hostile_text_stays_one_line_of_json(void)
{
    open_log(LOG_LEVEL_INFO);
    log_info("input", log_text("value", "a\"b\\c\nd\r\x01\x7f\xff\xfe\xc3"));
    json_t *lines = take_lines();

    CU_ASSERT_EQUAL(json_array_size(lines), 1);
    CU_ASSERT_NSTRING_EQUAL(member(lines, 0, "value"), "a\"b\\c\nd\r\x01\x7f", 10);
    json_decref(lines);
}

static void test_trace_and_context_belong_to_the_thread(void)
{
    open_log(LOG_LEVEL_INFO);
    CU_ASSERT_PTR_NULL(log_trace_get());
    log_trace_set("0af7651916cd43dd8448eb211c80319c");
    log_context_set("hotel", "H1");
    log_context_set("hotel", "H2");
    log_context_set("lane", "worker");
    log_context_set("lane", NULL);
    log_info("inside");
    log_context_clear();
    log_info("outside");
    json_t *lines = take_lines();

    CU_ASSERT_STRING_EQUAL(member(lines, 0, "trace_id"), "0af7651916cd43dd8448eb211c80319c");
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "hotel"), "H2");
    CU_ASSERT_PTR_NULL(member(lines, 0, "lane"));
    CU_ASSERT_PTR_NULL(member(lines, 1, "trace_id"));
    json_decref(lines);
}

static void test_faults_are_counted_by_side(void)
{
    uint64_t ours = log_fault_count(true);
    uint64_t theirs = log_fault_count(false);
    g_autoptr(GError) error = g_error_new(G_FILE_ERROR, G_FILE_ERROR_NOENT, "cannot find it");

    open_log(LOG_LEVEL_INFO);
    log_our_fault("state is impossible", log_error_text(error));
    log_their_fault("body is not JSON", log_error_text(NULL));
    log_their_fault("body is not JSON");
    json_t *lines = take_lines();

    CU_ASSERT_EQUAL(log_fault_count(true), ours + 1);
    CU_ASSERT_EQUAL(log_fault_count(false), theirs + 2);
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "level"), "error");
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "error"), "cannot find it");
    CU_ASSERT_STRING_EQUAL(member(lines, 1, "level"), "warning");
    json_decref(lines);
}

static void test_library_messages_come_here(void)
{
    open_log(LOG_LEVEL_DEBUG);
    g_warning("from a library");
    json_t *lines = take_lines();

    CU_ASSERT_EQUAL(json_array_size(lines), 1);
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "message"), "from a library");
    json_decref(lines);
}

static void test_reopening_follows_the_name(void)
{
    g_autofree char *rotated = g_strconcat(path, ".1", NULL);
    g_autofree char *old_text = NULL;

    open_log(LOG_LEVEL_INFO);
    log_info("before");
    g_assert_cmpint(g_rename(path, rotated), ==, 0);
    log_info("still the old file");
    CU_ASSERT_TRUE(log_reopen(NULL));
    log_info("after");
    json_t *lines = take_lines();

    CU_ASSERT_EQUAL(json_array_size(lines), 1);
    CU_ASSERT_STRING_EQUAL(member(lines, 0, "event"), "after");
    CU_ASSERT_TRUE(g_file_get_contents(rotated, &old_text, NULL, NULL));
    CU_ASSERT_PTR_NOT_NULL(strstr(old_text, "still the old file"));
    json_decref(lines);
}

static void test_unwritable_file_is_reported(void)
{
    g_autofree char *missing = g_build_filename(folder, "no", "such", "log", NULL);
    GError *error = NULL;

    CU_ASSERT_FALSE(log_open("test-program", missing, LOG_LEVEL_INFO, &error));
    TEST_ASSERT_ERROR(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "cannot open the log");
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"line has its members", test_line_has_its_members},
        {"level drops lines", test_level_drops_lines},
        {"secrets and persons are redacted", test_secrets_and_persons_are_redacted},
        {"hostile text stays one line of json", test_hostile_text_stays_one_line_of_json},
        {"trace and context belong to the thread", test_trace_and_context_belong_to_the_thread},
        {"faults are counted by side", test_faults_are_counted_by_side},
        {"library messages come here", test_library_messages_come_here},
        {"reopening follows the name", test_reopening_follows_the_name},
        {"unwritable file is reported", test_unwritable_file_is_reported},
        CU_TEST_INFO_NULL,
    };
    folder = test_folder_new();
    path = g_build_filename(folder, "test.log", NULL);
    int status = test_main("ops/log", tests);
    g_free(path);
    test_folder_remove(folder);
    return status;
}
