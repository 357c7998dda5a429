#include "property/command/command_rules.h"

#include <stddef.h>
#include <string.h>

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
