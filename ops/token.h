/* Sealed tokens, random identifiers and keyed digests, on libsodium (its only includer).
 *
 * A sealed token carries a small JSON object that anyone may read but only the holder of the key can make,
 * bound to a purpose ("session", "cursor") and to an expiry. Functions may be called from any thread. */
#ifndef KEYRACK_OPS_TOKEN_H
#define KEYRACK_OPS_TOKEN_H

#include "schemas/instant.h"

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define TOKEN_ERROR token_error_quark()
GQuark token_error_quark(void);

typedef enum {
    TOKEN_ERROR_MALFORMED, /* not a token at all */
    TOKEN_ERROR_FORGED,    /* changed, or sealed with another key or purpose */
    TOKEN_ERROR_EXPIRED,
    TOKEN_ERROR_TOO_LARGE, /* claims over TOKEN_CLAIMS_MAX bytes */
} TokenError;

#define TOKEN_KEY_BYTES 32
#define TOKEN_CLAIMS_MAX 3072

typedef struct {
    unsigned char bytes[TOKEN_KEY_BYTES];
} TokenKey;

/* Derives a key from a secret of any length (the content of a secret file). */
void token_key_from_secret(const char *secret, TokenKey *ret_key);
void token_key_random(TokenKey *ret_key);
/* Overwrites the key. */
void token_key_clear(TokenKey *key);

/* Seals a JSON object (borrowed) until expires_at. URL-safe text. Free with g_free(). */
char *token_seal(const TokenKey *key, const char *purpose, json_t *claims, Instant expires_at,
                 GError **error);

/* Opens a token. Returns the claims (new reference). Comparison is in constant time. */
json_t *token_open(const TokenKey *key, const char *purpose, const char *token, Instant now, GError **error);

/* Random identifier of that many bytes (16 … 64), base64url without padding. Free with g_free(). */
char *token_random_id(gsize byte_count);

/* Fills the buffer with random bytes. */
void token_random_bytes(void *buffer, gsize length);

/* Uniform random number below bound (bound > 0). */
uint32_t token_random_below(uint32_t bound);

/* Keyed digest of a text, 64 hexadecimal digits: a blind index. Same key, purpose and text give the same
 * digest. Free with g_free(). */
char *token_keyed_digest(const TokenKey *key, const char *purpose, const char *text);

/* True when the texts are equal, in time that does not depend on where they differ. */
bool token_text_equal(const char *left, const char *right);

/* Base64url without padding. Free with g_free(); decode answers NULL when the text is not base64url. */
char *token_base64url_encode(const void *bytes, gsize length);
unsigned char *token_base64url_decode(const char *text, gsize *ret_length);

#endif
