#include "ops/cli/device_script.h"

#include <string.h>

#include "ops/cli/cli.h"
#include "ops/cli/device_storm.h"
#include "ops/clock.h"

enum { WAIT_MAX_MS = 600000, NUMBER_MAX = 99999999 };

static const char *const pos_wishes[] = {"PS", "RNPTTAP#DATIC#SOS1S2S3S4T1TPG#",
                                         "PA", "ASP#RNDATICT",
                                         "PR", "PIP#RNG#TADATI",
                                         "PL", "P#RNG#GNGFGAGDNPCL",
                                         NULL};
static const char *const pbx_wishes[] = {"GI", "RNG#GSGNGFGLGAGDCSSF",
                                         "GO", "RNG#GSSF",
                                         "GC", "RNG#GSGNGFRO",
                                         "RE", "RNRSMLCSDN",
                                         "WR", "RNDATI",
                                         "WC", "RNDATI",
                                         "WA", "RNDATIAS",
                                         "PS", "RNPTDATIDDDUP#TAMP",
                                         "PA", "ASRNDATIP#",
                                         "NS", "DATI",
                                         "NE", "DATI",
                                         NULL};
static const char *const lock_wishes[] = {
    "KR", "KCKTRNK#GAGDDTKOG#WS", "KD", "RNG#WS", "KM", "RNG#GAGDDTWS", "KZ", "KCWS",
    "KA", "ASKCWSRNG#GDDATI",     "GO", "RNG#GS", NULL};
static const char *const minibar_wishes[] = {"GI", "RNMRSF", "GO", "RNSF",   "PS", "RNPTMAM#P#DATI",
                                             "PA", "ASRNP#", "GC", "RNROMR", NULL};

static const DeviceKind kinds[] = {
    {"pos", "point of sale: charges rooms, asks who is in them", "PO", pos_wishes},
    {"pbx", "telephone exchange: calls, room status, wake-up calls", "PB", pbx_wishes},
    {"lock", "door-lock encoder: makes keys when it is asked", "DL", lock_wishes},
    {"minibar", "minibar: what was taken", "MB", minibar_wishes},
};

/* ---- questions and answers ---- */

static bool answers_posting(const FiasRecord *answer, const FiasRecord *question)
{
    bool of_kind = strcmp(answer->id, "PA") == 0 || strcmp(answer->id, "PL") == 0;

    return of_kind && g_strcmp0(fias_record_get(answer, "P#"), fias_record_get(question, "P#")) == 0;
}

static void keep_answer(DeviceSession *session, FiasRecord *answer)
{
    fias_record_free(session->answer);
    session->answer = answer;
}

static bool ask(DeviceSession *session, GError **error)
{
    FiasRecord *answer = device_line_ask(session->line, session->question, answers_posting, error);

    keep_answer(session, answer);
    return answer != NULL;
}

/* Takes over the question. */
static bool ask_new(DeviceSession *session, FiasRecord *question, GError **error)
{
    fias_record_free(session->question);
    session->question = question;
    return ask(session, error);
}

FiasRecord *device_session_posting(DeviceSession *session, const char *id)
{
    FiasRecord *record = fias_record_new(id);

    session->number = session->number % NUMBER_MAX + 1;
    fias_record_add_integer(record, "P#", session->number);
    device_line_add_moment(record);
    return record;
}

/* ---- what can be said ---- */

typedef bool (*DeviceVerb)(DeviceSession *session, char **words, GError **error);

static bool do_charge(DeviceSession *session, char **words, GError **error)
{
    FiasRecord *record = device_session_posting(session, "PS");

    fias_record_add(record, "RN", words[1]);
    fias_record_add(record, "PT", "C");
    fias_record_add(record, "TA", words[2]);
    if (words[3] != NULL) {
        fias_record_add(record, "C#", words[3]);
        fias_record_add(record, "SO", words[4]);
    }
    return ask_new(session, record, error);
}

