#include "property/invoice/invoice_rules.h"

#include "ops/json.h"
#include "property/folio/folio_tax.h"
#include <string.h>

static json_t *line_json(const InvoiceLine *line)
{
    json_t *means = line->means_kind == NULL
                        ? NULL
                        : json_pack("{s:s, s:s, s:s, s:s, s:s}", "kind", line->means_kind, "name_en",
                                    line->means_en, "name_zh", line->means_zh, "reference", line->reference,
                                    "last_four", line->last_four);

    return json_pack("{s:o, s:s, s:s, s:o, s:I, s:I, s:o*}", "service_date",
                     json_from_night(line->service_date), "department",
                     folio_department_code(line->department), "code", line->code, "description",
                     json_from_text(line->description), "amount_minor", (json_int_t)line->amount_minor,
                     "included_tax_minor", (json_int_t)line->included_tax_minor, "means", means);
}

static json_t *tax_entry(json_t *taxes, const ChainTax *tax)
{
    bool included = tax->kind == CHAIN_TAX_INCLUSIVE_PERCENT;
    bool by_percent = included || tax->kind == CHAIN_TAX_EXCLUSIVE_PERCENT;
    size_t index;
    json_t *entry;

    json_array_foreach(taxes, index, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "code")), tax->code) == 0) {
            return entry;
        }
    }
    entry = json_pack("{s:s, s:s, s:s, s:b, s:o, s:I, s:I}", "code", tax->code, "name_en", tax->name.en,
                      "name_zh", tax->name.zh, "included", included, "rate_millionths",
                      by_percent ? json_integer(tax->rate_millionths) : json_null(), "base_minor",
                      (json_int_t)0, "amount_minor", (json_int_t)0);
    json_array_append_new(taxes, entry);
    return entry;
}

static void add_to(json_t *entry, const char *member, int64_t amount_minor)
{
    json_t *sum = json_object_get(entry, member);

    json_integer_set(sum, json_integer_value(sum) + amount_minor);
}

/* The taxes that the line's price contains, each on what the line is without them. */
static void add_included_taxes(json_t *taxes, const ChainHotel *hotel, const InvoiceLine *line)
{
    g_autoptr(GPtrArray) known = folio_included_taxes(hotel, line->department, line->service_date);
    g_autofree int64_t *shares = g_new0(int64_t, known->len + 1);

    folio_tax_shares(known, line->amount_minor, line->included_tax_minor, shares);
    for (guint i = 0; i < known->len; i++) {
        if (shares[i] != 0) {
            json_t *entry = tax_entry(taxes, g_ptr_array_index(known, i));
            add_to(entry, "amount_minor", shares[i]);
            add_to(entry, "base_minor", line->amount_minor - line->included_tax_minor);
        }
    }
}

/* Whether the tax line `taxed` may stand for what is charged in `line`: of its kind, for the same day. */
static bool is_base_of(const ChainHotel *hotel, const ChainTax *tax, const InvoiceLine *taxed,
                       const InvoiceLine *line)
{
    return line->department != FOLIO_TAX && folio_department_is_charge(line->department) &&
           line->service_date == taxed->service_date &&
           strcmp(folio_tax_department(hotel, line->department), tax->department) == 0;
}

/* Whether an earlier line of the same tax has counted the same day. */
static bool is_counted(const GArray *lines, guint index)
{
    const InvoiceLine *taxed = &g_array_index(lines, InvoiceLine, index);

    for (guint i = 0; i < index; i++) {
        const InvoiceLine *line = &g_array_index(lines, InvoiceLine, i);
        if (line->department == FOLIO_TAX && line->service_date == taxed->service_date &&
            strcmp(line->code, taxed->code) == 0) {
            return true;
        }
    }
    return false;
}

/* A tax with a line of its own: by percent it is on what was charged that day, otherwise on nothing. */
static void add_tax_line(json_t *taxes, const ChainHotel *hotel, const GArray *lines, guint index)
{
    const InvoiceLine *taxed = &g_array_index(lines, InvoiceLine, index);
    const ChainTax *tax = hotel_tax(hotel, taxed->code);

    if (tax == NULL) {
        return;
    }
    json_t *entry = tax_entry(taxes, tax);
    add_to(entry, "amount_minor", taxed->amount_minor);
    if (tax->kind != CHAIN_TAX_EXCLUSIVE_PERCENT || is_counted(lines, index)) {
        return;
    }
    for (guint i = 0; i < lines->len; i++) {
        const InvoiceLine *line = &g_array_index(lines, InvoiceLine, i);
        if (is_base_of(hotel, tax, taxed, line)) {
            add_to(entry, "base_minor", line->amount_minor);
        }
    }
}

