#include "ops/token.h"

#include "ops/json.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_TEXT_MAX 8192
#define RANDOM_ID_MAX 64
#define BASE64URL sodium_base64_VARIANT_URLSAFE_NO_PADDING

G_DEFINE_QUARK(keyrack - token - error - quark, token_error)

G_STATIC_ASSERT(TOKEN_KEY_BYTES == crypto_auth_KEYBYTES);
G_STATIC_ASSERT(TOKEN_KEY_BYTES == crypto_generichash_KEYBYTES);

static void sodium_ready(void)
{
    static gsize ready;

    if (g_once_init_enter(&ready)) {
        g_assert(sodium_init() >= 0);
        g_once_init_leave(&ready, 1);
    }
}

void token_key_from_secret(const char *secret, TokenKey *ret_key)
{
    g_assert(secret != NULL && secret[0] != '\0');
    sodium_ready();
    crypto_generichash(ret_key->bytes, sizeof ret_key->bytes, (const unsigned char *)secret, strlen(secret),
                       NULL, 0);
}

void token_key_random(TokenKey *ret_key)
{
    token_random_bytes(ret_key->bytes, sizeof ret_key->bytes);
}

void token_key_clear(TokenKey *key)
{
    sodium_memzero(key->bytes, sizeof key->bytes);
}

char *token_base64url_encode(const void *bytes, gsize length)
{
    sodium_ready();
    gsize size = sodium_base64_encoded_len(length, BASE64URL);
    char *text = g_malloc(size);

    return sodium_bin2base64(text, size, bytes, length, BASE64URL);
}

/* Decodes that many characters; the answer has one byte more than its length, a NUL. */
static unsigned char *base64url_decode(const char *text, gsize text_length, gsize *ret_length)
{
    g_autofree unsigned char *bytes = g_malloc0(text_length + 1);
    const char *end = NULL;
    gsize length = 0;

    if (sodium_base642bin(bytes, text_length, text, text_length, NULL, &length, &end, BASE64URL) != 0 ||
        end != text + text_length) {
        return NULL;
    }
    *ret_length = length;
    return g_steal_pointer(&bytes);
}

unsigned char *token_base64url_decode(const char *text, gsize *ret_length)
{
    g_assert(text != NULL);
    sodium_ready();
    return base64url_decode(text, strlen(text), ret_length);
}

char *token_seal(const TokenKey *key, const char *purpose, json_t *claims, Instant expires_at, GError **error)
{
    g_assert(purpose != NULL && json_is_object(claims));
    sodium_ready();
    json_t *content = json_pack("{s:O, s:I, s:s}", "c", claims, "e", (json_int_t)expires_at, "p", purpose);
    g_autofree char *text = json_canonical(content);
    unsigned char seal[crypto_auth_BYTES];

    json_decref(content);
    if (strlen(text) > TOKEN_CLAIMS_MAX) {
        g_set_error(error, TOKEN_ERROR, TOKEN_ERROR_TOO_LARGE,
                    "the claims of a token take more than %d bytes", TOKEN_CLAIMS_MAX);
        return NULL;
    }
    g_autofree char *payload = token_base64url_encode(text, strlen(text));
    crypto_auth(seal, (const unsigned char *)payload, strlen(payload), key->bytes);
    g_autofree char *seal_text = token_base64url_encode(seal, sizeof seal);
    return g_strconcat(payload, ".", seal_text, NULL);
}

static bool seal_fits(const TokenKey *key, const char *payload, gsize payload_length, const char *seal_text)
{
    gsize seal_length = 0;
    g_autofree unsigned char *seal = base64url_decode(seal_text, strlen(seal_text), &seal_length);

    return seal != NULL && seal_length == crypto_auth_BYTES &&
           crypto_auth_verify(seal, (const unsigned char *)payload, payload_length, key->bytes) == 0;
}

/* Takes the content of a token whose seal fits apart. */
static json_t *content_open(const json_t *content, const char *purpose, Instant now, GError **error)
{
    const char *sealed_purpose = json_string_value(json_object_get(content, "p"));
    json_t *claims = json_object_get(content, "c");

    if (sealed_purpose == NULL || strcmp(sealed_purpose, purpose) != 0 || !json_is_object(claims)) {
        g_set_error(error, TOKEN_ERROR, TOKEN_ERROR_FORGED, "the token was not made for this purpose");
        return NULL;
    }
    if (now >= json_integer_value(json_object_get(content, "e"))) {
        g_set_error(error, TOKEN_ERROR, TOKEN_ERROR_EXPIRED, "the token has expired: ask for a new one");
        return NULL;
    }
    return json_incref(claims);
}