/* bill ROOM TAX S1 [S2 …] */
static bool do_bill(DeviceSession *session, char **words, GError **error)
{
    FiasRecord *record = device_session_posting(session, "PS");
    int64_t total = 0;
    int64_t part;

    fias_record_add(record, "RN", words[1]);
    fias_record_add(record, "PT", "C");
    fias_record_add(record, "T1", words[2]);
    total += fias_amount_parse(words[2], &part) ? part : 0;
    for (guint i = 3; words[i] != NULL && i < 12; i++) {
        const char subtotal[] = {'S', (char)('1' + i - 3), '\0'};
        fias_record_add(record, subtotal, words[i]);
        total += fias_amount_parse(words[i], &part) ? part : 0;
    }
    fias_record_add_integer(record, "TA", total);
    return ask_new(session, record, error);
}

static bool do_ask(DeviceSession *session, char **words, GError **error)
{
    FiasRecord *record = device_session_posting(session, "PR");

    fias_record_add(record, "PI", words[1]);
    return ask_new(session, record, error);
}

static bool do_call(DeviceSession *session, char **words, GError **error)
{
    FiasRecord *record = device_session_posting(session, "PS");

    fias_record_add(record, "RN", words[1]);
    fias_record_add(record, "PT", "T");
    fias_record_add(record, "DD", words[2]);
    fias_record_add(record, "MP", words[3]);
    return ask_new(session, record, error);
}

static bool do_take(DeviceSession *session, char **words, GError **error)
{
    FiasRecord *record = device_session_posting(session, "PS");

    fias_record_add(record, "RN", words[1]);
    fias_record_add(record, "PT", "M");
    fias_record_add(record, "MA", words[2]);
    fias_record_add(record, "M#", words[3] != NULL ? words[3] : "1");
    return ask_new(session, record, error);
}

static bool send_equipment(DeviceSession *session, const char *room, const char *field, const char *value,
                           GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new("RE");

    fias_record_add(record, "RN", room);
    fias_record_add(record, field, value);
    return device_line_link(session->line, error) && device_line_send(session->line, record, error);
}

static bool do_maid(DeviceSession *session, char **words, GError **error)
{
    return send_equipment(session, words[1], "RS", words[2], error);
}

static bool do_disturb(DeviceSession *session, char **words, GError **error)
{
    return send_equipment(session, words[1], "DN", strcmp(words[2], "on") == 0 ? "Y" : "N", error);
}

static bool send_wake_up(DeviceSession *session, const char *id, char **words, GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new(id);

    fias_record_add(record, "RN", words[1]);
    fias_record_add(record, "DA", words[2]);
    fias_record_add(record, "TI", words[3]);
    if (strcmp(id, "WA") == 0) {
        fias_record_add(record, "AS", words[4] != NULL ? words[4] : "OK");
    }
    return device_line_link(session->line, error) && device_line_send(session->line, record, error);
}

static bool do_wake(DeviceSession *session, char **words, GError **error)
{
    return send_wake_up(session, "WR", words, error);
}

static bool do_let_sleep(DeviceSession *session, char **words, GError **error)
{
    return send_wake_up(session, "WC", words, error);
}

static bool do_woken(DeviceSession *session, char **words, GError **error)
{
    return send_wake_up(session, "WA", words, error);
}

/* Waits for a record of that name; what else comes is passed over. */
static FiasRecord *hear(DeviceSession *session, const char *id, GError **error)
{
    int64_t until_us = clock_monotonic_us() + (int64_t)session->patience_ms * 1000;

    for (;;) {
        int64_t left_ms = (until_us - clock_monotonic_us()) / 1000;
        FiasRecord *record = left_ms > 0 ? device_line_receive(session->line, (guint)left_ms, error) : NULL;
        if (record == NULL) {
            if (error != NULL && *error == NULL) {
                g_set_error(error, CLI_ERROR, CLI_ERROR_DIFFERS, "no %s came", id);
            }
            return NULL;
        }
        if (strcmp(record->id, id) == 0) {
            return record;
        }
        fias_record_free(record);
    }
}

/* Waits for a request of the hotel and answers it with KA, as locks do. `card`: with what stands on the card.
 */
