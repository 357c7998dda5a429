/* Replays a kept corpus through a fuzz function: every file of the folder, and cheap mutations of each. */
#include "tests/fuzz/fuzz.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUTATIONS_PER_FILE 200

static gsize replay_mutations(const char *text, gsize length, GRand *random)
{
    if (length == 0) {
        return 0;
    }
    g_autofree uint8_t *mutated = g_malloc(length);
    for (gsize round = 0; round < MUTATIONS_PER_FILE; round++) {
        memcpy(mutated, text, length);
        for (int change = g_rand_int_range(random, 1, 4); change > 0; change--) {
            gsize place = (gsize)g_rand_int_range(random, 0, (gint32)length);
            mutated[place] = (uint8_t)g_rand_int_range(random, 0, 256);
        }
        gsize kept = (gsize)g_rand_int_range(random, 0, (gint32)length) + 1;
        LLVMFuzzerTestOneInput(mutated, round % 2 == 0 ? length : kept);
    }
    return MUTATIONS_PER_FILE;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc != 2) {
        g_printerr("usage: %s CORPUS_FOLDER\n", argv[0]);
        return EXIT_FAILURE;
    }
    g_autoptr(GDir) folder = g_dir_open(argv[1], 0, &error);
    if (folder == NULL) {
        g_printerr("cannot open the corpus: %s\n", error->message);
        return EXIT_FAILURE;
    }

    /* A fixed seed: this is a regression test; the fuzzer proper is the one that searches. */
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    gsize files = 0;
    gsize mutations = 0;
    const char *name;
    while ((name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *path = g_build_filename(argv[1], name, NULL);
        g_autofree char *text = NULL;
        gsize length = 0;
        if (!g_file_get_contents(path, &text, &length, &error)) {
            g_printerr("%s\n", error->message);
            return EXIT_FAILURE;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)text, length);
        mutations += replay_mutations(text, length, random);
        files++;
    }
    printf("%zu corpus files and %zu mutations replayed\n1 passed, 0 failed\n", files, mutations);
    return files > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