static void add_taxes(json_t *taxes, const ChainHotel *hotel, const GArray *lines, guint index)
{
    const InvoiceLine *line = &g_array_index(lines, InvoiceLine, index);

    if (line->department == FOLIO_TAX) {
        add_tax_line(taxes, hotel, lines, index);
    } else if (line->included_tax_minor != 0) {
        add_included_taxes(taxes, hotel, line);
    }
}

json_t *invoice_lines_json(const ChainHotel *hotel, const GArray *lines, InvoiceSums *ret_sums)
{
    json_t *items = json_array();
    json_t *taxes = json_array();

    *ret_sums = (InvoiceSums){0};
    for (guint i = 0; i < lines->len; i++) {
        const InvoiceLine *line = &g_array_index(lines, InvoiceLine, i);
        if (folio_department_is_charge(line->department)) {
            ret_sums->total_minor += line->amount_minor;
            add_taxes(taxes, hotel, lines, i);
        } else {
            ret_sums->settled_minor += line->amount_minor;
        }
        json_array_append_new(items, line_json(line));
    }
    ret_sums->due_minor = ret_sums->total_minor + ret_sums->settled_minor;
    return json_pack("{s:o, s:o, s:I, s:I, s:I}", "lines", items, "taxes", taxes, "total_minor",
                     (json_int_t)ret_sums->total_minor, "settled_minor", (json_int_t)ret_sums->settled_minor,
                     "due_minor", (json_int_t)ret_sums->due_minor);
}

json_t *invoice_hotel_json(const ChainHotel *hotel)
{
    const ChainAddress *address = &hotel->address;

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "code", hotel->code, "name_en",
                     hotel->name.en, "name_zh", hotel->name.zh, "street", address->street, "postal_code",
                     address->postal_code, "city", address->city, "country", address->country, "telephone",
                     hotel->telephone, "email", hotel->email, "tax_number", hotel->tax_number);
}

/* Members that end in "_minor" are amounts. */
static void reverse_amounts(json_t *value)
{
    const char *name;
    size_t index;
    json_t *member;

    json_object_foreach(value, name, member)
    {
        if (json_is_integer(member) && g_str_has_suffix(name, "_minor")) {
            json_integer_set(member, -json_integer_value(member));
        } else {
            reverse_amounts(member);
        }
    }
    json_array_foreach(value, index, member)
    {
        reverse_amounts(member);
    }
}

json_t *invoice_reverse(const json_t *document)
{
    json_t *copy = json_deep_copy(document);

    reverse_amounts(copy);
    return copy;
}

static int64_t minor_of(const json_t *object, const char *member)
{
    return json_integer_value(json_object_get(object, member));
}

/* The line's share of what is taken back; FALSE for a line that is no charge. */
static bool credit_line(const json_t *line, int64_t amount_minor, int64_t total_minor, InvoiceLine *ret_line)
{
    FolioDepartment department = FOLIO_PAYMENT;
    bool known = folio_department_parse(json_string_value(json_object_get(line, "department")), &department);

    if (!known || !folio_department_is_charge(department)) {
        return false;
    }
    *ret_line = (InvoiceLine){
        .department = department,
        .code = json_string_value(json_object_get(line, "code")),
        .description = json_string_value(json_object_get(line, "description")),
        .amount_minor = -folio_share(minor_of(line, "amount_minor"), amount_minor, total_minor),
        .included_tax_minor = -folio_share(minor_of(line, "included_tax_minor"), amount_minor, total_minor),
    };
    return night_parse(json_string_value(json_object_get(line, "service_date")), &ret_line->service_date,
                       NULL);
}

GArray *invoice_credit_lines(const json_t *document, int64_t amount_minor)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(InvoiceLine));
    int64_t total_minor = minor_of(document, "total_minor");
    int64_t left_minor = -amount_minor;
    InvoiceLine line;
    size_t index;
    json_t *member;

    g_assert(total_minor != 0);
    json_array_foreach(json_object_get(document, "lines"), index, member)
    {
        if (credit_line(member, amount_minor, total_minor, &line) && line.amount_minor != 0) {
            left_minor -= line.amount_minor;
            g_array_append_val(lines, line);
        }
    }
    if (lines->len > 0) { /* what rounding left */
        g_array_index(lines, InvoiceLine, 0).amount_minor += left_minor;
    }
    return lines;
}

json_t *invoice_with_lines(const json_t *document, json_t *lines)
{
    json_t *copy = json_deep_copy(document);

    json_object_update_new(copy, lines);
    return copy;
}
