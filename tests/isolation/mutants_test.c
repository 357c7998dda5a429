/* Programs with one statement of the lane spoilt (CMakeLists.txt): a spec must notice each. */
#include "tests/support/cunit_main.h"

#include <glib.h>
#include <string.h>

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

static CU_TestInfo tests[] = {
    {"mutants are noticed", test_mutants_are_noticed},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("isolation/mutants", tests);
}
