/* The registration card on paper. */
#include "ops/pdf.h"
#include "property/stay/identity_list.h"
#include "property/stay/registration_card.h"
#include "schemas/chain.h"
#include "schemas/money.h"
#include <string.h>

#define STROKE_SCALE 10000.0
#define SIGNATURE_WIDTH_MM 90
#define SIGNATURE_HEIGHT_MM 30

typedef struct Words {
    const char *title, *guest, *confirmation, *room, *type, *arrival, *departure, *guests, *country, *nights,
        *count, *price, *sum, *tax, *terms, *signature, *signed_at, *total, *required, *companions;
} Words;

static const Words english = {.title = "Registration card",
                              .guest = "Guest",
                              .confirmation = "Confirmation",
                              .room = "Room",
                              .type = "Room type",
                              .arrival = "Arrival",
                              .departure = "Departure",
                              .guests = "Adults + children",
                              .country = "Country of residence",
                              .nights = "Nights from",
                              .count = "Nights",
                              .price = "Price a night",
                              .sum = "Amount",
                              .tax = "Taxes not included in the price",
                              .terms = "Agreement",
                              .signature = "Signature of the guest",
                              .signed_at = "Signed at",
                              .total = "Total",
                              .required = "* asked for by law",
                              .companions = "With"};
static const Words chinese = {.title = "入住登记单",
                              .guest = "客人姓名",
                              .confirmation = "确认号",
                              .room = "房号",
                              .type = "房型",
                              .arrival = "抵店日期",
                              .departure = "离店日期",
                              .guests = "成人 + 儿童",
                              .country = "居住国家或地区",
                              .nights = "起始日期",
                              .count = "晚数",
                              .price = "每晚房价",
                              .sum = "金额",
                              .tax = "房价未含税费",
                              .terms = "约定条款",
                              .signature = "客人签名",
                              .signed_at = "签署时间",
                              .total = "合计",
                              .required = "* 法规要求填写",
                              .companions = "同行人"};

/* In the order of chain_registration_fields. */
static const struct {
    const char *en;
    const char *zh;
} field_words[] = {{"Nationality", "国籍"},          {"Date of birth", "出生日期"},
                   {"Kind of document", "证件种类"}, {"Number of the document", "证件号码"},
                   {"Home address", "家庭住址"},     {"Telephone", "电话"},
                   {"E-mail", "电子邮箱"},           {"Means of payment", "付款方式"}};

static const char *text_of(const json_t *content, const char *member)
{
    return json_string_value(json_object_get(content, member));
}

static char *money_text(int64_t amount_minor, const Currency *currency)
{
    return currency != NULL ? money_format((Money){amount_minor, currency})
                            : g_strdup_printf("%" G_GINT64_FORMAT, amount_minor);
}

static void add_facts(PdfDocument *document, const json_t *content, const Words *words)
{
    const char *room = text_of(content, "room");
    g_autofree char *guests =
        g_strdup_printf("%d + %d", (int)json_integer_value(json_object_get(content, "adults")),
                        (int)json_integer_value(json_object_get(content, "children")));
    const PdfField fields[] = {
        {words->guest, text_of(content, "guest_name")},
        {words->confirmation, text_of(content, "confirmation_number")},
        {words->room, room != NULL && room[0] != '\0' ? room : NULL},
        {words->type, text_of(content, "room_type_name")},
        {words->arrival, text_of(content, "arrival")},
        {words->departure, text_of(content, "departure")},
        {words->guests, guests},
        {words->country, text_of(content, "country")},
    };

    pdf_fields(document, fields, G_N_ELEMENTS(fields), 2);
}

static const char *field_label(const char *code, bool chinese_wanted)
{
    for (guint i = 0; chain_registration_fields[i] != NULL; i++) {
        if (g_strcmp0(chain_registration_fields[i], code) == 0) {
            return chinese_wanted ? field_words[i].zh : field_words[i].en;
        }
    }
    return code;
}

