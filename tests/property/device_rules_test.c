/* The decisions of the device server: the life of a link, tried in every state with every record, and what a
 * posting record asks to be charged. */
#include "property/device/fias_link_rules.h"
#include "property/device/posting_rules.h"
#include "tests/support/cunit_main.h"
#include <string.h>

static FiasRecord *record_of(const char *text)
{
    FiasRecord *record = fias_record_parse(text, strlen(text), "UTF-8");

    g_assert_nonnull(record);
    return record;
}

static unsigned receive(FiasLink *link, const char *text, int64_t now_us)
{
    g_autoptr(FiasRecord) record = record_of(text);

    return fias_link_receive(link, record, now_us);
}

/* ---- the link ---- */

static void link_starts_as_vendors_do_it(void)
{
    FiasLink link;

    fias_link_init(&link, 0);
    CU_ASSERT_EQUAL(receive(&link, "LD|V#1.0|IFpb|", 1), FIAS_DO_IDENTIFY);
    CU_ASSERT_STRING_EQUAL(link.family, "PB");
    CU_ASSERT_STRING_EQUAL(link.version, "1.0");
    link.identified = true;
    CU_ASSERT_EQUAL(receive(&link, "LR|RIGI|FLRNGN|", 2), FIAS_DO_NOTHING);
    CU_ASSERT_EQUAL(receive(&link, "LA|", 3), FIAS_DO_BEGIN | FIAS_DO_SEND_ALIVE);
    CU_ASSERT_EQUAL(receive(&link, "LA|", 4), FIAS_DO_SEND_ALIVE);
    CU_ASSERT_EQUAL(receive(&link, "PS|RN1|", 5), FIAS_DO_PASS_ON);
    CU_ASSERT_EQUAL(receive(&link, "LS|", 6), FIAS_DO_HOLD | FIAS_DO_SEND_START);
    CU_ASSERT_EQUAL(receive(&link, "LA|", 7), FIAS_DO_BEGIN | FIAS_DO_SEND_ALIVE);
    CU_ASSERT_EQUAL(receive(&link, "LE|", 8), FIAS_DO_HOLD);
    CU_ASSERT_EQUAL(link.state, FIAS_LINK_ENDED);
    fias_link_clear(&link);
}

/* Whatever comes in whatever state: the states are those there are, holding follows only upon being alive,
 * and beginning only comes with an LA. */
static void every_record_in_every_state(void)
{
    static const char *const records[] = {"LS|", "LD|IFPO|", "LD|",     "LR|RIGI|FLRN|", "LR|",
                                          "LA|", "LE|",      "PS|RN1|", "DR|",           "ZZ|"};

    for (int state = 0; state < FIAS_LINK_STATE_COUNT; state++) {
        for (gsize i = 0; i < G_N_ELEMENTS(records) * 2; i++) {
            g_autoptr(FiasRecord) record = record_of(records[i / 2]);
            FiasLink link;
            fias_link_init(&link, 0);
            link.state = (FiasLinkState)state;
            link.identified = i % 2 == 0;
            bool was_alive = state == FIAS_LINK_ALIVE;
            unsigned actions = fias_link_receive(&link, record, 1);
            bool ends = strcmp(record->id, "LS") == 0 || strcmp(record->id, "LD") == 0 ||
                        strcmp(record->id, "LE") == 0;
            CU_ASSERT_EQUAL((actions & FIAS_DO_HOLD) != 0, was_alive && ends);
            CU_ASSERT_EQUAL((actions & FIAS_DO_BEGIN) != 0, !was_alive && strcmp(record->id, "LA") == 0);
            CU_ASSERT_EQUAL((actions & FIAS_DO_PASS_ON) != 0, record->id[0] != 'L');
            CU_ASSERT(link.state < FIAS_LINK_STATE_COUNT);
            fias_link_clear(&link);
        }
    }
}

static void answers_to_answers_end(void)
{
    FiasLink link;
    int answered = 0;

    fias_link_init(&link, 0);
    link.identified = true;
    receive(&link, "LA|", 0);
    for (int i = 0; i < 1000; i++) {
        answered += (receive(&link, "LA|", i) & FIAS_DO_SEND_ALIVE) != 0;
    }
    CU_ASSERT_EQUAL(answered, 20);
    CU_ASSERT_EQUAL(receive(&link, "LA|", 20000000), FIAS_DO_SEND_ALIVE);
    fias_link_clear(&link);
}

