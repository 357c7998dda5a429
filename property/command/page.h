#ifndef KEYRACK_PROPERTY_COMMAND_PAGE_H
#define KEYRACK_PROPERTY_COMMAND_PAGE_H

/* Lists over HTTP: {"items": […]} with a Link to the next page while there is one. */

#include "ops/http.h"
#include "schemas/night.h"
#include <stdbool.h>

#define PAGE_LIMIT_DEFAULT 100
#define PAGE_LIMIT_MAX 1000

/* The `limit` asked for; FALSE when it is no number in range and the request has been answered. */
bool page_limit(HttpRequest *request, int *ret_limit);

/* Answers 400 and names the query parameter. */
void page_refuse_query(HttpRequest *request, const char *name, const char *detail);

/* The night of a query parameter, `fallback` when it is not given; FALSE after answering 400. */
bool page_night(HttpRequest *request, const char *name, Night fallback, Night *ret_night);

/* Answers with a page; takes over `items`. `next_cursor` is the cursor after its last item; a page that is
 * not full has no next one. `parameter` names the query parameter that carries it ("cursor", "after"). */
void page_respond(HttpRequest *request, json_t *items, int limit, const char *parameter,
                  const char *next_cursor);

/* The same for a list whose cursor is the number of its last item, under `key` in each. */
void page_respond_by_number(HttpRequest *request, json_t *items, int limit, const char *key);

/* Answers with a document that screens read again and again, and with its entity tag: who has it as it is
 * gets 304 and no body. Takes over the reference. */
void page_respond_watched(HttpRequest *request, json_t *document);

#endif