/* What nobody knows yet is an empty line to write on. A card signed before there were such lines has none. */
static void add_asked(PdfDocument *document, const json_t *content, const Words *words)
{
    const json_t *list = json_object_get(content, "fields");
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
    g_autofree PdfField *fields = g_new0(PdfField, json_array_size(list));
    bool law = false;
    size_t index;
    json_t *field;

    json_array_foreach(list, index, field)
    {
        bool required = json_is_true(json_object_get(field, "required"));
        char *label =
            g_strconcat(field_label(text_of(field, "field"), words == &chinese), required ? " *" : "", NULL);
        g_ptr_array_add(labels, label);
        bool is_type = g_strcmp0(text_of(field, "field"), "document_type") == 0;
        const char *value = text_of(field, "value");
        fields[index] = (PdfField){
            label, is_type && value != NULL ? identity_document_words(value, words == &chinese) : value};
        law = law || required;
    }
    pdf_fields(document, fields, json_array_size(list), 2);
    if (law) {
        pdf_note(document, words->required);
    }
}

static const char *known(const json_t *person, const char *member)
{
    const char *text = text_of(person, member);

    return text != NULL ? text : "";
}

/* Who shares the booking, a line each. */
static void add_companions(PdfDocument *document, const json_t *card, const Words *words)
{
    const json_t *list = json_object_get(card, "companions");
    bool is_chinese = words == &chinese;
    const PdfColumn columns[] = {{words->companions, 3, PDF_LEFT},
                                 {field_label("nationality", is_chinese), 1.2, PDF_LEFT},
                                 {field_label("birth_date", is_chinese), 1.4, PDF_LEFT},
                                 {field_label("document_number", is_chinese), 2.6, PDF_LEFT},
                                 {field_label("address", is_chinese), 3, PDF_LEFT}};
    size_t index;
    json_t *person;

    if (json_array_size(list) == 0) {
        return;
    }
    pdf_table_begin(document, columns, G_N_ELEMENTS(columns));
    json_array_foreach(list, index, person)
    {
        g_autofree char *name =
            g_strdup_printf("%s, %s", known(person, "surname"), known(person, "given_name"));
        g_autofree char *paper =
            g_strdup_printf("%s %s", identity_document_words(text_of(person, "document_type"), is_chinese),
                            known(person, "document_number"));
        const char *cells[] = {name, known(person, "nationality"), known(person, "birth_date"), paper,
                               known(person, "address")};
        pdf_table_row(document, PDF_ROW_PLAIN, cells);
    }
    pdf_table_end(document);
}

static int64_t minor_of(const json_t *object, const char *member)
{
    return json_integer_value(json_object_get(object, member));
}

/* Nights in a row that cost the same are one line, so that a long stay stays on its page. */
static void add_nights(PdfDocument *document, const json_t *content, const Words *words)
{
    const PdfColumn columns[] = {{words->nights, 3, PDF_LEFT},
                                 {words->count, 1, PDF_RIGHT},
                                 {words->price, 2, PDF_RIGHT},
                                 {words->sum, 2, PDF_RIGHT}};
    const Currency *currency = currency_find(text_of(content, "currency"));
    const json_t *nights = json_object_get(content, "nights");
    int64_t room_minor = 0;

    pdf_table_begin(document, columns, G_N_ELEMENTS(columns));
    for (size_t first = 0, next = 0; first < json_array_size(nights); first = next) {
        const json_t *night = json_array_get(nights, first);
        int64_t price_minor = minor_of(night, "price_minor");
        while (next < json_array_size(nights) &&
               minor_of(json_array_get(nights, next), "price_minor") == price_minor) {
            next++;
        }
        int64_t count = (int64_t)(next - first);
        g_autofree char *count_text = g_strdup_printf("%" G_GINT64_FORMAT, count);
        g_autofree char *price = money_text(price_minor, currency);
        g_autofree char *sum = money_text(price_minor * count, currency);
        const char *cells[] = {text_of(night, "night"), count_text, price, sum};
        pdf_table_row(document, PDF_ROW_PLAIN, cells);
        room_minor += price_minor * count;
    }
    bool taxed = json_object_get(content, "total_minor") != NULL;
    if (taxed && minor_of(content, "tax_minor") != 0) {
        g_autofree char *tax = money_text(minor_of(content, "tax_minor"), currency);
        const char *cells[] = {words->tax, NULL, NULL, tax};
        pdf_table_row(document, PDF_ROW_PLAIN, cells);
    }
    g_autofree char *total = money_text(taxed ? minor_of(content, "total_minor") : room_minor, currency);
    g_autofree char *label = g_strdup_printf("%s (%s)", words->total, text_of(content, "currency"));
    const char *cells[] = {label, NULL, NULL, total};
    pdf_table_row(document, PDF_ROW_TOTAL, cells);
    pdf_table_end(document);
}

