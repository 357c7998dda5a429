#include "property/device/posting_rules.h"

#include <string.h>

#define ARTICLES_MAX 8
#define QUANTITY_MAX 1000
#define PULSES_MAX 1000000
#define SECONDS_A_MINUTE 60

static const struct {
    const char *code;
    const char *text;
} answers[DEVICE_ANSWER_COUNT] = {
    [DEVICE_OK] = {"OK", "Accepted"},
    [DEVICE_NOT_FOUND] = {"NG", "Guest not found"},
    [DEVICE_NO_POST] = {"NP", "No charges to this room"},
    [DEVICE_OVER_LIMIT] = {"CO", "Credit limit reached"},
    [DEVICE_SUM_DIFFERS] = {"DM", "Subtotals differ from total"},
    [DEVICE_UNPROCESSABLE] = {"UR", "Record not understood"},
    [DEVICE_RETRY] = {"RY", "Not now, send again"},
    [DEVICE_NOT_ALLOWED] = {"FX", "Please go to the front desk"},
    [DEVICE_BALANCE_DIFFERS] = {"BM", "The balance has changed"},
    [DEVICE_NO_MESSAGE] = {"NM", "No message"},
    [DEVICE_NOT_TODAY] = {"CD", "Check-out is on another day"},
    [DEVICE_NO_ACCOUNT] = {"IA", "Account not in the house"},
    [DEVICE_KEY_NOT_CHANGED] = {"KA", "Keys not changed"},
};

void device_posting_clear(DevicePosting *posting)
{
    for (guint i = 0; i < posting->line_count; i++) {
        g_free(posting->lines[i].text);
    }
    posting->line_count = 0;
}

const char *device_answer_code(DeviceAnswer answer)
{
    g_assert(answer < DEVICE_ANSWER_COUNT);
    return answers[answer].code;
}

DeviceAnswer device_answer_of(const char *code)
{
    int answer = 0;

    while (strcmp(answers[answer].code, code) != 0) {
        answer++;
        g_assert(answer < DEVICE_ANSWER_COUNT);
    }
    return (DeviceAnswer)answer;
}

const char *device_answer_text(DeviceAnswer answer)
{
    g_assert(answer < DEVICE_ANSWER_COUNT);
    return answers[answer].text;
}

/* ---- parts of a record ---- */

static bool in_range(int64_t amount_minor)
{
    return amount_minor >= -FOLIO_AMOUNT_MAX_MINOR && amount_minor <= FOLIO_AMOUNT_MAX_MINOR;
}

/* An amount that may be absent; FALSE when it is there and none. */
static bool read_amount(const FiasRecord *record, const char *field, int64_t *ret_minor)
{
    const char *text = fias_record_get(record, field);

    *ret_minor = 0;
    return text == NULL || (fias_amount_parse(text, ret_minor) && in_range(*ret_minor));
}

/* A till may post for several places. */
static const DeviceOutlet *outlet_of(const DeviceInterface *interface, const FiasRecord *record)
{
    return device_interface_outlet(interface, fias_record_get(record, "SO"));
}

static FolioDepartment department_of(const DeviceInterface *interface, const FiasRecord *record)
{
    const DeviceOutlet *outlet = outlet_of(interface, record);

    return outlet != NULL ? outlet->department : interface->department;
}

/* "Restaurant, check 4711, table 5": what the guest reads on the bill. */
static char *describe(const DeviceInterface *interface, const FiasRecord *record, const char *what)
{
    const DeviceOutlet *outlet = outlet_of(interface, record);
    GString *text = g_string_new(outlet != NULL ? outlet->choice.name_en : interface->name_en);
    const char *own = fias_record_get(record, "CT");
    const char *check = fias_record_get(record, "C#");
    const char *dialled = fias_record_get(record, "DD");

    if (what != NULL) {
        g_string_append_printf(text, ", %s", what);
    }
    if (check != NULL) {
        g_string_append_printf(text, ", check %s", check);
    }
    if (dialled != NULL) {
        g_string_append_printf(text, ", %s", dialled);
    }
    if (own != NULL) {
        g_string_append_printf(text, ", %s", own);
    }
    char *cut = g_utf8_substring(text->str, 0, MIN(g_utf8_strlen(text->str, -1), FOLIO_DESCRIPTION_MAX));
    g_string_free(text, TRUE);
    return cut;
}

