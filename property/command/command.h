#ifndef KEYRACK_PROPERTY_COMMAND_COMMAND_H
#define KEYRACK_PROPERTY_COMMAND_COMMAND_H

/* Every write at the desk goes through here: its effect, its outbox entries and the record of its idempotency
 * key are one transaction. The same request again gets the first answer again; one that is still under way
 * gets 409; the key with another request gets 422. Refusals change nothing and are not recorded: they are
 * decided anew each time, so a clerk who has put right what was missing may send the same command again. The
 * exception is a refused sale (command_refusal_stands): whoever asked may have told the guest.
 *
 * A command that has to wait for the centre leaves the desk thread (command_call_out), waits on a caller's
 * thread, and comes back (command_resume). Its key counts as under way all the time. */

#include "ops/http.h"
#include "ops/json.h"
#include "property/command/desk.h"
#include "property/property.h"
#include "property/staff/authorise.h"
#include "schemas/verdict.h"

typedef struct Command Command;

/* Does the work inside the transaction. It may run more than once, so its only effects are on the database
 * and on `command`. DATABASE_OK with `command->answer` set commits; DATABASE_ROLLBACK after command_refuse()
 * or with `call_out` set undoes. */
typedef DatabaseStatus (*CommandBody)(Command *command, gpointer data, GError **error);

struct Command {
    Property *property;
    OdbcConnection *connection;
    const HttpRequest *request; /* NULL: of a device */
    const StaffSession *staff;
    Instant now;         /* the hotel's time */
    Night business_date; /* read in the transaction */
    guint answer_status; /* 200 unless the body sets it */
    json_t *answer;
    HttpResponse *refusal;
    void (*call_out)(Property *property, HttpRequest *request); /* the body cannot go on without the centre */
};

Commands *commands_new(void);
void commands_free(Commands *commands);

/* Desk thread: runs the command and answers the request. */
void command_run(Property *property, OdbcConnection *connection, HttpRequest *request, CommandBody body,
                 gpointer data);

/* HTTP thread: passes the request to a caller's thread. `run` there must end with command_resume() or
 * command_abandon(). */
void command_call_out(Property *property, HttpRequest *request,
                      void (*run)(Property *property, HttpRequest *request));

/* Caller's thread: TRUE when the command was finished earlier; then the request has been answered. Otherwise
 * `look`, unless it is NULL, has run in the same visit to the desk. */
bool command_answered_before(Property *property, HttpRequest *request, DeskWork look, gpointer data);

/* Caller's thread: runs the body on the desk thread and answers. Waits until that is done. */
void command_resume(Property *property, HttpRequest *request, CommandBody body, gpointer data);

/* Caller's thread: answers without an effect; takes over `response`. */
void command_abandon(Property *property, HttpRequest *request, HttpResponse *response);

/* In a body: refuses with a problem document, replacing an earlier one; returns DATABASE_ROLLBACK. */
DatabaseStatus command_refuse(Command *command, guint status, const char *code, const char *detail_format,
                              ...) G_GNUC_PRINTF(4, 5);

/* In a body, for what was noted where the node could not be reached: refuses 409 when it was noted on another
 * day of business than this one; a room that was clean yesterday is not clean today. NIGHT_NONE: it says
 * nothing of a day. */
DatabaseStatus command_require_day(Command *command, Night noted_on);

/* The same, naming a field of the body. */
DatabaseStatus command_refuse_field(Command *command, const char *pointer, const char *code,
                                    const char *detail);

/* The same in the words of a `_rules` file: with the field they name, if they name one. */
DatabaseStatus command_refuse_words(Command *command, guint status, const VerdictWords *words);

/* In a body that has written nothing: makes the refusal the answer, to be recorded like any other. Returns
 * DATABASE_OK with `command->answer` set. */
DatabaseStatus command_refusal_stands(Command *command);

/* The answer when the store did not take or give what was wanted. */
HttpResponse *command_store_problem(DatabaseStatus status);

/* Desk thread, for reads: logs what the store said and answers the request accordingly. Clears `error`. */
void desk_answer_failure(HttpRequest *request, DatabaseStatus status, GError **error);

/* The number of the path's `name`; 0, which nothing has, when it is none. */
int64_t request_number(const HttpRequest *request, const char *name);

/* Reads the JSON body into `target`; FALSE when it was of another form and the request has been answered 400.
 */
bool request_decode(HttpRequest *request, const JsonShape *shape, gpointer target);

/* Desk thread: reads the JSON body into `target`, which holds what stands when a member is absent, runs the
 * command with it as its data, and clears it. */
void command_run_decoded(HttpRequest *request, OdbcConnection *connection, const JsonShape *shape,
                         gpointer target, CommandBody body);

/* Like request_decode, but gives the problem document to the caller; NULL when all is well. */
HttpResponse *request_decode_problem(HttpRequest *request, const JsonShape *shape, gpointer target);

#endif