/* Strokes are lists of x, y in turn, each 0 to 10,000 of the pad. */
static GArray *points_of(const json_t *strokes)
{
    GArray *points = g_array_new(FALSE, TRUE, sizeof(PdfPoint));
    size_t index;
    json_t *stroke;

    json_array_foreach(strokes, index, stroke)
    {
        const json_t *list = json_object_get(stroke, "points");
        for (size_t i = 0; i + 1 < json_array_size(list); i += 2) {
            PdfPoint point = {
                .x = (double)json_integer_value(json_array_get(list, i)) / STROKE_SCALE,
                .y = (double)json_integer_value(json_array_get(list, i + 1)) / STROKE_SCALE,
                .begins_stroke = i == 0,
            };
            g_array_append_val(points, point);
        }
    }
    return points;
}

static void add_card(PdfDocument *document, const json_t *card)
{
    const json_t *content = json_object_get(card, "content");
    const json_t *signature = json_object_get(card, "signature");
    const Words *words = g_strcmp0(text_of(content, "language"), "zh") == 0 ? &chinese : &english;
    const char *also = text_of(content, "terms_also");
    g_autoptr(GArray) points = points_of(json_object_get(signature, "strokes"));

    pdf_heading(document, 1, words->title);
    add_facts(document, content, words);
    pdf_space(document, 3);
    add_asked(document, content, words);
    add_companions(document, card, words);
    pdf_space(document, 3);
    add_nights(document, content, words);
    pdf_space(document, 3);
    pdf_heading(document, 3, words->terms);
    pdf_paragraph(document, text_of(content, "terms"));
    if (also != NULL) {
        pdf_note(document, also);
    }
    pdf_space(document, 5);
    pdf_strokes(document, (const PdfPoint *)(const void *)points->data, points->len, SIGNATURE_WIDTH_MM,
                SIGNATURE_HEIGHT_MM, words->signature);
    if (json_is_object(signature)) {
        g_autofree char *note =
            g_strdup_printf("%s: %s · SHA-256 %s", words->signed_at, text_of(signature, "signed_at"),
                            text_of(signature, "digest"));
        pdf_note(document, note);
    }
}

GBytes *registration_cards_pdf(const json_t *cards, GError **error)
{
    const json_t *first = json_object_get(json_array_get(cards, 0), "content");
    const char *language = text_of(first, "language");
    g_autoptr(PdfDocument) document = pdf_document_new(
        &(PdfOptions){.paper = PDF_A4,
                      .title = g_strcmp0(language, "zh") == 0 ? chinese.title : english.title,
                      .header_right = text_of(first, "hotel"),
                      .language = language});
    size_t index;
    json_t *card;

    json_array_foreach(cards, index, card)
    {
        if (index > 0) {
            pdf_page_break(document);
        }
        add_card(document, card);
    }
    return pdf_document_finish(document, error);
}
