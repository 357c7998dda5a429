#include "property/device/fias_link_rules.h"

#include <string.h>

/* Answers to LS and LA within the window; beyond them somebody answers our answers. */
#define ANSWERS_MAX 20
#define ANSWERS_WINDOW_US INT64_C(10000000)
#define VALUE_MAX 15
#define RECORD_BYTES_MIN 80 /* a device that takes less (RL) could not take a guest's record */

/* What a device that describes no records gets, and of an answer, one that did not describe that. */
static const struct {
    const char *record;
    const char *fields;
} defaults[] = {
    {"GI", "RNG#GSGNGFGLGVGGGAGDTVMRVRNPSFDATI"},
    {"GO", "RNG#GSSFDATI"},
    {"GC", "RNG#GSGNGFGLGVGGGAGDTVMRVRNPRODATI"},
    {"RE", "RNRSMLCSDNTVMRVR"},
    {"WR", "RNDATI"},
    {"WC", "RNDATI"},
    {"KR", "KCKTRNK#GAGDDTKOG#WS"},
    {"KD", "KCRNG#WS"},
    {"KM", "KCRNG#GAGDDTROWS"},
    {"KZ", "KCWS"},
    {"NS", "DATI"},
    {"NE", "DATI"},
    {"XL", "G#MIMTRNDATI"},
    {"XD", "G#MIRNDATI"},
    {"PA", "ASP#RNG#DATIWSCT"},
    {"PL", "P#WSDATIC#SORNG#GNGFGLGVGGGAGDNPBACL"},
    {"WA", "ASRNDATI"},
    {"XI", "RNG#BDBIF#FDDATI"},
    {"XB", "RNG#BAASDATI"},
    {"XC", "RNG#ASCTDATI"},
    {"XT", "RNG#MIMTASDATI"},
    {"LP", "RNG#CTLTASDATI"},
    {"LC", "RPA0A1A2A3PH"},
};

static const char *const state_codes[FIAS_LINK_STATE_COUNT] = {
    [FIAS_LINK_STARTED] = "started",
    [FIAS_LINK_DESCRIBED] = "described",
    [FIAS_LINK_ALIVE] = "alive",
    [FIAS_LINK_ENDED] = "ended",
};

void fias_link_init(FiasLink *link, int64_t now_us)
{
    *link = (FiasLink){
        .wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .record_bytes = FIAS_RECORD_BYTES_MAX,
        .heard_at_us = now_us,
        .answered_at_us = now_us,
    };
}

void fias_link_clear(FiasLink *link)
{
    g_clear_pointer(&link->wanted, g_hash_table_unref);
}

static bool is(const FiasRecord *record, const char *id)
{
    return strcmp(record->id, id) == 0;
}

/* `action` while answers are few enough, otherwise nothing. */
static unsigned answer(FiasLink *link, unsigned action, int64_t now_us)
{
    if (now_us - link->answered_at_us > ANSWERS_WINDOW_US) {
        link->answered_at_us = now_us;
        link->answers = 0;
    }
    if (link->answers >= ANSWERS_MAX) {
        return FIAS_DO_NOTHING;
    }
    link->answers++;
    return action;
}

static unsigned leave_alive(FiasLink *link, FiasLinkState state)
{
    unsigned hold = link->state == FIAS_LINK_ALIVE ? FIAS_DO_HOLD : FIAS_DO_NOTHING;

    link->state = state;
    link->alive_asked = false;
    return hold;
}

static unsigned receive_start(FiasLink *link, int64_t now_us)
{
    unsigned hold = leave_alive(link, FIAS_LINK_STARTED);

    return hold | answer(link, FIAS_DO_SEND_START, now_us);
}

static unsigned receive_description(FiasLink *link, const FiasRecord *record)
{
    const char *family = fias_record_get(record, "IF");
    const char *version = fias_record_get(record, "V#");
    const char *length = fias_record_get(record, "RL");
    int64_t bytes;
    unsigned hold = leave_alive(link, FIAS_LINK_DESCRIBED);

    g_hash_table_remove_all(link->wanted);
    g_strlcpy(link->family, family != NULL ? family : "", sizeof link->family);
    link->record_bytes = length != NULL && fias_amount_parse(length, &bytes) && bytes >= RECORD_BYTES_MIN &&
                                 bytes < FIAS_RECORD_BYTES_MAX
                             ? (gsize)bytes
                             : FIAS_RECORD_BYTES_MAX;
    g_strlcpy(link->version, version != NULL ? version : "", VALUE_MAX);
    for (char *letter = link->family; *letter != '\0'; letter++) {
        *letter = g_ascii_toupper(*letter);
    }
    bool asks = fias_record_get(record, "RT") != NULL;
    return hold | FIAS_DO_IDENTIFY | (asks ? FIAS_DO_PASS_ON : FIAS_DO_NOTHING);
}

