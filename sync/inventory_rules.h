/*
 * The one decision whether rooms may be sold. Pure: no I/O, no clock, no memory of its own; the centre, a
 * hotel that is cut off, and the simulator all call it unchanged.
 *
 * A cell is one room type of one hotel in one night. A command gives back what it held (`from`) and takes
 * what it wants (`to`), all or nothing. An accepted command is written into the working cells, so the next
 * command of the same batch sees it; a refused one leaves every cell as it was.
 */
#ifndef KEYRACK_SYNC_INVENTORY_RULES_H
#define KEYRACK_SYNC_INVENTORY_RULES_H

#include "schemas/chain.h"

typedef struct InventoryCell {
    char hotel[HOTEL_CODE_SIZE];
    char room_type[ROOM_TYPE_CODE_SIZE];
    Night night;
    int32_t sell_limit;          /* authorised limit, overbooking included */
    int32_t oversell_authorised; /* raised above the limit for a guest who is physically there, and no longer than that */
    int32_t sold;
    int32_t held;
    int32_t blocked;      /* kept for groups */
    int32_t out_of_order; /* rooms that nobody can sleep in */
    int32_t
        granted; /* leased to the hotel: its allotment. What is left of the limit is the centre's own right */
} InventoryCell;

/* Rooms of one type for the nights [arrival, departure); day use (arrival == departure) takes no cell. */
typedef struct InventoryClaim {
    char hotel[HOTEL_CODE_SIZE];
    char room_type[ROOM_TYPE_CODE_SIZE];
    Night arrival;
    Night departure;
    int32_t rooms; /* > 0 */
} InventoryClaim;

typedef enum InventoryCommandKind {
    INVENTORY_BOOK,         /* `to` becomes sold; also reinstates */
    INVENTORY_HOLD,         /* `to` becomes held */
    INVENTORY_COMMIT_HOLD,  /* `from` was held and is given back, `to` becomes sold */
    INVENTORY_MODIFY,       /* `from` was sold and is given back, `to` becomes sold */
    INVENTORY_CANCEL,       /* `from` was sold and is given back */
    INVENTORY_RELEASE_HOLD, /* `from` was held and is given back */
    INVENTORY_GRANT,        /* `to` becomes granted to the hotel */
    INVENTORY_GIVE_BACK,    /* `from` was granted and returns to the centre */
    INVENTORY_USE_GRANT, /* `from` was granted and is used up, `to` becomes sold: a sale in the hotel's right
                          */
    INVENTORY_LEAVE_TO_HOTEL, /* `from` was sold and is free, `to` becomes granted: nights a guest of a hotel
                               * that is cut off does not stay */
    INVENTORY_TAKE_OUT,  /* `to` goes out of order; `from` was granted and is used up for it */
    INVENTORY_PUT_BACK,  /* `from` was out of order and can be sold again */
} InventoryCommandKind;

typedef struct InventoryCommand {
    InventoryCommandKind kind;
    const InventoryClaim *from;
    gsize from_count;
    const InventoryClaim *to;
    gsize to_count;
    bool authorise_oversell; /* never short: raise oversell_authorised by what is missing */
} InventoryCommand;

typedef enum InventoryRefusal {
    INVENTORY_ACCEPTED,
    INVENTORY_REFUSED_SHORT,     /* not enough rooms left */
    INVENTORY_REFUSED_NO_CELL,   /* the night is not sold: before opening, beyond the horizon, unknown type */
    INVENTORY_REFUSED_NOT_TAKEN, /* gives back more than the cell counts: a bug or a repeated command */
} InventoryRefusal;

typedef struct InventoryAnswer {
    InventoryRefusal refusal;
    char hotel[HOTEL_CODE_SIZE];         /* of a refusal: the first night short, by date … */
    char room_type[ROOM_TYPE_CODE_SIZE]; /* … then by hotel and type */
    Night first_night;
    int32_t left;     /* rooms this command could have had there, >= 0 */
    int32_t oversold; /* of an accepted command: room nights by which limits were raised … */
    int32_t ended;    /* … and by which authorised oversells ended */
} InventoryAnswer;

/* Sorts cells by hotel, room type, night: the order inventory_decide() needs and locks are taken in. */
void inventory_cells_sort(InventoryCell *cells, gsize cell_count);

/* The order of that sort, for callers that keep their own containers. */
gint inventory_cell_compare(gconstpointer left, gconstpointer right);

/* The cell of a hotel, type and night in sorted cells; NULL when there is none. */
InventoryCell *inventory_cell_find(InventoryCell *cells, gsize cell_count, const char *hotel,
                                   const char *room_type, Night night);

/* Rooms the centre can still take: limit and authorised oversell less what is sold, held, blocked, granted
 * and out of order; never below 0. */
int32_t inventory_cell_left(const InventoryCell *cell);

/* Ends what is authorised beyond the limit and not taken any more; returns how many rooms that were. */
int32_t inventory_cell_settle(InventoryCell *cell);

/*
 * Decides one command against sorted working cells (no two alike). True: accepted and written into the cells.
 * False: refused, cells untouched, `ret_answer` says why. `ret_answer` may not be NULL and is always filled.
 * A command that only gives rooms back, or moves within what it gives back, is accepted even over the limit:
 * only a cell whose count would grow is measured. A sale in the hotel's right beyond what is granted is
 * short, with what is granted as `left`. A room that becomes free first ends an authorised oversell, if there
 * is one: it was authorised for one guest, and nobody else may sell beyond the limit after it.
 */
bool inventory_decide(InventoryCell *cells, gsize cell_count, const InventoryCommand *command,
                      InventoryAnswer *ret_answer);

/* Stable code of a refusal for problem documents and logs, e.g. "inventory-short". */
const char *inventory_refusal_code(InventoryRefusal refusal);

#endif
