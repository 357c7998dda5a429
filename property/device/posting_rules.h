#ifndef KEYRACK_PROPERTY_DEVICE_POSTING_RULES_H
#define KEYRACK_PROPERTY_DEVICE_POSTING_RULES_H

/* What a posting record of a device asks to be charged, and whether it may be. Pure: no store, no clock. All
 * amounts are minor units of the hotel's currency.
 *
 * A device's total is what the guest signed: it includes every tax, so it goes onto the folio as it is. What
 * the hotel prices itself (minibar articles, telephone pulses and minutes) is a price before the house's own
 * taxes, like anything typed in at the desk. */

#include "property/device/device_config.h"

/* The answer to a posting, as the AS field has it. */
typedef enum DeviceAnswer {
    DEVICE_OK,
    DEVICE_NOT_FOUND,       /* NG: no such guest in the house */
    DEVICE_NO_POST,         /* NP: the guest may not charge to the room */
    DEVICE_OVER_LIMIT,      /* CO: credit limit */
    DEVICE_SUM_DIFFERS,     /* DM: subtotals do not add up to the total */
    DEVICE_UNPROCESSABLE,   /* UR: the record cannot be understood */
    DEVICE_RETRY,           /* RY: not now; send it again */
    DEVICE_NOT_ALLOWED,     /* FX */
    DEVICE_BALANCE_DIFFERS, /* BM */
    DEVICE_NO_MESSAGE,      /* NM */
    DEVICE_NOT_TODAY,       /* CD: the guest is to leave on another day */
    DEVICE_NO_ACCOUNT,      /* IA: the guest it names by number has left, or never was */
    DEVICE_KEY_NOT_CHANGED, /* KA: a lock did not do what it was told; kept, not sent */
    DEVICE_ANSWER_COUNT,
} DeviceAnswer;

enum { DEVICE_LINES_MAX = DEVICE_SUBTOTALS + 8 };

/* One posting on the folio. */
typedef struct DeviceLine {
    FolioDepartment department;
    int64_t amount_minor;
    int64_t included_tax_minor;
    bool house_taxes; /* the house adds its taxes; otherwise the amount has them */
    char *text;
} DeviceLine;

typedef struct DevicePosting {
    const char *room;     /* RN; NULL. Borrowed from the record, like `guest` and `sequence` */
    const char *guest;    /* G#; NULL */
    const char *sequence; /* P#; NULL */
    int64_t total_minor;  /* of the lines, without the house's taxes */
    DeviceLine lines[DEVICE_LINES_MAX];
    guint line_count;
    bool over_limit; /* a supervisor at the till takes it on, and the interface lets it (CO) */
} DevicePosting;

void device_posting_clear(DevicePosting *posting);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DevicePosting, device_posting_clear)

/* Reads a PS record, or a PR record with an amount. DEVICE_OK, UR or DM. `ret_posting` has been zeroed. A
 * posting of nothing (a call that cost nothing) has no lines. */
DeviceAnswer device_posting_read(const DeviceInterface *interface, const FiasRecord *record,
                                 DevicePosting *ret_posting);

/* What is known of the guest who is to pay. */
typedef struct DevicePayer {
    bool found;
    bool named; /* by number: not found, the account is invalid rather than the room empty */
    bool no_post;
    int64_t balance_minor; /* what the guest owes */
    int64_t limit_minor;   /* of this guest; 0: the interface's */
} DevicePayer;

/* Credits are always taken. */
DeviceAnswer device_posting_decide(const DeviceInterface *interface, const DevicePayer *payer,
                                   const DevicePosting *posting);

/* Names a posting among all of an interface: the same for the same record sent again, whatever the order of
 * its fields, the workstation it came through and the supervisor's word. NULL when the record has neither
 * number nor time, so that two of the same kind may be two. Free with g_free(). */
char *device_posting_key(const char *interface, const FiasRecord *record);

const char *device_answer_code(DeviceAnswer answer);

/* The answer of a code that device_answer_code() gave. */
DeviceAnswer device_answer_of(const char *code);

/* A line for people at the till, at most 30 characters. */
const char *device_answer_text(DeviceAnswer answer);

#endif