static bool answer_request(DeviceSession *session, const char *id, const char *status, char **card,
                           GError **error)
{
    static const char *const of_card[] = {"RN", "G#", "GD"};
    FiasRecord *request = hear(session, id, error);

    if (request == NULL) {
        return false;
    }
    keep_answer(session, request);
    g_autoptr(FiasRecord) answer = fias_record_new("KA");
    fias_record_add(answer, "AS", status != NULL ? status : "OK");
    fias_record_add(answer, "KC", fias_record_get(request, "KC"));
    fias_record_add(answer, "WS", fias_record_get(request, "WS"));
    for (guint i = 0; card != NULL && card[i] != NULL && i < G_N_ELEMENTS(of_card); i++) {
        fias_record_add(answer, of_card[i], card[i]);
    }
    return device_line_send(session->line, answer, error);
}

static bool do_encode(DeviceSession *session, char **words, GError **error)
{
    return answer_request(session, "KR", words[1], NULL, error);
}

static bool do_lock_out(DeviceSession *session, char **words, GError **error)
{
    return answer_request(session, "KD", words[1], NULL, error);
}

static bool do_prolong(DeviceSession *session, char **words, GError **error)
{
    return answer_request(session, "KM", words[1], NULL, error);
}

static bool do_read_card(DeviceSession *session, char **words, GError **error)
{
    return answer_request(session, "KZ", "OK", words + 1, error);
}

/* Holds what was heard last against FIELD=VALUE words. */
static bool check_fields(const DeviceSession *session, char **conditions, GError **error)
{
    for (; *conditions != NULL; conditions++) {
        const char *value = strlen(*conditions) >= 3 && (*conditions)[2] == '=' ? *conditions + 3 : NULL;
        if (value == NULL) {
            g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "'%s' is not of the form AS=OK", *conditions);
            return false;
        }
        const char field[] = {(*conditions)[0], (*conditions)[1], '\0'};
        const char *found = session->answer != NULL ? fias_record_get(session->answer, field) : NULL;
        if (g_strcmp0(found != NULL ? found : "", value) != 0) {
            g_set_error(error, CLI_ERROR, CLI_ERROR_DIFFERS, "%s is '%s', not '%s'", field,
                        found != NULL ? found : "", value);
            return false;
        }
    }
    return true;
}

static bool do_expect(DeviceSession *session, char **words, GError **error)
{
    return check_fields(session, words + 1, error);
}

static bool do_hear(DeviceSession *session, char **words, GError **error)
{
    FiasRecord *record = hear(session, words[1], error);

    keep_answer(session, record);
    return record != NULL && check_fields(session, words + 2, error);
}

static bool do_again(DeviceSession *session, char **words G_GNUC_UNUSED, GError **error)
{
    if (session->question == NULL) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "nothing was asked yet");
        return false;
    }
    return ask(session, error);
}

static bool do_link(DeviceSession *session, char **words G_GNUC_UNUSED, GError **error)
{
    return device_line_link(session->line, error);
}

static bool do_cut(DeviceSession *session, char **words G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    device_line_cut(session->line);
    return true;
}

static bool do_end(DeviceSession *session, char **words G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    device_line_end(session->line);
    return true;
}

static bool do_resync(DeviceSession *session, char **words G_GNUC_UNUSED, GError **error)
{
    g_autoptr(FiasRecord) record = fias_record_new("DR");

    device_line_add_moment(record);
    return device_line_link(session->line, error) && device_line_send(session->line, record, error);
}

static bool do_send(DeviceSession *session, char **words, GError **error)
{
    g_autofree char *text = g_strjoinv(" ", words + 1);

    return device_line_link(session->line, error) && device_line_send_text(session->line, text, error);
}

/* Shows what comes meanwhile. */
static bool do_wait(DeviceSession *session, char **words, GError **error)
{
    int64_t wait_ms;

    if (!fias_amount_parse(words[1], &wait_ms) || wait_ms < 0 || wait_ms > WAIT_MAX_MS) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "wait takes milliseconds, at most %d", WAIT_MAX_MS);
        return false;
    }
    int64_t until_us = clock_monotonic_us() + wait_ms * 1000;
    for (int64_t left_us = wait_ms * 1000; left_us > 0; left_us = until_us - clock_monotonic_us()) {
        fias_record_free(device_line_receive(session->line, (guint)(left_us / 1000 + 1), NULL));
        if (device_line_fd(session->line) < 0) {
            clock_sleep_ms(left_us / 1000);
        }
    }
    return true;
}

