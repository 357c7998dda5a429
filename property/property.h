#ifndef KEYRACK_PROPERTY_PROPERTY_H
#define KEYRACK_PROPERTY_PROPERTY_H

/* What every part of the hotel's node needs to know: whose node it is, its clocks, its desk and its lines to
 * the outside. One per process; filled by property_main.c before any thread starts and not changed
 * afterwards. */

#include "ops/bus.h"
#include "ops/clock.h"
#include "ops/directory.h"
#include "ops/lane.h"
#include "ops/session.h"
#include "ops/token.h"
#include "property/command/desk.h"
#include "schemas/chain.h"
#include <jansson.h>

typedef struct Link Link;                 /* copy/link.h: what is known of the centre */
typedef struct Feed Feed;                 /* copy/feed.h */
typedef struct Outbox Outbox;             /* outbox/outbox.h */
typedef struct Allotment Allotment;       /* allotment/allotment.h */
typedef struct Audit Audit;               /* audit/audit.h */
typedef struct Downtime Downtime;         /* downtime/downtime.h */
typedef struct Reconciler Reconciler;     /* reconcile/reconciler.h */
typedef struct Commands Commands;         /* command/command.h */
typedef struct DeviceServer DeviceServer; /* device/device_server.h */
typedef struct Mailer Mailer;             /* invoice/mailer.h */

typedef struct Property {
    const Chain *chain;
    const ChainHotel *hotel;
    GTimeZone *zone;
    char *described; /* what /v1/status says of the hotel: copy_hotel_described() */
    Clock *clock;    /* the hotel's time; controlled in a practice hotel */
    Clock *wall;     /* the machine's time: sessions, credentials, state of the line */
    Desk *desk;
    Changes *changes;    /* what screens wait for */
    WorkerLane *callers; /* threads that may wait for the centre or the directory; jobs are CallerJob */
    Bus *bus;
    Directory *directory;
    Link *link;
    Feed *feed;
    Outbox *outbox;
    Allotment *allotment; /* NULL: no keeper of rights, only what is stored (tests of the desk alone) */
    Audit *audit;
    Reconciler *reconciler;
    Downtime *downtime;
    Commands *commands;
    DeviceServer *devices; /* NULL: no devices are configured */
    Mailer *mailer;        /* NULL: no mail server is configured */
    SessionBook *sessions;
    json_t *starter_plans; /* maintenance/starter_plans.h; NULL: none */
    ChainText card_terms;  /* what a guest signs; NULL in tests of the desk alone */
} Property;

/* Work for a thread that may wait. */
typedef struct CallerJob {
    void (*run)(Property *property, HttpRequest *request);
    HttpRequest *request;
} CallerJob;

/* Hands a request to such a thread; FALSE when too many wait already, then the request stays the caller's. */
bool property_call_out(Property *property, HttpRequest *request, void (*run)(Property *, HttpRequest *));

/* The 503 for a request that found no such thread. */
HttpResponse *property_busy_problem(void);

/* Starts `threads` such threads. */
bool property_callers_start(Property *property, unsigned threads, GError **error);

#endif