static unsigned receive_wish(FiasLink *link, const FiasRecord *record)
{
    const char *wanted = fias_record_get(record, "RI");
    const char *fields = fias_record_get(record, "FL");

    if (wanted != NULL && strlen(wanted) == FIAS_ID_SIZE - 1) {
        g_hash_table_replace(link->wanted, g_ascii_strup(wanted, -1), g_strdup(fields != NULL ? fields : ""));
    }
    return FIAS_DO_NOTHING;
}

static unsigned receive_alive(FiasLink *link, int64_t now_us)
{
    if (link->state != FIAS_LINK_ALIVE) {
        link->state = FIAS_LINK_ALIVE;
        unsigned identify = link->identified ? FIAS_DO_NOTHING : FIAS_DO_IDENTIFY;
        return identify | FIAS_DO_BEGIN | FIAS_DO_SEND_ALIVE;
    }
    if (link->alive_asked) {
        link->alive_asked = false;
        return FIAS_DO_NOTHING;
    }
    return answer(link, FIAS_DO_SEND_ALIVE, now_us);
}

unsigned fias_link_receive(FiasLink *link, const FiasRecord *record, int64_t now_us)
{
    link->heard_at_us = now_us;
    if (is(record, "LS")) {
        return receive_start(link, now_us);
    }
    if (is(record, "LD")) {
        return receive_description(link, record);
    }
    if (is(record, "LR")) {
        return receive_wish(link, record);
    }
    if (is(record, "LA")) {
        return receive_alive(link, now_us);
    }
    if (is(record, "LE")) {
        return leave_alive(link, FIAS_LINK_ENDED);
    }
    link->alive_asked = false;
    return link->identified ? FIAS_DO_PASS_ON : FIAS_DO_IDENTIFY | FIAS_DO_PASS_ON;
}

unsigned fias_link_tick(FiasLink *link, const FiasLinkTimes *times, int64_t now_us)
{
    int64_t silent_us = now_us - link->heard_at_us;

    if (silent_us >= times->close_after_us) {
        return FIAS_DO_CLOSE;
    }
    if (link->state == FIAS_LINK_ALIVE && !link->alive_asked && silent_us >= times->alive_after_us) {
        link->alive_asked = true;
        return FIAS_DO_SEND_ALIVE;
    }
    return FIAS_DO_NOTHING;
}

static const char *default_fields(const char *record_id)
{
    for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++) {
        if (strcmp(defaults[i].record, record_id) == 0) {
            return defaults[i].fields;
        }
    }
    return NULL;
}

/* The fields of a record the device wants; NULL when it does not want it. */
static const char *wanted_fields(const FiasLink *link, const char *record_id)
{
    return g_hash_table_size(link->wanted) > 0 ? g_hash_table_lookup(link->wanted, record_id)
                                               : default_fields(record_id);
}

/* A lock that knows rooms but no guests would take the keys of whoever stays on. */
static bool would_lock_out(const FiasRecord *record, const char *fields)
{
    const char *shares = fias_record_get(record, "GS");

    return shares != NULL && shares[0] == 'Y' && !fias_list_has(fields, "G#");
}

/* Whether the lock takes a guest's keys along to another room. */
static bool moves_keys(const FiasLink *link)
{
    const char *fields = wanted_fields(link, "KM");

    return fields != NULL && fias_list_has(fields, "RO");
}

/* What a lock would take for something else than it is. */
static bool would_mislead(const FiasLink *link, const FiasRecord *record, const char *fields)
{
    bool moved = fias_record_get(record, "RO") != NULL;

    if (is(record, "KD")) {
        return would_lock_out(record, fields) || (moved && moves_keys(link));
    }
    return is(record, "KM") && moved && (!moves_keys(link) || would_lock_out(record, fields));
}

bool fias_link_wants(const FiasLink *link, const char *record_id)
{
    return wanted_fields(link, record_id) != NULL;
}

FiasRecord *fias_link_outgoing(const FiasLink *link, const FiasRecord *record, bool to_answer)
{
    const char *fields = wanted_fields(link, record->id);

    if (fields == NULL && to_answer) {
        fields = default_fields(record->id);
    }
    if (fields == NULL || would_mislead(link, record, fields)) {
        return NULL;
    }
    g_autofree char *with_status = g_strconcat(fields, to_answer ? "AS" : "", NULL);
    FiasRecord *outgoing = fias_record_filter(record, with_status);
    fias_record_fit(outgoing, link->record_bytes);
    return outgoing;
}

const char *fias_link_state_code(FiasLinkState state)
{
    g_assert(state < FIAS_LINK_STATE_COUNT);
    return state_codes[state];
}
