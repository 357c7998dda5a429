#include "property/invoice/invoice_rules.h"

#include "ops/json.h"
#include "property/folio/folio_tax.h"
#include <string.h>

static json_t *line_json(const InvoiceLine *line)
{
    return json_pack("{s:o, s:s, s:s, s:o, s:I, s:I}", "service_date", json_from_night(line->service_date),
                     "department", folio_department_code(line->department), "code", line->code, "description",
                     json_from_text(line->description), "amount_minor", (json_int_t)line->amount_minor,
                     "included_tax_minor", (json_int_t)line->included_tax_minor);
}

static json_t *tax_entry(json_t *taxes, const char *code, const ChainText *name, bool included)
{
    size_t index;
    json_t *entry;

    json_array_foreach(taxes, index, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "code")), code) == 0) {
            return entry;
        }
    }
    entry =
        json_pack("{s:s, s:s, s:s, s:b, s:I, s:I}", "code", code, "name_en", name->en, "name_zh", name->zh,
                  "included", included, "base_minor", (json_int_t)0, "amount_minor", (json_int_t)0);
    json_array_append_new(taxes, entry);
    return entry;
}

static void add_to(json_t *entry, const char *member, int64_t amount_minor)
{
    json_t *sum = json_object_get(entry, member);

    json_integer_set(sum, json_integer_value(sum) + amount_minor);
}

/* A tax with a line of its own, or the one that the line's price contains. */
static void add_tax(json_t *taxes, const ChainHotel *hotel, const InvoiceLine *line)
{
    const ChainTax *tax = line->department == FOLIO_TAX
                              ? hotel_tax(hotel, line->code)
                              : folio_included_tax(hotel, line->department, line->service_date);

    if (tax == NULL || (line->department != FOLIO_TAX && line->included_tax_minor == 0)) {
        return;
    }
    bool included = line->department != FOLIO_TAX;
    json_t *entry = tax_entry(taxes, tax->code, &tax->name, included);
    add_to(entry, "amount_minor", included ? line->included_tax_minor : line->amount_minor);
    if (included) {
        add_to(entry, "base_minor", line->amount_minor - line->included_tax_minor);
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
            add_tax(taxes, hotel, line);
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

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "code", hotel->code, "name_en",
                     hotel->name.en, "name_zh", hotel->name.zh, "street", address->street, "postal_code",
                     address->postal_code, "city", address->city, "country", address->country, "telephone",
                     hotel->telephone, "email", hotel->email);
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
