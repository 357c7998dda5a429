#include "central/staff/client_registry.h"

#include <string.h>

#include "ops/yaml.h"
#include "tests/support/cunit_main.h"

/* SHA-256 of "secret". */
#define SECRET_SHA256 "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"

static ClientRegistry *load_as(const char *text, int mode, GError **error)
{
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "clients.yaml", NULL);
    g_autoptr(GError) write_error = NULL;
    g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, mode, &write_error);
    g_assert_no_error(write_error);
    ClientRegistry *registry = client_registry_load(path, error);
    test_folder_remove(folder);
    return registry;
}

static ClientRegistry *load(const char *text, GError **error)
{
    return load_as(text, 0600, error);
}

static void test_secrets_and_scopes(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ClientRegistry) registry =
        load("- {id: web, secret: plain, scopes: [notifications, read]}\n"
             "- {id: partner, secret_sha256: '" SECRET_SHA256 "', scopes: [reservations]}\n",
             &error);
    TEST_ASSERT_NO_ERROR(error);
    const Client *web = client_registry_verify(registry, "web", "plain");
    CU_ASSERT_PTR_NOT_NULL_FATAL(web);
    CU_ASSERT_TRUE(client_has_scope(web, "read"));
    CU_ASSERT_FALSE(client_has_scope(web, "operator"));
    CU_ASSERT_PTR_NULL(client_registry_verify(registry, "web", "Plain"));
    CU_ASSERT_PTR_NULL(client_registry_verify(registry, "web", ""));
    CU_ASSERT_PTR_NULL(client_registry_verify(registry, "nobody", "plain"));
    CU_ASSERT_PTR_NOT_NULL(client_registry_verify(registry, "partner", "secret"));
    /* The digest is not the secret, and nobody's digest is nobody's secret. */
    CU_ASSERT_PTR_NULL(client_registry_verify(registry, "partner", SECRET_SHA256));
}

typedef struct {
    const char *text;
    YamlError code;
    const char *message;
} Bad;

static void test_mistakes_are_named_with_their_place(void)
{
    static const Bad bad[] = {
        {"id: web\n", YAML_ERROR_TYPE, "clients.yaml:1:1"},
        {"- web\n", YAML_ERROR_TYPE, "clients.yaml:1:3"},
        {"- {secret: s, scopes: []}\n", YAML_ERROR_MISSING, "clients.yaml:1:3"},
        {"- {id: web, scopes: []}\n", YAML_ERROR_MISSING, "secret_sha256"},
        {"- {id: web, secret: s}\n", YAML_ERROR_MISSING, "scopes"},
        {"- id: web\n  secret: s\n  scops: []\n", YAML_ERROR_UNKNOWN_KEY, "clients.yaml:3:3"},
        {"- id: web\n  secret: s\n  scopes: read\n", YAML_ERROR_TYPE, "clients.yaml:3:11"},
        {"- id: web\n  secret: s\n  scopes:\n    - read\n    - reservation\n", YAML_ERROR_VALUE,
         "clients.yaml:5:7"},
        {"- {id: web, secret_sha256: abc, scopes: []}\n", YAML_ERROR_VALUE, "64 hexadecimal digits"},
        {"- {id: web, secret_sha256: 'xbb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', "
         "scopes: []}\n",
         YAML_ERROR_VALUE, "64 hexadecimal digits"},
        {"- {id: web, secret: s, scopes: []}\n- {id: web, secret: t, scopes: []}\n", YAML_ERROR_DUPLICATE,
         "clients.yaml:2:8"},
        {"- {id: web\n", YAML_ERROR_SYNTAX, "clients.yaml:"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        GError *error = NULL;
        ClientRegistry *registry = load(bad[i].text, &error);
        CU_ASSERT_PTR_NULL(registry);
        if (!error || !strstr(error->message, bad[i].message) || strstr(error->message, "secret: "))
            g_printerr("    %s-> %s\n", bad[i].text, error ? error->message : "accepted");
        CU_ASSERT_TRUE(g_error_matches(error, YAML_ERROR, (int)bad[i].code));
        CU_ASSERT_PTR_NOT_NULL(error ? strstr(error->message, bad[i].message) : NULL);
        g_clear_error(&error);
        client_registry_free(registry);
    }
    GError *error = NULL;
    CU_ASSERT_PTR_NULL(client_registry_load("/nonexistent/clients.yaml", &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_FILE, "/nonexistent/clients.yaml");
}

static void test_a_file_that_others_may_read_is_refused(void)
{
    GError *error = NULL;
    CU_ASSERT_PTR_NULL(load_as("- {id: web, secret: s, scopes: []}\n", 0644, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "chmod 600"));
    g_clear_error(&error);
}

static CU_TestInfo TESTS[] = {
    {"secrets and scopes", test_secrets_and_scopes},
    {"mistakes are named with their place", test_mistakes_are_named_with_their_place},
    {"a file that others may read is refused", test_a_file_that_others_may_read_is_refused},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("central/client_registry", TESTS);
}
