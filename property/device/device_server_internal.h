#ifndef KEYRACK_PROPERTY_DEVICE_DEVICE_SERVER_INTERNAL_H
#define KEYRACK_PROPERTY_DEVICE_DEVICE_SERVER_INTERNAL_H

/* What the files of the device server share. Everything belongs to the server's thread but what is said to be
 * under the mutex, and a job while it is at the desk. */

#include "ops/metrics.h"
#include "property/device/device_server.h"
#include "property/device/device_store.h"

typedef struct DeviceConnection DeviceConnection;
typedef struct DeviceJob DeviceJob;

/* An interface and the connection that serves it now. */
typedef struct DeviceSlot {
    const DeviceInterface *interface;
    DeviceConnection *connection; /* NULL: none */
    DeviceLinkView view;          /* under the mutex */
    Counter *received_counter;
    Counter *sent_counter;
    Gauge *alive_gauge;
    Gauge *waiting_gauge;
} DeviceSlot;

struct DeviceServer {
    Property *property;
    const DeviceServerOptions *options;
    GThread *thread;
    int epoll_fd;
    int wake_fd;
    GArray *listeners;       /* DeviceListener */
    GPtrArray *slots;        /* DeviceSlot */
    GHashTable *connections; /* number -> DeviceConnection, owned */
    int64_t next_number;
    int64_t house_kept_at_us;
    int64_t looked_at_us;
    GMutex mutex;
    GQueue finished; /* DeviceJob, under mutex */
    bool stopping;   /* under mutex */
    bool woken;      /* under mutex: events may have been written */
    Counter *refused_counter;
};

typedef struct DeviceListener {
    int fd;
    guint port;
} DeviceListener;

/* Telling a device everything anew. */
typedef enum DeviceTelling {
    DEVICE_TELLING_NOTHING,
    DEVICE_TELLING_BEGINS,
    DEVICE_TELLING_ROOMS,
    DEVICE_TELLING_ENDS, /* DE was sent, and is on its way */
} DeviceTelling;

struct DeviceConnection {
    DeviceServer *server;
    int64_t number;
    int fd;
    guint port;
    char address[64];
    DeviceSlot *slot; /* NULL: not known whose it is */
    FiasLink link;
    FiasReader reader;
    GByteArray *out;
    bool wants_out; /* epoll tells when the socket takes more */
    bool reads;     /* epoll tells when there is something to read */
    bool closing;   /* once what is in `out` has gone */
    int64_t opened_at_us;
    GQueue held;   /* FiasRecord: not yet at the desk */
    guint at_desk; /* records */
    guint malformed;
    /* events */
    bool look;            /* there may be events to send */
    bool looking;         /* a job about events is at the desk */
    int64_t sent_through; /* event; 0: as the store says */
    int64_t delivered;    /* as the store has it */
    int64_t sent_at_us;
    DeviceTelling telling;
    bool told_on_request; /* the device asked: it hears DS and DE even when it wants no guests */
    char *told_room;      /* rooms up to this one were told; NULL: none */
};

/* Work for the desk: `run` there, then `done` here. `connection` of `done` is NULL when it has gone. */
struct DeviceJob {
    DeviceServer *server;
    int64_t connection_number; /* 0: of no connection */
    const DeviceInterface *interface;
    void (*run)(DeviceJob *job, OdbcConnection *connection);
    void (*done)(DeviceJob *job, DeviceConnection *connection);
    bool succeeded;
    /* as the kind of job needs it */
    FiasRecord *record;
    GPtrArray *answers; /* FiasRecord */
    bool known;
    DeviceState state;
    int64_t through;
    GArray *events; /* DeviceEvent */
    char *room;
    bool more;
};

/* FALSE when the desk takes no more; then the job stays the caller's. */
bool device_job_submit(DeviceJob *job);
DeviceJob *device_job_new(DeviceServer *server, DeviceConnection *connection);
void device_job_free(DeviceJob *job);

/* device_connection.c */
DeviceConnection *device_connection_new(DeviceServer *server, int fd, guint port, const char *address);
void device_connection_free(gpointer connection);
/* Says LS. */
void device_connection_greet(DeviceConnection *connection);
/* The socket is readable, writable, or time has passed. FALSE: the connection is to be freed. */
bool device_connection_read(DeviceConnection *connection);
bool device_connection_write(DeviceConnection *connection);
bool device_connection_tick(DeviceConnection *connection, int64_t now_us);
/* Sends a record if the device wants it; an answer in any case. */
void device_connection_send(DeviceConnection *connection, const FiasRecord *record, bool answer);
/* Says LE and closes. */
void device_connection_end(DeviceConnection *connection);
/* Submits the records that wait for the desk. */
void device_connection_pump(DeviceConnection *connection);

/* device_feed.c: events and telling everything anew. */
void device_feed_begin(DeviceConnection *connection);
void device_feed_tell_all(DeviceConnection *connection, bool on_request);
void device_feed_pump(DeviceConnection *connection, int64_t now_us);
void device_feed_keep_house(DeviceServer *server, int64_t now_us);

#endif
