/**
 * What every room of the data centre is given: the chain, the clocks, the memory, the lanes and the lines
 * out.
 *
 * One Central a process, made by central_main.c before the first request and taken down after the last. It
 * keeps no fact that PostgreSQL does not have.
 */
#pragma once

#include "central/booking/booking_lane.h"
#include "central/inventory/inventory_memory.h"
#include "ops/bus.h"
#include "ops/clock.h"
#include "ops/directory.h"
#include "ops/http.h"
#include "ops/json.h"
#include "ops/lane.h"
#include "ops/postgres.h"
#include "ops/token.h"
#include "schemas/chain.h"

typedef struct AnswerCache AnswerCache;         /* central/rate/answer_cache.h */
typedef struct FeedWatch FeedWatch;             /* central/feed/feed_watch.h */
typedef struct ClientRegistry ClientRegistry;   /* central/staff/client_registry.h */
typedef struct ReconcileMemory ReconcileMemory; /* central/reconcile/reconcile_memory.h */
typedef struct PlaceIndex PlaceIndex;           /* central/rate/place_rules.h */
typedef struct SessionBook SessionBook;         /* ops/session.h */
typedef struct Lines Lines;                     /* central/allotment/lines.h */
typedef struct AllotmentBook AllotmentBook;     /* central/allotment/allotment_book.h */
typedef struct AllotmentKeeper AllotmentKeeper; /* central/allotment/allotment_keeper.h */
typedef struct Recaller Recaller;               /* central/allotment/recall.h */

typedef struct Central {
    const Chain *chain;
    PgOptions database;
    Clock *wall;
    Clock *practice; /* now for everything about practice hotels */
    InventoryMemory *memory;
    PlaceIndex *places;
    AnswerCache *answers; /* of searches, kept ready */
    BookingLane *lane;
    Lines *lines;
    AllotmentBook *allotments;
    AllotmentKeeper *allotment_keeper;
    Recaller *recaller; /* atomic: commands of the lane come before there is a bus to call over */
    WorkerLane *workers;
    FeedWatch *feed; /* readers that wait for changes */
    Bus *bus;
    Directory *directory;
    TokenKey token_key;
    ClientRegistry *clients;
    SessionBook *sessions;
    ReconcileMemory *reconciled;
    gint database_answers; /* atomic: what the keeper last saw */
    char *issuer; /* base address of this service, for the OAuth metadata; NULL: as the client asked */
} Central;

/** What a worker thread has of its own. */
typedef struct {
    Central *central;
    PgConnection *connection;
} Worker;

/** The hotel's now: the practice clock for practice hotels, the wall clock for the others. Any thread. */
Instant central_now(const Central *central, const ChainHotel *hotel);

/** The calendar date at the hotel. Any thread. */
Night central_today(const Central *central, const ChainHotel *hotel);

/** The business date of the hotel as the memory has it; NIGHT_NONE before it was loaded. Any thread. */
Night central_business_date(const Central *central, const ChainHotel *hotel);

/** The hotel of the path parameter {hotel}; NULL: the request was answered 404. */
const ChainHotel *central_path_hotel(Central *central, HttpRequest *request);

/** Answers with a stored outcome: JSON below 400, a problem document from there on. Takes over `body`. */
void central_respond(HttpRequest *request, int status, json_t *body);

/** Answers a page of a list; `cursor` > 0 links to the next page with the same question. Takes over `items`.
 */
void central_respond_page(HttpRequest *request, json_t *items, int64_t cursor);

/**
 * The revision that If-Match names ("3" as an ETag is written); 0 when the header is absent or *. FALSE: it
 * is no ETag of ours, and the request was answered 412 with `code`.
 */
gboolean central_match_revision(HttpRequest *request, const char *code, int *ret_revision);

/** Answers 400 for a body of the wrong form and clears the problem. */
void central_respond_form(HttpRequest *request, JsonProblem *problem);

/** Answers 400 for a parameter of the query that cannot be read. */
void central_respond_query(HttpRequest *request, const char *name, const char *detail);

/** Worker lane: answers for a failed read; logs it. `error` is freed. */
void central_respond_database(HttpRequest *request, DatabaseStatus status, GError *error);