static void silence_is_asked_about_once_and_then_ended(void)
{
    const FiasLinkTimes times = {.alive_after_us = 100, .close_after_us = 1000};
    FiasLink link;

    fias_link_init(&link, 0);
    CU_ASSERT_EQUAL(fias_link_tick(&link, &times, 500), FIAS_DO_NOTHING);
    receive(&link, "LA|", 500);
    CU_ASSERT_EQUAL(fias_link_tick(&link, &times, 599), FIAS_DO_NOTHING);
    CU_ASSERT_EQUAL(fias_link_tick(&link, &times, 600), FIAS_DO_SEND_ALIVE);
    CU_ASSERT_EQUAL(fias_link_tick(&link, &times, 700), FIAS_DO_NOTHING);
    CU_ASSERT_EQUAL(receive(&link, "LA|", 800), FIAS_DO_NOTHING);
    CU_ASSERT_EQUAL(fias_link_tick(&link, &times, 900), FIAS_DO_SEND_ALIVE);
    CU_ASSERT_EQUAL(fias_link_tick(&link, &times, 1800), FIAS_DO_CLOSE);
    fias_link_clear(&link);
}

static void only_what_was_listed_is_sent(void)
{
    FiasLink link;
    g_autoptr(FiasRecord) guest = record_of("GI|RN1|G#2|GNSmith|DA241109|");
    g_autoptr(FiasRecord) out = record_of("GO|RN1|G#2|");
    g_autoptr(FiasRecord) answer = record_of("PA|ASOK|RN1|P#4|GNSmith|");

    fias_link_init(&link, 0);
    g_autoptr(FiasRecord) by_default = fias_link_outgoing(&link, guest, false);
    CU_ASSERT_STRING_EQUAL(fias_record_get(by_default, "GN"), "Smith");
    receive(&link, "LR|RIGI|FLGNRN|", 1);
    g_autoptr(FiasRecord) listed = fias_link_outgoing(&link, guest, false);
    g_autofree char *text = fias_record_text(listed);
    CU_ASSERT_STRING_EQUAL(text, "GI|RN1|GNSmith|");
    CU_ASSERT_PTR_NULL(fias_link_outgoing(&link, out, false));
    g_autoptr(FiasRecord) answered = fias_link_outgoing(&link, answer, true);
    CU_ASSERT_STRING_EQUAL(fias_record_get(answered, "AS"), "OK");
    CU_ASSERT_PTR_NULL(fias_record_get(answered, "GN"));
    fias_link_clear(&link);
}

/* A lock that knows no guests must not take the keys of whoever stays on in the room. */
static void the_end_of_one_guests_keys_is_no_end_of_the_others(void)
{
    static const struct {
        const char *wish;
        const char *record;
        bool sent;
    } cases[] = {
        {"LR|RIKD|FLRNG#|", "KD|RN1|G#2|GSY|", true},
        {"LR|RIKD|FLRN|", "KD|RN1|G#2|GSN|", true},
        {"LR|RIKD|FLRN|", "KD|RN1|G#2|GSY|", false},
        {"LR|RIKR|FLRN|", "KD|RN1|G#2|GSN|", false},
        {"LR|RIGO|FLRN|", "GO|RN1|G#2|GSY|", true},
        /* Who moved is told once: the keys go along, or those of the room left end. */
        {"LR|RIKM|FLRNROG#GD|", "KM|RN2|RO1|G#2|GSY|", true},
        {"LR|RIKM|FLRNRO|", "KM|RN2|RO1|G#2|GSY|", false},
        {"LR|RIKM|FLRNRO|", "KM|RN2|RO1|G#2|GSN|", true},
        {"LR|RIKM|FLRNG#GD|", "KM|RN2|RO1|G#2|GSN|", false},
        {"LR|RIKM|FLRNG#GD|", "KM|RN2|G#2|", true},
        {"LR|RIKD|FLRNG#|", "KD|RN1|RO1|G#2|GSN|", true},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        FiasLink link;
        fias_link_init(&link, 0);
        receive(&link, cases[i].wish, 1);
        g_autoptr(FiasRecord) record = record_of(cases[i].record);
        g_autoptr(FiasRecord) sent = fias_link_outgoing(&link, record, false);
        CU_ASSERT_EQUAL(sent != NULL, cases[i].sent);
        fias_link_clear(&link);
    }
}

