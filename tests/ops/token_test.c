#include "ops/token.h"
#include "tests/support/cunit_main.h"

#include <string.h>

#define NOW INT64_C(1435730400000000)

static char *seal_sample(const TokenKey *key)
{
    json_t *claims = json_pack("{s:s, s:[s]}", "user", "clerk-h1", "roles", "desk");
    char *token = token_seal(key, "session", claims, NOW + INSTANT_HOUR, NULL);

    json_decref(claims);
    return token;
}

static void test_sealed_claims_come_back(void)
{
    TokenKey key;
    token_key_from_secret("a secret of this installation", &key);
    g_autofree char *token = seal_sample(&key);
    GError *error = NULL;
    json_t *claims = token_open(&key, "session", token, NOW, &error);

    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(claims, "user")), "clerk-h1");
    CU_ASSERT_EQUAL(json_array_size(json_object_get(claims, "roles")), 1);
    json_decref(claims);
    token_key_clear(&key);
}

static void test_expired_token_is_refused(void)
{
    TokenKey key;
    token_key_random(&key);
    g_autofree char *token = seal_sample(&key);
    GError *error = NULL;

    json_decref(token_open(&key, "session", token, NOW + INSTANT_HOUR - 1, &error));
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_PTR_NULL(token_open(&key, "session", token, NOW + INSTANT_HOUR, &error));
    TEST_ASSERT_ERROR(error, TOKEN_ERROR, TOKEN_ERROR_EXPIRED, "expired");
}

static void test_other_key_or_purpose_is_refused(void)
{
    TokenKey key;
    TokenKey other;
    token_key_from_secret("one", &key);
    token_key_from_secret("two", &other);
    g_autofree char *token = seal_sample(&key);
    GError *error = NULL;

    CU_ASSERT_PTR_NULL(token_open(&other, "session", token, NOW, &error));
    TEST_ASSERT_ERROR(error, TOKEN_ERROR, TOKEN_ERROR_FORGED, "changed");
    CU_ASSERT_PTR_NULL(token_open(&key, "cursor", token, NOW, &error));
    TEST_ASSERT_ERROR(error, TOKEN_ERROR, TOKEN_ERROR_FORGED, "purpose");
}

static void test_every_changed_character_is_noticed(void)
{
    TokenKey key;
    token_key_random(&key);
    g_autofree char *token = seal_sample(&key);

    for (gsize place = 0; token[place] != '\0'; place++) {
        char kept = token[place];
        token[place] = kept == 'A' ? 'B' : 'A';
        CU_ASSERT_PTR_NULL(token_open(&key, "session", token, NOW, NULL));
        token[place] = kept;
    }
    json_t *claims = token_open(&key, "session", token, NOW, NULL);
    CU_ASSERT_PTR_NOT_NULL(claims);
    json_decref(claims);
}

static void test_garbage_is_refused(void)
{
    static const char *const GARBAGE[] = {"", ".", "abc", "abc.", ".abc", "a.b.c", "====.====", "\xff.\xff"};
    g_autofree char *endless = g_strnfill(100000, '.');
    TokenKey key;
    GError *error = NULL;
    token_key_random(&key);

    for (gsize index = 0; index < G_N_ELEMENTS(GARBAGE); index++) {
        CU_ASSERT_PTR_NULL(token_open(&key, "session", GARBAGE[index], NOW, NULL));
    }
    CU_ASSERT_PTR_NULL(token_open(&key, "session", endless, NOW, &error));
    TEST_ASSERT_ERROR(error, TOKEN_ERROR, TOKEN_ERROR_MALFORMED, "not a token");
}

static void test_large_claims_are_refused(void)
{
    TokenKey key;
    GError *error = NULL;
    g_autofree char *text = g_strnfill(TOKEN_CLAIMS_MAX, 'x');
    json_t *claims = json_pack("{s:s}", "text", text);
    token_key_random(&key);

    CU_ASSERT_PTR_NULL(token_seal(&key, "session", claims, NOW, &error));
    TEST_ASSERT_ERROR(error, TOKEN_ERROR, TOKEN_ERROR_TOO_LARGE, "3072");
    json_decref(claims);
}

static void test_random_ids_differ_and_fit_urls(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (int round = 0; round < 1000; round++) {
        char *id = token_random_id(16);
        CU_ASSERT_EQUAL(strlen(id), 22);
        CU_ASSERT_EQUAL(strspn(id, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_"), 22);
        CU_ASSERT_TRUE(g_hash_table_add(seen, id));
    }
    for (int round = 0; round < 1000; round++) {
        CU_ASSERT(token_random_below(7) < 7);
    }
    CU_ASSERT_EQUAL(token_random_below(1), 0);
}

static void test_keyed_digest_depends_on_all_of_it(void)
{
    TokenKey key;
    TokenKey other;
    token_key_from_secret("one", &key);
    token_key_from_secret("two", &other);
    g_autofree char *digest = token_keyed_digest(&key, "card", "4111");
    g_autofree char *again = token_keyed_digest(&key, "card", "4111");
    g_autofree char *shifted = token_keyed_digest(&key, "card4", "111");
    g_autofree char *other_key = token_keyed_digest(&other, "card", "4111");

    CU_ASSERT_EQUAL(strlen(digest), 64);
    CU_ASSERT_STRING_EQUAL(digest, again);
    CU_ASSERT_STRING_NOT_EQUAL(digest, shifted);
    CU_ASSERT_STRING_NOT_EQUAL(digest, other_key);
    CU_ASSERT_TRUE(token_text_equal(digest, again));
    CU_ASSERT_FALSE(token_text_equal(digest, shifted));
    CU_ASSERT_FALSE(token_text_equal(digest, "short"));
}

static void test_base64url(void)
{
    gsize length = 0;
    g_autofree char *text = token_base64url_encode("\xfb\xff\x00z", 4);
    g_autofree unsigned char *bytes = token_base64url_decode(text, &length);

    CU_ASSERT_STRING_EQUAL(text, "-_8Aeg");
    CU_ASSERT_EQUAL(length, 4);
    CU_ASSERT_EQUAL(memcmp(bytes, "\xfb\xff\x00z", 4), 0);
    CU_ASSERT_PTR_NULL(token_base64url_decode("+/8Aeg", &length));
    CU_ASSERT_PTR_NULL(token_base64url_decode("a", &length));
    CU_ASSERT_PTR_NULL(token_base64url_decode("-_8Aeg==", &length));
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"sealed claims come back", test_sealed_claims_come_back},
        {"expired token is refused", test_expired_token_is_refused},
        {"other key or purpose is refused", test_other_key_or_purpose_is_refused},
        {"every changed character is noticed", test_every_changed_character_is_noticed},
        {"garbage is refused", test_garbage_is_refused},
        {"large claims are refused", test_large_claims_are_refused},
        {"random ids differ and fit urls", test_random_ids_differ_and_fit_urls},
        {"keyed digest depends on all of it", test_keyed_digest_depends_on_all_of_it},
        {"base64url", test_base64url},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/token", tests);
}