/* ---- tokens opened lately ----
 * A program sends the same token with every request. Each thread remembers the last few whose seal fitted;
 * whether they serve the purpose and are still valid is asked afresh every time. */

enum { OPENED_COUNT = 16 };

typedef struct {
    TokenKey key;
    char *token; /* NULL: free */
    json_t *content;
} OpenedToken;

static void opened_clear(OpenedToken *opened)
{
    json_decref(opened->content);
    g_free(opened->token);
    *opened = (OpenedToken){0};
}

static void opened_free(gpointer data)
{
    OpenedToken *all = data;
    for (guint i = 0; i < OPENED_COUNT; i++)
        opened_clear(&all[i]);
    g_free(all);
}

static OpenedToken *opened_place(const char *seal_text)
{
    static GPrivate opened = G_PRIVATE_INIT(opened_free);
    OpenedToken *all = g_private_get(&opened);
    if (all == NULL) {
        all = g_new0(OpenedToken, OPENED_COUNT);
        g_private_set(&opened, all);
    }
    return &all[g_str_hash(seal_text) % OPENED_COUNT];
}

/* The seal is compared in constant time; who has the seal of a token has the token. */
static bool opened_is(const OpenedToken *opened, const TokenKey *key, const char *token, gsize payload_length)
{
    return opened->token != NULL && strlen(opened->token) > payload_length &&
           token_text_equal(opened->token + payload_length, token + payload_length) &&
           memcmp(opened->token, token, payload_length) == 0 &&
           sodium_memcmp(opened->key.bytes, key->bytes, sizeof key->bytes) == 0;
}

/* Borrowed content of a token whose seal fits with the key; NULL with an error otherwise. */
static const json_t *content_of(const TokenKey *key, const char *token, const char *dot, GError **error)
{
    OpenedToken *place = opened_place(dot + 1);
    gsize payload_length = (gsize)(dot - token);
    if (opened_is(place, key, token, payload_length))
        return place->content;
    if (!seal_fits(key, token, payload_length, dot + 1)) {
        g_set_error(error, TOKEN_ERROR, TOKEN_ERROR_FORGED, "the token was changed or made by someone else");
        return NULL;
    }
    gsize length = 0;
    g_autofree unsigned char *text = base64url_decode(token, payload_length, &length);
    opened_clear(place);
    place->key = *key;
    place->token = g_strdup(token);
    place->content = text == NULL ? NULL : json_parse((const char *)text, length, NULL);
    return place->content;
}

json_t *token_open(const TokenKey *key, const char *purpose, const char *token, Instant now, GError **error)
{
    g_assert(purpose != NULL && token != NULL);
    sodium_ready();
    const char *dot = strnlen(token, TOKEN_TEXT_MAX) < TOKEN_TEXT_MAX ? strchr(token, '.') : NULL;

    if (dot == NULL) {
        g_set_error(error, TOKEN_ERROR, TOKEN_ERROR_MALFORMED, "this is not a token");
        return NULL;
    }
    g_autoptr(GError) failure = NULL;
    const json_t *content = content_of(key, token, dot, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return content_open(content, purpose, now, error);
}

void token_random_bytes(void *buffer, gsize length)
{
    sodium_ready();
    randombytes_buf(buffer, length);
}

uint32_t token_random_below(uint32_t bound)
{
    g_assert(bound > 0);
    sodium_ready();
    return randombytes_uniform(bound);
}

char *token_random_id(gsize byte_count)
{
    unsigned char bytes[RANDOM_ID_MAX];

    g_assert(byte_count >= 16 && byte_count <= RANDOM_ID_MAX);
    token_random_bytes(bytes, byte_count);
    return token_base64url_encode(bytes, byte_count);
}

char *token_keyed_digest(const TokenKey *key, const char *purpose, const char *text)
{
    g_assert(purpose != NULL && text != NULL);
    sodium_ready();
    unsigned char digest[crypto_generichash_BYTES];
    char *hex = g_malloc(sizeof digest * 2 + 1);
    crypto_generichash_state state;

    /* The NUL after the purpose keeps "a"+"bc" and "ab"+"c" apart. */
    crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof digest);
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
    crypto_generichash_final(&state, digest, sizeof digest);
    return sodium_bin2hex(hex, sizeof digest * 2 + 1, digest, sizeof digest);
}

bool token_text_equal(const char *left, const char *right)
{
    g_assert(left != NULL && right != NULL);
    gsize length = strlen(left);

    return length == strlen(right) && sodium_memcmp(left, right, length) == 0;
}