static void locks_that_take_keys_along_hear_of_no_end(void)
{
    FiasLink link;
    g_autoptr(FiasRecord) left = record_of("KD|RN1|G#2|GSN|");
    g_autoptr(FiasRecord) moved = record_of("KD|RN1|RO1|G#2|GSN|");

    fias_link_init(&link, 0);
    receive(&link, "LR|RIKM|FLRNROG#|", 1);
    receive(&link, "LR|RIKD|FLRNG#|", 2);
    g_autoptr(FiasRecord) end = fias_link_outgoing(&link, left, false);
    CU_ASSERT_PTR_NOT_NULL(end);
    CU_ASSERT_PTR_NULL(fias_link_outgoing(&link, moved, false));
    fias_link_clear(&link);
}

/* A device that takes short records (RL) gets what fits, with numbers and dates whole. */
static void records_fit_the_device(void)
{
    FiasLink link;
    g_autoptr(FiasRecord) text =
        record_of("XL|RN1|G#2|MI7|MTDie Wäsche ist fertig und hängt in Ihrem Zimmer, "
                  "die Rechnung liegt an der Rezeption für Sie bereit.|");
    g_autoptr(FiasRecord) list = record_of("PL|P#9|RN1|G#2|GNAdams|RN1|G#3|GNBrown|RN1|G#4|GNClark|RN1|G#5|"
                                           "GNDavies|RN1|G#6|GNEvans|RN1|G#7|GNFord|");

    fias_link_init(&link, 0);
    receive(&link, "LD|DA241109|TI120000|V#1|IFVI|RL90|", 1);
    for (gsize bytes = 80; bytes < 100; bytes++) {
        g_autofree char *limit = g_strdup_printf("LD|IFVI|RL%d|", (int)bytes);
        receive(&link, limit, 1);
        g_autoptr(FiasRecord) short_text = fias_link_outgoing(&link, text, false);
        g_autofree char *written = fias_record_text(short_text);
        CU_ASSERT(strlen(written) <= bytes && strlen(written) + 4 > bytes);
        CU_ASSERT(g_utf8_validate(written, -1, NULL));
        CU_ASSERT_STRING_EQUAL(fias_record_get(short_text, "MI"), "7");
    }
    g_autoptr(FiasRecord) short_list = fias_link_outgoing(&link, list, true);
    g_autofree char *guests = fias_record_text(short_list);
    CU_ASSERT(strlen(guests) <= 99 && g_str_has_suffix(guests, "|"));
    CU_ASSERT_PTR_NOT_NULL(strstr(guests, "GNDavies|"));
    CU_ASSERT_PTR_NULL(strstr(guests, "GNFord"));
    receive(&link, "LD|IFVI|RL12|", 2);
    g_autoptr(FiasRecord) whole = fias_link_outgoing(&link, text, false);
    CU_ASSERT(g_str_has_suffix(fias_record_get(whole, "MT"), "bereit."));
    fias_link_clear(&link);
}

/* What clients of other vendors send: every stream gives these records, whatever packets it comes in. */
static char *records_of(const char *bytes, gsize length, gsize packet, const char *charset)
{
    GString *found = g_string_new(NULL);
    FiasReader reader;
    const char *text;
    gsize text_length;

    fias_reader_init(&reader);
    for (gsize start = 0; start < length; start += packet) {
        const uint8_t *at = (const uint8_t *)bytes + start;
        gsize left = MIN(packet, length - start);
        for (FiasRead read = fias_reader_next(&reader, &at, &left, &text, &text_length);
             read != FIAS_READ_MORE; read = fias_reader_next(&reader, &at, &left, &text, &text_length)) {
            g_autoptr(FiasRecord) record =
                read == FIAS_READ_RECORD ? fias_record_parse(text, text_length, charset) : NULL;
            g_autofree char *written = record != NULL ? fias_record_text(record) : g_strdup("-");
            g_string_append_printf(found, "%s ", written);
        }
    }
    fias_reader_clear(&reader);
    return g_string_free(found, FALSE);
}

