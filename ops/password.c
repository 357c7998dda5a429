#include "ops/password.h"

#include <sodium.h>
#include <string.h>

char *password_hash(const char *password)
{
    char text[crypto_pwhash_STRBYTES];

    g_assert(sodium_init() >= 0);
    if (crypto_pwhash_str(text, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        return NULL;
    }
    return g_strdup(text);
}

bool password_verify(const char *hash, const char *password)
{
    g_assert(sodium_init() >= 0);
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}
