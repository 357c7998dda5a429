/* One transaction of a spec: the real batch of the booking lane, on its own connection and thread, that waits
 * at the end of each of its steps until the tester lets it go on. */
#ifndef KEYRACK_TESTS_ISOLATION_SUPPORT_SESSION_H
#define KEYRACK_TESTS_ISOLATION_SUPPORT_SESSION_H

#include "tests/isolation/support/command.h"
#include "tests/support/tcp_proxy.h"

typedef struct {
    const SpecSession *spec;
    const LaneFixture *fixture;
    char *application; /* name of its connection at the server */
    TcpProxy *proxy;   /* or NULL */
    PgConnection *connection;
    GPtrArray *commands; /* BookingCommand * of this order */
    GThread *thread;
    GMutex mutex;
    GCond changed;
    guint allowed; /* steps the tester has let go */
    guint arrived; /* steps that are over */
    guint attempts;
    DatabaseStatus status;
} Session;

/* Connects. The session stays where it is in memory. */
void session_init(Session *session, const LaneFixture *fixture, const SpecSession *spec);
void session_clear(Session *session);

/* Makes the commands and starts the thread, which waits before the first step. */
void session_start(Session *session, const CommandNames *names);

/* Lets one more step go. */
void session_release(Session *session);

/* TRUE when every step that was let go is over. Waits for that up to `wait_us`. */
gboolean session_is_idle(Session *session, gint64 wait_us);

/* TRUE when every step has been let go. */
gboolean session_is_released(Session *session);

/* TRUE when its backend waits for a lock that another one holds. `connection` is the tester's. */
gboolean session_is_blocked(const Session *session, PgConnection *connection);

/* Lets all of its steps go. */
void session_release_all(Session *session);

/* Waits for the end of the thread; FALSE when it does not end in time. */
gboolean session_finish(Session *session);

#endif