static void what_other_vendors_send_is_read(void)
{
    static const struct {
        const char *charset;
        const char *bytes;
        gsize length;
        const char *records;
    } cases[] = {
#define STREAM(Charset, Bytes, Records) {Charset, Bytes, sizeof(Bytes) - 1, Records}
        STREAM("UTF-8", "\002LS|DA241109|TI120000|\003\002LA|\003", "LS|DA241109|TI120000| LA| "),
        STREAM("UTF-8", "\002ps|rn101|ta5|xx|yy7|\003", "PS|RN101|TA5|XX|YY7| "),
        STREAM("UTF-8", "\002PS|TA5|RN101|P#|\003\r\n", "PS|TA5|RN101|P#| "),
        STREAM("UTF-8",
               "\002PS|RN1\000"
               "01|TA5\003",
               "PS|RN1 01|TA5| "),
        STREAM("UTF-8", "\002PS|RN101|TA5\002LA|\003", "LA| "),
        STREAM("UTF-8", "\002PS|RN101|TA5", ""),
        STREAM("UTF-8", "\003\003\002\003\002|\003\002P|RN1|\003", "- - - "),
        STREAM("UTF-8", "\002LR|RIzz|flrn|\003", "LR|RIzz|FLrn| "),
        STREAM("ISO-8859-1", "\002PS|CTCaf\xe9|\003", "PS|CTCaf\xc3\xa9| "),
        STREAM("CP850", "\002PS|CTCaf\x82|\003", "PS|CTCaf\xc3\xa9| "),
        STREAM("CP850", "\002PS|CTCaf\xc3\xa9|\003", "PS|CTCaf\xc3\xa9| "),
        STREAM("GB18030", "\002PS|CT\xc1\xaa\xcd\xa8|\003",
               "PS|CT\xe8\x81\x94\xe9\x80\x9a| "), /* valid UTF-8 too */
        STREAM("GB18030", "\002PS|CT\x81\x7c|RN1|\003",
               "PS|CT\xe4\xba\x85|RN1| "), /* a bar that is half a letter */
        STREAM("GB18030", "\002PS|CT\xff\xff|\003", "PS|CT\xc3\xbf\xc3\xbf| "),
#undef STREAM
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize packet = 1; packet <= cases[i].length; packet++) {
            g_autofree char *found = records_of(cases[i].bytes, cases[i].length, packet, cases[i].charset);
            if (strcmp(found, cases[i].records) != 0) {
                g_printerr("    case %zu: %s, not %s\n", i, found, cases[i].records);
            }
            CU_ASSERT_STRING_EQUAL(found, cases[i].records);
        }
    }
}

/* ---- postings ---- */

static DeviceConfig *demo(void)
{
    g_autoptr(GError) error = NULL;
    DeviceConfig *config = device_config_load(KEYRACK_SOURCE_DIR "/schemas/devices/demo.yaml", &error);

    g_assert_no_error(error);
    return config;
}

/* "UR", or "OK food:1450/60 beverage:20" of amounts and the taxes in them. */
static char *judge(const char *interface, const char *text)
{
    g_autoptr(DeviceConfig) config = demo();
    g_autoptr(FiasRecord) record = record_of(text);
    g_auto(DevicePosting) posting = {0};
    DeviceAnswer answer = device_posting_read(device_config_find(config, interface), record, &posting);
    GString *judged = g_string_new(device_answer_code(answer));

    for (guint i = 0; answer == DEVICE_OK && i < posting.line_count; i++) {
        const DeviceLine *line = &posting.lines[i];
        g_string_append_printf(judged, " %s:%" G_GINT64_FORMAT, folio_department_code(line->department),
                               line->amount_minor);
        if (line->included_tax_minor != 0) {
            g_string_append_printf(judged, "/%" G_GINT64_FORMAT, line->included_tax_minor);
        }
        g_string_append(judged, line->house_taxes ? "+" : "");
    }
    return g_string_free(judged, FALSE);
}