static void add_line(DevicePosting *posting, DeviceLine line)
{
    if (line.amount_minor == 0) {
        g_free(line.text);
        return;
    }
    g_assert(posting->line_count < DEVICE_LINES_MAX);
    posting->lines[posting->line_count++] = line;
    posting->total_minor += line.amount_minor;
}

/* ---- direct charges: a total, or subtotals that add up to it ---- */

typedef struct Sums {
    int64_t subtotals[DEVICE_SUBTOTALS];
    int64_t subtotal_minor;
    int64_t tax_minor;
    int64_t tip_minor;
    int64_t service_minor;
} Sums;

static bool read_sums(const FiasRecord *record, Sums *sums)
{
    for (guint i = 0; i < DEVICE_SUBTOTALS; i++) {
        const char subtotal[] = {'S', (char)('1' + i), '\0'};
        const char discount[] = {'D', (char)('1' + i), '\0'};
        const char tax[] = {'T', (char)('1' + i), '\0'};
        int64_t discount_minor, tax_minor;
        if (!read_amount(record, subtotal, &sums->subtotals[i]) ||
            !read_amount(record, discount, &discount_minor) || !read_amount(record, tax, &tax_minor)) {
            return false;
        }
        /* Some tills send what is taken off with its sign, some without. */
        sums->subtotals[i] -= ABS(discount_minor) * (sums->subtotals[i] < 0 ? -1 : 1);
        sums->subtotal_minor += sums->subtotals[i];
        sums->tax_minor += tax_minor;
    }
    return read_amount(record, "TP", &sums->tip_minor) && read_amount(record, "SC", &sums->service_minor);
}

/* Shares the taxes among the subtotals by their size; the last one takes what is left over. */
static int64_t tax_share(const Sums *sums, guint index, int64_t *left_minor)
{
    bool last = true;

    for (guint later = index + 1; later < DEVICE_SUBTOTALS; later++) {
        last = last && sums->subtotals[later] == 0;
    }
    int64_t share_minor =
        last || sums->subtotal_minor == 0
            ? *left_minor
            : (int64_t)((__int128)sums->tax_minor * sums->subtotals[index] / sums->subtotal_minor);
    *left_minor -= share_minor;
    return share_minor;
}

static void add_subtotals(const DeviceInterface *interface, const FiasRecord *record, const Sums *sums,
                          bool taxes_on_top, DevicePosting *posting)
{
    const DeviceOutlet *outlet = outlet_of(interface, record);
    const FolioDepartment *departments = outlet != NULL ? outlet->departments : interface->departments;
    int64_t left_minor = sums->tax_minor;

    for (guint i = 0; i < DEVICE_SUBTOTALS; i++) {
        if (sums->subtotals[i] == 0) {
            continue;
        }
        int64_t tax_minor = tax_share(sums, i, &left_minor);
        add_line(posting, (DeviceLine){.department = departments[i],
                                       .amount_minor = sums->subtotals[i] + (taxes_on_top ? tax_minor : 0),
                                       .included_tax_minor = tax_minor,
                                       .text = describe(interface, record, NULL)});
    }
    add_line(posting, (DeviceLine){.department = FOLIO_OTHER,
                                   .amount_minor = sums->service_minor,
                                   .text = describe(interface, record, "service charge")});
    add_line(posting, (DeviceLine){.department = FOLIO_OTHER,
                                   .amount_minor = sums->tip_minor,
                                   .text = describe(interface, record, "tip")});
}

static DeviceAnswer read_direct(const DeviceInterface *interface, const FiasRecord *record,
                                DevicePosting *posting)
{
    Sums sums = {0};
    int64_t total_minor;

    if (!read_amount(record, "TA", &total_minor) || !read_sums(record, &sums)) {
        return DEVICE_UNPROCESSABLE;
    }
    if (sums.subtotal_minor == 0) {
        if (fias_record_get(record, "TA") == NULL) {
            return DEVICE_UNPROCESSABLE;
        }
        add_line(posting, (DeviceLine){.department = department_of(interface, record),
                                       .amount_minor = total_minor,
                                       .included_tax_minor = sums.tax_minor,
                                       .text = describe(interface, record, NULL)});
        return DEVICE_OK;
    }
    int64_t without_tax_minor = sums.subtotal_minor + sums.service_minor + sums.tip_minor;
    int64_t with_tax_minor = without_tax_minor + sums.tax_minor;
    bool told = fias_record_get(record, "TA") != NULL;
    if (told && total_minor != with_tax_minor && total_minor != without_tax_minor) {
        return DEVICE_SUM_DIFFERS;
    }
    add_subtotals(interface, record, &sums, !told || total_minor == with_tax_minor, posting);
    return DEVICE_OK;
}

