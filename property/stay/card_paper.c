/* The registration card on paper. */
#include "ops/pdf.h"
#include "property/stay/registration_card.h"
#include "schemas/money.h"
#include <string.h>

#define STROKE_SCALE 10000.0
#define SIGNATURE_WIDTH_MM 90
#define SIGNATURE_HEIGHT_MM 30

typedef struct Words {
    const char *title, *guest, *confirmation, *room, *type, *arrival, *departure, *guests, *telephone, *email,
        *country, *night, *price, *terms, *signature, *signed_at, *total;
} Words;

static const Words english = {"Registration card", "Guest",     "Confirmation", "Room",      "Room type",
                              "Arrival",           "Departure", "Guests",       "Telephone", "E-mail",
                              "Country",           "Night",     "Price",        "Agreement", "Signature",
                              "Signed at",         "Total"};
static const Words chinese = {"入住登记单", "客人", "确认号", "房号",     "房型", "到店",
                              "离店",       "人数", "电话",   "电子邮件", "国家", "住宿日",
                              "房价",       "约定", "签名",   "签署时间", "合计"};

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
    g_autofree char *guests =
        g_strdup_printf("%d + %d", (int)json_integer_value(json_object_get(content, "adults")),
                        (int)json_integer_value(json_object_get(content, "children")));
    const PdfField fields[] = {
        {words->guest, text_of(content, "guest_name")},
        {words->confirmation, text_of(content, "confirmation_number")},
        {words->room, text_of(content, "room")},
        {words->type, text_of(content, "room_type_name")},
        {words->arrival, text_of(content, "arrival")},
        {words->departure, text_of(content, "departure")},
        {words->guests, guests},
        {words->telephone, text_of(content, "telephone")},
        {words->email, text_of(content, "email")},
        {words->country, text_of(content, "country")},
    };

    pdf_fields(document, fields, G_N_ELEMENTS(fields), 2);
}

static void add_nights(PdfDocument *document, const json_t *content, const Words *words)
{
    const PdfColumn columns[] = {{words->night, 3, PDF_LEFT}, {words->price, 2, PDF_RIGHT}};
    const Currency *currency = currency_find(text_of(content, "currency"));
    int64_t total_minor = 0;
    size_t index;
    json_t *night;

    pdf_table_begin(document, columns, G_N_ELEMENTS(columns));
    json_array_foreach(json_object_get(content, "nights"), index, night)
    {
        int64_t price_minor = json_integer_value(json_object_get(night, "price_minor"));
        g_autofree char *price = money_text(price_minor, currency);
        const char *cells[] = {text_of(night, "night"), price};
        total_minor += price_minor;
        pdf_table_row(document, PDF_ROW_PLAIN, cells);
    }
    g_autofree char *total = money_text(total_minor, currency);
    const char *cells[] = {words->total, total};
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

GBytes *registration_card_pdf(const json_t *card, GError **error)
{
    const json_t *content = json_object_get(card, "content");
    const json_t *signature = json_object_get(card, "signature");
    const char *language = text_of(content, "language");
    const Words *words = g_strcmp0(language, "zh") == 0 ? &chinese : &english;
    g_autoptr(GArray) points = points_of(json_object_get(signature, "strokes"));
    g_autoptr(PdfDocument) document =
        pdf_document_new(&(PdfOptions){.paper = PDF_A4,
                                       .title = words->title,
                                       .header_right = text_of(content, "hotel"),
                                       .language = language});

    pdf_heading(document, 1, words->title);
    add_facts(document, content, words);
    pdf_space(document, 4);
    add_nights(document, content, words);
    pdf_space(document, 4);
    pdf_heading(document, 3, words->terms);
    pdf_paragraph(document, text_of(content, "terms"));
    pdf_space(document, 6);
    pdf_strokes(document, (const PdfPoint *)(const void *)points->data, points->len, SIGNATURE_WIDTH_MM,
                SIGNATURE_HEIGHT_MM, words->signature);
    if (json_is_object(signature)) {
        g_autofree char *note =
            g_strdup_printf("%s: %s · SHA-256 %s", words->signed_at, text_of(signature, "signed_at"),
                            text_of(signature, "digest"));
        pdf_note(document, note);
    }
    return pdf_document_finish(document, error);
}
