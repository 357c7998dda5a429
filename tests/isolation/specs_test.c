/* Every spec of tests/isolation/specs, each a test. A mutant of the locks (CMakeLists.txt) is this same
 * program with one statement spoilt; KEYRACK_ISOLATION_SPECS=name,name runs those alone. */
#include "tests/isolation/support/tester.h"

#include <string.h>

#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

#define SPECS KEYRACK_SOURCE_DIR "/tests/isolation/specs/"

enum { SPECS_MAX = 200, SPECS_PROMISED = 40 };

static LaneFixture fixture;
static char *paths[SPECS_MAX];
static guint path_count;
static guint next;
static guint orders;

/* CUnit calls the tests in their order, so one function serves all. */
static void test_spec(void)
{
    TesterResult result = tester_run(&fixture, paths[next++]);
    CU_ASSERT_EQUAL(result.findings, 0);
    CU_ASSERT_TRUE(result.orders > 0);
    orders += result.orders;
}

/* ---- mutants ---- */

typedef struct {
    const char *name;
    const char *spec; /* the one that must notice */
} Mutant;

static const Mutant mutants[] = {
    {"cells_unlocked", "book_book_last_room"},
    {"cells_in_any_order", "book_crosswise_three"},
    {"hotels_unlocked", "book_book_other_nights"},
    {"holds_unlocked", "hold_commit_commit"},
    {"reservations_unlocked", "modify_modify_same_revision"},
};

static void check_mutant(const Mutant *mutant)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *self = g_file_read_link("/proc/self/exe", &error);
    g_assert_no_error(error);
    g_autofree char *folder = g_path_get_dirname(self);
    g_autofree char *program = g_strdup_printf("%s/isolation_mutant_%s", folder, mutant->name);
    g_auto(GStrv) environment =
        g_environ_setenv(g_get_environ(), "KEYRACK_ISOLATION_SPECS", mutant->spec, TRUE);
    g_autofree char *output = NULL;
    int status = 0;
    char *argv[] = {program, NULL};
    gboolean ran = g_spawn_sync(NULL, argv, environment, 0, NULL, NULL, &output, NULL, &status, &error);
    TEST_ASSERT_NO_ERROR(error);
    if (!ran)
        return;
    g_autofree char *finding = g_strconcat(mutant->spec, ".spec:", NULL);
    if (g_spawn_check_wait_status(status, NULL) || !strstr(output, finding)) {
        g_print("the mutant %s is not noticed by %s:\n%s\n", mutant->name, mutant->spec, output);
        CU_FAIL("a mutant is not noticed");
    }
}

static void test_mutants_are_noticed(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(mutants); i++)
        check_mutant(&mutants[i]);
}

/* ---- specs ---- */

static gint compare_paths(gconstpointer left, gconstpointer right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static gboolean is_wanted(const char *name)
{
    const char *wanted = g_getenv("KEYRACK_ISOLATION_SPECS");
    if (!wanted)
        return TRUE;
    g_auto(GStrv) names = g_strsplit(wanted, ",", -1);
    return g_strv_contains((const char *const *)names, name);
}

static void specs_find(void)
{
    g_autoptr(GDir) folder = g_dir_open(SPECS, 0, NULL);
    g_assert(folder);
    const char *name;
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *stem = g_str_has_suffix(name, ".spec") ? g_strndup(name, strlen(name) - 5) : NULL;
        if (stem && is_wanted(stem)) {
            g_assert(path_count < SPECS_MAX);
            paths[path_count++] = g_strconcat(SPECS, name, NULL);
        }
    }
    qsort(paths, path_count, sizeof *paths, compare_paths);
}

static void test_so_many_specs_are_there(void)
{
    CU_ASSERT_TRUE(path_count >= SPECS_PROMISED);
}

int main(void)
{
    static CU_TestInfo tests[SPECS_MAX + 3];
    specs_find();
    guint count = 0;
    for (; count < path_count; count++)
        tests[count] = (CU_TestInfo){g_path_get_basename(paths[count]), test_spec};
    if (!g_getenv("KEYRACK_ISOLATION_SPECS")) {
        tests[count++] = (CU_TestInfo){"so many specs are there", test_so_many_specs_are_there};
        tests[count] = (CU_TestInfo){"mutants are noticed", test_mutants_are_noticed};
    }
    lane_fixture_init_with(&fixture, chain_fixture_pair());
    tester_prepare(&fixture);
    int status = test_main("isolation/specs", tests);
    g_print("%u orders of %u specs\n", orders, path_count);
    lane_fixture_clear(&fixture);
    for (guint i = 0; i < path_count; i++) {
        g_free(paths[i]);
        g_free((char *)tests[i].pName);
    }
    return status;
}