/* ---- minibar ---- */

static bool next_field(const FiasRecord *record, const char *id, guint *position, const char **ret_value)
{
    for (; *position < record->fields->len; (*position)++) {
        const FiasField *field = &g_array_index(record->fields, FiasField, *position);
        if (strcmp(field->id, id) == 0) {
            *ret_value = field->value;
            (*position)++;
            return true;
        }
    }
    return false;
}

static DeviceAnswer add_article(const DeviceInterface *interface, const FiasRecord *record,
                                const char *number, const char *quantity_text, DevicePosting *posting)
{
    const DeviceArticle *article = device_interface_article(interface, number);
    int64_t quantity = 1;

    if (article == NULL || posting->line_count >= ARTICLES_MAX ||
        (quantity_text != NULL && quantity_text[0] != '\0' && !fias_amount_parse(quantity_text, &quantity)) ||
        ABS(quantity) > QUANTITY_MAX || !in_range(article->price_minor * quantity)) {
        return DEVICE_UNPROCESSABLE;
    }
    g_autofree char *what = g_strdup_printf("%" G_GINT64_FORMAT " %s", quantity, article->name);
    add_line(posting, (DeviceLine){.department = department_of(interface, record),
                                   .amount_minor = article->price_minor * quantity,
                                   .house_taxes = true,
                                   .text = describe(interface, record, what)});
    return DEVICE_OK;
}

/* The hotel's price list counts; without an entry there, what the device says. */
static DeviceAnswer read_minibar(const DeviceInterface *interface, const FiasRecord *record,
                                 DevicePosting *posting)
{
    const char *number;
    const char *quantity;
    guint articles = 0;
    guint quantities = 0;

    if (fias_record_get(record, "TA") != NULL) {
        return read_direct(interface, record, posting);
    }
    while (next_field(record, "MA", &articles, &number)) {
        quantity = NULL;
        next_field(record, "M#", &quantities, &quantity);
        DeviceAnswer answer = add_article(interface, record, number, quantity, posting);
        if (answer != DEVICE_OK) {
            return answer;
        }
    }
    return fias_record_has(record, "MA") ? DEVICE_OK : DEVICE_UNPROCESSABLE;
}

/* ---- telephone ---- */

static bool call_price(const DeviceInterface *interface, const FiasRecord *record, int64_t *ret_minor)
{
    const char *pulses_text = fias_record_get(record, "MP");
    const char *duration = fias_record_get(record, "DU");
    int64_t pulses;
    int hour, minute, second;

    if (pulses_text != NULL) {
        *ret_minor = 0;
        if (!fias_amount_parse(pulses_text, &pulses) || pulses < 0 || pulses > PULSES_MAX ||
            (pulses > 0 && interface->pulse_minor == 0)) {
            return false;
        }
        *ret_minor = pulses * interface->pulse_minor;
        return in_range(*ret_minor);
    }
    if (duration == NULL || interface->minute_minor == 0 ||
        !fias_time_parse(duration, &hour, &minute, &second)) {
        return false;
    }
    int64_t seconds = ((int64_t)hour * SECONDS_A_MINUTE + minute) * SECONDS_A_MINUTE + second;
    *ret_minor = (seconds + SECONDS_A_MINUTE - 1) / SECONDS_A_MINUTE * interface->minute_minor;
    return in_range(*ret_minor);
}

static DeviceAnswer read_call(const DeviceInterface *interface, const FiasRecord *record,
                              DevicePosting *posting)
{
    int64_t price_minor;

    if (fias_record_get(record, "TA") != NULL) {
        return read_direct(interface, record, posting);
    }
    if (!call_price(interface, record, &price_minor)) {
        return DEVICE_UNPROCESSABLE;
    }
    add_line(posting, (DeviceLine){.department = department_of(interface, record),
                                   .amount_minor = price_minor,
                                   .house_taxes = true,
                                   .text = describe(interface, record, NULL)});
    return DEVICE_OK;
}

