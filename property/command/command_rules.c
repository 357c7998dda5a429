#include "property/command/command_rules.h"

#include <glib.h>
#include <string.h>

#define COMMAND_KEY_MAX 128

CommandVerdict command_decide(const char *digest, const char *stored_digest, const char *running_digest)
{
    const char *known = stored_digest != NULL ? stored_digest : running_digest;

    if (known == NULL) {
        return COMMAND_RUN;
    }
    if (strcmp(known, digest) != 0) {
        return COMMAND_OTHER_REQUEST;
    }
    return stored_digest != NULL ? COMMAND_ANSWER_AGAIN : COMMAND_STILL_RUNNING;
}

bool command_key_valid(const char *key)
{
    size_t length = strnlen(key, COMMAND_KEY_MAX + 1);

    if (length == 0 || length > COMMAND_KEY_MAX) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isgraph(key[i])) {
            return false;
        }
    }
    return true;
}
