#ifndef KEYRACK_PROPERTY_SALE_SALE_H
#define KEYRACK_PROPERTY_SALE_SALE_H

/* Selling at the desk, to somebody who stands there or calls. While the centre answers it decides. While it
 * certainly does not, the hotel sells within its own rights, under a number of its own range; beyond them a
 * manager may, with a reason. */

#include "property/command/command.h"
#include "property/copy/forward.h"
#include "sync/inventory_rules.h"

typedef struct SaleGuest {
    char *given_name;
    char *surname;
    char *email;
    char *telephone;
    char *language;
    char *country;
} SaleGuest;

extern const JsonShape sale_guest_shape;

typedef struct SaleRoom {
    char *room_type;
    char *rate_plan;
    Night arrival;
    Night departure;
    int64_t adults;
    int64_t children;
    int64_t infants;
} SaleRoom;

/* What is wanted; everything is borrowed. */
typedef struct Sale {
    Property *property;
    HttpRequest *request;
    const SaleGuest *guest;
    const SaleRoom *rooms;
    gsize room_count;
    char **access;               /* membership and company codes the guest has named; NULL: none */
    const char *comments;        /* NULL: none */
    const char *channel;         /* "walk-in", "front-desk" */
    const char *override_reason; /* NULL: within the hotel's rights only */
    const char *room_pointer;    /* JSON pointer of the first room in the request: "" or "/rooms/0" */
} Sale;

/* What was sold here. */
typedef struct SoldHere {
    json_t *document; /* the reservation, as the centre will have it */
    json_t *extra;    /* the members of the outbox entry beside the stay */
    GArray *claims;   /* InventoryClaim used of the rooms granted; after an override not all that was sold */
    bool overridden;
} SoldHere;

void sold_here_clear(SoldHere *sold);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SoldHere, sold_here_clear)

/* Codes that a request may name, at most: one fewer than the centre takes, for the house's own. */
#define SALE_ACCESS_MAX 9

/* NULL, or why the codes may not be named: the house's own, by who does not give its rooms away. */
HttpResponse *sale_access_problem(const Sale *sale);

/* The rates open to this sale: what the guest has named, and the house's own where the clerk gives them;
 * NULL-terminated, borrowed strings, free the list. */
const char **sale_access(const Sale *sale, unsigned roles);

/* ---- with the centre, on a caller's thread ---- */

/* What was written down before the centre is asked. */
typedef struct SaleAsked {
    bool written;
    bool before;     /* it was asked before, without an answer */
    json_t *entries; /* of the outbox, that the centre is to know first; NULL: none */
} SaleAsked;

void sale_asked_clear(SaleAsked *asked);

/* Desk thread, outside a transaction, for who is at the desk anyway: writes down what sale_ask_centre() will
 * ask, so that it need not come for that. Writes nothing while the centre is believed to be away. */
void sale_note_question(OdbcConnection *connection, const Sale *sale, SaleAsked *ret_asked);

/* Asks the centre to sell: `command` is "walk_in" or "book"; `noted` by sale_note_question(), or NULL.
 * FORWARD_UNREACHABLE promises that the centre has not sold under this request's idempotency key and will
 * not: then the hotel may. */
ForwardOutcome sale_ask_centre(const Sale *sale, const char *command, const SaleAsked *noted,
                               ForwardAnswer *ret_answer);

/* The answer when the centre refused, or may have sold. */
HttpResponse *sale_problem(const Sale *sale, ForwardOutcome outcome, const ForwardAnswer *answer);

/* ---- while cut off, on the desk thread in the transaction of a command ---- */

/* Prices, decides, draws the number and keeps the reservation among the copies. A refusal
 * is set on the command, or, when it stands, already its answer: then nothing is left to do. Otherwise the
 * caller adds the outbox entry with `extra` and calls sale_use(). */
DatabaseStatus sale_here(Command *command, const Sale *sale, SoldHere *ret_sold, GError **error);

/* The same for a guest who needs no room because another's is shared, whatever is sold out: at no price yet.
 */
DatabaseStatus sale_without_room(Command *command, const Sale *sale, SoldHere *ret_sold, GError **error);

/* Whether the hotel may sell this by itself, or a manager's word stands for it; with sale_use() the claims
 * count. A refusal is set on the command, or is its answer already. */
DatabaseStatus sale_claim_here(Command *command, const Sale *sale, SoldHere *ret_sold, GError **error);

/* Counts the rooms against the hotel's rights, under the outbox entry just added. */
DatabaseStatus sale_use(Command *command, const SoldHere *sold, GError **error);

/* Adds to the command's answer how it was sold, and after an override where the guest, or one who is booked,
 * could be walked to. */
void sale_mark_answer(Command *command, const SoldHere *sold);

/* The reservation as the hotel makes it; new reference. `prices`: a PriceBreakdown for each room. */
json_t *sale_document(const Command *command, const Sale *sale, const char *number, const GPtrArray *prices);

/* The members the centre wants of a new reservation; new reference. */
json_t *sale_book_body(const Sale *sale);

#endif
