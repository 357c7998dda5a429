/*
 * A sale that the centre is asked for. When the question was sent and no answer came, the centre may have
 * sold; if the hotel then sold as well, one guest would have two reservations, and nobody could tell which of
 * the two the guest was told. So the hotel writes down what it asks before it asks, and under that
 * idempotency key it never sells by itself until the centre has answered: the same request again gets one
 * sale, sooner or later. Who cannot wait asks anew, knowing it.
 *
 * That the centre is away is usually known before anything is sent, and then the hotel sells at once.
 */
#include "property/copy/link.h"
#include "property/outbox/outbox_store.h"
#include "property/sale/asked_sale_store.h"
#include "property/sale/sale.h"
#include "sync/outbox_sender.h"
#include <string.h>

#define PING_TIMEOUT_MS 1500
#define ASK_AGAIN                                                                                            \
    "If the guest cannot wait, sell the room anew with another key, and look for a second reservation when " \
    "the line is back."

typedef struct AskedSale {
    const char *key;
    Instant at;
    bool before; /* it was asked before, without an answer */
    json_t *entries;
    DatabaseStatus status;
} AskedSale;

void sale_asked_clear(SaleAsked *asked)
{
    g_clear_pointer(&asked->entries, json_decref);
}

static DatabaseStatus add_body(OdbcConnection *connection, gpointer data, GError **error)
{
    AskedSale *asked = data;

    return asked_sale_add(connection, asked->key, asked->at, &asked->before, error);
}

static DatabaseStatus forget_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const AskedSale *asked = data;

    return asked_sale_forget(connection, asked->key, error);
}

static void add_work(OdbcConnection *connection, gpointer data)
{
    AskedSale *asked = data;

    asked->status = odbc_run_gathered(connection, add_body, asked, NULL);
    if (asked->status == DATABASE_OK) {
        asked->status = outbox_read(connection, OUTBOX_BATCH_MAX, &asked->entries, NULL);
    }
}

static void forget_work(OdbcConnection *connection, gpointer data)
{
    AskedSale *asked = data;

    asked->status = odbc_run_transaction(connection, forget_body, asked, NULL);
}

static void find_work(OdbcConnection *connection, gpointer data)
{
    AskedSale *asked = data;

    asked->status = asked_sale_find(connection, asked->key, &asked->before, NULL);
}

static bool at_the_desk(const Property *property, DeskWork work, AskedSale *asked)
{
    return desk_call(property->desk, work, asked) && asked->status == DATABASE_OK;
}

/* While the line is believed to be there the question itself finds out; otherwise a ping, which leaves
 * nothing behind, spares the guest the long wait and the doubt. */
static bool centre_answers(const Property *property)
{
    g_autofree char *subject = g_strconcat("keyrack.hotel.", property->hotel->code, ".ping", NULL);
    g_autofree char *answer = NULL;
    LinkState state;
    size_t length;

    link_read(property->link, &state);
    return state.connected ||
           bus_request(property->bus, subject, "{}", 2, PING_TIMEOUT_MS, &answer, &length, NULL);
}

/* The store's own trouble leaves it open what was asked before: then nothing may be sold. */
static ForwardOutcome without_asking(const Property *property, AskedSale *asked)
{
    bool known = at_the_desk(property, find_work, asked);

    return known && !asked->before ? FORWARD_UNREACHABLE : FORWARD_UNKNOWN;
}

/* The centre has decided against it; anything but that may still become a sale. */
static bool is_final_refusal(ForwardOutcome outcome, const ForwardAnswer *answer)
{
    const char *code = json_string_value(json_object_get(answer->body, "code"));

    return outcome == FORWARD_REFUSED && answer->status >= 400 && answer->status < 500 &&
           g_strcmp0(code, "request_in_progress") != 0;
}

/* What the centre sold stays written down: should the hotel lose the answer before it has recorded it, the
 * same request must find the sale and not make another. */
static ForwardOutcome settle(const Property *property, AskedSale *asked, ForwardOutcome outcome,
                             const ForwardAnswer *answer)
{
    if (outcome == FORWARD_UNREACHABLE) {
        bool never_asked = !asked->before && at_the_desk(property, forget_work, asked);
        return never_asked ? FORWARD_UNREACHABLE : FORWARD_UNKNOWN;
    }
    if (is_final_refusal(outcome, answer)) {
        at_the_desk(property, forget_work, asked); /* kept, it only makes the next refusal more careful */
    }
    return outcome;
}

static AskedSale question_of(const Sale *sale)
{
    return (AskedSale){.key = http_request_idempotency_key(sale->request),
                       .at = clock_now(sale->property->wall)};
}

void sale_note_question(OdbcConnection *connection, const Sale *sale, SaleAsked *ret_asked)
{
    AskedSale asked = question_of(sale);
    LinkState state;

    link_read(sale->property->link, &state);
    if (state.connected) {
        add_work(connection, &asked);
        *ret_asked = (SaleAsked){.written = asked.status == DATABASE_OK,
                                 .before = asked.before,
                                 .entries = asked.entries};
    }
}

ForwardOutcome sale_ask_centre(const Sale *sale, const char *command, const SaleAsked *noted,
                               ForwardAnswer *ret_answer)
{
    Property *property = sale->property;
    AskedSale asked = question_of(sale);

    if (noted != NULL && noted->written) {
        asked.before = noted->before;
        asked.entries = json_incref(noted->entries);
    } else if (!centre_answers(property)) {
        return without_asking(property, &asked);
    } else if (!at_the_desk(property, add_work, &asked)) {
        return FORWARD_UNKNOWN;
    }
    json_auto_t *body = sale_book_body(sale);
    Forward forward = {.command = command, .body = body, .entries = asked.entries};
    ForwardOutcome outcome = forward_command(property, sale->request, &forward, ret_answer);
    g_clear_pointer(&asked.entries, json_decref);
    return settle(property, &asked, outcome, ret_answer);
}

/* The centre names places of the booking we made of the wish; the desk shall find them in its own form. */
static void pointers_translate(const json_t *problem, const char *room_pointer)
{
    static const char ROOM[] = "/rooms/0";
    size_t index;
    json_t *finding;

    json_array_foreach(json_object_get(problem, "errors"), index, finding)
    {
        const char *pointer = json_string_value(json_object_get(finding, "pointer"));
        if (pointer != NULL && g_str_has_prefix(pointer, ROOM)) {
            g_autofree char *own = g_strconcat(room_pointer, pointer + strlen(ROOM), NULL);
            json_object_set_new(finding, "pointer", json_string(own));
        }
    }
}

HttpResponse *sale_problem(const Sale *sale, ForwardOutcome outcome, const ForwardAnswer *answer)
{
    pointers_translate(answer->body, sale->room_pointer);
    return forward_problem(outcome, answer, ASK_AGAIN);
}
