#include "ops/cli/replay_state.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cunit_main.h"

enum { RECORDS = 10 };

typedef struct {
    char *folder;
    char *path;
    ReplayRecord records[RECORDS];
    Night last_day;
} Fixture;

static void fixture_init(Fixture *fixture)
{
    *fixture = (Fixture){.folder = test_folder_new()};
    fixture->path = g_build_filename(fixture->folder, "replay", "x.state", NULL);
}

static void fixture_clear(Fixture *fixture)
{
    g_free(fixture->path);
    test_folder_remove(fixture->folder);
}

static ReplayState *load(Fixture *fixture)
{
    memset(fixture->records, 0, sizeof fixture->records);
    return replay_state_load(fixture->path, fixture->records, RECORDS, &fixture->last_day);
}

static void note_day(ReplayState *state, size_t index, const char *confirmation, Night day)
{
    ReplayRecord record = {.stay = (int64_t)index * 10};
    g_strlcpy(record.confirmation, confirmation, sizeof record.confirmation);
    replay_state_note(state, index, &record);
    CU_ASSERT_TRUE(replay_state_finish_day(state, day, NULL));
}

static void test_goes_on_after_the_last_finished_day(void)
{
    Fixture fixture;
    fixture_init(&fixture);
    g_autoptr(ReplayState) state = load(&fixture);
    CU_ASSERT_EQUAL(fixture.last_day, NIGHT_NONE);
    note_day(state, 3, "100000000017", 16617);
    note_day(state, 4, "100000000025", 16618);
    const ReplayRecord unfinished = {.confirmation = "100000000033"};
    replay_state_note(state, 5, &unfinished);
    g_clear_pointer(&state, replay_state_free);

    state = load(&fixture);
    CU_ASSERT_EQUAL(fixture.last_day, 16618);
    CU_ASSERT_STRING_EQUAL(fixture.records[3].confirmation, "100000000017");
    CU_ASSERT_EQUAL(fixture.records[4].stay, 40);
    CU_ASSERT_STRING_EQUAL(fixture.records[5].confirmation, "");
    note_day(state, 5, "100000000033", 16619);
    g_clear_pointer(&state, replay_state_free);

    state = load(&fixture);
    CU_ASSERT_EQUAL(fixture.last_day, 16619);
    CU_ASSERT_STRING_EQUAL(fixture.records[3].confirmation, "100000000017");
    CU_ASSERT_STRING_EQUAL(fixture.records[5].confirmation, "100000000033");
    fixture_clear(&fixture);
}

static void append_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "ae");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(text, file);
    fclose(file);
}

static void test_half_a_day_is_left_out(void)
{
    Fixture fixture;
    fixture_init(&fixture);
    g_autoptr(ReplayState) state = load(&fixture);
    note_day(state, 1, "100000000017", 16617);
    g_clear_pointer(&state, replay_state_free);
    append_text(fixture.path, "r 2 100000000025 0\nr 3 1000000");
    state = load(&fixture);
    CU_ASSERT_EQUAL(fixture.last_day, 16617);
    CU_ASSERT_STRING_EQUAL(fixture.records[2].confirmation, "");
    note_day(state, 2, "100000000041", 16618);
    g_clear_pointer(&state, replay_state_free);
    state = load(&fixture);
    CU_ASSERT_EQUAL(fixture.last_day, 16618);
    CU_ASSERT_STRING_EQUAL(fixture.records[2].confirmation, "100000000041");
    fixture_clear(&fixture);
}

static void test_damaged_journal_counts_as_empty(void)
{
    static const char *const DAMAGED[] = {
        "r 99 100000000025 0\nd 2015-07-01\n", "r x 100000000025 0\nd 2015-07-01\n",
        "r 1 10000000002510000000025 0\nd 2015-07-01\n", "r 1 100000000025\nd 2015-07-01\n"};
    for (size_t index = 0; index < G_N_ELEMENTS(DAMAGED); index++) {
        Fixture fixture;
        fixture_init(&fixture);
        g_autoptr(ReplayState) state = load(&fixture);
        note_day(state, 1, "100000000017", 16616);
        g_clear_pointer(&state, replay_state_free);
        append_text(fixture.path, DAMAGED[index]);
        state = load(&fixture);
        CU_ASSERT_EQUAL(fixture.last_day, NIGHT_NONE);
        CU_ASSERT_STRING_EQUAL(fixture.records[1].confirmation, "");
        fixture_clear(&fixture);
    }
}

static CU_TestInfo TESTS[] = {
    {"goes on after the last finished day", test_goes_on_after_the_last_finished_day},
    {"half a day is left out", test_half_a_day_is_left_out},
    {"a damaged journal counts as empty", test_damaged_journal_counts_as_empty},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/cli replay journal", TESTS);
}
