#ifndef KEYRACK_PROPERTY_DEVICE_DEVICE_CONFIG_H
#define KEYRACK_PROPERTY_DEVICE_DEVICE_CONFIG_H

/* The devices a hotel is joined to: one interface for each, read from a YAML file when the node starts and
 * not changed afterwards. Any thread may read it. */

#include "property/folio/folio_rules.h"
#include "schemas/fias.h"

enum {
    DEVICE_SUBTOTALS = 9, /* S1 … S9 */
    DEVICE_INTERFACES_MAX = 64,
    DEVICE_CHOICES_MAX = 32, /* encoders, doors, or outlets of an interface */
};

/* Something sold from a minibar. */
typedef struct DeviceArticle {
    char *number; /* as the device sends it (MA) */
    char *name;
    int64_t price_minor;
} DeviceArticle;

/* Something of a device that has a number there and a name for people: an encoder at a desk, a door that a
 * key may open besides the room's. */
typedef struct DeviceChoice {
    char *number;
    char *name_en;
    char *name_zh;
} DeviceChoice;

/* One of the places that a till posts for (SO). */
typedef struct DeviceOutlet {
    DeviceChoice choice;                           /* first: a list of outlets is one of choices */
    FolioDepartment department;                    /* of what has no department of its own */
    FolioDepartment departments[DEVICE_SUBTOTALS]; /* of S1 … S9 */
} DeviceOutlet;

typedef struct DeviceInterface {
    char *id;                                      /* "POS1"; also stands as the poster on the folio */
    char *name_en;                                 /* on the guest's bill and in the console … */
    char *name_zh;                                 /* … in Chinese */
    char family[FIAS_ID_SIZE];                     /* of the LD record: PO, PB, DL, … */
    uint16_t port;                                 /* 0: the port of all */
    char **addresses;                              /* numeric addresses it may come from; empty: any */
    char *charset;                                 /* name iconv knows */
    FolioDepartment department;                    /* of what has no department of its own */
    FolioDepartment departments[DEVICE_SUBTOTALS]; /* of S1 … S9 */
    char *house_room;     /* its stay takes what no guest can be found for; NULL: refused */
    int64_t pulse_minor;  /* price of a telephone pulse; 0: none */
    int64_t minute_minor; /* price of a begun minute; 0: none */
    int64_t limit_minor;  /* a guest may owe so much after a posting; 0: any */
    bool may_pass_limit;  /* a posting that says so (CO) passes every limit */
    bool plain_leaving;   /* writes the time of departure (DT) as HHMMSS, not as HH:MM */
    GPtrArray *articles;  /* DeviceArticle* */
    GPtrArray *outlets;   /* DeviceOutlet* */
    GPtrArray *coders;    /* DeviceChoice*: its encoders (KC); none: one without a name */
    GPtrArray *doors;     /* DeviceChoice*: doors a key may open besides the room's, in the order of KO */
} DeviceInterface;

typedef struct DeviceConfig {
    GPtrArray *interfaces; /* DeviceInterface* */
} DeviceConfig;

/* Reads the file; NULL with an error that names file, line and column. */
DeviceConfig *device_config_load(const char *path, GError **error);
void device_config_free(DeviceConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeviceConfig, device_config_free)

/* NULL when there is none. `config` may be NULL. */
const DeviceInterface *device_config_find(const DeviceConfig *config, const char *id);

/* Whether a device at that numeric address may be this one. */
bool device_interface_admits(const DeviceInterface *interface, const char *address);

/* NULL when the minibar has no such article. */
const DeviceArticle *device_interface_article(const DeviceInterface *interface, const char *number);

/* The outlet of that number; NULL: none, or `number` is NULL. */
const DeviceOutlet *device_interface_outlet(const DeviceInterface *interface, const char *number);

/* Whether the interface has an encoder of that number; any does when none is configured. */
bool device_interface_has_coder(const DeviceInterface *interface, const char *number);

/* Adds the time of departure (DT) as this device reads it. */
void device_leaving_add(const DeviceInterface *interface, int minute_of_day, FiasRecord *record);

#endif