static void postings_read_as_they_should(void)
{
    static const struct {
        const char *interface;
        const char *record;
        const char *judged;
    } cases[] = {
        {"POS1", "PS|RN1|PTC|TA1450|", "OK food:1450"},
        {"POS1", "PS|RN1|TA1450|T160|", "OK food:1450/60"},
        {"POS1", "PS|G#1|PTC|TA-5|", "OK food:-5"},
        {"POS1", "PS|RN1|PTC|TA0|", "OK"},
        {"POS1", "PS|RN1|PTC|", "UR"},
        {"POS1", "PS|PTC|TA100|", "UR"},
        {"POS1", "PS|RN1|PTC|TA14.50|", "UR"},
        {"POS1", "PS|RN1|PTC|TA1e3|", "UR"},
        {"POS1", "PS|RN1|PTC|TA100000001|", "UR"},
        {"POS1", "PS|RN1|PTC|TA100|TI250000|", "UR"},
        {"POS1", "PS|RN1|PTC|TA3000|S11000|S22000|", "OK food:1000 beverage:2000"},
        {"POS1", "PS|RN1|PTC|TA3300|S11000|S22000|T1100|T2200|", "OK food:1100/100 beverage:2200/200"},
        {"POS1", "PS|RN1|PTC|TA3000|S11000|S22000|T1100|T2200|", "OK food:1000/100 beverage:2000/200"},
        {"POS1", "PS|RN1|PTC|TA3001|S11000|S22000|T1100|", "DM"},
        {"POS1", "PS|RN1|PTC|S11000|T11|", "OK food:1001/1"},
        {"POS1", "PS|RN1|PTC|TA1250|S11000|D1100|TP250|SC100|", "OK food:900 other:100 other:250"},
        {"POS1", "PS|RN1|PTC|TA10|S13|S23|S34|T11|", "OK food:3 beverage:3 other:4/1"},
        {"POS1", "PS|RN1|PTC|TA500|SO2|", "OK beverage:500"},
        {"POS1", "PS|RN1|PTC|TA500|SO4|", "OK spa:500"},
        {"POS1", "PS|RN1|PTC|TA30|S110|S220|SO3|", "OK food:10 beverage:20"},
        {"POS1", "PS|RN1|PTC|TA30|S110|S220|SO4|", "OK spa:10 spa:20"},
        {"POS1", "PS|RN1|PTC|TA500|SO99|", "OK food:500"},
        {"BAR1", "PS|RN1|PTM|MA2|M#2|", "OK minibar:1300+"},
        {"BAR1", "PS|RN1|MA1|MA3|M#2|M#1|", "OK minibar:800+ minibar:500+"},
        {"BAR1", "PS|RN1|PTM|MA1|M#-1|", "OK minibar:-400+"},
        {"BAR1", "PS|RN1|PTM|MA9|M#1|", "UR"},
        {"BAR1", "PS|RN1|PTM|MA1|M#100000|", "UR"},
        {"BAR1", "PS|RN1|PTM|TA700|MA9|", "OK minibar:700"},
        {"BAR1", "PS|RN1|PTM|", "UR"},
        {"PBX1", "PS|RN1|PTT|MP4|", "OK telephone:100+"},
        {"PBX1", "PS|RN1|PTT|MP0|", "OK"},
        {"PBX1", "PS|RN1|PTT|MP-4|", "UR"},
        {"PBX1", "PS|RN1|PTT|DU000101|", "OK telephone:120+"},
        {"POS1", "PS|RN1|PTT|MP4|", "UR"},
        {"POS1", "PS|RN1|PTX|TA1|", "UR"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *judged = judge(cases[i].interface, cases[i].record);
        if (strcmp(judged, cases[i].judged) != 0) {
            g_printerr("    %s: %s, not %s\n", cases[i].record, judged, cases[i].judged);
        }
        CU_ASSERT_STRING_EQUAL(judged, cases[i].judged);
    }
}

/* Whatever subtotals and taxes: what is charged is the total to the cent, and so are the taxes in it. */
static void subtotals_always_add_up(void)
{
    g_autoptr(DeviceConfig) config = demo();
    g_autoptr(GRand) random = test_random_new();

    for (int run = 0; run < 2000; run++) {
        int64_t total_minor = 0;
        int64_t tax_minor = 0;
        g_autoptr(FiasRecord) record = fias_record_new("PS");
        fias_record_add(record, "RN", "1");
        for (int i = 1; i <= DEVICE_SUBTOTALS; i++) {
            const char subtotal[] = {'S', (char)('0' + i), '\0'};
            const char tax[] = {'T', (char)('0' + i), '\0'};
            int64_t amount_minor = g_rand_boolean(random) ? g_rand_int_range(random, 1, 100000) : 0;
            int64_t share_minor = amount_minor > 0 ? g_rand_int_range(random, 0, 5000) : 0;
            fias_record_add_integer(record, subtotal, amount_minor);
            fias_record_add_integer(record, tax, share_minor);
            total_minor += amount_minor + share_minor;
            tax_minor += share_minor;
        }
        fias_record_add_integer(record, "TA", total_minor);
        g_auto(DevicePosting) posting = {0};
        CU_ASSERT_EQUAL(device_posting_read(device_config_find(config, "POS1"), record, &posting), DEVICE_OK);
        CU_ASSERT_EQUAL(posting.total_minor, total_minor);
        for (guint i = 0; i < posting.line_count; i++) {
            tax_minor -= posting.lines[i].included_tax_minor;
        }
        CU_ASSERT_EQUAL(tax_minor, 0);
    }
}

static void who_may_charge(void)
{
    g_autoptr(DeviceConfig) config = demo();
    const DeviceInterface *pos = device_config_find(config, "POS1");
    static const struct {
        DevicePayer payer;
        int64_t total_minor;
        bool over_limit;
        DeviceAnswer answer;
    } cases[] = {
        {{.found = false}, 1, false, DEVICE_NOT_FOUND},
        {{.named = true}, 1, false, DEVICE_NO_ACCOUNT},
        {{.found = true, .no_post = true}, 1, false, DEVICE_NO_POST},
        {{.found = true, .no_post = true}, 1, true, DEVICE_NO_POST},
        {{.found = true, .no_post = true}, -1, false, DEVICE_OK},
        {{.found = true, .balance_minor = 4999999}, 1, false, DEVICE_OK},
        {{.found = true, .balance_minor = 4999999}, 2, false, DEVICE_OVER_LIMIT},
        {{.found = true, .balance_minor = 4999999}, 2, true, DEVICE_OK},
        {{.found = true, .balance_minor = 10, .limit_minor = 15}, 6, false, DEVICE_OVER_LIMIT},
        {{.found = true, .balance_minor = 10, .limit_minor = 15}, 5, false, DEVICE_OK},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const DevicePosting posting = {.total_minor = cases[i].total_minor,
                                       .over_limit = cases[i].over_limit};
        CU_ASSERT_EQUAL(device_posting_decide(pos, &cases[i].payer, &posting), cases[i].answer);
    }
}

/* Only where the interface lets supervisors do so. */
static void a_supervisors_word_counts_where_it_may(void)
{
    g_autoptr(DeviceConfig) config = demo();
    g_autoptr(FiasRecord) record = record_of("PS|RN1|PTC|TA100|COY|");

    for (int may = 0; may < 2; may++) {
        DeviceInterface interface = *device_config_find(config, "POS1");
        interface.may_pass_limit = may;
        g_auto(DevicePosting) posting = {0};
        CU_ASSERT_EQUAL(device_posting_read(&interface, record, &posting), DEVICE_OK);
        CU_ASSERT_EQUAL(posting.over_limit, (bool)may);
    }
}

static void check_same_key(const char *one, const char *other, bool same)
{
    g_autoptr(FiasRecord) first = record_of(one);
    g_autoptr(FiasRecord) second = record_of(other);
    g_autofree char *first_key = device_posting_key("POS1", first);
    g_autofree char *second_key = device_posting_key("POS1", second);

    CU_ASSERT_EQUAL(g_strcmp0(first_key, second_key) == 0, same);
}

static void a_posting_is_known_again(void)
{
    check_same_key("PS|RN1|TA5|P#1|", "PS|P#1|TA5|RN1|WSBAR|", true);
    check_same_key("PS|RN1|TA5|P#1|", "ps|rn1|ta5|p#1|CT|", true);
    check_same_key("PS|RN1|TA5|P#1|", "PS|RN1|TA5|P#1|COY|", true);
    check_same_key("PS|RN1|TA5|P#1|", "PS|RN1|TA5|P#2|", false);
    check_same_key("PS|RN1|TA5|P#1|", "PS|RN1|TA-5|P#1|", false);
    check_same_key("PS|RN1|TA5|P#1|TI100000|", "PS|RN1|TA5|P#1|TI100001|", false);
    g_autoptr(FiasRecord) nameless = record_of("PS|RN1|TA5|DA241109|");
    CU_ASSERT_PTR_NULL(device_posting_key("POS1", nameless));
}

static CU_TestInfo tests[] = {
    {"a link starts as vendors do it", link_starts_as_vendors_do_it},
    {"every record in every state", every_record_in_every_state},
    {"answers to answers end", answers_to_answers_end},
    {"silence is asked about once and then ended", silence_is_asked_about_once_and_then_ended},
    {"only what was listed is sent", only_what_was_listed_is_sent},
    {"the end of one guest's keys is no end of the others'",
     the_end_of_one_guests_keys_is_no_end_of_the_others},
    {"locks that take keys along hear of no end", locks_that_take_keys_along_hear_of_no_end},
    {"records fit the device", records_fit_the_device},
    {"what other vendors send is read", what_other_vendors_send_is_read},
    {"postings read as they should", postings_read_as_they_should},
    {"subtotals always add up", subtotals_always_add_up},
    {"who may charge", who_may_charge},
    {"a supervisor's word counts where it may", a_supervisors_word_counts_where_it_may},
    {"a posting is known again", a_posting_is_known_again},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("property/device_rules", tests);
}
