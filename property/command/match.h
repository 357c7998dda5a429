#ifndef KEYRACK_PROPERTY_COMMAND_MATCH_H
#define KEYRACK_PROPERTY_COMMAND_MATCH_H

/* Two people who change one record. A record is read with an ETag, which stands for all that is shown of it;
 * a change that names another state in If-Match has missed somebody else's, and is refused with the record as
 * it is now. Without If-Match nothing is asked. */

#include "property/command/command.h"

/* Entity tag of a document, without quotes: its revision where it counts them, or its digest. Free with
 * g_free(). */
char *document_tag(const json_t *document);

/* Answers 200 with the document and its ETag; takes over the reference. */
void respond_tagged(HttpRequest *request, json_t *document);

/* What a request is refused with that names another state than `current`, which the problem document carries:
 * 412 `changed_meanwhile`. NULL when it names this one, or none. Takes over the reference. */
HttpResponse *match_problem(const HttpRequest *request, json_t *current);

/* In a body, before anything is written: refuses so. Takes over the reference. */
DatabaseStatus command_match(Command *command, json_t *current);

#endif
