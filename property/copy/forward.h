#ifndef KEYRACK_PROPERTY_COPY_FORWARD_H
#define KEYRACK_PROPERTY_COPY_FORWARD_H

/* Commands that are the centre's to decide, sent there under the same idempotency key. Caller's threads only.
 *
 * A command must not overtake what the hotel did before it: a room that a guest has left is for sale to the
 * next one. So it carries the entries of the outbox that are not acknowledged (outbox_read(), where the desk
 * is visited before the question); the centre applies each entry once, whichever way it comes first. */

#include "property/command/command.h"

typedef enum ForwardOutcome {
    FORWARD_DONE,        /* the centre answered 2xx */
    FORWARD_REFUSED,     /* the centre answered with a problem */
    FORWARD_UNREACHABLE, /* certainly not carried out */
    FORWARD_UNKNOWN,     /* sent, but no answer came */
} ForwardOutcome;

typedef struct Forward {
    const char *command;             /* "cancel", "modify", "walk_in" */
    const char *confirmation_number; /* NULL: none */
    int expected_revision;           /* 0: any */
    json_t *body;                    /* borrowed */
    json_t *entries; /* borrowed: what waits in the outbox, which the centre applies before it decides; NULL:
                      * nothing waits */
} Forward;

typedef struct ForwardAnswer {
    guint status;
    json_t *body;
} ForwardAnswer;

void forward_answer_clear(ForwardAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ForwardAnswer, forward_answer_clear)

/* Sends and waits. `ret_answer` has been zeroed and is filled unless the centre could not be asked. */
ForwardOutcome forward_command(Property *property, const HttpRequest *request, const Forward *forward,
                               ForwardAnswer *ret_answer);

/* The answer for a request that was refused, or could not be passed on; `remedy` says what the desk can do.
 */
HttpResponse *forward_problem(ForwardOutcome outcome, const ForwardAnswer *answer, const char *remedy);

#endif