static const struct {
    const char *name;
    const char *kinds; /* that have it; NULL: all */
    guint least;       /* words after the name */
    const char *usage;
    DeviceVerb run;
} verbs[] = {
    {"charge", "pos", 2, "charge ROOM MINOR [CHECK [OUTLET]] charge an amount of minor units", do_charge},
    {"bill", "pos", 3, "bill ROOM TAX S1 [S2 …]      charge subtotals and tax", do_bill},
    {"ask", "pos", 1, "ask ROOM|NAME                who is there", do_ask},
    {"storm", "pos", 2,
     "storm COUNT ROOM…            many charges over a bad line; prints what each room owes", device_storm},
    {"call", "pbx", 3, "call ROOM DIALLED PULSES     charge a telephone call", do_call},
    {"maid", "pbx", 2, "maid ROOM 1…6                room status, as dialled by housekeeping", do_maid},
    {"dnd", "pbx", 2, "dnd ROOM on|off              do not disturb", do_disturb},
    {"wake", "pbx", 3, "wake ROOM YYMMDD HHMMSS      the guest wants a wake-up call", do_wake},
    {"unwake", "pbx", 3, "unwake ROOM YYMMDD HHMMSS    … no longer", do_let_sleep},
    {"woken", "pbx", 3, "woken ROOM YYMMDD HHMMSS [OK|NR|BY] how the call ended", do_woken},
    {"take", "minibar", 2, "take ROOM ARTICLE [COUNT]    charge what was taken", do_take},
    {"encode", "lock", 0, "encode [STATUS]              wait for a key request and answer it (OK)",
     do_encode},
    {"lockout", "lock", 0, "lockout [STATUS]             wait for the end of a guest's keys and answer it",
     do_lock_out},
    {"prolong", "lock", 0, "prolong [STATUS]             wait for other dates of a guest's keys and answer",
     do_prolong},
    {"card", "lock", 1, "card ROOM [GUEST [YYMMDD]]   wait until a card is to be read, and say what is on it",
     do_read_card},
    {"expect", NULL, 1, "expect AS=OK [RN=101 …]      hold the last answer against fields", do_expect},
    {"hear", NULL, 1, "hear GI [RN=101 …]           wait for such a record", do_hear},
    {"again", NULL, 0, "again                        send the last question once more", do_again},
    {"resync", NULL, 0, "resync                       ask for the whole house", do_resync},
    {"send", NULL, 1, "send PS|RN101|…              any record", do_send},
    {"wait", NULL, 1, "wait MS                      let time pass", do_wait},
    {"link", NULL, 0, "link                         connect, or connect again", do_link},
    {"cut", NULL, 0, "cut                          lose the line", do_cut},
    {"end", NULL, 0, "end                          take leave (LE)", do_end},
};

const DeviceKind *device_kind_find(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

void device_kinds_print(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_print("  %-8s %s\n", kinds[i].name, kinds[i].summary);
    }
}

static bool has_verb(const DeviceKind *kind, gsize index)
{
    return verbs[index].kinds == NULL || strcmp(verbs[index].kinds, kind->name) == 0;
}

void device_session_help(const DeviceKind *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        if (has_verb(kind, i)) {
            g_print("  %s\n", verbs[i].usage);
        }
    }
}

void device_session_clear(DeviceSession *session)
{
    g_clear_pointer(&session->question, fias_record_free);
    g_clear_pointer(&session->answer, fias_record_free);
}

static char **split_words(const char *text)
{
    g_auto(GStrv) all = g_strsplit_set(text, " \t\r\n", -1);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    for (guint i = 0; all[i] != NULL && all[i][0] != '#'; i++) {
        if (all[i][0] != '\0') {
            g_strv_builder_add(words, all[i]);
        }
    }
    return g_strv_builder_end(words);
}

bool device_session_do(DeviceSession *session, const char *text, GError **error)
{
    g_auto(GStrv) words = split_words(text);
    guint count = g_strv_length(words);

    if (count == 0) {
        return true;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        if (strcmp(verbs[i].name, words[0]) == 0 && has_verb(session->kind, i) && count > verbs[i].least) {
            return verbs[i].run(session, words, error);
        }
    }
    g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "'%s' is not understood; 'help' lists what is", words[0]);
    return false;
}
