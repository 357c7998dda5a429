/* YAML: any bytes give a tree or an error, and the tree can be walked. */
#include "ops/yaml.h"
#include "tests/fuzz/fuzz.h"

#include <stdbool.h>

static void walk(const YamlNode *node)
{
    const char *text = NULL;
    int64_t number = 0;
    bool flag = false;
    Night night = 0;

    g_assert(yaml_line(node) > 0 && yaml_column(node) > 0);
    if (yaml_kind(node) == YAML_SCALAR) {
        yaml_text(node, &text, NULL);
        yaml_int(node, INT64_MIN, INT64_MAX, &number, NULL);
        yaml_percent(node, 10000, &number, NULL);
        yaml_bool(node, &flag, NULL);
        yaml_night(node, &night, NULL);
    }
    for (gsize index = 0; index < yaml_count(node); index++) {
        if (yaml_kind(node) == YAML_MAP) {
            g_assert(yaml_get(node, yaml_key_at(node, index)) == yaml_at(node, index));
        }
        walk(yaml_at(node, index));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const KEYS[] = {"name", "hotels", "http", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(YamlFile) file = yaml_file_parse("input", (const char *)data, size, &error);

    g_assert((file == NULL) == (error != NULL));
    if (file != NULL) {
        walk(yaml_file_root(file));
        g_clear_error(&error);
        yaml_check_keys(yaml_file_root(file), KEYS, &error);
    }
    return 0;
}
