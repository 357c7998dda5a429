#ifndef KEYRACK_PROPERTY_INVOICE_PAPER_ROUTES_H
#define KEYRACK_PROPERTY_INVOICE_PAPER_ROUTES_H

/* How papers about money are handed out. Any thread but the desk's. */

#include "property/command/command.h"

/* Draws a document; NULL with an error when it is not of that kind. */
typedef GBytes *(*PaperDraw)(const json_t *document, bool chinese, GError **error);

/* Answers with the file in the language asked for, or else the hotel's; `file_name` without its ending. */
void paper_respond(Property *property, HttpRequest *request, PaperDraw draw, const json_t *document,
                   const char *file_name);

#endif