/* ---- all kinds ---- */

static bool moment_readable(const FiasRecord *record)
{
    const char *date = fias_record_get(record, "DA");
    const char *time = fias_record_get(record, "TI");
    Night night;
    int hour, minute, second;

    return (date == NULL || fias_date_parse(date, &night)) &&
           (time == NULL || fias_time_parse(time, &hour, &minute, &second));
}

static DeviceAnswer read_lines(const DeviceInterface *interface, const FiasRecord *record,
                               DevicePosting *posting)
{
    const char *type = fias_record_get(record, "PT");

    if (type == NULL) {
        type = fias_record_get(record, "TA") == NULL && fias_record_has(record, "MA") ? "M" : "C";
    }
    switch (g_ascii_toupper(type[0])) {
    case 'C':
    case 'F': /* a free charge of the device, such as a film */
        return read_direct(interface, record, posting);
    case 'M':
        return read_minibar(interface, record, posting);
    case 'T':
        return read_call(interface, record, posting);
    default:
        return DEVICE_UNPROCESSABLE;
    }
}

DeviceAnswer device_posting_read(const DeviceInterface *interface, const FiasRecord *record,
                                 DevicePosting *ret_posting)
{
    ret_posting->room = fias_record_get(record, "RN");
    ret_posting->guest = fias_record_get(record, "G#");
    ret_posting->sequence = fias_record_get(record, "P#");
    const char *over_limit = fias_record_get(record, "CO");
    ret_posting->over_limit =
        interface->may_pass_limit && over_limit != NULL && g_ascii_toupper(over_limit[0]) == 'Y';
    if ((ret_posting->room == NULL && ret_posting->guest == NULL) || !moment_readable(record)) {
        return DEVICE_UNPROCESSABLE;
    }
    DeviceAnswer answer = read_lines(interface, record, ret_posting);
    return answer == DEVICE_OK && !in_range(ret_posting->total_minor) ? DEVICE_UNPROCESSABLE : answer;
}

DeviceAnswer device_posting_decide(const DeviceInterface *interface, const DevicePayer *payer,
                                   const DevicePosting *posting)
{
    int64_t total_minor = posting->total_minor;
    int64_t limit_minor = payer->limit_minor > 0 ? payer->limit_minor : interface->limit_minor;

    if (!payer->found) {
        return payer->named ? DEVICE_NO_ACCOUNT : DEVICE_NOT_FOUND;
    }
    if (total_minor <= 0) {
        return DEVICE_OK;
    }
    if (payer->no_post) {
        return DEVICE_NO_POST;
    }
    bool over = limit_minor > 0 && payer->balance_minor + total_minor > limit_minor;
    return over && !posting->over_limit ? DEVICE_OVER_LIMIT : DEVICE_OK;
}

static int compare_texts(gconstpointer one, gconstpointer other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Through which workstation it came, and whether a supervisor has taken the limit on meanwhile: the check is
 * the same. */
static bool is_circumstance(const char *field)
{
    return strcmp(field, "WS") == 0 || strcmp(field, "CO") == 0;
}

char *device_posting_key(const char *interface, const FiasRecord *record)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);

    if (fias_record_get(record, "P#") == NULL && fias_record_get(record, "TI") == NULL) {
        return NULL;
    }
    for (guint i = 0; i < record->fields->len; i++) {
        const FiasField *field = &g_array_index(record->fields, FiasField, i);
        if (!is_circumstance(field->id) && field->value[0] != '\0') {
            g_ptr_array_add(parts, g_strconcat(field->id, field->value, NULL));
        }
    }
    g_ptr_array_sort(parts, compare_texts);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)interface, (gssize)strlen(interface) + 1);
    for (guint i = 0; i < parts->len; i++) {
        const char *part = g_ptr_array_index(parts, i);
        g_checksum_update(checksum, (const guchar *)part, (gssize)strlen(part) + 1);
    }
    return g_strdup(g_checksum_get_string(checksum));
}
