#ifndef KEYRACK_PROPERTY_COMMAND_COMMAND_RULES_H
#define KEYRACK_PROPERTY_COMMAND_COMMAND_RULES_H

/* What a write with an idempotency key gets. Pure: no store, no clock. */

typedef enum CommandVerdict {
    COMMAND_RUN,           /* never seen: run it */
    COMMAND_ANSWER_AGAIN,  /* same request: the first answer again */
    COMMAND_STILL_RUNNING, /* same request, not finished: 409 */
    COMMAND_OTHER_REQUEST, /* the key belongs to another request: 422 */
} CommandVerdict;

/* `stored_digest` is that of the finished request with this key, `running_digest` of the one under way; NULL:
 * none. */
CommandVerdict command_decide(const char *digest, const char *stored_digest, const char *running_digest);

#endif
